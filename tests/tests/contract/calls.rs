//! Every endpoint, and requests to it in the form in which the gateway sends them.

use std::sync::LazyLock;

use functions::{Context, Visitor};
use lambda_http::Request;
use serde_json::{Map, Value, json};
use shared::http::{Access, Endpoint, Problem, Route, read};

/// An endpoint, reduced to the part that reads requests, so that no dependencies are needed.
pub(crate) struct Contract {
    pub(crate) function: &'static str,
    /// Route of the handler.
    pub(crate) route: Route,
    /// Its operation in the OpenAPI document.
    pub(crate) operation: Value,
    /// The document's own examples of its required headers, and of its path parameters. They are read once, because fuzzing
    /// builds millions of requests.
    headers: Map<String, Value>,
    path: Map<String, Value>,
    read: fn(Request) -> Result<(), Problem>,
}

/// Returns every endpoint of the registry.
pub(crate) fn contracts() -> Vec<Contract> {
    struct Collect(Vec<Contract>);
    impl Visitor for Collect {
        fn visit<E: Endpoint>(&mut self, _: Context) {
            let method = E::ROUTE.method.as_str().to_ascii_lowercase();
            let operation = document()["paths"][E::ROUTE.path][method].clone();
            let (headers, path) = (examples(&operation, "header"), examples(&operation, "path"));
            let (function, route, read) = (E::FUNCTION, E::ROUTE, reads::<E>);
            self.0.push(Contract { function, route, operation, headers, path, read });
        }
    }
    let mut collect = Collect(Vec::new());
    functions::visit_all(&mut collect);
    collect.0
}

/// Runs the first steps of `serve`. They make no call, so a request that they refuse cannot have changed anything.
fn reads<E: Endpoint>(request: Request) -> Result<(), Problem> {
    read::<E>(request).map(drop)
}

/// The OpenAPI document as callers get it.
pub(crate) fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(openapi::document()).unwrap());
    &DOCUMENT
}

/// A refused request: status, code, and every error as pointer, code and detail.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) faults: Vec<(String, String, String)>,
}

impl Contract {
    /// Returns the operation's parameters of one location: path, query or header.
    pub(crate) fn parameters(&self, place: &str) -> Vec<&Value> {
        parameters(&self.operation, place).collect()
    }

    /// Returns true if the endpoint takes a JSON body.
    pub(crate) fn takes_json(&self) -> bool {
        self.route.access != Access::StripeSignature && self.operation.get("requestBody").is_some()
    }

    /// Reads a request. Returns the body of the answer if it is refused.
    pub(crate) fn refused_body(&self, sent: &Sent) -> Option<Vec<u8>> {
        let problem = (self.read)(self.request(sent)).err()?;
        Some(problem.into_response().body().to_vec())
    }

    /// Reads a request. Returns none if it is accepted.
    pub(crate) fn refusal(&self, sent: &Sent) -> Option<Refusal> {
        let problem = (self.read)(self.request(sent)).err()?;
        let response = problem.into_response();
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        let status = response.status().as_u16();
        let body: Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(body["status"], status);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let faults = body["errors"].as_array().into_iter().flatten();
        let faults =
            faults.map(|fault| (text(&fault["pointer"]), text(&fault["code"]), text(&fault["detail"])));
        Some(Refusal { status, code: text(&body["code"]), faults: faults.collect() })
    }

    /// Builds the request in the form in which the runtime passes it to the function.
    pub(crate) fn request(&self, sent: &Sent) -> Request {
        lambda_http::request::from_str(&self.event(sent).to_string()).unwrap()
    }

    /// Builds the event in payload format 2.0. Path parameters and headers are the document's own examples.
    fn event(&self, sent: &Sent) -> Value {
        let mut headers = self.headers.clone();
        headers.insert("content-type".to_owned(), sent.content_type.clone().into());
        let mut context = json!({
            "accountId": "123456789012", "apiId": "api", "domainName": "api.example.com", "domainPrefix": "api",
            "http": {
                "method": self.route.method.as_str(), "path": self.route.path, "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1", "userAgent": "test",
            },
            "requestId": "request", "routeKey": format!("{} {}", self.route.method, self.route.path),
            "stage": "$default", "time": "01/Jan/2026:00:00:00 +0000", "timeEpoch": 1_767_225_600_000_i64,
        });
        if let Some(claims) = &sent.claims {
            context["authorizer"] = json!({"jwt": {"claims": claims, "scopes": null}});
        }
        json!({
            "version": "2.0", "routeKey": context["routeKey"], "rawPath": self.route.path,
            "rawQueryString": encoded(&sent.query), "headers": headers,
            "queryStringParameters": query(&sent.query), "pathParameters": self.path,
            "requestContext": context, "body": sent.body, "isBase64Encoded": false,
        })
    }
}

fn parameters<'a>(operation: &'a Value, place: &str) -> impl Iterator<Item = &'a Value> {
    let all = operation["parameters"].as_array().into_iter().flatten();
    all.filter(move |parameter| parameter["in"] == place)
}

/// Returns the document's own examples of the required parameters of one location.
fn examples(operation: &Value, place: &str) -> Map<String, Value> {
    let required = parameters(operation, place).filter(|parameter| parameter["required"] == true);
    let examples = required.map(|parameter| {
        let schema = resolved(document(), &parameter["schema"]);
        let example = schema.get("example").or_else(|| schema["examples"].get(0));
        (parameter["name"].as_str().unwrap().to_owned(), example.cloned().unwrap())
    });
    examples.collect()
}

/// Percent-encodes a query: the gateway accepts no request whose URL contains other characters.
fn encoded(written: &str) -> String {
    let mut address = reqwest::Url::parse("https://api.example.com/").unwrap();
    address.query_pairs_mut().extend_pairs(pairs(written));
    address.query().unwrap_or_default().to_owned()
}

fn pairs(written: &str) -> impl Iterator<Item = (&str, &str)> {
    written.split('&').filter_map(|pair| pair.split_once('='))
}

fn query(written: &str) -> Map<String, Value> {
    pairs(written).map(|(name, value)| (name.to_owned(), value.into())).collect()
}

/// The parts of a request that a caller chooses.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) claims: Option<Value>,
    pub(crate) content_type: String,
    pub(crate) query: String,
    pub(crate) body: String,
}

impl Sent {
    /// An empty document, sent by staff.
    pub(crate) fn by_staff() -> Self {
        Self {
            claims: Some(json!({
                "sub": "1", "email": "staff@example.com", "cognito:groups": "[admin]", "token_use": "id",
            })),
            content_type: "application/json".to_owned(),
            query: String::new(),
            body: "{}".to_owned(),
        }
    }

    pub(crate) fn with_body(self, body: impl ToString) -> Self {
        Self { body: body.to_string(), ..self }
    }

    /// Replaces the caller's claims.
    pub(crate) fn with_claims(self, claims: Option<Value>) -> Self {
        Self { claims, ..self }
    }
}

/// Resolves a reference to its schema, and a nullable schema to its other alternative.
pub(crate) fn resolved(document: &Value, schema: &Value) -> Value {
    if let Some(pointer) = schema["$ref"].as_str() {
        let found = pointer.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
        return resolved(document, found.unwrap_or_else(|| panic!("{pointer} leads nowhere")));
    }
    let mut choices =
        schema["oneOf"].as_array().into_iter().flatten().filter(|choice| choice["type"] != "null");
    match (choices.next(), choices.next()) {
        (Some(only), None) => resolved(document, only),
        _ => schema.clone(),
    }
}
