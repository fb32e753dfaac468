//! The environment variables a function reads, once, at its start.

use domain::email::EmailAddress;

/// A function that cannot start says why, in the log, and does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A variable is missing or empty.
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    /// A variable has a value that makes no sense.
    #[error("the environment variable {0} is not valid: {1}")]
    Invalid(&'static str, &'static str),
    /// A secret could not be fetched.
    #[error("the secret named by {0} could not be fetched")]
    Secret(&'static str, #[source] Box<dyn std::error::Error + Send + Sync>),
    /// Something meant for development is set in production.
    #[error("{0} must not be set in production")]
    DevelopmentOnly(&'static str),
}

/// A variable that must be there.
pub fn required(name: &'static str) -> Result<String, StartError> {
    optional(name).ok_or(StartError::Missing(name))
}

/// A variable that may be absent; empty counts as absent.
#[allow(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub fn optional(name: &'static str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A variable that holds one of the shop's own mail addresses.
pub fn address(name: &'static str) -> Result<EmailAddress, StartError> {
    let address = EmailAddress::parse(&required(name)?);
    address.map_err(|_| StartError::Invalid(name, "must be an email address"))
}

/// Where the shop runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// On a developer's machine, against emulators.
    Local,
    /// For customers.
    Production,
}

impl Stage {
    /// Reads `STAGE`: `local` or `production`.
    pub fn from_env() -> Result<Self, StartError> {
        match required("STAGE")?.as_str() {
            "local" => Ok(Self::Local),
            "production" => Ok(Self::Production),
            _ => Err(StartError::Invalid("STAGE", "must be local or production")),
        }
    }
}

/// A variable for development only: a function refuses to start with it in production.
pub fn development_only(name: &'static str, stage: Stage) -> Result<Option<String>, StartError> {
    match (optional(name), stage) {
        (Some(_), Stage::Production) => Err(StartError::DevelopmentOnly(name)),
        (value, _) => Ok(value),
    }
}
