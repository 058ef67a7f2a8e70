//! Search: a sharded index of all questions, made for the browser's engine (`search-engine.js`).
//!
//! ```text
//! index_page (each page, in parallel, cacheable)  ->  PageIndex
//! build      (all pages)                          ->  pieces: root, term shards, vocabulary, blocks
//! ```
//!
//! `elasticlunr-rs` turns text into terms; the index holds exactly its numbers (term counts, field
//! lengths, document frequencies), so that its scoring can be worked out in the browser. What differs
//! is the cut: elasticlunr's one index of 60,000 questions is 22 MB compressed, and a search needs a
//! few shards of a few kilobytes.
//!
//! A document is a question. Its number is `page * stride + question`: pages are numbered in order of
//! their URL, and the stride is a power of two, at least the number of questions of any page.
//!
//! Pieces lie under `search/<lang>/`. `index.json` names the others; their names are hashes of their
//! content, so that they may be cached for ever and an edit replaces few.

mod analysis;
mod blocks;
mod cache;
mod inverted;
mod postings;
mod shards;
mod stopwords;
mod vocabulary;

use std::collections::HashSet;

use rayon::prelude::*;
use serde::Serialize;

use self::inverted::Inverted;
pub use self::{
    analysis::{Analyzer, StopWords, language},
    blocks::summary,
    cache::{Decoded, decode, encode},
    postings::{FIELDS, PageIndex, index_page},
};

/// The searchable text of one question, plain text without markup.
#[derive(Clone, Copy, Debug, Default)]
pub struct Doc<'a> {
    /// The heading.
    pub question: &'a str,
    /// Other words that customers use for it.
    pub also: &'a str,
    /// The answer.
    pub answer: &'a str,
}

/// What a result shows of a question.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The `id` of its heading.
    pub anchor: &'a str,
    /// The heading, plain text.
    pub heading: &'a str,
    /// The beginning of the answer, see [`summary`].
    pub summary: &'a str,
}

/// A page with its index, ready to go into the site's search.
#[derive(Clone, Debug)]
pub struct IndexedPage<'a> {
    /// Where a result leads, without anchor. Unique among the pages.
    pub url: &'a str,
    /// The topic, plain text.
    pub title: &'a str,
    /// The questions, as many and in the same order as the docs of `index`.
    pub questions: Vec<Question<'a>>,
    /// From [`index_page`].
    pub index: &'a PageIndex,
}

/// A file of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Relative to the site's root, with `/`.
    pub path: String,
    /// JSON.
    pub bytes: Vec<u8>,
}

/// How the index is cut and scored. The defaults suit sites of 10 to 10,000 pages.
#[derive(Clone, Debug)]
pub struct Options {
    /// Weights of [`FIELDS`] in the score.
    pub boosts: [f32; 4],
    /// Bytes, before compression, above which a shard is split if it can be.
    pub shard_bytes: u32,
    /// Pages in a block.
    pub block_pages: usize,
    /// Words in the vocabulary; the rarest are left out beyond it.
    pub vocabulary_words: usize,
    /// Postings that a term keeps among the answers, the weightiest, and a quarter of those that it
    /// keeps in each other field. Document frequencies stay exact.
    pub postings: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            boosts: [4.0, 4.0, 2.0, 1.0],
            shard_bytes: 16_000,
            block_pages: 8,
            vocabulary_words: 20_000,
            postings: 500,
        }
    }
}

/// Why an index could not be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The page at this position, in order of URLs, has bytes that are damaged or of another analyzer,
    /// or other questions than its index.
    #[error("the search index of page {0} does not belong to this build")]
    Page(usize),
    /// A cache of another version, or damaged.
    #[error("the cached search index cannot be read")]
    Cache,
}

/// The root file, `index.json`.
#[derive(Serialize)]
struct Root<'a> {
    /// Version of the format.
    v: u32,
    lang: &'a str,
    /// Number of questions, elasticlunr's N.
    docs: u32,
    pages: usize,
    stride: u32,
    fields: [&'a str; 4],
    boosts: [f32; 4],
    /// Mean lengths of the fields in tokens, over the questions that have them.
    mean: [f64; 4],
    /// Stop words, folded, separated by spaces.
    stop: String,
    /// Endings by which the forms of a word differ, separated by spaces.
    endings: &'a str,
    /// Letters in the hashes of `shards` and `blocks`.
    hash: usize,
    /// Where each shard begins.
    starts: Vec<&'a str>,
    /// The shards' hashes, one after the other.
    shards: String,
    /// Pages in a block.
    block: usize,
    blocks: String,
    vocabulary: String,
}

