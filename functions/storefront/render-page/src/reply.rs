//! How pages travel: what browsers may do with them, and how long the CDN keeps them.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use lambda_http::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH, LOCATION,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use lambda_http::http::{HeaderName, StatusCode};
use lambda_http::{Body, Request, Response};
use shared::http::{content_tag, names_tag};

use crate::layout::STYLE;

/// Browsers ask each time, which costs them no transfer; the CDN answers for a minute by itself, and for one more
/// while it fetches the page anew. So a price on a page is some two minutes old at most.
const CACHED: &str = "public, max-age=0, s-maxage=60, stale-while-revalidate=60";
/// What is wrong now may be right at once.
const NOT_CACHED: &str = "no-store";

/// The style that stands in the 3D viewer's own template (`@google/model-viewer`, whose version web/package-lock.json
/// holds): Chromium refuses it in our browser tests when it becomes another.
const VIEWER_STYLE: &str = "sha256-PXtZZkJMMyc18o/DN1ZEFOJ2qEGq95IQbVaJFMOXOb0=";

/// Our own scripts, pictures and calls, the two styles that we know, and nothing else. `blob:` and `data:` are what the
/// 3D view makes of the model that it has loaded.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = BASE64_STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    format!(
        "default-src 'none'; script-src 'self'; style-src 'sha256-{style}' '{VIEWER_STYLE}'; img-src 'self' data: blob:; \
         connect-src 'self' blob: data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
});

/// A page of HTML.
pub(crate) fn page(status: StatusCode, html: String, request: &Request) -> Response<Body> {
    let mut response = file(status, "text/html; charset=utf-8", html, request);
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    // The way back from the payment page needs no referrer, and a tracking link's must not leave.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// A file of some type; nothing but its headers for whoever has it already. What is no success answers no condition
/// (RFC 9110, 13.2.1): there is still no such page for whoever has read that before.
pub(crate) fn file(
    status: StatusCode,
    kind: &'static str,
    text: String,
    request: &Request,
) -> Response<Body> {
    let tag = content_tag(&[text.as_bytes()]);
    let known = request.headers().get(IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    let known = status.is_success() && known.is_some_and(|known| names_tag(known, &tag));
    let mut response = Response::new(if known { Body::Empty } else { Body::from(text) });
    *response.status_mut() = if known { StatusCode::NOT_MODIFIED } else { status };
    let cached = if status.is_server_error() { NOT_CACHED } else { CACHED };
    for (name, value) in [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, cached),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// The page is found elsewhere, for good. The path is one of ours.
pub(crate) fn moved(path: &str) -> Response<Body> {
    let mut response = Response::new(Body::Empty);
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    if let Ok(location) = HeaderValue::from_str(path) {
        response.headers_mut().insert(LOCATION, location);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(CACHED));
    response
}
