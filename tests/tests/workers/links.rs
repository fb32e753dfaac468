//! Requests for tracking links, by anyone who enters an e-mail address.

use std::sync::Arc;

use find_tracking_links::{FindTrackingLinks, MOST_ORDERS};
use lambda_http::Body;
use request_tracking_link::{PER_EMAIL, PER_SOURCE, RequestTrackingLink};
use serde_json::{Value, json};
use shared::domain::fault::Faults;
use shared::domain::ids::LinkRequestId;
use shared::domain::purchase::{
    ErasureCause, MailKind, MailRecord, MailStatus, Purchase, RefundStatus, TransitionRequest,
};
use shared::http::{Cdn, serve};
use shared::lookup::LookupKey;
use shared::messages::FindTrackingLinks as Asked;
use shared::start::LinksQueue;
use shared::store::items::to_item;
use shared::worker::Worker;
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::queue::RecordingQueue;
use shop_tests::shop::{
    action, admin, at, confirm, customer, order_id, pending, reflect_refund, stored_product, vault, write,
};

struct Shop {
    engine: Engine,
    links: RecordingQueue,
}

impl Shop {
    async fn open() -> Self {
        Self { engine: Engine::start().await, links: RecordingQueue::default() }
    }

    fn lookup() -> LookupKey {
        LookupKey::new("secret")
    }

    /// Creates the `n`th order, by the customer of this name.
    async fn ordered(&self, n: u128, name: &str) -> String {
        let store = &self.engine.store;
        let found = store.products().product(shop_tests::shop::product(1).id).await.unwrap();
        let product = match found {
            Some(found) => found.stored.product,
            None => stored_product(store, 1).await,
        };
        let seconds = i64::try_from(n).unwrap();
        let before = pending(store, n, &product, at(seconds)).await;
        let id = before.checkout.id;
        // The customer's hash is made with the key of `lookup` and the address that `ask` sends.
        write(store, confirm(&vault(), before, customer(name), at(seconds)).await).await.unwrap();
        store.purchases().order(id).await.unwrap().unwrap().number.to_string()
    }

    /// Requests a link. Returns status, headers and body of the answer.
    async fn ask(&self, body: &Value) -> (u16, String, String) {
        self.ask_with(body, &[]).await
    }

