//! The embedded engine behind DynamoDB's latencies, its limits per partition and its conflicts, in simulated time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use dynoxide::Database;
use serde_json::{Map, Value, json};
use shop_tests::engine::answer;

use super::capacity::{Capacity, Use, read_units, size_of, write_units};
use super::clock::Clock;
use crate::in_flight::{InFlight, conflict};
use crate::rng::Rng;
use crate::table::{Engine, asked, client, response};

const INDEXES: [&str; 4] = ["gsi1", "gsi2", "gsi3", "gsi4"];

/// The table's limits, and how often they were met.
#[derive(Debug)]
pub(crate) struct Limits {
    pub(crate) capacity: Capacity,
    /// Number of writes that met a transaction in flight, by the kind of the first item that they met on.
    pub(crate) conflicts: BTreeMap<String, u64>,
    rng: Rng,
}

#[derive(Debug, Clone)]
pub(crate) struct LimitedTable {
    engine: Engine,
    clock: Clock,
    in_flight: InFlight,
    pub(crate) limits: Arc<Mutex<Limits>>,
}

impl LimitedTable {
    pub(crate) fn new(database: Database, clock: Clock, seed: u64) -> Self {
        let limits =
            Limits { capacity: Capacity::default(), conflicts: BTreeMap::new(), rng: Rng::new(seed) };
        let limits = Arc::new(Mutex::new(limits));
        Self { engine: Engine(database), clock, in_flight: InFlight::default(), limits }
    }

    /// Creates an SDK client that retries as it does in Lambda.
    pub(crate) fn client(&self) -> Client {
        client(self.clone(), self.clock.clone(), RetryConfig::standard())
    }

    /// Half of a call's time in microseconds: 1.5 to 4 ms for one item or a Query, 5 to 12 ms for a transaction.
    fn half_of_call(&self, operation: &str) -> u64 {
        let (least, more) = if operation == "TransactWriteItems" { (5_000, 7_000) } else { (1_500, 2_500) };
        least + u64::try_from(self.limits.lock().unwrap().rng.below(more)).unwrap()
    }

    /// Returns the partitions that a call writes to, with the units that it uses of each.
    fn writes(&self, operation: &str, asked: &Value) -> Vec<Use> {
        let double = if operation == "TransactWriteItems" { 2 } else { 1 };
        let single = [json!({"Put": asked}), json!({"Update": asked})];
        let writes = match operation {
            "TransactWriteItems" => asked["TransactItems"].as_array().unwrap().as_slice(),
            "PutItem" => &single[..1],
            "UpdateItem" => &single[1..],
            _ => return Vec::new(),
        };
        let mut uses = Vec::new();
        for write in writes {
            let (kind, write) = write.as_object().unwrap().iter().next().unwrap();
            let put = (kind == "Put").then(|| write["Item"].as_object().unwrap());
            let key = put.unwrap_or_else(|| write["Key"].as_object().unwrap());
            let old = self.item(asked_table(write), key);
            // An update changes no index key here, and the size hardly.
            let new = put.or(old.as_ref().filter(|_| kind == "Update"));
            let size = new.map_or(0, size_of).max(old.as_ref().map_or(0, size_of));
            let partition = key["pk"]["S"].as_str().unwrap().to_owned();
            let units = write_units(size).max(1) * double;
            uses.push(Use { part: "table", partition, writes: true, units });
            if kind != "ConditionCheck" {
                for index in &INDEXES {
                    index_uses(&mut uses, index, old.as_ref(), new);
                }
            }
        }
        uses
    }

    fn item(&self, table: &str, key: &Map<String, Value>) -> Option<Map<String, Value>> {
        let asked =
            json!({"TableName": table, "Key": {"pk": key["pk"], "sk": key["sk"]}, "ConsistentRead": true});
        let (_, found) = answer(&self.engine.0, "GetItem", asked.to_string().as_bytes());
        let mut found: Value = serde_json::from_slice(&found).unwrap();
        serde_json::from_value(found["Item"].take()).unwrap()
    }

    /// Charges the partitions that a call has read, after the fact: what was read decides the price.
    fn charge_reads(&self, asked: &Value, answered: &[u8]) {
        let answered: Value = serde_json::from_slice(answered).unwrap();
        let mut uses = Vec::new();
        let mut read = |part, partition: &str, units| {
            uses.push(Use { part, partition: partition.to_owned(), writes: false, units });
        };
        let mut single = |item: &Value| {
            let item = item.as_object().unwrap();
            read("table", item["pk"]["S"].as_str().unwrap(), read_units(size_of(item)));
        };
        if let Some(tables) = answered["Responses"].as_object() {
            tables.values().flat_map(|items| items.as_array().unwrap()).for_each(&mut single);
        } else if answered["Item"].is_object() {
            single(&answered["Item"]);
        } else if let Some(items) = answered["Items"].as_array() {
            let size = items.iter().map(|item| size_of(item.as_object().unwrap())).sum();
            let part = INDEXES.into_iter().find(|index| asked["IndexName"] == *index).unwrap_or("table");
            read(part, asked["ExpressionAttributeValues"][":pk"]["S"].as_str().unwrap(), read_units(size));
        }
        self.limits.lock().unwrap().capacity.charge(self.clock.now(), &uses);
    }

