//! Fuzzes every parser: no input causes a panic, and each refusal is one that the document lists.
//!
//! These are short runs; `make fuzz` runs for longer, and prints the inputs per second. A failure prints the shrunk input
//! and the seed that reproduces it.

use std::time::Instant;

use admin_import_products::{Row, table};
use bolero::check;
use serde_json::{Map, Value, json};
use shared::api::product_sheet::COLUMNS;
use shared::clock;
use shared::domain::ids::{OrderId, OrderNumber, ProductId, RefundId, VariantId};
use shared::http::Cursor;
use shared::payments::hint::PaymentHint;
use shared::payments::signature::verify;
use shared::vault::TrackingSecret;

use crate::calls::{Contract, Sent, contracts, document, resolved};

/// Prints the number of inputs and their rate at the end of a test, if `make fuzz` set the number.
struct Measured(Instant);

impl Measured {
    fn start() -> Self {
        Self(Instant::now())
    }
}

#[allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    reason = "a report of a command to its user"
)]
impl Drop for Measured {
    fn drop(&mut self) {
        let inputs = std::env::var("BOLERO_RANDOM_ITERATIONS").ok().and_then(|set| set.parse::<u32>().ok());
        if let Some(inputs) = inputs {
            let (seconds, thread) = (self.0.elapsed().as_secs_f64(), std::thread::current());
            let rate = f64::from(inputs) / seconds;
            println!(
                "{}: {inputs} inputs in {seconds:.0} s, {rate:.0} a second",
                thread.name().unwrap_or_default()
            );
        }
    }
}

/// Edits of a text: position and new byte.
type Edits = Vec<(u16, u8)>;

