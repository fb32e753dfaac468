//! Mails to the owner of the shop about new orders, and about orders that need a decision. They are in English and German,
//! because the owner's language is not known.

use askama::Template;
use domain::email::EmailAddress;
use domain::money::Money;
use domain::purchase::{Dispute, Order, Purchase};
use domain::shop::settings::Settings;

use super::{Mail, Sender};
use crate::customer::Private;

/// The cause of a mail to the owner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Notice<'a> {
    /// A new order was paid.
    NewOrder(&'a Order),
    /// The customer's bank disputes a payment, also one that made no order.
    Disputed(&'a Dispute),
    /// The order took more than was in stock.
    Oversold(&'a Order),
}

#[derive(Template)]
#[template(path = "notice.html")]
struct Html<'a>(&'a Content);

#[derive(Template)]
#[template(path = "notice.txt", escape = "none")]
struct Plain<'a>(&'a Content);

struct Content {
    shop_name: String,
    number: String,
    texts: [Text; 2],
    link: Option<String>,
}

struct Text {
    language: &'static str,
    heading: &'static str,
    message: String,
}

/// Renders the mail to the shop's contact address, or to the deployment's sender while the settings contain none.
pub fn render_notice(
    notice: Notice<'_>,
    purchase: &Purchase,
    settings: &Settings,
    mail_from: &EmailAddress,
) -> Result<Mail, askama::Error> {
    let id = purchase.checkout.id;
    let filled = Content {
        shop_name: settings.shop_name.to_string(),
        number: purchase.order.as_ref().map_or_else(|| id.to_string(), |order| order.number.to_string()),
        texts: texts(notice, purchase),
        link: link(notice),
    };
    let [english, german] = &filled.texts;
    Ok(Mail {
        order_id: id,
        reply_to: None,
        from: Sender::of(settings, mail_from)?,
        to: Private::new(settings.contact_email.as_ref().unwrap_or(mail_from).to_string()),
        subject: format!("{} · {} / {} {}", filled.shop_name, english.heading, german.heading, filled.number),
        text: Private::new(Plain(&filled).render()?),
        html: Private::new(Html(&filled).render()?),
    })
}

fn texts(notice: Notice<'_>, purchase: &Purchase) -> [Text; 2] {
    let (english, german) = match (notice, &purchase.order) {
        (Notice::NewOrder(order), _) => return new_order(order),
        (Notice::Oversold(order), _) => return oversold(order),
        (Notice::Disputed(dispute), Some(order)) => disputed(dispute, order),
        (Notice::Disputed(dispute), None) => disputed_without_order(dispute, purchase.checkout.quote.total),
    };
    [
        Text { language: "en", heading: "Payment disputed", message: english },
        Text { language: "de", heading: "Zahlung angefochten", message: german },
    ]
}

fn disputed_without_order(Dispute { id, status, .. }: &Dispute, total: Money) -> (String, String) {
    let english = format!(
        "The customer's bank disputes a payment that made no order; the total of its cart was {total} (dispute {id}, \
         {status}). Answer in Stripe before the date shown there, or the money is lost; show there if it was refunded."
    );
    let german = format!(
        "Die Bank der Kundin oder des Kunden bestreitet eine Zahlung, aus der keine Bestellung wurde; die Summe des \
         Warenkorbs war {total} (Anfechtung {id}, {status}). Antworten Sie bei Stripe vor dem dort genannten Datum, \
         sonst ist das Geld verloren; weisen Sie dort eine Erstattung nach."
    );
    (english, german)
}

fn disputed(dispute: &Dispute, order: &Order) -> (String, String) {
    let (total, id, status) = (order.payment.captured, &dispute.id, &dispute.status);
    let english = format!(
        "The customer's bank disputes a payment of this order, whose total is {total} (dispute {id}, {status}). \
         Answer in Stripe before the date shown there, or the money is lost. Production and shipping of an order \
         whose own payment is disputed are held; staff can override that."
    );
    let german = format!(
        "Die Bank der Kundin oder des Kunden bestreitet eine Zahlung zu dieser Bestellung über {total} \
         (Anfechtung {id}, {status}). Antworten Sie bei Stripe vor dem dort genannten Datum, sonst ist das Geld \
         verloren. Fertigung und Versand einer Bestellung, deren eigene Zahlung bestritten wird, sind angehalten; \
         das lässt sich übergehen."
    );
    (english, german)
}

fn new_order(order: &Order) -> [Text; 2] {
    let (total, pieces, ship_by) = (order.payment.captured, order.quote.pieces(), order.ship_by);
    let english =
        format!("There is a new order. Total: {total}. Pieces: {pieces}. To be shipped by {ship_by}.");
    let german =
        format!("Es gibt eine neue Bestellung. Summe: {total}. Stück: {pieces}. Zu versenden bis {ship_by}.");
    [
        Text { language: "en", heading: "New order", message: english },
        Text { language: "de", heading: "Neue Bestellung", message: german },
    ]
}

fn oversold(order: &Order) -> [Text; 2] {
    let missing = missing(order);
    let english = format!(
        "This order was paid, and took more than was in stock: {missing}. Make or buy the missing pieces, agree on \
         another date with the customer, or cancel the order."
    );
    let german = format!(
        "Diese Bestellung ist bezahlt und nahm mehr, als auf Lager war: {missing}. Fertigen oder beschaffen Sie die \
         fehlenden Stücke, vereinbaren Sie einen anderen Termin, oder stornieren Sie die Bestellung."
    );
    [
        Text { language: "en", heading: "Order above stock", message: english },
        Text { language: "de", heading: "Bestellung über dem Bestand", message: german },
    ]
}

/// Names the missing pieces, for example as `2 × Dragon (ABS)`.
fn missing(order: &Order) -> String {
    let named = order.oversold.iter().map(|missing| {
        let line = order.quote.lines.iter().find(|line| line.product_id == missing.product_id);
        let name = line.map_or("", |line| line.product_name.as_str());
        let mut chosen = order.quote.lines.iter().flat_map(|line| &line.configuration);
        let value = chosen.find(|choice| choice.variant_id == missing.variant_id);
        format!("{} × {name} ({})", missing.quantity, value.map_or("", |choice| choice.value.as_str()))
    });
    named.collect::<Vec<_>>().join(", ")
}

fn link(notice: Notice<'_>) -> Option<String> {
    match notice {
        Notice::Disputed(dispute) => {
            Some(format!("https://dashboard.stripe.com/payments/{}", dispute.payment_intent))
        }
        Notice::NewOrder(_) | Notice::Oversold(_) => None,
    }
}
