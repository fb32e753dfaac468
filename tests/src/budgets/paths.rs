//! The paths that have a budget, each driven through the function's own code.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use aws_lc_rs::hmac;
use lambda_http::Body;
use serde_json::json;
use shared::clock;
use shared::customer::Private;
use shared::domain::email::EmailAddress;
use shared::domain::ids::OrderId;
use shared::domain::purchase::MailKind;
use shared::http::{Endpoint, serve};
use shared::lookup::LookupKey;
use shared::messages::{Message, SendMail as Owed};
use shared::payments::hint::PaymentHint;
use shared::start::{CheckoutTurns, LinksQueue, MailFrom, PaymentsQueue, StorefrontUrl};
use shared::store::catalog_cards::CatalogCards;
use shared::store::settings::SettingsCache;
use shared::vault::TrackingSecret;
use shared::worker::{Worker, work};
use shared_stripe::StripePayments;
use stripe_webhook::WebhookSecret;

use super::{AcceptingMailer, Case, CountedShop, Spent, visits};
use crate::engine::Handles;
use crate::events::{ApiCall, batch_of_one};
use crate::shop::{quoted, variant_id};

const WEBHOOK_SECRET: &str = "whsec_budgets";

/// Runs a path in a fresh shop and returns the calls that it spent.
pub async fn run(case: Case) -> Spent {
    run_in(CountedShop::open().await, case).await
}

/// Runs a path in a fresh shop far away from everything, and returns the number of calls that it makes one after the other.
/// Needs a runtime whose clock is paused.
pub async fn sequential(case: Case) -> u64 {
    run_in(CountedShop::distant().await, case).await.sequential
}

async fn run_in(shop: CountedShop, case: Case) -> Spent {
    match case {
        Case::ListProducts | Case::ListCategories => catalogue(&shop, case).await,
        Case::GetProduct { visit, products } => visits::product(&shop, visit, products).await,
        Case::QuoteCart { visit, products } => visits::quote(&shop, visit, products).await,
        Case::RenderPage => visits::list_page(&shop).await,
        Case::RenderProduct { visit, products } => visits::product_page(&shop, visit, products).await,
        Case::GetShop => {
            let deps = SettingsCache::from(shop.store.clone());
            spent::<get_shop::GetShop>(&shop, &deps, &ApiCall::to("GET /shop"), 200).await
        }
        Case::StartCheckout => start_checkout(&shop, &[("key-1", 2)]).await,
        Case::StartCheckoutAgain => start_checkout(&shop, &[("key-1", 2), ("key-2", 2)]).await,
        Case::ReplaceCheckout => start_checkout(&shop, &[("key-1", 2), ("key-2", 1)]).await,
        Case::StripeWebhook => {
            let (secret, payments) = (Private::new(WEBHOOK_SECRET.to_owned()), Arc::new(shop.queue.clone()));
            let deps = (WebhookSecret(secret), PaymentsQueue(payments));
            spent::<stripe_webhook::StripeWebhook>(&shop, &deps, &webhook(), 204).await
        }
        Case::SettlePayment => {
            let session_id = shop.paid(1).await;
            settled(&shop, session_id).await
        }
        Case::AwaitBank => {
            let session_id = shop.paid(1).await;
            shop.stripe.is_under_way(session_id.clone());
            settle(&shop, session_id).await
        }
        Case::SettleAwaited => {
            let session_id = shop.under_way(1).await.checkout.session.unwrap().id;
            settled(&shop, session_id).await
        }
        Case::SendMail => send_mail(&shop).await,
        Case::GetCheckout => {
            shop.paid(1).await;
            let id = crate::shop::order_id(1).to_string();
            let call = ApiCall { path: vec![("id", id)], ..ApiCall::to("GET /checkouts/{id}") };
            let deps = shop.store.clone().into();
            spent::<get_checkout::GetCheckout>(&shop, &deps, &call, 200).await
        }
        Case::TrackOrder => {
            let (order, secret) = shop.ordered(1).await;
            track(&shop, order.id, &secret).await
        }
        Case::TrackPayment => track_payment(&shop).await,
        Case::RequestTrackingLink => {
            let deps = (
                shop.store.clone().into(),
                LookupKey::new("secret"),
                LinksQueue(Arc::new(shop.queue.clone())),
            );
            let body = Some(json!({"email": "ada@example.org"}).to_string());
            let call = ApiCall { body, ..ApiCall::to("POST /tracking-links") };
            spent::<request_tracking_link::RequestTrackingLink>(&shop, &deps, &call, 202).await
        }
        Case::AdminListOrders { orders } => list_orders(&shop, orders, vec![]).await,
        Case::AdminListOverdue { orders } => {
            list_orders(&shop, orders, vec![("overdue", "true".to_owned())]).await
        }
        Case::AdminPrintQueue { orders } => print_queue(&shop, orders).await,
        Case::AdminSummary { orders } => summary(&shop, orders).await,
        Case::AdminListAudit { entries } => {
            shop.trail(entries).await;
            let query = vec![("actor", "sub-1".to_owned()), ("limit", "5".to_owned())];
            let call = ApiCall { query, ..ApiCall::by_staff("GET /admin/audit") };
            let deps = shop.store.clone().into();
            spent::<admin_list_audit::AdminListAudit>(&shop, &deps, &call, 200).await
        }
        Case::AdminGetOrder { customer } => {
            let (order, _) = shop.ordered(1).await;
            let path = vec![("id", order.id.to_string())];
            let query = vec![("customer", customer.to_string())];
            let call = ApiCall { path, query, ..ApiCall::by_staff("GET /admin/orders/{id}") };
            let deps = (shop.store.clone().into(), shop.vault.clone());
            spent::<admin_get_order::AdminGetOrder>(&shop, &deps, &call, 200).await
        }
        Case::AdminExportOrders { orders } => {
            shop.overdue_orders(u128::from(orders)).await;
            let deps = shop.store.clone().into();
            let query = vec![("limit", "5".to_owned())];
            let call = ApiCall { query, ..ApiCall::by_staff("GET /admin/orders/export") };
            spent::<admin_export_orders::AdminExportOrders>(&shop, &deps, &call, 200).await
        }
        Case::AdminGetDocument => {
            let (order, _) = shop.ordered(1).await;
            let path = vec![("id", order.id.to_string()), ("document", "invoice".to_owned())];
            let call = ApiCall { path, ..ApiCall::by_staff("GET /admin/orders/{id}/documents/{document}") };
            let deps = (shop.store.clone().into(), shop.store.clone().into(), shop.vault.clone());
            spent::<admin_get_document::AdminGetDocument>(&shop, &deps, &call, 200).await
        }
        Case::AdminTransitionOrder => transition(&shop).await,
        Case::AdminTransitionOrders => transitions(&shop).await,
        Case::AdminCreateNote => note(&shop).await,
        Case::AdminExportCustomer => export_customer(&shop).await,
        Case::AdminEraseCustomer => erase_customer(&shop).await,
    }
}

