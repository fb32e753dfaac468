//! An order whose payment was reversed is held: starting or shipping it needs an explicit override.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Order, Purchase, PurchaseState, Refused, TransitionRequest};
use crate::money::MoneyError;

/// Reason why an order should be neither made nor shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentHold {
    /// The whole payment was refunded, or is being refunded.
    Refunded,
    /// The customer's bank disputes the payment, or has taken it back.
    Disputed,
}

impl PaymentHold {
    /// Returns the word that is stored and transmitted.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refunded => "refunded",
            Self::Disputed => "disputed",
        }
    }
}

impl Purchase {
    /// Returns the reason why the order should be neither made nor shipped, if there is one. A refund counts from its
    /// request: the money is promised to the customer.
    pub fn payment_hold(&self, order: &Order) -> Result<Option<PaymentHold>, MoneyError> {
        if order.is_disputed() {
            return Ok(Some(PaymentHold::Disputed));
        }
        let nothing_left = order.refundable(&self.refunds)?.amount == 0;
        // An order of which nothing was due has nothing to refund either, and is not held.
        let paid = order.payment.payment_intent.is_some() && order.payment.captured.amount > 0;
        Ok((paid && nothing_left).then_some(PaymentHold::Refunded))
    }

    /// Returns the hold that a request overrides. A hold that it does not override is an error.
    pub(super) fn overridden_hold(
        &self,
        order: &Order,
        request: &TransitionRequest,
    ) -> Result<Option<PaymentHold>, Refused> {
        if !matches!(request.to, PurchaseState::Processing | PurchaseState::Shipped) {
            return Ok(None);
        }
        match self.payment_hold(order)? {
            Some(hold) if request.override_payment_hold != Some(true) => Err(Refused::PaymentHeld(hold)),
            hold => Ok(hold),
        }
    }
}
