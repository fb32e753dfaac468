//! Every key of the table and its indexes. Nowhere else is one built or taken apart.

use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::{ImageId, NoteId, OrderId, OrderNumber, ProductId, RefundId};
use domain::purchase::{MailKind, PurchaseState};
use domain::subject::Subject;
use domain::text::Slug;
use domain::time::utc_date;
use jiff::Timestamp;
use jiff::civil::Date;

use super::Item;

/// Over how many index partitions pending purchases are spread, so that no single key limits the shop.
pub const PENDING_SHARDS: u8 = 4;
/// Over how many items a day's counters are spread.
pub const STATS_SHARDS: u8 = 8;

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    /// As DynamoDB takes it.
    pub fn into_item(self) -> Item {
        Item::from([
            ("pk".to_owned(), AttributeValue::S(self.pk)),
            ("sk".to_owned(), AttributeValue::S(self.sk)),
        ])
    }
}

/// An index and the place of an item in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexKey {
    /// `gsi1` to `gsi4`.
    pub index: &'static str,
    /// Partition key of the index.
    pub pk: String,
    /// Sort key of the index.
    pub sk: String,
}

/// Index of lists by time and of the catalogue.
pub const GSI1: &str = "gsi1";
/// Index of what is in a state, or owed.
pub const GSI2: &str = "gsi2";
/// Index by who: a customer's orders, an actor's audit entries.
pub const GSI3: &str = "gsi3";
/// Index of what waits to be shipped, by day, and of what waits to be erased, by time. Only such orders are in it.
pub const GSI4: &str = "gsi4";

/// A product.
pub fn product(id: ProductId) -> Key {
    Key::new(product_partition(id), "PRODUCT")
}

/// All of a product.
pub fn product_partition(id: ProductId) -> String {
    format!("PRODUCT#{id}")
}

/// That orders refer to a product.
pub fn sold(id: ProductId) -> Key {
    Key::new(product_partition(id), "SOLD")
}

/// A picture that staff may upload to a product.
pub fn upload(id: ProductId, image: ImageId) -> Key {
    Key::new(product_partition(id), format!("UPLOAD#{image}"))
}

/// A slug that is taken.
pub fn slug(slug: &Slug) -> Key {
    Key::new(format!("SLUG#{slug}"), "SLUG")
}

/// The catalogue's version.
pub fn catalog_version() -> Key {
    Key::new("CATALOG", "VERSION")
}

/// The settings and their trail.
pub const SETTINGS_PARTITION: &str = "SETTINGS";

/// The shop's settings.
pub fn settings() -> Key {
    Key::new(SETTINGS_PARTITION, "SETTINGS")
}

/// All of the categories.
pub const CATEGORIES_PARTITION: &str = "CATEGORIES";

/// The categories.
pub fn categories() -> Key {
    Key::new(CATEGORIES_PARTITION, "CATEGORIES")
}

/// Index partition of everything that the catalogue is made of.
pub const CATALOG_INDEX: &str = "CATALOG";

/// A product's place in the catalogue, by category.
pub fn in_catalog(category: &Slug, id: ProductId) -> IndexKey {
    IndexKey { index: GSI1, pk: CATALOG_INDEX.to_owned(), sk: format!("CATEGORY#{category}#{id}") }
}

/// Index partition of the products that are archived.
pub const ARCHIVE: &str = "ARCHIVE";

/// A product's place in the archive.
pub fn in_archive(id: ProductId) -> IndexKey {
    IndexKey { index: GSI1, pk: ARCHIVE.to_owned(), sk: id.to_string() }
}

/// The settings' place in the catalogue: one Query reads both.
pub fn settings_in_catalog() -> IndexKey {
    IndexKey { index: GSI1, pk: CATALOG_INDEX.to_owned(), sk: "SETTINGS".to_owned() }
}

/// The categories' place in the catalogue.
pub fn categories_in_catalog() -> IndexKey {
    IndexKey { index: GSI1, pk: CATALOG_INDEX.to_owned(), sk: "CATEGORIES".to_owned() }
}

/// All of a purchase.
pub fn purchase(id: OrderId) -> String {
    format!("ORDER#{id}")
}

/// A purchase's checkout.
pub fn checkout(id: OrderId) -> Key {
    Key::new(purchase(id), "CHECKOUT")
}

/// A purchase's order.
pub fn order(id: OrderId) -> Key {
    Key::new(purchase(id), "ORDER")
}

/// What the sort keys of audit entries begin with.
pub const AUDIT_ENTRY: &str = "AUDIT#";

