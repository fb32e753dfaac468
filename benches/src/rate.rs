//! The rate at which settle-payment's own code settles orders in this process.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use aws_lambda_events::event::sqs::SqsEvent;
use dynoxide::Database;
use serde_json::{Value, json};
use shared::clock;
use shared::domain::audit::Action;
use shared::lookup::LookupKey;
use shared::messages::Message;
use shared::payments::hint::PaymentHint;
use shared::start::PaymentsQueue;
use shared::worker::work;
use shared_stripe::StripePayments;
use shop_tests::budgets::{Counts, PaidStripe};
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::batch_of_one;
use shop_tests::queue::RecordingQueue;
use shop_tests::shop::{dragon, order_id, pending, product_event, product_of, session_id, vault};

use crate::environment::{STOCK, set_stream};
use crate::in_process::InProcessClient;
use crate::process;
use crate::table::microseconds;

const ORDERS: u64 = 2_000;
/// Number of concurrent invocations.
const CONCURRENCY: usize = 8;

pub(crate) async fn figures() -> Value {
    let direct = InProcessClient::new(Database::memory().unwrap());
    let engine = Engine::on(direct.client()).await;
    // See `create_products`.
    set_stream(&engine, false).await;
    let stripe = PaidStripe::new(Arc::new(Counts::default()));
    create_orders(&engine, &stripe).await;
    let deps = Arc::new(settle_payment::Deps {
        purchases: engine.store.clone().into(),
        cursor: engine.store.clone().into(),
        payments: StripePayments(Arc::new(stripe)),
        vault: vault(),
        lookup: LookupKey::new("secret"),
        queue: PaymentsQueue(Arc::new(RecordingQueue::default())),
    });
    let next = Arc::new(AtomicU64::new(1));
    let (began, cpu) = (Instant::now(), process::cpu(std::process::id()));
    let in_engine = direct.spent();
    let workers = (0..CONCURRENCY).map(|_| tokio::spawn(settle(Arc::clone(&deps), Arc::clone(&next))));
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    let orders = ORDERS as f64;
    json!({
        "a_second": orders / began.elapsed().as_secs_f64(),
        "cpu_us": (microseconds(process::cpu(std::process::id()).saturating_sub(cpu)) / orders).round(),
        "engine_us": (microseconds(direct.spent().saturating_sub(in_engine)) / orders).round(),
    })
}

async fn create_orders(engine: &Engine, stripe: &PaidStripe) {
    let mut draft = dragon("dragon");
    draft.variants[3].stock = Some(STOCK.into());
    let product = product_of(draft, 1, None, clock::now());
    let event = product_event(Action::ProductCreated, clock::now());
    engine.store.products().create_product(product.clone(), event).await.unwrap();
    for n in 1..=u128::from(ORDERS) {
        let checkout = pending(&engine.store, n, &product, clock::now()).await.checkout;
        stripe.paid(session_id(n), checkout.id, checkout.quote.total);
    }
}

/// Settles payments one after the other, each as an invocation of its own.
async fn settle(deps: Arc<settle_payment::Deps>, next: Arc<AtomicU64>) {
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n > ORDERS {
            return;
        }
        let session_id = session_id(u128::from(n));
        let (event_id, order_id) = (Some(format!("evt_{n}")), Some(order_id(u128::from(n))));
        let hint = PaymentHint::Session { event_id, session_id: session_id.clone(), order_id };
        let body = serde_json::to_string(&Message::new(&hint)).unwrap();
        let event: SqsEvent = serde_json::from_value(batch_of_one(&body, Some(&session_id))).unwrap();
        let answer = work::<settle_payment::SettlePayment>(&deps, event).await;
        assert!(answer.batch_item_failures.is_empty(), "a payment was not settled");
    }
}
