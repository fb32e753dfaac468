//! Stripe adapter for the shop's [`Payments`] port.
//!
//! A separate crate, so that functions which never call Stripe do not link its client. Nothing that Stripe
//! sends about a customer is logged or put into an error.

mod call;
mod client;
mod events;
mod from_env;
mod open;
mod refund;
mod replies;
mod session;
mod taxes;
mod transport;

use async_trait::async_trait;
use domain::ids::OrderId;
use domain::money::Money;
use domain::purchase::ProviderRefund;
use domain::purchase::settlement::SessionStatus;
use jiff::Timestamp;
use shared::payments::hint::PaymentHint;
use shared::payments::{
    OpenedSession, Payments, PaymentsError, ProviderDispute, RefundRequest, RetrievedPayment,
    RetrievedSession, SessionRequest,
};
use stripe::{RequestStrategy, StripeRequest};
use stripe_checkout::checkout_session::{ExpireCheckoutSession, RetrieveCheckoutSession};
use stripe_core::dispute::RetrieveDispute;
use stripe_core::payment_intent::RetrievePaymentIntent;
use stripe_core::refund::ListRefund;

pub use crate::call::DEADLINE;
pub use crate::client::{Client, ClientError};
pub use crate::from_env::StripePayments;
pub use crate::transport::{InvalidSetup, Transport};

use crate::call::{idempotent, send_with_retries, unreadable, within_deadline};
use crate::replies::{Dispute, Event, Metadata, Named, NewSession, Page, PaymentIntent, Refund, Session};

/// Number of items per page of a list; Stripe's maximum.
const PAGE_SIZE: i64 = 100;
/// Number of event pages that one call reads at most.
const MAX_EVENT_PAGES: usize = 5;

#[derive(Debug, Clone)]
pub struct Stripe {
    client: Client,
    /// The stack whose sessions these are, if the account may have sessions of others.
    stack: Option<String>,
}

impl Stripe {
    /// Creates a client with the shop's secret key, for Stripe itself or for the stand-in at `base`.
    pub fn new(api_key: &str, base: Option<&str>) -> Result<Self, InvalidSetup> {
        Ok(Client::new(Transport::new(base, None)?, api_key)?.into())
    }

    /// Names a stack in the metadata of each session and payment, and ignores those that name another: staging and
    /// production may share an account. Those that name none are the shop's own, from before they named one.
    #[must_use]
    pub fn for_stack(self, stack: Option<String>) -> Self {
        Self { stack, ..self }
    }

    fn order_id(&self, metadata: &Metadata) -> Result<OrderId, PaymentsError> {
        let foreign = metadata.get(STACK).is_some_and(|named| Some(named) != self.stack.as_ref());
        let id = metadata.get(ORDER_ID).filter(|_| !foreign).ok_or(PaymentsError::NotFound)?;
        OrderId::parse(id).map_err(|_| PaymentsError::NotFound)
    }

    /// Sends a request that may be sent more than once without a key.
    async fn send<T: miniserde::Deserialize>(
        &self,
        operation: &'static str,
        request: &(impl StripeRequest + Sync),
    ) -> Result<T, PaymentsError> {
        send_with_retries(&self.client, operation, &RequestStrategy::Once, request).await
    }

    /// Sends a request that Stripe executes once for this key.
    async fn send_once<T: miniserde::Deserialize>(
        &self,
        operation: &'static str,
        key: &str,
        request: &(impl StripeRequest + Sync),
    ) -> Result<T, PaymentsError> {
        send_with_retries(&self.client, operation, &idempotent(key)?, request).await
    }
}

impl From<Client> for Stripe {
    fn from(client: Client) -> Self {
        Self { client, stack: None }
    }
}

#[async_trait]
impl Payments for Stripe {
    async fn open_session(&self, request: &SessionRequest) -> Result<OpenedSession, PaymentsError> {
        let create = open::create(request, self.stack.as_deref());
        let key = format!("open-{}-{}", request.order_id, request.attempt);
        let session: NewSession = within_deadline(self.send_once("open_session", &key, &create)).await?;
        open::read(session)
    }

