//! Reads the current state of a Checkout Session.

use domain::ids::OrderId;
use domain::money::{Currency, Money};
use domain::purchase::Paid;
use domain::purchase::settlement::{SessionSnapshot, SessionStatus};
use shared::customer::{Address, Customer, Private};
use shared::payments::{PaymentsError, RetrievedSession};
use stripe_shared::{
    CheckoutSessionPaymentStatus as Payment, CheckoutSessionStatus as Status, PaymentIntentStatus,
};

use crate::ORDER_ID;
use crate::call::unreadable;
use crate::replies::{self, Expandable, Metadata, Session, SessionPayment};

/// Reads a session with its payment intent and charge expanded. Its refunds are not part of it.
pub(crate) fn read(
    session: &Session,
    order_id: impl Fn(&Metadata) -> Result<OrderId, PaymentsError>,
) -> Result<RetrievedSession, PaymentsError> {
    // First, because nothing else of another business's session needs to be readable.
    let order_id = order_id(&named(session))?;
    let status = match (&session.status, &session.payment_status) {
        // A payment that was taken wins over every other status of the session.
        (_, Payment::Paid) | (Some(Status::Complete), Payment::NoPaymentRequired) => {
            SessionStatus::Paid(paid(session)?)
        }
        (Some(Status::Complete), Payment::Unpaid) => bank_payment_status(session)?,
        (Some(Status::Open), _) => SessionStatus::Open,
        (Some(Status::Expired), _) => SessionStatus::Expired,
        _ => return Err(unreadable("the session has an unknown status")),
    };
    let finished = session.status == Some(Status::Complete);
    Ok(RetrievedSession {
        now: SessionSnapshot { id: session.id.clone(), status, refunds: Vec::new() },
        order_id,
        customer: if finished { customer(session) } else { None },
        tax: None,
    })
}

/// Returns the payment of a session if something of it was refunded, even if the refund is pending.
pub(crate) fn refunded_payment(session: &Session) -> Option<&str> {
    let payment = session.payment_intent.as_ref()?.as_object()?;
    let charge = payment.latest_charge.as_ref()?.as_object()?;
    (charge.amount_refunded > 0).then_some(payment.id.as_str())
}

fn payment_id(payment: &Expandable<SessionPayment>) -> Option<&str> {
    match payment {
        Expandable::Id(id) => Some(id),
        Expandable::Object(payment) => payment.as_ref().map(|payment| payment.id.as_str()),
    }
}

/// Returns the session's metadata. The order's id is there, or else it is the session's reference.
fn named(session: &Session) -> Metadata {
    let mut named = session.metadata.clone().unwrap_or_default();
    let is_named = named.get(ORDER_ID).is_some_and(|id| OrderId::parse(id).is_ok());
    if let Some(reference) = session.client_reference_id.as_ref().filter(|_| !is_named) {
        named.insert(ORDER_ID.to_owned(), reference.clone());
    }
    named
}

fn paid(session: &Session) -> Result<Paid, PaymentsError> {
    let amount = session.amount_total.ok_or_else(|| unreadable("the session has no total"))?;
    let currency = session.currency.as_ref().ok_or_else(|| unreadable("the session has no currency"))?;
    let currency = parse_currency(currency)?;
    Ok(Paid {
        session_id: session.id.clone(),
        payment_intent: session.payment_intent.as_ref().and_then(payment_id).map(ToOwned::to_owned),
        amount: Money::new(amount, currency),
        tax_added: Money::new(tax_added(session, amount)?, currency),
    })
}

/// Reads a currency that the shop supports.
pub(crate) fn parse_currency(currency: &str) -> Result<Currency, PaymentsError> {
    Currency::parse(currency).map_err(|_| unreadable("the session's currency is not supported"))
}

/// Computes the tax added to the prices. Tax included in them is part of the subtotal and does not count
/// here.
fn tax_added(session: &Session, total: i64) -> Result<i64, PaymentsError> {
    if !session.automatic_tax.enabled {
        return Ok(0);
    }
    let absent = || unreadable("the session's amounts are incomplete");
    let details = session.total_details.as_ref().ok_or_else(absent)?;
    let shipping = session.shipping_cost.as_ref().map_or(details.shipping, |cost| Some(cost.amount_subtotal));
    let added = session
        .amount_subtotal
        .and_then(|subtotal| subtotal.checked_add(shipping.unwrap_or(0)))
        .and_then(|net| net.checked_sub(details.discount))
        .and_then(|net| total.checked_sub(net))
        .ok_or_else(absent)?;
    // A difference that tax does not explain counts as no tax: the purchase then finds that the amount is not
    // the one due.
    Ok(if (0..=details.tax).contains(&added) { added } else { 0 })
}

/// Reads a complete but unpaid session: a bank payment that takes days, or one that failed. The payment
/// intent shows which.
fn bank_payment_status(session: &Session) -> Result<SessionStatus, PaymentsError> {
    let payment = session.payment_intent.as_ref().and_then(Expandable::as_object);
    let payment = payment.ok_or_else(|| unreadable("the session has no payment intent"))?;
    Ok(match payment.status {
        PaymentIntentStatus::RequiresPaymentMethod | PaymentIntentStatus::Canceled => {
            SessionStatus::BankRefused
        }
        _ => SessionStatus::AwaitingBank,
    })
}

/// Reads the customer. The name is the recipient's, or else the payer's; the payer's is read only if it differs.
fn customer(session: &Session) -> Option<Customer> {
    let details = session.customer_details.as_ref()?;
    let parcel =
        session.collected_information.as_ref().and_then(|collected| collected.shipping_details.as_ref());
    let shipping_address = parcel.map(|parcel| address(&parcel.address));
    let billing_address = details.address.as_ref().map(address);
    let name = parcel.map(|parcel| parcel.name.clone()).or_else(|| details.name.clone());
    Some(Customer {
        email: Private::new(details.email.clone()?),
        billing_name: Private::new(details.name.clone().filter(|payer| name.as_ref() != Some(payer))),
        name: Private::new(name),
        phone: Private::new(details.phone.clone()),
        billing_address: billing_address.filter(|billing| shipping_address.as_ref() != Some(billing)),
        shipping_address,
    })
}

fn address(address: &replies::Address) -> Address {
    Address {
        line1: Private::new(address.line1.clone()),
        line2: Private::new(address.line2.clone()),
        city: Private::new(address.city.clone()),
        state: Private::new(address.state.clone()),
        postal_code: Private::new(address.postal_code.clone()),
        country: Private::new(address.country.clone()),
    }
}
