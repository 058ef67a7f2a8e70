//! Making every file beside the target, then exchanging the two folders.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::encoding::{compress, is_text};
use super::folder::{Target, by_depth, remove_known, remove_tree};
use super::record::{Record, Stamp, Written};
use super::{OutputError, Scratch, durable, io_finding};
use candor_core::config::Encoding;
use candor_core::manifest::{FileEntry, MANIFEST, Manifest};
use candor_core::render::{Artifact, Content};
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
    /// What the next build may rely on.
    pub record: Record,
}

/// A file that is in the stage.
struct Made {
    path: String,
    written: Written,
    /// Where it is, if it is no link to the old one.
    is_new: Option<PathBuf>,
}

/// Where files come from and where they go.
struct Folders<'a> {
    old: &'a Path,
    stage: &'a Path,
    last: Option<&'a Record>,
}

/// The paths of compressed copies.
fn copies(artifacts: &[Artifact<'_>], encodings: &BTreeSet<Encoding>) -> Vec<String> {
    let texts = artifacts.iter().filter(|artifact| is_text(&artifact.path));
    texts
        .flat_map(|artifact| {
            encodings
                .iter()
                .map(|encoding| encoding.path_of(&artifact.path))
        })
        .collect()
}

/// Makes every artifact, with a copy of text files in each of the encodings, and swaps the
/// new site in.
///
/// # Errors
///
/// Every file that cannot be made, or the first thing that the file system
/// refuses. The site that was there is untouched in either case.
pub fn write(
    target: &Target,
    artifacts: &[Artifact<'_>],
    encodings: &BTreeSet<Encoding>,
    mut manifest: Manifest,
    last: Option<&Record>,
    progress: &(dyn Fn() + Sync),
) -> Result<Outcome, OutputError> {
    refuse_read_only(target)?;
    let name = target
        .path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let stage = target.parent.join(format!(".{name}.candor-new"));
    let folder = |what: &'static str| {
        let stage = stage.clone();
        move |error: io::Error| OutputError::Folder(io_finding(what, &stage, &error))
    };
    remove_tree(&stage).map_err(folder("clear"))?;
    fs::create_dir(&stage).map_err(folder("create"))?;
    let scratch = Scratch(stage.clone());

    let copies = copies(artifacts, encodings);
    let planned = artifacts.iter().map(|artifact| artifact.path.as_str());
    let planned: BTreeSet<&str> = planned.chain(copies.iter().map(String::as_str)).collect();
    let strangers = strangers(target, &planned)?;
    make_folders(
        &stage,
        artifacts.iter().map(|artifact| artifact.path.as_str()),
    )
    .map_err(folder("create"))?;
    let last = last.filter(|last| Path::new(&last.folder) == target.path);
    let folders = Folders {
        old: &target.path,
        stage: &stage,
        last,
    };
    let made: Vec<Result<Vec<Made>, OutputError>> = artifacts
        .par_iter()
        .map(|artifact| {
            let made = make_all(artifact, encodings, &folders);
            progress();
            made
        })
        .collect();
    let (files, new_files, kept) = gather(made, &mut manifest)?;
    carry_over(&strangers, &target.path, &stage)?;

    let bytes = manifest.to_bytes().map_err(|error| {
        OutputError::Folder(io_finding(
            "write",
            &stage.join(MANIFEST),
            &io::Error::other(error),
        ))
    })?;
    let mut new_files = new_files;
    let manifest_written = put(MANIFEST, &bytes, &target.path, &stage)
        .map_err(|error| OutputError::Folder(io_finding("write", &stage.join(MANIFEST), &error)))?;
    if let Some(path) = manifest_written {
        new_files.push(path);
    }
    if let Some(outcome) = nothing_changed(target, &new_files, &files, &strangers) {
        let staged = files.keys().map(String::as_str);
        // The scratch folder's own end removes whatever this leaves.
        let _ = remove_known(&stage, staged.chain([MANIFEST]));
        return Ok(outcome);
    }
    durable::flush(&stage, &new_files).map_err(folder("flush"))?;
    swap(&stage, &target.path)
        .map_err(|error| OutputError::Folder(io_finding("replace", &target.path, &error)))?;
    if let Some(old) = &target.manifest {
        let old = old.files.keys().map(String::as_str);
        // The scratch folder's own end removes whatever this leaves.
        let _ = remove_known(&stage, old.chain([MANIFEST]));
    }
    drop(scratch);

    let removed = target.manifest.as_ref().map_or(0, |old| {
        old.files
            .keys()
            .filter(|path| !files.contains_key(*path))
            .count()
    });
    Ok(Outcome {
        written: files.len() - kept,
        kept,
        removed,
        strangers: strangers.into_iter().map(|(path, _)| path).collect(),
        record: Record {
            folder: target.path.to_string_lossy().into_owned(),
            files,
        },
    })
}

/// When every file is there already, the folder stays as it is.
fn nothing_changed(
    target: &Target,
    new_files: &[PathBuf],
    files: &HashMap<String, Written>,
    strangers: &[Stranger],
) -> Option<Outcome> {
    let old = target.manifest.as_ref()?;
    let same = new_files.is_empty() && old.files.len() == files.len();
    same.then(|| Outcome {
        written: 0,
        kept: files.len(),
        removed: 0,
        strangers: strangers.iter().map(|(path, _)| path.clone()).collect(),
        record: Record {
            folder: target.path.to_string_lossy().into_owned(),
            files: files.clone(),
        },
    })
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

type Gathered = (HashMap<String, Written>, Vec<PathBuf>, usize);

fn gather(
    made: Vec<Result<Vec<Made>, OutputError>>,
    manifest: &mut Manifest,
) -> Result<Gathered, OutputError> {
    let mut files = HashMap::with_capacity(made.len());
    let mut new_files = Vec::new();
    let mut kept = 0;
    let mut failures: Vec<Finding> = Vec::new();
    for made in made {
        let made = match made {
            Ok(made) => made,
            Err(OutputError::Folder(finding)) => return Err(OutputError::Folder(finding)),
            Err(OutputError::Made(findings)) => {
                failures.extend(findings);
                continue;
            }
        };
        for file in made {
            match file.is_new {
                Some(path) => new_files.push(path),
                None => kept += 1,
            }
            manifest.files.insert(
                file.path.clone(),
                FileEntry {
                    sha256: hex(&file.written.sha256),
                    size: file.written.stamp.size,
                },
            );
            files.insert(file.path, file.written);
        }
    }
    if failures.is_empty() {
        Ok((files, new_files, kept))
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

/// Creates the folders of all paths, parents before children.
fn make_folders<'a>(stage: &Path, paths: impl Iterator<Item = &'a str>) -> io::Result<()> {
    for folders in by_depth(paths) {
        folders
            .par_iter()
            .try_for_each(|folder| fs::create_dir(stage.join(folder)))?;
    }
    Ok(())
}

/// Makes a file and its compressed copies.
fn make_all(
    artifact: &Artifact<'_>,
    encodings: &BTreeSet<Encoding>,
    folders: &Folders<'_>,
) -> Result<Vec<Made>, OutputError> {
    let made = match folders.keep(&artifact.path, &artifact.key)? {
        Some(kept) => kept,
        None => folders.put(&artifact.path, artifact.key, &bytes_of(artifact)?)?,
    };
    let mut all = vec![made];
    if !is_text(&artifact.path) {
        return Ok(all);
    }
    for encoding in encodings {
        let path = encoding.path_of(&artifact.path);
        // Compressing takes longer than anything else: a copy depends on the bytes alone.
        let mut key = blake3::Hasher::new();
        key.update(candor_core::BUILD_ID.as_bytes())
            .update(encoding.ending().as_bytes())
            .update(&all[0].written.sha256);
        let key = *key.finalize().as_bytes();
        let made = match folders.keep(&path, &key)? {
            Some(kept) => kept,
            None => {
                let staged = folders.stage.join(&artifact.path);
                let compressed = fs::read(&staged)
                    .and_then(|bytes| compress(*encoding, &bytes))
                    .map_err(|error| {
                        OutputError::Folder(io_finding("compress", &staged, &error))
                    })?;
                folders.put(&path, key, &compressed)?
            }
        };
        all.push(made);
    }
    Ok(all)
}

fn bytes_of<'a>(artifact: &'a Artifact<'_>) -> Result<std::borrow::Cow<'a, [u8]>, OutputError> {
    Ok(match &artifact.content {
        Content::Bytes(bytes) => bytes.into(),
        Content::Make(make) => make()
            .map_err(|finding| OutputError::Made(vec![*finding]))?
            .into(),
        Content::Copy(file) => file
            .bytes()
            .map_err(|finding| OutputError::Made(vec![*finding]))?
            .into(),
    })
}

impl Folders<'_> {
    /// Links a file of the last build whose key is the same and that nobody touched.
    fn keep(&self, path: &str, key: &Hash) -> Result<Option<Made>, OutputError> {
        let there = self.old.join(path);
        let known = self.last.and_then(|last| last.files.get(path));
        let Some(written) = known.filter(|written| {
            written.key == *key
                && fs::symlink_metadata(&there).is_ok_and(|metadata| {
                    metadata.is_file() && Stamp::of(&metadata) == written.stamp
                })
        }) else {
            return Ok(None);
        };
        let staged = self.stage.join(path);
        link(&there, &staged)
            .map_err(|error| OutputError::Folder(io_finding("write", &staged, &error)))?;
        Ok(Some(Made {
            path: path.to_owned(),
            written: written.clone(),
            is_new: None,
        }))
    }

    fn put(&self, path: &str, key: Hash, bytes: &[u8]) -> Result<Made, OutputError> {
        let staged = self.stage.join(path);
        let failed = |error: io::Error| OutputError::Folder(io_finding("write", &staged, &error));
        let is_new = put(path, bytes, self.old, self.stage).map_err(failed)?;
        let metadata = fs::symlink_metadata(&staged).map_err(failed)?;
        Ok(Made {
            path: path.to_owned(),
            written: Written {
                key,
                sha256: Sha256::digest(bytes).into(),
                stamp: Stamp::of(&metadata),
            },
            is_new,
        })
    }
}

/// Puts bytes into the stage. A file of the old site with the same bytes is linked
/// instead, so that its modification time stays. Returns the path of a new file.
fn put(path: &str, bytes: &[u8], old: &Path, stage: &Path) -> io::Result<Option<PathBuf>> {
    let there = old.join(path);
    let staged = stage.join(path);
    let same_size = fs::symlink_metadata(&there)
        .is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes.len() as u64);
    if same_size && fs::read(&there).is_ok_and(|known| known == bytes) {
        link(&there, &staged)?;
        return Ok(None);
    }
    fs::write(&staged, bytes)?;
    Ok(Some(staged))
}

/// Links a file, or copies it with its time where the file system has no links.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to)?;
    let modified = fs::metadata(from)?.modified()?;
    fs::File::options()
        .write(true)
        .open(to)?
        .set_times(fs::FileTimes::new().set_modified(modified))
}

