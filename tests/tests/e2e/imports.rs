//! Export and import of products.

use std::collections::HashMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Ask, Shop, Staff, dragon, eventually, unique};

/// Creates two products and returns them as exported.
async fn exported(staff: &Staff<'_>) -> (Value, Value) {
    let (mut one, mut other) = (dragon(), dragon());
    one["name"] = json!("=cmd|' /C calc'!A0");
    one["description"] = json!("'quoted', \"twice\"\n-and more");
    other["variants"] = json!([]);
    other["excluded_combinations"] = json!([]);
    let mut found = Vec::new();
    for draft in [one, other] {
        let made = staff.post("/admin/products", &draft).await.json(201);
        let written = eventually("the product in the export", async || {
            let mut path = "/admin/products/export?limit=100".to_owned();
            loop {
                let page = staff.get(&path).await.json(200);
                let mut items = page["items"].as_array().unwrap().iter();
                if let Some(item) = items.find(|item| item["slug"] == made["slug"]) {
                    return Some(item.clone());
                }
                path = format!("/admin/products/export?limit=100&cursor={}", page["next_cursor"].as_str()?);
            }
        })
        .await;
        found.push(written);
    }
    (found.remove(0), found.remove(0))
}

async fn import(staff: &Staff<'_>, file: &Value) -> Value {
    staff.post("/admin/products/import", file).await.json(200)
}

fn outcomes(report: &Value) -> Vec<&str> {
    report["items"].as_array().unwrap().iter().map(|item| item["outcome"].as_str().unwrap()).collect()
}

/// Returns the header of the CSV export, without its mark, and its lines about these products.
async fn csv(staff: &Staff<'_>, slugs: &[&str]) -> String {
    let mut path = "/admin/products/export/csv".to_owned();
    let mut kept = String::new();
    loop {
        let page = staff.get(&path).await;
        assert_eq!((page.status, page.header("content-type")), (200, Some("text/csv; charset=utf-8")));
        let mut lines = page.text.trim_start_matches('\u{feff}').split_inclusive("\r\n");
        if kept.is_empty() {
            kept.push_str(lines.next().unwrap());
        }
        kept.extend(lines.filter(|line| slugs.iter().any(|slug| line.starts_with(&format!("{slug},")))));
        let Some(link) = page.header("link") else { return kept };
        let query = link.trim_start_matches("<?").split('>').next().unwrap();
        path = format!("/admin/products/export/csv?{query}");
    }
}

#[tokio::test]
async fn importing_an_export_changes_nothing_in_json_or_csv() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (one, other) = exported(&staff).await;
    let report = import(&staff, &json!({"dry_run": false, "products": [one, other]})).await;
    assert_eq!(outcomes(&report), ["unchanged", "unchanged"], "{report}");
    let file = csv(&staff, &[one["slug"].as_str().unwrap(), other["slug"].as_str().unwrap()]).await;
    assert!(file.contains("'=cmd"), "{file}");
    let report = import(&staff, &json!({"dry_run": false, "csv": file})).await;
    assert_eq!(outcomes(&report), ["unchanged", "unchanged"], "{report}");
    let id = report["items"][0]["product_id"].as_str().unwrap();
    assert_eq!(staff.get(&format!("/admin/products/{id}")).await.json(200)["version"], 1);
}

