//! The inverted index: from the words of each page to the pages of each word.

use std::cmp::Reverse;
use std::num::NonZero;
use std::thread;

use super::{
    Fault,
    index::Numbered,
    postings::{ANSWER, Posting, TITLE, code, read_page},
};

/// A document beside its [`code`]; in the title field a slot.
pub(super) type Place = (u32, u32);

/// The order in which a field's postings are kept where there are too many: by elasticlunr's weight of a term in a
/// field, sqrt(count / length), in descending order.
pub(super) fn rank(&(document, code): &Place) -> (Reverse<u64>, u32) {
    let (count, length) = (u64::from(code >> 12) + 1, u64::from(code & 4095).max(1));
    (Reverse((count << 32) / length), document)
}

/// The inverted index of all pages, in a few runs of pages that were inverted side by side.
///
/// Of answers it holds the weightiest postings only: they are most of all postings, and the index keeps few of them.
pub(super) struct Inverted {
    runs: Vec<Rows>,
}

/// Postings by term of a run of pages.
struct Rows {
    /// For `term * 3 + field`, the places of the other fields in ascending order.
    others: Vec<Vec<Place>>,
    answers: Vec<Best>,
    /// In how many pages each term occurs, whatever the field.
    term_pages: Vec<u32>,
}

/// The weightiest postings of a term in answers, and some more. Documents come in ascending order.
#[derive(Clone, Default)]
struct Best {
    places: Vec<Place>,
    /// The last that is kept, once there are more than enough.
    last: Option<(Reverse<u64>, u32)>,
}

impl Best {
    fn offer(&mut self, place: Place, most: usize) {
        if self.last.is_some_and(|last| rank(&place) > last) {
            return;
        }
        self.places.push(place);
        if self.places.len() >= 2 * most.max(1) {
            let (_, last, _) = self
                .places
                .select_nth_unstable_by_key(most.max(1) - 1, rank);
            self.last = Some(rank(last));
            self.places.truncate(most.max(1));
        }
    }
}

impl Inverted {
    /// Inverts the pages, which stand in the order of their slots. Documents are `slot * stride + question`; in the
    /// title field they are slots. Of each term `answers` postings in answers are wanted.
    ///
    /// # Errors
    ///
    /// [`Fault::Page`] with the address of a page whose bytes are damaged or hold numbers of another analyzer.
    pub fn new(
        pages: &[Numbered<'_>],
        stride: u32,
        terms: usize,
        answers: usize,
    ) -> Result<Self, Fault> {
        // Threads of its own, not the pool's: whoever waits for the index may be one of the pool, and would take up
        // work that waits for it, too. The number of runs does not show in the result.
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let run = pages.len().div_ceil(threads).max(64);
        let rows = |chunk| Rows::new(chunk, stride, terms, answers);
        let runs = pages.chunks(run);
        let runs: Result<Vec<Rows>, Fault> = if runs.len() < 2 {
            runs.map(rows).collect()
        } else {
            thread::scope(|scope| {
                let working: Vec<_> = runs.map(|run| scope.spawn(move || rows(run))).collect();
                let done = working.into_iter().map(|run| match run.join() {
                    Ok(rows) => rows,
                    Err(panic) => std::panic::resume_unwind(panic),
                });
                done.collect()
            })
        };
        Ok(Self { runs: runs? })
    }

    /// Places of a term in a field. Those in answers are the weightiest, or more, in any order; the others are all
    /// there are, ascending.
    pub fn postings(&self, term: u32, field: usize) -> impl Iterator<Item = Place> {
        self.runs
            .iter()
            .flat_map(move |rows| rows.postings(term, field).iter().copied())
    }

    /// Whether a document, or a page of the title field, has a term in a field other than the answer.
    pub fn has(&self, term: u32, field: usize, document: u32) -> bool {
        self.runs.iter().any(|rows| {
            let places = rows.postings(term, field);
            places
                .binary_search_by_key(&document, |(place, _)| *place)
                .is_ok()
        })
    }

    /// In how many pages a term occurs, whatever the field.
    pub fn term_pages(&self, term: u32) -> u32 {
        self.runs
            .iter()
            .map(|rows| rows.term_pages[term as usize])
            .sum()
    }
}

impl Rows {
    fn new(
        pages: &[Numbered<'_>],
        stride: u32,
        terms: usize,
        answers: usize,
    ) -> Result<Self, Fault> {
        let mut rows = Self {
            others: vec![Vec::new(); terms * ANSWER],
            answers: vec![Best::default(); terms],
            term_pages: vec![0u32; terms],
        };
        let mut last_page = vec![usize::MAX; terms];
        for (i, page) in pages.iter().enumerate() {
            let mut known = true;
            let each = |p: Posting| {
                let term = p.term as usize;
                let Some(last) = last_page.get_mut(term) else {
                    known = false;
                    return;
                };
                rows.term_pages[term] += u32::from(std::mem::replace(last, i) != i);
                let document = match p.field {
                    TITLE => page.slot,
                    _ => page.slot * stride + p.question,
                };
                let place = (document, code(&p));
                match p.field {
                    ANSWER => rows.answers[term].offer(place, answers),
                    field => rows.others[term * ANSWER + field].push(place),
                }
            };
            read_page(page.page.index, |_| {}, each)
                .filter(|()| known)
                .ok_or_else(|| page.fault())?;
        }
        Ok(rows)
    }

    fn postings(&self, term: u32, field: usize) -> &[Place] {
        match field {
            ANSWER => &self.answers[term as usize].places,
            _ => &self.others[term as usize * ANSWER + field],
        }
    }
}
