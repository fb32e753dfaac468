//! Garbage: the answer to a body that is wrong in many places stays small.

use bolero::check;
use serde_json::{Map, Value, json};

use crate::calls::{Contract, Sent, contracts};
use crate::fuzz::example;

/// Largest answer; a function can return 6 MB.
const MAX_ANSWER: usize = 1_000_000;
/// Almost the largest body that is read.
const BODY: usize = 240 * 1024;

/// Returns a value of almost the largest size, which is wrong in as many places as possible.
fn garbage(kind: u8, place: &Value) -> Value {
    let many = |element: Value| {
        let count = BODY / (element.to_string().len() + 1);
        Value::from(vec![element; count])
    };
    let keys = |length: usize| {
        let key = |n: usize| (format!("{n:~<length$}"), Value::Null);
        Value::Object((0..BODY / (length + 9)).map(key).collect())
    };
    match kind % 8 {
        0 => many(json!(0)),
        1 => many(json!({})),
        2 => many(json!([{}])),
        3 => many(place.as_array().and_then(|list| list.first()).unwrap_or(place).clone()),
        4 => keys(6),
        5 => keys(2000),
        6 => {
            json!({ "~".repeat(BODY / 2): many(json!({"": 0})).as_array().map(|list| list[..9000].to_vec()) })
        }
        _ => json!("\u{202e}".repeat(BODY / 3)),
    }
}

/// Lists the pointers of all values in a document.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let below: Map<String, Value> = match value {
        Value::Object(fields) => fields.clone(),
        Value::Array(list) => {
            list.iter().enumerate().map(|(n, value)| (n.to_string(), value.clone())).collect()
        }
        _ => Map::new(),
    };
    for (name, value) in &below {
        places(value, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found);
    }
}

#[test]
fn no_answer_to_garbage_is_over_a_megabyte() {
    let contracts: Vec<_> = contracts().into_iter().filter(Contract::takes_json).collect();
    for contract in &contracts {
        let schema = &contract.operation["requestBody"]["content"]["application/json"]["schema"];
        let body = example(schema);
        let mut pointers = Vec::new();
        places(&body, "", &mut pointers);
        check!().with_iterations(12).with_type::<(u8, u8)>().for_each(|(place, kind)| {
            let mut body = body.clone();
            let pointer = &pointers[usize::from(*place) % pointers.len()];
            let part = body.pointer_mut(pointer).unwrap();
            *part = garbage(*kind, part);
            let answer = contract.refused_body(&Sent::by_staff().with_body(body)).unwrap_or_default();
            assert!(answer.len() < MAX_ANSWER, "{}: {} at {pointer:?}", contract.function, answer.len());
        });
    }
}

#[test]
fn a_cart_of_80000_wrong_lines_is_one_fault() {
    for function in ["quote-cart", "start-checkout"] {
        let contract = contracts().into_iter().find(|contract| contract.function == function).unwrap();
        let total = json!({"amount": 1, "currency": "EUR"});
        let mut body = json!({"items": vec![json!({}); 80_000], "country": "DE"});
        if function == "start-checkout" {
            body["expected_total"] = total;
        }
        let refusal = contract.refusal(&Sent::by_staff().with_body(body)).unwrap();
        assert_eq!(refusal.faults.len(), 1, "{refusal:?}");
        assert_eq!((refusal.faults[0].0.as_str(), refusal.faults[0].1.as_str()), ("/items", "too_many"));
    }
}
