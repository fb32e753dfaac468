//! A customer cancels their order before work on it begins.

use jiff::Timestamp;

use super::{Actor, Change, Purchase, PurchaseState, Refused, StaffAction, TransitionRequest};
use crate::ids::RefundId;
use crate::text::Text;

impl Purchase {
    /// Cancels an order for its customer, exactly as staff would: in one change with the refund of the payment and the
    /// return of the stock. Nothing changes if it is cancelled already; once work has begun, only staff can cancel it.
    pub fn cancel_order(self, refund_id: RefundId, now: Timestamp) -> Result<Option<Change>, Refused> {
        let Some(order) = self.order.as_ref().filter(|order| order.can_be_cancelled_by_customer()) else {
            return match self.state() {
                PurchaseState::Cancelled => Ok(None),
                state => Err(Refused::WrongState(state)),
            };
        };
        let reason = Text::fixed("cancelled by the customer");
        let request = TransitionRequest::cancelling(order.version, reason);
        let action = StaffAction { actor: Actor::Customer, at: now, refund_id };
        self.transition(&request, &action).map(Some)
    }
}