async fn track_payment(shop: &CountedShop) -> Spent {
    let waiting = shop.under_way(1).await;
    let id = waiting.checkout.id;
    let secret = shop.vault.open(id, waiting.confidential().unwrap()).await.unwrap().tracking_secret;
    track(shop, id, &secret).await
}

/// Measures the second call of a function that reads the catalogue: the first one fills its cache.
async fn catalogue(shop: &CountedShop, case: Case) -> Spent {
    let deps = CatalogCards::new(shop.store.clone(), None);
    if case == Case::ListProducts {
        let call = ApiCall::to("GET /products");
        spent::<list_products::ListProducts>(shop, &deps, &call, 200).await;
        return spent::<list_products::ListProducts>(shop, &deps, &call, 200).await;
    }
    let call = ApiCall::to("GET /categories");
    spent::<list_categories::ListCategories>(shop, &deps, &call, 200).await;
    spent::<list_categories::ListCategories>(shop, &deps, &call, 200).await
}

pub(super) fn cart(shop: &CountedShop) -> serde_json::Value {
    let chosen = ["Small", "ABS", "Ember red"].map(|value| variant_id(&shop.product, value));
    json!({
        "items": [{"product_id": shop.product.id, "variant_ids": chosen, "quantity": 2}],
        "country": "DE", "expected_total": quoted(&shop.product).total,
    })
}

