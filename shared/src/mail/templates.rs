//! Renders mails from templates.

use askama::Template;
use domain::checkout::quote::{QuoteLine, type_name};
use domain::email::EmailAddress;
use domain::money::{Money, MoneyError};
use domain::purchase::carrier::tracking_link;
use domain::purchase::tax::TaxBreakdown;
use domain::purchase::{NumberedPurchase, Order, Parcel, PurchaseState};
use domain::shop::settings::{Settings, ShopAddress};
use domain::time::utc_date;
use jiff::civil::Date;

use super::{Mail, Sender};
use crate::customer::Private;
use crate::vault::Confidential;

/// A mail template, with the data that only this template needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailTemplate {
    /// The customer paid, and their bank confirms the payment later.
    PaymentUnderWay,
    Receipt,
    Processing,
    Shipped,
    Parcel,
    TrackingCorrected,
    ShipByChanged,
    Delivered,
    Cancelled,
    /// A refund of this amount was made.
    Refunded(Money),
    /// A note that staff wrote to the customer.
    Note(Private<String>),
    /// The link to the order, requested by somebody who is presumably the customer.
    TrackingLink,
}

/// A mail that cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum Unrenderable {
    #[error(transparent)]
    Template(#[from] askama::Error),
    /// The amounts of the order do not fit together.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// The data that every template is rendered from.
#[derive(Debug, Clone, Copy)]
pub struct MailContext<'a> {
    pub purchase: &'a NumberedPurchase,
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
    /// The message in German too, as long as it is not known which language the customer reads.
    german: Option<&'static str>,
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
    taxes: Vec<RateSums>,
    exemption: Option<&'static str>,
}

/// The sums of a tax rate.
struct RateSums {
    name: String,
    net: String,
    tax: String,
}

struct Line {
    quantity: u32,
    name: String,
    configuration: String,
    total: String,
}

pub fn render(template: &MailTemplate, context: MailContext<'_>) -> Result<Mail, Unrenderable> {
    let filled = content(template, context)?;
    Ok(Mail {
        order_id: context.purchase.id(),
        from: Sender::of(context.settings, context.mail_from).map_err(askama::Error::from)?,
        reply_to: context.settings.contact_email.clone(),
        to: context.confidential.customer.email.clone(),
        subject: format!("{} · {} {}", filled.shop_name, filled.heading, filled.number),
        text: Private::new(Plain(&filled).render()?),
        html: Private::new(Html(&filled).render()?),
    })
}

fn content(template: &MailTemplate, context: MailContext<'_>) -> Result<Content, MoneyError> {
    let MailContext { purchase, confidential, settings, storefront_url, .. } = context;
    let name = confidential.customer.payer();
    let shows_order =
        !matches!(template, MailTemplate::Refunded(_) | MailTemplate::Note(_) | MailTemplate::TrackingLink);
    // Before the payment is confirmed, the tax that Stripe added is not known, nor is the total.
    let shown = purchase.order().filter(|_| shows_order);
    Ok(Content {
        heading: heading(template, purchase.state()),
        greeting: name.map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {name},")),
        message: message(template, purchase),
        german: matches!(template, MailTemplate::PaymentUnderWay).then_some(UNDER_WAY_IN_GERMAN),
        quoted: quoted(template),
        number: purchase.number().to_string(),
        parcels: shown.iter().flat_map(|order| &order.parcels).map(parcel_line).collect(),
        bill: shown.map(bill).transpose()?,
        // The secret is in the fragment, which browsers never send to a server.
        link: format!("{storefront_url}/track/{}#{}", purchase.id(), confidential.tracking_secret.reveal()),
        shop_name: settings.shop_name.to_string(),
        foot: foot(settings),
    })
}

/// The sender's name and address, which the law requires in a mail.
fn foot(settings: &Settings) -> Vec<String> {
    let mut lines = vec![settings.shop_name.to_string()];
    lines.extend(settings.address.iter().flat_map(ShopAddress::lines));
    lines.extend(settings.contact_email.as_ref().map(ToString::to_string));
    lines
}

