//! The bucket of anchors: one file a day, which is written once and never changed.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::{DisplayErrorContext, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use jiff::civil::Date;
use shared::config::{self, StartError};
use shared::start::{Env, FromEnv};

/// A request to the bucket failed, or the bucket contains another file than anchors.
#[derive(Debug, thiserror::Error)]
#[error("the anchor bucket failed: {0}")]
pub struct BucketError(pub String);

impl<E: std::error::Error + Send + Sync + 'static> From<SdkError<E>> for BucketError {
    fn from(error: SdkError<E>) -> Self {
        Self(DisplayErrorContext(&error).to_string())
    }
}

#[async_trait]
pub trait AnchorFiles: Send + Sync {
    /// Reads the anchor of the latest day; none before the first run.
    async fn newest(&self) -> Result<Option<(Date, Vec<u8>)>, BucketError>;
    /// Adds the anchor of a day. Fails if there is one.
    async fn add(&self, day: Date, file: Vec<u8>) -> Result<(), BucketError>;
}

/// The anchors, in S3 unless a test replaces it.
pub struct Anchors(pub Arc<dyn AnchorFiles>);

/// Creates the client for the bucket `ANCHOR_BUCKET`, without a request.
impl FromEnv for Anchors {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        // Emulators do not serve buckets under host names of their own.
        let emulated = env.sdk().endpoint_url().is_some();
        let sdk = aws_sdk_s3::config::Builder::from(env.sdk()).force_path_style(emulated);
        let bucket =
            Bucket { client: Client::from_conf(sdk.build()), name: config::required("ANCHOR_BUCKET")? };
        Ok(Self(Arc::new(bucket)))
    }
}

struct Bucket {
    client: Client,
    name: String,
}

#[async_trait]
impl AnchorFiles for Bucket {
    async fn newest(&self) -> Result<Option<(Date, Vec<u8>)>, BucketError> {
        let mut pages = self.client.list_objects_v2().bucket(&self.name).into_paginator().send();
        let mut newest: Option<String> = None;
        while let Some(page) = pages.next().await {
            let keys = page?.contents.unwrap_or_default();
            newest = keys.into_iter().filter_map(|object| object.key).chain(newest).max();
        }
        let Some(key) = newest else { return Ok(None) };
        let day = key.strip_suffix(".json").and_then(|day| day.parse::<Date>().ok());
        let day = day.ok_or_else(|| BucketError(format!("{key} is no anchor")))?;
        let object = self.client.get_object().bucket(&self.name).key(key).send().await?;
        let file = object.body.collect().await.map_err(|error| BucketError(error.to_string()))?;
        Ok(Some((day, file.to_vec())))
    }

    async fn add(&self, day: Date, file: Vec<u8>) -> Result<(), BucketError> {
        let put = self.client.put_object().bucket(&self.name).key(format!("{day}.json"));
        let put = put.content_type("application/json").if_none_match("*");
        put.body(ByteStream::from(file)).send().await?;
        Ok(())
    }
}
