//! Hears of changes to the site's files.

use std::path::Path;

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _, recommended_watcher};

use super::worker::Worker;
use candor_core::source::CONFIG_FILE;

/// Watches the configuration, the content, the packs and the themes; the output and the cache
/// are of no interest.
///
/// # Errors
///
/// When the system refuses to watch the folder.
pub fn start(root: &Path, worker: Worker) -> notify::Result<RecommendedWatcher> {
    let root = root.canonicalize()?;
    let own = root.clone();
    let mut watcher = recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else {
            // Changes may have been missed.
            worker.changed();
            return;
        };
        if event.kind.is_access() {
            return;
        }
        let matters = event.paths.iter().any(|path| {
            path.strip_prefix(&own).is_ok_and(|path| {
                path == Path::new(CONFIG_FILE)
                    || path.starts_with("content")
                    || path.starts_with("rules")
                    || path.starts_with("themes")
            })
        });
        if matters {
            worker.changed();
        }
    })?;
    watcher.watch(&root, RecursiveMode::NonRecursive)?;
    for folder in ["content", "rules", "themes"] {
        let folder = root.join(folder);
        if folder.is_dir() {
            watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
    }
    Ok(watcher)
}
