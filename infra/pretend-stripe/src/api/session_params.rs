//! The parameters of a new Checkout Session.

use std::collections::BTreeMap;

use crate::api::catalog::{MAX_AMOUNT, read_person, read_price, read_shipping_rate};
use crate::error::StripeError;
use crate::ids::{id, now};
use crate::model::{IntentData, Line, Offer, Session, SessionStatus};
use crate::money::{display, smallest_charge};
use crate::params::Params;
use crate::state::StripeState;

type Answer<T> = Result<T, StripeError>;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;
const MAX_LINES: usize = 100;
const MAX_SHIPPING_OPTIONS: usize = 5;

/// Reads and validates all parameters. Inline products and prices are stored.
pub(crate) fn read(state: &mut StripeState, mut params: Params) -> Answer<Session> {
    let mode = params.one_of("mode", &["payment", "setup", "subscription"])?;
    if mode.as_deref() != Some("payment") {
        return Err(StripeError::parameter("The pretend Stripe supports only `mode=payment`.", "mode"));
    }
    params.one_of("ui_mode", &["hosted_page"])?;
    let created = now();
    let (lines, currency) = read_lines(state, &mut params)?;
    let offers = read_offers(state, &mut params, &currency)?;
    let session = Session {
        id: id("cs_test_a1", 56),
        created,
        expires_at: read_expiry(&mut params, created)?,
        status: SessionStatus::Open,
        paid: false,
        currency,
        lines,
        offers,
        chosen: 0,
        metadata: params.metadata()?,
        intent: read_intent(&mut params)?,
        client_reference_id: params.text_up_to("client_reference_id", 200)?,
        success_url: read_url(&mut params, "success_url")?
            .ok_or_else(|| StripeError::missing("success_url"))?,
        cancel_url: read_url(&mut params, "cancel_url")?,
        customer_email: read_email(&mut params)?,
        customer_creation: params
            .one_of("customer_creation", &["always", "if_required"])?
            .unwrap_or_else(|| "if_required".to_owned()),
        collects_phone: nested(&mut params, "phone_number_collection", |it| it.flag("enabled"))?
            .unwrap_or(false),
        countries: read_countries(&mut params)?,
        billing_address_collection: params.one_of("billing_address_collection", &["auto", "required"])?,
        automatic_tax: nested(&mut params, "automatic_tax", |it| it.flag("enabled"))?.unwrap_or(false),
        locale: params.text("locale")?,
        payment_method_types: read_method_types(&mut params)?,
        submit_type: params.one_of("submit_type", &["auto", "book", "donate", "pay", "subscribe"])?,
        allow_promotion_codes: params.flag("allow_promotion_codes")?,
        custom_text: read_custom_text(&mut params)?,
        customer: None,
        payment_intent: None,
        tampered_total: None,
    };
    nested(&mut params, "adaptive_pricing", |it| it.flag("enabled"))?;
    params.finish()?;
    check_total(&session)?;
    Ok(session)
}

/// Reads the only field of a nested object.
fn nested<T>(
    params: &mut Params,
    field: &str,
    read: impl FnOnce(&mut Params) -> Answer<Option<T>>,
) -> Answer<Option<T>> {
    let Some(mut object) = params.object(field)? else {
        return Ok(None);
    };
    let value = read(&mut object)?;
    object.finish()?;
    Ok(value)
}

fn read_lines(state: &mut StripeState, params: &mut Params) -> Answer<(Vec<Line>, String)> {
    let given = params.objects("line_items")?;
    if given.is_empty() {
        return Err(StripeError::missing("line_items"));
    }
    if given.len() > MAX_LINES {
        let message = format!("You may only specify up to {MAX_LINES} line items.");
        return Err(StripeError::parameter(message, "line_items"));
    }
    let mut lines = Vec::with_capacity(given.len());
    let mut currency = None;
    for line in given {
        let (line, of_line) = read_line(state, line)?;
        if currency.get_or_insert_with(|| of_line.clone()) != &of_line {
            let message = "All line items must have the same currency.";
            return Err(StripeError::parameter(message, "line_items"));
        }
        lines.push(line);
    }
    Ok((lines, currency.unwrap_or_default()))
}

