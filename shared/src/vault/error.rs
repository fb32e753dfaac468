#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// KMS did not respond, or refused the request.
    #[error("KMS returned no data key: {0}")]
    Keys(String),
    #[error("the sealed data belongs to another order or was modified")]
    Refused,
}

impl VaultError {
    pub const fn retryable(&self) -> bool {
        matches!(self, Self::Keys(_))
    }
}
