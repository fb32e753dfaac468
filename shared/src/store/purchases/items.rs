//! The stored forms of a purchase's records, with their keys.
//!
//! Most records are stored as they are serialised, so that the golden files hold for the domain's own types.

use domain::ids::{OrderId, OrderNumber};
use domain::purchase::{
    Checkout, MailKind, MailRecord, MailStatus, Note, Order, PurchaseState, Refund, RefundStatus,
    SettledSession,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::Item;
use crate::store::items::{Stored, automatic_tax};
use crate::store::keys::{self, IndexKey, Key};

/// Time until a purchase that was never paid expires, in seconds: 90 days.
const KEPT_UNPAID: i64 = 90 * 24 * 60 * 60;

/// Time until the mail with a tracking link expires, in seconds: a week, and longer than it is tried.
const KEPT_LINK: i64 = 7 * 24 * 60 * 60;

impl Stored for Checkout {
    const ENTITY: &'static str = "checkout";
    fn key(&self) -> Key {
        keys::checkout(self.id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        match self.state {
            PurchaseState::PendingPayment => {
                let waits = self.awaiting_bank.then(|| keys::awaiting_bank(self.created_at, self.id));
                let of_customer = |hash: &String| keys::of_customer(hash, self.created_at, self.id);
                let of_customer = self.customer_hash.as_ref().map(of_customer);
                let pending = [keys::pending(self.id, self.created_at)];
                pending.into_iter().chain(waits).chain(of_customer).collect()
            }
            _ => Vec::new(),
        }
    }
    fn expires_at(&self) -> Option<i64> {
        let unpaid =
            matches!(self.state, PurchaseState::Cart | PurchaseState::Cancelled) && !self.money_returned;
        unpaid.then(|| self.created_at.as_second().saturating_add(KEPT_UNPAID))
    }
    fn add_for_previous_release(&self, item: &mut Item) {
        automatic_tax::add(item, self.tax.mode());
    }
}

impl Stored for Order {
    const ENTITY: &'static str = "order";
    fn key(&self) -> Key {
        keys::order(self.id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        let mut places = vec![
            keys::among_orders(self.created_at, self.id),
            keys::in_state(self.state, self.created_at, self.id),
        ];
        let of_customer = |hash: &String| keys::of_customer(hash, self.created_at, self.id);
        places.extend(self.customer_hash.as_ref().map(of_customer));
        places.extend(self.state.waits_to_be_shipped().then(|| keys::due(self.ship_by, self.id)));
        places.extend(self.holds_customer_since().map(|closed_at| keys::closed(closed_at, self.id)));
        places
    }
}

impl Stored for SettledSession {
    const ENTITY: &'static str = "session";
    fn key(&self) -> Key {
        keys::session(self.order_id, &self.session_id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
}

impl Stored for MailRecord {
    const ENTITY: &'static str = "mail";
    fn key(&self) -> Key {
        keys::mail(self.order_id, self.kind)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        match self.status {
            MailStatus::Owed => vec![keys::owed(keys::OWED_MAILS, self.due_at(), self.order_id)],
            MailStatus::Failed => vec![keys::owed(keys::FAILED_MAILS, self.owed_since, self.order_id)],
            MailStatus::Sent | MailStatus::Dropped => Vec::new(),
        }
    }
    fn expires_at(&self) -> Option<i64> {
        // Anybody may request a link, so its mail does not stay with the order.
        let expires = matches!(self.kind, MailKind::TrackingLink(_));
        expires.then(|| self.owed_since.as_second().saturating_add(KEPT_LINK))
    }
}

impl Stored for Note {
    const ENTITY: &'static str = "note";
    fn key(&self) -> Key {
        keys::note(self.order_id, self.id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
}

/// A refund with the purchase that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundItem {
    pub order_id: OrderId,
    pub refund: Refund,
}

impl Stored for RefundItem {
    const ENTITY: &'static str = "refund";
    fn key(&self) -> Key {
        keys::refund(self.order_id, self.refund.id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        match self.refund.status {
            RefundStatus::Requested => {
                vec![keys::owed(keys::OWED_REFUNDS, self.refund.requested_at, self.order_id)]
            }
            RefundStatus::Pending => {
                vec![keys::owed(keys::PENDING_REFUNDS, self.refund.requested_at, self.order_id)]
            }
            RefundStatus::Succeeded
            | RefundStatus::Failed
            | RefundStatus::Superseded
            | RefundStatus::PaidElsewhere => Vec::new(),
        }
    }
}

/// An order number that a purchase uses. It stays when the purchase ends without an order, because its customer knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberItem {
    pub number: OrderNumber,
    pub order_id: OrderId,
}

impl Stored for NumberItem {
    const ENTITY: &'static str = "number";
    fn key(&self) -> Key {
        keys::number(&self.number)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        vec![keys::among_numbers(&self.number)]
    }
}

/// A client's idempotency key, and the purchase that its first request began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdempotencyItem {
    /// The function that the key was sent to.
    pub scope: String,
    pub key: String,
    /// The hash of the request, which a later request with this key must match.
    pub request_hash: String,
    pub order_id: OrderId,
    pub created_at: Timestamp,
}

impl Stored for IdempotencyItem {
    const ENTITY: &'static str = "idempotency";
    fn key(&self) -> Key {
        keys::idempotency(&self.scope, &self.key)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
    fn expires_at(&self) -> Option<i64> {
        // Longer than any payment page is open, so that a late retry never opens a second purchase.
        Some(self.created_at.as_second().saturating_add(2 * 24 * 60 * 60))
    }
}
