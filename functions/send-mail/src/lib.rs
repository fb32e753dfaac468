//! Mail queue: a mail that is owed goes out, once.

use std::sync::Arc;

use async_trait::async_trait;
use shared::clock;
use shared::config::{self, StartError};
use shared::domain::email::EmailAddress;
use shared::domain::purchase::{MailKind, Sealed};
use shared::mail::{MailContext, MailTemplate, Mailer, render};
use shared::messages::SendMail as Owed;
use shared::start::{Env, FromEnv};
use shared::store::Store;
use shared::store::items::{MailStatus, OrderItem};
use shared::store::purchases::Purchase;
use shared::telemetry::{self, Metric};
use shared::vault::{OrderKey, Vault};
use shared::worker::{HandlerError, Worker};

/// Opens the customer's data and sends mail.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// Opens the customer's data.
    pub vault: Vault,
    /// Sends.
    pub mailer: Arc<dyn Mailer>,
    /// Whom mails come from unless the settings tell.
    pub mail_from: EmailAddress,
    /// The storefront's address, without a slash at its end.
    pub storefront_url: String,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self {
            store: env.store().await?,
            vault: env.vault()?,
            mailer: env.mailer(),
            mail_from: config::address("MAIL_FROM")?,
            storefront_url: config::required("STOREFRONT_URL")?,
        })
    }
}

/// The worker.
pub struct SendMail;

impl Worker for SendMail {
    const FUNCTION: &'static str = "send-mail";
    type Deps = Deps;
    type Message = Owed;

    async fn handle(deps: &Deps, Owed { order_id, kind }: Owed) -> Result<(), HandlerError> {
        telemetry::about(order_id);
        let purchase =
            deps.store.purchase(order_id).await?.ok_or("the purchase of the mail does not exist")?;
        let order = purchase.order.as_ref().ok_or("the purchase of the mail is not an order")?;
        let Some(sealed) = &order.confidential else {
            tracing::info!("the customer's data was erased; the mail is not sent");
            return Ok(());
        };
        let mail = purchase.mails.iter().find(|mail| mail.kind == kind).ok_or("the mail is not pending")?;
        if mail.status == MailStatus::Sent {
            return Ok(());
        }
        let claimed = deps.store.claim_mail(order_id, kind, clock::now()).await?;
        let claimed_until = claimed.ok_or("another worker is sending this mail")?;
        match send(deps, &purchase, order, sealed, kind).await {
            Ok(message_id) => deps.store.mail_sent(mail, message_id, clock::now()).await?,
            Err(error) => {
                // What failed matters more than a claim that could not be given back: that ends by itself.
                if let Err(kept) = deps.store.release_mail(order_id, kind, claimed_until).await {
                    tracing::warn!(error = %kept, "could not release the claim on the mail");
                }
                return Err(error);
            }
        }
        telemetry::count(Metric::MailSent, clock::now());
        Ok(())
    }
}

/// Between the provider's yes and our note of it lies the one moment in which a crash can send a mail twice: SES knows
/// no idempotency, and a receipt too many is better than none.
async fn send(
    deps: &Deps,
    purchase: &Purchase,
    order: &OrderItem,
    sealed: &Sealed,
    kind: MailKind,
) -> Result<String, HandlerError> {
    let key = deps.vault.unlock(order.id, sealed).await?;
    let confidential = key.open(sealed)?;
    let settings = deps.store.settings().await?;
    let context = MailContext {
        order,
        confidential: &confidential,
        settings: &settings,
        mail_from: &deps.mail_from,
        storefront_url: &deps.storefront_url,
    };
    let mail = render(&template(kind, purchase, &key)?, context)?;
    Ok(deps.mailer.send(&mail).await?)
}

/// What the mail is about, with what belongs to it.
fn template(kind: MailKind, purchase: &Purchase, key: &OrderKey) -> Result<MailTemplate, HandlerError> {
    Ok(match kind {
        MailKind::Receipt => MailTemplate::Receipt,
        MailKind::Processing => MailTemplate::Processing,
        MailKind::Shipped => MailTemplate::Shipped,
        MailKind::Delivered => MailTemplate::Delivered,
        MailKind::Cancelled => MailTemplate::Cancelled,
        MailKind::Refunded(id) => {
            let refund = purchase.refunds.iter().find(|item| item.refund.id == id);
            MailTemplate::Refunded(refund.ok_or("the refund of the mail does not exist")?.refund.amount)
        }
        MailKind::TrackingLink(_) => MailTemplate::TrackingLink,
        MailKind::Note(id) => {
            let note = purchase.notes.iter().find(|note| note.id == id && note.visible_to_customer);
            let note = note.ok_or("the note of the mail does not exist")?;
            MailTemplate::Note(key.open_note(note.name(), &note.text)?)
        }
    })
}
