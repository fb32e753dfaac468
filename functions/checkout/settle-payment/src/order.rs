//! Gathers the data that turns a proven payment into an order.

use shared::customer::{Customer, Private};
use shared::domain::ids::OrderNumber;
use shared::domain::money::Money;
use shared::domain::purchase::{Confirmation, PaymentProof, Purchase};
use shared::payments::RetrievedSession;
use shared::random;
use shared::vault::{Confidential, TrackingSecret};
use shared::worker::HandlerError;

use crate::Deps;

/// Reads the shop's present state, draws the order number and the link's secret, and seals the customer's data.
pub(crate) async fn confirmation(
    deps: &Deps,
    purchase: &Purchase,
    session: &RetrievedSession,
    proof: PaymentProof,
    tax_added: Money,
) -> Result<Confirmation, HandlerError> {
    let checkout = &purchase.checkout;
    let context = deps.purchases.order_context(checkout).await?;
    let number = OrderNumber::from_random(random::bytes()?);
    let confidential = Confidential { customer: customer(session), tracking_secret: TrackingSecret::new()? };
    Ok(Confirmation {
        proof,
        tax_added,
        number,
        customer_hash: deps.lookup.customer_hash(confidential.customer.email.reveal()),
        secret_hash: confidential.tracking_secret.hash(),
        confidential: deps.vault.seal(checkout.id, &confidential).await?,
        context,
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
