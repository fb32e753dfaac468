//! Transactions that conflict with others. No emulator produces these conflicts, so the tests inject DynamoDB's
//! answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::HttpClient;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use serde_json::json;
use shared::domain::purchase::PurchaseState;
use shared::store::{Store, StoreError};
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{at, order_id, ordered, start_processing, stored_product, write};

/// Connector to the engine that lets the next transactions conflict.
#[derive(Debug, Clone)]
struct Conflicting {
    connector: SharedHttpConnector,
    conflicts: Arc<AtomicUsize>,
    code: &'static str,
}

impl HttpConnector for Conflicting {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let conflict = target.ends_with("TransactWriteItems")
            && self
                .conflicts
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
                .is_ok();
        if !conflict {
            return self.connector.call(request);
        }
        let kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
        let reasons = [json!({"Code": "None"}), json!({"Code": self.code})];
        let body =
            json!({"__type": kind, "Message": "met another", "CancellationReasons": reasons}).to_string();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(400.try_into().unwrap(), SdkBody::from(body))))
    }
}

/// Returns the engine's store. Its next transactions are cancelled for this reason.
fn conflicting(engine: &Engine, conflicts: usize, code: &'static str) -> (Store, Arc<AtomicUsize>) {
    let left = Arc::new(AtomicUsize::new(conflicts));
    let conflicts = Arc::clone(&left);
    let plain = aws_smithy_http_client::Builder::new().build_http();
    let client = http_client_fn(move |settings, components| {
        let connector = plain.http_connector(settings, components);
        SharedHttpConnector::new(Conflicting { connector, conflicts: Arc::clone(&conflicts), code })
    });
    let config = engine.client.config().to_builder().http_client(client).build();
    (Store::new(Client::from_conf(config), engine.table.clone()), left)
}

#[tokio::test]
async fn a_conflicting_transaction_is_written_at_the_fourth_attempt() {
    let engine = Engine::start().await;
    let before = ordered(&engine.store, 1, &stored_product(&engine.store, 1).await, at(0)).await;
    let (store, left) = conflicting(&engine, 3, "TransactionConflict");
    write(&store, start_processing(before, at(5))).await.unwrap();
    assert_eq!(left.load(Ordering::SeqCst), 0);
    let after = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    assert_eq!((after.state(), after.audit.len()), (PurchaseState::Processing, 3));
}

#[tokio::test]
async fn a_transaction_that_still_conflicts_is_returned_to_the_caller() {
    let engine = Engine::start().await;
    let before = ordered(&engine.store, 1, &stored_product(&engine.store, 1).await, at(0)).await;
    let (store, left) = conflicting(&engine, 100, "TransactionConflict");
    let written = write(&store, start_processing(before.clone(), at(5))).await;
    assert!(matches!(written, Err(StoreError::Unavailable(_))), "{written:?}");
    assert_eq!(left.load(Ordering::SeqCst), 96, "four tries");
    assert_eq!(engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap(), before);
}

#[tokio::test]
async fn a_transaction_whose_condition_failed_is_not_retried() {
    let engine = Engine::start().await;
    let before = ordered(&engine.store, 1, &stored_product(&engine.store, 1).await, at(0)).await;
    let (store, left) = conflicting(&engine, 100, "ConditionalCheckFailed");
    assert_eq!(write(&store, start_processing(before, at(5))).await, Err(StoreError::Conflict));
    assert_eq!(left.load(Ordering::SeqCst), 99, "one try");
}
