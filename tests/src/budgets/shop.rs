//! A shop whose calls to the table, KMS, Stripe and SQS are counted.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use dynoxide::Database;
use jiff::{SignedDuration, Timestamp};
use shared::domain::audit::{Action, ChainHead};
use shared::domain::catalogue::product::Product;
use shared::domain::ids::{OrderId, OrderNumber};
use shared::domain::purchase::{Order, Purchase, PurchaseState};
use shared::domain::time::utc_date;
use shared::store::items::{AuditItem, to_item};
use shared::store::keys::{SETTINGS_PARTITION, catalog_version, orders_of_month};
use shared::store::{Item, Store};
use shared::vault::{TrackingSecret, Vault};
use shared::{clock, random};

use super::counter::Counter;
use super::distant::Distant;
use super::{CountedKeys, CountedQueue, Counts, PaidStripe};
use crate::engine::{Engine, Handles, client_over};
use crate::shop::{
    await_bank, confirm_in, customer, dragon, items_of, pending, product_event, product_of, session_id,
};

/// The shop's dependencies, each of which counts its calls.
pub struct CountedShop {
    /// The engine, for set-up calls that are not counted.
    pub engine: Engine,
    /// Calls counted so far.
    pub counts: Arc<Counts>,
    /// The store on the counted client.
    pub store: Store,
    pub stripe: PaidStripe,
    pub vault: Vault,
    /// Replaces every queue of the shop.
    pub queue: CountedQueue,
    /// The first product of the shop, and the only one unless others were put there.
    pub product: Product,
}

impl CountedShop {
    /// Opens a shop whose catalogue last changed an hour ago, so that a cached copy of it is trusted.
    pub async fn open() -> Self {
        let engine = Engine::start().await;
        let client = engine.client.clone();
        Self::with(engine, &client, Counts::default()).await
    }

    /// Opens a shop whose table, Stripe, key service and queues are far away. Needs a runtime whose clock is paused.
    pub async fn distant() -> Self {
        let database = Database::memory().unwrap();
        let over = |counts: Counts| {
            let http = Distant { database: database.clone(), counts: Arc::new(counts) };
            client_over(http, "http://engine")
        };
        let engine = Engine::on(over(Counts::default())).await;
        Self::with(engine, &over(Counts::distant()), Counts::distant()).await
    }

    async fn with(engine: Engine, client: &Client, counts: Counts) -> Self {
        let counts = Arc::new(counts);
        let counter = Counter(Arc::clone(&counts));
        let client = Client::from_conf(client.config().to_builder().interceptor(counter).build());
        let an_hour_ago = clock::now().saturating_sub(SignedDuration::from_hours(1)).unwrap();
        let product = product_of(dragon("dragon"), 1, None, an_hour_ago);
        let event = product_event(Action::ProductCreated, an_hour_ago);
        engine.store.products().create_product(product.clone(), event).await.unwrap();
        Self {
            store: Store::new(client, engine.table.clone()),
            stripe: PaidStripe::new(Arc::clone(&counts)),
            vault: Vault::new(Arc::new(CountedKeys::new(Arc::clone(&counts)))),
            queue: CountedQueue(Arc::clone(&counts)),
            engine,
            counts,
            product,
        }
    }

    /// Fills the shop up to this number of products.
    pub async fn put_products(&self, many: u16) {
        let others = (2..=u128::from(many)).flat_map(|n| {
            items_of(product_of(dragon(&format!("dragon-{n}")), n, None, self.product.created_at))
        });
        self.put_all(&others.collect::<Vec<_>>()).await;
    }

    /// Sets the number of the catalogue's version, as its writers do after their entry in the log.
    pub async fn set_catalog_number(&self, number: u64) {
        let update = self.engine.client.update_item().table_name(&self.engine.table);
        let update = update.set_key(Some(catalog_version().into_item()));
        let update = update.update_expression("SET #n = :number").expression_attribute_names("#n", "number");
        let number = AttributeValue::N(number.to_string());
        update.expression_attribute_values(":number", number).send().await.unwrap();
    }

    /// Creates the `n`th purchase, paid at Stripe but not settled in the shop.
    pub async fn paid(&self, n: u128) -> String {
        let purchase = pending(&self.engine.store, n, &self.product, clock::now()).await;
        let checkout = purchase.checkout;
        self.stripe.paid(session_id(n), checkout.id, checkout.quote.total);
        session_id(n)
    }

    /// Creates the `n`th purchase, whose payment a bank has confirmed at Stripe but not yet in the shop.
    pub async fn under_way(&self, n: u128) -> Purchase {
        self.paid(n).await;
        let id = crate::shop::order_id(n);
        let before = self.engine.store.purchases().purchase(id).await.unwrap().unwrap();
        let change = await_bank(&self.vault, before, customer("ada"), clock::now()).await;
        self.engine.store.purchases().write(&change).await.unwrap();
        self.engine.store.purchases().purchase(id).await.unwrap().unwrap()
    }

    /// Creates the `n`th order. Returns it with the secret of its tracking link.
    pub async fn ordered(&self, n: u128) -> (Order, TrackingSecret) {
        let store = &self.engine.store;
        let before = pending(store, n, &self.product, clock::now()).await;
        let id = before.checkout.id;
        let context = store.purchases().order_context(&before.checkout).await.unwrap();
        let change = confirm_in(context, &self.vault, before, customer("ada"), clock::now()).await;
        store.purchases().write(&change).await.unwrap();
        let sealed = store.purchases().order(id).await.unwrap().unwrap().confidential.unwrap();
        let secret = self.vault.open(id, &sealed).await.unwrap().tracking_secret;
        (store.purchases().order(id).await.unwrap().unwrap(), secret)
    }

    /// Creates the `n`th order in the state Delivered.
    pub async fn delivered(&self, n: u128) {
        let (order, _) = self.ordered(n).await;
        let order = Order { state: PurchaseState::Delivered, ..order };
        self.put_all(&[to_item(&order).unwrap()]).await;
    }

    /// Creates orders of this month that were due to be shipped yesterday and are still open.
    pub async fn overdue_orders(&self, many: u128) {
        let (like, _) = self.ordered(1).await;
        let month = month_of(clock::now());
        let ship_by = utc_date(clock::now()).yesterday().unwrap();
        let items = (0..many).map(|n| {
            let (id, number) = (order_id(n), OrderNumber::from_random(random::bytes().unwrap()));
            to_item(&Order { id, number, ship_by, ..like.clone() }).unwrap()
        });
        let items: Vec<_> = items.collect();
        assert!(items.iter().all(|item| item.values().any(|value| value.as_s() == Ok(&month))));
        self.put_all(&items).await;
    }

    /// Writes entries of one staff member to today's audit trail.
    pub async fn trail(&self, many: u16) {
        let mut chain = ChainHead::empty();
        let entries = (0..many).map(|_| {
            let entry = chain.append("settings", product_event(Action::SettingsUpdated, clock::now()));
            to_item(&AuditItem { partition: SETTINGS_PARTITION.to_owned(), entry }).unwrap()
        });
        let items: Vec<_> = entries.collect();
        self.put_all(&items).await;
    }

    /// Writes items, which is not counted.
    pub async fn put_all(&self, items: &[Item]) {
        self.engine.put_all(items).await;
    }
}

fn order_id(n: u128) -> OrderId {
    OrderId::from_uuid(uuid::Uuid::from_u128((1 << 64) + n))
}

fn month_of(now: Timestamp) -> String {
    orders_of_month(utc_date(now).first_of_month())
}
