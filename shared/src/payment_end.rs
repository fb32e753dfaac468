//! Closes the payment page of a purchase that is to be cancelled before it is paid.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use domain::purchase::settlement::SessionStatus;
use domain::purchase::{Actor, CancellationReason, Change, Purchase, PurchaseState};
use domain::text::Text;
use http::StatusCode;
use jiff::Timestamp;

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

/// Closes the payment page of a purchase and cancels it for its customer. None if it is cancelled already. If this request
/// closed the page and Stripe's event about that was faster, adds that the customer did it.
pub async fn cancel_for_customer(
    payments: &dyn Payments,
    purchase: Purchase,
    detail: &'static str,
    page_closed: &AtomicBool,
    now: Timestamp,
) -> Result<Option<Change>, Problem> {
    let (reason, detail) = (CancellationReason::Customer, Text::fixed(detail));
    match (purchase.state(), &purchase.checkout.session) {
        (PurchaseState::Cancelled, _) if page_closed.load(Relaxed) => {
            Ok(purchase.claim_expiry(reason, &detail, &Actor::Customer, now))
        }
        (PurchaseState::Cancelled, _) => Ok(None),
        (PurchaseState::PendingPayment, Some(session)) => {
            close_page(payments, &session.id).await?;
            page_closed.store(true, Relaxed);
            Ok(Some(purchase.cancel(reason, detail, &Actor::Customer, now)?))
        }
        (PurchaseState::Cart | PurchaseState::PendingPayment, _) => Err(Problem::not_found()),
        _ => Err(already_paid()),
    }
}

/// The payment is made or under way.
pub fn already_paid() -> Problem {
    let detail = "The purchase is paid, or its payment is processing.";
    Problem::new(StatusCode::CONFLICT, "already_paid", detail)
}
