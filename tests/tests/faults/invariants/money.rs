//! Every payment is kept for one order, or returned.

use serde_json::json;
use shared::domain::audit::Action;
use shared::domain::purchase::settlement::SessionStatus;
use shared::domain::purchase::{Purchase, PurchaseState, Refund, RefundStatus};

use super::Tally;
use crate::stripe::{Session, StripeRefund, ours};
use crate::world::World;

/// Asserts that every payment either made exactly one order of its amount, or was returned exactly once.
pub(super) fn check(world: &World, purchase: &Purchase, tally: &mut Tally) {
    let id = purchase.checkout.id;
    let sessions = world.stripe.state().sessions.clone();
    let mut ordered = 0;
    for session in sessions.iter().filter(|session| session.order_id == id) {
        let settled: Vec<_> = purchase.sessions.iter().filter(|s| s.session_id == session.id).collect();
        if session.taken().is_none() {
            assert!(!matches!(session.status, SessionStatus::Open | SessionStatus::AwaitingBank));
            assert!(settled.is_empty(), "{id}: an unpaid session was settled");
            continue;
        }
        disputes_are_known(world, purchase, session);
        assert_eq!(settled.len(), 1, "{id}: {} was settled {} times", session.id, settled.len());
        if settled[0].outcome == "order" {
            paid_an_order(world, purchase, session);
            ordered += 1;
        } else {
            assert_eq!(settled[0].outcome, "returned");
            was_returned(world, purchase, session);
            tally.returned += 1;
        }
    }
    assert_eq!(ordered, usize::from(purchase.order.is_some()), "{id}: orders and payments do not match");
    assert_ne!(purchase.state(), PurchaseState::PendingPayment, "{id}: a payment is still pending");
}

fn disputes_are_known(world: &World, purchase: &Purchase, session: &Session) {
    let known = purchase.order.as_ref().map_or(&purchase.checkout.disputes, |order| &order.disputes);
    let state = world.stripe.state();
    for dispute in state.disputes.iter().filter(|dispute| dispute.payment_intent == session.payment_intent())
    {
        let noted = known.iter().any(|known| known.id == dispute.id && known.status == dispute.status);
        assert!(noted, "{}: {dispute:?} is not noted: {known:?}", session.order_id);
    }
}

fn paid_an_order(world: &World, purchase: &Purchase, session: &Session) {
    let (id, taken) = (purchase.checkout.id, session.taken().unwrap());
    let state = world.stripe.state();
    let back = state.active_refunds(&session.payment_intent());
    let order = purchase.order.as_ref().expect("a session made an order that is not there");
    assert_eq!((order.payment.captured, order.quote.total), (taken, taken), "{id}: charged another sum");
    assert_eq!(order.payment.session_id, session.id);
    assert_eq!(order.refunded.map_or(0, |sum| sum.amount), sum_of(&back), "{id}: refunds are missing");
    let disputed = state.is_disputed(&session.payment_intent());
    if order.state != PurchaseState::Cancelled {
        assert!(
            back.iter().all(|refund| ours(refund).is_none()),
            "{id}: the shop gave back an order's money"
        );
    } else if !disputed {
        assert_eq!(sum_of(&back), taken.amount, "{id}: a cancelled order's money was not given back");
    }
    let made = noted(purchase, session, disputed);
    assert_eq!(made.len(), back.len(), "{id}: a refund is not noted once");
}

fn was_returned(world: &World, purchase: &Purchase, session: &Session) {
    let (id, taken) = (purchase.checkout.id, session.taken().unwrap());
    let state = world.stripe.state();
    let back = state.active_refunds(&session.payment_intent());
    let disputed = state.is_disputed(&session.payment_intent());
    assert!(disputed || sum_of(&back) == taken.amount, "{id}: another sum went back");
    assert!(back.iter().filter(|refund| ours(refund).is_some()).count() <= 1, "{id}: returned twice");
    let amounts: Vec<_> =
        noted(purchase, session, disputed).iter().map(|refund| refund.amount.amount).collect();
    let sum: i64 = amounts.iter().sum();
    assert_eq!((amounts.len(), sum), (back.len(), sum_of(&back)), "{id}: noted another sum");
    let returns = purchase.audit.iter().filter(|entry| {
        entry.action == Action::PaymentReturned && entry.evidence["session_id"] == json!(session.id)
    });
    assert_eq!(returns.count(), 1, "{id}: a return was not noted once");
    // Only a payment of the wrong amount, or of a cancelled purchase, is returned.
    assert!(taken != purchase.checkout.quote.total || purchase.state() == PurchaseState::Cancelled);
}

/// Returns the refunds of a payment that were made. Any other is superseded; Stripe refunds no disputed payment, so its
/// refunds may have failed.
fn noted<'a>(purchase: &'a Purchase, session: &Session, disputed: bool) -> Vec<&'a Refund> {
    let of_payment = |refund: &&Refund| refund.payment_intent == session.payment_intent();
    let (made, lost): (Vec<_>, Vec<_>) = purchase
        .refunds
        .iter()
        .filter(of_payment)
        .partition(|refund| refund.status == RefundStatus::Succeeded);
    let ended = |refund: &&Refund| {
        refund.status == RefundStatus::Superseded || (disputed && refund.status == RefundStatus::Failed)
    };
    assert!(lost.iter().all(ended), "{}: {lost:?}", purchase.checkout.id);
    made
}

fn sum_of(refunds: &[&StripeRefund]) -> i64 {
    refunds.iter().map(|refund| refund.made.amount.amount).sum()
}
