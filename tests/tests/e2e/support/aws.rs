//! The emulated AWS, through `aws.py`: single calls, for which no SDK client is worth building.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::process::Command;

use super::{Ask, Checkout, Shop, eventually};

/// The emulated AWS of a shop, with the rights of the account's owner.
pub(crate) struct Aws<'a>(pub(crate) &'a Shop);

impl Aws<'_> {
    /// One call, by the names that the Python SDK has for it.
    pub(crate) async fn call(&self, service: &str, operation: &str, parameters: Value) -> Value {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let output = Command::new(root.join(".tools/cloud/bin/python"))
            .arg(root.join("tests/tests/e2e/support/aws.py"))
            .args([self.0.told("/endpoint"), self.0.told("/region"), service, operation])
            .arg(parameters.to_string())
            .output()
            .await
            .expect("infra/local has made .tools/cloud");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{service} {operation}: {said}");
        serde_json::from_slice(&output.stdout).expect("aws.py prints JSON")
    }

    /// Runs a function now, and answers what it answered.
    pub(crate) async fn invoke(&self, function: &str) -> Value {
        let name = format!("{}-{function}", self.0.told("/stack"));
        let answer = self.call("lambda", "invoke", json!({"FunctionName": name, "Payload": "{}"})).await;
        assert_eq!(answer["FunctionError"], Value::Null, "{function}: {answer}");
        answer
    }

    /// Every item of a purchase.
    pub(crate) async fn items_of(&self, purchase: &str) -> Vec<Value> {
        let parameters = json!({
            "TableName": self.0.told("/table"),
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": format!("ORDER#{purchase}")}},
        });
        self.call("dynamodb", "query", parameters).await["Items"].as_array().cloned().unwrap()
    }

    /// Every message that lies in a queue or is being worked on, as its queue's address and body. Nothing is taken out.
    pub(crate) async fn queued(&self) -> Vec<String> {
        let url = format!("{}/_ministack/sqs/messages", self.0.told("/endpoint"));
        let told = self.0.request(Method::GET, &url).ask().await.json(200);
        let accounts = told["messages"].as_object().unwrap().values();
        let regions = accounts.flat_map(|account| account.as_object().unwrap().values());
        let mut messages = Vec::new();
        for (queue, lying) in regions.flat_map(|region| region.as_object().unwrap()) {
            messages.extend(
                lying.as_array().unwrap().iter().map(|message| format!("{queue} {}", message["Body"])),
            );
        }
        messages
    }

    /// Waits until a function has logged a line with all these words.
    pub(crate) async fn logged(&self, function: &str, words: &[&str]) {
        let group = format!("/aws/lambda/{}-{function}", self.0.told("/stack"));
        eventually(&format!("{function} to log {words:?}"), async || {
            let lines = self.call("logs", "filter_log_events", json!({"logGroupName": group})).await;
            let lines = lines["events"].as_array().unwrap().iter().map(|line| line["message"].to_string());
            let mut told = lines.filter(|line| words.iter().all(|word| line.contains(word)));
            told.next().map(|_| ())
        })
        .await;
    }

    /// Waits until none of the shop's queues holds anything about a purchase.
    pub(crate) async fn worked_off(&self, checkout: &Checkout) {
        let own = format!("/{}-", self.0.told("/stack"));
        let about = |message: &String| {
            message.contains(&own) && (message.contains(&checkout.id) || message.contains(&checkout.session))
        };
        eventually("the queues to be worked off", async || {
            (!self.queued().await.iter().any(about)).then_some(())
        })
        .await;
    }
}
