//! Mail queue: sends an owed mail, once, or ends it.

use std::sync::Arc;

use jiff::Timestamp;
use shared::chain::Chain;
use shared::clock;
use shared::domain::purchase::{MailKind, MailRecord, MailStatus, Order, Purchase, Sealed};
use shared::domain::shop::settings::OwnerMails;
use shared::mail::{MailContext, MailError, MailTemplate, Mailer, Notice, render, render_notice};
use shared::messages::SendMail as Owed;
use shared::start::{MailFrom, StorefrontUrl};
use shared::store::settings::SettingsCache;
use shared::store::{Mails, StoreError};
use shared::telemetry::{self, Metric};
use shared::vault::{OrderKey, Vault, VaultError};
use shared::worker::{HandlerError, Worker};

pub type Deps = (Mails, SettingsCache, Vault, Arc<dyn Mailer>, MailFrom, StorefrontUrl);

pub struct SendMail;

impl Worker for SendMail {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = Deps;
    type Message = Owed;

    async fn handle(deps: &Deps, Owed { order_id, kind }: Owed) -> Result<(), HandlerError> {
        telemetry::about(order_id);
        let (mails, ..) = deps;
        let purchase = mails.purchase(order_id).await?.ok_or("the purchase of the mail does not exist")?;
        let Some(mail) = purchase.mails.iter().find(|mail| mail.kind == kind) else {
            tracing::info!("the mail was removed with its customer, or expired");
            return Ok(());
        };
        let now = clock::now();
        if mail.status != MailStatus::Owed || mail.retry_at.is_some_and(|at| at > now) {
            return Ok(());
        }
        let claimed = mails.claim_mail(order_id, kind, now).await?;
        let claimed_until = claimed.ok_or("another worker is sending this mail")?;
        match send(deps, &purchase, mail).await {
            Ok(Some(message_id)) => record(mails, mail, &message_id).await,
            Ok(None) => Ok(mails.mail_not_sent(&mail.clone().dropped(), claimed_until).await?),
            Err(error) => not_sent(mails, mail, claimed_until, error).await,
        }
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::worker::run::<SendMail>()
}

/// The number of times that a mail which SES accepted is recorded. Each failure would send it twice.
pub const RECORD_TRIES: u32 = 2;

async fn record(mails: &Mails, mail: &MailRecord, message_id: &str) -> Result<(), HandlerError> {
    telemetry::count(Metric::MailSent, clock::now());
    let mut tries = 1;
    while let Err(error) = mails.mail_sent(mail, message_id.to_owned(), clock::now()).await {
        if tries == RECORD_TRIES || error == StoreError::Conflict {
            return Err(error.into());
        }
        tracing::warn!(error = %error, "could not record the mail as sent; it is tried once more");
        tries += 1;
    }
    Ok(())
}

/// Records a try that sent nothing. The queue repeats the first tries, reconcile the later ones.
async fn not_sent(
    mails: &Mails,
    mail: &MailRecord,
    claimed_until: Timestamp,
    error: HandlerError,
) -> Result<(), HandlerError> {
    let failure = error.downcast_ref::<MailError>().and_then(MailError::failure);
    let now = clock::now();
    let mail = match failure {
        Some(failure) => mail.clone().failed(failure),
        None if is_outage(&error) => mail.clone().delayed(now),
        None => mail.clone().tried(now),
    };
    if let Err(unrecorded) = mails.mail_not_sent(&mail, claimed_until).await {
        // The first error matters more: the claim expires by itself, and it has counted the try.
        tracing::warn!(error = %unrecorded, "could not record the failed try");
        return Err(error);
    }
    if mail.is_retried_by_queue() {
        return Err(error);
    }
    tracing::error!(error = %Chain(error.as_ref()), tries = mail.tries, status = ?mail.status, "the mail was not sent");
    let ended = mail.status == MailStatus::Failed;
    telemetry::count(if ended { Metric::MailFailed } else { Metric::MailDelayed }, now);
    Ok(())
}

/// Returns true if a service did not respond or takes no requests at present, which says nothing about the mail.
fn is_outage(error: &HandlerError) -> bool {
    matches!(error.downcast_ref(), Some(MailError::NotAccepted(_)))
        || error.downcast_ref().is_some_and(VaultError::retryable)
        || error.downcast_ref().is_some_and(StoreError::retryable)
}

/// Renders and sends a mail. Returns none if its message is no longer true, or its customer was erased. A crash after the
/// provider accepts it and before we record that sends it twice, because SES has no idempotency. A second receipt is
/// better than none.
async fn send(deps: &Deps, purchase: &Purchase, mail: &MailRecord) -> Result<Option<String>, HandlerError> {
    if mail.is_exhausted() {
        return Err("the last tries ended without a result".into());
    }
    let (_, shop, _, mailer, MailFrom(mail_from), _) = deps;
    if !mail.kind.is_to_customer() {
        let shop = shop.recent(clock::now()).await?;
        if !is_wanted(mail.kind, shop.settings.owner_mails) {
            return Ok(None);
        }
        let mail = render_notice(notice(mail.kind, purchase)?, purchase, &shop.settings, mail_from)?;
        return Ok(Some(mailer.send(&mail).await?));
    }
    match purchase.confidential().filter(|_| !purchase.is_stale(mail.kind)) {
        Some(sealed) => send_to_customer(deps, purchase, sealed, mail.kind).await.map(Some),
        None => Ok(None),
    }
}

async fn send_to_customer(
    (_, shop, vault, mailer, MailFrom(mail_from), StorefrontUrl(storefront_url)): &Deps,
    purchase: &Purchase,
    sealed: &Sealed,
    kind: MailKind,
) -> Result<String, HandlerError> {
    let shop = async { Ok::<_, HandlerError>(shop.recent(clock::now()).await?) };
    let key = async { Ok::<_, HandlerError>(vault.unlock(purchase.checkout.id, sealed).await?) };
    let (shop, key) = tokio::try_join!(shop, key)?;
    let template = template(kind, purchase, &key)?;
    let settings = &shop.settings;
    let (purchase, confidential) =
        (&purchase.numbered().ok_or("the purchase of the mail has no number")?, &key.open(sealed)?);
    let context = MailContext { purchase, confidential, settings, mail_from, storefront_url };
    Ok(mailer.send(&render(&template, context)?).await?)
}

/// Returns true if the owner of the shop wants mails of this kind.
const fn is_wanted(kind: MailKind, owner_mails: OwnerMails) -> bool {
    match kind {
        MailKind::NewOrder => owner_mails.new_orders,
        MailKind::Disputed(_) => owner_mails.disputes,
        _ => true,
    }
}

fn order(purchase: &Purchase) -> Result<&Order, HandlerError> {
    purchase.order.as_ref().ok_or_else(|| "the purchase of the mail is not an order".into())
}

/// Returns the cause of a mail to the owner of the shop.
fn notice(kind: MailKind, purchase: &Purchase) -> Result<Notice<'_>, HandlerError> {
    let place = match kind {
        MailKind::NewOrder => return Ok(Notice::NewOrder(order(purchase)?)),
        MailKind::Oversold => return Ok(Notice::Oversold(order(purchase)?)),
        MailKind::Disputed(place) => place,
        _ => return Err("the mail is to the customer".into()),
    };
    let dispute = place.checked_sub(1).and_then(|place| purchase.disputes().get(place));
    Ok(Notice::Disputed(dispute.ok_or("the dispute of the mail does not exist")?))
}

