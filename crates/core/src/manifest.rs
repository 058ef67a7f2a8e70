//! `manifest.json`: what was published, with a hash of every file.

use std::collections::BTreeMap;

use crate::source::door::is_plain;
use serde::{Deserialize, Serialize};

/// Name of the manifest in the output.
pub const MANIFEST: &str = "manifest.json";

/// No manifest is larger, in bytes: 1 GiB, several times that of 100,000 pages.
pub const LIMIT: u64 = 1024 * 1024 * 1024;

const GENERATOR: &str = "candor";

/// What was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `candor`: the mark by which Candor knows its own folder.
    pub generator: String,
    /// Version of Candor.
    pub version: String,
    /// Where the site is meant to live.
    pub base_url: String,
    /// The day of the build, in UTC.
    pub date: String,
    /// Whether this is a preview that must not be published.
    pub preview: bool,
    /// Policies whose changes must be reported: hashes of their parts, by id of the requirement.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub policies: BTreeMap<String, BTreeMap<String, String>>,
    /// Every file but this one.
    pub files: BTreeMap<String, FileEntry>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Number of bytes.
    pub size: u64,
}

impl Manifest {
    /// A manifest without files.
    pub fn new(base_url: &str, date: String, preview: bool) -> Manifest {
        Manifest {
            generator: GENERATOR.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            base_url: base_url.to_owned(),
            date,
            preview,
            policies: BTreeMap::new(),
            files: BTreeMap::new(),
        }
    }

    /// Reads a manifest; `None` when the bytes are not one of Candor's. One that lists a file outside of its folder
    /// is none: what it lists is removed when the site has it no more.
    pub fn parse(bytes: &[u8]) -> Option<Manifest> {
        let manifest: Manifest = serde_json::from_slice(bytes).ok()?;
        let is_ours = manifest.generator == GENERATOR
            && manifest
                .files
                .keys()
                .all(|path| is_plain(path) && !path.contains('\\'));
        is_ours.then_some(manifest)
    }

    /// Addresses of the pages within the site, such as `/faq/fees/`.
    pub fn pages(&self) -> impl Iterator<Item = String> {
        let folders = self
            .files
            .keys()
            .filter_map(|path| path.strip_suffix("index.html"));
        folders
            .filter(|folder| folder.is_empty() || folder.ends_with('/'))
            .map(|folder| format!("/{folder}"))
    }

    /// The bytes of the file.
    ///
    /// # Errors
    ///
    /// The serialiser's error, which no manifest is known to cause.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}
