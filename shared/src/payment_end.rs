//! How a purchase ends that was not paid: by its customer, by Stripe, by time.

use domain::audit::Event;
use domain::purchase::{Actor, IllegalTransition, Transition, apply};
use domain::text::Text;
use jiff::Timestamp;

use crate::store::items::CheckoutItem;
use crate::store::purchases::Change;

/// Adds to a change that the purchase is cancelled, because its session can no longer be paid.
pub fn cancel(
    change: &mut Change,
    actor: Actor,
    reason: &'static str,
    now: Timestamp,
) -> Result<(), IllegalTransition> {
    let step = Transition::CancelPayment { reason: Text::fixed(reason) };
    let state = apply(change.before.state(), &step, &actor)?;
    change.checkout = Some(CheckoutItem { state, ..change.before.checkout.clone() });
    change.events.push(Event::transition(now, actor, &step));
    Ok(())
}
