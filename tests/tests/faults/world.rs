//! The shop and its environment in one thread: the functions' own code on in-memory fakes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use dynoxide::Database;
use dynoxide::types::Item;
use shared::domain::audit::Action;
use shared::domain::catalogue::product::Product;
use shared::domain::email::EmailAddress;
use shared::domain::ids::OrderId;
use shared::domain::money::Money;
use shared::lookup::LookupKey;
use shared::payments::hint::PaymentHint;
use shared::queue::Queue;
use shared::start::{CheckoutTurns, MailFrom, MailQueue, PaymentsQueue, RefundQueue, StorefrontUrl};
use shared::store::keys::Shards;
use shared::store::{Mails, OrderLists, PurchaseWriter, RateLimits, ShopSettings, Store};
use shared::stream::Destinations;
use shared::vault::Vault;
use shared_stripe::StripePayments;
use shop_tests::engine::{Engine, Handles};
use shop_tests::keys::LocalKeys;
use shop_tests::shop::{dragon, product_event, product_of, quoted};

use crate::buyers::Buyer;
use crate::chaos::Chaos;
use crate::fakes::{MemoryBus, MemoryKeys, MemoryQueue, Waiting};
use crate::mail::{Address, MemoryMailer};
use crate::staff::Staff;
use crate::stream::Stream;
use crate::stripe::Stripe;
use crate::table::Table;
use crate::tasks::{Source, Task};

/// Pieces in each purchase's cart.
pub(crate) const PIECES: u32 = 2;

/// The functions, each with its dependencies.
pub(crate) struct Functions {
    pub(crate) start: Arc<start_checkout::Deps>,
    pub(crate) cancel: Arc<(PurchaseWriter, StripePayments, RateLimits, CheckoutTurns)>,
    pub(crate) settle: Arc<settle_payment::Deps>,
    /// A function that was just started: its copy of the settings would be read again after a second of real time, which no
    /// seed decides.
    pub(crate) send: Box<dyn Fn() -> Arc<send_mail::Deps>>,
    pub(crate) issue: Arc<(PurchaseWriter, StripePayments)>,
    pub(crate) feedback: Arc<Mails>,
    pub(crate) transition: Arc<(PurchaseWriter, StripePayments)>,
    pub(crate) erase: Arc<(OrderLists, PurchaseWriter, LookupKey)>,
    pub(crate) retain: Arc<(OrderLists, PurchaseWriter, ShopSettings)>,
    pub(crate) reconcile: Arc<reconcile::Deps>,
    pub(crate) destinations: Destinations,
    pub(crate) cancel_order: Arc<(PurchaseWriter, RateLimits, CheckoutTurns)>,
    /// The vault without faults. Customers get the secrets of their links from it.
    pub(crate) secrets: Vault,
}

/// State of one run.
pub(crate) struct World {
    pub(crate) chaos: Chaos,
    pub(crate) database: Database,
    pub(crate) engine: Engine,
    /// The table without faults.
    pub(crate) calm: Store,
    pub(crate) stripe: Stripe,
    pub(crate) payments: MemoryQueue,
    pub(crate) mails: MemoryQueue,
    pub(crate) refunds: MemoryQueue,
    pub(crate) feedback: MemoryQueue,
    pub(crate) bus: MemoryBus,
    pub(crate) mailer: MemoryMailer,
    pub(crate) functions: Functions,
    pub(crate) product: Product,
    /// The product's initial stock: enough for every buyer, or not.
    pub(crate) stock: u32,
    pub(crate) total: Money,
    pub(crate) buyers: Vec<Buyer>,
    pub(crate) staff: Staff,
    /// The sessions that each cart's customer got.
    pub(crate) carts: BTreeMap<String, BTreeSet<String>>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) stream: Stream,
    /// Hints that Stripe repeats for days, until they are delivered.
    pub(crate) late: Vec<PaymentHint>,
    /// Numbers of the accepted mails (from 1) after which the function crashed.
    pub(crate) cut_off: BTreeSet<usize>,
    /// Messages that exceeded the maximum number of receives.
    pub(crate) dead: Vec<String>,
}

impl World {
    /// Creates a shop with one product and no buyers.
    pub(crate) async fn new(seed: u64, rate: usize) -> Self {
        let chaos = Chaos::new(seed, 0);
        let database = Database::memory().unwrap();
        let patient = chaos.chance(50);
        let client = Table::new(database.clone(), chaos.clone()).client(patient);
        let engine = Engine::on(client).await;
        // Otherwise chance, not the seed, selects the shard of a pending purchase.
        let shards = Shards::parse("pending=1").unwrap();
        let engine = Engine { store: engine.store.clone().with_shards(shards), ..engine };
        let calm = Table::new(database.clone(), Chaos::new(seed, 0)).client(false);
        let calm = Store::new(calm, engine.table.clone());
        let stock = if chaos.chance(50) { 1000 } else { PIECES + u32::try_from(chaos.below(5)).unwrap() };
        let product = create_product(&calm, stock).await;
        let stripe = Stripe::new(&chaos);
        let [payments, mails, refunds, feedback] = [(); 4].map(|()| MemoryQueue::new(&chaos));
        let bus = MemoryBus { chaos: chaos.clone(), published: Arc::default() };
        let mailer = MemoryMailer::new(&chaos, &feedback);
        let destinations = Destinations {
            mail: Arc::new(mails.clone()),
            refunds: Arc::new(refunds.clone()),
            bus: Arc::new(bus.clone()),
        };
        let queue = |queue: &MemoryQueue| -> Arc<dyn Queue> { Arc::new(queue.clone()) };
        let reconcile = reconcile::Deps {
            pending: engine.store.clone().into(),
            payments: PaymentsQueue(queue(&payments)),
            mail: MailQueue(queue(&mails)),
            refunds: RefundQueue(queue(&refunds)),
        };
        let functions = functions(&chaos, &engine.store, &stripe, &mailer, reconcile, destinations);
        let stream = Stream::of(&database, &engine.table);
        let total = quoted(&product).total;
        chaos.start(rate);
        Self {
            chaos,
            database,
            engine,
            calm,
            stripe,
            payments,
            mails,
            refunds,
            feedback,
            bus,
            mailer,
            functions,
            product,
            stock,
            total,
            buyers: Vec::new(),
            staff: Staff::default(),
            carts: BTreeMap::new(),
            tasks: Vec::new(),
            stream,
            late: Vec::new(),
            cut_off: BTreeSet::new(),
            dead: Vec::new(),
        }
    }