/// All of what an audit trail is about.
pub fn subject(subject: Subject) -> String {
    match subject {
        Subject::Purchase(id) => purchase(id),
        Subject::Product(id) => product_partition(id),
        Subject::Categories => CATEGORIES_PARTITION.to_owned(),
        Subject::Settings => SETTINGS_PARTITION.to_owned(),
    }
}

/// An audit entry of a subject: in the partition of an order, a product or the settings.
pub fn audit(partition: String, seq: u32) -> Key {
    Key::new(partition, format!("{AUDIT_ENTRY}{seq:08}"))
}

/// Index partition of a day's audit entries.
pub fn audit_day(day: Date) -> String {
    format!("AUDIT#{day}")
}

/// Index partition of what one actor did.
pub fn audit_actor(actor: &str) -> String {
    format!("ACTOR#{actor}")
}

/// Sort key of an audit entry in both: by time.
pub fn audit_place(at: Timestamp, subject: &str, seq: u32) -> String {
    format!("{}#{subject}#{seq:08}", sortable(at))
}

/// An audit entry's place among a day's.
pub fn audit_of_day(at: Timestamp, subject: &str, seq: u32) -> IndexKey {
    IndexKey { index: GSI1, pk: audit_day(utc_date(at)), sk: audit_place(at, subject, seq) }
}

/// An audit entry's place among those of an actor.
pub fn audit_by_actor(actor: &str, at: Timestamp, subject: &str, seq: u32) -> IndexKey {
    IndexKey { index: GSI3, pk: audit_actor(actor), sk: audit_place(at, subject, seq) }
}

/// A mail that a purchase owes its customer, or sent.
pub fn mail(id: OrderId, kind: MailKind) -> Key {
    Key::new(purchase(id), format!("MAIL#{kind}"))
}

/// A refund.
pub fn refund(id: OrderId, refund: RefundId) -> Key {
    Key::new(purchase(id), format!("REFUND#{refund}"))
}

/// Sort keys between which a purchase's order lies and its refunds, and nothing else.
pub const fn order_and_refunds() -> (&'static str, &'static str) {
    // `~` sorts after every character of an id.
    ("ORDER", "REFUND#~")
}

/// A note that staff wrote on an order.
pub fn note(id: OrderId, note: NoteId) -> Key {
    Key::new(purchase(id), format!("NOTE#{note}"))
}

/// A Stripe session that was settled.
pub fn session(id: OrderId, session_id: &str) -> Key {
    Key::new(purchase(id), format!("SESSION#{session_id}"))
}

/// An order number that is taken.
pub fn number(number: &OrderNumber) -> Key {
    Key::new(format!("NUMBER#{number}"), "NUMBER")
}

/// A client's idempotency key, hashed: it is the client's text, of any length.
pub fn idempotency(scope: &str, key: &str) -> Key {
    let hash = hex::encode(digest(&SHA256, key.as_bytes()));
    Key::new(format!("IDEMPOTENCY#{scope}#{hash}"), "IDEMPOTENCY")
}

/// The cursor into Stripe's event list.
pub fn stripe_cursor() -> Key {
    Key::new("STRIPE#NEWS", "NEWS")
}

/// What somebody, told apart by a hash, has taken of a limit in the stretch of time that began then.
pub fn limit(scope: &str, hash: &str, begun: i64) -> Key {
    Key::new(format!("LIMIT#{scope}#{hash}#{begun}"), "LIMIT")
}

/// One shard of a day's counters.
pub fn stats(day: Date, shard: u8) -> Key {
    Key::new(format!("STATS#{day}#{}", shard % STATS_SHARDS), "STATS")
}

/// The day that a shard of counters is of.
pub fn day_of_stats(item: &Item) -> Option<Date> {
    let partition = item.get("pk")?.as_s().ok()?;
    partition.strip_prefix("STATS#")?.split('#').next()?.parse().ok()
}

/// Index partition of a month's orders, newest last.
pub fn orders_of_month(month: Date) -> String {
    format!("ORDERS#{}", month_of(month))
}

/// An order's place among all.
pub fn among_orders(created_at: Timestamp, id: OrderId) -> IndexKey {
    IndexKey { index: GSI1, pk: orders_of_month(utc_date(created_at)), sk: by_time(created_at, id) }
}

/// Index partition of a month's orders in a state.
pub fn orders_in_state(state: PurchaseState, month: Date) -> String {
    format!("STATE#{state}#{}", month_of(month))
}

