//! Compares every stored form, attribute by attribute, with a golden file: no field can be added unnoticed, sealed or
//! in clear.
//!
//! `GOLDEN=write` writes the files again; review the difference like any other.

use std::path::PathBuf;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};
use shared::domain::audit::{ChainHead, Event};
use shared::domain::catalogue::card::Card;
use shared::domain::catalogue::category::{Categories, Category};
use shared::domain::checkout::cart_id::CartId;
use shared::domain::email::EmailAddress;
use shared::domain::ids::{LinkRequestId, NoteId, OrderNumber, RefundId};
use shared::domain::place::CountryCode;
use shared::domain::purchase::tax::{TaxBreakdown, TaxTreatment};
use shared::domain::purchase::{
    AmountPaid, Checkout, Dispute, MailFailure, MailKind, MailRecord, MailStatus, Milestone, Note, Order,
    Parcel, Payment, PurchaseState, Refund, RefundStatus, Sealed, SessionRef, SettledSession, StockTaken,
    Transition,
};
use shared::domain::shop::settings::{CountryRate, LegalTexts, Settings, Tax, TaxRate};
use shared::store::catalog_log::{CatalogLogItem, LoggedChange};
use shared::store::categories::CategoriesItem;
use shared::store::compact::CompactPointer;
use shared::store::items::{
    AuditItem, CartClaim, NumberItem, ProductItem, RefundItem, SlugItem, SoldItem, Stored, from_item, to_item,
};
use shared::store::settings::SettingsItem;
use shared::store::stripe_cursor::StripeCursor;
use shared::store::{Item, keys};
use shop_tests::engine::Engine;
use shop_tests::shop::{
    admin, at, checkout, eur, idempotency_item, order_id, product, session_id, slug, text, upload,
};

/// Returns an item in DynamoDB's JSON, with attribute types.
pub(crate) fn wire(item: &Item) -> Value {
    fn value(held: &AttributeValue) -> Value {
        match held {
            AttributeValue::S(text) => json!({ "S": text }),
            AttributeValue::N(number) => json!({ "N": number }),
            AttributeValue::Bool(flag) => json!({ "BOOL": flag }),
            AttributeValue::Null(_) => json!({ "NULL": true }),
            AttributeValue::B(blob) => {
                json!({ "B": aws_smithy_types::base64::encode(blob.as_ref()) })
            }
            AttributeValue::L(list) => json!({ "L": list.iter().map(value).collect::<Vec<_>>() }),
            AttributeValue::M(map) => json!({ "M": wire(map) }),
            other => panic!("no stored form has {other:?}"),
        }
    }
    Value::Object(item.iter().map(|(name, it)| (name.clone(), value(it))).collect::<Map<_, _>>())
}

#[allow(clippy::disallowed_methods, reason = "only this test knows the variable")]
pub(crate) fn rewrite() -> bool {
    std::env::var("GOLDEN").is_ok_and(|wish| wish == "write")
}

