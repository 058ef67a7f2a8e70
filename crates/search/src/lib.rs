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

#![cfg_attr(
    test,
    allow(
        clippy::disallowed_methods,
        clippy::disallowed_types,
        reason = "a test may read the files of this repository"
    )
)]

mod analysis;
pub mod ask;
mod blocks;
mod cache;
mod inverted;
mod pack;
mod postings;

mod shards;
mod stopwords;
mod synonyms;
mod vocabulary;

use std::collections::HashSet;

use rayon::prelude::*;
use serde::Serialize;

pub use self::{
    analysis::{Analyzer, language, names_of},
    blocks::summary,
    cache::{Decoded, decode, encode},
    postings::{FIELDS, PageIndex, index_page},
    stopwords::StopWords,
};
use self::{inverted::Inverted, synonyms::Synonyms};

/// Letters of an answer that the index keeps, of which a result shows some 170. Of the demo site's answers,
/// three of four have fewer.
pub const ANSWER_LETTERS: usize = 480;

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
    /// The beginning of the answer, see [`summary`]: a result shows the sentence of it that matches best.
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
    /// Its place among the topics that people need most, from 0; `None` for other pages.
    pub place: Option<usize>,
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
    /// Groups of words and phrases of one meaning.
    pub synonyms: Vec<Vec<String>>,
    /// Bytes, before compression, above which a shard is split if it can be.
    pub shard_bytes: u32,
    /// Shards that share a hash, and change their names together.
    pub shard_group: usize,
    /// Blocks above which more pages share one: small blocks cost a search less, and many files cost
    /// a build more.
    pub blocks: usize,
    /// Blocks that share a hash.
    pub block_group: usize,
    /// Files of answers above which more questions share one.
    pub answer_files: usize,
    /// Letters of an answer where files hold no more than a page, and where they hold more.
    pub answer_letters: [usize; 2],
    /// Topics that the root names, for queries that nothing is like.
    pub needed: usize,
    /// Bytes of all files together, before compression, up to which one file holds them all.
    pub whole: usize,
    /// Words in the vocabulary; the rarest are left out beyond it.
    pub vocabulary_words: usize,
    /// Words above which the vocabulary is cut.
    pub vocabulary_part: usize,
    /// Postings that a term keeps in each field, the weightiest. Document frequencies stay exact.
    pub postings: [usize; 4],
    /// Documents that a term keeps of each group.
    pub related: usize,
    /// Bytes of a term above which the root names its words as costly, and how many words it names.
    pub costly: (usize, usize),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            boosts: [4.0, 4.0, 2.0, 1.0],
            synonyms: Vec::new(),
            shard_bytes: 3_000,
            shard_group: 4,
            blocks: 1_700,
            block_group: 16,
            answer_files: 1_700,
            answer_letters: [ANSWER_LETTERS, 240],
            needed: 6,
            whole: 200_000,
            vocabulary_words: 20_000,
            vocabulary_part: 250,
            postings: [2_000, 500, 300, 100],
            related: 100,
            costly: (2_500, 300),
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
    /// Number of questions, elasticlunr's N.
    docs: u32,
    pages: usize,
    stride: u32,
    /// Of [`FIELDS`], as `mean`.
    boosts: [f32; 4],
    /// Mean lengths of the fields in tokens, over the questions that have them.
    mean: [f64; 4],
    /// The lengths that codes stand for.
    lengths: &'a [u32],
    /// Stop words, folded, separated by spaces.
    stop: String,
    /// Words that count less, separated by spaces.
    faint: String,
    /// Endings by which the forms of a word differ, separated by spaces.
    endings: String,
    /// Words whose postings are long, the longest first, separated by spaces.
    costly: String,
    /// Letters in the hashes.
    hash: usize,
    /// Where each shard begins.
    starts: Vec<&'a str>,
    shards: Names,
    /// Pages in a block.
    block: usize,
    blocks: Names,
    /// Documents in a file of answers.
    answers: usize,
    /// Numbers of the pages that people need most.
    needed: Vec<usize>,
    /// The file that holds all others, by name, if they are small.
    #[serde(skip_serializing_if = "Option::is_none")]
    whole: Option<String>,
    /// Where each part of the vocabulary begins.
    letters: Vec<&'a str>,
    vocabulary: Names,
}

