//! After an erasure the table holds no customer data, and the order's amounts still add up.

use admin_erase_customer::AdminEraseCustomer;
use admin_export_customer::AdminExportCustomer;
use admin_refund_order::AdminRefundOrder;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use lambda_http::Body;
use retention::Retention;
use serde_json::{Value, json};
use shared::clock;
use shared::domain::audit::{Action, verify};
use shared::domain::ids::NoteId;
use shared::domain::purchase::{
    Actor, Dispute, ErasureCause, MAILS_AT_ONCE, MailKind, MailRecord, Milestone, Order, PurchaseState,
    RefundStatus, RetentionHold,
};
use shared::erasure::{Erased, erase_order};
use shared::http::serve;
use shared::lookup::LookupKey;
use shared::schedule::Scheduled;
use shared::store::items::to_item;
use shared::vault::Vault;
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::{
    admin, at, confirm, customer, deliver, order_id, ordered, reflect_refund, request_refund, stored_product,
    under_way, vault, write,
};

use crate::golden::wire;

/// Stores the `n`th order in this state, with a change made to it.
async fn order_in_state(
    engine: &Engine,
    n: u128,
    state: PurchaseState,
    alter: impl FnOnce(&mut Order),
) -> Order {
    let product = shop_tests::shop::product(1);
    if engine.store.purchases().order(order_id(1)).await.unwrap().is_none() && n == 1 {
        stored_product(&engine.store, 1).await;
    }
    let mut order = ordered(&engine.store, n, &product, at(0)).await.order.unwrap();
    order.state = state;
    order.milestones.push(Milestone { state, at: at(60) });
    alter(&mut order);
    let item = to_item(&order).unwrap();
    engine.client.put_item().table_name(&engine.table).set_item(Some(item)).send().await.unwrap();
    order
}

fn dispute(status: &str) -> Dispute {
    Dispute { id: "dp_1".to_owned(), payment_intent: "pi_cs_1".to_owned(), status: status.to_owned() }
}

async fn erase(engine: &Engine, n: u128) -> Erased {
    erase_order(&engine.store.purchases(), order_id(n), &admin(), ErasureCause::Requested, at(100))
        .await
        .unwrap()
}

/// Returns the whole table as text, byte strings included.
async fn table_text(engine: &Engine) -> String {
    engine.all_items().await.iter().map(|item| wire(item).to_string()).collect()
}

#[tokio::test]
async fn no_customer_data_is_left_and_the_order_still_adds_up() {
    let engine = Engine::start().await;
    let before = order_in_state(&engine, 1, PurchaseState::Delivered, |_| {}).await;
    let sealed = wire(&to_item(&before).unwrap())["confidential"]["M"].clone();
    let hashes = [before.customer_hash.clone().unwrap(), before.secret_hash.clone().unwrap()];
    let traces = ["key", "data"].map(|part| sealed[part]["B"].as_str().unwrap().to_owned());
    let full = table_text(&engine).await;
    for trace in hashes.iter().chain(&traces) {
        assert!(full.contains(trace.as_str()), "the search finds nothing: {trace}");
    }

    assert_eq!(erase(&engine, 1).await, Erased::Done);
    let left = table_text(&engine).await;
    for trace in hashes.iter().chain(&traces) {
        assert!(!left.contains(trace.as_str()), "{trace} is left");
    }
    let purchase = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    let order = purchase.order.clone().unwrap();
    assert_eq!(order.erased_at, Some(at(100)));
    assert_eq!((order.state, &order.quote, &order.payment), (before.state, &before.quote, &before.payment));
    assert_eq!(verify(&order.id.to_string(), &purchase.audit, purchase.chain()), Ok(()));
    let last = purchase.audit.last().unwrap();
    assert_eq!((last.action, &last.actor, last.at), (Action::CustomerErased, &admin(), at(100)));
    assert!(purchase.mails.is_empty(), "a mail that is owed has nobody to go to any more");
}

