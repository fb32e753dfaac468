//! Searches logs, table, queues and events for personal data, with values that occur nowhere else.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::{Ask, Checkout, Customer, Mail, Shop, Staff, eur, eventually, tracking_secret, unique};

#[tokio::test]
async fn customer_data_is_in_mails_but_in_no_log_item_message_or_event() {
    let shop = Shop::open();
    let customer = Customer { phone: format!("+49 30 {}", unique()), ..Customer::new() };
    let staff = shop.staff().await;
    let bus = listen_to_the_bus(&shop).await;
    let watch = QueueWatch::begin(&shop);
    let checkout = staff.start_checkout().await;
    let corrected = format!("Canary lane {}", unique());
    let receipt = complete_order(&staff, &checkout, &customer, &corrected).await;
    let secret = tracking_secret(&receipt, &checkout.id);
    assert!(receipt.text.contains(&customer.name), "the mail to the customer is the one place");

    let places = [
        ("queues and bus", watch.end(&checkout.id, &bus).await),
        ("logs", logs(&shop, &checkout.id).await),
        ("table", table(&shop).await),
    ];
    for (place, texts) in places {
        assert!(
            texts.iter().any(|text| text.contains(&checkout.id)),
            "the search of the {place} found nothing"
        );
        for text in &texts {
            let all = readable(text);
            for mark in
                [&customer.email, &customer.name, &customer.phone, &customer.street, &corrected, &secret]
            {
                assert!(!all.contains(&mark.to_lowercase()), "{mark} is in the {place}: {text}");
            }
        }
    }
}

/// Pays, corrects, fulfils and partly refunds an order, so that every function has processed it.
async fn complete_order(
    staff: &Staff<'_>,
    checkout: &Checkout,
    customer: &Customer,
    corrected: &str,
) -> Mail {
    let shop = staff.shop;
    shop.stripe().pay(checkout, customer).await;
    let receipt = shop.mail(&customer.email, "3DT-").await;
    staff.transition(&checkout.id, json!({"to": "processing", "details_verified": true})).await.json(200);
    let seen = staff.order_with_customer(&checkout.id).await;
    let mut address = seen["customer"]["shipping_address"].clone();
    (address["name"], address["line1"]) = (json!(customer.name), json!(corrected));
    address["version"] = seen["version"].clone();
    let path = format!("/admin/orders/{}/shipping-address", checkout.id);
    staff.api(Method::PUT, &path).json(&address).ask().await.json(200);
    let shipped = json!({"to": "shipped", "carrier": "DHL", "tracking_number": "1"});
    staff.transition(&checkout.id, shipped).await.json(200);
    shop.mail(&customer.email, "on its way").await;
    staff.refund(&checkout.id, json!({"amount": eur(100), "reason": "a scratch"})).await.json(201);
    staff.order_when(&checkout.id, "the refund", |o| o["refunds"][0]["status"] == "succeeded").await;
    staff.order_with_customer(&checkout.id).await;
    let by_email = [("email", &customer.email)];
    staff.api(Method::GET, "/admin/orders").query(&by_email).ask().await.json(200);
    shop.get(&format!("/orders/{}", checkout.id)).await.problem(404, "not_found");
    shop.aws().invoke("reconcile").await;
    receipt
}

/// Creates a queue of this test that receives every event on the shop's bus.
async fn listen_to_the_bus(shop: &Shop) -> String {
    let (aws, name) = (shop.aws(), format!("listener-{}", unique()));
    let queue = aws.call("sqs", "create_queue", json!({"QueueName": name})).await;
    let url = queue["QueueUrl"].as_str().unwrap();
    let asked = json!({"QueueUrl": url, "AttributeNames": ["QueueArn"]});
    let arn = aws.call("sqs", "get_queue_attributes", asked).await["Attributes"]["QueueArn"].clone();
    let bus = shop.value("/event_bus");
    let pattern = json!({"source": ["3d-things.shop"]}).to_string();
    let rule = json!({"Name": name, "EventBusName": bus, "EventPattern": pattern});
    aws.call("events", "put_rule", rule).await;
    let targets = json!({"Rule": name, "EventBusName": bus, "Targets": [{"Id": "queue", "Arn": arn}]});
    aws.call("events", "put_targets", targets).await;
    name
}

