//! How a purchase ends that was not paid: by its customer, by Stripe, by time.

use domain::audit::Event;
use domain::purchase::{Actor, IllegalTransition, Transition, apply};
use domain::settlement::{SessionStatus, WhyCancelled};
use domain::text::Text;
use http::StatusCode;
use jiff::Timestamp;

use crate::http::Problem;
use crate::payments::{Payments, PaymentsError};
use crate::store::items::CheckoutItem;
use crate::store::purchases::Change;

/// Adds to a change that the purchase is cancelled, because its session can no longer be paid.
pub fn cancel(
    change: &mut Change,
    actor: Actor,
    why: WhyCancelled,
    reason: Text<400>,
    now: Timestamp,
) -> Result<(), IllegalTransition> {
    let step = Transition::CancelPayment { reason };
    let state = apply(change.before.state(), &step, &actor)?;
    let checkout = change.checkout.take().unwrap_or_else(|| change.before.checkout.clone());
    change.checkout = Some(CheckoutItem { state, cancelled_because: Some(why), ..checkout });
    change.events.push(Event::transition(now, actor, &step));
    Ok(())
}

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