/// Starts checkouts of one cart, each with its own key and number of pieces. Measures the last one.
async fn start_checkout(shop: &CountedShop, requests: &[(&str, u32)]) -> Spent {
    let deps = (
        shop.store.clone().into(),
        StripePayments(Arc::new(shop.stripe.clone())),
        StorefrontUrl("https://shop.example".to_owned()),
        CheckoutTurns::new(LookupKey::new("secret"), 10),
    );
    let mut last = None;
    for (key, pieces) in requests {
        let mut body = cart(shop);
        body["cart_id"] = json!("0123456789abcdef0123456789abcdef");
        body["items"][0]["quantity"] = json!(pieces);
        let headers = vec![("idempotency-key", (*key).to_owned())];
        let call = ApiCall { headers, body: Some(body.to_string()), ..ApiCall::to("POST /checkouts") };
        last = Some(spent::<start_checkout::StartCheckout>(shop, &deps, &call, 201).await);
    }
    last.unwrap()
}

fn webhook() -> ApiCall {
    let body = json!({"id": "evt_1", "type": "checkout.session.completed", "data": {"object": {
        "id": "cs_1", "client_reference_id": crate::shop::order_id(1),
    }}});
    let (body, time) = (body.to_string(), clock::now().as_second());
    let key = hmac::Key::new(hmac::HMAC_SHA256, WEBHOOK_SECRET.as_bytes());
    let tag = hmac::sign(&key, format!("{time}.{body}").as_bytes());
    let tag = tag.as_ref().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let headers = vec![("stripe-signature", format!("t={time},v1={tag}"))];
    ApiCall { headers, body: Some(body), ..ApiCall::to("POST /webhooks/stripe") }
}

async fn track(shop: &CountedShop, id: OrderId, secret: &TrackingSecret) -> Spent {
    let headers = vec![("authorization", format!("Bearer {}", secret.reveal()))];
    let path = vec![("id", id.to_string())];
    let call = ApiCall { path, headers, ..ApiCall::to("GET /orders/{id}") };
    let deps = shop.store.clone().into();
    spent::<track_order::TrackOrder>(shop, &deps, &call, 200).await
}

async fn settled(shop: &CountedShop, session_id: String) -> Spent {
    let spent = settle(shop, session_id).await;
    let order = shop.engine.store.purchases().order(crate::shop::order_id(1)).await.unwrap();
    assert!(order.is_some(), "there is no order");
    spent
}

async fn settle(shop: &CountedShop, session_id: String) -> Spent {
    let deps = settle_payment::Deps {
        purchases: shop.store.clone().into(),
        cursor: shop.store.clone().into(),
        payments: StripePayments(Arc::new(shop.stripe.clone())),
        vault: shop.vault.clone(),
        lookup: LookupKey::new("secret"),
        queue: PaymentsQueue(Arc::new(shop.queue.clone())),
    };
    let event_id = Some("evt_1".to_owned());
    let order_id = Some(crate::shop::order_id(1));
    let hint = PaymentHint::Session { event_id, session_id: session_id.clone(), order_id };
    let body = serde_json::to_string(&Message::new(&hint)).unwrap();
    let event: SqsEvent = serde_json::from_value(batch_of_one(&body, Some(&session_id))).unwrap();
    shop.counts.take();
    let failed = work::<settle_payment::SettlePayment>(&deps, event).await.batch_item_failures;
    let spent = shop.counts.take();
    assert!(failed.is_empty(), "the payment was not settled");
    spent
}

/// Sends the receipts of two orders. Measures the second one.
async fn send_mail(shop: &CountedShop) -> Spent {
    let store = || shop.store.clone();
    let deps: send_mail::Deps = (
        store().into(),
        store().into(),
        shop.vault.clone(),
        Arc::new(AcceptingMailer(Arc::clone(&shop.counts))),
        MailFrom(EmailAddress::parse("orders@shop.example").unwrap()),
        StorefrontUrl("https://shop.example".to_owned()),
    );
    for order_id in [shop.ordered(1).await.0.id, shop.ordered(2).await.0.id] {
        shop.counts.take();
        send_mail::SendMail::handle(&deps, Owed { order_id, kind: MailKind::Receipt }).await.unwrap();
    }
    shop.counts.take()
}