const fn heading(template: &MailTemplate, state: PurchaseState) -> &'static str {
    match template {
        MailTemplate::PaymentUnderWay => "Your payment is under way / Ihre Zahlung ist unterwegs",
        MailTemplate::Receipt if matches!(state, PurchaseState::Cancelled) => "Your payment was received",
        MailTemplate::Receipt => "Your order is confirmed",
        MailTemplate::Processing => "We are making your order",
        MailTemplate::Shipped => "Your order is on its way",
        MailTemplate::Parcel => "A part of your order is on its way",
        MailTemplate::TrackingCorrected => "Corrected tracking number",
        MailTemplate::ShipByChanged => "New shipping date",
        MailTemplate::Delivered => "Your order has arrived",
        MailTemplate::Cancelled => "Your order was cancelled",
        MailTemplate::Refunded(_) => "Your refund is on its way",
        MailTemplate::Note(_) => "A message about your order",
        MailTemplate::TrackingLink => "The link to your order",
    }
}

/// The message of a payment under way, in German.
const UNDER_WAY_IN_GERMAN: &str = "Danke für Ihre Bestellung. Ihre Bank muss die Zahlung noch bestätigen; das kann \
    einige Tage dauern. Sie müssen nichts weiter tun: Sobald die Zahlung da ist, bekommen Sie eine Bestätigung, und wir \
    beginnen mit Ihrer Bestellung. Den Stand sehen Sie unter dem Link unten. Geben Sie ihn nicht weiter: Wer ihn hat, \
    kann die Bestellung sehen.";

fn message(template: &MailTemplate, purchase: &NumberedPurchase) -> String {
    let ship_by = || day(purchase.ship_by().unwrap_or(purchase.quote().ship_by));
    match template {
        MailTemplate::PaymentUnderWay => {
            "Thank you for your order. Your bank still has to confirm the payment, which can take several days. There is \
             nothing left to do: as soon as the payment arrives, you get a confirmation and we start on your order. The \
             link below shows how it stands."
                .to_owned()
        }
        MailTemplate::Receipt if purchase.state() == PurchaseState::Cancelled => {
            "Thank you. We received your payment. Your order was cancelled since then.".to_owned()
        }
        MailTemplate::Receipt => format!(
            "Thank you. We received your payment and will now make your order. We expect to ship it by {}.",
            ship_by()
        ),
        MailTemplate::Processing if purchase.order().is_some_and(is_late) => {
            "We have checked your order and are making it.".to_owned()
        }
        MailTemplate::Processing => format!(
            "We have checked your order and are making it. We still expect to ship it by {}.",
            ship_by()
        ),
        MailTemplate::Parcel => {
            "We have handed a part of your order to the carrier. The rest follows in another parcel.".to_owned()
        }
        MailTemplate::Shipped if purchase.order().is_some_and(|order| order.parcels.len() > 1) => {
            "We have handed the last parcel of your order to the carrier.".to_owned()
        }
        MailTemplate::Shipped => "We have handed your parcel to the carrier.".to_owned(),
        MailTemplate::TrackingCorrected => {
            "The tracking details that we sent you before were not right. These are the correct ones.".to_owned()
        }
        MailTemplate::ShipByChanged => {
            format!("The shipping date of your order has changed. We now expect to ship it by {}.", ship_by())
        }
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

fn bill(order: &Order) -> Result<Bill, MoneyError> {
    let tax = order.payment.tax_added;
    Ok(Bill {
        lines: order.quote.lines.iter().map(line).collect(),
        shipping_name: order.quote.shipping.name.clone(),
        shipping: order.quote.shipping.price.to_string(),
        tax_added: (tax.amount != 0).then(|| tax.to_string()),
        total: order.payment.captured.to_string(),
        taxes: order.tax.as_ref().map_or_else(|| Ok(Vec::new()), taxes)?,
        exemption: order.tax.as_ref().and_then(|tax| tax.mode.exemption()),
    })
}

/// The sums of each rate. Amounts without a rate are left out: they have no tax, or several rates at once.
fn taxes(breakdown: &TaxBreakdown) -> Result<Vec<RateSums>, MoneyError> {
    let word = if breakdown.mode.is_included() { "Includes VAT" } else { "RateSums" };
    let rates = breakdown.per_rate()?.into_iter().filter_map(|sum| {
        let name = format!("{word} {}", sum.rate?);
        Some(RateSums { name, net: sum.net.to_string(), tax: sum.tax.to_string() })
    });
    Ok(rates.collect())
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
