//! The output folder: whose it is, and the lock on it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::inventory::{Inventory, Stamp};
use super::strangers::folders_of;
use super::{OutputError, beneath, durable, forward, io_finding, spare};
use candor_core::manifest::{MANIFEST, Manifest};
use candor_model::findings::Finding;

/// An output folder that Candor may write, locked against a second build.
#[derive(Debug)]
pub struct Target {
    /// The folder, absolute.
    pub path: PathBuf,
    /// Its parent, in which the new site is staged.
    pub parent: PathBuf,
    /// The manifest of the site that is there.
    pub manifest: Option<Manifest>,
    /// Held until the build is over.
    _lock: Option<File>,
}

/// Claims the output folder `out` of the site in `root`.
///
/// Waits while another build writes into the same folder, after saying so through
/// `waiting`.
///
/// # Errors
///
/// When the folder is the site's own, holds files of somebody else, or cannot be
/// written.
pub fn target(out: &Path, root: &Path, waiting: impl FnOnce()) -> Result<Target, OutputError> {
    let path =
        absolute(out).map_err(|error| OutputError::Folder(io_finding("use", out, &error)))?;
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    refuse_overlap(&path, &root)?;
    let parent = path.parent().map(Path::to_path_buf).unwrap_or_default();
    fs::create_dir_all(&parent)
        .map_err(|error| OutputError::Folder(io_finding("create", &parent, &error)))?;
    let lock = lock(&parent, waiting)?;
    recover(&path).map_err(|error| OutputError::Folder(io_finding("restore", &path, &error)))?;
    let manifest = whose(&path)?;
    Ok(Target {
        path,
        parent,
        manifest,
        _lock: lock,
    })
}

/// Whether an output folder is as the last build left it, so that a build which would make the
/// same files need not look at them: no file was changed and none was added.
///
/// `load` reads the inventory of the folder with an absolute path.
pub fn is_as_left(out: &Path, load: impl FnOnce(&Path) -> Option<Inventory>) -> Option<Inventory> {
    let path = absolute(out).ok()?;
    // A build at work may change it in the next moment: wait for it as a build would.
    let lock = File::open(path.parent()?).ok()?;
    lock.try_lock().ok()?;
    let begun = [durable::aside(&path), forward::place(&path)];
    if begun.iter().any(|path| fs::symlink_metadata(path).is_ok()) {
        return None;
    }
    let inventory = load(&path)?;
    let has_manifest = Stamp::at(&path.join(MANIFEST)) == inventory.manifest;
    if Path::new(&inventory.folder) != path || inventory.manifest.is_none() || !has_manifest {
        return None;
    }
    let files = &inventory.here.files;
    let folders = folders_of(files.keys().map(String::as_str));
    let (are_files, are_folders) = rayon::join(
        || {
            files
                .par_iter()
                .all(|(file, written)| Stamp::at(&path.join(file)) == Some(written.stamp))
        },
        || {
            folders.par_iter().all(|folder| {
                Stamp::at(&path.join(folder)).is_some_and(|stamp| inventory.is_pure(folder, &stamp))
            })
        },
    );
    (are_files && are_folders).then_some(inventory)
}

/// An absolute path without links in its existing part.
fn absolute(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    if let Ok(real) = path.canonicalize() {
        return Ok(real);
    }
    let name = path.file_name().map(PathBuf::from);
    match (path.parent(), name) {
        (Some(parent), Some(name)) => Ok(absolute(parent)?.join(name)),
        _ => Ok(path),
    }
}