fn read_line(state: &mut StripeState, mut params: Params) -> Answer<(Line, String)> {
    let quantity = params.integer("quantity")?;
    let quantity = quantity.ok_or_else(|| StripeError::missing(&params.name("quantity")))?;
    if !(1..=999_999).contains(&quantity) {
        let message = "Invalid positive integer: quantity must be between 1 and 999999.";
        return Err(
            StripeError::parameter(message, params.name("quantity")).code("parameter_invalid_integer")
        );
    }
    let price = match (params.text("price")?, params.object("price_data")?) {
        (Some(id), None) => {
            let known = state.prices.get(&id).filter(|price| price.active).cloned();
            known.ok_or_else(|| StripeError::no_such("price", &id, &params.name("price")))?
        }
        (None, Some(data)) => {
            let price = read_price(state, data, false)?;
            state.prices.add(price.clone());
            price
        }
        (Some(_), Some(_)) => {
            let message = "You may only specify one of these parameters: price, price_data.";
            return Err(StripeError::parameter(message, params.name("price")));
        }
        (None, None) => return Err(StripeError::missing(&params.name("price"))),
    };
    let metadata = params.metadata()?;
    params.finish()?;
    let product = state.products.get(&price.product);
    let line = Line {
        id: id("li_1", 23),
        price: price.id,
        name: product.map(|product| product.name.clone()).unwrap_or_default(),
        about: product.and_then(|product| product.description.clone()),
        quantity,
        unit_amount: price.unit_amount,
        tax_exclusive: price.tax_behavior == "exclusive",
        metadata,
    };
    Ok((line, price.currency))
}

fn read_offers(state: &mut StripeState, params: &mut Params, currency: &str) -> Answer<Vec<Offer>> {
    let given = params.objects("shipping_options")?;
    if given.len() > MAX_SHIPPING_OPTIONS {
        let message = format!("You may only specify up to {MAX_SHIPPING_OPTIONS} shipping options.");
        return Err(StripeError::parameter(message, "shipping_options"));
    }
    let mut offers = Vec::with_capacity(given.len());
    for mut option in given {
        let rate = match (option.text("shipping_rate")?, option.object("shipping_rate_data")?) {
            (Some(id), None) => {
                let known = state.rates.get(&id).cloned();
                known.ok_or_else(|| {
                    StripeError::no_such("shipping rate", &id, &option.name("shipping_rate"))
                })?
            }
            (None, Some(data)) => {
                let rate = read_shipping_rate(data)?;
                state.rates.add(rate.clone());
                rate
            }
            _ => return Err(StripeError::missing(&option.name("shipping_rate"))),
        };
        if rate.currency != currency {
            let message = "The shipping rate's currency must be that of the line items.";
            return Err(StripeError::parameter(message, option.name("shipping_rate_data")));
        }
        option.finish()?;
        offers.push(Offer {
            rate: rate.id,
            name: rate.display_name,
            amount: rate.amount,
            tax_exclusive: rate.tax_behavior == "exclusive",
        });
    }
    Ok(offers)
}

fn read_expiry(params: &mut Params, created: i64) -> Answer<i64> {
    let Some(expires_at) = params.integer("expires_at")? else {
        return Ok(created + DAY);
    };
    if expires_at < created + 30 * MINUTE {
        let message =
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.";
        return Err(StripeError::parameter(message, "expires_at"));
    }
    if expires_at > created + DAY {
        let message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.";
        return Err(StripeError::parameter(message, "expires_at"));
    }
    Ok(expires_at)
}

