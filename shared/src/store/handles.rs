//! Narrow handles to the table. The handles that a function names in its `Deps` are what it may do; all of them share one
//! client. The primitives of [`Store`] below them are for this crate only.

use std::ops::Deref;

use super::Store;

macro_rules! handles {
    ($($(#[doc = $about:literal])+ $handle:ident($inner:ident);)+) => {$(
        $(#[doc = $about])+
        #[derive(Debug, Clone)]
        pub struct $handle($inner);

        impl From<Store> for $handle {
            fn from(store: Store) -> Self {
                Self(store.into())
            }
        }

        impl Deref for $handle {
            type Target = $inner;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    )+};
}

handles! {
    /// Reads products, categories and the whole catalogue.
    Products(Store);
    /// Changes products, their uploads and the categories; reads like [`Products`].
    ProductWriter(Products);
    /// Moves the pointer to the compact catalogue; reads like [`Products`].
    CatalogIndex(Products);
    /// Reads single purchases.
    Purchases(Store);
    /// Begins and amends purchases; reads like [`Purchases`].
    PurchaseWriter(Purchases);
    /// Lists orders by state, customer, ship-by date or age.
    OrderLists(Store);
    /// Sums orders, revenue and refunds by day.
    Statistics(Store);
    /// Sweeps work that is pending: payments, mails and refunds.
    PendingWork(Store);
    /// Claims mails, so that one worker at a time sends a mail; reads like [`Purchases`].
    Mails(Purchases);
    /// Reads and advances the cursor of the event backfill.
    EventCursor(Store);
    /// Counts requests for rate limits.
    RateLimits(Store);
    /// Reads the settings of the shop.
    ShopSettings(Store);
    /// Replaces the settings of the shop; reads like [`ShopSettings`].
    SettingsWriter(ShopSettings);
    /// Reads the audit trail.
    AuditTrail(Store);
}
