//! How often words and terms occur, and what tells one list of postings from another, without making the lists.
//!
//! One pass over the pages' bytes. It is all that a rebuild needs to see which shards have changed.

use rayon::prelude::*;

use super::{
    Fault,
    index::Numbered,
    postings::{Posting, TITLE, code, read_page},
};

/// The postings of a term in a field, by their number and a sum that changes with any of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub count: u32,
    /// Over all postings the sum, beyond 64 bits cut off, of a hash of each: the same in any order of the pages.
    pub digest: u64,
}

/// What an index says of all pages.
#[derive(Default)]
pub(super) struct Statistics {
    /// For row `term * 4 + field`.
    rows: Vec<Row>,
    /// In how many pages each word occurs.
    word_pages: Vec<u32>,
    /// By field, the sum of the lengths over all questions and the number of questions that have it.
    pub lengths: [(u64, u64); 4],
}

impl Statistics {
    /// Counts the postings of the pages.
    ///
    /// # Errors
    ///
    /// [`Fault::Page`] with the address of a page whose bytes are damaged or hold numbers of another analyzer.
    pub fn new(
        pages: &[Numbered<'_>],
        stride: u32,
        terms: usize,
        words: usize,
    ) -> Result<Self, Fault> {
        // One run a thread: each has tables as large as the dictionary.
        let run = pages.len().div_ceil(rayon::current_num_threads()).max(64);
        pages
            .par_chunks(run)
            .map(|chunk| Self::of_run(chunk, stride, terms, words))
            .try_reduce(Self::default, |a, b| Ok(a.plus(b)))
            .map(|mut all| {
                all.rows.resize(terms * 4, Row::default());
                all.word_pages.resize(words, 0);
                all
            })
    }

    fn of_run(
        pages: &[Numbered<'_>],
        stride: u32,
        terms: usize,
        words: usize,
    ) -> Result<Self, Fault> {
        let mut rows = vec![Row::default(); terms * 4];
        let mut word_pages = vec![0u32; words];
        let mut lengths = [(0u64, 0u64); 4];
        for page in pages {
            let mut known = true;
            let mut last = (u32::MAX, 0);
            let questions = page.page.questions.len() as u32;
            let word = |word: u32| match word_pages.get_mut(word as usize) {
                Some(pages) => *pages += 1,
                None => known = false,
            };
            let mut strange = false;
            let posting = |p: Posting| {
                if (p.question, p.field) != last {
                    last = (p.question, p.field);
                    let times = u64::from(if p.field == TITLE { questions } else { 1 });
                    lengths[p.field].0 += u64::from(p.length) * times;
                    lengths[p.field].1 += times;
                }
                let Some(row) = rows.get_mut(p.term as usize * 4 + p.field) else {
                    strange = true;
                    return;
                };
                // A title stands for as many documents as its page has questions.
                let (document, weight) = match p.field {
                    TITLE => (page.slot, questions),
                    _ => (page.slot * stride + p.question, 0),
                };
                row.count += 1;
                row.digest = row
                    .digest
                    .wrapping_add(mix(u64::from(document) << 32 | u64::from(code(&p)), weight));
            };
            read_page(page.page.index, word, posting)
                .filter(|()| known && !strange)
                .ok_or_else(|| page.fault())?;
        }
        Ok(Self {
            rows,
            word_pages,
            lengths,
        })
    }

    fn plus(mut self, other: Self) -> Self {
        if self.rows.is_empty() {
            return other;
        }
        for (row, other) in self.rows.iter_mut().zip(other.rows) {
            row.count += other.count;
            row.digest = row.digest.wrapping_add(other.digest);
        }
        for (pages, other) in self.word_pages.iter_mut().zip(other.word_pages) {
            *pages += other;
        }
        for (sum, other) in self.lengths.iter_mut().zip(other.lengths) {
            sum.0 += other.0;
            sum.1 += other.1;
        }
        self
    }

    /// The mean length of each field over the questions that have it, in tokens.
    pub fn means(&self) -> [f64; 4] {
        self.lengths.map(mean)
    }

    /// The postings of a term in a field.
    pub fn row(&self, term: u32, field: usize) -> Row {
        self.rows
            .get(term as usize * 4 + field)
            .copied()
            .unwrap_or_default()
    }

    /// Whether any page has the term.
    pub fn in_use(&self, term: u32) -> bool {
        (0..4).any(|field| self.row(term, field).count > 0)
    }

    /// In how many pages a word occurs.
    pub fn word_pages(&self, word: usize) -> u32 {
        self.word_pages.get(word).copied().unwrap_or(0)
    }
}

/// Spreads a posting over 64 bits: the finalizer of SplitMix64 (Steele, Lea and Flood 2014).
fn mix(posting: u64, weight: u32) -> u64 {
    let mut z = posting.wrapping_add(
        u64::from(weight)
            .wrapping_add(1)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15),
    );
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The mean of a sum over a number, to two decimals; 1 over nothing, which divides harmlessly.
fn mean((sum, number): (u64, u64)) -> f64 {
    if number == 0 {
        1.0
    } else {
        (sum as f64 / number as f64 * 100.0).round() / 100.0
    }
}
