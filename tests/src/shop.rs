//! Valid products, carts, checkouts and orders.

mod products;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use shared::customer::{Address, Customer, Private};
use shared::domain::audit::{Action, Event};
use shared::domain::catalogue::product::Product;
use shared::domain::checkout::quote::{Cart, CartItem, Quote, quote};
use shared::domain::fault::Faults;
use shared::domain::ids::{OrderId, OrderNumber, RefundId};
use shared::domain::money::{Currency, Money};
use shared::domain::purchase::tax::TaxTreatment;
use shared::domain::purchase::{
    Actor, AwaitedPayment, CancellationReason, Change, Checkout, Confirmation, NewRefund, OrderContext, Paid,
    PaymentProof, ProviderPayment, ProviderRefund, ProviderRefundStatus, Purchase, RefundStatus,
    ReturnReason, ReturnedPayment, SealedCustomer, SessionRef, StaffAction, TransitionRequest,
};
use shared::domain::shop::settings::Settings;
use shared::domain::text::{Slug, Text};
use shared::domain::time::utc_date;
use shared::lookup::LookupKey;
use shared::random;
use shared::store::items::IdempotencyItem;
use shared::store::{Store, StoreError};
use shared::vault::{Confidential, TrackingSecret, Vault};

pub use products::{STOCK, dragon, items_of, product, product_of, stored_product, upload, variant_id};

use crate::engine::Handles;
use crate::keys::LocalKeys;

/// Returns the Monday on which the examples start, plus this many seconds.
pub fn at(seconds: i64) -> Timestamp {
    let monday: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
    monday.saturating_add(SignedDuration::from_secs(seconds)).unwrap()
}

/// An amount in euro cents.
pub fn eur(cents: i64) -> Money {
    Money::new(cents, Currency::EUR)
}

pub fn slug(written: &str) -> Slug {
    Slug::parse(written).unwrap()
}

pub fn text<const MAX: usize>(written: &str) -> Text<MAX> {
    Text::parse(written).unwrap()
}

/// A staff member with the role admin.
pub fn admin() -> Actor {
    Actor::Staff { sub: "sub-1".to_owned(), email: "ada@studio.example".to_owned() }
}

/// An audit event of a product, caused by staff.
pub fn product_event(action: Action, now: Timestamp) -> Event {
    Event::note(now, admin(), action, serde_json::json!({}))
}

/// A cart with one line item.
pub fn cart(product: &Product, values: &[&str], quantity: u32) -> Cart {
    let variant_ids = values.iter().map(|value| variant_id(product, value)).collect();
    let items = vec![CartItem { product_id: product.id, variant_ids, quantity }];
    Cart { items, country: "DE".to_owned(), shipping_option: None, discount_code: None }
}

/// A quote of two small red dragons of ABS, the variant with an inventory.
pub fn quoted(product: &Product) -> Quote {
    let cart = cart(product, &["Small", "ABS", "Ember red"], 2);
    let products = BTreeMap::from([(product.id, product)]);
    quote(&cart, &products, &Settings::starter(), utc_date(at(0))).unwrap()
}

/// A purchase's id that follows from `n`.
pub fn order_id(n: u128) -> OrderId {
    OrderId::from_uuid(uuid::Uuid::from_u128(n))
}

/// The tax of a purchase that is delivered to Germany.
pub fn tax() -> TaxTreatment {
    TaxTreatment::of(&Settings::starter().tax, "DE")
}

/// The checkout of the `n`th purchase, its cart frozen.
pub fn checkout(n: u128, product: &Product, now: Timestamp) -> Checkout {
    let closes_at = now.saturating_add(SignedDuration::from_hours(2)).unwrap();
    let products = BTreeMap::from([(product.id, product)]);
    Checkout::freeze(order_id(n), quoted(product), &products, tax(), closes_at, now)
}

/// The idempotency record of a new checkout.
pub fn idempotency_item(key: &str, checkout: &Checkout) -> IdempotencyItem {
    IdempotencyItem {
        scope: "start-checkout".to_owned(),
        key: key.to_owned(),
        request_hash: "hash".to_owned(),
        order_id: checkout.id,
        created_at: checkout.created_at,
    }
}

/// Stripe session id of the `n`th purchase.
pub fn session_id(n: u128) -> String {
    format!("cs_{n}")
}

/// Opens the payment page of a checkout, which moves the purchase from cart to pending payment.
pub fn open_payment(checkout: &Checkout, session_id: &str, now: Timestamp) -> Change {
    let session = SessionRef {
        id: session_id.to_owned(),
        url: format!("https://pay.example/{session_id}"),
        expires_at: checkout.closes_at,
    };
    open_payment_on(checkout, session, now)
}

/// Opens this payment page, which moves the purchase from cart to pending payment.
pub fn open_payment_on(checkout: &Checkout, session: SessionRef, now: Timestamp) -> Change {
    Purchase::begun(checkout.clone()).open_payment(session, now).unwrap()
}

