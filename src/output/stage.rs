//! Making every file of an edition of the site, beside the output folder, and putting it there.
//!
//! It goes in two steps, so that what was made can be looked at between them: [`stage`] leaves
//! the output folder as it is, and [`Staged::publish`] exchanges it. A staged edition that is
//! dropped was never there.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fs::{self, Permissions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::encoding::{compress, is_text};
use super::folder::{Target, remove_tree};
use super::forward::Journal;
use super::inventory::{Inventory, Listing, Stamp, Written, now};
use super::spare::{self, Mirrored, Ready, Spare};
use super::strangers::{Strangers, folders_of};
use super::{OutputError, io_finding};
use super::{beneath, durable};
use candor_core::config::Encoding;
use candor_core::manifest::{FileEntry, MANIFEST, Manifest};
use candor_core::render::Artifact;
use candor_model::Hash;
use candor_model::findings::Finding;

/// What a build did to the output.
#[derive(Debug)]
pub struct Outcome {
    /// Files whose bytes are new or changed.
    pub written: usize,
    /// Files that stayed as they were.
    pub kept: usize,
    /// Files that were there and are no longer part of the site.
    pub removed: usize,
    /// Paths of files in the folder that are not Candor's and were left alone.
    pub strangers: Vec<String>,
    /// What the next build may rely on; `None` when it is what this one relied on.
    pub inventory: Option<Inventory>,
    /// The stamp of the manifest, by which the edition in the folder is known.
    pub manifest: Option<Stamp>,
}

/// All that is to be in the output folder.
pub struct Edition<'a, 's> {
    /// The files.
    pub artifacts: &'a [Artifact<'s>],
    /// Gives those that show verdicts, once all others are made and can be looked at. None when
    /// nothing is to be published after all.
    pub last: &'a (dyn Fn() -> Option<Vec<Artifact<'s>>> + Sync),
    /// The encodings in which text files have a compressed copy.
    pub encodings: &'a BTreeSet<Encoding>,
    /// The manifest, still without files.
    pub manifest: Manifest,
}

/// A file that was made, with its bytes if they had to be.
type MadeWith<'b> = (Made, Option<Cow<'b, [u8]>>);

/// Hears of every artifact, with its bytes if they had to be made: those of others are in the
/// output folder already. Called from several threads.
pub type Look<'l> = &'l (dyn Fn(&Artifact<'_>, Option<&[u8]>) + Sync);

/// A file of the edition.
struct Made {
    path: String,
    written: Written,
    place: Place,
}

/// Where a file of the edition lies.
enum Place {
    /// In the output folder, with these permissions.
    Here {
        permissions: Permissions,
        /// Whether the inventory says all that is known of it.
        is_known: bool,
    },
    /// In the spare.
    Spare,
}

impl Made {
    fn is_new(&self) -> bool {
        matches!(self.place, Place::Spare)
    }
}

/// An edition that lies ready in the spare; the output folder is as it was.
pub struct Staged<'t> {
    target: &'t Target,
    spare: PathBuf,
    files: Vec<Made>,
    strangers: Strangers,
    /// What the inventory will say of the files once they are in the output, and of those
    /// that then are in the spare.
    last: Option<&'t Inventory>,
    drawn: i128,
    change: Option<Change>,
}

/// How the output folder has to change.
struct Change {
    /// How the spare was found.
    ready: Ready,
    /// Stamps in the spare, in the order of the files; empty when only new files are in it.
    mirrored: Vec<Stamp>,
    /// Files of the output that are no part of the edition.
    removed: Vec<String>,
    /// Files of the spare that the disk may not have yet.
    unflushed: Vec<PathBuf>,
    /// Whether the spare was exchanged, so that it must not be removed any more.
    is_done: bool,
}

/// Makes the files of an edition that are not in the output folder yet, in the spare beside it.
///
/// # Errors
///
/// Every file that cannot be made, the first thing that the file system
/// refuses, or that nothing is to be published. The site that was there is untouched in either case.
pub fn stage<'t>(
    target: &'t Target,
    edition: &Edition<'_, '_>,
    last: Option<&'t Inventory>,
    look: Look<'_>,
) -> Result<Staged<'t>, OutputError> {
    refuse_read_only(target)?;
    let last = last.filter(|last| Path::new(&last.folder) == target.path);
    match attempt(target, edition, last, look, Room::ForBoth) {
        // One site and what is new in the other may still fit.
        Err(OutputError::Full(_)) => attempt(target, edition, last, look, Room::ForOne),
        done => done,
    }
}

