//! One name for a function's folder, crate, binary and resource.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::calls::contracts;
use crate::template::Template;

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../functions"))
}

/// The folders below `functions/` that are crates.
fn folders() -> BTreeSet<String> {
    let entries = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap());
    let crates = entries.filter(|entry| entry.path().join("Cargo.toml").exists());
    crates.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

fn pascal_case(name: &str) -> String {
    let capitalised = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    name.split('-').map(capitalised).collect()
}

#[test]
fn every_folder_is_deployed_under_its_own_name_and_nothing_else_is() {
    let functions = Template::read().functions();
    for function in &functions {
        assert_eq!(function.resource, pascal_case(&function.name));
        assert_eq!(function.code, format!("target/lambda/{}/", function.name));
    }
    let deployed: BTreeSet<String> = functions.into_iter().map(|function| function.name).collect();
    assert_eq!(deployed, folders());
}

#[test]
fn every_crate_and_its_binary_are_named_like_their_folder() {
    for folder in folders() {
        let manifest = fs::read_to_string(root().join(&folder).join("Cargo.toml")).unwrap();
        // Of the package, and of the binary, which has a part of its own only to say that nothing is tested in it.
        let names: Vec<_> = manifest.lines().filter(|line| line.starts_with("name = ")).collect();
        assert_eq!(names, [format!("name = \"{folder}\""), format!("name = \"{folder}\"")], "{folder}");
        assert!(!manifest.contains("[lib]") && manifest.matches("[[bin]]").count() == 1, "{folder}");
        assert!(root().join(&folder).join("src/main.rs").exists(), "{folder}");
    }
}

#[test]
fn every_main_is_one_call_into_the_library_beside_it() {
    for folder in folders() {
        let source = |file: &str| fs::read_to_string(root().join(&folder).join("src").join(file)).unwrap();
        let main = source("main.rs");
        let code: Vec<&str> = main.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let [signature, call, "}"] = code[..] else { panic!("{folder} does more: {code:?}") };
        assert!(signature.starts_with("fn main()"), "{folder}");
        assert_eq!(call, format!("{}::main()", folder.replace('-', "_")));
        // The library's own is one call as well, and not generic: it is compiled there, once.
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
    for folder in folders() {
        let library = fs::read_to_string(root().join(&folder).join("src/lib.rs")).unwrap();
        let mut said = library.lines().filter_map(|line| line.trim().strip_prefix("const FUNCTION: "));
        let said = said.next();
        // The package is named like its folder. The relay has no name: it logs no request.
        assert_eq!(said, (folder != "relay-events").then_some("&'static str = env!(\"CARGO_PKG_NAME\");"));
        let answers_http = library.contains("impl Endpoint for ");
        assert_eq!(endpoints.contains(folder.as_str()), answers_http, "{folder}");
    }
}
