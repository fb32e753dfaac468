//! The pretend Stripe behind TLS, with its requests counted.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use pretend_stripe::PretendStripe;
use tokio::sync::mpsc;

use crate::aws::{API_KEY, WEBHOOK_SECRET};
use crate::environment::{listener, serve, serve_counted};
use crate::meter::{Meter, Service};
use crate::tls::CertificateAuthority;

/// A Stripe event that was sent to the shop's webhook: signature and body.
pub(crate) type Hook = (String, String);

/// Starts a pretend Stripe that sends only `checkout.session.completed`.
pub(crate) async fn start(hooks: mpsc::UnboundedSender<Hook>) -> PretendStripe {
    let receive = move |headers: HeaderMap, body: String| async move {
        let signature = headers["stripe-signature"].to_str().unwrap().to_owned();
        hooks.send((signature, body)).unwrap();
    };
    let shop = serve(Router::new().route("/webhooks/stripe", post(receive))).await;
    let mut config = pretend_stripe::Config::new(API_KEY, WEBHOOK_SECRET);
    config.webhook_url = Some(format!("http://{shop}/webhooks/stripe"));
    config.enabled_events = vec!["checkout.session.completed".to_owned()];
    pretend_stripe::serve(listener().await.0, config).unwrap()
}

/// Returns the environment variables by which functions find Stripe.
pub(crate) async fn variables(
    stripe: &PretendStripe,
    meter: Meter,
    authority: &CertificateAuthority,
) -> [(&'static str, String); 2] {
    let state = (stripe.base_url().to_owned(), reqwest::Client::new(), meter.clone());
    let counted = serve_counted(Router::new().fallback(pass_on).with_state(state), &meter).await;
    let base = authority.serve_tls(counted).await;
    [("STRIPE_API_BASE", format!("{base}/")), ("STRIPE_CA_BUNDLE", authority.own_root.display().to_string())]
}

/// Counts a request of the API, and passes it on.
async fn pass_on(
    State((stripe, client, meter)): State<(String, reqwest::Client, Meter)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = client.request(method, format!("{stripe}{uri}")).headers(headers).body(body);
    let answered = async {
        let answered = request.send().await.unwrap();
        let (status, headers) = (answered.status(), answered.headers().clone());
        (status, headers, answered.bytes().await.unwrap()).into_response()
    };
    meter.request(Service::Stripe, answered).await
}
