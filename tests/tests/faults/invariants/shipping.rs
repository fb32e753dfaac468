//! Nobody makes or ships an order whose payment was reversed without knowing it.

use std::collections::BTreeMap;

use serde_json::Value;
use shared::domain::audit::{Action, AuditEntry};
use shared::domain::purchase::{Order, Purchase, PurchaseState};

use super::Tally;
use crate::world::World;

/// The state of an order's own payment, as the audit trail tells it up to an entry.
#[derive(Default)]
struct PaymentSoFar {
    /// Amount of each refund that was requested and has not failed.
    refunds: BTreeMap<String, i64>,
    /// Status of each dispute.
    disputes: BTreeMap<String, String>,
}

impl PaymentSoFar {
    fn read(&mut self, purchase: &Purchase, order: &Order, entry: &AuditEntry) {
        let text = |name: &str| entry.evidence[name].as_str().unwrap_or_default().to_owned();
        match entry.action {
            Action::RefundFailed | Action::RefundSuperseded => {
                self.refunds.remove(&text("refund_id"));
            }
            Action::RefundRequested
            | Action::RefundRetried
            | Action::RefundPending
            | Action::RefundSucceeded => {
                let id = text("refund_id");
                let refund = purchase.refunds.iter().find(|refund| refund.id.to_string() == id).unwrap();
                if order.is_paid_by(&refund.payment_intent) {
                    self.refunds.insert(id, entry.evidence["amount"]["amount"].as_i64().unwrap());
                }
            }
            Action::PaymentDisputed => {
                let id = text("dispute_id");
                let dispute = order.disputes.iter().find(|dispute| dispute.id == id).unwrap();
                if order.is_paid_by(&dispute.payment_intent) {
                    self.disputes.insert(id, text("status"));
                }
            }
            _ => {}
        }
    }

    fn is_reversed(&self, order: &Order) -> bool {
        let refunded: i64 = self.refunds.values().sum();
        refunded >= order.payment.captured.amount || self.disputes.values().any(|status| status != "won")
    }
}

/// Asserts that each step of making and shipping, while the payment was refunded in full or disputed, was overridden by
/// somebody.
pub(super) fn check(world: &World, purchase: &Purchase, order: &Order, tally: &mut Tally) {
    let mut payment = PaymentSoFar::default();
    let mut overridden = 0;
    for entry in &purchase.audit {
        let made = entry.to == Some(PurchaseState::Processing) && entry.evidence["details_verified"] == true;
        let shipped = entry.to == Some(PurchaseState::Shipped);
        if made || shipped {
            let said = !matches!(entry.evidence["payment_hold_overridden"], Value::Null);
            assert_eq!(said, payment.is_reversed(order), "{}: {entry:?}", order.id);
            overridden += u32::from(said);
            tally.shipped += u64::from(shipped);
            tally.overridden += u64::from(shipped && said);
        }
        payment.read(purchase, order, entry);
    }
    let asked = world.staff.overrides.get(&order.id).copied().unwrap_or(0);
    assert!(overridden <= asked, "{}: {overridden} holds overridden by {asked} requests", order.id);
}
