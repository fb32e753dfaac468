//! The tax share of refunds.

use super::apportion::apportion;
use super::{TaxBreakdown, TaxedAmount};
use crate::money::Money;
use crate::purchase::{Order, Refund, RefundStatus};

impl TaxBreakdown {
    /// Returns the share of a refund in each rate's net and tax, in proportion to what earlier refunds left of them. So the
    /// shares add up to the refund, never exceed the rate's amounts together, and equal them once everything is refunded.
    /// None if it is of more than is left.
    pub fn share(&self, amount: Money, earlier: &[TaxedAmount]) -> Option<Vec<TaxedAmount>> {
        let mut left = self.per_rate().ok()?;
        for refunded in earlier {
            if let Some(rate) = left.iter_mut().find(|rate| rate.rate == refunded.rate) {
                *rate = rate.minus(refunded).ok()?;
            }
        }
        // Tax first: a half unit is rounded up to the tax.
        let weights: Vec<i64> = left.iter().flat_map(|rate| [rate.tax.amount, rate.net.amount]).collect();
        let mut parts =
            apportion(amount.amount, &weights)?.into_iter().map(|part| Money { amount: part, ..amount });
        let mut shares = Vec::new();
        for TaxedAmount { rate, .. } in left {
            let (tax, net) = (parts.next()?, parts.next()?);
            shares.push(TaxedAmount { rate, net, tax });
        }
        shares.retain(|share| !share.is_zero());
        Some(shares)
    }
}

impl Order {
    /// Returns the tax share of one of its refunds, beside the others: none if the order has no breakdown, the refund is of
    /// another payment, or it is of more than is left, which Stripe refuses.
    pub(in crate::purchase) fn tax_share(&self, refund: &Refund, others: &[&Refund]) -> Vec<TaxedAmount> {
        let Some(tax) = self.tax.as_ref().filter(|_| self.is_paid_by(&refund.payment_intent)) else {
            return Vec::new();
        };
        // A refund that Stripe has made is ahead of one that is only requested, and that may have to be limited.
        let is_ahead = |other: &&&Refund| {
            let before = other.status != RefundStatus::Requested || refund.status == RefundStatus::Requested;
            before && other.status.moves_money() && self.is_paid_by(&other.payment_intent)
        };
        let counted = others.iter().filter(is_ahead);
        let earlier: Vec<TaxedAmount> = counted.flat_map(|other| &other.tax).copied().collect();
        tax.share(refund.amount, &earlier).unwrap_or_default()
    }
}
