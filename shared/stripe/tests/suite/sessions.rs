//! The life of a Checkout Session, from creation to each outcome.

use domain::checkout::quote::QuoteLine;
use domain::purchase::Paid;
use domain::purchase::settlement::SessionStatus;
use domain::purchase::tax::{TaxTreatment, TaxedAmount};
use domain::shop::settings::TaxRate;
use serde_json::json;
use shared::customer::Private;
use shared::payments::{Payments, PaymentsError, RetrievedPayment, RetrievedSession, SessionRequest};

use crate::support::{Shop, eur, order_id, request};

#[tokio::test]
async fn a_new_session_shows_the_quote_and_names_the_order() {
    let shop = Shop::open().await;
    let asked = request(1);
    let opened = shop.stripe.open_session(&asked).await.unwrap();
    assert!(opened.url.contains(&opened.id), "{}", opened.url);
    assert_eq!(opened.expires_at.as_second(), asked.expires_at.as_second());

    let expand = "expand[]=line_items.data.price.product&expand[]=shipping_cost.shipping_rate";
    let session = shop.read_api(&format!("/v1/checkout/sessions/{}?{expand}", opened.id)).await;
    let order = order_id(1).to_string();
    assert_eq!(session["client_reference_id"], json!(order));
    assert_eq!(session["metadata"], json!({ "order_id": order }));
    assert_eq!(session["mode"], "payment");
    assert_eq!(session["amount_total"], 5890);
    assert_eq!(session["currency"], "eur");
    assert_eq!(session["shipping_address_collection"]["allowed_countries"], json!(["DE"]));
    assert_eq!(session["phone_number_collection"]["enabled"], true);
    assert_eq!(session["billing_address_collection"], "auto");
    assert_eq!(session["automatic_tax"]["enabled"], false);
    assert_eq!(session["success_url"], "https://shop.example/thanks?checkout=1");
    assert_eq!(session["cancel_url"], "https://shop.example/cart");

    let lines = session["line_items"]["data"].as_array().unwrap();
    let (dragon, plain) = (&lines[0], &lines[1]);
    assert_eq!((&dragon["quantity"], &dragon["amount_total"]), (&json!(2), &json!(3800)));
    let product = &dragon["price"]["product"];
    assert_eq!(product["name"], "Articulated dragon & “friends”");
    assert_eq!(product["description"], "Size: Small (12 cm) · Material: PLA · Colour: Ember red");
    assert_eq!(product["metadata"]["product_id"], json!(asked.quote.lines[0].product_id.to_string()));
    assert_eq!(plain["price"]["product"]["description"], json!(null));

    let rate = &session["shipping_cost"]["shipping_rate"];
    assert_eq!(rate["display_name"], "Standard, tracked");
    assert_eq!(rate["fixed_amount"], json!({"amount": 490, "currency": "eur"}));
}

#[tokio::test]
async fn free_shipping_is_shown_as_an_option() {
    let shop = Shop::open().await;
    let mut asked = request(1);
    asked.quote.shipping.price = eur(0);
    let opened = shop.stripe.open_session(&asked).await.unwrap();
    let session = shop.read_api(&format!("/v1/checkout/sessions/{}", opened.id)).await;
    assert_eq!(
        (&session["amount_total"], &session["shipping_cost"]["amount_total"]),
        (&json!(5400), &json!(0))
    );
}

#[tokio::test]
async fn creating_a_session_again_returns_the_same_session() {
    let shop = Shop::open().await;
    let asked = request(1);
    let first = shop.stripe.open_session(&asked).await.unwrap();
    assert_eq!(shop.stripe.open_session(&asked).await.unwrap(), first);
    let mut other = request(2);
    other.expires_at = asked.expires_at;
    assert_ne!(shop.stripe.open_session(&other).await.unwrap().id, first.id);
}

#[tokio::test]
async fn creating_a_session_concurrently_returns_the_same_session() {
    let shop = Shop::open().await;
    let asked = request(1);
    let hang = json!({"count": 1, "ms": 100, "on": "POST /v1/checkout/sessions"});
    shop.faults(json!({ "hang": hang })).await;
    let (one, two) = tokio::join!(shop.stripe.open_session(&asked), shop.stripe.open_session(&asked));
    assert_eq!(one.unwrap(), two.unwrap());
}

