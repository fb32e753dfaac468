//! Round trips, capacity units and calls of each path that has a budget. Tests assert the same counts.

use serde_json::{Value, json};
use shop_tests::budgets::{BUDGETS, run};

use crate::goals::Goals;
use crate::table::{self, row};

pub(crate) async fn figures() -> Value {
    let mut figures = Vec::new();
    for (case, budget) in BUDGETS {
        let spent = Box::pin(run(case)).await;
        let calls = |calls: shop_tests::budgets::Calls| [calls.table, calls.kms, calls.stripe, calls.sqs];
        figures.push(json!({
            "path": case.to_string(), "spent": calls(spent.calls), "budget": calls(budget),
            "units": spent.units, "kept": spent.calls.within(&budget),
        }));
    }
    json!(figures)
}

pub(crate) fn print(figures: &Value, goals: &mut Goals) {
    let head = row([&"path", &"DynamoDB", &"units", &"KMS", &"Stripe", &"SQS", &""]);
    let (mut rows, mut exceeded) = (vec![head], 0);
    for figure in figures.as_array().unwrap() {
        let of = |which: usize| format!("{} of {}", figure["spent"][which], figure["budget"][which]);
        let verdict = if figure["kept"] == true { "met" } else { "missed" };
        exceeded += u32::from(figure["kept"] == false);
        rows.push(row([
            &figure["path"].as_str().unwrap(),
            &of(0),
            &figure["units"],
            &of(1),
            &of(2),
            &of(3),
            &verdict,
        ]));
    }
    table::print("Calls per invocation, and its budget", &rows);
    let measured = format!("{exceeded} of {} exceeded", rows.len() - 1);
    goals.add("calls of each path with a budget", "within the budget", &measured, exceeded == 0);
}
