//! The embedded engine behind the SDK's own client, without a socket. Each call can be throttled, conflict, time out or
//! crash its caller, before or after the engine executes it. Writes that meet on an item conflict as in DynamoDB.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::{RetryConfig, RetryPartition};
use aws_sdk_dynamodb::config::{
    AsyncSleep, BehaviorVersion, Config, HttpClient, Region, RuntimeComponents, Sleep,
    StalledStreamProtectionConfig,
};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use dynoxide::Database;
use serde_json::{Value, json};
use shop_tests::engine::answer;
pub(crate) use shop_tests::engine::{asked, response};

use crate::chaos::{Chaos, Lost, yield_now};
use crate::in_flight::{InFlight, conflict};

/// Connects the SDK's client to the engine.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    engine: Engine,
    chaos: Chaos,
    in_flight: InFlight,
}

#[derive(Clone)]
pub(crate) struct Engine(pub(crate) Database);

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("engine")
    }
}

/// Skips the delay of retries, so that backing off takes no time.
#[derive(Debug)]
struct NoDelay;

impl AsyncSleep for NoDelay {
    fn sleep(&self, _: std::time::Duration) -> Sleep {
        Sleep::new(yield_now())
    }
}

impl Table {
    pub(crate) fn new(database: Database, chaos: Chaos) -> Self {
        Self { engine: Engine(database), chaos, in_flight: InFlight::without_counters() }
    }

    /// Creates an SDK client. With `patient` it retries by itself, as it does in Lambda.
    pub(crate) fn client(&self, patient: bool) -> Client {
        let retries = if patient { RetryConfig::standard() } else { RetryConfig::disabled() };
        client(self.clone(), NoDelay, retries)
    }
}

/// Creates an SDK client of an engine, which waits between its tries by this sleep.
pub(crate) fn client(
    engine: impl HttpClient + 'static,
    sleep: impl AsyncSleep + 'static,
    retries: RetryConfig,
) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-1"))
        // Nobody checks a signature here, and each costs as much as the engine's work.
        .allow_no_auth()
        .endpoint_url("http://engine")
        .http_client(engine)
        .sleep_impl(sleep)
        .retry_config(retries)
        // Each function has a retry quota of its own in Lambda. With one for all, retries that Lambda allows would be
        // refused, and no seed could be replayed alone.
        .retry_partition(RetryPartition::new(format!("run-{}", uuid::Uuid::now_v7())))
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .build();
    Client::from_conf(config)
}

impl HttpClient for Table {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Table {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (operation, body) = asked(&request);
        let Self { engine, chaos, in_flight } = self.clone();
        HttpConnectorFuture::new(async move {
            let place = place(&operation);
            if operation == "Query" {
                note_query(&chaos, &body);
            }
            let _begun = match in_flight.begin(&operation, &body) {
                Ok(begun) => begun,
                Err(met) => {
                    chaos.record(|| format!("    conflict at {place}"));
                    yield_now().await;
                    return Ok(response(400, conflict(&met)));
                }
            };
            let mut done = false;
            let answer = chaos
                .act(place, || {
                    done = true;
                    answer(&engine.0, &operation, &body)
                })
                .await;
            match answer {
                Ok((status, body)) => Ok(response(status, body)),
                // A call without an answer looks like a timeout if it was executed, and sometimes if it was not.
                Err(Lost) if done || chaos.chance(30) => Err(ConnectorError::timeout("no answer".into())),
                Err(Lost) => refusal(&chaos, &operation, &body),
            }
        })
    }
}

fn note_query(chaos: &Chaos, body: &[u8]) {
    let asked: Value = serde_json::from_slice(body).unwrap();
    if asked["IndexName"] == "gsi2" {
        chaos.query(asked["ExpressionAttributeValues"][":pk"]["S"].as_str().unwrap().to_owned());
    }
}

fn place(operation: &str) -> &'static str {
    match operation {
        "GetItem" => "table: GetItem",
        "Query" => "table: Query",
        "BatchGetItem" => "table: BatchGetItem",
        "PutItem" => "table: PutItem",
        "UpdateItem" => "table: UpdateItem",
        "TransactWriteItems" => "table: TransactWriteItems",
        "CreateTable" => "table: CreateTable",
        other => panic!("the functions never call {other}"),
    }
}

/// Returns an error of DynamoDB that no emulator produces.
fn refusal(chaos: &Chaos, operation: &str, body: &[u8]) -> Result<HttpResponse, ConnectorError> {
    let asked: Value = serde_json::from_slice(body).unwrap();
    let error = |status, code: &str| {
        let kind = format!("com.amazonaws.dynamodb.v20120810#{code}");
        Ok(response(status, json!({"__type": kind, "message": "injected"}).to_string().into_bytes()))
    };
    match (operation, chaos.below(4)) {
        (_, 0) => error(500, "InternalServerError"),
        (_, 1) => error(400, "ThrottlingException"),
        ("TransactWriteItems", _) => {
            let count = asked["TransactItems"].as_array().unwrap().len();
            let code = *["TransactionConflict", "ThrottlingError"].get(chaos.below(2)).unwrap();
            let met = chaos.below(count);
            let reason = |place| json!({"Code": if place == met { code } else { "None" }});
            let kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
            let reasons: Vec<_> = (0..count).map(reason).collect();
            let body = json!({"__type": kind, "Message": "injected", "CancellationReasons": reasons});
            Ok(response(400, body.to_string().into_bytes()))
        }
        ("BatchGetItem", _) => {
            let body = json!({"Responses": {}, "UnprocessedKeys": asked["RequestItems"]});
            Ok(response(200, body.to_string().into_bytes()))
        }
        _ => error(400, "ProvisionedThroughputExceededException"),
    }
}
