//! Synonyms: questions that say what a customer asks for in other words.
//!
//! A group holds words and phrases of one meaning. Each word of a group that the site uses, and each that
//! only the group knows, gets a list of the questions that have another word of the group in their
//! heading, their `also` words or their title. The lists lie beside the word's own postings, so that a
//! search reads no further file for them.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{
    IndexedPage,
    analysis::{Analyzer, Dictionary, fold, raw_tokens},
    inverted::Inverted,
    postings::{ALSO, ANSWER, QUESTION, TITLE},
};

/// A group's questions and pages.
pub(super) struct Group {
    /// Documents in the order of the length of the field that holds the word, each once.
    pub documents: Vec<u32>,
    /// Pages that have a word of the group in their title, ascending.
    pub titles: Vec<u32>,
    /// Number of pages in either.
    pub pages: u32,
    /// The terms and folded phrases of the group whose words stand in answers, in the group's order: only
    /// there they are marked.
    pub words: Vec<String>,
}

/// All groups of a language, resolved to the site's terms.
#[derive(Default)]
pub(super) struct Synonyms {
    pub groups: Vec<Group>,
    /// By term, the groups that it belongs to.
    pub terms: BTreeMap<String, BTreeSet<usize>>,
    /// Folded words of the groups with their terms, whether or not the site uses them.
    pub words: BTreeMap<String, String>,
    /// Folded phrases with the word in them under which the browser looks them up.
    pub phrases: BTreeMap<(String, String), BTreeSet<usize>>,
}

/// One way to say what a group means.
enum Member {
    Word { surface: String, term: String },
    Phrase { words: Vec<String>, key: String },
}

impl Member {
    /// `None` if nothing but stop words is left of it.
    fn new(analyzer: &Analyzer, text: &str) -> Option<Self> {
        let tokens: Vec<(String, Option<String>)> = raw_tokens(text)
            .map(|raw| (fold(raw), analyzer.term(raw)))
            .filter(|(surface, _)| !surface.is_empty())
            .collect();
        let at = tokens.iter().position(|(_, term)| term.is_some())?;
        if let [(surface, Some(term))] = &*tokens {
            let (surface, term) = (surface.clone(), term.clone());
            return Some(Self::Word { surface, term });
        }
        let key = tokens[at].0.clone();
        let words = tokens.into_iter().map(|(surface, _)| surface).collect();
        Some(Self::Phrase { words, key })
    }
}

impl Synonyms {
    /// Finds the words of `groups` on the pages, which are in document order.
    pub fn new(
        groups: &[Vec<String>],
        analyzer: &Analyzer,
        dictionary: &Dictionary,
        pages: &[&IndexedPage],
        inverted: &Inverted,
        stride: u32,
    ) -> Self {
        let members: Vec<Vec<Member>> = groups
            .iter()
            .map(|group| {
                group
                    .iter()
                    .filter_map(|text| Member::new(analyzer, text))
                    .collect()
            })
            .collect();
        let found = find_phrases(&members, pages, stride);
        let is_used = |term: &str| {
            let id = dictionary.find(term);
            id.is_some_and(|id| inverted.count(id, ANSWER) > 0)
        };
        let in_use = |member: &Member| match member {
            Member::Word { term, .. } => is_used(term).then(|| term.clone()),
            Member::Phrase { words, .. } => {
                let mut terms = words.iter().filter_map(|word| analyzer.term(word));
                let phrase = || words.join(" ");
                terms.all(|term| is_used(&term)).then(phrase)
            }
        };
        let resolve = |(id, members): (usize, &Vec<Member>)| {
            let mut documents = Vec::new();
            let mut titles = Vec::new();
            if let Some(found) = found.get(&id) {
                documents.extend_from_slice(&found.documents);
                titles.extend_from_slice(&found.titles);
            }
            for member in members {
                let Member::Word { term, .. } = member else {
                    continue;
                };
                let Some(term) = dictionary.find(term) else {
                    continue;
                };
                for field in [QUESTION, ALSO] {
                    documents.extend(
                        inverted
                            .postings(term, field)
                            .map(|(document, code)| (document, code & 4095)),
                    );
                }
                titles.extend(inverted.postings(term, TITLE).map(|(page, _)| page));
            }
            documents.sort_unstable();
            documents.dedup_by_key(|(document, _)| *document);
            titles.sort_unstable();
            titles.dedup();
            let mut pages: Vec<u32> = documents
                .iter()
                .map(|(document, _)| document / stride)
                .collect();
            pages.extend_from_slice(&titles);
            pages.sort_unstable();
            pages.dedup();
            documents.sort_unstable_by_key(|(document, length)| (*length, *document));
            Group {
                documents: documents
                    .into_iter()
                    .map(|(document, _)| document)
                    .collect(),
                titles,
                pages: pages.len() as u32,
                words: distinct(members.iter().filter_map(in_use)),
            }
        };
        let mut synonyms = Self {
            groups: members.par_iter().enumerate().map(resolve).collect(),
            ..Self::default()
        };
        let groups = members.into_iter().enumerate();
        for (id, member) in groups.flat_map(|(id, group)| group.into_iter().map(move |m| (id, m))) {
            if synonyms.groups[id].pages == 0 {
                continue;
            }
            match member {
                Member::Word { surface, term } => {
                    synonyms.terms.entry(term.clone()).or_default().insert(id);
                    synonyms.words.entry(surface).or_insert(term);
                }
                Member::Phrase { words, key } => {
                    let phrase = (key, words.join(" "));
                    synonyms.phrases.entry(phrase).or_default().insert(id);
                }
            }
        }
        synonyms
    }
}

