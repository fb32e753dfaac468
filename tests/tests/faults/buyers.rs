//! Customers and their banks: what each buyer does next, at the shop and at Stripe.

use std::collections::VecDeque;

use serde_json::Value;
use shared::domain::ids::OrderId;
use shared::domain::purchase::settlement::SessionStatus;
use shared::payments::hint::PaymentHint;

use crate::stripe::{StripeDispute, dispute_hint};
use crate::world::World;

/// Next action of a customer, their bank or Stripe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Pay,
    PayWrong,
    Bank,
    BankPays,
    BankRefuses,
    Expire,
    Cancel,
    /// Cancels the order through its link.
    CancelOrder,
    /// Takes the money although the session is closed: paid in another tab at the same moment.
    PayAnyway,
    /// Somebody refunds half of what is left of the payment in Stripe's dashboard.
    RefundHalf,
    /// Somebody refunds everything that is left of the payment in Stripe's dashboard.
    RefundAll,
    /// The bank disputes the payment.
    Dispute,
    /// The bank decides the dispute for the shop.
    DisputeWon,
    /// The bank decides the dispute for the customer.
    DisputeLost,
}

use Step::{
    Bank, BankPays, BankRefuses, Cancel, CancelOrder, Dispute, DisputeLost, DisputeWon, Expire, Pay,
    PayAnyway, PayWrong, RefundAll, RefundHalf,
};

const PLANS: [&[Step]; 25] = [
    &[Pay],
    &[Pay],
    &[Pay],
    &[PayWrong],
    &[Bank, BankPays],
    &[Bank, BankRefuses],
    &[Expire],
    &[Cancel],
    &[Cancel, Pay],
    &[Pay, Cancel],
    &[Pay, CancelOrder],
    &[Pay, CancelOrder, CancelOrder],
    &[Pay, Dispute, CancelOrder],
    &[Cancel, PayAnyway],
    &[Expire, PayAnyway],
    &[Pay, RefundHalf],
    &[Pay, RefundAll],
    &[Pay, RefundHalf, RefundAll],
    &[PayWrong, RefundHalf],
    &[Cancel, PayAnyway, RefundAll],
    &[Pay, Dispute],
    &[Pay, Dispute, DisputeWon],
    &[Pay, Dispute, DisputeLost],
    &[Pay, RefundHalf, Dispute, DisputeLost],
    &[],
];

#[derive(Debug, Clone)]
pub(crate) struct Buyer {
    pub(crate) key: String,
    /// The cart's id. Buyers with the same cart are tabs of one customer.
    pub(crate) cart: String,
    /// Mark of the customer, which is in all of their data.
    pub(crate) customer: String,
    /// Destination; tabs with another one have a changed cart at the same price.
    pub(crate) country: &'static str,
    pub(crate) steps: VecDeque<Step>,
    /// The purchase and its session, once the shop has answered.
    pub(crate) bought: Option<(OrderId, String)>,
    pub(crate) busy: bool,
}

impl World {
    /// Adds a buyer with a random plan, in a cart of their own or the one of the first buyer.
    pub(crate) fn add_buyer(&mut self) {
        let n = self.buyers.len();
        let steps = PLANS[self.chaos.below(PLANS.len())].iter().copied().collect();
        let shared = if self.chaos.chance(50) { 0 } else { n };
        let country = ["DE", "AT"][self.chaos.below(2)];
        let (key, cart, customer) = (format!("key-{n}"), format!("{shared:032x}"), format!("marked{shared}"));
        self.buyers.push(Buyer { key, cart, customer, country, steps, bought: None, busy: false });
    }

    pub(crate) fn buyer_acts(&mut self) {
        let buyer = self.chaos.below(self.buyers.len());
        if self.buyers[buyer].busy {
            return;
        }
        let Some((_, session)) = self.buyers[buyer].bought.clone() else {
            self.buyers[buyer].busy = true;
            let task = self.begin(buyer);
            return self.start(task);
        };
        let Some(step) = self.buyers[buyer].steps.pop_front() else { return };
        self.chaos.record(|| format!("buyer {buyer}: {step:?}"));
        if step == Cancel {
            self.buyers[buyer].busy = true;
            let task = self.cancel(buyer).unwrap();
            return self.start(task);
        }
        if step == CancelOrder {
            if let Some(task) = self.cancel_order(buyer) {
                self.buyers[buyer].busy = true;
                self.start(task);
            } else if self.chaos.chance(80) {
                // The receipt with the link has not arrived yet.
                self.buyers[buyer].steps.push_front(CancelOrder);
            }
            return;
        }
        self.at_stripe(&session, step);
    }

