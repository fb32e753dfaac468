//! Invariants that must hold after every run.

use std::collections::{BTreeSet, HashSet};

use futures::executor::block_on;
use serde_json::json;
use shared::domain::audit::{Action, AuditEntry, verify};
use shared::domain::purchase::settlement::SessionStatus;
use shared::domain::purchase::{MailKind, MailStatus, Purchase, PurchaseState, RefundStatus};
use shared::events::DomainEvent;
use shop_tests::engine::Handles;

use crate::stripe::{Session, StripeRefund, ours};
use crate::world::{PIECES, STOCK, World};

/// Totals over all runs.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    pub(crate) purchases: u64,
    pub(crate) orders: u64,
    pub(crate) cancelled: u64,
    pub(crate) returned: u64,
    /// Mails sent twice, because the function crashed between the provider's acceptance and its own record of it.
    pub(crate) second_receipts: u64,
    pub(crate) dead_letters: u64,
    pub(crate) given_up_batches: u64,
    pub(crate) faults: std::collections::BTreeMap<(&'static str, crate::chaos::Fate), u64>,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.purchases += other.purchases;
        self.orders += other.orders;
        self.cancelled += other.cancelled;
        self.returned += other.returned;
        self.second_receipts += other.second_receipts;
        self.dead_letters += other.dead_letters;
        self.given_up_batches += other.given_up_batches;
        for (kind, count) in other.faults {
            *self.faults.entry(kind).or_default() += count;
        }
    }
}

/// Asserts the invariants of a completed run and returns its totals.
pub(crate) fn check(world: &World) -> Tally {
    let mut tally = Tally {
        dead_letters: world.dead,
        given_up_batches: u64::from(world.stream.given_up),
        faults: world.chaos.counts(),
        ..Tally::default()
    };
    let (mut numbers, mut ordered) = (BTreeSet::new(), BTreeSet::new());
    for id in world.purchases() {
        let purchase = block_on(world.store().purchases().purchase(id))
            .unwrap()
            .expect("Stripe knows a purchase, the shop does not");
        let sessions: Vec<_> = world
            .stripe
            .state()
            .sessions
            .values()
            .filter(|session| session.order_id == id)
            .cloned()
            .collect();
        trail(world, &purchase);
        money(world, &purchase, &sessions, &mut tally);
        mails(world, &purchase, &mut tally);
        tally.purchases += 1;
        tally.cancelled += u64::from(purchase.state() == PurchaseState::Cancelled);
        if let Some(order) = &purchase.order {
            tally.orders += 1;
            ordered.insert(order.payment.session_id.clone());
            assert_eq!(Some(&order.number), purchase.checkout.order_number.as_ref(), "it has two numbers");
        }
        if let Some(number) = &purchase.checkout.order_number {
            assert!(numbers.insert(number.clone()), "two purchases have one number");
        }
        let (sealed, hash) = (&purchase.checkout.confidential, &purchase.checkout.customer_hash);
        assert!(sealed.is_none() && hash.is_none(), "{id}: a customer is left without an order");
    }
    stock_and_counters(world, &tally);
    for (cart, sessions) in &world.carts {
        let orders = sessions.iter().filter(|session| ordered.contains(*session)).count();
        assert!(orders <= 1, "cart {cart} became {orders} orders");
    }
    assert_eq!(world.payments.len() + world.mails.len() + world.refunds.len(), 0, "messages are left");
    tally
}

/// Asserts one audit entry per step, an unbroken chain, and a published event for each entry.
fn trail(world: &World, purchase: &Purchase) {
    let subject = purchase.checkout.id.to_string();
    verify(&subject, &purchase.audit, purchase.chain()).unwrap();
    let steps: Vec<_> = purchase.audit.iter().filter_map(|entry| Some((entry.from?, entry.to?))).collect();
    let mut at = PurchaseState::Cart;
    for (from, to) in &steps {
        assert_eq!(*from, at, "{subject}: the steps do not follow each other: {steps:?}");
        at = *to;
    }
    assert_eq!(at, purchase.state(), "{subject}: the trail ends elsewhere");
    assert_eq!(steps.iter().collect::<std::collections::HashSet<_>>().len(), steps.len(), "{steps:?}");
    if !world.stream.given_up {
        let published = world.bus.published.lock().unwrap();
        let unpublished = |entry: &&AuditEntry| {
            DomainEvent::of(entry).is_some_and(|event| !published.contains(&event.event_id))
        };
        assert_eq!(purchase.audit.iter().find(unpublished), None, "{subject}: an entry was never published");
    }
}