#[tokio::test]
async fn money_paid_in_another_way_no_longer_holds_the_customer() {
    let engine = Engine::start().await;
    order_in_state(&engine, 1, PurchaseState::Delivered, |_| {}).await;
    let purchase = async || engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    write(&engine.store, request_refund(purchase().await, 1, 100, at(70))).await.unwrap();
    let id = purchase().await.refunds[0].id;
    let failed = reflect_refund(purchase().await, id, RefundStatus::Failed, at(71)).unwrap();
    write(&engine.store, failed).await.unwrap();
    assert_eq!(erase(&engine, 1).await, Erased::Held(RetentionHold::RefundFailed));
    let path = vec![("id", order_id(1).to_string())];
    let version = purchase().await.order.unwrap().version;
    let body = json!({"version": version, "paid_elsewhere": id, "reason": "Bank transfer"});
    let body = Some(body.to_string());
    let call = ApiCall { path, body, ..ApiCall::by_staff("POST /admin/orders/{id}/refunds") };
    let answer = serve::<AdminRefundOrder>(&engine.store.purchases(), call.request()).await;
    assert_eq!(answer.status().as_u16(), 201, "{:?}", answer.body());
    let reported_again = reflect_refund(purchase().await, id, RefundStatus::Failed, at(73));
    assert!(reported_again.is_none(), "Stripe lists it as failed for ever");
    assert_eq!(erase(&engine, 1).await, Erased::Done);
}

#[tokio::test]
async fn an_order_with_any_number_of_unsent_mails_is_erased() {
    for unsent in [MAILS_AT_ONCE - 1, 250] {
        let engine = Engine::start().await;
        order_in_state(&engine, 1, PurchaseState::Delivered, |_| {}).await;
        for n in 0..unsent {
            let note = MailKind::Note(NoteId::from_uuid(uuid::Uuid::from_u128(n as u128)));
            let item = to_item(&MailRecord::owed(order_id(1), note, at(70))).unwrap();
            engine.client.put_item().table_name(&engine.table).set_item(Some(item)).send().await.unwrap();
        }
        assert_eq!(erase(&engine, 1).await, Erased::Done);
        let purchase = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
        assert_eq!((purchase.mails.len(), purchase.order.as_ref().unwrap().erased_at), (0, Some(at(100))));
        assert_eq!(verify(&order_id(1).to_string(), &purchase.audit, purchase.chain()), Ok(()));
        let dropped = purchase.audit.iter().filter_map(|entry| entry.evidence["mails_dropped"].as_u64());
        assert_eq!(dropped.sum::<u64>(), unsent as u64 + 1, "the notes and the receipt");
    }
}

#[tokio::test]
async fn erasing_again_changes_nothing() {
    let engine = Engine::start().await;
    order_in_state(&engine, 1, PurchaseState::Cancelled, |_| {}).await;
    assert_eq!(erase(&engine, 1).await, Erased::Done);
    let once = table_text(&engine).await;
    assert_eq!(erase(&engine, 1).await, Erased::Done);
    assert_eq!(erase(&engine, 99).await, Erased::Done, "nobody has a customer");
    assert_eq!(table_text(&engine).await.len(), once.len());
}