    /// Notes the page that a buyer got.
    pub(crate) fn bought(&mut self, buyer: usize, reply: &Value) {
        let id: OrderId = serde_json::from_value(reply["checkout_id"].clone()).unwrap();
        let session = reply["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let cart = self.carts.entry(self.buyers[buyer].cart.clone()).or_default();
        cart.insert(session.clone());
        let mut state = self.stripe.state();
        let open = cart.iter().filter(|id| state.session(id).unwrap().status == SessionStatus::Open);
        assert!(open.count() <= 1, "a customer has two open payment pages for one cart");
        for session in state.sessions.iter_mut().filter(|session| session.order_id == id) {
            session.customer.clone_from(&self.buyers[buyer].customer);
        }
        drop(state);
        self.buyers[buyer].bought = Some((id, session));
    }

    /// Applies a step at Stripe and delivers the event about it zero or more times.
    pub(crate) fn at_stripe(&mut self, session_id: &str, step: Step) {
        match step {
            RefundHalf => self.refund_in_dashboard(session_id, 2),
            RefundAll => self.refund_in_dashboard(session_id, 1),
            Dispute => {
                let opened = self.stripe.state().open_dispute(session_id);
                self.deliver_dispute(opened);
            }
            DisputeWon | DisputeLost => {
                let status = if step == DisputeWon { "won" } else { "lost" };
                let closed = self.stripe.state().close_dispute(session_id, status);
                self.deliver_dispute(closed);
            }
            _ => self.on_page(session_id, step),
        }
    }

    /// Refunds a share of a payment in Stripe's dashboard. The poll of events finds it too.
    fn refund_in_dashboard(&self, session_id: &str, share: i64) {
        let Some(payment_intent) = self.stripe.state().refund_in_dashboard(session_id, share) else { return };
        for _ in 0..self.chaos.below(3) {
            let (event_id, payment_intent) = (Some("evt_refund".to_owned()), payment_intent.clone());
            self.hint(&PaymentHint::Refunds { event_id, payment_intent });
        }
    }

    /// The poll of events finds the dispute too.
    fn deliver_dispute(&self, dispute: Option<StripeDispute>) {
        let Some(dispute) = dispute else { return };
        for _ in 0..self.chaos.below(3) {
            self.hint(&dispute_hint(&dispute, Some("evt_dispute".to_owned())));
        }
    }

    /// Applies a step to a session.
    fn on_page(&mut self, session_id: &str, step: Step) {
        let total = self.total.amount;
        let (order_id, changed, event) = {
            let mut state = self.stripe.state();
            let session = state.session_mut(session_id).unwrap();
            let was = session.status.clone();
            match (step, &was) {
                (Pay, SessionStatus::Open)
                | (BankPays, SessionStatus::AwaitingBank)
                | (PayAnyway, SessionStatus::Open | SessionStatus::Expired) => session.pay(total),
                (PayWrong, SessionStatus::Open) => session.pay(total - 1),
                (Bank, SessionStatus::Open) => session.status = SessionStatus::AwaitingBank,
                (BankRefuses, SessionStatus::AwaitingBank) => session.status = SessionStatus::BankRefused,
                (Expire, SessionStatus::Open) => session.status = SessionStatus::Expired,
                _ => {}
            }
            (session.order_id, session.status != was, self.chaos.below(1_000_000))
        };
        if !changed {
            return;
        }
        let hint = session_hint(session_id, order_id, event);
        for _ in 0..self.chaos.below(4) {
            self.hint(&hint);
        }
        // Once the purchase has ended, the shop learns of this payment only from Stripe's event, which is retried for
        // three days.
        if step == PayAnyway {
            self.late.push(hint);
        }
    }
}

/// Returns the hint that the webhook enqueues for a session's event.
pub(crate) fn session_hint(session_id: &str, order_id: OrderId, event: usize) -> PaymentHint {
    let event_id = Some(format!("evt_{event}"));
    PaymentHint::Session { event_id, session_id: session_id.to_owned(), order_id: Some(order_id) }
}
