//! Concurrent requests that cancel one purchase, and Stripe's event about the closed page.

use std::sync::Arc;

use admin_transition_order::AdminTransitionOrder;
use async_trait::async_trait;
use cancel_checkout::CancelCheckout;
use jiff::Timestamp;
use serde_json::json;
use shared::clock;
use shared::domain::audit::{Action, verify};
use shared::domain::purchase::{Actor, CancellationReason, ProviderRefund, Purchase, PurchaseState};
use shared::domain::text::Text;
use shared::http::{Endpoint, serve};
use shared::lookup::LookupKey;
use shared::payments::hint::PaymentHint;
use shared::payments::{
    OpenedSession, Payments, PaymentsError, ProviderDispute, RefundRequest, RetrievedPayment,
    RetrievedSession, SessionRequest,
};
use shared::start::CheckoutTurns;
use shared::store::Store;
use shared_stripe::StripePayments;
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::{checkout, expire, order_id, product, write};
use shop_tests::stripe::TestStripe;

use crate::payments::Shop;

#[tokio::test]
async fn concurrent_cancellations_all_succeed_and_are_written_once() {
    let (engine, stripe) = (Engine::start().await, TestStripe::start().await);
    let id = order_id(1);
    stripe.pending(&engine.store, checkout(1, &product(1), clock::now())).await;
    let deps = deps_of_cancel(&engine.store, StripePayments(stripe.payments.clone()));
    let path = vec![("id", id.to_string())];
    let call = ApiCall { path, ..ApiCall::to("POST /checkouts/{id}/cancel") };
    let answers =
        futures::future::join_all((0..8).map(|_| serve::<CancelCheckout>(&deps, call.request()))).await;
    for answer in answers {
        assert_eq!(answer.status().as_u16(), 200, "{:?}", answer.body());
    }
    let after = engine.store.purchases().purchase(id).await.unwrap().unwrap();
    assert_eq!((after.state(), after.audit.len()), (PurchaseState::Cancelled, 2));
    verify(&id.to_string(), &after.audit, after.chain()).unwrap();
}

#[tokio::test]
async fn a_cancellation_that_is_claimed_after_the_expiry_is_counted_once() {
    let shop = Shop::with_a_page().await;
    let expired = expire(shop.purchase().await, clock::now());
    assert!(expired.ends_unpaid());
    write(&shop.engine.store, expired).await.unwrap();
    let detail = Text::fixed("cancelled by the customer");
    let purchase = shop.purchase().await;
    let claimed =
        purchase.claim_expiry(CancellationReason::Customer, &detail, &Actor::Customer, clock::now()).unwrap();
    assert!(!claimed.ends_unpaid());
}

#[tokio::test]
async fn an_address_cancels_so_often_an_hour_and_no_more() {
    let engine = Engine::start().await;
    let stripe = TestStripe::start().await;
    let deps = deps_of_cancel(&engine.store, StripePayments(stripe.payments.clone()));
    let path = vec![("id", order_id(1).to_string())];
    let call = ApiCall { path, ..ApiCall::to("POST /checkouts/{id}/cancel") };
    let mut statuses = Vec::new();
    for _ in 0..11 {
        let answer = serve::<CancelCheckout>(&deps, call.request()).await;
        statuses.push((answer.status().as_u16(), answer.headers().contains_key("retry-after")));
    }
    assert_eq!(statuses, [vec![(404, false); 10], vec![(429, true)]].concat());
}

/// An address may cancel ten times in an hour.
fn deps_of_cancel(store: &Store, payments: StripePayments) -> <CancelCheckout as Endpoint>::Deps {
    let turns = CheckoutTurns::new(LookupKey::new("secret"), 10);
    (store.clone().into(), payments, store.clone().into(), turns)
}

/// Stripe whose event about a closed page is settled before the caller that closed it continues.
struct FasterEvents(Arc<Shop>);

#[async_trait]
impl Payments for FasterEvents {
    async fn expire_session(&self, id: &str) -> Result<(), PaymentsError> {
        self.0.stripe.payments.expire_session(id).await?;
        self.0.settle().await;
        Ok(())
    }

    async fn session(&self, id: &str) -> Result<RetrievedSession, PaymentsError> {
        self.0.stripe.payments.session(id).await
    }

    async fn open_session(&self, _: &SessionRequest) -> Result<OpenedSession, PaymentsError> {
        panic!("no page is opened")
    }

    async fn refund(&self, _: &RefundRequest) -> Result<ProviderRefund, PaymentsError> {
        panic!("nothing is refunded")
    }

    async fn refunds_of(&self, _: &str) -> Result<Vec<ProviderRefund>, PaymentsError> {
        panic!("nothing is refunded")
    }

    async fn dispute(&self, _: &str) -> Result<ProviderDispute, PaymentsError> {
        panic!("nothing is disputed")
    }

    async fn events(&self, _: Timestamp, _: Timestamp) -> Result<Option<Vec<PaymentHint>>, PaymentsError> {
        panic!("no events are polled")
    }

    async fn payment(&self, _: &str) -> Result<RetrievedPayment, PaymentsError> {
        panic!("nothing is paid")
    }
}

/// Sends a request that cancels the purchase, while Stripe's event is faster. Returns the cancelled purchase.
async fn cancelled_after_the_event<E: Endpoint>(
    shop: Shop,
    deps: impl FnOnce(&Store, StripePayments) -> E::Deps,
    call: ApiCall,
) -> Purchase {
    let shop = Arc::new(shop);
    let deps = deps(&shop.engine.store, StripePayments(Arc::new(FasterEvents(Arc::clone(&shop)))));
    let answer = serve::<E>(&deps, call.request()).await;
    assert_eq!(answer.status().as_u16(), 200, "{:?}", answer.body());
    let after = shop.purchase().await;
    assert_eq!(after.state(), PurchaseState::Cancelled);
    verify(&order_id(1).to_string(), &after.audit, after.chain()).unwrap();
    after
}

#[tokio::test]
async fn the_reason_of_staff_is_kept_if_stripes_event_is_faster() {
    let shop = Shop::with_a_page().await;
    let version = shop.purchase().await.checkout.version;
    let body = json!({"to": "cancelled", "version": version, "reason": "The address does not exist"});
    let path = vec![("id", order_id(1).to_string())];
    let body = Some(body.to_string());
    let call = ApiCall { path, body, ..ApiCall::by_staff("POST /admin/orders/{id}/transitions") };
    let deps = |store: &Store, payments| (store.clone().into(), payments);
    let after = cancelled_after_the_event::<AdminTransitionOrder>(shop, deps, call).await;
    assert_eq!(after.checkout.cancelled_because, Some(CancellationReason::Staff));
    let last = after.audit.last().unwrap();
    assert_eq!(last.action, Action::CheckoutCancelled);
    assert_eq!(last.reason.as_deref(), Some("The address does not exist"));
}

#[tokio::test]
async fn a_customer_who_cancels_is_named_if_stripes_event_is_faster() {
    let path = vec![("id", order_id(1).to_string())];
    let call = ApiCall { path, ..ApiCall::to("POST /checkouts/{id}/cancel") };
    let after =
        cancelled_after_the_event::<CancelCheckout>(Shop::with_a_page().await, deps_of_cancel, call).await;
    assert_eq!(after.checkout.cancelled_because, Some(CancellationReason::Customer));
}
