//! Renders packing slips and invoices.

use askama::Template;
use shared::customer::{Address, Customer};
use shared::domain::checkout::quote::{QuoteLine, type_name};
use shared::domain::money::MoneyError;
use shared::domain::place::locality_lines;
use shared::domain::purchase::Order;
use shared::domain::purchase::tax::TaxedAmount;
use shared::domain::shop::settings::{Settings, ShopAddress};
use shared::domain::time::utc_date;
use shared::http::Problem;

use crate::Document;

/// Style for screen and paper. It is embedded in the page, which loads nothing.
pub(crate) const STYLE: &str = include_str!("../templates/document.css");

pub(crate) struct Paper<'a> {
    pub(crate) order: &'a Order,
    /// `None` once the customer was erased.
    pub(crate) customer: Option<&'a Customer>,
    pub(crate) settings: &'a Settings,
}

#[derive(Template)]
#[template(path = "packing-slip.html")]
struct PackingSlip<'a>(&'a Content);

#[derive(Template)]
#[template(path = "invoice.html")]
struct Invoice<'a>(&'a Content);

struct Content {
    style: &'static str,
    shop_name: String,
    seller: Vec<String>,
    tax_id: Option<String>,
    number: String,
    paid_on: String,
    ship_by: String,
    recipient: Vec<String>,
    payer: Vec<String>,
    lines: Vec<Line>,
    subtotal: String,
    shipping_name: String,
    shipping: String,
    tax: Option<String>,
    /// True if each line has its rate and tax.
    has_taxes: bool,
    shipping_tax: LineTax,
    rates: Vec<RateSums>,
    exemption: Option<&'static str>,
    total: String,
    refunded: Option<String>,
    payment: String,
}

struct Line {
    quantity: u32,
    name: String,
    configuration: String,
    unit_price: String,
    tax: LineTax,
    total: String,
}

/// The rate and the tax of a line; empty if they are not recorded.
#[derive(Default)]
struct LineTax {
    rate: String,
    tax: String,
}

/// The sums of a rate.
struct RateSums {
    rate: String,
    net: String,
    tax: String,
    gross: String,
}

impl Content {
    /// The number of columns before the amount of a sum.
    const fn sum_span(&self) -> u8 {
        if self.has_taxes { 5 } else { 3 }
    }
}

impl Paper<'_> {
    pub(crate) fn printed(&self, document: Document) -> Result<String, Problem> {
        let content = self.content().map_err(Problem::internal)?;
        let printed = match document {
            Document::PackingSlip => PackingSlip(&content).render(),
            Document::Invoice => Invoice(&content).render(),
        };
        printed.map_err(Problem::internal)
    }

    fn content(&self) -> Result<Content, MoneyError> {
        let Self { order, customer, settings } = self;
        let shop = settings.address.as_ref();
        let delivery = customer.and_then(|customer| customer.shipping_address.as_ref());
        let billing = customer.and_then(|customer| customer.billing_address.as_ref());
        let payment = &order.payment;
        let tax = order.tax.as_ref();
        let exemption = tax.and_then(|tax| tax.mode.exemption());
        let has_taxes = tax.is_some() && exemption.is_none();
        let taxes = tax.filter(|_| has_taxes);
        let line_taxes = taxes.iter().flat_map(|tax| &tax.lines).map(Some).chain(std::iter::repeat(None));
        Ok(Content {
            style: STYLE,
            shop_name: settings.shop_name.to_string(),
            seller: shop.map(ShopAddress::lines).unwrap_or_default(),
            tax_id: shop.and_then(|address| address.tax_id.as_ref()).map(ToString::to_string),
            number: order.number.to_string(),
            paid_on: utc_date(payment.paid_at).to_string(),
            ship_by: order.ship_by.to_string(),
            recipient: person(*customer, Customer::recipient, delivery),
            payer: person(*customer, Customer::payer, billing.or(delivery)),
            lines: order.quote.lines.iter().zip(line_taxes).map(|(item, tax)| line(item, tax)).collect(),
            subtotal: order.quote.subtotal.to_string(),
            shipping_name: order.quote.shipping.name.clone(),
            shipping: order.quote.shipping.price.to_string(),
            tax: (payment.tax_added.amount != 0).then(|| payment.tax_added.to_string()),
            has_taxes,
            shipping_tax: taxes.map(|tax| LineTax::of(&tax.shipping)).unwrap_or_default(),
            rates: match taxes {
                Some(tax) => tax.per_rate()?.iter().map(rate).collect::<Result<_, _>>()?,
                None => Vec::new(),
            },
            exemption,
            total: payment.captured.to_string(),
            refunded: order.refunded.map(|refunded| refunded.to_string()),
            payment: payment.payment_intent.clone().unwrap_or_else(|| payment.session_id.clone()),
        })
    }
}

impl LineTax {
    fn of(amount: &TaxedAmount) -> Self {
        Self { rate: rate_name(amount), tax: amount.tax.to_string() }
    }
}

/// The rate; a dash if Stripe applied several at once.
fn rate_name(amount: &TaxedAmount) -> String {
    amount.rate.map_or_else(|| "–".to_owned(), |rate| rate.to_string())
}

fn rate(sum: &TaxedAmount) -> Result<RateSums, MoneyError> {
    let (net, tax, gross) = (sum.net.to_string(), sum.tax.to_string(), sum.gross()?.to_string());
    Ok(RateSums { rate: rate_name(sum), net, tax, gross })
}

/// A name and an address, line by line, without unknown parts.
fn person(
    customer: Option<&Customer>,
    name: fn(&Customer) -> Option<&str>,
    address: Option<&Address>,
) -> Vec<String> {
    let Some(customer) = customer else { return vec!["The customer's data was erased.".to_owned()] };
    let mut lines: Vec<String> = name(customer).map(ToOwned::to_owned).into_iter().collect();
    if let Some(address) = address {
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        lines.extend([part(address.line1.reveal()), part(address.line2.reveal())]);
        let country = part(address.country.reveal());
        let (city, region) = (part(address.city.reveal()), part(address.state.reveal()));
        lines.extend(locality_lines(&country, &city, &region, &part(address.postal_code.reveal())));
        lines.push(country);
    }
    lines.retain(|line| !line.is_empty());
    lines
}

fn line(line: &QuoteLine, tax: Option<&TaxedAmount>) -> Line {
    let chosen =
        line.configuration.iter().map(|choice| format!("{}: {}", type_name(choice.kind), choice.value));
    Line {
        quantity: line.quantity,
        name: line.product_name.clone(),
        configuration: chosen.collect::<Vec<_>>().join(" · "),
        unit_price: line.unit_price.to_string(),
        tax: tax.map(LineTax::of).unwrap_or_default(),
        total: line.total.to_string(),
    }
}
