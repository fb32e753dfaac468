//! The evidence that staff must give for a transition, and the evidence that they may give.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::https::is_https;
use super::{PurchaseState, TransitionRequest};
use crate::fault::Faults;
use crate::text::{Text, check_latin};
use crate::time::Moment;

/// The time by which an arrival may be ahead of the shop's clock: the back office sends the time of its own computer, whose
/// clock may be a little fast.
const FAST_CLOCK: SignedDuration = SignedDuration::from_mins(2);

/// The field that overrides a hold.
const OVERRIDE: &str = "override_payment_hold";
/// The field that puts the pieces of a cancelled order back into stock.
const RESTOCK: &str = "restock";

/// A permitted transition, with the request fields that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct NextStep {
    /// Target state of the transition.
    pub to: PurchaseState,
    /// Fields that are required for the transition.
    pub needs: &'static [&'static str],
    /// Fields of which exactly one is required.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub needs_one_of: &'static [&'static str],
    /// Fields that are optional for the transition.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub optional: &'static [&'static str],
}

impl NextStep {
    /// Returns the step to a state. An order that is held needs the override too.
    const fn to(to: PurchaseState, held: bool) -> Self {
        let (needs, needs_one_of, optional): (&[&str], &[&str], &[&str]) = match to {
            PurchaseState::Processing if held => (&["details_verified", OVERRIDE], &[], &[]),
            PurchaseState::Processing => (&["details_verified"], &[], &[]),
            PurchaseState::Shipped if held => {
                (&["carrier", "tracking_number", OVERRIDE], &[], &["tracking_url"])
            }
            PurchaseState::Shipped => (&["carrier", "tracking_number"], &[], &["tracking_url"]),
            PurchaseState::Delivered => (&[], &["delivered_at", "customer_confirmed"], &[]),
            PurchaseState::Cancelled => (&["reason"], &[], &[RESTOCK]),
            PurchaseState::Cart | PurchaseState::PendingPayment | PurchaseState::PaymentConfirmed => {
                (&[], &[], &[])
            }
        };
        Self { to, needs, needs_one_of, optional }
    }

    fn takes(&self, field: &str) -> bool {
        [self.needs, self.needs_one_of, self.optional].iter().any(|fields| fields.contains(&field))
    }
}

/// Returns the transitions that staff can choose from a state. `held` is true if the order's payment was reversed, and
/// `has_stock` if the order took stock, which staff choose to put back once work has begun.
pub fn next_steps(state: PurchaseState, held: bool, has_stock: bool) -> Vec<NextStep> {
    let chooses_stock = has_stock && state == PurchaseState::Processing;
    let step = |to: &PurchaseState| match NextStep::to(*to, held) {
        cancel if *to == PurchaseState::Cancelled && !chooses_stock => NextStep { optional: &[], ..cancel },
        step => step,
    };
    state.next_for_staff().iter().map(step).collect()
}

/// A field of the request: whether it was sent, and whether its value counts as evidence.
struct Shown {
    field: &'static str,
    sent: bool,
    counts: bool,
}

fn shown(request: &TransitionRequest) -> [Shown; 9] {
    let value = |field, sent| Shown { field, sent, counts: sent };
    let promise =
        |field, said: Option<bool>| Shown { field, sent: said.is_some(), counts: said == Some(true) };
    [
        promise("details_verified", request.details_verified),
        value("carrier", request.carrier.is_some()),
        value("tracking_number", request.tracking_number.is_some()),
        value("tracking_url", request.tracking_url.is_some()),
        value("delivered_at", request.delivered_at.is_some()),
        promise("customer_confirmed", request.customer_confirmed),
        value("reason", request.reason.is_some()),
        value(RESTOCK, request.restock.is_some()),
        promise(OVERRIDE, request.override_payment_hold),
    ]
}

/// Checks the evidence for a transition and collects every fault. `shipped` is the time at which the purchase was shipped.
pub(super) fn check(
    shipped: Option<Timestamp>,
    request: &TransitionRequest,
    now: Timestamp,
) -> Result<(), Faults> {
    let mut faults = Faults::default();
    let step = NextStep::to(request.to, false);
    // The override may be sent for an order that is not held, so that one request fits all rows of a batch.
    let most = NextStep::to(request.to, true);
    let shown = shown(request);
    for Shown { field, sent, counts } in &shown {
        if *sent && !most.takes(field) {
            let detail = format!("Not allowed in a transition to {}.", request.to);
            faults.push(format!("/{field}"), "unexpected_evidence", detail);
        }
        if step.needs.contains(field) && !counts {
            let detail = format!("Required for a transition to {}.", request.to);
            faults.push(format!("/{field}"), "missing_evidence", detail);
        }
    }
    check_one_of(&step, &shown, &mut faults);
    check_values(shipped, request, now, &mut faults);
    faults.into_result()
}

fn check_one_of(step: &NextStep, shown: &[Shown], faults: &mut Faults) {
    let detail = format!("Exactly one of these fields is required: {}.", step.needs_one_of.join(", "));
    let counting = shown.iter().filter(|shown| shown.counts && step.needs_one_of.contains(&shown.field));
    let counting: Vec<_> = counting.map(|shown| shown.field).collect();
    match counting.as_slice() {
        [] => {
            for field in step.needs_one_of {
                faults.push(format!("/{field}"), "missing_evidence", detail.clone());
            }
        }
        [_, more @ ..] => {
            for field in more {
                faults.push(format!("/{field}"), "unexpected_evidence", detail.clone());
            }
        }
    }
}

fn check_values(
    shipped: Option<Timestamp>,
    request: &TransitionRequest,
    now: Timestamp,
    faults: &mut Faults,
) {
    check_tracking(request.tracking_number.as_ref(), request.tracking_url.as_ref(), faults);
    let Some(delivered_at) = request.delivered_at else { return };
    if delivered_at.0.duration_since(now) > FAST_CLOCK {
        faults.push("/delivered_at", "in_the_future", "Must not be in the future.");
    }
    // Staff write times to the second, so times within one second count as equal.
    if shipped.is_some_and(|shipped| delivered_at.0.as_second() < shipped.as_second()) {
        faults.push("/delivered_at", "before_shipped", "Must not be before the order was shipped.");
    }
}

/// Checks the tracking details of a parcel.
pub(super) fn check_tracking(number: Option<&Text<80>>, url: Option<&Text<400>>, faults: &mut Faults) {
    if url.is_some_and(|url| !is_https(url.as_str())) {
        faults.push("/tracking_url", "not_https", "Must be a URL that begins with https://.");
    }
    if let Some(number) = number {
        faults.keep("/tracking_number", check_latin(number.as_str()));
    }
}

/// Returns the time of arrival: as reported, or now if the reporting clock is fast, so that no stored time is in the future.
pub(super) fn arrived_at(reported: Moment, now: Timestamp) -> Timestamp {
    reported.0.min(now)
}
