//! After the storm: no more faults, until nothing is left to do.

use futures::executor::block_on;
use jiff::{SignedDuration, Timestamp};
use shared::clock;
use shared::domain::purchase::settlement::SessionStatus;
use shared::domain::purchase::{ProviderRefundStatus, RefundStatus};
use shared::payments::hint::PaymentHint;
use shared::store::pending_work::Sweep;
use shop_tests::shop::retrying;

use crate::tasks::From;
use crate::world::{Step, World};

impl World {
    /// No more faults: what runs ends, time goes on, the sweep runs, until nothing is left to do.
    pub(crate) fn settle_down(&mut self) {
        self.chaos.calm();
        self.chaos.tell(|| "calm".to_owned());
        while !self.tasks.is_empty() {
            self.poll_any();
        }
        self.everything_ends_at_stripe();
        for round in 1..=10 {
            self.claims_age();
            self.refunds_end_at_stripe();
            self.staff_try_again();
            let task = self.reconcile(later(10 * round));
            self.start(task);
            self.drain();
            if self.at_rest() {
                return;
            }
        }
        panic!("something is stuck");
    }

    fn everything_ends_at_stripe(&mut self) {
        let sessions: Vec<_> = self.stripe.books().sessions.values().cloned().collect();
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

    /// Stripe tells of some; what it does not tell of, the sweep has to find.
    fn refunds_end_at_stripe(&self) {
        let mut changed = Vec::new();
        for refund in &mut self.stripe.books().refunds {
            if refund.made.status == ProviderRefundStatus::Pending {
                refund.made.status = ProviderRefundStatus::Succeeded;
                changed.push(refund.payment_intent.clone());
            }
        }
        for payment_intent in changed.into_iter().filter(|_| self.chaos.chance(50)) {
            self.hint(&PaymentHint::Refunds { event_id: Some("evt_refund".to_owned()), payment_intent });
        }
    }

    /// A refund that Stripe refused is tried again under a new key, as staff do.
    fn staff_try_again(&self) {
        for id in self.purchases() {
            let Some(before) = block_on(self.store().purchase(id)).unwrap() else { continue };
            let failed = before.refunds.iter().find(|refund| refund.status == RefundStatus::Failed);
            let Some(refund_id) = failed.map(|refund| refund.id) else { continue };
            let change = retrying(before, refund_id, clock::now());
            block_on(self.store().write(&change)).unwrap();
        }
    }

    /// Everything that can be delivered is.
    fn drain(&mut self) {
        for _ in 0..500 {
            while !self.tasks.is_empty() {
                self.poll_any();
            }
            self.relay_next();
            for from in [From::Payments, From::Mail, From::Refunds] {
                self.deliver(from, 3);
            }
            if self.tasks.is_empty() {
                return;
            }
        }
        panic!("the queues never empty");
    }

    /// Whether the table owes nothing to anyone.
    fn at_rest(&self) -> bool {
        let store = self.store();
        let ever = later(100_000);
        let waiting = swept(block_on(store.pending_since(ever)));
        let owed = swept(block_on(store.mails_owed_since(ever)));
        let asked = swept(block_on(store.refunds_owed_since(ever)));
        let ended = self.purchases().into_iter().all(|id| {
            let purchase = block_on(store.purchase(id)).unwrap();
            purchase.is_none_or(|p| p.refunds.iter().all(|r| r.status == RefundStatus::Succeeded))
        });
        waiting + owed + asked == 0 && ended
    }
}

fn swept<T>(sweep: Sweep<T>) -> usize {
    assert!(sweep.faults.is_empty(), "{:?}", sweep.faults);
    sweep.found.len()
}

/// So many minutes from now.
pub(crate) fn later(minutes: i64) -> Timestamp {
    clock::now().saturating_add(SignedDuration::from_mins(minutes)).unwrap()
}
