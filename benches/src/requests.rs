//! API requests of a purchase, as the events that functions receive.

use serde_json::{Value, json};
use shop_tests::events::ApiCall;
use shop_tests::shop::variant_id;

use crate::environment::Environment;

/// A cart of two small red dragons.
fn cart(environment: &Environment) -> Value {
    let chosen = ["Small", "ABS", "Ember red"].map(|value| variant_id(&environment.product, value));
    json!({
        "items": [{"product_id": environment.product.id, "variant_ids": chosen, "quantity": 2}],
        "country": "DE",
    })
}

/// A `POST /cart/quote` event.
pub(crate) fn quote(environment: &Environment) -> Value {
    let body = Some(cart(environment).to_string());
    ApiCall { body, ..ApiCall::to("POST /cart/quote") }.event()
}

/// A `POST /checkouts` event with this idempotency key, for a cart of its own.
pub(crate) fn checkout(environment: &Environment, key: &str) -> Value {
    let mut cart = cart(environment);
    cart["cart_id"] = format!("{:0>32}", hex::encode(key)).into();
    cart["expected_total"] = json!({"amount": 1_000_000, "currency": "EUR"});
    let headers = vec![("idempotency-key", key.to_owned())];
    ApiCall { headers, body: Some(cart.to_string()), ..ApiCall::to("POST /checkouts") }.event()
}

/// A Stripe webhook event as the function receives it.
pub(crate) fn webhook(signature: String, body: String) -> Value {
    let headers = vec![("stripe-signature", signature)];
    ApiCall { headers, body: Some(body), ..ApiCall::to("POST /webhooks/stripe") }.event()
}

/// The event by which the page that a customer returns to asks for the state of a purchase.
pub(crate) fn returned(order_id: &str) -> Value {
    ApiCall { path: vec![("id", order_id.to_owned())], ..ApiCall::to("GET /checkouts/{id}") }.event()
}

/// A `GET /orders/{id}` event of a customer with the link to an order.
pub(crate) fn track(order_id: &str, secret: &str) -> Value {
    by_link("GET /orders/{id}", order_id, secret)
}

/// An event of a customer with the link to an order.
pub(crate) fn by_link(route: &'static str, order_id: &str, secret: &str) -> Value {
    let headers = vec![("authorization", format!("Bearer {secret}"))];
    ApiCall { path: vec![("id", order_id.to_owned())], headers, ..ApiCall::to(route) }.event()
}

/// A `POST /admin/orders/{id}/transitions` event.
pub(crate) fn transition(order_id: &str, body: &Value) -> Value {
    staff("POST /admin/orders/{id}/transitions", &[("id", order_id.to_owned())], Some(body))
}

/// An event of a staff member's request.
pub(crate) fn staff(route: &'static str, path: &[(&'static str, String)], body: Option<&Value>) -> Value {
    let body = body.map(ToString::to_string);
    ApiCall { path: path.to_vec(), body, ..ApiCall::by_staff(route) }.event()
}