#[tokio::test]
async fn a_dry_run_reports_the_outcome_of_the_import() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (mut known, same) = exported(&staff).await;
    known["name"] = json!("Another name");
    let (fresh, mut bad) = (dragon(), dragon());
    bad["base_price"]["currency"] = json!("USD");
    bad["variants"][1]["value"] = bad["variants"][0]["value"].clone();
    let products = json!([known, same, fresh, bad, fresh]);
    let expected = ["updated", "unchanged", "created", "refused", "refused"];
    for dry_run in [true, false] {
        let report = import(&staff, &json!({"dry_run": dry_run, "products": products})).await;
        assert_eq!((outcomes(&report), &report["dry_run"]), (expected.to_vec(), &json!(dry_run)));
        let counts =
            ["created", "updated", "unchanged", "refused"].map(|count| report[count].as_u64().unwrap());
        assert_eq!(counts, [1, 1, 1, 2]);
        let faults = |row: usize| {
            let errors = report["items"][row]["errors"].as_array().unwrap().iter();
            errors.map(|fault| fault["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(faults(3), ["wrong_currency", "duplicate_variant"]);
        assert_eq!(faults(4), ["duplicate_product"]);
    }
    let report = import(&staff, &json!({"dry_run": false, "products": products})).await;
    assert_eq!(outcomes(&report)[..3], ["unchanged", "unchanged", "unchanged"]);
    let id = report["items"][0]["product_id"].as_str().unwrap();
    let shown = staff.get(&format!("/admin/products/{id}")).await.json(200);
    assert_eq!((&shown["name"], &shown["audit"][1]["reason"]), (&json!("Another name"), &json!("import")));
}

/// Builds a CSV line from `column=cell|column=cell`, in the header's order.
fn line(header: &str, cells: &str) -> String {
    let named: HashMap<&str, &str> = cells.split('|').map(|cell| cell.split_once('=').unwrap()).collect();
    let placed = header.trim_end().split(',').map(|column| named.get(column).copied().unwrap_or_default());
    placed.collect::<Vec<_>>().join(",")
}

#[tokio::test]
async fn every_error_of_a_csv_import_has_its_line_number() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let header = csv(&staff, &[]).await;
    let slug = format!("x{}", unique());
    let vase = "description=Round.|category=home|currency=EUR|active=TRUE";
    let color = "variant_type=color|price_adjustment=-1.00";
    let red = "variant_value=Red|lead_time_days=3|variant_active=TRUE|swatch=#ff0000";
    let lines = [
        format!("slug={slug}|name=Vase|base_price=19.00|{vase}|{color}|{red}"),
        format!("slug={slug}|{color}|variant_value=Blue|lead_time_days=three|variant_active=yes"),
        format!("slug=Not a slug|base_price=1.900|{vase}"),
    ]
    .map(|cells| line(&header, &cells));
    let report =
        import(&staff, &json!({"dry_run": true, "csv": format!("{header}{}", lines.join("\n"))})).await;
    let found: Vec<(u64, Vec<String>)> = report["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            let fault = |fault: &Value| {
                format!("{} {}", fault["pointer"].as_str().unwrap(), fault["code"].as_str().unwrap())
            };
            let mut faults: Vec<String> = item["errors"].as_array().unwrap().iter().map(fault).collect();
            faults.sort();
            (item["row"].as_u64().unwrap(), faults)
        })
        .collect();
    let first = ["/variants/1/active wrong_type", "/variants/1/lead_time_days wrong_type"];
    let second = ["/base_price/amount invalid_amount", "/name missing_field", "/slug invalid_slug"];
    let expected = [(2, first.map(str::to_owned).to_vec()), (4, second.map(str::to_owned).to_vec())];
    assert_eq!(found, expected);

    let wrong = staff.post("/admin/products/import", &json!({"dry_run": true, "csv": "a,b\n1,2"})).await;
    assert_eq!(wrong.faults(), ["/csv wrong_columns"]);
    let both = json!({"dry_run": true, "csv": header, "products": []});
    assert_eq!(staff.post("/admin/products/import", &both).await.faults(), [" not_combinable"]);
    let many: Vec<Value> = (0..101)
        .map(|n| {
            let mut draft = dragon();
            (draft["slug"], draft["variants"], draft["excluded_combinations"]) =
                (json!(format!("{slug}-{n}")), json!([]), json!([]));
            draft
        })
        .collect();
    let many = staff.post("/admin/products/import", &json!({"dry_run": true, "products": many})).await;
    assert_eq!(many.faults(), ["/products too_many"]);
    assert_eq!(
        staff.api(Method::GET, "/admin/products/export?cursor=x").ask().await.faults(),
        ["/cursor invalid_cursor"]
    );
}