/// An order's place among those in its state.
pub fn in_state(state: PurchaseState, created_at: Timestamp, id: OrderId) -> IndexKey {
    IndexKey { index: GSI2, pk: orders_in_state(state, utc_date(created_at)), sk: by_time(created_at, id) }
}

/// Index partition of one customer's orders.
pub fn orders_of_customer(hash: &str) -> String {
    format!("CUSTOMER#{hash}")
}

/// An order's place among its customer's.
pub fn of_customer(hash: &str, created_at: Timestamp, id: OrderId) -> IndexKey {
    IndexKey { index: GSI3, pk: orders_of_customer(hash), sk: by_time(created_at, id) }
}

/// Index partition of the orders that wait to be shipped.
pub const DUE: &str = "DUE";

/// The sort key that begins everything that should be shipped on a day; what was due before sorts before it.
pub fn due_from(day: Date) -> String {
    day.to_string()
}

/// An order's place among those that wait to be shipped, the longest due first.
pub fn due(ship_by: Date, id: OrderId) -> IndexKey {
    IndexKey { index: GSI4, pk: DUE.to_owned(), sk: format!("{ship_by}#{id}") }
}

/// Index partition of the closed orders that still hold their customer's data.
pub const CLOSED: &str = "CLOSED";

/// A closed order's place among those that still hold their customer's data, the longest closed first.
pub fn closed(closed_at: Timestamp, id: OrderId) -> IndexKey {
    IndexKey { index: GSI4, pk: CLOSED.to_owned(), sk: by_time(closed_at, id) }
}

/// Index partition of a shard of the purchases that wait for their payment.
pub fn pending_partition(shard: u8) -> String {
    format!("PENDING#{}", shard % PENDING_SHARDS)
}

/// A purchase's place among those that wait for their payment.
pub fn pending(id: OrderId, since: Timestamp) -> IndexKey {
    let shard = id.uuid().as_bytes()[15];
    IndexKey { index: GSI2, pk: pending_partition(shard), sk: by_time(since, id) }
}

/// Index partition of the mails that are owed.
pub const OWED_MAILS: &str = "OWED#MAIL";
/// Index partition of the refunds that are to be made.
pub const OWED_REFUNDS: &str = "OWED#REFUND";
/// Index partition of the refunds that Stripe is working on.
pub const PENDING_REFUNDS: &str = "PENDING#REFUND";

/// The place of work that is owed, oldest first.
pub fn owed(partition: &str, since: Timestamp, id: OrderId) -> IndexKey {
    IndexKey { index: GSI2, pk: partition.to_owned(), sk: by_time(since, id) }
}

/// The sort key that begins everything at a time.
pub fn sortable(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// A sort key that puts orders in the order of their time.
pub fn by_time(at: Timestamp, id: OrderId) -> String {
    format!("{}#{id}", sortable(at))
}

fn month_of(date: Date) -> String {
    date.strftime("%Y-%m").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sort_keys_by_time_sort_as_the_times_do(a in 0_i64..4_000_000_000_000, b in 0_i64..4_000_000_000_000) {
            let at = |ms| Timestamp::from_millisecond(ms).unwrap();
            prop_assert_eq!(sortable(at(a)).cmp(&sortable(at(b))), a.cmp(&b));
        }

        #[test]
        fn what_is_due_before_a_day_and_nothing_else_sorts_before_it(due_on in 0_i32..30_000, day in 0_i32..30_000, bits: u128) {
            let date = |days: i32| jiff::civil::date(2000, 1, 1).saturating_add(jiff::Span::new().days(days));
            let place = due(date(due_on), OrderId::from_uuid(uuid::Uuid::from_u128(bits)));
            prop_assert_eq!(place.sk < due_from(date(day)), due_on < day);
        }

        #[test]
        fn audit_entries_sort_by_their_number(a: u32, b: u32) {
            let (a8, b8) = (a % 100_000_000, b % 100_000_000);
            prop_assert_eq!(audit("x".into(), a8).sk.cmp(&audit("x".into(), b8).sk), a8.cmp(&b8));
        }

        #[test]
        fn every_pending_purchase_is_in_a_shard_that_is_swept(bits: u128) {
            let id = OrderId::from_uuid(uuid::Uuid::from_u128(bits));
            let pk = pending(id, Timestamp::UNIX_EPOCH).pk;
            prop_assert!((0..PENDING_SHARDS).any(|shard| pending_partition(shard) == pk));
        }
    }
}
