//! What is shown of an order to staff.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use shared::customer::Customer;
use shared::domain::audit::{AuditEntry, verify};
use shared::domain::money::{Money, MoneyError};
use shared::domain::purchase::Parcel;
use shared::domain::quote::{QuoteLine, ShippingOption};
use shared::domain::refund::Refund;
use shared::fulfilment::{NextStep, next_steps, refundable};
use shared::mail::MailKind;
use shared::store::items::{Dispute, MailItem, MailStatus, Milestone, OrderItem, Payment};
use shared::store::purchases::Purchase;
use shared::views::order::OrderSummary;
use utoipa::ToSchema;

/// Everything about an order.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AdminOrder {
    /// What lists show of it, its version included.
    #[serde(flatten)]
    pub summary: OrderSummary,
    /// Who bought.
    pub customer: Customer,
    /// What was bought, each line with the breakdown of its price.
    pub lines: Vec<QuoteLine>,
    /// The sum of the lines.
    pub subtotal: Money,
    /// How it is shipped.
    pub shipping: ShippingOption,
    /// Business days to make it.
    pub lead_time_days: u16,
    /// How it was paid.
    pub payment: Payment,
    /// Refunds that were asked for.
    pub refunds: Vec<Refund>,
    /// What can still be given back.
    pub refundable: Money,
    /// A dispute that the customer's bank opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dispute: Option<Dispute>,
    /// Parcels handed to a carrier.
    pub parcels: Vec<Parcel>,
    /// Mails owed and sent.
    pub mails: Vec<AdminMail>,
    /// When it came to each state.
    pub milestones: Vec<Milestone>,
    /// The audit trail, oldest first.
    pub audit: Vec<AuditEntry>,
    /// Whether the trail holds all entries that were written, unchanged.
    pub audit_intact: bool,
    /// What can be done next, with what must be shown for it.
    pub allowed: Vec<NextStep>,
}

/// A mail to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AdminMail {
    /// Which.
    pub kind: MailKind,
    /// Whether it went out.
    pub status: MailStatus,
    /// Since when it was owed.
    #[schema(value_type = String, format = DateTime)]
    pub owed_since: Timestamp,
    /// When it went out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub sent_at: Option<Timestamp>,
}

impl From<MailItem> for AdminMail {
    fn from(mail: MailItem) -> Self {
        Self { kind: mail.kind, status: mail.status, owed_since: mail.owed_since, sent_at: mail.sent_at }
    }
}

impl AdminOrder {
    /// The view of an order on a day, from all that lies beside it.
    pub(crate) fn of(
        order: OrderItem,
        beside: Purchase,
        customer: Customer,
        today: Date,
    ) -> Result<Self, MoneyError> {
        Ok(Self {
            summary: OrderSummary::of(&order, today),
            customer,
            refundable: refundable(&order, &beside.refunds)?,
            audit_intact: verify(&order.id.to_string(), &beside.audit, &order.chain).is_ok(),
            allowed: next_steps(order.state),
            lines: order.quote.lines,
            subtotal: order.quote.subtotal,
            shipping: order.quote.shipping,
            lead_time_days: order.quote.lead_time_days,
            payment: order.payment,
            refunds: beside.refunds.into_iter().map(|item| item.refund).collect(),
            dispute: order.dispute,
            parcels: order.parcels,
            mails: beside.mails.into_iter().map(AdminMail::from).collect(),
            milestones: order.milestones,
            audit: beside.audit,
        })
    }
}
