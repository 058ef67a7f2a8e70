//! The spare: the site before last, kept beside the output folder to become the next one.
//!
//! # How the two folders take turns
//!
//! The output folder `public` holds the site as it is, edition *n*. Beside it lies
//! `.public.candor-spare` with edition *n − 1*. A build brings the spare up to date with edition
//! *n + 1* and exchanges the two. What was the site is then the spare. So the cost of a build
//! follows what changed in the last two editions, not the size of the site.
//!
//! | before | the output | the spare | what the next build does |
//! |---|---|---|---|
//! | nothing was built | – | – | makes the spare whole, and renames it |
//! | the first build is done | *n* | – | copies what did not change into a new spare; exchanges |
//! | any other build is done | *n* | *n − 1* | brings the spare up to date; exchanges |
//! | nothing changed | *n* | *n − 1* | leaves both as they are |
//! | killed before the exchange | *n* | a mixture | the same: only files that are known to be right are left in it |
//! | killed after the exchange, before the inventory was written | *n + 1* | *n* | the same: claims of the inventory are looked up for both folders |
//! | somebody removed the spare, or it cannot be understood | *n* | – | makes it again |
//! | somebody removed the output | – | *n − 1* | brings the spare up to date, and renames it |
//! | two builds at once | | | the second one waits for the lock on the folder that holds both |
//!
//! # What is Candor's in it
//!
//! The manifest in the spare lists at every moment all files that Candor may have put there: before
//! anything else is written, files that will be new are added to it, without a hash. The manifest
//! of the new edition is written last. So what a killed build left is never taken for somebody else's.
//! A spare without a manifest that can be read is removed.
//!
//! Somebody else's files in the output are linked into the spare just before the exchange, and
//! taken out of the old folder after it. Those in the spare itself are left there and become part
//! of the output with it. The two folders share no file of Candor's by a hard link, and files are
//! never written over, but removed and made anew.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::beneath;
use super::folder::remove_tree;
use super::inventory::{Inventory, Stamp, Written};
use super::strangers::{Strangers, folders_of};
use candor_core::manifest::{FileEntry, MANIFEST, Manifest};
use candor_model::Hash;

/// The spare of an output folder, made ready when the first file is put into it.
pub struct Spare<'a> {
    path: &'a Path,
    files: &'a BTreeSet<&'a str>,
    folders: &'a BTreeSet<&'a str>,
    empty: &'a Manifest,
    known: Option<&'a Inventory>,
    ready: OnceLock<Result<Ready, (io::ErrorKind, String)>>,
}

/// How the spare was found.
#[derive(Debug, Clone, Default)]
pub struct Ready {
    /// Whether there was none, so that everything in it is this build's.
    pub is_new: bool,
    /// What in it is not Candor's.
    pub strangers: Strangers,
    /// Folders in which something was done to make it ready, after it was looked for strangers.
    pub touched: BTreeSet<String>,
}

