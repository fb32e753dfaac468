//! Bounds: the document states the longest form of every list and text of a request, and a longer list is one fault.

use serde_json::{Value, json};

use crate::calls::{Contract, Sent, contracts, document, resolved};
use crate::fuzz::example;

/// Calls `found` with every schema below one of a request, and the pointer to the first value that it describes.
fn walk(schema: &Value, at: &str, found: &mut impl FnMut(&str, &Value)) {
    let schema = resolved(document(), schema);
    found(at, &schema);
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        walk(field, &format!("{at}/{name}"), found);
    }
    if let Some(items) = schema.get("items") {
        walk(items, &format!("{at}/0"), found);
    }
    for part in ["allOf", "oneOf", "anyOf"] {
        schema[part].as_array().into_iter().flatten().for_each(|part| walk(part, at, found));
    }
}

fn is(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!(kind)))
}

/// A pattern or a format is a bound too: no pattern of the document allows any number of characters.
fn is_bounded(schema: &Value) -> bool {
    let texts = ["maxLength", "enum", "const", "format", "pattern"];
    let map = is(schema, "object") && schema.get("additionalProperties").is_some_and(|more| more != false);
    (!is(schema, "array") || schema.get("maxItems").is_some())
        && (!is(schema, "string") || texts.iter().any(|bound| schema.get(bound).is_some()))
        && (!map || schema.get("maxProperties").is_some())
}

fn body(contract: &Contract) -> &Value {
    &contract.operation["requestBody"]["content"]["application/json"]["schema"]
}

// Headers are left out: the gateway refuses more than 10 KB of them.
#[test]
fn every_list_and_text_of_a_request_has_a_longest_form() {
    let mut unbounded = Vec::new();
    for contract in contracts() {
        let mut found = |at: &str, schema: &Value| {
            if !is_bounded(schema) {
                unbounded.push(format!("{} {at}", contract.function));
            }
        };
        if contract.takes_json() {
            walk(body(&contract), "", &mut found);
        }
        for parameter in ["query", "path"].into_iter().flat_map(|place| contract.parameters(place)) {
            walk(&parameter["schema"], &format!("?{}", parameter["name"]), &mut found);
        }
    }
    assert_eq!(unbounded, Vec::<String>::new());
}

// Two elements over the limit, because a calendar documents six closed days and refuses the seventh by name.
#[test]
fn a_list_that_is_too_long_is_one_fault_whatever_is_in_it() {
    for contract in contracts().into_iter().filter(Contract::takes_json) {
        let mut lists = Vec::new();
        walk(body(&contract), "", &mut |at, schema| {
            if let Some(most) = schema["maxItems"].as_u64() {
                lists.push((at.to_owned(), most));
            }
        });
        for (at, most) in lists {
            let mut body = example(body(&contract));
            *body.pointer_mut(&at).unwrap() = json!(vec![json!({}); usize::try_from(most).unwrap() + 2]);
            let refusal = contract.refusal(&Sent::by_staff().with_body(&body)).unwrap();
            let faults = refusal.faults.iter().filter(|(place, _, _)| place.starts_with(&at));
            let faults: Vec<_> = faults.map(|(place, code, _)| (place.as_str(), code.as_str())).collect();
            assert_eq!(faults, [(at.as_str(), "too_many")], "{}", contract.function);
        }
    }
}
