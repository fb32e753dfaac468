//! An order moves on.

use deserr::Deserr;
use domain::audit::Event;
use domain::fault::Faults;
use domain::purchase::{
    DeliveryProof, IllegalTransition, MailKind, Parcel, PurchaseState, Transition, apply,
};
use domain::settlement::WhyCancelled;
use domain::text::Text;
use domain::time::Moment;
use jiff::Timestamp;
use utoipa::ToSchema;

use super::evidence::{self, arrived_at, shipped_at};
use super::{Act, Refused, order_as_seen, refund, unpaid_as_seen};
use crate::payment_end;
use crate::store::items::{Milestone, OrderItem};
use crate::store::purchases::{Change, Purchase};

/// A transition request: the target state and the evidence that it requires.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct TransitionRequest {
    /// Target state of the transition.
    pub to: PurchaseState,
    /// Version of the order that the caller loaded.
    pub version: u64,
    /// For processing: the order's details were checked.
    #[deserr(default)]
    pub details_verified: Option<bool>,
    /// For shipped: carrier of the parcel.
    #[deserr(default)]
    pub carrier: Option<Text<60>>,
    /// For shipped: tracking number of the carrier.
    #[deserr(default)]
    pub tracking_number: Option<Text<80>>,
    /// For shipped, optional: HTTPS URL at which the customer can track the parcel.
    #[deserr(default)]
    pub tracking_url: Option<Text<400>>,
    /// For delivered, either this or `customer_confirmed`: time of arrival. Up to two minutes ahead of the shop's
    /// clock counts as now.
    #[deserr(default)]
    pub delivered_at: Option<Moment>,
    /// For delivered: the customer confirmed the arrival.
    #[deserr(default)]
    pub customer_confirmed: Option<bool>,
    /// For cancelled: reason of the cancellation.
    #[deserr(default)]
    pub reason: Option<Text<400>>,
}

/// The order as it will be, and the change that makes it so.
pub fn transition(
    before: Purchase,
    request: &TransitionRequest,
    act: &Act,
) -> Result<(OrderItem, Change), Refused> {
    let seen = order_as_seen(&before, request.version)?;
    if !seen.state.next_for_staff().contains(&request.to) {
        return Err(illegal(seen.state, request).into());
    }
    evidence::check(shipped_at(seen), request, act.at)?;
    let mut order = seen.clone();
    order.version = order.version.saturating_add(1);
    let mut change = Change::of(before);
    for step in steps(change.before.state(), request, act.at).ok_or_else(|| illegal(order.state, request))? {
        order.state = apply(order.state, &step, &act.actor)?;
        let at = reached_at(&order, &step, act.at);
        order.milestones.push(Milestone { state: order.state, at });
        change.events.push(Event::transition(act.at, act.actor.clone(), &step));
        if let Transition::Ship(parcel) = step {
            order.parcels.push(parcel);
        }
    }
    if let Some(kind) = mail_for(order.state) {
        change.owe(kind, act.at);
    }
    if let Some(reason) = request.reason.as_ref().filter(|_| order.state == PurchaseState::Cancelled) {
        refund::give_back_the_rest(&mut change, &order, reason, act)?;
    }
    change.order = Some(order.clone());
    Ok((order, change))
}

/// The change that cancels a purchase which waits for its payment. Its payment page is to be closed before it is
/// written, or it could still be paid.
pub fn cancel_unpaid(before: Purchase, request: &TransitionRequest, act: &Act) -> Result<Change, Refused> {
    let checkout = unpaid_as_seen(&before, request.version)?;
    if !checkout.state.next_for_staff().contains(&request.to) {
        return Err(illegal(checkout.state, request).into());
    }
    evidence::check(None, request, act.at)?;
    let reason = request.reason.clone().ok_or_else(|| illegal(checkout.state, request))?;
    let mut change = Change::of(before);
    payment_end::cancel(&mut change, act.actor.clone(), WhyCancelled::Staff, reason, act.at)?;
    Ok(change)
}

fn illegal(from: PurchaseState, request: &TransitionRequest) -> IllegalTransition {
    IllegalTransition { from, to: request.to, wrong_actor: false }
}

/// The steps that lead there, each with its evidence; none if there are none, or evidence is missing.
fn steps(from: PurchaseState, request: &TransitionRequest, now: Timestamp) -> Option<Vec<Transition>> {
    let step = match request.to {
        PurchaseState::Processing => Transition::StartProcessing { details_verified: true },
        PurchaseState::Shipped => Transition::Ship(Parcel {
            carrier: request.carrier.clone()?,
            tracking_number: request.tracking_number.clone()?,
            tracking_url: request.tracking_url.clone(),
        }),
        PurchaseState::Delivered => Transition::Deliver(match request.delivered_at {
            Some(told) => DeliveryProof::DeliveredAt(arrived_at(told, now)),
            None => DeliveryProof::CustomerConfirmed,
        }),
        PurchaseState::Cancelled => Transition::Cancel { reason: request.reason.clone()? },
        PurchaseState::Cart | PurchaseState::PendingPayment | PurchaseState::PaymentConfirmed => return None,
    };
    let first = (from == PurchaseState::PaymentConfirmed && request.to == PurchaseState::Cancelled)
        .then_some(Transition::StartProcessing { details_verified: false });
    Some(first.into_iter().chain([step]).collect())
}

/// The step is taken now; only an arrival is told later than it happened.
fn reached_at(order: &OrderItem, step: &Transition, now: Timestamp) -> Timestamp {
    match step {
        Transition::Deliver(DeliveryProof::DeliveredAt(at)) => shipped_at(order).map_or(*at, |s| s.max(*at)),
        _ => now,
    }
}

const fn mail_for(state: PurchaseState) -> Option<MailKind> {
    match state {
        PurchaseState::Processing => Some(MailKind::Processing),
        PurchaseState::Shipped => Some(MailKind::Shipped),
        PurchaseState::Delivered => Some(MailKind::Delivered),
        PurchaseState::Cancelled => Some(MailKind::Cancelled),
        PurchaseState::Cart | PurchaseState::PendingPayment | PurchaseState::PaymentConfirmed => None,
    }
}
