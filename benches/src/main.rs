//! `make bench`: measures the functions' release binaries and compares each figure with its goal.
//!
//! Arguments name the parts to run (`sizes`, `trips`, `cpu`, `cold`, `memory`, `orders`); without any, all
//! run.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what this program is for")]
#![allow(clippy::float_arithmetic, reason = "nothing here is money")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench that fails stops")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures for people"
)]

mod aws;
mod binaries;
mod cold;
mod cpu;
mod environment;
mod events;
mod in_process;
mod memory;
mod orders;
mod process;
mod purchase;
mod rate;
mod requests;
mod round_trips;
mod runtime;
mod sizes;
mod stream;
mod subprocess;
mod table;
mod tls;

use binaries::Binaries;

const PARTS: [&str; 6] = ["sizes", "trips", "cpu", "cold", "memory", "orders"];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, part] = &arguments[..]
        && flag == subprocess::FLAG
    {
        return Box::pin(subprocess::run(part)).await;
    }
    if let Some(unknown) = arguments.iter().find(|part| !PARTS.contains(&part.as_str())) {
        eprintln!("error: unknown part {unknown}; known parts: {}.", PARTS.join(", "));
        std::process::exit(2);
    }
    let selected = |part: &str| arguments.is_empty() || arguments.iter().any(|argument| argument == part);
    let binaries = Binaries::next_to_executable();
    if selected("sizes") {
        sizes::print(&binaries);
    }
    if selected("trips") {
        round_trips::print(&subprocess::figures("trips").await);
    }
    if selected("cpu") {
        cpu::print(&binaries).await;
    }
    if selected("cold") {
        cold::print(&binaries).await;
    }
    if selected("memory") {
        memory::print(&binaries).await;
    }
    if selected("orders") {
        orders::print(&binaries).await;
    }
}
