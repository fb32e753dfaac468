//! Recovery: after the last fault, runs the world until no work is pending.

use std::collections::BTreeSet;

use dynoxide::types::{AttributeValue, Item};
use futures::executor::block_on;
use jiff::{SignedDuration, Timestamp};
use shared::clock;
use shared::domain::ids::OrderId;
use shared::domain::purchase::settlement::SessionStatus;
use shared::domain::purchase::{Change, NewRefund, ProviderRefundStatus, Purchase, Refund};
use shared::payments::hint::PaymentHint;
use shared::store::keys;
use shop_tests::engine::Handles;
use shop_tests::shop::action;

use crate::buyers::Step;
use crate::tasks::Source;
use crate::world::World;

/// Rounds of the sweep until no work may be pending: a mail is tried in 13 of them at most.
const ROUNDS: i64 = 24;

impl World {
    /// Stops the faults, ends the running invocations, advances time and runs the sweep until no work is pending.
    pub(crate) fn recover(&mut self) {
        self.chaos.stop();
        self.chaos.record(|| "recovery".to_owned());
        while !self.tasks.is_empty() {
            self.poll_any();
        }
        self.complete_sessions();
        self.decide_disputes();
        // Pages are asked about at doubling ages.
        for round in 1..=ROUNDS {
            self.expire_claims();
            self.complete_refunds();
            self.retry_failed_refunds();
            self.erase_who_asked();
            let task = self.reconcile(later(10 << round));
            self.start(task);
            self.drain();
            if self.is_idle() {
                return;
            }
        }
        panic!("something is stuck");
    }

    fn complete_sessions(&mut self) {
        let sessions = self.stripe.state().sessions.clone();
        for session in sessions {
            match session.status {
                SessionStatus::Open => self.at_stripe(&session.id, Step::Expire),
                SessionStatus::AwaitingBank if self.chaos.chance(50) => {
                    self.at_stripe(&session.id, Step::BankPays);
                }
                SessionStatus::AwaitingBank => self.at_stripe(&session.id, Step::BankRefuses),
                _ => {}
            }
        }
        for hint in std::mem::take(&mut self.late) {
            self.hint(&hint);
        }
    }

    /// The banks decide the disputes that are open.
    fn decide_disputes(&mut self) {
        let sessions = self.stripe.state().sessions.clone();
        for session in sessions {
            let step = if self.chaos.chance(50) { Step::DisputeWon } else { Step::DisputeLost };
            self.at_stripe(&session.id, step);
        }
    }

    /// Staff bring the orders to an end whose customers asked to be erased, and the daily run erases the closed ones.
    fn erase_who_asked(&mut self) {
        let asked = self.purchases_with(is_to_be_erased);
        let steps = asked.iter().filter_map(|id| {
            let purchase = self.seen(*id).unwrap();
            self.next_step(&purchase, true)
        });
        let mut tasks: Vec<_> = steps.collect();
        tasks.extend((!asked.is_empty()).then(|| self.retain()));
        for task in tasks {
            self.start(task);
        }
    }

    /// Completes Stripe's pending refunds. Sends events for about half of them; the sweep has to find the others.
    fn complete_refunds(&self) {
        let mut changed = Vec::new();
        for refund in &mut self.stripe.state().refunds {
            if refund.made.status == ProviderRefundStatus::Pending {
                refund.made.status = ProviderRefundStatus::Succeeded;
                changed.push(refund.payment_intent.clone());
            }
        }
        for payment_intent in changed.into_iter().filter(|_| self.chaos.chance(50)) {
            self.hint(&PaymentHint::Refunds { event_id: Some("evt_refund".to_owned()), payment_intent });
        }
    }

    /// Retries failed refunds under a new idempotency key, as staff do.
    fn retry_failed_refunds(&self) {
        for id in self.purchases_with(|item| status_of_refund(item) == Some("failed")) {
            let before = self.seen(id).unwrap();
            if let Some(change) = before.refunds.iter().find_map(|refund| retried(&before, refund)) {
                block_on(self.calm.purchases().write(&change)).unwrap();
            }
        }
    }

    /// Delivers every queued message and stream record.
    fn drain(&mut self) {
        for _ in 0..500 {
            while !self.tasks.is_empty() {
                self.poll_any();
            }
            self.relay_next();
            for from in Source::ALL {
                self.deliver(from, 3);
            }
            if self.tasks.is_empty() {
                return;
            }
        }
        panic!("the queues never empty");
    }

    /// Returns true if the table holds no pending work. It is read without the SDK, which would take most of the time.
    fn is_idle(&self) -> bool {
        self.items().iter().all(|item| {
            let pending = text(item, "gsi2pk")
                .is_some_and(|partition| partition.starts_with("OWED#") || partition.starts_with("PENDING#"));
            !pending && !is_to_be_erased(item) && !self.is_to_be_retried(item)
        })
    }

    /// A refund of a payment that a dispute took back can never be made.
    fn is_to_be_retried(&self, item: &Item) -> bool {
        let payment = refund_of(item).and_then(|refund| text(refund, "payment_intent"));
        status_of_refund(item) == Some("failed") && !self.stripe.state().is_disputed(payment.unwrap())
    }

    /// Returns the purchases that have an item like this.
    fn purchases_with(&self, wanted: impl Fn(&Item) -> bool) -> Vec<OrderId> {
        let items = self.items();
        let found: BTreeSet<_> =
            items.iter().filter(|item| wanted(item)).filter_map(|item| text(item, "pk")).collect();
        let purchases = self.purchases().into_iter();
        purchases.filter(|id| found.contains(keys::purchase(*id).as_str())).collect()
    }
}

fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    match item.get(name)? {
        AttributeValue::S(text) => Some(text),
        _ => None,
    }
}

fn refund_of(item: &Item) -> Option<&Item> {
    match item.get("refund")? {
        AttributeValue::M(refund) => Some(refund),
        _ => None,
    }
}

fn status_of_refund(item: &Item) -> Option<&str> {
    text(refund_of(item)?, "status")
}

fn is_to_be_erased(item: &Item) -> bool {
    item.contains_key("erasure_requested_at") && !item.contains_key("erased_at")
}

/// Retries a failed refund as staff do, if the payment allows that.
fn retried(before: &Purchase, refund: &Refund) -> Option<Change> {
    let version = before.order.as_ref().map_or(before.checkout.version, |order| order.version);
    let request = NewRefund {
        amount: None,
        reason: None,
        lines: None,
        retry_of: Some(refund.id),
        paid_elsewhere: None,
        version,
    };
    let retried = before.clone().request_refund(&request, &action(0, clock::now()));
    retried.ok().map(|(_, change)| change)
}

/// Returns the time this many minutes from now.
pub(crate) fn later(minutes: i64) -> Timestamp {
    clock::now().saturating_add(SignedDuration::from_mins(minutes)).unwrap()
}
