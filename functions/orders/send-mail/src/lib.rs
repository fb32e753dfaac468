//! Mail queue: sends an owed mail, once.

use std::sync::Arc;

use shared::clock;
use shared::domain::purchase::{MailKind, MailStatus, Order, Purchase};
use shared::mail::{MailContext, MailTemplate, Mailer, Notice, render, render_notice};
use shared::messages::SendMail as Owed;
use shared::start::{MailFrom, StorefrontUrl};
use shared::store::{Mails, ShopSettings};
use shared::telemetry::{self, Metric};
use shared::vault::{OrderKey, Vault};
use shared::worker::{HandlerError, Worker};

pub type Deps = (Mails, ShopSettings, Vault, Arc<dyn Mailer>, MailFrom, StorefrontUrl);

pub struct SendMail;

impl Worker for SendMail {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = Deps;
    type Message = Owed;

    async fn handle(deps: &Deps, Owed { order_id, kind }: Owed) -> Result<(), HandlerError> {
        telemetry::about(order_id);
        let (mails, ..) = deps;
        let purchase = mails.purchase(order_id).await?.ok_or("the purchase of the mail does not exist")?;
        let order = purchase.order.as_ref().ok_or("the purchase of the mail is not an order")?;
        if kind.is_to_customer() && order.confidential.is_none() {
            tracing::info!("the customer's data was erased; the mail is not sent");
            return Ok(());
        }
        let mail = purchase.mails.iter().find(|mail| mail.kind == kind).ok_or("the mail is not pending")?;
        if mail.status == MailStatus::Sent {
            return Ok(());
        }
        let claimed = mails.claim_mail(order_id, kind, clock::now()).await?;
        let claimed_until = claimed.ok_or("another worker is sending this mail")?;
        match send(deps, &purchase, order, kind).await {
            Ok(message_id) => mails.mail_sent(mail, message_id, clock::now()).await?,
            Err(error) => {
                // The first error matters more than a claim that could not be released: the claim expires by itself.
                if let Err(kept) = mails.release_mail(order_id, kind, claimed_until).await {
                    tracing::warn!(error = %kept, "could not release the claim on the mail");
                }
                return Err(error);
            }
        }
        telemetry::count(Metric::MailSent, clock::now());
        Ok(())
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::worker::run::<SendMail>()
}

/// Renders and sends a mail. A crash after the provider accepts it and before we record that sends it twice, because
/// SES has no idempotency. A second receipt is better than none.
async fn send(
    (_, shop, vault, mailer, MailFrom(mail_from), StorefrontUrl(storefront_url)): &Deps,
    purchase: &Purchase,
    order: &Order,
    kind: MailKind,
) -> Result<String, HandlerError> {
    let settings = shop.settings().await?;
    if !kind.is_to_customer() {
        let mail = render_notice(notice(kind, order)?, order, &settings, mail_from)?;
        return Ok(mailer.send(&mail).await?);
    }
    let sealed = order.confidential.as_ref().ok_or("the customer's data was erased")?;
    let key = vault.unlock(order.id, sealed).await?;
    let confidential = key.open(sealed)?;
    let context =
        MailContext { order, confidential: &confidential, settings: &settings, mail_from, storefront_url };
    let mail = render(&template(kind, purchase, &key)?, context)?;
    Ok(mailer.send(&mail).await?)
}

/// Returns the cause of a mail to the owner of the shop.
fn notice(kind: MailKind, order: &Order) -> Result<Notice<'_>, HandlerError> {
    let place = match kind {
        MailKind::Oversold => return Ok(Notice::Oversold),
        MailKind::Disputed(place) => place,
        _ => return Err("the mail is to the customer".into()),
    };
    let dispute = place.checked_sub(1).and_then(|place| order.disputes.get(place));
    Ok(Notice::Disputed(dispute.ok_or("the dispute of the mail does not exist")?))
}

/// Returns the template of a mail to the customer, with its data.
fn template(kind: MailKind, purchase: &Purchase, key: &OrderKey) -> Result<MailTemplate, HandlerError> {
    Ok(match kind {
        MailKind::Receipt => MailTemplate::Receipt,
        MailKind::Processing => MailTemplate::Processing,
        MailKind::Shipped => MailTemplate::Shipped,
        MailKind::Delivered => MailTemplate::Delivered,
        MailKind::Cancelled => MailTemplate::Cancelled,
        MailKind::Refunded(id) => {
            let refund = purchase.refund(id).ok_or("the refund of the mail does not exist")?;
            MailTemplate::Refunded(refund.amount)
        }
        MailKind::TrackingLink(_) => MailTemplate::TrackingLink,
        MailKind::Disputed(_) | MailKind::Oversold => {
            return Err("the mail is to the owner of the shop".into());
        }
        MailKind::Note(id) => {
            let note = purchase.notes.iter().find(|note| note.id == id && note.visible_to_customer);
            let note = note.ok_or("the note of the mail does not exist")?;
            MailTemplate::Note(key.open_note(note.name(), &note.text)?)
        }
    })
}
