//! A shop with one product and the pretend Stripe, where customers start checkouts.

use jiff::civil::Date;
use lambda_http::Body;
use serde_json::{Value, json};
use shared::clock;
use shared::domain::audit::Action;
use shared::domain::catalogue::product::{Product, ProductDraft};
use shared::domain::checkout::quote::{Quote, quote};
use shared::domain::shop::settings::Settings;
use shared::domain::time::utc_date;
use shared::http::serve;
use shared::lookup::LookupKey;
use shared::start::{CheckoutTurns, StorefrontUrl};
use shared_stripe::StripePayments;
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::{at, cart, product_event, product_of, stored_product};
use shop_tests::stripe::TestStripe;
use start_checkout::StartCheckout;

/// Number of checkouts that the till's only customer may start in an hour.
pub(crate) const TURNS: u32 = 20;

pub(crate) struct Till {
    pub(crate) engine: Engine,
    pub(crate) stripe: TestStripe,
    pub(crate) product: Product,
    /// Address of the storefront that Stripe redirects to.
    pub(crate) storefront: String,
}

impl Till {
    pub(crate) async fn open() -> Self {
        let (engine, stripe) = (Engine::start().await, TestStripe::start().await);
        let product = stored_product(&engine.store, 1).await;
        Self { engine, stripe, product, storefront: "https://shop.example".to_owned() }
    }

    /// Replaces the product by an edited one.
    pub(crate) async fn edit(&mut self, edit: impl FnOnce(&mut ProductDraft)) {
        let mut draft = ProductDraft::from(&self.product);
        edit(&mut draft);
        let edited = product_of(draft, 1, Some(&self.product), at(1));
        let stored = self.engine.store.products().product(edited.id).await.unwrap().unwrap().stored;
        let event = product_event(Action::ProductUpdated, at(1));
        self.engine.store.products().replace_product(&stored, edited.clone(), event).await.unwrap();
        self.product = edited;
    }

    /// Replaces the settings.
    pub(crate) async fn set(&self, settings: Settings) {
        let before = self.engine.store.shop_settings().stored_settings(true).await.unwrap();
        let event = product_event(Action::SettingsUpdated, at(1));
        self.engine.store.shop_settings().replace_settings(&before, settings, event).await.unwrap();
    }

    /// Quotes small red dragons of PLA today.
    pub(crate) fn quote(&self, quantity: u32) -> Quote {
        let products = [(self.product.id, &self.product)].into();
        let cart = cart(&self.product, &["Small", "PLA", "Ember red"], quantity);
        quote(&cart, &products, &Settings::starter(), utc_date(clock::now())).unwrap()
    }

    /// Builds the request for small red dragons of PLA at the present price.
    pub(crate) fn request(&self, quantity: u32) -> Value {
        let mut body =
            serde_json::to_value(cart(&self.product, &["Small", "PLA", "Ember red"], quantity)).unwrap();
        body["expected_total"] = json!(self.quote(quantity).total);
        body
    }

    /// Starts a checkout and returns status and body of the answer.
    pub(crate) async fn start(&self, key: &str, body: &Value) -> (u16, Value) {
        let deps = (
            self.engine.store.clone().into(),
            StripePayments(self.stripe.payments.clone()),
            StorefrontUrl(self.storefront.clone()),
            CheckoutTurns::new(LookupKey::new("secret"), TURNS),
        );
        let headers = vec![("idempotency-key", key.to_owned())];
        let call = ApiCall { headers, body: Some(body.to_string()), ..ApiCall::to("POST /checkouts") };
        let answer = serve::<StartCheckout>(&deps, call.request()).await;
        let Body::Text(text) = answer.body() else { panic!("no text") };
        (answer.status().as_u16(), serde_json::from_str(text).unwrap())
    }
}

/// Adds the ship-by date that the customer saw.
pub(crate) fn with_ship_by(mut body: Value, ship_by: Date) -> Value {
    body["expected_ship_by"] = json!(ship_by);
    body
}

/// Returns the errors of a refused request, each as pointer and code.
pub(crate) fn faults(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().into_iter().flatten();
    errors.map(|fault| (fault["pointer"].as_str().unwrap(), fault["code"].as_str().unwrap())).collect()
}
