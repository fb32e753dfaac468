//! Sweeps of the reconcile function: an item that fails does not block the others.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use reconcile::{Deps, Reconcile};
use serde_json::json;
use shared::clock;
use shared::domain::purchase::{MailKind, MailRecord};
use shared::queue::{Fifo, Queue, QueueError};
use shared::schedule::Scheduled;
use shared::start::{MailQueue, PaymentsQueue, RefundQueue};
use shared::store::items::to_item;
use shop_tests::engine::{Engine, Handles};
use shop_tests::queue::RecordingQueue;
use shop_tests::shop::{order_id, pending, product, session_id};

struct Shop {
    engine: Engine,
    payments: RecordingQueue,
    mail: RecordingQueue,
}

/// Creates a shop in which three mails have been owed and one payment pending for 42 minutes.
async fn shop(mail: RecordingQueue) -> (Shop, [MailRecord; 3]) {
    let engine = Engine::start().await;
    let earlier = clock::now().saturating_sub(SignedDuration::from_mins(42)).unwrap();
    let owed = [1, 2, 3].map(|n| MailRecord::owed(order_id(n), MailKind::Receipt, earlier));
    for mail in &owed {
        let item = to_item(mail).unwrap();
        engine.client.put_item().table_name(&engine.table).set_item(Some(item)).send().await.unwrap();
    }
    pending(&engine.store, 9, &product(1), earlier).await;
    (Shop { engine, payments: RecordingQueue::default(), mail }, owed)
}

impl Shop {
    fn deps(&self) -> Deps {
        Deps {
            pending: self.engine.store.clone().into(),
            payments: PaymentsQueue(Arc::new(self.payments.clone())),
            mail: MailQueue(Arc::new(self.mail.clone())),
            refunds: RefundQueue(Arc::new(RecordingQueue::default())),
        }
    }

    async fn reconcile(&self) -> Result<(), String> {
        Reconcile::handle(&self.deps(), clock::now()).await.map_err(|error| error.to_string())
    }

    /// Returns the enqueued payments without the poll of events that each run enqueues.
    fn enqueued_payments(&self) -> Vec<serde_json::Value> {
        let mut sent = self.payments.sent();
        sent.retain(|message| *message != json!({"type": "news"}));
        sent
    }

