//! A minimal AWS SDK configuration for Lambda.
//!
//! The SDK's default loader searches for credentials in files, instance metadata, STS and SSO, and loads every root
//! certificate of the system. Lambda passes credentials in environment variables, and AWS endpoints use certificates
//! issued by Amazon's own roots. Leaving the searches out saves cold start time and binary size.

use std::time::Duration;

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{SharedCredentialsProvider, SharedHttpClient};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};

use crate::config::{self, StartError};

/// Amazon Root CA 1 to 4 and Starfield Services Root CA G2, from <https://www.amazontrust.com/repository/>. They end
/// between 2037 and 2040.
const AMAZON_ROOTS: &str = include_str!("../../certificates/amazon-roots.pem");

const TLS: Provider = Provider::Rustls(CryptoMode::AwsLc);

/// The time within which a call to AWS ends, with its retries.
pub const OPERATION_TIMEOUT: Duration = Duration::from_secs(7);
/// The time within which SES answers.
pub const MAIL_TIMEOUT: Duration = Duration::from_secs(15);

/// Reads `AWS_REGION` and Lambda's credentials and, if set, `AWS_ENDPOINT_URL` and `AWS_CA_BUNDLE` (a file of root
/// certificates that replaces Amazon's).
pub(super) fn config() -> Result<SdkConfig, StartError> {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_secs(3))
        .operation_timeout(OPERATION_TIMEOUT)
        .build();
    let credentials = EnvironmentVariableCredentialsProvider::new();
    let mut sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(config::required("AWS_REGION")?))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(https()?)
        .sleep_impl(TokioSleep::new())
        .timeout_config(timeouts);
    sdk.set_endpoint_url(config::optional("AWS_ENDPOINT_URL"));
    Ok(sdk.build())
}

/// Timeouts without a limit per attempt: one attempt may use the whole time.
pub(super) fn patient() -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(Duration::from_secs(1)).operation_timeout(MAIL_TIMEOUT).build()
}

/// Makes requests without a client of the SDK. Each has a connection of its own, because they are rare.
pub(super) fn connector() -> Result<Connector, StartError> {
    let connector = Connector::builder().pool_max_idle_per_host(0).tls_provider(TLS).tls_context(tls()?);
    Ok(connector.build())
}

fn https() -> Result<SharedHttpClient, StartError> {
    Ok(Builder::new().tls_provider(TLS).tls_context(tls()?).build_https())
}

fn tls() -> Result<TlsContext, StartError> {
    let roots = match config::optional("AWS_CA_BUNDLE") {
        Some(path) => std::fs::read(path)
            .map_err(|_| StartError::Invalid("AWS_CA_BUNDLE", "the file cannot be read"))?,
        None => AMAZON_ROOTS.into(),
    };
    let trusted = TrustStore::empty().with_pem_certificate(roots);
    let tls = TlsContext::builder().with_trust_store(trusted).build();
    tls.map_err(|_| StartError::Invalid("AWS_CA_BUNDLE", "it contains no root certificates"))
}
