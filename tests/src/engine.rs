//! A DynamoDB engine with one fresh table, shaped as in `template.yaml`, for one test.
//!
//! Without `DYNAMODB_LOCAL_URL` the engine is embedded and served over HTTP to the real SDK client. With it, the tests
//! run unchanged against the DynamoDB Local at that URL.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, HttpClient, Region};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, PutRequest, ScalarAttributeType, StreamSpecification, StreamViewType, WriteRequest,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use dynoxide::Database;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::store::keys::{GSI1, GSI2, GSI3, GSI4};
use shared::store::{
    AuditTrail, EventCursor, Item, Mails, OrderLists, PendingWork, ProductWriter, PurchaseWriter, RateLimits,
    SettingsWriter, Statistics, Store,
};

/// An engine, its table and the store on it.
#[derive(Debug, Clone)]
pub struct Engine {
    /// Plain client, for items that the store does not show.
    pub client: Client,
    /// URL of the engine, if it is reached over HTTP.
    pub url: Option<String>,
    /// Name of this test's own table.
    pub table: String,
    /// The store under test.
    pub store: Store,
}

/// The narrow handles to a test's table, as functions ask for them.
pub trait Handles {
    /// The products, to read and to change.
    fn products(&self) -> ProductWriter;
    /// The purchases, to read and to change.
    fn purchases(&self) -> PurchaseWriter;
    /// The lists of orders.
    fn order_lists(&self) -> OrderLists;
    /// The figures by day.
    fn statistics(&self) -> Statistics;
    /// The work that is pending.
    fn pending_work(&self) -> PendingWork;
    /// The mails, to claim.
    fn mails(&self) -> Mails;
    /// The cursor of the event backfill.
    fn event_cursor(&self) -> EventCursor;
    /// The rate limits.
    fn rate_limits(&self) -> RateLimits;
    /// The settings, to read and to replace.
    fn shop_settings(&self) -> SettingsWriter;
    /// The audit trail.
    fn audit_trail(&self) -> AuditTrail;
}

macro_rules! handles {
    ($($method:ident $handle:ident),+ $(,)?) => {
        impl Handles for Store {
            $(fn $method(&self) -> $handle {
                self.clone().into()
            })+
        }
    };
}

handles! {
    products ProductWriter, purchases PurchaseWriter, order_lists OrderLists, statistics Statistics,
    pending_work PendingWork, mails Mails, event_cursor EventCursor, rate_limits RateLimits,
    shop_settings SettingsWriter, audit_trail AuditTrail,
}

/// SDK client of an engine without TLS.
pub fn client(url: &str) -> Client {
    client_over(aws_smithy_http_client::Builder::new().build_http(), url)
}

/// SDK client of an engine that is reached in this way.
pub fn client_over(http: impl HttpClient + 'static, url: &str) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
        .http_client(http)
        .endpoint_url(url);
    Client::from_conf(config.build())
}

impl Engine {
    /// Starts an engine, or uses the running one, and creates a table for this test.
    pub async fn start() -> Self {
        let url = match running() {
            Some(url) => url,
            None => embedded().await,
        };
        Self { url: Some(url.clone()), ..Self::on(client(&url)).await }
    }

    /// Creates a fresh table through this client.
    pub async fn on(client: Client) -> Self {
        let table = format!("shop-{}", uuid::Uuid::now_v7());
        create_table(&client, &table).await;
        let store = Store::new(client.clone(), table.clone());
        Self { client, url: None, table, store }
    }

    /// Writes items as they are, without the store's conditions.
    pub async fn put_all(&self, items: &[Item]) {
        for some in items.chunks(25) {
            let put = |item: &Item| {
                let put = PutRequest::builder().set_item(Some(item.clone())).build().unwrap();
                WriteRequest::builder().put_request(put).build()
            };
            let puts = some.iter().map(put).collect();
            let written = self.client.batch_write_item().request_items(&self.table, puts);
            assert!(written.send().await.unwrap().unprocessed_items.is_none_or(|left| left.is_empty()));
        }
    }