    fn mailed(&self) -> Vec<String> {
        self.mail.sent().iter().map(|message| message["order_id"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn stuck_work_is_enqueued_again() {
    let (shop, owed) = shop(RecordingQueue::default()).await;
    shop.reconcile().await.unwrap();
    assert_eq!(shop.mailed(), owed.map(|mail| mail.order_id.to_string()));
    let payments = shop.enqueued_payments();
    assert!(payments.len() == 1 && payments[0].to_string().contains(&session_id(9)), "{payments:?}");
}

#[tokio::test]
async fn only_overdue_receipts_are_counted_until_they_are_sent() {
    let (shop, owed) = shop(RecordingQueue::default()).await;
    let store = &shop.engine.store;
    let overdue = async || shop.deps().repair(clock::now()).await.unwrap().receipts_overdue;
    let later = MailRecord::owed(order_id(4), MailKind::Shipped, owed[0].owed_since);
    let young = MailRecord::owed(order_id(5), MailKind::Receipt, clock::now());
    for mail in [later, young] {
        let put = shop.engine.client.put_item().table_name(&shop.engine.table);
        put.set_item(Some(to_item(&mail).unwrap())).send().await.unwrap();
    }
    assert_eq!(overdue().await, 3);
    store.mails().mail_sent(&owed[0], "ses-1".to_owned(), clock::now()).await.unwrap();
    assert_eq!(overdue().await, 2);
}

#[tokio::test]
async fn a_refused_message_fails_the_run_but_blocks_no_other() {
    let (shop, owed) = shop(RecordingQueue::refusing(order_id(1).to_string())).await;
    let error = shop.reconcile().await.unwrap_err();
    assert!(error.contains("out of reach"), "{error}");
    assert_eq!(shop.mailed(), [owed[1].order_id.to_string(), owed[2].order_id.to_string()]);
    assert_eq!(shop.enqueued_payments().len(), 1);
}

#[tokio::test]
async fn an_unreadable_item_fails_the_run_but_blocks_no_other() {
    let (shop, owed) = shop(RecordingQueue::default()).await;
    let mut broken = to_item(&owed[0]).unwrap();
    broken.insert("status".to_owned(), AttributeValue::S("unheard of".to_owned()));
    let put = shop.engine.client.put_item().table_name(&shop.engine.table);
    put.set_item(Some(broken)).send().await.unwrap();
    let error = shop.reconcile().await.unwrap_err();
    assert!(error.contains("not as expected"), "{error}");
    assert_eq!(shop.mailed(), [owed[1].order_id.to_string(), owed[2].order_id.to_string()]);
    assert_eq!(shop.enqueued_payments().len(), 1);
}

#[tokio::test]
async fn money_comes_first_and_payment_pages_last() {
    let queue = RecordingQueue::default();
    let (mut shop, _) = shop(queue.clone()).await;
    shop.payments = queue.clone();
    shop.reconcile().await.unwrap();
    let kinds: Vec<_> = queue
        .sent()
        .into_iter()
        .map(|message| message["type"].as_str().or(message["kind"].as_str()).map(ToOwned::to_owned))
        .collect();
    let expected = ["news", "receipt", "receipt", "receipt", "session"];
    assert_eq!(kinds, expected.map(|kind| Some(kind.to_owned())));
}

/// A queue that accepts nothing and never answers, until its caller gives up. Only then does time pass: the clock stands
/// still for everything else, so that no answer of the table is late.
struct Hanging;

#[async_trait]
impl Queue for Hanging {
    async fn put(&self, _: String, _: Option<Fifo>) -> Result<(), QueueError> {
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(11)).await;
        tokio::time::resume();
        std::future::pending().await
    }
}

#[tokio::test]
async fn parts_that_hang_are_cut_off_so_that_the_others_run() {
    let (shop, owed) = shop(RecordingQueue::default()).await;
    let deps = Deps { payments: PaymentsQueue(Arc::new(Hanging)), ..shop.deps() };
    let began = Instant::now();
    let error = Reconcile::handle(&deps, clock::now()).await.unwrap_err().to_string();
    assert!(error.contains("payment pages") && error.contains("took too long"), "{error}");
    assert_eq!(shop.mailed(), owed.map(|mail| mail.order_id.to_string()), "mails come after the events");
    assert!(began.elapsed() < Duration::from_secs(9), "the test does not wait");
}

#[tokio::test]
async fn a_page_is_asked_about_less_often_the_older_it_is() {
    let engine = Engine::start().await;
    let now = clock::now();
    for (n, minutes) in [(1, 7), (2, 12), (3, 33), (4, 42), (5, 70), (6, 300), (7, 325)] {
        let opened = now.saturating_sub(SignedDuration::from_mins(minutes)).unwrap();
        pending(&engine.store, n, &product(1), opened).await;
    }
    let queue = RecordingQueue::default();
    let shop = Shop { engine, payments: queue.clone(), mail: queue };
    shop.reconcile().await.unwrap();
    let mut asked: Vec<_> = shop
        .enqueued_payments()
        .iter()
        .map(|message| message["session_id"].as_str().unwrap().to_owned())
        .collect();
    asked.sort();
    let mut expected = [1, 2, 4, 7].map(session_id);
    expected.sort();
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn recent_work_is_left_to_the_queues() {
    let engine = Engine::start().await;
    pending(&engine.store, 9, &product(1), clock::now()).await;
    let queue = RecordingQueue::default();
    let shop = Shop { engine, payments: queue.clone(), mail: queue };
    shop.reconcile().await.unwrap();
    assert_eq!(shop.enqueued_payments(), [] as [serde_json::Value; 0]);
    assert_eq!(shop.payments.sent(), [json!({"type": "news"})], "each run polls the events once");
}
