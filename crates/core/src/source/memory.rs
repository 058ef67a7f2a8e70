//! A site in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::FileStamp;
use super::door::{Door, DoorError, Entry, EntryKind, is_within};

/// Files that are values: what a test, an editor in a browser or a program of somebody else
/// hands in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    files: BTreeMap<String, Arc<[u8]>>,
}

impl Memory {
    /// A site of these files, by site-relative path.
    pub fn new<P, B>(files: impl IntoIterator<Item = (P, B)>) -> Memory
    where
        P: Into<String>,
        B: Into<Arc<[u8]>>,
    {
        Memory {
            files: files
                .into_iter()
                .map(|(path, bytes)| (path.into(), bytes.into()))
                .collect(),
        }
    }
}

impl Door for Memory {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn list(&self, folder: &str) -> Vec<Entry> {
        self.files
            .keys()
            .filter(|path| is_within(path, folder))
            .map(|path| Entry {
                path: path.clone(),
                kind: EntryKind::File,
            })
            .collect()
    }

    fn stamp(&self, path: &str) -> Result<Option<FileStamp>, DoorError> {
        match self.files.contains_key(path) {
            true => Ok(None),
            false => Err(DoorError::Missing),
        }
    }

    fn read(
        &self,
        path: &str,
        limit: u64,
        bytes: &mut Vec<u8>,
    ) -> Result<Option<FileStamp>, DoorError> {
        bytes.clear();
        let there = self.files.get(path).ok_or(DoorError::Missing)?;
        hand_out(there, limit, bytes)
    }
}

/// Copies bytes that are in memory already.
pub(super) fn hand_out(
    there: &[u8],
    limit: u64,
    bytes: &mut Vec<u8>,
) -> Result<Option<FileStamp>, DoorError> {
    let size = there.len() as u64;
    if size > limit {
        return Err(DoorError::TooLarge { size });
    }
    bytes.extend_from_slice(there);
    Ok(None)
}
