//! `make bench`: measures the functions' release binaries and compares each figure with its goal.
//!
//! See [`options`] for its arguments. Prints Markdown tables, the last of which compares each figure with its goal.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what this program is for")]
#![allow(clippy::float_arithmetic, reason = "nothing here is charged to anyone")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench that fails stops")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures for people"
)]

mod actions;
mod aws;
mod binaries;
mod catalogue;
mod cold;
mod costs;
mod cpu;
mod dynamodb;
mod environment;
mod events;
mod goals;
mod in_process;
mod memory;
mod meter;
mod options;
mod orders;
mod prices;
mod process;
mod purchase;
mod rate;
mod requests;
mod round_trips;
mod runtime;
mod s3;
mod sizes;
mod stream;
mod stripe;
mod subprocess;
mod table;
mod tls;

use std::process::ExitCode;

use binaries::{Binaries, RUN_FUNCTION};
use goals::Goals;
use options::Options;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let ended = match &arguments[..] {
        [flag, function] if flag == RUN_FUNCTION => run_function(function),
        [flag, part] if flag == subprocess::FLAG => {
            runtime().block_on(subprocess::run(part));
            Ok(())
        }
        _ => Options::parse(&arguments).and_then(|options| {
            let binaries = Binaries::of(&options.functions)?;
            runtime().block_on(Box::pin(run(&options, &binaries)));
            Ok(())
        }),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}.");
            ExitCode::from(2)
        }
    }
}

/// Runs a function's code as a Lambda function.
fn run_function(name: &str) -> Result<(), String> {
    let function = functions::find(name).ok_or_else(|| format!("there is no function {name}"))?;
    function().map_err(|error| error.to_string())
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

async fn run(options: &Options, binaries: &Binaries) {
    let mut goals = Goals::new();
    if options.includes("sizes") {
        sizes::print(binaries, &mut goals);
    }
    if options.includes("trips") {
        round_trips::print(&subprocess::figures("trips").await, &mut goals);
    }
    if options.includes("actions") {
        actions::print(binaries).await;
    }
    if options.includes("catalogue") {
        catalogue::print(binaries, &options.products(), &mut goals).await;
    }
    if options.includes("cold") {
        cold::print(binaries, &mut goals).await;
    }
    if options.includes("memory") {
        memory::print(binaries, &mut goals).await;
    }
    if options.includes("orders") {
        orders::print(binaries, &mut goals).await;
    }
    if options.includes("costs") {
        costs::print(binaries).await;
    }
    goals.print();
}
