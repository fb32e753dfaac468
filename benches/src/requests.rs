//! API requests of a purchase, as the events that functions receive.

use serde_json::{Value, json};
use shop_tests::events::ApiCall;
use shop_tests::shop::variant_id;

use crate::environment::Environment;

/// A cart of two small red dragons.
pub(crate) fn cart(environment: &Environment) -> Value {
    let chosen = ["Small", "ABS", "Ember red"].map(|value| variant_id(&environment.product, value));
    json!({
        "items": [{"product_id": environment.product.id, "variant_ids": chosen, "quantity": 2}],
        "country": "DE",
    })
}

/// A `POST /checkouts` event with this idempotency key.
pub(crate) fn checkout(environment: &Environment, key: &str) -> Value {
    let mut cart = cart(environment);
    cart["expected_total"] = json!({"amount": 1_000_000, "currency": "EUR"});
    let headers = vec![("idempotency-key", key.to_owned())];
    ApiCall { headers, body: Some(cart.to_string()), ..ApiCall::to("POST /checkouts") }.event()
}

/// A Stripe webhook event as the function receives it.
pub(crate) fn webhook(signature: String, body: String) -> Value {
    let headers = vec![("stripe-signature", signature)];
    ApiCall { headers, body: Some(body), ..ApiCall::to("POST /webhooks/stripe") }.event()
}
