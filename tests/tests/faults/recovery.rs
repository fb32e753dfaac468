//! Recovery: after the last fault, runs the world until no work is pending.

use futures::executor::block_on;
use jiff::{SignedDuration, Timestamp};
use shared::clock;
use shared::domain::purchase::ProviderRefundStatus;
use shared::domain::purchase::RefundStatus::{Failed, Succeeded, Superseded};
use shared::domain::purchase::settlement::SessionStatus;
use shared::payments::hint::PaymentHint;
use shared::store::pending_work::Sweep;
use shop_tests::engine::Handles;
use shop_tests::shop::retry_refund;

use crate::tasks::Source;
use crate::world::{Step, World};

impl World {
    /// Stops the faults, ends the running invocations, advances time and runs the sweep until no work is pending.
    pub(crate) fn recover(&mut self) {
        self.chaos.stop();
        self.chaos.record(|| "recovery".to_owned());
        while !self.tasks.is_empty() {
            self.poll_any();
        }
        self.complete_sessions();
        // Pages are asked about at doubling ages.
        for round in 1..=10 {
            self.expire_claims();
            self.complete_refunds();
            self.retry_failed_refunds();
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
        let sessions: Vec<_> = self.stripe.state().sessions.values().cloned().collect();
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
        for id in self.purchases() {
            let Some(before) = block_on(self.store().purchases().purchase(id)).unwrap() else { continue };
            let failed = before.refunds.iter().find(|refund| refund.status == Failed);
            let Some(refund_id) = failed.map(|refund| refund.id) else { continue };
            let change = retry_refund(before, refund_id, clock::now());
            block_on(self.store().purchases().write(&change)).unwrap();
        }
    }

    /// Delivers every queued message and stream record.
    fn drain(&mut self) {
        for _ in 0..500 {
            while !self.tasks.is_empty() {
                self.poll_any();
            }
            self.relay_next();
            for from in [Source::Payments, Source::Mail, Source::Refunds] {
                self.deliver(from, 3);
            }
            if self.tasks.is_empty() {
                return;
            }
        }
        panic!("the queues never empty");
    }

    /// Returns true if the table holds no pending work.
    fn is_idle(&self) -> bool {
        let store = self.store();
        let ever = later(100_000);
        let waiting = swept(block_on(store.pending_work().pending_since(ever)));
        let owed = swept(block_on(store.pending_work().mails_owed_since(ever)));
        let asked = swept(block_on(store.pending_work().refunds_owed_since(ever)));
        let ended = self.purchases().into_iter().all(|id| {
            let purchase = block_on(store.purchases().purchase(id)).unwrap();
            purchase.is_none_or(|p| p.refunds.iter().all(|r| matches!(r.status, Succeeded | Superseded)))
        });
        waiting + owed + asked == 0 && ended
    }
}

fn swept<T>(sweep: Sweep<T>) -> usize {
    assert!(sweep.faults.is_empty(), "{:?}", sweep.faults);
    sweep.found.len()
}

/// Returns the time this many minutes from now.
pub(crate) fn later(minutes: i64) -> Timestamp {
    clock::now().saturating_add(SignedDuration::from_mins(minutes)).unwrap()
}
