//! Deliveries of queues and of the stream, at least once and in any order.

use crate::fakes::Waiting;
use crate::tasks::{End, Source};
use crate::world::World;

/// Receives after which a message moves to the dead letter queue, as in `template.yaml`.
const MAX_RECEIVES: u32 = 5;

impl World {
    pub(crate) fn back_to_queue(&mut self, from: Source, messages: Vec<Waiting>, end: &End) {
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
                self.dead.push(message.text);
            } else {
                self.queue(from).push(Waiting { receives, ..message });
            }
        }
    }

    pub(crate) fn relayed(&mut self, numbers: &[String], end: &End) {
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
}
