//! Changes files of the site. A file is replaced in one step: a reader sees the old one or the
//! new one, never half of it.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use candor_core::edit::{Edit, edited_bytes};
use candor_core::source::SourceTree;

/// Why a file was not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Somebody else wrote to it.
    #[error("{0} changed while Candor was at work; it was not touched, so run the command again")]
    Changed(String),
    /// The system refuses.
    #[error("cannot write {file}: {error}")]
    Io {
        /// Site-relative path.
        file: String,
        /// What the system says.
        error: io::Error,
    },
}

/// Changes a file of the site, if it is still as it was read. Edits must be sorted and apart
/// from each other.
///
/// # Errors
///
/// When somebody else wrote to it, or the system refuses. It is then as it was.
pub fn change(tree: &SourceTree, file: &str, edits: &[Edit]) -> Result<(), EditError> {
    let changed = || EditError::Changed(file.to_owned());
    let broken = |error: io::Error| EditError::Io {
        file: file.to_owned(),
        error,
    };
    let known = tree.files.get(file).ok_or_else(changed)?;
    // A file that is a link is changed where it leads.
    let path = fs::canonicalize(tree.on_disk(file)).map_err(broken)?;
    let raw = fs::read(&path).map_err(broken)?;
    if *blake3::hash(&raw).as_bytes() != known.hash {
        return Err(changed());
    }
    let bytes = edited_bytes(&raw, edits).ok_or_else(changed)?;
    replace(&path, &bytes).map_err(broken)
}

/// Writes beside and renames. The name beside is always the same: what a killed run left
/// there is written over.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.candor-new"));
    let write = || {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.set_permissions(fs::metadata(path)?.permissions())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().inspect_err(|_| {
        // The first error is the one to tell.
        let _ = fs::remove_file(&beside);
    })
}
