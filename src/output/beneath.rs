//! Files of an output folder that is not trusted to hold what it should: names come from a manifest or a journal that
//! anybody may have changed, and a folder may have become a link. So nothing is read that is no regular file, nothing is
//! waited for, and nothing is removed behind a link.

use std::io;
use std::path::Path;

use rayon::prelude::*;

use candor_core::manifest::{LIMIT, MANIFEST, Manifest};
use candor_core::source::DoorError;
use candor_files::Folder;

/// Reads a file of a folder that is no link.
///
/// # Errors
///
/// When there is none, it is something else than a regular file, or the system refuses.
pub fn read(folder: &Path, name: &str) -> io::Result<Vec<u8>> {
    let read = Folder::open(folder)?.read(name, LIMIT);
    read.map(|read| read.bytes).map_err(as_io)
}

/// The manifest in a folder, if it is one of Candor's.
pub fn manifest(folder: &Path) -> Option<Manifest> {
    Manifest::parse(&read(folder, MANIFEST).ok()?)
}

/// Makes the folder of a file.
///
/// # Errors
///
/// When a step on the way is a link or no folder, or the system refuses.
pub fn make_folder_of(root: &Path, path: &str) -> io::Result<()> {
    match path.rsplit_once('/') {
        Some((folder, _)) => Folder::open(root)?.make(folder).map(drop).map_err(as_io),
        None => Ok(()),
    }
}

/// Removes files, given in order. Those that are not there, or lie behind a link, are not ours to remove.
///
/// # Errors
///
/// When the system refuses.
pub fn remove_files(root: &Path, paths: &[&str]) -> io::Result<()> {
    let folders: Vec<&[&str]> = paths
        .chunk_by(|one, next| parted(one).0 == parted(next).0)
        .collect();
    if folders.is_empty() {
        return Ok(());
    }
    let root = Folder::open(root)?;
    folders.par_iter().try_for_each(|paths| {
        let Some(folder) = folder_of(&root, paths[0])? else {
            return Ok(());
        };
        paths
            .iter()
            .try_for_each(|path| match folder.remove(parted(path).1) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            })
    })
}

/// Removes folders that hold nothing any more, given in order, the inner ones first.
pub fn remove_empty_folders<'p>(root: &Path, folders: impl Iterator<Item = &'p str>) {
    let Ok(root) = Folder::open(root) else {
        return;
    };
    for path in folders.filter(|path| !path.is_empty()) {
        // Folders that still hold something stay.
        if let Ok(Some(folder)) = folder_of(&root, path) {
            let _ = folder.remove_folder(parted(path).1);
        }
    }
}

fn parted(path: &str) -> (Option<&str>, &str) {
    match path.rsplit_once('/') {
        Some((folder, name)) => (Some(folder), name),
        None => (None, path),
    }
}

/// The folder that a path lies in, unless there is none or the way leads over a link.
fn folder_of(root: &Folder, path: &str) -> io::Result<Option<Folder>> {
    let opened = match parted(path).0 {
        Some(folder) => root.descend(folder),
        None => root.again(),
    };
    match opened {
        Ok(folder) => Ok(Some(folder)),
        Err(DoorError::Missing | DoorError::Link | DoorError::NoFile) => Ok(None),
        Err(error) => Err(io::Error::other(error)),
    }
}

fn as_io(error: DoorError) -> io::Error {
    match error {
        DoorError::Missing => io::Error::new(io::ErrorKind::NotFound, error),
        error => io::Error::other(error),
    }
}
