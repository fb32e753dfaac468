//! Runs the command as a process against a real engine.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::process::Output;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::civil::date;
use shared::domain::audit::anchor::{Anchor, digest_of};
use shared::store::audit::AuditList;
use shared::store::keys;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{at, order_id, ordered, stored_product};
use tokio::process::Command;

async fn audit(engine: &Engine, arguments: &[&str]) -> (Option<i32>, String) {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_audit"))
        .args(arguments)
        .env_clear()
        .envs([("STAGE", "local"), ("AWS_REGION", "eu-west-1"), ("TABLE_NAME", engine.table.as_str())])
        .envs([("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")])
        .env("AWS_ENDPOINT_URL_DYNAMODB", engine.url.as_deref().unwrap())
        .output()
        .await
        .unwrap();
    let output_text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(output_text).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_days_trails_are_verified_and_a_changed_entry_is_found() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    ordered(&engine.store, 1, &product, at(0)).await;
    ordered(&engine.store, 2, &product, at(60)).await;
    let intact = audit(&engine, &["--day", "2026-11-23"]).await;
    assert_eq!(intact, (Some(0), "3 trails, 5 entries, 0 broken\n".to_owned()));

    let key = keys::audit(keys::purchase(order_id(2)), 1).into_item();
    let forged = engine.client.update_item().table_name(&engine.table).set_key(Some(key));
    forged
        .update_expression("SET entry.#at = :at")
        .expression_attribute_names("#at", "at")
        .expression_attribute_values(":at", AttributeValue::S("2026-11-22T09:00:00Z".to_owned()))
        .send()
        .await
        .unwrap();
    let (code, output_text) = audit(&engine, &["--day", "2026-11-23"]).await;
    assert_eq!(code, Some(1), "{output_text}");
    assert!(
        output_text.contains(&format!("{} BROKEN: entry 1 is not the one", order_id(2))),
        "{output_text}"
    );
    let (code, output_text) = audit(&engine, &["--subject", &order_id(1).to_string()]).await;
    assert_eq!((code, output_text.as_str()), (Some(0), "1 trails, 2 entries, 0 broken\n"));
}

/// Writes the anchors of the table's day and of the empty day after it into a new folder.
async fn anchored(engine: &Engine) -> PathBuf {
    let folder = std::env::temp_dir().join(&engine.table);
    std::fs::create_dir(&folder).unwrap();
    let list = AuditList::OfDay(date(2026, 11, 23));
    let page = engine.store.audit_trail().audit(&list, None, 100).await.unwrap();
    let mut first = Anchor::new(date(2026, 11, 23), None);
    page.entries.iter().for_each(|entry| first.add(entry));
    let first = serde_json::to_vec(&first).unwrap();
    let second = Anchor::new(date(2026, 11, 24), Some(digest_of(&first)));
    std::fs::write(folder.join("2026-11-23.json"), first).unwrap();
    std::fs::write(folder.join("2026-11-24.json"), serde_json::to_vec(&second).unwrap()).unwrap();
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deletion_of_a_whole_trail_is_found_by_the_anchors() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    ordered(&engine.store, 1, &product, at(0)).await;
    ordered(&engine.store, 2, &product, at(60)).await;
    let folder = anchored(&engine).await;
    let arguments = ["--anchors", folder.to_str().unwrap()];
    let intact = audit(&engine, &arguments).await;
    assert_eq!(intact, (Some(0), "2 anchors, 3 trails, 0 broken\n".to_owned()));

    for item in engine.all_items().await {
        if item["pk"] == AttributeValue::S(keys::purchase(order_id(2))) {
            let key = [("pk", &item["pk"]), ("sk", &item["sk"])];
            let key = key.map(|(name, value)| (name.to_owned(), value.clone())).into();
            engine.client.delete_item().table_name(&engine.table).set_key(Some(key)).send().await.unwrap();
        }
    }
    let (code, output_text) = audit(&engine, &arguments).await;
    let expected =
        format!("{} BROKEN: the whole trail is missing\n2 anchors, 3 trails, 1 broken\n", order_id(2));
    assert_eq!((code, output_text), (Some(1), expected));

    std::fs::remove_file(folder.join("2026-11-23.json")).unwrap();
    std::fs::write(folder.join("2026-11-22.json"), b"{}").unwrap();
    let (code, output_text) = audit(&engine, &arguments).await;
    assert_eq!((code, output_text.as_str()), (Some(1), "anchors BROKEN: anchor number 1 is not readable\n"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_verification_exits_with_2() {
    let engine = Engine::start().await;
    for arguments in [&[][..], &["--day", "someday"], &["--subject", "nothing"], &["--subject", "settings"]] {
        let (code, output_text) = audit(&engine, arguments).await;
        assert!(code == Some(2) && output_text.starts_with("error: "), "{arguments:?}: {output_text}");
    }
}
