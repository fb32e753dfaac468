//! Stand-ins for the AWS services other than the table: Secrets Manager, KMS, SQS, EventBridge, SES and S3.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::meter::{Meter, Service};
use crate::s3::Objects;

pub(crate) const API_KEY: &str = "sk_test_bench";
pub(crate) const WEBHOOK_SECRET: &str = "whsec_bench";
/// The secrets that functions only compare or hash with.
const OTHER_SECRETS: [&str; 2] = ["lookup", "origin"];
const MESSAGE_ID: &str = "219f8380-5770-4cc2-8c3e-5c715e145f5e";
/// The queue in which sent mails are recorded.
pub(crate) const SENT_MAILS: &str = "sent-mails";

/// Messages sent to queues, as pairs of queue name and body, and sent mails.
#[derive(Debug, Clone, Default)]
pub(crate) struct Queues(Arc<Mutex<Vec<(String, String)>>>);

impl Queues {
    fn put(&self, asked: &Value) {
        let queue = asked["QueueUrl"].as_str().unwrap().rsplit('/').next().unwrap();
        for message in messages(asked) {
            self.add(queue, message.to_owned());
        }
    }

    fn add(&self, queue: &str, message: String) {
        self.0.lock().unwrap().push((queue.to_owned(), message));
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

/// The services' state.
#[derive(Debug, Clone)]
pub(crate) struct Services {
    pub(crate) queues: Queues,
    pub(crate) objects: Objects,
    pub(crate) meter: Meter,
}

/// Serves all the services from one router.
pub(crate) fn routes(services: Services) -> Router {
    Router::new().fallback(answer).with_state(services)
}

async fn answer(
    State(Services { queues, objects, meter }): State<Services>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(target) = headers.get("x-amz-target") else {
        if method != Method::POST {
            return objects.answer(&meter, &method, &uri, &headers, body).await;
        }
        let mail = String::from_utf8(body.into()).unwrap();
        return meter.request(Service::Ses, async { mailed(&queues, mail) }).await;
    };
    let (target, asked): (_, Value) = (target.to_str().unwrap(), serde_json::from_slice(&body).unwrap());
    let service = match target {
        "secretsmanager.GetSecretValue" => Service::SecretsManager,
        "TrentService.GenerateDataKey" | "TrentService.Decrypt" => Service::Kms,
        "AWSEvents.PutEvents" => Service::EventBridge,
        _ if asked.to_string().contains("MessageGroupId") => Service::SqsFifo,
        _ => Service::Sqs,
    };
    match service {
        Service::Sqs => meter.add(|counted| counted.messages += messages(&asked).len() as u64),
        Service::SqsFifo => meter.add(|counted| counted.fifo_messages += messages(&asked).len() as u64),
        Service::EventBridge => meter.add(|counted| counted.events += entries(&asked).len() as u64),
        _ => {}
    }
    let answered = meter.request(service, async { answer_json(target, &asked, &queues) }).await;
    ([("content-type", "application/x-amz-json-1.1")], answered.to_string()).into_response()
}

fn answer_json(target: &str, asked: &Value, queues: &Queues) -> Value {
    match target {
        "secretsmanager.GetSecretValue" => secret(asked),
        // The wrapped key is the key itself: KMS's own time is not measured here.
        "TrentService.GenerateDataKey" => {
            let key = STANDARD.encode(shared::random::bytes::<32>().unwrap());
            json!({"KeyId": asked["KeyId"], "Plaintext": key, "CiphertextBlob": key})
        }
        "TrentService.Decrypt" => json!({"KeyId": asked["KeyId"], "Plaintext": asked["CiphertextBlob"]}),
        "AmazonSQS.SendMessage" => {
            queues.put(asked);
            json!({"MessageId": MESSAGE_ID})
        }
        "AmazonSQS.SendMessageBatch" => {
            queues.put(asked);
            let sent =
                |entry: &Value| json!({"Id": entry["Id"], "MessageId": MESSAGE_ID, "MD5OfMessageBody": ""});
            json!({"Successful": entries(asked).iter().map(sent).collect::<Vec<_>>(), "Failed": []})
        }
        "AmazonSQS.GetQueueAttributes" => json!({"Attributes": {"ApproximateNumberOfMessages": "0"}}),
        "AmazonSQS.ChangeMessageVisibility" => json!({}),
        "AWSEvents.PutEvents" => {
            let put = entries(asked).iter().map(|_| json!({"EventId": "1"})).collect::<Vec<_>>();
            json!({"FailedEntryCount": 0, "Entries": put})
        }
        other => panic!("the bench does not support {other}"),
    }
}

/// The entries of a batch; empty for a request that is none.
fn entries(asked: &Value) -> &[Value] {
    asked["Entries"].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The bodies of the messages that a request sends, one or a batch.
fn messages(asked: &Value) -> Vec<&str> {
    let parts = entries(asked).iter().chain([asked]);
    parts.filter_map(|part| part["MessageBody"].as_str()).collect()
}

fn secret(asked: &Value) -> Value {
    let name = asked["SecretId"].as_str().unwrap();
    let value = match name {
        "api-key" => API_KEY,
        "webhook" => WEBHOOK_SECRET,
        other if OTHER_SECRETS.contains(&other) => other,
        other => panic!("unknown secret {other}"),
    };
    json!({"ARN": name, "Name": name, "SecretString": value})
}

/// Records a mail, as SES received it, and answers in XML.
fn mailed(queues: &Queues, mail: String) -> Response {
    queues.add(SENT_MAILS, mail);
    let answer = "<SendEmailResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><SendEmailResult>\
                  <MessageId>1</MessageId></SendEmailResult><ResponseMetadata><RequestId>1</RequestId>\
                  </ResponseMetadata></SendEmailResponse>";
    (StatusCode::OK, [("content-type", "text/xml")], answer).into_response()
}
