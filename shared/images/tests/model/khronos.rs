//! Compares our verdicts with those of Khronos' validator: it refuses a model by an error, and we refuse all that it
//! refuses. What it accepts we accept, unless the viewer cannot show it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::corpus::{Case, corpus};
use crate::published;

/// Our own reasons, which the format does not forbid: limits of size, and files that show nothing.
const OURS: [&str; 6] = ["empty", "no_size", "too_detailed", "not_whole", "extension", "texture"];
/// Warnings of the validator for values that leave the viewer nothing to show.
/// Bytes after the end may be anything.
const WARNED: [&str; 4] =
    ["VALUE_NOT_IN_LIST", "MESH_PRIMITIVE_NO_POSITION", "IMAGE_UNRECOGNIZED_FORMAT", "GLB_EXTRA_DATA"];

#[derive(Deserialize)]
struct Verdict {
    errors: Vec<String>,
    warnings: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Asks the validator, which `make tools` installs.
fn verdicts(cases: &[Case]) -> Vec<Verdict> {
    let module = root().join(".tools/gltf-validator/node_modules/gltf-validator/module.mjs");
    assert!(module.exists(), "the validator of 3D models is missing: run `make tools`");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/model/khronos.mjs");
    let mut node = Command::new("node");
    let mut node =
        node.args([&script, &module]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = node.stdin.take().unwrap();
    let files: Vec<u8> = cases.iter().flat_map(|case| framed(&case.file)).collect();
    let writing = std::thread::spawn(move || input.write_all(&files).unwrap());
    let output = node.wait_with_output().unwrap();
    writing.join().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    output.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn framed(file: &[u8]) -> Vec<u8> {
    [&u32::try_from(file.len()).unwrap().to_le_bytes(), file].concat()
}

#[test]
fn our_check_and_khronos_validator_agree_on_a_generated_corpus() {
    let cases = corpus();
    let verdicts = verdicts(&cases);
    assert_eq!(verdicts.len(), cases.len());
    let mut differences = Vec::new();
    for (case, Verdict { errors, warnings }) in cases.iter().zip(&verdicts) {
        let (name, ours) = (&case.name, published(&case.file).err());
        match &ours {
            None if !errors.is_empty() => differences.push(format!("accepted: {name}: {errors:?}")),
            Some(refused)
                if errors.is_empty()
                    && !OURS.contains(&refused.code())
                    && !warnings.iter().any(|warning| WARNED.contains(&warning.as_str())) =>
            {
                differences.push(format!("refused: {name}: {refused} {warnings:?}"));
            }
            _ => {}
        }
    }
    let refused = verdicts.iter().filter(|verdict| !verdict.errors.is_empty()).count();
    assert!(refused > 1000 && cases.len() - refused > 500, "{refused} of {} are refused", cases.len());
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}
