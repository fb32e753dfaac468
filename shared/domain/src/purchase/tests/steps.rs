//! Steps of an order, and their evidence.

use super::*;

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
            let outcome = purchase(from).transition(&enough(to), &action());
            if allowed.contains(&(from, to)) {
                let order = outcome.unwrap().after().unwrap().order.unwrap();
                assert_eq!((order.state, order.version), (to, 8), "{from} to {to}");
                assert_eq!(order.milestones.last().unwrap().state, to);
            } else {
                let illegal = IllegalTransition { from, to, wrong_actor: false };
                assert_eq!(outcome.unwrap_err(), Refused::Illegal(illegal));
            }
        }
    }
}

#[test]
fn shipping_records_the_parcel_and_owes_the_mail() {
    let change = purchase(S::Processing).transition(&enough(S::Shipped), &action()).unwrap();
    let order = change.after().unwrap().order.unwrap();
    assert_eq!(order.parcels.len(), 1);
    assert_eq!(order.parcels[0].carrier.as_str(), "DHL");
    assert_eq!(change.mails.iter().map(|mail| mail.kind).collect::<Vec<_>>(), [MailKind::Shipped]);
    assert_eq!(actions(&change), [(Action::Transition, Some(S::Shipped))]);
    assert!(change.refunds.is_empty());
}

#[test]
fn taking_an_order_in_hand_owes_the_mail_and_cancelling_it_at_once_owes_only_the_other() {
    let mails = |to| {
        let change = purchase(S::PaymentConfirmed).transition(&enough(to), &action()).unwrap();
        change.mails.iter().map(|mail| mail.kind).collect::<Vec<_>>()
    };
    assert_eq!(mails(S::Processing), [MailKind::Processing]);
    assert_eq!(mails(S::Cancelled), [MailKind::Cancelled]);
}

#[test]
fn an_arrival_is_a_milestone_of_its_own_time() {
    let change = purchase(S::Shipped).transition(&enough(S::Delivered), &action()).unwrap();
    let order = change.after().unwrap().order.unwrap();
    assert_eq!(order.milestones.last().unwrap().at, at(550));
    assert_eq!(change.events[0].at, action().at);
    let confirmed = asked(json!({"to": "delivered", "version": 7, "customer_confirmed": true}));
    let change = purchase(S::Shipped).transition(&confirmed, &action()).unwrap();
    let order = change.after().unwrap().order.unwrap();
    assert_eq!(order.milestones.last().unwrap().at, action().at);
    assert_eq!(change.mails[0].kind, MailKind::Delivered);
}

#[test]
fn cancelling_before_processing_writes_both_steps_and_gives_all_back() {
    let change = purchase(S::PaymentConfirmed).transition(&enough(S::Cancelled), &action()).unwrap();
    let order = change.after().unwrap().order.unwrap();
    let steps = [
        (Action::Transition, Some(S::Processing)),
        (Action::Transition, Some(S::Cancelled)),
        (Action::RefundRequested, None),
    ];
    assert_eq!(actions(&change), steps);
    let reached: Vec<_> = order.milestones.iter().skip(2).map(|milestone| milestone.state).collect();
    assert_eq!(reached, [S::Processing, S::Cancelled]);
    assert_eq!(change.mails[0].kind, MailKind::Cancelled);
    let refund = &change.refunds[0];
    assert_eq!((refund.id, refund.amount, refund.attempt), (action().refund_id, eur(PAID), 1));
    assert_eq!(
        (refund.status, refund.reason.as_str()),
        (RefundStatus::Requested, "The customer asked for it")
    );
}

