//! AWS's price of an order and of a page view, from counted requests, capacity units and processor time.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::actions::STALE;
use crate::binaries::Binaries;
use crate::environment::Environment;
use crate::events::{PAGES, event};
use crate::meter::{Counted, Service};
use crate::prices::{Amounts, Prices};
use crate::purchase::{CompletedPurchase, PurchaseFlow};
use crate::requests;
use crate::table::{self, microseconds};

const PRODUCTS: u32 = 24;
const ORDERS: usize = 20;
const VIEWS: usize = 5;
/// Memory of a function, and the memory with which Lambda gives a function one processor, in megabytes.
const MEMORY: (f64, f64) = (256.0, 1_769.0);
/// Requests for which AWS charges per message of a queue besides its sending: received, deleted.
const POLLS: u64 = 2;

pub(crate) async fn print(binaries: &Binaries) {
    let mut environment = Environment::with_products(PRODUCTS).await;
    let others = ["render-page", "get-checkout", "track-order", "admin-transition-order"];
    let mut flow = PurchaseFlow::start(binaries, &environment, &others).await;
    let warm = buy(&mut flow, &mut environment, "warm").await;

    let before = usage(&flow);
    environment.meter.take();
    for n in 0..ORDERS {
        buy(&mut flow, &mut environment, &format!("order-{n}")).await;
    }
    let mut columns = vec![of_functions(&environment.meter.take(), &flow, &before)];
    for page in PAGES {
        columns.push(view(&mut flow, &environment, &warm, page).await);
    }
    let per = [ORDERS, VIEWS, VIEWS];
    for (amounts, per) in columns.iter_mut().zip(per) {
        for amount in amounts.values_mut() {
            *amount /= per as f64;
        }
    }
    show(&Prices::read(), &columns);
}

/// Buys, returns from the payment page, tracks the order, and has it made, shipped and delivered.
async fn buy(flow: &mut PurchaseFlow, environment: &mut Environment, key: &str) -> CompletedPurchase {
    let purchase = flow.buy(environment, key).await;
    // In production the checkout's and the mail's changes reach the relay on their own, not with the order's.
    flow.relay(environment).await;
    flow.request("get-checkout", &requests::returned(&purchase.order_id), 200).await;
    flow.request("track-order", &requests::track(&purchase.order_id, &purchase.tracking_secret), 200).await;
    flow.fulfil(environment, &purchase.order_id).await;
    environment.queues.clear();
    purchase
}

/// Views of a page by first visitors, each more than a second after the one before.
async fn view(
    flow: &mut PurchaseFlow,
    environment: &Environment,
    purchase: &CompletedPurchase,
    page: &str,
) -> Amounts {
    let event = event(page, environment, purchase, 0);
    flow.request(page, &event, 200).await;
    environment.meter.take();
    let (before, mut html) = (usage(flow), String::new());
    for _ in 0..VIEWS {
        tokio::time::sleep(STALE).await;
        html = flow.request(page, &event, 200).await;
    }
    let mut amounts = of_functions(&environment.meter.take(), flow, &before);
    amounts.insert("cloudfront_request", (VIEWS * (1 + files(&html))) as f64);
    amounts
}

/// Number of files that a browser loads for a page: icon, scripts, and a picture for each that is shown.
fn files(html: &str) -> usize {
    let assets = html.split('"').filter(|attribute| attribute.starts_with("/assets/"));
    assets.count() + html.matches("<img ").count() - html.matches("src=\"data:").count()
}

type Usage = BTreeMap<&'static str, (u64, Duration)>;

/// Calls and processor time of each function so far.
fn usage(flow: &PurchaseFlow) -> Usage {
    flow.functions.iter().map(|(name, function)| (*name, (function.answers, function.cpu()))).collect()
}

