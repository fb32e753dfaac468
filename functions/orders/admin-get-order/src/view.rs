//! The view of an order for staff.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use shared::api::note::OrderNote;
use shared::api::order::OrderSummary;
use shared::customer::Customer;
use shared::domain::audit::AuditEntry;
use shared::domain::checkout::quote::{QuoteLine, ShippingOption};
use shared::domain::money::{Money, MoneyError};
use shared::domain::purchase::tax::{TaxBreakdown, TaxedAmount};
use shared::domain::purchase::{
    Dispute, MailFailure, MailKind, MailName, MailRecord, MailStatus, Milestone, NextStep, Order, Parcel,
    Payment, Purchase, PurchaseState, Refund, RefundableLine, next_steps,
};
use shared::http::{Role, newest};
use utoipa::ToSchema;

use crate::revealed::Revealed;

/// Full details of an order, or of a purchase that awaits payment, was cancelled before payment, or whose payment was
/// returned.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AdminOrder {
    /// Summary of the order, as in lists, including its version.
    #[serde(flatten)]
    pub summary: OrderSummary,
    /// The customer, if requested with `customer=true`. Present from payment until erasure, and while the customer's bank is
    /// to confirm the payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    /// Staff notes, oldest first. Omitted for viewers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<OrderNote>>,
    /// Time at which the customer's personal data was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub erased_at: Option<Timestamp>,
    /// Time at which the customer asked to be erased; it is done once nothing needs the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub erasure_requested_at: Option<Timestamp>,
    /// Line items, each with the breakdown of its price.
    pub lines: Vec<QuoteLine>,
    /// Sum of the line item totals.
    pub subtotal: Money,
    /// Shipping option chosen for the order.
    pub shipping: ShippingOption,
    /// Lead time in business days.
    pub lead_time_days: u16,
    /// Payment of the order, once it is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<Payment>,
    /// Rate, net and tax of each line item and of shipping, frozen at payment. Absent from orders paid before this was
    /// recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax: Option<TaxBreakdown>,
    /// Net and tax of each rate, the highest rate first.
    pub tax_rates: Vec<TaxedAmount>,
    /// Refunds requested for the order.
    pub refunds: Vec<Refund>,
    /// Amount that can still be refunded.
    pub refundable: Money,
    /// For each line item, the items that no refund is for yet. Empty for a purchase that is not an order.
    pub refundable_lines: Vec<RefundableLine>,
    /// Disputes opened by the customer's bank.
    pub disputes: Vec<Dispute>,
    /// Parcels handed to a carrier.
    pub parcels: Vec<Parcel>,
    /// Mails about the order, pending and ended; all but `new_order`, `disputed` and `oversold` are to the
    /// customer.
    pub mails: Vec<AdminMail>,
    /// Times at which the order entered its states.
    pub milestones: Vec<Milestone>,
    /// Newest entries of the order's audit trail, oldest first; if the first has a `seq` above 1,
    /// the older ones are only in the list of the subject's entries.
    pub audit: Vec<AuditEntry>,
    /// `true` if the audit trail is complete and unmodified.
    pub audit_intact: bool,
    /// Transitions that the caller may request, with the evidence that each requires.
    pub allowed: Vec<NextStep>,
}

/// A mail about an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AdminMail {
    /// Name of the mail, with which it is sent again.
    pub name: MailName,
    /// Kind of the mail.
    #[serde(flatten)]
    pub kind: MailKind,
    /// Delivery status of the mail.
    pub status: MailStatus,
    /// Time at which the mail was requested.
    #[schema(value_type = String, format = DateTime)]
    pub owed_since: Timestamp,
    /// Time at which the mail was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub sent_at: Option<Timestamp>,
    /// Message id of the mail provider, for enquiries about its delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// Reason why the mail failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<MailFailure>,
}

impl From<MailRecord> for AdminMail {
    fn from(mail: MailRecord) -> Self {
        let MailRecord { kind, status, owed_since, sent_at, message_id, failure, .. } = mail;
        Self { name: MailName(kind), kind, status, owed_since, sent_at, message_id, failure }
    }
}

/// Maximum size of the audit trail in the answer.
const MAX_TRAIL_BYTES: usize = 150_000;

impl AdminOrder {
    /// Builds the view of an order on a day, from its records and its decrypted data.
    pub(crate) fn paid(
        order: &Order,
        beside: Purchase,
        revealed: Revealed,
        today: Date,
    ) -> Result<Self, MoneyError> {
        let refundable = order.refundable(&beside.refunds)?;
        let refundable_lines = order.refundable_lines(&beside.refunds)?;
        let held = beside.payment_hold(order)?.is_some();
        Ok(Self {
            customer: revealed.customer,
            notes: revealed.notes,
            erased_at: order.erased_at,
            erasure_requested_at: order.erasure_requested_at,
            refundable,
            refundable_lines,
            allowed: next_steps(order.state, held, !order.stock.is_empty()),
            payment: Some(order.payment.clone()),
            tax_rates: order.tax.as_ref().map(TaxBreakdown::per_rate).transpose()?.unwrap_or_default(),
            tax: order.tax.clone(),
            parcels: order.parcels.clone(),
            milestones: order.milestones.clone(),
            ..Self::beside(OrderSummary::of(order, today), beside)
        })
    }

    /// Limits `allowed` to the steps that these roles may take: admins all, fulfilment and machines all but cancelling.
    pub(crate) fn for_roles(mut self, roles: &[Role]) -> Self {
        let moves_on = roles.contains(&Role::Fulfilment) || roles.contains(&Role::Automation);
        let may = |step: &NextStep| moves_on && step.to != PurchaseState::Cancelled;
        self.allowed.retain(|step| roles.contains(&Role::Admin) || may(step));
        self
    }

    /// Builds the view of a purchase that is not an order.
    pub(crate) fn unpaid(purchase: Purchase, revealed: Revealed) -> Self {
        let erased_at = purchase.checkout.erased_at;
        let beside = Self::beside(OrderSummary::unpaid(&purchase.checkout), purchase);
        Self { customer: revealed.customer, erased_at, ..beside }
    }

    /// Builds the part that every purchase has. The order's cart is the checkout's, which never changes.
    fn beside(summary: OrderSummary, mut purchase: Purchase) -> Self {
        let audit_intact = purchase.audit_is_intact();
        newest(&mut purchase.audit, MAX_TRAIL_BYTES);
        let disputes = purchase.disputes().to_vec();
        let quote = purchase.checkout.quote;
        Self {
            audit_intact,
            allowed: next_steps(summary.state, false, false),
            summary,
            customer: None,
            notes: None,
            erased_at: None,
            erasure_requested_at: None,
            refundable: Money::zero(quote.total.currency),
            refundable_lines: Vec::new(),
            lines: quote.lines,
            subtotal: quote.subtotal,
            shipping: quote.shipping,
            lead_time_days: quote.lead_time_days,
            payment: None,
            tax: None,
            tax_rates: Vec::new(),
            refunds: purchase.refunds,
            disputes,
            parcels: Vec::new(),
            mails: purchase.mails.into_iter().map(AdminMail::from).collect(),
            milestones: Vec::new(),
            audit: purchase.audit,
        }
    }
}
