//! Request bodies that are malformed, too large, unknown or of wrong types. Handlers and document agree on every field.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use shared::http::MAX_BODY_BYTES;

use crate::calls::{Contract, Refusal, Sent, contracts, document, resolved};

/// Name of a field that no schema has.
const SURPLUS: &str = "no_such_field";

fn taking_json() -> Vec<Contract> {
    let found: Vec<Contract> = contracts().into_iter().filter(Contract::takes_json).collect();
    assert!(found.len() >= 6);
    found
}

fn refused(contract: &Contract, sent: &Sent) -> Refusal {
    contract.refusal(sent).unwrap_or_else(|| panic!("{} takes it", contract.function))
}

#[test]
fn a_body_that_is_not_json_is_refused() {
    for contract in taking_json() {
        for body in ["", "{", "{\"a\": }", "\u{feff}{}", "{} {}", "{\"a\": NaN}", "<xml/>"] {
            let refusal = refused(&contract, &Sent::by_staff().with_body(body));
            let answer = (refusal.status, refusal.code.as_str());
            assert_eq!(answer, (400, "malformed_json"), "{} {body:?}", contract.function);
        }
    }
}

#[test]
fn another_content_type_is_refused_but_a_charset_is_accepted() {
    for contract in taking_json() {
        let function = contract.function;
        for kind in
            ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "application/xml"]
        {
            let refusal = refused(&contract, &Sent { content_type: kind.to_owned(), ..Sent::by_staff() });
            assert_eq!(
                (refusal.status, refusal.code.as_str()),
                (415, "unsupported_media_type"),
                "{function} {kind}"
            );
        }
        let kind = "Application/JSON; charset=utf-8".to_owned();
        assert_eq!(
            refused(&contract, &Sent { content_type: kind, ..Sent::by_staff() }).status,
            422,
            "{function}"
        );
    }
}

#[test]
fn a_body_that_is_too_large_is_refused() {
    for contract in contracts().iter().filter(|contract| contract.operation.get("requestBody").is_some()) {
        let body = format!("{{\"a\": \"{}\"}}", "x".repeat(MAX_BODY_BYTES));
        let refusal = refused(contract, &Sent::by_staff().with_body(body));
        let answer = (refusal.status, refusal.code.as_str());
        assert_eq!(answer, (413, "body_too_large"), "{}", contract.function);
    }
}

#[test]
fn a_body_that_is_not_an_object_is_refused_at_its_root() {
    for contract in taking_json() {
        for body in [json!([]), json!("text"), json!(7), json!(true), Value::Null] {
            let refusal = refused(&contract, &Sent::by_staff().with_body(&body));
            assert_eq!((refusal.status, refusal.code.as_str()), (422, "invalid_input"), "{body}");
            let places: Vec<_> = refusal.faults.iter().map(|(place, code, _)| (&**place, &**code)).collect();
            assert_eq!(places, [("", "wrong_type")], "{} {body}", contract.function);
        }
    }
}

#[test]
fn handlers_and_document_agree_on_known_and_required_fields() {
    let document = document();
    for contract in taking_json() {
        let schema = &contract.operation["requestBody"]["content"]["application/json"]["schema"];
        let mut expected = BTreeSet::new();
        let with_unknown_fields = with_unknown_fields(document, schema, "", &mut expected).unwrap();
        let refusal = refused(&contract, &Sent::by_staff().with_body(&with_unknown_fields));
        assert_eq!((refusal.status, refusal.code.as_str()), (422, "invalid_input"));
        let found = refusal.faults.into_iter().map(|(place, code, detail)| {
            let known = detail.strip_prefix("Unknown field. Known fields: ");
            let known =
                known.map(|known| known.trim_end_matches('.').split(", ").map(ToOwned::to_owned).collect());
            (place, code, known.unwrap_or_default())
        });
        assert_eq!(found.collect::<BTreeSet<_>>(), expected, "{} {with_unknown_fields}", contract.function);
    }
}

/// Expected error for each object: its pointer, the code, and the fields that the handler knows there.
type Expected = BTreeSet<(String, String, BTreeSet<String>)>;