/// How much room the disk has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    /// Two whole sites.
    ForBoth,
    /// One, and what is new.
    ForOne,
}

fn attempt<'t>(
    target: &'t Target,
    edition: &Edition<'_, '_>,
    last: Option<&'t Inventory>,
    look: Look<'_>,
    room: Room,
) -> Result<Staged<'t>, OutputError> {
    let copies = copies(edition);
    let paths = edition.artifacts.iter().map(|artifact| &*artifact.path);
    let files: BTreeSet<&str> = paths
        .chain(copies.iter().map(String::as_str))
        .chain([MANIFEST])
        .collect();
    let folders: BTreeSet<&str> = folders_of(files.iter().copied()).into_iter().collect();
    let drawn = now();
    let strangers = strangers(target, &files, &folders, last)?;
    let path = spare::path_of(&target.path);
    if room == Room::ForOne {
        remove_tree(&path).map_err(|error| io_error("clear", &path, &error))?;
    }
    let spare = Spare::new(&path, &files, &folders, &edition.manifest, last);
    let work = Work {
        target,
        spare: &spare,
        last,
        encodings: edition.encodings,
    };
    // What is left of a stage that fails is not taken for a spare.
    let staged = work.stage(edition, strangers, room, drawn, &path, look);
    if staged.is_err() && spare.is_new() {
        // The error that led here is the one to tell.
        let _ = remove_tree(&path);
    }
    staged
}

/// What making files needs.
struct Work<'w, 't> {
    target: &'t Target,
    spare: &'w Spare<'w>,
    last: Option<&'t Inventory>,
    encodings: &'w BTreeSet<Encoding>,
}

