//! HTTP/1.1 connections to Stripe, which stay open between requests.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use shared::chain::Chain;

const STRIPE: &str = "https://api.stripe.com/";

/// Time limit of a TCP connection's start, so that three attempts fit into the deadline of a call.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// Time that Stripe's side may take to acknowledge data on a connection. A connection that died silently, while Lambda
/// had frozen the function, fails after this time and the request is repeated on another one.
const ACKNOWLEDGED_WITHIN: Duration = Duration::from_secs(2);
/// Time for which an unused connection is kept, as Stripe's own Ruby library keeps it: Stripe closes idle connections
/// some time later.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// Unused connections that are kept: fewer than a call's attempts, so that a call succeeds even if all of them are dead.
const MAX_IDLE: usize = 2;
/// Time that a starting function waits for its first connection.
const WARM_UP_TIMEOUT: Duration = Duration::from_secs(1);

/// The API key, the base URL or the root certificates cannot be used for requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSetup {
    #[error("the Stripe API key is not a header value")]
    ApiKey,
    #[error("Stripe's base URL must be https, or http on this machine")]
    Base,
    #[error("the file contains no root certificates")]
    Roots,
}

/// No response was received. The cause was logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoResponse;

/// Pool of connections to Stripe itself, or to its stand-in.
#[derive(Debug, Clone)]
pub struct Transport {
    http: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    /// Ends in `/`.
    base: String,
}

impl Transport {
    /// Prepares connections to Stripe, or to the stand-in at `base`. The root certificates in `roots` (PEM) replace
    /// Mozilla's.
    pub fn new(base: Option<&str>, roots: Option<&[u8]>) -> Result<Self, InvalidSetup> {
        let base = format!("{}/", base.unwrap_or(STRIPE).trim_end_matches('/'));
        let uri: Uri = base.parse().map_err(|_| InvalidSetup::Base)?;
        if uri.scheme_str() != Some("https") && !(uri.scheme_str() == Some("http") && is_this_machine(&uri)) {
            return Err(InvalidSetup::Base);
        }
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        tcp.set_tcp_user_timeout(Some(ACKNOWLEDGED_WITHIN));
        let tls = HttpsConnectorBuilder::new().with_tls_config(tls(roots)?);
        let connector = tls.https_or_http().enable_http1().wrap_connector(tcp);
        let http = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_max_idle_per_host(MAX_IDLE)
            .build(connector);
        Ok(Self { http, base })
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Opens a connection, so that the first request waits for neither DNS nor TCP nor TLS. A failure is logged only.
    ///
    /// A request without an API key does nothing: Stripe answers 401 (<https://docs.stripe.com/api/authentication>).
    pub async fn warm_up(&self) {
        let request = Request::get(format!("{}v1/balance", self.base)).body(Full::default());
        let Ok(request) = request else { return };
        // `exchange` logs any other failure.
        if tokio::time::timeout(WARM_UP_TIMEOUT, self.exchange(request)).await.is_err() {
            tracing::warn!("could not connect to Stripe within a second at start-up");
        }
    }

    /// Sends a request and reads the response to its end, which returns the connection to the pool.
    ///
    /// A request that was not yet sent when a kept connection turned out to be closed is sent on another one. After any
    /// other failure Stripe may have received it.
    pub(crate) async fn exchange(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<(StatusCode, Bytes), NoResponse> {
        let response = self.http.request(request).await.map_err(|error| no_response(&error))?;
        let status = response.status();
        let body = response.into_body().collect().await.map_err(|error| no_response(&error))?;
        Ok((status, body.to_bytes()))
    }
}

/// Logs why there is no response. The error names neither headers nor bodies.
fn no_response(error: &(dyn std::error::Error + 'static)) -> NoResponse {
    tracing::warn!(error = %Chain(error), "no response from Stripe");
    NoResponse
}

fn is_this_machine(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn tls(roots: Option<&[u8]>) -> Result<ClientConfig, InvalidSetup> {
    let trusted = match roots {
        Some(pem) => parse_roots(pem)?,
        None => RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
    };
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let config = config.with_safe_default_protocol_versions().map_err(|_| InvalidSetup::Roots)?;
    Ok(config.with_root_certificates(trusted).with_no_client_auth())
}

fn parse_roots(pem: &[u8]) -> Result<RootCertStore, InvalidSetup> {
    let mut trusted = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|_| InvalidSetup::Roots)?;
        trusted.add(certificate).map_err(|_| InvalidSetup::Roots)?;
    }
    if trusted.is_empty() { Err(InvalidSetup::Roots) } else { Ok(trusted) }
}
