//! What is known of the files of an output folder and of its spare, so that the next build keeps
//! those whose inputs have not changed without making, reading or copying them again. Kept in
//! the cache folder.
//!
//! Every entry is a claim that proves itself: "a file with this stamp has these bytes". A stamp
//! has the inode and the time of the last change in it, so a claim holds for one file of one
//! folder, wherever that folder was moved. That is why a build that is killed between the
//! exchange of the folders and the writing of the inventory does no harm: claims are looked up
//! for both folders, and those that no longer hold are not used.

use std::collections::HashMap;
use std::fs::Metadata;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use candor_model::Hash;

/// Claims on the files of an output folder and of its spare.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// The output folder; it stands first, so that it is read alone.
    pub folder: String,
    /// When it was drawn up, in nanoseconds since 1970.
    pub drawn: i128,
    /// The stamp of the manifest of the output folder, which is not among its files.
    pub manifest: Option<Stamp>,
    /// What was in the output folder.
    pub here: Listing,
    /// What was in the spare.
    pub spare: Listing,
}

/// Claims on one folder, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Its files.
    pub files: Arc<HashMap<String, Written>>,
    /// The folders in it in which nothing lay but Candor's own; the folder itself is "".
    pub folders: HashMap<String, Stamp>,
}

impl Inventory {
    /// The output folder of an inventory of which only the beginning was read.
    pub fn folder_of(beginning: &[u8]) -> Option<String> {
        let (folder, _) = postcard::take_from_bytes(beginning).ok()?;
        Some(folder)
    }

    /// What is known of the file at a path that has a stamp now.
    pub fn claim(&self, path: &str, stamp: &Stamp) -> Option<&Written> {
        [&self.here, &self.spare]
            .into_iter()
            .filter_map(|listing| listing.files.get(path))
            .find(|written| written.stamp == *stamp)
    }

    /// Whether a folder that has a stamp now holds nothing but Candor's own.
    pub fn is_pure(&self, path: &str, stamp: &Stamp) -> bool {
        stamp.is_settled(self.drawn)
            && [&self.here, &self.spare]
                .into_iter()
                .any(|listing| listing.folders.get(path) == Some(stamp))
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

/// How the file system knows a file or folder: when none of this has changed, nor has what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Modification time, in nanoseconds since 1970.
    pub modified: i128,
    /// When the file or what is known about it last changed, in nanoseconds since 1970: the time
    /// that nobody can set. Zero where there is none.
    pub changed: i128,
    /// Inode number, zero where there is none.
    pub inode: u64,
}

/// Two seconds in nanoseconds: the coarsest clock of a common file system.
const SETTLED: i128 = 2_000_000_000;

impl Stamp {
    /// Takes the stamp of a file.
    pub fn of(metadata: &Metadata) -> Stamp {
        Stamp {
            size: metadata.len(),
            modified: metadata.modified().map_or(0, nanoseconds),
            changed: changed(metadata),
            inode: inode(metadata),
        }
    }

    /// The stamp of what lies at a path, if anything does; a link is not followed.
    pub fn at(path: &Path) -> Option<Stamp> {
        std::fs::symlink_metadata(path)
            .ok()
            .map(|metadata| Stamp::of(&metadata))
    }

    /// Whether what changed lies so long before a time that the clock of the file system cannot
    /// have stood still between them. A folder that changed once more in the same tick has
    /// the same stamp.
    fn is_settled(&self, time: i128) -> bool {
        self.modified.max(self.changed) < time - SETTLED
    }
}

/// The time of now, in nanoseconds since 1970.
pub fn now() -> i128 {
    nanoseconds(SystemTime::now())
}

fn nanoseconds(time: SystemTime) -> i128 {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .ok()
        .and_then(|since| i128::try_from(since.as_nanos()).ok())
        .unwrap_or_default()
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> i128 {
    use std::os::unix::fs::MetadataExt as _;

    i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> i128 {
    0
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}
