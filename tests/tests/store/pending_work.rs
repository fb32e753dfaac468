//! Pending work: one worker at a time claims a mail, and sweeps find work that is stuck.

use aws_sdk_dynamodb::types::AttributeValue;
use shared::domain::ids::OrderId;
use shared::domain::purchase::{
    Change, MailFailure, MailKind, MailRecord, MailStatus, Purchase, RefundStatus,
};
use shared::store::items::to_item;
use shared::store::pending_work::Sweep;
use shared::store::{Item, StoreError};
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{
    action, at, expire, order_id, ordered, pending, product, reflect_refund, request_refund, retry_refund,
    stored_product, write,
};

const KIND: MailKind = MailKind::Receipt;

fn swept<T>(sweep: Sweep<T>) -> Vec<T> {
    assert!(sweep.faults.is_empty(), "{:?}", sweep.faults);
    sweep.found
}

async fn owing(engine: &Engine) -> OrderId {
    let product = stored_product(&engine.store, 1).await;
    ordered(&engine.store, 1, &product, at(0)).await.checkout.id
}

async fn mail(engine: &Engine, id: OrderId) -> MailRecord {
    engine.store.purchases().purchase(id).await.unwrap().unwrap().mails.remove(0)
}

#[tokio::test]
async fn a_mail_has_one_claim_until_it_expires() {
    let engine = Engine::start().await;
    let id = owing(&engine).await;
    assert!(engine.store.mails().claim_mail(id, KIND, at(10)).await.unwrap().is_some());
    for now in [at(10), at(11), at(100)] {
        assert!(engine.store.mails().claim_mail(id, KIND, now).await.unwrap().is_none(), "{now}");
    }
    assert!(engine.store.mails().claim_mail(id, KIND, at(101)).await.unwrap().is_some());
    assert_eq!(mail(&engine, id).await.tries, 2, "a claim that ended in a crash counts as a try");
}

#[tokio::test]
async fn of_five_concurrent_workers_one_claims_the_mail() {
    let engine = Engine::start().await;
    let id = owing(&engine).await;
    let mails = engine.store.mails();
    let claims = (0..5).map(|_| mails.claim_mail(id, KIND, at(10)));
    let taken = futures::future::join_all(claims).await;
    assert_eq!(taken.into_iter().filter(|claim| claim.as_ref().unwrap().is_some()).count(), 1);
}

