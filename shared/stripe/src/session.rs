//! What a Checkout Session says now.

use domain::ids::OrderId;
use domain::money::{Currency, Money};
use domain::purchase::Paid;
use domain::settlement::{SessionNow, SessionStatus};
use shared::customer::{Address, Customer, Private};
use shared::payments::{PaymentsError, RetrievedSession};
use stripe_shared::{
    CheckoutSession, CheckoutSessionPaymentStatus as Payment, CheckoutSessionStatus as Status,
    PaymentIntentStatus,
};

use crate::call::unreadable;
use crate::order_in;

/// Reads a session whose payment intent was expanded.
pub(crate) fn read(session: &CheckoutSession) -> Result<RetrievedSession, PaymentsError> {
    let status = match (&session.status, &session.payment_status) {
        // Money that was taken is told first, whatever else the session says.
        (_, Payment::Paid) | (Some(Status::Complete), Payment::NoPaymentRequired) => {
            SessionStatus::Paid(paid(session)?)
        }
        (Some(Status::Complete), Payment::Unpaid) => bank(session)?,
        (Some(Status::Open), _) => SessionStatus::Open,
        (Some(Status::Expired), _) => SessionStatus::Expired,
        _ => return Err(unreadable("the session has an unknown status")),
    };
    let finished = session.status == Some(Status::Complete);
    Ok(RetrievedSession {
        now: SessionNow { id: session.id.to_string(), status },
        order_id: order_id(session),
        customer: if finished { customer(session) } else { None },
    })
}

fn order_id(session: &CheckoutSession) -> Option<OrderId> {
    let reference = || OrderId::parse(session.client_reference_id.as_deref()?).ok();
    session.metadata.as_ref().and_then(order_in).or_else(reference)
}

fn paid(session: &CheckoutSession) -> Result<Paid, PaymentsError> {
    let amount = session.amount_total.ok_or_else(|| unreadable("the session has no total"))?;
    let currency = session.currency.as_ref().ok_or_else(|| unreadable("the session has no currency"))?;
    let currency = currency_in(currency)?;
    Ok(Paid {
        session_id: session.id.to_string(),
        payment_intent: session.payment_intent.as_ref().map(|payment| payment.id().to_string()),
        amount: Money::new(amount, currency),
        tax_added: Money::new(tax_added(session, amount)?, currency),
    })
}

/// Reads a currency that the shop can count in.
pub(crate) fn currency_in(currency: &stripe_types::Currency) -> Result<Currency, PaymentsError> {
    Currency::parse(&currency.to_string()).map_err(|_| unreadable("the session's currency is not supported"))
}

/// The tax on top of the prices. Tax inside them is in the subtotal already, and counts for nothing here.
fn tax_added(session: &CheckoutSession, total: i64) -> Result<i64, PaymentsError> {
    if !session.automatic_tax.enabled {
        return Ok(0);
    }
    let absent = || unreadable("the session's amounts are incomplete");
    let details = session.total_details.as_ref().ok_or_else(absent)?;
    let shipping =
        session.shipping_cost.as_ref().map_or(details.amount_shipping, |cost| Some(cost.amount_subtotal));
    let added = session
        .amount_subtotal
        .and_then(|subtotal| subtotal.checked_add(shipping.unwrap_or(0)))
        .and_then(|net| net.checked_sub(details.amount_discount))
        .and_then(|net| total.checked_sub(net))
        .ok_or_else(absent)?;
    // A total that tax does not explain is no tax: the purchase will see that it is not the amount due.
    Ok(if (0..=details.amount_tax).contains(&added) { added } else { 0 })
}

/// Complete but unpaid: a payment by bank that takes days, which the payment intent can tell from a failed one.
fn bank(session: &CheckoutSession) -> Result<SessionStatus, PaymentsError> {
    let payment = session.payment_intent.as_ref().and_then(|payment| payment.as_object());
    let payment = payment.ok_or_else(|| unreadable("the session has no payment intent"))?;
    Ok(match payment.status {
        PaymentIntentStatus::RequiresPaymentMethod | PaymentIntentStatus::Canceled => {
            SessionStatus::BankRefused
        }
        _ => SessionStatus::AwaitingBank,
    })
}

/// Who bought. The name is the one for the parcel, else the payer's.
fn customer(session: &CheckoutSession) -> Option<Customer> {
    let details = session.customer_details.as_ref()?;
    let parcel =
        session.collected_information.as_ref().and_then(|collected| collected.shipping_details.as_ref());
    let shipping_address = parcel.map(|parcel| address(&parcel.address));
    let billing_address = details.address.as_ref().map(address);
    Some(Customer {
        email: Private::new(details.email.clone()?),
        name: Private::new(parcel.map(|parcel| parcel.name.clone()).or_else(|| details.name.clone())),
        phone: Private::new(details.phone.clone()),
        billing_address: billing_address.filter(|billing| shipping_address.as_ref() != Some(billing)),
        shipping_address,
    })
}

fn address(address: &stripe_shared::Address) -> Address {
    Address {
        line1: Private::new(address.line1.clone()),
        line2: Private::new(address.line2.clone()),
        city: Private::new(address.city.clone()),
        state: Private::new(address.state.clone()),
        postal_code: Private::new(address.postal_code.clone()),
        country: Private::new(address.country.clone()),
    }
}
