//! What is shown of an order to staff.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use shared::customer::Customer;
use shared::domain::audit::{AuditEntry, verify};
use shared::domain::money::{Money, MoneyError};
use shared::domain::purchase::{Parcel, PurchaseState};
use shared::domain::quote::{QuoteLine, ShippingOption};
use shared::domain::refund::Refund;
use shared::fulfilment::{NextStep, next_steps, refundable};
use shared::http::Role;
use shared::mail::MailKind;
use shared::store::items::{Dispute, MailItem, MailStatus, Milestone, OrderItem, Payment};
use shared::store::purchases::Purchase;
use shared::views::note::OrderNote;
use shared::views::order::OrderSummary;
use utoipa::ToSchema;

use crate::revealed::Revealed;

/// Everything about an order, or about a purchase that waits for its payment, was cancelled before it, or whose payment
/// went back.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AdminOrder {
    /// What lists show of it, its version included.
    #[serde(flatten)]
    pub summary: OrderSummary,
    /// Who bought, if that was asked with `customer=true`, once it is paid and until it is erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    /// What staff noted, oldest first; not for viewers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<OrderNote>>,
    /// When all that was known of the customer was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub erased_at: Option<Timestamp>,
    /// What was bought, each line with the breakdown of its price.
    pub lines: Vec<QuoteLine>,
    /// The sum of the lines.
    pub subtotal: Money,
    /// How it is shipped.
    pub shipping: ShippingOption,
    /// Business days to make it.
    pub lead_time_days: u16,
    /// How it was paid, once it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<Payment>,
    /// Refunds that were asked for.
    pub refunds: Vec<Refund>,
    /// What can still be given back.
    pub refundable: Money,
    /// Disputes that the customer's bank opened.
    pub disputes: Vec<Dispute>,
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
    /// What the caller can do next, with what must be shown for it.
    pub allowed: Vec<NextStep>,
}

/// A mail to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AdminMail {
    /// Which.
    #[serde(flatten)]
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
    /// The provider's id of it, under which it can be asked what became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
}

impl From<MailItem> for AdminMail {
    fn from(mail: MailItem) -> Self {
        let MailItem { kind, status, owed_since, sent_at, message_id, .. } = mail;
        Self { kind, status, owed_since, sent_at, message_id }
    }
}

impl AdminOrder {
    /// The view of an order on a day, from all that lies beside it.
    pub(crate) fn paid(
        order: &OrderItem,
        beside: Purchase,
        revealed: Revealed,
        today: Date,
    ) -> Result<Self, MoneyError> {
        let refundable = refundable(order, &beside.refunds)?;
        Ok(Self {
            customer: revealed.customer,
            notes: revealed.notes,
            erased_at: order.erased_at,
            refundable,
            payment: Some(order.payment.clone()),
            disputes: order.disputes.clone(),
            parcels: order.parcels.clone(),
            milestones: order.milestones.clone(),
            ..Self::beside(OrderSummary::of(order, today), beside)
        })
    }

    /// The same with only the steps that these roles may take: admins all, fulfilment and machines all but cancelling.
    pub(crate) fn for_roles(mut self, roles: &[Role]) -> Self {
        let moves_on = roles.contains(&Role::Fulfilment) || roles.contains(&Role::Automation);
        let may = |step: &NextStep| moves_on && step.to != PurchaseState::Cancelled;
        self.allowed.retain(|step| roles.contains(&Role::Admin) || may(step));
        self
    }

    /// The view of a purchase that is no order.
    pub(crate) fn unpaid(purchase: Purchase) -> Self {
        Self::beside(OrderSummary::unpaid(&purchase.checkout), purchase)
    }

    /// What is shown of every purchase. The order's cart is the checkout's, which never changes.
    fn beside(summary: OrderSummary, purchase: Purchase) -> Self {
        let audit_intact = verify(&summary.id.to_string(), &purchase.audit, purchase.chain()).is_ok();
        let quote = purchase.checkout.quote;
        Self {
            audit_intact,
            allowed: next_steps(summary.state),
            summary,
            customer: None,
            notes: None,
            erased_at: None,
            refundable: Money::zero(quote.total.currency),
            lines: quote.lines,
            subtotal: quote.subtotal,
            shipping: quote.shipping,
            lead_time_days: quote.lead_time_days,
            payment: None,
            refunds: purchase.refunds.into_iter().map(|item| item.refund).collect(),
            disputes: Vec::new(),
            parcels: Vec::new(),
            mails: purchase.mails.into_iter().map(AdminMail::from).collect(),
            milestones: Vec::new(),
            audit: purchase.audit,
        }
    }
}
