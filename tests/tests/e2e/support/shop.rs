//! A client of the running shop.

use reqwest::{Client, Method, RequestBuilder, redirect};
use serde_json::Value;
use uuid::Uuid;

use super::{Answer, Ask, Aws, Stripe};

/// A running shop, described by the file that `infra/local` writes.
#[derive(Clone)]
pub(crate) struct Shop {
    /// Content of the `SHOP_JSON` file.
    pub(crate) description: Value,
    client: Client,
}

impl Shop {
    /// Opens the shop that `SHOP_JSON` names.
    #[allow(clippy::disallowed_methods)] // The only configuration of these tests.
    pub(crate) fn open() -> Self {
        let path = std::env::var("SHOP_JSON").expect(
            "these tests need a running shop; start one around them with \
             `python3 infra/local run --retry-seconds 6 -- cargo nextest run -p shop-tests --test e2e` (make e2e)",
        );
        let written = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("SHOP_JSON names {path}, which cannot be read: {error}"));
        // Tests inspect redirects instead of following them.
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        Self { description: serde_json::from_str(&written).unwrap(), client }
    }

    /// Returns a text value of the `SHOP_JSON` file.
    pub(crate) fn value(&self, pointer: &str) -> &str {
        let value = self.description.pointer(pointer).and_then(Value::as_str);
        value.unwrap_or_else(|| panic!("SHOP_JSON has no {pointer}"))
    }

    /// Builds a request to any URL.
    pub(crate) fn request(&self, method: Method, url: &str) -> RequestBuilder {
        self.client.request(method, url)
    }

    /// Builds a request to the API.
    pub(crate) fn api(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, &format!("{}{path}", self.value("/api")))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.api(Method::GET, path).ask().await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.api(Method::POST, path).json(body).ask().await
    }

    pub(crate) fn stripe(&self) -> Stripe<'_> {
        Stripe(self)
    }

    pub(crate) fn aws(&self) -> Aws<'_> {
        Aws(self)
    }
}

/// Returns a unique word.
pub(crate) fn unique() -> String {
    Uuid::now_v7().simple().to_string()
}