#[tokio::test]
async fn a_mail_that_was_not_sent_can_be_claimed_at_once() {
    let engine = Engine::start().await;
    let id = owing(&engine).await;
    let before = mail(&engine, id).await;
    let claim = engine.store.mails().claim_mail(id, KIND, at(10)).await.unwrap().unwrap();
    engine.store.mails().mail_not_sent(&before.tried(at(11)), claim).await.unwrap();
    let tried = mail(&engine, id).await;
    assert_eq!((tried.tries, tried.claimed_until, tried.due_at()), (1, None, at(11)));
    assert!(engine.store.mails().claim_mail(id, KIND, at(11)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_late_worker_does_not_end_the_claim_of_another() {
    let engine = Engine::start().await;
    let id = owing(&engine).await;
    let before = mail(&engine, id).await;
    let late = engine.store.mails().claim_mail(id, KIND, at(10)).await.unwrap().unwrap();
    assert!(engine.store.mails().claim_mail(id, KIND, at(110)).await.unwrap().is_some());
    engine.store.mails().mail_not_sent(&before.dropped(), late).await.unwrap();
    assert_eq!(mail(&engine, id).await.status, MailStatus::Owed);
    assert!(engine.store.mails().claim_mail(id, KIND, at(111)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_mail_that_waits_is_swept_when_it_is_due_and_a_failed_one_never() {
    let engine = Engine::start().await;
    let id = owing(&engine).await;
    let before = mail(&engine, id).await;
    let claim = engine.store.mails().claim_mail(id, KIND, at(10)).await.unwrap().unwrap();
    let waits = (0..5).fold(before, |mail, _| mail.tried(at(10)));
    engine.store.mails().mail_not_sent(&waits, claim).await.unwrap();
    let owed = async |before| swept(engine.store.pending_work().mails_owed_since(before).await);
    assert_eq!(owed(at(310)).await, [], "five minutes after the last try");
    let counted = engine.store.pending_work().count_mails_owed(at(200)).await.unwrap();
    assert_eq!(counted.count, 1, "it fails, although it waits");
    assert_eq!(owed(at(311)).await, [waits]);
    let before = mail(&engine, id).await;
    let claim = engine.store.mails().claim_mail(id, KIND, at(400)).await.unwrap().unwrap();
    let failed = before.failed(MailFailure::InvalidAddress);
    engine.store.mails().mail_not_sent(&failed, claim).await.unwrap();
    assert_eq!(owed(at(1_000_000)).await, []);
    assert_eq!(engine.store.pending_work().failed_mails(20).await.unwrap(), [failed]);
    assert!(engine.store.mails().claim_mail(id, KIND, at(1000)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_sent_mail_is_no_longer_owed_and_cannot_be_claimed() {
    let engine = Engine::start().await;
    let id = owing(&engine).await;
    assert!(engine.store.mails().claim_mail(id, KIND, at(10)).await.unwrap().is_some());
    engine.store.mails().mail_sent(&mail(&engine, id).await, "ses-1".to_owned(), at(11)).await.unwrap();
    let sent = mail(&engine, id).await;
    assert_eq!((sent.status, sent.claimed_until, sent.sent_at), (MailStatus::Sent, None, Some(at(11))));
    assert_eq!(sent.message_id.as_deref(), Some("ses-1"));
    assert!(engine.store.mails().claim_mail(id, KIND, at(1000)).await.unwrap().is_none());
    assert_eq!(swept(engine.store.pending_work().mails_owed_since(at(1_000_000)).await), []);
}

#[tokio::test]
async fn handling_a_mail_that_is_not_owed_creates_nothing() {
    let engine = Engine::start().await;
    let nobody = order_id(99);
    assert!(engine.store.mails().claim_mail(nobody, KIND, at(10)).await.unwrap().is_none());
    let unknown = MailRecord::owed(nobody, KIND, at(0));
    assert_eq!(engine.store.mails().mail_not_sent(&unknown, at(70)).await, Ok(()));
    assert_eq!(engine.store.mails().mail_returned(&unknown).await, Ok(()));
    let noted = engine.store.mails().mail_sent(&unknown, "ses-1".to_owned(), at(11)).await;
    assert_eq!(noted, Err(StoreError::Conflict));
    assert!(engine.all_items().await.is_empty());
}

#[tokio::test]
async fn owed_mails_are_swept_oldest_first_up_to_the_cutoff() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    for (n, seconds) in [(1, 30), (2, 10), (3, 20)] {
        ordered(&engine.store, n, &product, at(seconds)).await;
    }
    let ids = |mails: Vec<MailRecord>| mails.iter().map(|mail| mail.order_id).collect::<Vec<_>>();
    let owed = async |before| {
        let mut owed = swept(engine.store.pending_work().mails_owed_since(before).await);
        owed.retain(|mail| mail.kind == KIND);
        owed
    };
    assert_eq!(ids(owed(at(10)).await), []);
    assert_eq!(ids(owed(at(21)).await), [order_id(2), order_id(3)]);
    assert_eq!(ids(owed(at(99)).await), [order_id(2), order_id(3), order_id(1)]);
    // A claimed mail is still owed: the sweep enqueues it again, and the claim decides.
    assert!(engine.store.mails().claim_mail(order_id(2), KIND, at(100)).await.unwrap().is_some());
    assert_eq!(owed(at(99)).await.len(), 3);
}

#[tokio::test]
async fn pending_purchases_are_swept_from_every_shard_until_they_end() {
    let engine = Engine::start().await;
    let created = product(1);
    for n in 1..=8 {
        pending(&engine.store, n, &created, at(i64::try_from(n).unwrap())).await;
    }
    let mut found: Vec<_> = swept(engine.store.pending_work().pending_since(at(5)).await)
        .into_iter()
        .map(|checkout| checkout.id)
        .collect();
    found.sort_unstable();
    assert_eq!(found, [1, 2, 3, 4].map(order_id));
    let before = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    let cancel = expire(before, at(100));
    write(&engine.store, cancel).await.unwrap();
    assert_eq!(swept(engine.store.pending_work().pending_since(at(5)).await).len(), 3);
}

#[tokio::test]
async fn refunds_are_owed_while_requested_and_again_when_retried() {
    type Event<'a> = &'a dyn Fn(Purchase) -> Option<Change>;
    let engine = Engine::start().await;
    let id = owing(&engine).await;
    let refund = action(7, at(5)).refund_id;
    let steps: [(Event<'_>, usize); 5] = [
        (&|it| Some(request_refund(it, 7, 100, at(5))), 1),
        (&|it| reflect_refund(it, refund, RefundStatus::Failed, at(5)), 0),
        (&|it| Some(retry_refund(it, refund, at(5))), 1),
        (&|it| reflect_refund(it, refund, RefundStatus::Pending, at(5)), 0),
        (&|it| reflect_refund(it, refund, RefundStatus::Succeeded, at(5)), 0),
    ];
    for (place, (step, owed)) in steps.into_iter().enumerate() {
        let before = engine.store.purchases().purchase(id).await.unwrap().unwrap();
        write(&engine.store, step(before).unwrap()).await.unwrap();
        let found = swept(engine.store.pending_work().refunds_owed_since(at(6)).await);
        assert_eq!(found.len(), owed, "step {place}");
        assert_eq!(swept(engine.store.pending_work().refunds_owed_since(at(5)).await), []);
    }
    let attempts = engine.store.purchases().purchase(id).await.unwrap().unwrap().refunds[0].attempt;
    assert_eq!(attempts, 2);
}

/// Writes owed mails, a second apart, for orders that do not exist.
async fn owing_many(engine: &Engine, many: u128) -> Vec<MailRecord> {
    let owed: Vec<_> =
        (1..=many).map(|n| MailRecord::owed(order_id(n), KIND, at(i64::try_from(n).unwrap()))).collect();
    for mail in &owed {
        put(engine, to_item(mail).unwrap()).await;
    }
    owed
}

async fn put(engine: &Engine, item: Item) {
    engine.client.put_item().table_name(&engine.table).set_item(Some(item)).send().await.unwrap();
}

#[tokio::test]
async fn a_sweep_continues_over_all_pages() {
    let engine = Engine::start().await;
    let owed = owing_many(&engine, 205).await;
    assert_eq!(swept(engine.store.pending_work().mails_owed_since(at(1000)).await), owed);
}

#[tokio::test]
async fn a_sweep_takes_the_oldest_thousand_and_leaves_the_rest_to_the_next() {
    let engine = Engine::start().await;
    let mut owed = owing_many(&engine, 1003).await;
    owed.truncate(1000);
    assert_eq!(swept(engine.store.pending_work().mails_owed_since(at(2000)).await), owed);
}

#[tokio::test]
async fn an_unreadable_item_hides_no_other_from_a_sweep() {
    let engine = Engine::start().await;
    let owed = owing_many(&engine, 3).await;
    let mut broken = to_item(&owed[1]).unwrap();
    broken.insert("status".to_owned(), AttributeValue::S("unheard of".to_owned()));
    put(&engine, broken).await;
    let sweep = engine.store.pending_work().mails_owed_since(at(1000)).await;
    assert_eq!(sweep.found, [owed[0].clone(), owed[2].clone()]);
    assert!(matches!(sweep.faults[..], [StoreError::Broken(_)]), "{:?}", sweep.faults);
}
