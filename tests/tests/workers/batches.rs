//! Batches of messages: a failed message is reported, and no other.

use std::sync::Mutex;

use async_trait::async_trait;
use shared::config::StartError;
use shared::queue::{QueueError, Redelivery};
use shared::start::{Env, FromEnv};
use shared::worker::{HandlerError, Worker, work, work_and_retry};
use shop_tests::events::batch;

/// Handled messages, in order.
#[derive(Default)]
struct Handled(Mutex<Vec<String>>);

impl FromEnv for Handled {
    async fn from_env(_: &Env) -> Result<Self, StartError> {
        Ok(Self::default())
    }
}

/// Handles every word except "bad".
struct Words;

impl Worker for Words {
    const FUNCTION: &'static str = "words";
    type Deps = Handled;
    type Message = String;

    async fn handle(deps: &Handled, word: String) -> Result<(), HandlerError> {
        if word == "bad" {
            return Err("a bad word".into());
        }
        deps.0.lock().unwrap().push(word);
        Ok(())
    }
}

/// Works off messages of id, text and group. Returns the handled texts and the failed ids.
async fn worked(messages: &[(&str, &str, Option<&str>)]) -> (Vec<String>, Vec<String>) {
    let deps = Handled::default();
    let event = serde_json::from_value(batch(messages.iter().copied())).unwrap();
    let answer = work::<Words>(&deps, event).await;
    let failed = answer.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect();
    (deps.0.into_inner().unwrap(), failed)
}

fn word(word: &str) -> String {
    serde_json::json!({"v": 1, "body": word}).to_string()
}

#[tokio::test]
async fn only_failed_messages_are_delivered_again() {
    let (one, bad, two) = (word("one"), word("bad"), word("two"));
    let messages = [
        ("a", one.as_str(), None),
        ("b", &bad, None),
        ("c", "not JSON", None),
        ("d", r#"{"v":9,"body":"of a later version"}"#, None),
        ("e", r#"{"v":1,"body":{"of":"another shape"}}"#, None),
        ("f", r#""no envelope""#, None),
        ("g", "", None),
        ("h", &two, None),
    ];
    let (handled, failed) = worked(&messages).await;
    assert_eq!(handled, ["one", "two"]);
    assert_eq!(failed, ["b", "c", "d", "e", "f", "g"]);
}

#[tokio::test]
async fn after_a_failure_its_group_waits_and_other_groups_continue() {
    let (one, bad, two) = (word("one"), word("bad"), word("two"));
    let messages = [
        ("a1", one.as_str(), Some("a")),
        ("b1", &one, Some("b")),
        ("a2", &bad, Some("a")),
        ("a3", &two, Some("a")),
        ("b2", &two, Some("b")),
        ("c1", "poison", Some("c")),
        ("c2", &one, Some("c")),
    ];
    let (handled, failed) = worked(&messages).await;
    assert_eq!(handled, ["one", "one", "two"]);
    assert_eq!(failed, ["a2", "a3", "c1", "c2"]);
}

/// Records the waits that failed messages get.
#[derive(Default)]
struct Waits(Mutex<Vec<(String, i32)>>);

#[async_trait]
impl Redelivery for Waits {
    async fn redeliver(&self, receipt: &str, seconds: i32) -> Result<(), QueueError> {
        self.0.lock().unwrap().push((receipt.to_owned(), seconds));
        if seconds == 5 { Err(QueueError("out of reach".to_owned())) } else { Ok(()) }
    }
}

#[tokio::test]
async fn a_failed_message_is_retried_after_a_wait_that_grows() {
    let (one, bad) = (word("one"), word("bad"));
    let messages = [("a", one.as_str(), None), ("b", &bad, None), ("c", &bad, None), ("d", &bad, None)];
    let mut event = batch(messages);
    for (place, receives) in [(1, "1"), (2, "2"), (3, "40")] {
        let record = &mut event["Records"][place];
        record["receiptHandle"] = format!("receipt of {receives}").into();
        record["attributes"]["ApproximateReceiveCount"] = receives.into();
    }
    let (deps, waits) = (Handled::default(), Waits::default());
    let answer = work_and_retry::<Words>(&deps, &waits, serde_json::from_value(event).unwrap()).await;
    assert_eq!(answer.batch_item_failures.len(), 3, "a wait that cannot be set changes nothing");
    let waits = waits.0.into_inner().unwrap();
    let expected = [("receipt of 1", 5), ("receipt of 2", 15), ("receipt of 40", i32::MAX)];
    assert_eq!(waits, expected.map(|(receipt, seconds)| (receipt.to_owned(), seconds)));
}
