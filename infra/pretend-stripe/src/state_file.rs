//! Keeping the world between starts.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::model::Delivery;
use crate::world::World;

/// Changes that come close together are written once.
const GATHER: Duration = Duration::from_millis(200);

/// Reads the world, or begins a new one when there is no file yet.
pub(crate) fn load(path: Option<&Path>) -> io::Result<World> {
    let Some(path) = path else {
        return Ok(World::default());
    };
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
            let sentence = format!("The state file {} cannot be read: {error}.", path.display());
            io::Error::new(io::ErrorKind::InvalidData, sentence)
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(World::default()),
        Err(error) => Err(error),
    }
}

/// Events that were still on their way when the world was written, oldest first.
pub(crate) fn undelivered(world: &World) -> Vec<String> {
    let pending = world.events.newest_first().filter(|event| event.delivery == Delivery::Pending);
    let mut ids: Vec<String> = pending.map(|event| event.id.clone()).collect();
    ids.reverse();
    ids
}

/// Writes the world after each change.
pub(crate) async fn keep(app: Arc<App>, path: PathBuf) {
    loop {
        app.changed.notified().await;
        tokio::time::sleep(GATHER).await;
        if let Err(error) = write(&app, &path) {
            app.tell(&format!("The state file {} could not be written: {error}.", path.display()));
        }
    }
}

/// Writes the world beside the file and then puts it in its place, so that no half file is ever read.
pub(crate) fn write(app: &App, path: &Path) -> io::Result<()> {
    let bytes = app.look(|inner| serde_json::to_vec(&inner.world))?;
    let beside = path.with_extension("new");
    std::fs::write(&beside, bytes)?;
    std::fs::rename(beside, path)
}
