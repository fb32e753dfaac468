//! The audit trail of staff actions, and its verification.

use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::clock;
use shared::domain::audit::anchor::latest_heads;
use shared::domain::time::utc_date;

use crate::support::{Shop, dragon, eventually};

#[tokio::test]
async fn staff_actions_are_found_by_day_and_actor_and_verified() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let id = product["id"].as_str().unwrap();
    let mut changed = dragon();
    (changed["slug"], changed["name"]) = (product["slug"].clone(), json!("Another name"));
    let path = format!("/admin/products/{id}");
    staff.change(reqwest::Method::PUT, &path, 1, &changed).await.json(200);

    let trail = staff.get(&format!("/admin/audit?subject={id}")).await.json(200);
    let entry = trail["items"][0].clone();
    assert_eq!((&entry["action"], &entry["seq"]), (&json!("product_updated"), &json!(2)));
    assert_eq!(entry["evidence"]["before"]["name"], product["name"]);
    assert_eq!(entry["evidence"]["after"]["name"], "Another name");
    let (day, sub) =
        (entry["at"].as_str().unwrap()[..10].to_owned(), entry["actor"]["sub"].as_str().unwrap());
    for list in [format!("day={day}"), format!("actor={sub}"), format!("actor={sub}&day={day}")] {
        eventually(&format!("the change among those of {list}"), async || {
            let mut path = format!("/admin/audit?{list}&limit=100");
            loop {
                let page = staff.get(&path).await.json(200);
                let items = page["items"].as_array().unwrap();
                if items.contains(&entry) {
                    return Some(());
                }
                path = format!("/admin/audit?{list}&limit=100&cursor={}", page["next_cursor"].as_str()?);
            }
        })
        .await;
    }

    let verify = format!("/admin/audit/{id}/verification");
    let whole = staff.get(&verify).await.json(200);
    assert_eq!(whole, json!({"subject": id, "entries": 2, "intact": true, "end_known": true}));
    let key = json!({"pk": {"S": format!("PRODUCT#{id}")}, "sk": {"S": "AUDIT#00000002"}});
    let forge = json!({"TableName": shop.value("/table"), "Key": key, "UpdateExpression": "SET entry.#a = :a",
        "ExpressionAttributeNames": {"#a": "action"}, "ExpressionAttributeValues": {":a": {"S": "product_created"}}});
    shop.aws().call("dynamodb", "update_item", forge).await;
    let broken = staff.get(&verify).await.json(200);
    assert_eq!((&broken["intact"], &broken["at_entry"]), (&json!(false), &json!(2)));
}

#[tokio::test]
async fn a_day_is_anchored_once_with_the_heads_of_its_chains() {
    let shop = Shop::open();
    let (staff, aws, bucket) = (shop.staff().await, shop.aws(), shop.value("/anchor_bucket"));
    let product = staff.product().await;
    let id = product["id"].as_str().unwrap();
    // The latest day that is complete; no real entry of this cloud is as old.
    let day = utc_date(clock::now() - SignedDuration::from_hours(1)).yesterday().unwrap();
    let key = json!({"pk": {"S": format!("PRODUCT#{id}")}, "sk": {"S": "AUDIT#00000001"}});
    let move_back = json!({"TableName": shop.value("/table"), "Key": key, "ReturnValues": "ALL_NEW",
        "UpdateExpression": "SET gsi1pk = :day", "ExpressionAttributeValues": {":day": {"S": format!("AUDIT#{day}")}}});
    let moved = aws.call("dynamodb", "update_item", move_back).await;

    for _ in 0..2 {
        aws.invoke("anchor-audit").await;
    }
    let listed = aws.call("s3", "list_object_versions", json!({"Bucket": bucket})).await;
    let keys: Vec<&Value> =
        listed["Versions"].as_array().unwrap().iter().map(|version| &version["Key"]).collect();
    assert_eq!(keys, [&json!(format!("{day}.json"))]);
    let file = aws.call("s3", "get_object", json!({"Bucket": bucket, "Key": format!("{day}.json")})).await;
    let heads = latest_heads([file["Body"].as_str().unwrap().as_bytes()]).unwrap();
    let verified = staff.get(&format!("/admin/audit/{id}/verification")).await.json(200);
    let head = json!({"seq": verified["entries"], "hash": moved["Attributes"]["entry"]["M"]["hash"]["S"]});
    assert_eq!((&verified["intact"], json!(heads[id])), (&json!(true), head));
}

#[tokio::test]
async fn invalid_audit_queries_are_refused_with_reasons() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let faults = staff.get("/admin/audit?subject=settings&day=2026-11-23").await.faults();
    assert_eq!(faults, ["/day not_combinable"]);
    let faults = staff.get("/admin/audit?day=yesterday&actor=%20&limit=0").await.faults();
    assert_eq!(faults, ["/actor empty_text", "/day invalid_date", "/limit out_of_range"]);
    for unknown in ["x", "ord_01h455vb4pex5vsknk084sn02q"] {
        staff.get(&format!("/admin/audit/{unknown}/verification")).await.problem(404, "not_found");
    }
    assert_eq!(staff.get("/admin/audit?subject=x").await.faults(), ["/subject invalid_subject"]);
    assert_eq!(staff.get("/admin/audit?actor=nobody").await.json(200)["items"], Value::Array(Vec::new()));
}