#[tokio::test]
async fn an_order_that_needs_its_customer_is_not_erased() {
    use PurchaseState::{Delivered, PaymentConfirmed, Processing, Shipped};
    let engine = Engine::start().await;
    for (n, state) in (1_u128..).zip([PaymentConfirmed, Processing, Shipped]) {
        order_in_state(&engine, n, state, |_| {}).await;
        assert_eq!(erase(&engine, n).await, Erased::Held(RetentionHold::Open), "{state}");
    }
    let disputed = |status: &str| vec![dispute(status)];
    order_in_state(&engine, 4, Delivered, |order| order.disputes = disputed("needs_response")).await;
    assert_eq!(erase(&engine, 4).await, Erased::Held(RetentionHold::DisputeOpen));
    order_in_state(&engine, 5, Delivered, |order| order.disputes = disputed("lost")).await;
    assert_eq!(erase(&engine, 5).await, Erased::Done);

    order_in_state(&engine, 6, Delivered, |_| {}).await;
    let delivered = engine.store.purchases().purchase(order_id(6)).await.unwrap().unwrap();
    write(&engine.store, request_refund(delivered, 1, 100, at(70))).await.unwrap();
    assert_eq!(erase(&engine, 6).await, Erased::Held(RetentionHold::RefundRunning));
    let kept = engine.store.purchases().order(order_id(6)).await.unwrap().unwrap();
    assert!(kept.confidential.is_some() && kept.customer_hash.is_some() && kept.erased_at.is_none());
}

#[tokio::test]
async fn retention_erases_only_orders_that_ended_before_its_cutoff() {
    let engine = Engine::start().await;
    let days = i64::from(engine.store.shop_settings().settings().await.unwrap().retention_days);
    let now: Timestamp = at(60 + days * 24 * 60 * 60);
    let closed =
        |seconds: i64| move |order: &mut Order| order.milestones.last_mut().unwrap().at = at(60 + seconds);
    order_in_state(&engine, 1, PurchaseState::Delivered, closed(-1)).await;
    order_in_state(&engine, 2, PurchaseState::Delivered, closed(0)).await;
    order_in_state(&engine, 3, PurchaseState::Cancelled, closed(-1000)).await;
    order_in_state(&engine, 4, PurchaseState::Shipped, closed(-1000)).await;
    order_in_state(&engine, 5, PurchaseState::Delivered, |order| {
        closed(-2000)(order);
        order.disputes.push(dispute("under_review"));
    })
    .await;
    let store = || engine.store.clone();
    let deps = (store().into(), store().into(), store().into());
    for _ in 0..2 {
        Retention::handle(&deps, now).await.unwrap();
        for (n, erased) in [(1, true), (2, false), (3, true), (4, true), (5, false)] {
            let order = engine.store.purchases().order(order_id(n)).await.unwrap().unwrap();
            assert_eq!(order.erased_at, erased.then_some(now), "order {n}");
        }
    }
    let trail = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap().audit;
    let system = Actor::System { function: "retention".to_owned() };
    assert_eq!(trail.last().map(|entry| &entry.actor), Some(&system));
    assert_eq!(trail.iter().filter(|entry| entry.action == Action::CustomerErased).count(), 1);
}

#[tokio::test]
async fn a_claimed_mail_does_not_prevent_erasure() {
    let engine = Engine::start().await;
    order_in_state(&engine, 1, PurchaseState::Delivered, |_| {}).await;
    let mail = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap().mails.remove(0);
    assert!(engine.store.mails().claim_mail(order_id(1), MailKind::Receipt, at(90)).await.unwrap().is_some());
    assert_eq!(erase(&engine, 1).await, Erased::Done);
    let noted = engine.store.mails().mail_sent(&MailRecord { ..mail }, "ses-1".to_owned(), at(101)).await;
    assert!(noted.is_err(), "what was dropped does not come back");
    assert!(engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap().mails.is_empty());
}

/// Runs retention at this time.
async fn retain(engine: &Engine, now: Timestamp) {
    let store = || engine.store.clone();
    Retention::handle(&(store().into(), store().into(), store().into()), now).await.unwrap();
}

