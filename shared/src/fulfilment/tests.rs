//! Every step of an order and every refund, on a purchase that was never stored.

use std::collections::BTreeSet;

use domain::audit::{ChainHead, verify};
use domain::ids::OrderId;
use domain::money::{Currency, Money};
use domain::purchase::PurchaseState as S;
use domain::refund::Refund;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::mail::MailKind;
use crate::store::items::{AuditItem, CheckoutItem, Dispute, RefundItem, from_item, to_item};
use crate::store::keys;
use crate::store::purchases::Change;

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
fn act() -> Act {
    let actor = Actor::Admin { sub: "sub-1".into(), email: "ada@studio.example".into() };
    Act { actor, at: at(600), refund_id: refund_id(99) }
}

/// An order in a state, which it came to five minutes after its payment, in version 7.
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
    let checkout: CheckoutItem = serde_json::from_value(checkout).unwrap();
    Purchase { order: Some(serde_json::from_value(order).unwrap()), ..Purchase::begun(checkout) }
}

fn with_refund(mut purchase: Purchase, number: u128, amount: i64, status: RefundStatus) -> Purchase {
    let refund = Refund {
        id: refund_id(number),
        amount: eur(amount),
        reason: "Scratched".into(),
        status,
        attempt: 1,
        payment_intent: "pi_1".into(),
        stripe_refund_id: Some("re_1".into()),
        failure: (status == RefundStatus::Failed).then(|| "expired_or_canceled_card".into()),
        requested_at: at(100),
        settled_at: None,
    };
    purchase.refunds.push(RefundItem { order_id: purchase.checkout.id, refund });
    purchase
}

fn disputed(mut purchase: Purchase, status: &str) -> Purchase {
    let order = purchase.order.as_mut().unwrap();
    order.dispute = Some(Dispute { id: "dp_1".into(), status: status.into() });
    purchase
}

fn asked(document: Value) -> TransitionRequest {
    deserr::deserialize::<_, _, Faults>(document).unwrap()
}

/// What is enough for each state that staff can choose.
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
    faults(transition(purchase(from), &asked(document), &act()).unwrap_err())
}