/// How files of a kind are called: by the hash of their group and their place in it, such as
/// `k3fz7q0a12` for the thirteenth of its group. Answers have the name of their block and a number
/// behind it: `k3fz7q0a12-4`.
#[derive(Serialize)]
struct Names {
    /// Files in a group.
    each: usize,
    /// The groups' hashes, one after the other.
    names: String,
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
    let small = analyzer.stop_words();
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

    let synonyms = Synonyms::new(
        &options.synonyms,
        analyzer,
        dictionary,
        &sorted,
        &inverted,
        stride,
    );
    let docs = questions.iter().sum();
    let by_page = shards::Pages { questions };
    let block_pages = sorted.len().div_ceil(options.blocks.max(1)).max(1);
    let each = answers_in_a_file(sorted.len(), stride as usize, block_pages, options);
    let letters = options.answer_letters[usize::from(each > stride as usize)];
    let write_blocks = || {
        let blocks = sorted.par_chunks(block_pages);
        let write = |pages: &[&IndexedPage]| {
            let answers = blocks::answers(pages, stride as usize, each, letters);
            let answers = answers.into_iter().map(|(i, bytes)| (Some(i), bytes));
            let block = (None, blocks::block(pages));
            std::iter::once(block).chain(answers).collect::<Parts>()
        };
        blocks.map(write).collect::<Vec<_>>()
    };
    let write_entries = || shards::entries(dictionary, &inverted, &synonyms, &by_page, options);
    let (entries, block_files) = rayon::join(write_entries, write_blocks);
    let shards = shards::cut(&entries, options.shard_bytes);
    let shard_files = shards.par_iter().map(|shard| vec![(None, shard.write())]);
    let shard_files: Vec<Parts> = shard_files.collect();
    let (words, stop) = vocabulary::words_in_use(dictionary, &inverted, &synonyms, small);
    let vocabulary =
        vocabulary::vocabulary(words, options.vocabulary_words, options.vocabulary_part);
    let letters: Vec<&str> = vocabulary.iter().map(|part| &*part.start).collect();
    let vocabulary_files = vocabulary
        .iter()
        .map(|part| vec![(None, part.bytes.clone())]);
    let vocabulary_files = vocabulary_files.collect();

    let files = [
        Files::new(shard_files, options.shard_group),
        Files::new(block_files, options.block_group),
        Files::new(vocabulary_files, 1),
    ];
    let width = name_width(&files);
    let [shard_names, block_names, vocabulary_names] =
        files.each_ref().map(|files| files.names(width));
    let mut needed: Vec<(usize, usize)> = (sorted.iter().enumerate())
        .filter_map(|(i, page)| Some((page.place?, i)))
        .collect();
    needed.sort_unstable();
    needed.truncate(options.needed);
    let mut pieces: Vec<Piece> = files
        .into_iter()
        .flat_map(|files| files.into_pieces(lang, width))
        .collect();
    pieces.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    // Two groups of the same content are the same files.
    pieces.dedup_by(|a, b| a.path == b.path);
    let whole = whole(lang, &pieces, options.whole);
    let root = Root {
        v: 3,
        docs,
        pages: sorted.len(),
        stride,
        boosts: options.boosts,
        mean: inverted.lengths.map(mean),
        lengths: &pack::LENGTHS,
        stop: Vec::from_iter(stop).join(" "),
        faint: small.faint.join(" "),
        endings: small.endings.join(" "),
        costly: shards::costly(&entries, options.costly).join(" "),
        hash: width,
        starts: shards.iter().map(|shard| shard.start).collect(),
        shards: shard_names,
        block: block_pages,
        blocks: block_names,
        answers: each,
        needed: needed.into_iter().map(|(_, page)| page).collect(),
        whole: whole.as_ref().map(|(name, _)| name.clone()),
        letters,
        vocabulary: vocabulary_names,
    };
    // Strings and numbers only, which always serialise.
    let root = serde_json::to_vec(&root).unwrap_or_default();
    pieces.push(piece(lang, "index", root));
    pieces.extend(whole.map(|(name, bytes)| piece(lang, &name, bytes)));
    pieces.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(pieces)
}

