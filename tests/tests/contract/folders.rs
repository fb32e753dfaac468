//! Folder, crate, binary and resource of a function have the same name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::calls::contracts;
use crate::template::Template;

/// Returns the folder of each function, `functions/<context>/<name>`, by its name.
fn folders() -> BTreeMap<String, PathBuf> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../functions"));
    let below = |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let crates = below(&root).flat_map(|context| below(&context).collect::<Vec<_>>());
    let crates = crates.filter(|folder| folder.join("Cargo.toml").exists());
    crates.map(|folder| (folder.file_name().unwrap().to_str().unwrap().to_owned(), folder)).collect()
}

#[test]
fn the_registry_lists_every_folder_under_its_context() {
    let in_folders = folders().into_iter().map(|(name, folder)| {
        let context = folder.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
        (name, context)
    });
    let listed = functions::names().into_iter().map(|(name, context)| (name, context.as_str().to_owned()));
    let listed: BTreeMap<String, String> = listed.collect();
    assert_eq!(listed, in_folders.collect());
    assert!(listed.keys().all(|name| functions::find(name).is_some()));
    assert!(functions::find("no-such-function").is_none());
}

fn pascal_case(name: &str) -> String {
    let capitalised = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    name.split('-').map(capitalised).collect()
}

#[test]
fn every_folder_is_deployed_under_its_name_and_nothing_else_is() {
    let functions = Template::read().functions();
    for function in &functions {
        assert_eq!(function.resource, pascal_case(&function.name));
        assert_eq!(function.code, format!("target/lambda/{}/", function.name));
    }
    let deployed: BTreeSet<String> = functions.into_iter().map(|function| function.name).collect();
    assert_eq!(deployed, folders().into_keys().collect());
}

#[test]
fn every_crate_and_its_binary_are_named_like_their_folder() {
    for (folder, path) in folders() {
        let manifest = fs::read_to_string(path.join("Cargo.toml")).unwrap();
        // Names of the package and of the binary. The binary has a section of its own only to exclude it from the
        // tests.
        let names: Vec<_> = manifest.lines().filter(|line| line.starts_with("name = ")).collect();
        assert_eq!(names, [format!("name = \"{folder}\""), format!("name = \"{folder}\"")], "{folder}");
        assert!(!manifest.contains("[lib]") && manifest.matches("[[bin]]").count() == 1, "{folder}");
        assert!(path.join("src/main.rs").exists(), "{folder}");
    }
}

#[test]
fn every_main_is_one_call_into_the_library_beside_it() {
    for (folder, path) in folders() {
        let source = |file: &str| fs::read_to_string(path.join("src").join(file)).unwrap();
        let main = source("main.rs");
        let code: Vec<&str> = main.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let [signature, call, "}"] = code[..] else { panic!("{folder} does more: {code:?}") };
        assert!(signature.starts_with("fn main()"), "{folder}");
        assert_eq!(call, format!("{}::main()", folder.replace('-', "_")));
        // The library's `main` is also a single call, and not generic, so that it is compiled once, in the library.
        let library = source("lib.rs");
        let code: Vec<&str> =
            library.lines().skip_while(|line| !line.starts_with("pub fn main()")).take(3).collect();
        let [_, call, "}"] = code[..] else { panic!("{folder} does more: {code:?}") };
        assert!(call.trim().starts_with("shared::") && call.contains("::run"), "{folder}: {call}");
    }
}

#[test]
fn every_function_is_logged_under_its_folders_name() {
    let endpoints: BTreeSet<&str> = contracts().iter().map(|contract| contract.function).collect();
    for (folder, path) in folders() {
        let library = fs::read_to_string(path.join("src/lib.rs")).unwrap();
        let mut said = library.lines().filter_map(|line| line.trim().strip_prefix("const FUNCTION: "));
        let said = said.next();
        // The package is named like its folder. The relay has no name because it logs no request.
        assert_eq!(said, (folder != "relay-events").then_some("&'static str = env!(\"CARGO_PKG_NAME\");"));
        let answers_http = library.contains("impl Endpoint for ");
        assert_eq!(endpoints.contains(folder.as_str()), answers_http, "{folder}");
    }
}
