//! What a lost webhook would have told: Stripe's own list of what became of refunds and disputes, read from where the
//! last reading ended, and put into the queue as if the webhooks had come.

use jiff::{SignedDuration, Timestamp};
use shared::clock;
use shared::payments::hint::PaymentHint;
use shared::queue::{Fifo, HandlerError, send};

use crate::Deps;

/// How far back the first reading goes: as long as Stripe itself repeats a webhook
/// (<https://docs.stripe.com/webhooks#automatic-retries>).
const FIRST: SignedDuration = SignedDuration::from_hours(3 * 24);
/// How long Stripe lists events (<https://docs.stripe.com/api/events/list>), less a day.
const KEPT: SignedDuration = SignedDuration::from_hours(29 * 24);
/// How much of what was read is read again: an event can be listed a little after its own time.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);

/// Reads on, and has each payment that something became of looked at. Looking once too often changes nothing.
pub(crate) async fn read(deps: &Deps) -> Result<(), HandlerError> {
    let now = clock::now();
    let from = match deps.store.news_read_until().await? {
        Some(until) => until.saturating_sub(OVERLAP)?.max(now.saturating_sub(KEPT)?),
        None => now.saturating_sub(FIRST)?,
    };
    let (hints, until) = as_much_as_comes_at_once(deps, from, now).await?;
    tracing::info!(news.found = hints.len(), "read what became of refunds and disputes");
    for hint in &hints {
        let group = hint.group().to_owned();
        let once = format!("news-{}", hint.event_id().unwrap_or(hint.subject()));
        send(deps.queue.as_ref(), hint, Some(Fifo { group, once })).await?;
    }
    Ok(deps.store.news_were_read(until).await?)
}

/// The news from a time on, and until when they go: half as far as long as there are too many. The next reading goes on.
async fn as_much_as_comes_at_once(
    deps: &Deps,
    from: Timestamp,
    now: Timestamp,
) -> Result<(Vec<PaymentHint>, Timestamp), HandlerError> {
    // The present second is not over, and belongs to the next reading too.
    let mut seconds = now.as_second().saturating_sub(from.as_second()).saturating_add(1);
    loop {
        let until = from.saturating_add(SignedDuration::from_secs(seconds))?;
        match deps.payments.news(from, until).await? {
            Some(hints) => return Ok((hints, until.min(now))),
            None if seconds <= 1 => return Err("more became of payments in a second than can be read".into()),
            None => seconds /= 2,
        }
    }
}
