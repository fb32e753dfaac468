//! Gathers the data that turns a payment into an order, at once or when a bank has confirmed it.

use shared::customer::{Customer, Private};
use shared::domain::ids::{OrderId, OrderNumber};
use shared::domain::money::Money;
use shared::domain::purchase::{
    AwaitedPayment, Change, Confirmation, PaymentProof, Purchase, SealedCustomer,
};
use shared::payments::RetrievedSession;
use shared::random;
use shared::vault::{Confidential, TrackingSecret};
use shared::worker::HandlerError;

use crate::Deps;

/// Draws the order number and the link's secret, and seals the customer's data.
pub(crate) async fn awaited(
    deps: &Deps,
    id: OrderId,
    session: &RetrievedSession,
) -> Result<AwaitedPayment, HandlerError> {
    Ok(AwaitedPayment {
        session_id: session.now.id.clone(),
        number: OrderNumber::from_random(random::bytes()?),
        customer: sealed(deps, id, session).await?,
    })
}

/// Reads the shop's present state, and at the same time seals the customer's data. Number, secret and customer are those of
/// the payment that was under way, or else are made now.
pub(crate) async fn confirmation(
    deps: &Deps,
    purchase: &Purchase,
    session: &RetrievedSession,
    proof: PaymentProof,
    tax_added: Money,
) -> Result<Confirmation, HandlerError> {
    let checkout = &purchase.checkout;
    let context = async { Ok::<_, HandlerError>(deps.purchases.order_context(checkout).await?) };
    let customer = async {
        match checkout.customer() {
            Some(customer) => Ok(customer),
            None => sealed(deps, checkout.id, session).await,
        }
    };
    let (context, customer) = tokio::try_join!(context, customer)?;
    let number = OrderNumber::from_random(random::bytes()?);
    let by_stripe = session.tax.clone();
    Ok(Confirmation { proof, tax_added, by_stripe, number, customer, context })
}

/// Logs an order without a tax breakdown. It is made anyway, and its documents have the total of the tax only.
pub(crate) fn report_missing_tax(confirmed: &Change) {
    if confirmed.order().is_some_and(|order| order.tax.is_none()) {
        tracing::error!("the amounts that Stripe taxed do not add up to the payment");
    }
}

async fn sealed(
    deps: &Deps,
    id: OrderId,
    session: &RetrievedSession,
) -> Result<SealedCustomer, HandlerError> {
    let confidential = Confidential { customer: customer(session), tracking_secret: TrackingSecret::new()? };
    Ok(SealedCustomer {
        customer_hash: deps.lookup.customer_hash(confidential.customer.email.reveal()),
        secret_hash: confidential.tracking_secret.hash(),
        confidential: deps.vault.seal(id, &confidential).await?,
    })
}

/// Returns the customer, without any data if Stripe reports none. Nothing may prevent a paid order: it is made anyway,
/// and its receipt, which cannot be sent, raises the alarm.
fn customer(session: &RetrievedSession) -> Customer {
    session.customer.clone().unwrap_or_else(|| Customer {
        email: Private::new(String::new()),
        name: Private::new(None),
        billing_name: Private::new(None),
        phone: Private::new(None),
        shipping_address: None,
        billing_address: None,
    })
}
