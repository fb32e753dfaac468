//! Runs the pretend Stripe from the command line.

use std::io::Write;
use std::process::ExitCode;

use pretend_stripe::{Config, serve};
use tokio::net::TcpListener;

const USAGE: &str = "\
pretend-stripe: a stand-in for Stripe on this machine. No money moves.

Each option can also be given by the environment variable in brackets.
  --host ADDRESS          address to listen on, default 127.0.0.1   [PRETEND_STRIPE_HOST]
  --port PORT             default 8420, 0 for any free port         [PRETEND_STRIPE_PORT]
  --api-key KEY           API key of callers, sk_test_...           [PRETEND_STRIPE_API_KEY]
  --webhook-secret SECRET signing secret of webhooks, whsec_...     [PRETEND_STRIPE_WEBHOOK_SECRET]
  --webhook-url URL       endpoint for events; can be set later     [PRETEND_STRIPE_WEBHOOK_URL]
  --public-url URL        URL of the payment page for browsers      [PRETEND_STRIPE_PUBLIC_URL]
  --state-file PATH       keep all data between starts              [PRETEND_STRIPE_STATE_FILE]
  --help                  show this help
";

/// The parsed command line and environment.
struct Options {
    address: String,
    config: Config,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help") {
        print(USAGE);
        return ExitCode::SUCCESS;
    }
    let options = match options(&arguments) {
        Ok(options) => options,
        Err(sentence) => {
            print(&format!("{sentence} See pretend-stripe --help."));
            return ExitCode::from(2);
        }
    };
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            print(&sentence);
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), String> {
    let address = options.address;
    let listener = TcpListener::bind(&address)
        .await
        .map_err(|error| format!("The pretend Stripe cannot listen on {address}: {error}."))?;
    let stripe = serve(listener, options.config)
        .map_err(|error| format!("The pretend Stripe cannot start: {error}."))?;
    print(&format!("The pretend Stripe is listening on {}. No money moves.", stripe.base_url()));
    stop_signal().await.map_err(|error| format!("Signal handlers cannot be installed: {error}."))?;
    print("The pretend Stripe stops.");
    stripe.shutdown().await.map_err(|error| format!("The pretend Stripe did not stop cleanly: {error}."))
}

async fn stop_signal() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[allow(clippy::disallowed_methods, reason = "the one place that reads the environment, at start")]
fn options(arguments: &[String]) -> Result<Options, String> {
    const KNOWN: [&str; 7] =
        ["host", "port", "api-key", "webhook-secret", "webhook-url", "public-url", "state-file"];
    let mut given = std::collections::HashMap::new();
    for pair in arguments.chunks(2) {
        let name = pair.first().map(String::as_str).unwrap_or_default();
        let known = name.strip_prefix("--").filter(|name| KNOWN.contains(name));
        match (known, pair.get(1)) {
            (Some(name), Some(value)) => given.insert(name, value.clone()),
            (Some(name), None) => return Err(format!("--{name} needs a value.")),
            (None, _) => return Err(format!("Unknown option {name}.")),
        };
    }
    let option = |name: &str| {
        let variable = format!("PRETEND_STRIPE_{}", name.replace('-', "_").to_uppercase());
        given.get(name).cloned().or_else(|| std::env::var(variable).ok()).filter(|value| !value.is_empty())
    };
    let api_key = option("api-key").filter(|key| key.starts_with("sk_test_"));
    let api_key = api_key.ok_or("--api-key must be given and begin with sk_test_.")?;
    let secret = option("webhook-secret").filter(|secret| secret.starts_with("whsec_"));
    let secret = secret.ok_or("--webhook-secret must be given and begin with whsec_.")?;
    let port = option("port").unwrap_or_else(|| "8420".to_owned());
    let port: u16 = port.parse().map_err(|_| format!("--port {port} is not a valid port number."))?;
    let host = option("host").unwrap_or_else(|| "127.0.0.1".to_owned());
    let config = Config {
        webhook_url: option("webhook-url"),
        public_url: option("public-url"),
        state_file: option("state-file").map(Into::into),
        log: true,
        ..Config::new(api_key, secret)
    };
    Ok(Options { address: format!("{host}:{port}"), config })
}

fn print(sentence: &str) {
    // A closed output must not stop the server.
    let _ = writeln!(std::io::stdout().lock(), "{sentence}");
}
