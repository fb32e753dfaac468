//! Money goes back.

use deserr::Deserr;
use domain::audit::{Action, Event};
use domain::fault::{Broken, Fault, Faults};
use domain::ids::RefundId;
use domain::money::{Currency, Money, MoneyError};
use domain::refund::{self, Refund, RefundStatus};
use domain::text::Text;
use serde_json::json;
use utoipa::ToSchema;

use super::{Act, Refused, order_as_seen, unpaid_as_seen};
use crate::store::items::{Dispute, OrderItem, RefundItem};
use crate::store::purchases::{Change, Purchase};

/// Stripe's word for a dispute that took the money for good.
const LOST: &str = "lost";

/// A refund request: a new refund with its reason, or the retry of a failed one.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct NewRefund {
    /// Amount to refund. Defaults to the remaining refundable amount.
    #[deserr(default)]
    pub amount: Option<Money>,
    /// Reason of the refund; required unless it is a retry.
    #[deserr(default)]
    pub reason: Option<Text<400>>,
    /// Id of the failed refund to retry with its original amount and reason.
    #[deserr(default)]
    pub retry_of: Option<RefundId>,
    /// Version of the order that the caller loaded.
    pub version: u64,
}

/// What can still be given back of the order's payment. Nothing was taken without one, and a lost dispute took it back
/// already. Another payment that went back, because the customer paid twice, is no part of it.
pub fn refundable(order: &OrderItem, refunds: &[RefundItem]) -> Result<Money, MoneyError> {
    let captured = order.payment.captured;
    let of_order = |dispute: &&Dispute| order.is_paid_by(&dispute.payment_intent);
    let lost = order.disputes.iter().filter(of_order).any(|dispute| dispute.status == LOST);
    match &order.payment.payment_intent {
        Some(_) if !lost => {
            let of_it =
                refunds.iter().map(|item| &item.refund).filter(|r| order.is_paid_by(&r.payment_intent));
            refund::refundable(captured, of_it).map(Money::at_least_zero)
        }
        _ => Ok(Money::zero(captured.currency)),
    }
}

/// The refund as it will be, and the change that makes it so.
pub fn refund(before: Purchase, request: &NewRefund, act: &Act) -> Result<(Refund, Change), Refused> {
    let (refund, event) = if before.order.is_some() {
        let order = order_as_seen(&before, request.version)?;
        let left = refundable(order, &before.refunds)?;
        match request.retry_of {
            Some(id) if is_of_another_payment(order, &before.refunds, id) => {
                returned(&before.refunds, request, act)?
            }
            Some(id) => retried(&before.refunds, id, request, left, act)?,
            None => asked(order, request, left, act)?,
        }
    } else {
        unpaid_as_seen(&before, request.version)?;
        returned(&before.refunds, request, act)?
    };
    let mut change = Change::of(before);
    change.refund(refund.clone(), event);
    Ok((refund, change))
}

/// Adds to a change that all that can still be given back is given back.
pub(super) fn give_back_the_rest(
    change: &mut Change,
    order: &OrderItem,
    reason: &Text<400>,
    act: &Act,
) -> Result<(), Refused> {
    let left = refundable(order, &change.before.refunds)?;
    if let Some((refund, event)) = requested(order, left, reason, act) {
        change.refund(refund, event);
    }
    Ok(())
}

fn asked(order: &OrderItem, request: &NewRefund, left: Money, act: &Act) -> Result<(Refund, Event), Faults> {
    let mut faults = Faults::default();
    let amount = request.amount.unwrap_or(left);
    if request.amount.is_some_and(|amount| amount.amount <= 0) {
        faults.push("/amount/amount", "out_of_range", "Must be at least 1 minor unit.");
    }
    if amount.currency != left.currency {
        let detail = format!("The currency must be {}, in which the order was paid.", left.currency);
        faults.push("/amount/currency", "wrong_currency", detail);
    } else if amount.amount > left.amount || left.amount == 0 {
        faults.0.push(above_refundable("/amount", left));
    }
    let Some(reason) = &request.reason else {
        faults.push("/reason", "missing_field", "`reason` is required.");
        return Err(faults);
    };
    faults.into_result()?;
    requested(order, amount, reason, act).ok_or_else(|| above_refundable("/amount", left).into())
}

