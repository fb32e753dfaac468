//! Turns of a viewer's address to start or cancel checkouts, which anyone may do.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};

use super::{Env, FromEnv};
use crate::config::{self, StartError};
use crate::customer::Private;
use crate::lookup::LookupKey;
use crate::store::limits::{Limit, Turn};

const VARIABLE: &str = "CHECKOUTS_PER_ADDRESS";

/// The number of checkouts that an address may start, and may cancel, in an hour (`CHECKOUTS_PER_ADDRESS`). Addresses are
/// counted by keyed hashes.
#[derive(Debug, Clone)]
pub struct CheckoutTurns {
    lookup: LookupKey,
    per_hour: u32,
}

impl CheckoutTurns {
    pub const fn new(lookup: LookupKey, per_hour: u32) -> Self {
        Self { lookup, per_hour }
    }

    /// The turn that a request from an address takes for an action.
    pub fn turn(&self, scope: &'static str, source: &Private<Option<IpAddr>>, now: Timestamp) -> Turn {
        let limit = Limit { scope, turns: self.per_hour, window: SignedDuration::from_hours(1) };
        Turn::new(limit, &self.lookup.source_hash(*source.reveal()), now)
    }
}

impl FromEnv for CheckoutTurns {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let per_hour = config::required(VARIABLE)?.parse();
        let per_hour = per_hour.map_err(|_| StartError::Invalid(VARIABLE, "must be a number"))?;
        Ok(Self::new(env.handle().await?, per_hour))
    }
}