/// Stores the `n`th purchase, pending payment.
pub async fn pending(store: &Store, n: u128, product: &Product, now: Timestamp) -> Purchase {
    let checkout = checkout(n, product, now);
    store
        .purchases()
        .begin_checkout(&idempotency_item(&format!("key-{n}"), &checkout), &checkout, None, None)
        .await
        .unwrap();
    write(store, open_payment(&checkout, &session_id(n), now)).await.unwrap();
    store.purchases().purchase(checkout.id).await.unwrap().unwrap()
}

/// Cancels a purchase whose payment page expired unpaid.
pub fn expire(before: Purchase, now: Timestamp) -> Change {
    let detail = text("payment page expired");
    before.cancel(CancellationReason::Expired, detail, &stripe("evt_expired"), now).unwrap()
}

/// A customer whose fields all contain the mark.
pub fn customer(mark: &str) -> Customer {
    let field = |name: &str| Private::new(Some(format!("{mark}-{name}")));
    let address = Address {
        line1: field("line1"),
        line2: field("line2"),
        city: field("city"),
        state: field("state"),
        postal_code: field("postal-code"),
        country: Private::new(Some("DE".to_owned())),
    };
    Customer {
        email: Private::new(format!("{mark}@example.org")),
        name: field("name"),
        billing_name: field("billing-name"),
        phone: field("phone"),
        shipping_address: Some(address.clone()),
        billing_address: Some(address),
    }
}

/// A vault with its own wrapping key.
pub fn vault() -> Vault {
    Vault::new(Arc::new(LocalKeys::new()))
}

/// The actor Stripe with this event.
pub fn stripe(event: &str) -> Actor {
    Actor::Stripe { event_id: Some(event.to_owned()) }
}

/// An order context that takes no stock and has no first sale.
pub fn no_stock() -> OrderContext {
    OrderContext { settings: Settings::starter(), stock: Vec::new(), first_sales: Vec::new() }
}

/// The confirmation of a pending purchase that was paid in full.
pub async fn confirmation(
    vault: &Vault,
    before: &Purchase,
    customer: Customer,
    context: OrderContext,
) -> Confirmation {
    let checkout = &before.checkout;
    let session = checkout.session.as_ref().unwrap();
    let total = checkout.quote.total;
    let paid = Paid {
        session_id: session.id.clone(),
        payment_intent: Some(format!("pi_{}", session.id)),
        amount: total,
        tax_added: eur(0),
    };
    let customer = match checkout.customer() {
        Some(customer) => customer,
        None => sealed(vault, checkout.id, customer).await,
    };
    Confirmation {
        proof: PaymentProof::new(total, &paid).unwrap(),
        tax_added: eur(0),
        by_stripe: None,
        number: OrderNumber::from_random(random::bytes().unwrap()),
        customer,
        context,
    }
}

/// Seals a customer for a purchase.
pub async fn sealed(vault: &Vault, id: OrderId, customer: Customer) -> SealedCustomer {
    let confidential = Confidential { customer, tracking_secret: TrackingSecret::new().unwrap() };
    SealedCustomer {
        customer_hash: LookupKey::new("secret").customer_hash(confidential.customer.email.reveal()),
        secret_hash: confidential.tracking_secret.hash(),
        confidential: vault.seal(id, &confidential).await.unwrap(),
    }
}

/// Records that a bank is to confirm the payment of a pending purchase.
pub async fn await_bank(vault: &Vault, before: Purchase, customer: Customer, now: Timestamp) -> Change {
    let session_id = before.checkout.session.as_ref().unwrap().id.clone();
    let number = OrderNumber::from_random(random::bytes().unwrap());
    let customer = sealed(vault, before.checkout.id, customer).await;
    before.await_bank(AwaitedPayment { session_id, number, customer }, &stripe("evt_bank"), now)
}

/// Stores the `n`th purchase, whose payment a bank is to confirm.
pub async fn under_way(
    store: &Store,
    vault: &Vault,
    n: u128,
    customer: Customer,
    now: Timestamp,
) -> Purchase {
    let before = pending(store, n, &product(1), now).await;
    let id = before.checkout.id;
    write(store, await_bank(vault, before, customer, now).await).await.unwrap();
    store.purchases().purchase(id).await.unwrap().unwrap()
}

/// Confirms a pending purchase as an order, without taking stock.
pub async fn confirm(vault: &Vault, before: Purchase, customer: Customer, now: Timestamp) -> Change {
    confirm_in(no_stock(), vault, before, customer, now).await
}

/// Confirms a pending purchase as an order in this context.
pub async fn confirm_in(
    context: OrderContext,
    vault: &Vault,
    before: Purchase,
    customer: Customer,
    now: Timestamp,
) -> Change {
    let confirmation = confirmation(vault, &before, customer, context).await;
    before.confirm(confirmation, &stripe("evt_1"), now).unwrap()
}

