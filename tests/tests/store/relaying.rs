//! The relay of the stream: batches in few requests, and failures of single records.

use std::fmt;
use std::sync::{Arc, Mutex};

use aws_lambda_events::event::dynamodb::Event;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, HttpClient, Region, RuntimeComponents};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use serde_json::{Value, json};
use shared::aws::{EventBridge, Sqs};
use shared::domain::ids::RefundId;
use shared::domain::purchase::{MailKind, MailRecord, Refund};
use shared::store::Item;
use shared::store::items::{AuditItem, RefundItem, to_item};
use shared::stream::{Destinations, relay};
use shop_tests::engine::{asked, response};
use shop_tests::shop::{at, order_id};
use uuid::Uuid;

use crate::golden::{audit_item, refund_item, wire};

/// SQS and EventBridge behind the SDK's clients. They record each request, and refuse entries that contain a text.
#[derive(Clone, Default)]
struct Services {
    /// The entries' texts of each request.
    requests: Arc<Mutex<Vec<Vec<String>>>>,
    refused: Vec<String>,
    /// Requests to this queue fail as a whole.
    down: Option<&'static str>,
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Services")
    }
}

impl HttpClient for Services {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Services {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (operation, body) = asked(&request);
        let (status, answer) = self.answer(&operation, &serde_json::from_slice(&body).unwrap());
        HttpConnectorFuture::ready(Ok(response(status, answer.to_string().into_bytes())))
    }
}

impl Services {
    fn refusing(texts: impl IntoIterator<Item = impl ToString>) -> Self {
        Self { refused: texts.into_iter().map(|text| text.to_string()).collect(), ..Self::default() }
    }

    fn answer(&self, operation: &str, asked: &Value) -> (u16, Value) {
        let text = if operation == "PutEvents" { "Detail" } else { "MessageBody" };
        let entries = asked["Entries"].as_array().unwrap();
        let texts: Vec<_> = entries.iter().map(|entry| entry[text].as_str().unwrap().to_owned()).collect();
        let refused: Vec<_> = texts.iter().map(|text| self.refuses(text)).collect();
        self.requests.lock().unwrap().push(texts);
        if self.down.is_some_and(|queue| asked["QueueUrl"].as_str().is_some_and(|url| url.ends_with(queue))) {
            return (500, json!({"__type": "InternalFailure"}));
        }
        if operation == "PutEvents" {
            let outcome = |refused: &bool| {
                if *refused { json!({"ErrorCode": "InternalFailure"}) } else { json!({"EventId": "1"}) }
            };
            let failed = refused.iter().filter(|refused| **refused).count();
            let outcomes: Vec<_> = refused.iter().map(outcome).collect();
            return (200, json!({"FailedEntryCount": failed, "Entries": outcomes}));
        }
        let (mut done, mut failed) = (Vec::new(), Vec::new());
        for (entry, refused) in entries.iter().zip(refused) {
            let id = &entry["Id"];
            if refused {
                failed.push(json!({"Id": id, "Code": "InternalError", "SenderFault": false}));
            } else {
                done.push(json!({"Id": id, "MessageId": "1", "MD5OfMessageBody": "1"}));
            }
        }
        (200, json!({"Successful": done, "Failed": failed}))
    }

    fn destinations(&self) -> Destinations {
        let region = Region::from_static("eu-west-1");
        let credentials = Credentials::new("test", "test", None, None, "tests");
        let sqs = aws_sdk_sqs::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(region.clone())
            .credentials_provider(credentials.clone())
            .retry_config(RetryConfig::disabled())
            .http_client(self.clone());
        let sqs = aws_sdk_sqs::Client::from_conf(sqs.build());
        let bus = aws_sdk_eventbridge::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(region)
            .credentials_provider(credentials)
            .retry_config(RetryConfig::disabled())
            .http_client(self.clone());
        let bus = aws_sdk_eventbridge::Client::from_conf(bus.build());
        let queue = |name: &str| Arc::new(Sqs::new(sqs.clone(), format!("https://sqs.example/1/{name}")));
        Destinations {
            mail: queue("mail"),
            refunds: queue("refunds"),
            bus: Arc::new(EventBridge::new(bus, "shop".to_owned())),
        }
    }

    fn refuses(&self, text: &str) -> bool {
        self.refused.iter().any(|refused| text.contains(refused))
    }

    /// Returns the number of entries of each request, largest first.
    fn sizes(&self) -> Vec<usize> {
        let mut sizes: Vec<_> = self.requests.lock().unwrap().iter().map(Vec::len).collect();
        sizes.sort_unstable_by(|one, other| other.cmp(one));
        sizes
    }

