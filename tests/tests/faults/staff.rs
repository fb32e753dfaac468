//! Staff: they make, ship and cancel orders, and erase customers, at any moment and with what they saw a moment ago.

use std::collections::BTreeMap;

use futures::executor::block_on;
use serde_json::{Value, json};
use shared::domain::ids::OrderId;
use shared::domain::purchase::{Purchase, PurchaseState};
use shop_tests::engine::Handles;

use crate::tasks::{End, Task};
use crate::world::World;

/// The requests of staff that the invariants need to know.
#[derive(Debug, Default)]
pub(crate) struct Staff {
    /// The orders for which somebody overrode a payment hold, with the number of their requests that did.
    pub(crate) overrides: BTreeMap<OrderId, u32>,
    /// The orders whose customer was reported as erased.
    pub(crate) erased: Vec<OrderId>,
    /// The orders that were reported to be erased later.
    pub(crate) remembered: Vec<OrderId>,
}

impl World {
    /// Returns a purchase as it is in the table now, without a fault.
    pub(crate) fn seen(&self, id: OrderId) -> Option<Purchase> {
        block_on(self.calm.purchases().purchase(id)).unwrap()
    }

    /// Somebody of staff does something with a random order.
    pub(crate) fn staff_act(&mut self) {
        let purchases = self.purchases();
        if purchases.is_empty() {
            return;
        }
        let id = purchases[self.chaos.below(purchases.len())];
        let Some(purchase) = self.seen(id) else { return };
        if self.chaos.chance(15) {
            let task = self.erase_customer_of(id);
            return self.start(task);
        }
        if let Some(task) = self.next_step(&purchase, false) {
            self.start(task);
        }
    }

    /// Begins a random step that the order's state allows; with `insist`, whatever became of its payment.
    pub(crate) fn next_step(&mut self, purchase: &Purchase, insist: bool) -> Option<Task> {
        let order = purchase.order.as_ref()?;
        let cancels = self.chaos.chance(30);
        let mut body = match order.state {
            PurchaseState::PaymentConfirmed | PurchaseState::Processing if cancels => {
                json!({"to": "cancelled", "reason": "The customer asked for it"})
            }
            PurchaseState::PaymentConfirmed => json!({"to": "processing", "details_verified": true}),
            PurchaseState::Processing => json!({"to": "shipped", "carrier": "DHL", "tracking_number": "1"}),
            PurchaseState::Shipped => json!({"to": "delivered", "customer_confirmed": true}),
            _ => return None,
        };
        body["version"] = order.version.into();
        if cancels && order.state == PurchaseState::Processing {
            body["restock"] = self.chaos.chance(50).into();
        }
        let held = matches!(order.state, PurchaseState::PaymentConfirmed | PurchaseState::Processing);
        if held && !cancels && (insist || self.chaos.chance(30)) {
            body["override_payment_hold"] = true.into();
            *self.staff.overrides.entry(order.id).or_default() += 1;
        }
        Some(self.transition(order.id, &body))
    }

    /// A customer writes that they want to be erased.
    pub(crate) fn erase_customer_of(&self, id: OrderId) -> Task {
        self.erase(&self.email_of(id))
    }

    pub(crate) fn transitioned(id: &str, end: &End) {
        if let End::Answer(status, reply) = end {
            assert!(matches!(status, 200 | 409 | 500..), "{id}: staff got {status} {reply}");
        }
    }

    /// Notes the outcome of a request to erase a customer.
    pub(crate) fn asked_to_erase(&mut self, end: &End) {
        let End::Answer(200, reply) = end else { return };
        for order in reply["orders"].as_array().unwrap() {
            let id = || serde_json::from_value(order["id"].clone()).unwrap();
            match (&order["erased"], &order["kept_because"]) {
                (Value::Bool(true), _) => self.staff.erased.push(id()),
                (_, Value::String(_)) => self.staff.remembered.push(id()),
                _ => {}
            }
        }
    }
}
