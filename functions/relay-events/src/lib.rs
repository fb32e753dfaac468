//! The table's stream becomes mails, refunds and events for others. The loop is [`shared::stream::relay`].

use async_trait::async_trait;
use shared::config::StartError;
use shared::env::{Env, FromEnv};
use shared::stream::Outlets;

/// The mail queue, the refund queue and the bus.
pub struct Deps(pub Outlets);

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let (mail, refunds) = (env.queue("MAIL_QUEUE_URL")?, env.queue("REFUND_QUEUE_URL")?);
        Ok(Self(Outlets { mail, refunds, bus: env.bus()? }))
    }
}

impl AsRef<Outlets> for Deps {
    fn as_ref(&self) -> &Outlets {
        &self.0
    }
}
