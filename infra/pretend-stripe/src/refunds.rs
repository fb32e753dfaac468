//! Refunds and disputes, requested through the API or from the pretend dashboard.

use serde_json::json;

use crate::error::StripeError;
use crate::ids::{id, now};
use crate::model::{Charge, Dispute, Metadata, Outcome, Refund};
use crate::money::display;
use crate::objects::payment;
use crate::state::StripeState;

type Answer<T> = Result<T, StripeError>;

/// Seconds that a failing refund stays pending.
const PENDING_SECONDS: i64 = 1;

/// The parameters of a new refund.
#[derive(Default)]
pub(crate) struct RefundParams {
    pub(crate) amount: Option<i64>,
    pub(crate) reason: Option<String>,
    pub(crate) metadata: Metadata,
}

impl StripeState {
    /// Returns the successful charge of a payment intent, which a refund applies to.
    pub(crate) fn refundable(&self, intent_id: &str) -> Answer<&Charge> {
        let intent = self
            .intents
            .get(intent_id)
            .ok_or_else(|| StripeError::no_such("payment_intent", intent_id, "payment_intent"))?;
        let charge = intent.latest_charge.as_ref().and_then(|id| self.charges.get(id));
        charge.filter(|charge| charge.status == Outcome::Succeeded).ok_or_else(|| {
            StripeError::refused(format!(
                "This PaymentIntent ({intent_id}) does not have a successful charge to refund."
            ))
            .param("payment_intent")
        })
    }

    /// Refunds a charge, never more than was captured.
    pub(crate) fn refund(&mut self, charge_id: &str, params: RefundParams) -> Answer<String> {
        let fails_later = self.faults.failing_refunds > 0;
        let charge = self.charge(charge_id)?.clone();
        let left = charge.amount - charge.amount_refunded;
        let amount = params.amount.unwrap_or(left);
        check(&charge, left, amount)?;
        self.faults.failing_refunds = self.faults.failing_refunds.saturating_sub(1);
        let refund = Refund {
            id: id("re_3", 23),
            created: now(),
            amount,
            currency: charge.currency.clone(),
            charge: charge.id.clone(),
            payment_intent: charge.payment_intent.clone(),
            payment_method: charge.payment_method.clone(),
            method: charge.method,
            reason: params.reason,
            metadata: params.metadata,
            status: if fails_later { Outcome::Pending } else { Outcome::Succeeded },
            balance_transaction: id("txn_3", 23),
            fails_later,
        };
        let new = refund.id.clone();
        self.emit("refund.created", payment::refund(&refund), None);
        self.refunds.add(refund);
        self.add_refunded(&charge.id, amount);
        if let Some(charge) = self.charges.get(&charge.id) {
            let previous = json!({ "amount_refunded": charge.amount_refunded - amount });
            self.emit("charge.refunded", payment::charge(charge), Some(previous));
        }
        if !fails_later {
            let previous = json!({ "destination_details": { "card": { "reference_status": "pending" } } });
            self.emit_refund("refund.updated", &new, Some(previous));
        }
        Ok(new)
    }

    /// Records the customer's bank's answer to a refund.
    pub(crate) fn settle_refund(&mut self, refund_id: &str, outcome: Outcome) -> Answer<()> {
        let refund =
            self.refunds.get_mut(refund_id).ok_or_else(|| StripeError::no_such("refund", refund_id, "id"))?;
        if refund.status == Outcome::Failed {
            return Err(StripeError::refused("This refund has already failed."));
        }
        let before = refund.status;
        refund.status = outcome;
        refund.fails_later = false;
        let (charge, amount) = (refund.charge.clone(), refund.amount);
        if outcome == Outcome::Failed {
            self.add_refunded(&charge, -amount);
        }
        self.emit_refund("refund.updated", refund_id, Some(json!({ "status": before.as_str() })));
        if outcome == Outcome::Failed {
            self.emit_refund("refund.failed", refund_id, None);
        }
        Ok(())
    }

    /// Fails the pending refunds that are due to fail.
    pub(crate) fn fail_due_refunds(&mut self) {
        let due: Vec<String> = self
            .refunds
            .newest_first()
            .filter(|refund| refund.fails_later && refund.created + PENDING_SECONDS < now())
            .map(|refund| refund.id.clone())
            .collect();
        for refund in due {
            // A pending refund can always be failed.
            let _ = self.settle_refund(&refund, Outcome::Failed);
        }
    }

    /// Records a dispute that the customer opened with the bank.
    pub(crate) fn dispute(
        &mut self,
        intent_id: &str,
        amount: Option<i64>,
        reason: Option<String>,
    ) -> Answer<String> {
        let charge = self.refundable(intent_id)?;
        if charge.disputed {
            return Err(StripeError::refused("This charge is already disputed.").code("charge_disputed"));
        }
        let dispute = Dispute {
            id: id("du_1", 23),
            created: now(),
            amount: amount.unwrap_or(charge.amount),
            currency: charge.currency.clone(),
            charge: charge.id.clone(),
            payment_intent: intent_id.to_owned(),
            reason: reason.unwrap_or_else(|| "fraudulent".to_owned()),
        };
        if let Some(charge) = self.charges.get_mut(&dispute.charge) {
            charge.disputed = true;
        }
        let new = dispute.id.clone();
        self.emit("charge.dispute.created", payment::dispute(&dispute), None);
        self.disputes.add(dispute);
        Ok(new)
    }

    fn add_refunded(&mut self, charge_id: &str, amount: i64) {
        if let Some(charge) = self.charges.get_mut(charge_id) {
            charge.amount_refunded += amount;
        }
    }

    fn emit_refund(&mut self, kind: &str, refund_id: &str, previous: Option<serde_json::Value>) {
        if let Some(refund) = self.refunds.get(refund_id).map(payment::refund) {
            self.emit(kind, refund, previous);
        }
    }
}

fn check(charge: &Charge, left: i64, amount: i64) -> Answer<()> {
    if charge.disputed {
        let message = format!("Charge {} has been charged back; cannot issue a refund.", charge.id);
        return Err(StripeError::refused(message).code("charge_disputed"));
    }
    if left == 0 {
        let message = format!("Charge {} has already been refunded.", charge.id);
        return Err(StripeError::refused(message).code("charge_already_refunded"));
    }
    if amount < 1 {
        return Err(
            StripeError::parameter("Invalid positive integer", "amount").code("parameter_invalid_integer")
        );
    }
    if amount > left {
        let what = if left == charge.amount { "charge amount" } else { "unrefunded amount on charge" };
        return Err(StripeError::refused(format!(
            "Refund amount ({}) is greater than {what} ({})",
            display(amount, &charge.currency),
            display(left, &charge.currency)
        ))
        .param("amount"));
    }
    Ok(())
}
