//! The successful responses of endpoints.

use std::marker::PhantomData;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Response, StatusCode, header};
use lambda_http::Body;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};

use super::Problem;
use super::openapi::Schemas;

/// A successful response of an endpoint.
pub trait Reply: Send {
    const STATUS: StatusCode;
    /// True if it has an entity tag.
    const TAGGED: bool = false;
    const MEDIA_TYPE: &'static str = "application/json";
    /// Its own headers, each with a description.
    const HEADERS: &'static [(&'static str, &'static str)] = &[];
    /// True if it may be a permanent redirect instead.
    const MOVES: bool = false;
    /// Builds the response to a request that sent this `If-None-Match`.
    fn into_response(self, if_none_match: Option<&str>) -> Result<Response<Body>, Problem>;
    /// Returns its schema for the OpenAPI document.
    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>>;
}

/// 200 with JSON that must not be cached.
#[derive(Debug)]
pub struct Ok200<T>(pub T);

impl<T: Serialize + ToSchema + Send> Reply for Ok200<T> {
    const STATUS: StatusCode = StatusCode::OK;

    fn into_response(self, _if_none_match: Option<&str>) -> Result<Response<Body>, Problem> {
        json(Self::STATUS, &self.0)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.reference::<T>())
    }
}

#[derive(Debug)]
pub struct Created<T>(pub T);

impl<T: Serialize + ToSchema + Send> Reply for Created<T> {
    const STATUS: StatusCode = StatusCode::CREATED;

    fn into_response(self, _if_none_match: Option<&str>) -> Result<Response<Body>, Problem> {
        json(Self::STATUS, &self.0)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.reference::<T>())
    }
}

#[derive(Debug, Clone, Copy)]
pub struct NoContent;

impl Reply for NoContent {
    const STATUS: StatusCode = StatusCode::NO_CONTENT;

    fn into_response(self, _if_none_match: Option<&str>) -> Result<Response<Body>, Problem> {
        Ok(empty(Self::STATUS))
    }

    fn schema(_schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        None
    }
}

/// 202 without a body: the request will be processed later.
#[derive(Debug, Clone, Copy)]
pub struct Accepted;

impl Reply for Accepted {
    const STATUS: StatusCode = StatusCode::ACCEPTED;

    fn into_response(self, _if_none_match: Option<&str>) -> Result<Response<Body>, Problem> {
        Ok(empty(Self::STATUS))
    }

    fn schema(_schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        None
    }
}

/// 200 with JSON and an entity tag (RFC 9110), or 304 if the caller has it already.
#[derive(Debug)]
pub struct Tagged<T> {
    pub content: T,
    /// The entity tag, including its quotes.
    pub tag: String,
    /// True if browsers and the CDN may cache it for a while.
    pub public: bool,
}

impl<T> Tagged<T> {
    /// Content that browsers and the CDN may cache for a while.
    pub const fn public(content: T, tag: String) -> Self {
        Self { content, tag, public: true }
    }
}

/// Content that browsers and the CDN may cache for a while, serialised once: for its body and for its entity tag, which
/// changes only with the body.
#[derive(Debug)]
pub struct Rendered<T> {
    json: String,
    tag: String,
    content: PhantomData<fn() -> T>,
}

impl<T: Serialize> Rendered<T> {
    pub fn of(content: &T) -> Result<Self, Problem> {
        let json = serde_json::to_string(content).map_err(Problem::internal)?;
        let tag = content_tag(&[json.as_bytes()]);
        Ok(Self { json, tag, content: PhantomData })
    }
}

/// Tagged content, or 308 with the place that it moved to (RFC 9110).
#[derive(Debug)]
pub enum TaggedOrMoved<T> {
    Here(Rendered<T>),
    /// The content moved to this place, relative to the request's path (RFC 3986).
    Moved(String),
}

impl<T: Serialize + ToSchema + Send> Reply for TaggedOrMoved<T> {
    const STATUS: StatusCode = StatusCode::OK;
    const TAGGED: bool = true;
    const MOVES: bool = true;

    fn into_response(self, if_none_match: Option<&str>) -> Result<Response<Body>, Problem> {
        let place = match self {
            Self::Here(Rendered { json, tag, .. }) => {
                return tagged(if_none_match, &tag, PUBLIC, || Ok(json));
            }
            Self::Moved(place) => place,
        };
        let mut response = Response::new(Body::Empty);
        *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
        let headers = response.headers_mut();
        headers.insert(header::LOCATION, place.parse::<HeaderValue>().map_err(Problem::internal)?);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(PUBLIC));
        Ok(response)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.reference::<T>())
    }
}

