//! Opens the payment page of a frozen cart at Stripe.

use jiff::Timestamp;
use shared::domain::fault::Faults;
use shared::domain::purchase::{Checkout, SessionRef};
use shared::http::{Problem, StatusCode};
use shared::payments::{OpenedSession, PaymentsError, SessionRequest};
use shared::telemetry::{self, Metric};

use crate::Deps;
use crate::begin::still_in_time;

/// Opens Stripe's payment page. Repeated calls return the same page.
pub(crate) async fn open_page(
    deps: &Deps,
    checkout: &Checkout,
    now: Timestamp,
) -> Result<SessionRef, Problem> {
    still_in_time(checkout, now)?;
    let (_, payments, storefront, _) = deps;
    let mut request = SessionRequest {
        order_id: checkout.id,
        attempt: 1,
        quote: checkout.quote.clone(),
        expires_at: checkout.closes_at,
        success_url: format!("{}/checkout/{}/done", storefront.0, checkout.id),
        cancel_url: format!("{}/checkout/{}/back", storefront.0, checkout.id),
        tax: checkout.tax,
    };
    let mut further = further_attempts(checkout.created_at, now);
    loop {
        let failed = match payments.open_session(&request).await {
            Ok(OpenedSession { id, url, expires_at }) => return Ok(SessionRef { id, url, expires_at }),
            Err(failed) => failed,
        };
        match further.next().filter(|_| matches!(failed, PaymentsError::FailedForKey(_))) {
            Some(attempt) => request.attempt = attempt,
            None => return Err(problem(failed, now)),
        }
    }
}

/// Returns the numbers of further attempts, each with its own idempotency key, because Stripe replays a saved 500 for a
/// key for a day: first the next number, then one that only this second has, so that the purchase is never stuck with
/// keys that have all failed before.
fn further_attempts(begun: Timestamp, now: Timestamp) -> impl Iterator<Item = u32> {
    let seconds = u32::try_from(now.duration_since(begun).as_secs()).unwrap_or(0);
    [2, seconds.saturating_add(3)].into_iter()
}

/// The problem for a page that was not opened. A refusal is about the purchase or the account, not an error of the shop:
/// the total may be outside of limits that only Stripe knows, and anything else is for a person to look at.
fn problem(error: PaymentsError, now: Timestamp) -> Problem {
    let code = match &error {
        PaymentsError::Unavailable(_) | PaymentsError::FailedForKey(_) => return error.into(),
        PaymentsError::Refused { code } => code.as_str(),
        PaymentsError::NotFound => "",
    };
    let mut faults = Faults::default();
    match code {
        "amount_too_small" => {
            faults.push("/items", "total_too_small", "The total is too small to be charged.");
        }
        "amount_too_large" => {
            faults.push("/items", "total_out_of_range", "The total is too large to be charged.");
        }
        _ => {
            telemetry::count(Metric::CheckoutRefused, now);
            let detail = "The payment provider does not accept this purchase. Nothing was charged.";
            return Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "checkout_refused", detail).because(error);
        }
    }
    Problem::from(faults).because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_by_stripe_is_never_an_internal_error() {
        let refused = |code: &str| PaymentsError::Refused { code: code.to_owned() };
        for (error, status, code) in [
            (refused("amount_too_small"), 422, "invalid_input"),
            (refused("amount_too_large"), 422, "invalid_input"),
            (refused("parameter_invalid_empty"), 422, "checkout_refused"),
            (PaymentsError::NotFound, 422, "checkout_refused"),
            (PaymentsError::Unavailable(String::new()), 503, "unavailable"),
            (PaymentsError::FailedForKey(String::new()), 503, "unavailable"),
        ] {
            let problem = problem(error, Timestamp::UNIX_EPOCH);
            assert_eq!((problem.status().as_u16(), problem.code()), (status, code));
        }
    }
}
