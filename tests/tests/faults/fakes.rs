//! Queues, event bus and data keys in memory.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use shared::customer::Private;
use shared::domain::ids::OrderId;
use shared::events::{Bus, BusError, DomainEvent};
use shared::queue::{Fifo, Queue, QueueError};
use shared::vault::{DataKey, DataKeys, VaultError};
use shop_tests::keys::LocalKeys;

use crate::chaos::Chaos;

/// A queued message with its receive count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Waiting {
    pub(crate) text: String,
    pub(crate) receives: u32,
}

/// A queue that delivers in any order, more than once, and to several receivers at a time.
#[derive(Debug, Clone)]
pub(crate) struct MemoryQueue {
    chaos: Chaos,
    waiting: Arc<Mutex<Vec<Waiting>>>,
}

impl MemoryQueue {
    pub(crate) fn new(chaos: &Chaos) -> Self {
        Self { chaos: chaos.clone(), waiting: Arc::default() }
    }

    pub(crate) fn push(&self, message: Waiting) {
        let mut waiting = self.waiting.lock().unwrap();
        waiting.push(message);
        // Sorted, so that the drawn message follows from the seed even though ids and times do not.
        waiting.sort_unstable();
    }

    pub(crate) fn len(&self) -> usize {
        self.waiting.lock().unwrap().len()
    }

    /// Removes and returns a random message.
    pub(crate) fn take(&self) -> Option<Waiting> {
        let mut waiting = self.waiting.lock().unwrap();
        let place = (!waiting.is_empty()).then(|| self.chaos.below(waiting.len()))?;
        Some(waiting.remove(place))
    }
}

#[async_trait]
impl Queue for MemoryQueue {
    async fn put(&self, text: String, _: Option<Fifo>) -> Result<(), QueueError> {
        let put = self.chaos.act("queue: send", || self.push(Waiting { text, receives: 0 })).await;
        put.map_err(|_| QueueError("injected".to_owned()))
    }
}

/// The event bus, with the ids of the published events.
#[derive(Debug, Clone)]
pub(crate) struct MemoryBus {
    pub(crate) chaos: Chaos,
    pub(crate) published: Arc<Mutex<BTreeSet<String>>>,
}

#[async_trait]
impl Bus for MemoryBus {
    async fn publish(&self, events: &[DomainEvent]) -> Vec<Result<(), BusError>> {
        let mut outcomes = Vec::new();
        for event in events {
            let id = event.event_id.clone();
            let act = self.chaos.act("bus: publish", || self.published.lock().unwrap().insert(id)).await;
            outcomes.push(act.map(drop).map_err(|_| BusError("injected".to_owned())));
        }
        outcomes
    }
}

/// Data keys in memory, whose calls can fail.
pub(crate) struct MemoryKeys {
    pub(crate) chaos: Chaos,
    pub(crate) keys: Arc<LocalKeys>,
}

#[async_trait]
impl DataKeys for MemoryKeys {
    async fn generate(&self, order_id: OrderId) -> Result<DataKey, VaultError> {
        let lost = |_| VaultError::Keys("injected".to_owned());
        self.chaos.act("keys: generate", || ()).await.map_err(lost)?;
        self.keys.generate(order_id).await
    }

    async fn unwrap(&self, order_id: OrderId, wrapped: &[u8]) -> Result<Private<Vec<u8>>, VaultError> {
        let lost = |_| VaultError::Keys("injected".to_owned());
        self.chaos.act("keys: unwrap", || ()).await.map_err(lost)?;
        self.keys.unwrap(order_id, wrapped).await
    }
}