/// Asserts that every payment either made exactly one order of its amount, or was returned exactly once.
fn money(world: &World, purchase: &Purchase, sessions: &[Session], tally: &mut Tally) {
    let id = purchase.checkout.id;
    let mut ordered = 0;
    for session in sessions {
        let settled: Vec<_> = purchase.sessions.iter().filter(|s| s.session_id == session.id).collect();
        let Some(taken) = session.taken() else {
            assert!(!matches!(session.status, SessionStatus::Open | SessionStatus::AwaitingBank));
            assert!(settled.is_empty(), "{id}: an unpaid session was settled");
            continue;
        };
        assert_eq!(settled.len(), 1, "{id}: {} was settled {} times", session.id, settled.len());
        let state = world.stripe.state();
        let back = state.active_refunds(&session.payment_intent());
        let noted: Vec<_> = purchase
            .refunds
            .iter()
            .filter(|refund| refund.payment_intent == session.payment_intent())
            .collect();
        if settled[0].outcome == "order" {
            let order = purchase.order.as_ref().expect("a session made an order that is not there");
            assert_eq!(
                (order.payment.captured, order.quote.total),
                (taken, taken),
                "{id}: charged another sum"
            );
            assert_eq!(order.payment.session_id, session.id);
            let made_here = back.iter().filter(|refund| ours(refund).is_some()).count();
            assert_eq!(made_here, 0, "{id}: the shop gave back an order's money");
            assert_eq!(
                order.refunded.map_or(0, |sum| sum.amount),
                sum_of(&back),
                "{id}: refunds are missing"
            );
            assert_eq!(noted.len(), back.len(), "{id}: a refund is not noted once");
            ordered += 1;
            continue;
        }
        assert_eq!(settled[0].outcome, "returned");
        assert_eq!(sum_of(&back), taken.amount, "{id}: another sum went back");
        assert!(back.iter().filter(|refund| ours(refund).is_some()).count() <= 1, "{id}: returned twice");
        let (made, lost): (Vec<_>, Vec<_>) =
            noted.into_iter().partition(|refund| refund.status == RefundStatus::Succeeded);
        let amounts = made.iter().map(|refund| refund.amount.amount);
        assert_eq!((made.len(), amounts.sum()), (back.len(), taken.amount), "{id}: noted another sum");
        assert!(lost.iter().all(|refund| refund.status == RefundStatus::Superseded), "{id}: {lost:?}");
        let returns = purchase.audit.iter().filter(|entry| {
            entry.action == Action::PaymentReturned && entry.evidence["session_id"] == json!(session.id)
        });
        assert_eq!(returns.count(), 1, "{id}: a return was not noted once");
        // Only a payment of the wrong amount, or of a cancelled purchase, is returned.
        assert!(taken != purchase.checkout.quote.total || purchase.state() == PurchaseState::Cancelled);
        tally.returned += 1;
    }
    assert_eq!(ordered, usize::from(purchase.order.is_some()), "{id}: orders and payments do not match");
    assert!(matches!(
        purchase.state(),
        PurchaseState::Cart | PurchaseState::PaymentConfirmed | PurchaseState::Cancelled
    ));
}

fn sum_of(refunds: &[&StripeRefund]) -> i64 {
    refunds.iter().map(|refund| refund.made.amount.amount).sum()
}

/// Asserts one mail per cause: the receipt, each refund that succeeded, and a payment under way. A second mail is allowed only if the
/// function crashed after the provider had accepted the first.
fn mails(world: &World, purchase: &Purchase, tally: &mut Tally) {
    let id = purchase.checkout.id;
    let accepted = world.mailer.accepted.lock().unwrap();
    let of_order = (1..).zip(accepted.iter()).filter(|(_, of)| **of == id).map(|(number, _)| number);
    let of_order: Vec<usize> = of_order.collect();
    let came_through = purchase.refunds.iter().filter(|refund| refund.status == RefundStatus::Succeeded);
    let causes = came_through.map(|refund| MailKind::Refunded(refund.id)).chain([MailKind::Receipt]);
    let causes = causes.filter(|_| purchase.order.is_some());
    let (under_way, rest): (Vec<_>, Vec<_>) =
        purchase.mails.iter().partition(|mail| mail.kind == MailKind::PaymentUnderWay);
    let owed: HashSet<MailKind> = rest.iter().map(|mail| mail.kind).collect();
    assert_eq!(owed, causes.collect(), "{id}: one mail is owed for one cause");
    assert!(rest.iter().all(|mail| mail.status == MailStatus::Sent), "{id}: a mail is still owed");
    // By now every bank has answered: the mail was sent before that, or its message was no longer true.
    let ended = |status| matches!(status, MailStatus::Sent | MailStatus::Dropped);
    assert!(under_way.iter().all(|mail| ended(mail.status)), "{id}: a mail is still owed");
    let sent = purchase.mails.iter().filter(|mail| mail.status == MailStatus::Sent).count();
    let noted = |number: usize| {
        let message = format!("mail-{number}");
        purchase.mails.iter().any(|mail| mail.message_id.as_deref() == Some(message.as_str()))
    };
    let known = of_order.iter().filter(|number| noted(**number)).count();
    assert_eq!(known, sent, "{id}: noted a mail that nobody took");
    for number in of_order.into_iter().filter(|number| !noted(*number)) {
        assert!(
            world.cut_off.contains(&number),
            "{id}: mail {number} went out a second time without a cause"
        );
        tally.second_receipts += 1;
    }
}

/// Asserts that stock is taken once per order, and that the daily counters count each step once.
fn stock_and_counters(world: &World, tally: &Tally) {
    let product =
        block_on(world.store().products().product(world.product.id)).unwrap().unwrap().stored.product;
    let left = product.variants.iter().find_map(|variant| variant.stock).unwrap();
    let sold = i64::try_from(tally.orders).unwrap() * i64::from(PIECES);
    assert_eq!(left, i64::from(STOCK) - sold, "stock was not taken once an order");

    let asked = json!({"TableName": world.engine.table, "FilterExpression": "entity = :stats",
        "ExpressionAttributeValues": {":stats": {"S": "stats"}}});
    let found = world.database.scan(serde_json::from_value(asked).unwrap()).unwrap();
    let shards = serde_json::to_value(found.items.unwrap_or_default()).unwrap();
    let sum = |name: &str| -> u64 {
        let numbers = shards
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|shard| shard[name]["N"].as_str()?.parse::<u64>().ok());
        numbers.sum::<u64>()
    };
    assert_eq!(sum("orders#payment_confirmed"), tally.orders, "the counters miscount the orders");
    assert_eq!(
        sum("checkouts#cancelled") + sum("orders#cancelled"),
        tally.cancelled,
        "the counters miscount the cancelled"
    );
    assert_eq!(sum("value#payment_confirmed#EUR"), tally.orders * u64::try_from(world.total.amount).unwrap());
}
