//! The OpenAPI document of the shop.

use std::collections::BTreeSet;

use functions::{Context, Visitor, visit_all};
use shared::http::Endpoint;
use shared::http::openapi::{Schemas, operation};
use utoipa::openapi::info::{InfoBuilder, License, LicenseBuilder};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ComponentsBuilder, OpenApi, OpenApiBuilder, Paths, Tag};

use crate::flat::flatten_choices;

/// Description of the whole API.
const DESCRIPTION: &str = "\
A shop for made-to-order 3D prints.

Money is in minor units of its currency (`{\"amount\": 1299, \"currency\": \"EUR\"}` is 12.99 €), times are RFC 3339 in \
UTC, unknown fields and parameters are rejected. A list returns `next_cursor` on every page except the last. Errors are \
problem details (RFC 9457) with a stable `code`; a response to invalid input (422) lists all errors at once, each with \
its JSON pointer.

The gateway itself sends two responses before a function runs, with the body `{\"message\"}`: 401 for a missing, \
expired or foreign staff token, and 429 for too many requests.";

/// The document and its naming conflicts.
pub struct Described {
    /// The OpenAPI document of the shop.
    pub document: OpenApi,
    /// Schema names that two different types use.
    pub clashes: BTreeSet<String>,
}

/// Builds the OpenAPI 3.1 document.
pub fn document() -> OpenApi {
    describe().document
}

/// Serialises the document as in `docs/openapi.json`.
pub fn written() -> serde_json::Result<String> {
    serde_json::to_string_pretty(&document()).map(|document| document + "\n")
}

/// Builds the document from every endpoint's types.
pub fn describe() -> Described {
    let mut operations = Operations::default();
    visit_all(&mut operations);
    let clashes = operations.schemas.clashes().clone();
    let mut components = ComponentsBuilder::new();
    let mut named = operations.schemas.into_named();
    flatten_choices(&mut named);
    for (name, schema) in named {
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
                .license(Some(license()))
                .build(),
        )
        .paths(operations.paths)
        .components(Some(components.build()))
        .tags(Some(tags()))
        .build();
    Described { document, clashes }
}

/// The licence, which validators want by its SPDX expression.
fn license() -> License {
    let expression = env!("CARGO_PKG_LICENSE");
    LicenseBuilder::new().name(expression).identifier(Some(expression)).build()
}

#[derive(Default)]
struct Operations {
    schemas: Schemas,
    paths: Paths,
}

impl Visitor for Operations {
    fn visit<E: Endpoint>(&mut self, context: Context) {
        let mut described = operation::<E>(&mut self.schemas);
        described.operation.tags = Some(vec![context.as_str().to_owned()]);
        self.paths.add_path_operation(described.path, vec![described.method], described.operation);
    }
}

/// The contexts that have endpoints. Paths below `/admin` are for staff; every operation names its groups and scopes.
fn tags() -> Vec<Tag> {
    let about = |context| match context {
        Context::Catalogue => Some("Products, variants, images and categories."),
        Context::Checkout => Some("Prices of carts, checkouts, and Stripe's webhook."),
        Context::Orders => Some("Orders, refunds, notes, documents, and tracking by customers."),
        Context::Customers => Some("Export and erasure of customer data."),
        Context::Shop => Some("Settings and figures of the shop."),
        Context::Audit => Some("Audit trails and their verification."),
        Context::Storefront => None,
    };
    let tag =
        |context: Context, about| TagBuilder::new().name(context.as_str()).description(Some(about)).build();
    Context::ALL.iter().filter_map(|context| about(*context).map(|about| tag(*context, about))).collect()
}

fn security_schemes() -> [(&'static str, SecurityScheme); 3] {
    let bearer = |about: &str| HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(about));
    let staff = "Access or id token of a member of staff, issued by the Cognito user pool. Each operation \
        names the permitted groups.";
    let secret = "Secret of one order, from the link in its receipt.";
    let signature = "Stripe's signature over the raw body: `t=<seconds>,v1=<HMAC-SHA256 in hex>`.";
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
