//! The functions' release binaries.

use std::fs;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::environment::Environment;
use crate::events::function_of;
use crate::runtime::Function;

/// Command line flag that runs the function named after it.
pub(crate) const RUN_FUNCTION: &str = "--run-function";

/// The function that does nothing.
pub(crate) const EMPTY: &str = "empty-handler";

/// A function's release binary.
pub(crate) struct FunctionBinary {
    pub(crate) name: String,
    pub(crate) binary: PathBuf,
    pub(crate) calls_stripe: bool,
}

/// The functions to measure, and the folder of their binaries.
pub(crate) struct Binaries {
    folder: PathBuf,
    executable: PathBuf,
    /// Sorted by name.
    measured: Vec<(String, functions::Context)>,
}

impl Binaries {
    /// Measures the binaries of these functions, or of all if there are none, in the folder of this executable.
    pub(crate) fn of(wanted: &[String]) -> Result<Self, String> {
        let mut measured = functions::names();
        if let Some(unknown) = wanted.iter().find(|name| !measured.iter().any(|(known, _)| known == *name)) {
            return Err(format!("there is no function {unknown}"));
        }
        measured.retain(|(name, _)| wanted.is_empty() || wanted.contains(name));
        measured.sort_by(|(one, _), (other, _)| one.cmp(other));
        let executable = std::env::current_exe().unwrap();
        Ok(Self { folder: executable.parent().unwrap().to_owned(), executable, measured })
    }

    fn binary(&self, name: &str) -> PathBuf {
        let binary = self.folder.join(name);
        assert!(binary.exists(), "{} is missing: run `make bench`", binary.display());
        binary
    }

    /// True for the empty handler, and for a case of a function that is to be measured.
    pub(crate) fn measures(&self, case: &str) -> bool {
        let name = function_of(case);
        name == EMPTY || self.measured.iter().any(|(measured, _)| measured == name)
    }

    /// Returns the functions to measure, sorted by name.
    pub(crate) fn functions(&self) -> Vec<FunctionBinary> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions");
        let function = |(name, context): &(String, functions::Context)| {
            let manifest = folder.join(context.as_str()).join(name).join("Cargo.toml");
            let calls_stripe = fs::read_to_string(manifest).unwrap().contains("shared-stripe");
            FunctionBinary { binary: self.binary(name), name: name.clone(), calls_stripe }
        };
        self.measured.iter().map(function).collect()
    }

    /// Starts the function of a case: its binary, or if it is not to be measured, its code in this executable.
    pub(crate) async fn start(&self, case: &str, environment: &Environment) -> Function {
        let name = function_of(case);
        let command = if self.measures(name) {
            Command::new(self.binary(name))
        } else {
            let mut command = Command::new(&self.executable);
            command.args([RUN_FUNCTION, name]);
            command
        };
        Function::start(name, command, &environment.variables).await
    }
}
