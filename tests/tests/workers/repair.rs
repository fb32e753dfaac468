//! Corrections of orders by staff, and their cancellation by customers.

use admin_change_ship_by::AdminChangeShipBy;
use admin_correct_address::AdminCorrectAddress;
use admin_correct_parcel::AdminCorrectParcel;
use admin_get_order::AdminGetOrder;
use admin_send_parcel::AdminSendParcel;
use cancel_order::CancelOrder;
use futures::future::join_all;
use lambda_http::Body;
use serde_json::{Value, json};
use shared::clock;
use shared::domain::audit::{Action, verify};
use shared::domain::catalogue::product::Product;
use shared::domain::purchase::{Actor, MailKind, Purchase, PurchaseState, RefundStatus};
use shared::domain::time::utc_date;
use shared::http::{Endpoint, serve};
use shared::lookup::LookupKey;
use shared::start::CheckoutTurns;
use shared::store::items::to_item;
use shared::vault::Vault;
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::{
    at, confirm_in, customer, order_id, pending, start_processing, stored_product, text, vault, write,
};
use track_order::TrackOrder;

/// A shop with one order, which took stock.
struct Shop {
    engine: Engine,
    vault: Vault,
    product: Product,
}

impl Shop {
    async fn open() -> Self {
        let (engine, vault) = (Engine::start().await, vault());
        let product = stored_product(&engine.store, 1).await;
        let before = pending(&engine.store, 1, &product, at(0)).await;
        let context = engine.store.purchases().order_context(&before.checkout).await.unwrap();
        let change = confirm_in(context, &vault, before, customer("ada"), at(1)).await;
        write(&engine.store, change).await.unwrap();
        Self { engine, vault, product }
    }

    async fn purchase(&self) -> Purchase {
        self.engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap()
    }

    async fn begin_work(&self) {
        write(&self.engine.store, start_processing(self.purchase().await, at(5))).await.unwrap();
    }

    async fn version(&self) -> u64 {
        self.purchase().await.order.unwrap().version
    }

    /// Sends a correction as an admin, with the present version unless the body has one.
    async fn correct<E: Endpoint>(
        &self,
        deps: E::Deps,
        route: &'static str,
        mut body: Value,
    ) -> (u16, Value) {
        if body.get("version").is_none() {
            body["version"] = self.version().await.into();
        }
        let path = vec![("id", order_id(1).to_string())];
        let call = ApiCall { path, body: Some(body.to_string()), ..ApiCall::by_staff(route) };
        answer::<E>(&deps, &call).await
    }

    async fn correct_address(&self, body: Value) -> (u16, Value) {
        let deps = (self.engine.store.clone().into(), self.vault.clone());
        self.correct::<AdminCorrectAddress>(deps, "PUT /admin/orders/{id}/shipping-address", body).await
    }

    /// Returns the order with its customer, as staff see it.
    async fn shown(&self) -> Value {
        let call = ApiCall {
            path: vec![("id", order_id(1).to_string())],
            query: vec![("customer", "true".to_owned())],
            ..ApiCall::by_staff("GET /admin/orders/{id}")
        };
        let deps = (self.engine.store.clone().into(), self.vault.clone());
        let (status, order) = answer::<AdminGetOrder>(&deps, &call).await;
        assert_eq!(status, 200, "{order}");
        order
    }

    async fn secret(&self) -> String {
        let sealed = self.purchase().await.order.unwrap().confidential.unwrap();
        self.vault.open(order_id(1), &sealed).await.unwrap().tracking_secret.reveal().clone()
    }

    async fn left(&self) -> i64 {
        let stored = self.engine.store.products().product(self.product.id).await.unwrap().unwrap().stored;
        stored.product.variants.iter().find_map(|variant| variant.stock).unwrap()
    }

    fn cancelling(&self) -> <CancelOrder as Endpoint>::Deps {
        let store = &self.engine.store;
        (store.clone().into(), store.clone().into(), CheckoutTurns::new(LookupKey::new("secret"), 10))
    }
}

