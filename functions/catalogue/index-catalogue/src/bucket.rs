//! The bucket of compact catalogues: objects that are named by their content.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::{DisplayErrorContext, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use jiff::Timestamp;
use shared::config::{self, StartError};
use shared::start::Env;

/// Names the bucket.
pub(crate) const VARIABLE: &str = "CATALOG_BUCKET";

/// A request to the bucket failed. The next run does the same work.
#[derive(Debug, thiserror::Error)]
#[error("the bucket of compact catalogues failed: {0}")]
pub struct BucketError(pub String);

impl<E: std::error::Error + Send + Sync + 'static> From<SdkError<E>> for BucketError {
    fn from(error: SdkError<E>) -> Self {
        Self(DisplayErrorContext(&error).to_string())
    }
}

/// An object of the bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    pub object: String,
    pub modified_at: Timestamp,
}

/// Writes and deletes compact catalogues.
#[async_trait]
pub trait CompactFiles: Send + Sync {
    async fn put(&self, object: &str, bytes: Vec<u8>) -> Result<(), BucketError>;
    async fn list(&self) -> Result<Vec<StoredFile>, BucketError>;
    async fn delete(&self, object: &str) -> Result<(), BucketError>;
}

/// Creates the client for the bucket `CATALOG_BUCKET`, without a request.
pub(crate) fn from_env(env: &Env) -> Result<Arc<dyn CompactFiles>, StartError> {
    // Emulators do not serve buckets under host names of their own.
    let emulated = env.sdk().endpoint_url().is_some();
    let sdk = aws_sdk_s3::config::Builder::from(env.sdk()).force_path_style(emulated);
    Ok(Arc::new(Bucket { client: Client::from_conf(sdk.build()), name: config::required(VARIABLE)? }))
}

struct Bucket {
    client: Client,
    name: String,
}

#[async_trait]
impl CompactFiles for Bucket {
    async fn put(&self, object: &str, bytes: Vec<u8>) -> Result<(), BucketError> {
        let put = self.client.put_object().bucket(&self.name).key(object);
        put.content_type("application/octet-stream").body(ByteStream::from(bytes)).send().await?;
        Ok(())
    }

    async fn list(&self) -> Result<Vec<StoredFile>, BucketError> {
        let mut pages = self.client.list_objects_v2().bucket(&self.name).into_paginator().send();
        let mut files = Vec::new();
        while let Some(page) = pages.next().await {
            files.extend(page?.contents.unwrap_or_default().into_iter().filter_map(stored));
        }
        Ok(files)
    }

    async fn delete(&self, object: &str) -> Result<(), BucketError> {
        self.client.delete_object().bucket(&self.name).key(object).send().await?;
        Ok(())
    }
}

fn stored(object: aws_sdk_s3::types::Object) -> Option<StoredFile> {
    let modified_at = Timestamp::from_second(object.last_modified?.secs()).ok()?;
    Some(StoredFile { object: object.key?, modified_at })
}
