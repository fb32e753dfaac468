//! What the mails say.

use askama::Template;
use domain::carrier::tracking_link;
use domain::email::EmailAddress;
use domain::money::Money;
use domain::purchase::{Parcel, PurchaseState};
use domain::quote::{QuoteLine, type_name};
use domain::settings::{Settings, ShopAddress};
use domain::time::utc_date;
use jiff::civil::Date;

use super::{Letter, Sender};
use crate::customer::Private;
use crate::store::items::OrderItem;
use crate::vault::Confidential;

/// What a letter is about, with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occasion {
    /// The payment was confirmed.
    Receipt,
    /// The order is being made.
    Processing,
    /// The order is on its way.
    Shipped,
    /// The order arrived.
    Delivered,
    /// The order was cancelled.
    Cancelled,
    /// So much money is on its way back.
    Refunded(Money),
    /// Staff wrote this to the customer.
    Note(Private<String>),
    /// Somebody, hopefully the customer, asked for the link.
    TrackingLink,
}

/// What a letter is written from.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The order.
    pub order: &'a OrderItem,
    /// Its confidential part.
    pub confidential: &'a Confidential,
    /// The shop's settings: its name and address.
    pub settings: &'a Settings,
    /// Whom mails come from unless the settings tell.
    pub mail_from: &'a EmailAddress,
    /// The storefront's address, without a slash at its end.
    pub storefront_url: &'a str,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a>(&'a Content);

#[derive(Template)]
#[template(path = "letter.txt", escape = "none")]
struct Plain<'a>(&'a Content);

struct Content {
    heading: &'static str,
    greeting: String,
    message: String,
    quoted: Vec<String>,
    number: String,
    parcels: Vec<ParcelLine>,
    bill: Option<Bill>,
    link: String,
    shop_name: String,
    foot: Vec<String>,
}

struct ParcelLine {
    name: String,
    url: Option<String>,
}

struct Bill {
    lines: Vec<Line>,
    shipping: String,
    tax_added: Option<String>,
    total: String,
}

struct Line {
    quantity: u32,
    name: String,
    configuration: String,
    total: String,
}

/// Writes a letter.
pub fn letter(occasion: &Occasion, facts: Facts<'_>) -> Result<Letter, askama::Error> {
    let content = content(occasion, facts);
    Ok(Letter {
        from: Sender::of(facts.settings, facts.mail_from)?,
        to: facts.confidential.customer.email.clone(),
        subject: format!("{} · {} {}", content.shop_name, content.heading, content.number),
        text: Private::new(Plain(&content).render()?),
        html: Private::new(Html(&content).render()?),
    })
}

fn content(occasion: &Occasion, facts: Facts<'_>) -> Content {
    let Facts { order, confidential, settings, storefront_url, .. } = facts;
    let name = confidential.customer.name.reveal().as_deref();
    let tells_of_order =
        !matches!(occasion, Occasion::Refunded(_) | Occasion::Note(_) | Occasion::TrackingLink);
    Content {
        heading: heading(occasion),
        greeting: name.map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {name},")),
        message: message(occasion, order),
        quoted: quoted(occasion),
        number: order.number.to_string(),
        parcels: order.parcels.iter().filter(|_| tells_of_order).map(parcel_line).collect(),
        bill: tells_of_order.then(|| bill(order)),
        // The secret stands in the fragment, which browsers never send: not to us, not to anyone.
        link: format!("{storefront_url}/track/{}#{}", order.id, confidential.tracking_secret.reveal()),
        shop_name: settings.shop_name.to_string(),
        foot: foot(settings),
    }
}

/// Who sends the mail, as law and habit want it at the end of one.
fn foot(settings: &Settings) -> Vec<String> {
    let mut lines = vec![settings.shop_name.to_string()];
    lines.extend(settings.address.iter().flat_map(ShopAddress::lines));
    lines.extend(settings.contact_email.as_ref().map(ToString::to_string));
    lines
}

const fn heading(occasion: &Occasion) -> &'static str {
    match occasion {
        Occasion::Receipt => "Your order is confirmed",
        Occasion::Processing => "We are making your order",
        Occasion::Shipped => "Your order is on its way",
        Occasion::Delivered => "Your order has arrived",
        Occasion::Cancelled => "Your order was cancelled",
        Occasion::Refunded(_) => "Your refund is on its way",
        Occasion::Note(_) => "A message about your order",
        Occasion::TrackingLink => "The link to your order",
    }
}

fn message(occasion: &Occasion, order: &OrderItem) -> String {
    match occasion {
        Occasion::Receipt => format!(
            "Thank you. We received your payment and will now make your order. We expect to ship it by {}.",
            day(order.ship_by)
        ),
        Occasion::Processing if is_late(order) => "We have checked your order and are making it.".to_owned(),
        Occasion::Processing => format!(
            "We have checked your order and are making it. We still expect to ship it by {}.",
            day(order.ship_by)
        ),
        Occasion::Shipped => "We have handed your parcel to the carrier.".to_owned(),
        Occasion::Delivered => "Your parcel has been delivered. Enjoy it!".to_owned(),
        Occasion::Cancelled => {
            "Your order was cancelled. We refund any remaining amount to your original payment method; \
             this can take up to ten days."
                .to_owned()
        }
        Occasion::Refunded(amount) => format!(
            "We have refunded {amount} to your original payment method. Your bank can take up to ten days \
             to show it."
        ),
        Occasion::Note(_) => "We have a message for you about your order:".to_owned(),
        Occasion::TrackingLink => {
            "Someone, most likely you, requested the link to your order. Here it is. If it was not you, you \
             can ignore this mail: we sent it only to you."
                .to_owned()
        }
    }
}

/// Whether the order was begun only after the day on which it should have been shipped.
fn is_late(order: &OrderItem) -> bool {
    let begun = order.milestones.iter().find(|milestone| milestone.state == PurchaseState::Processing);
    begun.is_some_and(|begun| utc_date(begun.at) > order.ship_by)
}

/// What somebody else than this program says, line by line.
fn quoted(occasion: &Occasion) -> Vec<String> {
    match occasion {
        Occasion::Note(text) => text.reveal().lines().map(ToOwned::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// A day as people write it: 3 December 2026.
fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

fn parcel_line(parcel: &Parcel) -> ParcelLine {
    ParcelLine { name: format!("{} {}", parcel.carrier, parcel.tracking_number), url: tracking_link(parcel) }
}

fn bill(order: &OrderItem) -> Bill {
    let tax = order.payment.tax_added;
    Bill {
        lines: order.quote.lines.iter().map(line).collect(),
        shipping: format!("{}: {}", order.quote.shipping.name, order.quote.shipping.price),
        tax_added: (tax.amount != 0).then(|| tax.to_string()),
        total: order.payment.captured.to_string(),
    }
}

fn line(line: &QuoteLine) -> Line {
    let chosen =
        line.configuration.iter().map(|choice| format!("{}: {}", type_name(choice.kind), choice.value));
    Line {
        quantity: line.quantity,
        name: line.product_name.clone(),
        configuration: chosen.collect::<Vec<_>>().join(" · "),
        total: line.total.to_string(),
    }
}
