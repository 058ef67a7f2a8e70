//! A search index in pieces that fit in a phone's round trip.
//!
//! It is made for the browser's engine (`search-engine.js`), which finds the questions of a site for what a customer
//! typed. What goes in: the text of each page, and groups of words of one meaning. What comes out: files under
//! `search/<lang>/`, of which a search loads some twenty.
//!
//! ```text
//! index_page (each page, in parallel, cacheable)  ->  PageIndex
//! Index::new (all pages)                          ->  the files by path and key: root, shards, vocabulary, blocks
//! Index::bytes (each file that is new)            ->  JSON
//! ```
//!
//! ```
//! use std::sync::Arc;
//! use candor_search::{Analyzer, Doc, Index, IndexedPage, Options, Question, StopWords, index_page};
//!
//! let analyzer = Analyzer::new("en", Arc::new(StopWords::default()));
//! let (heading, answer) = ("What does a transfer cost?", "A transfer costs one dollar.");
//! let docs = [Doc { question: heading, also: "fee", answer }];
//! let page = IndexedPage {
//!     url: "/faq/fees/".into(),
//!     title: "Fees",
//!     questions: vec![Question { anchor: "what-does-a-transfer-cost", heading, summary: answer.into() }],
//!     place: None,
//!     later: None,
//!     index: &index_page(&analyzer, "Fees", &docs),
//! };
//! let index = Index::new("en", &analyzer, vec![page], Options::default())?;
//! let root = index.find("search/en/index.json").unwrap();
//! assert!(index.bytes(root)?.starts_with(b"{"));
//! # Ok::<(), candor_search::Fault>(())
//! ```
//!
//! [`encode`] and [`decode`] keep what [`index_page`] made for the next build; [`ask`] says what an engine is asked.
//!
//! `elasticlunr-rs` turns text into terms; the index holds exactly its numbers (term counts, field
//! lengths, document frequencies), so that its scoring can be worked out in the browser. What differs
//! is the cut: elasticlunr's one index of 60,000 questions is 22 MB compressed, and a search needs a
//! few shards of a few kilobytes.
//!
//! # What one edit costs
//!
//! A file's key is worked out of counts and sums over the postings, in one pass over the bytes that pages keep: that
//! is all that a file which stays as it was costs. Its name is a hash of its key, so that it may be cached for
//! ever. The numbers of pages and questions do not depend on other pages, or hardly; what is said of the site as a
//! whole, such as the mean lengths of fields, stands in the root alone.

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
mod index;
mod inverted;
mod numbering;
mod options;
mod pack;
mod postings;
mod ranking;
mod root;
mod shards;
mod statistics;
mod stopwords;
mod synonyms;
mod titles;
mod vocabulary;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

pub use self::{
    analysis::{Analyzer, language, names_of},
    blocks::summary,
    cache::{Decoded, decode, encode},
    index::{File, Index},
    options::{ANSWER_LETTERS, Options},
    postings::{FIELDS, PageIndex, index_page},
    stopwords::StopWords,
    titles::Missed,
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
    /// The beginning of the answer, see [`summary`]: a result shows the sentence of it that matches best. It must
    /// follow from the answer that was indexed: a change of it alone goes unnoticed.
    pub summary: Beginning<'a>,
}

/// The beginning of an answer.
#[derive(Clone, Copy, Debug)]
pub enum Beginning<'a> {
    /// Here it is.
    Here(&'a str),
    /// It is so many bytes long, and [`IndexedPage::later`] gives it when a file has to be made.
    Later(usize),
}

impl Beginning<'_> {
    fn len(&self) -> usize {
        match self {
            Beginning::Here(text) => text.len(),
            Beginning::Later(length) => *length,
        }
    }
}

impl<'a> From<&'a str> for Beginning<'a> {
    fn from(text: &'a str) -> Self {
        Beginning::Here(text)
    }
}

/// Gives the beginnings of all answers of a page.
#[derive(Clone)]
pub struct Later<'a>(Arc<Texts<'a>>);

type Texts<'a> = dyn Fn() -> Option<Vec<String>> + Send + Sync + 'a;

impl<'a> Later<'a> {
    /// One that asks `texts`, which gives nothing if the page has changed.
    pub fn new(texts: impl Fn() -> Option<Vec<String>> + Send + Sync + 'a) -> Self {
        Later(Arc::new(texts))
    }
}

impl fmt::Debug for Later<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Later")
    }
}

/// A page with its index, ready to go into the site's search.
#[derive(Clone, Debug)]
pub struct IndexedPage<'a> {
    /// Where a result leads, without anchor. Unique among the pages.
    pub url: Cow<'a, str>,
    /// The topic, plain text.
    pub title: &'a str,
    /// The questions, as many and in the same order as the docs of `index`, with their headings.
    pub questions: Vec<Question<'a>>,
    /// Its place among the topics that people need most, from 0; `None` for other pages.
    pub place: Option<usize>,
    /// From [`index_page`].
    pub index: &'a PageIndex,
    /// Gives the beginnings of the answers that are not at hand, in the order of `questions`.
    pub later: Option<Later<'a>>,
}

/// Why an index could not be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The page of this address has bytes that are damaged or of another analyzer, or other questions than its
    /// index.
    #[error("the search index of page {0} does not belong to this build")]
    Page(String),
    /// A cache of another version, or damaged.
    #[error("the cached search index cannot be read")]
    Cache,
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