impl<'t> Work<'_, 't> {
    fn stage(
        &self,
        edition: &Edition<'_, '_>,
        strangers: Strangers,
        room: Room,
        drawn: i128,
        path: &Path,
        look: Look<'_>,
    ) -> Result<Staged<'t>, OutputError> {
        let made: Vec<Result<Vec<Made>, OutputError>> = edition
            .artifacts
            .par_iter()
            .filter(|artifact| artifact.of_verdicts.is_none())
            .map(|artifact| self.make_all(artifact, look))
            .collect();
        let mut files = gather(made)?;
        let Some(last) = (edition.last)() else {
            return Err(OutputError::Refused);
        };
        let made: Vec<Result<Vec<Made>, OutputError>> = last
            .par_iter()
            .map(|artifact| self.make_all(artifact, look))
            .collect();
        files.extend(gather(made)?);
        let mut staged = Staged {
            target: self.target,
            spare: path.to_path_buf(),
            files,
            strangers,
            last: self.last,
            drawn,
            change: None,
        };
        let manifest = staged.manifest(edition)?;
        let removed = staged.removed();
        let is_new = staged.files.iter().any(Made::is_new);
        if !is_new && removed.is_empty() && self.has_manifest(&manifest) {
            return Ok(staged);
        }
        let ready = self.spare.ready().map_err(self.failed("use", path))?;
        let mut change = Change {
            ready: ready.clone(),
            mirrored: Vec::new(),
            removed,
            unflushed: Vec::new(),
            is_done: false,
        };
        if room == Room::ForBoth {
            self.mirror(&staged.files, &mut change)?;
            staged
                .strangers
                .carry(&self.target.path, path)
                .map_err(|(name, error)| io_error("keep", &self.target.path.join(name), &error))?;
        } else {
            let new = staged.files.iter().filter(|made| made.is_new());
            change.unflushed = new.map(|made| path.join(&made.path)).collect();
        }
        self.spare
            .put(MANIFEST, &manifest)
            .map_err(self.failed("write", &path.join(MANIFEST)))?;
        change.unflushed.push(path.join(MANIFEST));
        staged.change = Some(change);
        Ok(staged)
    }

    /// Sees to it that what stays as it is lies in the spare too.
    fn mirror(&self, files: &[Made], change: &mut Change) -> Result<(), OutputError> {
        let mirrored: Vec<(Stamp, bool)> = files
            .par_iter()
            .map(|made| {
                let Place::Here { permissions, .. } = &made.place else {
                    return Ok((made.written.stamp, true));
                };
                let file = Mirrored {
                    written: &made.written,
                    permissions,
                };
                let from = self.target.path.join(&made.path);
                self.spare
                    .mirror(&made.path, &from, &file)
                    .map_err(self.failed("copy", &from))
            })
            .collect::<Result<_, _>>()?;
        let new = files
            .iter()
            .zip(&mirrored)
            .filter(|(_, (_, is_new))| *is_new);
        change.unflushed = new.map(|(made, _)| self.spare.place(&made.path)).collect();
        change.mirrored = mirrored.into_iter().map(|(stamp, _)| stamp).collect();
        Ok(())
    }

    fn has_manifest(&self, manifest: &[u8]) -> bool {
        self.target.manifest.is_some()
            && beneath::read(&self.target.path, MANIFEST).is_ok_and(|known| known == manifest)
    }

    fn failed<'p>(
        &self,
        what: &'static str,
        path: &'p Path,
    ) -> impl Fn(io::Error) -> OutputError + use<'p> {
        move |error| io_error(what, path, &error)
    }

    /// Makes a file and its compressed copies.
    fn make_all(&self, artifact: &Artifact<'_>, look: Look<'_>) -> Result<Vec<Made>, OutputError> {
        let (made, bytes) = self.make(&artifact.path, artifact.key, || {
            artifact
                .content
                .bytes()
                .map_err(|finding| OutputError::Made(vec![*finding]))
        })?;
        look(artifact, bytes.as_deref());
        let mut all = vec![made];
        if !is_text(&artifact.path) {
            return Ok(all);
        }
        for encoding in self.encodings {
            let path = encoding.path_of(&artifact.path);
            // Compressing takes longer than anything else: a copy depends on the bytes alone.
            let mut key = blake3::Hasher::new();
            key.update(candor_core::BUILD_ID.as_bytes())
                .update(encoding.ending().as_bytes())
                .update(&all[0].written.sha256);
            let key = *key.finalize().as_bytes();
            let (made, _) = self.make(&path, key, || {
                let plain = match &bytes {
                    Some(bytes) => Cow::Borrowed(&**bytes),
                    None => {
                        let here = self.target.path.join(&artifact.path);
                        fs::read(&here).map_err(self.failed("read", &here))?.into()
                    }
                };
                compress(*encoding, &plain)
                    .map(Cow::Owned)
                    .map_err(self.failed("compress", Path::new(&artifact.path)))
            })?;
            all.push(made);
        }
        Ok(all)
    }

    /// Finds a file in the output folder, or puts it into the spare. Returns its bytes if they had
    /// to be made.
    fn make<'b>(
        &self,
        path: &str,
        key: Hash,
        bytes: impl FnOnce() -> Result<Cow<'b, [u8]>, OutputError>,
    ) -> Result<MadeWith<'b>, OutputError> {
        let there = self.target.path.join(path);
        let here = fs::symlink_metadata(&there)
            .ok()
            .filter(|metadata| metadata.is_file() && self.target.manifest.is_some());
        let stamp = here.as_ref().map(Stamp::of);
        let claim = stamp.and_then(|stamp| self.last?.claim(path, &stamp));
        let found = |permissions: Permissions, written: Written, is_known| Made {
            path: path.to_owned(),
            written,
            place: Place::Here {
                permissions,
                is_known,
            },
        };
        if let (Some(here), Some(claim)) = (&here, claim)
            && claim.key == key
        {
            return Ok((found(here.permissions(), claim.clone(), true), None));
        }
        let bytes = match self.spare.made_before(path, &key) {
            Some(bytes) => Cow::Owned(bytes),
            None => bytes()?,
        };
        let sha256: Hash = Sha256::digest(&bytes).into();
        if let (Some(here), Some(stamp)) = (&here, stamp) {
            let is_same = match claim {
                Some(claim) => claim.sha256 == sha256,
                None => {
                    here.len() == bytes.len() as u64
                        && fs::read(&there).is_ok_and(|known| known == *bytes)
                }
            };
            if is_same {
                let written = Written { key, sha256, stamp };
                return Ok((found(here.permissions(), written, false), Some(bytes)));
            }
        }
        let stamp = self
            .spare
            .put(path, &bytes)
            .map_err(self.failed("write", &self.spare.place(path)))?;
        let made = Made {
            path: path.to_owned(),
            written: Written { key, sha256, stamp },
            place: Place::Spare,
        };
        Ok((made, Some(bytes)))
    }
}

