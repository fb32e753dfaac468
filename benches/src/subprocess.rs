//! Runs benchmarks of in-process function code in a subprocess: that code writes business metrics to standard
//! output, which must not mix with the tables.

use std::process::Stdio;

use serde_json::Value;
use tokio::process::Command;

/// Command line flag that runs one part and writes its figures to standard error.
pub(crate) const FLAG: &str = "--subprocess";

/// Runs one part and writes its figures to standard error.
pub(crate) async fn run(part: &str) {
    let figures = match part {
        "trips" => Box::pin(crate::round_trips::figures()).await,
        "rate" => crate::rate::figures().await,
        other => panic!("unknown part {other}"),
    };
    eprintln!("{figures}");
}

/// Runs a part in a subprocess and returns its figures.
pub(crate) async fn figures(part: &str) -> Value {
    let executable = std::env::current_exe().unwrap();
    let output = Command::new(executable).args([FLAG, part]).stdout(Stdio::null()).output().await.unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{part} failed: {errors}");
    serde_json::from_str(errors.lines().last().unwrap()).unwrap()
}
