//! Reads environment variables at the cold start.

use domain::email::EmailAddress;

/// The reason why a function cannot start. It is logged, and the function exits.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    #[error("the environment variable {0} is not valid: {1}")]
    Invalid(&'static str, &'static str),
    #[error("the secret named by {0} could not be fetched")]
    Secret(&'static str, #[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("{0} must not be set in production")]
    DevelopmentOnly(&'static str),
}

pub fn required(name: &'static str) -> Result<String, StartError> {
    optional(name).ok_or(StartError::Missing(name))
}

/// An empty value counts as absent.
#[allow(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub fn optional(name: &'static str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

pub fn address(name: &'static str) -> Result<EmailAddress, StartError> {
    let address = EmailAddress::parse(&required(name)?);
    address.map_err(|_| StartError::Invalid(name, "must be an email address"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A developer's machine, with emulators.
    Local,
    /// AWS. Staging is the same to the code, so that it tests what production runs.
    Production,
}

impl Stage {
    /// Reads `STAGE`, which is `local`, `staging` or `production`.
    pub fn from_env() -> Result<Self, StartError> {
        match required("STAGE")?.as_str() {
            "local" => Ok(Self::Local),
            "staging" | "production" => Ok(Self::Production),
            _ => Err(StartError::Invalid("STAGE", "must be local, staging or production")),
        }
    }
}

/// Reads a variable for development. A function that has it does not start in production.
pub fn development_only(name: &'static str, stage: Stage) -> Result<Option<String>, StartError> {
    match (optional(name), stage) {
        (Some(_), Stage::Production) => Err(StartError::DevelopmentOnly(name)),
        (value, _) => Ok(value),
    }
}
