//! Staff request a refund, and the outcome at Stripe is recorded.

use deserr::Deserr;
use jiff::Timestamp;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    Actor, Change, Order, ProviderRefund, Purchase, Refund, RefundLine, RefundStatus, RefundedLine, Refused,
    StaffAction,
};
use crate::at_most::AtMost;
use crate::audit::{Action, Event};
use crate::checkout::quote::MAX_LINES;
use crate::fault::{Broken, Fault, Faults};
use crate::ids::RefundId;
use crate::money::Money;
use crate::text::Text;

/// A refund request: a new refund with its reason, the retry of a failed one, or the record that the money of a failed one
/// was returned in another way.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct NewRefund {
    /// Amount to refund. Defaults to that of `lines`, or to the remaining refundable amount.
    #[deserr(default)]
    pub amount: Option<Money>,
    /// Items to refund, at their price and their share of added tax. Cannot be combined with `amount`.
    #[deserr(default, from(Option<AtMost<RefundLine, MAX_LINES>>) = AtMost::optional)]
    #[schema(min_items = 1, max_items = 50)]
    pub lines: Option<Vec<RefundLine>>,
    /// Reason of the refund, or the way in which the money was returned; required unless it is a retry.
    #[deserr(default)]
    pub reason: Option<Text<400>>,
    /// Id of the failed refund to retry with its original amount and reason.
    #[deserr(default)]
    pub retry_of: Option<RefundId>,
    /// Id of the failed refund whose amount the customer got in another way, such as a bank transfer. Takes a reason only.
    #[deserr(default)]
    pub paid_elsewhere: Option<RefundId>,
    /// Version of the order that the caller loaded.
    pub version: u64,
}

/// The outcome of asking Stripe for a refund: the refund, or the code of the refusal.
pub type RefundOutcome = Result<ProviderRefund, String>;

impl Purchase {
    /// Requests a refund, or another attempt at one that failed, or records that one that failed was paid in another way.
    /// Returns the refund with the change.
    pub fn request_refund(
        self,
        request: &NewRefund,
        action: &StaffAction,
    ) -> Result<(Refund, Change), Refused> {
        let (refund, event) = if let Some(id) = request.paid_elsewhere {
            self.paid_elsewhere(id, request, action)?
        } else if self.order.is_some() {
            let order = self.order_as_seen(request.version)?;
            let left = order.refundable(&self.refunds)?;
            match request.retry_of {
                Some(id) if is_of_another_payment(&self, id) => returned(&self.refunds, request, action)?,
                Some(id) => retried(&self.refunds, id, request, Some(left), action)?,
                None => asked(order, &self.refunds, request, left, action)?,
            }
        } else {
            self.unpaid_as_seen(request.version)?;
            returned(&self.refunds, request, action)?
        };
        let mut change = Change::of(self);
        change.refund(refund.clone(), event);
        let refund = change.refunds.last().cloned().unwrap_or(refund);
        Ok((refund, change))
    }

    /// Ends a failed refund whose amount the customer got in another way. It counts as refunded from then on.
    fn paid_elsewhere(
        &self,
        id: RefundId,
        request: &NewRefund,
        action: &StaffAction,
    ) -> Result<(Refund, Event), Refused> {
        let order = self.order.as_ref().map(|_| self.order_as_seen(request.version)).transpose()?;
        if order.is_none() {
            self.unpaid_as_seen(request.version)?;
        }
        let mut faults = Faults::default();
        if request.retry_of.is_some() {
            faults.push("/retry_of", "not_combinable", "Must be omitted if `paid_elsewhere` is given.");
        }
        if request.reason.is_none() {
            faults.push(
                "/reason",
                "missing_field",
                "`reason` is required: name the way in which it was paid.",
            );
        }
        let of_order = order.filter(|_| !is_of_another_payment(self, id));
        let left = of_order.map(|order| order.refundable(&self.refunds)).transpose()?;
        let failed = failed(&self.refunds, ("/paid_elsewhere", id), request, left, faults)?;
        let refund = failed.clone().seen(RefundStatus::PaidElsewhere, failed.failure.clone(), action.at);
        let event = event(Action::RefundPaidElsewhere, &refund, action);
        let reason = request.reason.as_ref().map(ToString::to_string).unwrap_or_default();
        Ok((refund, event.because(reason)))
    }

    /// Records the outcome of a requested refund. Nothing changes if there is no such refund, or its outcome was recorded
    /// before.
    pub fn record_refund(
        self,
        id: RefundId,
        outcome: &RefundOutcome,
        actor: &Actor,
        now: Timestamp,
    ) -> Option<Change> {
        let refund = self.refund(id).filter(|refund| refund.status == RefundStatus::Requested)?.clone();
        let (status, failure) = match outcome {
            Ok(made) => made.status.to_record(),
            Err(code) => (RefundStatus::Failed, Some(code.clone())),
        };
        let stripe_refund_id = outcome.as_ref().ok().map(|made| made.id.clone());
        let evidence = json!({
            "refund_id": refund.id, "attempt": refund.attempt, "amount": refund.amount,
            "stripe_refund_id": stripe_refund_id, "failure": failure,
        });
        let event = Event::note(now, actor.clone(), status.into(), evidence);
        let mut change = Change::of(self);
        change.refund(Refund { stripe_refund_id, ..refund.seen(status, failure, now) }, event);
        Some(change)
    }
}

impl Change {
    /// Adds the request to refund everything that can still be refunded.
    pub(super) fn refund_the_rest(
        &mut self,
        order: &Order,
        reason: &Text<400>,
        action: &StaffAction,
    ) -> Result<(), Refused> {
        let left = order.refundable(&self.before.refunds)?;
        if let Some((refund, event)) = requested(order, left, Vec::new(), reason, action) {
            self.refund(refund, event);
        }
        Ok(())
    }
}

