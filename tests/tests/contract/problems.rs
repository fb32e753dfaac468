//! Problem codes: stable names that API clients depend on.

use std::collections::{BTreeMap, BTreeSet};

use crate::calls::contracts;

/// Returns the codes of an operation's responses, by status.
pub(crate) fn codes(operation: &serde_json::Value) -> Vec<(u16, String)> {
    let responses = operation["responses"].as_object().unwrap().iter();
    let refusals =
        responses.filter(|(_, response)| response["content"].get("application/problem+json").is_some());
    let codes = refusals.flat_map(|(status, response)| {
        let status: u16 = status.parse().unwrap();
        let described = response["description"].as_str().unwrap().split(", ");
        described.map(move |code| (status, code.trim_matches('`').to_owned()))
    });
    codes.collect()
}

fn is_snake_case(code: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
    code.split('_').all(word)
}

#[test]
fn every_code_is_in_snake_case_and_of_an_error_status() {
    for contract in contracts() {
        let function = contract.function;
        for (status, code) in codes(&contract.operation) {
            assert!(is_snake_case(&code), "{function}: {code}");
            assert!((400..600).contains(&status), "{function}: {status}");
        }
        let listed: BTreeSet<_> = contract.route.problems.iter().collect();
        assert_eq!(listed.len(), contract.route.problems.len(), "{function} lists a problem twice");
    }
}

#[test]
fn a_code_has_the_same_status_in_every_response() {
    let mut statuses = BTreeMap::<String, BTreeSet<u16>>::new();
    for contract in contracts() {
        for (status, code) in codes(&contract.operation) {
            statuses.entry(code).or_default().insert(status);
        }
    }
    let ambiguous: Vec<_> = statuses.iter().filter(|(_, statuses)| statuses.len() > 1).collect();
    assert!(ambiguous.is_empty(), "{ambiguous:?}");
}

#[test]
fn the_document_lists_each_problem_of_each_route() {
    for contract in contracts() {
        let described = codes(&contract.operation);
        for (status, code) in contract.route.problems {
            assert!(described.contains(&(*status, (*code).to_owned())), "{} {code}", contract.function);
        }
    }
}
