//! Mail queue: a mail that is owed goes out, once.

use std::sync::Arc;

use async_trait::async_trait;
use shared::clock;
use shared::config::{self, StartError};
use shared::domain::email::EmailAddress;
use shared::env::{Env, FromEnv};
use shared::mail::{Facts, Letter, Mailer, letter};
use shared::messages::SendMail as Owed;
use shared::queue::{HandlerError, Worker};
use shared::store::Store;
use shared::store::items::{MailItem, MailStatus, OrderItem};
use shared::telemetry::{self, Metric};
use shared::vault::Vault;

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
        let purchase = deps.store.purchase(order_id).await?.ok_or("the mail's purchase is not there")?;
        let order = purchase.order.ok_or("the mail's purchase is no order")?;
        let mail = purchase.mails.into_iter().find(|mail| mail.kind == kind).ok_or("the mail is not owed")?;
        if mail.status == MailStatus::Sent {
            return Ok(());
        }
        let claimed = deps.store.claim_mail(order_id, kind, clock::now()).await?;
        let claimed_until = claimed.ok_or("another worker has this mail in hand")?;
        match send(deps, &order, &mail).await {
            Ok(message_id) => deps.store.mail_sent(&mail, message_id, clock::now()).await?,
            Err(error) => {
                // What failed matters more than a claim that could not be given back: that ends by itself.
                if let Err(kept) = deps.store.release_mail(order_id, kind, claimed_until).await {
                    tracing::warn!(error = %kept, "the mail's claim was not given back");
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
async fn send(deps: &Deps, order: &OrderItem, mail: &MailItem) -> Result<String, HandlerError> {
    let confidential = deps.vault.open(order.id, &order.confidential).await?;
    let settings = deps.store.settings().await?;
    let facts = Facts {
        order,
        confidential: &confidential,
        settings: &settings,
        mail_from: &deps.mail_from,
        storefront_url: &deps.storefront_url,
    };
    let letter: Letter = letter(mail.kind, facts)?;
    Ok(deps.mailer.send(&letter).await?)
}
