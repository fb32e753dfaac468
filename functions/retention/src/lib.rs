//! Once a day: orders that ended longer ago than the settings allow lose their customer's data.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use shared::clock;
use shared::config::StartError;
use shared::domain::purchase::Actor;
use shared::erasure::{Cause, Erased, erase_order};
use shared::schedule::Scheduled;
use shared::start::{Env, FromEnv};
use shared::store::Store;
use shared::worker::HandlerError;

/// For how long a run begins new pages: what is left is found by the next run.
const RUN: SignedDuration = SignedDuration::from_mins(4);
/// Orders a page.
const PAGE: u16 = 50;

/// Reads and changes orders. It opens nothing that is sealed.
pub struct Deps {
    /// The table.
    pub store: Store,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { store: env.store().await? })
    }
}

impl Scheduled for Deps {
    async fn run(&self, now: Timestamp) -> Result<(), HandlerError> {
        let days = i64::from(self.store.settings().await?.retention_days);
        let before = now.saturating_sub(SignedDuration::from_hours(24 * days))?;
        let actor = Actor::System { function: "retention".to_owned() };
        let (mut position, mut erased, mut kept, mut failed) = (None, 0_u32, 0_u32, None);
        loop {
            let page = self.store.erasable(before, position, PAGE).await?;
            for order in &page.orders {
                // An order that cannot be erased today must not keep those behind it.
                match erase_order(&self.store, order.id, &actor, Cause::TimeIsOver, now).await {
                    Ok(Erased::Done) => erased += 1,
                    Ok(Erased::Kept(_)) => kept += 1,
                    Err(error) => {
                        tracing::error!(purchase.id = %order.id, error = %error, "could not erase customer data");
                        failed = Some(error);
                    }
                }
            }
            position = page.next;
            if position.is_none() || clock::now().duration_since(now) > RUN {
                break;
            }
        }
        tracing::info!(
            orders.erased = erased,
            orders.kept = kept,
            "customer data past its retention period erased"
        );
        failed.map_or(Ok(()), |error| Err(error.into()))
    }
}
