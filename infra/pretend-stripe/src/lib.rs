//! A local stand-in for Stripe: the API calls that the shop makes, a payment page, and signed webhooks. It
//! never moves money, and it has switches that inject faults.

#![recursion_limit = "256"] // The shapes are large `json!` literals.

mod api;
mod app;
mod collection;
mod config;
mod control;
mod error;
mod faults;
mod gateway;
mod idempotency;
mod ids;
mod model;
mod money;
mod objects;
mod page;
mod params;
mod payments;
mod refunds;
mod signature;
mod state;
mod state_file;
mod totals;
mod webhooks;

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

/// The time that open requests get to finish after a stop.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(1);

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
    let state = state_file::load(config.state_file.as_deref())?;
    let (outbox, deliveries) = mpsc::unbounded_channel();
    let unfinished = state_file::undelivered(&state);
    for event in unfinished {
        // The receiver is still in scope.
        let _ = outbox.send(event);
    }
    let app = Arc::new(App::new(&config, public_url, state, outbox));
    let mut workers = vec![tokio::spawn(webhooks::deliver_all(app.clone(), deliveries))];
    if let Some(path) = config.state_file.clone() {
        workers.push(tokio::spawn(state_file::write_on_change(app.clone(), path)));
    }
    let (stop, stopped) = oneshot::channel::<()>();
    let routes = routes(app.clone());
    let server = tokio::spawn(async move {
        let stop_signal = async {
            let _ = stopped.await;
        };
        axum::serve(listener, routes).with_graceful_shutdown(stop_signal).await
    });
    Ok(PretendStripe { base_url, app, config, stop: Some(stop), server, workers })
}

fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/v1/{*path}", any(gateway::answer))
        .merge(page::routes().layer(from_fn_with_state(app.clone(), log_request)))
        .merge(control::routes())
        .with_state(app)
}

/// Logs requests to the payment page by method and path, without the body, which holds customer data.
async fn log_request(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let asked = format!("{} {}", request.method(), request.uri().path());
    let answer = next.run(request).await;
    app.log(&format!("{asked} returned {}.", answer.status().as_u16()));
    answer
}

impl PretendStripe {
    /// The server's URL, without a trailing slash.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Sends later events to this URL.
    pub fn set_webhook_url(&self, url: &str) {
        self.app.update(|inner| inner.settings.webhook_url = Some(url.to_owned()));
    }

    /// Stops the server after a grace period for open requests, and writes the state file a last time.
    pub async fn shutdown(mut self) -> io::Result<()> {
        drop(self.stop.take());
        let ended = tokio::time::timeout(SHUTDOWN_GRACE, &mut self.server).await;
        for worker in &self.workers {
            worker.abort();
        }
        if let Some(path) = &self.config.state_file {
            state_file::write(&self.app, path)?;
        }
        match ended {
            Ok(Ok(result)) => result,
            // A request that hangs on purpose, or a task that panicked, must not prevent the stop.
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