impl Staged<'_> {
    /// The edition's manifest, as bytes.
    fn manifest(&self, edition: &Edition<'_, '_>) -> Result<Vec<u8>, OutputError> {
        let mut manifest = edition.manifest.clone();
        let entries = self.files.iter().map(|made| {
            let entry = FileEntry {
                sha256: hex(&made.written.sha256),
                size: made.written.stamp.size,
            };
            (made.path.clone(), entry)
        });
        manifest.files = entries.collect();
        manifest.to_bytes().map_err(|error| {
            io_error(
                "write",
                &self.spare.join(MANIFEST),
                &io::Error::other(error),
            )
        })
    }

    /// Files of the site that was there which the edition does not have.
    fn removed(&self) -> Vec<String> {
        let Some(old) = &self.target.manifest else {
            return Vec::new();
        };
        let files: BTreeSet<&str> = self.files.iter().map(|made| &*made.path).collect();
        let paths = old
            .files
            .keys()
            .filter(|path| !files.contains(path.as_str()));
        paths.cloned().collect()
    }

    /// Puts the edition in the place of the site that was there.
    ///
    /// # Errors
    ///
    /// The first thing that the file system refuses.
    pub fn publish(mut self) -> Result<Outcome, OutputError> {
        let Some(mut change) = self.change.take() else {
            return Ok(self.outcome(None));
        };
        let target = &self.target.path;
        let done = durable::flush(&self.spare, &change.unflushed)
            .map_err(|error| io_error("flush", &self.spare, &error))
            .and_then(|()| {
                self.put_in_place(&change)
                    .map_err(|error| io_error("replace", target, &error))
            });
        match done {
            Ok(is_exchanged) => {
                change.is_done = true;
                Ok(self.outcome(Some((change, is_exchanged))))
            }
            Err(error) => {
                self.change = Some(change);
                Err(error)
            }
        }
    }

    /// Exchanges the folders, or changes the one in place. Returns which it was.
    fn put_in_place(&self, change: &Change) -> io::Result<bool> {
        let target = &self.target.path;
        if change.mirrored.len() == self.files.len() {
            match swap(&self.spare, target) {
                Ok(()) => {
                    if self.target.manifest.is_none() {
                        // There was nothing, or an empty folder.
                        let _ = fs::remove_dir(&self.spare);
                    }
                    self.strangers.leave(&self.spare);
                    return Ok(true);
                }
                // A mounted volume stays where it is.
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices
                    ) => {}
                Err(error) => return Err(error),
            }
        }
        let new = self.files.iter().filter(|made| made.is_new());
        let journal = Journal {
            remove: change.removed.clone(),
            put: new.map(|made| made.path.clone()).collect(),
        };
        fs::create_dir_all(target)?;
        journal.apply(target, &self.spare)?;
        self.strangers.leave(&self.spare);
        if change.mirrored.is_empty() {
            remove_tree(&self.spare)?;
        }
        Ok(false)
    }

    fn outcome(&mut self, change: Option<(Change, bool)>) -> Outcome {
        let inventory = self.inventory(change.as_ref());
        let kept = self.files.iter().filter(|made| !made.is_new()).count();
        let mut strangers: Vec<String> = std::mem::take(&mut self.strangers.paths)
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        let mut removed = 0;
        if let Some((change, is_exchanged)) = change {
            removed = change.removed.len();
            if is_exchanged {
                let others = change.ready.strangers.paths.into_iter();
                strangers.extend(others.map(|(path, _)| path));
                strangers.sort();
                strangers.dedup();
            }
        }
        Outcome {
            written: self.files.len() - kept,
            kept,
            removed,
            strangers,
            inventory,
            manifest: Stamp::at(&self.target.path.join(MANIFEST)),
        }
    }

    /// What the next build may rely on.
    fn inventory(&mut self, change: Option<&(Change, bool)>) -> Option<Inventory> {
        let pure = std::mem::take(&mut self.strangers.pure);
        let mut here = Listing::default();
        let mut spare = Listing::default();
        match change {
            None => {
                let is_known =
                    |made: &Made| matches!(made.place, Place::Here { is_known: true, .. });
                if !self.strangers.has_read && self.files.iter().all(is_known) {
                    return None;
                }
                here.files = self.claims(|made, _| Some(made.written.stamp));
                here.folders = pure;
                // The spare was not looked at: how long ago its folders changed is not known.
                spare.files = self
                    .last
                    .map(|last| last.spare.files.clone())
                    .unwrap_or_default();
            }
            Some((change, true)) => {
                here.files = self.claims(|_, at| change.mirrored.get(at).copied());
                here.folders = self.pure_folders(change);
                spare.files = self
                    .last
                    .map(|last| last.here.files.clone())
                    .unwrap_or_default();
                spare.folders = pure;
            }
            Some((change, false)) => {
                let target = &self.target.path;
                here.files = self.claims(|made, _| match made.place {
                    Place::Here { .. } => Some(made.written.stamp),
                    Place::Spare => Stamp::at(&target.join(&made.path)),
                });
                spare.files = self.claims(|_, at| change.mirrored.get(at).copied());
            }
        }
        Some(Inventory {
            folder: self.target.path.to_string_lossy().into_owned(),
            drawn: self.drawn,
            manifest: Stamp::at(&self.target.path.join(MANIFEST)),
            here,
            spare,
        })
    }

    fn claims(
        &self,
        stamp: impl Fn(&Made, usize) -> Option<Stamp>,
    ) -> Arc<HashMap<String, Written>> {
        let mut claims = HashMap::with_capacity(self.files.len());
        for (at, made) in self.files.iter().enumerate() {
            if let Some(stamp) = stamp(made, at) {
                let written = Written {
                    stamp,
                    ..made.written.clone()
                };
                claims.insert(made.path.clone(), written);
            }
        }
        Arc::new(claims)
    }

    /// Stamps of the folders of the new output in which nobody else's files are. That of a folder of the spare in
    /// which nothing was done is known.
    fn pure_folders(&self, change: &Change) -> HashMap<String, Stamp> {
        let strangers = &change.ready.strangers;
        let within = |path: &Path| -> Option<String> {
            Some(path.strip_prefix(&self.spare).ok()?.to_str()?.to_owned())
        };
        let new: Option<Vec<String>> = change.unflushed.iter().map(|path| within(path)).collect();
        let touched = new.map(|new| {
            let carried = self.strangers.paths.iter().map(|(path, _)| path);
            let all: Vec<String> = new.into_iter().chain(carried.cloned()).collect();
            let folders = folders_of(all.iter().map(String::as_str));
            let folders: BTreeSet<String> = folders.into_iter().map(str::to_owned).collect();
            &folders | &change.ready.touched
        });
        let known = |folder: &str| {
            let is_touched = touched.as_ref().is_none_or(|all| all.contains(folder));
            strangers.pure.get(folder).filter(|_| !is_touched).copied()
        };
        let folder_of = |path: &'_ str| path.rfind('/').map_or(0, |at| at);
        let strange: BTreeSet<&str> = [&self.strangers, strangers]
            .into_iter()
            .flat_map(|strangers| &strangers.paths)
            .map(|(path, _)| &path[..folder_of(path)])
            .collect();
        let folders = folders_of(self.files.iter().map(|made| &*made.path));
        let pure = folders
            .par_iter()
            .filter(|folder| !strange.contains(*folder));
        pure.filter_map(|folder| {
            let stamp = known(folder).or_else(|| Stamp::at(&self.target.path.join(folder)))?;
            Some(((*folder).to_owned(), stamp))
        })
        .collect()
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        let Some(change) = &self.change else {
            return;
        };
        if change.ready.is_new && !change.is_done {
            // Nothing can be done about a folder that cannot be removed; the next build tries again.
            let _ = remove_tree(&self.spare);
        }
    }
}