/// A new refund, if there is anything to give back.
fn requested(order: &OrderItem, amount: Money, reason: &Text<400>, act: &Act) -> Option<(Refund, Event)> {
    let payment_intent = order.payment.payment_intent.clone().filter(|_| amount.amount > 0)?;
    let refund = Refund {
        id: act.refund_id,
        amount,
        reason: reason.to_string(),
        status: RefundStatus::Requested,
        attempt: 1,
        payment_intent,
        stripe_refund_id: None,
        failure: None,
        requested_at: act.at,
        settled_at: None,
    };
    let event = event(Action::RefundRequested, &refund, act);
    Some((refund, event))
}

fn is_of_another_payment(order: &OrderItem, refunds: &[RefundItem], id: RefundId) -> bool {
    let asked = refunds.iter().map(|item| &item.refund).find(|refund| refund.id == id);
    asked.is_some_and(|refund| Some(&refund.payment_intent) != order.payment.payment_intent.as_ref())
}

/// Another attempt to give back a payment that became no order: it goes back as a whole, so nothing else is possible.
fn returned(refunds: &[RefundItem], request: &NewRefund, act: &Act) -> Result<(Refund, Event), Refused> {
    let Some(id) = request.retry_of else {
        let detail = "The purchase did not become an order, so only a failed refund can be retried; name it \
            in `retry_of`.";
        return Err(Faults::from(Broken::new("missing_field", detail).at("/retry_of")).into());
    };
    let failed = refunds.iter().map(|item| &item.refund).find(|refund| refund.id == id);
    let left = failed.map_or(Ok(Money::zero(Currency::EUR)), |failed| {
        let payment = |other: &&Refund| other.payment_intent == failed.payment_intent;
        refund::refundable(failed.amount, refunds.iter().map(|item| &item.refund).filter(payment))
    })?;
    retried(refunds, id, request, left.at_least_zero(), act)
}

fn retried(
    refunds: &[RefundItem],
    id: RefundId,
    request: &NewRefund,
    left: Money,
    act: &Act,
) -> Result<(Refund, Event), Refused> {
    let mut faults = Faults::default();
    for (pointer, sent) in [("/amount", request.amount.is_some()), ("/reason", request.reason.is_some())] {
        if sent {
            faults.push(
                pointer,
                "not_combinable",
                "Must be omitted when a refund is retried; the original amount and reason apply.",
            );
        }
    }
    let Some(failed) = refunds.iter().map(|item| &item.refund).find(|refund| refund.id == id) else {
        faults.push("/retry_of", "unknown_refund", "The order does not have this refund.");
        return Err(faults.into());
    };
    faults.into_result()?;
    if failed.status != RefundStatus::Failed {
        return Err(Refused::NotFailed(failed.status));
    }
    if failed.amount.currency != left.currency || failed.amount.amount > left.amount {
        return Err(Faults::from(above_refundable("/retry_of", left)).into());
    }
    let refund = Refund {
        status: RefundStatus::Requested,
        attempt: failed.attempt.saturating_add(1),
        stripe_refund_id: None,
        failure: None,
        requested_at: act.at,
        settled_at: None,
        ..failed.clone()
    };
    let event = event(Action::RefundRetried, &refund, act);
    Ok((refund, event))
}

fn above_refundable(pointer: &str, left: Money) -> Fault {
    Broken::new("above_refundable", format!("Must not exceed the refundable amount of {left}.")).at(pointer)
}

fn event(action: Action, refund: &Refund, act: &Act) -> Event {
    let evidence = json!({"refund_id": refund.id, "amount": refund.amount, "attempt": refund.attempt});
    Event::note(act.at, act.actor.clone(), action, evidence).because(refund.reason.clone())
}
