//! A cart has one open payment page at most: an unchanged cart gets the page that is open, a changed one closes it first.

use std::sync::atomic::AtomicBool;

use jiff::{SignedDuration, Timestamp};
use shared::domain::ids::OrderId;
use shared::domain::purchase::{Checkout, PurchaseState};
use shared::http::{Problem, StatusCode};
use shared::payment_end::cancel_for_customer;
use shared::store::PurchaseWriter;
use shared::store::items::CartClaim;
use shared::telemetry::{self, Metric};

use crate::Deps;
use crate::begin::still_in_time;

/// Time after which a purchase without a page counts as abandoned. Nobody has its page, and a request that is still opening
/// it fails, because the cart then claims another purchase.
const ABANDONED: SignedDuration = SignedDuration::from_mins(1);

/// Returns the unpaid purchase that the cart claims. Refused if the cart is paid.
pub(crate) async fn claimed(
    purchases: &PurchaseWriter,
    claim: Option<&CartClaim>,
) -> Result<Option<Checkout>, Problem> {
    let Some(claim) = claim else { return Ok(None) };
    let checkout = purchases.checkout(claim.order_id).await?;
    let Some(checkout) = checkout.filter(|checkout| checkout.state != PurchaseState::Cancelled) else {
        return Ok(None);
    };
    let unpaid = matches!(checkout.state, PurchaseState::Cart | PurchaseState::PendingPayment);
    if unpaid && !checkout.awaiting_bank { Ok(Some(checkout)) } else { Err(paid(checkout.id)) }
}

/// Returns true if the page of the claimed purchase is the one that the fresh purchase would get.
pub(crate) fn is_unchanged(claimed: &Checkout, fresh: &Checkout, now: Timestamp) -> bool {
    let opening = now.duration_since(claimed.created_at) < ABANDONED;
    claimed.quote == fresh.quote
        && claimed.stock == fresh.stock
        && claimed.tax == fresh.tax
        && still_in_time(claimed, now).is_ok()
        && (opening || claimed.state == PurchaseState::PendingPayment)
}

/// Closes the page of the claimed purchase, so that it cannot be paid beside the one that replaces it, and cancels the
/// purchase. A purchase without a page needs neither: once the cart claims another one, its page is not handed out.
pub(crate) async fn close(
    (purchases, payments, ..): &Deps,
    claimed: &Checkout,
    now: Timestamp,
) -> Result<(), Problem> {
    if claimed.state == PurchaseState::Cart {
        return Ok(());
    }
    let detail = "replaced, because the customer changed the cart";
    let page_closed = &AtomicBool::new(false);
    let cancelled = purchases.amend_async(claimed.id, |purchase| {
        cancel_for_customer(payments.as_ref(), purchase, detail, page_closed, now)
    });
    let cancelled = cancelled.await;
    if cancelled.map_err(|problem| names(problem, claimed.id))?.is_some_and(|change| change.ends_unpaid()) {
        telemetry::count(Metric::CheckoutCancelled, now);
    }
    Ok(())
}

fn paid(id: OrderId) -> Problem {
    let detail = "This cart is paid, or its payment is processing. Nothing was charged again.";
    names(Problem::new(StatusCode::CONFLICT, "already_paid", detail), id)
}

/// Names the purchase that the client can show instead.
fn names(problem: Problem, id: OrderId) -> Problem {
    problem.with("checkout_id", id)
}
