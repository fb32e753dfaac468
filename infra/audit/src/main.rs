//! Verifies audit trails of a live table, without a Scan: `audit --subject ord_…`, `audit --day 2026-11-23`, or
//! `audit --anchors FOLDER` with the files of the anchor bucket.
//!
//! Reads `TABLE_NAME`, `AWS_REGION` and credentials from the environment, as the functions do. Exits with 0
//! if every trail is intact, 1 if one is broken, 2 if the verification failed.

mod anchors;

use std::collections::BTreeSet;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use jiff::civil::Date;
use shared::api::audit::Verification;
use shared::domain::audit::subject::Subject;
use shared::start::Env;
use shared::store::AuditTrail;
use shared::store::audit::AuditList;

const USAGE: &str = "usage: audit --subject ord_…|prd_…|categories|settings, audit --day YYYY-MM-DD, or audit \
    --anchors FOLDER";

#[tokio::main(flavor = "current_thread")]
#[allow(clippy::print_stderr, reason = "this is a command")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match verify(&arguments).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Verifies the requested trails and prints a line for each broken one. Returns true if all are intact.
#[allow(clippy::print_stdout, reason = "this is a command")]
async fn verify(arguments: &[&str]) -> Result<bool, Box<dyn Error>> {
    let selection = parse(arguments)?;
    let trails: AuditTrail = Env::load()?.handle().await?;
    let subjects = match selection {
        Selection::Subject(subject) => BTreeSet::from([subject]),
        Selection::Day(day) => subjects_of_day(&trails, day).await?,
        Selection::Anchors(folder) => return anchors::verify(&trails, &folder).await,
    };
    let (mut entries, mut broken) = (0, 0);
    for subject in &subjects {
        let verification = Verification::read(&trails, *subject).await?;
        let verification = verification.ok_or_else(|| format!("{subject} has no audit trail"))?;
        entries += verification.entries;
        if let Some(fault) = verification.fault {
            broken += 1;
            println!("{subject} BROKEN: {fault}");
        } else if !verification.end_known {
            println!(
                "{subject} intact, but the head record has expired, so missing last entries cannot be detected"
            );
        }
    }
    println!("{} trails, {entries} entries, {broken} broken", subjects.len());
    Ok(broken == 0)
}

/// The trails to verify.
enum Selection {
    Subject(Subject),
    Day(Date),
    /// All chains in the anchors of a folder.
    Anchors(PathBuf),
}

fn parse(arguments: &[&str]) -> Result<Selection, Box<dyn Error>> {
    match arguments {
        ["--subject", subject] => {
            Ok(Selection::Subject(Subject::parse(subject).map_err(|broken| broken.detail)?))
        }
        ["--day", day] => Ok(Selection::Day(day.parse().map_err(|_| "must be a date like 2026-11-23")?)),
        ["--anchors", folder] => Ok(Selection::Anchors(folder.into())),
        _ => Err(USAGE.into()),
    }
}

/// Lists the subjects of a day's entries.
async fn subjects_of_day(trails: &AuditTrail, day: Date) -> Result<BTreeSet<Subject>, Box<dyn Error>> {
    let (mut subjects, mut position) = (BTreeSet::new(), None);
    loop {
        let page = trails.audit(&AuditList::OfDay(day), position, 1000).await?;
        for entry in page.entries {
            let subject = Subject::parse(&entry.subject);
            subjects.insert(
                subject.map_err(|_| format!("{} is not a subject of an audit trail", entry.subject))?,
            );
        }
        position = page.next;
        if position.is_none() {
            return Ok(subjects);
        }
    }
}
