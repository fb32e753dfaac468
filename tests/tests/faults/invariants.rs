//! Invariants that must hold after every run.

mod erasure;
mod mails;
mod money;
mod shipping;
mod stock;

use std::collections::BTreeSet;

use shared::domain::audit::{AuditEntry, verify};
use shared::domain::purchase::{MailStatus, Purchase, PurchaseState};
use shared::events::DomainEvent;

use crate::world::World;

/// Totals over all runs.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) purchases: u64,
    pub(crate) orders: u64,
    pub(crate) cancelled: u64,
    pub(crate) returned: u64,
    /// Orders that were shipped, and those of them whose payment hold staff overrode.
    pub(crate) shipped: u64,
    pub(crate) overridden: u64,
    pub(crate) erased: u64,
    /// Pieces that cancelled orders gave back to the stock, and pieces that were sold and not there.
    pub(crate) pieces_returned: u64,
    pub(crate) pieces_missing: u64,
    pub(crate) mails_sent: u64,
    pub(crate) mails_failed: u64,
    pub(crate) mails_dropped: u64,
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
        self.shipped += other.shipped;
        self.overridden += other.overridden;
        self.erased += other.erased;
        self.pieces_returned += other.pieces_returned;
        self.pieces_missing += other.pieces_missing;
        self.mails_sent += other.mails_sent;
        self.mails_failed += other.mails_failed;
        self.mails_dropped += other.mails_dropped;
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
        dead_letters: world.dead.len().try_into().unwrap(),
        given_up_batches: u64::from(world.stream.given_up),
        faults: world.chaos.counts(),
        ..Tally::default()
    };
    let (mut numbers, mut ordered) = (BTreeSet::new(), BTreeSet::new());
    let items: Vec<_> = world.items().iter().map(|item| serde_json::to_value(item).unwrap()).collect();
    for id in world.purchases() {
        let purchase = world.seen(id).expect("Stripe knows a purchase, the shop does not");
        trail(world, &purchase);
        money::check(world, &purchase, &mut tally);
        mails::check(world, &purchase, &mut tally);
        tally.purchases += 1;
        tally.cancelled += u64::from(purchase.state() == PurchaseState::Cancelled);
        if let Some(order) = &purchase.order {
            tally.orders += 1;
            ordered.insert(order.payment.session_id.clone());
            assert_eq!(Some(&order.number), purchase.checkout.order_number.as_ref(), "it has two numbers");
            shipping::check(world, &purchase, order, &mut tally);
            stock::count(&purchase, order, &mut tally);
            erasure::check(world, &items, order, &mut tally);
        }
        for mail in &purchase.mails {
            match mail.status {
                MailStatus::Owed => panic!("{id}: {} is still owed", mail.kind),
                MailStatus::Sent => tally.mails_sent += 1,
                MailStatus::Failed => tally.mails_failed += 1,
                MailStatus::Dropped => tally.mails_dropped += 1,
            }
        }
        if let Some(number) = &purchase.checkout.order_number {
            assert!(numbers.insert(number.clone()), "two purchases have one number");
        }
        let (sealed, hash) = (&purchase.checkout.confidential, &purchase.checkout.customer_hash);
        assert!(sealed.is_none() && hash.is_none(), "{id}: a customer is left without an order");
    }
    erasure::nobody_is_in_clear(world, &items);
    stock::check(world, &items, &tally);
    for (cart, sessions) in &world.carts {
        let orders = sessions.iter().filter(|session| ordered.contains(*session)).count();
        assert!(orders <= 1, "cart {cart} became {orders} orders");
    }
    assert_eq!(world.queued(), 0, "messages are left");
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
