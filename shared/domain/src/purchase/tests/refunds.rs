//! Refunds, their retries, and returned payments.

use super::*;
use crate::purchase::tax::{TaxBreakdown, TaxedAmount};
use crate::shop::settings::{TaxMode, TaxRate};

/// The tax of a taxed purchase, 19 %.
const TAX: i64 = 782;

/// Returns the purchase with its tax, as if everything was shipping.
fn taxed(mut purchase: Purchase) -> Purchase {
    let shipping = TaxedAmount { rate: TaxRate::from_percent("19"), net: eur(PAID - TAX), tax: eur(TAX) };
    let tax = TaxBreakdown { mode: TaxMode::Included, lines: Vec::new(), shipping };
    purchase.order.as_mut().unwrap().tax = Some(tax);
    purchase
}

fn refused_refund(purchase: Purchase, document: Value) -> BTreeSet<(String, &'static str)> {
    faults(purchase.request_refund(&new_refund(document), &action()).unwrap_err())
}

#[test]
fn a_refund_without_an_amount_is_of_all_that_is_left() {
    let partly = with_refund(purchase(S::Delivered), 1, 900, RefundStatus::Pending);
    let (made, change) =
        partly.request_refund(&new_refund(json!({"reason": "Broken", "version": 7})), &action()).unwrap();
    assert_eq!((made.id, made.amount, made.attempt), (action().refund_id, eur(PAID - 900), 1));
    assert_eq!(actions(&change), [(Action::RefundRequested, None)]);
    assert_eq!(change.events[0].reason.as_deref(), Some("Broken"));
    assert_eq!(change.refunds[0], made);
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
        assert_eq!(nothing.order.as_ref().unwrap().refundable(&[]), Ok(eur(0)));
        let found = refused_refund(nothing, json!({"reason": "Broken", "version": 7}));
        assert_eq!(found, set([("/amount", "above_refundable")]));
    }
    let open = disputed(purchase(S::Shipped), "under_review");
    assert_eq!(open.order.as_ref().unwrap().refundable(&[]), Ok(eur(PAID)));
}

#[test]
fn a_failed_refund_is_tried_again_under_its_own_id_as_a_new_attempt() {
    let failed = with_refund(purchase(S::Shipped), 5, 900, RefundStatus::Failed);
    let again = new_refund(json!({"retry_of": refund_id(5), "version": 7}));
    let (made, change) = failed.request_refund(&again, &action()).unwrap();
    assert_eq!((made.id, made.attempt, made.status), (refund_id(5), 2, RefundStatus::Requested));
    assert_eq!((made.failure, made.stripe_refund_id, made.requested_at), (None, None, action().at));
    assert_eq!(actions(&change), [(Action::RefundRetried, None)]);
    let order = change.before.order.as_ref().unwrap();
    assert_eq!(order.refundable(&change.refunds), Ok(eur(PAID - 900)));
}

