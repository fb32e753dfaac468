//! The OpenAPI document: complete, valid, and identical to the file that is checked in.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::calls::{contracts, document, resolved};
use crate::problems::codes;

#[test]
fn the_checked_in_document_matches_the_handlers_types() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    let checked_in = fs::read_to_string(path).unwrap();
    let drift = "docs/openapi.json is out of date: run `make openapi`";
    assert!(openapi::written().unwrap() == checked_in, "{drift}");
}

#[test]
fn the_document_is_openapi_3_1_of_this_shop() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["title"], "3D Things");
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(document["info"]["license"]["identifier"], env!("CARGO_PKG_LICENSE"));
}

/// Calls `found` with every object in a document.
fn walk<'a>(value: &'a Value, found: &mut impl FnMut(&'a serde_json::Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            found(object);
            object.values().for_each(|inner| walk(inner, found));
        }
        Value::Array(array) => array.iter().for_each(|inner| walk(inner, found)),
        _ => {}
    }
}

#[test]
fn every_reference_resolves_and_every_schema_is_used() {
    let document = document();
    let mut references = BTreeSet::new();
    walk(document, &mut |object| references.extend(object.get("$ref").and_then(Value::as_str)));
    for reference in &references {
        let target = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
        assert!(target.is_some(), "{reference} leads nowhere");
    }
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(references.contains(format!("#/components/schemas/{name}").as_str()), "{name} is not used");
    }
}

#[test]
fn no_object_includes_a_choice_which_clients_cannot_express() {
    let document = document();
    walk(document, &mut |object| {
        for part in object.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            let included = resolved(document, part);
            assert!(included.get("oneOf").is_none() && included.get("anyOf").is_none(), "{part} is a choice");
        }
    });
}

#[test]
fn every_operation_states_that_the_gateway_may_refuse_it() {
    for contract in contracts() {
        let schema =
            &contract.operation["responses"]["429"]["content"]["application/json"]["schema"]["properties"];
        assert_eq!(schema["message"]["type"], "string", "{}", contract.function);
    }
}

#[test]
fn no_two_types_share_the_name_of_a_schema() {
    assert_eq!(openapi::describe().clashes, BTreeSet::new());
}

#[test]
fn each_endpoint_has_one_operation_and_there_are_no_others() {
    let document = document();
    let contracts = contracts();
    let operations = document["paths"].as_object().unwrap().values();
    let operations: usize = operations.map(|item| item.as_object().unwrap().len()).sum();
    assert_eq!(operations, contracts.len());
    for contract in contracts {
        assert_eq!(contract.operation["operationId"], contract.function);
        assert_eq!(contract.operation["summary"], contract.route.summary);
    }
}

#[test]
fn path_parameters_match_the_braces_of_the_path() {
    for contract in contracts() {
        let in_braces: BTreeSet<&str> = contract
            .route
            .path
            .split('/')
            .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
            .collect();
        let parameters = contract.parameters("path");
        let names: BTreeSet<&str> = parameters.iter().map(|p| p["name"].as_str().unwrap()).collect();
        assert_eq!(names, in_braces, "{}", contract.function);
        assert!(parameters.iter().all(|p| p["required"] == true), "{}", contract.function);
    }
}

#[test]
fn every_parameter_and_every_property_has_a_description() {
    let document = document();
    for contract in contracts() {
        for place in ["path", "query", "header"] {
            for parameter in contract.parameters(place) {
                let schema = resolved(document, &parameter["schema"]);
                assert!(schema.get("type").is_some(), "{} {parameter}", contract.function);
                assert!(parameter["description"].is_string(), "{} {parameter}", contract.function);
            }
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for (property, described) in schema["properties"].as_object().into_iter().flatten() {
            let schema = resolved(document, described);
            // The fields of an entry's evidence depend on its action.
            let free = (name.as_str(), property.as_str()) == ("AuditEntry", "evidence");
            let typed = ["type", "oneOf", "allOf", "anyOf"].iter().any(|key| schema.get(key).is_some());
            assert!(typed || free, "{name}.{property} may be anything");
        }
    }
}

#[test]
fn errors_are_problem_details_and_required_headers_are_marked() {
    for contract in contracts() {
        let function = contract.function;
        for (status, response) in contract.operation["responses"].as_object().unwrap() {
            let codes = response["content"].get("application/problem+json");
            let by_gateway = status == "429" && codes.is_none();
            if status.as_str() >= "400" && !by_gateway {
                let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/Problem", "{function} {status}");
            }
        }
        let codes = codes(&contract.operation);
        let demands = |code: &str| codes.iter().any(|(_, listed)| listed == code);
        for (header, code) in
            [("Idempotency-Key", "idempotency_key_required"), ("If-Match", "if_match_required")]
        {
            let listed = contract.parameters("header").into_iter().find(|p| p["name"] == header);
            assert_eq!(listed.is_some_and(|p| p["required"] == true), demands(code), "{function} {header}");
        }
    }
}