/// Makes all orders of the shop overdue, so that every list of them has its maximum length.
async fn list_orders(shop: &CountedShop, orders: u16, mut query: Vec<(&'static str, String)>) -> Spent {
    shop.overdue_orders(u128::from(orders)).await;
    let deps = (shop.store.clone().into(), shop.store.clone().into(), LookupKey::new("secret"));
    query.push(("limit", "5".to_owned()));
    let call = ApiCall { query, ..ApiCall::by_staff("GET /admin/orders") };
    spent::<admin_list_orders::AdminListOrders>(shop, &deps, &call, 200).await
}

async fn print_queue(shop: &CountedShop, orders: u16) -> Spent {
    shop.overdue_orders(u128::from(orders)).await;
    let deps = shop.store.clone().into();
    let query = vec![("limit", "5".to_owned())];
    let call = ApiCall { query, ..ApiCall::by_staff("GET /admin/print-queue") };
    spent::<admin_print_queue::AdminPrintQueue>(shop, &deps, &call, 200).await
}

async fn summary(shop: &CountedShop, orders: u16) -> Spent {
    shop.overdue_orders(u128::from(orders)).await;
    let sdk = aws_sdk_sqs::Config::builder().behavior_version_latest().build();
    let dead_letters = admin_summary::DeadLetters::new(aws_sdk_sqs::Client::from_conf(sdk), Vec::new());
    let store = || shop.store.clone();
    let deps = (store().into(), store().into(), store().into(), store().into(), dead_letters);
    let call = ApiCall::by_staff("GET /admin/summary");
    spent::<admin_summary::AdminSummary>(shop, &deps, &call, 200).await
}

async fn transition(shop: &CountedShop) -> Spent {
    let (order, _) = shop.ordered(1).await;
    let body = json!({"to": "processing", "version": order.version, "details_verified": true});
    let call = ApiCall {
        path: vec![("id", order.id.to_string())],
        body: Some(body.to_string()),
        ..ApiCall::by_staff("POST /admin/orders/{id}/transitions")
    };
    let payments = Arc::new(shop.stripe.clone());
    let deps = (shop.store.clone().into(), StripePayments(payments));
    spent::<admin_transition_order::AdminTransitionOrder>(shop, &deps, &call, 200).await
}

async fn transitions(shop: &CountedShop) -> Spent {
    let (order, _) = shop.ordered(1).await;
    let step = json!({"to": "processing", "version": order.version, "details_verified": true});
    let body = json!({"rows": [{"order_id": order.id, "transition": step}]});
    let call =
        ApiCall { body: Some(body.to_string()), ..ApiCall::by_staff("POST /admin/orders/transitions") };
    let payments = Arc::new(shop.stripe.clone());
    let deps = (shop.store.clone().into(), StripePayments(payments));
    spent::<admin_transition_orders::AdminTransitionOrders>(shop, &deps, &call, 200).await
}

async fn note(shop: &CountedShop) -> Spent {
    let (order, _) = shop.ordered(1).await;
    let body = json!({"text": "It is drying.", "visible_to_customer": true});
    let call = ApiCall {
        path: vec![("id", order.id.to_string())],
        body: Some(body.to_string()),
        ..ApiCall::by_staff("POST /admin/orders/{id}/notes")
    };
    let deps = (shop.store.clone().into(), shop.vault.clone());
    spent::<admin_create_note::AdminCreateNote>(shop, &deps, &call, 201).await
}

fn of_customer(route: &'static str) -> ApiCall {
    ApiCall { body: Some(json!({"email": "ada@example.org"}).to_string()), ..ApiCall::by_staff(route) }
}

async fn export_customer(shop: &CountedShop) -> Spent {
    shop.ordered(1).await;
    let deps =
        (shop.store.clone().into(), shop.store.clone().into(), shop.vault.clone(), LookupKey::new("secret"));
    let call = of_customer("POST /admin/customers/export");
    spent::<admin_export_customer::AdminExportCustomer>(shop, &deps, &call, 200).await
}

async fn erase_customer(shop: &CountedShop) -> Spent {
    shop.delivered(1).await;
    let deps = (shop.store.clone().into(), shop.store.clone().into(), LookupKey::new("secret"));
    let call = of_customer("POST /admin/customers/erase");
    spent::<admin_erase_customer::AdminEraseCustomer>(shop, &deps, &call, 200).await
}

/// Measures one call and asserts its status code.
pub(super) async fn spent<E: Endpoint>(
    shop: &CountedShop,
    deps: &E::Deps,
    call: &ApiCall,
    status: u16,
) -> Spent {
    shop.counts.take();
    let answer = serve::<E>(deps, call.request()).await;
    let spent = shop.counts.take();
    let body = match answer.body() {
        Body::Text(text) => text.clone(),
        body => String::from_utf8_lossy(body).into_owned(),
    };
    assert_eq!(answer.status().as_u16(), status, "{body}");
    spent
}
