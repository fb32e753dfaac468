//! The two writes of a checkout: the frozen cart under the client's key, then the page that was opened for it.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};
use jiff::{SignedDuration, Timestamp};
use shared::domain::catalogue::product::Product;
use shared::domain::checkout::cart_id::CartId;
use shared::domain::checkout::quote::{MAX_LINES, quote};
use shared::domain::ids::{OrderId, ProductId};
use shared::domain::purchase::tax::TaxTreatment;
use shared::domain::purchase::{Checkout, Purchase, SessionRef};
use shared::domain::time::utc_date;
use shared::http::{Problem, StatusCode};
use shared::random;
use shared::store::items::{CartClaim, IdempotencyItem};
use shared::store::limits::Turn;
use shared::store::purchases::{CartStep, PricingContext};
use shared::store::{PurchaseWriter, StoreError};

use crate::agree::agree;
use crate::request::{CheckoutRequest, closed};
use crate::{Deps, cart};

/// Time that a customer has to pay. Stripe allows 30 minutes to 24 hours from the moment the page is opened.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(2);
/// Stripe's minimum of 30 minutes, plus a minute for clock differences.
const LEAST_OPEN: SignedDuration = SignedDuration::from_mins(31);
/// Number of times that a request is read and decided on before its cart counts as contended.
const TRIES: usize = 3;
/// Scope of this function's idempotency keys.
const SCOPE: &str = "start-checkout";

/// Returns the purchase that this key began, now or when the same request was first sent, or the purchase that the
/// unchanged cart already has.
pub(crate) async fn begin(
    deps: &Deps,
    key: &str,
    body: &CheckoutRequest,
    turn: &Turn,
    now: Timestamp,
) -> Result<Checkout, Problem> {
    for _ in 0..TRIES {
        if let Some(checkout) = attempt(deps, key, body, turn, now).await? {
            return Ok(checkout);
        }
    }
    Err(Problem::conflict())
}

/// Reads, decides and writes once. None if a concurrent duplicate of the request, or another request for its cart, was
/// first.
async fn attempt(
    deps: &Deps,
    key: &str,
    body: &CheckoutRequest,
    turn: &Turn,
    now: Timestamp,
) -> Result<Option<Checkout>, Problem> {
    let purchases = &deps.0;
    let request_hash = hash(body)?;
    let products: BTreeSet<ProductId> =
        body.items.iter().map(|item| item.product_id).take(MAX_LINES).collect();
    let context = purchases.pricing_context(SCOPE, key, body.cart_id.as_ref(), Some(turn), products).await?;
    if let Some(earlier) = &context.earlier {
        return resume(purchases, earlier, &request_hash).await.map(Some);
    }
    let claimed = cart::claimed(purchases, context.cart.as_ref()).await?;
    let fresh = freeze(&context, body, now)?;
    if let Some(claimed) = claimed {
        if cart::is_unchanged(&claimed, &fresh, now) {
            return Ok(Some(claimed));
        }
        still_in_turn(&context)?;
        cart::close(deps, &claimed, now).await?;
    }
    still_in_turn(&context)?;
    let claim = body.cart_id.as_ref().map(|id| CartClaim::new(id, fresh.id, now));
    let step = claim.map(|claim| CartStep::claim(context.cart, claim));
    let (scope, key) = (SCOPE.to_owned(), key.to_owned());
    let item = IdempotencyItem { scope, key, request_hash, order_id: fresh.id, created_at: now };
    match purchases.begin_checkout(&item, &fresh, step.as_ref(), Some(turn)).await {
        Ok(()) => Ok(Some(fresh)),
        Err(StoreError::Conflict) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Refuses a client that has started too many checkouts. The page that it has remains open.
fn still_in_turn(context: &PricingContext) -> Result<(), Problem> {
    if context.has_turn { Ok(()) } else { Err(Problem::too_many_requests()) }
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
    let tax = TaxTreatment::of(&context.settings.tax, &priced.country);
    Ok(Checkout::freeze(id, priced, &products, tax, closes_at, now))
}

/// Refuses a purchase whose page would be open for less time than Stripe allows.
pub(crate) fn still_in_time(checkout: &Checkout, now: Timestamp) -> Result<(), Problem> {
    if checkout.closes_at.duration_since(now) < LEAST_OPEN { Err(closed()) } else { Ok(()) }
}

/// Records the opened payment page: from cart to pending payment. Fails if the client's cart now claims another purchase.
pub(crate) async fn opened(
    purchases: &PurchaseWriter,
    checkout: &Checkout,
    cart: Option<&CartId>,
    session: SessionRef,
    now: Timestamp,
) -> Result<SessionRef, StoreError> {
    let step = cart.map(|id| CartStep::open(CartClaim::new(id, checkout.id, now)));
    let opened = Purchase::begun(checkout.clone()).open_payment(session.clone(), now);
    purchases.write_opened(&opened.map_err(|_| StoreError::Conflict)?, step.as_ref()).await?;
    Ok(session)
}

fn hash(body: &CheckoutRequest) -> Result<String, Problem> {
    let canonical = serde_json::to_vec(body).map_err(Problem::internal)?;
    Ok(hex::encode(digest(&SHA256, &canonical)))
}
