//! The run of one seed: buyers, deliveries and faults in any order, then recovery until no work is pending.

use futures::executor::block_on;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::clock;
use shared::domain::purchase::MailRecord;
use shared::domain::purchase::settlement::SessionStatus;
use shared::payments::hint::PaymentHint;
use shared::store::keys;

use crate::chaos::Chaos;
use crate::fakes::Waiting;
use crate::invariants::{Tally, check};
use crate::recovery::later;
use crate::tasks::{End, Job, Source, Task};
use crate::world::{Buyer, Step, World};

/// Receives after which a message moves to the dead letter queue, as in `template.yaml`.
const MAX_RECEIVES: u32 = 5;
/// Maximum number of concurrent invocations.
const MAX_CONCURRENT: usize = 4;

const PLANS: [&[Step]; 18] = [
    &[Step::Pay],
    &[Step::Pay],
    &[Step::Pay],
    &[Step::PayWrong],
    &[Step::Bank, Step::BankPays],
    &[Step::Bank, Step::BankRefuses],
    &[Step::Expire],
    &[Step::Cancel],
    &[Step::Cancel, Step::Pay],
    &[Step::Pay, Step::Cancel],
    &[Step::Cancel, Step::PayAnyway],
    &[Step::Expire, Step::PayAnyway],
    &[Step::Pay, Step::RefundHalf],
    &[Step::Pay, Step::RefundAll],
    &[Step::Pay, Step::RefundHalf, Step::RefundAll],
    &[Step::PayWrong, Step::RefundHalf],
    &[Step::Cancel, Step::PayAnyway, Step::RefundAll],
    &[],
];

/// Runs a seed from its first buyer to the check of the invariants.
pub(crate) fn run(seed: u64, trace: &mut Option<Chaos>) -> Tally {
    let rate = [0, 20, 60, 120, 250][usize::try_from(seed % 5).unwrap()];
    let mut world = block_on(World::new(seed, rate));
    *trace = Some(world.chaos.clone());
    for n in 0..=world.chaos.below(3) {
        let steps = PLANS[world.chaos.below(PLANS.len())].iter().copied().collect();
        let cart = format!("{:032x}", if world.chaos.chance(50) { 0 } else { n });
        let country = ["DE", "AT"][world.chaos.below(2)];
        let key = format!("key-{n}");
        world.buyers.push(Buyer { key, cart, country, steps, bought: None, busy: false });
    }
    for _ in 0..100 + world.chaos.below(250) {
        world.step();
    }
    world.recover();
    check(&world)
}

/// Returns the hint that the webhook enqueues for a session's event.
fn session_hint(session_id: &str, event: usize) -> PaymentHint {
    let event_id = Some(format!("evt_{event}"));
    PaymentHint::Session { event_id, session_id: session_id.to_owned(), order_id: None }
}

impl World {
    /// Performs one random step.
    fn step(&mut self) {
        if !self.tasks.is_empty() && self.chaos.chance(85) {
            return self.poll_any();
        }
        match self.chaos.below(100) {
            0..25 => self.buyer_acts(),
            25..70 if self.tasks.len() < MAX_CONCURRENT => {
                let from = [Source::Payments, Source::Mail, Source::Refunds][self.chaos.below(3)];
                self.deliver(from, 3);
            }
            70..92 if self.tasks.len() < MAX_CONCURRENT => self.relay_next(),
            92..95 if self.tasks.len() < MAX_CONCURRENT => {
                let task = self.reconcile(later(6));
                self.start(task);
            }
            95..97 => self.advance_two_minutes(),
            _ => {}
        }
    }

    pub(crate) fn start(&mut self, task: Task) {
        self.chaos.record(|| format!("starts: {:?}", task.job));
        self.tasks.push(task);
    }

    pub(crate) fn poll_any(&mut self) {
        let place = self.chaos.below(self.tasks.len());
        let before = self.mailer.accepted.lock().unwrap().len();
        let end = self.tasks[place].poll();
        let after = self.mailer.accepted.lock().unwrap().len();
        self.tasks[place].mails.extend(before + 1..=after);
        let end = if self.chaos.take_crash() { Some(End::Crashed) } else { end };
        if let Some(end) = end {
            let task = self.tasks.remove(place);
            self.ended(task, &end);
        }
    }

