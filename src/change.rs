//! Changes files of the site. A file is replaced in one step: a reader sees the old one or the
//! new one, never half of it.

use std::io;
use std::path::Path;

use candor_core::edit::{Edit, edited_bytes};
use candor_core::source::SourceTree;
use candor_files::Folder;

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

/// Changes a file of the site in `root`, if it is still as it was read. Edits must be sorted and apart
/// from each other.
///
/// # Errors
///
/// When somebody else wrote to it, or the system refuses. It is then as it was.
pub fn change(root: &Path, tree: &SourceTree, file: &str, edits: &[Edit]) -> Result<(), EditError> {
    let changed = || EditError::Changed(file.to_owned());
    let broken = |error: io::Error| EditError::Io {
        file: file.to_owned(),
        error,
    };
    let known = tree.files.get(file).ok_or_else(changed)?;
    let raw = tree.bytes(known).map_err(|_| changed())?;
    let bytes = edited_bytes(&raw, edits).ok_or_else(changed)?;
    let (folder, name) = match file.rsplit_once('/') {
        Some((folder, name)) => (Some(folder), name),
        None => (None, file),
    };
    let open = || {
        let root = Folder::open(root)?;
        match folder {
            Some(folder) => root.descend(folder).map_err(io::Error::other),
            None => Ok(root),
        }
    };
    // The name beside is always the same: what a killed run left there is written over.
    open()
        .and_then(|folder| folder.replace_durably(name, &format!(".{name}.candor-new"), &bytes))
        .map_err(broken)
}