/// Returns the billed amounts of the functions' calls since `before`, with the requests that they made.
fn of_functions(counted: &Counted, flow: &PurchaseFlow, before: &Usage) -> Amounts {
    let of = |service| counted.of(service) as f64;
    let mut amounts = Amounts::from([
        ("dynamodb_read_unit", counted.read_units),
        ("dynamodb_write_unit", counted.write_units),
        ("sqs_request", of(Service::Sqs) + (POLLS * counted.messages) as f64),
        ("sqs_fifo_request", of(Service::SqsFifo) + (POLLS * counted.fifo_messages) as f64),
        ("kms_request", of(Service::Kms)),
        ("ses_mail", of(Service::Ses)),
        ("s3_get", of(Service::S3Get)),
        ("s3_put", of(Service::S3Put)),
        ("eventbridge_event", counted.events as f64),
    ]);
    for (name, (calls, cpu)) in usage(flow) {
        let (calls_before, cpu_before) = before[name];
        let calls = (calls - calls_before) as f64;
        if calls == 0.0 {
            continue;
        }
        let cpu_ms = microseconds(cpu.saturating_sub(cpu_before)) / 1e3 / calls;
        let billed_ms = (cpu_ms * MEMORY.1 / MEMORY.0).ceil();
        let mut add = |unit, amount| *amounts.entry(unit).or_default() += amount;
        add("lambda_request", calls);
        add("lambda_arm64_gb_second", calls * billed_ms / 1e3 * MEMORY.0 / 1_024.0);
        let (behind_api, behind_cdn) = match name {
            "settle-payment" | "send-mail" | "relay-events" | "render-page" => (false, false),
            // Stripe calls the API itself.
            "stripe-webhook" => (true, false),
            _ => (true, true),
        };
        add("http_api_request", if behind_api { calls } else { 0.0 });
        for unit in ["cloudfront_request", "cloudfront_function"] {
            add(unit, if behind_cdn { calls } else { 0.0 });
        }
    }
    amounts
}

fn show(prices: &Prices, columns: &[Amounts]) {
    let names = ["an order", "a view of the list", "a view of a product"];
    let scales = [("1,000 orders", 1e3), ("million views", 1e6), ("million views", 1e6)];
    let mut head = vec!["unit".to_owned(), "USD per million".to_owned()];
    for (name, (scale, _)) in names.iter().zip(scales) {
        head.extend([(*name).to_owned(), format!("USD per {scale}")]);
    }
    let mut rows = vec![head];
    for unit in columns[0].keys() {
        if columns.iter().all(|amounts| amounts.get(unit).is_none_or(|amount| *amount == 0.0)) {
            continue;
        }
        let mut row = vec![unit.replace('_', " "), short(prices.of(unit) * 1e6)];
        for (amounts, (_, scale)) in columns.iter().zip(scales) {
            let amount = amounts.get(unit).copied().unwrap_or_default();
            row.extend([short(amount), short(amount * prices.of(unit) * scale)]);
        }
        rows.push(row);
    }
    let mut total = vec!["all".to_owned(), String::new()];
    for (amounts, (_, scale)) in columns.iter().zip(scales) {
        total.extend([String::new(), short(prices.of_all(amounts) * scale)]);
    }
    rows.push(total);
    table::print("Costs of AWS", &rows);
    println!("\n{}\n{}", prices.origin(), assumptions());
}

/// Four decimals, without zeros at their end.
fn short(figure: f64) -> String {
    format!("{figure:.4}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Describes the assumptions of the figures, for printing below the table.
fn assumptions() -> String {
    format!(
        "An order: quote, checkout, payment, receipt, the return page, a look at the order, and three steps of staff with \
         their mails; warm functions. A view: a first visit whose page no cache answers and whose other files the CDN \
         answers, more than a second after the last view. Billed time: the measured processor time at {:.0} of {:.0} MB of a \
         whole processor, as fast as this one, rounded up to a millisecond; time spent waiting for other services is not \
         included. A message costs {POLLS} requests of its queue besides sending. Not included: fixed costs, logs, metrics, \
         storage, data transfer, backups, idle polling of queues, KMS requests of the table's own key, and Stripe's fees.",
        MEMORY.0, MEMORY.1
    )
}
