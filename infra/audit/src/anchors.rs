//! Verifies the table against the anchors: each anchored entry must still be in its chain.

use std::error::Error;
use std::path::{Path, PathBuf};

use shared::api::audit::Verification;
use shared::domain::audit::ChainHead;
use shared::domain::audit::anchor::{holds, latest_heads};
use shared::domain::audit::subject::Subject;
use shared::store::AuditTrail;

/// Verifies all chains in the anchors and prints a line for each broken one. Returns true if all are intact.
#[allow(clippy::print_stdout, reason = "this is a command")]
pub(crate) async fn verify(trails: &AuditTrail, folder: &Path) -> Result<bool, Box<dyn Error>> {
    let files = files_of(folder)?;
    let heads = match latest_heads(files.iter().map(Vec::as_slice)) {
        Ok(heads) => heads,
        Err(fault) => {
            println!("anchors BROKEN: {fault}");
            return Ok(false);
        }
    };
    let mut broken = 0;
    for (subject, head) in &heads {
        if let Some(fault) = fault_of(trails, subject, head).await? {
            broken += 1;
            println!("{subject} BROKEN: {fault}");
        }
    }
    println!("{} anchors, {} trails, {broken} broken", files.len(), heads.len());
    Ok(broken == 0)
}

/// Reads the files of a folder in the order of their names, which are days.
fn files_of(folder: &Path) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let paths = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = paths.collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort_unstable();
    if paths.is_empty() {
        return Err(format!("{} contains no anchors", folder.display()).into());
    }
    Ok(paths.iter().map(std::fs::read).collect::<Result<_, _>>()?)
}

/// Returns the fault of a chain, if it has one.
async fn fault_of(
    trails: &AuditTrail,
    subject: &str,
    head: &ChainHead,
) -> Result<Option<String>, Box<dyn Error>> {
    let known = Subject::parse(subject).map_err(|broken| broken.detail)?;
    let Some(verification) = Verification::read(trails, known).await? else {
        return Ok(Some("the whole trail is missing".to_owned()));
    };
    if verification.fault.is_some() {
        return Ok(verification.fault);
    }
    let entries = trails.trail(known).await?.map(|trail| trail.entries).unwrap_or_default();
    Ok((!holds(&entries, head)).then(|| format!("entry {} is not the one that was anchored", head.seq)))
}