/// Polls every queue without receiving messages, as often as possible.
struct QueueWatch {
    over: Arc<AtomicBool>,
    seen: JoinHandle<BTreeSet<String>>,
}

impl QueueWatch {
    fn begin(shop: &Shop) -> Self {
        let (over, shop) = (Arc::new(AtomicBool::new(false)), shop.clone());
        let until = Arc::clone(&over);
        let seen = tokio::spawn(async move {
            let mut seen = BTreeSet::new();
            // A message stays visible while a worker processes it, which takes longer than this interval.
            let mut pace = tokio::time::interval(Duration::from_millis(20));
            while !until.load(Ordering::Relaxed) {
                pace.tick().await;
                seen.extend(shop.aws().queued().await);
            }
            seen
        });
        Self { over, seen }
    }

    /// Returns all messages seen, after checking that each queue held one of this purchase.
    async fn end(self, id: &str, bus: &str) -> Vec<String> {
        self.over.store(true, Ordering::Relaxed);
        let seen = self.seen.await.unwrap();
        for queue in ["-payments.fifo", "-mail", "-refunds", bus] {
            let found = seen.iter().any(|text| text.contains(&format!("{queue} ")) && text.contains(id));
            assert!(found, "nothing of {id} was seen in {queue}");
        }
        seen.into_iter().collect()
    }
}

/// Functions that handle customer data, or are closest to it.
const FUNCTIONS: [&str; 6] = [
    "start-checkout",
    "settle-payment",
    "send-mail",
    "issue-refund",
    "admin-get-order",
    "admin-correct-address",
];

/// Returns every log line of all functions, once these functions have logged the purchase.
async fn logs(shop: &Shop, id: &str) -> Vec<String> {
    let groups = shop.aws().call("logs", "describe_log_groups", json!({})).await;
    let groups = groups["logGroups"].as_array().unwrap().iter();
    let asked: Vec<Value> = groups.map(|group| json!({"logGroupName": group["logGroupName"]})).collect();
    eventually("the last function to have logged", async || {
        let answers = shop.aws().call("logs", "filter_log_events", json!(asked)).await;
        let lines =
            answers.as_array().unwrap().iter().flat_map(|answer| answer["events"].as_array().unwrap());
        let lines: Vec<String> = lines.map(|line| line["message"].to_string()).collect();
        let found = |function: &str| lines.iter().any(|line| line.contains(id) && line.contains(function));
        FUNCTIONS.into_iter().all(found).then_some(lines)
    })
    .await
}

/// Returns every item of the table.
async fn table(shop: &Shop) -> Vec<String> {
    let items = shop.aws().call("dynamodb", "scan", json!({"TableName": shop.value("/table")})).await;
    items["Items"].as_array().unwrap().iter().map(ToString::to_string).collect()
}

/// Returns the text and its decoded base64 parts, in lower case.
fn readable(text: &str) -> String {
    let lenient = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let mut all = text.to_lowercase();
    for alphabet in [STANDARD, URL_SAFE] {
        let engine = GeneralPurpose::new(&alphabet, lenient);
        let words = text.split(|c: char| !alphabet.as_str().contains(c) && c != '=');
        for bytes in words.filter(|word| word.len() >= 16).filter_map(|word| engine.decode(word).ok()) {
            all.extend(["\n", &String::from_utf8_lossy(&bytes).to_lowercase()]);
        }
    }
    all
}

#[test]
fn the_search_finds_values_in_any_case_and_in_base64() {
    let mark = "ada mark street 1";
    for text in ["{\"name\": \"Ada Mark Street 1\"}", "{\"B\": \"TmFtZTogQWRhIE1hcmsgU3RyZWV0IDE=\"}"] {
        assert!(readable(text).contains(mark), "{text}");
    }
    assert!(!readable("{\"B\": \"TmFtZTogQWRhIE1hcms=\"}").contains(mark));
}
