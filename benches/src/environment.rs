//! Local stand-ins for the AWS services and Stripe that the functions call.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use aws_sdk_dynamodb::types::{StreamSpecification, StreamViewType};
use axum::Router;
use axum::serve::ListenerExt;
use dynoxide::Database;
use jiff::SignedDuration;
use pretend_stripe::PretendStripe;
use shared::clock;
use shared::domain::audit::Action;
use shared::domain::catalogue::product::{Product, preview_of};
use shared::store::CatalogIndex;
use shared::store::compact::{CompactPointer, Encoded};
use shop_tests::engine::{Engine, Handles, client};
use shop_tests::shop::{dragon, items_of, product_event, product_of, text};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::aws::{self, Queues, Services};
use crate::dynamodb;
use crate::meter::Meter;
use crate::s3::Objects;
use crate::stripe::{self, Hook};
use crate::tls::CertificateAuthority;

/// Stock for every purchase of a run.
pub(crate) const STOCK: u32 = 100_000;
const BUCKET: &str = "pictures";
const CATALOG_BUCKET: &str = "catalogues";
/// Every product shows this picture; a page contains its preview.
const PICTURE: &str = "/media/dragon.webp";
const PREVIEW: [u8; 4096] = [7; 4096];

/// The services that the functions call, and the environment variables that point to them.
pub(crate) struct Environment {
    /// The embedded database, for reading the table's stream.
    pub(crate) database: Database,
    /// The engine that serves the table, without counting.
    pub(crate) engine: Engine,
    /// The first product created.
    pub(crate) product: Product,
    /// Messages that the functions sent.
    pub(crate) queues: Queues,
    /// Counts what the functions ask of the services.
    pub(crate) meter: Meter,
    /// Stripe events received at the shop's webhook address.
    pub(crate) hooks: mpsc::UnboundedReceiver<Hook>,
    /// Environment variables of the functions.
    pub(crate) variables: Vec<(String, String)>,
    folder: PathBuf,
    _stripe: PretendStripe,
}

