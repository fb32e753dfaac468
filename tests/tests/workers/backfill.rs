//! Backfill of refunds and disputes made at Stripe whose webhooks were missed.

use serde_json::json;
use shared::domain::purchase::{MailKind, MailRecord};
use shared::payments::hint::PaymentHint;
use shop_tests::engine::Handles;
use shop_tests::shop::{eur, order_id};

use crate::payments::Shop;

impl Shop {
    /// Opens a shop with one order. Returns it with the order's payment intent.
    async fn with_an_order() -> (Self, String) {
        let (shop, payment) = Self::with_a_payment().await;
        shop.settle().await;
        (shop, payment)
    }

    /// Polls Stripe's events and settles each hint. Returns the number of hints.
    async fn poll_events(&self) -> usize {
        let before = self.queue.sent().len();
        self.work(PaymentHint::PollEvents).await;
        let told = self.queue.sent().split_off(before);
        for hint in &told {
            self.work(serde_json::from_value(hint.clone()).unwrap()).await;
        }
        told.len()
    }
}

#[tokio::test]
async fn missed_refunds_and_disputes_are_found_in_stripes_events() {
    let (shop, payment) = Shop::with_an_order().await;
    let path = format!("/_pretend/payment_intents/{payment}");
    shop.stripe.configure(&format!("{path}/refund"), json!({"amount": 500})).await;
    shop.stripe.configure(&format!("{path}/dispute"), json!({"reason": "fraudulent"})).await;
    assert_eq!(shop.poll_events().await, 2, "the payment and its dispute, each once");
    let purchase = shop.engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    assert_eq!(purchase.refunds.iter().map(|item| item.amount).collect::<Vec<_>>(), [eur(500)]);
    assert!(purchase.order.unwrap().disputes.len() == 1);
    let owner = |mail: &MailRecord| mail.kind == MailKind::Disputed(1);
    assert!(purchase.mails.iter().any(owner), "the owner is told");

    let entries = purchase.audit.len();
    shop.poll_events().await;
    let purchase = shop.engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    assert_eq!(purchase.audit.len(), entries, "what is known is not noted again");
}

#[tokio::test]
async fn polling_continues_from_the_cursor_which_never_moves_back() {
    let (shop, _) = Shop::with_an_order().await;
    let store = &shop.engine.store;
    assert_eq!(store.event_cursor().stripe_cursor().await.unwrap(), None);
    assert_eq!(shop.poll_events().await, 0);
    let until = store.event_cursor().stripe_cursor().await.unwrap().unwrap();
    store
        .event_cursor()
        .advance_stripe_cursor(until.saturating_sub(jiff::SignedDuration::from_hours(1)).unwrap())
        .await
        .unwrap();
    assert_eq!(store.event_cursor().stripe_cursor().await.unwrap(), Some(until));
    shop.poll_events().await;
    assert!(store.event_cursor().stripe_cursor().await.unwrap().unwrap() >= until);
}
