//! The media bucket: private uploads, and public files that were checked.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::{DisplayErrorContext, SdkError};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use domain::catalogue::product::{FileType, MAX_FILE_BYTES};
use jiff::{SignedDuration, Timestamp};
use shared::config::{self, StartError};
use shared::start::{Env, FromEnv};
use shared::store::items::UploadItem;

/// Seconds for which an upload may start after its permit was issued.
pub const UPLOAD_SECONDS: u32 = 900;
/// Public files never change, because a path is never reused.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// A request to the bucket failed. A retry may succeed.
#[derive(Debug, thiserror::Error)]
#[error("the picture bucket failed: {0}")]
pub struct BucketError(String);

impl<E: std::error::Error + Send + Sync + 'static> From<SdkError<E>> for BucketError {
    fn from(error: SdkError<E>) -> Self {
        Self(DisplayErrorContext(&error).to_string())
    }
}

/// The S3 bucket of uploads and public files.
#[derive(Debug, Clone)]
pub struct Bucket {
    client: Client,
    name: String,
}

/// A permit to upload one file: S3 refuses another type, another size, and a second upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// The presigned URL for the PUT request.
    pub url: String,
    /// Headers to send with the request, unchanged.
    pub headers: BTreeMap<String, String>,
    /// The time until which the upload may start.
    pub expires_at: Timestamp,
}

/// Creates the client for the bucket `MEDIA_BUCKET`, without a request.
impl FromEnv for Bucket {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self::new(env.sdk(), config::required("MEDIA_BUCKET")?))
    }
}

impl Bucket {
    pub fn new(sdk: &SdkConfig, name: String) -> Self {
        // Emulators do not serve buckets under host names of their own.
        let emulated = sdk.endpoint_url().is_some();
        let sdk = aws_sdk_s3::config::Builder::from(sdk).force_path_style(emulated);
        Self { client: Client::from_conf(sdk.build()), name }
    }

    /// Presigns the upload of one announced file.
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

    /// Downloads an uploaded file; `None` if it is missing or larger than any upload may be.
    pub async fn uploaded(&self, upload: &UploadItem) -> Result<Option<Vec<u8>>, BucketError> {
        self.download(upload_key(upload)).await
    }

    /// Downloads a public file; `None` if it is missing.
    pub async fn published(&self, path: &str) -> Result<Option<Vec<u8>>, BucketError> {
        self.download(key(path).to_owned()).await
    }

    async fn download(&self, key: String) -> Result<Option<Vec<u8>>, BucketError> {
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

    pub async fn publish(&self, path: &str, kind: FileType, file: Vec<u8>) -> Result<(), BucketError> {
        let put = self.client.put_object().bucket(&self.name).key(key(path));
        let put = put.content_type(kind.media_type()).cache_control(IMMUTABLE);
        put.body(ByteStream::from(file)).send().await?;
        Ok(())
    }

    pub async fn discard(&self, upload: &UploadItem) -> Result<(), BucketError> {
        self.client.delete_object().bucket(&self.name).key(upload_key(upload)).send().await?;
        Ok(())
    }
}

/// Returns the bucket key of a public path.
fn key(path: &str) -> &str {
    path.trim_start_matches('/')
}

fn upload_key(upload: &UploadItem) -> String {
    format!("uploads/{}/{}", upload.product_id, upload.image_id)
}
