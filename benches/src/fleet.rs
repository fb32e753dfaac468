//! The functions' release binaries.

use std::fs;
use std::path::{Path, PathBuf};

use crate::runtime::Function;
use crate::surroundings::Surroundings;

/// A function's release binary.
pub(crate) struct Deployed {
    pub(crate) name: String,
    pub(crate) binary: PathBuf,
    pub(crate) calls_stripe: bool,
}

/// Every function.
pub(crate) struct Fleet {
    folder: PathBuf,
}

impl Fleet {
    /// The binaries that were built beside this one.
    pub(crate) fn beside_this_program() -> Self {
        Self { folder: std::env::current_exe().unwrap().parent().unwrap().to_owned() }
    }

    /// A binary by its name.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        let binary = self.folder.join(name);
        assert!(binary.exists(), "{} is missing: run `make bench`", binary.display());
        binary
    }

    /// Every function, by name.
    pub(crate) fn functions(&self) -> Vec<Deployed> {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions");
        let mut functions: Vec<Deployed> = fs::read_dir(crates)
            .unwrap()
            .filter_map(|entry| {
                let folder = entry.unwrap().path();
                let manifest = fs::read_to_string(folder.join("Cargo.toml")).ok()?;
                let name = folder.file_name()?.to_str()?.to_owned();
                let (binary, calls_stripe) = (self.binary(&name), manifest.contains("shared-stripe"));
                Some(Deployed { name, binary, calls_stripe })
            })
            .collect();
        functions.sort_by(|one, other| one.name.cmp(&other.name));
        functions
    }

    /// Starts a function.
    pub(crate) async fn start(&self, name: &str, around: &Surroundings) -> Function {
        Function::start(&self.binary(name), &around.env).await
    }
}
