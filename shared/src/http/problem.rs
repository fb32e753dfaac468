//! Errors as problem details (RFC 9457), each with a stable `code`.

use domain::fault::{Fault, Faults};
use domain::purchase::{IllegalTransition, PurchaseState, Refused};
use http::{HeaderValue, Response, StatusCode, header};
use lambda_http::Body;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::chain::Chain;
use crate::payments::PaymentsError;
use crate::random::NoRandomness;
use crate::store::StoreError;
use crate::vault::VaultError;

/// An error response. Only the cause, which is logged, may contain internal details.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    errors: Vec<Fault>,
    extensions: Map<String, Value>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Body of an error response, `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// Always `about:blank`; the kind of problem is in `code`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Standard reason phrase of the HTTP status.
    title: &'a str,
    /// HTTP status code of the response.
    status: u16,
    /// Stable, machine-readable code of the problem.
    code: &'a str,
    /// Human-readable description of the error.
    detail: &'a str,
    /// Validation errors, one for each invalid value.
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    errors: &'a [Fault],
    /// Members of this one kind of problem, such as `allowed` or `quote`.
    #[serde(flatten)]
    #[schema(ignore)]
    extensions: &'a Map<String, Value>,
}

impl Problem {
    /// Creates a problem with a code and a sentence that customers may read.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), errors: Vec::new(), extensions: Map::new(), cause: None }
    }

    /// 404: it does not exist, or the caller may not know that it does.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "The resource was not found.")
    }

    /// 401: the caller has not signed in.
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "Authentication is required.")
    }

    /// 409: it was modified since the caller loaded it.
    pub fn conflict() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "conflict",
            "It was modified since you loaded it. Reload and try again.",
        )
    }

    /// 409: the customer was erased, and with them the key that the order's texts are sealed under.
    pub fn customer_erased() -> Self {
        let detail = "The customer's data was erased, including the key that encrypts it.";
        Self::new(StatusCode::CONFLICT, "customer_erased", detail)
    }

    /// 500: an error on our side. The cause is logged and not part of the response.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let detail = "An internal error occurred. No data was lost; please try again.";
        Self {
            cause: Some(cause.into()),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", detail)
        }
    }

    /// 503: a service that we depend on does not respond.
    pub fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let detail = "A service that we depend on is unavailable. Please try again in a moment.";
        Self {
            cause: Some(cause.into()),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
        }
    }

    /// 429: the caller has reached a rate limit.
    pub fn too_many_requests() -> Self {
        let detail = "Too many requests from your network. Please try again in an hour.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail)
    }

    /// Adds an extension member to the body.
    #[must_use]
    pub fn with(mut self, member: &str, value: impl Serialize) -> Self {
        self.extensions.insert(member.to_owned(), serde_json::to_value(value).unwrap_or_default());
        self
    }

    /// Adds the cause, which is logged and not part of the response.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    pub const fn code(&self) -> &'static str {
        self.code
    }

    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// Logs the cause, once, and builds the body.
    fn body(&self) -> ProblemBody<'_> {
        if let Some(cause) = &self.cause {
            tracing::error!(code = self.code, error = %Chain(cause.as_ref()), "request failed");
        }
        ProblemBody {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            code: self.code,
            detail: &self.detail,
            errors: &self.errors,
            extensions: &self.extensions,
        }
    }

    /// Logs the cause, once, and builds the body as a part of a larger response.
    pub fn into_document(self) -> Value {
        serde_json::to_value(self.body()).unwrap_or_default()
    }

    /// Logs the cause, once, and builds the response.
    pub fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(serde_json::to_string(&self.body()).unwrap_or_default()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after(self.status) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Returns the number of seconds that a caller should wait, if waiting helps.
pub(super) fn retry_after(status: StatusCode) -> Option<&'static str> {
    match status {
        StatusCode::SERVICE_UNAVAILABLE => Some("2"),
        StatusCode::TOO_MANY_REQUESTS => Some("3600"),
        _ => None,
    }
}

impl From<Faults> for Problem {
    fn from(faults: Faults) -> Self {
        let detail = "The request is invalid; see `errors` for each field.";
        Self { errors: faults.0, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_input", detail) }
    }
}

impl From<IllegalTransition> for Problem {
    fn from(illegal: IllegalTransition) -> Self {
        Self::illegal_transition(illegal.from, illegal.to)
    }
}

impl Problem {
    /// A transition that does not exist from this state. The problem lists those that do.
    pub fn illegal_transition(from: PurchaseState, to: PurchaseState) -> Self {
        let detail = format!("An order in state {from} cannot change to {to}.");
        Self::new(StatusCode::CONFLICT, "illegal_transition", detail)
            .with("from", from)
            .with("allowed", from.next_for_staff())
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NoOrder => Self::not_found(),
            Refused::Stale => Self::conflict(),
            Refused::Illegal(illegal) => illegal.into(),
            Refused::WrongState(state) => {
                let detail = format!("This is not possible for an order in state {state}.");
                Self::new(StatusCode::CONFLICT, "wrong_state", detail).with("state", state)
            }
            Refused::Faulty(faults) => faults.into(),
            Refused::PaymentHeld(hold) => {
                let detail = "The payment was refunded in full or is disputed. To proceed anyway, send \
                    `override_payment_hold`.";
                Self::new(StatusCode::CONFLICT, "payment_held", detail).with("reason", hold)
            }
            Refused::CustomerErased => Self::customer_erased(),
            Refused::MailOwed => {
                let detail = "The mail is still to be sent, so there is nothing to send again.";
                Self::new(StatusCode::CONFLICT, "mail_owed", detail)
            }
            Refused::NotFailed(status) => {
                let detail = "Only a failed refund can be retried.";
                Self::new(StatusCode::CONFLICT, "refund_not_failed", detail).with("refund_status", status)
            }
            Refused::Money(error) => Self::internal(error),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict | StoreError::Contended => Self::conflict(),
            StoreError::UnknownPurchase => Self::not_found(),
            StoreError::SlugTaken => {
                let mut faults = Faults::default();
                faults.push(
                    "/slug",
                    "slug_taken",
                    "Another product uses this slug now or used it before; former slugs redirect to it.",
                );
                Self { status: StatusCode::CONFLICT, code: "slug_taken", ..faults.into() }
            }
            StoreError::CurrencyInUse => {
                let mut faults = Faults::default();
                let detail = "Products with prices in the current currency exist. Delete them before you \
                    change the currency.";
                faults.push("/currency", "currency_in_use", detail);
                Self { status: StatusCode::CONFLICT, code: "currency_in_use", ..faults.into() }
            }
            StoreError::Archived => {
                let detail = "The product is archived. Restore it before you change it.";
                Self::new(StatusCode::CONFLICT, "product_archived", detail)
            }
            StoreError::Unavailable(_) => Self::unavailable(error),
            StoreError::NumberTaken | StoreError::StockGone | StoreError::Broken(_) => Self::internal(error),
        }
    }
}

impl From<PaymentsError> for Problem {
    fn from(error: PaymentsError) -> Self {
        if error.retryable() { Self::unavailable(error) } else { Self::internal(error) }
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        if error.retryable() { Self::unavailable(error) } else { Self::internal(error) }
    }
}

impl From<NoRandomness> for Problem {
    fn from(error: NoRandomness) -> Self {
        Self::internal(error)
    }
}

#[cfg(test)]
mod tests {
    use domain::purchase::{IllegalTransition, PaymentHold, RefundStatus};

    use super::*;

    #[test]
    fn each_refusal_of_an_action_has_its_code() {
        let (from, to) = (PurchaseState::Shipped, PurchaseState::Processing);
        for (refused, status, code) in [
            (Refused::NoOrder, 404, "not_found"),
            (Refused::Stale, 409, "conflict"),
            (Refused::Illegal(IllegalTransition { from, to, wrong_actor: false }), 409, "illegal_transition"),
            (Refused::WrongState(from), 409, "wrong_state"),
            (Refused::Faulty(Faults::default()), 422, "invalid_input"),
            (Refused::CustomerErased, 409, "customer_erased"),
            (Refused::MailOwed, 409, "mail_owed"),
            (Refused::NotFailed(RefundStatus::Pending), 409, "refund_not_failed"),
            (Refused::PaymentHeld(PaymentHold::Disputed), 409, "payment_held"),
        ] {
            let problem = Problem::from(refused);
            assert_eq!((problem.status().as_u16(), problem.code()), (status, code));
        }
    }
}
