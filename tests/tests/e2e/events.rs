//! Published events, and the machine client that acts on them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Ask, Customer, Shop, Staff, eventually, unique, with_customer};

/// A queue of this test that receives events of the given types.
struct Listener<'a> {
    shop: &'a Shop,
    url: String,
    received: Vec<Value>,
}

impl<'a> Listener<'a> {
    async fn to(shop: &'a Shop, kinds: &[&str]) -> Self {
        let (aws, name) = (shop.aws(), format!("listener-{}", unique()));
        let queue = aws.call("sqs", "create_queue", json!({"QueueName": name})).await;
        let url = queue["QueueUrl"].as_str().unwrap().to_owned();
        let asked = json!({"QueueUrl": url, "AttributeNames": ["QueueArn"]});
        let arn = aws.call("sqs", "get_queue_attributes", asked).await["Attributes"]["QueueArn"].clone();
        let bus = shop.value("/event_bus");
        let pattern = json!({"source": ["3d-things.shop"], "detail-type": kinds}).to_string();
        aws.call("events", "put_rule", json!({"Name": name, "EventBusName": bus, "EventPattern": pattern}))
            .await;
        let targets = json!({"Rule": name, "EventBusName": bus, "Targets": [{"Id": "queue", "Arn": arn}]});
        aws.call("events", "put_targets", targets).await;
        Self { shop, url, received: Vec::new() }
    }

    /// Waits for an event of a type about a subject and validates it against its schema.
    async fn wait_for(&mut self, kind: &str, id: &str) -> Value {
        let found = |received: &[Value]| {
            let about =
                |event: &&Value| event["detail-type"] == kind && event["detail"].to_string().contains(id);
            received.iter().find(about).cloned()
        };
        for _ in 0..60 {
            if let Some(event) = found(&self.received) {
                let file = format!("{}/../infra/events/{kind}.json", env!("CARGO_MANIFEST_DIR"));
                let schema: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
                let validator = jsonschema::draft202012::new(&schema).unwrap();
                assert!(validator.is_valid(&event["detail"]), "{event}");
                return event["detail"].clone();
            }
            let asked = json!({"QueueUrl": self.url, "WaitTimeSeconds": 1, "MaxNumberOfMessages": 10});
            let received = self.shop.aws().call("sqs", "receive_message", asked).await;
            for message in received["Messages"].as_array().into_iter().flatten() {
                self.received.push(serde_json::from_str(message["Body"].as_str().unwrap()).unwrap());
                let taken = json!({"QueueUrl": self.url, "ReceiptHandle": message["ReceiptHandle"]});
                self.shop.aws().call("sqs", "delete_message", taken).await;
            }
        }
        panic!("no {kind} of {id} among {:?}", self.received);
    }
}

/// Signs the studio's machine client in.
async fn machine(shop: &Shop) -> Staff<'_> {
    let (pool, id) = (shop.value("/user_pool_id"), shop.value("/automation_client_id"));
    let asked = json!({"UserPoolId": pool, "ClientId": id});
    let client = shop.aws().call("cognito-idp", "describe_user_pool_client", asked).await;
    let secret =
        client["UserPoolClient"]["ClientSecret"].as_str().expect("the client has a secret").to_owned();
    let form = [("grant_type", "client_credentials"), ("scope", "shop/transitions")];
    let url = format!("{}/oauth2/token", shop.value("/endpoint"));
    let answer = shop.request(Method::POST, &url).basic_auth(id, Some(secret)).form(&form).ask().await;
    Staff { shop, token: answer.json(200)["access_token"].as_str().unwrap().to_owned() }
}

#[tokio::test]
async fn a_machine_client_receives_events_and_fulfils_an_order() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let kinds = ["order-confirmed.v1", "order-processing.v1", "order-shipped.v1", "order-delivered.v1"];
    let mut bus = Listener::to(&shop, &kinds).await;
    let customer = Customer::new();
    let (checkout, _) = staff.paid_order(&customer).await;
    let id = &checkout.id;
    assert_eq!(bus.wait_for("order-confirmed.v1", id).await["order_id"], *id);

    let machine = machine(&shop).await;
    let seen = machine.get(&format!("/admin/orders/{id}")).await;
    assert!(!seen.text.contains(&customer.email) && seen.json(200)["customer"].is_null(), "{}", seen.text);
    machine.get(&with_customer(id)).await.problem(403, "forbidden");
    machine.transition(id, json!({"to": "processing", "details_verified": true})).await.json(200);
    bus.wait_for("order-processing.v1", id).await;
    machine
        .transition(id, json!({"to": "shipped", "carrier": "DHL", "tracking_number": "1"}))
        .await
        .json(200);
    bus.wait_for("order-shipped.v1", id).await;
    machine.transition(id, json!({"to": "delivered", "customer_confirmed": true})).await.json(200);
    let delivered = bus.wait_for("order-delivered.v1", id).await;

    let order = staff.order(id).await;
    let last = order["audit"].as_array().unwrap().iter().rfind(|entry| entry["to"] == "delivered").unwrap();
    let actor = json!({"kind": "automation", "client_id": shop.value("/automation_client_id")});
    assert_eq!(last["actor"], actor);
    assert_eq!(delivered["event_id"], format!("{id}/{}", last["seq"]));
    let trail = format!("/admin/audit?actor={}&limit=100", shop.value("/automation_client_id"));
    eventually("the machine's steps in its own trail", async || {
        let found = staff.get(&trail).await.json(200)["items"].to_string();
        found.contains(id.as_str()).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_machine_client_cannot_cancel_refund_or_read_other_routes() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&Customer::new()).await;
    let machine = machine(&shop).await;
    machine
        .transition(&checkout.id, json!({"to": "cancelled", "reason": "x"}))
        .await
        .problem(403, "forbidden");
    machine.refund(&checkout.id, json!({"reason": "x"})).await.problem(403, "forbidden");
    for path in ["/admin/orders", "/admin/products", "/admin/settings", "/admin/audit"] {
        machine.get(path).await.problem(403, "forbidden");
    }
}

#[tokio::test]
async fn refunds_cancellations_and_product_changes_are_published() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let kinds = ["order-cancelled.v1", "order-refunded.v1", "product-changed.v1"];
    let mut bus = Listener::to(&shop, &kinds).await;
    let (checkout, order) = staff.paid_order(&Customer::new()).await;
    let product = order["lines"][0]["product_id"].as_str().unwrap();
    assert_eq!(bus.wait_for("product-changed.v1", product).await["change"], "created");
    staff.transition(&checkout.id, json!({"to": "cancelled", "reason": "cannot be made"})).await.json(200);
    bus.wait_for("order-cancelled.v1", &checkout.id).await;
    let refunded = bus.wait_for("order-refunded.v1", &checkout.id).await;
    let order = staff.order(&checkout.id).await;
    assert_eq!(refunded["refund_id"], order["refunds"][0]["id"]);
}
