//! Mails that a purchase owes its customer, or the owner of the shop.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::MailKind;
use crate::ids::{LinkRequestId, OrderId};

/// The number of tries after which a mail fails, such as one whose worker crashes each time. The last ones are hours apart.
const MAX_TRIES: u32 = 13;
/// The number of tries that the queue makes by itself, minutes apart.
const QUEUE_TRIES: u32 = 5;
/// The time after which an outage ends a mail; by then its message is too old.
const PATIENCE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The longest wait between two tries in an outage, in minutes.
const LONGEST_WAIT: i64 = 6 * 60;

/// Delivery status of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailStatus {
    /// The mail is still to be sent.
    Owed,
    /// The mail was sent.
    Sent,
    /// The mail was not delivered, and is not tried again unless staff ask for it.
    Failed,
    /// The mail was not sent, because its message was no longer true or its customer was erased.
    Dropped,
}

/// Reason why a mail failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailFailure {
    /// The customer's address cannot receive mail.
    InvalidAddress,
    /// The mail provider refused the mail.
    Refused,
    /// Every try failed, for about a day, or for a week in which a service was unavailable.
    TooManyTries,
    /// The customer's mail server returned the mail.
    Bounced,
    /// The customer reported the mail as spam.
    Complained,
}

/// A mail that is owed or ended. It is written together with its cause, so that none is forgotten. Its serialised form is
/// the stored form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRecord {
    /// The id of the order.
    pub order_id: OrderId,
    /// The kind of the mail, with its cause.
    #[serde(flatten)]
    pub kind: MailKind,
    /// The delivery status of the mail.
    pub status: MailStatus,
    /// The time since which it is owed.
    pub owed_since: Timestamp,
    /// The end of the claim of the worker that sends it, so that no other worker sends it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_until: Option<Timestamp>,
    /// The number of claims so far, each of them a try.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tries: u32,
    /// The number of tries that an outage ended, which do not count as tries.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub delays: u32,
    /// The time before which it is not tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Timestamp>,
    /// The time at which it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// The provider's id of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// The reason why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<MailFailure>,
    /// The request that a mail with a tracking link answers last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<LinkRequestId>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(tries: &u32) -> bool {
    *tries == 0
}

impl MailRecord {
    /// Returns a mail that is owed from now on.
    pub const fn owed(order_id: OrderId, kind: MailKind, now: Timestamp) -> Self {
        Self {
            order_id,
            kind,
            status: MailStatus::Owed,
            owed_since: now,
            claimed_until: None,
            tries: 0,
            delays: 0,
            retry_at: None,
            sent_at: None,
            message_id: None,
            failure: None,
            request_id: None,
        }
    }

    /// Returns the mail with an order's tracking link. An order has one, however often the link is requested.
    pub fn tracking_link(order_id: OrderId, request_id: LinkRequestId, now: Timestamp) -> Self {
        let kind = MailKind::TrackingLink(LinkRequestId::from_uuid(order_id.uuid()));
        Self { request_id: Some(request_id), ..Self::owed(order_id, kind, now) }
    }

    /// Returns the time from which it is to be tried.
    pub fn due_at(&self) -> Timestamp {
        self.retry_at.unwrap_or(self.owed_since)
    }

    /// Returns the mail as the provider accepted it.
    #[must_use]
    pub fn sent(self, message_id: String, now: Timestamp) -> Self {
        let (sent_at, message_id) = (Some(now), Some(message_id));
        Self { sent_at, message_id, ..self.ended(MailStatus::Sent) }
    }

    /// Returns the mail after a failure that no retry repairs.
    #[must_use]
    pub fn failed(self, failure: MailFailure) -> Self {
        Self { failure: Some(failure), ..self.ended(MailStatus::Failed) }
    }

    /// Returns the mail, no longer to be sent.
    #[must_use]
    pub fn dropped(self) -> Self {
        self.ended(MailStatus::Dropped)
    }

    fn ended(self, status: MailStatus) -> Self {
        Self { status, claimed_until: None, retry_at: None, ..self }
    }

