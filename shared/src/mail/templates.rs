//! Renders mails from templates.

use askama::Template;
use domain::checkout::quote::{QuoteLine, type_name};
use domain::email::EmailAddress;
use domain::money::Money;
use domain::purchase::carrier::tracking_link;
use domain::purchase::{Order, Parcel, PurchaseState};
use domain::shop::settings::{Settings, ShopAddress};
use domain::time::utc_date;
use jiff::civil::Date;

use super::{Mail, Sender};
use crate::customer::Private;
use crate::vault::Confidential;

/// A mail template, with the data that only this template needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailTemplate {
    Receipt,
    Processing,
    Shipped,
    Delivered,
    Cancelled,
    /// A refund of this amount was made.
    Refunded(Money),
    /// A note that staff wrote to the customer.
    Note(Private<String>),
    /// The link to the order, requested by somebody who is presumably the customer.
    TrackingLink,
}

/// The data that every template is rendered from.
#[derive(Debug, Clone, Copy)]
pub struct MailContext<'a> {
    pub order: &'a Order,
    pub confidential: &'a Confidential,
    pub settings: &'a Settings,
    /// The sender's address, used unless the settings contain one.
    pub mail_from: &'a EmailAddress,
    /// The storefront's URL, without a trailing slash.
    pub storefront_url: &'a str,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a>(&'a Content);

#[derive(Template)]
#[template(path = "mail.txt", escape = "none")]
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
    shipping_name: String,
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

pub fn render(template: &MailTemplate, context: MailContext<'_>) -> Result<Mail, askama::Error> {
    let filled = content(template, context);
    Ok(Mail {
        order_id: context.order.id,
        from: Sender::of(context.settings, context.mail_from)?,
        reply_to: context.settings.contact_email.clone(),
        to: context.confidential.customer.email.clone(),
        subject: format!("{} · {} {}", filled.shop_name, filled.heading, filled.number),
        text: Private::new(Plain(&filled).render()?),
        html: Private::new(Html(&filled).render()?),
    })
}

fn content(template: &MailTemplate, context: MailContext<'_>) -> Content {
    let MailContext { order, confidential, settings, storefront_url, .. } = context;
    let name = confidential.customer.payer();
    let shows_order =
        !matches!(template, MailTemplate::Refunded(_) | MailTemplate::Note(_) | MailTemplate::TrackingLink);
    Content {
        heading: heading(template, order),
        greeting: name.map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {name},")),
        message: message(template, order),
        quoted: quoted(template),
        number: order.number.to_string(),
        parcels: order.parcels.iter().filter(|_| shows_order).map(parcel_line).collect(),
        bill: shows_order.then(|| bill(order)),
        // The secret is in the fragment, which browsers never send to a server.
        link: format!("{storefront_url}/track/{}#{}", order.id, confidential.tracking_secret.reveal()),
        shop_name: settings.shop_name.to_string(),
        foot: foot(settings),
    }
}

/// The sender's name and address, which the law requires in a mail.
fn foot(settings: &Settings) -> Vec<String> {
    let mut lines = vec![settings.shop_name.to_string()];
    lines.extend(settings.address.iter().flat_map(ShopAddress::lines));
    lines.extend(settings.contact_email.as_ref().map(ToString::to_string));
    lines
}

const fn heading(template: &MailTemplate, order: &Order) -> &'static str {
    match template {
        MailTemplate::Receipt if matches!(order.state, PurchaseState::Cancelled) => {
            "Your payment was received"
        }
        MailTemplate::Receipt => "Your order is confirmed",
        MailTemplate::Processing => "We are making your order",
        MailTemplate::Shipped => "Your order is on its way",
        MailTemplate::Delivered => "Your order has arrived",
        MailTemplate::Cancelled => "Your order was cancelled",
        MailTemplate::Refunded(_) => "Your refund is on its way",
        MailTemplate::Note(_) => "A message about your order",
        MailTemplate::TrackingLink => "The link to your order",
    }
}

fn message(template: &MailTemplate, order: &Order) -> String {
    match template {
        MailTemplate::Receipt if order.state == PurchaseState::Cancelled => {
            "Thank you. We received your payment. Your order was cancelled since then.".to_owned()
        }
        MailTemplate::Receipt => format!(
            "Thank you. We received your payment and will now make your order. We expect to ship it by {}.",
            day(order.ship_by)
        ),
        MailTemplate::Processing if is_late(order) => {
            "We have checked your order and are making it.".to_owned()
        }
        MailTemplate::Processing => format!(
            "We have checked your order and are making it. We still expect to ship it by {}.",
            day(order.ship_by)
        ),
        MailTemplate::Shipped => "We have handed your parcel to the carrier.".to_owned(),
        MailTemplate::Delivered => "Your parcel has been delivered. Enjoy it!".to_owned(),
        MailTemplate::Cancelled => {
            "Your order was cancelled. We refund any remaining amount to your original payment method; \
             this can take up to ten days."
                .to_owned()
        }
        MailTemplate::Refunded(amount) => format!(
            "We have refunded {amount} to your original payment method. Your bank can take up to ten days \
             to show it."
        ),
        MailTemplate::Note(_) => "We have a message for you about your order:".to_owned(),
        MailTemplate::TrackingLink => {
            "Someone, most likely you, requested the link to your order. Here it is. If it was not you, you \
             can ignore this mail: we sent it only to you."
                .to_owned()
        }
    }
}

/// Returns true if production began after the ship-by day.
fn is_late(order: &Order) -> bool {
    let begun = order.milestones.iter().find(|milestone| milestone.state == PurchaseState::Processing);
    begun.is_some_and(|begun| utc_date(begun.at) > order.ship_by)
}

/// Text that a person wrote, line by line.
fn quoted(template: &MailTemplate) -> Vec<String> {
    match template {
        MailTemplate::Note(text) => text.reveal().lines().map(ToOwned::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// A date in the form 3 December 2026.
fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

fn parcel_line(parcel: &Parcel) -> ParcelLine {
    ParcelLine { name: format!("{} {}", parcel.carrier, parcel.tracking_number), url: tracking_link(parcel) }
}

fn bill(order: &Order) -> Bill {
    let tax = order.payment.tax_added;
    Bill {
        lines: order.quote.lines.iter().map(line).collect(),
        shipping_name: order.quote.shipping.name.clone(),
        shipping: order.quote.shipping.price.to_string(),
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
