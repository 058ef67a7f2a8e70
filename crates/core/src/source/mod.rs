//! Reading a site through a [`Door`], wherever its files are.
//!
//! The result, a [`SourceTree`], holds decoded text and the bytes' hashes; what
//! could not be read is a finding, and everything else is still there.

pub mod door;
mod drawing;
pub(crate) mod images;
mod inputs;
mod memory;
pub(crate) mod metadata;
mod names;
mod overlay;
mod text;
mod walk;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub use door::{Door, DoorError};
pub use inputs::Inputs;
pub use memory::Memory;
pub use names::{WELL_KNOWN, is_hidden_name, is_reserved};
pub use overlay::Overlay;
pub use text::{TEXT_LIMIT, decode, normalize};
pub use walk::{ASSET_EXTENSIONS, ASSET_LIMIT, Walked, is_segment, read, walk};

use candor_model::Hash;
use candor_model::findings::Finding;
use candor_model::image::ImageSize;

/// Pages that an earlier run parsed.
#[derive(Debug, Default)]
pub struct KnownPages {
    /// The pages by path.
    pub pages: HashMap<String, KnownPage>,
    /// When they were written down, in nanoseconds since 1970. A file changed shortly
    /// before could have changed again in the same tick of its clock, so its stamp
    /// proves nothing.
    pub written: i128,
}

/// A page that an earlier run parsed.
#[derive(Debug)]
pub struct KnownPage {
    /// Hash of its bytes.
    pub hash: Hash,
    /// How the file system knew it.
    pub stamp: Option<FileStamp>,
    /// Its decoded text up to the body.
    pub front: String,
}

/// How the file system knows a file. When none of this has changed, nor have its
/// bytes: the time of the last change of a file cannot be set by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FileStamp {
    /// Bytes.
    pub size: u64,
    /// Last change of the content, in nanoseconds since 1970.
    pub modified: i128,
    /// Last change of the file or what is known about it, in nanoseconds since 1970.
    pub changed: i128,
    /// Inode number.
    pub inode: u64,
}

/// What Candor does with a file of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// Markdown under `content/`.
    Page,
    /// `content/channels.toml`.
    Channels,
    /// A quarterly tabulation, `content/reports/*.toml`.
    Quarter,
    /// A rule pack of the site's own, `rules/*.toml`.
    Pack,
    /// Anything else under `content/`: copied as it is.
    Asset,
    /// A template of a theme of the site's own.
    Template,
    /// A static file of a theme of the site's own.
    ThemeStatic,
    /// Words of a theme of the site's own: `themes/NAME/i18n/*.toml` for the interface,
    /// `synonyms/*.toml` and `stopwords/*.toml` beside it for the search.
    ThemeStrings,
}

/// One file of the site.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path relative to the site's root, with forward slashes.
    pub path: Arc<str>,
    /// What it is.
    pub kind: FileKind,
    /// Hash of the bytes behind the door.
    pub hash: Hash,
    /// How many there are.
    pub size: u64,
    /// How the file system knows it.
    pub stamp: Option<FileStamp>,
    /// Decoded text for text kinds. Of a page that is known already only the front
    /// matter is kept: see [`SourceTree::whole_text`].
    pub text: Option<String>,
    /// Whether `text` is only the front matter.
    pub is_cut: bool,
    /// Bytes of theme files; assets are read when they are copied.
    pub bytes: Option<Arc<[u8]>>,
    /// Width and height, if it is a picture that can be measured.
    pub image: Option<ImageSize>,
}

/// Everything that was read of a site.
#[derive(Debug)]
pub struct SourceTree {
    /// Where its files came from, and where what was not kept is read again.
    pub door: Arc<dyn Door>,
    /// Decoded `candor.toml`.
    pub config: Option<String>,
    /// Files by site-relative path, in order.
    pub files: BTreeMap<Arc<str>, SourceFile>,
    /// What could not be read, and why.
    pub findings: Vec<Finding>,
}

impl Default for SourceTree {
    /// Nothing, read from nowhere.
    fn default() -> SourceTree {
        SourceTree::new(Arc::new(Memory::default()))
    }
}

impl SourceTree {
    fn new(door: Arc<dyn Door>) -> SourceTree {
        SourceTree {
            door,
            config: None,
            files: BTreeMap::new(),
            findings: Vec::new(),
        }
    }

    /// Files of one kind, in path order.
    pub fn of_kind(&self, kind: FileKind) -> impl Iterator<Item = &SourceFile> {
        self.files.values().filter(move |file| file.kind == kind)
    }

    /// The whole text of a page, read again if only its front matter was kept.
    ///
    /// # Errors
    ///
    /// When the file cannot be read again or has changed meanwhile.
    pub fn whole_text(&self, path: &str) -> Result<Cow<'_, str>, Box<Finding>> {
        let Some(file) = self.files.get(path) else {
            return Ok(Cow::Borrowed(""));
        };
        if !file.is_cut {
            return Ok(Cow::Borrowed(file.text.as_deref().unwrap_or_default()));
        }
        self.bytes(file)
            .and_then(|bytes| decode(bytes).map_err(|_| changed(path)))
            .map(Cow::Owned)
    }

    /// The bytes of a file, read again: those that were there when the tree was read, or none.
    ///
    /// # Errors
    ///
    /// When the file cannot be read again or has changed meanwhile.
    pub fn bytes(&self, file: &SourceFile) -> Result<Vec<u8>, Box<Finding>> {
        let mut bytes = Vec::new();
        match self.door.read(&file.path, file.size, &mut bytes) {
            Ok(_) if *blake3::hash(&bytes).as_bytes() == file.hash => Ok(bytes),
            _ => Err(changed(&file.path)),
        }
    }

    /// The texts that findings point into, for rendering them.
    pub fn texts_for(&self, findings: &[Finding]) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        for place in findings.iter().filter_map(|finding| finding.place.as_ref()) {
            if place.span.is_none() || texts.contains_key(&place.file) {
                continue;
            }
            let text = if place.file == CONFIG_FILE {
                self.config.clone()
            } else {
                self.files
                    .get(place.file.as_str())
                    .filter(|file| file.text.is_some())
                    .and_then(|_| self.whole_text(&place.file).ok())
                    .map(Cow::into_owned)
            };
            if let Some(text) = text {
                texts.insert(place.file.clone(), text.to_string());
            }
        }
        texts
    }
}

/// A file is not what it was when the tree was read.
fn changed(path: &str) -> Box<Finding> {
    Box::new(
        Finding::environment(
            "source.unreadable",
            "this file changed while the site was built",
        )
        .help("Build again.")
        .in_file(path),
    )
}

/// The file that makes a folder a site.
pub const CONFIG_FILE: &str = "candor.toml";
