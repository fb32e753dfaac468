//! What lies sealed on an order, as far as whoever may see customers asks for it.

use shared::api::note::OrderNote;
use shared::customer::Customer;
use shared::domain::purchase::{Purchase, Sealed};
use shared::vault::{Vault, VaultError};

/// What is revealed; nothing to those who may not see customers, and of an erased order.
#[derive(Default)]
pub(crate) struct Revealed {
    /// Who bought, if that is asked.
    pub(crate) customer: Option<Customer>,
    /// What staff noted, oldest first.
    pub(crate) notes: Option<Vec<OrderNote>>,
}

impl Revealed {
    /// Opens the notes, and the customer, who else stays sealed, if asked for. With nothing to open the key stays wrapped.
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
