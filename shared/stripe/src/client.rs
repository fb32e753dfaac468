//! Sends async-stripe's requests over connections that stay open. async-stripe's own client opens a connection for each.

use std::fmt::Display;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use miniserde::json;
use stripe::{CustomizedStripeRequest, IdempotencyKey, RequestStrategy};
use stripe_client_core::{RequestBuilder, StripeClient, StripeClientErr, StripeMethod, VERSION};

use crate::replies::Failure;
use crate::transport::{InvalidSetup, NoResponse, Transport};

/// The reason why a request has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientError {
    /// Stripe reported an error. `code` is its type, if it has no code.
    Stripe { status: u16, code: String },
    /// No response was received; the request may have been executed.
    NoResponse,
    /// The response does not match Stripe's API.
    Unreadable,
}

impl StripeClientErr for ClientError {
    fn deserialize_err(_: impl Display) -> Self {
        Self::Unreadable
    }
}

impl From<NoResponse> for ClientError {
    fn from(_: NoResponse) -> Self {
        Self::NoResponse
    }
}

/// Client of Stripe's API with the shop's secret key, which is never printed.
#[derive(Debug, Clone)]
pub struct Client {
    transport: Transport,
    authorization: HeaderValue,
}

impl Client {
    pub fn new(transport: Transport, api_key: &str) -> Result<Self, InvalidSetup> {
        let authorization = HeaderValue::try_from(format!("Bearer {api_key}"));
        let mut authorization = authorization.map_err(|_| InvalidSetup::ApiKey)?;
        authorization.set_sensitive(true);
        Ok(Self { transport, authorization })
    }

    fn request(
        &self,
        asked: RequestBuilder,
        key: Option<&IdempotencyKey>,
    ) -> Result<Request<Full<Bytes>>, http::Error> {
        let RequestBuilder { query, body, path, method } = asked;
        let query = query.map_or_else(String::new, |query| format!("?{query}"));
        let mut request = Request::builder()
            .method(to_method(method))
            .uri(format!("{}v1{path}{query}", self.transport.base()))
            .header(AUTHORIZATION, &self.authorization)
            .header(USER_AGENT, concat!("3d-things/", env!("CARGO_PKG_VERSION")))
            .header("stripe-version", VERSION.as_str());
        if let Some(key) = key {
            request = request.header("idempotency-key", key.as_str());
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        request.body(Full::from(body.unwrap_or_default()))
    }
}

impl StripeClient for Client {
    type Err = ClientError;

    /// Sends the request once, with the key of [`RequestStrategy::Idempotent`]. Repeating it is the caller's part.
    async fn execute(&self, request: CustomizedStripeRequest) -> Result<Bytes, ClientError> {
        let (asked, with) = request.into_pieces();
        let key = with.request_strategy.as_ref().and_then(RequestStrategy::get_key);
        let request = self.request(asked, key.as_ref()).map_err(|_| ClientError::NoResponse)?;
        match self.transport.exchange(request).await? {
            (status, body) if status.is_success() => Ok(body),
            (status, body) => Err(failure(status, &body)),
        }
    }
}

/// Reads an error's code. Stripe's message is left out, because it may quote customer input.
fn failure(status: StatusCode, body: &[u8]) -> ClientError {
    let parsed = std::str::from_utf8(body).ok().and_then(|body| json::from_str::<Failure>(body).ok());
    parsed.map_or(ClientError::Unreadable, |Failure { error }| ClientError::Stripe {
        status: status.as_u16(),
        code: error.code.unwrap_or(error.kind),
    })
}

fn to_method(method: StripeMethod) -> Method {
    match method {
        StripeMethod::Get => Method::GET,
        StripeMethod::Post => Method::POST,
        StripeMethod::Delete => Method::DELETE,
    }
}
