//! The table's stream becomes mails, refunds and events for others. The loop is [`shared::stream::relay`].

use async_trait::async_trait;
use shared::config::StartError;
use shared::start::{Env, FromEnv};
use shared::stream::Destinations;

/// The mail queue, the refund queue and the bus.
pub struct Deps(pub Destinations);

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let (mail, refunds) = (env.queue("MAIL_QUEUE_URL")?, env.queue("REFUND_QUEUE_URL")?);
        Ok(Self(Destinations { mail, refunds, bus: env.bus()? }))
    }
}

impl AsRef<Destinations> for Deps {
    fn as_ref(&self) -> &Destinations {
        &self.0
    }
}
