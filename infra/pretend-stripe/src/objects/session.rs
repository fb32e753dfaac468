//! Checkout Sessions and their line items.

use serde_json::{Map, Value, json};

use crate::model::{Line, Person, Session, SessionStatus};
use crate::objects::{address, catalog};
use crate::state::StripeState;

pub(crate) fn session(state: &StripeState, session: &Session) -> Value {
    let mut object = fixed(session);
    object.extend(money(session));
    object.extend(collected(session));
    object.insert("url".into(), url(state, session));
    Value::Object(object)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn url(state: &StripeState, session: &Session) -> Value {
    match session.status {
        SessionStatus::Open => json!(state.pay_url(&session.id)),
        SessionStatus::Complete | SessionStatus::Expired => Value::Null,
    }
}

fn fixed(session: &Session) -> Map<String, Value> {
    object(json!({
        "id": session.id,
        "object": "checkout.session",
        "adaptive_pricing": { "enabled": false },
        "after_expiration": null,
        "allow_promotion_codes": session.allow_promotion_codes,
        "billing_address_collection": session.billing_address_collection,
        "cancel_url": session.cancel_url,
        "client_reference_id": session.client_reference_id,
        "client_secret": null,
        "consent": null,
        "consent_collection": null,
        "created": session.created,
        "currency_conversion": null,
        "custom_fields": [],
        "custom_text": custom_text(session),
        "customer": null,
        "customer_account": null,
        "customer_creation": session.customer_creation,
        "customer_email": session.customer_email,
        "discounts": [],
        "expires_at": session.expires_at,
        "integration_identifier": null,
        "invoice": null,
        "invoice_creation": {
            "enabled": false,
            "invoice_data": {
                "account_tax_ids": null, "custom_fields": null, "description": null, "footer": null,
                "issuer": null, "metadata": {}, "rendering_options": null,
            },
        },
        "livemode": false,
        "locale": session.locale,
        "managed_payments": { "enabled": false },
        "metadata": session.metadata,
        "mode": "payment",
        "origin_context": null,
        "payment_intent": session.payment_intent,
        "payment_link": null,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": null,
        "payment_method_options": {},
        "payment_method_types": session.payment_method_types,
        "permissions": null,
        "phone_number_collection": { "enabled": session.collects_phone },
        "recovered_from": null,
        "saved_payment_method_options": null,
        "setup_intent": null,
        "shipping_address_collection": countries(session),
        "status": session.status.as_str(),
        "submit_type": session.submit_type,
        "subscription": null,
        "success_url": session.success_url,
        "ui_mode": "hosted_page",
        "wallet_options": null,
    }))
}

fn money(session: &Session) -> Map<String, Value> {
    let totals = session.totals();
    let shipping_cost = session.offers.get(session.chosen).map(|offer| {
        json!({
            "amount_subtotal": totals.shipping,
            "amount_tax": totals.shipping_tax,
            "amount_total": totals.shipping_total,
            "shipping_rate": offer.rate,
        })
    });
    let offers: Vec<Value> = session
        .offers
        .iter()
        .map(|offer| json!({ "shipping_amount": offer.amount, "shipping_rate": offer.rate }))
        .collect();
    let tax_status = match (session.automatic_tax, &session.customer) {
        (false, _) => Value::Null,
        (true, None) => json!("requires_location_inputs"),
        (true, Some(_)) => json!("complete"),
    };
    let liability = if session.automatic_tax { json!({ "type": "self" }) } else { Value::Null };
    let provider = if session.automatic_tax { json!("stripe") } else { Value::Null };
    object(json!({
        "amount_subtotal": totals.subtotal,
        "amount_total": totals.total,
        "automatic_tax": {
            "enabled": session.automatic_tax, "liability": liability, "provider": provider, "status": tax_status,
        },
        "currency": session.currency,
        "payment_status": payment_status(session),
        "shipping_cost": shipping_cost,
        "shipping_options": offers,
        "total_details": {
            "amount_discount": 0, "amount_shipping": totals.shipping, "amount_tax": totals.tax,
        },
    }))
}

fn payment_status(session: &Session) -> &'static str {
    if session.paid {
        "paid"
    } else if session.totals().total == 0 && session.status == SessionStatus::Complete {
        "no_payment_required"
    } else {
        "unpaid"
    }
}

fn collected(session: &Session) -> Map<String, Value> {
    let empty = Person { email: session.customer_email.clone(), ..Person::default() };
    let details = match (&session.customer, &session.customer_email) {
        (Some(customer), _) => details(customer),
        (None, Some(_)) => details(&empty),
        (None, None) => Value::Null,
    };
    let shipping_details =
        session.customer.as_ref().filter(|_| !session.countries.is_empty()).map(|customer| {
            json!({
                "address": address(&customer.address),
                "name": customer.name.clone().unwrap_or_default(),
            })
        });
    let information = session.customer.as_ref().map(
        |_| json!({ "business_name": null, "individual_name": null, "shipping_details": shipping_details }),
    );
    object(json!({ "collected_information": information, "customer_details": details }))
}

fn details(customer: &Person) -> Value {
    json!({
        "address": address(&customer.address),
        "business_name": null,
        "email": customer.email,
        "individual_name": null,
        "name": customer.name,
        "phone": customer.phone,
        "tax_exempt": "none",
        "tax_ids": [],
    })
}

fn countries(session: &Session) -> Value {
    if session.countries.is_empty() { Value::Null } else { json!({ "allowed_countries": session.countries }) }
}

fn custom_text(session: &Session) -> Value {
    let text = |place: &str| {
        session.custom_text.get(place).map_or(Value::Null, |message| json!({ "message": message }))
    };
    json!({
        "after_submit": text("after_submit"),
        "shipping_address": text("shipping_address"),
        "submit": text("submit"),
        "terms_of_service_acceptance": text("terms_of_service_acceptance"),
    })
}

pub(crate) fn line(state: &StripeState, session: &Session, line: &Line) -> Value {
    let tax = session.line_tax(line);
    let total = if line.tax_exclusive { line.subtotal().saturating_add(tax) } else { line.subtotal() };
    json!({
        "id": line.id,
        "object": "item",
        "adjustable_quantity": null,
        "amount_discount": 0,
        "amount_subtotal": line.subtotal(),
        "amount_tax": tax,
        "amount_total": total,
        "currency": session.currency,
        "description": line.name,
        "metadata": line.metadata,
        "price": state.prices.get(&line.price).map(catalog::price),
        "quantity": line.quantity,
    })
}
