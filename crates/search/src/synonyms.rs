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
    analysis::{Analyzer, Dictionary, fold, raw_tokens},
    index::Numbered,
    inverted::Inverted,
    postings::{ALSO, ANSWER, QUESTION, TITLE, read_headings},
    statistics::Statistics,
};

/// A group: where its words are to be looked for, and what tells it from another.
pub(super) struct Group {
    /// Numbers of its words' terms.
    terms: Vec<u32>,
    /// Where its phrases stand.
    found: Found,
    /// The terms and folded phrases of the group whose words stand in answers, in the group's order: only
    /// there they are marked.
    pub words: Vec<String>,
    /// How many documents and titles it has at most.
    pub most: (usize, usize),
    /// Changes with all that [`Group::resolve`] gives.
    pub key: blake3::Hash,
}

/// A group's questions and pages.
pub(super) struct Resolved {
    /// Documents in the order of the length of the field that holds the word, each once.
    pub documents: Vec<u32>,
    /// Pages that have a word of the group in their title, ascending.
    pub titles: Vec<u32>,
    /// Number of pages in either.
    pub pages: u32,
}

impl Group {
    fn new(
        members: &[Member],
        found: Found,
        analyzer: &Analyzer,
        dictionary: &Dictionary,
        statistics: &Statistics,
    ) -> Self {
        let is_used = |term: &str| {
            let id = dictionary.find(term);
            id.is_some_and(|id| statistics.row(id, ANSWER).count > 0)
        };
        let in_use = |member: &Member| match member {
            Member::Word { term, .. } => is_used(term).then(|| term.clone()),
            Member::Phrase { words, .. } => {
                let mut terms = words.iter().filter_map(|word| analyzer.term(word));
                let phrase = || words.join(" ");
                terms.all(|term| is_used(&term)).then(phrase)
            }
        };
        let words = distinct(members.iter().filter_map(in_use));
        let terms: Vec<u32> = members
            .iter()
            .filter_map(|member| match member {
                Member::Word { term, .. } => dictionary.find(term),
                Member::Phrase { .. } => None,
            })
            .collect();
        let mut most = (found.documents.len(), found.titles.len());
        let mut hasher = blake3::Hasher::new();
        for term in &terms {
            for field in [QUESTION, ALSO, TITLE] {
                let row = statistics.row(*term, field);
                let sum = if field == TITLE {
                    &mut most.1
                } else {
                    &mut most.0
                };
                *sum += row.count as usize;
                hasher.update(&row.count.to_le_bytes());
                hasher.update(&row.digest.to_le_bytes());
            }
        }
        for (document, length) in &found.documents {
            hasher
                .update(&document.to_le_bytes())
                .update(&length.to_le_bytes());
        }
        hasher.update(b"titles");
        for title in &found.titles {
            hasher.update(&title.to_le_bytes());
        }
        for word in &words {
            hasher.update(b"\n").update(word.as_bytes());
        }
        Self {
            terms,
            found,
            words,
            most,
            key: hasher.finalize(),
        }
    }

    /// Whether any page has a word or phrase of it in title, heading or `also`.
    fn is_found(&self) -> bool {
        self.most != (0, 0)
    }

    /// Looks the group's words up.
    pub fn resolve(&self, inverted: &Inverted, stride: u32) -> Resolved {
        let mut documents = self.found.documents.clone();
        let mut titles = self.found.titles.clone();
        for term in &self.terms {
            for field in [QUESTION, ALSO] {
                let postings = inverted.postings(*term, field);
                documents.extend(postings.map(|(document, code)| (document, code & 4095)));
            }
            titles.extend(inverted.postings(*term, TITLE).map(|(page, _)| page));
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
        Resolved {
            documents: documents
                .into_iter()
                .map(|(document, _)| document)
                .collect(),
            titles,
            pages: pages.len() as u32,
        }
    }
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
    /// Finds the phrases of `groups` on the pages, and which of their words these have.
    pub fn new(
        groups: &[Vec<String>],
        analyzer: &Analyzer,
        dictionary: &Dictionary,
        pages: &[Numbered<'_>],
        statistics: &Statistics,
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
        let mut found = find_phrases(&members, dictionary, pages, stride);
        let mut synonyms = Self::default();
        for (id, members) in members.iter().enumerate() {
            let found = found.remove(&id).unwrap_or_default();
            let group = Group::new(members, found, analyzer, dictionary, statistics);
            synonyms.groups.push(group);
        }
        let groups = members.into_iter().enumerate();
        for (id, member) in groups.flat_map(|(id, group)| group.into_iter().map(move |m| (id, m))) {
            if !synonyms.groups[id].is_found() {
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

/// Finds the groups' phrases in the headings and titles of the pages. Damaged pages have been found before.
fn find_phrases(
    groups: &[Vec<Member>],
    dictionary: &Dictionary,
    pages: &[Numbered<'_>],
    stride: u32,
) -> BTreeMap<usize, Found> {
    let phrases = Phrases::new(groups, dictionary);
    let places = pages.par_iter().flat_map_iter(|Numbered { slot, page }| {
        let mut places: Vec<(usize, u32, Option<u32>)> = Vec::new();
        let mut heading = 0;
        read_headings(page.index, |words| {
            phrases.find(words, |group| {
                places.push(match heading {
                    0 => (group, *slot, None),
                    question => (
                        group,
                        slot * stride + question - 1,
                        Some(words.len() as u32),
                    ),
                });
            });
            heading += 1;
        });
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
    /// For each word of the dictionary the number of its spelling, if phrases are made of it.
    numbers: Vec<Option<u32>>,
    by_first: FxHashMap<u32, Vec<(Vec<u32>, usize)>>,
}

impl Phrases {
    fn new(groups: &[Vec<Member>], dictionary: &Dictionary) -> Self {
        let mut spellings: FxHashMap<&str, u32> = FxHashMap::default();
        let mut numbers = vec![None; dictionary.words.len()];
        let mut by_first: FxHashMap<u32, Vec<(Vec<u32>, usize)>> = FxHashMap::default();
        for (id, group) in groups.iter().enumerate() {
            for member in group {
                let Member::Phrase { words, .. } = member else {
                    continue;
                };
                let phrase: Vec<u32> = words
                    .iter()
                    .map(|word| {
                        let next = spellings.len() as u32;
                        let number = *spellings.entry(word).or_insert(next);
                        for known in dictionary.spelled(word) {
                            numbers[*known as usize] = Some(number);
                        }
                        number
                    })
                    .collect();
                by_first.entry(phrase[0]).or_default().push((phrase, id));
            }
        }
        Self { numbers, by_first }
    }

    /// Calls back with the group of each phrase in a text.
    fn find(&self, text: &[u32], mut each: impl FnMut(usize)) {
        let number = |word: &u32| self.numbers.get(*word as usize).copied().flatten();
        for (at, word) in text.iter().enumerate() {
            let Some(first) = number(word) else { continue };
            for (phrase, group) in self.by_first.get(&first).into_iter().flatten() {
                let rest = &text[at..];
                let same = rest.len() >= phrase.len()
                    && phrase
                        .iter()
                        .zip(rest)
                        .all(|(word, other)| Some(*word) == number(other));
                if same {
                    each(*group);
                }
            }
        }
    }
}
