//! Request bodies: JSON with every fault at once, or raw bytes.

use deserr::Deserr;
use domain::fault::Faults;
use http::{StatusCode, header};
use lambda_http::Body;
use utoipa::ToSchema;

use super::Problem;
use super::extract::{Extract, Refusal, Stage};
use super::openapi::Draft;
use super::request::Incoming;

pub const MAX_BODY_BYTES: usize = 256 * 1024;

#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: Deserr<Faults> + ToSchema + Send> Extract for Json<T> {
    const STAGE: Stage = Stage::Body;
    const PROBLEMS: &'static [(u16, &'static str)] =
        &[(400, "malformed_json"), (413, "body_too_large"), (415, "unsupported_media_type")];

    fn extract(request: &mut Incoming) -> Result<Self, Refusal> {
        let bytes = bytes(request)?;
        let kind = request.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            let detail = "The Content-Type must be application/json.";
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(Problem::new(status, "unsupported_media_type", detail).into());
        }
        let document: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            Problem::new(
                StatusCode::BAD_REQUEST,
                "malformed_json",
                format!("The body is not valid JSON: see {place}."),
            )
        })?;
        Ok(Self(deserr::deserialize::<_, _, Faults>(document)?))
    }

    fn describe(operation: &mut Draft<'_>) {
        let schema = operation.schemas.reference::<T>();
        operation.body(schema);
    }
}

/// The exact bytes that were sent, to verify a signature over them.
#[derive(Debug)]
pub struct RawBody(pub Vec<u8>);

impl Extract for RawBody {
    const STAGE: Stage = Stage::Body;
    const PROBLEMS: &'static [(u16, &'static str)] = &[(413, "body_too_large")];

    fn extract(request: &mut Incoming) -> Result<Self, Refusal> {
        Ok(Self(bytes(request)?))
    }

    fn describe(operation: &mut Draft<'_>) {
        operation.body(utoipa::openapi::Object::new().into());
    }
}

fn bytes(request: &mut Incoming) -> Result<Vec<u8>, Problem> {
    let bytes = match std::mem::take(&mut request.body) {
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
