//! The Lambda Runtime API for one function process: hands out events and accepts responses.

use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path as UrlPath, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;

use crate::process;

/// The time that a function may take for any step.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A request of the function to the Runtime API.
enum RuntimeCall {
    Polled,
    Answered(Bytes),
    Failed(String),
}

type CallSender = mpsc::UnboundedSender<(Instant, RuntimeCall)>;

struct Api {
    events: Mutex<mpsc::Receiver<String>>,
    calls: CallSender,
}

/// A function process that waits for its next event.
pub(crate) struct Function {
    child: Child,
    events: mpsc::Sender<String>,
    calls: mpsc::UnboundedReceiver<(Instant, RuntimeCall)>,
    server: JoinHandle<()>,
    /// Time from spawn to the first poll.
    pub(crate) start: Duration,
    /// Number of events that it has answered.
    pub(crate) answers: u64,
}

/// A function's response and its duration.
pub(crate) struct Answer {
    pub(crate) body: Value,
    pub(crate) took: Duration,
}

impl Function {
    /// Starts a function and waits for its first poll.
    pub(crate) async fn start(name: &str, mut command: Command, env: &[(String, String)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (events, waiting) = mpsc::channel(1);
        let (sender, calls) = mpsc::unbounded_channel();
        let api = Arc::new(Api { events: Mutex::new(waiting), calls: sender });
        let server = tokio::spawn(async move { axum::serve(listener, routes(api)).await.unwrap() });
        command.env_clear().envs(env.iter().cloned()).env("AWS_LAMBDA_RUNTIME_API", address.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let started = Instant::now();
        let child = command.spawn().unwrap();
        let mut function = Self { child, events, calls, server, start: Duration::ZERO, answers: 0 };
        function.start = function.next_poll(name).await - started;
        function
    }

    async fn next_call(&mut self, what: &str) -> (Instant, RuntimeCall) {
        let call = tokio::time::timeout(TIMEOUT, self.calls.recv()).await;
        call.unwrap_or_else(|_| panic!("the function timed out: {what}")).unwrap()
    }

    async fn next_poll(&mut self, what: &str) -> Instant {
        match self.next_call(what).await {
            (at, RuntimeCall::Polled) => at,
            (_, RuntimeCall::Failed(why)) => panic!("{what}: {why}"),
            (_, RuntimeCall::Answered(_)) => panic!("{what}: a response without an event"),
        }
    }

    /// Sends an event and waits until the function polls for the next one.
    pub(crate) async fn call(&mut self, event: &Value) -> Answer {
        let started = Instant::now();
        self.events.send(event.to_string()).await.unwrap();
        let answer = match self.next_call("an answer").await {
            (at, RuntimeCall::Answered(body)) => {
                let body = serde_json::from_slice(&body).unwrap_or_default();
                Answer { body, took: at - started }
            }
            (_, RuntimeCall::Failed(why)) => panic!("{why}; the event was {event}"),
            (_, RuntimeCall::Polled) => panic!("an event received no response"),
        };
        self.next_poll("the next poll").await;
        self.answers += 1;
        answer
    }

    fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Processor time used so far.
    pub(crate) fn cpu(&self) -> Duration {
        process::cpu(self.pid())
    }

    /// Resident memory, and the part of it that is anonymous, in bytes.
    pub(crate) fn memory(&self) -> (u64, u64) {
        process::memory(self.pid())
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn routes(api: Arc<Api>) -> Router {
    Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/response", post(answered))
        .route("/2018-06-01/runtime/invocation/{id}/error", post(failed))
        .route("/2018-06-01/runtime/init/error", post(not_started))
        .with_state(api)
}

async fn next(State(api): State<Arc<Api>>) -> Response {
    // The channel is closed only when the process is about to be stopped.
    let _ = api.calls.send((Instant::now(), RuntimeCall::Polled));
    let Some(event) = api.events.lock().await.recv().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let deadline = shared::clock::now().as_millisecond() + 10_000;
    let headers = [
        ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd".to_owned()),
        ("lambda-runtime-deadline-ms", deadline.to_string()),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:eu-west-1:123456789012:function:bench".to_owned(),
        ),
        ("content-type", "application/json".to_owned()),
    ];
    (headers, event).into_response()
}

async fn answered(State(api): State<Arc<Api>>, UrlPath(_): UrlPath<String>, body: Bytes) -> StatusCode {
    let _ = api.calls.send((Instant::now(), RuntimeCall::Answered(body)));
    StatusCode::ACCEPTED
}

async fn failed(State(api): State<Arc<Api>>, UrlPath(_): UrlPath<String>, body: String) -> StatusCode {
    let _ = api.calls.send((Instant::now(), RuntimeCall::Failed(format!("an invocation failed: {body}"))));
    StatusCode::ACCEPTED
}

async fn not_started(State(api): State<Arc<Api>>, body: String) -> StatusCode {
    let _ =
        api.calls.send((Instant::now(), RuntimeCall::Failed(format!("the function did not start: {body}"))));
    StatusCode::ACCEPTED
}
