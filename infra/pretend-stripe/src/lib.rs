//! A stand-in for Stripe on the developer's machine: the API calls that the shop makes, a payment page, and
//! signed webhooks. It never moves money, and it has switches to make everything go wrong.

#![recursion_limit = "256"] // The shapes are large `json!` literals.

mod api;
mod app;
mod config;
mod desk;
mod error;
mod faults;
mod gateway;
mod idempotency;
mod ids;
mod model;
mod money;
mod page;
mod params;
mod payments;
mod refunds;
mod shapes;
mod shelf;
mod signature;
mod state_file;
mod totals;
mod webhooks;
mod world;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::any;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

pub use config::{Config, DEFAULT_EVENTS, Retries};
pub use signature::sign;

use app::App;

/// How long requests may still take once the server was told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(1);

/// A running pretend Stripe. Dropping it stops it at once; [`PretendStripe::shutdown`] stops it in order.
pub struct PretendStripe {
    base_url: String,
    app: Arc<App>,
    config: Config,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<io::Result<()>>,
    workers: Vec<JoinHandle<()>>,
}

/// Starts a pretend Stripe on the listener, inside the running Tokio runtime.
///
/// Fails when the listener has no address or the state file cannot be read.
pub fn serve(listener: TcpListener, config: Config) -> io::Result<PretendStripe> {
    let base_url = format!("http://{}", listener.local_addr()?);
    let public_url = config.public_url.as_deref().unwrap_or(&base_url).trim_end_matches('/').to_owned();
    let world = state_file::load(config.state_file.as_deref())?;
    let (outbox, deliveries) = mpsc::unbounded_channel();
    let unfinished = state_file::undelivered(&world);
    for event in unfinished {
        // The receiver is right here.
        let _ = outbox.send(event);
    }
    let app = Arc::new(App::new(&config, public_url, world, outbox));
    let mut workers = vec![tokio::spawn(webhooks::deliver_all(app.clone(), deliveries))];
    if let Some(path) = config.state_file.clone() {
        workers.push(tokio::spawn(state_file::keep(app.clone(), path)));
    }
    let (stop, stopped) = oneshot::channel::<()>();
    let routes = routes(app.clone());
    let server = tokio::spawn(async move {
        let told_or_dropped = async {
            let _ = stopped.await;
        };
        axum::serve(listener, routes).with_graceful_shutdown(told_or_dropped).await
    });
    Ok(PretendStripe { base_url, app, config, stop: Some(stop), server, workers })
}

fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/v1/{*path}", any(gateway::answer))
        .merge(page::routes().layer(from_fn_with_state(app.clone(), told)))
        .merge(desk::routes())
        .with_state(app)
}

/// Tells what was asked of the payment page; what customers fill in is in the body and is not told.
async fn told(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let asked = format!("{} {}", request.method(), request.uri().path());
    let answer = next.run(request).await;
    app.tell(&format!("{asked} returned {}.", answer.status().as_u16()));
    answer
}

impl PretendStripe {
    /// Where the server listens, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Sends events to this address from now on.
    pub fn set_webhook_url(&self, url: &str) {
        self.app.with(|inner| inner.settings.webhook_url = Some(url.to_owned()));
    }

    /// Stops, after open requests had a moment to end, and writes the state file a last time.
    pub async fn shutdown(mut self) -> io::Result<()> {
        drop(self.stop.take());
        let ended = tokio::time::timeout(LAST_REQUESTS, &mut self.server).await;
        for worker in &self.workers {
            worker.abort();
        }
        if let Some(path) = &self.config.state_file {
            state_file::write(&self.app, path)?;
        }
        match ended {
            Ok(Ok(result)) => result,
            // A request that hangs on purpose, or a task that ended badly, does not keep the server from stopping.
            Ok(Err(_)) | Err(_) => Ok(()),
        }
    }
}

impl Drop for PretendStripe {
    fn drop(&mut self) {
        self.server.abort();
        for worker in &self.workers {
            worker.abort();
        }
    }
}
