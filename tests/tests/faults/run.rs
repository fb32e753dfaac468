//! One seed's run: buyers, deliveries and faults in any order; then calm, until nothing is left to do.

use futures::executor::block_on;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::domain::purchase::MailRecord;
use shared::domain::purchase::settlement::SessionStatus;
use shared::payments::hint::PaymentHint;
use shared::store::keys;

use crate::calm::later;
use crate::chaos::Chaos;
use crate::outside::Waiting;
use crate::tasks::{End, From, Job, Task};
use crate::verdict::{Tally, judge};
use crate::world::{Buyer, Step, World};

/// After how many receives a message is dead, as in `template.yaml`.
const MAX_RECEIVES: u32 = 5;
/// How many invocations run at a time at most.
const AT_ONCE: usize = 4;

const PLANS: [&[Step]; 13] = [
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
    &[],
];

/// Runs a seed from its first buyer to its verdict.
pub(crate) fn run(seed: u64, story: &mut Option<Chaos>) -> Tally {
    let rate = [0, 20, 60, 120, 250][usize::try_from(seed % 5).unwrap()];
    let mut world = block_on(World::new(seed, rate));
    *story = Some(world.chaos.clone());
    for n in 0..=world.chaos.below(3) {
        let steps = PLANS[world.chaos.below(PLANS.len())].iter().copied().collect();
        world.buyers.push(Buyer { key: format!("key-{n}"), steps, bought: None, busy: false });
    }
    for _ in 0..100 + world.chaos.below(250) {
        world.stir();
    }
    world.settle_down();
    judge(&world)
}

/// What a webhook says of a session.
fn session_hint(session_id: &str, event: usize) -> PaymentHint {
    let event_id = Some(format!("evt_{event}"));
    PaymentHint::Session { event_id, session_id: session_id.to_owned(), order_id: None }
}

impl World {
    /// One thing happens.
    fn stir(&mut self) {
        if !self.tasks.is_empty() && self.chaos.chance(85) {
            return self.poll_any();
        }
        match self.chaos.below(100) {
            0..25 => self.buyer_acts(),
            25..70 if self.tasks.len() < AT_ONCE => {
                let from = [From::Payments, From::Mail, From::Refunds][self.chaos.below(3)];
                self.deliver(from, 3);
            }
            70..92 if self.tasks.len() < AT_ONCE => self.relay_next(),
            92..95 if self.tasks.len() < AT_ONCE => {
                let task = self.reconcile(later(6));
                self.start(task);
            }
            95..97 => self.two_minutes_pass(),
            _ => {}
        }
    }

    pub(crate) fn start(&mut self, task: Task) {
        self.chaos.tell(|| format!("starts: {:?}", task.job));
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

    /// What the platform does when an invocation ends.
    fn ended(&mut self, task: Task, end: &End) {
        self.chaos.tell(|| format!("ends: {:?} by {end:?}", task.job));
        match (task.job, end) {
            (Job::Begin(buyer), end) => {
                self.buyers[buyer].busy = false;
                if let End::Answer(201, reply) = end {
                    self.bought(buyer, reply);
                }
            }
            (Job::Cancel(buyer), end) => {
                self.buyers[buyer].busy = false;
                // A customer whose click failed clicks again.
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
        self.buyers[buyer].bought = Some((id, session));
    }

    fn back_to_queue(&mut self, from: From, messages: Vec<Waiting>, end: &End) {
        for (place, message) in messages.into_iter().enumerate() {
            let failed = match end {
                End::Failed(failed) => failed.contains(&place.to_string()),
                _ => true,
            };
            // Delivered at least once: now and then a message stays though it was deleted.
            if !failed && (self.chaos.is_calm() || !self.chaos.chance(15)) {
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
            // After its retries Lambda gives a batch up; the sweep is to find what was lost with it.
            Some(_) if self.chaos.chance(10) && !self.chaos.is_calm() => {
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
    pub(crate) fn deliver(&mut self, from: From, most: usize) -> bool {
        let mut messages = Vec::new();
        for _ in 0..=self.chaos.below(most) {
            messages.extend(self.queue(from).take());
        }
        if messages.is_empty() {
            return false;
        }
        // A message whose visibility ends too soon is handled twice at the same time.
        if !self.chaos.is_calm() && self.chaos.chance(15) {
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
        if !self.chaos.is_calm() && self.chaos.chance(15) {
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
        self.chaos.tell(|| format!("buyer {buyer}: {step:?}"));
        if step == Step::Cancel {
            self.buyers[buyer].busy = true;
            let task = self.cancel(buyer).unwrap();
            return self.start(task);
        }
        self.at_stripe(&session, step);
    }

    /// Something happens to a session, and Stripe tells it any number of times.
    pub(crate) fn at_stripe(&mut self, session_id: &str, step: Step) {
        let total = self.total.amount;
        let (changed, event) = {
            let mut books = self.stripe.books();
            let session = books.sessions.get_mut(session_id).unwrap();
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
        // What comes when the shop no longer waits is known from Stripe alone, which repeats it for three days.
        if step == Step::PayAnyway {
            self.late.push(hint);
        }
    }

    /// Time goes on: whatever runs is over its limit, and what was claimed before then is free again.
    fn two_minutes_pass(&mut self) {
        self.chaos.tell(|| "two minutes pass".to_owned());
        while let Some(task) = self.tasks.pop() {
            self.ended(task, &End::Crashed);
        }
        self.claims_age();
    }

    /// The clock that the functions read cannot be moved, so the claims are made older instead.
    pub(crate) fn claims_age(&self) {
        for mail in self.all_mails().into_iter().filter(|mail| mail.claimed_until.is_some()) {
            let until = mail.claimed_until.unwrap().saturating_sub(SignedDuration::from_mins(2)).unwrap();
            let key = keys::mail(mail.order_id, mail.kind);
            let asked = json!({
                "TableName": self.engine.table, "Key": {"pk": {"S": key.pk}, "sk": {"S": key.sk}},
                "UpdateExpression": "SET claimed_until = :until",
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
