//! The run of one seed: buyers, deliveries and faults in any order, then recovery until no work is pending.

use futures::executor::block_on;
use jiff::SignedDuration;
use serde_json::json;
use shared::clock;
use shared::domain::purchase::MailRecord;
use shared::store::keys;

use crate::buyers::Step;
use crate::chaos::Chaos;
use crate::invariants::{Tally, check};
use crate::recovery::later;
use crate::tasks::{End, Job, Source, Task};
use crate::world::World;

/// Maximum number of concurrent invocations.
const MAX_CONCURRENT: usize = 4;

/// Runs a seed from its first buyer to the check of the invariants.
pub(crate) fn run(seed: u64, trace: &mut Option<Chaos>) -> Tally {
    let rate = [0, 20, 60, 120, 250][usize::try_from(seed % 5).unwrap()];
    let mut world = block_on(World::new(seed, rate));
    *trace = Some(world.chaos.clone());
    for _ in 0..=world.chaos.below(3) {
        world.add_buyer();
    }
    world.choose_addresses();
    for _ in 0..100 + world.chaos.below(250) {
        world.step();
    }
    world.recover();
    check(&world)
}

impl World {
    /// Performs one random step.
    fn step(&mut self) {
        if !self.tasks.is_empty() && self.chaos.chance(85) {
            return self.poll_any();
        }
        match self.chaos.below(100) {
            0..25 => self.buyer_acts(),
            25..65 if self.tasks.len() < MAX_CONCURRENT => {
                let from = Source::ALL[self.chaos.below(Source::ALL.len())];
                self.deliver(from, 3);
            }
            65..83 if self.tasks.len() < MAX_CONCURRENT => self.relay_next(),
            83..91 if self.tasks.len() < MAX_CONCURRENT => self.staff_act(),
            91..94 if self.tasks.len() < MAX_CONCURRENT => {
                let task = self.reconcile(later(6));
                self.start(task);
            }
            94 if self.tasks.len() < MAX_CONCURRENT => {
                let task = self.retain();
                self.start(task);
            }
            95..97 => self.advance_two_minutes(),
            97 => self.kill_reconcile(),
            _ => {}
        }
    }

    pub(crate) fn start(&mut self, task: Task) {
        self.chaos.record(|| format!("starts: {:?}", task.job));
        self.tasks.push(task);
    }

    pub(crate) fn poll_any(&mut self) {
        let place = self.chaos.below(self.tasks.len());
        let before = self.mailer.state().accepted.len();
        let end = self.tasks[place].poll();
        let after = self.mailer.state().accepted.len();
        self.tasks[place].mails.extend(before + 1..=after);
        self.tasks[place].queried.extend(self.chaos.take_queried());
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
            (Job::CancelOrder(buyer), end) => {
                self.buyers[buyer].busy = false;
                match end {
                    // 404: the customer was erased since.
                    End::Answer(200 | 404 | 409, _) => {}
                    End::Answer(500.., _) | End::Crashed => {
                        self.buyers[buyer].steps.push_front(Step::CancelOrder);
                    }
                    other => panic!("a customer cancelled and got {other:?}"),
                }
            }
            (Job::Work(from, messages), end) => {
                if !matches!(end, End::Failed(failed) if failed.is_empty()) {
                    self.cut_off.extend(task.mails);
                }
                self.back_to_queue(from, messages, end);
            }
            (Job::Relay(numbers), end) => self.relayed(&numbers, end),
            (Job::Transition(order), end) => Self::transitioned(&order, end),
            (Job::Erase, end) => self.asked_to_erase(end),
            (Job::Reconcile, end) => money_came_first(&task.queried, end),
            (Job::Retain, _) => {}
        }
    }

    /// A reconcile exceeds its time in the middle of its work.
    fn kill_reconcile(&mut self) {
        let running = self.tasks.iter().position(|task| matches!(task.job, Job::Reconcile));
        if let Some(place) = running {
            let task = self.tasks.remove(place);
            self.ended(task, &End::Crashed);
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

    /// Moves claims and waits into the past, because the functions' clock cannot be advanced. Half a day passes, so that a mail
    /// that is never accepted is a week old before the last sweep.
    pub(crate) fn expire_claims(&self) {
        for mail in self.all_mails() {
            let until = mail.claimed_until.unwrap_or_else(clock::now);
            let until = until.saturating_sub(SignedDuration::from_mins(2)).unwrap();
            let owed = mail.owed_since.saturating_sub(SignedDuration::from_hours(12)).unwrap();
            let key = keys::mail(mail.order_id, mail.kind);
            let asked = json!({
                "TableName": self.engine.table, "Key": {"pk": {"S": key.pk}, "sk": {"S": key.sk}},
                "UpdateExpression": "SET claimed_until = :until, owed_since = :owed REMOVE retry_at",
                "ExpressionAttributeValues": {
                    ":until": {"S": keys::sortable(until)}, ":owed": {"S": owed.to_string()},
                },
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

/// Asserts that a reconcile, however it ended, looked for refunds before it looked for anything else.
fn money_came_first(queried: &[String], end: &End) {
    let money = [keys::OWED_REFUNDS, keys::PENDING_REFUNDS];
    let later = queried.iter().position(|partition| !money.contains(&partition.as_str()));
    let first = &queried[..later.unwrap_or(queried.len())];
    let whole = money.iter().all(|partition| first.iter().any(|queried| queried == partition));
    assert!(
        whole || (later.is_none() && matches!(end, End::Crashed)),
        "reconcile neglected money: {queried:?}"
    );
}
