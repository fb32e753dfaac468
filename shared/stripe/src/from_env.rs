//! Creates the adapter from the environment.

use std::sync::Arc;

use shared::config::{self, StartError};
use shared::payments::Payments;
use shared::start::Env;

use crate::Stripe;

/// Connects to Stripe with the shop's key (`STRIPE_API_KEY_SECRET`), or in development to its stand-in
/// (`STRIPE_API_BASE`), which production refuses.
pub async fn from_env(env: &Env) -> Result<Arc<dyn Payments>, StartError> {
    let base = config::development_only("STRIPE_API_BASE", env.stage())?;
    let key = env.secret("STRIPE_API_KEY_SECRET").await?;
    let stripe = Stripe::new(key.reveal(), base.as_deref());
    let stripe =
        stripe.map_err(|_| StartError::Invalid("STRIPE_API_KEY_SECRET", "the Stripe client rejected it"))?;
    Ok(Arc::new(stripe))
}