    /// Requests a link with headers that the CDN adds, or that somebody else claims.
    async fn ask_with(&self, body: &Value, headers: &[(&'static str, &str)]) -> (u16, String, String) {
        let deps =
            (self.engine.store.clone().into(), Self::lookup(), LinksQueue(Arc::new(self.links.clone())));
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let call = ApiCall { headers, body: Some(body.to_string()), ..ApiCall::to("POST /tracking-links") };
        let request = Cdn::known_by("cdn".into()).restore(call.request());
        let answer = serve::<RequestTrackingLink>(&deps, request).await;
        let text = match answer.body() {
            Body::Text(text) => text.clone(),
            body => String::from_utf8_lossy(body).into_owned(),
        };
        (answer.status().as_u16(), format!("{:?}", answer.headers()), text)
    }

    /// Handles every queued message twice. Returns the orders that owe a mail, with the request that caused it.
    async fn worked(&self) -> Vec<(u128, LinkRequestId)> {
        let deps = (self.engine.store.clone().into(), self.engine.store.clone().into());
        for message in self.links.sent() {
            for _ in 0..2 {
                let asked: Asked = serde_json::from_value(message.clone()).unwrap();
                FindTrackingLinks::handle(&deps, asked).await.unwrap();
            }
        }
        let mut owed = Vec::new();
        for n in 1..=8 {
            let Some(purchase) = self.engine.store.purchases().purchase(order_id(n)).await.unwrap() else {
                continue;
            };
            let links: Vec<_> = purchase.mails.iter().filter(|mail| is_link(mail)).collect();
            assert!(links.len() <= 1, "an order owes one link");
            owed.extend(links.into_iter().map(|mail| (n, mail.request_id.unwrap())));
        }
        owed
    }

    async fn purchase(&self, n: u128) -> Purchase {
        self.engine.store.purchases().purchase(order_id(n)).await.unwrap().unwrap()
    }

    /// Returns the mail with the link that an order owes.
    async fn link(&self, n: u128) -> MailRecord {
        self.purchase(n).await.mails.into_iter().find(is_link).unwrap()
    }
}

fn is_link(mail: &MailRecord) -> bool {
    matches!(mail.kind, MailKind::TrackingLink(_))
}

#[tokio::test]
async fn a_request_changes_neither_version_nor_trail_and_its_mail_expires() {
    let shop = Shop::open().await;
    shop.ordered(1, "ada").await;
    let before = shop.purchase(1).await;
    for _ in 0..3 {
        shop.ask(&json!({"email": "ada@example.org"})).await;
    }
    assert_eq!(shop.worked().await.len(), 1, "three requests owe one mail");
    let after = shop.purchase(1).await;
    assert_eq!((after.order, after.audit), (before.order, before.audit));
    let link = shop.link(1).await;
    let item = to_item(&link).unwrap();
    let expires: i64 = item["expires_at"].as_n().unwrap().parse().unwrap();
    assert_eq!(expires - link.owed_since.as_second(), 7 * 24 * 60 * 60);
}

#[tokio::test]
async fn a_request_after_the_mail_was_sent_owes_it_again_but_an_old_one_not() {
    let shop = Shop::open().await;
    shop.ordered(1, "ada").await;
    shop.ask(&json!({"email": "ada@example.org"})).await;
    shop.worked().await;
    let sent = async || {
        let mails = shop.engine.store.mails();
        mails.mail_sent(&shop.link(1).await, "ses-1".to_owned(), at(9)).await.unwrap();
    };
    sent().await;
    shop.worked().await;
    assert_eq!(shop.link(1).await.status, MailStatus::Sent, "the message was delivered again");
    shop.ask(&json!({"email": "ada@example.org"})).await;
    shop.worked().await;
    assert_eq!(shop.link(1).await.status, MailStatus::Owed);
}

#[tokio::test]
async fn a_hundred_requests_do_not_prevent_erasure() {
    let shop = Shop::open().await;
    shop.ordered(1, "ada").await;
    for n in 0..100 {
        let request_id = LinkRequestId::from_uuid(uuid::Uuid::from_u128(n));
        shop.engine.store.mails().owe_link(order_id(1), request_id, at(5)).await.unwrap();
    }
    let before = shop.purchase(1).await;
    let version = before.order.as_ref().unwrap().version;
    let cancel = json!({"to": "cancelled", "version": version, "reason": "changed their mind"});
    let cancel: TransitionRequest = deserr::deserialize::<_, _, Faults>(cancel).unwrap();
    let mut change = before.transition(&cancel, &action(9, at(6))).unwrap();
    write(&shop.engine.store, change).await.unwrap();
    let refund = action(9, at(6)).refund_id;
    change = reflect_refund(shop.purchase(1).await, refund, RefundStatus::Succeeded, at(7)).unwrap();
    write(&shop.engine.store, change).await.unwrap();
    let erase = shop.purchase(1).await.erase(ErasureCause::Requested, &admin(), at(8)).0.unwrap();
    write(&shop.engine.store, erase).await.unwrap();
    assert_eq!(shop.purchase(1).await.mails, []);
}

#[tokio::test]
async fn every_request_gets_the_same_answer_and_no_address_is_stored() {
    let shop = Shop::open().await;
    let number = shop.ordered(1, "ada").await;
    let known = shop.ask(&json!({"email": "Ada@Example.org "})).await;
    assert_eq!((known.0, known.2.as_str()), (202, ""));
    for other in [
        json!({"email": "nobody@example.org"}),
        json!({"email": "nobody@example.org", "order_number": number}),
        json!({"email": "ada@example.org", "order_number": number.to_lowercase()}),
    ] {
        assert_eq!(shop.ask(&other).await, known, "{other}");
    }
    let queued = serde_json::to_string(&shop.links.sent()).unwrap();
    let kept = format!("{:?}", shop.engine.all_items().await);
    for text in [queued, kept] {
        assert!(!text.to_lowercase().contains("ada@example") && !text.contains("nobody"), "{text}");
        assert!(!text.contains("192.0.2.1"), "{text}");
    }
    assert_eq!(shop.links.sent().len(), 4);
}

#[tokio::test]
async fn each_of_the_newest_orders_owes_one_mail() {
    let shop = Shop::open().await;
    for n in 1..=7 {
        shop.ordered(n, if n == 3 { "bob" } else { "ada" }).await;
    }
    shop.ask(&json!({"email": "ada@example.org"})).await;
    let owed = shop.worked().await;
    assert_eq!(owed.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [2, 4, 5, 6, 7]);
    assert_eq!(owed.len(), usize::from(MOST_ORDERS));
    assert!(owed.iter().all(|(_, request)| *request == owed[0].1));
}

#[tokio::test]
async fn only_the_named_order_owes_the_mail_and_only_to_its_customer() {
    let shop = Shop::open().await;
    shop.ordered(1, "ada").await;
    let wanted = shop.ordered(2, "ada").await;
    let of_bob = shop.ordered(3, "bob").await;
    shop.ask(&json!({"email": "ada@example.org", "order_number": of_bob})).await;
    shop.ask(&json!({"email": "ada@example.org", "order_number": "3DT-00000000"})).await;
    shop.ask(&json!({"email": "nobody@example.org"})).await;
    assert_eq!(shop.worked().await, []);
    shop.ask(&json!({"email": "ada@example.org", "order_number": wanted})).await;
    assert_eq!(shop.worked().await.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [2]);
}

#[tokio::test]
async fn an_address_gets_a_few_mails_a_day_and_the_limit_is_not_revealed() {
    let shop = Shop::open().await;
    let ask = async || shop.ask(&json!({"email": "ada@example.org"})).await;
    let first = ask().await;
    for _ in 0..PER_EMAIL.turns {
        assert_eq!(ask().await, first);
    }
    assert_eq!(shop.links.sent().len(), usize::try_from(PER_EMAIL.turns).unwrap());
}

#[tokio::test]
async fn one_source_may_request_links_for_a_few_addresses_only() {
    let shop = Shop::open().await;
    let ask = async |n: u32| shop.ask(&json!({"email": format!("{n}@example.org")})).await;
    for n in 0..PER_SOURCE.turns {
        assert_eq!(ask(n).await.0, 202);
    }
    let (status, headers, body) = ask(1000).await;
    assert_eq!((status, body.contains("too_many_requests")), (429, true), "{body}");
    assert!(headers.contains("\"retry-after\": \"3600\""), "{headers}");
    assert_eq!(shop.links.sent().len(), usize::try_from(PER_SOURCE.turns).unwrap());
}

#[tokio::test]
async fn viewers_behind_the_cdn_have_turns_of_their_own() {
    let shop = Shop::open().await;
    let ask = async |n: u32, headers: &[(&'static str, &str)]| {
        shop.ask_with(&json!({"email": format!("{n}@example.org")}), headers).await.0
    };
    let through_cdn = |viewer| [("x-viewer-address", viewer), ("x-origin-secret", "cdn")];
    for n in 0..PER_SOURCE.turns {
        assert_eq!(ask(n, &through_cdn("198.51.100.1")).await, 202);
    }
    assert_eq!(ask(1000, &through_cdn("198.51.100.1")).await, 429);
    assert_eq!(ask(1001, &through_cdn("2001:db8::1")).await, 202);
    // The gateway's address has used none of its turns.
    for n in 2000..2000 + PER_SOURCE.turns {
        assert_eq!(ask(n, &[]).await, 202);
    }
    assert_eq!(ask(3000, &[]).await, 429);
}

#[tokio::test]
async fn a_claimed_viewer_address_without_the_secret_is_ignored() {
    let shop = Shop::open().await;
    let claim = |n: u32| ("x-viewer-address", format!("198.51.100.{n}"));
    let attempts: [&[(&'static str, &str)]; 3] =
        [&[], &[("x-origin-secret", "")], &[("x-origin-secret", "guessed")]];
    let mut last = 0;
    for n in 0..=PER_SOURCE.turns {
        let (name, address) = claim(n);
        let proof = attempts[usize::try_from(n).unwrap() % attempts.len()];
        let headers = [&[(name, address.as_str())], proof].concat();
        last = shop.ask_with(&json!({"email": format!("{n}@example.org")}), &headers).await.0;
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn an_invalid_address_or_order_number_is_reported() {
    let shop = Shop::open().await;
    let (status, _, body) = shop.ask(&json!({"email": "ada", "order_number": "7"})).await;
    assert_eq!(status, 422);
    for code in ["invalid_email", "invalid_order_number"] {
        assert!(body.contains(code), "{body}");
    }
    assert!(shop.links.sent().is_empty());
}
