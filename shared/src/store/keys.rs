//! Builds and parses every key of the table and its indexes. No other module does.

mod shards;

use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::audit::subject::Subject;
use domain::ids::{ImageId, NoteId, OrderId, OrderNumber, ProductId, RefundId};
use domain::purchase::{MailKind, PurchaseState};
use domain::text::Slug;
use domain::time::utc_date;
use jiff::Timestamp;
use jiff::civil::Date;

use super::Item;

pub use shards::Shards;

/// Number of index partitions over which pending purchases are spread by default.
const PENDING_SHARDS: u16 = 4;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub pk: String,
    pub sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    pub fn into_item(self) -> Item {
        Item::from([
            ("pk".to_owned(), AttributeValue::S(self.pk)),
            ("sk".to_owned(), AttributeValue::S(self.sk)),
        ])
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexKey {
    /// One of `gsi1` to `gsi4`.
    pub index: &'static str,
    pub pk: String,
    pub sk: String,
}

/// Index for lists by time and for the catalogue.
pub const GSI1: &str = "gsi1";
/// Index for orders in a state and for pending work.
pub const GSI2: &str = "gsi2";
/// Index for a customer's orders and pending purchases, and for an actor's audit entries.
pub const GSI3: &str = "gsi3";
/// Index for orders that wait to be shipped, by day, orders that wait to be erased and purchases that wait for a bank, by
/// time. It contains no others.
pub const GSI4: &str = "gsi4";

pub fn product(id: ProductId) -> Key {
    Key::new(product_partition(id), "PRODUCT")
}

/// Partition of a product and everything stored with it.
pub fn product_partition(id: ProductId) -> String {
    format!("PRODUCT#{id}")
}

/// Marks a product to which orders refer.
pub fn sold(id: ProductId) -> Key {
    Key::new(product_partition(id), "SOLD")
}

/// A file that staff may upload to a product.
pub fn upload(id: ProductId, image: ImageId) -> Key {
    Key::new(product_partition(id), format!("UPLOAD#{image}"))
}

/// Reserves a slug for one product.
pub fn slug(slug: &Slug) -> Key {
    Key::new(format!("SLUG#{slug}"), "SLUG")
}

/// Partition of the catalogue's version, its log and the pointer to its compact form.
pub const CATALOG_PARTITION: &str = "CATALOG";

pub fn catalog_version() -> Key {
    Key::new(CATALOG_PARTITION, "VERSION")
}

/// The pointer to the compact catalogue.
pub fn catalog_index() -> Key {
    Key::new(CATALOG_PARTITION, "INDEX")
}

/// The change that made this version of the catalogue.
pub fn catalog_change(number: u64) -> Key {
    Key::new(CATALOG_PARTITION, format!("CHANGE#{number:020}"))
}

/// Partition of the settings and their audit trail.
pub const SETTINGS_PARTITION: &str = "SETTINGS";

pub fn settings() -> Key {
    Key::new(SETTINGS_PARTITION, "SETTINGS")
}

/// Partition of the categories and their audit trail.
pub const CATEGORIES_PARTITION: &str = "CATEGORIES";

pub fn categories() -> Key {
    Key::new(CATEGORIES_PARTITION, "CATEGORIES")
}

/// Index partition of the whole catalogue: products, categories and settings.
pub const CATALOG_INDEX: &str = "CATALOG";

/// Sorts the catalogue's products by category.
pub fn in_catalog(category: &Slug, id: ProductId) -> IndexKey {
    IndexKey { index: GSI1, pk: CATALOG_INDEX.to_owned(), sk: format!("CATEGORY#{category}#{id}") }
}

/// Index partition of the archived products.
pub const ARCHIVE: &str = "ARCHIVE";

pub fn in_archive(id: ProductId) -> IndexKey {
    IndexKey { index: GSI1, pk: ARCHIVE.to_owned(), sk: id.to_string() }
}

/// The settings are in the catalogue's partition, so that one Query reads both.
pub fn settings_in_catalog() -> IndexKey {
    IndexKey { index: GSI1, pk: CATALOG_INDEX.to_owned(), sk: "SETTINGS".to_owned() }
}

pub fn categories_in_catalog() -> IndexKey {
    IndexKey { index: GSI1, pk: CATALOG_INDEX.to_owned(), sk: "CATEGORIES".to_owned() }
}

/// Partition of a purchase and everything stored with it.
pub fn purchase(id: OrderId) -> String {
    format!("ORDER#{id}")
}

pub fn checkout(id: OrderId) -> Key {
    Key::new(purchase(id), "CHECKOUT")
}

pub fn order(id: OrderId) -> Key {
    Key::new(purchase(id), "ORDER")
}

/// Prefix of the sort keys of audit entries.
pub const AUDIT_ENTRY: &str = "AUDIT#";

/// Partition of a subject and its audit trail.
pub fn subject(subject: Subject) -> String {
    match subject {
        Subject::Purchase(id) => purchase(id),
        Subject::Product(id) => product_partition(id),
        Subject::Categories => CATEGORIES_PARTITION.to_owned(),
        Subject::Settings => SETTINGS_PARTITION.to_owned(),
    }
}

/// An audit entry, which is in its subject's partition.
pub fn audit(partition: String, seq: u32) -> Key {
    Key::new(partition, format!("{AUDIT_ENTRY}{seq:08}"))
}

/// Index partition of a day's audit entries.
pub fn audit_day(day: Date) -> String {
    format!("AUDIT#{day}")
}

/// Index partition of one actor's audit entries.
pub fn audit_actor(actor: &str) -> String {
    format!("ACTOR#{actor}")
}

/// Sort key of an audit entry in both indexes: by time.
pub fn audit_place(at: Timestamp, subject: &str, seq: u32) -> String {
    format!("{}#{subject}#{seq:08}", sortable(at))
}

pub fn audit_of_day(at: Timestamp, subject: &str, seq: u32) -> IndexKey {
    IndexKey { index: GSI1, pk: audit_day(utc_date(at)), sk: audit_place(at, subject, seq) }
}

pub fn audit_by_actor(actor: &str, at: Timestamp, subject: &str, seq: u32) -> IndexKey {
    IndexKey { index: GSI3, pk: audit_actor(actor), sk: audit_place(at, subject, seq) }
}

/// A mail to the customer of a purchase, queued or sent.
pub fn mail(id: OrderId, kind: MailKind) -> Key {
    Key::new(purchase(id), format!("MAIL#{kind}"))
}

pub fn refund(id: OrderId, refund: RefundId) -> Key {
    Key::new(purchase(id), format!("REFUND#{refund}"))
}

/// Range of sort keys that contains a purchase's checkout, its order and its refunds, with the mails and notes between them.
pub const fn checkout_to_refunds() -> (&'static str, &'static str) {
    // `~` sorts after every character of an id.
    ("CHECKOUT", "REFUND#~")
}

pub fn note(id: OrderId, note: NoteId) -> Key {
    Key::new(purchase(id), format!("NOTE#{note}"))
}

/// A Stripe session that was settled.
pub fn session(id: OrderId, session_id: &str) -> Key {
    Key::new(purchase(id), format!("SESSION#{session_id}"))
}

/// Reserves an order number for one purchase.
pub fn number(number: &OrderNumber) -> Key {
    Key::new(format!("NUMBER#{number}"), "NUMBER")
}

/// Index partition of all order numbers.
pub const NUMBERS: &str = "NUMBERS";

/// Sorts the order numbers, so that they are found by their beginning.
pub fn among_numbers(number: &OrderNumber) -> IndexKey {
    IndexKey { index: GSI4, pk: NUMBERS.to_owned(), sk: number.to_string() }
}

/// A client's idempotency key. It is hashed because it is client text of any length.
pub fn idempotency(scope: &str, key: &str) -> Key {
    let hash = hex::encode(digest(&SHA256, key.as_bytes()));
    Key::new(format!("IDEMPOTENCY#{scope}#{hash}"), "IDEMPOTENCY")
}

/// The claim of a cart, by the hash of its id.
pub fn cart(hash: &str) -> Key {
    Key::new(format!("CART#{hash}"), "CART")
}

/// The cursor into Stripe's event list.
pub fn stripe_cursor() -> Key {
    Key::new("STRIPE#NEWS", "NEWS")
}

/// Counts the attempts of one caller, identified by a hash, in the rate-limit window that began at `begun`.
pub fn limit(scope: &str, hash: &str, begun: i64) -> Key {
    Key::new(format!("LIMIT#{scope}#{hash}#{begun}"), "LIMIT")
}

/// One shard of a day's counters.
fn stats(day: Date, shard: u16) -> Key {
    Key::new(format!("STATS#{day}#{shard}"), "STATS")
}

/// Parses the day of a shard of counters.
pub fn day_of_stats(item: &Item) -> Option<Date> {
    let partition = item.get("pk")?.as_s().ok()?;
    partition.strip_prefix("STATS#")?.split('#').next()?.parse().ok()
}

/// Index partition of a month's orders, newest last.
pub fn orders_of_month(month: Date) -> String {
    format!("ORDERS#{}", month_of(month))
}

pub fn among_orders(created_at: Timestamp, id: OrderId) -> IndexKey {
    IndexKey { index: GSI1, pk: orders_of_month(utc_date(created_at)), sk: by_time(created_at, id) }
}

/// Index partition of a month's orders in a state.
pub fn orders_in_state(state: PurchaseState, month: Date) -> String {
    format!("STATE#{state}#{}", month_of(month))
}

pub fn in_state(state: PurchaseState, created_at: Timestamp, id: OrderId) -> IndexKey {
    IndexKey { index: GSI2, pk: orders_in_state(state, utc_date(created_at)), sk: by_time(created_at, id) }
}

/// Index partition of one customer's orders, and of their purchases that a bank is to confirm.
pub fn orders_of_customer(hash: &str) -> String {
    format!("CUSTOMER#{hash}")
}

pub fn of_customer(hash: &str, created_at: Timestamp, id: OrderId) -> IndexKey {
    IndexKey { index: GSI3, pk: orders_of_customer(hash), sk: by_time(created_at, id) }
}

/// Index partition of the orders that wait to be shipped.
pub const DUE: &str = "DUE";

/// Lower bound of the sort keys of orders due on a day. Orders that were due before sort before it.
pub fn due_from(day: Date) -> String {
    day.to_string()
}

/// Sorts the orders that wait to be shipped, the longest due first.
pub fn due(ship_by: Date, id: OrderId) -> IndexKey {
    IndexKey { index: GSI4, pk: DUE.to_owned(), sk: format!("{ship_by}#{id}") }
}

/// Index partition of the closed orders that still hold their customer's data.
pub const CLOSED: &str = "CLOSED";

/// Sorts the closed orders that still hold their customer's data, the longest closed first.
pub fn closed(closed_at: Timestamp, id: OrderId) -> IndexKey {
    IndexKey { index: GSI4, pk: CLOSED.to_owned(), sk: by_time(closed_at, id) }
}

/// Index partition of a shard of the unpaid purchases.
fn pending_partition(shard: u16) -> String {
    format!("PENDING#{shard}")
}

pub fn pending(id: OrderId, since: Timestamp) -> IndexKey {
    let shard = u16::from(id.uuid().as_bytes()[15]) % PENDING_SHARDS;
    IndexKey { index: GSI2, pk: pending_partition(shard), sk: by_time(since, id) }
}

/// Index partition of the purchases whose payment a bank has not confirmed yet.
pub const AWAITING_BANK: &str = "AWAITING#BANK";

/// Sorts purchases that wait for a bank, oldest first.
pub fn awaiting_bank(started: Timestamp, id: OrderId) -> IndexKey {
    IndexKey { index: GSI4, pk: AWAITING_BANK.to_owned(), sk: by_time(started, id) }
}

/// Index partition of the mails that are queued and not sent.
pub const OWED_MAILS: &str = "OWED#MAIL";
/// Index partition of the mails that failed.
pub const FAILED_MAILS: &str = "FAILED#MAIL";
/// Index partition of the refunds that Stripe has not accepted yet.
pub const OWED_REFUNDS: &str = "OWED#REFUND";
/// Index partition of the refunds that are pending at Stripe.
pub const PENDING_REFUNDS: &str = "PENDING#REFUND";

/// Sorts pending work, oldest first.
pub fn owed(partition: &str, since: Timestamp, id: OrderId) -> IndexKey {
    IndexKey { index: GSI2, pk: partition.to_owned(), sk: by_time(since, id) }
}

/// Sortable form of a time, and lower bound of all sort keys at that time.
pub fn sortable(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// Sort key that sorts orders by time.
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
            prop_assert!(Shards::DEFAULT.pending().any(|partition| partition == pk));
        }
    }
}
