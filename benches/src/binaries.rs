//! The functions' release binaries.

use std::fs;
use std::path::{Path, PathBuf};

use crate::environment::Environment;
use crate::runtime::Function;

/// A function's release binary.
pub(crate) struct FunctionBinary {
    pub(crate) name: String,
    pub(crate) binary: PathBuf,
    pub(crate) calls_stripe: bool,
}

/// The folder of the function binaries.
pub(crate) struct Binaries {
    folder: PathBuf,
}

impl Binaries {
    /// Uses the binaries in the folder of this executable.
    pub(crate) fn next_to_executable() -> Self {
        Self { folder: std::env::current_exe().unwrap().parent().unwrap().to_owned() }
    }

    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        let binary = self.folder.join(name);
        assert!(binary.exists(), "{} is missing: run `make bench`", binary.display());
        binary
    }

    /// Returns all functions, sorted by name.
    pub(crate) fn functions(&self) -> Vec<FunctionBinary> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions");
        let mut functions: Vec<FunctionBinary> = functions::names()
            .into_iter()
            .map(|(name, context)| {
                let manifest = folder.join(context.as_str()).join(&name).join("Cargo.toml");
                let calls_stripe = fs::read_to_string(manifest).unwrap().contains("shared-stripe");
                FunctionBinary { binary: self.binary(&name), name, calls_stripe }
            })
            .collect();
        functions.sort_by(|one, other| one.name.cmp(&other.name));
        functions
    }

    pub(crate) async fn start(&self, name: &str, environment: &Environment) -> Function {
        Function::start(&self.binary(name), &environment.variables).await
    }
}
