//! AWS adapters: the implementations of this crate's ports on AWS services. DynamoDB has no port; it is [`crate::store`].

mod catalog_bucket;
mod event_bridge;
mod kms;
mod ses;
mod sqs;

pub use catalog_bucket::CatalogBucket;
pub use event_bridge::EventBridge;
pub use kms::KmsKeys;
pub use ses::Ses;
pub use sqs::Sqs;
