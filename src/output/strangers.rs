//! What lies in an output folder and is not Candor's: it is found, and carried along.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::inventory::{Inventory, Stamp};
use super::link_or_copy;
use candor_core::manifest::{MANIFEST, Manifest};

/// Files and folders of somebody else in one output folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strangers {
    /// Paths in order, parents before children, each with whether it is a folder.
    pub paths: Vec<(String, bool)>,
    /// The stamps of the folders in which there are none.
    pub pure: HashMap<String, Stamp>,
    /// Whether any folder had to be read.
    pub has_read: bool,
}

/// What looking into one folder brought.
enum Looked {
    /// There is no such folder, or it is none.
    Nothing,
    /// As the inventory knows it.
    Known(Stamp),
    /// It was read.
    Read(Stamp, Vec<(String, bool)>),
}

/// The folders that files are in, in order; the outermost, "", first.
pub fn folders_of<'a>(files: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut folders: Vec<&str> = vec![""];
    let mut last = "";
    for path in files {
        let folder = path.rfind('/').map_or("", |at| &path[..at]);
        if folder == last {
            continue;
        }
        last = folder;
        folders.extend(folder.match_indices('/').map(|(at, _)| &folder[..at]));
        folders.push(folder);
    }
    folders.sort_unstable();
    folders.dedup();
    folders
}

impl Strangers {
    /// Looks for them in a folder with the manifest of what is Candor's. A folder of which the
    /// inventory knows that nothing else was in it is not read while its stamp is the same.
    ///
    /// # Errors
    ///
    /// The file system's.
    pub fn find(
        root: &Path,
        manifest: &Manifest,
        known: Option<&Inventory>,
    ) -> io::Result<Strangers> {
        let files = &manifest.files;
        let folders = folders_of(files.keys().map(String::as_str));
        let own_folders: HashSet<&str> = folders.iter().copied().collect();
        let look = |folder: &&str| -> io::Result<Looked> {
            let place = root.join(folder);
            // Where somebody put a file or a link in its place, the folder above tells of it.
            let Some(metadata) = fs::symlink_metadata(&place).ok().filter(Metadata::is_dir) else {
                return Ok(Looked::Nothing);
            };
            let stamp = Stamp::of(&metadata);
            if known.is_some_and(|known| known.is_pure(folder, &stamp)) {
                return Ok(Looked::Known(stamp));
            }
            let mut found = Vec::new();
            for entry in fs::read_dir(&place)? {
                let entry = entry?;
                let path = below(folder, &entry.file_name().to_string_lossy());
                let is_folder = entry.file_type()?.is_dir();
                if is_folder && own_folders.contains(path.as_str()) {
                    continue;
                }
                let is_own = path == MANIFEST || files.contains_key(&path);
                if is_folder {
                    found.push((path.clone(), true));
                    find_all(root, &path, &mut found)?;
                } else if !is_own {
                    found.push((path, false));
                }
            }
            Ok(Looked::Read(stamp, found))
        };
        let looked: Vec<Looked> = folders.par_iter().map(look).collect::<io::Result<_>>()?;
        let mut strangers = Strangers::default();
        for (folder, looked) in folders.iter().zip(looked) {
            let (stamp, found) = match looked {
                Looked::Nothing => continue,
                Looked::Known(stamp) => (stamp, Vec::new()),
                Looked::Read(stamp, found) => {
                    strangers.has_read = true;
                    (stamp, found)
                }
            };
            if found.is_empty() {
                strangers.pure.insert((*folder).to_owned(), stamp);
            }
            strangers.paths.extend(found);
        }
        strangers.paths.sort();
        Ok(strangers)
    }

    /// Those in the way of the site: at the path of a file of it, or no folder where it has one.
    pub fn in_the_way<'s>(
        &'s self,
        files: &BTreeSet<&str>,
        folders: &BTreeSet<&str>,
    ) -> impl Iterator<Item = &'s str> {
        self.paths.iter().filter_map(|(path, is_folder)| {
            let path = path.as_str();
            let is_in_the_way = files.contains(path) || (!is_folder && folders.contains(path));
            is_in_the_way.then_some(path)
        })
    }

    /// Puts them into another folder as well: the same files, where the file system has links.
    ///
    /// # Errors
    ///
    /// The path in hand, and the file system's error.
    pub fn carry(&self, from: &Path, to: &Path) -> Result<(), (String, io::Error)> {
        for (path, is_folder) in &self.paths {
            carry(&from.join(path), &to.join(path), *is_folder)
                .map_err(|error| (path.clone(), error))?;
        }
        Ok(())
    }

    /// Takes them out of a folder, after they were carried into another one.
    pub fn leave(&self, folder: &Path) {
        for (path, is_folder) in self.paths.iter().rev() {
            let path = folder.join(path);
            // What cannot be removed stays behind in the spare and is carried along from there.
            let _ = if *is_folder {
                fs::remove_dir(path)
            } else {
                fs::remove_file(path)
            };
        }
    }
}

fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// Everything in a folder that is somebody else's.
fn find_all(root: &Path, folder: &str, found: &mut Vec<(String, bool)>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let path = below(folder, &entry.file_name().to_string_lossy());
        let is_folder = entry.file_type()?.is_dir();
        found.push((path.clone(), is_folder));
        if is_folder {
            find_all(root, &path, found)?;
        }
    }
    Ok(())
}

fn carry(from: &Path, to: &Path, is_folder: bool) -> io::Result<()> {
    if is_folder {
        return fs::create_dir_all(to);
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    // An earlier build that was killed may have left it there.
    match fs::remove_file(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    #[cfg(unix)]
    if fs::symlink_metadata(from)?.is_symlink() {
        return std::os::unix::fs::symlink(fs::read_link(from)?, to);
    }
    link_or_copy(from, to)
}
