//! Cold start: builds a function's dependencies from its environment variables, and only those it asks for.

mod handles;
mod sdk;
mod turns;

use std::future::Future;
use std::sync::Arc;

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use tokio::sync::OnceCell;

use crate::aws::{CatalogBucket, EventBridge, KmsKeys, Ses, Sqs};
use crate::config::{self, Stage, StartError};
use crate::customer::Private;
use crate::events::Bus;
use crate::mail::Mailer;
use crate::queue::{Queue, Redelivery};
use crate::store::catalog_cards::CatalogCards;
use crate::store::compact::CompactCatalogs;
use crate::store::keys::Shards;
use crate::store::{Products, Store};
use crate::vault::Vault;
use crate::{clock, telemetry};

pub use sdk::{MAIL_TIMEOUT, OPERATION_TIMEOUT};

pub use handles::{LinksQueue, MailFrom, MailQueue, PaymentsQueue, RefundQueue, StorefrontUrl};
pub use turns::CheckoutTurns;

/// The numbers of partitions over which hot keys are spread, if they differ from the default.
const SHARDS: &str = "TABLE_SHARDS";

/// Reason why a function ended.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Runs a function to its end on this thread: Lambda gives a function one request at a time.
pub(crate) fn block_on(function: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    telemetry::init();
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(function)
}

/// The SDK configuration and the stage that a function starts with.
#[derive(Debug, Clone)]
pub struct Env {
    sdk: SdkConfig,
    stage: Stage,
    /// Shared by all handles to the table.
    store: OnceCell<Store>,
}

/// Builds a function's dependencies once, at its cold start. The fields of the type mirror the function's IAM policy.
pub trait FromEnv: Sized + Send + Sync + 'static {
    /// Builds them. Opens connections now, because Lambda grants the full processor during a cold start, rather than on the
    /// first request.
    fn from_env(env: &Env) -> impl Future<Output = Result<Self, StartError>> + Send;
}

impl Env {
    /// Reads `STAGE` and prepares the SDK's configuration.
    pub fn load() -> Result<Self, StartError> {
        Ok(Self { sdk: sdk::config()?, stage: Stage::from_env()?, store: OnceCell::new() })
    }

    /// A handle, or a tuple of them, for a type whose `FromEnv` is written by hand.
    pub async fn handle<H: FromEnv>(&self) -> Result<H, StartError> {
        // Boxed: handles that are built at the same time are a large future.
        Box::pin(H::from_env(self)).await
    }

    /// The stage that the shop runs in.
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// The SDK's configuration, for clients that only some functions link.
    pub const fn sdk(&self) -> &SdkConfig {
        &self.sdk
    }

    /// The table (`TABLE_NAME`, `TABLE_SHARDS`), without a first request.
    fn table(&self) -> Result<Store, StartError> {
        let mut sdk = aws_sdk_dynamodb::config::Builder::from(&self.sdk);
        sdk.set_endpoint_url(
            config::optional("AWS_ENDPOINT_URL_DYNAMODB")
                .or_else(|| self.sdk.endpoint_url().map(ToOwned::to_owned)),
        );
        let client = aws_sdk_dynamodb::Client::from_conf(sdk.build());
        let shards = config::optional(SHARDS).map_or(Some(Shards::DEFAULT), |text| Shards::parse(&text));
        let shards = shards.ok_or(StartError::Invalid(SHARDS, "must be like lists=32 stats=255/512"))?;
        Ok(Store::new(client, config::required("TABLE_NAME")?).with_shards(shards))
    }

    /// The table (`TABLE_NAME`), with an open connection.
    pub async fn store(&self) -> Result<Store, StartError> {
        let opened = self.store.get_or_try_init(|| async {
            let store = self.table()?;
            // A function starts even if the table is out of reach: the first request reports the error.
            if let Err(error) = Products::from(store.clone()).catalog_version(false).await {
                tracing::warn!(error = %error, "could not read the table at start-up");
            }
            Ok(store)
        });
        opened.await.cloned()
    }

    /// The compact catalogues (`CATALOG_BUCKET`), without a first request; none without the variable.
    pub fn compact_catalogs(&self) -> Result<Option<Arc<dyn CompactCatalogs>>, StartError> {
        let Some(bucket) = config::optional("CATALOG_BUCKET") else { return Ok(None) };
        Ok(Some(Arc::new(CatalogBucket::new(&self.sdk, sdk::connector()?, &bucket)?)))
    }

    /// The cards of the catalogue (`TABLE_NAME`, `CATALOG_BUCKET`), loaded during the cold start, when Lambda grants the full processor.
    pub async fn catalog(&self) -> Result<CatalogCards, StartError> {
        let catalog = CatalogCards::new(self.table()?, self.compact_catalogs()?);
        if let Err(error) = catalog.recent(clock::now()).await {
            tracing::warn!(error = %error, "could not load the catalogue at start-up");
        }
        Ok(catalog)
    }

    /// The vault, with the KMS key named by `CUSTOMER_KEY_ID`.
    pub fn vault(&self) -> Result<Vault, StartError> {
        let keys = KmsKeys::new(aws_sdk_kms::Client::new(&self.sdk), config::required("CUSTOMER_KEY_ID")?);
        Ok(Vault::new(Arc::new(keys)))
    }

    /// The queue whose URL is in this variable.
    pub fn queue(&self, variable: &'static str) -> Result<Arc<dyn Queue>, StartError> {
        Ok(Arc::new(Sqs::new(aws_sdk_sqs::Client::new(&self.sdk), config::required(variable)?)))
    }

    /// The queue whose URL is in this variable, to delay its failed messages.
    pub fn redelivery(&self, variable: &'static str) -> Result<Arc<dyn Redelivery>, StartError> {
        Ok(Arc::new(Sqs::new(aws_sdk_sqs::Client::new(&self.sdk), config::required(variable)?)))
    }

    /// The mailer, without the SDK's own retries. Reports go to the configuration set named by `MAIL_CONFIGURATION_SET`.
    pub fn mailer(&self) -> Result<Arc<dyn Mailer>, StartError> {
        // SES may have sent a mail although its answer timed out, so only the queue retries.
        let sdk = aws_sdk_ses::config::Builder::from(&self.sdk)
            .retry_config(RetryConfig::disabled())
            .timeout_config(sdk::patient());
        let client = aws_sdk_ses::Client::from_conf(sdk.build());
        Ok(Arc::new(Ses::new(client, config::required("MAIL_CONFIGURATION_SET")?)))
    }

    /// The event bus named by `EVENT_BUS_NAME`.
    pub fn bus(&self) -> Result<Arc<dyn Bus>, StartError> {
        let client = aws_sdk_eventbridge::Client::new(&self.sdk);
        Ok(Arc::new(EventBridge::new(client, config::required("EVENT_BUS_NAME")?)))
    }

    /// The secret whose ARN is in this variable. Fetched once, at the cold start.
    pub async fn secret(&self, variable: &'static str) -> Result<Private<String>, StartError> {
        let id = config::required(variable)?;
        let client = aws_sdk_secretsmanager::Client::new(&self.sdk);
        let fetched = client.get_secret_value().secret_id(id).send().await;
        let fetched = fetched.map_err(|error| StartError::Secret(variable, Box::new(error)))?;
        let value = fetched.secret_string.filter(|value| !value.is_empty());
        value.map(Private::new).ok_or(StartError::Secret(variable, "the secret is empty".into()))
    }
}
