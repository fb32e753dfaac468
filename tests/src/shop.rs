//! Valid products, carts, checkouts and orders.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use shared::customer::{Address, Customer, Private};
use shared::domain::audit::{Action, ChainHead, Event};
use shared::domain::ids::{ImageId, OrderId, OrderNumber, ProductId, VariantId};
use shared::domain::money::{Currency, Money};
use shared::domain::product::{
    FileType, ImageDraft, Product, ProductDraft, Revision, UploadDraft, VariantDraft, VariantName,
    VariantType,
};
use shared::domain::purchase::{Actor, MailKind, Paid, PaymentProof, PurchaseState, Transition, apply};
use shared::domain::quote::{Cart, CartItem, Quote, quote};
use shared::domain::settings::Settings;
use shared::domain::settlement::WhyCancelled;
use shared::domain::text::{Slug, Text};
use shared::domain::time::utc_date;
use shared::lookup::LookupKey;
use shared::store::items::{
    AmountPaid, CheckoutItem, IdempotencyItem, Milestone, OrderItem, Payment, SessionItem, SessionRef,
    StockTaken, UploadItem,
};
use shared::store::purchases::{Change, Purchase};
use shared::store::{Store, StoreError};
use shared::vault::{Confidential, TrackingSecret, Vault};
use shared::{payment_end, random};

use crate::keys::LocalKeys;

/// Pieces in stock of the one stocked variant, ABS.
pub const STOCK: u32 = 5;

/// The Monday on which the examples begin, and so many seconds later.
pub fn at(seconds: i64) -> Timestamp {
    let monday: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
    monday.saturating_add(SignedDuration::from_secs(seconds)).unwrap()
}

/// Euros, in cents.
pub fn eur(cents: i64) -> Money {
    Money::new(cents, Currency::EUR)
}

/// A slug.
pub fn slug(written: &str) -> Slug {
    Slug::parse(written).unwrap()
}

/// A text.
pub fn text<const MAX: usize>(written: &str) -> Text<MAX> {
    Text::parse(written).unwrap()
}

/// A member of staff.
pub fn admin() -> Actor {
    Actor::Admin { sub: "sub-1".to_owned(), email: "ada@studio.example".to_owned() }
}

/// What staff did to a product.
pub fn product_event(action: Action, now: Timestamp) -> Event {
    Event::note(now, admin(), action, serde_json::json!({}))
}

fn variant(kind: VariantType, value: &str, adjustment: i64, stock: Option<u32>) -> VariantDraft {
    let price_adjustment = eur(adjustment);
    let value = text(value);
    VariantDraft {
        id: None,
        kind,
        value,
        price_adjustment,
        lead_time_days: 3,
        active: true,
        swatch: None,
        stock,
    }
}

/// A dragon in two sizes, two materials (of ABS five pieces are in stock) and two colours, never in golden ABS.
pub fn dragon(at_slug: &str) -> ProductDraft {
    use VariantType::{Color, Material, Size};
    let name = |kind, value| VariantName { kind, value: text(value) };
    let mut red = variant(Color, "Ember red", 0, None);
    red.swatch = Some("#d9472b".to_owned());
    ProductDraft {
        slug: slug(at_slug),
        name: text("Articulated dragon"),
        description: text("Moves in every joint."),
        category: slug("toys"),
        base_price: eur(1900),
        variants: vec![
            variant(Size, "Small", 0, None),
            variant(Size, "Large", 800, None),
            variant(Material, "PLA", 0, None),
            variant(Material, "ABS", -150, Some(STOCK)),
            red,
            variant(Color, "Gold", 200, None),
        ],
        excluded_combinations: vec![vec![name(Material, "ABS"), name(Color, "Gold")]],
        images: vec![ImageDraft { path: text("/images/dragon.svg"), alt: text("A dragon"), variant: None }],
        model: None,
        active: true,
    }
}

/// A product of a draft, with ids that follow from `n`.
pub fn product_of(draft: ProductDraft, n: u128, before: Option<&Product>, now: Timestamp) -> Product {
    let mut next = n << 32;
    let fresh = || {
        next += 1;
        VariantId::from_uuid(uuid::Uuid::from_u128(next))
    };
    let id = ProductId::from_uuid(uuid::Uuid::from_u128(n));
    draft.into_product(Revision { before, id, currency: Currency::EUR, now }, fresh).unwrap()
}