/// Compares with the golden file, stores it on the engine, and reads it back equal.
async fn golden<T: Stored + PartialEq + std::fmt::Debug>(name: &str, stored: &T) {
    let item = to_item(stored).unwrap();
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/store/golden/{name}.json"));
    let seen = wire(&item);
    if rewrite() {
        std::fs::write(&file, format!("{}\n", serde_json::to_string_pretty(&seen).unwrap())).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_else(|_| panic!("{} is missing", file.display()));
    let expected: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(seen, expected, "{name}: an attribute changed");
    assert_eq!(item.len(), expected.as_object().unwrap().len());
    let engine = Engine::start().await;
    engine.client.put_item().table_name(&engine.table).set_item(Some(item.clone())).send().await.unwrap();
    let read = engine.all_items().await.remove(0);
    assert_eq!(read, item, "{name}: the engine gave something else back");
    assert_eq!(from_item::<T>(read).unwrap().as_ref(), Some(stored), "{name}: does not read back");
}

/// Reads an item of an earlier form, which deployed tables still have.
fn earlier<T: Stored>(name: &str) -> T {
    let file =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/store/golden/earlier/{name}.json"));
    let written: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    from_item(unwire(&written)).unwrap().unwrap()
}

/// Returns the item of DynamoDB's JSON.
fn unwire(written: &Value) -> Item {
    fn value(written: &Value) -> AttributeValue {
        let (kind, held) = written.as_object().unwrap().iter().next().unwrap();
        match kind.as_str() {
            "S" => AttributeValue::S(held.as_str().unwrap().to_owned()),
            "N" => AttributeValue::N(held.as_str().unwrap().to_owned()),
            "BOOL" => AttributeValue::Bool(held.as_bool().unwrap()),
            "NULL" => AttributeValue::Null(true),
            "B" => AttributeValue::B(Blob::new(
                aws_smithy_types::base64::decode(held.as_str().unwrap()).unwrap(),
            )),
            "L" => AttributeValue::L(held.as_array().unwrap().iter().map(value).collect()),
            "M" => AttributeValue::M(unwire(held)),
            other => panic!("no stored form has {other}"),
        }
    }
    written.as_object().unwrap().iter().map(|(name, held)| (name.clone(), value(held))).collect()
}

#[test]
fn items_from_before_there_were_tax_modes_are_read() {
    let settings: SettingsItem = earlier("settings");
    assert_eq!(settings.settings, Settings::starter());
    let checkout: Checkout = earlier("checkout");
    assert_eq!(checkout, checkout_item());
    let order: Order = earlier("order");
    assert_eq!(order, Order { tax: None, ..order_item() });
    let refund: RefundItem = earlier("refund-requested");
    assert_eq!(refund.refund, Refund { tax: Vec::new(), ..refund_item().refund });
}

fn chain() -> ChainHead {
    ChainHead { seq: 3, hash: "c0ffee".to_owned() }
}

fn number() -> OrderNumber {
    OrderNumber::try_from("3DT-7K2M9QXA".to_owned()).unwrap()
}

pub(crate) fn checkout_item() -> Checkout {
    let begun = checkout(1, &product(1), at(0));
    let url = "https://pay.example/cs_1".to_owned();
    let session = Some(SessionRef { id: session_id(1), url, expires_at: begun.closes_at });
    Checkout { state: PurchaseState::PendingPayment, session, version: 2, chain: chain(), ..begun }
}

fn sealed() -> Sealed {
    serde_json::from_value(json!({"v": 1, "key": [1, 2], "nonce": [3], "data": [4, 5, 6]})).unwrap()
}

pub(crate) fn checkout_under_way() -> Checkout {
    Checkout {
        awaiting_bank: true,
        order_number: Some(number()),
        confidential: Some(sealed()),
        customer_hash: Some("hash-of-email".to_owned()),
        secret_hash: Some("hash-of-secret".to_owned()),
        ..checkout_item()
    }
}

fn breakdown(checkout: &Checkout) -> Option<TaxBreakdown> {
    TaxBreakdown::of(checkout.tax, &checkout.quote, checkout.quote.total, None).unwrap()
}

pub(crate) fn order_item() -> Order {
    let checkout = checkout_item();
    let taken = checkout.stock[0];
    Order {
        id: checkout.id,
        number: number(),
        state: PurchaseState::Shipped,
        payment: Payment {
            session_id: session_id(1),
            payment_intent: Some("pi_1".to_owned()),
            captured: checkout.quote.total,
            tax_added: eur(0),
            paid_at: at(60),
        },
        tax: breakdown(&checkout),
        ship_by: checkout.quote.ship_by,
        quote: checkout.quote,
        confidential: Some(sealed()),
        customer_hash: Some("hash-of-email".to_owned()),
        secret_hash: Some("hash-of-secret".to_owned()),
        erased_at: None,
        erasure_requested_at: None,
        parcels: vec![parcel()],
        milestones: vec![Milestone { state: PurchaseState::PaymentConfirmed, at: at(60) }],
        disputes: vec![Dispute {
            id: "dp_1".to_owned(),
            payment_intent: "pi_1".to_owned(),
            status: "needs_response".to_owned(),
        }],
        refunded: Some(eur(500)),
        stock: vec![taken],
        oversold: vec![StockTaken { quantity: 1, ..taken }],
        version: 4,
        chain: chain(),
        created_at: at(60),
    }
}

/// Settings in which every field is set.
fn full_settings() -> Settings {
    let address = serde_json::json!({
        "name": "Studio GmbH", "line1": "Gasse 1", "line2": "Hof", "postal_code": "1010", "city": "Wien",
        "region": "Wien", "country": "AT", "tax_id": "ATU1",
    });
    let (country, rate) = (CountryCode::parse("AT").unwrap(), TaxRate::parse(2000).unwrap());
    Settings {
        address: Some(serde_json::from_value(address).unwrap()),
        contact_email: Some(EmailAddress::parse("hello@shop.example").unwrap()),
        mail_sender: Some(EmailAddress::parse("orders@shop.example").unwrap()),
        legal: LegalTexts { terms: Some(text("Terms.")), privacy: Some(text("Privacy.")) },
        tax: Tax::Included { home_rate: TaxRate::STARTER, rates: vec![CountryRate { country, rate }] },
        ..Settings::starter()
    }
}

fn parcel() -> Parcel {
    let tracking_url = Some(text("https://track.example/1"));
    Parcel { carrier: text("DHL"), tracking_number: text("00340434"), tracking_url, lines: Vec::new() }
}

pub(crate) fn audit_item() -> AuditItem {
    let step = Transition::Ship(parcel());
    let mut head = chain();
    let event = Event::transition(at(120), admin(), &step).because("it is ready");
    let entry = head.append(&order_id(1).to_string(), event);
    AuditItem { partition: keys::purchase(order_id(1)), entry }
}

pub(crate) fn refund_item() -> RefundItem {
    let refund = Refund {
        id: RefundId::from_uuid(uuid::Uuid::from_u128(9)),
        amount: eur(500),
        lines: Vec::new(),
        tax: order_item().tax.unwrap().share(eur(500), &[]).unwrap(),
        reason: "broken".to_owned(),
        status: RefundStatus::Requested,
        attempt: 2,
        payment_intent: "pi_1".to_owned(),
        stripe_refund_id: Some("re_1".to_owned()),
        failure: Some("provider_error".to_owned()),
        requested_at: at(200),
        settled_at: None,
    };
    RefundItem { order_id: order_id(1), refund }
}

fn sent_mail() -> MailRecord {
    MailRecord {
        status: MailStatus::Sent,
        claimed_until: Some(at(90)),
        sent_at: Some(at(80)),
        message_id: Some("ses-1".to_owned()),
        ..MailRecord::owed(order_id(1), MailKind::Shipped, at(60))
    }
}

#[tokio::test]
async fn a_product_matches_its_golden_files() {
    let stored = ProductItem { product: product(1), version: 1, chain: chain(), deleted_at: None };
    golden("product", &stored).await;
    golden("product-deleted", &ProductItem { deleted_at: Some(at(9)), ..stored.clone() }).await;
    let archived = stored.product.archived(at(9));
    golden("product-archived", &ProductItem { version: archived.version, product: archived, ..stored }).await;
}

#[tokio::test]
async fn the_catalogues_log_matches_its_golden_files() {
    let product = product(1);
    let card = Card::of(&product).unwrap().map(Box::new);
    let changed = LoggedChange::Product { id: product.id, version: 1, card };
    let entry = |change| CatalogLogItem { number: 7, at: at(1), change };
    golden("catalog-change", &entry(changed)).await;
    let hidden = LoggedChange::Product { id: product.id, version: 2, card: None };
    golden("catalog-change-hidden", &entry(hidden)).await;
    golden("catalog-change-settings", &entry(LoggedChange::Settings)).await;
    golden("catalog-index", &CompactPointer { number: 7, object: "1/c0ffee".to_owned(), rebuilt_at: at(3) })
        .await;
}

#[tokio::test]
async fn a_checkout_matches_its_golden_files() {
    golden("checkout", &checkout_item()).await;
    golden("checkout-under-way", &checkout_under_way()).await;
    let (confidential, customer_hash, secret_hash) = (None, None, None);
    let erased_at = Some(at(900));
    let erased = Checkout { erased_at, confidential, customer_hash, secret_hash, ..checkout_under_way() };
    golden("checkout-erased", &erased).await;
    let (id, payment_intent) = ("dp_1".to_owned(), "pi_1".to_owned());
    let disputes = vec![Dispute { id, payment_intent, status: "needs_response".to_owned() }];
    golden("checkout-disputed", &Checkout { disputes, ..checkout_item() }).await;
    let state = PurchaseState::Cancelled;
    golden("checkout-cancelled", &Checkout { state, ..checkout_item() }).await;
    let (state, order_number) = (PurchaseState::PaymentConfirmed, Some(number()));
    let ordered = Checkout { state, order_number, ..checkout_item() };
    golden("checkout-ordered", &ordered).await;
    let paid = Some(AmountPaid { total: eur(5100), tax_added: eur(850) });
    golden("checkout-paid", &Checkout { paid, ..ordered }).await;
    golden("checkout-stripe-tax", &Checkout { tax: TaxTreatment::StripeAdded, ..checkout_item() }).await;
}

#[tokio::test]
async fn an_order_matches_its_golden_files() {
    golden("order", &order_item()).await;
    golden("order-due", &Order { state: PurchaseState::Processing, ..order_item() }).await;
    let closed = Order { state: PurchaseState::Delivered, ..order_item() };
    golden("order-closed", &closed).await;
    let erasure_requested_at = Some(at(800));
    golden("order-to-erase", &Order { erasure_requested_at, ..closed.clone() }).await;
    let erased_at = Some(at(900));
    let (confidential, customer_hash, secret_hash) = (None, None, None);
    golden("order-erased", &Order { erased_at, confidential, customer_hash, secret_hash, ..closed }).await;
}

#[tokio::test]
async fn an_audit_entry_matches_its_golden_file() {
    golden("audit", &audit_item()).await;
}

#[tokio::test]
async fn a_mail_matches_its_golden_files() {
    let under_way = MailRecord::owed(order_id(1), MailKind::PaymentUnderWay, at(60));
    golden("mail-under-way", &under_way).await;
    golden("mail-owed", &MailRecord::owed(order_id(1), MailKind::Receipt, at(60))).await;
    golden("mail-sent", &sent_mail()).await;
    golden("mail-failed", &sent_mail().failed(MailFailure::Bounced)).await;
    let waits = MailRecord::owed(order_id(1), MailKind::Receipt, at(60));
    golden("mail-waiting", &(0..5).fold(waits, |mail, _| mail.tried(at(90)))).await;
    let request_id = LinkRequestId::from_uuid(uuid::Uuid::from_u128(2));
    golden("mail-tracking-link", &MailRecord::tracking_link(order_id(1), request_id, at(60))).await;
    let refunded = MailKind::Refunded(refund_item().refund.id);
    golden("mail-refunded", &MailRecord::owed(order_id(1), refunded, at(60))).await;
    golden("mail-disputed", &MailRecord::owed(order_id(1), MailKind::Disputed(1), at(60))).await;
}

#[tokio::test]
async fn a_refund_matches_its_golden_files() {
    golden("refund-requested", &refund_item()).await;
    let mut done = refund_item();
    (done.refund.status, done.refund.settled_at) = (RefundStatus::Succeeded, Some(at(210)));
    golden("refund-succeeded", &done).await;
    done.refund.status = RefundStatus::Superseded;
    golden("refund-superseded", &done).await;
    done.refund.status = RefundStatus::PaidElsewhere;
    golden("refund-paid-elsewhere", &done).await;
}

#[tokio::test]
async fn a_note_matches_its_golden_file() {
    let text = json!({"v": 1, "nonce": [3], "data": [4, 5, 6]});
    let note = Note {
        order_id: order_id(1),
        id: NoteId::from_uuid(uuid::Uuid::from_u128(5)),
        text: serde_json::from_value(text).unwrap(),
        visible_to_customer: true,
        author: admin(),
        written_at: at(70),
    };
    golden("note", &note).await;
}

#[tokio::test]
async fn uniqueness_records_match_their_golden_files() {
    golden("session", &SettledSession::ended(order_id(1), "cs_1", "order", at(60))).await;
    golden("stripe-cursor", &StripeCursor { read_until: at(60) }).await;
    golden("number", &NumberItem { number: number(), order_id: order_id(1) }).await;
    golden("sold", &SoldItem { product_id: product(1).id, order_id: order_id(1) }).await;
    golden("slug", &SlugItem { slug: slug("dragon-1"), product_id: product(1).id }).await;
    golden("idempotency", &idempotency_item("the client's key", &checkout_item())).await;
    let id = CartId::parse("0123456789abcdef0123456789abcdef".to_owned()).unwrap();
    golden("cart", &CartClaim::new(&id, order_id(1), at(0))).await;
}

#[tokio::test]
async fn categories_match_their_golden_file() {
    let named = Category { slug: slug("toys"), name: text("Toys & games") };
    let content = Categories { categories: vec![named] };
    golden("categories", &CategoriesItem { content, version: 3, chain: chain() }).await;
}

#[tokio::test]
async fn an_announced_upload_matches_its_golden_file() {
    golden("upload", &upload(&product(1))).await;
}

#[tokio::test]
async fn settings_match_their_golden_files() {
    let starter = SettingsItem { settings: Settings::starter(), version: 1, chain: chain() };
    golden("settings", &starter).await;
    golden("settings-full", &SettingsItem { settings: full_settings(), ..starter }).await;
}