fn piece(lang: &str, name: &str, bytes: Vec<u8>) -> Piece {
    let path = format!("search/{lang}/{name}.json");
    Piece { path, bytes }
}

/// How many documents share a file of answers: two, or more on a site where these would be too many
/// files; at most those of a block.
fn answers_in_a_file(pages: usize, stride: usize, block_pages: usize, options: &Options) -> usize {
    let most = stride * block_pages;
    let mut each = 2;
    while each < most && pages * stride / each > options.answer_files {
        each *= 2;
    }
    each.min(most).max(1)
}

/// One file with all pieces by name and its own name, for readers whose connection may end; `None` if
/// it would be large. The pieces are JSON, so it is, too.
fn whole(lang: &str, pieces: &[Piece], limit: usize) -> Option<(String, Vec<u8>)> {
    let size: usize = pieces.iter().map(|piece| piece.bytes.len()).sum();
    if size > limit {
        return None;
    }
    let mut bytes = Vec::with_capacity(size + pieces.len() * 20);
    for piece in pieces {
        let name = piece.path.strip_prefix(&format!("search/{lang}/"))?;
        let name = name.strip_suffix(".json")?;
        bytes.push(if bytes.is_empty() { b'{' } else { b',' });
        bytes.extend_from_slice(format!("\"{name}\":").as_bytes());
        bytes.extend_from_slice(&piece.bytes);
    }
    bytes.push(b'}');
    let hash = hash(&[vec![(None, bytes.clone())]]);
    Some((format!("all-{}", &hash[..8]), bytes))
}

/// The mean of a sum over a number, to two decimals; 1 over nothing, which divides harmlessly.
fn mean((sum, number): (u64, u64)) -> f64 {
    if number == 0 {
        1.0
    } else {
        (sum as f64 / number as f64 * 100.0).round() / 100.0
    }
}

/// A file and those that belong to it, with their numbers.
type Parts = Vec<(Option<usize>, Vec<u8>)>;

/// Files of a kind before they have their names.
struct Files {
    files: Vec<Parts>,
    each: usize,
    /// Of each group.
    hashes: Vec<String>,
}

impl Files {
    fn new(files: Vec<Parts>, each: usize) -> Self {
        let each = each.max(1);
        let hashes = files.par_chunks(each).map(hash).collect();
        Self {
            files,
            each,
            hashes,
        }
    }

    fn names(&self, width: usize) -> Names {
        Names {
            each: self.each,
            names: self.hashes.iter().map(|hash| &hash[..width]).collect(),
        }
    }

    fn into_pieces(self, lang: &str, width: usize) -> impl Iterator<Item = Piece> {
        let Self {
            files,
            each,
            hashes,
        } = self;
        files.into_iter().enumerate().flat_map(move |(i, parts)| {
            let name = format!("{}{}", &hashes[i / each][..width], i % each);
            parts.into_iter().map(move |(part, bytes)| match part {
                Some(part) => piece(lang, &format!("{name}-{part}"), bytes),
                None => piece(lang, &name, bytes),
            })
        })
    }
}

/// Hashes a group of files: BLAKE3 in the 32 letters of RFC 4648, lower case.
fn hash(files: &[Parts]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut hasher = blake3::Hasher::new();
    for (_, file) in files.iter().flatten() {
        // The length, so that no byte may pass to the next file unnoticed.
        hasher
            .update(&(file.len() as u64).to_le_bytes())
            .update(file);
    }
    let hash = hasher.finalize();
    hash.as_bytes()
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect()
}

/// Letters that a name needs: 8, or more in the unlikely case that two groups would share one.
fn name_width(files: &[Files]) -> usize {
    let all: HashSet<&str> = files
        .iter()
        .flat_map(|files| &files.hashes)
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