/// For content that browsers and the CDN may cache for a while.
const PUBLIC: &str = "public, max-age=60, stale-while-revalidate=60";

/// Computes an entity tag from everything that the content depends on.
pub fn content_tag(parts: &[&[u8]]) -> String {
    let hash = digest(&SHA256, &parts.join(&b'\0'));
    format!("\"{}\"", hex::encode(&hash.as_ref()[..12]))
}

/// Returns true if an `If-None-Match` names this tag, by the weak comparison of RFC 9110, 13.1.2.
pub fn names_tag(if_none_match: &str, tag: &str) -> bool {
    if_none_match.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)
}

impl<T: Serialize + ToSchema + Send> Reply for Tagged<T> {
    const STATUS: StatusCode = StatusCode::OK;
    const TAGGED: bool = true;

    fn into_response(self, if_none_match: Option<&str>) -> Result<Response<Body>, Problem> {
        let cache = if self.public { PUBLIC } else { "no-store" };
        tagged(if_none_match, &self.tag, cache, || {
            serde_json::to_string(&self.content).map_err(Problem::internal)
        })
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.reference::<T>())
    }
}

/// 200 with CSV (RFC 4180), downloaded as a file, a page at a time.
#[derive(Debug)]
pub struct Csv {
    /// The name under which a browser saves the file: ASCII letters, digits, dots and hyphens.
    pub file_name: String,
    /// The lines, encoded in UTF-8.
    pub content: Vec<u8>,
    /// The query of the next page; none after the last page.
    pub next: Option<String>,
}

impl Reply for Csv {
    const STATUS: StatusCode = StatusCode::OK;
    const MEDIA_TYPE: &'static str = "text/csv";
    const HEADERS: &'static [(&'static str, &'static str)] = &[
        ("Content-Disposition", "`attachment` with the suggested file name."),
        (
            "Link",
            "URL of the next page with `rel=\"next\"` (RFC 8288), relative to this page. Absent on the \
            last page.",
        ),
    ];

    fn into_response(self, _if_none_match: Option<&str>) -> Result<Response<Body>, Problem> {
        let text = String::from_utf8(self.content).map_err(Problem::internal)?;
        let mut response = Response::new(Body::from(text));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let saved_as = format!("attachment; filename=\"{}\"", self.file_name);
        headers
            .insert(header::CONTENT_DISPOSITION, saved_as.parse::<HeaderValue>().map_err(Problem::internal)?);
        if let Some(query) = self.next {
            let link = format!("<?{query}>; rel=\"next\"");
            headers.insert(header::LINK, link.parse::<HeaderValue>().map_err(Problem::internal)?);
        }
        Ok(response)
    }

    fn schema(_schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(ObjectBuilder::new().schema_type(Type::String).into())
    }
}

/// 200 with a self-contained HTML page: it loads nothing, runs nothing, and must not be cached or framed.
#[derive(Debug)]
pub struct HtmlPage {
    /// The page; everything in it is escaped.
    pub html: String,
    /// The content of its one `style` element, the only style that a browser may apply.
    pub style: &'static str,
}

impl Reply for HtmlPage {
    const STATUS: StatusCode = StatusCode::OK;
    const MEDIA_TYPE: &'static str = "text/html";

    fn into_response(self, _if_none_match: Option<&str>) -> Result<Response<Body>, Problem> {
        let style = STANDARD.encode(digest(&SHA256, self.style.as_bytes()));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'"
        );
        let mut response = Response::new(Body::from(self.html));
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            policy.parse::<HeaderValue>().map_err(Problem::internal)?,
        );
        for (name, value) in [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        Ok(response)
    }

    fn schema(_schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(ObjectBuilder::new().schema_type(Type::String).into())
    }
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::Empty);
    *response.status_mut() = status;
    response
}

fn json(status: StatusCode, content: &impl Serialize) -> Result<Response<Body>, Problem> {
    let mut response = text(serde_json::to_string(content).map_err(Problem::internal)?);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// 200 with this JSON and entity tag, or 304 without it if the caller has it already.
fn tagged(
    if_none_match: Option<&str>,
    tag: &str,
    cache: &'static str,
    json: impl FnOnce() -> Result<String, Problem>,
) -> Result<Response<Body>, Problem> {
    let known = if_none_match.is_some_and(|known| names_tag(known, tag));
    let mut response = if known { empty(StatusCode::NOT_MODIFIED) } else { text(json()?) };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::ETAG, tag.parse::<HeaderValue>().map_err(Problem::internal)?);
    Ok(response)
}

fn text(json: String) -> Response<Body> {
    let mut response = Response::new(Body::from(json));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
