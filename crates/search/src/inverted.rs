//! The inverted index: from the words of each page to the pages of each word.

use rayon::prelude::*;

use super::{
    Fault,
    postings::{PageIndex, Posting, TITLE, question_count, read_page},
};

/// Count and field length in one number, exact up to 4,095 tokens: `(count - 1) * 4096 + length`.
/// Most terms occur once, so most codes are as short as the length.
fn code(count: u32, length: u32) -> u32 {
    (count - 1).min(0xff) * 4096 + length.min(4095)
}

/// Postings by term and field of a run of pages: for row `term * 4 + field`, the documents in
/// ascending order beside their [`code`]s.
struct Rows {
    starts: Vec<u32>,
    documents: Vec<u32>,
    codes: Vec<u32>,
    /// In how many pages each word occurs.
    word_pages: Vec<u32>,
    /// In how many pages each term occurs, whatever the field.
    term_pages: Vec<u32>,
}

/// The inverted index of all pages, in a few runs of pages that were inverted side by side.
pub(super) struct Inverted {
    runs: Vec<Rows>,
    /// By field, the sum of the lengths over all questions and the number of questions that have it.
    pub lengths: [(u64, u64); 4],
}

impl Inverted {
    /// Inverts the pages, in document order. Documents are `page * stride + question`; in the title
    /// field they are pages.
    ///
    /// # Errors
    ///
    /// [`Fault::Page`] with the position of a page whose bytes are damaged or hold numbers of
    /// another analyzer.
    pub fn new(
        pages: &[&PageIndex],
        stride: u32,
        terms: usize,
        words: usize,
    ) -> Result<Self, Fault> {
        // Two runs a thread even out the load; the number of runs does not show in the result.
        let run = pages
            .len()
            .div_ceil(rayon::current_num_threads() * 2)
            .max(64);
        let inverted: Vec<(Rows, [(u64, u64); 4])> = pages
            .par_chunks(run)
            .enumerate()
            .map(|(i, chunk)| Rows::new(chunk, (i * run) as u32, stride, terms, words))
            .collect::<Result<_, _>>()?;
        let mut lengths = [(0, 0); 4];
        for (_, part) in &inverted {
            for (sum, part) in lengths.iter_mut().zip(part) {
                sum.0 += part.0;
                sum.1 += part.1;
            }
        }
        Ok(Self {
            runs: inverted.into_iter().map(|(rows, _)| rows).collect(),
            lengths,
        })
    }

    /// How many postings a term has in a field.
    pub fn count(&self, term: u32, field: usize) -> usize {
        let row = term as usize * 4 + field;
        self.runs
            .iter()
            .map(|rows| (rows.starts[row + 1] - rows.starts[row]) as usize)
            .sum()
    }

    /// Documents and codes of a term in a field, documents ascending.
    pub fn postings(&self, term: u32, field: usize) -> impl Iterator<Item = (u32, u32)> {
        let row = term as usize * 4 + field;
        self.runs.iter().flat_map(move |rows| {
            let range = rows.starts[row] as usize..rows.starts[row + 1] as usize;
            rows.documents[range.clone()]
                .iter()
                .copied()
                .zip(rows.codes[range].iter().copied())
        })
    }

    /// Whether a document, or a page of the title field, has a term in a field.
    pub fn has(&self, term: u32, field: usize, document: u32) -> bool {
        let row = term as usize * 4 + field;
        self.runs.iter().any(|rows| {
            let range = rows.starts[row] as usize..rows.starts[row + 1] as usize;
            rows.documents[range].binary_search(&document).is_ok()
        })
    }

    /// In how many pages a term occurs, whatever the field.
    pub fn term_pages(&self, term: u32) -> u32 {
        self.runs
            .iter()
            .map(|rows| rows.term_pages[term as usize])
            .sum()
    }

    /// In how many pages a word occurs.
    pub fn word_pages(&self, word: usize) -> u32 {
        self.runs.iter().map(|rows| rows.word_pages[word]).sum()
    }
}

impl Rows {
    fn new(
        pages: &[&PageIndex],
        first: u32,
        stride: u32,
        terms: usize,
        words: usize,
    ) -> Result<(Self, [(u64, u64); 4]), Fault> {
        // Counting sort: how long each row is, where it starts, then what is in it.
        let mut starts = vec![0u32; terms * 4 + 1];
        let mut word_pages = vec![0u32; words];
        let mut term_pages = vec![0u32; terms];
        let mut last_page = vec![usize::MAX; terms];
        for (i, page) in pages.iter().enumerate() {
            let mut known = true;
            read_page(
                page,
                |word| match word_pages.get_mut(word as usize) {
                    Some(pages) => *pages += 1,
                    None => known = false,
                },
                |p| {
                    let term = p.term as usize;
                    if let Some(length) = starts.get_mut(term * 4 + p.field + 1) {
                        *length += 1;
                        term_pages[term] +=
                            u32::from(std::mem::replace(&mut last_page[term], i) != i);
                    }
                },
            )
            .filter(|()| known)
            .ok_or(Fault::Page(first as usize + i))?;
        }
        for row in 1..starts.len() {
            starts[row] += starts[row - 1];
        }
        let total = starts[terms * 4] as usize;
        let mut next = starts.clone();
        let mut documents = vec![0u32; total];
        let mut codes = vec![0u32; total];
        let mut lengths = [(0u64, 0u64); 4];
        for (i, page) in pages.iter().enumerate() {
            let ordinal = first + i as u32;
            let mut known = true;
            let mut last = (u32::MAX, 0);
            let questions = u64::from(question_count(page).unwrap_or(0));
            let posting = |p: Posting| {
                if (p.question, p.field) != last {
                    last = (p.question, p.field);
                    let times = if p.field == TITLE { questions } else { 1 };
                    lengths[p.field].0 += u64::from(p.length) * times;
                    lengths[p.field].1 += times;
                }
                let slot = next.get_mut(p.term as usize * 4 + p.field);
                let at = slot.map(|next| std::mem::replace(next, *next + 1) as usize);
                match at {
                    Some(at) if at < total => {
                        documents[at] = if p.field == TITLE {
                            ordinal
                        } else {
                            ordinal * stride + p.question
                        };
                        codes[at] = code(p.count, p.length);
                    }
                    _ => known = false,
                }
            };
            read_page(page, |_| {}, posting)
                .filter(|()| known)
                .ok_or(Fault::Page(first as usize + i))?;
        }
        Ok((
            Self {
                starts,
                documents,
                codes,
                word_pages,
                term_pages,
            },
            lengths,
        ))
    }
}
