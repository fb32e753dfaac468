//! The shop under load: each customer is served by functions of their own, as Lambda does it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use dynoxide::Database;
use futures::executor::{LocalPool, block_on};
use futures::task::LocalSpawnExt;
use lambda_http::Request;
use send_mail::SendMail;
use serde_json::json;
use settle_payment::SettlePayment;
use shared::domain::catalogue::product::Product;
use shared::domain::ids::OrderId;
use shared::domain::money::{Currency, Money};
use shared::domain::purchase::MailKind;
use shared::messages::{Message, SendMail as Owed};
use shared::queue::Queue;
use shared::start::{MailQueue, PaymentsQueue, RefundQueue};
use shared::store::Store;
use shared::store::keys::Shards;
use shared::stream::Destinations;
use shared::worker::{Worker, work};
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::variant_id;

use super::Load;
use super::clock::Clock;
use super::table::LimitedTable;
use crate::buyers::session_hint;
use crate::chaos::Chaos;
use crate::fakes::{MemoryBus, MemoryQueue, Waiting};
use crate::mail::MemoryMailer;
use crate::stripe::Stripe;
use crate::table::Table;
use crate::tasks::{End, Source, answered, batch};
use crate::world::{Functions, create_product, functions};

/// Number of customers, the first of whom comes alone: a product's first order is an item that all others would meet on.
const CUSTOMERS: u32 = 301;
const SECOND: u64 = 1_000_000;

struct Shop {
    clock: Clock,
    table: LimitedTable,
    stripe: Stripe,
    product: Product,
    load: RefCell<Load>,
}

/// Lets the customers come at this rate, and checks that each of them has one order in the end.
pub(super) fn run(rate: u32, shards: Shards) -> Load {
    let (chaos, database, clock) = (Chaos::new(1, 0), Database::memory().unwrap(), Clock::default());
    let engine = block_on(Engine::on(Table::new(database.clone(), chaos.clone()).client(false)));
    let product = block_on(create_product(&engine.store, 1000));
    let table = LimitedTable::new(database, clock.clone(), u64::from(rate));
    let stripe = Stripe::new(&chaos);
    let shop = Rc::new(Shop { clock, table, stripe, product, load: RefCell::default() });
    let mut pool = LocalPool::new();
    for n in 0..CUSTOMERS {
        let store = Store::new(shop.table.client(), engine.table.clone()).with_shards(shards);
        let begins = if n == 0 { 0 } else { SECOND + u64::from(n) * SECOND / u64::from(rate) };
        let customer = customer(Rc::clone(&shop), functions_on(&store, &shop.stripe, &chaos), n, begins);
        pool.spawner().spawn_local(customer).unwrap();
    }
    shop.clock.run(&mut pool);
    drop(pool);
    let mut load = shop.load.take();
    load.settled.sort_unstable();
    let limits = shop.table.limits.lock().unwrap();
    load.throttled.clone_from(&limits.capacity.throttled);
    load.conflicts.clone_from(&limits.conflicts);
    block_on(each_has_one_order(&engine.store.clone().with_shards(shards), load.orders));
    load
}

fn functions_on(store: &Store, stripe: &Stripe, chaos: &Chaos) -> Functions {
    let queue = MemoryQueue::new(chaos);
    let mailer = MemoryMailer::new(chaos, &queue);
    let queue: Arc<dyn Queue> = Arc::new(queue);
    let bus = Arc::new(MemoryBus { chaos: chaos.clone(), published: Arc::default() });
    let destinations = Destinations { mail: queue.clone(), refunds: queue.clone(), bus };
    let reconcile = reconcile::Deps {
        pending: store.clone().into(),
        payments: PaymentsQueue(queue.clone()),
        mail: MailQueue(queue.clone()),
        refunds: RefundQueue(queue),
    };
    functions(chaos, store, stripe, &mailer, reconcile, destinations)
}

async fn customer(shop: Rc<Shop>, functions: Functions, n: u32, begins: u64) {
    shop.clock.wait(begins).await;
    let mut repeated = 0;
    let session = loop {
        let request = checkout(&shop, n);
        match answered::<start_checkout::StartCheckout>(functions.start.clone(), request).await {
            End::Answer(201, reply) => {
                break reply["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
            }
            _ => repeated += 1,
        }
        shop.clock.wait(SECOND).await;
    };
    let id = {
        let mut state = shop.stripe.state();
        let session = state.session_mut(&session).unwrap();
        session.customer = format!("customer{n}");
        session.pay(session.due.amount);
        session.order_id
    };
    let paid = shop.clock.now();
    repeated += settle(&shop, &functions, &session, id).await;
    let settled = (shop.clock.now() - paid) / 1000;
    // A mail that fails is repeated after its claim has expired, which is not simulated: claims use the real clock.
    let receipt = Owed { order_id: id, kind: MailKind::Receipt };
    repeated += u32::from(!worked::<SendMail>(&(functions.send)(), Source::Mail, &receipt).await);
    let mut load = shop.load.borrow_mut();
    load.orders += 1;
    load.settled.push(settled);
    load.repeated[usize::from(n > CUSTOMERS / 2)] += repeated;
}

/// Delivers a payment's message until it succeeds, with the waits of its queue. Returns the number of failed deliveries.
async fn settle(shop: &Shop, functions: &Functions, session: &str, id: OrderId) -> u32 {
    let hint = session_hint(session, id, 1);
    for failed in 0..8 {
        if worked::<SettlePayment>(&functions.settle, Source::Payments, &hint).await {
            return failed;
        }
        shop.clock.wait(5 * SECOND * 3_u64.pow(failed)).await;
    }
    panic!("a payment's message failed eight times");
}

/// Delivers a message once, and returns true if it succeeded.
async fn worked<W: Worker>(deps: &W::Deps, from: Source, body: &impl serde::Serialize) -> bool {
    let text = serde_json::to_string(&Message::new(body)).unwrap();
    let event = batch(from, &[Waiting { text, receives: 0 }]);
    work::<W>(deps, event).await.batch_item_failures.is_empty()
}

fn checkout(shop: &Shop, n: u32) -> Request {
    let product = &shop.product;
    let body = json!({
        "items": [{
            "product_id": product.id, "quantity": 2,
            "variant_ids": (["Small", "PLA", "Ember red"].map(|value| variant_id(product, value))),
        }],
        "country": "DE", "expected_total": Money::new(1_000_000, Currency::EUR),
        "cart_id": format!("{n:032x}"),
    });
    let headers = vec![("idempotency-key", format!("key-{n}"))];
    let call = ApiCall { headers, body: Some(body.to_string()), ..ApiCall::to("POST /checkouts") };
    let mut event = call.event();
    let address = format!("10.0.{}.{}", n / 250, n % 250);
    event["requestContext"]["http"]["sourceIp"] = address.into();
    lambda_http::request::from_str(&event.to_string()).unwrap()
}

/// Asserts that as many orders are on the list as there are customers, each once, and that the counters say so.
async fn each_has_one_order(store: &Store, customers: u32) {
    assert_eq!(customers, CUSTOMERS, "customers without an order");
    let (mut found, mut position): (Vec<OrderId>, _) = (Vec::new(), None);
    loop {
        let page = store.order_lists().due(None, position, 100).await.unwrap();
        found.extend(page.orders.iter().map(|order| order.id));
        position = page.next;
        if position.is_none() {
            break;
        }
    }
    let different: BTreeSet<_> = found.iter().collect();
    let customers = usize::try_from(customers).unwrap();
    assert_eq!((found.len(), different.len()), (customers, customers));
}