#[tokio::test]
async fn a_session_is_seen_by_the_stack_that_opened_it_alone() {
    let shop = Shop::open().await;
    let stack = |name: &str| shop.stripe.clone().for_stack(Some(name.to_owned()));
    let opened = stack("production").open_session(&request(1)).await.unwrap();
    let session = shop.read_api(&format!("/v1/checkout/sessions/{}", opened.id)).await;
    assert_eq!(session["metadata"], json!({"order_id": order_id(1).to_string(), "stack": "production"}));
    assert_eq!(shop.press(&opened.id, "pay", "").await, 303);
    let payment =
        shop.read_api(&format!("/v1/checkout/sessions/{}", opened.id)).await["payment_intent"].clone();
    let payment = payment.as_str().unwrap();
    assert!(stack("production").session(&opened.id).await.is_ok());
    assert!(stack("production").payment(payment).await.is_ok());
    for other in [stack("staging"), shop.stripe.clone()] {
        assert_eq!(other.session(&opened.id).await.unwrap_err(), PaymentsError::NotFound);
        assert_eq!(other.payment(payment).await.unwrap_err(), PaymentsError::NotFound);
    }
    let earlier = shop.stripe.open_session(&request(2)).await.unwrap();
    assert!(stack("production").session(&earlier.id).await.is_ok(), "from before sessions named their stack");
}

#[tokio::test]
async fn a_purchase_cannot_be_opened_again_with_another_price() {
    let shop = Shop::open().await;
    let mut asked = request(1);
    shop.stripe.open_session(&asked).await.unwrap();
    asked.quote.lines[0].unit_price = eur(1800);
    let refused = PaymentsError::Refused { code: "idempotency_error".to_owned() };
    assert_eq!(shop.stripe.open_session(&asked).await.unwrap_err(), refused);
}

#[tokio::test]
async fn a_session_that_stripe_refuses_has_stripes_code() {
    let shop = Shop::open().await;
    let mut asked = request(1);
    asked.quote.lines.truncate(1);
    asked.quote.lines[0].unit_price = eur(1);
    asked.quote.shipping.price = eur(0);
    let refused = PaymentsError::Refused { code: "amount_too_small".to_owned() };
    assert_eq!(shop.stripe.open_session(&asked).await.unwrap_err(), refused);
}

#[tokio::test]
async fn a_session_is_open_and_without_customer_until_payment() {
    let shop = Shop::open().await;
    let session = shop.opened().await;
    let open = shop.stripe.session(&session.id).await.unwrap();
    assert_eq!((open.now.id, open.now.status), (session.id.clone(), SessionStatus::Open));
    assert_eq!((open.order_id, open.customer), (order_id(1), None));
    assert_eq!(shop.press(&session.id, "decline", "").await, 402);
    assert_eq!(shop.status(&session.id).await, SessionStatus::Open);
}

#[tokio::test]
async fn a_paid_session_has_the_amount_and_the_customer() {
    let shop = Shop::open().await;
    let session = shop.opened().await;
    let form = "email=mark%40example.org&name=Mark+Test&phone=%2B4930&line1=Weg+1&city=Berlin&postal_code=10115&country=DE";
    assert_eq!(shop.press(&session.id, "pay", form).await, 303);
    let paid = shop.stripe.session(&session.id).await.unwrap();
    let SessionStatus::Paid(Paid { session_id, payment_intent, amount, tax_added }) = paid.now.status else {
        panic!("{:?}", paid.now);
    };
    assert_eq!((session_id, amount, tax_added), (session.id, eur(5890), eur(0)));
    assert!(payment_intent.unwrap().starts_with("pi_"));
    assert_eq!(paid.order_id, order_id(1));

    let customer = paid.customer.unwrap();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(customer.email.reveal(), "mark@example.org");
    assert_eq!((customer.name.reveal(), customer.phone.reveal()), (&some("Mark Test"), &some("+4930")));
    let address = customer.shipping_address.unwrap();
    assert_eq!((address.line1.reveal(), address.line2), (&some("Weg 1"), Private::new(None)));
    assert_eq!((address.postal_code.reveal(), address.city.reveal()), (&some("10115"), &some("Berlin")));
    assert_eq!((address.country.reveal(), address.state.reveal()), (&some("DE"), &None));
    assert_eq!(customer.billing_address, None, "the same as the parcel's");
}

#[tokio::test]
async fn a_bank_payment_is_pending_and_then_succeeds() {
    let shop = Shop::open().await;
    let session = shop.opened().await.id;
    assert_eq!(shop.press(&session, "bank", "").await, 303);
    let waiting = shop.stripe.session(&session).await.unwrap();
    assert_eq!(waiting.now.status, SessionStatus::AwaitingBank);
    assert!(waiting.customer.is_some());
    shop.press(&session, "bank/succeed", "").await;
    assert!(matches!(shop.status(&session).await, SessionStatus::Paid(paid) if paid.amount == eur(5890)));
}

#[tokio::test]
async fn a_bank_payment_is_pending_and_then_fails() {
    let shop = Shop::open().await;
    let session = shop.opened().await.id;
    shop.press(&session, "bank", "").await;
    shop.press(&session, "bank/fail", "").await;
    assert_eq!(shop.status(&session).await, SessionStatus::BankRefused);
}

