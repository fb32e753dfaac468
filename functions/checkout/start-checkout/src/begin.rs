//! The two writes of a checkout: the frozen cart under the client's key, then the page that was opened for it.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};
use jiff::{SignedDuration, Timestamp};
use shared::domain::audit::{ChainHead, Event};
use shared::domain::fault::Faults;
use shared::domain::ids::{OrderId, ProductId};
use shared::domain::money::Money;
use shared::domain::product::Product;
use shared::domain::purchase::{Actor, PurchaseState, Transition, apply};
use shared::domain::quote::{Quote, quote};
use shared::domain::time::utc_date;
use shared::http::{Problem, StatusCode};
use shared::random;
use shared::store::items::{CheckoutItem, IdempotencyItem, SessionRef, StockTaken};
use shared::store::purchases::{Change, CheckoutGround, Purchase};
use shared::store::{Store, StoreError};

use crate::request::{CheckoutRequest, closed};

/// How long a customer has to pay. Stripe allows 30 minutes to 24 hours from the moment the page is opened.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(2);
/// Stripe's least, with a minute to spare for clocks that differ.
const LEAST_OPEN: SignedDuration = SignedDuration::from_mins(31);
/// Whose idempotency keys these are.
const SCOPE: &str = "start-checkout";

/// The purchase that this key began: now, or the first time the same request came.
pub(crate) async fn begin(
    store: &Store,
    key: String,
    body: &CheckoutRequest,
    now: Timestamp,
) -> Result<CheckoutItem, Problem> {
    let request_hash = hash(body)?;
    let products: BTreeSet<ProductId> = body.items.iter().map(|item| item.product_id).take(50).collect();
    let ground = store.checkout_ground(SCOPE, &key, products.iter().copied()).await?;
    if let Some(earlier) = ground.earlier {
        return resume(store, &earlier, &request_hash).await;
    }
    let checkout = freeze(&ground, body, now)?;
    let scope = SCOPE.to_owned();
    let claim = IdempotencyItem { scope, key, request_hash, order_id: checkout.id, created_at: now };
    match store.begin_checkout(&claim, &checkout).await {
        Ok(()) => Ok(checkout),
        // The same request came at the same time and was first.
        Err(StoreError::Conflict) => {
            let earlier =
                store.checkout_ground(SCOPE, &claim.key, []).await?.earlier.ok_or_else(Problem::conflict)?;
            resume(store, &earlier, &claim.request_hash).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn resume(
    store: &Store,
    earlier: &IdempotencyItem,
    request_hash: &str,
) -> Result<CheckoutItem, Problem> {
    if earlier.request_hash != request_hash {
        let detail = "This Idempotency-Key was already used with a different request.";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused", detail));
    }
    store.checkout(earlier.order_id).await?.ok_or_else(closed)
}

fn freeze(ground: &CheckoutGround, body: &CheckoutRequest, now: Timestamp) -> Result<CheckoutItem, Problem> {
    let products: BTreeMap<ProductId, &Product> = ground.products.iter().map(|p| (p.id, p)).collect();
    let priced = quote(&body.cart(), &products, &ground.settings, utc_date(now))?;
    agree(&priced, body.expected_total)?;
    Ok(CheckoutItem {
        id: OrderId::from_uuid(random::uuid(now)),
        state: PurchaseState::Cart,
        stock: stock_of(&priced, &products),
        quote: priced,
        automatic_tax: ground.settings.automatic_tax,
        session: None,
        closes_at: now.saturating_add(OPEN_FOR).map_err(Problem::internal)?,
        awaiting_bank: false,
        cancelled_because: None,
        money_returned: false,
        order_number: None,
        paid: None,
        version: 1,
        chain: ChainHead::empty(),
        created_at: now,
    })
}

/// A price that fell is charged; one that rose is not, until the customer has seen it.
fn agree(priced: &Quote, expected: Money) -> Result<(), Problem> {
    if expected.currency != priced.total.currency {
        let mut faults = Faults::default();
        let detail = format!("Prices must be in {}.", priced.total.currency);
        faults.push("/expected_total/currency", "wrong_currency", detail);
        return Err(faults.into());
    }
    if priced.total.amount > expected.amount {
        let detail = format!("The total has increased to {}. Nothing was charged.", priced.total);
        return Err(Problem::new(StatusCode::CONFLICT, "price_increased", detail).with("quote", priced));
    }
    Ok(())
}

fn stock_of(priced: &Quote, products: &BTreeMap<ProductId, &Product>) -> Vec<StockTaken> {
    let mut taken = BTreeMap::<_, u32>::new();
    for line in &priced.lines {
        for chosen in &line.configuration {
            let stocked = products.get(&line.product_id).is_some_and(|product| {
                product.variants.iter().any(|v| v.id == chosen.variant_id && v.stock.is_some())
            });
            if stocked {
                let quantity = taken.entry((line.product_id, chosen.variant_id)).or_default();
                *quantity = quantity.saturating_add(line.quantity);
            }
        }
    }
    let entries = taken.into_iter();
    entries
        .map(|((product_id, variant_id), quantity)| StockTaken { product_id, variant_id, quantity })
        .collect()
}

/// Refuses a purchase whose page would be open too briefly for Stripe.
pub(crate) fn still_in_time(checkout: &CheckoutItem, now: Timestamp) -> Result<(), Problem> {
    if checkout.closes_at.duration_since(now) < LEAST_OPEN { Err(closed()) } else { Ok(()) }
}

/// The page is open: from cart to pending payment.
pub(crate) async fn opened(
    store: &Store,
    checkout: &CheckoutItem,
    session: SessionRef,
    now: Timestamp,
) -> Result<SessionRef, StoreError> {
    let step =
        Transition::OpenPayment { session_id: session.id.clone(), session_expires_at: session.expires_at };
    let state = apply(checkout.state, &step, &Actor::Customer).map_err(|_| StoreError::Conflict)?;
    let mut change = Change::of(Purchase::begun(checkout.clone()));
    change.checkout = Some(CheckoutItem { state, session: Some(session.clone()), ..checkout.clone() });
    change.events.push(Event::transition(now, Actor::Customer, &step));
    store.change(change, &[], random_shard()).await?;
    Ok(session)
}

fn random_shard() -> u8 {
    random::bytes::<1>().map_or(0, |[byte]| byte)
}

fn hash(body: &CheckoutRequest) -> Result<String, Problem> {
    let canonical = serde_json::to_vec(body).map_err(Problem::internal)?;
    Ok(hex::encode(digest(&SHA256, &canonical)))
}
