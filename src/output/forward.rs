//! Changing the output folder in place, where it cannot be exchanged for another one: it is a
//! mounted volume, or the disk has no room for two sites.
//!
//! What is to change lies in the spare, flushed to the disk, before the journal beside the
//! output says so. From then on there is only forward: a build that finds a journal does what it
//! says, once more if need be, before anything else. Files are replaced one by one, each in one
//! step.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::beneath;
use super::durable::{beside, flush};
use super::folder::remove_tree;
use candor_core::manifest::MANIFEST;
use candor_core::source::door::is_plain;

/// What changes an output folder in place.
#[derive(Debug, Serialize, Deserialize)]
pub struct Journal {
    /// Files to be taken out of the folder.
    pub remove: Vec<String>,
    /// Files to be put in from the spare, the manifest aside, which comes last.
    pub put: Vec<String>,
}

/// Where the journal of an output folder lies.
pub fn place(target: &Path) -> PathBuf {
    beside(target, "journal")
}

/// Does what a build that was killed had written down.
///
/// # Errors
///
/// The file system's; the journal stays.
pub fn resume(target: &Path, spare: &Path) -> io::Result<()> {
    let journal = place(target);
    let (Some(parent), Some(name)) = (journal.parent(), journal.file_name()) else {
        return Ok(());
    };
    let bytes = match beneath::read(parent, &name.to_string_lossy()) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    // A journal that was cut short was written before anything was done, and one that leads elsewhere is not Candor's.
    if let Ok(journal) = serde_json::from_slice::<Journal>(&bytes)
        && journal.is_plain()
    {
        journal.follow(target, spare)?;
    }
    fs::remove_file(place(target))
}

impl Journal {
    /// Changes the folder.
    ///
    /// # Errors
    ///
    /// The file system's. The next build goes on with the work.
    pub fn apply(&self, target: &Path, spare: &Path) -> io::Result<()> {
        let journal = place(target);
        // Nothing is written through a link: what lies there under the reserved name goes.
        remove_tree(&journal)?;
        let mut file = fs::File::create_new(&journal)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_all()?;
        self.follow(target, spare)?;
        fs::remove_file(&journal)
    }

    /// Whether all paths lie in the folder.
    fn is_plain(&self) -> bool {
        let mut paths = self.remove.iter().chain(&self.put);
        paths.all(|path| is_plain(path))
    }

    fn follow(&self, target: &Path, spare: &Path) -> io::Result<()> {
        let gone: Vec<&str> = self.remove.iter().map(String::as_str).collect();
        beneath::remove_files(target, &gone)?;
        let folders = super::strangers::folders_of(gone.into_iter());
        beneath::remove_empty_folders(target, folders.into_iter().rev());
        self.put
            .par_iter()
            .try_for_each(|path| put(path, target, spare))?;
        put(MANIFEST, target, spare)?;
        let put = self.put.iter().map(|path| target.join(path));
        flush(target, &put.collect::<Vec<_>>())
    }
}

/// Replaces a file in one step.
fn put(path: &str, target: &Path, spare: &Path) -> io::Result<()> {
    let (from, to) = (spare.join(path), target.join(path));
    beneath::make_folder_of(target, path)?;
    let beside = beside(&to, "new");
    match super::copy(&from, &beside) {
        // Somebody removed the spare: the next build makes again what is lacking.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(()) => fs::rename(&beside, &to),
    }
}