#[tokio::test]
async fn only_an_open_session_can_be_expired() {
    let shop = Shop::open().await;
    let session = shop.opened().await.id;
    shop.stripe.expire_session(&session).await.unwrap();
    assert_eq!(shop.status(&session).await, SessionStatus::Expired);
    let again = shop.stripe.expire_session(&session).await.unwrap_err();
    assert_eq!(again, PaymentsError::Refused { code: "invalid_request_error".to_owned() });

    let other = shop.stripe.open_session(&request(2)).await.unwrap().id;
    shop.press(&other, "pay", "").await;
    assert!(matches!(shop.stripe.expire_session(&other).await, Err(PaymentsError::Refused { .. })));
    assert!(matches!(shop.status(&other).await, SessionStatus::Paid(_)));
}

#[tokio::test]
async fn an_unknown_session_is_not_found() {
    let shop = Shop::open().await;
    assert_eq!(shop.stripe.session("cs_test_none").await.unwrap_err(), PaymentsError::NotFound);
    assert_eq!(shop.stripe.expire_session("cs_test_none").await.unwrap_err(), PaymentsError::NotFound);
}

#[tokio::test]
async fn exclusive_tax_is_separated_from_the_prices() {
    let shop = Shop::open().await;
    let mut asked = request(1);
    asked.tax = TaxTreatment::StripeAdded;
    let session = shop.stripe.open_session(&asked).await.unwrap().id;
    shop.press(&session, "pay", "").await;
    let SessionStatus::Paid(paid) = shop.status(&session).await else { panic!("not paid") };
    assert!(paid.tax_added.amount > 0);
    assert_eq!(paid.amount.minus(paid.tax_added).unwrap(), asked.quote.total);
    let seen = shop.read_api(&format!("/v1/checkout/sessions/{session}")).await;
    assert_eq!(seen["total_details"]["amount_tax"], json!(paid.tax_added.amount));
}

/// Opens, pays and reads a session.
async fn taxed(shop: &Shop, asked: &SessionRequest) -> RetrievedSession {
    let session = shop.stripe.open_session(asked).await.unwrap().id;
    assert_eq!(shop.stripe.session(&session).await.unwrap().tax, None, "not before it is paid");
    shop.press(&session, "pay", "").await;
    shop.stripe.session(&session).await.unwrap()
}

#[tokio::test]
async fn the_taxes_of_each_line_and_of_shipping_are_read() {
    let shop = Shop::open().await;
    let rate = TaxRate::from_percent("20");
    let amount = |net, tax| TaxedAmount { rate, net: eur(net), tax: eur(tax) };
    let read = async |order, tax| taxed(&shop, &SessionRequest { tax, ..request(order) }).await.tax;
    let included = read(1, TaxTreatment::StripeIncluded).await.unwrap();
    assert_eq!(included.lines, [amount(3167, 633), amount(1333, 267)]);
    assert_eq!(included.shipping, amount(408, 82));
    let added = read(2, TaxTreatment::StripeAdded).await.unwrap();
    assert_eq!(added.lines, [amount(3800, 760), amount(1600, 320)]);
    assert_eq!(added.shipping, amount(490, 98));
    assert_eq!(read(3, TaxTreatment::SmallBusiness).await, None);
}

#[tokio::test]
async fn prices_with_included_tax_are_charged_as_they_are() {
    let shop = Shop::open().await;
    let asked = SessionRequest { tax: TaxTreatment::StripeIncluded, ..request(1) };
    let SessionStatus::Paid(paid) = taxed(&shop, &asked).await.now.status else { panic!("not paid") };
    assert_eq!((paid.amount, paid.tax_added), (asked.quote.total, eur(0)));
}

#[tokio::test]
async fn the_taxes_of_more_lines_than_stripe_expands_are_listed() {
    let shop = Shop::open().await;
    let mut asked = SessionRequest { tax: TaxTreatment::StripeAdded, ..request(1) };
    let line = asked.quote.lines.remove(1);
    asked.quote.lines = (1..=50)
        .map(|n| QuoteLine { unit_price: eur(n * 100), total: eur(n * 100), ..line.clone() })
        .collect();
    let read = taxed(&shop, &asked).await.tax.unwrap();
    let nets: Vec<i64> = read.lines.iter().map(|line| line.net.amount).collect();
    assert_eq!(nets, (1..=50).map(|n| n * 100).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_order_id_is_found_by_payment_intent() {
    let shop = Shop::open().await;
    let payment = shop.paid().await.payment_intent.unwrap();
    let found = RetrievedPayment { order_id: order_id(1), captured: eur(5890) };
    assert_eq!(shop.stripe.payment(&payment).await, Ok(found));
    assert_eq!(shop.stripe.payment("pi_none").await, Err(PaymentsError::NotFound));
}
