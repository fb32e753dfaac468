//! The embedded DynamoDB engine behind HTTP, which counts requests and capacity units.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use dynoxide::Database;
use dynoxide::actions::batch_get_item::BatchGetItemRequest;
use dynoxide::actions::delete_item::DeleteItemRequest;
use dynoxide::actions::get_item::GetItemRequest;
use dynoxide::actions::put_item::PutItemRequest;
use dynoxide::actions::query::QueryRequest;
use dynoxide::actions::transact_write_items::TransactWriteItemsRequest;
use dynoxide::actions::update_item::UpdateItemRequest;
use dynoxide::types::ConsumedCapacity;

use crate::meter::{Meter, Service};

/// Serves the operations that functions call.
pub(crate) fn routes(database: Database, meter: Meter) -> Router {
    Router::new().fallback(answer).with_state((database, meter))
}

async fn answer(
    State((database, meter)): State<(Database, Meter)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let operation = headers["x-amz-target"].to_str().unwrap().rsplit('.').next().unwrap().to_owned();
    let answered = async { run(&database, &operation, &body) };
    match meter.request(Service::DynamoDb, answered).await {
        Ok((answered, units)) => {
            meter.add(|counted| match operation.as_str() {
                "GetItem" | "Query" | "BatchGetItem" => counted.read_units += units,
                _ => counted.write_units += units,
            });
            reply(StatusCode::OK, answered)
        }
        Err(error) => reply(StatusCode::from_u16(error.status_code()).unwrap(), error.to_json().into_bytes()),
    }
}

fn reply(status: StatusCode, body: Vec<u8>) -> Response {
    (status, [("content-type", "application/x-amz-json-1.0")], body).into_response()
}

/// Runs one operation, and takes the capacity out of the answer, which then is the one that the function asked for.
macro_rules! metered {
    ($database:ident, $body:ident, $request:ty, $operation:ident) => {{
        let mut asked: $request = serde_json::from_slice($body).unwrap();
        asked.return_consumed_capacity = Some("TOTAL".to_owned());
        let mut answered = $database.$operation(asked)?;
        let units = answered.consumed_capacity.take().map_or(0.0, Capacity::units);
        (serde_json::to_vec(&answered).unwrap(), units)
    }};
}

fn run(database: &Database, operation: &str, body: &[u8]) -> dynoxide::Result<(Vec<u8>, f64)> {
    Ok(match operation {
        "GetItem" => metered!(database, body, GetItemRequest, get_item),
        "Query" => metered!(database, body, QueryRequest, query),
        "BatchGetItem" => metered!(database, body, BatchGetItemRequest, batch_get_item),
        "PutItem" => metered!(database, body, PutItemRequest, put_item),
        "UpdateItem" => metered!(database, body, UpdateItemRequest, update_item),
        "DeleteItem" => metered!(database, body, DeleteItemRequest, delete_item),
        "TransactWriteItems" => metered!(database, body, TransactWriteItemsRequest, transact_write_items),
        other => panic!("the bench does not support {other}"),
    })
}

/// The capacity that an answer reports: of one table, or of each table of a batch.
trait Capacity {
    fn units(self) -> f64;
}

impl Capacity for ConsumedCapacity {
    fn units(self) -> f64 {
        self.capacity_units
    }
}

impl Capacity for Vec<ConsumedCapacity> {
    fn units(self) -> f64 {
        self.into_iter().map(Capacity::units).sum()
    }
}
