//! The one way to change a purchase that exists: read it, decide, write, and start again if it changed in between.

use std::future::ready;

use domain::ids::OrderId;
use domain::purchase::{Change, Purchase};

use crate::store::{PurchaseWriter, StoreError};

/// The number of times that a purchase is read and decided on before it counts as contended.
const TRIES: usize = 5;

impl PurchaseWriter {
    /// Changes a purchase: reads it, lets `decide` make the change, and writes it. Returns the change that was written, or
    /// none if there was nothing to change.
    ///
    /// If the purchase changed between the read and the write, it is read and decided on again, so `decide` may run several
    /// times and must check what it depends on each time, such as the version that its caller saw.
    pub async fn amend<E: From<StoreError>>(
        &self,
        id: OrderId,
        mut decide: impl FnMut(Purchase) -> Result<Option<Change>, E>,
    ) -> Result<Option<Change>, E> {
        self.amend_async(id, |purchase| ready(decide(purchase))).await
    }

    /// Like `amend`, for a decision that calls another service, such as Stripe or the vault.
    // `AsyncFnMut` would read better, but rustc cannot prove yet that the future of a generic one is `Send` (E0477).
    pub async fn amend_async<E: From<StoreError>, Decision>(
        &self,
        id: OrderId,
        decide: impl FnMut(Purchase) -> Decision,
    ) -> Result<Option<Change>, E>
    where
        Decision: Future<Output = Result<Option<Change>, E>>,
    {
        self.amend_read(id, None, decide).await
    }

    /// Like `amend_async`, for a purchase that was read just now.
    pub async fn amend_read<E: From<StoreError>, Decision>(
        &self,
        id: OrderId,
        mut read: Option<Purchase>,
        mut decide: impl FnMut(Purchase) -> Decision,
    ) -> Result<Option<Change>, E>
    where
        Decision: Future<Output = Result<Option<Change>, E>>,
    {
        for _ in 0..TRIES {
            let purchase = match read.take() {
                Some(purchase) => purchase,
                None => self.purchase(id).await?.ok_or(StoreError::UnknownPurchase)?,
            };
            let Some(change) = decide(purchase).await? else { return Ok(None) };
            match self.write(&change).await {
                // The next attempt draws another order number and looks up the stock again.
                Err(StoreError::Conflict | StoreError::NumberTaken | StoreError::StockGone) => {}
                written => return written.map(|()| Some(change)).map_err(E::from),
            }
        }
        Err(StoreError::Contended.into())
    }
}
