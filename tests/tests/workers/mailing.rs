//! A shop with one purchase, whose mails are sent to a provider in memory.

use std::sync::{Arc, Mutex};

use admin_resend_mail::AdminResendMail;
use async_trait::async_trait;
use jiff::Timestamp;
use lambda_http::Body;
use record_mail_feedback::RecordMailFeedback;
use send_mail::SendMail;
use serde_json::{Value, json};
use shared::domain::email::EmailAddress;
use shared::domain::ids::LinkRequestId;
use shared::domain::purchase::{MailKind, MailRecord, Order, Purchase, PurchaseState};
use shared::http::serve;
use shared::lookup::LookupKey;
use shared::mail::{Mail, MailError, Mailer};
use shared::messages::{MailEvent, MailFeedback, SendMail as Owed};
use shared::start::{MailFrom, StorefrontUrl};
use shared::store::items::to_item;
use shared::vault::Vault;
use shared::worker::Worker;
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::{at, confirm, customer, order_id, pending, stored_product, under_way, vault, write};

/// A mail provider that accepts every mail, or answers every mail with an error.
#[derive(Clone, Default)]
pub(crate) struct Provider {
    pub(crate) accepted: Arc<Mutex<Vec<Mail>>>,
    pub(crate) error: Option<MailError>,
}

#[async_trait]
impl Mailer for Provider {
    async fn send(&self, mail: &Mail) -> Result<String, MailError> {
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        let mut accepted = self.accepted.lock().unwrap();
        accepted.push(mail.clone());
        Ok(format!("ses-{}", accepted.len()))
    }
}

pub(crate) struct Shop {
    pub(crate) engine: Engine,
    pub(crate) vault: Vault,
    pub(crate) provider: Provider,
}

impl Shop {
    /// Creates a shop with one order, whose receipt is owed.
    pub(crate) async fn open() -> Self {
        let (engine, vault) = (Engine::start().await, vault());
        let product = stored_product(&engine.store, 1).await;
        let before = pending(&engine.store, 1, &product, at(0)).await;
        write(&engine.store, confirm(&vault, before, customer("ada"), at(1)).await).await.unwrap();
        Self { engine, vault, provider: Provider::default() }
    }

    /// Creates a shop with one purchase whose payment a bank is to confirm.
    pub(crate) async fn under_way() -> Self {
        let (engine, vault) = (Engine::start().await, vault());
        under_way(&engine.store, &vault, 1, customer("ada"), at(0)).await;
        Self { engine, vault, provider: Provider::default() }
    }

    pub(crate) async fn purchase(&self) -> Purchase {
        self.engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap()
    }

    pub(crate) async fn mail(&self, kind: MailKind) -> MailRecord {
        self.purchase().await.mails.into_iter().find(|mail| mail.kind == kind).unwrap()
    }

    pub(crate) async fn receipt(&self) -> MailRecord {
        self.mail(MailKind::Receipt).await
    }

    /// Handles the message of a mail, as the queue delivers it. Returns true if it is not delivered again.
    pub(crate) async fn deliver(&self, kind: MailKind) -> bool {
        let store = &self.engine.store;
        let deps = (
            store.clone().into(),
            store.clone().into(),
            self.vault.clone(),
            Arc::new(self.provider.clone()) as Arc<dyn Mailer>,
            MailFrom(EmailAddress::parse("orders@shop.example").unwrap()),
            StorefrontUrl("https://shop.example".to_owned()),
        );
        SendMail::handle(&deps, Owed { order_id: order_id(1), kind }).await.is_ok()
    }

    pub(crate) async fn put(&self, item: shared::store::Item) {
        let put = self.engine.client.put_item().table_name(&self.engine.table);
        put.set_item(Some(item)).send().await.unwrap();
    }

    /// Puts the order into a state and owes a mail.
    pub(crate) async fn owes(&self, state: PurchaseState, kind: MailKind) {
        let order = self.purchase().await.order.unwrap();
        self.put(to_item(&Order { state, ..order }).unwrap()).await;
        self.put(to_item(&MailRecord::owed(order_id(1), kind, at(2))).unwrap()).await;
    }

    /// Owes a mail with the purchase's tracking link, and returns it.
    pub(crate) async fn owe_link(&self, now: Timestamp) -> MailRecord {
        let link = MailRecord::tracking_link(order_id(1), LinkRequestId::from_uuid(uuid::Uuid::nil()), now);
        self.put(to_item(&link).unwrap()).await;
        link
    }

    pub(crate) async fn feedback(&self, message_id: &str, event: MailEvent) -> bool {
        let message = MailFeedback { order_id: order_id(1), message_id: message_id.to_owned(), event };
        RecordMailFeedback::handle(&self.engine.store.mails(), message).await.is_ok()
    }

    /// Asks for a mail again, as a member of this group. Returns the status and the problem's code.
    pub(crate) async fn resend(&self, group: &str, body: &Value) -> (u16, String) {
        let call = ApiCall {
            path: vec![("id", order_id(1).to_string())],
            body: Some(body.to_string()),
            ..ApiCall::by_staff("POST /admin/orders/{id}/mails")
        };
        let mut event = call.event();
        let claims = &mut event["requestContext"]["authorizer"]["jwt"]["claims"];
        claims["cognito:groups"] = json!(format!("[{group}]"));
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        let deps = (self.engine.store.purchases(), self.vault.clone(), LookupKey::new("secret"));
        let answer = serve::<AdminResendMail>(&deps, request).await;
        let code = match answer.body() {
            Body::Text(text) => serde_json::from_str::<Value>(text).unwrap()["code"].to_string(),
            _ => String::new(),
        };
        (answer.status().as_u16(), code.replace('"', ""))
    }

    pub(crate) async fn resend_receipt(&self) -> (u16, String) {
        self.resend("admin", &json!({"mail": "receipt"})).await
    }
}
