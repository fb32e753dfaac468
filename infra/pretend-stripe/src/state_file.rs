//! Persistence of the data between starts.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::model::Delivery;
use crate::state::StripeState;

/// Changes within this time are written together.
const WRITE_DELAY: Duration = Duration::from_millis(200);

/// Reads the state file, or starts empty if there is none.
pub(crate) fn load(path: Option<&Path>) -> io::Result<StripeState> {
    let Some(path) = path else {
        return Ok(StripeState::default());
    };
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
            let sentence = format!("The state file {} cannot be read: {error}.", path.display());
            io::Error::new(io::ErrorKind::InvalidData, sentence)
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(StripeState::default()),
        Err(error) => Err(error),
    }
}

/// Returns the ids of events whose delivery was pending when the state was saved, oldest first.
pub(crate) fn undelivered(state: &StripeState) -> Vec<String> {
    let pending = state.events.newest_first().filter(|event| event.delivery == Delivery::Pending);
    let mut ids: Vec<String> = pending.map(|event| event.id.clone()).collect();
    ids.reverse();
    ids
}

/// Writes the state file after each change.
pub(crate) async fn write_on_change(app: Arc<App>, path: PathBuf) {
    loop {
        app.changed.notified().await;
        tokio::time::sleep(WRITE_DELAY).await;
        if let Err(error) = write(&app, &path) {
            app.log(&format!("The state file {} could not be written: {error}.", path.display()));
        }
    }
}

/// Writes a temporary file and renames it, so that a partly written file is never read.
pub(crate) fn write(app: &App, path: &Path) -> io::Result<()> {
    let bytes = app.read(|inner| serde_json::to_vec(&inner.state))?;
    let beside = path.with_extension("new");
    std::fs::write(&beside, bytes)?;
    std::fs::rename(beside, path)
}
