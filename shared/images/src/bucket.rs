//! The bucket: uploads that nobody sees, and checked pictures that everybody may.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::{DisplayErrorContext, SdkError};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use domain::product::{FileType, MAX_FILE_BYTES};
use jiff::{SignedDuration, Timestamp};
use shared::config::{self, StartError};
use shared::env::Env;
use shared::store::items::UploadItem;

/// How long an upload may begin after it was permitted.
pub const UPLOAD_SECONDS: u32 = 900;
/// A path is never used for another picture.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The bucket did not do as asked. Ask again.
#[derive(Debug, thiserror::Error)]
#[error("the picture bucket failed: {0}")]
pub struct BucketError(String);

impl<E: std::error::Error + Send + Sync + 'static> From<SdkError<E>> for BucketError {
    fn from(error: SdkError<E>) -> Self {
        Self(DisplayErrorContext(&error).to_string())
    }
}

/// The bucket of pictures.
#[derive(Debug, Clone)]
pub struct Bucket {
    client: Client,
    name: String,
}

/// A permit to upload one file: S3 refuses another type, another size and a second time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// Where to PUT it.
    pub url: String,
    /// Headers that must be sent with it, just so.
    pub headers: BTreeMap<String, String>,
    /// Until when.
    pub expires_at: Timestamp,
}

impl Bucket {
    /// The bucket (`MEDIA_BUCKET`), not asked anything yet.
    pub fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self::new(env.sdk(), config::required("MEDIA_BUCKET")?))
    }

    /// A bucket by its name.
    pub fn new(sdk: &SdkConfig, name: String) -> Self {
        // Emulators have no names of their own for each bucket.
        let emulated = sdk.endpoint_url().is_some();
        let sdk = aws_sdk_s3::config::Builder::from(sdk).force_path_style(emulated);
        Self { client: Client::from_conf(sdk.build()), name }
    }

    /// A permit to upload the announced file.
    pub async fn permit(
        &self,
        upload: &UploadItem,
        size: u64,
        now: Timestamp,
    ) -> Result<Permit, BucketError> {
        let lifetime = Duration::from_secs(UPLOAD_SECONDS.into());
        let lifetime =
            PresigningConfig::expires_in(lifetime).map_err(|error| BucketError(error.to_string()))?;
        let put = self.client.put_object().bucket(&self.name).key(upload_key(upload));
        let put = put
            .content_type(upload.content_type.media_type())
            .content_length(i64::try_from(size).map_err(|error| BucketError(error.to_string()))?)
            .if_none_match("*");
        let signed = put.presigned(lifetime).await?;
        let lasting = SignedDuration::from_secs(UPLOAD_SECONDS.into());
        Ok(Permit {
            url: signed.uri().to_owned(),
            headers: signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            expires_at: now.saturating_add(lasting).map_err(|error| BucketError(error.to_string()))?,
        })
    }

    /// The uploaded file, none if it never came or is larger than any upload can be.
    pub async fn uploaded(&self, upload: &UploadItem) -> Result<Option<Vec<u8>>, BucketError> {
        self.file(upload_key(upload)).await
    }

    /// A public file, none if there is none.
    pub async fn published(&self, path: &str) -> Result<Option<Vec<u8>>, BucketError> {
        self.file(key(path).to_owned()).await
    }

    async fn file(&self, key: String) -> Result<Option<Vec<u8>>, BucketError> {
        let asked = self.client.get_object().bucket(&self.name).key(key).send().await;
        let object = match asked {
            Err(SdkError::ServiceError(refused)) if refused.err().is_no_such_key() => return Ok(None),
            answered => answered?,
        };
        let size = object.content_length().and_then(|size| u64::try_from(size).ok());
        if size.is_none_or(|size| size > MAX_FILE_BYTES) {
            return Ok(None);
        }
        let file = object.body.collect().await.map_err(|error| BucketError(error.to_string()))?;
        Ok(Some(file.to_vec()))
    }

    /// Makes a file public.
    pub async fn publish(&self, path: &str, kind: FileType, file: Vec<u8>) -> Result<(), BucketError> {
        let put = self.client.put_object().bucket(&self.name).key(key(path));
        let put = put.content_type(kind.media_type()).cache_control(FOR_EVER);
        put.body(ByteStream::from(file)).send().await?;
        Ok(())
    }

    /// Removes an uploaded file.
    pub async fn discard(&self, upload: &UploadItem) -> Result<(), BucketError> {
        self.client.delete_object().bucket(&self.name).key(upload_key(upload)).send().await?;
        Ok(())
    }
}

/// Where a public path lies in the bucket.
fn key(path: &str) -> &str {
    path.trim_start_matches('/')
}

fn upload_key(upload: &UploadItem) -> String {
    format!("uploads/{}/{}", upload.product_id, upload.image_id)
}
