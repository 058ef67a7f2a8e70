//! Which of the files behind a door are a site's, and reading them, in parallel.

use std::sync::Arc;

use rayon::prelude::*;

use super::door::{Door, DoorError, Entry, EntryKind};
use super::names::{self, WELL_KNOWN, is_hidden_name};
use super::text::{TEXT_LIMIT, decode};
use super::{
    CONFIG_FILE, FileKind, KnownPage, KnownPages, SourceFile, SourceTree, drawing, images, metadata,
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

/// Lists the folders of a site and reads its configuration.
pub fn walk(door: Arc<dyn Door>) -> Walked {
    let mut tree = SourceTree::new(door);
    read_config(&mut tree);
    let mut found = Vec::new();
    for folder in ["content", "rules", "themes"] {
        collect(folder, &mut found, &mut tree);
    }
    Walked { tree, found }
}

/// A file that was read, and what is wrong with its bytes.
type Looked = (SourceFile, Vec<Finding>);

impl Walked {
    /// Without what is copied as it is: what the site says is in its texts.
    pub fn texts_only(mut self) -> Walked {
        self.found
            .retain(|(_, kind)| !matches!(kind, FileKind::Asset | FileKind::ThemeStatic));
        self
    }

    /// Reads what was found. What cannot be read is a finding in the result. Of pages
    /// in `known` whose bytes are the same only the front matter is kept.
    pub fn read(self, known: &KnownPages) -> SourceTree {
        let Walked { mut tree, found } = self;
        let door = &*tree.door;
        let read: Vec<Result<Looked, Box<Finding>>> = found
            .into_par_iter()
            .map_with(Vec::new(), |buffer, (path, kind)| {
                let file = read_file(door, path, kind, known, buffer)?;
                // Of a page the buffer may hold another's bytes.
                let found = match kind {
                    FileKind::Asset => unpublishable(&file.path, buffer),
                    _ => Vec::new(),
                };
                Ok((file, found))
            })
            .collect();
        for outcome in read {
            match outcome {
                Ok((file, found)) => {
                    // Not even a preview shows what was written for a page.
                    let is_source = found.iter().any(|finding| finding.id == "source.kind");
                    if !is_source {
                        tree.files.insert(file.path.clone(), file);
                    }
                    tree.findings.extend(found);
                }
                Err(finding) => tree.findings.push(*finding),
            }
        }
        tree
    }
}

/// Lists and reads the site behind a door.
pub fn read(door: Arc<dyn Door>, known: &KnownPages) -> SourceTree {
    walk(door).read(known)
}

fn read_config(tree: &mut SourceTree) {
    let mut bytes = Vec::new();
    let fault = |message: String, help: &'static str| {
        Finding::environment("config.file", message)
            .help(help)
            .in_file(CONFIG_FILE)
    };
    let finding = match tree.door.read(CONFIG_FILE, TEXT_LIMIT, &mut bytes) {
        Ok(_) => match decode(bytes) {
            Ok(text) => {
                tree.config = Some(text);
                return;
            }
            Err(error) => fault(
                format!("candor.toml is {error}, on line {}", error.line),
                "Save the file as UTF-8.",
            ),
        },
        Err(DoorError::TooLarge { .. }) => fault(
            "candor.toml is too large to be a configuration".to_owned(),
            "Is this the right file? A configuration is a few kilobytes.",
        ),
        Err(DoorError::Link) => fault("candor.toml is a link".to_owned(), COPY_IT),
        Err(DoorError::Missing) => Finding::environment(
            "config.file",
            format!("there is no candor.toml in {}", tree.door.name()),
        )
        .help("Go to the folder of your site, name it with --root, or make a new site with `candor init`.")
        .in_file(CONFIG_FILE),
        Err(error @ (DoorError::NoFile | DoorError::Refused(_))) => fault(
            format!("cannot read candor.toml: {error}"),
            "Check that it is a file and readable for you.",
        ),
    };
    tree.findings.push(finding);
}

/// What to do about a link. Even one that stays inside the site is not followed: between
/// looking where it leads and opening it, it can be made to lead elsewhere.
const COPY_IT: &str = "Put a copy of what it leads to in its place. Links are not followed: they break on other machines, and what they lead to can change unseen.";

