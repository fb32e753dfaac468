//! Creates the Checkout Session for a priced cart.

use domain::checkout::quote::{Quote, QuoteLine, ShippingOption, type_name};
use domain::money::{Currency, Money};
use domain::purchase::tax::TaxTreatment;
use jiff::Timestamp;
use shared::payments::{OpenedSession, PaymentsError, SessionRequest};
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionAutomaticTax as AutomaticTax,
    CreateCheckoutSessionLineItems as LineItem, CreateCheckoutSessionLineItemsPriceData as PriceData,
    CreateCheckoutSessionLineItemsPriceDataTaxBehavior as PriceTax,
    CreateCheckoutSessionPaymentIntentData as PaymentIntentData,
    CreateCheckoutSessionPhoneNumberCollection as PhoneNumberCollection,
    CreateCheckoutSessionShippingAddressCollection as ShippingAddressCollection,
    CreateCheckoutSessionShippingOptions as ShippingOptions,
    CreateCheckoutSessionShippingOptionsShippingRateData as ShippingRateData,
    CreateCheckoutSessionShippingOptionsShippingRateDataFixedAmount as FixedAmount,
    CreateCheckoutSessionShippingOptionsShippingRateDataTaxBehavior as ShippingTax,
    CreateCheckoutSessionShippingOptionsShippingRateDataType as ShippingRateType, ProductData,
};
use stripe_shared::{CheckoutSessionBillingAddressCollection, CheckoutSessionMode};

use crate::call::unreadable;
use crate::replies::{Metadata, NewSession};
use crate::taxes::LINE;
use crate::{ORDER_ID, STACK};

/// Builds the request for a session. The same purchase always gives the same request, as its idempotency key
/// requires.
pub(crate) fn create(request: &SessionRequest, stack: Option<&str>) -> CreateCheckoutSession {
    let quote = &request.quote;
    let (price_tax, shipping_tax) = tax_behaviors(request.tax).unzip();
    let order_id = request.order_id.to_string();
    let named = [(ORDER_ID, Some(order_id.as_str())), (STACK, stack)];
    let metadata: Metadata =
        named.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.to_owned()))).collect();
    let mut payment = PaymentIntentData::new();
    payment.metadata = Some(metadata.clone());
    let lines = quote.lines.iter().enumerate();
    let lines: Vec<LineItem> = lines.map(|(place, line)| line_item(place, line, price_tax.clone())).collect();
    CreateCheckoutSession::new()
        .mode(CheckoutSessionMode::Payment)
        .line_items(lines)
        .shipping_options([shipping(&quote.shipping, shipping_tax)])
        .shipping_address_collection(allowed_country(quote))
        .phone_number_collection(PhoneNumberCollection::new(true))
        .billing_address_collection(CheckoutSessionBillingAddressCollection::Auto)
        .automatic_tax(AutomaticTax::new(price_tax.is_some()))
        .client_reference_id(order_id)
        .metadata(metadata)
        .payment_intent_data(payment)
        .expires_at(request.expires_at.as_second())
        .success_url(request.success_url.as_str())
        .cancel_url(request.cancel_url.as_str())
}

/// Reads the payment page's URL and expiry from the response.
pub(crate) fn read(session: NewSession) -> Result<OpenedSession, PaymentsError> {
    let expires_at = Timestamp::from_second(session.expires_at);
    Ok(OpenedSession {
        id: session.id,
        url: session.url.ok_or_else(|| unreadable("the session has no payment page"))?,
        expires_at: expires_at.map_err(|_| unreadable("the session's expires_at is not a valid time"))?,
    })
}

/// Returns the tax behaviour of prices and of shipping if Stripe computes the tax; it then refuses a price without one.
const fn tax_behaviors(tax: TaxTreatment) -> Option<(PriceTax, ShippingTax)> {
    match tax {
        TaxTreatment::StripeIncluded => Some((PriceTax::Inclusive, ShippingTax::Inclusive)),
        TaxTreatment::StripeAdded => Some((PriceTax::Exclusive, ShippingTax::Exclusive)),
        TaxTreatment::Included { .. } | TaxTreatment::SmallBusiness => None,
    }
}

fn line_item(place: usize, line: &QuoteLine, tax: Option<PriceTax>) -> LineItem {
    let mut product = ProductData::new(line.product_name.as_str());
    product.description = describe_choices(line);
    product.metadata = Some([("product_id".to_owned(), line.product_id.to_string())].into());
    let mut price = PriceData::new(stripe_currency(line.unit_price.currency));
    price.unit_amount = Some(line.unit_price.amount);
    price.product_data = Some(product);
    price.tax_behavior = tax;
    let mut item = LineItem::new();
    item.price_data = Some(price);
    item.quantity = Some(u64::from(line.quantity));
    item.metadata = Some([(LINE.to_owned(), place.to_string())].into());
    item
}

/// Formats the choices as `Size: Small (12 cm) · Material: PLA`; `None` without choices, as Stripe refuses an
/// empty text.
fn describe_choices(line: &QuoteLine) -> Option<String> {
    let word = |kind| {
        let name = type_name(kind);
        let (first, rest) = name.split_at(1);
        first.to_uppercase() + rest
    };
    let choices: Vec<String> =
        line.configuration.iter().map(|choice| format!("{}: {}", word(choice.kind), choice.value)).collect();
    (!choices.is_empty()).then(|| choices.join(" · "))
}

fn shipping(option: &ShippingOption, tax: Option<ShippingTax>) -> ShippingOptions {
    let Money { amount, currency } = option.price;
    let mut rate = ShippingRateData::new(option.name.as_str());
    rate.type_ = Some(ShippingRateType::FixedAmount);
    rate.fixed_amount = Some(FixedAmount::new(amount, stripe_currency(currency)));
    rate.tax_behavior = tax;
    let mut options = ShippingOptions::new();
    options.shipping_rate_data = Some(rate);
    options
}

/// Restricts the address to the country that shipping was priced for.
fn allowed_country(quote: &Quote) -> ShippingAddressCollection {
    let Ok(country) = quote.country.parse();
    ShippingAddressCollection::new([country])
}

fn stripe_currency(currency: Currency) -> stripe_types::Currency {
    let Ok(currency) = currency.code().to_lowercase().parse();
    currency
}

#[cfg(test)]
mod tests {
    use domain::place::CountryCode;
    use stripe_checkout::checkout_session::CreateCheckoutSessionShippingAddressCollectionAllowedCountries as Allowed;

    #[test]
    fn stripe_knows_every_country_that_the_shop_delivers_to() {
        let letters = || 'A'..='Z';
        let codes = letters().flat_map(|a| letters().map(move |b| String::from_iter([a, b])));
        let served: Vec<_> = codes
            .filter_map(|code| CountryCode::parse(&code).ok())
            .filter(|it| it.is_deliverable())
            .collect();
        assert!(served.len() > 200, "{}", served.len());
        for country in served {
            let Ok(known) = country.to_string().parse::<Allowed>();
            assert!(!matches!(known, Allowed::Unknown(_)), "{country}");
        }
    }
}
