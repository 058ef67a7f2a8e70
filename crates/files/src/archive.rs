//! A site in a zip archive.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{Cursor, Read as _};
use std::sync::Arc;

use zip::ZipArchive;
use zip::result::ZipError;

use candor_core::source::FileStamp;
use candor_core::source::door::{Door, DoorError, Entry, EntryKind, is_plain, is_within};

/// Most entries of an archive: more than a site of 100,000 pages has.
pub const ENTRIES: usize = 250_000;

/// Most bytes that the files of an archive have together, unpacked: 4 GiB.
pub const UNPACKED: u64 = 4 * 1024 * 1024 * 1024;

/// Why an archive cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It is none, or damaged.
    #[error("this is no zip archive that can be read: {0}")]
    Unreadable(#[from] ZipError),
    /// It has too many entries.
    #[error("this archive has {0} entries; the limit is {ENTRIES}")]
    TooMany(usize),
    /// Its files are too large.
    #[error("the files of this archive are larger than {} GB together", UNPACKED >> 30)]
    TooLarge,
    /// Two entries have one name, so that it holds two answers to one question.
    #[error("this archive has several files called {0}")]
    Twice(String),
    /// The name of an entry leads elsewhere.
    #[error("this archive has a file whose name leads out of it: {0}")]
    Outside(String),
    /// The bytes of two files are the same stretch of the archive, as in a bomb.
    #[error("the files of this archive overlap")]
    Overlapping,
}

/// The files of an archive, which is in memory. Nothing is ever unpacked to a disk.
pub struct Archive {
    name: String,
    zip: ZipArchive<Cursor<Arc<[u8]>>>,
    files: BTreeMap<String, Packed>,
}

struct Packed {
    index: usize,
    size: u64,
    kind: EntryKind,
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive")
            .field("name", &self.name)
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}

impl Archive {
    /// Opens an archive; `name` is what people call it.
    ///
    /// # Errors
    ///
    /// When the bytes are no archive that can be trusted to unpack to what it says.
    pub fn new(
        name: impl Into<String>,
        bytes: impl Into<Arc<[u8]>>,
    ) -> Result<Archive, ArchiveError> {
        let mut zip = ZipArchive::new(Cursor::new(bytes.into()))?;
        if zip.len() > ENTRIES {
            return Err(ArchiveError::TooMany(zip.len()));
        }
        if zip.has_overlapping_entries()? {
            return Err(ArchiveError::Overlapping);
        }
        let mut files = BTreeMap::new();
        let mut unpacked = 0_u64;
        for index in 0..zip.len() {
            let file = zip.by_index_raw(index)?;
            if file.is_dir() {
                continue;
            }
            let name = String::from_utf8_lossy(file.name_raw()).into_owned();
            if !is_plain(&name) {
                return Err(ArchiveError::Outside(name));
            }
            unpacked = unpacked.saturating_add(file.size());
            let kind = match file {
                _ if file.is_symlink() => EntryKind::Link,
                _ if std::str::from_utf8(file.name_raw()).is_err() => EntryKind::Nameless,
                _ => EntryKind::File,
            };
            let size = file.size();
            let packed = Packed { index, size, kind };
            if files.insert(name.clone(), packed).is_some() {
                return Err(ArchiveError::Twice(name));
            }
        }
        if unpacked > UNPACKED {
            return Err(ArchiveError::TooLarge);
        }
        let name = name.into();
        Ok(Archive { name, zip, files })
    }
}

impl Door for Archive {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn list(&self, folder: &str) -> Vec<Entry> {
        self.files
            .iter()
            .filter(|(path, _)| is_within(path, folder))
            .map(|(path, packed)| Entry {
                path: path.clone(),
                kind: packed.kind.clone(),
            })
            .collect()
    }

    fn stamp(&self, path: &str) -> Result<Option<FileStamp>, DoorError> {
        match self.files.get(path).map(|packed| &packed.kind) {
            Some(EntryKind::File) => Ok(None),
            Some(EntryKind::Link) => Err(DoorError::Link),
            Some(_) => Err(DoorError::NoFile),
            None => Err(DoorError::Missing),
        }
    }

    fn read(
        &self,
        path: &str,
        limit: u64,
        bytes: &mut Vec<u8>,
    ) -> Result<Option<FileStamp>, DoorError> {
        bytes.clear();
        self.stamp(path)?;
        let packed = self.files.get(path).ok_or(DoorError::Missing)?;
        if packed.size > limit {
            return Err(DoorError::TooLarge { size: packed.size });
        }
        let refused = |error: &dyn fmt::Display| DoorError::Refused(error.to_string());
        // A copy of the handle: the bytes and the list of entries are shared.
        let mut zip = self.zip.clone();
        let file = zip
            .by_index(packed.index)
            .map_err(|error| refused(&error))?;
        // What an entry says of its size need not be true.
        file.take(packed.size.saturating_add(1))
            .read_to_end(bytes)
            .map_err(|error| refused(&error))?;
        if bytes.len() as u64 == packed.size {
            Ok(None)
        } else {
            bytes.clear();
            Err(refused(&"it does not unpack to the size that it names"))
        }
    }
}
