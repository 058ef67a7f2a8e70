//! A site in a folder.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use walkdir::WalkDir;

use candor_core::source::door::{Door, DoorError, Entry, EntryKind, is_plain};
use candor_core::source::{FileStamp, is_hidden_name};

use crate::folder::Folder;

/// How many folders are held open at once: fewer than any system allows a process.
const OPEN_FOLDERS: usize = 128;

/// The files below a folder. The folder is opened once; what lies below is opened step by step
/// from its handle, and no link is followed.
#[derive(Debug)]
pub struct Disk {
    path: PathBuf,
    root: Result<Arc<Folder>, DoorError>,
    /// Folders below, by path, for the next file that lies in one.
    folders: RwLock<HashMap<Box<str>, Arc<Folder>>>,
}

impl Disk {
    /// The site in the folder `path`. Whether there is one shows when a file is asked for.
    pub fn new(path: &Path) -> Disk {
        let root = Folder::open(path)
            .map(Arc::new)
            .map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => DoorError::Missing,
                _ => DoorError::Refused(error.to_string()),
            });
        Disk {
            path: path.to_path_buf(),
            root,
            folders: RwLock::default(),
        }
    }

    fn folder(&self, path: &str) -> Result<Arc<Folder>, DoorError> {
        let folders = self.folders.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = folders.get(path) {
            return Ok(Arc::clone(folder));
        }
        drop(folders);
        let (above, name) = match path.rsplit_once('/') {
            Some((above, name)) => (self.folder(above)?, name),
            None => (self.root.clone()?, path),
        };
        let folder = Arc::new(above.folder(name)?);
        let mut folders = self.folders.write().unwrap_or_else(PoisonError::into_inner);
        if folders.len() >= OPEN_FOLDERS {
            folders.clear();
        }
        folders.insert(path.into(), Arc::clone(&folder));
        Ok(folder)
    }

    /// The folder of a file, and its name there.
    fn at<'p>(&self, path: &'p str) -> Result<(Arc<Folder>, &'p str), DoorError> {
        if !is_plain(path) {
            return Err(DoorError::Missing);
        }
        match path.rsplit_once('/') {
            Some((folder, name)) => Ok((self.folder(folder)?, name)),
            None => Ok((self.root.clone()?, path)),
        }
    }

    fn entry(&self, found: walkdir::Result<walkdir::DirEntry>) -> Option<Entry> {
        let (path, kind) = match found {
            Ok(found) => {
                let kind = found.file_type();
                let kind = if kind.is_dir() {
                    return None;
                } else if kind.is_symlink() {
                    EntryKind::Link
                } else if kind.is_file() {
                    EntryKind::File
                } else {
                    EntryKind::Special
                };
                (found.into_path(), kind)
            }
            Err(error) => {
                let io = error.io_error();
                let is_gone = io.is_some_and(|error| error.kind() == io::ErrorKind::NotFound);
                // A folder that is not there has no files, and what is gone meanwhile is none.
                if is_gone {
                    return None;
                }
                let reason = io.map_or_else(|| error.to_string(), ToString::to_string);
                let path = error.path().unwrap_or(&self.path).to_path_buf();
                (path, EntryKind::Unreadable(reason))
            }
        };
        let below = path.strip_prefix(&self.path).unwrap_or(&path);
        let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
        Some(match parts {
            Some(parts) => Entry {
                path: parts.join("/"),
                kind,
            },
            None => Entry {
                path: below.to_string_lossy().replace('\\', "/"),
                kind: EntryKind::Nameless,
            },
        })
    }
}

impl Door for Disk {
    fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn list(&self, folder: &str) -> Vec<Entry> {
        WalkDir::new(self.path.join(folder))
            .follow_links(false)
            .follow_root_links(false)
            .into_iter()
            .filter_entry(|entry| {
                entry.depth() == 0 || !is_hidden_name(&entry.file_name().to_string_lossy())
            })
            .filter_map(|found| self.entry(found))
            .collect()
    }

    fn stamp(&self, path: &str) -> Result<Option<FileStamp>, DoorError> {
        let (folder, name) = self.at(path)?;
        folder.stamp(name)
    }

    fn read(
        &self,
        path: &str,
        limit: u64,
        bytes: &mut Vec<u8>,
    ) -> Result<Option<FileStamp>, DoorError> {
        let (folder, name) = self.at(path)?;
        folder.read_into(name, limit, bytes)
    }
}
