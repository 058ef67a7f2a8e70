//! What the last build wrote, so that the next one can keep files whose inputs
//! have not changed without making them again. Kept in the cache folder.

use std::collections::HashMap;
use std::fs::Metadata;

use serde::{Deserialize, Serialize};

use candor_model::Hash;

/// Files of the last build by path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The output folder that they are in; it stands first, so that it is read alone.
    pub folder: String,
    /// The files.
    pub files: HashMap<String, Written>,
}

impl Record {
    /// The output folder of a record of which only the beginning was read.
    pub fn folder_of(beginning: &[u8]) -> Option<String> {
        let (folder, _) = postcard::take_from_bytes(beginning).ok()?;
        Some(folder)
    }
}

/// One file as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Key of its inputs.
    pub key: Hash,
    /// SHA-256 of its bytes.
    pub sha256: Hash,
    /// How the file system knew it.
    pub stamp: Stamp,
}

/// How the file system knows a file: when none of this has changed, nor have its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Modification time, in nanoseconds since 1970.
    pub modified: i128,
    /// Inode number, zero where there is none.
    pub inode: u64,
}

impl Stamp {
    /// Takes the stamp of a file.
    pub fn of(metadata: &Metadata) -> Stamp {
        let modified = metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
            .map_or(0, |since| {
                i128::try_from(since.as_nanos()).unwrap_or_default()
            });
        Stamp {
            size: metadata.len(),
            modified,
            inode: inode(metadata),
        }
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}
