//! Decrypts an order's customer data and notes with its one data key.

use shared::api::note::OrderNote;
use shared::customer::Customer;
use shared::domain::purchase::{Note, Sealed};
use shared::vault::{OrderKey, VaultError};

/// The decrypted customer data and notes of an order.
pub(crate) struct Opened {
    /// The customer.
    pub(crate) customer: Customer,
    /// Notes by staff, oldest first.
    pub(crate) notes: Vec<OrderNote>,
}

impl Opened {
    /// Decrypts an order's sealed data and its notes.
    pub(crate) fn of(sealed: &Sealed, notes: &[Note], key: &OrderKey) -> Result<Self, VaultError> {
        Ok(Self { customer: key.open(sealed)?.customer, notes: OrderNote::opened(notes, key)? })
    }
}