/// The paths of compressed copies.
fn copies(edition: &Edition<'_, '_>) -> Vec<String> {
    let artifacts = edition.artifacts.iter();
    let texts = artifacts.filter(|artifact| is_text(&artifact.path));
    texts
        .flat_map(|artifact| {
            edition
                .encodings
                .iter()
                .map(|encoding| encoding.path_of(&artifact.path))
        })
        .collect()
}

fn refuse_read_only(target: &Target) -> Result<(), OutputError> {
    for path in [&target.path, &target.parent] {
        if fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly()) {
            return Err(OutputError::Folder(Box::new(
                Finding::environment("output.write", format!("{} is read-only", path.display()))
                    .help("Make the folder writable, or choose another one with --out."),
            )));
        }
    }
    Ok(())
}

fn gather(made: Vec<Result<Vec<Made>, OutputError>>) -> Result<Vec<Made>, OutputError> {
    let mut files = Vec::with_capacity(made.len());
    let mut failures: Vec<Finding> = Vec::new();
    for made in made {
        match made {
            Ok(made) => files.extend(made),
            Err(OutputError::Made(findings)) => failures.extend(findings),
            Err(error) => return Err(error),
        }
    }
    if failures.is_empty() {
        Ok(files)
    } else {
        Err(OutputError::Made(failures))
    }
}

