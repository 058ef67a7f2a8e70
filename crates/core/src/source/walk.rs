//! Walking the site's folders and reading what lies there, in parallel.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::text::{TEXT_LIMIT, decode};
use super::{
    CONFIG_FILE, FileKind, FileStamp, KnownPage, KnownPages, SourceFile, SourceTree, images,
};
use candor_model::findings::Finding;

/// Kinds of file that are copied from `content/` to the site as they are.
/// HTML and scripts are not among them: every page is Candor's own.
pub const ASSET_EXTENSIONS: &[&str] = &[
    "avif", "csv", "docx", "gif", "ico", "jpeg", "jpg", "json", "mp4", "odt", "pdf", "png", "svg",
    "txt", "vtt", "webm", "webp", "xlsx", "zip",
];

/// Largest asset, in bytes: the per-file limit of the strictest common CDN.
pub const ASSET_LIMIT: u64 = 25 * 1024 * 1024;

/// What lies in a site's folders, not yet read.
pub struct Walked {
    pub(super) tree: SourceTree,
    pub(super) found: Vec<Found>,
}

/// Walks the folders of the site in `root` and reads its configuration.
pub fn walk(root: &Path) -> Walked {
    let mut tree = SourceTree {
        root: root.to_path_buf(),
        ..SourceTree::default()
    };
    let canonical_root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    read_config(&mut tree, &canonical_root);
    let mut found = Vec::new();
    for folder in ["content", "rules", "themes"] {
        collect(
            root,
            &canonical_root,
            folder,
            &mut found,
            &mut tree.findings,
        );
    }
    Walked { tree, found }
}

impl Walked {
    /// Reads what was found. What cannot be read is a finding in the result. Of pages
    /// in `known` whose bytes are the same only the front matter is kept.
    pub fn read(self, known: &KnownPages) -> SourceTree {
        let Walked { mut tree, found } = self;
        let read: Vec<Result<SourceFile, Box<Finding>>> = found
            .into_par_iter()
            .map_with(Vec::new(), |buffer, (path, disk, kind)| {
                read_file(path, &disk, kind, known, buffer)
            })
            .collect();
        for outcome in read {
            match outcome {
                Ok(file) => {
                    tree.files.insert(file.path.clone(), file);
                }
                Err(finding) => tree.findings.push(*finding),
            }
        }
        tree
    }
}

/// Walks and reads the site in `root`.
pub fn read(root: &Path, known: &KnownPages) -> SourceTree {
    walk(root).read(known)
}

fn read_config(tree: &mut SourceTree, canonical_root: &Path) {
    let path = tree.root.join(CONFIG_FILE);
    if path.is_symlink() && path.exists() && !stays_inside(&path, canonical_root) {
        tree.findings.push(
            Finding::environment("config.file", "candor.toml is a link that leads out of the site")
                .help("Copy the file into the site; a link to somewhere else would break on another machine.")
                .in_file(CONFIG_FILE),
        );
        return;
    }
    match std::fs::read(&path) {
        Ok(bytes) if bytes.len() as u64 > TEXT_LIMIT => tree.findings.push(
            Finding::environment("config.file", "candor.toml is too large to be a configuration")
                .help("Is this the right file? A configuration is a few kilobytes.")
                .in_file(CONFIG_FILE),
        ),
        Ok(bytes) => match decode(bytes) {
            Ok(text) => tree.config = Some(text),
            Err(error) => tree.findings.push(
                Finding::environment(
                    "config.file",
                    format!("candor.toml is {error}, on line {}", error.line),
                )
                .help("Save the file as UTF-8.")
                .in_file(CONFIG_FILE),
            ),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => tree.findings.push(
            Finding::environment(
                "config.file",
                format!("there is no candor.toml in {}", tree.root.display()),
            )
            .help("Go to the folder of your site, name it with --root, or make a new site with `candor init`."),
        ),
        Err(error) => tree.findings.push(
            Finding::environment("config.file", format!("cannot read candor.toml: {error}"))
                .help("Check that the file is readable for you.")
                .in_file(CONFIG_FILE),
        ),
    }
}

pub(super) type Found = (Arc<str>, PathBuf, FileKind);

fn collect(
    root: &Path,
    canonical_root: &Path,
    folder: &str,
    found: &mut Vec<Found>,
    findings: &mut Vec<Finding>,
) {
    let base = root.join(folder);
    if !base.exists() {
        return;
    }
    let mut walk = WalkDir::new(&base)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry));
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                findings.push(walk_finding(root, &error));
                continue;
            }
        };
        if entry.file_type().is_dir() && !entry.path_is_symlink() {
            continue;
        }
        let Some(path) = site_path(root, entry.path()) else {
            findings.push(
                Finding::error("source.name", "a file name is not valid Unicode")
                    .help("Rename the file with plain letters, digits and hyphens.")
                    .in_file(
                        entry
                            .path()
                            .strip_prefix(root)
                            .unwrap_or(entry.path())
                            .to_string_lossy(),
                    ),
            );
            continue;
        };
        if entry.path_is_symlink() && !stays_inside(entry.path(), canonical_root) {
            findings.push(
                Finding::error("source.symlink", "this link leads out of the site")
                    .help("Copy the file into the site; a link to somewhere else would break on another machine.")
                    .in_file(path),
            );
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
            continue;
        }
        if entry.file_type().is_dir() {
            continue;
        }
        if !entry.file_type().is_file() {
            findings.push(
                Finding::error("source.kind", "this is no regular file")
                    .help("Only files and folders are published.")
                    .in_file(path),
            );
            continue;
        }
        match classify(&path) {
            Some(FileKind::Asset) if !has_address(&path) => findings.push(
                Finding::error("source.address", "this name cannot be part of an address")
                    .help("Rename the file with letters, digits and hyphens.")
                    .in_file(path),
            ),
            Some(kind) => found.push((path.into(), entry.into_path(), kind)),
            None if folder == "content" => findings.push(
                Finding::error("source.kind", "this kind of file is not published")
                    .help(format!(
                        "Move it out of content/, or use one of: md, {}.",
                        ASSET_EXTENSIONS.join(", ")
                    ))
                    .in_file(path),
            ),
            None => findings.extend(unread_pack(&path)),
        }
    }
}

