//! Delivery of events: signed, repeated until the webhook takes them, and wrong on purpose when told so.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::app::App;
use crate::ids::now;
use crate::model::{Attempt, Delivery};
use crate::shapes::event::event;
use crate::signature::sign;

/// How long a webhook may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Hands events to the webhook until the server stops.
pub(crate) async fn deliver_all(app: Arc<App>, mut outbox: mpsc::UnboundedReceiver<String>) {
    let mut running = JoinSet::new();
    let mut held: Vec<String> = Vec::new();
    let mut tick = tokio::time::interval(Duration::from_millis(100));
    loop {
        tokio::select! {
            next = outbox.recv() => match next {
                Some(id) if !lost(&app, &id) => held.push(id),
                Some(_) => {}
                None => return,
            },
            // Frees held events when reordering is switched off, and lets sessions expire by themselves.
            _ = tick.tick() => {}
            Some(_) = running.join_next(), if !running.is_empty() => {}
        }
        for id in released(&app, &mut held) {
            let (copies, delay) = app.look(|inner| {
                (inner.world.faults.duplicates, Duration::from_millis(inner.world.faults.delay_ms))
            });
            for _ in 0..=copies {
                running.spawn(deliver(app.clone(), id.clone(), delay));
            }
        }
    }
}

fn lost(app: &App, id: &str) -> bool {
    app.with(|inner| {
        let lost = inner.world.faults.lose > 0;
        if lost {
            inner.world.faults.lose -= 1;
            if let Some(event) = inner.world.events.get_mut(id) {
                event.delivery = Delivery::Lost;
            }
        }
        lost
    })
}

/// What may go out now: all of it in order, or, once enough are held to reorder, the newest first.
fn released(app: &App, held: &mut Vec<String>) -> Vec<String> {
    app.look(|inner| {
        let wanted = inner.world.faults.reorder;
        if held.len() < wanted || held.is_empty() {
            return Vec::new();
        }
        let mut ready = std::mem::take(held);
        if wanted > 0 {
            ready.reverse();
            inner.world.faults.reorder = 0;
        }
        ready
    })
}

async fn deliver(app: Arc<App>, id: String, delay: Duration) {
    let Ok(client) = client() else { return };
    tokio::time::sleep(delay).await;
    for attempt in 1.. {
        let Some(answer) = try_once(&app, &client, &id).await else {
            return;
        };
        let taken = answer.as_ref().is_ok_and(|status| (200..300).contains(status));
        let Some(wait) = note(&app, &id, attempt, answer, taken) else {
            return;
        };
        tokio::time::sleep(wait).await;
    }
}

fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent("Stripe/1.0 (+https://stripe.com/docs/webhooks)")
        .build()
}

/// One signed request; nothing if the event or the webhook is gone meanwhile.
async fn try_once(app: &App, client: &reqwest::Client, id: &str) -> Option<Result<u16, String>> {
    let (url, secret, body) = app.look(|inner| {
        let event = event(inner.world.events.get(id)?);
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

/// Writes the attempt down and says how long to wait for the next one, if there is one.
fn note(app: &App, id: &str, attempt: u32, answer: Result<u16, String>, taken: bool) -> Option<Duration> {
    let (sentence, wait) = app.with(|inner| {
        let wait = inner.settings.retries.wait_after(attempt).filter(|_| !taken);
        let event = inner.world.events.get_mut(id)?;
        let told =
            answer.clone().map_or_else(|error| error, |status| format!("The webhook returned {status}."));
        let sentence = format!("Delivery {attempt} of event {id} ({}): {told}", event.kind);
        event.attempts.push(Attempt { at: now(), answer });
        event.delivery = match (taken || event.delivery == Delivery::Delivered, wait) {
            (true, _) => Delivery::Delivered,
            (false, Some(_)) => Delivery::Pending,
            (false, None) => Delivery::GivenUp,
        };
        Some((sentence, wait))
    })?;
    app.tell(&sentence);
    wait
}