/// A call of the holder of a link.
fn with_secret(route: &'static str, secret: &str) -> ApiCall {
    ApiCall {
        path: vec![("id", order_id(1).to_string())],
        headers: vec![("authorization", format!("Bearer {secret}"))],
        ..ApiCall::to(route)
    }
}

async fn answer<E: Endpoint>(deps: &E::Deps, call: &ApiCall) -> (u16, Value) {
    let answer = serve::<E>(deps, call.request()).await;
    let Body::Text(body) = answer.body() else { panic!("no text") };
    (answer.status().as_u16(), serde_json::from_str(body).unwrap())
}

fn address() -> Value {
    json!({
        "name": "Grace Corrected", "line1": "Ring 7", "postal_code": "10115", "city": "Berlin", "state": "BE",
        "country": "DE",
    })
}

fn address_with(name: &str, value: Value) -> Value {
    let mut body = address();
    body[name] = value;
    body
}

#[tokio::test]
async fn a_corrected_address_is_sealed_under_the_same_key_and_not_audited() {
    let shop = Shop::open().await;
    let before = shop.purchase().await.order.unwrap();
    let (status, summary) = shop.correct_address(address()).await;
    assert_eq!((status, &summary["version"]), (200, &json!(before.version + 1)), "{summary}");
    let shown = shop.shown().await;
    assert_eq!(shown["customer"]["name"], "Grace Corrected");
    assert_eq!(shown["customer"]["shipping_address"]["line1"], "Ring 7");
    assert_eq!(
        shown["customer"]["shipping_address"]["line2"],
        Value::Null,
        "the address is replaced as a whole"
    );
    assert_eq!(
        (&shown["customer"]["email"], &shown["customer"]["phone"]),
        (&json!("ada@example.org"), &json!("ada-phone"))
    );
    let purchase = shop.purchase().await;
    let after = purchase.order.clone().unwrap();
    let key =
        |order: &shared::domain::purchase::Order| order.confidential.as_ref().unwrap().wrapped_key().to_vec();
    assert_eq!(key(&after), key(&before), "erasing one key erases all of the order's data");
    assert_eq!((after.secret_hash, after.customer_hash), (before.secret_hash, before.customer_hash));
    let entry = purchase.audit.last().unwrap();
    assert_eq!((entry.action, &entry.evidence, &entry.reason), (Action::AddressCorrected, &json!({}), &None));
    assert!(matches!(&entry.actor, Actor::Staff { email, .. } if email == "ada@studio.example"));
    verify(&order_id(1).to_string(), &purchase.audit, purchase.chain()).unwrap();
    let stored = format!("{purchase:?}");
    assert!(!stored.contains("Grace") && !stored.contains("Ring 7"), "{stored}");
}

#[tokio::test]
async fn a_single_address_stays_the_billing_address_unless_it_is_corrected_too() {
    for also_billing in [false, true] {
        let (engine, vault) = (Engine::start().await, vault());
        let product = stored_product(&engine.store, 1).await;
        let before = pending(&engine.store, 1, &product, at(0)).await;
        let mut single = customer("ada");
        (single.billing_name, single.billing_address) = (shared::customer::Private::new(None), None);
        let context = engine.store.purchases().order_context(&before.checkout).await.unwrap();
        write(&engine.store, confirm_in(context, &vault, before, single, at(1)).await).await.unwrap();
        let shop = Shop { engine, vault, product };
        let (status, _) = shop.correct_address(address_with("also_billing", json!(also_billing))).await;
        assert_eq!(status, 200);
        let customer = &shop.shown().await["customer"];
        if also_billing {
            assert_eq!(
                (&customer["billing_name"], &customer["billing_address"]),
                (&Value::Null, &Value::Null)
            );
        } else {
            assert_eq!(customer["billing_name"], "ada-name");
            assert_eq!(customer["billing_address"]["line1"], "ada-line1");
        }
    }
}

