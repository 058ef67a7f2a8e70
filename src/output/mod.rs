//! Writing the site: everything is made beside the target and swapped in at once.

mod durable;
mod encoding;
mod folder;
pub mod record;
mod stage;

use std::path::PathBuf;

pub use folder::{Target, target};
pub use record::{Record, Written};
pub use stage::{Outcome, write};

use candor_model::findings::Finding;

/// Why nothing was written.
#[derive(Debug)]
pub enum OutputError {
    /// The file system is at fault, or the folder is not Candor's.
    Folder(Box<Finding>),
    /// Files that could not be made.
    Made(Vec<Finding>),
}

impl OutputError {
    /// The findings to show.
    pub fn into_findings(self) -> Vec<Finding> {
        match self {
            OutputError::Folder(finding) => vec![*finding],
            OutputError::Made(findings) => findings,
        }
    }
}

pub(crate) fn io_finding(
    what: &str,
    path: &std::path::Path,
    error: &std::io::Error,
) -> Box<Finding> {
    let help = match error.kind() {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            "Check that you may write there, or choose another folder with --out."
        }
        std::io::ErrorKind::StorageFull => {
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

/// Removes a folder when dropped, so that a failed build leaves nothing behind.
pub(crate) struct Scratch(pub PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing can be done about a folder that cannot be removed; the next build tries again.
        let _ = folder::remove_tree(&self.0);
    }
}
