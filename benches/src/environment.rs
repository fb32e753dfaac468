//! Local stand-ins for the AWS services and Stripe that the functions call.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::http::HeaderMap;
use axum::routing::post;
use dynoxide::Database;
use jiff::SignedDuration;
use pretend_stripe::PretendStripe;
use shared::clock;
use shared::domain::audit::Action;
use shared::domain::catalogue::product::Product;
use shop_tests::engine::{Engine, Handles, client};
use shop_tests::shop::{dragon, product_event, product_of};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::aws::{API_KEY, Queues, WEBHOOK_SECRET, services};
use crate::tls::CertificateAuthority;

/// Stock for every purchase of a run.
pub(crate) const STOCK: u32 = 100_000;

/// A signed Stripe event: header and body.
pub(crate) type Hook = (String, String);

/// The services that the functions call, and the environment variables that point to them.
pub(crate) struct Environment {
    /// The embedded database, for reading the table's stream.
    pub(crate) database: Database,
    /// The engine that serves the table.
    pub(crate) engine: Engine,
    /// The first product created.
    pub(crate) product: Product,
    /// Messages that the functions sent.
    pub(crate) queues: Queues,
    /// Stripe events received at the shop's webhook address.
    pub(crate) hooks: mpsc::UnboundedReceiver<Hook>,
    /// Environment variables of the functions.
    pub(crate) variables: Vec<(String, String)>,
    folder: PathBuf,
    _stripe: PretendStripe,
}

impl Environment {
    /// Creates a shop with this many products, last changed an hour ago.
    pub(crate) async fn with_products(many: u128) -> Self {
        let folder = std::env::temp_dir().join(format!("3d-things-bench-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let authority = CertificateAuthority::new(&folder);
        let database = Database::memory().unwrap();
        let (listener, table) = listener().await;
        tokio::spawn(dynoxide::server::serve_on(listener, database.clone()));
        let engine = Engine::on(client(&format!("http://{table}"))).await;
        let product = create_products(&engine, many).await;
        let queues = Queues::default();
        let services_address = serve(services(queues.clone())).await;
        let (sender, hooks) = mpsc::unbounded_channel();
        let stripe = stripe(sender).await;
        let variables = variables(
            &engine.table,
            &authority.serve_tls(table).await,
            &authority.serve_tls(services_address).await,
            stripe.base_url(),
            &authority.roots,
        );
        Self { database, engine, product, queues, hooks, variables, folder, _stripe: stripe }
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        // If this fails, a certificate file remains in the system's temporary folder, which does no harm.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

async fn serve(routes: Router) -> SocketAddr {
    let (listener, address) = listener().await;
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    address
}

/// Creates dragons and returns the first of them.
async fn create_products(engine: &Engine, many: u128) -> Product {
    let an_hour_ago = clock::now().saturating_sub(SignedDuration::from_hours(1)).unwrap();
    let mut first = None;
    for n in 1..=many {
        let mut draft = dragon(&format!("dragon-{n}"));
        draft.variants[3].stock = Some(STOCK.into());
        let product = product_of(draft, n, None, an_hour_ago);
        let event = product_event(Action::ProductCreated, an_hour_ago);
        engine.store.products().create_product(product.clone(), event).await.unwrap();
        first.get_or_insert(product);
    }
    first.unwrap()
}

/// Starts a pretend Stripe that sends only `checkout.session.completed`.
async fn stripe(sender: mpsc::UnboundedSender<Hook>) -> PretendStripe {
    let hook = move |headers: HeaderMap, body: String| async move {
        let signature = headers["stripe-signature"].to_str().unwrap().to_owned();
        sender.send((signature, body)).unwrap();
    };
    let shop = serve(Router::new().route("/webhooks/stripe", post(hook))).await;
    let mut config = pretend_stripe::Config::new(API_KEY, WEBHOOK_SECRET);
    config.webhook_url = Some(format!("http://{shop}/webhooks/stripe"));
    config.enabled_events = vec!["checkout.session.completed".to_owned()];
    pretend_stripe::serve(listener().await.0, config).unwrap()
}

/// Returns every environment variable of any function, as Lambda and the template set them.
fn variables(table: &str, dynamodb: &str, aws: &str, stripe: &str, roots: &Path) -> Vec<(String, String)> {
    let queue = |name: &str| format!("{aws}/123456789012/{name}");
    let fixed = [
        ("AWS_ACCESS_KEY_ID", "bench"),
        ("AWS_SECRET_ACCESS_KEY", "bench"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_LAMBDA_FUNCTION_NAME", "bench"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
        ("AWS_LAMBDA_LOG_LEVEL", "INFO"),
        ("RUST_LOG", "info"),
        ("STAGE", "local"),
        ("STOREFRONT_URL", "https://shop.example"),
        ("ASSETS_VERSION", "bench"),
        ("STRIPE_API_KEY_SECRET", "api-key"),
        ("STRIPE_WEBHOOK_SECRET", "webhook"),
        ("LOOKUP_SECRET", "lookup"),
        ("CUSTOMER_KEY_ID", "customers"),
        ("EVENT_BUS_NAME", "shop"),
        ("MEDIA_BUCKET", "pictures"),
        ("MAIL_FROM", "shop@example.com"),
    ];
    let fixed = fixed.map(|(name, value)| (name, value.to_owned()));
    let found = [
        ("TABLE_NAME", table.to_owned()),
        ("AWS_ENDPOINT_URL", aws.to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", dynamodb.to_owned()),
        ("AWS_CA_BUNDLE", roots.display().to_string()),
        ("STRIPE_API_BASE", format!("{stripe}/")),
        ("PAYMENTS_QUEUE_URL", queue("payments")),
        ("MAIL_QUEUE_URL", queue("mail")),
        ("REFUND_QUEUE_URL", queue("refunds")),
        ("LINKS_QUEUE_URL", queue("links")),
        ("DEAD_LETTER_URLS", [queue("payments-dead"), queue("mail-dead")].join(",")),
    ];
    fixed.into_iter().chain(found).map(|(name, value)| (name.to_owned(), value)).collect()
}
