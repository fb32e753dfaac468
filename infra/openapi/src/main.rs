//! Writes `docs/openapi.json`, or with `--check` fails if it differs from the handlers' types.

use std::error::Error;
use std::fs;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");

fn main() -> Result<(), Box<dyn Error>> {
    let written = openapi::written()?;
    match std::env::args().nth(1).as_deref() {
        None => Ok(fs::write(PATH, written)?),
        Some("--check") if fs::read_to_string(PATH)? == written => Ok(()),
        Some("--check") => Err("docs/openapi.json is out of date: run `make openapi`".into()),
        Some(_) => Err("the only supported argument is --check".into()),
    }
}
