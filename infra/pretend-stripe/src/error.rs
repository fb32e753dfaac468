//! API errors in Stripe's format.

use serde_json::{Map, Value, json};

/// An error as Stripe returns it.
#[derive(Clone, Debug)]
pub(crate) struct StripeError {
    pub(crate) status: u16,
    kind: &'static str,
    code: Option<&'static str>,
    message: String,
    param: Option<String>,
    /// Set if the endpoint had started, in which case the response is saved for the idempotency key.
    pub(crate) begun: bool,
}

impl StripeError {
    fn new(status: u16, kind: &'static str, message: impl Into<String>) -> Self {
        Self { status, kind, code: None, message: message.into(), param: None, begun: true }
    }

    /// An error from the endpoint itself, after validation.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request_error", message)
    }

    /// A parameter that failed validation, before the endpoint started.
    pub(crate) fn parameter(message: impl Into<String>, param: impl Into<String>) -> Self {
        Self { begun: false, ..Self::refused(message).param(param) }
    }

    pub(crate) fn missing(param: &str) -> Self {
        Self::parameter(format!("Missing required param: {param}."), param).code("parameter_missing")
    }

    pub(crate) fn unknown(params: &[String]) -> Self {
        let plural = if params.len() == 1 { "" } else { "s" };
        let first = params.first().cloned().unwrap_or_default();
        Self::parameter(format!("Received unknown parameter{plural}: {}", params.join(", ")), first)
            .code("parameter_unknown")
    }

    pub(crate) fn no_such(object: &str, id: &str, param: &str) -> Self {
        Self { status: 404, ..Self::refused(format!("No such {object}: '{id}'")) }
            .code("resource_missing")
            .param(param)
    }

    pub(crate) fn unrecognized_url(method: &str, path: &str) -> Self {
        let message = format!(
            "Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at \
             https://support.stripe.com/."
        );
        Self { begun: false, ..Self::new(404, "invalid_request_error", message) }
    }

    pub(crate) fn unauthorized(message: impl Into<String>) -> Self {
        Self { begun: false, ..Self::new(401, "invalid_request_error", message) }
    }

    pub(crate) fn rate_limited() -> Self {
        let message = "Request rate limit exceeded. Learn more about rate limits here \
                       https://stripe.com/docs/rate-limits.";
        Self { begun: false, ..Self::new(429, "invalid_request_error", message) }.code("rate_limit")
    }

    pub(crate) fn internal() -> Self {
        Self::new(500, "api_error", "An unknown error occurred. (The pretend Stripe is configured to fail.)")
    }

    pub(crate) fn key_reused_with_other_parameters(key: &str) -> Self {
        let message = format!(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. \
             Try using a key other than '{key}' if you meant to execute a different request."
        );
        Self { begun: false, ..Self::new(400, "idempotency_error", message) }
    }

    pub(crate) fn key_reused_on_other_endpoint(key: &str, first: &str, now: &str) -> Self {
        let message = format!(
            "Keys for idempotent requests can only be used for the same endpoint they were first used for \
             ('{now}' vs '{first}'). Try using a key other than '{key}' if you meant to execute a different request."
        );
        Self { begun: false, ..Self::new(400, "idempotency_error", message) }
    }

    pub(crate) fn key_in_use(key: &str) -> Self {
        let message = format!(
            "There is currently another in-progress request using this Idempotent Key (that probably means you \
             submitted twice, and the other request is still going through): {key}. Please try again later."
        );
        Self { begun: false, ..Self::new(409, "idempotency_error", message) }.code("idempotency_key_in_use")
    }

    pub(crate) fn card_declined() -> Self {
        Self { status: 402, ..Self::new(402, "card_error", "Your card was declined.") }.code("card_declined")
    }

    pub(crate) fn code(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    pub(crate) fn param(self, param: impl Into<String>) -> Self {
        Self { param: Some(param.into()), ..self }
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn body(&self, request_id: &str) -> Value {
        let mut error = Map::new();
        error.insert("message".into(), json!(self.message));
        error.insert("type".into(), json!(self.kind));
        if let Some(code) = self.code {
            error.insert("code".into(), json!(code));
            let page = code.replace('_', "-");
            error.insert("doc_url".into(), json!(format!("https://stripe.com/docs/error-codes/{page}")));
        }
        if let Some(param) = &self.param {
            error.insert("param".into(), json!(param));
        }
        error.insert(
            "request_log_url".into(),
            json!(format!("https://dashboard.stripe.com/test/logs/{request_id}")),
        );
        json!({ "error": error })
    }
}
