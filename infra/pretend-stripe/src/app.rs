//! State shared by all requests, behind one lock; sends the events that a change emits.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, mpsc};

use crate::config::{Config, Retries};
use crate::idempotency::InProgress;
use crate::model::Delivery;
use crate::state::{Cause, StripeState};

/// The part of the configuration that can change at run time.
#[derive(Clone, Serialize)]
pub(crate) struct Settings {
    pub(crate) webhook_url: Option<String>,
    #[serde(skip)]
    pub(crate) webhook_secret: String,
    pub(crate) enabled_events: Vec<String>,
    pub(crate) retries: Retries,
    pub(crate) public_url: String,
}

/// A change of the settings; absent fields stay as they are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettingsChange {
    webhook_url: Option<String>,
    webhook_secret: Option<String>,
    enabled_events: Option<Vec<String>>,
    retries: Option<Retries>,
    public_url: Option<String>,
}

impl Settings {
    fn listens_to(&self, kind: &str) -> bool {
        self.webhook_url.is_some() && self.enabled_events.iter().any(|known| known == "*" || known == kind)
    }
}

/// The data that the lock guards.
pub(crate) struct Inner {
    pub(crate) state: StripeState,
    pub(crate) settings: Settings,
    pub(crate) in_progress: InProgress,
}

pub(crate) struct App {
    pub(crate) api_key: String,
    pub(crate) changed: Notify,
    inner: Mutex<Inner>,
    outbox: mpsc::UnboundedSender<String>,
    log: bool,
}

impl App {
    pub(crate) fn new(
        config: &Config,
        public_url: String,
        mut state: StripeState,
        outbox: mpsc::UnboundedSender<String>,
    ) -> Self {
        state.base_url.clone_from(&public_url);
        let settings = Settings {
            webhook_url: config.webhook_url.clone(),
            webhook_secret: config.webhook_secret.clone(),
            enabled_events: config.enabled_events.clone(),
            retries: config.retries,
            public_url,
        };
        let inner = Mutex::new(Inner { state, settings, in_progress: InProgress::default() });
        Self { api_key: config.api_key.clone(), changed: Notify::new(), inner, outbox, log: config.log }
    }

    /// Runs `work` under the lock, sends the events that it emitted and marks the state for saving.
    pub(crate) fn update<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        let answer = self.read(work);
        self.changed.notify_one();
        answer
    }

    /// Runs `work` under the lock without marking the state for saving.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.state.expire_due();
        inner.state.fail_due_refunds();
        let answer = work(&mut inner);
        inner.state.cause = Cause::default();
        for id in std::mem::take(&mut inner.state.outbox) {
            self.send_off(&mut inner, &id);
            self.changed.notify_one();
        }
        answer
    }

    fn send_off(&self, inner: &mut Inner, id: &str) {
        let Some(event) = inner.state.events.get_mut(id) else {
            return;
        };
        if inner.settings.listens_to(&event.kind) {
            // The receiver is dropped only when the server stops.
            let _ = self.outbox.send(id.to_owned());
        } else {
            event.delivery = Delivery::NotSent;
        }
    }

    pub(crate) fn configure(&self, change: SettingsChange) -> Settings {
        self.update(|inner| {
            let settings = &mut inner.settings;
            if let Some(url) = change.webhook_url {
                settings.webhook_url = Some(url).filter(|url| !url.is_empty());
            }
            if let Some(secret) = change.webhook_secret {
                settings.webhook_secret = secret;
            }
            if let Some(events) = change.enabled_events {
                settings.enabled_events = events;
            }
            if let Some(retries) = change.retries {
                settings.retries = retries;
            }
            if let Some(url) = change.public_url {
                url.trim_end_matches('/').clone_into(&mut settings.public_url);
                inner.state.base_url.clone_from(&settings.public_url);
            }
            settings.clone()
        })
    }

    /// Writes one sentence to standard output if logging is on.
    pub(crate) fn log(&self, sentence: &str) {
        if self.log {
            // A closed output must not stop the server.
            let _ = writeln!(std::io::stdout().lock(), "{sentence}");
        }
    }
}