    /// Returns the partitions that a call reads. Their units are charged once they are known.
    fn reads(operation: &str, asked: &Value) -> Vec<Use> {
        let read = |part, partition: &Value| {
            let partition = partition["S"].as_str().unwrap().to_owned();
            Use { part, partition, writes: false, units: 0 }
        };
        match operation {
            "GetItem" => vec![read("table", &asked["Key"]["pk"])],
            "BatchGetItem" => {
                let tables = asked["RequestItems"].as_object().unwrap().values();
                let keys = tables.flat_map(|table| table["Keys"].as_array().unwrap());
                keys.map(|key| read("table", &key["pk"])).collect()
            }
            "Query" => {
                let part = INDEXES.into_iter().find(|index| asked["IndexName"] == *index);
                vec![read(part.unwrap_or("table"), &asked["ExpressionAttributeValues"][":pk"])]
            }
            _ => Vec::new(),
        }
    }

    /// Returns DynamoDB's answer if a limit or a conflict refuses a call.
    fn refused(&self, operation: &str, asked: &Value) -> Option<Vec<u8>> {
        let mut uses = self.writes(operation, asked);
        uses.extend(Self::reads(operation, asked));
        if self.limits.lock().unwrap().capacity.take(self.clock.now(), &uses) {
            return None;
        }
        let kind = |code: &str| format!("com.amazonaws.dynamodb.v20120810#{code}");
        let body = match asked["TransactItems"].as_array() {
            Some(writes) => {
                let mut reasons = vec![json!({"Code": "None"}); writes.len()];
                reasons[0] = json!({"Code": "ThrottlingError"});
                json!({
                    "__type": kind("TransactionCanceledException"), "Message": "limit", "CancellationReasons": reasons,
                })
            }
            None => json!({"__type": kind("ProvisionedThroughputExceededException"), "message": "limit"}),
        };
        Some(body.to_string().into_bytes())
    }

    fn note_conflict(&self, asked: &Value, met: &[bool]) {
        let place = met.iter().position(|met| *met).unwrap_or(0);
        let write = asked["TransactItems"].get(place).and_then(|write| write.as_object()?.values().next());
        let write = write.unwrap_or(asked);
        let key = write.get("Key").or_else(|| write.get("Item")).unwrap();
        let kind = key["pk"]["S"].as_str().unwrap().split('#').next().unwrap().to_owned();
        *self.limits.lock().unwrap().conflicts.entry(kind).or_default() += 1;
    }
}

fn asked_table(write: &Value) -> &str {
    write["TableName"].as_str().unwrap()
}

/// Adds the uses of an index by a write: one if its entry stays at its place, one for each place if it moves.
fn index_uses(
    uses: &mut Vec<Use>,
    index: &'static str,
    old: Option<&Map<String, Value>>,
    new: Option<&Map<String, Value>>,
) {
    let place = |item: Option<&Map<String, Value>>| {
        let item = item?;
        let text = |name: String| item.get(&name)?["S"].as_str().map(ToOwned::to_owned);
        Some((text(format!("{index}pk"))?, text(format!("{index}sk"))?, write_units(size_of(item))))
    };
    let (was, is) = (place(old), place(new));
    let stays = matches!((&was, &is), (Some(was), Some(is)) if (&was.0, &was.1) == (&is.0, &is.1));
    let moved = was.filter(|_| !stays);
    for (partition, _, units) in moved.into_iter().chain(is) {
        uses.push(Use { part: index, partition, writes: true, units });
    }
}

impl HttpClient for LimitedTable {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for LimitedTable {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (operation, body) = asked(&request);
        let table = self.clone();
        HttpConnectorFuture::new(async move {
            let half = table.half_of_call(&operation);
            table.clock.wait(half).await;
            let asked: Value = serde_json::from_slice(&body).unwrap();
            let _begun = match table.in_flight.begin(&operation, &body) {
                Ok(begun) => begun,
                Err(met) => {
                    table.note_conflict(&asked, &met);
                    return Ok(response(400, conflict(&met)));
                }
            };
            if let Some(refused) = table.refused(&operation, &asked) {
                return Ok(response(400, refused));
            }
            table.clock.wait(half).await;
            let (status, answered) = answer(&table.engine.0, &operation, &body);
            if status == 200 {
                table.charge_reads(&asked, &answered);
            }
            Ok(response(status, answered))
        })
    }
}
