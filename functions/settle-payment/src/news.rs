//! What a lost webhook would have told: Stripe's own list of what became of refunds and disputes, read from where the
//! last reading ended, and put into the queue as if the webhooks had come.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use shared::clock;
use shared::queue::{Fifo, HandlerError, send};

use crate::Deps;

/// How far back the first reading goes: as long as Stripe itself repeats a webhook
/// (<https://docs.stripe.com/webhooks#automatic-retries>).
const FIRST: SignedDuration = SignedDuration::from_hours(3 * 24);
/// How long Stripe lists events (<https://docs.stripe.com/api/events/list>), less a day.
const KEPT: SignedDuration = SignedDuration::from_hours(29 * 24);
/// How much of what was read is read again: an event can be listed a little after its own time.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);

/// Into how many pieces a reading falls at most; the next one goes on.
const PIECES: usize = 10;

/// Reads on, and has each payment that something became of looked at. Looking once too often changes nothing.
pub(crate) async fn read(deps: &Deps) -> Result<(), HandlerError> {
    let now = clock::now();
    let known = deps.store.news_read_until().await?;
    let mut from = match known {
        Some(until) => until.saturating_sub(OVERLAP)?.max(now.saturating_sub(KEPT)?),
        None => now.saturating_sub(FIRST)?,
    };
    let ask = |from, to| {
        let payments = Arc::clone(&deps.payments);
        async move { Ok(payments.news(from, to).await?) }
    };
    for _ in 0..PIECES {
        let (hints, until) = as_much_as_comes_at_once(&ask, from, now).await?;
        tracing::info!(news.found = hints.len(), "polled Stripe's refund and dispute events");
        for hint in &hints {
            let group = hint.group().to_owned();
            let once = format!("news-{}", hint.event_id().unwrap_or(hint.subject()));
            send(deps.queue.as_ref(), hint, Some(Fifo { group, once })).await?;
        }
        deps.store.news_were_read(until).await?;
        if until >= now {
            return Ok(());
        }
        from = until;
    }
    if known.is_some_and(|known| from <= known) {
        return Err("too many Stripe events: the poll could not advance its cursor".into());
    }
    Ok(())
}

/// The news from a time on, and until when they go: half as far as long as there are too many.
async fn as_much_as_comes_at_once<T, Answer>(
    ask: &impl Fn(Timestamp, Timestamp) -> Answer,
    from: Timestamp,
    now: Timestamp,
) -> Result<(Vec<T>, Timestamp), HandlerError>
where
    Answer: Future<Output = Result<Option<Vec<T>>, HandlerError>>,
{
    // The present second is not over, and belongs to the next reading too.
    let mut seconds = now.as_second().saturating_sub(from.as_second()).saturating_add(1);
    loop {
        let until = from.saturating_add(SignedDuration::from_secs(seconds))?;
        match ask(from, until).await? {
            Some(news) => return Ok((news, until.min(now))),
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

    /// Five hundred at once of a provider that has one piece of news a second.
    async fn of_one_a_second(from: Timestamp, to: Timestamp) -> Result<Option<Vec<i64>>, HandlerError> {
        let seconds: Vec<i64> = (from.as_second()..to.as_second()).collect();
        Ok((seconds.len() <= 500).then_some(seconds))
    }

    #[tokio::test]
    async fn many_news_are_read_piece_by_piece_without_a_gap_up_to_now() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let mut from = now.saturating_sub(SignedDuration::from_secs(1_700)).unwrap();
        let mut read = Vec::new();
        let mut pieces = 0;
        while from < now {
            let (news, until) = as_much_as_comes_at_once(&of_one_a_second, from, now).await.unwrap();
            assert!(until > from, "a piece that goes nowhere");
            read.extend(news);
            (from, pieces) = (until, pieces + 1);
        }
        let all: Vec<i64> = (now.as_second() - 1_700..=now.as_second()).collect();
        assert_eq!((read, pieces <= PIECES), (all, true), "{pieces} pieces");
    }
}