    async fn session(&self, id: &str) -> Result<RetrievedSession, PaymentsError> {
        // The payment intent shows whether an unpaid, complete session still waits for the bank, and its charge shows
        // whether anything was refunded: only then are the refunds listed.
        let mut expanded = vec!["payment_intent.latest_charge".to_owned()];
        expanded.extend(taxes::EXPANDED.map(ToOwned::to_owned));
        let retrieve = RetrieveCheckoutSession::new(id).expand(expanded);
        let session: Session = within_deadline(self.send("session", &retrieve)).await?;
        let mut read = session::read(&session, |metadata| self.order_id(metadata))?;
        if let Some(payment_intent) = session::refunded_payment(&session) {
            read.now.refunds = self.refunds_of(payment_intent).await?;
        }
        if matches!(read.now.status, SessionStatus::Paid(_)) && session.automatic_tax.enabled {
            read.tax = Some(self.taxes(&session).await?);
        }
        Ok(read)
    }

    async fn expire_session(&self, id: &str) -> Result<(), PaymentsError> {
        // Expiring twice does no harm, and without an idempotency key Stripe checks the session each time.
        let expire = ExpireCheckoutSession::new(id);
        within_deadline(self.send::<Named>("expire_session", &expire)).await.map(drop)
    }

    async fn refund(&self, request: &RefundRequest) -> Result<ProviderRefund, PaymentsError> {
        let create = refund::create(request);
        let refund: Refund =
            within_deadline(self.send_once("refund", &request.idempotency_key, &create)).await?;
        refund::read(&refund)
    }

    async fn refunds_of(&self, payment_intent: &str) -> Result<Vec<ProviderRefund>, PaymentsError> {
        within_deadline(async {
            let mut refunds = Vec::new();
            let mut request = ListRefund::new().payment_intent(payment_intent).limit(PAGE_SIZE);
            loop {
                let page: Page<Refund> = self.send("refunds_of", &request).await?;
                for refund in &page.data {
                    refunds.push(refund::read(refund)?);
                }
                match page.data.last() {
                    Some(last) if page.has_more => request = request.starting_after(last.id.as_str()),
                    None if page.has_more => {
                        return Err(unreadable("it announced more refunds but returned none"));
                    }
                    _ => return Ok(refunds),
                }
            }
        })
        .await
    }

    async fn dispute(&self, id: &str) -> Result<ProviderDispute, PaymentsError> {
        let retrieve = RetrieveDispute::new(id);
        let Dispute { payment_intent, status } = within_deadline(self.send("dispute", &retrieve)).await?;
        Ok(ProviderDispute { payment_intent, status })
    }

    async fn events(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Option<Vec<PaymentHint>>, PaymentsError> {
        within_deadline(async {
            let mut events = Vec::new();
            let mut request = events::between(from.as_second(), to.as_second()).limit(PAGE_SIZE);
            for _ in 0..MAX_EVENT_PAGES {
                let page: Page<Event> = self.send("events", &request).await?;
                let more = page.has_more;
                events.extend(page.data);
                match events.last() {
                    Some(last) if more => request = request.starting_after(last.id.as_str()),
                    _ => return Ok(Some(events::hints(&events))),
                }
            }
            Ok(None)
        })
        .await
    }

    async fn payment(&self, payment_intent: &str) -> Result<RetrievedPayment, PaymentsError> {
        let retrieve = RetrievePaymentIntent::new(payment_intent);
        let payment: PaymentIntent = within_deadline(self.send("payment", &retrieve)).await?;
        Ok(RetrievedPayment {
            order_id: self.order_id(&payment.metadata)?,
            captured: Money::new(payment.amount_received, session::parse_currency(&payment.currency)?),
        })
    }
}

/// Metadata key of the shop's order id.
const ORDER_ID: &str = "order_id";

/// Metadata key of the stack.
const STACK: &str = "stack";
