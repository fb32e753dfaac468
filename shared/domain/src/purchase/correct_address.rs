//! Staff correct the shipping address of an order that is still to be shipped.

use jiff::Timestamp;
use serde_json::json;

use super::{Actor, Change, Order, Purchase, Refused, Sealed};
use crate::audit::{Action, Event};

impl Purchase {
    /// Returns the order with its sealed customer, if its address can be corrected: the caller saw its present version, and
    /// it is still to be shipped.
    pub fn address_to_correct(&self, version: u64) -> Result<(&Order, &Sealed), Refused> {
        let order = self.order_to_ship(version)?;
        let sealed = order.confidential.as_ref().ok_or(Refused::CustomerErased)?;
        Ok((order, sealed))
    }

    /// Replaces the sealed customer by one with the corrected address. The audit trail records that the address was
    /// corrected and by whom, not the address.
    pub fn correct_address(
        self,
        version: u64,
        corrected: Sealed,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Change, Refused> {
        let (order, _) = self.address_to_correct(version)?;
        let order = Order { confidential: Some(corrected), ..order.clone() };
        let mut change = Change::of(self);
        change.events.push(Event::note(now, actor.clone(), Action::AddressCorrected, json!({})));
        change.order = Some(order);
        Ok(change)
    }
}