/// Builds a document with every object of the schema, each with only a field that no object has.
fn with_unknown_fields(
    document: &Value,
    schema: &Value,
    place: &str,
    expected: &mut Expected,
) -> Option<Value> {
    let schema = resolved(document, schema);
    if let Some(items) = schema.get("items") {
        return with_unknown_fields(document, items, &format!("{place}/0"), expected)
            .map(|item| json!([item]));
    }
    let properties = schema["properties"].as_object()?;
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut object = Map::from_iter([(SURPLUS.to_owned(), json!(0))]);
    for (name, property) in properties {
        let inside = format!("{place}/{name}");
        match with_unknown_fields(document, property, &inside, expected) {
            Some(inner) => drop(object.insert(name.clone(), inner)),
            None if required.contains(&name.as_str()) => {
                expected.insert((inside, "missing_field".to_owned(), BTreeSet::new()));
            }
            None => {}
        }
    }
    let known = properties.keys().cloned().collect();
    expected.insert((format!("{place}/{SURPLUS}"), "unknown_field".to_owned(), known));
    Some(object.into())
}

#[test]
fn every_value_of_a_wrong_type_is_reported_at_once() {
    let document = document();
    for contract in taking_json() {
        let schema = &contract.operation["requestBody"]["content"]["application/json"]["schema"];
        let mut expected = BTreeSet::new();
        let wrong = with_wrong_types(document, schema, "", &mut expected);
        let refusal = refused(&contract, &Sent::by_staff().with_body(&wrong));
        assert_eq!((refusal.status, refusal.code.as_str()), (422, "invalid_input"));
        let found: BTreeSet<_> = refusal.faults.into_iter().map(|(place, code, _)| (place, code)).collect();
        assert_eq!(found, expected, "{} {wrong}", contract.function);
    }
}

/// Builds a document with every field of the schema, each value of a wrong type.
fn with_wrong_types(
    document: &Value,
    schema: &Value,
    place: &str,
    expected: &mut BTreeSet<(String, String)>,
) -> Value {
    let schema = resolved(document, schema);
    if let Some(items) = schema.get("items") {
        return json!([with_wrong_types(document, items, &format!("{place}/0"), expected)]);
    }
    if let Some(properties) = schema["properties"].as_object() {
        let wronged = properties.iter().map(|(name, inner)| {
            (name.clone(), with_wrong_types(document, inner, &format!("{place}/{name}"), expected))
        });
        return Value::Object(wronged.collect());
    }
    expected.insert((place.to_owned(), "wrong_type".to_owned()));
    let is_boolean = schema["type"] == "boolean" || schema["type"] == json!(["boolean", "null"]);
    if is_boolean { json!("yes") } else { json!(true) }
}

#[test]
fn handlers_and_document_know_the_same_query_parameters() {
    for contract in contracts() {
        let function = contract.function;
        let body = if contract.takes_json() { "[]" } else { "{}" };
        let sent = Sent { query: format!("{SURPLUS}=1"), ..Sent::by_staff().with_body(body) };
        let refusal = refused(&contract, &sent);
        assert_eq!((refusal.status, refusal.code.as_str()), (422, "invalid_input"), "{function}");
        let fault = refusal.faults.iter().find(|(place, _, _)| place == &format!("/{SURPLUS}"));
        let (_, code, detail) = fault.unwrap_or_else(|| panic!("{function} takes it"));
        assert_eq!(code, "unknown_field", "{function}");
        let known = detail.strip_prefix("Unknown field. Known fields: ").unwrap().trim_end_matches('.');
        let known: BTreeSet<&str> = known.split(", ").filter(|name| !name.is_empty()).collect();
        let described: BTreeSet<&str> =
            contract.parameters("query").iter().map(|p| p["name"].as_str().unwrap()).collect();
        assert_eq!(known, described, "{function}");
        // Errors of the query and of the body are returned together.
        let root = refusal.faults.iter().any(|(place, _, _)| place.is_empty());
        assert_eq!(root, contract.takes_json(), "{function}");
    }
}
