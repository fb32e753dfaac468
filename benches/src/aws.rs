//! Stand-ins for the AWS services other than the table: Secrets Manager, KMS, SQS, EventBridge and SES.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

pub(crate) const API_KEY: &str = "sk_test_bench";
pub(crate) const WEBHOOK_SECRET: &str = "whsec_bench";
const LOOKUP_SECRET: &str = "lookup";

/// Messages sent to queues, as pairs of queue name and body.
#[derive(Debug, Clone, Default)]
pub(crate) struct Queues(Arc<Mutex<Vec<(String, String)>>>);

impl Queues {
    fn put(&self, asked: &Value) {
        let text = |name: &str| asked[name].as_str().unwrap().to_owned();
        let queue = text("QueueUrl").rsplit('/').next().unwrap().to_owned();
        self.0.lock().unwrap().push((queue, text("MessageBody")));
    }

    /// Removes and returns all messages of a queue.
    pub(crate) fn take(&self, queue: &str) -> Vec<String> {
        let mut messages = self.0.lock().unwrap();
        let taken = messages.extract_if(.., |(of, _)| of == queue);
        taken.map(|(_, text)| text).collect()
    }

    pub(crate) fn clear(&self) {
        self.0.lock().unwrap().clear();
    }
}

/// Serves all the services from one router.
pub(crate) fn services(queues: Queues) -> Router {
    Router::new().fallback(answer).with_state(queues)
}

async fn answer(State(queues): State<Queues>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(target) = headers.get("x-amz-target") else { return mailed() };
    let asked: Value = serde_json::from_slice(&body).unwrap();
    let answer = match target.to_str().unwrap() {
        "secretsmanager.GetSecretValue" => secret(&asked),
        // The wrapped key is the key itself: KMS's own time is not measured here.
        "TrentService.GenerateDataKey" => {
            let key = STANDARD.encode(shared::random::bytes::<32>().unwrap());
            json!({"KeyId": asked["KeyId"], "Plaintext": key, "CiphertextBlob": key})
        }
        "TrentService.Decrypt" => json!({"KeyId": asked["KeyId"], "Plaintext": asked["CiphertextBlob"]}),
        "AmazonSQS.SendMessage" => {
            queues.put(&asked);
            json!({"MessageId": "219f8380-5770-4cc2-8c3e-5c715e145f5e"})
        }
        "AmazonSQS.GetQueueAttributes" => json!({"Attributes": {"ApproximateNumberOfMessages": "0"}}),
        "AWSEvents.PutEvents" => json!({"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}),
        other => panic!("the bench does not support {other}"),
    };
    ([("content-type", "application/x-amz-json-1.1")], answer.to_string()).into_response()
}

fn secret(asked: &Value) -> Value {
    let name = asked["SecretId"].as_str().unwrap();
    let value = match name {
        "api-key" => API_KEY,
        "webhook" => WEBHOOK_SECRET,
        "lookup" => LOOKUP_SECRET,
        other => panic!("unknown secret {other}"),
    };
    json!({"ARN": name, "Name": name, "SecretString": value})
}

/// An SES response, which is XML.
fn mailed() -> Response {
    let answer = "<SendEmailResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><SendEmailResult>\
                  <MessageId>1</MessageId></SendEmailResult><ResponseMetadata><RequestId>1</RequestId>\
                  </ResponseMetadata></SendEmailResponse>";
    (StatusCode::OK, [("content-type", "text/xml")], answer).into_response()
}
