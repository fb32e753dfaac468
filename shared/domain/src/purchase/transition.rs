//! Transitions of an order by staff.

use deserr::Deserr;
use jiff::Timestamp;
use utoipa::ToSchema;

use super::evidence::{self, arrived_at};
use super::{
    Change, DeliveryProof, IllegalTransition, MailKind, Milestone, Order, Parcel, Purchase, PurchaseState,
    Refused, StaffAction, Transition, apply,
};
use crate::audit::Event;
use crate::fault::Faults;
use crate::text::Text;
use crate::time::Moment;

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
    /// For cancelled, optional: put the pieces that the order took back into stock. An order on which no work has begun
    /// always returns them.
    #[deserr(default)]
    pub restock: Option<bool>,
    /// For processing and shipped: proceed although the payment was refunded in full or is disputed.
    #[deserr(default)]
    pub override_payment_hold: Option<bool>,
}

impl TransitionRequest {
    /// Returns the request to cancel an order.
    pub(super) const fn cancelling(version: u64, reason: Text<400>) -> Self {
        Self {
            to: PurchaseState::Cancelled,
            version,
            details_verified: None,
            carrier: None,
            tracking_number: None,
            tracking_url: None,
            delivered_at: None,
            customer_confirmed: None,
            reason: Some(reason),
            restock: None,
            override_payment_hold: None,
        }
    }
}

impl Purchase {
    /// Moves an order to its next state, owes the mail about it, and requests the refund of the rest if it is
    /// cancelled. One that is cancelled before work began, or whose pieces staff put back, returns the stock that it took.
    pub fn transition(self, request: &TransitionRequest, action: &StaffAction) -> Result<Change, Refused> {
        let seen = self.order_as_seen(request.version)?;
        if !seen.state.next_for_staff().contains(&request.to) {
            return Err(illegal(seen.state, request).into());
        }
        evidence::check(seen.shipped_at(), request, action.at)?;
        let overridden = self.overridden_hold(seen, request)?;
        let restocks = seen.state == PurchaseState::PaymentConfirmed || request.restock == Some(true);
        let mut order = seen.clone();
        let steps = steps(order.state, request, action.at).ok_or_else(|| illegal(order.state, request))?;
        let mut change = Change::of(self);
        for step in steps {
            order.state = apply(order.state, &step, &action.actor)?;
            let at = reached_at(&order, &step, action.at);
            order.milestones.push(Milestone { state: order.state, at });
            let mut event = Event::transition(action.at, action.actor.clone(), &step);
            if let Some(hold) = overridden {
                event.evidence["payment_hold_overridden"] = hold.as_str().into();
            }
            change.events.push(event);
            if let Transition::Ship(parcel) = step {
                order.parcels.push(parcel);
            }
        }
        if let Some(kind) = mail_for(order.state) {
            change.owe(kind, action.at);
        }
        if let Some(reason) = request.reason.as_ref().filter(|_| order.state == PurchaseState::Cancelled) {
            change.refund_the_rest(&order, reason, action)?;
            if restocks {
                change.return_stock(&mut order);
            }
        }
        change.order = Some(order);
        Ok(change)
    }
}

impl Change {
    /// Returns the stock that the order took. The entry of the cancellation, the last one with a state, says so.
    fn return_stock(&mut self, order: &mut Order) {
        if order.stock.is_empty() {
            return;
        }
        self.stock_returned = std::mem::take(&mut order.stock);
        if let Some(cancelled) = self.events.iter_mut().rfind(|event| event.to.is_some()) {
            cancelled.evidence["restocked"] = true.into();
        }
    }
}

/// Returns the error for a transition that does not exist from a state.
pub(super) const fn illegal(from: PurchaseState, request: &TransitionRequest) -> IllegalTransition {
    IllegalTransition { from, to: request.to, wrong_actor: false }
}

/// Returns the steps that lead there, each with its evidence; none if no step leads there, or evidence is missing.
fn steps(from: PurchaseState, request: &TransitionRequest, now: Timestamp) -> Option<Vec<Transition>> {
    let step = match request.to {
        PurchaseState::Processing => Transition::StartProcessing { details_verified: true },
        PurchaseState::Shipped => Transition::Ship(Parcel {
            carrier: request.carrier.clone()?,
            tracking_number: request.tracking_number.clone()?,
            tracking_url: request.tracking_url.clone(),
            lines: Vec::new(),
        }),
        PurchaseState::Delivered => Transition::Deliver(match request.delivered_at {
            Some(reported) => DeliveryProof::DeliveredAt(arrived_at(reported, now)),
            None => DeliveryProof::CustomerConfirmed,
        }),
        PurchaseState::Cancelled => Transition::Cancel { reason: request.reason.clone()? },
        PurchaseState::Cart | PurchaseState::PendingPayment | PurchaseState::PaymentConfirmed => return None,
    };
    let first = (from == PurchaseState::PaymentConfirmed && request.to == PurchaseState::Cancelled)
        .then_some(Transition::StartProcessing { details_verified: false });
    Some(first.into_iter().chain([step]).collect())
}

/// Returns the time at which a step reached its state: now, except for an arrival, which is reported later.
fn reached_at(order: &Order, step: &Transition, now: Timestamp) -> Timestamp {
    match step {
        Transition::Deliver(DeliveryProof::DeliveredAt(at)) => order.shipped_at().map_or(*at, |s| s.max(*at)),
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
