//! Messages that no worker can process.

use serde_json::{Value, json};

use crate::support::{Shop, eventually, unique};

#[tokio::test]
async fn an_unreadable_message_ends_in_the_dead_letter_queue() {
    let (shop, mark) = (Shop::open(), unique());
    let bodies =
        [json!({"v": 9, "body": {"of_a_later_version": mark}}).to_string(), format!("not JSON {mark}")];
    let queues = ["payments", "mail", "refund", "links", "feedback"];
    for queue in queues {
        for (n, body) in bodies.iter().enumerate() {
            let mut message =
                json!({"QueueUrl": shop.value(&format!("/queues/{queue}/url")), "MessageBody": body});
            if queue == "payments" {
                message["MessageGroupId"] = json!(format!("{mark}-{n}"));
                message["MessageDeduplicationId"] = json!(format!("{mark}-{n}"));
            }
            shop.aws().call("sqs", "send_message", message).await;
        }
    }
    for queue in queues {
        let url = shop.value(&format!("/queues/{queue}/dead_letters"));
        let name = url.rsplit('/').next().unwrap();
        eventually(&format!("the messages in {name}"), async || {
            let messages = shop.aws().queued().await;
            let found = |body: &String| {
                let quoted = Value::from(body.as_str()).to_string();
                messages
                    .iter()
                    .any(|message| message.contains(&format!("{name} ")) && message.contains(&quoted))
            };
            bodies.iter().all(found).then_some(())
        })
        .await;
        shop.aws().call("sqs", "purge_queue", json!({"QueueUrl": url})).await;
    }
}
