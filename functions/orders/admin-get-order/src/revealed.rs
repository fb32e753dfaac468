//! Decrypts the sealed data of an order for callers who may see customers.

use shared::api::note::OrderNote;
use shared::customer::Customer;
use shared::domain::purchase::{Purchase, Sealed};
use shared::vault::{Vault, VaultError};

/// The decrypted data. Empty for callers who may not see customers, and for an erased order.
#[derive(Default)]
pub(crate) struct Revealed {
    /// The customer, if requested.
    pub(crate) customer: Option<Customer>,
    /// Staff notes, oldest first.
    pub(crate) notes: Option<Vec<OrderNote>>,
}

impl Revealed {
    /// Decrypts the notes, and the customer only if requested. If there is nothing to decrypt, the key is not
    /// unwrapped.
    pub(crate) async fn of(
        vault: &Vault,
        sealed: &Sealed,
        purchase: &Purchase,
        customer: bool,
    ) -> Result<Self, VaultError> {
        if purchase.notes.is_empty() && !customer {
            return Ok(Self { customer: None, notes: Some(Vec::new()) });
        }
        let key = vault.unlock(purchase.checkout.id, sealed).await?;
        let customer = if customer { Some(key.open(sealed)?.customer) } else { None };
        Ok(Self { customer, notes: Some(OrderNote::opened(&purchase.notes, &key)?) })
    }
}
