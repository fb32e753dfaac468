//! A payment with its refunds at the payment provider, and the amount that is left of it.

use super::{ProviderRefund, ProviderRefundStatus, Refund};
use crate::money::{Money, MoneyError};

/// A payment that was taken, with its refunds from any origin, as the provider describes it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderPayment {
    /// The id of the payment intent.
    pub payment_intent: String,
    /// The captured amount.
    pub captured: Money,
    /// Every refund that was made or tried.
    pub refunds: Vec<ProviderRefund>,
}

impl ProviderPayment {
    /// Returns the captured amount less every refund that has not failed: those that the provider reports, and those that
    /// only the shop knows.
    pub fn left(&self, known: &[Refund]) -> Result<Money, MoneyError> {
        let stands = |refund: &&ProviderRefund| !matches!(refund.status, ProviderRefundStatus::Failed(_));
        let reported = |known: &Refund| {
            self.refunds.iter().any(|refund| {
                known.stripe_refund_id.as_ref() == Some(&refund.id) || refund.refund_id == Some(known.id)
            })
        };
        let only_here = known.iter().filter(|known| {
            known.payment_intent == self.payment_intent && known.status.moves_money() && !reported(known)
        });
        let amounts = self.refunds.iter().filter(stands).map(|refund| refund.amount);
        amounts
            .chain(only_here.map(|refund| refund.amount))
            .try_fold(self.captured, Money::minus)
            .map(Money::at_least_zero)
    }
}
