//! Reads compact catalogues from their bucket by a signed GET. The SDK's client of S3 would do the same, and make every
//! function with lists larger.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::config::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningInstructions,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::byte_stream::{AggregatedBytes, ByteStream};
use aws_smithy_types::error::display::DisplayErrorContext;
use bytes::Buf;
use domain::catalogue::card::Card;
use tokio::time::timeout;

use crate::clock;
use crate::config::StartError;
use crate::store::compact::{CompactCatalogs, CompactError, CompactPointer, decode};

/// Maximum time for which a starting function waits. The table has the same products.
const MAX_WAIT: Duration = Duration::from_secs(2);

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The bucket of compact catalogues.
#[derive(Debug)]
pub struct CatalogBucket {
    connector: SharedHttpConnector,
    credentials: SharedCredentialsProvider,
    region: String,
    /// Without a trailing slash.
    url: String,
}

impl CatalogBucket {
    pub fn new(
        sdk: &SdkConfig,
        connector: impl HttpConnector + 'static,
        bucket: &str,
    ) -> Result<Self, StartError> {
        let region = sdk.region().ok_or(StartError::Missing("AWS_REGION"))?.to_string();
        let credentials = sdk.credentials_provider().ok_or(StartError::Missing("AWS_ACCESS_KEY_ID"))?;
        let url = match sdk.endpoint_url() {
            // Emulators do not serve buckets under host names of their own.
            Some(emulator) => format!("{}/{bucket}", emulator.trim_end_matches('/')),
            None => format!("https://{bucket}.s3.{region}.amazonaws.com"),
        };
        Ok(Self { connector: SharedHttpConnector::new(connector), credentials, region, url })
    }

    async fn object(&self, key: &str) -> Result<AggregatedBytes, BoxError> {
        let url = format!("{}/{key}", self.url);
        let identity = self.credentials.provide_credentials().await?.into();
        let mut request = HttpRequest::get(&url)?;
        for header in self.signature(&url, &identity)?.into_parts().0 {
            request.headers_mut().try_insert(header.name(), header.value().to_owned())?;
        }
        let response = self.connector.call(request).await;
        let response = response.map_err(|error| DisplayErrorContext(error).to_string())?;
        if !response.status().is_success() {
            return Err(format!("S3 answers {} for {key}", response.status().as_u16()).into());
        }
        Ok(ByteStream::new(response.into_body()).collect().await?)
    }

    fn signature(&self, url: &str, identity: &Identity) -> Result<SigningInstructions, BoxError> {
        let mut settings = SigningSettings::default();
        // S3 signs paths as they are sent, and requires the body's hash in a header.
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        let params = v4::SigningParams::builder()
            .identity(identity)
            .region(&self.region)
            .name("s3")
            .time(SystemTime::from(clock::now()))
            .settings(settings)
            .build()?;
        let request = SignableRequest::new("GET", url, std::iter::empty(), SignableBody::empty())?;
        Ok(sign(request, &params.into())?.into_parts().0)
    }
}

#[async_trait]
impl CompactCatalogs for CatalogBucket {
    async fn read(
        &self,
        pointer: &CompactPointer,
        add: &mut (dyn FnMut(Card) + Send),
    ) -> Result<(), CompactError> {
        let object = timeout(MAX_WAIT, self.object(&pointer.object)).await;
        let object = object.map_err(|_| CompactError("S3 did not answer in time".into()))?;
        // The pieces are freed one by one while their cards are added.
        Ok(decode(object.map_err(CompactError)?.reader(), add)?)
    }
}