    /// Returns every purchase that has a session at Stripe, in the order in which the first ones were opened.
    pub(crate) fn purchases(&self) -> Vec<OrderId> {
        let mut purchases = Vec::new();
        for session in &self.stripe.state().sessions {
            if !purchases.contains(&session.order_id) {
                purchases.push(session.order_id);
            }
        }
        purchases
    }

    /// Returns the address of the customer who has a purchase's payment page.
    pub(crate) fn email_of(&self, id: OrderId) -> String {
        let state = self.stripe.state();
        let session = state.sessions.iter().find(|session| session.order_id == id).unwrap();
        format!("{}@example.org", session.customer)
    }

    pub(crate) fn address_of(&self, id: OrderId) -> Address {
        self.mailer.state().addresses.get(&self.email_of(id)).copied().unwrap_or(Address::Good)
    }

    /// Returns the number of messages in all queues.
    pub(crate) fn queued(&self) -> usize {
        Source::ALL.into_iter().map(|source| self.queue(source).len()).sum()
    }

    /// Returns every item of the table.
    pub(crate) fn items(&self) -> Vec<Item> {
        let asked = serde_json::json!({"TableName": self.engine.table});
        self.database.scan(serde_json::from_value(asked).unwrap()).unwrap().items.unwrap_or_default()
    }

    /// Decides the behaviour of each customer's address.
    pub(crate) fn choose_addresses(&self) {
        for buyer in &self.buyers {
            let address = Address::ALL[self.chaos.below(Address::ALL.len())];
            let email = format!("{}@example.org", buyer.customer);
            self.mailer.state().addresses.entry(email).or_insert(address);
        }
    }

    /// Enqueues a payment hint, as the webhook does.
    pub(crate) fn hint(&self, hint: &PaymentHint) {
        let text = serde_json::to_string(&shared::messages::Message::new(hint)).unwrap();
        self.payments.push(Waiting { text, receives: 0 });
    }
}

pub(crate) async fn create_product(store: &Store, stock: u32) -> Product {
    let mut draft = dragon("dragon");
    draft.variants[3].stock = Some(i64::from(stock));
    let now = shared::clock::now();
    let product = product_of(draft, 1, None, now);
    store
        .products()
        .create_product(product.clone(), product_event(Action::ProductCreated, now))
        .await
        .unwrap();
    product
}

pub(crate) fn functions(
    chaos: &Chaos,
    store: &Store,
    stripe: &Stripe,
    mailer: &MemoryMailer,
    reconcile: reconcile::Deps,
    destinations: Destinations,
) -> Functions {
    let payments = || StripePayments(Arc::new(stripe.clone()));
    let keys = Arc::new(LocalKeys::new());
    let secrets = Vault::new(keys.clone());
    let vault = Vault::new(Arc::new(MemoryKeys { chaos: chaos.clone(), keys }));
    let storefront_url = "https://shop.example".to_owned();
    let turns = CheckoutTurns::new(LookupKey::new("secret"), 1000);
    Functions {
        start: Arc::new((
            store.clone().into(),
            payments(),
            StorefrontUrl(storefront_url.clone()),
            turns.clone(),
        )),
        cancel: Arc::new((store.clone().into(), payments(), store.clone().into(), turns.clone())),
        cancel_order: Arc::new((store.clone().into(), store.clone().into(), turns)),
        settle: Arc::new(settle_payment::Deps {
            purchases: store.clone().into(),
            cursor: store.clone().into(),
            payments: payments(),
            vault: vault.clone(),
            lookup: LookupKey::new("secret"),
            queue: reconcile.payments.clone(),
        }),
        send: Box::new(send(store.clone(), vault, mailer.clone(), storefront_url)),
        issue: Arc::new((store.clone().into(), payments())),
        feedback: Arc::new(store.clone().into()),
        transition: Arc::new((store.clone().into(), payments())),
        erase: Arc::new((store.clone().into(), store.clone().into(), LookupKey::new("secret"))),
        retain: Arc::new((store.clone().into(), store.clone().into(), store.clone().into())),
        reconcile: Arc::new(reconcile),
        destinations,
        secrets,
    }
}

fn send(
    store: Store,
    vault: Vault,
    mailer: MemoryMailer,
    storefront_url: String,
) -> impl Fn() -> Arc<send_mail::Deps> {
    move || {
        Arc::new((
            store.clone().into(),
            store.clone().into(),
            vault.clone(),
            Arc::new(mailer.clone()),
            MailFrom(EmailAddress::parse("orders@shop.example").unwrap()),
            StorefrontUrl(storefront_url.clone()),
        ))
    }
}
