//! Products, carts, checkouts and paid orders.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Answer, Ask, Shop, Staff, eventually, unique};

/// A customer. Each test has its own, which tells its mails and orders apart from others.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) street: String,
}

/// A checkout that was started.
#[derive(Debug, Clone)]
pub(crate) struct Checkout {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) session: String,
}

impl Customer {
    /// Creates a unique customer.
    pub(crate) fn new() -> Self {
        let mark = unique();
        Self {
            email: format!("{mark}@example.com"),
            name: format!("Ada {mark}"),
            phone: "+49 30 1234567".to_owned(),
            street: format!("{mark} Street 1"),
        }
    }

    /// Form fields of the payment page.
    pub(crate) fn form(&self) -> [(&'static str, &str); 4] {
        [("email", &self.email), ("name", &self.name), ("phone", &self.phone), ("line1", &self.street)]
    }
}

/// An amount in the shop's currency.
pub(crate) fn eur(amount: i64) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

/// A new product draft with a unique slug: two sizes, two materials, two active colours and an inactive one;
/// ABS in gold is excluded. With the first choice of each type it costs 1,900.
pub(crate) fn dragon() -> Value {
    let mark = unique();
    let variant = |kind: &str, value: &str, adjustment: i64, days: u16| json!({"type": kind, "value": value, "price_adjustment": eur(adjustment), "lead_time_days": days, "active": true});
    let mut silver = variant("color", "Silver", 0, 1);
    silver["active"] = json!(false);
    json!({
        "slug": format!("dragon-{mark}"), "name": format!("Dragon {mark}"), "description": "It moves.",
        "category": "e2e", "base_price": eur(1900),
        "variants": [
            variant("size", "Small", 0, 3), variant("size", "Large", 900, 7),
            variant("material", "PLA", 0, 2), variant("material", "ABS", 300, 5),
            variant("color", "Red", 0, 0), variant("color", "Gold", 150, 4), silver,
        ],
        "excluded_combinations": [[{"type": "material", "value": "ABS"}, {"type": "color", "value": "Gold"}]],
        "images": [{"path": "/images/dragon.svg", "alt": "A dragon"}],
        "active": true,
    })
}

/// A cart with two pieces of a product, in the first choice of each type.
pub(crate) fn cart_of(product: &Value) -> Value {
    let mut ids = Vec::new();
    for kind in ["size", "material", "color"] {
        let mut variants = product["variants"].as_array().unwrap().iter();
        ids.extend(variants.find(|variant| variant["type"] == kind).map(|variant| variant["id"].clone()));
    }
    json!({"items": [{"product_id": product["id"], "variant_ids": ids, "quantity": 2}], "country": "DE"})
}

impl Shop {
    /// Quotes a cart through the API.
    pub(crate) async fn quote(&self, cart: &Value) -> Value {
        self.post("/cart/quote", cart).await.json(200)
    }

    /// Requests a checkout with this expected total and idempotency key.
    pub(crate) async fn request_checkout(&self, cart: &Value, total: &Value, key: &str) -> Answer {
        let mut body = cart.clone();
        body["expected_total"] = total.clone();
        let request = self.api(Method::POST, "/checkouts").header("idempotency-key", key);
        request.json(&body).ask().await
    }

    /// Starts a checkout at the quoted price.
    pub(crate) async fn checkout(&self, cart: &Value) -> Checkout {
        let total = self.quote(cart).await["total"].clone();
        Checkout::of(&self.request_checkout(cart, &total, &unique()).await.json(201))
    }

    /// Waits until the checkout is in a state.
    pub(crate) async fn checkout_when(&self, checkout: &Checkout, state: &str) -> Value {
        eventually(&format!("the checkout to be {state}"), async || {
            let seen = self.get(&format!("/checkouts/{}", checkout.id)).await.json(200);
            (seen["state"] == state).then_some(seen)
        })
        .await
    }
}

impl Checkout {
    /// Reads the checkout from the API's response.
    pub(crate) fn of(answer: &Value) -> Self {
        let text = |field: &str| answer[field].as_str().unwrap().to_owned();
        let url = text("url");
        let session = url.rsplit('/').next().unwrap().to_owned();
        Self { id: text("checkout_id"), url, session }
    }
}

impl Staff<'_> {
    /// Starts a checkout of a new product.
    pub(crate) async fn start_checkout(&self) -> Checkout {
        self.shop.checkout(&cart_of(&self.product().await)).await
    }

    /// Pays for a new product and returns the order as staff see it.
    pub(crate) async fn paid_order(&self, customer: &Customer) -> (Checkout, Value) {
        let checkout = self.start_checkout().await;
        self.shop.stripe().pay(&checkout, customer).await;
        let order = self.confirmed_order(&checkout).await;
        (checkout, order)
    }
}
