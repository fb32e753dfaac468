//! Columns and cells of an exported order.

use jiff::Timestamp;
use shared::api::sheet::SheetLanguage;
use shared::domain::checkout::quote::QuoteLine;
use shared::domain::money::{Money, MoneyError};
use shared::domain::purchase::{Order, PurchaseState};

/// The columns, in order. Amounts are decimals of the order's currency; subtotal, shipping and tax add up to the total, and
/// so do the totals of net and tax.
pub(crate) const COLUMNS: [&str; 23] = [
    "number",
    "id",
    "state",
    "confirmed_at",
    "processing_at",
    "shipped_at",
    "delivered_at",
    "cancelled_at",
    "ship_by",
    "country",
    "item_count",
    "items",
    "subtotal",
    "shipping",
    "tax",
    "total",
    "tax_mode",
    "net_total",
    "tax_total",
    "tax_rates",
    "refunded",
    "disputed",
    "currency",
];

pub(crate) fn cells(order: &Order, language: SheetLanguage) -> Result<[String; COLUMNS.len()], MoneyError> {
    use PurchaseState::{Cancelled, Delivered, Processing, Shipped};
    let reached = |state| reached_at(order, state).map_or_else(String::new, |at| at.to_string());
    let captured = order.payment.captured;
    let refunded = order.refunded.unwrap_or_else(|| Money::zero(captured.currency));
    let [mode, net, tax, rates] = taxed(order, language)?;
    Ok([
        order.number.to_string(),
        order.id.to_string(),
        order.state.to_string(),
        order.created_at.to_string(),
        reached(Processing),
        reached(Shipped),
        reached(Delivered),
        reached(Cancelled),
        order.ship_by.to_string(),
        order.quote.country.clone(),
        order.quote.pieces().to_string(),
        items(&order.quote.lines),
        language.decimal(order.quote.subtotal),
        language.decimal(order.quote.shipping.price),
        language.decimal(order.payment.tax_added),
        language.decimal(captured),
        mode,
        net,
        tax,
        rates,
        language.decimal(refunded),
        order.is_disputed().to_string(),
        captured.currency.to_string(),
    ])
}

/// The mode, the totals of net and tax, and the net and tax of each rate, such as `19 %: 36.05 + 6.85`. Empty for orders
/// without a breakdown.
fn taxed(order: &Order, language: SheetLanguage) -> Result<[String; 4], MoneyError> {
    let Some(breakdown) = &order.tax else { return Ok(<[String; 4]>::default()) };
    let rates = breakdown.per_rate()?;
    let currency = order.payment.captured.currency;
    let net = Money::sum(currency, rates.iter().map(|of| of.net))?;
    let tax = Money::sum(currency, rates.iter().map(|of| of.tax))?;
    let written = rates.iter().filter_map(|of| {
        let (net, tax) = (language.decimal(of.net), language.decimal(of.tax));
        Some(format!("{}: {net} + {tax}", of.rate?))
    });
    let rates = written.collect::<Vec<_>>().join("; ");
    Ok([breakdown.mode.name().to_owned(), language.decimal(net), language.decimal(tax), rates])
}

fn reached_at(order: &Order, state: PurchaseState) -> Option<Timestamp> {
    order.milestones.iter().find(|milestone| milestone.state == state).map(|milestone| milestone.at)
}

/// Formats line items, for example as `2 × Dragon (Small, PLA, Red); 1 × Vase`.
fn items(lines: &[QuoteLine]) -> String {
    let item = |line: &QuoteLine| {
        let chosen: Vec<&str> = line.configuration.iter().map(|choice| choice.value.as_str()).collect();
        let chosen = if chosen.is_empty() { String::new() } else { format!(" ({})", chosen.join(", ")) };
        format!("{} × {}{chosen}", line.quantity, line.product_name)
    };
    lines.iter().map(item).collect::<Vec<_>>().join("; ")
}

/// Characters that may start a formula in a spreadsheet (<https://owasp.org/www-community/attacks/CSV_Injection>).
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Puts an apostrophe before a text that a spreadsheet would take for a formula, with or without leading spaces.
pub(crate) fn inert(cell: String) -> String {
    let begins = cell.starts_with(FORMULA) || cell.trim_start().starts_with(FORMULA);
    if begins { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_be_a_formula_is_text() {
        for formula in ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\u{a0}=1"] {
            assert_eq!(inert(formula.to_owned()), format!("'{formula}"));
        }
        for harmless in ["", "2 × Dragon", "3DT-7K2M9QXA", "42.90", "a=b", "'=1"] {
            assert_eq!(inert(harmless.to_owned()), harmless);
        }
    }

    proptest! {
        #[test]
        fn no_cell_begins_like_a_formula_and_none_loses_anything(cell in "[ =+@\\-\t\r\n\"',;a-z＝]{0,12}") {
            let written = inert(cell.clone());
            prop_assert!(!written.trim_start().starts_with(FORMULA));
            prop_assert_eq!(written.strip_prefix('\'').filter(|_| written != cell).unwrap_or(&written), &cell);
        }
    }
}
