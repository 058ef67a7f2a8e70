//! The postings of one page in a few bytes.
//!
//! A page's bytes are unsigned LEB128 numbers, ids ascending and stored as differences:
//!
//! ```text
//! page     := text questions said words list(title) { list(question) list(also) list(answer) }
//! text     := 16 bytes: the beginning of a hash of all that is indexed
//! said     := bytes { n { word id } }                         of title and questions, in their order
//! words    := n { word id }
//! list     := tokens n { term id * 2 + more [count - 2] }     more = 1 if count > 1
//! ```
//!
//! `tokens` is elasticlunr's field length: the tokens left after the pipeline, repetitions included.

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Visitor};

use super::{
    Doc,
    analysis::{Analyzer, NONE},
    pack,
};

/// The fields of a document in the order of the index: question, also, title, answer.
pub const FIELDS: [&str; 4] = ["question", "also", "title", "answer"];
/// Bytes of the hash of a page's text.
const TEXT: usize = 16;
/// Where the heading stands in [`FIELDS`].
pub(super) const QUESTION: usize = 0;
/// Where the `also` words stand in [`FIELDS`].
pub(super) const ALSO: usize = 1;
/// Where the title stands in [`FIELDS`]; it belongs to the page, and is stored once for all its questions.
pub(super) const TITLE: usize = 2;
/// Where the answer stands in [`FIELDS`].
pub(super) const ANSWER: usize = 3;

/// The indexed text of one page: what its words are, how often they occur and where.
///
/// Holds numbers of the [`Analyzer`] that made it and means nothing without it; see
/// [`super::encode`] to keep both. Serialises as one byte string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageIndex(Bytes);

impl PageIndex {
    /// The encoded bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Takes bytes that [`PageIndex::as_bytes`] gave. Damaged ones are found by [`crate::Index::new`].
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(Bytes::copy_from_slice(bytes))
    }
}

impl From<Bytes> for PageIndex {
    /// [`PageIndex::from_bytes`], of bytes that stay where they are.
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl Serialize for PageIndex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for PageIndex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = PageIndex;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("the bytes of a page index")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<PageIndex, E> {
                Ok(PageIndex::from_bytes(bytes))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut seq: A,
            ) -> Result<PageIndex, A::Error> {
                let mut bytes = Vec::new();
                while let Some(byte) = seq.next_element()? {
                    bytes.push(byte);
                }
                Ok(PageIndex(bytes.into()))
            }
        }
        deserializer.deserialize_bytes(Visit)
    }
}

/// Indexes the questions of one page under its title, which is searched with each of them.
///
/// Call it for many pages at once from as many threads as there are; every page that goes into one
/// [`crate::Index::new`] must come from the same analyzer.
pub fn index_page(analyzer: &Analyzer, title: &str, docs: &[Doc]) -> PageIndex {
    let mut memo = analyzer.take_memo();
    let mut words: Vec<u32> = Vec::with_capacity(1024);
    let mut terms: Vec<u32> = Vec::with_capacity(256);
    let mut lists: Vec<u8> = Vec::with_capacity(1024);
    let mut shown = blake3::Hasher::new();
    let mut said: Vec<u8> = Vec::with_capacity(256);
    let mut add = |text: &str, is_heading: bool| {
        let from = words.len();
        shown.update(&(text.len() as u64).to_le_bytes());
        shown.update(text.as_bytes());
        terms.clear();
        analyzer.tokens(text, &mut memo, |token| {
            if token.word != NONE {
                words.push(token.word);
            }
            if token.term != NONE {
                terms.push(token.term);
            }
        });
        write_list(&mut lists, &mut terms);
        if is_heading {
            write_number(&mut said, (words.len() - from) as u32);
            for word in &words[from..] {
                write_number(&mut said, *word);
            }
        }
    };
    add(title, true);
    for doc in docs {
        add(doc.question, true);
        add(doc.also, false);
        add(doc.answer, false);
    }
    analyzer.return_memo(memo);

    words.sort_unstable();
    words.dedup();
    let mut bytes = Vec::with_capacity(TEXT + said.len() + lists.len() + words.len() * 2 + 6);
    bytes.extend_from_slice(&shown.finalize().as_bytes()[..TEXT]);
    write_number(&mut bytes, docs.len() as u32);
    write_number(&mut bytes, said.len() as u32);
    bytes.extend_from_slice(&said);
    write_number(&mut bytes, words.len() as u32);
    let mut last = 0;
    for word in words {
        write_number(&mut bytes, word - last);
        last = word;
    }
    bytes.extend_from_slice(&lists);
    PageIndex(bytes.into())
}

