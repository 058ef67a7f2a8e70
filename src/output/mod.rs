//! Writing the site: what is new is made beside the target, in the folder that held the site
//! before last, and the two folders are exchanged. `spare` tells how they take turns, `forward`
//! what happens where they cannot, and [`inventory`] why a build that is killed does no harm.

mod beneath;
mod durable;
mod encoding;
mod folder;
mod forward;
pub mod inventory;
mod spare;
mod stage;
mod strangers;

use std::fs;
use std::io;
use std::path::Path;

pub use folder::{Target, is_as_left, target};
pub use inventory::Inventory;
pub use stage::{Edition, Look, Outcome, Staged, stage};

use candor_model::findings::Finding;

/// Why nothing was written.
#[derive(Debug)]
pub enum OutputError {
    /// The file system is at fault, or the folder is not Candor's.
    Folder(Box<Finding>),
    /// The disk has no room.
    Full(Box<Finding>),
    /// Files that could not be made.
    Made(Vec<Finding>),
    /// Nothing is to be published, as whoever looked at the files says.
    Refused,
}

impl OutputError {
    /// The findings to show.
    pub fn into_findings(self) -> Vec<Finding> {
        match self {
            OutputError::Folder(finding) | OutputError::Full(finding) => vec![*finding],
            OutputError::Made(findings) => findings,
            OutputError::Refused => Vec::new(),
        }
    }
}

pub(crate) fn io_finding(what: &str, path: &Path, error: &io::Error) -> Box<Finding> {
    let help = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "Check that you may write there, or choose another folder with --out."
        }
        io::ErrorKind::StorageFull => {
            "Free some space and build again; the site that was there is untouched."
        }
        _ => "The site that was there is untouched.",
    };
    Box::new(
        Finding::environment(
            "output.write",
            format!("cannot {what} {}: {error}", path.display()),
        )
        .help(help),
    )
}

/// Links a file, or copies it where the file system has no links.
fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    copy(from, to)
}

/// Copies a file with its permissions and its time.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    copy_time(from, to)
}

/// Gives a file the modification time of another one.
fn copy_time(from: &Path, to: &Path) -> io::Result<()> {
    let modified = fs::metadata(from)?.modified()?;
    // Where the owner may set times, the file need not be opened for writing, which a read-only
    // file refuses.
    fs::File::options()
        .read(cfg!(unix))
        .write(!cfg!(unix))
        .open(to)?
        .set_times(fs::FileTimes::new().set_modified(modified))
}