/// A rule pack in a place where none is read: what it asks for would be passed over.
fn unread_pack(path: &str) -> Option<Finding> {
    let message = if path == "rules" {
        "this is a file, and must be the folder of rule packs"
    } else if path.starts_with("rules/") && path.to_ascii_lowercase().ends_with(".toml") {
        "no rule pack is read here"
    } else {
        return None;
    };
    let finding = Finding::environment("rules.pack", message);
    Some(
        finding
            .help("Each pack is a file of its own in the folder rules/, as rules/house.toml, and in none below it.")
            .in_file(path),
    )
}

fn stays_inside(path: &Path, canonical_root: &Path) -> bool {
    path.canonicalize()
        .is_ok_and(|target| target.starts_with(canonical_root))
}

fn is_hidden(entry: &DirEntry) -> bool {
    is_hidden_name(&entry.file_name().to_string_lossy())
}

/// Names of files that are nobody's content, such as an editor's backups.
pub(super) fn is_hidden_name(name: &str) -> bool {
    name.starts_with('.') || name.ends_with('~') || (name.starts_with('#') && name.ends_with('#'))
}

fn site_path(root: &Path, path: &Path) -> Option<String> {
    let relative = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

fn walk_finding(root: &Path, error: &walkdir::Error) -> Finding {
    let path = error
        .path()
        .and_then(|path| site_path(root, path))
        .unwrap_or_default();
    if error.loop_ancestor().is_some() {
        return Finding::error(
            "source.symlink",
            "this link leads back into a folder above it",
        )
        .help("Remove the link: a folder cannot hold itself.")
        .in_file(path);
    }
    let reason = error
        .io_error()
        .map_or_else(|| error.to_string(), ToString::to_string);
    Finding::environment("source.unreadable", format!("cannot read this: {reason}"))
        .help("Check that the file exists and is readable for you.")
        .in_file(path)
}

/// Whether every part of a path can be part of an address.
fn has_address(path: &str) -> bool {
    path.split('/').all(is_segment)
}

/// Whether a text can stand between two slashes of an address: letters, digits,
/// `-`, `_`, `.` and `~`, not beginning with a dot. Control and direction-override
/// characters, slashes and spaces are thereby out.
pub fn is_segment(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 100
        && !text.starts_with('.')
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
}

/// What a file is, by where it lies and how it is called.
pub(super) fn classify(path: &str) -> Option<FileKind> {
    let extension = path
        .rsplit_once('.')
        .map(|(_, ext)| ext.to_ascii_lowercase());
    let extension = extension.as_deref().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["content", "channels.toml"] => Some(FileKind::Channels),
        ["content", "reports", name] if name.ends_with(".toml") => Some(FileKind::Quarter),
        ["content", ..] if extension == "md" => Some(FileKind::Page),
        ["content", ..] if ASSET_EXTENSIONS.contains(&extension) => Some(FileKind::Asset),
        ["rules", name] if name.ends_with(".toml") => Some(FileKind::Pack),
        ["themes", _, "templates", ..] => Some(FileKind::Template),
        ["themes", _, "static", ..] => Some(FileKind::ThemeStatic),
        ["themes", _, "i18n" | "synonyms" | "stopwords", _] if extension == "toml" => {
            Some(FileKind::ThemeStrings)
        }
        _ => None,
    }
}