fn hex(hash: &Hash) -> String {
    use std::fmt::Write as _;
    hash.iter()
        .fold(String::with_capacity(64), |mut out, byte| {
            // Writing to a string cannot fail.
            let _ = write!(out, "{byte:02x}");
            out
        })
}

/// What lies in the output folder and is not Candor's, unless it is in the way of the edition.
fn strangers(
    target: &Target,
    files: &BTreeSet<&str>,
    folders: &BTreeSet<&str>,
    known: Option<&Inventory>,
) -> Result<Strangers, OutputError> {
    let Some(manifest) = &target.manifest else {
        return Ok(Strangers::default());
    };
    let found = Strangers::find(&target.path, manifest, known)
        .map_err(|error| io_error("read", &target.path, &error))?;
    let clash = found.in_the_way(files, folders).next();
    if let Some(path) = clash {
        return Err(OutputError::Folder(Box::new(
            Finding::environment(
                "output.folder",
                format!(
                    "{path} in {} is not Candor's, and the site has a file of that name",
                    target.path.display()
                ),
            )
            .help("Move that file away, or rename the page."),
        )));
    }
    Ok(found)
}

fn io_error(what: &str, path: &Path, error: &io::Error) -> OutputError {
    let finding = io_finding(what, path, error);
    match error.kind() {
        io::ErrorKind::StorageFull => OutputError::Full(finding),
        _ => OutputError::Folder(finding),
    }
}

fn swap(spare: &Path, target: &Path) -> io::Result<()> {
    if fs::symlink_metadata(target).is_ok() {
        durable::exchange(spare, target)
    } else {
        fs::rename(spare, target)
    }
}
