//! The one place that all requests share, and what follows from a change to it.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, mpsc};

use crate::config::{Config, Retries};
use crate::idempotency::InProgress;
use crate::model::Delivery;
use crate::world::{Cause, World};

/// What of the configuration can be changed while it runs.
#[derive(Clone, Serialize)]
pub(crate) struct Settings {
    pub(crate) webhook_url: Option<String>,
    #[serde(skip)]
    pub(crate) webhook_secret: String,
    pub(crate) enabled_events: Vec<String>,
    pub(crate) retries: Retries,
    pub(crate) public_url: String,
}

/// A change of the settings; what is left out stays as it is.
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

/// All that a lock guards.
pub(crate) struct Inner {
    pub(crate) world: World,
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
        mut world: World,
        outbox: mpsc::UnboundedSender<String>,
    ) -> Self {
        world.base_url.clone_from(&public_url);
        let settings = Settings {
            webhook_url: config.webhook_url.clone(),
            webhook_secret: config.webhook_secret.clone(),
            enabled_events: config.enabled_events.clone(),
            retries: config.retries,
            public_url,
        };
        let inner = Mutex::new(Inner { world, settings, in_progress: InProgress::default() });
        Self { api_key: config.api_key.clone(), changed: Notify::new(), inner, outbox, log: config.log }
    }

    /// Changes something under the lock, then sends what events came of it.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        let answer = self.look(work);
        self.changed.notify_one();
        answer
    }

    /// Looks under the lock at what need not be kept between starts.
    pub(crate) fn look<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.world.expire_due();
        inner.world.fail_due_refunds();
        let answer = work(&mut inner);
        inner.world.cause = Cause::default();
        for id in std::mem::take(&mut inner.world.outbox) {
            self.send_off(&mut inner, &id);
            self.changed.notify_one();
        }
        answer
    }

    fn send_off(&self, inner: &mut Inner, id: &str) {
        let Some(event) = inner.world.events.get_mut(id) else {
            return;
        };
        if inner.settings.listens_to(&event.kind) {
            // The receiver ends only with the server itself.
            let _ = self.outbox.send(id.to_owned());
        } else {
            event.delivery = Delivery::NotSent;
        }
    }

    /// Changes the settings.
    pub(crate) fn configure(&self, change: SettingsChange) -> Settings {
        self.with(|inner| {
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
                inner.world.base_url.clone_from(&settings.public_url);
            }
            settings.clone()
        })
    }

    /// Tells a plain sentence on standard output.
    pub(crate) fn tell(&self, sentence: &str) {
        if self.log {
            // A closed output must not stop the server.
            let _ = writeln!(std::io::stdout().lock(), "{sentence}");
        }
    }
}