/// The `n`th dragon, not stored yet.
pub fn product(n: u128) -> Product {
    product_of(dragon(&format!("dragon-{n}")), n, None, at(0))
}

/// The `n`th dragon, stored.
pub async fn stocked_shelf(store: &Store, n: u128) -> Product {
    let product = product(n);
    store.create_product(product.clone(), product_event(Action::ProductCreated, at(0))).await.unwrap();
    product
}

/// A picture of a product's first variant, announced.
pub fn upload(product: &Product) -> UploadItem {
    let variant_id = Some(product.variants[0].id);
    let draft = UploadDraft { content_type: FileType::Png, size: 1000, alt: text("A dragon"), variant_id };
    UploadItem::new(product.id, ImageId::from_uuid(uuid::Uuid::from_u128(7)), draft, at(0))
}

/// The variant of a product with this value.
pub fn variant_id(product: &Product, value: &str) -> VariantId {
    product.variants.iter().find(|variant| variant.value.as_str() == value).unwrap().id
}

/// A cart of one line.
pub fn cart(product: &Product, values: &[&str], quantity: u32) -> Cart {
    let variant_ids = values.iter().map(|value| variant_id(product, value)).collect();
    let items = vec![CartItem { product_id: product.id, variant_ids, quantity }];
    Cart { items, country: "DE".to_owned(), shipping_option: None, discount_code: None }
}

/// Two small red dragons of ABS, which is stocked.
pub fn quoted(product: &Product) -> Quote {
    let cart = cart(product, &["Small", "ABS", "Ember red"], 2);
    let products = BTreeMap::from([(product.id, product)]);
    quote(&cart, &products, &Settings::starter(), utc_date(at(0))).unwrap()
}

/// A purchase's id that follows from `n`.
pub fn order_id(n: u128) -> OrderId {
    OrderId::from_uuid(uuid::Uuid::from_u128(n))
}

/// The frozen cart of the `n`th purchase.
pub fn checkout(n: u128, product: &Product, now: Timestamp) -> CheckoutItem {
    CheckoutItem {
        id: order_id(n),
        state: PurchaseState::Cart,
        quote: quoted(product),
        automatic_tax: false,
        session: None,
        stock: vec![StockTaken {
            product_id: product.id,
            variant_id: variant_id(product, "ABS"),
            quantity: 2,
        }],
        closes_at: now.saturating_add(SignedDuration::from_hours(2)).unwrap(),
        awaiting_bank: false,
        cancelled_because: None,
        money_returned: false,
        order_number: None,
        paid: None,
        version: 1,
        chain: ChainHead::empty(),
        created_at: now,
    }
}

/// The idempotency key under which a checkout begins.
pub fn claim(key: &str, checkout: &CheckoutItem) -> IdempotencyItem {
    IdempotencyItem {
        scope: "start-checkout".to_owned(),
        key: key.to_owned(),
        request_hash: "hash".to_owned(),
        order_id: checkout.id,
        created_at: checkout.created_at,
    }
}

/// The session of the `n`th purchase.
pub fn session_id(n: u128) -> String {
    format!("cs_{n}")
}

/// The change from cart to pending payment.
pub fn opening(checkout: &CheckoutItem, session_id: &str, now: Timestamp) -> Change {
    let session = SessionRef {
        id: session_id.to_owned(),
        url: format!("https://pay.example/{session_id}"),
        expires_at: checkout.closes_at,
    };
    opening_page(checkout, session, now)
}

/// The change from cart to pending payment, on this page.
pub fn opening_page(checkout: &CheckoutItem, session: SessionRef, now: Timestamp) -> Change {
    let step =
        Transition::OpenPayment { session_id: session.id.clone(), session_expires_at: session.expires_at };
    let state = apply(checkout.state, &step, &Actor::Customer).unwrap();
    let mut change = Change::of(Purchase::begun(checkout.clone()));
    change.checkout = Some(CheckoutItem { state, session: Some(session), ..checkout.clone() });
    change.events.push(Event::transition(now, Actor::Customer, &step));
    change
}

/// The `n`th purchase, waiting for its payment.
pub async fn pending(store: &Store, n: u128, product: &Product, now: Timestamp) -> Purchase {
    let checkout = checkout(n, product, now);
    store.begin_checkout(&claim(&format!("key-{n}"), &checkout), &checkout).await.unwrap();
    store.change(opening(&checkout, &session_id(n), now), &[], 0).await.unwrap();
    store.purchase(checkout.id).await.unwrap().unwrap()
}