fn refuse_overlap(path: &Path, root: &Path) -> Result<(), OutputError> {
    let refuse = |message: String| {
        Err(OutputError::Folder(Box::new(
            Finding::environment("output.folder", message)
                .help("Choose a folder beside content/, such as --out public."),
        )))
    };
    if root.starts_with(path) {
        return refuse(format!(
            "the output folder {} holds the site itself",
            path.display()
        ));
    }
    for outer in path.ancestors().skip(1) {
        if beneath::manifest(outer).is_some() {
            return refuse(format!(
                "the output folder {} lies inside another site that Candor wrote",
                path.display()
            ));
        }
    }
    for own in ["content", "themes", "rules", ".git", ".candor"] {
        if path.starts_with(root.join(own)) {
            return refuse(format!(
                "the output folder {} lies inside the site's {own} folder",
                path.display()
            ));
        }
    }
    Ok(())
}

/// Locks the parent folder itself, so that no lock file is left anywhere. Where a
/// folder cannot be locked (some network file systems) the build goes on without.
fn lock(parent: &Path, waiting: impl FnOnce()) -> Result<Option<File>, OutputError> {
    let Ok(file) = File::open(parent) else {
        return Ok(None);
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => {
            waiting();
            match file.lock() {
                Ok(()) => Ok(Some(file)),
                Err(error) => Err(OutputError::Folder(io_finding("lock", parent, &error))),
            }
        }
        Err(fs::TryLockError::Error(_)) => Ok(None),
    }
}

/// Ends what a build that was killed had begun.
fn recover(path: &Path) -> io::Result<()> {
    let spare = spare::path_of(path);
    let aside = durable::aside(path);
    let is_there = |path: &Path| fs::symlink_metadata(path).is_ok();
    if is_there(&aside) {
        // Between two renames: the folder that was moved aside is the site, unless the new one
        // took its place already.
        let place = match (is_there(path), is_there(&spare)) {
            (false, _) => Some(path),
            (true, false) => Some(&*spare),
            (true, true) => None,
        };
        match place {
            Some(place) => fs::rename(&aside, place)?,
            None => remove_tree(&aside)?,
        }
    }
    forward::resume(path, &spare)?;
    // Where earlier versions made the new site.
    remove_tree(&durable::beside(path, "new"))
}

/// New, empty or Candor's own: anything else is refused.
fn whose(path: &Path) -> Result<Option<Manifest>, OutputError> {
    let refuse = |message: String| {
        OutputError::Folder(Box::new(
            Finding::environment("output.folder", message).help(
                "Candor replaces a folder only if it is new, empty or made by Candor. Choose another one with --out.",
            ),
        ))
    };
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if fs::symlink_metadata(path).is_ok() {
                return Err(refuse(format!(
                    "{} is a link that leads nowhere",
                    path.display()
                )));
            }
            return Ok(None);
        }
        Err(error) => return Err(OutputError::Folder(io_finding("read", path, &error))),
        Ok(metadata) if !metadata.is_dir() => {
            return Err(refuse(format!(
                "{} is a file, not a folder",
                path.display()
            )));
        }
        Ok(_) => {}
    }
    match beneath::read(path, MANIFEST) {
        Ok(bytes) => match Manifest::parse(&bytes) {
            Some(manifest) => Ok(Some(manifest)),
            None => Err(refuse(format!(
                "{} holds a {MANIFEST} that is not Candor's, or was damaged",
                path.display()
            ))),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut entries = fs::read_dir(path)
                .map_err(|error| OutputError::Folder(io_finding("read", path, &error)))?;
            if entries.next().is_none() {
                Ok(None)
            } else {
                Err(refuse(format!(
                    "{} holds files that are not Candor's",
                    path.display()
                )))
            }
        }
        Err(error) => Err(OutputError::Folder(io_finding(
            "read",
            &path.join(MANIFEST),
            &error,
        ))),
    }
}

/// Removes a folder and what is in it, in parallel over its entries; a folder that
/// is not there is fine.
pub fn remove_tree(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_dir()) {
        return fs::remove_file(path);
    }
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries.collect::<io::Result<Vec<_>>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    entries.par_iter().try_for_each(|entry| {
        if entry.file_type()?.is_dir() {
            remove_tree(&entry.path())
        } else {
            fs::remove_file(entry.path())
        }
    })?;
    fs::remove_dir(path)
}
