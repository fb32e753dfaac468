//! Responses with their security headers, and their caching in browsers and in the CDN.

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

/// Browsers revalidate each time, which costs no transfer. The CDN caches a page for a minute, and serves the stale
/// page for one more while it fetches a new one, so a price on a page is at most about two minutes old.
const CACHED: &str = "public, max-age=0, s-maxage=60, stale-while-revalidate=60";
/// A server error is not cached, because the next request may succeed.
const NOT_CACHED: &str = "no-store";

/// Hash of the inline style in the 3D viewer's template (`@google/model-viewer`, in the version of
/// web/package-lock.json). If the style changes, Chromium refuses it and our browser tests fail.
const VIEWER_STYLE: &str = "sha256-PXtZZkJMMyc18o/DN1ZEFOJ2qEGq95IQbVaJFMOXOb0=";

/// Content security policy: our own scripts, pictures and requests, the two known styles, and nothing else. The 3D view
/// creates `blob:` and `data:` URLs from the model that it has loaded.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = BASE64_STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    format!(
        "default-src 'none'; script-src 'self'; style-src 'sha256-{style}' '{VIEWER_STYLE}'; img-src 'self' data: blob:; \
         connect-src 'self' blob: data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
});

pub(crate) fn page(status: StatusCode, html: String, request: &Request) -> Response<Body> {
    let mut response = file(status, "text/html; charset=utf-8", html, request);
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    // A tracking link must not leave the site as a referrer. The return from the payment page needs no referrer.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// A file of some type, or only its headers if the browser has it already. A response that is not a success ignores
/// conditions (RFC 9110, 13.2.1): an error page is sent again to a browser that has it.
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

/// A permanent redirect. The path must be one of ours.
pub(crate) fn moved(path: &str) -> Response<Body> {
    let mut response = Response::new(Body::Empty);
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    if let Ok(location) = HeaderValue::from_str(path) {
        response.headers_mut().insert(LOCATION, location);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(CACHED));
    response
}
