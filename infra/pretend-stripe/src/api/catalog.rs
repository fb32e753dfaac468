//! Products, prices, shipping rates and payment methods, created directly or inline in a session.

use serde_json::{Value, json};

use crate::api::Answer;
use crate::error::StripeError;
use crate::ids::{id, now};
use crate::model::{Address, Method, Outcome, PaymentMethod, Person, Price, Product, ShippingRate};
use crate::objects::catalog;
use crate::params::Params;
use crate::state::StripeState;

/// The largest amount that Stripe accepts, in minor units.
pub(crate) const MAX_AMOUNT: i64 = 99_999_999;

const TAX_BEHAVIORS: [&str; 3] = ["exclusive", "inclusive", "unspecified"];

pub(crate) fn create_product(state: &mut StripeState, params: Params) -> Answer {
    let product = read_product(params, true)?;
    let answer = catalog::product(&product);
    state.products.add(product);
    Ok(answer)
}

/// Reads inline `product_data`, or the parameters of `POST /v1/products`.
pub(crate) fn read_product(mut params: Params, active: bool) -> Result<Product, StripeError> {
    let name = params.text_up_to("name", 250)?;
    let product = Product {
        id: id("prod_", 14),
        created: now(),
        active,
        name: name.ok_or_else(|| StripeError::missing(&params.name("name")))?,
        description: params.text_up_to("description", 40_000)?,
        images: params.texts("images")?,
        metadata: params.metadata()?,
        tax_code: params.text("tax_code")?,
    };
    if product.images.len() > 8 {
        return Err(StripeError::parameter("Products can have up to 8 images.", params.name("images")));
    }
    params.finish()?;
    Ok(product)
}

pub(crate) fn create_price(state: &mut StripeState, mut params: Params) -> Answer {
    let nickname = params.text("nickname")?;
    let lookup_key = params.text("lookup_key")?;
    let metadata = params.metadata()?;
    let price = read_price(state, params, true)?;
    let price = Price { nickname, lookup_key, metadata, ..price };
    let answer = catalog::price(&price);
    state.prices.add(price);
    Ok(answer)
}

/// Reads inline `price_data`, or the parameters of `POST /v1/prices`.
pub(crate) fn read_price(
    state: &mut StripeState,
    mut params: Params,
    active: bool,
) -> Result<Price, StripeError> {
    let currency = currency(&mut params)?;
    let unit_amount = params.not_negative("unit_amount")?;
    let unit_amount = unit_amount.ok_or_else(|| StripeError::missing(&params.name("unit_amount")))?;
    if unit_amount > MAX_AMOUNT {
        let message = format!("Invalid integer: unit_amount must be no more than {MAX_AMOUNT}.");
        return Err(StripeError::parameter(message, params.name("unit_amount")).code("amount_too_large"));
    }
    let tax_behavior = params.one_of("tax_behavior", &TAX_BEHAVIORS)?;
    let product = match (params.text("product")?, params.object("product_data")?) {
        (Some(product), None) => {
            if state.products.get(&product).is_none() {
                return Err(StripeError::no_such("product", &product, &params.name("product")));
            }
            product
        }
        (None, Some(data)) => {
            let product = read_product(data, active)?;
            let new = product.id.clone();
            state.products.add(product);
            new
        }
        (Some(_), Some(_)) => {
            let message = "You may only specify one of these parameters: product, product_data.";
            return Err(StripeError::parameter(message, params.name("product")));
        }
        (None, None) => return Err(StripeError::missing(&params.name("product"))),
    };
    params.finish()?;
    Ok(Price {
        id: id("price_1", 23),
        created: now(),
        active,
        currency,
        unit_amount,
        product,
        tax_behavior: tax_behavior.unwrap_or_else(|| "unspecified".to_owned()),
        nickname: None,
        lookup_key: None,
        metadata: std::collections::BTreeMap::new(),
    })
}

fn currency(params: &mut Params) -> Result<String, StripeError> {
    let given = params.required("currency")?.to_lowercase();
    if given.len() == 3 && given.bytes().all(|letter| letter.is_ascii_lowercase()) {
        return Ok(given);
    }
    Err(StripeError::parameter(format!("Invalid currency: {given}"), params.name("currency")))
}

pub(crate) fn create_shipping_rate(state: &mut StripeState, params: Params) -> Answer {
    let rate = read_shipping_rate(params)?;
    let answer = catalog::shipping_rate(&rate);
    state.rates.add(rate);
    Ok(answer)
}

