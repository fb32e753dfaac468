//! Event delivery: signed, retried until the webhook accepts, with faults on request.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::app::App;
use crate::ids::now;
use crate::model::{Attempt, Delivery};
use crate::objects::event::event;
use crate::signature::sign;

/// The time that a webhook may take to answer.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(20);

/// Delivers events to the webhook until the server stops.
pub(crate) async fn deliver_all(app: Arc<App>, mut outbox: mpsc::UnboundedReceiver<String>) {
    let mut running = JoinSet::new();
    let mut held: Vec<String> = Vec::new();
    let mut tick = tokio::time::interval(Duration::from_millis(100));
    loop {
        tokio::select! {
            next = outbox.recv() => match next {
                Some(id) if !drop_if_losing(&app, &id) => held.push(id),
                Some(_) => {}
                None => return,
            },
            // Releases held events when reordering is switched off, and lets due sessions expire.
            _ = tick.tick() => {}
            Some(_) = running.join_next(), if !running.is_empty() => {}
        }
        for id in take_ready(&app, &mut held) {
            let (copies, delay) = app.read(|inner| {
                (inner.state.faults.duplicates, Duration::from_millis(inner.state.faults.delay_ms))
            });
            for _ in 0..=copies {
                running.spawn(deliver(app.clone(), id.clone(), delay));
            }
        }
    }
}

fn drop_if_losing(app: &App, id: &str) -> bool {
    app.update(|inner| {
        let lost = inner.state.faults.lose > 0;
        if lost {
            inner.state.faults.lose -= 1;
            if let Some(event) = inner.state.events.get_mut(id) {
                event.delivery = Delivery::Lost;
            }
        }
        lost
    })
}

/// Takes the events that may be sent now: all in order, or, once `reorder` of them are held, the newest
/// first.
fn take_ready(app: &App, held: &mut Vec<String>) -> Vec<String> {
    app.read(|inner| {
        let needed = inner.state.faults.reorder;
        if held.len() < needed || held.is_empty() {
            return Vec::new();
        }
        let mut ready = std::mem::take(held);
        if needed > 0 {
            ready.reverse();
            inner.state.faults.reorder = 0;
        }
        ready
    })
}

async fn deliver(app: Arc<App>, id: String, delay: Duration) {
    let Ok(client) = client() else { return };
    tokio::time::sleep(delay).await;
    for attempt in 1.. {
        let Some(answer) = send(&app, &client, &id).await else {
            return;
        };
        let accepted = answer.as_ref().is_ok_and(|status| (200..300).contains(status));
        let Some(wait) = record(&app, &id, attempt, answer, accepted) else {
            return;
        };
        tokio::time::sleep(wait).await;
    }
}

fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(DELIVERY_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent("Stripe/1.0 (+https://stripe.com/docs/webhooks)")
        .build()
}

/// Sends one signed request; `None` if the event or the webhook no longer exists.
async fn send(app: &App, client: &reqwest::Client, id: &str) -> Option<Result<u16, String>> {
    let (url, secret, body) = app.read(|inner| {
        let event = event(inner.state.events.get(id)?);
        let body = serde_json::to_string_pretty(&event).ok()?;
        Some((inner.settings.webhook_url.clone()?, inner.settings.webhook_secret.clone(), body))
    })?;
    let sent = client
        .post(url)
        .header("Content-Type", "application/json; charset=utf-8")
        .header("Stripe-Signature", sign(&secret, now(), &body))
        .body(body)
        .send()
        .await;
    Some(match sent {
        Ok(response) => Ok(response.status().as_u16()),
        Err(error) if error.is_timeout() => Err("The webhook timed out.".to_owned()),
        Err(_) => Err("The webhook could not be reached.".to_owned()),
    })
}

/// Records the attempt and returns the wait before the next one, if there is one.
fn record(
    app: &App,
    id: &str,
    attempt: u32,
    answer: Result<u16, String>,
    accepted: bool,
) -> Option<Duration> {
    let (sentence, wait) = app.update(|inner| {
        let wait = inner.settings.retries.wait_after(attempt).filter(|_| !accepted);
        let event = inner.state.events.get_mut(id)?;
        let result =
            answer.clone().map_or_else(|error| error, |status| format!("The webhook returned {status}."));
        let sentence = format!("Delivery {attempt} of event {id} ({}): {result}", event.kind);
        event.attempts.push(Attempt { at: now(), answer });
        event.delivery = match (accepted || event.delivery == Delivery::Delivered, wait) {
            (true, _) => Delivery::Delivered,
            (false, Some(_)) => Delivery::Pending,
            (false, None) => Delivery::GivenUp,
        };
        Some((sentence, wait))
    })?;
    app.log(&sentence);
    wait
}
