//! Request bodies: JSON with every fault at once, raw bytes, or none.

use deserr::Deserr;
use domain::fault::Faults;
use http::{HeaderMap, StatusCode, header};
use lambda_http::Body;
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::Problem;
use super::openapi::Schemas;

/// The largest body that is read.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// A body that an endpoint can take.
pub trait RequestBody: Sized + Send {
    /// Statuses and codes of the problems that reading it can end in.
    const PROBLEMS: &'static [(u16, &'static str)];
    /// Reads it: a problem if it cannot be read at all, faults if its content is not as it should be.
    fn read(headers: &HeaderMap, body: Body) -> Result<Result<Self, Faults>, Problem>;
    /// Its schema, for the OpenAPI document.
    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>>;
}

/// A JSON document.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: Deserr<Faults> + ToSchema + Send> RequestBody for Json<T> {
    const PROBLEMS: &'static [(u16, &'static str)] =
        &[(400, "malformed_json"), (413, "body_too_large"), (415, "unsupported_media_type")];

    fn read(headers: &HeaderMap, body: Body) -> Result<Result<Self, Faults>, Problem> {
        let bytes = bytes(body)?;
        let kind =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            let detail = "The Content-Type must be application/json.";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail));
        }
        let document: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            Problem::new(
                StatusCode::BAD_REQUEST,
                "malformed_json",
                format!("The body is not valid JSON: see {place}."),
            )
        })?;
        Ok(deserr::deserialize(document).map(Self))
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.reference::<T>())
    }
}

/// No body; one that is sent all the same is not looked at.
#[derive(Debug, Clone, Copy)]
pub struct NoBody;

impl RequestBody for NoBody {
    const PROBLEMS: &'static [(u16, &'static str)] = &[];

    fn read(_headers: &HeaderMap, _body: Body) -> Result<Result<Self, Faults>, Problem> {
        Ok(Ok(Self))
    }

    fn schema(_schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        None
    }
}

/// The very bytes that were sent, for a signature over them.
#[derive(Debug)]
pub struct RawBody(pub Vec<u8>);

impl RequestBody for RawBody {
    const PROBLEMS: &'static [(u16, &'static str)] = &[(413, "body_too_large")];

    fn read(_headers: &HeaderMap, body: Body) -> Result<Result<Self, Faults>, Problem> {
        Ok(Ok(Self(bytes(body)?)))
    }

    fn schema(_schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(utoipa::openapi::Object::new().into())
    }
}

fn bytes(body: Body) -> Result<Vec<u8>, Problem> {
    let bytes = match body {
        Body::Text(text) => text.into_bytes(),
        Body::Binary(bytes) => bytes,
        _ => Vec::new(),
    };
    if bytes.len() > MAX_BODY_BYTES {
        let detail = format!("The body must be at most {MAX_BODY_BYTES} bytes.");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail));
    }
    Ok(bytes)
}
