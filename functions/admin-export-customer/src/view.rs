//! What a customer is told of themselves. Nothing of staff is in it: their names are their own data.

use jiff::Timestamp;
use serde::Serialize;
use shared::customer::{Customer, Private};
use shared::domain::money::Money;
use shared::domain::purchase::Parcel;
use shared::domain::quote::{QuoteLine, ShippingOption};
use shared::domain::refund::Refund;
use shared::mail::MailKind;
use shared::store::items::{Dispute, Milestone, OrderItem, Payment};
use shared::store::keys::utc_date;
use shared::store::purchases::Purchase;
use shared::views::note::OrderNote;
use shared::views::opened::Opened;
use shared::views::order::OrderSummary;
use utoipa::ToSchema;

/// All that the shop knows of a customer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CustomerExport {
    /// When it was put together.
    #[schema(value_type = String, format = DateTime)]
    pub exported_at: Timestamp,
    /// Their orders, newest first.
    pub orders: Vec<CustomerOrder>,
    /// The customer has more orders: send it as `cursor`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// An order, with who bought.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CustomerOrder {
    /// What lists show of it.
    #[serde(flatten)]
    pub summary: OrderSummary,
    /// Who bought, as they told Stripe's payment page.
    pub customer: Customer,
    /// What was bought.
    pub lines: Vec<QuoteLine>,
    /// The sum of the lines.
    pub subtotal: Money,
    /// How it was shipped.
    pub shipping: ShippingOption,
    /// How it was paid.
    pub payment: Payment,
    /// What was given back, or asked for.
    pub refunds: Vec<Refund>,
    /// Disputes that the customer's bank opened.
    pub disputes: Vec<Dispute>,
    /// Parcels and how they are followed.
    pub parcels: Vec<Parcel>,
    /// When the order came to each state.
    pub milestones: Vec<Milestone>,
    /// Mails that were sent.
    pub mails: Vec<SentMail>,
    /// What staff noted, oldest first: of the customer too, so it is theirs to know.
    pub notes: Vec<CustomerNote>,
}

/// What staff noted on an order. Who did is not told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerNote {
    /// What it says.
    #[schema(value_type = String)]
    pub text: Private<String>,
    /// Whether the customer got it, by mail.
    pub visible_to_customer: bool,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub written_at: Timestamp,
}

impl CustomerNote {
    fn of(note: OrderNote) -> Self {
        let OrderNote { text, visible_to_customer, written_at, .. } = note;
        Self { text, visible_to_customer, written_at }
    }
}

/// A mail that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SentMail {
    /// Which.
    pub kind: MailKind,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub sent_at: Timestamp,
}

impl CustomerOrder {
    /// An order, from all that lies beside it.
    pub(crate) fn of(order: &OrderItem, beside: &Purchase, opened: Opened) -> Self {
        let sent = |mail: &shared::store::items::MailItem| {
            Some(SentMail { kind: mail.kind, sent_at: mail.sent_at? })
        };
        Self {
            summary: OrderSummary::of(order, utc_date(order.created_at)),
            customer: opened.customer,
            notes: opened.notes.into_iter().map(CustomerNote::of).collect(),
            lines: order.quote.lines.clone(),
            subtotal: order.quote.subtotal,
            shipping: order.quote.shipping.clone(),
            payment: order.payment.clone(),
            refunds: beside.refunds.iter().map(|item| item.refund.clone()).collect(),
            disputes: order.disputes.clone(),
            parcels: order.parcels.clone(),
            milestones: order.milestones.clone(),
            mails: beside.mails.iter().filter_map(sent).collect(),
        }
    }
}
