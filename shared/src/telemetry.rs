//! Logs as JSON lines, and business metrics in CloudWatch's embedded metric format.

use std::io::Write;

use domain::ids::OrderId;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::config;

/// Starts logging, configured by `AWS_LAMBDA_LOG_FORMAT`, `AWS_LAMBDA_LOG_LEVEL` and `RUST_LOG`.
pub fn init() {
    lambda_http::tracing::init_default_subscriber();
}

/// Adds the purchase's id to every log line of the current request or message.
pub fn about(order_id: OrderId) {
    tracing::Span::current().record("purchase.id", tracing::field::display(order_id));
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    CheckoutStarted,
    /// Stripe refused to open a payment page. A person should investigate.
    CheckoutRefused,
    OrderConfirmed,
    CheckoutCancelled,
    OrderTransitioned,
    /// A payment was captured without an order and is returned. A person should investigate.
    PaymentReturned,
    /// The customer's bank disputes a payment. Stripe waits only some days for the shop's answer.
    PaymentDisputed,
    /// Stripe reported something of another business or stack that shares its account.
    ForeignEvent,
    RefundRequested,
    /// Stripe refused a refund.
    RefundFailed,
    MailSent,
    /// A mail will not reach its customer: it was refused or returned, or every try failed. A person should investigate.
    MailFailed,
    /// A mail waits, because its provider or another service is unavailable. Counted at each try that the queue does not
    /// repeat.
    MailDelayed,
    /// An order had no receipt five minutes after its payment. Counted at each check.
    ReceiptOverdue,
    /// Overdue work was found and enqueued again.
    WorkRepaired,
    /// The compact catalogue differed from the products in more than what was sold. A person should investigate.
    CatalogueDiffered,
    /// A queue message failed and will be redelivered.
    MessageFailed,
}

/// Counts a business event in the embedded metric format: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.
pub fn count(metric: Metric, now: Timestamp) {
    let stack = config::optional("STACK").unwrap_or_default();
    // A metric that cannot be written must not fail the purchase that it counts.
    let _ = writeln!(std::io::stdout(), "{}", line(metric, now, &stack));
}

/// The log line from which CloudWatch takes the metric. Its dimension keeps the stacks of one account apart.
pub fn line(metric: Metric, now: Timestamp, stack: &str) -> Value {
    let name = format!("{metric:?}");
    json!({
        "_aws": {
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": "3DThings",
                "Dimensions": [["Stack"]],
                "Metrics": [{"Name": name, "Unit": "Count"}],
            }],
        },
        "Stack": stack,
        name: 1,
    })
}
