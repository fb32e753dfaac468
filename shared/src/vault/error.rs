//! Errors of the vault.

/// The reason why data could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// KMS did not answer, or refused the request.
    #[error("KMS returned no data key: {0}")]
    Keys(String),
    /// The data was sealed for another order, or was modified.
    #[error("the sealed data belongs to another order or was modified")]
    Refused,
}

impl VaultError {
    /// Returns true if a retry may succeed.
    pub const fn retryable(&self) -> bool {
        matches!(self, Self::Keys(_))
    }
}
