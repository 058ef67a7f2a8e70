//! What the last run of a command said, to be said again when nothing has changed since.
//!
//! A memo is kept in the cache folder, one for each command (and output folder). It is used when the program, the
//! options, the day and every file of the site are the same; a build looks at its output folder as
//! well. It is only ever a shortcut: without it, or when it is damaged, the command does its work.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::cli::ExitStatus;
use crate::kept::Kept;
use crate::output::inventory::{self, Stamp};
use candor_core::source::{Inputs, SourceTree, Walked};
use candor_model::Hash;

/// What a command said, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The report, as it was written.
    pub report: String,
    /// Number of pages with a source.
    pub pages: usize,
    /// Number of questions on FAQ pages.
    pub questions: usize,
    /// What was found, in a few words.
    pub result: String,
    /// How it ended.
    pub status: ExitStatus,
    /// The stamp of the manifest of the output folder, if it wrote one.
    pub edition: Option<Stamp>,
}

#[derive(Serialize, Deserialize)]
struct Memo<'a> {
    key: Hash,
    #[serde(borrow)]
    inputs: Inputs<'a>,
    said: Said,
}

/// Where the memo of a command is kept, and for which run of it.
pub struct Place {
    kept: Kept,
    name: String,
    key: Hash,
    /// A time before any file was read, in nanoseconds since 1970.
    before: i128,
}

impl Place {
    /// The place of a run: the name of the command and, for one that writes a folder, its path;
    /// and everything besides the site's files that what it says depends on.
    pub fn new(root: &Path, command: &str, depends_on: &str) -> Place {
        let name = blake3::hash(command.as_bytes()).to_hex();
        let mut hasher = blake3::Hasher::new();
        hasher
            .update(candor_core::BUILD_ID.as_bytes())
            .update(&[0])
            .update(depends_on.as_bytes());
        Place {
            kept: Kept::of(root),
            name: format!("said-{}.bin", &name[..16]),
            key: *hasher.finalize().as_bytes(),
            before: inventory::now(),
        }
    }

    /// What was said, if a walk shows that nothing has changed.
    pub fn recall(&self, walked: &Walked) -> Option<Said> {
        let bytes = self.kept.bytes(&self.name)?;
        let (stored, sum) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
        if blake3::hash(stored).as_bytes() != sum {
            return None;
        }
        let memo: Memo<'_> = postcard::from_bytes(stored).ok()?;
        (memo.key == self.key && memo.inputs.are_found_by(walked)).then_some(memo.said)
    }

    /// Notes what was said of a tree. Failing to do so costs the next run time only.
    pub fn note(&self, tree: &SourceTree, said: Said) {
        // What is at fault outside the site may be gone the next time.
        if said.status == ExitStatus::Fault {
            return;
        }
        let Some(inputs) = Inputs::of(tree, self.before) else {
            return;
        };
        let memo = Memo {
            key: self.key,
            inputs,
            said,
        };
        if let Ok(mut bytes) = postcard::to_stdvec(&memo) {
            let sum = *blake3::hash(&bytes).as_bytes();
            bytes.extend_from_slice(&sum);
            let _ = self.kept.keep_bytes(&self.name, &bytes);
        }
    }
}
