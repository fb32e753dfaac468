//! The shop, from outside.

use reqwest::{Client, Method, RequestBuilder, redirect};
use serde_json::Value;
use uuid::Uuid;

use super::{Answer, Ask, Aws, Stripe};

/// A running shop, by the file that `infra/local` wrote of it.
#[derive(Clone)]
pub(crate) struct Shop {
    /// What the file says.
    pub(crate) told: Value,
    client: Client,
}

impl Shop {
    /// The shop that `SHOP_JSON` names.
    #[allow(clippy::disallowed_methods)] // The one thing that a test is told from outside.
    pub(crate) fn open() -> Self {
        let path = std::env::var("SHOP_JSON").expect(
            "these tests need a running shop; start one around them with \
             `python3 infra/local run --retry-seconds 6 -- cargo nextest run -p shop-tests --test e2e` (make e2e)",
        );
        let written = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("SHOP_JSON names {path}, which cannot be read: {error}"));
        // Where a redirect leads is for a browser; the tests look at it.
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        Self { told: serde_json::from_str(&written).unwrap(), client }
    }

    /// A text of the file.
    pub(crate) fn told(&self, pointer: &str) -> &str {
        let told = self.told.pointer(pointer).and_then(Value::as_str);
        told.unwrap_or_else(|| panic!("SHOP_JSON says nothing of {pointer}"))
    }

    /// A request to any address.
    pub(crate) fn request(&self, method: Method, url: &str) -> RequestBuilder {
        self.client.request(method, url)
    }

    /// A request to the API.
    pub(crate) fn api(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, &format!("{}{path}", self.told("/api")))
    }

    /// What the API answers to a GET.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.api(Method::GET, path).ask().await
    }

    /// What the API answers to a POST.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.api(Method::POST, path).json(body).ask().await
    }

    /// The pretend Stripe.
    pub(crate) fn stripe(&self) -> Stripe<'_> {
        Stripe(self)
    }

    /// The emulated AWS.
    pub(crate) fn aws(&self) -> Aws<'_> {
        Aws(self)
    }
}

/// A word that nobody has used before.
pub(crate) fn unique() -> String {
    Uuid::now_v7().simple().to_string()
}
