//! The two writes of a checkout: the frozen cart under the client's key, then the page that was opened for it.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};
use jiff::{SignedDuration, Timestamp};
use shared::domain::catalogue::product::Product;
use shared::domain::checkout::quote::{MAX_LINES, quote};
use shared::domain::ids::{OrderId, ProductId};
use shared::domain::purchase::{Checkout, Purchase, SessionRef};
use shared::domain::time::utc_date;
use shared::http::{Problem, StatusCode};
use shared::random;
use shared::store::items::IdempotencyItem;
use shared::store::purchases::PricingContext;
use shared::store::{PurchaseWriter, StoreError};

use crate::agree::agree;
use crate::request::{CheckoutRequest, closed};

/// Time that a customer has to pay. Stripe allows 30 minutes to 24 hours from the moment the page is opened.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(2);
/// Stripe's minimum of 30 minutes, plus a minute for clock differences.
const LEAST_OPEN: SignedDuration = SignedDuration::from_mins(31);
/// Scope of this function's idempotency keys.
const SCOPE: &str = "start-checkout";

/// Returns the purchase that this key began: now, or when the same request was first sent.
pub(crate) async fn begin(
    purchases: &PurchaseWriter,
    key: String,
    body: &CheckoutRequest,
    now: Timestamp,
) -> Result<Checkout, Problem> {
    let request_hash = hash(body)?;
    let products: BTreeSet<ProductId> =
        body.items.iter().map(|item| item.product_id).take(MAX_LINES).collect();
    let context = purchases.pricing_context(SCOPE, &key, products.iter().copied()).await?;
    if let Some(earlier) = context.earlier {
        return resume(purchases, &earlier, &request_hash).await;
    }
    let checkout = freeze(&context, body, now)?;
    let scope = SCOPE.to_owned();
    let claim = IdempotencyItem { scope, key, request_hash, order_id: checkout.id, created_at: now };
    match purchases.begin_checkout(&claim, &checkout).await {
        Ok(()) => Ok(checkout),
        // A concurrent duplicate of this request was first.
        Err(StoreError::Conflict) => {
            let earlier = purchases
                .pricing_context(SCOPE, &claim.key, [])
                .await?
                .earlier
                .ok_or_else(Problem::conflict)?;
            resume(purchases, &earlier, &claim.request_hash).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn resume(
    purchases: &PurchaseWriter,
    earlier: &IdempotencyItem,
    request_hash: &str,
) -> Result<Checkout, Problem> {
    if earlier.request_hash != request_hash {
        let detail = "This Idempotency-Key was already used with a different request.";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused", detail));
    }
    purchases.checkout(earlier.order_id).await?.ok_or_else(closed)
}

fn freeze(context: &PricingContext, body: &CheckoutRequest, now: Timestamp) -> Result<Checkout, Problem> {
    let products: BTreeMap<ProductId, &Product> = context.products.iter().map(|p| (p.id, p)).collect();
    let priced = quote(&body.cart(), &products, &context.settings, utc_date(now))?;
    agree(&priced, body)?;
    let closes_at = now.saturating_add(OPEN_FOR).map_err(Problem::internal)?;
    let id = OrderId::from_uuid(random::uuid(now));
    Ok(Checkout::freeze(id, priced, &products, context.settings.automatic_tax, closes_at, now))
}

/// Refuses a purchase whose page would be open for less time than Stripe allows.
pub(crate) fn still_in_time(checkout: &Checkout, now: Timestamp) -> Result<(), Problem> {
    if checkout.closes_at.duration_since(now) < LEAST_OPEN { Err(closed()) } else { Ok(()) }
}

/// Records the opened payment page: from cart to pending payment.
pub(crate) async fn opened(
    purchases: &PurchaseWriter,
    checkout: &Checkout,
    session: SessionRef,
    now: Timestamp,
) -> Result<SessionRef, StoreError> {
    let opened = Purchase::begun(checkout.clone()).open_payment(session.clone(), now);
    purchases.write(&opened.map_err(|_| StoreError::Conflict)?).await?;
    Ok(session)
}

fn hash(body: &CheckoutRequest) -> Result<String, Problem> {
    let canonical = serde_json::to_vec(body).map_err(Problem::internal)?;
    Ok(hex::encode(digest(&SHA256, &canonical)))
}
