//! The layers of the workspace: every dependency leads downwards, so no two modules of `shared` depend on each other.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the crate `shared`, from bottom to top. A module may use the modules listed before it.
const LAYERS: [&[&str]; 7] = [
    &["chain", "clock", "config", "customer", "lookup", "random", "telemetry"],
    &["events", "payments", "messages", "queue", "vault", "store", "mail"],
    &["aws"],
    &["start"],
    &["worker", "stream", "schedule", "site", "http"],
    &["api"],
    // Steps that several functions share: they call the store or Stripe, so they are not in the domain.
    &["erasure", "payment_end"],
];

/// Runtime crates, by the prefix of their names. The domain must not depend on them.
const RUNTIME: [&str; 7] = ["aws-config", "aws-sdk", "aws-smithy", "aws_lambda", "http", "lambda", "tokio"];

fn place(module: &str) -> Option<usize> {
    LAYERS.iter().copied().flatten().position(|known| *known == module)
}

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Returns the Rust files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let nested = paths.map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    nested.flatten().filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// Returns the modules of its crate that a text names by `crate::…`, including those in braces.
fn used(text: &str) -> Vec<&str> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let paths = lines.flat_map(|line| line.split("crate::").skip(1));
    let parts = paths.flat_map(|path| match path.strip_prefix('{') {
        Some(group) => group.split([',', ';']).collect::<Vec<_>>(),
        None => vec![path],
    });
    let heads =
        parts.map(|part| part.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap());
    heads.filter(|head| !head.is_empty()).collect()
}

/// Returns the faults of a file: modules that are used but not below the file's own, or missing from the table.
fn faults(module: &str, text: &str) -> Vec<String> {
    let Some(own) = place(module) else { return vec![format!("{module} is not in the table of layers")] };
    let below = |name: &str| name == module || place(name).is_some_and(|place| place < own);
    let mut faults: Vec<_> = used(text).into_iter().filter(|name| !below(name)).collect();
    faults.extend(text.contains("super::super::").then_some("super::super"));
    faults.into_iter().map(|name| format!("{module} must not use {name}")).collect()
}

/// Returns the names of the dependencies in a manifest.
fn dependencies(manifest: &Path) -> Vec<String> {
    let text = fs::read_to_string(manifest).unwrap();
    let (_, listed) = text.split_once("[dependencies]\n").unwrap();
    let lines = listed.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| line.split_once([' ', '.'])).map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_module_of_shared_uses_only_modules_below_it() {
    let folder = root().join("shared/src");
    let faults = sources(&folder).into_iter().flat_map(|path| {
        let inside = path.strip_prefix(&folder).unwrap();
        let module = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let found =
            if module == "lib" { Vec::new() } else { faults(&module, &fs::read_to_string(&path).unwrap()) };
        found.into_iter().map(move |fault| format!("{}: {fault}", path.display()))
    });
    assert_eq!(faults.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn a_planted_use_of_a_higher_layer_is_found() {
    let refused = ["store must not use http".to_owned()];
    assert_eq!(faults("store", "use crate::clock;\nuse crate::http::Problem;\n"), refused);
    assert_eq!(faults("store", "fn f() -> crate::http::Problem {}"), refused);
    assert_eq!(faults("store", "use crate::{clock, http::Problem};"), refused);
    assert_eq!(
        faults("http", "use crate::{clock, store::StoreError};\n// crate::api\n"),
        Vec::<String>::new()
    );
    assert_eq!(faults("queue", "use crate::store::Store;"), ["queue must not use store"]);
    assert_eq!(faults("views", ""), ["views is not in the table of layers"]);
}

#[test]
fn the_domain_is_pure_and_nothing_shared_depends_on_a_function() {
    let domain = dependencies(&root().join("shared/domain/Cargo.toml"));
    let impure =
        |name: &&String| RUNTIME.iter().any(|runtime| name.starts_with(runtime)) || **name == "shared";
    assert_eq!(domain.iter().find(impure), None);
    for manifest in ["shared", "shared/stripe", "shared/images"] {
        for name in dependencies(&root().join(manifest).join("Cargo.toml")) {
            assert!(!is_function(&name), "{manifest} depends on {name}");
        }
    }
}

#[test]
fn a_function_depends_on_no_other_function() {
    for (function, context) in functions::names() {
        let folder = root().join("functions").join(context.as_str()).join(&function);
        for name in dependencies(&folder.join("Cargo.toml")) {
            // The bulk transition is a loop over the single transition.
            let batch = function == "admin-transition-orders" && name == "admin-transition-order";
            assert!(!is_function(&name) || batch, "{function} depends on {name}");
        }
    }
}

fn is_function(name: &str) -> bool {
    functions::names().iter().any(|(function, _)| function == name)
}
