//! Handles: the resources that a function may request as its `Deps`, each built from the environment variables that it
//! needs.

use std::ops::Deref;
use std::sync::Arc;

use domain::email::EmailAddress;

use super::{Env, FromEnv};
use crate::config::{self, StartError};
use crate::lookup::LookupKey;
use crate::mail::Mailer;
use crate::queue::Queue;
use crate::store::catalog_cards::CatalogCards;
use crate::store::catalog_items::CatalogItems;
use crate::store::settings::SettingsCache;
use crate::store::{
    AuditTrail, CatalogIndex, EventCursor, Mails, OrderLists, PendingWork, ProductWriter, Products,
    PurchaseWriter, Purchases, RateLimits, SettingsWriter, ShopSettings, Statistics,
};
use crate::vault::Vault;

macro_rules! on_the_table {
    ($($handle:ty),+ $(,)?) => {$(
        impl FromEnv for $handle {
            async fn from_env(env: &Env) -> Result<Self, StartError> {
                env.store().await.map(Self::from)
            }
        }
    )+};
}

on_the_table! {
    AuditTrail, CatalogIndex, EventCursor, Mails, OrderLists, PendingWork, ProductWriter, Products, PurchaseWriter,
    Purchases, RateLimits, SettingsCache, SettingsWriter, ShopSettings, Statistics,
}

impl FromEnv for CatalogCards {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        env.catalog().await
    }
}

impl FromEnv for CatalogItems {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self::new(env.store().await?))
    }
}

impl FromEnv for Vault {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        env.vault()
    }
}

impl FromEnv for Arc<dyn Mailer> {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        env.mailer()
    }
}

/// Fetches the shop's key (`LOOKUP_SECRET`) once, at the cold start.
impl FromEnv for LookupKey {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self::new(env.secret("LOOKUP_SECRET").await?.reveal()))
    }
}

macro_rules! queues {
    ($($(#[doc = $about:literal])+ $queue:ident = $variable:literal;)+) => {$(
        $(#[doc = $about])+
        #[derive(Clone)]
        pub struct $queue(pub Arc<dyn Queue>);

        impl Deref for $queue {
            type Target = Arc<dyn Queue>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl FromEnv for $queue {
            async fn from_env(env: &Env) -> Result<Self, StartError> {
                env.queue($variable).map(Self)
            }
        }
    )+};
}

queues! {
    /// Hints about payments, processed by settle-payment (`PAYMENTS_QUEUE_URL`).
    PaymentsQueue = "PAYMENTS_QUEUE_URL";
    /// Mails that are owed, sent by send-mail (`MAIL_QUEUE_URL`).
    MailQueue = "MAIL_QUEUE_URL";
    /// Requested refunds, processed by issue-refund (`REFUND_QUEUE_URL`).
    RefundQueue = "REFUND_QUEUE_URL";
    /// Requests for tracking links, processed by find-tracking-links (`LINKS_QUEUE_URL`).
    LinksQueue = "LINKS_QUEUE_URL";
}

/// The sender of mails unless the settings name another (`MAIL_FROM`).
#[derive(Debug, Clone)]
pub struct MailFrom(pub EmailAddress);

impl FromEnv for MailFrom {
    async fn from_env(_env: &Env) -> Result<Self, StartError> {
        config::address("MAIL_FROM").map(Self)
    }
}

/// The storefront's address without a trailing slash (`STOREFRONT_URL`).
#[derive(Debug, Clone)]
pub struct StorefrontUrl(pub String);

impl FromEnv for StorefrontUrl {
    async fn from_env(_env: &Env) -> Result<Self, StartError> {
        config::required("STOREFRONT_URL").map(Self)
    }
}

// The handles are built at the same time: they mostly wait, for the table, for secrets and for Stripe.
macro_rules! tuples {
    ($(($($handle:ident),+))+) => {$(
        impl<$($handle: FromEnv),+> FromEnv for ($($handle,)+) {
            async fn from_env(env: &Env) -> Result<Self, StartError> {
                tokio::try_join!($($handle::from_env(env)),+)
            }
        }
    )+};
}

tuples! {
    (A, B)
    (A, B, C)
    (A, B, C, D)
    (A, B, C, D, E)
    (A, B, C, D, E, F)
}
