//! Refunds of line items: the items that can still be refunded, and their amounts.

use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Order, Refund};
use crate::fault::Faults;
use crate::money::{Money, MoneyError};

/// Items of a line to refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct RefundLine {
    /// Position of the line item in the order, starting at 0.
    pub line: usize,
    /// Number of items to refund.
    #[schema(minimum = 1)]
    pub quantity: u32,
}

/// Items of a line that a refund is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefundedLine {
    /// Position of the line item in the order, starting at 0.
    pub line: usize,
    /// Number of items refunded.
    pub quantity: u32,
    /// Name of the product, as in the order.
    pub product_name: String,
}

/// Items of a line that no refund is for yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct RefundableLine {
    /// Number of items.
    pub quantity: u32,
    /// Amount of one item: its price and its share of the tax that Stripe added, rounded down.
    pub each: Money,
}

impl Order {
    /// Returns, for each line item, the items that no refund is for. A refund that failed or was superseded does not count.
    pub fn refundable_lines(&self, refunds: &[Refund]) -> Result<Vec<RefundableLine>, MoneyError> {
        let counted = refunds.iter().filter(|refund| refund.status.moves_money());
        let refunded: Vec<&RefundedLine> = counted.flat_map(|refund| &refund.lines).collect();
        let lines = self.quote.lines.iter().enumerate().map(|(place, line)| {
            let of_line = refunded.iter().filter(|refunded| refunded.line == place);
            let taken = of_line.fold(0_u32, |sum, refunded| sum.saturating_add(refunded.quantity));
            let each = line.unit_price.plus(self.tax_on(line.unit_price)?)?;
            Ok(RefundableLine { quantity: line.quantity.saturating_sub(taken), each })
        });
        lines.collect()
    }

    /// Returns the amount and the record of the requested items, and adds every fault in them.
    pub(super) fn refund_of(
        &self,
        requested: &[RefundLine],
        refunds: &[Refund],
        faults: &mut Faults,
    ) -> Result<(Money, Vec<RefundedLine>), MoneyError> {
        if requested.is_empty() {
            faults.push("/lines", "wrong_length", "Must have at least one line.");
        }
        let refundable = self.refundable_lines(refunds)?;
        let (mut amount, mut lines) = (Money::zero(self.payment.captured.currency), Vec::new());
        for (place, RefundLine { line, quantity }) in requested.iter().enumerate() {
            let (Some(left), Some(item)) = (refundable.get(*line), self.quote.lines.get(*line)) else {
                faults.push(format!("/lines/{place}/line"), "unknown_line", "The order has no such line.");
                continue;
            };
            if requested[..place].iter().any(|earlier| earlier.line == *line) {
                faults.push(format!("/lines/{place}/line"), "duplicate_line", "The line is named twice.");
            }
            if !(1..=left.quantity).contains(quantity) {
                let detail =
                    format!("Must be between 1 and {} items that are not refunded yet.", left.quantity);
                faults.push(format!("/lines/{place}/quantity"), "quantity_out_of_range", detail);
                continue;
            }
            amount = amount.plus(left.each.times(*quantity)?)?;
            let product_name = item.product_name.clone();
            lines.push(RefundedLine { line: *line, quantity: *quantity, product_name });
        }
        Ok((amount, lines))
    }

    /// Returns the share of the added tax that belongs to a part of the total, rounded down.
    fn tax_on(&self, part: Money) -> Result<Money, MoneyError> {
        let (tax, total) = (self.payment.tax_added, self.quote.total.amount);
        let share = i128::from(tax.amount) * i128::from(part.amount) / i128::from(total.max(1));
        let amount = i64::try_from(share).map_err(|_| MoneyError::Overflow)?;
        Ok(Money { amount, ..tax })
    }
}
