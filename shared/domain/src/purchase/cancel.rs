//! Cancels a purchase before it is paid: by its customer, by staff, by Stripe or by expiry.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::transition::illegal;
use super::{
    Actor, Change, Checkout, IllegalTransition, MailRecord, Purchase, Refused, StaffAction, Transition,
    TransitionRequest, apply, evidence,
};
use crate::audit::{Action, Event};
use crate::text::Text;

/// Reason why a purchase was cancelled before it became an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CancellationReason {
    /// The customer cancelled the purchase.
    Customer,
    /// Staff cancelled the purchase.
    Staff,
    /// The purchase was not paid in time.
    Expired,
    /// The bank refused the payment.
    PaymentFailed,
    /// The payment was returned.
    Returned,
}

impl Purchase {
    /// Cancels a purchase whose payment page can no longer be paid.
    pub fn cancel(
        self,
        reason: CancellationReason,
        detail: Text<400>,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Change, IllegalTransition> {
        let mut change = Change::of(self);
        change.cancel(reason, detail, actor, now)?;
        Ok(change)
    }

    /// Cancels, for staff, a purchase that waits for its payment. Its payment page must be closed before the change is
    /// written, or it could still be paid.
    pub fn cancel_unpaid(self, request: &TransitionRequest, action: &StaffAction) -> Result<Change, Refused> {
        let checkout = self.unpaid_as_seen(request.version)?;
        if !checkout.state.next_for_staff().contains(&request.to) {
            return Err(illegal(checkout.state, request).into());
        }
        evidence::check(None, request, action.at)?;
        let detail = request.reason.clone().ok_or_else(|| illegal(checkout.state, request))?;
        Ok(self.cancel(CancellationReason::Staff, detail, &action.actor, action.at)?)
    }
}

impl Purchase {
    /// Records the customer or staff who closed the payment page, if Stripe's event that it expired was recorded first.
    /// Nothing changes unless the purchase was cancelled by that event.
    pub fn claim_expiry(
        self,
        reason: CancellationReason,
        detail: &Text<400>,
        actor: &Actor,
        now: Timestamp,
    ) -> Option<Change> {
        if self.order.is_some() || self.checkout.cancelled_because != Some(CancellationReason::Expired) {
            return None;
        }
        let mut change = Change::of(self);
        let event = Event::note(now, actor.clone(), Action::CheckoutCancelled, json!({}));
        change.events.push(event.because(detail.to_string()));
        change.checkout =
            Some(Checkout { cancelled_because: Some(reason), ..change.before.checkout.clone() });
        Some(change)
    }
}

impl Change {
    /// Adds the cancellation of a purchase that is not paid. Without an order the shop has no use for the customer's data.
    pub(super) fn cancel(
        &mut self,
        reason: CancellationReason,
        detail: Text<400>,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<(), IllegalTransition> {
        let step = Transition::CancelPayment { reason: detail };
        let state = apply(self.before.state(), &step, actor)?;
        let checkout = self.checkout.take().unwrap_or_else(|| self.before.checkout.clone());
        let (confidential, customer_hash) = (None, None);
        let cancelled_because = Some(reason);
        self.checkout = Some(Checkout { state, cancelled_because, confidential, customer_hash, ..checkout });
        self.mails_ended = self.unsent_mails().map(MailRecord::dropped).collect();
        self.events.push(Event::transition(now, actor.clone(), &step));
        Ok(())
    }
}
