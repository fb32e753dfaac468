//! The audit chains of each day are anchored outside the table, without a gap.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use anchor_audit::{AnchorAudit, AnchorFiles, Anchors, BucketError};
use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use shared::domain::audit::anchor::{AnchorFault, latest_heads};
use shared::schedule::Scheduled;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{at, order_id, ordered, start_processing, stored_product, write};

/// The anchor bucket in memory.
#[derive(Clone, Default)]
struct Files(Arc<Mutex<BTreeMap<Date, Vec<u8>>>>);

#[async_trait]
impl AnchorFiles for Files {
    async fn newest(&self) -> Result<Option<(Date, Vec<u8>)>, BucketError> {
        Ok(self.0.lock().unwrap().last_key_value().map(|(day, file)| (*day, file.clone())))
    }

    async fn add(&self, day: Date, file: Vec<u8>) -> Result<(), BucketError> {
        let taken = self.0.lock().unwrap().insert(day, file).is_some();
        if taken { Err(BucketError("it exists".to_owned())) } else { Ok(()) }
    }
}

impl Files {
    fn days(&self) -> Vec<Date> {
        self.0.lock().unwrap().keys().copied().collect()
    }

    /// Returns the number of the latest anchored entry of a subject.
    fn head(&self, subject: &str) -> Result<Option<u32>, AnchorFault> {
        let files = self.0.lock().unwrap();
        let heads = latest_heads(files.values().map(Vec::as_slice))?;
        Ok(heads.get(subject).map(|head| head.seq))
    }
}

async fn run(engine: &Engine, files: &Files, now: &str) {
    let deps = (engine.store.audit_trail(), Anchors(Arc::new(files.clone())));
    AnchorAudit::handle(&deps, now.parse::<Timestamp>().unwrap()).await.unwrap();
}

#[tokio::test]
async fn each_day_is_anchored_once_and_missed_days_are_made_up() {
    let (engine, files) = (Engine::start().await, Files::default());
    let product = stored_product(&engine.store, 1).await;
    let order = ordered(&engine.store, 1, &product, at(0)).await;
    run(&engine, &files, "2026-11-24T00:59:00Z").await;
    assert_eq!(files.days(), [date(2026, 11, 22)], "the 23rd may still get an entry");
    for _ in 0..2 {
        run(&engine, &files, "2026-11-24T01:00:00Z").await;
        assert_eq!(files.days(), [date(2026, 11, 22), date(2026, 11, 23)]);
    }
    let (order_subject, product_subject) = (order_id(1).to_string(), product.id.to_string());
    assert_eq!((files.head(&order_subject), files.head(&product_subject)), (Ok(Some(2)), Ok(Some(1))));

    write(&engine.store, start_processing(order, at(2 * 24 * 60 * 60))).await.unwrap();
    run(&engine, &files, "2026-11-27T04:00:00Z").await;
    assert_eq!(files.days().len(), 5, "the days without a run are made up");
    assert_eq!((files.head(&order_subject), files.head(&product_subject)), (Ok(Some(3)), Ok(Some(1))));
}