    /// Returns the mail after a try that failed and may succeed later. The queue repeats the first tries; each later one
    /// waits twice as long as the one before, and the last one ends the mail.
    #[must_use]
    pub fn tried(self, now: Timestamp) -> Self {
        let tries = self.tries.saturating_add(1);
        let mail = Self { tries, claimed_until: None, ..self };
        if tries >= MAX_TRIES {
            return mail.failed(MailFailure::TooManyTries);
        }
        Self { retry_at: after(wait(tries), now), ..mail }
    }

    /// Returns the mail after a try that an outage ended, which says nothing about the mail. It is repeated like any other,
    /// but at least every six hours, until it has been owed for a week.
    #[must_use]
    pub fn delayed(self, now: Timestamp) -> Self {
        if now.duration_since(self.owed_since) >= PATIENCE {
            return self.failed(MailFailure::TooManyTries);
        }
        let delays = self.delays.saturating_add(1);
        let wait = wait(self.tries.saturating_add(delays)).min(LONGEST_WAIT);
        Self { delays, claimed_until: None, retry_at: after(wait, now), ..self }
    }

    /// Returns true if no try is left: the last ones crashed before they could record their failure.
    pub const fn is_exhausted(&self) -> bool {
        self.tries >= MAX_TRIES
    }

    /// Returns true if the queue is to repeat the try that failed.
    pub const fn is_retried_by_queue(&self) -> bool {
        matches!(self.status, MailStatus::Owed) && self.tries.saturating_add(self.delays) < QUEUE_TRIES
    }
}

/// Returns the minutes to wait after so many tries: none while the queue repeats them, then twice as long each time.
fn wait(tries: u32) -> i64 {
    tries.checked_sub(QUEUE_TRIES).map_or(0, |later| 5 << later.min(MAX_TRIES))
}

fn after(minutes: i64, now: Timestamp) -> Option<Timestamp> {
    now.saturating_add(SignedDuration::from_mins(minutes)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60;

    #[test]
    fn a_mail_is_tried_for_about_a_day_and_then_fails() {
        let start = Timestamp::UNIX_EPOCH;
        let mut mail = MailRecord::owed(OrderId::from_uuid(uuid::Uuid::nil()), MailKind::Receipt, start);
        let mut now = start;
        for tries in 1..MAX_TRIES {
            mail = mail.tried(now);
            assert_eq!((mail.status, mail.tries), (MailStatus::Owed, tries));
            assert_eq!(mail.is_retried_by_queue(), tries < QUEUE_TRIES);
            now = mail.due_at();
        }
        let hours = now.duration_since(start).as_secs() / HOUR;
        assert!((20..=24).contains(&hours), "{hours} hours");
        let failed = mail.tried(now);
        assert_eq!((failed.status, failed.failure), (MailStatus::Failed, Some(MailFailure::TooManyTries)));
        assert!(!failed.is_retried_by_queue());
    }

    #[test]
    fn an_outage_of_a_week_delays_a_mail_and_a_longer_one_ends_it() {
        let start = Timestamp::UNIX_EPOCH;
        let mut mail = MailRecord::owed(OrderId::from_uuid(uuid::Uuid::nil()), MailKind::Receipt, start);
        let (mut now, mut tries) = (start, 0);
        loop {
            mail = mail.delayed(now);
            if mail.status == MailStatus::Failed {
                break;
            }
            tries += 1;
            assert_eq!((mail.status, mail.tries), (MailStatus::Owed, 0), "it has all its tries left");
            assert_eq!(mail.is_retried_by_queue(), tries < QUEUE_TRIES);
            assert!(mail.due_at().duration_since(now) <= SignedDuration::from_hours(6));
            now = mail.due_at();
        }
        let hours = now.duration_since(start).as_secs() / HOUR;
        assert!((7 * 24..=7 * 24 + 6).contains(&hours), "{hours} hours");
        assert!(tries < 50, "{tries} tries");
        assert_eq!(mail.failure, Some(MailFailure::TooManyTries));
    }
}
