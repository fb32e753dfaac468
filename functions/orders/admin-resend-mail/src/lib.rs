//! `POST /admin/orders/{id}/mails`: sends a mail again, also to a corrected address.

use deserr::Deserr;
use shared::api::order::OrderPath;
use shared::domain::fault::{Broken, Faults};
use shared::domain::purchase::{MailName, Purchase, SealedCustomer};
use shared::http::{Accepted, Access, Answer, Endpoint, Json, Now, Path, Principal, Problem, Role, Route};
use shared::lookup::{LookupKey, TypedEmail};
use shared::mail::deliverable;
use shared::store::PurchaseWriter;
use shared::telemetry;
use shared::vault::{TrackingSecret, Vault};
use utoipa::ToSchema;

/// A request to send a mail again.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct ResendRequest {
    /// Name of the mail.
    pub mail: MailName,
    /// Corrected address of the customer, for this and all later mails. The link in earlier mails no longer works.
    /// For admins only, and not for a mail to the owner of the shop.
    #[deserr(default)]
    pub email: Option<TypedEmail>,
}

impl ResendRequest {
    /// Refuses a customer's address for a mail that goes to the owner of the shop.
    fn check_readdressing(&self) -> Result<(), Faults> {
        if self.mail.0.is_to_customer() {
            return Ok(());
        }
        let broken = Broken::new("mail_to_owner", "Must be omitted: the mail is to the owner of the shop.");
        Err(Faults::from(broken.at("/email")))
    }
}

pub struct AdminResendMail;

impl Endpoint for AdminResendMail {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/orders/{id}/mails", Access::FULFILMENT)
        .summary("Send a mail again that was sent, failed or dropped, also to a corrected address.")
        .problems(&[(409, "conflict"), (409, "customer_erased"), (409, "mail_owed")]);
    type Deps = (PurchaseWriter, Vault, LookupKey);
    type Input = (Principal, Path<OrderPath>, Json<ResendRequest>, Now);
    type Reply = Accepted;

    async fn handle(
        (purchases, vault, lookup): &Self::Deps,
        (principal, Path(path), Json(body), Now(now)): Self::Input,
    ) -> Answer<Self> {
        telemetry::about(path.id);
        if body.email.is_some() {
            body.check_readdressing()?;
            principal.needs(&[Role::Admin])?;
        }
        let (actor, email) = (&principal.actor(), &body.email);
        let resent = purchases.amend_async(path.id, |purchase| async move {
            let readdressed = match email {
                Some(email) => readdressed(vault, lookup, &purchase, email).await?,
                None => None,
            };
            Ok::<_, Problem>(Some(purchase.resend_mail(body.mail.0, readdressed, actor, now)?))
        });
        resent.await?;
        Ok(Accepted)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminResendMail>()
}

/// Seals the customer's data with the new address and a new secret for the link; none without customer data.
async fn readdressed(
    vault: &Vault,
    lookup: &LookupKey,
    purchase: &Purchase,
    email: &TypedEmail,
) -> Result<Option<SealedCustomer>, Problem> {
    if deliverable(email.reveal()).is_none() {
        let broken = Broken::new("invalid_email", "Must be an address that mail can be sent to.");
        return Err(Faults::from(broken.at("/email")).into());
    }
    let Some(sealed) = purchase.confidential() else { return Ok(None) };
    let key = vault.unlock(purchase.checkout.id, sealed).await?;
    let mut confidential = key.open(sealed)?;
    confidential.customer.email = email.private().clone();
    confidential.tracking_secret = TrackingSecret::new().map_err(Problem::internal)?;
    Ok(Some(SealedCustomer {
        confidential: key.reseal(sealed, &confidential)?,
        customer_hash: lookup.customer_hash(email.reveal()),
        secret_hash: confidential.tracking_secret.hash(),
    }))
}