/// Stores the `n`th purchase as a confirmed order.
pub async fn ordered(store: &Store, n: u128, product: &Product, now: Timestamp) -> Purchase {
    let before = pending(store, n, product, now).await;
    let id = before.checkout.id;
    let context = store.purchases().order_context(&before.checkout).await.unwrap();
    let change = confirm_in(context, &vault(), before, customer("ada"), now).await;
    write(store, change).await.unwrap();
    store.purchases().purchase(id).await.unwrap().unwrap()
}

/// A staff action at this time. A refund that it requests gets the id of `refund`.
pub fn action(refund: u128, at: Timestamp) -> StaffAction {
    StaffAction { actor: admin(), at, refund_id: RefundId::from_uuid(uuid::Uuid::from_u128(refund)) }
}

/// Moves a confirmed order to Processing.
pub fn start_processing(before: Purchase, now: Timestamp) -> Change {
    let version = before.order.as_ref().unwrap().version;
    let request = json!({"to": "processing", "version": version, "details_verified": true});
    let request: TransitionRequest = deserr::deserialize::<_, _, Faults>(request).unwrap();
    before.transition(&request, &action(0, now)).unwrap()
}

/// Marks a shipped order as delivered, by staff.
pub fn deliver(before: Purchase, now: Timestamp) -> Change {
    let version = before.order.as_ref().unwrap().version;
    let request = json!({"to": "delivered", "version": version, "customer_confirmed": true});
    let request: TransitionRequest = deserr::deserialize::<_, _, Faults>(request).unwrap();
    before.transition(&request, &action(0, now)).unwrap()
}

/// Cancels an order, by staff.
pub fn cancel(before: Purchase, now: Timestamp) -> Change {
    let version = before.order.as_ref().unwrap().version;
    let request = json!({"to": "cancelled", "version": version, "reason": "The customer asked for it"});
    let request: TransitionRequest = deserr::deserialize::<_, _, Faults>(request).unwrap();
    before.transition(&request, &action(50, now)).unwrap()
}

/// Requests a refund of an amount, by staff.
pub fn request_refund(before: Purchase, refund: u128, amount: i64, now: Timestamp) -> Change {
    let version = before.order.as_ref().unwrap().version;
    let (amount, reason) = (Some(eur(amount)), Some(text("broken")));
    let request = NewRefund { amount, reason, lines: None, retry_of: None, paid_elsewhere: None, version };
    before.request_refund(&request, &action(refund, now)).unwrap().1
}

/// Retries a failed refund, by staff.
pub fn retry_refund(before: Purchase, id: RefundId, now: Timestamp) -> Change {
    let version = before.order.as_ref().map_or(before.checkout.version, |order| order.version);
    let request = NewRefund {
        amount: None,
        reason: None,
        lines: None,
        retry_of: Some(id),
        paid_elsewhere: None,
        version,
    };
    before.request_refund(&request, &action(0, now)).unwrap().1
}

/// Returns a second payment of a purchase, with a refund that does not belong to the order's own payment.
pub fn return_payment(before: Purchase, refund: u128, payment_intent: &str, now: Timestamp) -> Change {
    let paid = Paid {
        session_id: format!("cs_of_{payment_intent}"),
        payment_intent: Some(payment_intent.to_owned()),
        amount: eur(500),
        tax_added: eur(0),
    };
    let returned =
        ReturnedPayment { left: paid.amount, paid, reason: ReturnReason::OtherSession, cancel: false };
    before.return_payment(&returned, action(refund, now).refund_id, &stripe("evt_2"), now).unwrap()
}

/// Applies the status that Stripe reports for one of our refunds. Returns none if that status is already recorded.
pub fn reflect_refund(
    before: Purchase,
    id: RefundId,
    status: RefundStatus,
    now: Timestamp,
) -> Option<Change> {
    let refund = before.refund(id).unwrap().clone();
    let status = match status {
        RefundStatus::Requested | RefundStatus::Superseded | RefundStatus::PaidElsewhere => {
            panic!("Stripe reports no such refund")
        }
        RefundStatus::Pending => ProviderRefundStatus::Pending,
        RefundStatus::Succeeded => ProviderRefundStatus::Succeeded,
        RefundStatus::Failed => ProviderRefundStatus::Failed("declined".to_owned()),
    };
    let re = refund.stripe_refund_id.unwrap_or_else(|| format!("re_{id}_{}", refund.attempt));
    let reported = ProviderRefund { id: re, refund_id: Some(id), amount: refund.amount, status };
    let new_id = || panic!("the refund is ours");
    let captured = before.checkout.quote.total;
    let payment =
        ProviderPayment { payment_intent: refund.payment_intent, captured, refunds: vec![reported] };
    before.reflect_refunds(&payment, new_id, &stripe("evt_2"), now).unwrap()
}

pub async fn write(store: &Store, change: Change) -> Result<(), StoreError> {
    store.purchases().write(&change).await
}
