//! The adapter as a function's handle.

use std::ops::Deref;
use std::sync::Arc;

use shared::config::{self, StartError};
use shared::payments::Payments;
use shared::start::{Env, FromEnv};

use crate::{Client, InvalidSetup, Stripe, Transport};

const API_KEY: &str = "STRIPE_API_KEY_SECRET";
const BASE: &str = "STRIPE_API_BASE";
const ROOTS: &str = "STRIPE_CA_BUNDLE";

/// Handle to the payment provider: Stripe with the shop's key (`STRIPE_API_KEY_SECRET`), or in development its stand-in
/// (`STRIPE_API_BASE`), whose certificate may have roots of its own (`STRIPE_CA_BUNDLE`, a file). Production refuses both.
#[derive(Clone)]
pub struct StripePayments(pub Arc<dyn Payments>);

impl Deref for StripePayments {
    type Target = Arc<dyn Payments>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl FromEnv for StripePayments {
    /// Fetches the key and opens a connection at the same time.
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let base = config::development_only(BASE, env.stage())?;
        let roots = config::development_only(ROOTS, env.stage())?.map(std::fs::read).transpose();
        let roots = roots.map_err(|_| StartError::Invalid(ROOTS, "the file cannot be read"))?;
        let transport = Transport::new(base.as_deref(), roots.as_deref()).map_err(invalid)?;
        let (key, ()) = tokio::join!(env.secret(API_KEY), transport.warm_up());
        let client = Client::new(transport, key?.reveal()).map_err(invalid)?;
        Ok(Self(Arc::new(Stripe::from(client).for_stack(config::optional("STACK")))))
    }
}

const fn invalid(setup: InvalidSetup) -> StartError {
    match setup {
        InvalidSetup::ApiKey => StartError::Invalid(API_KEY, "it is not a header value"),
        InvalidSetup::Base => StartError::Invalid(BASE, "must be https, or http on this machine"),
        InvalidSetup::Roots => StartError::Invalid(ROOTS, "it contains no root certificates"),
    }
}