/// Applies the status that Stripe reports for the first refund of an order.
async fn refund_is(engine: &Engine, n: u128, status: RefundStatus, now: Timestamp) {
    let purchase = engine.store.purchases().purchase(order_id(n)).await.unwrap().unwrap();
    let id = purchase.refunds[0].id;
    write(&engine.store, reflect_refund(purchase, id, status, now).unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_customer_who_is_owed_money_is_not_erased() {
    let engine = Engine::start().await;
    order_in_state(&engine, 1, PurchaseState::Cancelled, |_| {}).await;
    let purchase = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    write(&engine.store, request_refund(purchase, 1, 100, at(70))).await.unwrap();
    refund_is(&engine, 1, RefundStatus::Failed, at(80)).await;
    assert_eq!(erase(&engine, 1).await, Erased::Held(RetentionHold::RefundFailed));
    retain(&engine, at(4000 * 24 * 60 * 60)).await;
    let held = engine.store.purchases().order(order_id(1)).await.unwrap().unwrap();
    assert!(held.confidential.is_some(), "retention waits too");

    let purchase = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    write(&engine.store, request_refund(purchase, 2, 100, at(110))).await.unwrap();
    let purchase = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    let replacement = purchase.refunds[1].id;
    let paid = reflect_refund(purchase, replacement, RefundStatus::Succeeded, at(120)).unwrap();
    write(&engine.store, paid).await.unwrap();
    assert_eq!(erase(&engine, 1).await, Erased::Done, "another refund replaced the failed one");
}

#[tokio::test]
async fn a_request_is_remembered_and_done_once_the_order_closes() {
    let engine = Engine::start().await;
    order_in_state(&engine, 1, PurchaseState::Shipped, |_| {}).await;
    for _ in 0..2 {
        assert_eq!(erase(&engine, 1).await, Erased::Held(RetentionHold::Open));
    }
    let purchase = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    assert_eq!(purchase.order.as_ref().unwrap().erasure_requested_at, Some(at(100)));
    let requests = purchase.audit.iter().filter(|entry| entry.action == Action::ErasureRequested);
    assert_eq!(requests.count(), 1, "it is remembered once");
    retain(&engine, at(200)).await;
    let open = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    assert!(open.order.as_ref().unwrap().confidential.is_some());

    write(&engine.store, deliver(open, at(300))).await.unwrap();
    order_in_state(&engine, 2, PurchaseState::Delivered, |_| {}).await;
    retain(&engine, at(400)).await;
    for (n, erased_at) in [(1, Some(at(400))), (2, None)] {
        let order = engine.store.purchases().order(order_id(n)).await.unwrap().unwrap();
        assert_eq!(order.erased_at, erased_at, "order {n}");
    }
}

#[tokio::test]
async fn a_broken_order_does_not_prevent_the_erasure_of_others() {
    let engine = Engine::start().await;
    for n in 1..=3 {
        order_in_state(&engine, n, PurchaseState::Delivered, |order| order.created_at = clock::now()).await;
    }
    let mail = MailRecord::owed(order_id(2), MailKind::Shipped, at(60));
    let mut broken = to_item(&mail).unwrap();
    broken.insert("status".to_owned(), AttributeValue::S("unheard of".to_owned()));
    engine.client.put_item().table_name(&engine.table).set_item(Some(broken)).send().await.unwrap();

    let body = Some(json!({"email": "ada@example.org"}).to_string());
    let call = ApiCall { body, ..ApiCall::by_staff("POST /admin/customers/erase") };
    let deps = (engine.store.clone().into(), engine.store.clone().into(), LookupKey::new("secret"));
    let answer = serve::<AdminEraseCustomer>(&deps, call.request()).await;
    let Body::Text(body) = answer.body() else { panic!("no text") };
    let body: Value = serde_json::from_str(body).unwrap();
    for order in body["orders"].as_array().unwrap() {
        let is_broken = order["id"] == json!(order_id(2));
        assert_eq!(order["erased"], json!(!is_broken), "{order}");
        assert_eq!(order["problem"]["code"] == json!("internal_error"), is_broken, "{order}");
    }
    assert_eq!(body["orders"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn an_export_lists_the_orders_that_cannot_be_opened() {
    let engine = Engine::start().await;
    order_in_state(&engine, 1, PurchaseState::Delivered, |order| order.created_at = clock::now()).await;
    let body = Some(json!({"email": "ada@example.org"}).to_string());
    let call = ApiCall { body, ..ApiCall::by_staff("POST /admin/customers/export") };
    let store = || engine.store.clone();
    // Another vault has other keys.
    let deps = (store().into(), store().into(), vault(), LookupKey::new("secret"));
    let answer = serve::<AdminExportCustomer>(&deps, call.request()).await;
    let Body::Text(body) = answer.body() else { panic!("no text") };
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!((&body["orders"], &body["failed"][0]["id"]), (&json!([]), &json!(order_id(1))), "{body}");
    assert_eq!(body["failed"][0]["problem"]["status"], 500);
}

/// Answers of the endpoints that export and erase the customer of `under_way`.
async fn privacy_request(engine: &Engine, vault: &Vault, export: bool) -> Value {
    let body = Some(json!({"email": "ada@example.org"}).to_string());
    let store = || engine.store.clone();
    let lookup = LookupKey::new("secret");
    let answer = if export {
        let call = ApiCall { body, ..ApiCall::by_staff("POST /admin/customers/export") };
        serve::<AdminExportCustomer>(&(store().into(), store().into(), vault.clone(), lookup), call.request())
            .await
    } else {
        let call = ApiCall { body, ..ApiCall::by_staff("POST /admin/customers/erase") };
        serve::<AdminEraseCustomer>(&(store().into(), store().into(), lookup), call.request()).await
    };
    let Body::Text(body) = answer.body() else { panic!("no text") };
    serde_json::from_str(body).unwrap()
}

#[tokio::test]
async fn a_payment_under_way_is_exported_and_erased_with_its_customer() {
    let (engine, vault) = (Engine::start().await, vault());
    let waiting = under_way(&engine.store, &vault, 1, customer("ada"), clock::now()).await;
    let number = json!(waiting.checkout.order_number);
    let exported = privacy_request(&engine, &vault, true).await;
    let shown = &exported["orders"][0];
    assert_eq!((&shown["number"], &shown["state"]), (&number, &json!("pending_payment")), "{exported}");
    assert_eq!((&shown["customer"]["name"], &shown["payment"]), (&json!("ada-name"), &Value::Null));

    let erased = privacy_request(&engine, &vault, false).await;
    let expected = json!([{"id": order_id(1), "number": number, "erased": true}]);
    assert_eq!(erased["orders"], expected);
    let left = table_text(&engine).await;
    let hashes = [waiting.checkout.customer_hash.unwrap(), waiting.checkout.secret_hash.unwrap()];
    for trace in hashes {
        assert!(!left.contains(&trace), "{trace} is left");
    }
    let after = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    assert!(after.checkout.confidential.is_none() && after.mails.is_empty());
    assert_eq!(after.audit.last().unwrap().action, Action::CustomerErased);
    assert_eq!(privacy_request(&engine, &vault, true).await["orders"], json!([]));
}

#[tokio::test]
async fn the_order_of_an_erased_customer_remembers_the_request() {
    let (engine, vault) = (Engine::start().await, vault());
    let waiting = under_way(&engine.store, &vault, 1, customer("ada"), at(0)).await;
    let number = waiting.checkout.order_number;
    assert_eq!(erase(&engine, 1).await, Erased::Done);
    assert_eq!(erase(&engine, 1).await, Erased::Done, "erasing again changes nothing");
    let erased = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    assert_eq!(erased.checkout.erased_at, Some(at(100)));
    let paid = confirm(&vault, erased, customer("ada"), at(200)).await;
    write(&engine.store, paid).await.unwrap();
    let order = engine.store.purchases().order(order_id(1)).await.unwrap().unwrap();
    assert_eq!((Some(order.number.clone()), order.erasure_requested_at), (number, Some(at(100))));
    assert!(order.confidential.is_some(), "an order is owed to somebody");
}
