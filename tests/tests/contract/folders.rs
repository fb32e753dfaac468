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
        let main = fs::read_to_string(root().join(&folder).join("src/main.rs")).unwrap();
        let code: Vec<&str> =
            main.lines().filter(|line| !line.is_empty() && !line.starts_with("//")).map(str::trim).collect();
        let [_, signature, call, "}"] = code[..] else { panic!("{folder} does more: {code:?}") };
        assert!(signature.starts_with("async fn main()"), "{folder}");
        let into_library = format!("::run::<{}::", folder.replace('-', "_"));
        assert!(call.starts_with("shared::") && call.contains(&into_library), "{folder}: {call}");
    }
}

#[test]
fn every_function_is_logged_under_its_folders_name() {
    let endpoints: BTreeSet<&str> = contracts().iter().map(|contract| contract.route.function).collect();
    for folder in folders() {
        let library = fs::read_to_string(root().join(&folder).join("src/lib.rs")).unwrap();
        let said = library.lines().find_map(|line| {
            let line = line.trim();
            let said = line.strip_prefix("const FUNCTION: &'static str = ");
            said.or_else(|| line.strip_prefix("function: "))
        });
        // What a schedule runs says no name.
        if let Some(said) = said {
            assert_eq!(said.trim_end_matches([',', ';']), format!("\"{folder}\""));
        }
        let answers_http = library.contains("impl Endpoint for ");
        assert_eq!(endpoints.contains(folder.as_str()), answers_http, "{folder}");
        assert!(said.is_some() || !answers_http, "{folder}");
    }
}