impl Environment {
    /// Creates a shop with this many products, last changed an hour ago.
    pub(crate) async fn with_products(many: u32) -> Self {
        let folder = std::env::temp_dir().join(format!("3d-things-bench-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let authority = CertificateAuthority::new(&folder);
        let (database, meter) = (Database::memory().unwrap(), Meter::default());
        let (listener, uncounted) = listener().await;
        tokio::spawn(dynoxide::server::serve_on(listener, database.clone()));
        let engine = Engine::on(client(&format!("http://{uncounted}"))).await;
        let product = create_products(&engine, many).await;

        let (queues, objects) = (Queues::default(), Objects::default());
        objects.put(&format!("{BUCKET}{}", preview_of(PICTURE)), PREVIEW.as_slice().into());
        index_catalogue(&engine, &objects).await;
        let services = Services { queues: queues.clone(), objects, meter: meter.clone() };
        let table = serve_counted(dynamodb::routes(database.clone(), meter.clone()), &meter).await;
        let aws = serve_counted(aws::routes(services), &meter).await;
        let (sender, hooks) = mpsc::unbounded_channel();
        let stripe = stripe::start(sender).await;
        let mut variables = variables(
            &engine.table,
            &authority.serve_tls(table).await,
            &authority.serve_tls(aws).await,
            &authority.roots,
        );
        variables.extend(stripe::variables(&stripe, meter.clone(), &authority).await);
        let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { database, engine, product, queues, meter, hooks, variables, folder, _stripe: stripe }
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        // If this fails, a certificate file remains in the system's temporary folder, which does no harm.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

pub(crate) async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

pub(crate) async fn serve(routes: Router) -> SocketAddr {
    let (listener, address) = listener().await;
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    address
}

/// The same, and counts the connections.
pub(crate) async fn serve_counted(routes: Router, meter: &Meter) -> SocketAddr {
    let (listener, address) = listener().await;
    let meter = meter.clone();
    let listener = listener.tap_io(move |_| meter.add(|counted| counted.connections += 1));
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    address
}

/// Writes the compact catalogue, as index-catalogue does.
async fn index_catalogue(engine: &Engine, objects: &Objects) {
    let (index, now) = (CatalogIndex::from(engine.store.clone()), clock::now());
    let (version, _) = index.newest().await.unwrap();
    let Encoded { object, bytes } = index.rebuilt(version, now).await.unwrap().encode().unwrap();
    objects.put(&format!("{CATALOG_BUCKET}/{object}"), bytes.into());
    let pointer = CompactPointer { number: version.number, object, rebuilt_at: now };
    assert!(index.point(None, &pointer).await.unwrap());
}

/// Creates dragons and returns the first of them. Without a stream: the engine scans all of it for each new record, so
/// that the thousandth product would take many times as long as the first.
async fn create_products(engine: &Engine, many: u32) -> Product {
    set_stream(engine, false).await;
    let an_hour_ago = clock::now().saturating_sub(SignedDuration::from_hours(1)).unwrap();
    let product = |n: u32| {
        let mut draft = dragon(&format!("dragon-{n}"));
        draft.variants[3].stock = Some(STOCK.into());
        let mut product = product_of(draft, n.into(), None, an_hour_ago);
        let picture = &mut product.images[0];
        (picture.path, picture.widths) = (text(PICTURE), vec![320, 640, 1_200]);
        product
    };
    let (first, event) = (product(1), product_event(Action::ProductCreated, an_hour_ago));
    engine.store.products().create_product(first.clone(), event).await.unwrap();
    engine.put_all(&(2..=many).flat_map(|n| items_of(product(n))).collect::<Vec<_>>()).await;
    set_stream(engine, true).await;
    first
}

pub(crate) async fn set_stream(engine: &Engine, enabled: bool) {
    let kind = enabled.then_some(StreamViewType::NewAndOldImages);
    let stream = StreamSpecification::builder().stream_enabled(enabled).set_stream_view_type(kind);
    let update = engine.client.update_table().table_name(&engine.table);
    update.stream_specification(stream.build().unwrap()).send().await.unwrap();
}

/// Returns every environment variable of any function but Stripe's, as Lambda and the template set them.
fn variables(table: &str, dynamodb: &str, aws: &str, roots: &Path) -> Vec<(&'static str, String)> {
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
        ("RELEASE", "bench"),
        ("STACK", "bench"),
        ("STAGE", "local"),
        ("TABLE_SHARDS", ""),
        ("STOREFRONT_URL", "https://shop.example"),
        ("ASSETS_VERSION", "bench"),
        ("CHECKOUTS_PER_ADDRESS", "1000000"),
        ("STRIPE_API_KEY_SECRET", "api-key"),
        ("STRIPE_WEBHOOK_SECRET", "webhook"),
        ("LOOKUP_SECRET", "lookup"),
        ("ORIGIN_SECRET", "origin"),
        ("CUSTOMER_KEY_ID", "customers"),
        ("EVENT_BUS_NAME", "shop"),
        ("MEDIA_BUCKET", BUCKET),
        ("ANCHOR_BUCKET", "anchors"),
        ("CATALOG_BUCKET", CATALOG_BUCKET),
        ("MAIL_FROM", "shop@example.com"),
        ("MAIL_CONFIGURATION_SET", "mails"),
    ];
    let found = [
        ("TABLE_NAME", table.to_owned()),
        ("AWS_ENDPOINT_URL", aws.to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", dynamodb.to_owned()),
        ("AWS_CA_BUNDLE", roots.display().to_string()),
        ("PAYMENTS_QUEUE_URL", queue("payments")),
        ("MAIL_QUEUE_URL", queue("mail")),
        ("REFUND_QUEUE_URL", queue("refunds")),
        ("LINKS_QUEUE_URL", queue("links")),
        ("DEAD_LETTER_URLS", [queue("payments-dead"), queue("mail-dead")].join(",")),
    ];
    fixed.map(|(name, value)| (name, value.to_owned())).into_iter().chain(found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::{cases_of, event};
    use crate::purchase::CompletedPurchase;

    #[tokio::test]
    async fn functions_get_every_environment_variable_of_the_template() {
        let environment = Environment::with_products(1).await;
        let words = include_str!("../../template.yaml").split_whitespace();
        let names = words.filter_map(|word| word.strip_suffix(':'));
        let is_variable = |name: &&str| {
            name.len() > 3 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        };
        let names: Vec<&str> = names.filter(is_variable).collect();
        assert!(names.contains(&"TABLE_NAME") && names.contains(&"STACK"), "{names:?}");
        for name in names {
            assert!(environment.variables.iter().any(|(known, _)| known == name), "{name}");
        }
    }

    #[tokio::test]
    async fn every_function_has_an_event() {
        let environment = Environment::with_products(1).await;
        let purchase = CompletedPurchase {
            order_id: "ord_01h455vb4pex5vsknk084sn02q".to_owned(),
            session_id: "cs_1".to_owned(),
            tracking_secret: "secret".to_owned(),
            hint: "{}".to_owned(),
            mail: "{}".to_owned(),
            records: serde_json::json!({}),
        };
        for (name, _) in functions::names() {
            for case in cases_of(&name) {
                assert!(event(case, &environment, &purchase, 1).is_object(), "{case}");
            }
        }
    }
}
