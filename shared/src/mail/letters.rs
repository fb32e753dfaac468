//! What the mails say.

use askama::Template;
use domain::email::EmailAddress;
use domain::quote::{Quote, type_name};
use domain::settings::{Settings, ShopAddress};

use super::{Letter, MailKind, Sender};
use crate::customer::Private;
use crate::store::items::OrderItem;
use crate::vault::Confidential;

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

struct Line {
    quantity: u32,
    name: String,
    configuration: String,
    total: String,
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
    number: String,
    lines: Vec<Line>,
    shipping: String,
    tax_added: Option<String>,
    total: String,
    parcel: Option<String>,
    parcel_url: Option<String>,
    link: String,
    shop_name: String,
    foot: Vec<String>,
}

/// Writes a letter.
pub fn letter(kind: MailKind, facts: Facts<'_>) -> Result<Letter, askama::Error> {
    let content = content(kind, facts);
    Ok(Letter {
        from: Sender::of(facts.settings, facts.mail_from)?,
        to: facts.confidential.customer.email.clone(),
        subject: format!("{} · {} {}", content.shop_name, content.heading, content.number),
        text: Private::new(Plain(&content).render()?),
        html: Private::new(Html(&content).render()?),
    })
}

fn content(kind: MailKind, facts: Facts<'_>) -> Content {
    let Facts { order, confidential, settings, storefront_url, .. } = facts;
    let name = confidential.customer.name.reveal().as_deref();
    let parcel = order.parcels.last();
    let tax = order.payment.tax_added;
    Content {
        heading: heading(kind),
        greeting: name.map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {name},")),
        message: message(kind, order),
        number: order.number.to_string(),
        lines: lines(&order.quote),
        shipping: format!("{}: {}", order.quote.shipping.name, order.quote.shipping.price),
        tax_added: (tax.amount != 0).then(|| tax.to_string()),
        total: order.payment.captured.to_string(),
        parcel: parcel.map(|parcel| format!("{} {}", parcel.carrier, parcel.tracking_number)),
        parcel_url: parcel.and_then(|parcel| parcel.tracking_url.as_ref()).map(ToString::to_string),
        // The secret stands in the fragment, which browsers never send: not to us, not to anyone.
        link: format!("{storefront_url}/track/{}#{}", order.id, confidential.tracking_secret.reveal()),
        shop_name: settings.shop_name.to_string(),
        foot: foot(settings),
    }
}

/// Who sends the mail, as law and habit want it at the end of one.
fn foot(settings: &Settings) -> Vec<String> {
    let mut lines = settings.address.as_ref().map(ShopAddress::lines).unwrap_or_default();
    lines.extend(settings.contact_email.as_ref().map(ToString::to_string));
    lines
}

const fn heading(kind: MailKind) -> &'static str {
    match kind {
        MailKind::Receipt => "Your order is confirmed",
        MailKind::Shipped => "Your order is on its way",
        MailKind::Delivered => "Your order has arrived",
        MailKind::Cancelled => "Your order was cancelled",
    }
}

fn message(kind: MailKind, order: &OrderItem) -> String {
    match kind {
        MailKind::Receipt => format!(
            "Thank you. We have your payment and will make your order now. We expect to ship it by {}.",
            order.ship_by
        ),
        MailKind::Shipped => "We have handed your parcel to the carrier.".to_owned(),
        MailKind::Delivered => "Your parcel has been delivered. Enjoy it!".to_owned(),
        MailKind::Cancelled => {
            "Your order was cancelled. What you paid and have not had back goes back the way it came; banks take up to ten days."
                .to_owned()
        }
    }
}

fn lines(quote: &Quote) -> Vec<Line> {
    let words = |line: &domain::quote::QuoteLine| {
        let chosen =
            line.configuration.iter().map(|choice| format!("{}: {}", type_name(choice.kind), choice.value));
        chosen.collect::<Vec<_>>().join(" · ")
    };
    let line = |line: &domain::quote::QuoteLine| Line {
        quantity: line.quantity,
        name: line.product_name.clone(),
        configuration: words(line),
        total: line.total.to_string(),
    };
    quote.lines.iter().map(line).collect()
}
