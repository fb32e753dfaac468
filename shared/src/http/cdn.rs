//! The viewer's address of requests that come through the CDN, whose own address is the one that the gateway sees.

use std::net::IpAddr;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use lambda_http::Request;
use lambda_http::request::RequestContext;

use crate::config::{self, StartError};
use crate::customer::Private;
use crate::start::{Env, FromEnv};

/// Header in which the CDN's function states the viewer's address.
const ADDRESS: &str = "x-viewer-address";
/// Header in which the CDN proves that it sent the request.
const SECRET: &str = "x-origin-secret";

/// Names the secret of Secrets Manager that the CDN sends.
const VARIABLE: &str = "ORIGIN_SECRET";

/// The CDN, recognised by a secret that only it and this function know.
pub struct Cdn(Option<Private<String>>);

impl Cdn {
    pub const fn known_by(secret: String) -> Self {
        Self(Some(Private::new(secret)))
    }

    /// Replaces the address that the gateway saw by the viewer's, if the CDN sent the request. Removes both headers, so
    /// that nothing else reads a claim that any client can make.
    pub fn restore(&self, mut request: Request) -> Request {
        let [claimed, secret] = [ADDRESS, SECRET].map(|name| request.headers_mut().remove(name));
        let is_known = |sent: &[u8]| {
            let known = self.0.as_ref().map(|known| known.reveal().as_bytes());
            known.is_some_and(|known| verify_slices_are_equal(known, sent).is_ok())
        };
        let address = claimed
            .filter(|_| secret.is_some_and(|sent| is_known(sent.as_bytes())))
            .and_then(|claimed| claimed.to_str().ok()?.parse::<IpAddr>().ok());
        let context = request.extensions_mut().get_mut::<RequestContext>();
        if let (Some(address), Some(RequestContext::ApiGatewayV2(context))) = (address, context) {
            context.http.source_ip = Some(address.to_string());
        }
        request
    }
}

/// Fetches the secret (`ORIGIN_SECRET`) once, at the cold start. A function that does not read its caller's address has
/// none, and recognises nobody.
impl FromEnv for Cdn {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        if config::optional(VARIABLE).is_none() {
            return Ok(Self(None));
        }
        Ok(Self(Some(env.secret(VARIABLE).await?)))
    }
}
