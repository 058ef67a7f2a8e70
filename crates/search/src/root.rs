//! The root file, `index.json`, and the names of the others.

use std::collections::HashSet;

use serde::Serialize;

/// Version of the files' format.
pub(super) const FORMAT: u32 = 4;

/// The root file.
#[derive(Serialize)]
pub(super) struct Root<'a> {
    /// Version of the format.
    pub v: u32,
    /// Number of questions, elasticlunr's N.
    pub docs: u32,
    pub pages: usize,
    /// Numbers that pages may have.
    pub slots: u32,
    pub stride: u32,
    /// Of [`super::FIELDS`], as `mean`.
    pub boosts: [f32; 4],
    /// Mean lengths of the fields in tokens, over the questions that have them.
    pub mean: [f64; 4],
    /// The lengths that codes stand for.
    pub lengths: &'a [u32],
    /// Stop words, folded, separated by spaces.
    pub stop: String,
    /// Words that count less, separated by spaces.
    pub faint: String,
    /// Endings by which the forms of a word differ, separated by spaces.
    pub endings: String,
    /// Words whose postings are long, the longest first, separated by spaces.
    pub costly: String,
    /// Letters in the hashes.
    pub hash: usize,
    /// Where each shard begins.
    pub starts: Vec<&'a str>,
    pub shards: Names,
    /// Slots in a block.
    pub block: usize,
    pub blocks: Names,
    /// Documents in a file of answers.
    pub answers: usize,
    /// Numbers of the pages that people need most.
    pub needed: Vec<u32>,
    /// The file that holds all others, by name, if they are small.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole: Option<String>,
    /// Where each part of the vocabulary begins.
    pub letters: Vec<&'a str>,
    pub vocabulary: Names,
}

/// How files of a kind are called: by the hash of their group and their place in it, such as
/// `k3fz7q0a12` for the thirteenth of its group. Answers have the name of their block and a number
/// behind it: `k3fz7q0a12-4`.
#[derive(Serialize)]
pub(super) struct Names {
    /// Files in a group.
    each: usize,
    /// The groups' hashes, one after the other.
    names: String,
}

/// Files of a kind in groups that share a hash, and change their names together.
pub(super) struct Groups {
    each: usize,
    /// Of each group.
    hashes: Vec<String>,
}

impl Groups {
    /// Groups of `each` files, whose keys change with what they hold.
    pub fn new(keys: &[blake3::Hash], each: usize) -> Self {
        let each = each.max(1);
        Self {
            each,
            hashes: keys.chunks(each).map(hash).collect(),
        }
    }

    /// The name of a file.
    pub fn name(&self, file: usize, width: usize) -> String {
        let hash = self
            .hashes
            .get(file / self.each)
            .map_or("", |hash| &hash[..width]);
        format!("{hash}{}", file % self.each)
    }

    /// All names, as the root has them.
    pub fn names(&self, width: usize) -> Names {
        Names {
            each: self.each,
            names: self.hashes.iter().map(|hash| &hash[..width]).collect(),
        }
    }
}

/// A hash of keys: BLAKE3 in the 32 letters of RFC 4648, lower case.
pub(super) fn hash(keys: &[blake3::Hash]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut hasher = blake3::Hasher::new();
    for key in keys {
        hasher.update(key.as_bytes());
    }
    let hash = hasher.finalize();
    hash.as_bytes()
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect()
}

/// Letters that a name needs: 8, or more in the unlikely case that two groups would share one.
pub(super) fn name_width(groups: &[&Groups]) -> usize {
    let all: HashSet<&str> = groups
        .iter()
        .flat_map(|groups| &groups.hashes)
        .map(String::as_str)
        .collect();
    [8, 12, 16]
        .into_iter()
        .find(|width| {
            all.iter()
                .map(|hash| &hash[..*width])
                .collect::<HashSet<_>>()
                .len()
                == all.len()
        })
        .unwrap_or(32)
}
