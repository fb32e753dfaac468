//! `make bench`: what the functions' release binaries cost, each figure beside its goal.
//!
//! Arguments name the parts to run (`sizes`, `trips`, `cpu`, `cold`, `memory`, `orders`); without any, all run.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what this program is for")]
#![allow(clippy::float_arithmetic, reason = "nothing here is money")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench that fails stops")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures for people"
)]

mod aside;
mod aws;
mod cold;
mod cpu;
mod direct;
mod events;
mod fleet;
mod memory;
mod orders;
mod process;
mod purchase;
mod rate;
mod runtime;
mod sizes;
mod stream;
mod surroundings;
mod table;
mod tls;
mod trips;

use fleet::Fleet;

const PARTS: [&str; 6] = ["sizes", "trips", "cpu", "cold", "memory", "orders"];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if let [aside, part] = &asked[..]
        && aside == aside::FLAG
    {
        return aside::run(part).await;
    }
    if let Some(unknown) = asked.iter().find(|part| !PARTS.contains(&part.as_str())) {
        eprintln!("error: unknown part {unknown}; known parts: {}.", PARTS.join(", "));
        std::process::exit(2);
    }
    let wanted = |part: &str| asked.is_empty() || asked.iter().any(|asked| asked == part);
    let fleet = Fleet::beside_this_program();
    if wanted("sizes") {
        sizes::print(&fleet);
    }
    if wanted("trips") {
        trips::print(&aside::figures("trips").await);
    }
    if wanted("cpu") {
        cpu::print(&fleet).await;
    }
    if wanted("cold") {
        cold::print(&fleet).await;
    }
    if wanted("memory") {
        memory::print(&fleet).await;
    }
    if wanted("orders") {
        orders::print(&fleet).await;
    }
}
