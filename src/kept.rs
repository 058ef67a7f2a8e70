//! What a build keeps for the next one, in `.candor/cache` of the site: the pages that it parsed,
//! what published pages bring their readers, and for each output folder what it wrote there.
//!
//! All of it is a shortcut. What cannot be read is as if it were not there, and links are not
//! followed: a cache in a folder that somebody else can write to leads nowhere.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use candor_core::site::{Cache, Related, RelatedKeys, Site};
use candor_files::{Beside, Folder};
use candor_reading::Shelf;

use crate::output::Inventory;

/// The folder in the site.
const FOLDER: &str = ".candor/cache";

/// The parsed pages.
const PAGES: &str = "pages.bin";

/// What published pages bring their readers.
const READINGS: &str = "readings.bin";

/// Which questions are related to topics.
const RELATED: &str = "related.bin";

/// Bytes of a sum.
const SUM: usize = 32;

/// What the names of inventories of output folders begin with.
const OUTPUT: &str = "output-";

/// No cache is larger, in bytes: 4 GiB, several times that of 100,000 pages.
const LIMIT: u64 = 4 * 1024 * 1024 * 1024;

/// What is kept of one site.
pub struct Kept {
    root: PathBuf,
}

impl Kept {
    /// What is kept of the site in `root`.
    pub fn of(root: &Path) -> Kept {
        Kept {
            root: root.to_path_buf(),
        }
    }

    fn folder(&self) -> Option<Folder> {
        Folder::open(&self.root).ok()?.descend(FOLDER).ok()
    }

    /// The pages that an earlier run parsed.
    pub fn pages(&self) -> Option<Cache> {
        let read = self.folder()?.read(PAGES, LIMIT).ok()?;
        let written = read.stamp.map_or(i128::MIN / 2, |stamp| stamp.modified);
        let cache = Cache::decode(read.bytes, written).ok()?;
        Some(cache.with_related(self.related()))
    }

    /// What an earlier run knew of the questions that are related to topics.
    fn related(&self) -> BTreeMap<String, RelatedKeys> {
        let bytes = self.bytes(RELATED).unwrap_or_default();
        // Damaged bytes would be read as something else.
        whole(&bytes).map(Related::decode).unwrap_or_default()
    }

    /// Keeps which questions are related to topics.
    ///
    /// # Errors
    ///
    /// When the system refuses, or a link is in the way.
    pub fn keep_related(&self, mut bytes: Vec<u8>) -> io::Result<()> {
        let sum = sum_of(&bytes);
        bytes.extend_from_slice(&sum);
        self.keep_bytes(RELATED, &bytes)
    }

    /// What an earlier run read of published files. Nothing where that is missing, damaged or
    /// of another version.
    pub fn readings(&self) -> Shelf {
        self.whole_readings().unwrap_or_default()
    }

    fn whole_readings(&self) -> Option<Shelf> {
        let bytes = self.bytes(READINGS)?;
        let (stored, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
        // Damaged bytes would be read as something else.
        let (is_whole, shelf) = rayon::join(
            || sum_of(stored).as_slice() == sum,
            || Shelf::decode(stored),
        );
        shelf.filter(|_| is_whole)
    }

    /// Keeps what was read of published files.
    ///
    /// # Errors
    ///
    /// When the system refuses, or a link is in the way.
    pub fn keep_readings(&self, shelf: &Shelf) -> io::Result<()> {
        let mut bytes = shelf.encode().map_err(io::Error::other)?;
        let sum = sum_of(&bytes);
        bytes.extend_from_slice(&sum);
        self.keep_bytes(READINGS, &bytes)
    }

    /// What the last build wrote to the output folder `out`.
    pub fn inventory(&self, out: &Path) -> Option<Inventory> {
        let bytes = self.bytes(&inventory_name(out))?;
        // Damaged bytes would be read as something else: the manifest would name wrong sums, for good.
        postcard::from_bytes(whole(&bytes)?).ok()
    }

    /// Writes the parsed pages of a site beside those that are kept. They are kept once they are
    /// put in place.
    ///
    /// # Errors
    ///
    /// When the system refuses, or a link is in the way.
    pub fn write_pages(&self, site: &Site<'_>) -> io::Result<Beside> {
        self.made()?
            .write_beside(PAGES, &beside(PAGES), |out| Cache::write(site, out))
    }

    /// Keeps what was written to the output folder `out`, and forgets folders that are no
    /// longer there.
    ///
    /// # Errors
    ///
    /// When the system refuses, or a link is in the way.
    pub fn keep_inventory(&self, out: &Path, inventory: &Inventory) -> io::Result<()> {
        let mut bytes = postcard::to_stdvec(inventory).map_err(io::Error::other)?;
        let sum = sum_of(&bytes);
        bytes.extend_from_slice(&sum);
        let folder = self.made()?;
        keep(&folder, &inventory_name(out), &bytes)?;
        forget_gone(&folder)
    }

    /// What is kept under a name, whatever it is.
    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        Some(self.folder()?.read(name, LIMIT).ok()?.bytes)
    }

    /// Keeps bytes under a name, which ends in `.bin`.
    ///
    /// # Errors
    ///
    /// When the system refuses, or a link is in the way.
    pub fn keep_bytes(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        keep(&self.made()?, name, bytes)
    }

    fn made(&self) -> io::Result<Folder> {
        Folder::open(&self.root)?
            .make(FOLDER)
            .map_err(io::Error::other)
    }
}

/// What stands before a sum, if the sum is right.
fn whole(bytes: &[u8]) -> Option<&[u8]> {
    let (stored, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
    (sum_of(stored).as_slice() == sum).then_some(stored)
}

/// The sum behind what is kept, which says also which program wrote it.
fn sum_of(stored: &[u8]) -> [u8; SUM] {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(candor_core::BUILD_ID.as_bytes())
        .update(stored);
    *hasher.finalize().as_bytes()
}

fn inventory_name(out: &Path) -> String {
    let name = blake3::hash(out.as_os_str().as_encoded_bytes()).to_hex();
    format!("{OUTPUT}{}.bin", &name[..16])
}

/// The name beside is always the same: what a killed build left there is written over.
fn keep(folder: &Folder, name: &str, bytes: &[u8]) -> io::Result<()> {
    folder.replace(name, &beside(name), bytes)
}

fn beside(name: &str) -> String {
    name.replace(".bin", ".new")
}

/// Removes the inventories of output folders that are no longer there.
fn forget_gone(cache: &Folder) -> io::Result<()> {
    /// As much of an inventory as any path takes.
    const BEGINNING: u64 = 16 * 1024;
    for name in cache.names()? {
        if !name.starts_with(OUTPUT) {
            continue;
        }
        let Ok(beginning) = cache.beginning(&name, BEGINNING) else {
            continue;
        };
        let is_gone = Inventory::folder_of(&beginning).is_some_and(|folder| {
            // Where nobody can look, it may be there.
            matches!(Path::new(&folder).try_exists(), Ok(false))
        });
        if is_gone {
            cache.remove(&name)?;
        }
    }
    Ok(())
}
