//! The outcomes of a mail: sent, tried again, failed for good, dropped, returned, and sent again by staff.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::SignedDuration;
use serde_json::json;
use shared::clock;
use shared::customer::Private;
use shared::domain::audit::{Action, ChainHead};
use shared::domain::ids::OrderId;
use shared::domain::purchase::{
    MailFailure, MailKind, MailRecord, MailStatus, Order, PurchaseState, RefundStatus,
};
use shared::domain::shop::settings::{OwnerMails, Settings};
use shared::lookup::LookupKey;
use shared::mail::MailError;
use shared::messages::MailEvent;
use shared::store::items::to_item;
use shared::store::settings::SettingsItem;
use shared::vault::{DataKey, DataKeys, TrackingSecret, Vault, VaultError};
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{
    action, at, confirm, customer, expire, order_id, ordered, reflect_refund, request_refund, retry_refund,
    stored_product, write,
};

use crate::mailing::Shop;

#[tokio::test]
async fn a_mail_is_sent_once_to_its_customer_in_the_payers_name() {
    let shop = Shop::open().await;
    assert!(shop.deliver(MailKind::Receipt).await && shop.deliver(MailKind::Receipt).await);
    let accepted = shop.provider.accepted.lock().unwrap().clone();
    assert_eq!(accepted.len(), 1);
    assert_eq!((accepted[0].to.reveal().as_str(), accepted[0].order_id), ("ada@example.org", order_id(1)));
    assert!(accepted[0].text.reveal().contains("Hello ada-billing-name,"), "{}", accepted[0].text.reveal());
    assert_eq!(shop.receipt().await.message_id.as_deref(), Some("ses-1"));
}

#[tokio::test]
async fn a_mail_that_can_never_be_delivered_fails_at_once() {
    for (error, failure) in [
        (MailError::InvalidAddress, MailFailure::InvalidAddress),
        (MailError::Refused("InvalidParameterValue".to_owned()), MailFailure::Refused),
    ] {
        let mut shop = Shop::open().await;
        shop.provider.error = Some(error);
        assert!(shop.deliver(MailKind::Receipt).await, "no retry helps");
        let failed = shop.receipt().await;
        assert_eq!((failed.status, failed.failure), (MailStatus::Failed, Some(failure)));
        let owed = shop.engine.store.pending_work().mails_owed_since(at(1_000_000)).await;
        assert!(owed.found.is_empty());
    }
}

#[tokio::test]
async fn an_unavailable_provider_is_asked_by_the_queue_and_then_by_reconcile() {
    let mut shop = Shop::open().await;
    let young = MailRecord { owed_since: clock::now(), ..shop.receipt().await };
    shop.put(to_item(&young).unwrap()).await;
    shop.provider.error = Some(MailError::NotAccepted("Throttling".to_owned()));
    for _ in 1..5 {
        assert!(!shop.deliver(MailKind::Receipt).await, "the queue delivers it again");
    }
    assert!(shop.deliver(MailKind::Receipt).await, "no dead letter: reconcile enqueues it later");
    shop.provider.error = None;
    assert!(shop.deliver(MailKind::Receipt).await);
    let waits = shop.receipt().await;
    let counted = (waits.status, waits.tries, waits.delays);
    assert_eq!(counted, (MailStatus::Owed, 0, 5), "an outage is no try, and it waits for its time");
    shop.put(to_item(&MailRecord { retry_at: Some(at(0)), ..waits }).unwrap()).await;
    assert!(shop.deliver(MailKind::Receipt).await);
    assert_eq!(shop.receipt().await.status, MailStatus::Sent);
}

/// A key service that does not respond.
struct NoKeys;

#[async_trait]
impl DataKeys for NoKeys {
    async fn generate(&self, _: OrderId) -> Result<DataKey, VaultError> {
        Err(VaultError::Keys("timeout".to_owned()))
    }

