//! A payment is confirmed: the purchase becomes an order.

use jiff::Timestamp;

use super::tax::{StripeTax, TaxBreakdown};
use super::{
    Actor, AmountPaid, Change, Checkout, MailKind, Milestone, Order, OrderContext, Payment, PaymentProof,
    Purchase, PurchaseState, Refund, RefundStatus, Refused, SealedCustomer, SettledSession, StockLocation,
    Transition, apply,
};
use crate::audit::Event;
use crate::ids::OrderNumber;
use crate::money::Money;
use crate::time::utc_date;

/// The facts that turn a paid checkout into an order.
#[derive(Debug, Clone)]
pub struct Confirmation {
    /// The payment of exactly the amount that was due.
    pub proof: PaymentProof,
    /// The tax that Stripe added.
    pub tax_added: Money,
    /// The amounts as Stripe taxed them, if it did.
    pub by_stripe: Option<StripeTax>,
    /// The number of the new order, unless one was reserved.
    pub number: OrderNumber,
    /// The customer, sealed for this purchase: that of the payment under way, or else a new one.
    pub customer: SealedCustomer,
    /// The settings, the stock and the first sales at this moment.
    pub context: OrderContext,
}

impl Purchase {
    /// Makes the order from the frozen cart, with its audit entry, its receipt, its settled session and the stock that it
    /// takes. Disputes and refunds that were recorded before are the order's own. Later changes of the products have no effect
    /// on it.
    pub fn confirm(
        self,
        confirmation: Confirmation,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Change, Refused> {
        let Confirmation { proof, tax_added, by_stripe, number, customer, context } = confirmation;
        let step = Transition::ConfirmPayment(proof.clone());
        let state = apply(self.state(), &step, actor)?;
        let checkout = self.checkout.clone();
        let number = checkout.order_number.clone().unwrap_or(number);
        let payment = Payment {
            session_id: proof.session_id().to_owned(),
            payment_intent: proof.payment_intent().map(ToOwned::to_owned),
            captured: proof.amount(),
            tax_added,
            paid_at: now,
        };
        let paid = Some(AmountPaid::from(&payment));
        let tax = TaxBreakdown::of(checkout.tax, &checkout.quote, payment.captured, by_stripe.as_ref());
        let oversold: Vec<_> = context.stock.iter().filter_map(StockLocation::missing).collect();
        let mut change = Change::of(self);
        change.order = Some(Order {
            id: checkout.id,
            number: number.clone(),
            state,
            payment,
            tax: tax?,
            ship_by: context.settings.calendar.after(utc_date(now), checkout.quote.lead_time_days),
            confidential: Some(customer.confidential),
            customer_hash: Some(customer.customer_hash),
            secret_hash: Some(customer.secret_hash),
            erased_at: None,
            erasure_requested_at: checkout.erased_at,
            parcels: Vec::new(),
            milestones: vec![Milestone { state: PurchaseState::PaymentConfirmed, at: now }],
            disputes: checkout.disputes.clone(),
            refunded: None,
            stock: context.stock.iter().map(|location| location.taken).collect(),
            oversold: oversold.clone(),
            version: 1,
            chain: checkout.chain.clone(),
            created_at: now,
            quote: checkout.quote.clone(),
        });
        change.events.push(Event::transition(now, actor.clone(), &step));
        change.owe(MailKind::Receipt, now);
        if context.settings.owner_mails.new_orders {
            change.owe(MailKind::NewOrder, now);
        }
        if !oversold.is_empty() {
            change.owe(MailKind::Oversold, now);
        }
        (1..=checkout.disputes.len()).for_each(|place| change.owe(MailKind::Disputed(place), now));
        change.owe_for_earlier_refunds(&proof, now);
        change.session = Some(SettledSession::ended(checkout.id, proof.session_id(), "order", now));
        change.checkout = Some(Checkout {
            state,
            order_number: Some(number),
            paid,
            disputes: Vec::new(),
            confidential: None,
            customer_hash: None,
            secret_hash: None,
            ..checkout
        });
        change.stock = context.stock;
        change.first_sales = context.first_sales;
        Ok(change)
    }
}

impl Change {
    /// Owes the mails about refunds of the payment that succeeded before it made the order.
    fn owe_for_earlier_refunds(&mut self, proof: &PaymentProof, now: Timestamp) {
        let of_payment = |refund: &&Refund| {
            refund.status == RefundStatus::Succeeded && proof.payment_intent() == Some(&refund.payment_intent)
        };
        let earlier = self.before.refunds.iter().filter(of_payment).map(|refund| refund.id);
        for id in earlier.collect::<Vec<_>>() {
            self.owe(MailKind::Refunded(id), now);
        }
    }
}
