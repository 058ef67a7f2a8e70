//! Hears of changes to the site's files.
//!
//! The root is watched for what comes and goes in it, and each folder of the site with all that
//! is below. A folder that comes, be it new or back from elsewhere, is watched from then on: the
//! system's watch is on a folder, not on its name. A look now and then at which folders stand
//! there notices what the system did not tell.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, SystemTime};

use notify::{Config, Event, PollWatcher, RecursiveMode, Watcher};

use super::worker::Worker;
use crate::cli::say::say;
use candor_core::source::CONFIG_FILE;

/// The folders of a site; the output and the cache are of no interest.
const FOLDERS: [&str; 3] = ["content", "rules", "themes"];

/// How often is looked which folders stand there, whatever the system tells.
const LOOK: Duration = Duration::from_secs(2);

/// Watches the site in `root` until the process ends, and tells `worker` of each change.
///
/// # Errors
///
/// When the root cannot be watched in any way.
pub fn start(root: &Path, worker: Worker) -> notify::Result<()> {
    let root = root.canonicalize()?;
    let (told, inbox) = mpsc::channel();
    let watch = Watch::new(&root, told)?;
    thread::spawn(move || run(watch, &inbox, &worker));
    Ok(())
}

/// What the thread is told.
type Told = notify::Result<Event>;

fn run(mut watch: Watch, inbox: &Receiver<Told>, worker: &Worker) {
    loop {
        match inbox.recv_timeout(LOOK) {
            Ok(Ok(event)) => match watch.meaning(&event) {
                Meaning::Nothing => {}
                Meaning::Changed => worker.changed(),
                Meaning::Moved => {
                    // Whoever reads before the folder is watched reads again after it is.
                    watch.renew();
                    worker.changed();
                }
            },
            // Changes may have been missed.
            Ok(Err(_)) => {
                watch.renew();
                worker.changed();
            }
            Err(RecvTimeoutError::Timeout) => {
                if watch.is_outdated() {
                    watch.renew();
                    worker.changed();
                }
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// What an event means for the site.
#[derive(Debug, PartialEq, Eq)]
enum Meaning {
    Nothing,
    /// A file changed.
    Changed,
    /// One of the folders, or the root, came or went.
    Moved,
}

struct Watch {
    root: PathBuf,
    watcher: Box<dyn Watcher + Send>,
    /// Which folder stood at each path when it was last watched.
    seen: BTreeMap<PathBuf, Option<Identity>>,
}

impl Watch {
    fn new(root: &Path, told: Sender<Told>) -> notify::Result<Watch> {
        let mut watch = Watch {
            root: root.to_path_buf(),
            watcher: Box::new(notify::recommended_watcher(told.clone())?),
            seen: BTreeMap::new(),
        };
        if let Err(error) = watch.watch_all() {
            // Such as when there are more folders than the system watches for one person.
            say!("note: the system cannot watch the site ({error}); it is looked at every second");
            let every = Config::default().with_poll_interval(Duration::from_secs(1));
            watch.watcher = Box::new(PollWatcher::new(told, every)?);
            watch.watch_all()?;
        }
        Ok(watch)
    }

    fn watch_all(&mut self) -> notify::Result<()> {
        self.seen.clear();
        let root = self.root.clone();
        self.watch(&root, RecursiveMode::NonRecursive)?;
        for folder in FOLDERS {
            self.watch(&root.join(folder), RecursiveMode::Recursive)?;
        }
        Ok(())
    }

    fn watch(&mut self, folder: &Path, mode: RecursiveMode) -> notify::Result<()> {
        // What stood there is remembered first: another folder in its place is then noticed.
        let identity = Identity::of(folder);
        let is_there = identity.is_some();
        self.seen.insert(folder.to_path_buf(), identity);
        match is_there {
            true => self.watcher.watch(folder, mode),
            false => Ok(()),
        }
    }

    /// Watches the folders that stand there now instead of those that stood there.
    fn renew(&mut self) {
        for folder in self.seen.keys().rev() {
            // A folder that went took its watch along.
            let _ = self.watcher.unwatch(folder);
        }
        if self.watch_all().is_err() {
            // It went again: the next look finds that something else stands there.
            self.seen.insert(self.root.clone(), None);
        }
    }

    fn is_outdated(&self) -> bool {
        self.seen
            .iter()
            .any(|(folder, seen)| *seen != Identity::of(folder))
    }

    fn meaning(&self, event: &Event) -> Meaning {
        if event.need_rescan() {
            return Meaning::Moved;
        }
        if event.kind.is_access() {
            return Meaning::Nothing;
        }
        let mut meaning = Meaning::Nothing;
        for path in &event.paths {
            match path.strip_prefix(&self.root) {
                Ok(path) if path.as_os_str().is_empty() && is_coming_or_going(event) => {
                    return Meaning::Moved;
                }
                Ok(path) if FOLDERS.iter().any(|folder| path == Path::new(folder)) => {
                    if is_coming_or_going(event) {
                        return Meaning::Moved;
                    }
                    meaning = Meaning::Changed;
                }
                Ok(path)
                    if path == Path::new(CONFIG_FILE)
                        || FOLDERS.iter().any(|folder| path.starts_with(folder)) =>
                {
                    meaning = Meaning::Changed;
                }
                _ => {}
            }
        }
        meaning
    }
}

/// Whether a name came, went or changed, and not only what it names.
fn is_coming_or_going(event: &Event) -> bool {
    use notify::EventKind;
    use notify::event::ModifyKind;

    match event.kind {
        EventKind::Modify(kind) => matches!(kind, ModifyKind::Name(_)),
        _ => true,
    }
}

/// What tells a folder from another one of the same name.
#[derive(Debug, PartialEq, Eq)]
struct Identity {
    /// Device and inode, where the system has them.
    number: Option<(u64, u64)>,
    /// An inode number is used again soon; when its folder was made tells the two apart.
    made: Option<SystemTime>,
}

impl Identity {
    /// Of the folder at a path; `None` if there is none, or a link.
    fn of(folder: &Path) -> Option<Identity> {
        let metadata = folder.symlink_metadata().ok()?;
        metadata.is_dir().then(|| Identity {
            number: number(&metadata),
            made: metadata.created().ok(),
        })
    }
}

#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "other systems have no such numbers"
)]
fn number(metadata: &std::fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;

    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn number(_: &std::fs::Metadata) -> Option<(u64, u64)> {
    None
}
