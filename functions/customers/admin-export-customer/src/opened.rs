//! Decrypts an order's customer data and notes with its one data key.

use shared::api::note::OrderNote;
use shared::customer::Customer;
use shared::domain::purchase::{Note, Sealed};
use shared::vault::{OrderKey, VaultError};

pub(crate) struct Opened {
    pub(crate) customer: Customer,
    /// Notes by staff, oldest first.
    pub(crate) notes: Vec<OrderNote>,
}

impl Opened {
    pub(crate) fn of(sealed: &Sealed, notes: &[Note], key: &OrderKey) -> Result<Self, VaultError> {
        Ok(Self { customer: key.open(sealed)?.customer, notes: OrderNote::opened(notes, key)? })
    }
}