    /// Returns the number of entries that were asked for and not refused.
    fn accepted(&self) -> usize {
        let requests = self.requests.lock().unwrap();
        requests.iter().flatten().filter(|text| !self.refuses(text)).count()
    }
}

fn mail(n: u128) -> Item {
    to_item(&MailRecord::owed(order_id(n), MailKind::Receipt, at(0))).unwrap()
}

fn refund(n: u128) -> Item {
    let stored = refund_item();
    let refund = Refund { id: RefundId::from_uuid(Uuid::from_u128(n)), ..stored.refund };
    to_item(&RefundItem { refund, ..stored }).unwrap()
}

/// The audit entry of an order that was shipped.
fn shipped(n: u128) -> Item {
    let AuditItem { mut entry, .. } = audit_item();
    let partition = order_id(n).to_string();
    entry.subject.clone_from(&partition);
    to_item(&AuditItem { partition, entry }).unwrap()
}

/// A batch of new items, whose sequence numbers are their places.
fn batch(items: &[Item]) -> Event {
    let record = |(place, item): (usize, &Item)| {
        json!({
            "eventID": "1", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
            "awsRegion": "eu-west-1", "eventSourceARN": "arn", "dynamodb": {
                "ApproximateCreationDateTime": 1_764_000_000, "Keys": {"pk": {"S": "x"}, "sk": {"S": "y"}},
                "SequenceNumber": place.to_string(), "SizeBytes": 1, "StreamViewType": "NEW_AND_OLD_IMAGES",
                "NewImage": wire(item),
            },
        })
    };
    let records: Vec<_> = items.iter().enumerate().map(record).collect();
    serde_json::from_value(json!({ "Records": records })).unwrap()
}

/// Relays new items and returns the place from which the stream redelivers them, if any failed.
async fn relayed(services: &Services, items: &[Item]) -> Option<usize> {
    let response = relay(&services.destinations(), batch(items)).await;
    assert!(response.batch_item_failures.len() <= 1);
    response.batch_item_failures.into_iter().map(|it| it.item_identifier.unwrap().parse().unwrap()).next()
}

#[tokio::test]
async fn a_batch_is_relayed_in_as_few_requests_as_possible() {
    let services = Services::default();
    let items: Vec<_> = (1..=10).flat_map(|n| [mail(n), shipped(n), refund(n)]).collect();
    assert_eq!(relayed(&services, &items).await, None);
    assert_eq!(services.sizes(), [10, 10, 10]);
    let mails = Services::default();
    assert_eq!(relayed(&mails, &(1..=25).map(mail).collect::<Vec<_>>()).await, None);
    assert_eq!(mails.sizes(), [10, 10, 5]);
    let one = Services::default();
    assert_eq!(relayed(&one, &[mail(1)]).await, None);
    assert_eq!(one.sizes(), [1]);
    assert_eq!(relayed(&Services::default(), &[]).await, None);
}

#[tokio::test]
async fn the_stream_redelivers_from_the_first_record_that_failed() {
    let items: Vec<_> = (1..=8).flat_map(|n| [mail(n), shipped(n + 20), refund(n)]).collect();
    for (refused, from) in [
        (vec![order_id(5).to_string()], 12),
        (vec![order_id(24).to_string()], 10),
        (vec![RefundId::from_uuid(Uuid::from_u128(3)).to_string()], 8),
        (vec![order_id(5).to_string(), order_id(24).to_string(), order_id(8).to_string()], 10),
    ] {
        let services = Services::refusing(&refused);
        assert_eq!(relayed(&services, &items).await, Some(from), "{refused:?}");
        assert_eq!(services.accepted(), items.len() - refused.len(), "the others are relayed");
    }
}

#[tokio::test]
async fn a_queue_that_is_out_of_reach_stops_the_relay_after_thirty_messages() {
    let items: Vec<_> = (1..=20).flat_map(|n| [mail(n), shipped(n), refund(n)]).collect();
    let services = Services { down: Some("refunds"), ..Services::default() };
    assert_eq!(relayed(&services, &items).await, Some(2));
    assert_eq!(services.sizes(), [10, 10, 10], "what comes later is not repeated");
}

#[tokio::test]
async fn an_unreadable_record_is_skipped() {
    let mut broken = mail(2);
    broken.insert("status".to_owned(), AttributeValue::S("unheard of".to_owned()));
    let services = Services::default();
    assert_eq!(relayed(&services, &[mail(1), broken, mail(3)]).await, None);
    assert_eq!(services.sizes(), [2]);
}
