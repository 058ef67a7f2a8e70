//! A photograph of a folder, to compare with another one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use serde_json::Value;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

/// One file of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// When it was last written.
    pub modified: SystemTime,
}

/// Every file of a folder by its path, with forward slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree(pub BTreeMap<String, File>);

impl Tree {
    /// Reads a folder; links are read as the text of where they lead.
    pub fn read(folder: &Path) -> Tree {
        let mut files = BTreeMap::new();
        for entry in WalkDir::new(folder) {
            let entry = entry.unwrap();
            if entry.file_type().is_dir() {
                continue;
            }
            let path = entry.path().strip_prefix(folder).unwrap();
            let path = path.to_str().unwrap().replace('\\', "/");
            let bytes = if entry.path_is_symlink() {
                fs::read_link(entry.path())
                    .unwrap()
                    .as_os_str()
                    .as_encoded_bytes()
                    .to_vec()
            } else {
                fs::read(entry.path()).unwrap()
            };
            let modified = entry.metadata().unwrap().modified().unwrap();
            files.insert(path, File { bytes, modified });
        }
        Tree(files)
    }

    /// The paths.
    pub fn paths(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    /// A file as text.
    #[track_caller]
    pub fn text(&self, path: &str) -> &str {
        let file = self
            .0
            .get(path)
            .unwrap_or_else(|| panic!("there is no {path}"));
        std::str::from_utf8(&file.bytes).unwrap()
    }

    /// A file as JSON.
    #[track_caller]
    pub fn json(&self, path: &str) -> Value {
        serde_json::from_str(self.text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Paths whose bytes differ, or that only one of the two trees has.
    pub fn differences(&self, other: &Tree) -> Vec<String> {
        let bytes = |tree: &Tree, path: &str| tree.0.get(path).map(|file| file.bytes.clone());
        let mut paths: Vec<&String> = self.0.keys().chain(other.0.keys()).collect();
        paths.sort();
        paths.dedup();
        paths
            .into_iter()
            .filter(|path| bytes(self, path) != bytes(other, path))
            .cloned()
            .collect()
    }

    /// Asserts that both trees hold the same bytes.
    #[track_caller]
    pub fn assert_same_bytes(&self, other: &Tree, why: &str) {
        let differences = self.differences(other);
        assert!(
            differences.is_empty(),
            "{why}: these differ: {differences:#?}"
        );
    }

    /// Whether nothing of this tree has been written since, nor anything added.
    pub fn is_untouched_in(&self, other: &Tree) -> bool {
        self == other
    }

    /// What is wrong with a published site by its own account: files that the
    /// manifest lists and that are missing or have other bytes, and files that it
    /// does not list.
    pub fn faults_by_manifest(&self) -> Vec<String> {
        let manifest = self.json("manifest.json");
        let listed = manifest["files"]
            .as_object()
            .expect("the manifest lists files");
        let mut faults = Vec::new();
        for (path, entry) in listed {
            match self.0.get(path) {
                None => faults.push(format!("{path} is missing")),
                Some(file) if entry["sha256"] != sha256(&file.bytes) => {
                    faults.push(format!("{path} has other bytes"));
                }
                Some(file) if entry["size"] != file.bytes.len() => {
                    faults.push(format!("{path} has another size"));
                }
                Some(_) => {}
            }
        }
        let unlisted = self
            .0
            .keys()
            .filter(|path| *path != "manifest.json" && !listed.contains_key(*path));
        faults.extend(unlisted.map(|path| format!("{path} is not listed")));
        faults
    }
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
