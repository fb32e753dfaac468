//! Outgoing messages and events that follow from the stream's images.

use aws_lambda_events::event::dynamodb::Event as StreamEvent;
use serde_json::json;
use shared::domain::purchase::{MailKind, MailRecord, MailStatus, RefundStatus};
use shared::messages::{IssueRefund, SendMail};
use shared::store::Item;
use shared::store::items::{RefundItem, Stored, to_item};
use shared::store::outbox::{Outgoing, outgoing};
use shop_tests::shop::{at, order_id};

use crate::golden::{audit_item, checkout_item, order_item, refund_item, wire};

/// Returns the outgoing message for a record's images, in the form in which Lambda delivers them.
fn change(old: Option<&Item>, new: Option<&Item>) -> Option<Outgoing> {
    let image = |item: Option<&Item>| item.map(wire).unwrap_or(json!({}));
    let mut dynamodb = json!({
        "ApproximateCreationDateTime": 1_764_000_000, "Keys": {"pk": {"S": "x"}, "sk": {"S": "y"}},
        "SequenceNumber": "1", "SizeBytes": 1, "StreamViewType": "NEW_AND_OLD_IMAGES",
    });
    for (name, item) in [("OldImage", old), ("NewImage", new)] {
        if item.is_some() {
            dynamodb[name] = image(item);
        }
    }
    let record = json!({
        "eventID": "1", "eventName": "MODIFY", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
        "awsRegion": "eu-west-1", "eventSourceARN": "arn", "dynamodb": dynamodb,
    });
    let mut event: StreamEvent = serde_json::from_value(json!({"Records": [record]})).unwrap();
    let images = event.records.remove(0).change;
    outgoing(images.old_image, images.new_image).unwrap()
}

fn item<T: Stored>(stored: &T) -> Item {
    to_item(stored).unwrap()
}

#[test]
fn a_newly_owed_mail_is_enqueued_once() {
    for kind in [MailKind::Receipt, MailKind::Refunded(refund_item().refund.id)] {
        is_sent_once(kind);
    }
}

fn is_sent_once(kind: MailKind) {
    let owed = MailRecord::owed(order_id(1), kind, at(0));
    let claimed = MailRecord { claimed_until: Some(at(60)), ..owed.clone() };
    let sent = MailRecord { status: MailStatus::Sent, ..owed.clone() };
    let message = SendMail { order_id: order_id(1), kind };
    let queued = serde_json::to_string(&message).unwrap();
    assert_eq!(serde_json::from_str::<SendMail>(&queued).unwrap(), message);
    assert_eq!(change(None, Some(&item(&owed))), Some(Outgoing::Mail(message.clone())));
    assert_eq!(change(None, Some(&item(&sent))), None);
    assert_eq!(change(Some(&item(&sent)), Some(&item(&owed))), Some(Outgoing::Mail(message)), "owed again");
    for (old, new) in [(&owed, &claimed), (&claimed, &owed), (&claimed, &sent), (&owed, &owed)] {
        assert_eq!(change(Some(&item(old)), Some(&item(new))), None);
    }
    assert_eq!(change(Some(&item(&sent)), None), None);
}

fn refund(attempt: u32, status: RefundStatus) -> Item {
    let mut refund = refund_item();
    (refund.refund.attempt, refund.refund.status) = (attempt, status);
    item(&refund)
}

#[test]
fn a_refund_is_enqueued_once_per_requested_attempt() {
    use RefundStatus::{Failed, Pending, Requested, Succeeded};
    let asked = RefundItem { ..refund_item() };
    let made = |old: Option<Item>, new: Item| change(old.as_ref(), Some(&new));
    let message = IssueRefund { order_id: asked.order_id, refund_id: asked.refund.id };
    assert_eq!(made(None, refund(1, Requested)), Some(Outgoing::Refund(message.clone())));
    assert_eq!(made(Some(refund(1, Failed)), refund(2, Requested)), Some(Outgoing::Refund(message)));
    for (old, new) in
        [(Requested, Requested), (Requested, Pending), (Pending, Succeeded), (Requested, Failed)]
    {
        assert_eq!(made(Some(refund(1, old)), refund(1, new)), None, "{old:?} to {new:?}");
    }
    // A refund made in Stripe's dashboard needs no action.
    assert_eq!(made(None, refund(1, Succeeded)), None);
}

#[test]
fn an_audit_entry_becomes_an_event_once() {
    let entry = audit_item();
    let Some(Outgoing::Event(event)) = change(None, Some(&item(&entry))) else { panic!("no event") };
    assert_eq!(event.kind.detail_type(), "order-shipped.v1");
    assert_eq!(event.event_id, format!("{}/{}", entry.entry.subject, entry.entry.seq));
    assert_eq!(change(Some(&item(&entry)), Some(&item(&entry))), None);
}

#[test]
fn no_other_change_is_sent() {
    for quiet in [item(&checkout_item()), item(&order_item())] {
        assert_eq!(change(None, Some(&quiet)), None);
        assert_eq!(change(Some(&quiet), Some(&quiet)), None);
        assert_eq!(change(Some(&quiet), None), None);
    }
    let nameless =
        Item::from([("pk".to_owned(), aws_sdk_dynamodb::types::AttributeValue::S("x".to_owned()))]);
    assert_eq!(change(None, Some(&nameless)), None);
}
