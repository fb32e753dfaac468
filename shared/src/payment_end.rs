//! Closes the payment page of a purchase that is to be cancelled before it is paid.

use domain::purchase::settlement::SessionStatus;
use http::StatusCode;

use crate::http::Problem;
use crate::payments::{Payments, PaymentsError};

/// Closes a purchase's payment page, so that it can no longer be paid. If Stripe says that it is not open, its present
/// state decides: what is paid or may still be is not cancelled.
pub async fn close_page(payments: &dyn Payments, session_id: &str) -> Result<(), Problem> {
    match payments.expire_session(session_id).await {
        Ok(()) => Ok(()),
        Err(PaymentsError::Refused { .. }) => match payments.session(session_id).await?.now.status {
            SessionStatus::Expired | SessionStatus::BankRefused => Ok(()),
            SessionStatus::Paid(_) | SessionStatus::AwaitingBank => Err(already_paid()),
            SessionStatus::Open => Err(Problem::conflict()),
        },
        Err(error) => Err(error.into()),
    }
}

/// The payment is made or under way.
pub fn already_paid() -> Problem {
    let detail = "The purchase is paid or its payment is processing, so it can no longer be cancelled.";
    Problem::new(StatusCode::CONFLICT, "already_paid", detail)
}