/// Reads inline `shipping_rate_data`, or the parameters of `POST /v1/shipping_rates`.
pub(crate) fn read_shipping_rate(mut params: Params) -> Result<ShippingRate, StripeError> {
    let display_name = params.text_up_to("display_name", 100)?;
    let display_name = display_name.ok_or_else(|| StripeError::missing(&params.name("display_name")))?;
    params.one_of("type", &["fixed_amount"])?;
    let mut fixed =
        params.object("fixed_amount")?.ok_or_else(|| StripeError::missing(&params.name("fixed_amount")))?;
    let amount = fixed.not_negative("amount")?;
    let amount = amount.ok_or_else(|| StripeError::missing(&fixed.name("amount")))?;
    let currency = currency(&mut fixed)?;
    fixed.finish()?;
    let rate = ShippingRate {
        id: id("shr_1", 23),
        created: now(),
        display_name,
        amount,
        currency,
        tax_behavior: params.one_of("tax_behavior", &TAX_BEHAVIORS)?.unwrap_or_else(|| "unspecified".into()),
        tax_code: params.text("tax_code")?,
        metadata: params.metadata()?,
        delivery_estimate: read_estimate(&mut params)?,
    };
    params.finish()?;
    Ok(rate)
}

fn read_estimate(params: &mut Params) -> Answer {
    let Some(mut estimate) = params.object("delivery_estimate")? else {
        return Ok(Value::Null);
    };
    let mut bound = |name: &str| -> Answer {
        let Some(mut bound) = estimate.object(name)? else {
            return Ok(Value::Null);
        };
        let unit = bound.one_of("unit", &["hour", "day", "business_day", "week", "month"])?;
        let unit = unit.ok_or_else(|| StripeError::missing(&bound.name("unit")))?;
        let value = bound.not_negative("value")?;
        let value = value.ok_or_else(|| StripeError::missing(&bound.name("value")))?;
        bound.finish()?;
        Ok(json!({ "unit": unit, "value": value }))
    };
    let (maximum, minimum) = (bound("maximum")?, bound("minimum")?);
    estimate.finish()?;
    Ok(json!({ "maximum": maximum, "minimum": minimum }))
}

pub(crate) fn create_payment_method(state: &mut StripeState, mut params: Params) -> Answer {
    let kind = params.one_of("type", &["card", "sepa_debit"])?;
    let kind = kind.ok_or_else(|| StripeError::missing("type"))?;
    let (method, outcome) = if kind == "card" {
        (Method::Card, read_card(&mut params)?)
    } else {
        (Method::SepaDebit, read_iban(&mut params)?)
    };
    let billing = params.object("billing_details")?.map(read_person).transpose()?.unwrap_or_default();
    let metadata = params.metadata()?;
    params.finish()?;
    let made = PaymentMethod { id: id("pm_1", 23), created: now(), method, billing, metadata, outcome };
    let answer = catalog::payment_method(&made);
    state.methods.add(made);
    Ok(answer)
}

/// Reads the card and returns the outcome of the matching Stripe test card. The card number is not stored.
fn read_card(params: &mut Params) -> Result<Outcome, StripeError> {
    let Some(mut card) = params.object("card")? else {
        return Ok(Outcome::Succeeded);
    };
    let token = card.text("token")?.unwrap_or_default();
    let number = card.text("number")?.unwrap_or_default();
    for field in ["exp_month", "exp_year", "cvc"] {
        card.text(field)?;
    }
    card.finish()?;
    let declines = token.contains("Declined") || number == "4000000000000002";
    Ok(if declines { Outcome::Failed } else { Outcome::Succeeded })
}

/// Reads the bank account and returns the outcome of the matching Stripe test account.
fn read_iban(params: &mut Params) -> Result<Outcome, StripeError> {
    let Some(mut debit) = params.object("sepa_debit")? else {
        return Ok(Outcome::Pending);
    };
    let iban = debit.required("iban")?;
    debit.finish()?;
    Ok(match iban.as_str() {
        "AT611904300234573201" | "DE89370400440532013000" => Outcome::Succeeded,
        "AT861904300235473202" | "DE62370400440532013001" | "IT60X0542811101000000123456" => Outcome::Failed,
        _ => Outcome::Pending,
    })
}

/// Reads a name, email, phone number and address.
pub(crate) fn read_person(mut params: Params) -> Result<Person, StripeError> {
    let address = match params.object("address")? {
        None => Address::default(),
        Some(mut address) => {
            let read = Address {
                line1: address.text("line1")?,
                line2: address.text("line2")?,
                city: address.text("city")?,
                postal_code: address.text("postal_code")?,
                state: address.text("state")?,
                country: address.text("country")?,
            };
            address.finish()?;
            read
        }
    };
    let person = Person {
        email: params.text("email")?,
        name: params.text("name")?,
        phone: params.text("phone")?,
        address,
    };
    params.finish()?;
    Ok(person)
}
