//! Transactions that meet others, which no emulator lets happen: the answers of DynamoDB are given here.

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
use shop_tests::engine::Engine;
use shop_tests::shop::{at, order_id, ordered, processing, stocked_shelf, write};

/// The way to the engine, on which the next transactions meet others.
#[derive(Debug, Clone)]
struct Crowded {
    way: SharedHttpConnector,
    meetings: Arc<AtomicUsize>,
    code: &'static str,
}

impl HttpConnector for Crowded {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let met = target.ends_with("TransactWriteItems")
            && self
                .meetings
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
                .is_ok();
        if !met {
            return self.way.call(request);
        }
        let kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
        let reasons = [json!({"Code": "None"}), json!({"Code": self.code})];
        let body =
            json!({"__type": kind, "Message": "met another", "CancellationReasons": reasons}).to_string();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(400.try_into().unwrap(), SdkBody::from(body))))
    }
}

/// The engine's store, whose next so many transactions are cancelled for a reason.
fn crowded(engine: &Engine, meetings: usize, code: &'static str) -> (Store, Arc<AtomicUsize>) {
    let left = Arc::new(AtomicUsize::new(meetings));
    let meetings = Arc::clone(&left);
    let plain = aws_smithy_http_client::Builder::new().build_http();
    let client = http_client_fn(move |settings, components| {
        let way = plain.http_connector(settings, components);
        SharedHttpConnector::new(Crowded { way, meetings: Arc::clone(&meetings), code })
    });
    let config = engine.client.config().to_builder().http_client(client).build();
    (Store::new(Client::from_conf(config), engine.table.clone()), left)
}

#[tokio::test]
async fn a_transaction_that_met_others_is_written_at_the_fourth_try() {
    let engine = Engine::start().await;
    let before = ordered(&engine.store, 1, &stocked_shelf(&engine.store, 1).await, at(0)).await;
    let (store, left) = crowded(&engine, 3, "TransactionConflict");
    write(&store, processing(before, at(5))).await.unwrap();
    assert_eq!(left.load(Ordering::SeqCst), 0);
    let after = engine.store.purchase(order_id(1)).await.unwrap().unwrap();
    assert_eq!((after.state(), after.audit.len()), (PurchaseState::Processing, 3));
}

#[tokio::test]
async fn a_transaction_that_keeps_meeting_others_is_left_to_the_caller() {
    let engine = Engine::start().await;
    let before = ordered(&engine.store, 1, &stocked_shelf(&engine.store, 1).await, at(0)).await;
    let (store, left) = crowded(&engine, 100, "TransactionConflict");
    let written = write(&store, processing(before.clone(), at(5))).await;
    assert!(matches!(written, Err(StoreError::Unavailable(_))), "{written:?}");
    assert_eq!(left.load(Ordering::SeqCst), 96, "four tries");
    assert_eq!(engine.store.purchase(order_id(1)).await.unwrap().unwrap(), before);
}

#[tokio::test]
async fn a_transaction_whose_condition_failed_is_not_tried_again() {
    let engine = Engine::start().await;
    let before = ordered(&engine.store, 1, &stocked_shelf(&engine.store, 1).await, at(0)).await;
    let (store, left) = crowded(&engine, 100, "ConditionalCheckFailed");
    assert_eq!(write(&store, processing(before, at(5))).await, Err(StoreError::Conflict));
    assert_eq!(left.load(Ordering::SeqCst), 99, "one try");
}
