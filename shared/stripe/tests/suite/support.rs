//! A pretend Stripe for each test, the adapter that calls it, and a purchase to pay for.

use axum::Router;
use axum::http::{StatusCode, header};
use domain::catalogue::product::VariantType;
use domain::checkout::quote::{ChosenVariant, Quote, QuoteLine, ShippingOption};
use domain::ids::{OrderId, ProductId, RefundId, VariantId};
use domain::money::{Currency, Money};
use domain::purchase::Paid;
use domain::purchase::settlement::SessionStatus;
use domain::purchase::tax::TaxTreatment;
use domain::text::Slug;
use jiff::ToSpan;
use pretend_stripe::{Config, PretendStripe};
use serde_json::{Value, json};
use shared::payments::{OpenedSession, Payments, RefundRequest, SessionRequest};
use shared_stripe::Stripe;
use tokio::net::TcpListener;
use uuid::Uuid;

pub(crate) const API_KEY: &str = "sk_test_0123456789";

pub(crate) fn eur(amount: i64) -> Money {
    Money::new(amount, Currency::EUR)
}

pub(crate) fn order_id(n: u128) -> OrderId {
    OrderId::from_uuid(Uuid::from_u128(n))
}

pub(crate) struct Shop {
    pub(crate) stripe: Stripe,
    pretend: PretendStripe,
    http: reqwest::Client,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let pretend = pretend_stripe::serve(listener, Config::new(API_KEY, "whsec_0123456789")).unwrap();
        let stripe = Stripe::new(API_KEY, Some(pretend.base_url())).unwrap();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { stripe, pretend, http }
    }

    /// Base URL of the pretend Stripe.
    pub(crate) fn base(&self) -> &str {
        self.pretend.base_url()
    }

    /// Reads an object from the API directly, without the adapter.
    pub(crate) async fn read_api(&self, path: &str) -> Value {
        let request = self.http.get(format!("{}{path}", self.pretend.base_url())).bearer_auth(API_KEY);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// Calls an endpoint under `/_pretend`.
    pub(crate) async fn pretend(&self, path: &str, wanted: Value) -> Value {
        let request = self.http.post(format!("{}/_pretend/{path}", self.pretend.base_url())).json(&wanted);
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{path}");
        answer.json().await.unwrap()
    }

    pub(crate) async fn faults(&self, wanted: Value) {
        self.pretend("faults", wanted).await;
    }

    /// Submits a form of the payment page.
    pub(crate) async fn press(&self, session: &str, button: &str, form: &str) -> u16 {
        let url = format!("{}/pay/{session}/{button}", self.pretend.base_url());
        self.http.post(url).body(form.to_owned()).send().await.unwrap().status().as_u16()
    }

    pub(crate) async fn opened(&self) -> OpenedSession {
        self.stripe.open_session(&request(1)).await.unwrap()
    }

    pub(crate) async fn status(&self, session: &str) -> SessionStatus {
        self.stripe.session(session).await.unwrap().now.status
    }

    /// Creates and pays a session of order 1.
    pub(crate) async fn paid(&self) -> Paid {
        let session = self.opened().await;
        assert_eq!(self.press(&session.id, "pay", "").await, 303);
        match self.status(&session.id).await {
            SessionStatus::Paid(paid) => paid,
            other => panic!("{other:?}"),
        }
    }
}

/// Two small dragons in PLA and one product without choices, for 54 euros plus shipping.
pub(crate) fn quote() -> Quote {
    let chosen = |n, kind, value: &str| ChosenVariant {
        variant_id: VariantId::from_uuid(Uuid::from_u128(n)),
        kind,
        value: value.to_owned(),
        price_adjustment: eur(0),
    };
    let dragon = QuoteLine {
        product_id: ProductId::from_uuid(Uuid::from_u128(1)),
        product_name: "Articulated dragon & “friends”".to_owned(),
        product_slug: Slug::parse("articulated-dragon").unwrap(),
        quantity: 2,
        base_price: eur(1900),
        configuration: vec![
            chosen(1, VariantType::Size, "Small (12 cm)"),
            chosen(2, VariantType::Material, "PLA"),
            chosen(3, VariantType::Color, "Ember red"),
        ],
        unit_price: eur(1900),
        total: eur(3800),
        lead_time_days: 3,
    };
    let plain = QuoteLine {
        product_id: ProductId::from_uuid(Uuid::from_u128(2)),
        product_name: "Key ring".to_owned(),
        quantity: 1,
        configuration: Vec::new(),
        unit_price: eur(1600),
        total: eur(1600),
        ..dragon.clone()
    };
    let shipping = ShippingOption {
        id: Slug::parse("standard").unwrap(),
        name: "Standard, tracked".to_owned(),
        price: eur(490),
    };
    Quote {
        lines: vec![dragon, plain],
        subtotal: eur(5400),
        country: "DE".to_owned(),
        shipping_options: vec![shipping.clone()],
        shipping,
        total: eur(5890),
        lead_time_days: 3,
        ship_by: jiff::civil::date(2026, 11, 26),
    }
}

pub(crate) fn request(order: u128) -> SessionRequest {
    SessionRequest {
        order_id: order_id(order),
        attempt: 1,
        quote: quote(),
        expires_at: shared::clock::now() + 1.hour(),
        success_url: "https://shop.example/thanks?checkout=1".to_owned(),
        cancel_url: "https://shop.example/cart".to_owned(),
        tax: TaxTreatment::SmallBusiness,
    }
}

pub(crate) fn refund_request(paid: &Paid, amount: i64, attempt: u32) -> RefundRequest {
    let refund_id = RefundId::from_uuid(Uuid::from_u128(1));
    RefundRequest {
        refund_id,
        order_id: order_id(1),
        payment_intent: paid.payment_intent.clone().unwrap(),
        amount: eur(amount),
        idempotency_key: format!("{refund_id}-{attempt}"),
    }
}

/// A client of a server that always sends the same response.
pub(crate) async fn always(status: u16, body: String) -> Stripe {
    let answer = move || async move {
        (StatusCode::from_u16(status).unwrap(), [(header::CONTENT_TYPE, "application/json")], body)
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    Stripe::new(API_KEY, Some(&base)).unwrap()
}

/// An error body in Stripe's format.
pub(crate) fn error_body(kind: &str, code: Option<&str>) -> String {
    let message = "Nothing of this may be shown: canary@example.org";
    json!({"error": {"message": message, "type": kind, "code": code, "param": "canary"}}).to_string()
}
