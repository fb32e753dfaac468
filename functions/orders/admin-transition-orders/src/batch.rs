//! Request and results of a batch of transitions.

use std::collections::BTreeSet;

use deserr::Deserr;
use serde::Serialize;
use serde_json::Value;
use shared::api::order::OrderSummary;
use shared::domain::at_most::AtMost;
use shared::domain::fault::Faults;
use shared::domain::ids::OrderId;
use shared::domain::purchase::TransitionRequest;
use shared::http::{Problem, ProblemBody};
use utoipa::ToSchema;

/// Maximum number of rows per batch.
const MAX_ROWS: usize = 25;

/// Transitions of several orders.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct TransitionBatch {
    /// 1 to 25 transitions, each of a different order.
    #[deserr(from(AtMost<TransitionRow, MAX_ROWS>) = Vec::from)]
    #[schema(min_items = 1, max_items = 25)]
    pub rows: Vec<TransitionRow>,
}

/// Transition of one order in a batch.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct TransitionRow {
    /// Id of the order.
    pub order_id: OrderId,
    /// Transition request, as for a single order.
    pub transition: TransitionRequest,
}

impl TransitionBatch {
    /// Returns every fault of the batch as a whole.
    pub(crate) fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if self.rows.is_empty() {
            faults.push("/rows", "wrong_length", "Must contain at least one row.");
        }
        let mut seen = BTreeSet::new();
        for (place, row) in self.rows.iter().enumerate() {
            if !seen.insert(row.order_id) {
                let detail = "An earlier row already contains this order. Each order can appear only once.";
                faults.push(format!("/rows/{place}/order_id"), "duplicate_order", detail);
            }
        }
        faults.into_result()
    }
}

/// Results of a batch of transitions.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TransitionResults {
    /// One result per row, in the order of the rows.
    pub results: Vec<TransitionResult>,
}

/// Result of one row of the batch.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TransitionResult {
    /// Id of the order.
    pub order_id: OrderId,
    /// HTTP status that a single request would have returned: 200 if the transition succeeded.
    #[schema(example = 200)]
    pub status: u16,
    /// The order after the transition, if it succeeded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderSummary>,
    /// The problem, if the transition failed. Pointers of its errors are relative to the row's `transition`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ProblemBody<'static>>)]
    pub problem: Option<Value>,
}

impl TransitionResult {
    pub(crate) fn of(order_id: OrderId, outcome: Result<OrderSummary, Problem>) -> Self {
        match outcome {
            Ok(order) => Self { order_id, status: 200, order: Some(order), problem: None },
            Err(problem) => {
                let status = problem.status().as_u16();
                Self { order_id, status, order: None, problem: Some(problem.into_document()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn faults(ids: &[&str]) -> Vec<(String, &'static str)> {
        let row = |id: &&str| json!({"order_id": id, "transition": {"to": "processing", "version": 1}});
        let rows: Vec<_> = ids.iter().map(row).collect();
        let read = deserr::deserialize::<TransitionBatch, _, Faults>(json!({"rows": rows}));
        let faults = read.and_then(|batch| batch.check()).err().unwrap_or_default();
        faults.0.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    const ONE: &str = "ord_01h455vb4pex5vsknk084sn02q";
    const OTHER: &str = "ord_01h455vb4pex5vsknk084sn02r";

    #[test]
    fn each_row_is_of_another_order() {
        assert_eq!(faults(&[ONE, OTHER]), []);
        let twice = |place: &str| (format!("/rows/{place}/order_id"), "duplicate_order");
        assert_eq!(faults(&[ONE, OTHER, ONE, OTHER]), [twice("2"), twice("3")]);
    }

    #[test]
    fn no_rows_and_too_many_rows_are_refused() {
        assert_eq!(faults(&[]), [("/rows".to_owned(), "wrong_length")]);
        let many: Vec<String> = (0..26).map(|n| OrderId::from_uuid(uuid(n)).to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(faults(&many), [("/rows".to_owned(), "too_many")]);
        assert_eq!(faults(&many[1..]), []);
    }

    fn uuid(n: u128) -> uuid::Uuid {
        uuid::Uuid::from_u128(n)
    }
}
