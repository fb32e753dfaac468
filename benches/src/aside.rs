//! Parts that run the functions' code in process run in a process of their own: that code counts business events on
//! standard output, which has no place among the tables.

use std::process::Stdio;

use serde_json::Value;
use tokio::process::Command;

/// Tells this program to run one part and write its figures to standard error.
pub(crate) const FLAG: &str = "--aside";

/// Runs a part and writes its figures.
pub(crate) async fn run(part: &str) {
    let figures = match part {
        "trips" => crate::trips::figures().await,
        "rate" => crate::rate::figures().await,
        other => panic!("unknown part {other}"),
    };
    eprintln!("{figures}");
}

/// The figures of a part.
pub(crate) async fn figures(part: &str) -> Value {
    let this = std::env::current_exe().unwrap();
    let ended = Command::new(this).args([FLAG, part]).stdout(Stdio::null()).output().await.unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.success(), "{part} failed: {said}");
    serde_json::from_str(said.lines().last().unwrap()).unwrap()
}
