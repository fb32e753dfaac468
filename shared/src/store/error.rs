//! Errors of the store.

use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The item was modified or removed since it was read.
    #[error("it was modified concurrently")]
    Conflict,
    /// There is no such purchase.
    #[error("there is no such purchase")]
    UnknownPurchase,
    /// A purchase, or the catalogue's version, changed between each read and write, as often as it was tried.
    #[error("it was modified on every attempt to change it")]
    Contended,
    #[error("the slug is already in use")]
    SlugTaken,
    /// The product is archived. It must be restored before it can be changed.
    #[error("the product is archived")]
    Archived,
    #[error("the order number is already in use")]
    NumberTaken,
    /// The shop's currency cannot change while products have prices in it.
    #[error("products with prices in the current currency exist")]
    CurrencyInUse,
    /// The variant moved, no longer counts stock, or its stock became enough or too little.
    #[error("the stock was modified concurrently")]
    StockGone,
    /// DynamoDB did not respond or throttled the request. Retry.
    #[error("the table is unavailable: {0}")]
    Unavailable(String),
    /// An invalid item or request, which is a bug.
    #[error("an item in the table is not as expected: {0}")]
    Broken(String),
}

impl StoreError {
    /// Returns true if the same call may succeed later.
    pub const fn retryable(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Conflict
            | Self::UnknownPurchase
            | Self::Contended
            | Self::SlugTaken
            | Self::NumberTaken
            | Self::CurrencyInUse
            | Self::StockGone
            | Self::Archived
            | Self::Broken(_) => false,
        }
    }
}

impl<E, R> From<SdkError<E, R>> for StoreError
where
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        let refused = match &error {
            SdkError::ServiceError(service) => service.err().code().map(ToOwned::to_owned),
            _ => None,
        };
        let text = DisplayErrorContext(&error).to_string();
        match refused.as_deref() {
            Some("ConditionalCheckFailedException") => Self::Conflict,
            Some("ValidationException" | "ResourceNotFoundException" | "AccessDeniedException") => {
                Self::Broken(text)
            }
            _ => Self::Unavailable(text),
        }
    }
}

impl From<serde_dynamo::Error> for StoreError {
    fn from(error: serde_dynamo::Error) -> Self {
        Self::Broken(error.to_string())
    }
}