/// What lies in the old folder and is not Candor's: path and whether it is a folder.
type Stranger = (String, bool);

fn strangers(target: &Target, planned: &BTreeSet<&str>) -> Result<Vec<Stranger>, OutputError> {
    let Some(manifest) = &target.manifest else {
        return Ok(Vec::new());
    };
    let mut own_folders: BTreeSet<&str> = BTreeSet::new();
    for path in manifest.files.keys() {
        own_folders.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
    }
    let own = |path: &str| path == MANIFEST || manifest.files.contains_key(path);
    let mut found = Vec::new();
    find_strangers(
        &target.path,
        "",
        &own,
        &|path| own_folders.contains(path),
        &mut found,
    )
    .map_err(|error| OutputError::Folder(io_finding("read", &target.path, &error)))?;
    found.sort();
    let clash = found
        .iter()
        .find(|(path, _)| planned.contains(path.as_str()) || path == MANIFEST);
    if let Some((path, _)) = clash {
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

fn find_strangers(
    root: &Path,
    folder: &str,
    own: &(dyn Fn(&str) -> bool + Sync),
    own_folder: &(dyn Fn(&str) -> bool + Sync),
    found: &mut Vec<Stranger>,
) -> io::Result<()> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() {
            name
        } else {
            format!("{folder}/{name}")
        };
        if entry.file_type()?.is_dir() {
            if !own_folder(&path) {
                found.push((path.clone(), true));
            }
            folders.push(path);
        } else if !own(&path) {
            found.push((path, false));
        }
    }
    let inner: Vec<io::Result<Vec<Stranger>>> = folders
        .par_iter()
        .map(|path| {
            let mut found = Vec::new();
            find_strangers(root, path, own, own_folder, &mut found)?;
            Ok(found)
        })
        .collect();
    for result in inner {
        found.extend(result?);
    }
    Ok(())
}

fn carry_over(strangers: &[Stranger], old: &Path, stage: &Path) -> Result<(), OutputError> {
    for (path, is_folder) in strangers {
        let (from, to) = (old.join(path), stage.join(path));
        carry(&from, &to, *is_folder)
            .map_err(|error| OutputError::Folder(io_finding("keep", &from, &error)))?;
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
    #[cfg(unix)]
    if fs::symlink_metadata(from)?.is_symlink() {
        return std::os::unix::fs::symlink(fs::read_link(from)?, to);
    }
    link(from, to)
}

fn swap(stage: &Path, target: &Path) -> io::Result<()> {
    if fs::symlink_metadata(target).is_ok() {
        durable::exchange(stage, target)
    } else {
        fs::rename(stage, target)
    }
}
