//! From a proven payment to the order.

use jiff::Timestamp;
use shared::customer::{Customer, Private};
use shared::domain::audit::Event;
use shared::domain::ids::OrderNumber;
use shared::domain::money::Money;
use shared::domain::purchase::{Actor, MailKind, PaymentProof, PurchaseState, Transition, apply};
use shared::domain::settlement::SessionStatus;
use shared::domain::time::utc_date;
use shared::payments::RetrievedSession;
use shared::random;
use shared::store::items::{AmountPaid, CheckoutItem, Milestone, OrderItem, Payment, SessionItem};
use shared::store::purchases::{Change, Purchase};
use shared::store::stock::StockOf;
use shared::vault::{Confidential, TrackingSecret};

use crate::{Deps, Stopped};

/// The order, its audit entry, its receipt and its session's end, made from the checkout's frozen cart: what became
/// of the products meanwhile changes nothing.
pub(crate) async fn confirm(
    deps: &Deps,
    purchase: Purchase,
    session: &RetrievedSession,
    proof: PaymentProof,
    actor: &Actor,
    now: Timestamp,
) -> Result<(Change, Vec<StockOf>), Stopped> {
    let checkout = purchase.checkout.clone();
    let step = Transition::ConfirmPayment(proof.clone());
    let state = apply(purchase.state(), &step, actor)?;
    let ground = deps.store.order_ground(&checkout).await?;
    let number = OrderNumber::from_random(random::bytes()?);
    let confidential = Confidential { customer: customer(session), tracking_secret: TrackingSecret::new()? };

    let payment = payment(&proof, session, now);
    let paid = Some(AmountPaid::from(&payment));

    let mut change = Change::of(purchase);
    change.order = Some(OrderItem {
        id: checkout.id,
        number: number.clone(),
        state,
        payment,
        ship_by: ground.settings.calendar.after(utc_date(now), checkout.quote.lead_time_days),
        confidential: Some(deps.vault.seal(checkout.id, &confidential).await?),
        customer_hash: Some(deps.lookup.customer_hash(confidential.customer.email.reveal())),
        secret_hash: Some(confidential.tracking_secret.hash()),
        erased_at: None,
        parcels: Vec::new(),
        milestones: vec![Milestone { state: PurchaseState::PaymentConfirmed, at: now }],
        disputes: Vec::new(),
        refunded: None,
        version: 1,
        chain: checkout.chain.clone(),
        created_at: now,
        quote: checkout.quote.clone(),
    });
    change.events.push(Event::transition(now, actor.clone(), &step));
    change.owe(MailKind::Receipt, now);
    change.session = Some(SessionItem::ended(checkout.id, proof.session_id(), "order", now));
    change.checkout = Some(CheckoutItem { state, order_number: Some(number), paid, ..checkout });
    change.first_sales = ground.first_sales;
    Ok((change, ground.stock))
}

fn payment(proof: &PaymentProof, session: &RetrievedSession, now: Timestamp) -> Payment {
    let captured = proof.amount();
    let tax_added = match &session.now.status {
        SessionStatus::Paid(paid) => paid.tax_added,
        _ => Money::zero(captured.currency),
    };
    Payment {
        session_id: proof.session_id().to_owned(),
        payment_intent: proof.payment_intent().map(ToOwned::to_owned),
        captured,
        tax_added,
        paid_at: now,
    }
}

/// Nothing may stand between a payment and its order, so a customer whom Stripe does not describe is still a customer:
/// the order is made, and its receipt, which cannot be sent, raises the alarm.
fn customer(session: &RetrievedSession) -> Customer {
    session.customer.clone().unwrap_or_else(|| Customer {
        email: Private::new(String::new()),
        name: Private::new(None),
        phone: Private::new(None),
        shipping_address: None,
        billing_address: None,
    })
}