    async fn unwrap(&self, _: OrderId, _: &[u8]) -> Result<Private<Vec<u8>>, VaultError> {
        Err(VaultError::Keys("timeout".to_owned()))
    }
}

#[tokio::test]
async fn an_outage_of_days_ends_no_mail() {
    let days_ago = |days: i64| clock::now().saturating_sub(SignedDuration::from_hours(24 * days)).unwrap();
    for keys_fail in [false, true] {
        for (days, expected) in [(6, MailStatus::Owed), (8, MailStatus::Failed)] {
            let mut shop = Shop::open().await;
            let waiting = MailRecord { owed_since: days_ago(days), delays: 30, ..shop.receipt().await };
            shop.put(to_item(&waiting).unwrap()).await;
            if keys_fail {
                shop.vault = Vault::new(Arc::new(NoKeys));
            } else {
                shop.provider.error = Some(MailError::NotAccepted("Throttling".to_owned()));
            }
            assert!(shop.deliver(MailKind::Receipt).await, "reconcile enqueues it later");
            let after = shop.receipt().await;
            assert_eq!((after.status, after.tries), (expected, 0), "owed for {days} days");
        }
    }
}

#[tokio::test]
async fn a_mail_whose_tries_crash_fails_too() {
    let shop = Shop::open().await;
    let crashed = MailRecord { tries: 13, claimed_until: Some(at(3)), ..shop.receipt().await };
    shop.put(to_item(&crashed).unwrap()).await;
    assert!(shop.deliver(MailKind::Receipt).await);
    let failed = shop.receipt().await;
    assert_eq!((failed.status, failed.failure), (MailStatus::Failed, Some(MailFailure::TooManyTries)));
    assert!(shop.provider.accepted.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_mail_about_a_step_that_was_overtaken_is_dropped() {
    use PurchaseState::{Cancelled, Delivered, Processing, Shipped};
    for (state, kind, expected) in [
        (Cancelled, MailKind::Processing, MailStatus::Dropped),
        (Shipped, MailKind::Processing, MailStatus::Dropped),
        (Delivered, MailKind::Shipped, MailStatus::Dropped),
        (Processing, MailKind::Processing, MailStatus::Sent),
        (Cancelled, MailKind::Cancelled, MailStatus::Sent),
    ] {
        let shop = Shop::open().await;
        shop.owes(state, kind).await;
        assert!(shop.deliver(kind).await);
        assert_eq!(shop.mail(kind).await.status, expected, "{kind} in {state}");
    }
}

#[tokio::test]
async fn a_mail_about_a_refund_that_failed_since_is_dropped_until_it_succeeds() {
    let shop = Shop::open().await;
    let id = action(9, at(2)).refund_id;
    let kind = MailKind::Refunded(id);
    let now_is = async |status, seconds| {
        let change = reflect_refund(shop.purchase().await, id, status, at(seconds)).unwrap();
        write(&shop.engine.store, change).await.unwrap();
    };
    write(&shop.engine.store, request_refund(shop.purchase().await, 9, 500, at(2))).await.unwrap();
    now_is(RefundStatus::Succeeded, 3).await;
    now_is(RefundStatus::Failed, 4).await;
    assert!(shop.deliver(kind).await);
    assert_eq!(shop.mail(kind).await.status, MailStatus::Dropped);
    write(&shop.engine.store, retry_refund(shop.purchase().await, id, at(5))).await.unwrap();
    now_is(RefundStatus::Succeeded, 6).await;
    assert!(shop.deliver(kind).await);
    assert_eq!(shop.mail(kind).await.status, MailStatus::Sent);
}

#[tokio::test]
async fn the_receipt_of_a_cancelled_order_promises_nothing() {
    let shop = Shop::open().await;
    shop.owes(PurchaseState::Cancelled, MailKind::Receipt).await;
    assert!(shop.deliver(MailKind::Receipt).await);
    let accepted = shop.provider.accepted.lock().unwrap().clone();
    let text = accepted[0].text.reveal();
    assert!(text.contains("was cancelled") && !text.contains("will now make"), "{text}");
}

#[tokio::test]
async fn a_link_owed_to_an_erased_customer_is_dropped() {
    let shop = Shop::open().await;
    let order = shop.purchase().await.order.unwrap();
    shop.put(to_item(&Order { confidential: None, ..order }).unwrap()).await;
    let link = shop.owe_link(at(2)).await;
    assert!(shop.deliver(link.kind).await);
    assert_eq!(shop.mail(link.kind).await.status, MailStatus::Dropped);
}

#[tokio::test]
async fn a_bounce_or_complaint_is_recorded_on_the_mail_that_caused_it() {
    for (event, failure) in [
        (MailEvent::Bounce, MailFailure::Bounced),
        (MailEvent::Complaint, MailFailure::Complained),
        (MailEvent::Reject, MailFailure::Refused),
    ] {
        let shop = Shop::open().await;
        assert!(!shop.feedback("ses-1", event).await, "the send may not be recorded yet");
        shop.deliver(MailKind::Receipt).await;
        assert!(shop.feedback("ses-of-an-earlier-try", event).await);
        assert_eq!(shop.receipt().await.status, MailStatus::Sent);
        for _ in 0..2 {
            assert!(shop.feedback("ses-1", event).await);
            let failed = shop.receipt().await;
            assert_eq!((failed.status, failed.failure), (MailStatus::Failed, Some(failure)));
        }
    }
}

#[tokio::test]
async fn staff_send_a_failed_mail_again() {
    let shop = Shop::open().await;
    assert_eq!(shop.resend_receipt().await, (409, "mail_owed".to_owned()));
    shop.deliver(MailKind::Receipt).await;
    shop.feedback("ses-1", MailEvent::Bounce).await;
    let before = shop.purchase().await.order.unwrap();
    assert_eq!(shop.resend("fulfilment", &json!({"mail": "receipt"})).await.0, 202);
    let owed = shop.receipt().await;
    assert_eq!((owed.status, owed.failure, owed.message_id), (MailStatus::Owed, None, None));
    assert!(shop.deliver(MailKind::Receipt).await);
    assert_eq!(shop.receipt().await.message_id.as_deref(), Some("ses-2"));
    let after = shop.purchase().await;
    assert_eq!(after.order.unwrap().confidential, before.confidential);
    let entry = after.audit.last().unwrap();
    assert_eq!((entry.action, &entry.evidence["mail"]), (Action::MailResent, &json!("receipt")));
}

#[tokio::test]
async fn a_corrected_address_gets_the_mail_and_the_old_link_ends() {
    let shop = Shop::open().await;
    shop.deliver(MailKind::Receipt).await;
    let old = shop.purchase().await.order.unwrap();
    let readdress = json!({"mail": "receipt", "email": "info@müller-druck.example"});
    assert_eq!(shop.resend("fulfilment", &readdress).await, (403, "forbidden".to_owned()));
    assert_eq!(shop.resend("admin", &readdress).await.0, 202);
    assert!(shop.deliver(MailKind::Receipt).await);
    let accepted = shop.provider.accepted.lock().unwrap().clone();
    assert_eq!(accepted[1].to.reveal(), "info@müller-druck.example");
    let order = shop.purchase().await.order.unwrap();
    let hash = LookupKey::new("secret").customer_hash("info@müller-druck.example");
    assert_eq!(order.customer_hash, Some(hash));
    let sealed = |order: &Order| order.confidential.clone().unwrap();
    let secret = shop.vault.open(order.id, &sealed(&old)).await.unwrap().tracking_secret;
    assert!(!TrackingSecret::matches(secret.reveal(), &order.secret_hash.unwrap()));
    let text = serde_json::to_string(&shop.purchase().await.audit).unwrap();
    assert!(!text.contains("druck") && text.contains("\"readdressed\":true"), "{text}");
}

#[tokio::test]
async fn a_mail_to_the_owner_is_sent_again_but_to_no_other_address() {
    let shop = Shop::open().await;
    shop.owes(PurchaseState::PaymentConfirmed, MailKind::Oversold).await;
    assert!(shop.deliver(MailKind::Oversold).await);
    let readdress = json!({"mail": "oversold", "email": "ada@example.net"});
    assert_eq!(shop.resend("admin", &readdress).await, (422, "invalid_input".to_owned()));
    assert_eq!(shop.resend("admin", &json!({"mail": "oversold"})).await.0, 202);
    assert_eq!(shop.mail(MailKind::Oversold).await.status, MailStatus::Owed);
}

#[tokio::test]
async fn a_resend_names_a_mail_of_the_order_and_an_address_that_works() {
    let shop = Shop::open().await;
    shop.deliver(MailKind::Receipt).await;
    for body in [
        json!({"mail": "letter"}),
        json!({"mail": "shipped"}),
        json!({"mail": "receipt", "email": "ada@local"}),
        json!({"mail": "receipt", "email": "jörg@example.org"}),
    ] {
        assert_eq!(shop.resend("admin", &body).await, (422, "invalid_input".to_owned()), "{body}");
    }
    let order = shop.purchase().await.order.unwrap();
    let erased = Order { confidential: None, erased_at: Some(at(9)), ..order };
    shop.put(to_item(&erased).unwrap()).await;
    for body in [json!({"mail": "receipt"}), json!({"mail": "receipt", "email": "ada@example.net"})] {
        assert_eq!(shop.resend("admin", &body).await, (409, "customer_erased".to_owned()));
    }
}

#[tokio::test]
async fn the_mail_about_a_payment_under_way_has_number_and_link() {
    let shop = Shop::under_way().await;
    assert!(shop.deliver(MailKind::PaymentUnderWay).await && shop.deliver(MailKind::PaymentUnderWay).await);
    let accepted = shop.provider.accepted.lock().unwrap().clone();
    assert_eq!(accepted.len(), 1);
    assert_eq!((accepted[0].to.reveal().as_str(), accepted[0].order_id), ("ada@example.org", order_id(1)));
    let checkout = shop.purchase().await.checkout;
    let sealed = checkout.confidential.unwrap();
    let secret = shop.vault.open(checkout.id, &sealed).await.unwrap().tracking_secret;
    for wanted in [checkout.order_number.unwrap().to_string(), secret.reveal().clone()] {
        assert!(accepted[0].text.reveal().contains(&wanted), "{wanted}");
    }
    assert_eq!(shop.mail(MailKind::PaymentUnderWay).await.status, MailStatus::Sent);
}

#[tokio::test]
async fn the_mail_about_a_payment_under_way_is_dropped_once_it_is_paid() {
    let shop = Shop::under_way().await;
    let paid = confirm(&shop.vault, shop.purchase().await, customer("ada"), at(5)).await;
    write(&shop.engine.store, paid).await.unwrap();
    assert!(shop.deliver(MailKind::PaymentUnderWay).await);
    assert_eq!(shop.mail(MailKind::PaymentUnderWay).await.status, MailStatus::Dropped);
    assert!(shop.deliver(MailKind::Receipt).await);
    assert_eq!(shop.provider.accepted.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn the_mail_about_a_payment_under_way_is_dropped_once_it_failed() {
    let shop = Shop::under_way().await;
    let ended = expire(shop.purchase().await, at(5));
    // A link that was requested at the same moment is written after the purchase has ended.
    write(&shop.engine.store, ended).await.unwrap();
    let link = shop.owe_link(at(5)).await;
    assert!(shop.deliver(MailKind::PaymentUnderWay).await && shop.deliver(link.kind).await);
    for kind in [MailKind::PaymentUnderWay, link.kind] {
        assert_eq!(shop.mail(kind).await.status, MailStatus::Dropped, "{kind}");
    }
    assert!(shop.provider.accepted.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_link_to_a_payment_under_way_is_sent_again() {
    let shop = Shop::under_way().await;
    let link = shop.owe_link(at(5)).await;
    assert!(shop.deliver(link.kind).await);
    assert_eq!(shop.mail(link.kind).await.status, MailStatus::Sent);
}

#[tokio::test]
async fn staff_correct_the_address_of_a_payment_under_way() {
    let shop = Shop::under_way().await;
    shop.deliver(MailKind::PaymentUnderWay).await;
    let before = shop.purchase().await.checkout;
    let body = json!({"mail": "payment_under_way", "email": "ada@example.net"});
    assert_eq!(shop.resend("admin", &body).await.0, 202);
    assert!(shop.deliver(MailKind::PaymentUnderWay).await);
    assert_eq!(shop.provider.accepted.lock().unwrap()[1].to.reveal(), "ada@example.net");
    let after = shop.purchase().await.checkout;
    assert_eq!(after.customer_hash, Some(LookupKey::new("secret").customer_hash("ada@example.net")));
    assert!(after.secret_hash != before.secret_hash && after.order_number == before.order_number);
    write(&shop.engine.store, expire(shop.purchase().await, at(9))).await.unwrap();
    assert_eq!(shop.resend("admin", &body).await, (404, "not_found".to_owned()), "nobody is known");
}

/// Stores settings with these mails to the owner.
async fn choose(shop: &Shop, owner_mails: OwnerMails) {
    let settings = Settings { owner_mails, ..Settings::starter() };
    let item = SettingsItem { settings, version: 1, chain: ChainHead::empty() };
    shop.put(to_item(&item).unwrap()).await;
}

#[tokio::test]
async fn the_owner_gets_the_mails_that_the_settings_ask_for() {
    let shop = Shop::open().await;
    choose(&shop, OwnerMails { new_orders: true, disputes: false }).await;
    let order = shop.purchase().await.order.unwrap();
    let dispute = json!({"id": "dp_1", "payment_intent": "pi_1", "status": "needs_response"});
    let disputes = vec![serde_json::from_value(dispute).unwrap()];
    shop.put(to_item(&Order { disputes, ..order }).unwrap()).await;
    for kind in [MailKind::NewOrder, MailKind::Disputed(1)] {
        shop.put(to_item(&MailRecord::owed(order_id(1), kind, at(2))).unwrap()).await;
        assert!(shop.deliver(kind).await);
    }
    assert_eq!(shop.mail(MailKind::NewOrder).await.status, MailStatus::Sent);
    assert_eq!(shop.mail(MailKind::Disputed(1)).await.status, MailStatus::Dropped);
    let accepted = shop.provider.accepted.lock().unwrap().clone();
    assert_eq!(accepted.len(), 1);
    assert_eq!(accepted[0].to.reveal(), "orders@shop.example");
    let text = format!("{} {}", accepted[0].text.reveal(), accepted[0].html.reveal());
    assert!(!text.contains("ada"), "{text}");
}

#[tokio::test]
async fn an_order_owes_its_owner_a_mail_only_if_the_settings_ask_for_it() {
    for (new_orders, owed) in [(false, 0), (true, 1)] {
        let engine = Engine::start().await;
        let product = stored_product(&engine.store, 1).await;
        let owner_mails = OwnerMails { new_orders, ..OwnerMails::default() };
        let settings = Settings { owner_mails, ..Settings::starter() };
        let item = SettingsItem { settings, version: 1, chain: ChainHead::empty() };
        let put = engine.client.put_item().table_name(&engine.table);
        put.set_item(Some(to_item(&item).unwrap())).send().await.unwrap();
        let purchase = ordered(&engine.store, 1, &product, at(0)).await;
        let about_it = purchase.mails.iter().filter(|mail| mail.kind == MailKind::NewOrder).count();
        assert_eq!(about_it, owed);
    }
}
