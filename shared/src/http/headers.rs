//! Extractors for everything except path, query and body.

use std::net::IpAddr;

use http::{StatusCode, header};
use jiff::Timestamp;

use super::extract::{Extract, Refusal, Stage};
use super::openapi::{Draft, text};
use super::request::Incoming;
use super::{Principal, Problem};
use crate::customer::Private;

/// The time at which the request arrived.
#[derive(Debug, Clone, Copy)]
pub struct Now(pub Timestamp);

impl Extract for Now {
    const STAGE: Stage = Stage::Header;

    fn extract(request: &mut Incoming) -> Result<Self, Refusal> {
        Ok(Self(request.now))
    }
}

/// The caller of a staff route, whose roles the route has checked.
impl Extract for Principal {
    const STAGE: Stage = Stage::Header;

    fn extract(request: &mut Incoming) -> Result<Self, Refusal> {
        Ok(request.principal.take().ok_or_else(Problem::unauthenticated)?)
    }
}

/// The client's address: the viewer's of a request through the CDN, otherwise the one that the gateway saw. A function
/// that reads it needs `ORIGIN_SECRET`.
#[derive(Debug, Clone)]
pub struct SourceAddress(pub Private<Option<IpAddr>>);

impl Extract for SourceAddress {
    const STAGE: Stage = Stage::Header;

    fn extract(request: &mut Incoming) -> Result<Self, Refusal> {
        Ok(Self(Private::new(request.source)))
    }
}

/// `Idempotency-Key`, 1 to 255 visible ASCII characters
/// (<https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/>).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub String);

impl Extract for IdempotencyKey {
    const STAGE: Stage = Stage::Header;
    const PROBLEMS: &'static [(u16, &'static str)] = &[(400, "idempotency_key_required")];

    fn extract(request: &mut Incoming) -> Result<Self, Refusal> {
        let sent = request
            .header("idempotency-key")
            .filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
        let key = sent.ok_or_else(|| {
            let detail =
                "An Idempotency-Key header of 1 to 255 visible ASCII characters is required; use a new \
                 one for each purchase.";
            Problem::new(StatusCode::BAD_REQUEST, "idempotency_key_required", detail)
        })?;
        Ok(Self(key.to_owned()))
    }

    fn describe(operation: &mut Draft<'_>) {
        let key = text("^[!-~]{1,255}$", "8e03978e-40d5-43e8-bc93-6894a57f9324");
        let about = "Idempotency key chosen by the caller, new for each purchase. Repeating a key never \
                     starts a second purchase.";
        operation.required_header("Idempotency-Key", key, about);
    }
}

/// The token of `Authorization: Bearer …`; empty if the header is absent or has another scheme, because only a
/// comparison with the stored hash decides. The access `OrderSecret` describes it.
#[derive(Debug, Clone)]
pub struct BearerToken(pub Private<String>);

impl Extract for BearerToken {
    const STAGE: Stage = Stage::Header;

    fn extract(request: &mut Incoming) -> Result<Self, Refusal> {
        let sent = request.header(header::AUTHORIZATION.as_str()).unwrap_or_default();
        Ok(Self(Private::new(bearer(sent).to_owned())))
    }
}

/// `Stripe-Signature`; empty if it is absent. The access `StripeSignature` describes it.
#[derive(Debug, Clone)]
pub struct StripeSignature(pub String);

impl Extract for StripeSignature {
    const STAGE: Stage = Stage::Header;
    const PROBLEMS: &'static [(u16, &'static str)] = &[(400, "invalid_signature")];

    fn extract(request: &mut Incoming) -> Result<Self, Refusal> {
        Ok(Self(request.header("stripe-signature").unwrap_or_default().to_owned()))
    }
}

/// Parses a bearer token (RFC 6750).
fn bearer(authorization: &str) -> &str {
    match authorization.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_the_bearer_token_and_nothing_else() {
        assert_eq!(bearer("Bearer abc"), "abc");
        assert_eq!(bearer("bearer  abc "), "abc");
        for other in ["abc", "Basic abc", "Bearer", "", "Bearerabc"] {
            assert_eq!(bearer(other), "", "{other}");
        }
    }
}