fn read_file(
    path: Arc<str>,
    disk: &Path,
    kind: FileKind,
    known: &KnownPages,
    buffer: &mut Vec<u8>,
) -> Result<SourceFile, Box<Finding>> {
    let place = path.to_string();
    let trusted_before = known.written - SETTLED;
    let known = known.pages.get(&place);
    if let Some(file) = known.and_then(|known| unread(&path, disk, known, trusted_before)) {
        return Ok(file);
    }
    read_content(path, disk, kind, known, buffer)
        .map_err(|finding| Box::new(finding.in_file(place)))
}

/// Two seconds in nanoseconds: the coarsest clock of a common file system.
pub(super) const SETTLED: i128 = 2_000_000_000;

/// A known page whose stamp proves that its bytes are the same.
fn unread(
    path: &Arc<str>,
    disk: &Path,
    known: &KnownPage,
    trusted_before: i128,
) -> Option<SourceFile> {
    let stamp = FileStamp::of(&std::fs::metadata(disk).ok()?)?;
    let settled = stamp.modified.max(stamp.changed) < trusted_before;
    (settled && known.stamp == Some(stamp)).then(|| SourceFile {
        path: path.clone(),
        kind: FileKind::Page,
        hash: known.hash,
        size: stamp.size,
        stamp: Some(stamp),
        text: Some(known.front.clone()),
        is_cut: true,
        bytes: None,
        image: None,
    })
}

/// The finding for a file of `size` bytes where `limit` are allowed.
pub(super) fn too_large(size: u64, limit: u64) -> Finding {
    Finding::error(
        "source.too-large",
        format!(
            "this file is {:.1} MB; the limit is {} MB",
            size as f64 / 1_048_576.0,
            limit / 1_048_576
        ),
    )
    .help("Split it, or check that it is the file you meant.")
}

/// Reads through `buffer`, which is used for one file after the other.
#[expect(
    clippy::result_large_err,
    reason = "boxed once, by the only caller, which adds the place"
)]
fn read_content(
    path: Arc<str>,
    disk: &Path,
    kind: FileKind,
    known: Option<&KnownPage>,
    buffer: &mut Vec<u8>,
) -> Result<SourceFile, Finding> {
    let unreadable = |error: io::Error| {
        Finding::environment(
            "source.unreadable",
            format!("cannot read this file: {error}"),
        )
        .help("Check that the file is readable for you.")
    };
    let is_text = !matches!(kind, FileKind::Asset | FileKind::ThemeStatic);
    let limit = if is_text { TEXT_LIMIT } else { ASSET_LIMIT };
    let mut file = std::fs::File::open(disk).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    let size = metadata.len();
    if size > limit {
        return Err(too_large(size, limit));
    }
    buffer.clear();
    // Through `take`, which asks the system for the size no second time.
    file.by_ref()
        .take(limit)
        .read_to_end(buffer)
        .map_err(unreadable)?;
    let hash = *blake3::hash(buffer).as_bytes();
    let mut read = SourceFile {
        path,
        kind,
        hash,
        size,
        stamp: FileStamp::of(&metadata),
        text: None,
        is_cut: false,
        bytes: None,
        image: None,
    };
    if let Some(known) = known.filter(|known| known.hash == hash) {
        read.text = Some(known.front.clone());
        read.is_cut = true;
    } else if is_text {
        read.text = Some(decode(buffer.clone()).map_err(|error| {
            Finding::error(
                "source.encoding",
                format!("this file is {error}, on line {}", error.line),
            )
            .help("Save the file as UTF-8 (in most editors: Save with encoding).")
        })?);
    } else {
        read.image = images::size(buffer);
        if kind == FileKind::ThemeStatic {
            read.bytes = Some(buffer.as_slice().into());
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_classified_by_place_and_name() {
        assert_eq!(classify("content/faq/fees.es.md"), Some(FileKind::Page));
        assert_eq!(classify("content/channels.toml"), Some(FileKind::Channels));
        assert_eq!(
            classify("content/reports/2026-q3.toml"),
            Some(FileKind::Quarter)
        );
        assert_eq!(classify("content/faq/form.PDF"), Some(FileKind::Asset));
        assert_eq!(classify("content/faq/trick.html"), None);
        assert_eq!(
            classify("themes/default/templates/base.html"),
            Some(FileKind::Template)
        );
    }

    #[test]
    fn segments() {
        assert!(is_segment("account-freezes") && is_segment("cuenta_1.2~a") && is_segment("años"));
        for bad in [
            "",
            "..",
            ".hidden",
            "a/b",
            "a b",
            "a\u{0}b",
            "a\u{202e}b",
            "a\\b",
            "a%b",
        ] {
            assert!(!is_segment(bad), "{bad:?}");
        }
    }
}