    /// Returns every item of the table, by a scan, which no function may do.
    #[allow(clippy::disallowed_methods, reason = "a test may look at everything")]
    pub async fn all_items(&self) -> Vec<Item> {
        let page = self.client.scan().table_name(&self.table).consistent_read(true).send().await.unwrap();
        assert!(page.last_evaluated_key.is_none(), "more than one page");
        page.items.unwrap_or_default()
    }
}

#[allow(clippy::disallowed_methods, reason = "only tests know this variable")]
fn running() -> Option<String> {
    std::env::var("DYNAMODB_LOCAL_URL").ok().filter(|url| !url.is_empty())
}

async fn embedded() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let database = Database::memory().unwrap();
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    format!("http://{address}")
}

async fn create_table(client: &Client, table: &str) {
    let stream = StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(StreamViewType::NewAndOldImages)
        .build()
        .unwrap();
    let indexes: Vec<_> = [GSI1, GSI2, GSI3, GSI4].map(index).into();
    client
        .create_table()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(attributes()))
        .set_key_schema(Some(key("pk", "sk")))
        .set_global_secondary_indexes(Some(indexes))
        .stream_specification(stream)
        .send()
        .await
        .unwrap();
}

fn attributes() -> Vec<AttributeDefinition> {
    let names =
        ["", GSI1, GSI2, GSI3, GSI4].into_iter().flat_map(|of| [format!("{of}pk"), format!("{of}sk")]);
    let text = |name| {
        AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build()
    };
    names.map(|name| text(name).unwrap()).collect()
}

fn key(partition: &str, sort: &str) -> Vec<KeySchemaElement> {
    let element = |name, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    vec![element(partition, KeyType::Hash).unwrap(), element(sort, KeyType::Range).unwrap()]
}

fn index(name: &str) -> GlobalSecondaryIndex {
    GlobalSecondaryIndex::builder()
        .index_name(name)
        .set_key_schema(Some(key(&format!("{name}pk"), &format!("{name}sk"))))
        .projection(Projection::builder().projection_type(ProjectionType::All).build())
        .build()
        .unwrap()
}

/// Returns the operation and the body of a request of the SDK.
pub fn asked(request: &HttpRequest) -> (String, Vec<u8>) {
    let target = request.headers().get("x-amz-target").unwrap_or_default();
    let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
    (operation, request.body().bytes().unwrap_or_default().to_vec())
}

/// Builds a response for the SDK.
pub fn response(status: u16, body: Vec<u8>) -> HttpResponse {
    HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body))
}

/// Runs an operation on the embedded engine without a socket. Returns status and body.
pub fn answer(engine: &Database, operation: &str, body: &[u8]) -> (u16, Vec<u8>) {
    let outcome = match operation {
        "GetItem" => run(body, |asked| engine.get_item(asked)),
        "Query" => run(body, |asked| engine.query(asked)),
        "BatchGetItem" => run(body, |asked| engine.batch_get_item(asked)),
        "PutItem" => run(body, |asked| engine.put_item(asked)),
        "UpdateItem" => run(body, |asked| engine.update_item(asked)),
        "TransactWriteItems" => run(body, |asked| engine.transact_write_items(asked)),
        "CreateTable" => run(body, |asked| engine.create_table(asked)),
        "UpdateTable" => run(body, |asked| engine.update_table(asked)),
        other => panic!("the functions never call {other}"),
    };
    outcome
        .map_or_else(|error| (error.status_code(), error.to_json().into_bytes()), |answered| (200, answered))
}

fn run<Q: DeserializeOwned, A: Serialize>(
    body: &[u8],
    act: impl FnOnce(Q) -> dynoxide::Result<A>,
) -> dynoxide::Result<Vec<u8>> {
    let answered = act(serde_json::from_slice(body).unwrap())?;
    Ok(serde_json::to_vec(&answered).unwrap())
}
