//! Notes on an order, internal or visible to the customer.

use serde_json::json;

use crate::support::{Customer, Shop, Staff};

#[tokio::test]
async fn an_internal_note_is_shown_only_to_staff_who_may_see_customers() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let fulfilment = Staff::in_group(&shop, Some("fulfilment")).await;
    let viewer = Staff::in_group(&shop, Some("viewer")).await;
    let (checkout, _) = staff.paid_order(&customer).await;
    let path = format!("/admin/orders/{}/notes", checkout.id);
    let said = format!("{} called: the red one, please.", customer.name);
    let body = json!({"text": format!("  {said}\n"), "visible_to_customer": false});

    viewer.post(&path, &body).await.problem(403, "forbidden");
    let note = fulfilment.post(&path, &body).await.json(201);
    assert_eq!((&note["text"], &note["visible_to_customer"]), (&json!(said), &json!(false)));
    for reader in [&staff, &fulfilment] {
        let order = reader.order(&checkout.id).await;
        assert_eq!(order["notes"], json!([note]));
        assert_eq!(order["audit_intact"], true);
        let entry = order["audit"].as_array().unwrap().last().unwrap();
        assert_eq!((&entry["action"], &entry["evidence"]["note_id"]), (&json!("note_added"), &note["id"]));
        assert!(!entry.to_string().contains("called"), "{entry}");
    }
    let seen = viewer.get(&format!("/admin/orders/{}", checkout.id)).await;
    assert!(seen.json(200).get("notes").is_none() && !seen.text.contains("called"), "{}", seen.text);
}

#[tokio::test]
async fn a_note_to_the_customer_is_mailed_once() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&customer).await;
    let path = format!("/admin/orders/{}/notes", checkout.id);
    let mut notes = Vec::new();
    for text in ["It is <drying>.\n\nAnother day & it is done.", "Now it is done."] {
        let body = json!({"text": text, "visible_to_customer": true});
        notes.push(staff.post(&path, &body).await.json(201));
    }
    let sent = |order: &serde_json::Value| {
        let mails = order["mails"].as_array().unwrap();
        let sent_once = |note: &serde_json::Value| {
            mails.iter().filter(|mail| mail["about"] == note["id"] && mail["status"] == "sent").count() == 1
        };
        notes.iter().all(sent_once)
    };
    staff.order_when(&checkout.id, "both mails", sent).await;
    let mails = shop.mails(&customer.email).await;
    let about = |text: &str| {
        mails.iter().filter(|mail| mail.text.contains(text)).map(|mail| mail.html.clone()).collect::<Vec<_>>()
    };
    let html = about("It is <drying>.\n\nAnother day & it is done.");
    assert_eq!(html.len(), 1, "{mails:?}");
    assert!(html[0].contains("It is &#60;drying&#62;.<br><br>Another day &#38; it is done."), "{}", html[0]);
    assert_eq!(about("Now it is done.").len(), 1, "{mails:?}");
}

#[tokio::test]
async fn a_note_has_a_length_limit_and_needs_an_order() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&Customer::new()).await;
    let path = format!("/admin/orders/{}/notes", checkout.id);
    let faults = async |body: serde_json::Value| staff.post(&path, &body).await.faults();
    let note = |text: &str| json!({"text": text, "visible_to_customer": false});
    assert_eq!(faults(note(" \n ")).await, ["/text empty_text"]);
    assert_eq!(faults(note(&"x".repeat(2001))).await, ["/text text_too_long"]);
    assert_eq!(faults(note("a\u{7}b")).await, ["/text control_character"]);
    let expected = ["/pinned unknown_field", "/text missing_field", "/visible_to_customer missing_field"];
    assert_eq!(faults(json!({"pinned": true})).await, expected);
    staff.post(&path, &note(&"ä".repeat(2000))).await.json(201);

    let unknown = "/admin/orders/ord_01h455vb4pex5vsknk084sn02q/notes";
    staff.post(unknown, &note("x")).await.problem(404, "not_found");
    let product = staff.product().await;
    let unpaid = shop.checkout(&crate::support::cart_of(&product)).await;
    staff.post(&format!("/admin/orders/{}/notes", unpaid.id), &note("x")).await.problem(404, "not_found");
}
