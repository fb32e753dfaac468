//! The export of a customer's data. It contains no data about staff, whose names are their own personal data.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use shared::api::note::OrderNote;
use shared::api::order::OrderSummary;
use shared::customer::{Customer, Private};
use shared::domain::checkout::quote::{QuoteLine, ShippingOption};
use shared::domain::ids::{OrderId, OrderNumber};
use shared::domain::money::Money;
use shared::domain::purchase::{
    Dispute, MailKind, Milestone, NumberedPurchase, Parcel, Payment, Purchase, Refund,
};
use shared::domain::time::utc_date;
use shared::http::{Problem, ProblemBody};
use utoipa::ToSchema;

use crate::opened::Opened;

/// All data that the shop stores about a customer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CustomerExport {
    /// Time at which the export was created.
    #[schema(value_type = String, format = DateTime)]
    pub exported_at: Timestamp,
    /// Orders of the customer, newest first, and purchases that their bank is to confirm.
    pub orders: Vec<CustomerOrder>,
    /// Orders of the customer that could not be exported. Repeat the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub failed: Vec<FailedOrder>,
    /// Present if the customer has more orders: send it as `cursor` in the next request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// An order that could not be exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FailedOrder {
    /// Id of the order.
    pub id: OrderId,
    /// Short, human-readable order number.
    pub number: OrderNumber,
    /// The problem that prevented the export.
    #[schema(value_type = ProblemBody<'static>)]
    pub problem: Value,
}

impl FailedOrder {
    pub(crate) fn of(purchase: &NumberedPurchase, problem: Problem) -> Self {
        Self { id: purchase.id(), number: purchase.number().clone(), problem: problem.into_document() }
    }
}

/// An order with its customer data.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CustomerOrder {
    /// Summary of the order, as in lists.
    #[serde(flatten)]
    pub summary: OrderSummary,
    /// Customer data as entered on Stripe's payment page.
    pub customer: Customer,
    /// Line items of the order.
    pub lines: Vec<QuoteLine>,
    /// Sum of the line item totals.
    pub subtotal: Money,
    /// Shipping option chosen for the order.
    pub shipping: ShippingOption,
    /// Payment of the order, once it is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<Payment>,
    /// Refunds of the order, including requested ones.
    pub refunds: Vec<Refund>,
    /// Disputes opened by the customer's bank.
    pub disputes: Vec<Dispute>,
    /// Parcels with their tracking details.
    pub parcels: Vec<Parcel>,
    /// Times at which the order entered its states.
    pub milestones: Vec<Milestone>,
    /// Mails sent to the customer.
    pub mails: Vec<SentMail>,
    /// Staff notes, oldest first. Included because they are data about the customer.
    pub notes: Vec<CustomerNote>,
}

/// A staff note on an order, without its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerNote {
    /// Text of the note.
    #[schema(value_type = String)]
    pub text: Private<String>,
    /// `true` if the note was sent to the customer by mail.
    pub visible_to_customer: bool,
    /// Time at which the note was written.
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
    /// Kind of the mail.
    pub kind: MailKind,
    /// Time at which the mail was sent.
    #[schema(value_type = String, format = DateTime)]
    pub sent_at: Timestamp,
}

impl CustomerOrder {
    pub(crate) fn of(purchase: &NumberedPurchase, beside: &Purchase, opened: Opened) -> Self {
        let (quote, order) = (purchase.quote(), purchase.order());
        let sent = |mail: &shared::domain::purchase::MailRecord| {
            Some(SentMail { kind: mail.kind, sent_at: mail.sent_at? })
        };
        Self {
            summary: OrderSummary::numbered(purchase, utc_date(purchase.created_at())),
            customer: opened.customer,
            notes: opened.notes.into_iter().map(CustomerNote::of).collect(),
            lines: quote.lines.clone(),
            subtotal: quote.subtotal,
            shipping: quote.shipping.clone(),
            payment: order.map(|order| order.payment.clone()),
            refunds: beside.refunds.clone(),
            disputes: beside.disputes().to_vec(),
            parcels: order.map(|order| order.parcels.clone()).unwrap_or_default(),
            milestones: order.map(|order| order.milestones.clone()).unwrap_or_default(),
            mails: beside.mails.iter().filter(|mail| mail.kind.is_to_customer()).filter_map(sent).collect(),
        }
    }
}