/// Each value once, where it stands first.
fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

/// Where the phrases of a group stand.
#[derive(Default)]
struct Found {
    documents: Vec<(u32, u32)>,
    titles: Vec<u32>,
}

/// Finds the groups' phrases in the headings and titles of the pages.
fn find_phrases(
    groups: &[Vec<Member>],
    pages: &[&IndexedPage],
    stride: u32,
) -> BTreeMap<usize, Found> {
    let phrases = Phrases::new(groups);
    // Pages go to the threads in runs, because each run has a memo of its own.
    let places = pages
        .par_chunks(256)
        .enumerate()
        .flat_map_iter(|(run, chunk)| {
            let mut memo = FxHashMap::default();
            let mut places: Vec<(usize, u32, Option<u32>)> = Vec::new();
            for (page, indexed) in (run as u32 * 256..).zip(chunk) {
                phrases.find(indexed.title, &mut memo, |group, _| {
                    places.push((group, page, None))
                });
                for (question, q) in (page * stride..).zip(&indexed.questions) {
                    phrases.find(q.heading, &mut memo, |group, length| {
                        places.push((group, question, Some(length)));
                    });
                }
            }
            places
        });
    let mut found: BTreeMap<usize, Found> = BTreeMap::new();
    for (group, place, length) in places.collect::<Vec<_>>() {
        let found = found.entry(group).or_default();
        match length {
            Some(length) => found.documents.push((place, length)),
            None => found.titles.push(place),
        }
    }
    found
}

/// The phrases of all groups, by their first word.
struct Phrases {
    /// Numbers of the words that phrases are made of.
    words: FxHashMap<String, u32>,
    by_first: FxHashMap<u32, Vec<(Vec<u32>, usize)>>,
}

/// A raw token, as it stands in a text, to the number of its word; `None` for a word of no phrase, and
/// for one that is nothing when folded an outer `None`.
type PhraseMemo<'a> = FxHashMap<&'a str, Option<Option<u32>>>;

impl Phrases {
    fn new(groups: &[Vec<Member>]) -> Self {
        let mut words: FxHashMap<String, u32> = FxHashMap::default();
        let mut by_first: FxHashMap<u32, Vec<(Vec<u32>, usize)>> = FxHashMap::default();
        for (id, group) in groups.iter().enumerate() {
            for member in group {
                let Member::Phrase { words: phrase, .. } = member else {
                    continue;
                };
                let numbers: Vec<u32> = phrase
                    .iter()
                    .map(|word| {
                        let next = words.len() as u32;
                        *words.entry(word.clone()).or_insert(next)
                    })
                    .collect();
                by_first.entry(numbers[0]).or_default().push((numbers, id));
            }
        }
        Self { words, by_first }
    }

    /// Calls back with the group of each phrase in `text`, and the number of its words.
    fn find<'a>(&self, text: &'a str, memo: &mut PhraseMemo<'a>, mut each: impl FnMut(usize, u32)) {
        let numbers: Vec<Option<u32>> = raw_tokens(text)
            .filter_map(|raw| {
                *memo.entry(raw).or_insert_with(|| {
                    let word = fold(raw);
                    (!word.is_empty()).then(|| self.words.get(&word).copied())
                })
            })
            .collect();
        for at in 0..numbers.len() {
            let Some(first) = numbers[at] else { continue };
            for (phrase, group) in self.by_first.get(&first).into_iter().flatten() {
                let rest = &numbers[at..];
                let same = rest.len() >= phrase.len()
                    && phrase
                        .iter()
                        .zip(rest)
                        .all(|(word, other)| Some(*word) == *other);
                if same {
                    each(*group, numbers.len() as u32);
                }
            }
        }
    }
}
