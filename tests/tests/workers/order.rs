//! The order page of staff includes customer data only if the query asks for it.

use admin_get_order::AdminGetOrder;
use lambda_http::Body;
use serde_json::{Value, json};
use shared::domain::purchase::{Order, Sealed};
use shared::http::serve;
use shared::store::items::to_item;
use shared::vault::Vault;
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::{at, confirm, customer, order_id, pending, stored_product, vault, write};

struct Shop {
    engine: Engine,
    vault: Vault,
}

impl Shop {
    /// Creates a shop with one order that has a note.
    async fn with_an_order() -> Self {
        let (engine, vault) = (Engine::start().await, vault());
        let product = stored_product(&engine.store, 1).await;
        let before = pending(&engine.store, 1, &product, at(0)).await;
        write(&engine.store, confirm(&vault, before, customer("ada"), at(1)).await).await.unwrap();
        let shop = Self { engine, vault };
        shop.write_a_note().await;
        shop
    }

    async fn write_a_note(&self) {
        let body = json!({"text": "It is drying.", "visible_to_customer": false});
        let call = ApiCall {
            path: vec![("id", order_id(1).to_string())],
            body: Some(body.to_string()),
            ..ApiCall::by_staff("POST /admin/orders/{id}/notes")
        };
        let deps = (self.engine.store.clone().into(), self.vault.clone());
        let answer = serve::<admin_create_note::AdminCreateNote>(&deps, call.request()).await;
        assert_eq!(answer.status().as_u16(), 201);
    }

    /// Gets the order as an admin, with this query.
    async fn asked(&self, query: &[(&'static str, &str)]) -> (u16, Value) {
        self.asked_by("admin", query).await
    }

    /// Gets the order as a member of this group, with this query.
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
        let deps = (self.engine.store.clone().into(), self.vault.clone());
        let answer = serve::<AdminGetOrder>(&deps, request).await;
        let Body::Text(body) = answer.body() else { panic!("no text") };
        (answer.status().as_u16(), serde_json::from_str(body).unwrap())
    }

    /// Corrupts the customer's ciphertext, and nothing else.
    async fn corrupt_customer(&self) {
        let order = self.engine.store.purchases().order(order_id(1)).await.unwrap().unwrap();
        let mut sealed = json!(order.confidential);
        sealed["data"] = json!([1, 2, 3]);
        let confidential: Option<Sealed> = serde_json::from_value(sealed).unwrap();
        let broken = to_item(&Order { confidential, ..order }).unwrap();
        let put = self.engine.client.put_item().table_name(&self.engine.table);
        put.set_item(Some(broken)).send().await.unwrap();
    }
}

#[tokio::test]
async fn an_order_includes_its_notes_and_on_request_its_customer() {
    let shop = Shop::with_an_order().await;
    for query in [&[][..], &[("customer", "false")]] {
        let (status, order) = shop.asked(query).await;
        assert_eq!((status, &order["notes"][0]["text"]), (200, &json!("It is drying.")));
        assert!(order.get("customer").is_none() && !order.to_string().contains("ada@example.org"), "{order}");
    }
    let (status, order) = shop.asked(&[("customer", "true")]).await;
    assert_eq!((status, &order["customer"]["email"]), (200, &json!("ada@example.org")));
    assert_eq!(order["notes"][0]["text"], "It is drying.");
}

#[tokio::test]
async fn customer_data_stays_sealed_unless_requested() {
    let shop = Shop::with_an_order().await;
    shop.corrupt_customer().await;
    let (status, order) = shop.asked(&[]).await;
    assert_eq!((status, &order["notes"][0]["text"]), (200, &json!("It is drying.")));
    assert_eq!(shop.asked(&[("customer", "true")]).await.0, 500, "what is broken cannot be opened");
}

#[tokio::test]
async fn unknown_query_parameters_of_an_order_are_refused() {
    let shop = Shop::with_an_order().await;
    let asked = [("customer", "yes"), ("customers", "true")];
    for (query, expected) in asked.into_iter().zip(["unknown_value", "unknown_field"]) {
        let (status, problem) = shop.asked(&[query]).await;
        assert_eq!((status, &problem["errors"][0]["code"]), (422, &json!(expected)), "{query:?}");
    }
}

#[tokio::test]
async fn viewers_get_an_order_but_not_its_customer() {
    let shop = Shop::with_an_order().await;
    let (status, problem) = shop.asked_by("viewer", &[("customer", "true")]).await;
    assert_eq!((status, &problem["code"]), (403, &json!("forbidden")));
    let (status, order) = shop.asked_by("viewer", &[]).await;
    assert_eq!((status, order.get("customer"), order.get("notes")), (200, None, None));
    let (_, order) = shop.asked_by("fulfilment", &[("customer", "true")]).await;
    assert_eq!(order["customer"]["email"], "ada@example.org");
}