fn set<const N: usize>(expected: [(&str, &'static str); N]) -> BTreeSet<(String, &'static str)> {
    expected.map(|(pointer, code)| (pointer.to_owned(), code)).into()
}

fn actions(change: &Change) -> Vec<(&str, Option<S>)> {
    change.events.iter().map(|event| (event.action.as_str(), event.to)).collect()
}

#[test]
fn every_pair_of_states_is_allowed_or_refused_as_the_design_says() {
    let allowed = [
        (S::PaymentConfirmed, S::Processing),
        (S::PaymentConfirmed, S::Cancelled),
        (S::Processing, S::Shipped),
        (S::Processing, S::Cancelled),
        (S::Shipped, S::Delivered),
    ];
    for from in [S::PaymentConfirmed, S::Processing, S::Shipped, S::Delivered, S::Cancelled] {
        for to in S::ALL {
            let outcome = transition(purchase(from), &enough(to), &act());
            if allowed.contains(&(from, to)) {
                let (order, change) = outcome.unwrap();
                assert_eq!((order.state, order.version), (to, 8), "{from} to {to}");
                assert_eq!(order.milestones.last().unwrap().state, to);
                assert_eq!(change.order, Some(order));
            } else {
                let problem = Problem::from(outcome.unwrap_err());
                assert_eq!(
                    (problem.status().as_u16(), problem.code()),
                    (409, "illegal_transition"),
                    "{from} to {to}"
                );
            }
        }
    }
}

#[test]
fn shipping_records_the_parcel_and_owes_the_mail() {
    let (order, change) = transition(purchase(S::Processing), &enough(S::Shipped), &act()).unwrap();
    assert_eq!(order.parcels.len(), 1);
    assert_eq!(order.parcels[0].carrier.as_str(), "DHL");
    assert_eq!(change.mails.iter().map(|mail| mail.kind).collect::<Vec<_>>(), [MailKind::Shipped]);
    assert_eq!(actions(&change), [("transition", Some(S::Shipped))]);
    assert!(change.refunds.is_empty());
}

#[test]
fn taking_an_order_in_hand_owes_the_mail_and_cancelling_it_at_once_owes_only_the_other() {
    let mails = |to| {
        let (_, change) = transition(purchase(S::PaymentConfirmed), &enough(to), &act()).unwrap();
        change.mails.iter().map(|mail| mail.kind).collect::<Vec<_>>()
    };
    assert_eq!(mails(S::Processing), [MailKind::Processing]);
    assert_eq!(mails(S::Cancelled), [MailKind::Cancelled]);
}

#[test]
fn an_arrival_is_a_milestone_of_its_own_time() {
    let (order, change) = transition(purchase(S::Shipped), &enough(S::Delivered), &act()).unwrap();
    assert_eq!(order.milestones.last().unwrap().at, at(550));
    assert_eq!(change.events[0].at, act().at);
    let confirmed = asked(json!({"to": "delivered", "version": 7, "customer_confirmed": true}));
    let (order, change) = transition(purchase(S::Shipped), &confirmed, &act()).unwrap();
    assert_eq!(order.milestones.last().unwrap().at, act().at);
    assert_eq!(change.mails[0].kind, MailKind::Delivered);
}

#[test]
fn cancelling_before_processing_writes_both_steps_and_gives_all_back() {
    let (order, change) = transition(purchase(S::PaymentConfirmed), &enough(S::Cancelled), &act()).unwrap();
    let steps =
        [("transition", Some(S::Processing)), ("transition", Some(S::Cancelled)), ("refund_requested", None)];
    assert_eq!(actions(&change), steps);
    let reached: Vec<_> = order.milestones.iter().skip(2).map(|milestone| milestone.state).collect();
    assert_eq!(reached, [S::Processing, S::Cancelled]);
    assert_eq!(change.mails[0].kind, MailKind::Cancelled);
    let refund = &change.refunds[0].refund;
    assert_eq!((refund.id, refund.amount, refund.attempt), (act().refund_id, eur(PAID), 1));
    assert_eq!(
        (refund.status, refund.reason.as_str()),
        (RefundStatus::Requested, "The customer asked for it")
    );
}

#[test]
fn cancelling_gives_back_only_what_is_left() {
    let partly = with_refund(purchase(S::Processing), 1, 900, RefundStatus::Succeeded);
    let (_, change) = transition(partly, &enough(S::Cancelled), &act()).unwrap();
    assert_eq!(change.refunds[0].refund.amount, eur(PAID - 900));
    let wholly = with_refund(purchase(S::Processing), 1, PAID, RefundStatus::Pending);
    let lost = disputed(purchase(S::Processing), "lost");
    for nothing_left in [wholly, lost] {
        let (_, change) = transition(nothing_left, &enough(S::Cancelled), &act()).unwrap();
        assert!(change.refunds.is_empty());
        assert_eq!(actions(&change), [("transition", Some(S::Cancelled))]);
    }
}

#[test]
fn missing_and_unexpected_evidence_is_told_all_at_once() {
    let shipped = json!({"to": "shipped", "version": 7, "reason": "so", "details_verified": false});
    let expected = [
        ("/carrier", "missing_evidence"),
        ("/tracking_number", "missing_evidence"),
        ("/reason", "unexpected_evidence"),
        ("/details_verified", "unexpected_evidence"),
    ];
    assert_eq!(refused_evidence(S::Processing, shipped), set(expected));
    let unverified = json!({"to": "processing", "version": 7, "details_verified": false});
    assert_eq!(
        refused_evidence(S::PaymentConfirmed, unverified),
        set([("/details_verified", "missing_evidence")])
    );
    let unproven = json!({"to": "delivered", "version": 7, "customer_confirmed": false});
    let neither = [("/delivered_at", "missing_evidence"), ("/customer_confirmed", "missing_evidence")];
    assert_eq!(refused_evidence(S::Shipped, unproven), set(neither));
    let twice = json!({"to": "delivered", "version": 7, "customer_confirmed": true, "delivered_at": at(500)});
    assert_eq!(refused_evidence(S::Shipped, twice), set([("/customer_confirmed", "unexpected_evidence")]));
}

#[test]
fn nothing_arrives_in_the_future_or_before_it_was_shipped() {
    let delivered = |time: Timestamp| json!({"to": "delivered", "version": 7, "delivered_at": time});
    assert_eq!(refused_evidence(S::Shipped, delivered(at(601))), set([("/delivered_at", "in_the_future")]));
    assert_eq!(refused_evidence(S::Shipped, delivered(at(299))), set([("/delivered_at", "before_shipped")]));
}

#[test]
fn a_tracking_address_is_https() {
    for address in
        ["http://dhl.example/1", "javascript:alert(1)", "https://", "//dhl.example", "https://a b", "dhl"]
    {
        let shipped = json!({
            "to": "shipped", "version": 7, "carrier": "DHL", "tracking_number": "1", "tracking_url": address,
        });
        assert_eq!(
            refused_evidence(S::Processing, shipped),
            set([("/tracking_url", "not_https")]),
            "{address}"
        );
    }
}

#[test]
fn an_order_that_changed_meanwhile_is_left_alone_before_anything_else_is_judged() {
    let stale = asked(json!({"to": "delivered", "version": 6}));
    assert_eq!(transition(purchase(S::Processing), &stale, &act()).unwrap_err(), Refused::Changed);
    let stale = new_refund(json!({"amount": {"amount": -1, "currency": "EUR"}, "version": 8}));
    assert_eq!(refund(purchase(S::Processing), &stale, &act()).unwrap_err(), Refused::Changed);
}

/// A purchase that is no order.
fn unpaid(state: S) -> Purchase {
    let mut unpaid = Purchase { order: None, ..purchase(S::PaymentConfirmed) };
    (unpaid.checkout.state, unpaid.checkout.version) = (state, 7);
    unpaid
}

#[test]
fn staff_cancel_a_purchase_that_waits_for_its_payment_and_say_why() {
    let change = cancel_unpaid(unpaid(S::PendingPayment), &enough(S::Cancelled), &act()).unwrap();
    assert_eq!(change.checkout.as_ref().unwrap().state, S::Cancelled);
    assert_eq!(actions(&change), [("transition", Some(S::Cancelled))]);
    assert!(change.events[0].reason.is_some() && change.refunds.is_empty() && change.mails.is_empty());
    let silent = asked(json!({"to": "cancelled", "version": 7}));
    let refused = cancel_unpaid(unpaid(S::PendingPayment), &silent, &act()).unwrap_err();
    assert_eq!(faults(refused), set([("/reason", "missing_evidence")]));
}

#[test]
fn nothing_else_is_done_with_a_purchase_that_is_no_order() {
    let stale = asked(json!({"to": "cancelled", "version": 6, "reason": "so"}));
    assert_eq!(cancel_unpaid(unpaid(S::PendingPayment), &stale, &act()).unwrap_err(), Refused::Changed);
    let frozen = cancel_unpaid(unpaid(S::Cart), &enough(S::Cancelled), &act()).unwrap_err();
    assert_eq!(frozen, Refused::NoOrder);
    for (state, to) in [(S::PendingPayment, S::Processing), (S::Cancelled, S::Cancelled)] {
        let refused = cancel_unpaid(unpaid(state), &enough(to), &act()).unwrap_err();
        assert!(matches!(refused, Refused::Illegal(_)), "{state} to {to}: {refused}");
    }
}

#[test]
fn a_payment_that_went_back_in_vain_is_tried_again_and_only_that() {
    let again = new_refund(json!({"retry_of": refund_id(5), "version": 7}));
    let failed = with_refund(unpaid(S::Cancelled), 5, PAID, RefundStatus::Failed);
    let (made, change) = refund(failed.clone(), &again, &act()).unwrap();
    assert_eq!((made.attempt, made.amount, made.status), (2, eur(PAID), RefundStatus::Requested));
    assert_eq!(actions(&change), [("refund_retried", None)]);
    let dashboard = with_refund(failed.clone(), 6, 1, RefundStatus::Succeeded);
    let refused = refund(dashboard, &again, &act()).unwrap_err();
    assert_eq!(faults(refused), set([("/retry_of", "above_refundable")]));
    let new = new_refund(json!({"reason": "so", "version": 7}));
    assert_eq!(faults(refund(failed, &new, &act()).unwrap_err()), set([("/retry_of", "missing_field")]));
    assert_eq!(
        faults(refund(unpaid(S::Cancelled), &again, &act()).unwrap_err()),
        set([("/retry_of", "unknown_refund")])
    );
}

#[test]
fn a_purchase_that_is_not_paid_is_no_order() {
    let unpaid = Purchase { order: None, ..purchase(S::PaymentConfirmed) };
    let refused = transition(unpaid, &enough(S::Cancelled), &act()).unwrap_err();
    assert_eq!(Problem::from(refused).code(), "not_found");
}

#[test]
fn the_trail_of_a_change_holds_after_it_was_stored() {
    let (_, change) = transition(purchase(S::PaymentConfirmed), &enough(S::Cancelled), &act()).unwrap();
    let (mut head, subject) = (ChainHead::empty(), change.before.checkout.id.to_string());
    let partition = keys::purchase(change.before.checkout.id);
    let stored = change.events.into_iter().map(|event| {
        let entry = head.append(&subject, event);
        let item = to_item(&AuditItem { partition: partition.clone(), entry }).unwrap();
        from_item::<AuditItem>(item).unwrap().unwrap().entry
    });
    let stored: Vec<_> = stored.collect();
    assert_eq!(verify(&subject, &stored, &head), Ok(()));
}

fn new_refund(document: Value) -> NewRefund {
    deserr::deserialize::<_, _, Faults>(document).unwrap()
}

fn refused_refund(purchase: Purchase, document: Value) -> BTreeSet<(String, &'static str)> {
    faults(refund(purchase, &new_refund(document), &act()).unwrap_err())
}

#[test]
fn a_refund_without_an_amount_is_of_all_that_is_left() {
    let partly = with_refund(purchase(S::Delivered), 1, 900, RefundStatus::Pending);
    let (made, change) =
        refund(partly, &new_refund(json!({"reason": "Broken", "version": 7})), &act()).unwrap();
    assert_eq!((made.id, made.amount, made.attempt), (act().refund_id, eur(PAID - 900), 1));
    assert_eq!(actions(&change), [("refund_requested", None)]);
    assert_eq!(change.events[0].reason.as_deref(), Some("Broken"));
    assert_eq!(change.refunds[0].refund, made);
}

#[test]
fn amounts_that_make_no_sense_are_refused() {
    let ask = |amount, currency| json!({"amount": {"amount": amount, "currency": currency}, "reason": "Broken", "version": 7});
    for amount in [0, -1, i64::MIN] {
        let found = refused_refund(purchase(S::Processing), ask(amount, "EUR"));
        assert_eq!(found, set([("/amount/amount", "out_of_range")]), "{amount}");
    }
    for amount in [PAID + 1, i64::MAX] {
        let found = refused_refund(purchase(S::Processing), ask(amount, "EUR"));
        assert_eq!(found, set([("/amount", "above_refundable")]), "{amount}");
    }
    let foreign = refused_refund(purchase(S::Processing), ask(1, "JPY"));
    assert_eq!(foreign, set([("/amount/currency", "wrong_currency")]));
    let found = refused_refund(
        purchase(S::Processing),
        json!({"amount": {"amount": 0, "currency": "USD"}, "version": 7}),
    );
    let all = [
        ("/amount/amount", "out_of_range"),
        ("/amount/currency", "wrong_currency"),
        ("/reason", "missing_field"),
    ];
    assert_eq!(found, set(all));
}

#[test]
fn nothing_is_refundable_without_a_payment_or_after_a_lost_dispute() {
    let mut free = purchase(S::Processing);
    free.order.as_mut().unwrap().payment.payment_intent = None;
    for nothing in [free, disputed(purchase(S::Shipped), "lost")] {
        assert_eq!(refundable(nothing.order.as_ref().unwrap(), &[]), Ok(eur(0)));
        let found = refused_refund(nothing, json!({"reason": "Broken", "version": 7}));
        assert_eq!(found, set([("/amount", "above_refundable")]));
    }
    let open = disputed(purchase(S::Shipped), "under_review");
    assert_eq!(refundable(open.order.as_ref().unwrap(), &[]), Ok(eur(PAID)));
}

#[test]
fn a_failed_refund_is_tried_again_under_its_own_id_as_a_new_attempt() {
    let failed = with_refund(purchase(S::Shipped), 5, 900, RefundStatus::Failed);
    let again = new_refund(json!({"retry_of": refund_id(5), "version": 7}));
    let (made, change) = refund(failed, &again, &act()).unwrap();
    assert_eq!((made.id, made.attempt, made.status), (refund_id(5), 2, RefundStatus::Requested));
    assert_eq!((made.failure, made.stripe_refund_id, made.requested_at), (None, None, act().at));
    assert_eq!(actions(&change), [("refund_retried", None)]);
    let order = change.before.order.as_ref().unwrap();
    assert_eq!(refundable(order, &change.refunds), Ok(eur(PAID - 900)));
}

#[test]
fn only_a_failed_refund_that_still_fits_is_tried_again() {
    let again = json!({"retry_of": refund_id(5), "version": 7});
    for status in [RefundStatus::Requested, RefundStatus::Pending, RefundStatus::Succeeded] {
        let other = with_refund(purchase(S::Shipped), 5, 900, status);
        let refused = refund(other, &new_refund(again.clone()), &act()).unwrap_err();
        let problem = Problem::from(refused);
        assert_eq!((problem.status().as_u16(), problem.code()), (409, "refund_not_failed"));
    }
    let failed = with_refund(purchase(S::Shipped), 5, 900, RefundStatus::Failed);
    let taken = with_refund(failed, 6, PAID, RefundStatus::Succeeded);
    assert_eq!(refused_refund(taken, again.clone()), set([("/retry_of", "above_refundable")]));
    assert_eq!(refused_refund(purchase(S::Shipped), again), set([("/retry_of", "unknown_refund")]));
    let mixed = json!({"retry_of": refund_id(5), "reason": "so", "amount": {"amount": 1, "currency": "EUR"}, "version": 7});
    let failed = with_refund(purchase(S::Shipped), 5, 900, RefundStatus::Failed);
    let both = [("/amount", "not_combinable"), ("/reason", "not_combinable")];
    assert_eq!(refused_refund(failed, mixed), set(both));
}

proptest! {
    #[test]
    fn no_sequence_of_refunds_gives_back_more_than_was_captured(
        steps in proptest::collection::vec((1_i64..3000, any::<bool>(), any::<bool>()), 0..12),
    ) {
        let mut now = purchase(S::Delivered);
        for (number, (amount, fails, retries)) in (1..).zip(steps) {
            let ask = match now.refunds.iter().find(|item| item.refund.status == RefundStatus::Failed) {
                Some(failed) if retries => json!({"retry_of": failed.refund.id, "version": 7}),
                _ => json!({"amount": {"amount": amount, "currency": "EUR"}, "reason": "so", "version": 7}),
            };
            let act = Act { refund_id: refund_id(number), ..act() };
            let Ok((mut made, _)) = refund(now.clone(), &new_refund(ask), &act) else { continue };
            made.status = if fails { RefundStatus::Failed } else { RefundStatus::Succeeded };
            now.refunds.retain(|item| item.refund.id != made.id);
            now.refunds.push(RefundItem { order_id: now.checkout.id, refund: made });
        }
        let given = now.refunds.iter().filter(|item| item.refund.status == RefundStatus::Succeeded);
        prop_assert!(given.map(|item| item.refund.amount.amount).sum::<i64>() <= PAID);
    }
}

#[test]
fn a_second_payment_that_went_back_takes_nothing_from_what_the_order_can_give_back() {
    let twice = |status| {
        let mut purchase = with_refund(purchase(S::Processing), 5, PAID, status);
        purchase.refunds[0].refund.payment_intent = "pi_2".into();
        purchase
    };
    let went_back = twice(RefundStatus::Succeeded);
    assert_eq!(refundable(went_back.order.as_ref().unwrap(), &went_back.refunds), Ok(eur(PAID)));

    let failed = with_refund(twice(RefundStatus::Failed), 6, PAID, RefundStatus::Succeeded);
    assert_eq!(refundable(failed.order.as_ref().unwrap(), &failed.refunds), Ok(eur(0)));
    let again = json!({"version": 7, "retry_of": refund_id(5)});
    let again: NewRefund = deserr::deserialize::<_, _, Faults>(again).unwrap();
    let (refund, _) = super::refund(failed, &again, &act()).unwrap();
    assert_eq!((refund.amount, refund.attempt, refund.payment_intent.as_str()), (eur(PAID), 2, "pi_2"));
}
