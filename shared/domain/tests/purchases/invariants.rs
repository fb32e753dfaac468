//! The rules that hold after every change of a purchase.

use std::collections::HashSet;

use domain::audit::{Action, verify};
use domain::purchase::{Actor, Change, MailKind, MailRecord, MailStatus, Purchase, PurchaseState as S};

/// The transitions of the design, written down a second time: from, to, and the actors that may take them.
const TABLE: [(S, S, &[&str]); 7] = [
    (S::Cart, S::PendingPayment, &["customer"]),
    (S::PendingPayment, S::PaymentConfirmed, &["stripe"]),
    (S::PendingPayment, S::Cancelled, &["customer", "stripe", "staff"]),
    (S::PaymentConfirmed, S::Processing, &["customer", "staff", "automation"]),
    (S::Processing, S::Shipped, &["staff", "automation"]),
    (S::Shipped, S::Delivered, &["staff", "automation"]),
    (S::Processing, S::Cancelled, &["customer", "staff"]),
];

pub(crate) fn check(before: &Purchase, change: &Change, after: &Purchase) {
    states_are_legal(before, change, after);
    versions_move_on_by_one(before, after);
    sums_are_right(after);
    mails_are_owed_once(after);
    nothing_is_owed_after_erasure(after);
    only_a_payment_under_way_has_a_customer_before_the_order(after);
    a_number_never_changes(before, after);
    customers_stop_no_work(before, change, after);
    only_corrections_change_what_was_promised(before, change, after);
    verify(&after.checkout.id.to_string(), &after.audit, after.chain()).unwrap();
    assert_eq!(after.audit.len(), before.audit.len() + change.events().len());
    let sessions: HashSet<_> = after.sessions.iter().map(|settled| &settled.session_id).collect();
    assert_eq!(sessions.len(), after.sessions.len(), "a session was settled twice");
}

fn name(actor: &Actor) -> &'static str {
    match actor {
        Actor::Customer => "customer",
        Actor::Stripe { .. } => "stripe",
        Actor::Staff { .. } => "staff",
        Actor::Automation { .. } => "automation",
        Actor::System { .. } => "system",
    }
}

fn states_are_legal(before: &Purchase, change: &Change, after: &Purchase) {
    assert!(!change.events().is_empty(), "a change without an event");
    let mut state = before.state();
    for event in change.events() {
        let (Some(from), Some(to)) = (event.from, event.to) else { continue };
        assert_eq!(from, state, "a step that does not follow the one before");
        let row = TABLE.iter().find(|(a, b, _)| (*a, *b) == (from, to));
        let (_, _, actors) = row.unwrap_or_else(|| panic!("{from} to {to} is in no row of the table"));
        assert!(actors.contains(&name(&event.actor)), "{from} to {to} by {}", name(&event.actor));
        state = to;
    }
    assert_eq!(after.state(), state);
    assert_eq!(change.state_after(), state);
    assert_eq!(
        after.order.is_some(),
        !matches!(after.checkout.state, S::Cart | S::PendingPayment | S::Cancelled)
    );
}

/// Whichever head carries the chain counts every change, so that two changes of one version never both pass.
fn versions_move_on_by_one(before: &Purchase, after: &Purchase) {
    match (&before.order, &after.order) {
        (None, None) => assert_eq!(after.checkout.version, before.checkout.version + 1),
        (None, Some(order)) => {
            assert_eq!((after.checkout.version, order.version), (before.checkout.version + 1, 1));
        }
        (Some(was), Some(order)) => assert_eq!(order.version, was.version + 1),
        (Some(_), None) => panic!("the order is gone"),
    }
}

fn sums_are_right(after: &Purchase) {
    let ids: HashSet<_> = after.refunds.iter().map(|refund| refund.id).collect();
    assert_eq!(ids.len(), after.refunds.len(), "two refunds share an id");
    let Some(order) = &after.order else { return };
    let own = after.refunds.iter().filter(|refund| order.is_paid_by(&refund.payment_intent));
    let done: i64 = own.filter(|refund| refund.status.is_paid()).map(|refund| refund.amount.amount).sum();
    assert_eq!(order.refunded.map_or(0, |sum| sum.amount), done, "the sum refunded is wrong");
    assert!(done <= order.payment.captured.amount, "more was refunded than captured");
    assert!(order.refundable(&after.refunds).unwrap().amount >= 0);
}

fn mails_are_owed_once(after: &Purchase) {
    let kinds: HashSet<_> = after.mails.iter().map(|mail| mail.kind).collect();
    assert_eq!(kinds.len(), after.mails.len(), "a mail is owed twice for its cause");
    let may_be_there = |mail: &MailRecord| {
        after.order.is_some() || mail.kind == MailKind::PaymentUnderWay || !mail.kind.is_to_customer()
    };
    assert!(after.mails.iter().all(may_be_there), "a mail without an order");
}

fn only_a_payment_under_way_has_a_customer_before_the_order(after: &Purchase) {
    let checkout = &after.checkout;
    let under_way = checkout.state == S::PendingPayment && checkout.awaiting_bank;
    assert!(
        under_way || (checkout.confidential.is_none() && checkout.customer_hash.is_none()),
        "a customer is left on a checkout whose payment is not under way"
    );
    assert_eq!(checkout.confidential.is_some(), checkout.customer_hash.is_some());
}

fn a_number_never_changes(before: &Purchase, after: &Purchase) {
    let (was, is) = (&before.checkout.order_number, &after.checkout.order_number);
    assert!(was.is_none() || was == is, "the number {was:?} became {is:?}");
    assert!(after.order.as_ref().is_none_or(|order| Some(&order.number) == is.as_ref()));
}

/// A customer takes no step of an order but its whole cancellation, before work on it began.
fn customers_stop_no_work(before: &Purchase, change: &Change, after: &Purchase) {
    let steps = || change.events().iter().filter(|event| event.to.is_some());
    if before.order.is_some() && steps().any(|event| event.actor == Actor::Customer) {
        assert_eq!((before.state(), after.state(), steps().count()), (S::PaymentConfirmed, S::Cancelled, 2));
    }
}

/// The ship-by date and the parcels change only in their own events.
fn only_corrections_change_what_was_promised(before: &Purchase, change: &Change, after: &Purchase) {
    let (Some(was), Some(is)) = (&before.order, &after.order) else { return };
    let has = |action: Action| change.events().iter().any(|event| event.action == action);
    assert_eq!(was.quote, is.quote, "what was bought never changes");
    assert!(was.ship_by == is.ship_by || has(Action::ShipByChanged));
    let kept = is.parcels.starts_with(&was.parcels);
    let shipped = was.state != is.state && is.state == S::Shipped;
    assert!(!kept || is.parcels == was.parcels || shipped || has(Action::ParcelSent));
    assert!(kept || (has(Action::TrackingCorrected) && is.parcels.len() == was.parcels.len()));
    let resealed = was.confidential != is.confidential && is.confidential.is_some();
    assert!(!resealed || has(Action::AddressCorrected) || has(Action::MailResent));
}

fn nothing_is_owed_after_erasure(after: &Purchase) {
    let Some(order) = after.order.as_ref().filter(|order| order.erased_at.is_some()) else { return };
    let owed = |mail: &&MailRecord| mail.status == MailStatus::Owed && mail.kind.is_to_customer();
    assert_eq!(after.mails.iter().find(owed), None, "a mail is owed to an erased customer");
    assert!(order.confidential.is_none() && order.customer_hash.is_none() && order.secret_hash.is_none());
}
