//! Buying something.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Answer, Ask, Shop, Staff, eventually, unique};

/// Who buys. Each test has its own, by whom its mails and orders are told from all others.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) street: String,
}

/// A checkout that was begun.
#[derive(Debug, Clone)]
pub(crate) struct Checkout {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) session: String,
}

impl Customer {
    /// Somebody new.
    pub(crate) fn new() -> Self {
        let mark = unique();
        Self {
            email: format!("{mark}@example.com"),
            name: format!("Ada {mark}"),
            phone: "+49 30 1234567".to_owned(),
            street: format!("{mark} Street 1"),
        }
    }

    /// As the payment page takes it.
    pub(crate) fn form(&self) -> [(&'static str, &str); 4] {
        [("email", &self.email), ("name", &self.name), ("phone", &self.phone), ("line1", &self.street)]
    }
}

/// An amount in the shop's currency.
pub(crate) fn eur(amount: i64) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

/// A product as staff write it, with a slug of its own: two sizes, two materials, two colours and one too many; no ABS
/// in gold. Its first choice of each type costs 1,900.
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

/// A cart with two pieces of a product in its first choice of each type.
pub(crate) fn cart_of(product: &Value) -> Value {
    let mut ids = Vec::new();
    for kind in ["size", "material", "color"] {
        let mut variants = product["variants"].as_array().unwrap().iter();
        ids.extend(variants.find(|variant| variant["type"] == kind).map(|variant| variant["id"].clone()));
    }
    json!({"items": [{"product_id": product["id"], "variant_ids": ids, "quantity": 2}], "country": "DE"})
}

impl Shop {
    /// The server's price for a cart.
    pub(crate) async fn quote(&self, cart: &Value) -> Value {
        self.post("/cart/quote", cart).await.json(200)
    }

    /// Asks for a checkout under a key.
    pub(crate) async fn ask_checkout(&self, cart: &Value, total: &Value, key: &str) -> Answer {
        let mut body = cart.clone();
        body["expected_total"] = total.clone();
        let request = self.api(Method::POST, "/checkouts").header("idempotency-key", key);
        request.json(&body).ask().await
    }

    /// Begins a checkout at the server's price.
    pub(crate) async fn checkout(&self, cart: &Value) -> Checkout {
        let total = self.quote(cart).await["total"].clone();
        Checkout::of(&self.ask_checkout(cart, &total, &unique()).await.json(201))
    }

    /// The checkout once it is in a state.
    pub(crate) async fn checkout_when(&self, checkout: &Checkout, state: &str) -> Value {
        eventually(&format!("the checkout to be {state}"), async || {
            let seen = self.get(&format!("/checkouts/{}", checkout.id)).await.json(200);
            (seen["state"] == state).then_some(seen)
        })
        .await
    }
}

impl Checkout {
    /// From the answer to a checkout.
    pub(crate) fn of(answer: &Value) -> Self {
        let text = |field: &str| answer[field].as_str().unwrap().to_owned();
        let url = text("url");
        let session = url.rsplit('/').next().unwrap().to_owned();
        Self { id: text("checkout_id"), url, session }
    }
}

impl Staff<'_> {
    /// A checkout of a new product.
    pub(crate) async fn begun(&self) -> Checkout {
        self.shop.checkout(&cart_of(&self.product().await)).await
    }

    /// A paid order of a new product, as staff see it.
    pub(crate) async fn paid(&self, customer: &Customer) -> (Checkout, Value) {
        let checkout = self.begun().await;
        self.shop.stripe().pay(&checkout, customer).await;
        let order = self.made(&checkout).await;
        (checkout, order)
    }
}