    /// Handles the end of an invocation as Lambda does.
    fn ended(&mut self, task: Task, end: &End) {
        self.chaos.record(|| format!("ends: {:?} by {end:?}", task.job));
        match (task.job, end) {
            (Job::Begin(buyer), end) => {
                self.buyers[buyer].busy = false;
                if let End::Answer(201, reply) = end {
                    self.bought(buyer, reply);
                }
            }
            (Job::Cancel(buyer), end) => {
                self.buyers[buyer].busy = false;
                // A customer whose request failed clicks again.
                if matches!(end, End::Crashed | End::Answer(500.., _)) {
                    self.buyers[buyer].steps.push_front(Step::Cancel);
                }
            }
            (Job::Work(from, messages), end) => {
                if !matches!(end, End::Failed(failed) if failed.is_empty()) {
                    self.cut_off.extend(task.mails);
                }
                self.back_to_queue(from, messages, end);
            }
            (Job::Relay(numbers), end) => self.relayed(&numbers, end),
            (Job::Reconcile, _) => {}
        }
    }

    fn bought(&mut self, buyer: usize, reply: &Value) {
        let id = serde_json::from_value(reply["checkout_id"].clone()).unwrap();
        let session = reply["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let cart = self.carts.entry(self.buyers[buyer].cart.clone()).or_default();
        cart.insert(session.clone());
        let state = self.stripe.state();
        let open = cart.iter().filter(|id| state.sessions[*id].status == SessionStatus::Open);
        assert!(open.count() <= 1, "a customer has two open payment pages for one cart");
        drop(state);
        self.buyers[buyer].bought = Some((id, session));
    }

    fn back_to_queue(&mut self, from: Source, messages: Vec<Waiting>, end: &End) {
        for (place, message) in messages.into_iter().enumerate() {
            let failed = match end {
                End::Failed(failed) => failed.contains(&place.to_string()),
                _ => true,
            };
            // Delivery is at least once: sometimes a deleted message is delivered again.
            if !failed && (self.chaos.is_stopped() || !self.chaos.chance(15)) {
                continue;
            }
            let receives = message.receives + 1;
            if receives >= MAX_RECEIVES {
                self.dead += 1;
            } else {
                self.queue(from).push(Waiting { receives, ..message });
            }
        }
    }

    fn relayed(&mut self, numbers: &[String], end: &End) {
        self.stream.busy = false;
        let stopped = match end {
            End::Failed(failed) => failed.first().map(|number| numbers.iter().position(|n| n == number)),
            _ => Some(Some(0)),
        };
        let done = match stopped {
            None => numbers.len(),
            // After its retries Lambda drops the batch; the sweep has to find the lost work.
            Some(_) if self.chaos.chance(10) && !self.chaos.is_stopped() => {
                self.stream.given_up = true;
                numbers.len()
            }
            Some(place) => place.unwrap_or(0),
        };
        if done > 0 {
            let was = self.stream.position.replace(numbers[done - 1].clone());
            self.stream.before = was;
        }
    }

    /// Starts an invocation with up to `most` messages of a queue.
    pub(crate) fn deliver(&mut self, from: Source, most: usize) -> bool {
        let mut messages = Vec::new();
        for _ in 0..=self.chaos.below(most) {
            messages.extend(self.queue(from).take());
        }
        if messages.is_empty() {
            return false;
        }
        // A message whose visibility timeout is too short is handled twice at the same time.
        if !self.chaos.is_stopped() && self.chaos.chance(15) {
            self.queue(from).push(messages[0].clone());
        }
        let task = self.work(from, messages);
        self.start(task);
        true
    }

    pub(crate) fn relay_next(&mut self) {
        if self.stream.busy {
            return;
        }
        if !self.chaos.is_stopped() && self.chaos.chance(15) {
            self.stream.position = self.stream.before.clone();
        }
        let records = self.stream.next(&self.database, 1 + self.chaos.below(12));
        if !records.is_empty() {
            self.stream.busy = true;
            let task = self.relay(records);
            self.start(task);
        }
    }

    fn buyer_acts(&mut self) {
        let buyer = self.chaos.below(self.buyers.len());
        if self.buyers[buyer].busy {
            return;
        }
        let Some((_, session)) = self.buyers[buyer].bought.clone() else {
            self.buyers[buyer].busy = true;
            let task = self.begin(buyer);
            return self.start(task);
        };
        let Some(step) = self.buyers[buyer].steps.pop_front() else { return };
        self.chaos.record(|| format!("buyer {buyer}: {step:?}"));
        if step == Step::Cancel {
            self.buyers[buyer].busy = true;
            let task = self.cancel(buyer).unwrap();
            return self.start(task);
        }
        match step {
            Step::RefundHalf => self.refund_in_dashboard(&session, 2),
            Step::RefundAll => self.refund_in_dashboard(&session, 1),
            _ => self.at_stripe(&session, step),
        }
    }

    /// Refunds a share of a payment in Stripe's dashboard and delivers the event zero or more times: the poll of events
    /// finds it too.
    fn refund_in_dashboard(&self, session_id: &str, share: i64) {
        let Some(payment_intent) = self.stripe.state().refund_in_dashboard(session_id, share) else { return };
        for _ in 0..self.chaos.below(3) {
            let (event_id, payment_intent) = (Some("evt_refund".to_owned()), payment_intent.clone());
            self.hint(&PaymentHint::Refunds { event_id, payment_intent });
        }
    }

    /// Applies a step to a session and delivers Stripe's event for it zero or more times.
    pub(crate) fn at_stripe(&mut self, session_id: &str, step: Step) {
        let total = self.total.amount;
        let (changed, event) = {
            let mut state = self.stripe.state();
            let session = state.sessions.get_mut(session_id).unwrap();
            let was = session.status.clone();
            match (step, &was) {
                (Step::Pay, SessionStatus::Open) | (Step::BankPays, SessionStatus::AwaitingBank) => {
                    session.pay(total);
                }
                (Step::PayWrong, SessionStatus::Open) => session.pay(total - 1),
                (Step::PayAnyway, SessionStatus::Open | SessionStatus::Expired) => session.pay(total),
                (Step::Bank, SessionStatus::Open) => session.status = SessionStatus::AwaitingBank,
                (Step::BankRefuses, SessionStatus::AwaitingBank) => {
                    session.status = SessionStatus::BankRefused;
                }
                (Step::Expire, SessionStatus::Open) => session.status = SessionStatus::Expired,
                _ => {}
            }
            (session.status != was, self.chaos.below(1_000_000))
        };
        if !changed {
            return;
        }
        let hint = session_hint(session_id, event);
        for _ in 0..self.chaos.below(4) {
            self.hint(&hint);
        }
        // Once the purchase has ended, the shop learns of this payment only from Stripe's event, which is retried for
        // three days.
        if step == Step::PayAnyway {
            self.late.push(hint);
        }
    }

    /// Advances time: running invocations hit their timeout, and older claims expire.
    fn advance_two_minutes(&mut self) {
        self.chaos.record(|| "two minutes pass".to_owned());
        while let Some(task) = self.tasks.pop() {
            self.ended(task, &End::Crashed);
        }
        self.expire_claims();
    }

    /// Moves claims and waits into the past, because the functions' clock cannot be advanced.
    pub(crate) fn expire_claims(&self) {
        for mail in self.all_mails() {
            let until = mail.claimed_until.unwrap_or_else(clock::now);
            let until = until.saturating_sub(SignedDuration::from_mins(2)).unwrap();
            let key = keys::mail(mail.order_id, mail.kind);
            let asked = json!({
                "TableName": self.engine.table, "Key": {"pk": {"S": key.pk}, "sk": {"S": key.sk}},
                "UpdateExpression": "SET claimed_until = :until REMOVE retry_at",
                "ExpressionAttributeValues": {":until": {"S": keys::sortable(until)}},
            });
            self.database.update_item(serde_json::from_value(asked).unwrap()).unwrap();
        }
    }

    fn all_mails(&self) -> Vec<MailRecord> {
        let asked = json!({
            "TableName": self.engine.table, "IndexName": "gsi2", "KeyConditionExpression": "gsi2pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": keys::OWED_MAILS}},
        });
        let found = self.database.query(serde_json::from_value(asked).unwrap()).unwrap();
        let plain = serde_json::to_value(found.items.unwrap_or_default()).unwrap();
        let items: Vec<serde_dynamo::Item> = serde_json::from_value(plain).unwrap();
        items.into_iter().map(|item| serde_dynamo::from_item(item).unwrap()).collect()
    }
}
