//! Backfill for missed webhooks: polls Stripe's event list from the last cursor and enqueues each event.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use shared::clock;
use shared::queue::{Fifo, send};
use shared::worker::HandlerError;

use crate::Deps;

/// The span of the first poll: as long as Stripe retries a webhook
/// (<https://docs.stripe.com/webhooks#automatic-retries>).
const FIRST_SPAN: SignedDuration = SignedDuration::from_hours(3 * 24);
/// The age up to which Stripe lists events (<https://docs.stripe.com/api/events/list>), less a day.
const MAX_AGE: SignedDuration = SignedDuration::from_hours(29 * 24);
/// The overlap with the previous poll, because an event can be listed a little after its own time.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);

/// The maximum number of chunks per poll. The next poll continues from there.
const MAX_CHUNKS: usize = 10;

/// Polls from the cursor to now and enqueues a hint per changed payment and dispute. Settling a payment is idempotent, so
/// an event that is enqueued twice changes nothing.
pub(crate) async fn run(deps: &Deps) -> Result<(), HandlerError> {
    let now = clock::now();
    let cursor = deps.cursor.stripe_cursor().await?;
    let mut from = match cursor {
        Some(until) => until.saturating_sub(OVERLAP)?.max(now.saturating_sub(MAX_AGE)?),
        None => now.saturating_sub(FIRST_SPAN)?,
    };
    let ask = |from, to| {
        let payments = Arc::clone(&deps.payments);
        async move { Ok(payments.events(from, to).await?) }
    };
    for _ in 0..MAX_CHUNKS {
        let (hints, until) = largest_chunk(&ask, from, now).await?;
        tracing::info!(events.found = hints.len(), "polled Stripe's refund and dispute events");
        for hint in &hints {
            let group = hint.group().to_owned();
            let once = format!("news-{}", hint.event_id().unwrap_or(hint.subject()));
            send(deps.queue.as_ref(), hint, Some(Fifo { group, once })).await?;
        }
        deps.cursor.advance_stripe_cursor(until).await?;
        if until >= now {
            return Ok(());
        }
        from = until;
    }
    if cursor.is_some_and(|cursor| from <= cursor) {
        return Err("too many Stripe events: the poll could not advance its cursor".into());
    }
    Ok(())
}

/// The events from a time on, and the end of their span, which is halved until one call can read all of them.
async fn largest_chunk<T, Answer>(
    ask: &impl Fn(Timestamp, Timestamp) -> Answer,
    from: Timestamp,
    now: Timestamp,
) -> Result<(Vec<T>, Timestamp), HandlerError>
where
    Answer: Future<Output = Result<Option<Vec<T>>, HandlerError>>,
{
    // The present second is not over, so the next poll reads it again.
    let mut seconds = now.as_second().saturating_sub(from.as_second()).saturating_add(1);
    loop {
        let until = from.saturating_add(SignedDuration::from_secs(seconds))?;
        match ask(from, until).await? {
            Some(events) => return Ok((events, until.min(now))),
            None if seconds <= 1 => {
                return Err("too many Stripe events within one second to read them all".into());
            }
            None => seconds /= 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A provider with one event per second that returns at most five hundred per call.
    async fn one_event_a_second(from: Timestamp, to: Timestamp) -> Result<Option<Vec<i64>>, HandlerError> {
        let seconds: Vec<i64> = (from.as_second()..to.as_second()).collect();
        Ok((seconds.len() <= 500).then_some(seconds))
    }

    #[tokio::test]
    async fn many_events_are_read_in_chunks_without_a_gap_up_to_now() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let mut from = now.saturating_sub(SignedDuration::from_secs(1_700)).unwrap();
        let mut read = Vec::new();
        let mut chunks = 0;
        while from < now {
            let (events, until) = largest_chunk(&one_event_a_second, from, now).await.unwrap();
            assert!(until > from, "a chunk without progress");
            read.extend(events);
            (from, chunks) = (until, chunks + 1);
        }
        let all: Vec<i64> = (now.as_second() - 1_700..=now.as_second()).collect();
        assert_eq!((read, chunks <= MAX_CHUNKS), (all, true), "{chunks} chunks");
    }
}
