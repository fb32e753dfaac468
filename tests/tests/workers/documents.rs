//! Printed documents: who is named on them, and in which order addresses are written.

use admin_get_document::AdminGetDocument;
use lambda_http::Body;
use shared::customer::{Address, Customer, Private};
use shared::domain::purchase::tax::TaxTreatment;
use shared::http::serve;
use shop_tests::engine::Engine;
use shop_tests::events::ApiCall;
use shop_tests::shop::{at, confirm, customer, order_id, pending, stored_product, tax, vault, write};

/// Returns the document of an order by this customer.
async fn printed(customer: Customer, document: &str) -> String {
    printed_with(tax(), customer, document).await
}

/// Returns the document of an order that was taxed like this.
async fn printed_with(tax: TaxTreatment, customer: Customer, document: &str) -> String {
    let (engine, vault) = (Engine::start().await, vault());
    let store = &engine.store;
    let product = stored_product(store, 1).await;
    let mut before = pending(store, 1, &product, at(0)).await;
    before.checkout.tax = tax;
    write(store, confirm(&vault, before, customer, at(1)).await).await.unwrap();
    let path = vec![("id", order_id(1).to_string()), ("document", document.to_owned())];
    let call = ApiCall { path, ..ApiCall::by_staff("GET /admin/orders/{id}/documents/{document}") };
    let deps = (store.clone().into(), store.clone().into(), vault);
    let answer = serve::<AdminGetDocument>(&deps, call.request()).await;
    assert_eq!(answer.status().as_u16(), 200);
    let Body::Text(html) = answer.body() else { panic!("no text") };
    html.clone()
}

fn present() -> Customer {
    let some = |text: &str| Private::new(Some(text.to_owned()));
    let address = |line: &str| Address {
        line1: some(line),
        line2: Private::new(None),
        city: some("Springfield"),
        state: some("IL"),
        postal_code: some("62701"),
        country: some("US"),
    };
    Customer {
        name: some("Rae Receiver"),
        billing_name: some("Pat Payer"),
        shipping_address: Some(address("1 Ship St")),
        billing_address: Some(address("2 Bill St")),
        ..customer("ada")
    }
}

#[tokio::test]
async fn an_invoice_pairs_the_payer_with_the_payers_address() {
    let invoice = printed(present(), "invoice").await;
    let town = "Springfield, IL 62701<br>US<br>";
    assert!(invoice.contains(&format!("Pat Payer<br>2 Bill St<br>{town}")), "{invoice}");
    assert!(invoice.contains(&format!("Rae Receiver<br>1 Ship St<br>{town}")), "{invoice}");
    assert!(
        invoice.contains("tfoot { display: table-row-group; }"),
        "the total is printed on the last page only"
    );
}

#[tokio::test]
async fn an_invoice_has_the_rate_and_tax_of_each_line_and_rate() {
    let invoice = printed(present(), "invoice").await;
    assert!(
        invoice.contains("<td class=\"amount\">19 %</td><td class=\"amount\">EUR 5.59</td>"),
        "{invoice}"
    );
    let sums = "<td>19 %</td><td class=\"amount\">EUR 33.53</td><td class=\"amount\">EUR 6.37</td>";
    assert!(invoice.contains(sums), "{invoice}");
    assert!(!invoice.contains("UStG"), "{invoice}");
}

#[tokio::test]
async fn an_invoice_of_a_small_business_has_the_exemption_and_no_rate() {
    let invoice = printed_with(TaxTreatment::SmallBusiness, present(), "invoice").await;
    assert!(invoice.contains("Gemäß § 19 UStG wird keine Umsatzsteuer berechnet."), "{invoice}");
    assert!(!invoice.contains("Tax") && !invoice.contains(" %</td>"), "{invoice}");
}

#[tokio::test]
async fn a_packing_slip_names_the_recipient_only() {
    let slip = printed(present(), "packing-slip").await;
    assert!(slip.contains("Rae Receiver<br>1 Ship St") && !slip.contains("Pat Payer"), "{slip}");
}
