//! An order as staff open it: with its customer only when that is asked for.

use admin_get_order::AdminGetOrder;
use lambda_http::Body;
use serde_json::{Value, json};
use shared::domain::purchase::{Order, Sealed};
use shared::http::serve;
use shared::store::items::to_item;
use shared::vault::Vault;
use shop_tests::engine::Engine;
use shop_tests::events::ApiCall;
use shop_tests::shop::{at, confirming, customer, order_id, pending, stocked_shelf, vault, write};

struct Desk {
    engine: Engine,
    vault: Vault,
}

impl Desk {
    /// A desk with one order, on which a note lies.
    async fn with_an_order() -> Self {
        let (engine, vault) = (Engine::start().await, vault());
        let shelf = stocked_shelf(&engine.store, 1).await;
        let before = pending(&engine.store, 1, &shelf, at(0)).await;
        write(&engine.store, confirming(&vault, before, customer("ada"), at(1)).await).await.unwrap();
        let desk = Self { engine, vault };
        desk.write_a_note().await;
        desk
    }

    async fn write_a_note(&self) {
        let body = json!({"text": "It is drying.", "visible_to_customer": false});
        let call = ApiCall {
            path: vec![("id", order_id(1).to_string())],
            body: Some(body.to_string()),
            ..ApiCall::by_staff("POST /admin/orders/{id}/notes")
        };
        let deps = (self.engine.store.clone(), self.vault.clone());
        let answer = serve::<admin_create_note::AdminCreateNote>(&deps, call.request()).await;
        assert_eq!(answer.status().as_u16(), 201);
    }

    /// What the order's route answers an admin to this query.
    async fn asked(&self, query: &[(&'static str, &str)]) -> (u16, Value) {
        self.asked_by("admin", query).await
    }

    /// What the order's route answers somebody of a group to this query.
    async fn asked_by(&self, group: &str, query: &[(&'static str, &str)]) -> (u16, Value) {
        let call = ApiCall {
            path: vec![("id", order_id(1).to_string())],
            query: query.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
            ..ApiCall::by_staff("GET /admin/orders/{id}")
        };
        let mut event = call.event();
        event["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:groups"] =
            json!(format!("[{group}]"));
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        let deps = (self.engine.store.clone(), self.vault.clone());
        let answer = serve::<AdminGetOrder>(&deps, request).await;
        let Body::Text(body) = answer.body() else { panic!("no text") };
        (answer.status().as_u16(), serde_json::from_str(body).unwrap())
    }

    /// Breaks the customer's seal, and nothing else.
    async fn break_the_seal(&self) {
        let order = self.engine.store.order(order_id(1)).await.unwrap().unwrap();
        let mut sealed = json!(order.confidential);
        sealed["data"] = json!([1, 2, 3]);
        let confidential: Option<Sealed> = serde_json::from_value(sealed).unwrap();
        let broken = to_item(&Order { confidential, ..order }).unwrap();
        let put = self.engine.client.put_item().table_name(&self.engine.table);
        put.set_item(Some(broken)).send().await.unwrap();
    }
}

#[tokio::test]
async fn an_order_is_opened_with_its_notes_and_with_its_customer_only_when_asked() {
    let desk = Desk::with_an_order().await;
    for query in [&[][..], &[("customer", "false")]] {
        let (status, order) = desk.asked(query).await;
        assert_eq!((status, &order["notes"][0]["text"]), (200, &json!("It is drying.")));
        assert!(order.get("customer").is_none() && !order.to_string().contains("ada@example.org"), "{order}");
    }
    let (status, order) = desk.asked(&[("customer", "true")]).await;
    assert_eq!((status, &order["customer"]["email"]), (200, &json!("ada@example.org")));
    assert_eq!(order["notes"][0]["text"], "It is drying.");
}

#[tokio::test]
async fn what_is_sealed_of_the_customer_stays_so_unless_it_is_asked_for() {
    let desk = Desk::with_an_order().await;
    desk.break_the_seal().await;
    let (status, order) = desk.asked(&[]).await;
    assert_eq!((status, &order["notes"][0]["text"]), (200, &json!("It is drying.")));
    assert_eq!(desk.asked(&[("customer", "true")]).await.0, 500, "what is broken cannot be opened");
}

#[tokio::test]
async fn whatever_else_is_asked_of_an_order_is_refused() {
    let desk = Desk::with_an_order().await;
    let asked = [("customer", "yes"), ("customers", "true")];
    for (query, expected) in asked.into_iter().zip(["unknown_value", "unknown_field"]) {
        let (status, problem) = desk.asked(&[query]).await;
        assert_eq!((status, &problem["errors"][0]["code"]), (422, &json!(expected)), "{query:?}");
    }
}

#[tokio::test]
async fn who_may_not_see_customers_is_refused_one_and_shown_the_order_without() {
    let desk = Desk::with_an_order().await;
    let (status, problem) = desk.asked_by("viewer", &[("customer", "true")]).await;
    assert_eq!((status, &problem["code"]), (403, &json!("forbidden")));
    let (status, order) = desk.asked_by("viewer", &[]).await;
    assert_eq!((status, order.get("customer"), order.get("notes")), (200, None, None));
    let (_, order) = desk.asked_by("fulfilment", &[("customer", "true")]).await;
    assert_eq!(order["customer"]["email"], "ada@example.org");
}
