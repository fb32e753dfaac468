//! The taxes of line items and of shipping.

use serde_json::{Value, json};

use crate::model::Session;
use crate::state::StripeState;
use crate::totals::TAX_PERCENT;

/// The taxes of a line item of any session.
pub(crate) fn of_line(state: &StripeState, id: &str) -> Option<Value> {
    let mut sessions = state.sessions.newest_first();
    let found = sessions.find_map(|session| {
        let line = session.lines.iter().find(|line| line.id == id)?;
        Some((session, line))
    });
    found.map(|(session, line)| {
        let tax = session.line_tax(line);
        taxes(session, line.tax_exclusive, line.subtotal(), tax)
    })
}

/// The taxes of the chosen shipping option.
pub(crate) fn of_shipping(session: &Session) -> Value {
    let exclusive = session.offers.get(session.chosen).is_some_and(|offer| offer.tax_exclusive);
    let totals = session.totals();
    taxes(session, exclusive, totals.shipping, totals.shipping_tax)
}

/// The only tax; none until it is computed.
fn taxes(session: &Session, exclusive: bool, subtotal: i64, tax: i64) -> Value {
    if !session.taxed() {
        return json!([]);
    }
    let taxable = if exclusive { subtotal } else { subtotal.saturating_sub(tax) };
    json!([{
        "amount": tax,
        "rate": rate(session, !exclusive),
        "taxability_reason": "standard_rated",
        "taxable_amount": taxable,
    }])
}

fn rate(session: &Session, inclusive: bool) -> Value {
    let country = session.customer.as_ref().and_then(|customer| customer.address.country.clone());
    let kind = if inclusive { "inclusive" } else { "exclusive" };
    json!({
        "id": format!("txr_pretend_{kind}"),
        "object": "tax_rate",
        "active": false,
        "country": country,
        "created": session.created,
        "description": null,
        "display_name": "VAT",
        "effective_percentage": TAX_PERCENT,
        "flat_amount": null,
        "inclusive": inclusive,
        "jurisdiction": country,
        "jurisdiction_level": "country",
        "livemode": false,
        "metadata": {},
        "percentage": TAX_PERCENT,
        "rate_type": "percentage",
        "state": null,
        "tax_type": "vat",
    })
}