#[tokio::test]
async fn an_address_is_refused_like_one_that_the_payment_page_would_refuse() {
    let shop = Shop::open().await;
    for (name, value, pointer, code) in [
        ("country", json!("AT"), "/country", "other_country"),
        ("country", json!("XX"), "/country", "invalid_country"),
        ("postal_code", Value::Null, "/postal_code", "missing_field"),
        ("state", Value::Null, "/state", "missing_field"),
        ("line1", json!(" "), "/line1", "empty_text"),
        ("city", json!("a\nb"), "/city", "control_character"),
        ("name", json!("x".repeat(121)), "/name", "text_too_long"),
        ("email", json!("a@b.example"), "/email", "unknown_field"),
    ] {
        let (status, problem) = shop.correct_address(address_with(name, value)).await;
        assert_eq!(status, 422, "{problem}");
        let error = &problem["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{problem}");
    }
    assert_eq!(shop.correct_address(address_with("version", json!(99))).await.1["code"], "conflict");
    let order = shop.purchase().await.order.unwrap();
    let order = shared::domain::purchase::Order { state: PurchaseState::Shipped, ..order };
    let put = shop.engine.client.put_item().table_name(&shop.engine.table);
    put.set_item(Some(to_item(&order).unwrap())).send().await.unwrap();
    let (status, problem) = shop.correct_address(address()).await;
    assert_eq!(
        (status, &problem["code"], &problem["state"]),
        (409, &json!("wrong_state"), &json!("shipped"))
    );
}

#[tokio::test]
async fn the_tracking_page_shows_the_new_date_and_the_corrected_parcel() {
    let shop = Shop::open().await;
    let later = utc_date(clock::now()).tomorrow().unwrap();
    let body = json!({"ship_by": later, "reason": "The printer broke", "notify": true});
    let route = "PUT /admin/orders/{id}/ship-by";
    let deps = || shop.engine.store.clone().into();
    let (status, summary) = shop.correct::<AdminChangeShipBy>(deps(), route, body).await;
    assert_eq!((status, &summary["ship_by"]), (200, &json!(later)), "{summary}");
    let secret = shop.secret().await;
    let tracked = async || answer::<TrackOrder>(&deps(), &with_secret("GET /orders/{id}", &secret)).await.1;
    let page = tracked().await;
    assert_eq!(page["ship_by"], json!(later));
    assert!(!page.to_string().contains("printer"), "the reason is for staff: {page}");

    let purchase = shop.purchase().await;
    let mut order = purchase.order.unwrap();
    order.state = PurchaseState::Shipped;
    order.parcels = vec![shared::domain::purchase::Parcel {
        carrier: text("DHL"),
        tracking_number: text("0034"),
        tracking_url: None,
        lines: Vec::new(),
    }];
    let put = shop.engine.client.put_item().table_name(&shop.engine.table);
    put.set_item(Some(to_item(&order).unwrap())).send().await.unwrap();
    let body = json!({"parcel": 0, "carrier": "UPS", "tracking_number": "1Z9", "notify": true});
    let (status, _) =
        shop.correct::<AdminCorrectParcel>(deps(), "PUT /admin/orders/{id}/parcels", body).await;
    assert_eq!(status, 200);
    let parcel = &tracked().await["parcels"][0];
    assert_eq!((&parcel["carrier"], &parcel["tracking_number"]), (&json!("UPS"), &json!("1Z9")));
    let mails: Vec<MailKind> = shop.purchase().await.mails.iter().map(|mail| mail.kind).collect();
    assert!(
        mails.contains(&MailKind::ShipByChanged) && mails.contains(&MailKind::TrackingCorrected),
        "{mails:?}"
    );
}

