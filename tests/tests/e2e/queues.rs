//! Messages that no worker understands.

use serde_json::{Value, json};

use crate::support::{Shop, eventually, unique};

#[tokio::test]
async fn what_no_worker_understands_ends_in_the_dead_letter_queue() {
    let (shop, mark) = (Shop::open(), unique());
    let bodies =
        [json!({"v": 9, "body": {"of_a_later_version": mark}}).to_string(), format!("not JSON {mark}")];
    let queues = ["payments", "mail", "refund", "links"];
    for queue in queues {
        for (n, body) in bodies.iter().enumerate() {
            let mut message =
                json!({"QueueUrl": shop.told(&format!("/queues/{queue}/url")), "MessageBody": body});
            if queue == "payments" {
                message["MessageGroupId"] = json!(format!("{mark}-{n}"));
                message["MessageDeduplicationId"] = json!(format!("{mark}-{n}"));
            }
            shop.aws().call("sqs", "send_message", message).await;
        }
    }
    for queue in queues {
        let url = shop.told(&format!("/queues/{queue}/dead_letters"));
        let name = url.rsplit('/').next().unwrap();
        eventually(&format!("the letters in {name}"), async || {
            let lying = shop.aws().queued().await;
            let letters = |body: &String| {
                let quoted = Value::from(body.as_str()).to_string();
                lying.iter().any(|message| message.contains(&format!("{name} ")) && message.contains(&quoted))
            };
            bodies.iter().all(letters).then_some(())
        })
        .await;
        shop.aws().call("sqs", "purge_queue", json!({"QueueUrl": url})).await;
    }
}