#[test]
fn cancelling_gives_back_only_what_is_left() {
    let partly = with_refund(purchase(S::Processing), 1, 900, RefundStatus::Succeeded);
    let change = partly.transition(&enough(S::Cancelled), &action()).unwrap();
    assert_eq!(change.refunds[0].amount, eur(PAID - 900));
    let wholly = with_refund(purchase(S::Processing), 1, PAID, RefundStatus::Pending);
    let lost = disputed(purchase(S::Processing), "lost");
    for nothing_left in [wholly, lost] {
        let change = nothing_left.transition(&enough(S::Cancelled), &action()).unwrap();
        assert!(change.refunds.is_empty());
        assert_eq!(actions(&change), [(Action::Transition, Some(S::Cancelled))]);
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

fn delivered(time: Timestamp) -> Value {
    json!({"to": "delivered", "version": 7, "delivered_at": time})
}

#[test]
fn nothing_arrives_in_the_future_or_before_it_was_shipped() {
    assert_eq!(refused_evidence(S::Shipped, delivered(at(721))), set([("/delivered_at", "in_the_future")]));
    assert_eq!(refused_evidence(S::Shipped, delivered(at(299))), set([("/delivered_at", "before_shipped")]));
}

proptest! {
    #[test]
    fn a_clock_two_minutes_ahead_is_forgiven_and_what_it_tells_is_kept_as_now(ahead in -300_000_i64..300_000) {
        let reported = action().at.checked_add(SignedDuration::from_millis(ahead)).unwrap();
        let taken = purchase(S::Shipped).transition(&asked(delivered(reported)), &action());
        prop_assert_eq!(taken.is_ok(), ahead <= 120_000);
        if let Ok(change) = taken {
            let order = change.after().unwrap().order.unwrap();
            let recorded = reported.min(action().at);
            prop_assert_eq!(order.milestones.last().unwrap().at, recorded);
            let shown = json!({"step": "deliver", "delivered_at": recorded});
            prop_assert_eq!(&change.events[0].evidence, &shown);
        }
    }
}

#[test]
fn an_arrival_is_in_the_future_from_the_first_moment_after_two_minutes() {
    let limit = at(720);
    assert!(purchase(S::Shipped).transition(&asked(delivered(limit)), &action()).is_ok());
    let later = limit.checked_add(SignedDuration::from_nanos(1)).unwrap();
    assert_eq!(refused_evidence(S::Shipped, delivered(later)), set([("/delivered_at", "in_the_future")]));
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
fn a_stale_version_is_refused_before_anything_else_is_checked() {
    let stale = asked(json!({"to": "delivered", "version": 6}));
    assert_eq!(purchase(S::Processing).transition(&stale, &action()).unwrap_err(), Refused::Stale);
    let stale = new_refund(json!({"amount": {"amount": -1, "currency": "EUR"}, "version": 8}));
    assert_eq!(purchase(S::Processing).request_refund(&stale, &action()).unwrap_err(), Refused::Stale);
}

/// A purchase that is no order.
fn unpaid(state: S) -> Purchase {
    let mut unpaid = Purchase { order: None, ..purchase(S::PaymentConfirmed) };
    (unpaid.checkout.state, unpaid.checkout.version) = (state, 7);
    unpaid
}

#[test]
fn staff_cancel_a_purchase_that_waits_for_its_payment_and_say_why() {
    let change = unpaid(S::PendingPayment).cancel_unpaid(&enough(S::Cancelled), &action()).unwrap();
    assert_eq!(change.checkout.as_ref().unwrap().state, S::Cancelled);
    assert_eq!(actions(&change), [(Action::Transition, Some(S::Cancelled))]);
    assert!(change.events[0].reason.is_some() && change.refunds.is_empty() && change.mails.is_empty());
    let silent = asked(json!({"to": "cancelled", "version": 7}));
    let refused = unpaid(S::PendingPayment).cancel_unpaid(&silent, &action()).unwrap_err();
    assert_eq!(faults(refused), set([("/reason", "missing_evidence")]));
}

#[test]
fn nothing_else_is_done_with_a_purchase_that_is_no_order() {
    let stale = asked(json!({"to": "cancelled", "version": 6, "reason": "so"}));
    assert_eq!(unpaid(S::PendingPayment).cancel_unpaid(&stale, &action()).unwrap_err(), Refused::Stale);
    let frozen = unpaid(S::Cart).cancel_unpaid(&enough(S::Cancelled), &action()).unwrap_err();
    assert_eq!(frozen, Refused::NoOrder);
    for (state, to) in [(S::PendingPayment, S::Processing), (S::Cancelled, S::Cancelled)] {
        let refused = unpaid(state).cancel_unpaid(&enough(to), &action()).unwrap_err();
        assert!(matches!(refused, Refused::Illegal(_)), "{state} to {to}: {refused}");
    }
}

#[test]
fn a_payment_that_went_back_in_vain_is_tried_again_and_only_that() {
    let again = new_refund(json!({"retry_of": refund_id(5), "version": 7}));
    let failed = with_refund(unpaid(S::Cancelled), 5, PAID, RefundStatus::Failed);
    let (made, change) = failed.clone().request_refund(&again, &action()).unwrap();
    assert_eq!((made.attempt, made.amount, made.status), (2, eur(PAID), RefundStatus::Requested));
    assert_eq!(actions(&change), [(Action::RefundRetried, None)]);
    // The amount left of the payment shows when Stripe is asked.
    let dashboard = with_refund(failed.clone(), 6, 1, RefundStatus::Succeeded);
    assert_eq!(dashboard.request_refund(&again, &action()).unwrap().0.attempt, 2);
    let new = new_refund(json!({"reason": "so", "version": 7}));
    assert_eq!(
        faults(failed.request_refund(&new, &action()).unwrap_err()),
        set([("/retry_of", "missing_field")])
    );
    assert_eq!(
        faults(unpaid(S::Cancelled).request_refund(&again, &action()).unwrap_err()),
        set([("/retry_of", "unknown_refund")])
    );
}

#[test]
fn a_purchase_that_is_not_paid_is_no_order() {
    let unpaid = Purchase { order: None, ..purchase(S::PaymentConfirmed) };
    let refused = unpaid.transition(&enough(S::Cancelled), &action()).unwrap_err();
    assert_eq!(refused, Refused::NoOrder);
}

/// Overrides the hold in a request to this state.
fn overriding(to: S) -> TransitionRequest {
    TransitionRequest { override_payment_hold: Some(true), ..enough(to) }
}

#[test]
fn a_reversed_payment_holds_the_start_and_the_shipping() {
    let refunded = |state, status| with_refund(purchase(state), 1, PAID, status);
    for (from, to) in [(S::PaymentConfirmed, S::Processing), (S::Processing, S::Shipped)] {
        for (held, hold) in [
            (refunded(from, RefundStatus::Succeeded), PaymentHold::Refunded),
            (refunded(from, RefundStatus::Requested), PaymentHold::Refunded),
            (disputed(purchase(from), "needs_response"), PaymentHold::Disputed),
            (disputed(purchase(from), "lost"), PaymentHold::Disputed),
        ] {
            let refused = held.clone().transition(&enough(to), &action()).unwrap_err();
            assert_eq!(refused, Refused::PaymentHeld(hold));
            let change = held.transition(&overriding(to), &action()).unwrap();
            assert_eq!(change.state_after(), to);
            assert_eq!(change.events[0].evidence["payment_hold_overridden"], hold.as_str());
        }
    }
}

#[test]
fn a_payment_that_was_not_reversed_holds_nothing() {
    let partly = with_refund(purchase(S::Processing), 1, PAID - 1, RefundStatus::Succeeded);
    let in_vain = with_refund(purchase(S::Processing), 1, PAID, RefundStatus::Failed);
    let mut free = purchase(S::Processing);
    let payment = &mut free.order.as_mut().unwrap().payment;
    (payment.payment_intent, payment.captured) = (None, eur(0));
    let mut of_another_payment = disputed(purchase(S::Processing), "needs_response");
    of_another_payment.order.as_mut().unwrap().disputes[0].payment_intent = "pi_2".into();
    let won = disputed(purchase(S::Processing), "won");
    for (n, unheld) in [partly, in_vain, free, of_another_payment, won].into_iter().enumerate() {
        for request in [enough(S::Shipped), overriding(S::Shipped)] {
            let change = unheld.clone().transition(&request, &action()).unwrap();
            assert!(change.events[0].evidence.get("payment_hold_overridden").is_none(), "{n}");
        }
    }
}

#[test]
fn a_held_order_can_still_be_cancelled_or_delivered() {
    let cancelled = disputed(purchase(S::Processing), "lost").transition(&enough(S::Cancelled), &action());
    assert_eq!(cancelled.unwrap().state_after(), S::Cancelled);
    let refunded = with_refund(purchase(S::Shipped), 1, PAID, RefundStatus::Succeeded);
    assert_eq!(refunded.transition(&enough(S::Delivered), &action()).unwrap().state_after(), S::Delivered);
}

#[test]
fn the_steps_of_a_held_order_need_the_override() {
    let needs = |held| next_steps(S::Processing, held, false)[0].needs;
    assert_eq!(needs(false), ["carrier", "tracking_number"]);
    assert_eq!(needs(true), ["carrier", "tracking_number", "override_payment_hold"]);
    let unexpected = json!({"to": "cancelled", "version": 7, "reason": "so", "override_payment_hold": true});
    let expected = [("/override_payment_hold", "unexpected_evidence")];
    assert_eq!(refused_evidence(S::Processing, unexpected), set(expected));
}
