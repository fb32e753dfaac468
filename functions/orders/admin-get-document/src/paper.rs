//! Renders packing slips and invoices.

use askama::Template;
use shared::customer::{Address, Customer};
use shared::domain::checkout::quote::{QuoteLine, type_name};
use shared::domain::place::locality_lines;
use shared::domain::purchase::Order;
use shared::domain::shop::settings::{Settings, ShopAddress};
use shared::domain::time::utc_date;

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
    total: String,
    refunded: Option<String>,
    payment: String,
}

struct Line {
    quantity: u32,
    name: String,
    configuration: String,
    unit_price: String,
    total: String,
}

impl Paper<'_> {
    pub(crate) fn printed(&self, document: Document) -> Result<String, askama::Error> {
        let content = self.content();
        match document {
            Document::PackingSlip => PackingSlip(&content).render(),
            Document::Invoice => Invoice(&content).render(),
        }
    }

    fn content(&self) -> Content {
        let Self { order, customer, settings } = self;
        let shop = settings.address.as_ref();
        let delivery = customer.and_then(|customer| customer.shipping_address.as_ref());
        let billing = customer.and_then(|customer| customer.billing_address.as_ref());
        let payment = &order.payment;
        Content {
            style: STYLE,
            shop_name: settings.shop_name.to_string(),
            seller: shop.map(ShopAddress::lines).unwrap_or_default(),
            tax_id: shop.and_then(|address| address.tax_id.as_ref()).map(ToString::to_string),
            number: order.number.to_string(),
            paid_on: utc_date(payment.paid_at).to_string(),
            ship_by: order.ship_by.to_string(),
            recipient: person(*customer, Customer::recipient, delivery),
            payer: person(*customer, Customer::payer, billing.or(delivery)),
            lines: order.quote.lines.iter().map(line).collect(),
            subtotal: order.quote.subtotal.to_string(),
            shipping_name: order.quote.shipping.name.clone(),
            shipping: order.quote.shipping.price.to_string(),
            tax: (payment.tax_added.amount != 0).then(|| payment.tax_added.to_string()),
            total: payment.captured.to_string(),
            refunded: order.refunded.map(|refunded| refunded.to_string()),
            payment: payment.payment_intent.clone().unwrap_or_else(|| payment.session_id.clone()),
        }
    }
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

fn line(line: &QuoteLine) -> Line {
    let chosen =
        line.configuration.iter().map(|choice| format!("{}: {}", type_name(choice.kind), choice.value));
    Line {
        quantity: line.quantity,
        name: line.product_name.clone(),
        configuration: chosen.collect::<Vec<_>>().join(" · "),
        unit_price: line.unit_price.to_string(),
        total: line.total.to_string(),
    }
}