/// A file of the site by its path, and what it is.
pub(super) type Found = (Arc<str>, FileKind);

fn collect(folder: &str, found: &mut Vec<Found>, tree: &mut SourceTree) {
    let mut entries = tree.door.list(folder);
    // The order of findings must not depend on the door.
    entries.sort_unstable();
    let findings = &mut tree.findings;
    entries.retain(|entry| !entry.path.split('/').skip(1).any(is_hidden_name));
    if folder == "content" {
        // The wrong name is told, and not what follows from it.
        let is_there = |path: &str| {
            let found = entries.binary_search_by(|entry| entry.path.as_str().cmp(path));
            found.is_ok()
        };
        let misnamed: Vec<Option<Finding>> = entries
            .iter()
            .map(|entry| match entry.kind {
                EntryKind::File => names::misnamed(&entry.path, &is_there),
                _ => None,
            })
            .collect();
        let mut misnamed = misnamed.into_iter();
        entries.retain(|entry| match misnamed.next().flatten() {
            Some(finding) => {
                findings.push(finding.in_file(&*entry.path));
                false
            }
            None => true,
        });
        findings.extend(entries.iter().filter_map(|entry| reserved(&entry.path)));
    }
    for Entry { path, kind } in entries {
        match kind {
            EntryKind::File => match classify(&path) {
                Some(FileKind::Asset) if !has_address(&path) => findings.push(
                    Finding::error("source.address", "this name cannot be part of an address")
                        .help("Rename the file with letters, digits and hyphens.")
                        .in_file(path),
                ),
                Some(kind) => found.push((path.into(), kind)),
                None if folder == "content" => findings.push(
                    Finding::error("source.kind", "this kind of file is not published")
                        .help(format!(
                            "Move it out of content/, or use one of: md, {}.",
                            ASSET_EXTENSIONS.join(", ")
                        ))
                        .in_file(path),
                ),
                None => findings.extend(unread_pack(&path)),
            },
            kind => findings.extend(unusable(kind, path)),
        }
    }
}

/// The finding for a name that Windows cannot hold.
fn reserved(path: &str) -> Option<Finding> {
    let part = path.split('/').find(|part| names::is_reserved(part))?;
    Some(
        Finding::error("source.name", format!("Windows cannot hold a file or a folder called `{part}`"))
            .help("Rename it: nobody could get the site's files on a computer with Windows, and some could not open the published folder.")
            .in_file(path),
    )
}

