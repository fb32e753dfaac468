//! Logs as JSON lines, and a metric for each business event in CloudWatch's embedded metric format.

use std::io::Write;

use domain::ids::OrderId;
use jiff::Timestamp;
use serde_json::json;

/// Starts logging as Lambda asks for it (`AWS_LAMBDA_LOG_FORMAT`, `AWS_LAMBDA_LOG_LEVEL`, `RUST_LOG`).
pub fn init() {
    lambda_http::tracing::init_default_subscriber();
}

/// Puts the purchase's id on every log line of the present request or message.
pub fn about(order_id: OrderId) {
    tracing::Span::current().record("purchase.id", tracing::field::display(order_id));
}

/// Business events that are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// A payment page was opened.
    CheckoutStarted,
    /// A purchase was paid.
    OrderConfirmed,
    /// A purchase ended unpaid.
    CheckoutCancelled,
    /// Staff or the shop moved an order on.
    OrderTransitioned,
    /// A payment was taken that made no order and goes back. A person should look.
    PaymentReturned,
    /// A refund was asked for.
    RefundRequested,
    /// Stripe refused a refund.
    RefundFailed,
    /// A mail went out.
    MailSent,
    /// An order had no receipt five minutes after its payment; counted again each time that it is looked for.
    ReceiptOverdue,
    /// Work that should long be done was found and queued again.
    WorkRepaired,
    /// A queue message could not be handled and will come again.
    MessageFailed,
}

/// Counts a business event: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.
pub fn count(metric: Metric, now: Timestamp) {
    let name = format!("{metric:?}");
    let line = json!({
        "_aws": {
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": "3DThings",
                "Dimensions": [[]],
                "Metrics": [{"Name": name, "Unit": "Count"}],
            }],
        },
        name: 1,
    });
    // A metric that cannot be written must not fail the purchase that it counts.
    let _ = writeln!(std::io::stdout(), "{line}");
}