#[test]
fn only_a_failed_refund_that_still_fits_is_tried_again() {
    let again = json!({"retry_of": refund_id(5), "version": 7});
    for status in [RefundStatus::Requested, RefundStatus::Pending, RefundStatus::Succeeded] {
        let other = with_refund(purchase(S::Shipped), 5, 900, status);
        let refused = other.request_refund(&new_refund(again.clone()), &action()).unwrap_err();
        assert_eq!(refused, Refused::NotFailed(status));
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

/// An order of two lamps at 10.00 and a vase at 25.00, with 1.00 of added tax on its total of 49.00.
fn order_of_lines() -> Purchase {
    let mut purchase = purchase(S::Delivered);
    let order = purchase.order.as_mut().unwrap();
    let line = |name: &str, quantity, price| {
        json!({
            "product_id": ProductId::from_uuid(Uuid::from_u128(7)), "product_name": name, "product_slug": "thing",
            "quantity": quantity, "base_price": eur(price), "configuration": [], "unit_price": eur(price),
            "total": eur(price * quantity), "lead_time_days": 1,
        })
    };
    let lines = json!([line("Lamp", 2, 1000), line("Vase", 1, 2500)]);
    order.quote.lines = serde_json::from_value(lines).unwrap();
    order.payment.tax_added = eur(100);
    order.payment.captured = eur(PAID + 100);
    purchase
}

#[test]
fn items_are_refunded_at_their_price_with_their_tax_and_recorded() {
    let ask = json!({"lines": [{"line": 0, "quantity": 1}, {"line": 1, "quantity": 1}], "reason": "Broken", "version": 7});
    let (made, change) = order_of_lines().request_refund(&new_refund(ask), &action()).unwrap();
    // 10.00 and 25.00, and 20 and 51 cents of the tax, each rounded down.
    assert_eq!(made.amount, eur(3571));
    let lines = json!([
        {"line": 0, "quantity": 1, "product_name": "Lamp"},
        {"line": 1, "quantity": 1, "product_name": "Vase"},
    ]);
    assert_eq!((&json!(made.lines), &change.events[0].evidence["lines"]), (&lines, &lines));
    let mut after = order_of_lines();
    after.refunds.push(made);
    let left = after.order.as_ref().unwrap().refundable_lines(&after.refunds).unwrap();
    assert_eq!(left.iter().map(|line| line.quantity).collect::<Vec<_>>(), [1, 0]);
    after.refunds[0].status = RefundStatus::Failed;
    let left = after.order.as_ref().unwrap().refundable_lines(&after.refunds).unwrap();
    assert_eq!(left.iter().map(|line| line.quantity).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn a_failed_refund_that_was_paid_in_another_way_ends_and_counts() {
    let failed = with_refund(purchase(S::Shipped), 5, 400, RefundStatus::Failed);
    let paid = new_refund(json!({"paid_elsewhere": refund_id(5), "reason": "Bank transfer", "version": 7}));
    let (refund, change) = failed.request_refund(&paid, &action()).unwrap();
    assert_eq!((refund.status, refund.settled_at), (RefundStatus::PaidElsewhere, Some(action().at)));
    let [event] = change.events() else { panic!("one event") };
    assert_eq!((event.action, event.reason.as_deref()), (Action::RefundPaidElsewhere, Some("Bank transfer")));
    assert!(change.mails().is_empty(), "staff told the customer already");
    let after = change.after().unwrap();
    let order = after.order.as_ref().unwrap();
    assert_eq!(order.refunded, Some(eur(400)));
    assert_eq!(order.refundable(&after.refunds).unwrap(), eur(PAID - 400));
    let version = order.version;
    let again = new_refund(json!({"paid_elsewhere": refund_id(5), "reason": "Twice", "version": version}));
    let twice = after.request_refund(&again, &action()).unwrap_err();
    assert_eq!(twice, Refused::NotFailed(RefundStatus::PaidElsewhere));
}

#[test]
fn only_the_money_of_a_failed_refund_is_recorded_as_paid_and_with_a_reason() {
    let paid = json!({"paid_elsewhere": refund_id(5), "reason": "Bank transfer", "version": 7});
    let unknown = [("/paid_elsewhere", "unknown_refund")];
    assert_eq!(refused_refund(purchase(S::Shipped), paid.clone()), set(unknown));
    let failed = || with_refund(purchase(S::Shipped), 5, 400, RefundStatus::Failed);
    let taken = with_refund(failed(), 6, PAID - 399, RefundStatus::Succeeded);
    assert_eq!(refused_refund(taken, paid.clone()), set([("/paid_elsewhere", "above_refundable")]));
    let mixed = json!({
        "paid_elsewhere": refund_id(5), "retry_of": refund_id(5), "amount": {"amount": 1, "currency": "EUR"}, "version": 7,
    });
    let expected =
        [("/retry_of", "not_combinable"), ("/reason", "missing_field"), ("/amount", "not_combinable")];
    assert_eq!(refused_refund(failed(), mixed), set(expected));
}

#[test]
fn items_that_the_order_does_not_have_are_refused_all_at_once() {
    let ask = |lines| json!({"lines": lines, "reason": "Broken", "version": 7});
    let wrong = json!([
        {"line": 0, "quantity": 3}, {"line": 0, "quantity": 1}, {"line": 1, "quantity": 0}, {"line": 2, "quantity": 1},
    ]);
    let expected = [
        ("/lines/0/quantity", "quantity_out_of_range"),
        ("/lines/1/line", "duplicate_line"),
        ("/lines/2/quantity", "quantity_out_of_range"),
        ("/lines/3/line", "unknown_line"),
    ];
    assert_eq!(refused_refund(order_of_lines(), ask(wrong)), set(expected));
    assert!(
        refused_refund(order_of_lines(), ask(json!([]))).contains(&("/lines".to_owned(), "wrong_length"))
    );
    let mut both = ask(json!([{"line": 0, "quantity": 1}]));
    both["amount"] = json!({"amount": 1, "currency": "EUR"});
    assert_eq!(refused_refund(order_of_lines(), both.clone()), set([("/amount", "not_combinable")]));
    both["amount"] = Value::Null;
    let rest = with_refund(order_of_lines(), 1, PAID, RefundStatus::Succeeded);
    assert_eq!(refused_refund(rest, both), set([("/lines", "above_refundable")]));
}

proptest! {
    #[test]
    fn no_sequence_of_refunds_gives_back_more_than_was_captured(
        steps in proptest::collection::vec((1_i64..3000, any::<bool>(), any::<bool>()), 0..12),
    ) {
        let mut now = taxed(purchase(S::Delivered));
        for (number, (amount, fails, retries)) in (1..).zip(steps) {
            let ask = match now.refunds.iter().find(|item| item.status == RefundStatus::Failed) {
                Some(failed) if retries => json!({"retry_of": failed.id, "version": 7}),
                _ => json!({"amount": {"amount": amount, "currency": "EUR"}, "reason": "so", "version": 7}),
            };
            let action = StaffAction { refund_id: refund_id(number), ..action() };
            let Ok((mut made, _)) = now.clone().request_refund(&new_refund(ask), &action) else { continue };
            made.status = if fails { RefundStatus::Failed } else { RefundStatus::Succeeded };
            now.refunds.retain(|item| item.id != made.id);
            now.refunds.push(made);
        }
        let given = now.refunds.iter().filter(|item| item.status == RefundStatus::Succeeded);
        prop_assert!(given.clone().map(|item| item.amount.amount).sum::<i64>() <= PAID);
        for refund in given.clone() {
            let split = refund.tax.iter().map(|share| share.net.amount + share.tax.amount).sum::<i64>();
            prop_assert_eq!(split, refund.amount.amount);
        }
        let rest = json!({"reason": "so", "version": 7});
        let last = now.clone().request_refund(&new_refund(rest), &action()).ok().map(|(refund, _)| refund);
        let shares = given.chain(&last).flat_map(|refund| &refund.tax);
        let all = shares.fold((0, 0), |(net, tax), share| (net + share.net.amount, tax + share.tax.amount));
        prop_assert_eq!(all, (PAID - TAX, TAX));
    }
}

#[test]
fn a_refund_that_stripe_made_first_has_its_share_before_one_that_is_requested() {
    let requested = taxed(purchase(S::Cancelled));
    let all = json!({"reason": "so", "version": 7});
    let (refund, change) = requested.request_refund(&new_refund(all), &action()).unwrap();
    assert_eq!(refund.tax[0].tax, eur(TAX));
    let after = reflected(change.after().unwrap(), &at_stripe(&[2450])).unwrap().after().unwrap();
    let shares = |purchase: &Purchase| -> Vec<i64> {
        purchase.refunds.iter().map(|refund| refund.tax.iter().map(|share| share.tax.amount).sum()).collect()
    };
    assert_eq!(shares(&after), [TAX, TAX / 2]);
    let limited = after.limit_refund(refund.id, eur(2450), &action().actor, at(700)).unwrap();
    assert_eq!(shares(&limited.after().unwrap()), [TAX / 2, TAX / 2]);
}

#[test]
fn a_refund_of_another_payment_has_no_share_of_the_orders_tax() {
    let mut failed = with_refund(taxed(purchase(S::Processing)), 5, PAID, RefundStatus::Failed);
    failed.refunds[0].payment_intent = "pi_2".into();
    let again = new_refund(json!({"version": 7, "retry_of": refund_id(5)}));
    assert_eq!(failed.request_refund(&again, &action()).unwrap().0.tax, []);
}

#[test]
fn a_second_payment_that_went_back_takes_nothing_from_what_the_order_can_give_back() {
    let twice = |status| {
        let mut purchase = with_refund(purchase(S::Processing), 5, PAID, status);
        purchase.refunds[0].payment_intent = "pi_2".into();
        purchase
    };
    let went_back = twice(RefundStatus::Succeeded);
    assert_eq!(went_back.order.as_ref().unwrap().refundable(&went_back.refunds), Ok(eur(PAID)));

    let failed = with_refund(twice(RefundStatus::Failed), 6, PAID, RefundStatus::Succeeded);
    assert_eq!(failed.order.as_ref().unwrap().refundable(&failed.refunds), Ok(eur(0)));
    let again = json!({"version": 7, "retry_of": refund_id(5)});
    let again: NewRefund = deserr::deserialize::<_, _, Faults>(again).unwrap();
    let (refund, _) = failed.request_refund(&again, &action()).unwrap();
    assert_eq!((refund.amount, refund.attempt, refund.payment_intent.as_str()), (eur(PAID), 2, "pi_2"));
}

/// The payment of the order at Stripe, with dashboard refunds of these amounts.
fn at_stripe(amounts: &[i64]) -> ProviderPayment {
    let refund = |(n, amount): (usize, &i64)| ProviderRefund {
        id: format!("re_dashboard_{n}"),
        refund_id: None,
        amount: eur(*amount),
        status: ProviderRefundStatus::Succeeded,
    };
    ProviderPayment {
        payment_intent: "pi_1".into(),
        captured: eur(PAID),
        refunds: amounts.iter().enumerate().map(refund).collect(),
    }
}

fn reflected(purchase: Purchase, payment: &ProviderPayment) -> Option<Change> {
    let mut next = 1000;
    let new_id = || {
        next += 1;
        refund_id(next)
    };
    purchase.reflect_refunds(payment, new_id, &action().actor, at(700)).unwrap()
}

fn status_of(after: &Purchase, number: u128) -> RefundStatus {
    after.refund(refund_id(number)).unwrap().status
}

#[test]
fn a_failed_refund_that_the_dashboard_made_impossible_is_superseded() {
    let failed = with_refund(purchase(S::Shipped), 5, 900, RefundStatus::Failed);
    let fits = reflected(failed.clone(), &at_stripe(&[PAID - 900])).unwrap().after().unwrap();
    assert_eq!(status_of(&fits, 5), RefundStatus::Failed);
    let change = reflected(failed, &at_stripe(&[PAID - 899])).unwrap();
    assert_eq!(actions(&change), [(Action::RefundSucceeded, None), (Action::RefundSuperseded, None)]);
    let after = change.after().unwrap();
    assert_eq!(status_of(&after, 5), RefundStatus::Superseded);
    assert_eq!(after.order.as_ref().unwrap().refundable(&after.refunds), Ok(eur(899)));

    let mut payment = at_stripe(&[PAID - 899]);
    let declined = ProviderRefundStatus::Failed("declined".into());
    let ours = ProviderRefund {
        id: "re_1".into(),
        refund_id: Some(refund_id(5)),
        amount: eur(900),
        status: declined,
    };
    payment.refunds.push(ours);
    assert_eq!(reflected(after, &payment), None, "the end is noted once");
}

#[test]
fn a_refund_of_everything_is_repeated_for_what_is_left() {
    let requested = with_refund(purchase(S::Cancelled), 5, PAID, RefundStatus::Requested);
    let change = requested.clone().limit_refund(refund_id(5), eur(900), &action().actor, at(700)).unwrap();
    let refund = &change.refunds[0];
    assert_eq!((refund.amount, refund.attempt, refund.status), (eur(900), 2, RefundStatus::Requested));
    assert_eq!(actions(&change), [(Action::RefundRetried, None)]);
    let change = requested.limit_refund(refund_id(5), eur(0), &action().actor, at(700)).unwrap();
    assert_eq!(change.refunds[0].status, RefundStatus::Superseded);
}

#[test]
fn a_refund_by_amount_that_no_longer_fits_is_superseded() {
    let requested = with_refund(purchase(S::Shipped), 5, 900, RefundStatus::Requested);
    let change = requested.limit_refund(refund_id(5), eur(400), &action().actor, at(700)).unwrap();
    assert_eq!((change.refunds[0].amount, change.refunds[0].status), (eur(900), RefundStatus::Superseded));
    let done = with_refund(purchase(S::Shipped), 5, 900, RefundStatus::Succeeded);
    assert_eq!(done.limit_refund(refund_id(5), eur(0), &action().actor, at(700)), None);
}

#[test]
fn a_failed_refund_of_a_cancelled_order_waits_for_what_is_left() {
    let failed = with_refund(purchase(S::Cancelled), 5, PAID, RefundStatus::Failed);
    let after = reflected(failed, &at_stripe(&[100])).unwrap().after().unwrap();
    assert_eq!(status_of(&after, 5), RefundStatus::Failed);
    let after = reflected(after, &at_stripe(&[100, PAID - 100])).unwrap().after().unwrap();
    assert_eq!(status_of(&after, 5), RefundStatus::Superseded);
}
