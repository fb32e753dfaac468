//! Settlement of payments that were refunded or disputed before the order was made, and of payments of another business.

use admin_get_order::AdminGetOrder;
use settle_payment::SettlePayment;
use shared::clock;
use shared::domain::purchase::{
    CancellationReason, MailKind, MailStatus, PurchaseState, Refund, RefundStatus,
};
use shared::domain::time::utc_date;
use shared::http::serve;
use shared::payments::hint::PaymentHint;
use shared::store::stats::{Counter, Counters};
use shared::worker::Worker;
use shop_tests::engine::Handles;
use shop_tests::events::ApiCall;
use shop_tests::shop::{checkout, eur, expire, product, vault, write};

use crate::payments::{Shop, items, refunds_of};

/// The figures of today.
async fn figures(shop: &Shop) -> Counters {
    let today = utc_date(clock::now());
    let days = shop.engine.store.statistics().counters(today, today).await.unwrap();
    days.into_iter().next().unwrap().1
}

fn orders(state: PurchaseState) -> Counter {
    Counter::Orders(state)
}

fn outcome(refunds: &[Refund]) -> Vec<(i64, RefundStatus)> {
    refunds.iter().map(|refund| (refund.amount.amount, refund.status)).collect()
}

#[tokio::test]
async fn a_payment_that_was_refunded_in_full_makes_no_order() {
    let (shop, payment) = Shop::with_a_payment().await;
    let total = shop.purchase().await.checkout.quote.total.amount;
    shop.refund_in_dashboard(&payment, total).await;
    shop.settle().await;
    let after = shop.purchase().await;
    assert_eq!((after.state(), after.order.is_none()), (PurchaseState::Cancelled, true));
    assert_eq!(after.checkout.cancelled_because, Some(CancellationReason::Returned));
    assert!(after.checkout.money_returned && after.mails.is_empty(), "{after:?}");
    assert_eq!(outcome(&after.refunds), [(total, RefundStatus::Succeeded)]);
    assert_eq!(figures(&shop).await.get(orders(PurchaseState::PaymentConfirmed)), 0);
    shop.settle().await;
    shop.work(refunds_of(&payment)).await;
    assert_eq!(shop.purchase().await, after, "it is settled once");
}

#[tokio::test]
async fn a_payment_that_was_refunded_in_part_makes_an_order_that_says_so() {
    let (shop, payment) = Shop::with_a_payment().await;
    shop.refund_in_dashboard(&payment, 500).await;
    shop.settle().await;
    assert_partly_refunded(&shop).await;
    shop.work(refunds_of(&payment)).await;
    assert_partly_refunded(&shop).await;
}

#[tokio::test]
async fn a_refund_that_is_reported_before_the_payment_settles_it_first() {
    let (shop, payment) = Shop::with_a_payment().await;
    shop.refund_in_dashboard(&payment, 500).await;
    shop.work(refunds_of(&payment)).await;
    assert_partly_refunded(&shop).await;
}

/// Asserts an order with one refund of five euros, counted and mailed.
async fn assert_partly_refunded(shop: &Shop) {
    let after = shop.purchase().await;
    let order = after.order.unwrap();
    assert_eq!((order.state, order.refunded), (PurchaseState::PaymentConfirmed, Some(eur(500))));
    assert_eq!(outcome(&after.refunds), [(500, RefundStatus::Succeeded)]);
    let mails: Vec<MailKind> = after.mails.iter().map(|mail| mail.kind).collect();
    let about = MailKind::Refunded(after.refunds[0].id);
    assert!(mails.len() == 2 && mails.contains(&MailKind::Receipt) && mails.contains(&about), "{mails:?}");
    let figures = figures(shop).await;
    let counted = (figures.get(Counter::Refunds), figures.get(Counter::Refunded(eur(0).currency)));
    assert_eq!(counted, (1, 500));
}

#[tokio::test]
async fn only_the_rest_of_a_late_payment_is_returned() {
    let (shop, payment) = Shop::with_a_payment().await;
    let before = shop.purchase().await;
    let total = before.checkout.quote.total.amount;
    write(&shop.engine.store, expire(before, clock::now())).await.unwrap();
    shop.refund_in_dashboard(&payment, 500).await;
    shop.settle().await;
    let mut refunds = outcome(&shop.purchase().await.refunds);
    refunds.sort_by_key(|(amount, _)| *amount);
    assert_eq!(refunds, [(500, RefundStatus::Succeeded), (total - 500, RefundStatus::Requested)]);
}