/// What ends a purchase whose page nobody paid in time.
pub fn expiring(before: Purchase, now: Timestamp) -> Change {
    let mut change = Change::of(before);
    let reason = text("payment page expired");
    payment_end::cancel(&mut change, stripe("evt_expired"), WhyCancelled::Expired, reason, now).unwrap();
    change
}

/// A customer, every field marked with the word.
pub fn customer(mark: &str) -> Customer {
    let field = |name: &str| Private::new(Some(format!("{mark}-{name}")));
    let address = Address {
        line1: field("line1"),
        line2: field("line2"),
        city: field("city"),
        state: field("state"),
        postal_code: field("postal-code"),
        country: Private::new(Some("DE".to_owned())),
    };
    Customer {
        email: Private::new(format!("{mark}@example.org")),
        name: field("name"),
        phone: field("phone"),
        shipping_address: Some(address.clone()),
        billing_address: Some(address),
    }
}

/// A vault on keys of its own.
pub fn vault() -> Vault {
    Vault::new(Arc::new(LocalKeys::new()))
}

/// Stripe, as an actor.
pub fn stripe(event: &str) -> Actor {
    Actor::Stripe { event_id: Some(event.to_owned()) }
}

/// The change that makes a pending purchase an order, with a receipt owed.
pub async fn confirming(vault: &Vault, before: Purchase, customer: Customer, now: Timestamp) -> Change {
    let checkout = before.checkout.clone();
    let session = checkout.session.clone().unwrap();
    let total = checkout.quote.total;
    let payment_intent = Some(format!("pi_{}", session.id));
    let paid = Paid {
        session_id: session.id.clone(),
        payment_intent: payment_intent.clone(),
        amount: total,
        tax_added: eur(0),
    };
    let step = Transition::ConfirmPayment(PaymentProof::new(total, &paid).unwrap());
    let state = apply(before.state(), &step, &stripe("evt_1")).unwrap();
    let number = OrderNumber::from_random(random::bytes().unwrap());
    let confidential = Confidential { customer, tracking_secret: TrackingSecret::new().unwrap() };
    let payment = Payment {
        session_id: session.id.clone(),
        payment_intent,
        captured: total,
        tax_added: eur(0),
        paid_at: now,
    };
    let paid = Some(AmountPaid::from(&payment));
    let mut change = Change::of(before);
    change.order = Some(OrderItem {
        id: checkout.id,
        number: number.clone(),
        state,
        quote: checkout.quote.clone(),
        payment,
        ship_by: checkout.quote.ship_by,
        customer_hash: Some(LookupKey::new("secret").customer_hash(confidential.customer.email.reveal())),
        secret_hash: Some(confidential.tracking_secret.hash()),
        erased_at: None,
        confidential: Some(vault.seal(checkout.id, &confidential).await.unwrap()),
        parcels: Vec::new(),
        milestones: vec![Milestone { state, at: now }],
        disputes: Vec::new(),
        refunded: None,
        version: 1,
        chain: checkout.chain.clone(),
        created_at: now,
    });
    change.events.push(Event::transition(now, stripe("evt_1"), &step));
    change.owe(MailKind::Receipt, now);
    change.session = Some(SessionItem::ended(checkout.id, &session.id, "order", now));
    change.checkout = Some(CheckoutItem { state, order_number: Some(number), paid, ..checkout });
    change
}

/// The `n`th purchase, paid: an order.
pub async fn ordered(store: &Store, n: u128, product: &Product, now: Timestamp) -> Purchase {
    let before = pending(store, n, product, now).await;
    let change = confirming(&vault(), before, customer("ada"), now).await;
    let ground = store.order_ground(&change.before.checkout).await.unwrap();
    let id = change.before.checkout.id;
    let change = Change { first_sales: ground.first_sales, ..change };
    store.change(change, &ground.stock, 0).await.unwrap();
    store.purchase(id).await.unwrap().unwrap()
}

/// The step from paid to being made.
pub fn processing(before: Purchase, now: Timestamp) -> Change {
    let step = Transition::StartProcessing { details_verified: true };
    let state = apply(before.state(), &step, &admin()).unwrap();
    let mut change = Change::of(before);
    change.order = change.before.order.clone().map(|order| OrderItem { state, ..order });
    change.events.push(Event::transition(now, admin(), &step));
    change
}

/// Writes a change that takes nothing from stock.
pub async fn write(store: &Store, change: Change) -> Result<(), StoreError> {
    store.change(change, &[], 0).await
}
