//! The document.

use std::collections::BTreeSet;

use shared::http::Endpoint;
use shared::http::openapi::{Schemas, operation};
use utoipa::openapi::info::{InfoBuilder, LicenseBuilder};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ComponentsBuilder, OpenApi, OpenApiBuilder, Paths, Tag};

use crate::{Visitor, visit_all};

/// What holds for all of it.
const DESCRIPTION: &str = "\
A shop for made-to-order 3D prints.

Money is in minor units of its currency (`{\"amount\": 1299, \"currency\": \"EUR\"}` is 12.99 €), times are RFC 3339 in \
UTC, unknown fields and parameters are refused. A list answers `next_cursor` until its last page. Errors are problem \
details (RFC 9457) with a stable `code`; invalid input (422) lists every fault at once, each with its JSON pointer.

Two answers come from the gateway before a function runs, as `{\"message\"}`: 401 to a missing, expired or foreign token \
of staff, and 429 to a caller who asks too often.";

/// The document, and what could not be put into it.
pub struct Described {
    /// The document.
    pub document: OpenApi,
    /// Names of schemas that two different types claim.
    pub clashes: BTreeSet<String>,
}

/// The OpenAPI 3.1 document.
pub fn document() -> OpenApi {
    describe().document
}

/// The document as `docs/openapi.json` holds it.
pub fn written() -> serde_json::Result<String> {
    serde_json::to_string_pretty(&document()).map(|document| document + "\n")
}

/// Describes every endpoint.
pub fn describe() -> Described {
    let mut operations = Operations::default();
    visit_all(&mut operations);
    let clashes = operations.schemas.clashes().clone();
    let mut components = ComponentsBuilder::new();
    for (name, schema) in operations.schemas.into_named() {
        components = components.schema(name, schema);
    }
    for (name, scheme) in security_schemes() {
        components = components.security_scheme(name, scheme);
    }
    let document = OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("3D Things")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(DESCRIPTION))
                .license(Some(LicenseBuilder::new().name(env!("CARGO_PKG_LICENSE")).build()))
                .build(),
        )
        .paths(operations.paths)
        .components(Some(components.build()))
        .tags(Some(tags()))
        .build();
    Described { document, clashes }
}

#[derive(Default)]
struct Operations {
    schemas: Schemas,
    paths: Paths,
}

impl Visitor for Operations {
    fn visit<E: Endpoint>(&mut self) {
        let described = operation::<E>(&mut self.schemas);
        self.paths.add_path_operation(described.path, vec![described.method], described.operation);
    }
}

fn tags() -> [Tag; 3] {
    [
        ("customers", "What the storefront asks. Nobody needs an account to buy."),
        ("staff", "What the people who run the shop ask, signed in and of the group `admin`."),
        ("stripe", "What the payment provider tells."),
    ]
    .map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build())
}

fn security_schemes() -> [(&'static str, SecurityScheme); 3] {
    let bearer = |about: &str| HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(about));
    let staff = "An access or id token of the Cognito user pool, of a member of staff; each operation names the groups that may use it.";
    let secret = "The secret of one order, from the link in its receipt.";
    let signature = "Stripe's signature over the body's very bytes: `t=<seconds>,v1=<HMAC-SHA256 in hex>`.";
    [
        ("order_secret", SecurityScheme::Http(bearer(secret).build())),
        ("staff", SecurityScheme::Http(bearer(staff).bearer_format("JWT").build())),
        (
            "stripe_signature",
            SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
                "Stripe-Signature",
                signature,
            ))),
        ),
    ]
}
