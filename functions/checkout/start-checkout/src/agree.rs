//! Compares the fresh quote with the total and the ship-by date that the customer agreed to.

use shared::domain::checkout::quote::Quote;
use shared::domain::fault::Faults;
use shared::http::{Problem, StatusCode};

use crate::request::CheckoutRequest;

/// Refuses a quote that is worse than the customer agreed to: a higher total, or a later ship-by date. A lower total is
/// charged, and an earlier date is promised.
pub(crate) fn agree(priced: &Quote, body: &CheckoutRequest) -> Result<(), Problem> {
    let expected = body.expected_total;
    if expected.currency != priced.total.currency {
        let mut faults = Faults::default();
        let detail = format!("Prices must be in {}.", priced.total.currency);
        faults.push("/expected_total/currency", "wrong_currency", detail);
        return Err(faults.into());
    }
    if priced.total.amount > expected.amount {
        let detail = format!("The total has increased to {}. Nothing was charged.", priced.total);
        return Err(Problem::new(StatusCode::CONFLICT, "price_increased", detail).with("quote", priced));
    }
    if body.expected_ship_by.is_some_and(|expected| priced.ship_by > expected.0) {
        let detail = format!("The order would now ship by {}. Nothing was charged.", priced.ship_by);
        return Err(Problem::new(StatusCode::CONFLICT, "ship_by_later", detail).with("quote", priced));
    }
    Ok(())
}
