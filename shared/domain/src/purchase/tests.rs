//! Every step of an order and every refund, on a purchase that was never stored.

mod corrections;
mod refunds;
mod steps;

use std::collections::BTreeSet;

use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::PurchaseState as S;
use super::*;
use crate::audit::Action;
use crate::ids::{OrderId, ProductId};
use crate::money::{Currency, Money};

const PAID: i64 = 4900;

fn eur(amount: i64) -> Money {
    Money::new(amount, Currency::EUR)
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn refund_id(number: u128) -> RefundId {
    RefundId::from_uuid(Uuid::from_u128(number))
}

/// The tenth minute after the payment.
fn action() -> StaffAction {
    let actor = Actor::Staff { sub: "sub-1".into(), email: "ada@studio.example".into() };
    StaffAction { actor, at: at(600), refund_id: refund_id(99) }
}

/// An order in a state that it entered five minutes after its payment, in version 7.
fn purchase(state: S) -> Purchase {
    let id = OrderId::from_uuid(Uuid::from_u128(1));
    let price = json!({"amount": PAID, "currency": "EUR"});
    let shipping = json!({"id": "standard", "name": "Standard", "price": {"amount": 0, "currency": "EUR"}});
    let quote = json!({
        "lines": [], "subtotal": price, "country": "DE", "shipping_options": [shipping], "shipping": shipping,
        "total": price, "lead_time_days": 3, "ship_by": "2027-01-20",
    });
    let chain = ChainHead::empty();
    let payment = json!({
        "session_id": "cs_1", "payment_intent": "pi_1", "captured": price,
        "tax_added": {"amount": 0, "currency": "EUR"}, "paid_at": at(0),
    });
    let order = json!({
        "id": id, "number": "3DT-7K2M9QXA", "state": state, "quote": quote, "payment": payment,
        "ship_by": "2027-01-20", "confidential": {"v": 1, "key": [], "nonce": [], "data": []},
        "customer_hash": "c", "secret_hash": "s", "parcels": [],
        "milestones": [{"state": "payment_confirmed", "at": at(0)}, {"state": state, "at": at(300)}],
        "version": 7, "chain": chain, "created_at": at(0),
    });
    let checkout = json!({
        "id": id, "state": "payment_confirmed", "quote": quote, "automatic_tax": false, "closes_at": at(0),
        "version": 2, "chain": chain, "created_at": at(0),
    });
    let checkout: Checkout = serde_json::from_value(checkout).unwrap();
    Purchase { order: Some(serde_json::from_value(order).unwrap()), ..Purchase::begun(checkout) }
}

fn with_refund(mut purchase: Purchase, number: u128, amount: i64, status: RefundStatus) -> Purchase {
    let refund = Refund {
        id: refund_id(number),
        amount: eur(amount),
        lines: Vec::new(),
        tax: Vec::new(),
        reason: "Scratched".into(),
        status,
        attempt: 1,
        payment_intent: "pi_1".into(),
        stripe_refund_id: Some("re_1".into()),
        failure: (status == RefundStatus::Failed).then(|| "expired_or_canceled_card".into()),
        requested_at: at(100),
        settled_at: None,
    };
    purchase.refunds.push(refund);
    purchase
}

fn disputed(mut purchase: Purchase, status: &str) -> Purchase {
    let order = purchase.order.as_mut().unwrap();
    let payment_intent = order.payment.payment_intent.clone().unwrap();
    order.disputes.push(Dispute { id: "dp_1".into(), payment_intent, status: status.into() });
    purchase
}

fn asked(document: Value) -> TransitionRequest {
    deserr::deserialize::<_, _, Faults>(document).unwrap()
}

/// A request with enough evidence for each state that staff can choose.
fn enough(to: S) -> TransitionRequest {
    let mut document = match to {
        S::Processing => json!({"details_verified": true}),
        S::Shipped => {
            json!({"carrier": "DHL", "tracking_number": "00340", "tracking_url": "https://dhl.example/00340"})
        }
        S::Delivered => json!({"delivered_at": at(550)}),
        S::Cancelled => json!({"reason": "The customer asked for it"}),
        _ => json!({}),
    };
    document["to"] = json!(to);
    document["version"] = json!(7);
    asked(document)
}

/// The faults' places and codes.
fn faults(refused: Refused) -> BTreeSet<(String, &'static str)> {
    match refused {
        Refused::Faulty(faults) => faults.0.into_iter().map(|fault| (fault.pointer, fault.code)).collect(),
        other => panic!("not faulty: {other}"),
    }
}

fn refused_evidence(from: S, document: Value) -> BTreeSet<(String, &'static str)> {
    faults(purchase(from).transition(&asked(document), &action()).unwrap_err())
}

fn set<const N: usize>(expected: [(&str, &'static str); N]) -> BTreeSet<(String, &'static str)> {
    expected.map(|(pointer, code)| (pointer.to_owned(), code)).into()
}

fn actions(change: &Change) -> Vec<(Action, Option<S>)> {
    change.events.iter().map(|event| (event.action, event.to)).collect()
}

fn new_refund(document: Value) -> NewRefund {
    deserr::deserialize::<_, _, Faults>(document).unwrap()
}
