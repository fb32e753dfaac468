//! Logs as JSON lines, and business metrics in CloudWatch's embedded metric format.

use std::io::Write;

use domain::ids::OrderId;
use jiff::Timestamp;
use serde_json::{Value, json};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config;

/// Starts logging, as JSON lines if `AWS_LAMBDA_LOG_FORMAT` is `JSON`.
pub fn init() {
    let is_json = config::optional("AWS_LAMBDA_LOG_FORMAT").is_some_and(|it| it.eq_ignore_ascii_case("json"));
    let levels = levels(config::optional("RUST_LOG"), config::optional("AWS_LAMBDA_LOG_LEVEL"));
    let lines = layer().with_target(false).without_time();
    let registry = tracing_subscriber::registry().with(levels);
    if is_json { registry.with(lines.json()).init() } else { registry.with(lines).init() }
}

/// The levels of `RUST_LOG`, such as `info,shared=debug`; without it the level of `AWS_LAMBDA_LOG_LEVEL`, or INFO. Levels by
/// target are enough: filters by span or field would link a regular expression engine.
fn levels(rust_log: Option<String>, lambda: Option<String>) -> Targets {
    let level = lambda.and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::INFO);
    rust_log.and_then(|levels| levels.parse().ok()).unwrap_or_else(|| Targets::new().with_default(level))
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

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn rust_log_sets_the_levels_and_lambda_only_the_default() {
        let some = |text: &str| Some(text.to_owned());
        for (rust_log, lambda, default, ours) in [
            (None, None, Level::INFO, Level::INFO),
            (None, some("DEBUG"), Level::DEBUG, Level::DEBUG),
            (None, some("FATAL"), Level::INFO, Level::INFO),
            (some("warn"), some("DEBUG"), Level::WARN, Level::WARN),
            (some("warn,shared=trace"), None, Level::WARN, Level::TRACE),
            (some("shared=loud"), some("ERROR"), Level::ERROR, Level::ERROR),
        ] {
            let levels = levels(rust_log.clone(), lambda);
            for (target, level) in [("hyper", default), ("shared::stream", ours)] {
                assert!(levels.would_enable(target, &level), "{rust_log:?} {target}");
                let more = [Level::ERROR, Level::WARN, Level::INFO, Level::DEBUG, Level::TRACE];
                let next = more.into_iter().find(|it| *it > level);
                assert!(next.is_none_or(|next| !levels.would_enable(target, &next)), "{rust_log:?} {target}");
            }
        }
    }
}
