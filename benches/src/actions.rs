//! The requests of each customer action, and the length of its longest chain of sequential requests: the customer waits for
//! that chain.

use std::time::Duration;

use serde_json::Value;

use crate::binaries::Binaries;
use crate::environment::Environment;
use crate::events::{PAGES, event};
use crate::meter::{Counted, Service};
use crate::purchase::PurchaseFlow;
use crate::requests;
use crate::table::{self, row};

const PRODUCTS: u32 = 24;
/// Delay of each answer, so that requests that are sent at once are seen to overlap.
const LATENCY: Duration = Duration::from_millis(20);
/// The time after which functions check their copies of the catalogue.
pub(crate) const STALE: Duration = Duration::from_millis(1_100);
/// Round trips of a new connection, for TCP and TLS 1.3.
const HANDSHAKES: u64 = 2;

pub(crate) async fn print(binaries: &Binaries) {
    let mut environment = Environment::with_products(PRODUCTS).await;
    let others = ["render-page", "get-checkout", "track-order"];
    let mut flow = PurchaseFlow::start(binaries, &environment, &others).await;
    let warm = flow.buy(&mut environment, "warm").await;
    let get = |case: &str| event(case, &environment, &warm, 0);
    let [list, product] = PAGES.map(get);
    let (returned, track) = (get("get-checkout"), get("track-order"));
    for (case, event) in
        [(PAGES[0], &list), (PAGES[1], &product), (others[1], &returned), (others[2], &track)]
    {
        flow.request(case, event, 200).await;
    }
    environment.meter.delay_answers(LATENCY);

    let mut rows = vec![row([
        &"action" as &dyn ToString,
        &"DynamoDB",
        &"read units",
        &"write units",
        &"KMS",
        &"SQS",
        &"Stripe",
        &"all in sequence",
        &"connections opened",
        &"round trips in sequence",
    ])];
    begin(&environment).await;
    rows.push(get_action("open the list", &mut flow, &environment, PAGES[0], &list).await);
    rows.push(get_action("open a product", &mut flow, &environment, PAGES[1], &product).await);
    flow.quote(&environment).await;
    rows.push(end("quote the cart", &environment).await);
    let page = flow.check_out(&environment, "counted").await;
    rows.push(end("click on Pay, until the payment page", &environment).await);
    let hook = flow.pay(&mut environment, &page).await;
    flow.settle(&environment, &page, hook).await;
    flow.request("get-checkout", &requests::returned(&page.order_id), 200).await;
    rows.push(end("return, until the order is confirmed", &environment).await);
    rows.push(get_action("track the order", &mut flow, &environment, "track-order", &track).await);
    table::print(
        &format!(
            "Calls of each action of a customer: warm functions, copies older than a second, {HANDSHAKES} round trips \
             for each connection opened"
        ),
        &rows,
    );
}

async fn get_action(
    action: &str,
    flow: &mut PurchaseFlow,
    environment: &Environment,
    case: &str,
    event: &Value,
) -> Vec<String> {
    flow.request(case, event, 200).await;
    end(action, environment).await
}

/// Waits until the functions' copies are old, and begins to count.
async fn begin(environment: &Environment) {
    tokio::time::sleep(STALE).await;
    environment.meter.take();
}

/// Returns the row of an action that has ended, and begins the next.
async fn end(action: &str, environment: &Environment) -> Vec<String> {
    let counted: Counted = environment.meter.take();
    begin(environment).await;
    row([
        &action,
        &counted.of(Service::DynamoDb),
        &counted.read_units,
        &counted.write_units,
        &counted.of(Service::Kms),
        &(counted.of(Service::Sqs) + counted.of(Service::SqsFifo)),
        &counted.of(Service::Stripe),
        &counted.in_sequence,
        &counted.connections,
        &(counted.in_sequence + HANDSHAKES * counted.connections),
    ])
}
