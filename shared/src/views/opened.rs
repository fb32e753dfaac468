//! What is opened of an order with its one key.

use super::note::OrderNote;
use crate::customer::Customer;
use crate::store::items::NoteItem;
use crate::vault::{OrderKey, VaultError};
use domain::purchase::Sealed;

/// The customer and the notes of an order.
pub struct Opened {
    /// Who bought.
    pub customer: Customer,
    /// What staff noted, oldest first.
    pub notes: Vec<OrderNote>,
}

impl Opened {
    /// Opens what lies sealed on an order and beside it.
    pub fn of(sealed: &Sealed, notes: &[NoteItem], key: &OrderKey) -> Result<Self, VaultError> {
        Ok(Self { customer: key.open(sealed)?.customer, notes: OrderNote::opened(notes, key)? })
    }
}