/// Writes one field: its terms, unsorted and with repetitions.
fn write_list(out: &mut Vec<u8>, terms: &mut [u32]) {
    terms.sort_unstable();
    write_number(out, terms.len() as u32);
    let runs = terms.chunk_by(|a, b| a == b);
    write_number(out, runs.clone().count() as u32);
    let mut last = 0;
    for run in runs {
        let more = run.len() > 1;
        write_number(out, (run[0] - last) * 2 + u32::from(more));
        if more {
            write_number(out, run.len() as u32 - 2);
        }
        last = run[0];
    }
}

/// Appends an unsigned LEB128 number.
pub(super) fn write_number(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Takes an unsigned LEB128 number off the front; `None` if the bytes end or the number overflows.
#[inline]
pub(super) fn read_number(bytes: &mut &[u8]) -> Option<u32> {
    let (&first, rest) = bytes.split_first()?;
    *bytes = rest;
    if first < 0x80 {
        return Some(u32::from(first));
    }
    let mut value = u32::from(first & 0x7f);
    for shift in [7, 14, 21, 28] {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return (shift < 28 || byte < 16).then_some(value);
        }
    }
    None
}

/// One occurrence of a term in a field of a question, or in the title of a page (question 0).
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    pub question: u32,
    /// Index into [`FIELDS`].
    pub field: usize,
    pub term: u32,
    pub count: u32,
    /// Tokens of the field.
    pub length: u32,
}

/// Count and field length of a posting in one number, exact up to 4,095 tokens: `(count - 1) * 4096 + length`.
///
/// Of an answer it says no more than the index does, so that a sentence more or less in a long one is no change
/// of all its words.
pub(super) fn code(posting: &Posting) -> u32 {
    let (count, length) = match posting.field {
        ANSWER => (posting.count.min(4), pack::rounded(posting.length)),
        _ => (posting.count.min(0x100), posting.length.min(4095)),
    };
    (count - 1) * 4096 + length
}

/// Reads a page's bytes; `None` if they are damaged.
pub(super) fn read_page(
    page: &PageIndex,
    mut each_word: impl FnMut(u32),
    mut each_posting: impl FnMut(Posting),
) -> Option<()> {
    let (_, mut bytes) = page.0.split_at_checked(TEXT)?;
    let bytes = &mut bytes;
    let questions = read_number(bytes)?;
    take_said(bytes)?;
    let mut word = 0u32;
    for _ in 0..read_number(bytes)? {
        word = word.checked_add(read_number(bytes)?)?;
        each_word(word);
    }
    let mut list = |question, field| {
        let length = read_number(bytes)?;
        let mut term = 0u32;
        for _ in 0..read_number(bytes)? {
            let number = read_number(bytes)?;
            term = term.checked_add(number / 2)?;
            let count = if number % 2 == 0 {
                1
            } else {
                read_number(bytes)?.checked_add(2)?
            };
            each_posting(Posting {
                question,
                field,
                term,
                count,
                length,
            });
        }
        Some(())
    };
    list(0, TITLE)?;
    for question in 0..questions {
        for field in [0, 1, 3] {
            list(question, field)?;
        }
    }
    bytes.is_empty().then_some(())
}

fn take_said<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = read_number(bytes)? as usize;
    let (said, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(said)
}

/// Calls back with the words of the title and of each question, in their order; `None` if the bytes are damaged.
pub(super) fn read_headings(page: &PageIndex, mut each: impl FnMut(&[u32])) -> Option<()> {
    let (_, mut bytes) = page.0.split_at_checked(TEXT)?;
    let questions = read_number(&mut bytes)?;
    let said = &mut take_said(&mut bytes)?;
    let mut words = Vec::with_capacity(32);
    for _ in 0..=questions {
        words.clear();
        for _ in 0..read_number(said)? {
            words.push(read_number(said)?);
        }
        each(&words);
    }
    said.is_empty().then_some(())
}

/// The number of questions that a page's bytes hold.
pub(super) fn question_count(page: &PageIndex) -> Option<u32> {
    let (_, mut bytes) = page.0.split_at_checked(TEXT)?;
    read_number(&mut bytes)
}

/// The beginning of a hash of the page's text: title, questions, `also` words and answers.
pub(super) fn text_of(page: &PageIndex) -> Option<&[u8]> {
    page.0.get(..TEXT)
}
