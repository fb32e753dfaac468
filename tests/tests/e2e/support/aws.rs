//! Single calls to the emulated AWS through `aws.py`, where an SDK client in Rust would be built for one call.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::process::Command;

use super::{Ask, Checkout, Shop, eventually};

/// The emulated AWS account of a shop, with the owner's permissions.
pub(crate) struct Aws<'a>(pub(crate) &'a Shop);

impl Aws<'_> {
    /// Makes one call, with boto3's names.
    pub(crate) async fn call(&self, service: &str, operation: &str, parameters: Value) -> Value {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let output = Command::new(root.join(".tools/cloud/bin/python"))
            .arg(root.join("tests/tests/e2e/support/aws.py"))
            .args([self.0.value("/endpoint"), self.0.value("/region"), service, operation])
            .arg(parameters.to_string())
            .output()
            .await
            .expect("infra/local has made .tools/cloud");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{service} {operation}: {errors}");
        serde_json::from_slice(&output.stdout).expect("aws.py prints JSON")
    }

    /// Invokes a function now and returns its response.
    pub(crate) async fn invoke(&self, function: &str) -> Value {
        let name = format!("{}-{function}", self.0.value("/stack"));
        let answer = self.call("lambda", "invoke", json!({"FunctionName": name, "Payload": "{}"})).await;
        assert_eq!(answer["FunctionError"], Value::Null, "{function}: {answer}");
        answer
    }

    /// Returns every item in a purchase's partition.
    pub(crate) async fn items_of(&self, purchase: &str) -> Vec<Value> {
        let parameters = json!({
            "TableName": self.0.value("/table"),
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": format!("ORDER#{purchase}")}},
        });
        self.call("dynamodb", "query", parameters).await["Items"].as_array().cloned().unwrap()
    }

    /// Returns every message that is queued or in flight, as queue URL and body, without receiving it.
    pub(crate) async fn queued(&self) -> Vec<String> {
        let url = format!("{}/_ministack/sqs/messages", self.0.value("/endpoint"));
        let queues = self.0.request(Method::GET, &url).ask().await.json(200);
        let accounts = queues["messages"].as_object().unwrap().values();
        let regions = accounts.flat_map(|account| account.as_object().unwrap().values());
        let mut messages = Vec::new();
        for (queue, queued) in regions.flat_map(|region| region.as_object().unwrap()) {
            messages.extend(
                queued.as_array().unwrap().iter().map(|message| format!("{queue} {}", message["Body"])),
            );
        }
        messages
    }

    /// Waits until a line with all these words is in the log group of a function, which it shares with its context.
    pub(crate) async fn wait_for_log(&self, function: &str, words: &[&str]) {
        let name = format!("{}-{function}", self.0.value("/stack"));
        let deployed = self.call("lambda", "get_function_configuration", json!({"FunctionName": name})).await;
        let group = deployed["LoggingConfig"]["LogGroup"].as_str().unwrap().to_owned();
        eventually(&format!("{function} to log {words:?}"), async || {
            let lines = self.call("logs", "filter_log_events", json!({"logGroupName": group})).await;
            let lines = lines["events"].as_array().unwrap().iter().map(|line| line["message"].to_string());
            let mut matching = lines.filter(|line| words.iter().all(|word| line.contains(word)));
            matching.next().map(|_| ())
        })
        .await;
    }

    /// Waits until no queue of the shop holds a message about a purchase.
    pub(crate) async fn wait_until_processed(&self, checkout: &Checkout) {
        let own = format!("/{}-", self.0.value("/stack"));
        let about = |message: &String| {
            message.contains(&own) && (message.contains(&checkout.id) || message.contains(&checkout.session))
        };
        eventually("the queues to be worked off", async || {
            (!self.queued().await.iter().any(about)).then_some(())
        })
        .await;
    }
}
