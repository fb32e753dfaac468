//! The totals of a session.

use crate::model::{Line, Session};

/// The only tax rate, in per cent; used when automatic tax is on.
pub(crate) const TAX_PERCENT: i64 = 20;

/// The totals of a session, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) subtotal: i64,
    pub(crate) shipping: i64,
    pub(crate) shipping_tax: i64,
    /// Includes the tax if it is exclusive.
    pub(crate) shipping_total: i64,
    pub(crate) tax: i64,
    pub(crate) total: i64,
}

impl Session {
    /// Computes the current totals; tax is known once the customer's address is. Saturates, because amounts
    /// that Stripe would not accept were refused when the session was created.
    pub(crate) fn totals(&self) -> Totals {
        let sum = |amounts: &mut dyn Iterator<Item = i64>| amounts.fold(0, i64::saturating_add);
        let subtotal = sum(&mut self.lines.iter().map(Line::subtotal));
        let offer = self.offers.get(self.chosen);
        let shipping = offer.map_or(0, |offer| offer.amount);
        let shipping_exclusive = offer.is_some_and(|offer| offer.tax_exclusive);
        let shipping_tax = self.tax(shipping, shipping_exclusive);
        let tax = sum(&mut self.lines.iter().map(|line| self.line_tax(line))).saturating_add(shipping_tax);
        let exclusive = self.lines.iter().filter(|line| line.tax_exclusive);
        let shipping_added = if shipping_exclusive { shipping_tax } else { 0 };
        let lines_added = sum(&mut exclusive.map(|line| self.line_tax(line)));
        let total = sum(&mut [subtotal, shipping, shipping_added, lines_added].into_iter());
        Totals {
            subtotal,
            shipping,
            shipping_tax,
            shipping_total: shipping.saturating_add(shipping_added),
            tax,
            total: self.tampered_total.unwrap_or(total),
        }
    }

    /// The tax of one line, included in or added to its price.
    pub(crate) fn line_tax(&self, line: &Line) -> i64 {
        self.tax(line.subtotal(), line.tax_exclusive)
    }

    fn tax(&self, amount: i64, exclusive: bool) -> i64 {
        match (self.taxed(), exclusive) {
            (false, _) => 0,
            (true, true) => amount.saturating_mul(TAX_PERCENT).saturating_add(50) / 100,
            (true, false) => included(amount),
        }
    }

    /// True once tax is computed: with automatic tax, as soon as the address is known.
    pub(crate) fn taxed(&self) -> bool {
        self.automatic_tax && self.customer.is_some()
    }
}

impl Line {
    pub(crate) fn subtotal(&self) -> i64 {
        self.unit_amount.saturating_mul(self.quantity)
    }
}

/// The tax contained in a tax-inclusive amount, rounded half up.
fn included(amount: i64) -> i64 {
    let whole = 100 + TAX_PERCENT;
    amount.saturating_mul(TAX_PERCENT).saturating_add(whole / 2) / whole
}