/// Builds the search index of one language under `search/<lang>/`, sorted by path.
///
/// Pure and deterministic: the same pages, in any order, give the same bytes, whatever the analyzer
/// met before and however many threads work.
///
/// # Errors
///
/// [`Fault::Page`] if a page's index is damaged, comes from another analyzer or does not have the
/// page's number of questions.
pub fn build(
    lang: &str,
    analyzer: &Analyzer,
    pages: &[IndexedPage],
    options: &Options,
) -> Result<Vec<Piece>, Fault> {
    let dictionary = &*analyzer.dictionary();
    let mut sorted: Vec<&IndexedPage> = pages.iter().collect();
    sorted.sort_by_key(|page| page.url);
    for (i, page) in sorted.iter().enumerate() {
        if postings::question_count(page.index) != u32::try_from(page.questions.len()).ok() {
            return Err(Fault::Page(i));
        }
    }
    let questions: Vec<u32> = sorted
        .iter()
        .map(|page| page.questions.len() as u32)
        .collect();
    let stride = questions
        .iter()
        .max()
        .map_or(1, |most| most.next_power_of_two().max(1));
    let indexes: Vec<&PageIndex> = sorted.iter().map(|page| page.index).collect();
    let inverted = Inverted::new(
        &indexes,
        stride,
        dictionary.terms.len(),
        dictionary.words.len(),
    )?;

    let shards = shards::cut(dictionary, &inverted, options.shard_bytes, options.postings);
    let docs = questions.iter().sum();
    let by_page = shards::Pages { questions };
    let block_pages = options.block_pages.max(1);
    let write_shards = || {
        let write = |shard| {
            hashed(shards::write(
                shard,
                dictionary,
                &inverted,
                &by_page,
                options.postings,
            ))
        };
        shards.par_iter().map(write).collect::<Vec<_>>()
    };
    let write_blocks = || {
        let blocks = sorted.par_chunks(block_pages);
        blocks
            .map(|pages| hashed(blocks::block(pages)))
            .collect::<Vec<_>>()
    };
    let (shard_files, block_files) = rayon::join(write_shards, write_blocks);
    let (words, stop) = vocabulary::words_in_use(dictionary, &inverted, analyzer.code());
    let vocabulary = [hashed(vocabulary::vocabulary(
        words,
        options.vocabulary_words,
    ))];

    let width = name_width(&[&shard_files, &block_files, &vocabulary]);
    let names = |files: &[File]| {
        files
            .iter()
            .map(|file| &file.hash[..width])
            .collect::<String>()
    };
    let root = Root {
        v: 1,
        lang,
        docs,
        pages: sorted.len(),
        stride,
        fields: FIELDS,
        boosts: options.boosts,
        mean: inverted.lengths.map(mean),
        stop: Vec::from_iter(stop).join(" "),
        endings: stopwords::endings(analyzer.code()),
        hash: width,
        starts: shards.iter().map(|shard| shard.start).collect(),
        shards: names(&shard_files),
        block: block_pages,
        blocks: names(&block_files),
        vocabulary: names(&vocabulary),
    };
    // Strings and numbers only, which always serialise.
    let root = serde_json::to_vec(&root).unwrap_or_default();
    let files = shard_files.into_iter().chain(block_files).chain(vocabulary);
    let mut pieces: Vec<Piece> = files
        .map(|file| Piece {
            path: format!("search/{lang}/{}.json", &file.hash[..width]),
            bytes: file.bytes,
        })
        .chain([Piece {
            path: format!("search/{lang}/index.json"),
            bytes: root,
        }])
        .collect();
    pieces.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    // Two empty blocks would be one file.
    pieces.dedup_by(|a, b| a.path == b.path);
    Ok(pieces)
}

/// The mean of a sum over a number, to two decimals; 1 over nothing, which divides harmlessly.
fn mean((sum, number): (u64, u64)) -> f64 {
    if number == 0 {
        1.0
    } else {
        (sum as f64 / number as f64 * 100.0).round() / 100.0
    }
}

/// A file before it has its name.
struct File {
    hash: String,
    bytes: Vec<u8>,
}

/// Hashes a file: BLAKE3 in the 32 letters of RFC 4648, lower case.
fn hashed(bytes: Vec<u8>) -> File {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let hash = blake3::hash(&bytes);
    let hash = hash
        .as_bytes()
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect();
    File { hash, bytes }
}

/// Letters that a name needs: 8, or more in the unlikely case that two files would share one.
fn name_width(files: &[&[File]]) -> usize {
    let all: HashSet<&str> = files
        .iter()
        .copied()
        .flatten()
        .map(|file| &*file.hash)
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

#[cfg(test)]
#[allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
mod parity_tests;
#[cfg(test)]
#[allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
mod tests;
