//! The record of a refund, beside its purchase. The refunds of an order never exceed the captured amount.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::RefundedLine;
use super::tax::TaxedAmount;
use crate::ids::RefundId;
use crate::money::{Money, MoneyError};

/// Status of a refund in its life cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    /// Requested; Stripe has not answered yet.
    Requested,
    /// Stripe accepted it and works on it.
    Pending,
    /// The money is on its way back.
    Succeeded,
    /// Stripe refused; it can be retried.
    Failed,
    /// Never made: refunds made in Stripe's dashboard left too little of the payment for it.
    Superseded,
    /// Failed at Stripe, and the customer got the money in another way, as staff recorded.
    PaidElsewhere,
}

impl RefundStatus {
    /// Returns true if the amount is refunded or is to be.
    pub const fn moves_money(self) -> bool {
        matches!(self, Self::Requested | Self::Pending) || self.is_paid()
    }

    /// Returns true if the customer has got the money.
    pub const fn is_paid(self) -> bool {
        matches!(self, Self::Succeeded | Self::PaidElsewhere)
    }
}

/// One refund of an order's payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Refund {
    /// Id of the refund.
    pub id: RefundId,
    /// Amount that is refunded.
    pub amount: Money,
    /// Items that the refund is for; empty if it is of an amount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<RefundedLine>,
    /// Share of the refund in each rate's net and tax; empty if the order has no tax breakdown, or the refund is of another
    /// payment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tax: Vec<TaxedAmount>,
    /// Reason given for the refund.
    pub reason: String,
    /// Status of the refund.
    pub status: RefundStatus,
    /// Number of the attempt, starting at 1; each has its own idempotency key at Stripe.
    pub attempt: u32,
    /// Payment intent that is refunded.
    pub payment_intent: String,
    /// Stripe id of the refund, once assigned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stripe_refund_id: Option<String>,
    /// Failure reason, as Stripe's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Time at which the refund was requested.
    #[schema(value_type = String, format = DateTime)]
    pub requested_at: Timestamp,
    /// Time at which the shop recorded the final result, success or failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub settled_at: Option<Timestamp>,
}

impl Refund {
    /// Returns a refund that is to be made, at its first attempt.
    pub fn requested(
        id: RefundId,
        amount: Money,
        reason: String,
        payment_intent: &str,
        requested_at: Timestamp,
    ) -> Self {
        Self {
            id,
            amount,
            lines: Vec::new(),
            tax: Vec::new(),
            reason,
            status: RefundStatus::Requested,
            attempt: 1,
            payment_intent: payment_intent.to_owned(),
            stripe_refund_id: None,
            failure: None,
            requested_at,
            settled_at: None,
        }
    }

    /// Returns the refund with the status that the payment provider reports now.
    #[must_use]
    pub fn seen(self, status: RefundStatus, failure: Option<String>, now: Timestamp) -> Self {
        let ended = !matches!(status, RefundStatus::Requested | RefundStatus::Pending);
        // The time of a known status does not change.
        let settled_at = if status == self.status { self.settled_at } else { ended.then_some(now) };
        Self { status, failure, settled_at, ..self }
    }

    /// Returns the idempotency key of the present attempt. Stripe replays a saved error for a key, so each attempt has its
    /// own.
    pub fn idempotency_key(&self) -> String {
        format!("{}-{}", self.id, self.attempt)
    }
}

/// Returns the amount that can still be refunded: the captured amount less every refund that moves money.
pub(super) fn refundable<'a>(
    captured: Money,
    refunds: impl IntoIterator<Item = &'a Refund>,
) -> Result<Money, MoneyError> {
    refunds
        .into_iter()
        .filter(|refund| refund.status.moves_money())
        .try_fold(captured, |left, refund| left.minus(refund.amount))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;

    fn refund(amount: i64, status: RefundStatus) -> Refund {
        Refund {
            id: RefundId::from_uuid(uuid::Uuid::nil()),
            amount: Money::new(amount, Currency::EUR),
            lines: Vec::new(),
            tax: Vec::new(),
            reason: "test".into(),
            status,
            attempt: 1,
            payment_intent: "pi_1".into(),
            stripe_refund_id: None,
            failure: None,
            requested_at: Timestamp::UNIX_EPOCH,
            settled_at: None,
        }
    }

    proptest! {
        #[test]
        fn failed_refunds_count_for_nothing_and_all_others_in_full(amounts in proptest::collection::vec((1_i64..10_000, any::<bool>()), 0..6)) {
            let refunds: Vec<_> = amounts.iter().map(|(amount, failed)| refund(*amount, if *failed { RefundStatus::Failed } else { RefundStatus::Requested })).collect();
            let taken: i64 = amounts.iter().filter(|(_, failed)| !failed).map(|(amount, _)| amount).sum();
            let left = refundable(Money::new(100_000, Currency::EUR), &refunds).unwrap();
            prop_assert_eq!(left.amount, 100_000 - taken);
        }
    }
}
