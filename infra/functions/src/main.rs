//! Runs the function that the first argument names; `--list` prints the names of all. For the local cloud only: on AWS
//! each function is a binary of its own.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line")]

use std::process::ExitCode;

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    if name == "--list" {
        for (name, _) in functions::names() {
            println!("{name}");
        }
        return ExitCode::SUCCESS;
    }
    let Some(function) = functions::find(&name) else {
        eprintln!("error: there is no function {name:?}; --list prints all.");
        return ExitCode::FAILURE;
    };
    match function() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