/// Returns the template of a mail to the customer, with its data.
fn template(kind: MailKind, purchase: &Purchase, key: &OrderKey) -> Result<MailTemplate, HandlerError> {
    Ok(match kind {
        MailKind::PaymentUnderWay => MailTemplate::PaymentUnderWay,
        MailKind::Receipt => MailTemplate::Receipt,
        MailKind::Processing => MailTemplate::Processing,
        MailKind::Shipped => MailTemplate::Shipped,
        MailKind::Parcel(_) => MailTemplate::Parcel,
        MailKind::TrackingCorrected => MailTemplate::TrackingCorrected,
        MailKind::ShipByChanged => MailTemplate::ShipByChanged,
        MailKind::Delivered => MailTemplate::Delivered,
        MailKind::Cancelled => MailTemplate::Cancelled,
        MailKind::Refunded(id) => {
            let refund = purchase.refund(id).ok_or("the refund of the mail does not exist")?;
            MailTemplate::Refunded(refund.amount)
        }
        MailKind::TrackingLink(_) => MailTemplate::TrackingLink,
        MailKind::NewOrder | MailKind::Disputed(_) | MailKind::Oversold => {
            return Err("the mail is to the owner of the shop".into());
        }
        MailKind::Note(id) => {
            let note = purchase.notes.iter().find(|note| note.id == id && note.visible_to_customer);
            let note = note.ok_or("the note of the mail does not exist")?;
            MailTemplate::Note(key.open_note(note.name(), &note.text)?)
        }
    })
}
