//! What a session comes to.

use crate::model::{Line, Session};

/// The one tax rate that the pretence knows, in per cent, used when automatic tax is on.
pub(crate) const TAX_PERCENT: i64 = 20;

/// The sums of a session, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) subtotal: i64,
    pub(crate) shipping: i64,
    pub(crate) shipping_tax: i64,
    pub(crate) tax: i64,
    pub(crate) total: i64,
}

impl Session {
    /// The sums as they stand; tax is known once the customer's address is. Saturates: amounts that Stripe would
    /// not take were refused when the session was made.
    pub(crate) fn totals(&self) -> Totals {
        let subtotal = self.lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.subtotal()));
        let shipping = self.offers.get(self.chosen).map_or(0, |offer| offer.amount);
        let shipping_tax = if self.taxed() { included(shipping) } else { 0 };
        let tax = self.lines.iter().map(|line| self.line_tax(line)).fold(shipping_tax, i64::saturating_add);
        let added = self
            .lines
            .iter()
            .filter(|line| line.tax_exclusive)
            .map(|line| self.line_tax(line))
            .fold(0, i64::saturating_add);
        let sum = subtotal.saturating_add(shipping).saturating_add(added);
        Totals { subtotal, shipping, shipping_tax, tax, total: self.tampered_total.unwrap_or(sum) }
    }

    /// The tax in, or on top of, one line.
    pub(crate) fn line_tax(&self, line: &Line) -> i64 {
        match (self.taxed(), line.tax_exclusive) {
            (false, _) => 0,
            (true, true) => line.subtotal().saturating_mul(TAX_PERCENT).saturating_add(50) / 100,
            (true, false) => included(line.subtotal()),
        }
    }

    fn taxed(&self) -> bool {
        self.automatic_tax && self.customer.is_some()
    }
}

impl Line {
    pub(crate) fn subtotal(&self) -> i64 {
        self.unit_amount.saturating_mul(self.quantity)
    }
}

/// The tax inside an amount that includes it, rounded half up.
fn included(amount: i64) -> i64 {
    let whole = 100 + TAX_PERCENT;
    amount.saturating_mul(TAX_PERCENT).saturating_add(whole / 2) / whole
}
