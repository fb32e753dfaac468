//! What other systems of the studio learn, and the machine that acts on it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Ask, Customer, Shop, Staff, eventually, unique, with_customer};

/// A queue of the test's own that gets the events of a kind.
struct Listener<'a> {
    shop: &'a Shop,
    url: String,
    heard: Vec<Value>,
}

impl<'a> Listener<'a> {
    async fn to(shop: &'a Shop, kinds: &[&str]) -> Self {
        let (aws, name) = (shop.aws(), format!("listener-{}", unique()));
        let queue = aws.call("sqs", "create_queue", json!({"QueueName": name})).await;
        let url = queue["QueueUrl"].as_str().unwrap().to_owned();
        let asked = json!({"QueueUrl": url, "AttributeNames": ["QueueArn"]});
        let arn = aws.call("sqs", "get_queue_attributes", asked).await["Attributes"]["QueueArn"].clone();
        let bus = shop.told("/event_bus");
        let pattern = json!({"source": ["3d-things.shop"], "detail-type": kinds}).to_string();
        aws.call("events", "put_rule", json!({"Name": name, "EventBusName": bus, "EventPattern": pattern}))
            .await;
        let targets = json!({"Rule": name, "EventBusName": bus, "Targets": [{"Id": "queue", "Arn": arn}]});
        aws.call("events", "put_targets", targets).await;
        Self { shop, url, heard: Vec::new() }
    }

    /// The event of a kind about a subject, once it came; whole, and fit for its schema.
    async fn hears(&mut self, kind: &str, id: &str) -> Value {
        let found = |heard: &[Value]| {
            let about =
                |event: &&Value| event["detail-type"] == kind && event["detail"].to_string().contains(id);
            heard.iter().find(about).cloned()
        };
        for _ in 0..60 {
            if let Some(event) = found(&self.heard) {
                let file = format!("{}/../infra/events/{kind}.json", env!("CARGO_MANIFEST_DIR"));
                let schema: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
                let validator = jsonschema::draft202012::new(&schema).unwrap();
                assert!(validator.is_valid(&event["detail"]), "{event}");
                return event["detail"].clone();
            }
            let asked = json!({"QueueUrl": self.url, "WaitTimeSeconds": 1, "MaxNumberOfMessages": 10});
            let received = self.shop.aws().call("sqs", "receive_message", asked).await;
            for message in received["Messages"].as_array().into_iter().flatten() {
                self.heard.push(serde_json::from_str(message["Body"].as_str().unwrap()).unwrap());
                let taken = json!({"QueueUrl": self.url, "ReceiptHandle": message["ReceiptHandle"]});
                self.shop.aws().call("sqs", "delete_message", taken).await;
            }
        }
        panic!("no {kind} of {id} among {:?}", self.heard);
    }
}

/// The studio's machine, signed in for itself.
async fn machine(shop: &Shop) -> Staff<'_> {
    let (pool, id) = (shop.told("/user_pool_id"), shop.told("/automation_client_id"));
    let asked = json!({"UserPoolId": pool, "ClientId": id});
    let client = shop.aws().call("cognito-idp", "describe_user_pool_client", asked).await;
    let secret =
        client["UserPoolClient"]["ClientSecret"].as_str().expect("the client has a secret").to_owned();
    let form = [("grant_type", "client_credentials"), ("scope", "shop/transitions")];
    let url = format!("{}/oauth2/token", shop.told("/endpoint"));
    let answer = shop.request(Method::POST, &url).basic_auth(id, Some(secret)).form(&form).ask().await;
    Staff { shop, token: answer.json(200)["access_token"].as_str().unwrap().to_owned() }
}

#[tokio::test]
async fn a_machine_hears_of_an_order_and_takes_it_to_its_customer() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let kinds = ["order-confirmed.v1", "order-processing.v1", "order-shipped.v1", "order-delivered.v1"];
    let mut bus = Listener::to(&shop, &kinds).await;
    let customer = Customer::new();
    let (checkout, _) = staff.paid(&customer).await;
    let id = &checkout.id;
    assert_eq!(bus.hears("order-confirmed.v1", id).await["order_id"], *id);

    let machine = machine(&shop).await;
    let seen = machine.get(&format!("/admin/orders/{id}")).await;
    assert!(!seen.text.contains(&customer.email) && seen.json(200)["customer"].is_null(), "{}", seen.text);
    machine.get(&with_customer(id)).await.problem(403, "forbidden");
    machine.step(id, json!({"to": "processing", "details_verified": true})).await.json(200);
    bus.hears("order-processing.v1", id).await;
    machine.step(id, json!({"to": "shipped", "carrier": "DHL", "tracking_number": "1"})).await.json(200);
    bus.hears("order-shipped.v1", id).await;
    machine.step(id, json!({"to": "delivered", "customer_confirmed": true})).await.json(200);
    let delivered = bus.hears("order-delivered.v1", id).await;

    let order = staff.order(id).await;
    let last = order["audit"].as_array().unwrap().iter().rfind(|entry| entry["to"] == "delivered").unwrap();
    let actor = json!({"kind": "automation", "client_id": shop.told("/automation_client_id")});
    assert_eq!(last["actor"], actor);
    assert_eq!(delivered["event_id"], format!("{id}/{}", last["seq"]));
    let trail = format!("/admin/audit?actor={}&limit=100", shop.told("/automation_client_id"));
    eventually("the machine's steps in its own trail", async || {
        let found = staff.get(&trail).await.json(200)["items"].to_string();
        found.contains(id.as_str()).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_machine_neither_cancels_nor_refunds_nor_looks_elsewhere() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid(&Customer::new()).await;
    let machine = machine(&shop).await;
    machine.step(&checkout.id, json!({"to": "cancelled", "reason": "x"})).await.problem(403, "forbidden");
    machine.refund(&checkout.id, json!({"reason": "x"})).await.problem(403, "forbidden");
    for path in ["/admin/orders", "/admin/products", "/admin/settings", "/admin/audit"] {
        machine.get(path).await.problem(403, "forbidden");
    }
}

#[tokio::test]
async fn a_refund_a_cancelled_order_and_a_changed_product_are_told() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let kinds = ["order-cancelled.v1", "order-refunded.v1", "product-changed.v1"];
    let mut bus = Listener::to(&shop, &kinds).await;
    let (checkout, order) = staff.paid(&Customer::new()).await;
    let product = order["lines"][0]["product_id"].as_str().unwrap();
    assert_eq!(bus.hears("product-changed.v1", product).await["change"], "created");
    staff.step(&checkout.id, json!({"to": "cancelled", "reason": "cannot be made"})).await.json(200);
    bus.hears("order-cancelled.v1", &checkout.id).await;
    let refunded = bus.hears("order-refunded.v1", &checkout.id).await;
    let order = staff.order(&checkout.id).await;
    assert_eq!(refunded["refund_id"], order["refunds"][0]["id"]);
}