/// The finding for something that is no file.
fn unusable(kind: EntryKind, path: String) -> Option<Finding> {
    let finding = match kind {
        EntryKind::File => return None,
        EntryKind::Link => Finding::error("source.symlink", "this is a link").help(COPY_IT),
        EntryKind::Special => Finding::error("source.kind", "this is no regular file")
            .help("Only files and folders are published."),
        EntryKind::Nameless => Finding::error("source.name", "a file name is not valid Unicode")
            .help("Rename the file with plain letters, digits and hyphens."),
        EntryKind::Unreadable(reason) => {
            Finding::environment("source.unreadable", format!("cannot read this: {reason}"))
                .help("Check that the file exists and is readable for you.")
        }
    };
    Some(finding.in_file(path))
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

/// Whether every part of a path can be part of an address.
fn has_address(path: &str) -> bool {
    path.split('/')
        .all(|part| is_segment(part) || part == WELL_KNOWN)
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
fn classify(path: &str) -> Option<FileKind> {
    let extension = path
        .rsplit_once('.')
        .map(|(_, ext)| ext.to_ascii_lowercase());
    let extension = extension.as_deref().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["content", "channels.toml"] => Some(FileKind::Channels),
        ["content", "reports", name] if name.ends_with(".toml") => Some(FileKind::Quarter),
        ["content", ..] if extension == "md" => Some(FileKind::Page),
        ["content", WELL_KNOWN, ..] => Some(FileKind::Asset),
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
    door: &dyn Door,
    path: Arc<str>,
    kind: FileKind,
    known: &KnownPages,
    buffer: &mut Vec<u8>,
) -> Result<SourceFile, Box<Finding>> {
    let place = path.to_string();
    let trusted_before = known.written - SETTLED;
    let known = known.pages.get(&place);
    if let Some(file) = known.and_then(|known| unread(door, &path, known, trusted_before)) {
        return Ok(file);
    }
    read_content(door, path, kind, known, buffer)
        .map_err(|finding| Box::new(finding.in_file(place)))
}

/// Two seconds in nanoseconds: the coarsest clock of a common file system.
pub(super) const SETTLED: i128 = 2_000_000_000;

/// A known page whose stamp proves that its bytes are the same.
fn unread(
    door: &dyn Door,
    path: &Arc<str>,
    known: &KnownPage,
    trusted_before: i128,
) -> Option<SourceFile> {
    let stamp = door.stamp(path).ok()??;
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
fn too_large(size: u64, limit: u64) -> Finding {
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
    door: &dyn Door,
    path: Arc<str>,
    kind: FileKind,
    known: Option<&KnownPage>,
    buffer: &mut Vec<u8>,
) -> Result<SourceFile, Finding> {
    let is_text = !matches!(kind, FileKind::Asset | FileKind::ThemeStatic);
    let limit = if is_text { TEXT_LIMIT } else { ASSET_LIMIT };
    let stamp = door
        .read(&path, limit, buffer)
        .map_err(|error| match error {
            DoorError::TooLarge { size } => too_large(size, limit),
            DoorError::Link => Finding::error("source.symlink", "this is a link").help(COPY_IT),
            error => Finding::environment(
                "source.unreadable",
                format!("cannot read this file: {error}"),
            )
            .help("Check that the file is readable for you."),
        })?;
    let hash = *blake3::hash(buffer).as_bytes();
    let mut read = SourceFile {
        path,
        kind,
        hash,
        size: buffer.len() as u64,
        stamp,
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

/// What is wrong with a file that is published as it is.
fn unpublishable(path: &str, bytes: &[u8]) -> Vec<Finding> {
    let ending = path
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let found = match ending.as_str() {
        "svg" => drawn(bytes),
        "txt" if std::str::from_utf8(bytes).is_ok_and(names::looks_like_page) => vec![
            Finding::error("source.kind", "this text would be published as it is, and looks like a page")
                .help("Rename it so that it ends in .md, or move it out of content/ if it is not to be published."),
        ],
        _ if metadata::is_cleaned(path) && metadata::removed(bytes).is_none() => vec![
            Finding::error("source.picture", "this picture is damaged, or is something else than its name says")
                .help("Save it again as PNG, JPEG or WebP. What a photograph says of its place and its maker is removed from a whole picture only."),
        ],
        _ => Vec::new(),
    };
    found
        .into_iter()
        .map(|finding| finding.in_file(path))
        .collect()
}

/// What is wrong with an SVG.
fn drawn(bytes: &[u8]) -> Vec<Finding> {
    const DRAW_ONLY: &str = "Export it again as a plain picture, without scripts, links to other files and text boxes of a browser (in Inkscape: Plain SVG), or use a PNG.";
    let Ok(text) = std::str::from_utf8(bytes) else {
        return vec![
            Finding::error("source.picture", "this picture is not UTF-8").help("Save it as UTF-8."),
        ];
    };
    let held = match drawing::look(text.trim_start_matches('\u{feff}')) {
        Ok(held) => held,
        Err(line) => {
            let message =
                format!("this picture is no SVG that browsers can read, from line {line} on");
            return vec![Finding::error("source.picture", message).help("Export it again.")];
        }
    };
    let mut found: Vec<Finding> = held
        .faults
        .iter()
        .map(|fault| {
            let message = format!("this picture {}, on line {}", fault.what, fault.line);
            Finding::error("source.picture", message).help(DRAW_ONLY)
        })
        .collect();
    if held.more > 0 {
        let message = format!(
            "this picture holds {} more of what is not published",
            held.more
        );
        found.push(Finding::error("source.picture", message).help(DRAW_ONLY));
    }
    if let Some(line) = held.style {
        found.push(
            Finding::warning("source.picture", format!("this picture has a style on line {line}, which does nothing when it is opened by itself"))
                .help("Export it with colours as attributes, such as fill=\"#0b5c55\" (Inkscape: Plain SVG; Illustrator: Presentation Attributes). The site's policy allows no style inside a file."),
        );
    }
    found
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
