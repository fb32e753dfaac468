//! Validates the events on the bus against their schemas.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use jiff::Timestamp;
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};
use shared::domain::audit::{Action, AuditEntry, ChainHead, Event};
use shared::domain::purchase::PurchaseState;
use shared::events::{DomainEvent, EventKind};
use shop_tests::shop::{admin, at, order_id, product};

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/events"))
}

fn validator(kind: EventKind) -> Validator {
    let file = folder().join(format!("{}.json", kind.detail_type()));
    let schema: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(schema["$id"], format!("urn:3d-things:event:{}", kind.detail_type()));
    jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap()
}

fn entry(
    subject: &str,
    action: Action,
    step: Option<(PurchaseState, PurchaseState)>,
    evidence: Value,
) -> AuditEntry {
    let mut event =
        Event::note(at(0), admin(), action, evidence).because("a reason that nobody outside may read");
    (event.from, event.to) = step.unzip();
    ChainHead::empty().append(subject, event)
}

/// Returns an audit entry for each kind of event, as the shop writes it.
fn entries() -> Vec<(EventKind, AuditEntry)> {
    use PurchaseState::{Cancelled, Delivered, PaymentConfirmed, PendingPayment, Processing, Shipped};
    let order = order_id(1).to_string();
    let step =
        |kind, from, to| (kind, entry(&order, Action::Transition, Some((from, to)), json!({"name": "Ada"})));
    let refund =
        json!({"refund_id": "ref_01h455vb4pex5vsknk084sn02q", "amount": {"amount": 1, "currency": "EUR"}});
    let product_id = product(1).id.to_string();
    vec![
        step(EventKind::OrderConfirmed, PendingPayment, PaymentConfirmed),
        step(EventKind::OrderProcessing, PaymentConfirmed, Processing),
        step(EventKind::OrderShipped, Processing, Shipped),
        step(EventKind::OrderDelivered, Shipped, Delivered),
        step(EventKind::OrderCancelled, Processing, Cancelled),
        (EventKind::OrderRefunded, entry(&order, Action::RefundSucceeded, None, refund)),
        (
            EventKind::ProductChanged,
            entry(&product_id, Action::ProductCreated, None, json!({"after": product(1)})),
        ),
        (EventKind::ProductChanged, entry(&product_id, Action::VariantUpdated, None, json!({}))),
        (EventKind::ProductChanged, entry(&product_id, Action::ProductDeleted, None, json!({}))),
    ]
}

#[test]
fn each_kind_of_event_has_a_schema_and_there_are_no_others() {
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let schemas: BTreeSet<String> =
        files.filter_map(|file| file.strip_suffix(".json").map(str::to_owned)).collect();
    let kinds: BTreeSet<String> = EventKind::ALL.map(|kind| kind.detail_type().to_owned()).into();
    assert_eq!(schemas, kinds);
}

#[test]
fn every_event_matches_its_schema_and_contains_only_ids() {
    for (kind, entry) in entries() {
        let event = DomainEvent::of(&entry).unwrap();
        assert_eq!(event.kind, kind);
        let told = serde_json::to_value(&event).unwrap();
        let faults: Vec<String> = validator(kind).iter_errors(&told).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{told}: {faults:?}");
        for private in ["Ada", "reason", "sub-1", "ada@studio.example", "amount"] {
            assert!(!told.to_string().contains(private), "{told} tells {private}");
        }
    }
}

#[test]
fn the_schemas_refuse_extra_missing_and_malformed_fields() {
    for (kind, entry) in entries() {
        let (validator, told) =
            (validator(kind), serde_json::to_value(DomainEvent::of(&entry).unwrap()).unwrap());
        let mut more = told.clone();
        more["email"] = json!("ada@example.org");
        assert!(!validator.is_valid(&more), "{more}");
        for name in told.as_object().unwrap().keys() {
            let mut less = told.clone();
            less.as_object_mut().unwrap().remove(name);
            let mut malformed = told.clone();
            malformed[name] = json!("Ada");
            assert!(!validator.is_valid(&less) && !validator.is_valid(&malformed), "{kind:?} {name}");
        }
    }
}

#[test]
fn unpaid_purchases_and_settings_publish_no_events() {
    use PurchaseState::{Cancelled, Cart, PendingPayment};
    let order = order_id(1).to_string();
    for step in [(Cart, PendingPayment), (PendingPayment, Cancelled), (Cart, Cancelled)] {
        assert_eq!(DomainEvent::of(&entry(&order, Action::Transition, Some(step), json!({}))), None);
    }
    let only_to_cancel = json!({"step": "start_processing", "details_verified": false});
    let step = Some((PurchaseState::PaymentConfirmed, PurchaseState::Processing));
    assert_eq!(DomainEvent::of(&entry(&order, Action::Transition, step, only_to_cancel)), None);
    let back = json!({"refund_id": "ref_01h455vb4pex5vsknk084sn02q", "of_returned_payment": true});
    assert_eq!(DomainEvent::of(&entry(&order, Action::RefundSucceeded, None, back)), None);
    for action in
        [Action::RefundRequested, Action::RefundPending, Action::RefundFailed, Action::PaymentReturned]
    {
        assert_eq!(DomainEvent::of(&entry(&order, action, None, json!({}))), None);
    }
    assert_eq!(DomainEvent::of(&entry("settings", Action::SettingsUpdated, None, json!({}))), None);
}

proptest! {
    #[test]
    fn an_event_at_any_time_matches_its_schema(ms in 0_i64..4_000_000_000_000, seq in 1_u32..u32::MAX) {
        let (kind, mut entry) = entries().remove(0);
        (entry.at, entry.seq) = (Timestamp::from_millisecond(ms).unwrap(), seq);
        let told = serde_json::to_value(DomainEvent::of(&entry).unwrap()).unwrap();
        prop_assert!(validator(kind).is_valid(&told), "{}", told);
    }
}
