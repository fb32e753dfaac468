//! The emulated AWS, through `aws.py`: single calls, for which no SDK client is worth building.

use std::path::Path;

use serde_json::{Value, json};
use tokio::process::Command;

use super::Shop;

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
}