impl<'a> Spare<'a> {
    /// A spare that is to hold files in folders; `empty` is the manifest of a site without files.
    pub fn new(
        path: &'a Path,
        files: &'a BTreeSet<&'a str>,
        folders: &'a BTreeSet<&'a str>,
        empty: &'a Manifest,
        known: Option<&'a Inventory>,
    ) -> Spare<'a> {
        Spare {
            path,
            files,
            folders,
            empty,
            known,
            ready: OnceLock::new(),
        }
    }

    /// Whether it was made by this build.
    pub fn is_new(&self) -> bool {
        matches!(self.ready.get(), Some(Ok(Ready { is_new: true, .. })))
    }

    /// Where a file of it lies.
    pub fn place(&self, path: &str) -> PathBuf {
        self.path.join(path)
    }

    /// Makes it ready: what the site has no more is taken out.
    ///
    /// # Errors
    ///
    /// The file system's.
    pub fn ready(&self) -> io::Result<&Ready> {
        self.ready
            .get_or_init(|| {
                self.make_ready()
                    .map_err(|error| (error.kind(), error.to_string()))
            })
            .as_ref()
            .map_err(|(kind, text)| io::Error::new(*kind, text.clone()))
    }

    fn make_ready(&self) -> io::Result<Ready> {
        let manifest = fs::symlink_metadata(self.path)
            .is_ok_and(|metadata| metadata.is_dir())
            .then(|| beneath::manifest(self.path))
            .flatten();
        let Some(manifest) = manifest else {
            remove_tree(self.path)?;
            fs::create_dir(self.path)?;
            self.list_all(self.empty.clone())?;
            return Ok(Ready {
                is_new: true,
                ..Ready::default()
            });
        };
        let mut strangers = Strangers::find(self.path, &manifest, self.known)?;
        let in_the_way: Vec<String> = strangers
            .in_the_way(self.files, self.folders)
            .map(str::to_owned)
            .collect();
        for path in &in_the_way {
            remove_tree(&self.path.join(path))?;
            strangers.paths.retain(|(other, _)| other != path);
        }
        let gone: Vec<&str> = manifest
            .files
            .keys()
            .map(String::as_str)
            .filter(|path| !self.files.contains(path))
            .collect();
        beneath::remove_files(self.path, &gone)?;
        let folders = folders_of(gone.into_iter());
        let left = folders.iter().rev().copied();
        beneath::remove_empty_folders(
            self.path,
            left.filter(|folder| !self.folders.contains(folder)),
        );
        let cleared = folders_of(in_the_way.iter().map(String::as_str));
        let touched = folders.into_iter().chain(cleared);
        let touched = touched.map(str::to_owned).collect();
        if !self
            .files
            .iter()
            .all(|path| *path == MANIFEST || manifest.files.contains_key(*path))
        {
            self.list_all(manifest)?;
        }
        Ok(Ready {
            is_new: false,
            strangers,
            touched,
        })
    }

    /// Writes a manifest that lists the files to come as well.
    fn list_all(&self, mut manifest: Manifest) -> io::Result<()> {
        for path in self.files.iter().filter(|path| **path != MANIFEST) {
            manifest
                .files
                .entry((*path).to_owned())
                .or_insert_with(|| FileEntry {
                    sha256: String::new(),
                    size: 0,
                });
        }
        let bytes = manifest.to_bytes().map_err(io::Error::other)?;
        self.write(MANIFEST, &bytes).map(drop)
    }

    /// The bytes of a file that was made from the same inputs before, if it is there.
    pub fn made_before(&self, path: &str, key: &Hash) -> Option<Vec<u8>> {
        let place = self.path.join(path);
        let claim = self.claim(path)?;
        (claim.key == *key).then(|| fs::read(place).ok()).flatten()
    }

    fn claim(&self, path: &str) -> Option<&'a Written> {
        self.known?.claim(path, &Stamp::at(&self.path.join(path))?)
    }

    /// Puts bytes into it.
    ///
    /// # Errors
    ///
    /// The file system's.
    pub fn put(&self, path: &str, bytes: &[u8]) -> io::Result<Stamp> {
        self.ready()?;
        self.write(path, bytes)
    }

    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<Stamp> {
        use io::Write as _;

        let place = self.path.join(path);
        clear(&place)?;
        let mut file = fs::File::create_new(&place)?;
        file.write_all(bytes)?;
        Ok(Stamp::of(&file.metadata()?))
    }

    /// Sees to it that a file of the output is in the spare too, with its time and its
    /// permissions. Returns its stamp there, and whether it was copied.
    ///
    /// # Errors
    ///
    /// The file system's.
    pub fn mirror(
        &self,
        path: &str,
        from: &Path,
        file: &Mirrored<'_>,
    ) -> io::Result<(Stamp, bool)> {
        self.ready()?;
        let place = self.path.join(path);
        if let Ok(metadata) = fs::symlink_metadata(&place) {
            let stamp = Stamp::of(&metadata);
            let is_own = stamp.inode == 0 || stamp.inode != file.written.stamp.inode;
            let claim = self.known.and_then(|known| known.claim(path, &stamp));
            if is_own && claim.is_some_and(|claim| claim.sha256 == file.written.sha256) {
                if stamp.modified == file.written.stamp.modified
                    && metadata.permissions() == *file.permissions
                {
                    return Ok((stamp, false));
                }
                fs::set_permissions(&place, file.permissions.clone())?;
                super::copy_time(from, &place)?;
                return Ok((Stamp::of(&fs::symlink_metadata(&place)?), false));
            }
        }
        clear(&place)?;
        super::copy(from, &place)?;
        Ok((Stamp::of(&fs::symlink_metadata(&place)?), true))
    }
}

/// A file of the output that stays.
pub struct Mirrored<'a> {
    /// What is known of it.
    pub written: &'a Written,
    /// Who may do what with it.
    pub permissions: &'a fs::Permissions,
}

/// Makes way for a new file.
fn clear(place: &Path) -> io::Result<()> {
    match fs::remove_file(place) {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        // A folder: of the site as it was, since strangers in the way were taken out.
        Err(_) => return remove_tree(place),
    }
    match place.parent() {
        Some(folder) if !folder.is_dir() => fs::create_dir_all(folder),
        _ => Ok(()),
    }
}

/// Where the spare of an output folder lies.
pub fn path_of(target: &Path) -> PathBuf {
    super::durable::beside(target, "spare")
}