#[tokio::test]
async fn a_dispute_heard_before_the_order_is_on_the_order() {
    let (shop, payment) = Shop::with_a_payment().await;
    let dispute_id = shop.dispute(&payment).await;
    let hint = || PaymentHint::Dispute {
        event_id: Some("evt_1".to_owned()),
        payment_intent: payment.clone(),
        dispute_id: dispute_id.clone(),
    };
    shop.work(hint()).await;
    shop.work(hint()).await;
    shop.settle().await;
    let after = shop.purchase().await;
    let disputes = after.order.unwrap().disputes;
    assert_eq!((disputes.len(), &disputes[0].id), (1, &dispute_id));
    assert_eq!(after.checkout.disputes, []);
    assert!(after.mails.iter().any(|mail| mail.kind == MailKind::Disputed(1)), "the owner is told");
}

#[tokio::test]
async fn a_dispute_of_a_payment_without_an_order_is_mailed_to_the_owner() {
    let (shop, payment) = Shop::with_a_payment().await;
    shop.refund_in_dashboard(&payment, shop.purchase().await.checkout.quote.total.amount).await;
    shop.settle().await;
    let dispute_id = shop.dispute(&payment).await;
    for _ in 0..2 {
        let (payment_intent, dispute_id) = (payment.clone(), dispute_id.clone());
        shop.work(PaymentHint::Dispute { event_id: None, payment_intent, dispute_id }).await;
    }
    let after = shop.purchase().await;
    assert!(after.order.is_none());
    let mails: Vec<_> = after.mails.iter().map(|mail| (mail.kind, mail.status)).collect();
    assert_eq!(mails, [(MailKind::Disputed(1), MailStatus::Owed)]);
    let deps = (shop.engine.store.clone().into(), vault());
    let path = vec![("id", after.checkout.id.to_string())];
    let call = ApiCall { path, ..ApiCall::by_staff("GET /admin/orders/{id}") };
    let shown = serve::<AdminGetOrder>(&deps, call.request()).await;
    assert!(String::from_utf8_lossy(shown.body()).contains(&dispute_id), "staff see it");
    let sent = shop.sent_mail(MailKind::Disputed(1)).await;
    assert!(sent.subject.contains(&after.checkout.id.to_string()), "{}", sent.subject);
    assert_eq!(shop.purchase().await.mails[0].status, MailStatus::Sent);
}

#[tokio::test]
async fn a_paid_session_of_another_stack_is_left_to_that_stack() {
    let shop = Shop::with_a_page().await;
    let before = items(&shop.engine).await;
    let (session_id, payment) =
        shop.stripe.sale_of_stack("staging", &checkout(2, &product(1), clock::now())).await;
    let production = shop.deps_of_stack("production");
    let foreign = [
        PaymentHint::Session { event_id: None, session_id: session_id.clone(), order_id: None },
        refunds_of(&payment),
    ];
    for hint in foreign {
        SettlePayment::handle(&production, hint).await.unwrap();
    }
    assert_eq!(items(&shop.engine).await, before);
    let own = shop.deps_of_stack("staging");
    let hint = PaymentHint::Session { event_id: None, session_id, order_id: None };
    let unknown = SettlePayment::handle(&own, hint).await.unwrap_err();
    assert!(unknown.to_string().contains("unknown purchase"), "a payment of its own would be noticed");
}

#[tokio::test]
async fn events_of_another_business_in_the_account_change_nothing() {
    let shop = Shop::with_a_page().await;
    let before = items(&shop.engine).await;
    let (session_id, payment) = shop.stripe.sale_of_another_business().await;
    shop.work(PaymentHint::Session { event_id: None, session_id, order_id: None }).await;
    shop.refund_in_dashboard(&payment, 10).await;
    shop.work(refunds_of(&payment)).await;
    shop.work(refunds_of("pi_none")).await;
    let dispute_id = shop.dispute(&payment).await;
    shop.work(PaymentHint::Dispute { event_id: None, payment_intent: payment, dispute_id }).await;
    assert_eq!(items(&shop.engine).await, before);
}