/// Returns the text with some bytes changed. Invalid UTF-8 is replaced, because the gateway passes only valid UTF-8 as
/// text.
fn edited(text: &str, edits: &Edits) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for (place, byte) in edits {
        let place = usize::from(*place) % (bytes.len() + 1);
        match bytes.get_mut(place) {
            Some(present) => *present = *byte,
            None => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Builds a document with every field of a schema.
pub(crate) fn example(schema: &Value) -> Value {
    let schema = resolved(document(), schema);
    let given = schema.get("example").or_else(|| schema["examples"].get(0)).or_else(|| schema["enum"].get(0));
    if let Some(given) = given {
        return given.clone();
    }
    if let Some(choice) = schema["oneOf"].get(0).or_else(|| schema["allOf"].get(0)) {
        return example(choice);
    }
    let kinds = schema["type"].as_array().and_then(|kinds| kinds.first()).unwrap_or(&schema["type"]);
    match kinds.as_str().unwrap_or_default() {
        "object" => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            fields.map(|(name, field)| (name.clone(), example(field))).collect::<Map<_, _>>().into()
        }
        "array" => json!([example(&schema["items"])]),
        "integer" => json!(1),
        "boolean" => json!(true),
        _ => json!("word"),
    }
}

/// Asserts that a refused request gets a status and code that the document lists.
#[track_caller]
fn assert_as_documented(contract: &Contract, sent: &Sent) {
    let Some(refusal) = contract.refusal(sent) else { return };
    let described = contract.operation["responses"][refusal.status.to_string()]["description"].as_str();
    let named = described.is_some_and(|codes| codes.contains(&format!("`{}`", refusal.code)));
    assert!(named, "{} answers {refusal:?}", contract.function);
    assert_eq!(refusal.status == 422 && refusal.code == "invalid_input", !refusal.faults.is_empty());
}

#[test]
fn a_body_with_changed_bytes_is_accepted_or_refused_as_documented() {
    let _measured = Measured::start();
    let contracts: Vec<_> = contracts().into_iter().filter(Contract::takes_json).collect();
    let bodies: Vec<_> = contracts
        .iter()
        .map(|contract| example(&contract.operation["requestBody"]["content"]["application/json"]["schema"]))
        .map(|body| body.to_string())
        .collect();
    check!().with_iterations(3000).with_type::<(u8, Edits)>().for_each(|(chosen, edits)| {
        let chosen = usize::from(*chosen) % contracts.len();
        let body = edited(&bodies[chosen], edits);
        assert_as_documented(&contracts[chosen], &Sent::by_staff().with_body(body));
    });
}

#[test]
fn a_body_of_any_bytes_is_refused_as_documented() {
    let _measured = Measured::start();
    let contracts: Vec<_> = contracts().into_iter().filter(Contract::takes_json).collect();
    check!().with_iterations(2000).with_type::<(u8, Vec<u8>)>().for_each(|(chosen, bytes)| {
        let body = String::from_utf8_lossy(bytes).into_owned();
        let contract = &contracts[usize::from(*chosen) % contracts.len()];
        assert_as_documented(contract, &Sent::by_staff().with_body(body));
    });
}

#[test]
fn a_query_with_changed_bytes_is_accepted_or_refused_as_documented() {
    let _measured = Measured::start();
    let contracts: Vec<_> =
        contracts().into_iter().filter(|contract| !contract.parameters("query").is_empty()).collect();
    let queries: Vec<_> = contracts
        .iter()
        .map(|contract| {
            let pairs = contract.parameters("query").into_iter().map(|parameter| {
                let value = example(&parameter["schema"]);
                let value = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
                format!("{}={value}", parameter["name"].as_str().unwrap())
            });
            pairs.collect::<Vec<_>>()
        })
        .collect();
    check!().with_iterations(3000).with_type::<(u8, u16, Edits)>().for_each(|(chosen, left, edits)| {
        let chosen = usize::from(*chosen) % contracts.len();
        let pairs = queries[chosen].iter().enumerate().filter(|(place, _)| left >> (place % 16) & 1 == 0);
        let query = pairs.map(|(_, pair)| pair.as_str()).collect::<Vec<_>>().join("&");
        let sent = Sent { query: edited(&query, edits), body: String::new(), ..Sent::by_staff() };
        assert_as_documented(&contracts[chosen], &sent);
    });
}

#[test]
fn an_import_with_changed_bytes_is_read_or_its_faults_are_reported() {
    let _measured = Measured::start();
    let product = "vase,Vase,Round.,home,19.00,EUR,true,ABS+Gold,/images/vase.svg|A vase,color,Red,-1.00,3,true,#ff0000,7";
    let variant = "vase,,,,,,,,,material,\"ABS, matt\",0.50,2,true,,";
    let file =
        format!("{}\r\n{product}\r\n{variant}\r\n{}", COLUMNS.join(","), product.replace("vase", "bowl"));
    check!().with_iterations(3000).with_type::<Edits>().for_each(|edits| {
        let file = edited(&file, edits);
        match table::read(&file) {
            Err(faults) => assert!(!faults.0.is_empty(), "{file}"),
            Ok(rows) => {
                let lines = 2..=file.split(['\r', '\n']).count();
                assert!(rows.iter().all(|row| lines.contains(&row.place)), "{file}");
                assert!(rows.is_sorted_by(|row, next| row.place < next.place), "{file}");
                let told = |row: &Row| row.draft.as_ref().err().is_none_or(|faults| !faults.0.is_empty());
                assert!(rows.iter().all(told), "{file}");
            }
        }
    });
}

#[test]
fn a_parsed_id_is_written_unchanged() {
    let _measured = Measured::start();
    let written = "ord_01h455vb4pex5vsknk084sn02q";
    check!().with_iterations(20_000).with_type::<(u8, Edits)>().for_each(|(kind, edits)| {
        let prefix = ["ord", "prd", "var", "ref"][usize::from(kind % 4)];
        let text = edited(&written.replace("ord", prefix), edits);
        let read = [
            OrderId::parse(&text).map(|id| id.to_string()),
            ProductId::parse(&text).map(|id| id.to_string()),
            VariantId::parse(&text).map(|id| id.to_string()),
            RefundId::parse(&text).map(|id| id.to_string()),
        ];
        let read: Vec<_> = read.into_iter().flatten().collect();
        assert!(read.is_empty() || read == [text.as_str()], "{text} was read as {read:?}");
    });
}

#[test]
fn a_parsed_order_number_is_written_unchanged() {
    let _measured = Measured::start();
    check!().with_iterations(20_000).with_type::<Edits>().for_each(|edits| {
        let text = edited("3DT-7K2M9QXA", edits);
        if let Ok(number) = OrderNumber::try_from(text.clone()) {
            assert_eq!(number.as_str(), text);
        }
    });
}

#[test]
fn a_cursor_is_refused_by_every_other_list() {
    let _measured = Measured::start();
    let position = ["ORDERS#2026-11", "2026-11-23T09:00:00.000Z"].map(str::to_owned);
    let cursor = Cursor::encode("orders", position.clone());
    check!().with_iterations(20_000).with_type::<Edits>().for_each(|edits| {
        let text = edited(&cursor, edits);
        let read = Cursor::<[String; 2]>::decode("orders", &text);
        assert!(Cursor::<[String; 2]>::decode("another list", &text).is_err());
        if text == cursor {
            assert_eq!(read.as_ref(), Ok(&position));
        }
    });
}

#[test]
fn only_stripes_signature_is_accepted() {
    let _measured = Measured::start();
    check!().with_iterations(10_000).with_type::<(Vec<u8>, Edits)>().for_each(|(payload, edits)| {
        let now = clock::now();
        let like_stripes = format!("t={},v1={},v0=00", now.as_second(), "a5".repeat(32));
        assert!(verify(payload, &edited(&like_stripes, edits), "whsec_fuzz", now).is_err());
        assert!(verify(payload, &String::from_utf8_lossy(payload), "whsec_fuzz", now).is_err());
    });
}

#[test]
fn an_event_of_any_shape_becomes_a_hint_of_ids_or_none() {
    let _measured = Measured::start();
    let event = json!({"id": "evt_1", "type": "charge.dispute.created", "data": {"object": {
        "id": "dp_1", "payment_intent": "pi_1", "client_reference_id": "ord_01h455vb4pex5vsknk084sn02q",
    }}})
    .to_string();
    check!().with_iterations(20_000).with_type::<Edits>().for_each(|edits| {
        let Ok(event) = serde_json::from_str::<Value>(&edited(&event, edits)) else { return };
        if let Some(hint) = PaymentHint::from_event(&event) {
            let text = serde_json::to_string(&hint).unwrap();
            assert_eq!(serde_json::from_str::<PaymentHint>(&text).unwrap(), hint);
        }
    });
}

#[test]
fn only_its_own_secret_opens_an_order() {
    let _measured = Measured::start();
    let secret = TrackingSecret::new().unwrap();
    check!().with_iterations(5000).with_type::<Edits>().for_each(|edits| {
        let shown = edited(secret.reveal(), edits);
        assert_eq!(TrackingSecret::matches(&shown, &secret.hash()), shown == *secret.reveal());
    });
}