#[tokio::test]
async fn an_order_ships_in_several_parcels_that_the_tracking_page_shows_at_once() {
    let shop = Shop::open().await;
    shop.begin_work().await;
    let deps = || shop.engine.store.clone().into();
    let line = |quantity: u32| json!([{"line": 0, "quantity": quantity}]);
    let parcel = |lines: Value| json!({"carrier": "DHL", "tracking_number": "0034", "lines": lines});
    let route = "POST /admin/orders/{id}/parcels";
    let (status, summary) = shop.correct::<AdminSendParcel>(deps(), route, parcel(line(1))).await;
    assert_eq!((status, &summary["state"]), (200, &json!("processing")), "{summary}");
    let (status, problem) = shop.correct::<AdminSendParcel>(deps(), route, parcel(line(2))).await;
    assert_eq!((status, &problem["errors"][0]["code"]), (422, &json!("quantity_out_of_range")), "{problem}");
    let call = with_secret("GET /orders/{id}", &shop.secret().await);
    let page = answer::<TrackOrder>(&deps(), &call).await.1;
    assert_eq!((&page["state"], &page["parcels"][0]["lines"]), (&json!("processing"), &line(1)));
    let purchase = shop.purchase().await;
    assert!(purchase.mails.iter().any(|mail| mail.kind == MailKind::Parcel(1)));
    assert_eq!(purchase.audit.last().unwrap().action, Action::ParcelSent);
}

#[tokio::test]
async fn a_customer_cancels_once_however_often_they_click() {
    let shop = Shop::open().await;
    let (deps, secret, left) = (shop.cancelling(), shop.secret().await, shop.left().await);
    let track = with_secret("GET /orders/{id}", &secret);
    let tracked = async || answer::<TrackOrder>(&shop.engine.store.clone().into(), &track).await.1;
    assert_eq!(tracked().await["cancellable"], true);
    let call = with_secret("POST /orders/{id}/cancel", &secret);
    for (status, reply) in join_all((0..4).map(|_| answer::<CancelOrder>(&deps, &call))).await {
        assert_eq!((status, &reply["state"]), (200, &json!("cancelled")), "{reply}");
    }
    let purchase = shop.purchase().await;
    let order = purchase.order.as_ref().unwrap();
    assert_eq!((order.state, order.stock.len()), (PurchaseState::Cancelled, 0));
    assert_eq!(purchase.refunds.len(), 1, "one refund of everything");
    assert_eq!(purchase.refunds[0].status, RefundStatus::Requested);
    assert_eq!(purchase.refunds[0].amount, order.payment.captured);
    assert_eq!(shop.left().await, left + 2, "the pieces are back");
    let steps = purchase.audit.iter().filter(|entry| entry.to.is_some() && entry.actor == Actor::Customer);
    assert_eq!(steps.count(), 3, "opened, and cancelled in two entries");
    assert!(purchase.mails.iter().any(|mail| mail.kind == MailKind::Cancelled));
    verify(&order_id(1).to_string(), &purchase.audit, purchase.chain()).unwrap();
    let page = tracked().await;
    assert_eq!((&page["state"], &page["cancellable"]), (&json!("cancelled"), &json!(false)));
}

#[tokio::test]
async fn a_customer_cannot_cancel_without_the_secret_or_once_work_began() {
    let shop = Shop::open().await;
    let deps = shop.cancelling();
    for wrong in ["", "wrong"] {
        let call = with_secret("POST /orders/{id}/cancel", wrong);
        assert_eq!(answer::<CancelOrder>(&deps, &call).await.0, 404);
    }
    let secret = shop.secret().await;
    let mut unknown = with_secret("POST /orders/{id}/cancel", &secret);
    unknown.path = vec![("id", order_id(2).to_string())];
    assert_eq!(answer::<CancelOrder>(&deps, &unknown).await.0, 404);
    shop.begin_work().await;
    let call = with_secret("POST /orders/{id}/cancel", &secret);
    let (status, problem) = answer::<CancelOrder>(&deps, &call).await;
    assert_eq!(
        (status, &problem["code"], &problem["state"]),
        (409, &json!("wrong_state"), &json!("processing"))
    );
    assert!(shop.purchase().await.refunds.is_empty());
}

#[tokio::test]
async fn an_address_cancels_orders_only_so_often_an_hour() {
    let shop = Shop::open().await;
    let deps = shop.cancelling();
    let call = with_secret("POST /orders/{id}/cancel", "wrong");
    let mut statuses = Vec::new();
    for _ in 0..11 {
        statuses.push(answer::<CancelOrder>(&deps, &call).await.0);
    }
    assert_eq!(statuses, [vec![404; 10], vec![429]].concat());
}
