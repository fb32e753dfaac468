//! The adapter as a function's handle.

use std::ops::Deref;
use std::sync::Arc;

use shared::config::{self, StartError};
use shared::payments::Payments;
use shared::start::{Env, FromEnv};

use crate::Stripe;

/// Handle to the payment provider: Stripe with the shop's key (`STRIPE_API_KEY_SECRET`), or in development its stand-in
/// (`STRIPE_API_BASE`), which production refuses.
#[derive(Clone)]
pub struct StripePayments(pub Arc<dyn Payments>);

impl Deref for StripePayments {
    type Target = Arc<dyn Payments>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl FromEnv for StripePayments {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let base = config::development_only("STRIPE_API_BASE", env.stage())?;
        let key = env.secret("STRIPE_API_KEY_SECRET").await?;
        let stripe = Stripe::new(key.reveal(), base.as_deref());
        let stripe = stripe
            .map_err(|_| StartError::Invalid("STRIPE_API_KEY_SECRET", "the Stripe client rejected it"))?;
        Ok(Self(Arc::new(stripe.for_stack(config::optional("STACK")))))
    }
}
