//! Customer input and keys are never printed, logged or put into an error.

use std::io;
use std::sync::{Arc, Mutex};

use shared::payments::Payments;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{API_KEY, Shop, always, error_body, request};

/// A writer that collects the log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn customer_input_and_keys_are_logged_at_no_level() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let shop = Shop::open().await;
    let session = shop.opened().await.id;
    let form =
        "email=canary%40example.org&name=canary+name&phone=%2B49canary&line1=canary+street&city=canary";
    assert_eq!(shop.press(&session, "pay", form).await, 303);
    let read = shop.stripe.session(&session).await.unwrap();
    assert!(read.customer.as_ref().unwrap().email.reveal().contains("canary"));
    let mut printed = format!("{read:?} {:?}", shop.stripe);
    for status in [400, 401, 404, 409, 429, 500] {
        let stripe = always(status, error_body("invalid_request_error", None)).await;
        let error = stripe.open_session(&request(2)).await.unwrap_err();
        printed = format!("{printed} {error} {error:?}");
    }

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("retrying the Stripe request"), "{logged}");
    for text in [&logged, &printed] {
        assert!(!text.contains("canary") && !text.contains(API_KEY), "{text}");
    }
}
