//! The shop and its environment in one thread: the functions' own code on in-memory fakes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use dynoxide::Database;
use shared::domain::audit::Action;
use shared::domain::catalogue::product::Product;
use shared::domain::email::EmailAddress;
use shared::domain::ids::OrderId;
use shared::domain::money::Money;
use shared::lookup::LookupKey;
use shared::payments::hint::PaymentHint;
use shared::queue::Queue;
use shared::start::{CheckoutTurns, MailFrom, MailQueue, PaymentsQueue, RefundQueue, StorefrontUrl};
use shared::store::{PurchaseWriter, RateLimits, Store};
use shared::stream::Destinations;
use shared::vault::Vault;
use shared_stripe::StripePayments;
use shop_tests::engine::{Engine, Handles};
use shop_tests::keys::LocalKeys;
use shop_tests::shop::{dragon, product_event, product_of, quoted};

use crate::chaos::Chaos;
use crate::fakes::{MemoryBus, MemoryKeys, MemoryMailer, MemoryQueue, Waiting};
use crate::stream::Stream;
use crate::stripe::Stripe;
use crate::table::Table;
use crate::tasks::Task;

/// Initial stock, enough for every buyer.
pub(crate) const STOCK: u32 = 1000;
/// Pieces in each purchase's cart.
pub(crate) const PIECES: u32 = 2;

/// Next action of a customer, their bank or Stripe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Pay,
    PayWrong,
    Bank,
    BankPays,
    BankRefuses,
    Expire,
    Cancel,
    /// Takes the money although the session is closed: paid in another tab at the same moment.
    PayAnyway,
    /// Somebody refunds half of what is left of the payment in Stripe's dashboard.
    RefundHalf,
    /// Somebody refunds everything that is left of the payment in Stripe's dashboard.
    RefundAll,
}

#[derive(Debug, Clone)]
pub(crate) struct Buyer {
    pub(crate) key: String,
    /// The cart's id. Buyers with the same cart are tabs of one customer.
    pub(crate) cart: String,
    /// Destination; tabs with another one have a changed cart at the same price.
    pub(crate) country: &'static str,
    pub(crate) steps: VecDeque<Step>,
    /// The purchase and its session, once the shop has answered.
    pub(crate) bought: Option<(OrderId, String)>,
    pub(crate) busy: bool,
}

/// The functions, each with its dependencies.
pub(crate) struct Functions {
    pub(crate) start: Arc<start_checkout::Deps>,
    pub(crate) cancel: Arc<(PurchaseWriter, StripePayments, RateLimits, CheckoutTurns)>,
    pub(crate) settle: Arc<settle_payment::Deps>,
    pub(crate) send: Arc<send_mail::Deps>,
    pub(crate) issue: Arc<(PurchaseWriter, StripePayments)>,
    pub(crate) reconcile: Arc<reconcile::Deps>,
    pub(crate) destinations: Destinations,
}

/// State of one run.
pub(crate) struct World {
    pub(crate) chaos: Chaos,
    pub(crate) database: Database,
    pub(crate) engine: Engine,
    pub(crate) stripe: Stripe,
    pub(crate) payments: MemoryQueue,
    pub(crate) mails: MemoryQueue,
    pub(crate) refunds: MemoryQueue,
    pub(crate) bus: MemoryBus,
    pub(crate) mailer: MemoryMailer,
    pub(crate) functions: Functions,
    pub(crate) product: Product,
    pub(crate) total: Money,
    pub(crate) buyers: Vec<Buyer>,
    /// The sessions that each cart's customer got.
    pub(crate) carts: BTreeMap<String, BTreeSet<String>>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) stream: Stream,
    /// Hints that Stripe repeats for days, until they are delivered.
    pub(crate) late: Vec<PaymentHint>,
    /// Numbers of the accepted mails (from 1) after which the function crashed.
    pub(crate) cut_off: BTreeSet<usize>,
    /// Messages that exceeded the maximum number of receives.
    pub(crate) dead: u64,
}

impl World {
    /// Creates a shop with one product and no buyers.
    pub(crate) async fn new(seed: u64, rate: usize) -> Self {
        let chaos = Chaos::new(seed, 0);
        let database = Database::memory().unwrap();
        let patient = chaos.chance(50);
        let client = Table::new(database.clone(), chaos.clone()).client(seed, patient);
        let engine = Engine::on(client).await;
        let product = create_product(&engine.store).await;
        let stripe = Stripe::new(&chaos);
        let [payments, mails, refunds] = [(); 3].map(|()| MemoryQueue::new(&chaos));
        let bus = MemoryBus { chaos: chaos.clone(), published: Arc::default() };
        let mailer = MemoryMailer { chaos: chaos.clone(), accepted: Arc::default() };
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
            stripe,
            payments,
            mails,
            refunds,
            bus,
            mailer,
            functions,
            product,
            total,
            buyers: Vec::new(),
            carts: BTreeMap::new(),
            tasks: Vec::new(),
            stream,
            late: Vec::new(),
            cut_off: BTreeSet::new(),
            dead: 0,
        }
    }

    pub(crate) const fn store(&self) -> &Store {
        &self.engine.store
    }

    /// Returns every purchase that has a session at Stripe.
    pub(crate) fn purchases(&self) -> BTreeSet<OrderId> {
        self.stripe.state().sessions.values().map(|session| session.order_id).collect()
    }

    /// Enqueues a payment hint, as the webhook does.
    pub(crate) fn hint(&self, hint: &PaymentHint) {
        let text = serde_json::to_string(&shared::messages::Message::new(hint)).unwrap();
        self.payments.push(Waiting { text, receives: 0 });
    }
}

async fn create_product(store: &Store) -> Product {
    let mut draft = dragon("dragon");
    draft.variants[3].stock = Some(i64::from(STOCK));
    let now = shared::clock::now();
    let product = product_of(draft, 1, None, now);
    store
        .products()
        .create_product(product.clone(), product_event(Action::ProductCreated, now))
        .await
        .unwrap();
    product
}

fn functions(
    chaos: &Chaos,
    store: &Store,
    stripe: &Stripe,
    mailer: &MemoryMailer,
    reconcile: reconcile::Deps,
    destinations: Destinations,
) -> Functions {
    let payments = || StripePayments(Arc::new(stripe.clone()));
    let keys = Arc::new(MemoryKeys { chaos: chaos.clone(), keys: LocalKeys::new() });
    let vault = Vault::new(keys);
    let storefront_url = "https://shop.example".to_owned();
    let turns = CheckoutTurns::new(LookupKey::new("secret"), 1000);
    Functions {
        start: Arc::new((
            store.clone().into(),
            payments(),
            StorefrontUrl(storefront_url.clone()),
            turns.clone(),
        )),
        cancel: Arc::new((store.clone().into(), payments(), store.clone().into(), turns)),
        settle: Arc::new(settle_payment::Deps {
            purchases: store.clone().into(),
            cursor: store.clone().into(),
            payments: payments(),
            vault: vault.clone(),
            lookup: LookupKey::new("secret"),
            queue: reconcile.payments.clone(),
        }),
        send: Arc::new((
            store.clone().into(),
            store.clone().into(),
            vault,
            Arc::new(mailer.clone()),
            MailFrom(EmailAddress::parse("orders@shop.example").unwrap()),
            StorefrontUrl(storefront_url),
        )),
        issue: Arc::new((store.clone().into(), payments())),
        reconcile: Arc::new(reconcile),
        destinations,
    }
}