fn asked(
    order: &Order,
    refunds: &[Refund],
    request: &NewRefund,
    left: Money,
    action: &StaffAction,
) -> Result<(Refund, Event), Refused> {
    let mut faults = Faults::default();
    let (pointer, amount, lines) = match &request.lines {
        Some(requested) => {
            if request.amount.is_some() {
                faults.push("/amount", "not_combinable", "Must be omitted if `lines` are given.");
            }
            let (amount, lines) = order.refund_of(requested, refunds, &mut faults)?;
            ("/lines", amount, lines)
        }
        None => ("/amount", request.amount.unwrap_or(left), Vec::new()),
    };
    if request.amount.is_some_and(|amount| amount.amount <= 0) {
        faults.push("/amount/amount", "out_of_range", "Must be at least 1 minor unit.");
    }
    if amount.currency != left.currency {
        let detail = format!("The currency must be {}, in which the order was paid.", left.currency);
        faults.push("/amount/currency", "wrong_currency", detail);
    } else if amount.amount > left.amount || left.amount == 0 {
        faults.add(above_refundable(pointer, left));
    }
    let Some(reason) = &request.reason else {
        faults.push("/reason", "missing_field", "`reason` is required.");
        return Err(faults.into());
    };
    faults.into_result()?;
    let refund = requested(order, amount, lines, reason, action);
    refund.ok_or_else(|| Faults::from(above_refundable(pointer, left)).into())
}

/// Returns a new refund with its event, if there is anything to refund.
fn requested(
    order: &Order,
    amount: Money,
    lines: Vec<RefundedLine>,
    reason: &Text<400>,
    action: &StaffAction,
) -> Option<(Refund, Event)> {
    let payment_intent = order.payment.payment_intent.clone().filter(|_| amount.amount > 0)?;
    let refund = Refund::requested(action.refund_id, amount, reason.to_string(), &payment_intent, action.at);
    let refund = Refund { lines, ..refund };
    let event = event(Action::RefundRequested, &refund, action);
    Some((refund, event))
}

/// Returns true if a refund is of another payment than the order's own: a second one, or one that made no order.
fn is_of_another_payment(purchase: &Purchase, id: RefundId) -> bool {
    let own = purchase.order.as_ref().and_then(|order| order.payment.payment_intent.as_ref());
    purchase.refund(id).is_some_and(|refund| Some(&refund.payment_intent) != own)
}

/// Retries the return of a payment that became no order. It is returned as a whole, so nothing else is possible.
fn returned(
    refunds: &[Refund],
    request: &NewRefund,
    action: &StaffAction,
) -> Result<(Refund, Event), Refused> {
    let Some(id) = request.retry_of else {
        let detail = "The purchase did not become an order, so only a failed refund can be retried; name it \
            in `retry_of`.";
        return Err(Faults::from(Broken::new("missing_field", detail).at("/retry_of")).into());
    };
    retried(refunds, id, request, None, action)
}

fn retried(
    refunds: &[Refund],
    id: RefundId,
    request: &NewRefund,
    left: Option<Money>,
    action: &StaffAction,
) -> Result<(Refund, Event), Refused> {
    let mut faults = Faults::default();
    if request.reason.is_some() {
        faults.push(
            "/reason",
            "not_combinable",
            "Must be omitted when a refund is retried; the original applies.",
        );
    }
    let failed = failed(refunds, ("/retry_of", id), request, left, faults)?;
    let refund = Refund {
        status: RefundStatus::Requested,
        attempt: failed.attempt.saturating_add(1),
        stripe_refund_id: None,
        failure: None,
        requested_at: action.at,
        settled_at: None,
        ..failed.clone()
    };
    let event = event(Action::RefundRetried, &refund, action);
    Ok((refund, event))
}

/// Returns the failed refund that a request names, if its amount is left of the payment. That of a payment that became no
/// order is not known here: if it is less, the refund is limited when Stripe refuses it.
fn failed<'a>(
    refunds: &'a [Refund],
    (pointer, id): (&str, RefundId),
    request: &NewRefund,
    left: Option<Money>,
    mut faults: Faults,
) -> Result<&'a Refund, Refused> {
    for (other, sent) in [("/amount", request.amount.is_some()), ("/lines", request.lines.is_some())] {
        if sent {
            faults.push(
                other,
                "not_combinable",
                "Must be omitted: the original amount of the failed refund applies.",
            );
        }
    }
    let Some(failed) = refunds.iter().find(|refund| refund.id == id) else {
        faults.push(pointer, "unknown_refund", "The order does not have this refund.");
        return Err(faults.into());
    };
    faults.into_result()?;
    if failed.status != RefundStatus::Failed {
        return Err(Refused::NotFailed(failed.status));
    }
    let fits = |left: &Money| failed.amount.currency == left.currency && failed.amount.amount <= left.amount;
    match left.filter(|left| !fits(left)) {
        Some(left) => Err(Faults::from(above_refundable(pointer, left)).into()),
        None => Ok(failed),
    }
}

fn above_refundable(pointer: &str, left: Money) -> Fault {
    Broken::new("above_refundable", format!("Must not exceed the refundable amount of {left}.")).at(pointer)
}

fn event(kind: Action, refund: &Refund, action: &StaffAction) -> Event {
    let mut evidence = json!({"refund_id": refund.id, "amount": refund.amount, "attempt": refund.attempt});
    if !refund.lines.is_empty() {
        evidence["lines"] = json!(refund.lines);
    }
    Event::note(action.at, action.actor.clone(), kind, evidence).because(refund.reason.clone())
}
