//! Which files a run was made from: enough to tell that nothing was changed since.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::walk::{SETTLED, Walked};
use super::{Door, FileStamp, SourceTree};
use candor_model::Hash;

/// The files of a site as they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs<'a> {
    /// Hash of the decoded configuration.
    config: Hash,
    /// The files in path order.
    #[serde(borrow)]
    files: Vec<Input<'a>>,
    /// A time before any of them was read, in nanoseconds since 1970.
    before: i128,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Input<'a> {
    path: &'a str,
    hash: Hash,
    stamp: FileStamp,
}

impl<'a> Inputs<'a> {
    /// The files of a tree that was read after a time, in nanoseconds since 1970. `None` when one
    /// of them could not be read, or the system does not tell enough.
    pub fn of(tree: &'a SourceTree, before: i128) -> Option<Inputs<'a>> {
        if !tree.findings.is_empty() {
            return None;
        }
        let files = tree.files.values().map(|file| {
            Some(Input {
                path: &file.path,
                hash: file.hash,
                stamp: file.stamp?,
            })
        });
        Some(Inputs {
            config: config(tree)?,
            files: files.collect::<Option<_>>()?,
            before,
        })
    }

    /// Whether a walk found the same files with the same bytes. A file whose stamp could hide a
    /// change is read.
    pub fn are_found_by(&self, walked: &Walked) -> bool {
        let tree = &walked.tree;
        if !tree.findings.is_empty()
            || config(tree) != Some(self.config)
            || walked.found.len() != self.files.len()
        {
            return false;
        }
        let door = &*tree.door;
        let mut found: Vec<_> = walked.found.iter().map(|(path, _)| path).collect();
        found.sort_unstable();
        found
            .par_iter()
            .zip(&self.files)
            .all(|(path, input)| ***path == *input.path && self.is_same(door, input))
    }

    fn is_same(&self, door: &dyn Door, input: &Input<'_>) -> bool {
        let Ok(Some(stamp)) = door.stamp(input.path) else {
            return false;
        };
        let is_settled = stamp.modified.max(stamp.changed) < self.before - SETTLED;
        if is_settled && stamp == input.stamp {
            return true;
        }
        let mut bytes = Vec::new();
        stamp.size == input.stamp.size
            && door.read(input.path, stamp.size, &mut bytes).is_ok()
            && *blake3::hash(&bytes).as_bytes() == input.hash
    }
}

fn config(tree: &SourceTree) -> Option<Hash> {
    Some(*blake3::hash(tree.config.as_deref()?.as_bytes()).as_bytes())
}
