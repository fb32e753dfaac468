//! Mails to the owner of the shop about orders that need a decision. They are in English and German, because the owner's
//! language is not known.

use askama::Template;
use domain::email::EmailAddress;
use domain::purchase::{Dispute, Order};
use domain::shop::settings::Settings;

use super::{Mail, Sender};
use crate::customer::Private;

/// The cause of a mail to the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice<'a> {
    /// The customer's bank disputes the payment.
    Disputed(&'a Dispute),
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
    order: &Order,
    settings: &Settings,
    mail_from: &EmailAddress,
) -> Result<Mail, askama::Error> {
    let filled = Content {
        shop_name: settings.shop_name.to_string(),
        number: order.number.to_string(),
        texts: texts(notice, order),
        link: link(notice),
    };
    let [english, german] = &filled.texts;
    Ok(Mail {
        from: Sender::of(settings, mail_from)?,
        to: Private::new(settings.contact_email.as_ref().unwrap_or(mail_from).to_string()),
        subject: format!(
            "{} · {} / {} {}",
            filled.shop_name, english.heading, german.heading, filled.number
        ),
        text: Private::new(Plain(&filled).render()?),
        html: Private::new(Html(&filled).render()?),
    })
}

fn texts(notice: Notice<'_>, order: &Order) -> [Text; 2] {
    let text = |language, heading, message| Text { language, heading, message };
    match notice {
        Notice::Disputed(dispute) => {
            let (total, status) = (order.payment.captured, &dispute.status);
            [
                text(
                    "en",
                    "Payment disputed",
                    format!(
                        "The customer's bank disputes a payment of this order of {total} (dispute {}, {status}). \
                         Answer in Stripe before the date shown there, or the money is lost. Production and \
                         shipping of an order whose own payment is disputed are held; staff can override that.",
                        dispute.id
                    ),
                ),
                text(
                    "de",
                    "Zahlung angefochten",
                    format!(
                        "Die Bank der Kundin oder des Kunden bestreitet eine Zahlung zu dieser Bestellung über \
                         {total} (Anfechtung {}, {status}). Antworten Sie bei Stripe vor dem dort genannten \
                         Datum, sonst ist das Geld verloren. Fertigung und Versand einer Bestellung, deren \
                         eigene Zahlung bestritten wird, sind angehalten; das lässt sich übergehen.",
                        dispute.id
                    ),
                ),
            ]
        }
    }
}

fn link(notice: Notice<'_>) -> Option<String> {
    match notice {
        Notice::Disputed(dispute) => {
            Some(format!("https://dashboard.stripe.com/payments/{}", dispute.payment_intent))
        }
    }
}