fn read_url(params: &mut Params, field: &str) -> Answer<Option<String>> {
    let url = params.text_up_to(field, 5000)?;
    let web = url.as_deref().is_none_or(|url| url.starts_with("https://") || url.starts_with("http://"));
    if web {
        return Ok(url);
    }
    let message = "Invalid URL: An explicit scheme (such as https) must be provided.";
    Err(StripeError::parameter(message, field).code("url_invalid"))
}

fn read_email(params: &mut Params) -> Answer<Option<String>> {
    let email = params.text_up_to("customer_email", 800)?;
    if email.as_deref().is_none_or(|email| email.contains('@')) {
        return Ok(email);
    }
    Err(StripeError::parameter("Invalid email address.", "customer_email").code("email_invalid"))
}

fn read_countries(params: &mut Params) -> Answer<Vec<String>> {
    let Some(mut collection) = params.object("shipping_address_collection")? else {
        return Ok(Vec::new());
    };
    let countries = collection.texts("allowed_countries")?;
    let name = collection.name("allowed_countries");
    collection.finish()?;
    if countries.is_empty() {
        return Err(StripeError::missing(&name));
    }
    match countries.iter().find(|code| code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase()))
    {
        None => Ok(countries),
        Some(bad) => Err(StripeError::parameter(format!("Invalid country code: {bad}"), name)),
    }
}

fn read_method_types(params: &mut Params) -> Answer<Vec<String>> {
    let types = params.texts("payment_method_types")?;
    if types.is_empty() {
        return Ok(vec!["card".to_owned(), "sepa_debit".to_owned()]);
    }
    match types
        .iter()
        .find(|kind| !["card", "sepa_debit", "link", "paypal", "ideal"].contains(&kind.as_str()))
    {
        None => Ok(types),
        Some(bad) => {
            let message =
                format!("The payment method type \"{bad}\" is not supported by the pretend Stripe.");
            Err(StripeError::parameter(message, "payment_method_types"))
        }
    }
}

fn read_custom_text(params: &mut Params) -> Answer<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    let Some(mut places) = params.object("custom_text")? else {
        return Ok(texts);
    };
    for place in ["after_submit", "shipping_address", "submit", "terms_of_service_acceptance"] {
        if let Some(message) = nested(&mut places, place, |it| it.text_up_to("message", 1200))? {
            texts.insert(place.to_owned(), message);
        }
    }
    places.finish()?;
    Ok(texts)
}

fn read_intent(params: &mut Params) -> Answer<IntentData> {
    let Some(mut data) = params.object("payment_intent_data")? else {
        return Ok(IntentData::default());
    };
    data.one_of("capture_method", &["automatic", "automatic_async"])?;
    data.one_of("setup_future_usage", &["off_session", "on_session"])?;
    let intent = IntentData {
        metadata: data.metadata()?,
        description: data.text_up_to("description", 1000)?,
        receipt_email: data.text("receipt_email")?,
        statement_descriptor: data.text_up_to("statement_descriptor", 22)?,
        statement_descriptor_suffix: data.text_up_to("statement_descriptor_suffix", 22)?,
        transfer_group: data.text("transfer_group")?,
        shipping: data.object("shipping")?.map(read_person).transpose()?,
    };
    data.finish()?;
    Ok(intent)
}

fn check_total(session: &Session) -> Answer<()> {
    let total = session.totals().total;
    if total > MAX_AMOUNT {
        let most = display(MAX_AMOUNT, &session.currency);
        let message = format!("The Checkout Session's total amount due must be no more than {most}.");
        return Err(StripeError::parameter(message, "line_items").code("amount_too_large"));
    }
    let least = smallest_charge(&session.currency);
    if total > 0 && total < least {
        let least = display(least, &session.currency);
        let message = format!("The Checkout Session's total amount due must add up to at least {least}.");
        return Err(StripeError::parameter(message, "line_items").code("amount_too_small"));
    }
    Ok(())
}
