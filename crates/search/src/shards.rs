//! Term shards: the words of a part of the alphabet with the postings of the terms that belong there.
//!
//! A shard is the JSON object `{"w": [...], "t": [...]}`.
//!
//! - `w` alternates words as typed and what they stand for: the position of a term in this shard's
//!   `t`, a term's own name if another shard holds it, or an array of those.
//! - `t` holds `[term, pages, question, also, title, answer, synonyms…]`: in how many pages the term
//!   occurs, whatever the field; for each field 0 or `[ids, codes, documents]`: the numbers of the
//!   documents as differences (the title's are pages, not questions), count and field length of each,
//!   and in how many documents the term stands if that is not the number of ids. Each of `synonyms` is
//!   `[pages, ids, titles, words]` of a group that the term belongs to: in how many pages, the documents
//!   and the titles that have another word of the group and not the term; and the other terms and phrases
//!   of the group that answers may have, separated by commas, to mark them in the results.
//! - A phrase of a synonym group stands in `t` beside the word by which it is found, as
//!   `word + " " + phrase`.
//!
//! Ids and codes are numbers in the letters of [`super::pack`].

use std::{cmp::Ordering, collections::BTreeMap};

use rayon::prelude::*;

use super::{
    Options,
    analysis::{Dictionary, NONE},
    index::Merged,
    inverted::{Place, rank},
    numbering::Numbering,
    pack,
    postings::{ALSO, QUESTION, TITLE},
    statistics::Statistics,
    synonyms::Synonyms,
};

/// What lies in a shard under a key.
pub(super) struct Entry {
    key: Box<str>,
    kind: Kind,
    /// Its bytes in the file, by estimate: what it holds is made when the file is.
    weight: u32,
}

/// In the order in which entries of one key stand.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A word as typed; the term that it stands for.
    Word(Box<str>),
    /// A term, with its number if the site uses it, and its groups.
    Term(Option<u32>, Vec<usize>),
    /// A phrase that is found by the key, and its groups.
    Phrase(Box<str>, Vec<usize>),
}

impl Entry {
    fn weight(&self) -> u64 {
        u64::from(self.weight)
    }
}

/// A part of the alphabet: the entries from `start` up to the next shard's.
#[derive(Clone, Debug)]
pub(super) struct Shard {
    /// The least key that belongs here; empty in the first shard.
    pub start: String,
    /// Positions of its entries.
    pub entries: std::ops::Range<usize>,
    weight: u64,
}

/// JavaScript's order of strings, by UTF-16 units; the browser finds a shard by it.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        a.cmp(b)
    } else {
        a.encode_utf16().cmp(b.encode_utf16())
    }
}

/// All words, terms and phrases in the order of their keys.
pub(super) fn entries(
    dictionary: &Dictionary,
    statistics: &Statistics,
    synonyms: &Synonyms,
    numbering: Numbering,
    options: &Options,
) -> Vec<Entry> {
    let weigh = Weigh {
        statistics,
        synonyms,
        numbering,
        options,
    };
    let term = |name: &str, id: Option<u32>, groups: Vec<usize>| Entry {
        key: name.into(),
        weight: weigh.term(name, id, &groups),
        kind: Kind::Term(id, groups),
    };
    let groups_of = |name: &str| -> Vec<usize> {
        synonyms
            .terms
            .get(name)
            .into_iter()
            .flatten()
            .copied()
            .collect()
    };
    let terms = (0..dictionary.terms.len() as u32)
        .into_par_iter()
        .filter(|id| statistics.in_use(*id))
        .map(|id| {
            let name = &*dictionary.terms[id as usize];
            term(name, Some(id), groups_of(name))
        });
    let mut entries: Vec<Entry> = terms.collect();
    let is_used = |name: &str| {
        dictionary
            .find(name)
            .is_some_and(|id| statistics.in_use(id))
    };
    let unused = synonyms.terms.keys().filter(|name| !is_used(name));
    entries.extend(unused.map(|name| term(name, None, groups_of(name))));
    entries.extend(synonyms.phrases.iter().map(|((key, phrase), groups)| {
        let groups: Vec<usize> = groups.iter().copied().collect();
        Entry {
            key: key.as_str().into(),
            weight: weigh.term(phrase, None, &groups) + key.len() as u32 + 1,
            kind: Kind::Phrase(phrase.as_str().into(), groups),
        }
    }));
    let word = |surface: &str, term: &str| Entry {
        key: surface.into(),
        weight: surface.len() as u32 + 6,
        kind: Kind::Word(term.into()),
    };
    for (id, known) in dictionary.words.iter().enumerate() {
        if known.term != NONE && statistics.word_pages(id) > 0 {
            entries.push(word(&known.surface, &dictionary.terms[known.term as usize]));
        }
    }
    for (surface, term) in &synonyms.words {
        entries.push(word(surface, term));
    }
    entries.par_sort_unstable_by(|a, b| compare(&a.key, &b.key).then_with(|| a.kind.cmp(&b.kind)));
    entries.dedup_by(|a, b| a.key == b.key && a.kind == b.kind);
    entries
}

/// Says how long entries will be.
struct Weigh<'a> {
    statistics: &'a Statistics,
    synonyms: &'a Synonyms,
    numbering: Numbering,
    options: &'a Options,
}

impl Weigh<'_> {
    fn term(&self, name: &str, id: Option<u32>, groups: &[usize]) -> u32 {
        let fields = (0..4).map(|field| {
            let found = id.map_or(0, |id| self.statistics.row(id, field).count as usize);
            match found {
                0 => 2,
                _ => {
                    8 + self.ids(found.min(self.options.postings[field]), field == TITLE)
                        + found as u32
                }
            }
        });
        let groups = groups
            .iter()
            .filter_map(|id| self.synonyms.groups.get(*id))
            .map(|group| {
                let (documents, titles) = group.most;
                let most = self.options.related;
                let words: usize = group.words.iter().map(|word| word.len() + 1).sum();
                16 + self.ids(documents.min(most), false)
                    + self.ids(titles.min(most), true)
                    + words as u32
            });
        name.len() as u32 + 8 + fields.sum::<u32>() + groups.sum::<u32>()
    }

    /// Letters of so many numbers that lie as far apart as they can.
    fn ids(&self, number: usize, of_pages: bool) -> u32 {
        let Numbering { stride, slots } = self.numbering;
        let all = if of_pages { slots } else { slots * stride };
        let number = number as u32;
        number * pack::letters(all / number.max(1))
    }
}

/// Cuts entries, sorted by key, into shards of about `limit` bytes.
///
/// A prefix is split by its next letter while it weighs more than `limit`, and small neighbours below
/// one prefix are put together again. So an edit moves no border, unless a weight crosses the limit.
pub(super) fn cut(entries: &[Entry], limit: u32) -> Vec<Shard> {
    let mut shards: Vec<Shard> = split(entries, u64::from(limit))
        .into_iter()
        .map(|part| Shard {
            start: part.start.to_owned(),
            entries: part.from..part.to,
            weight: part.weight,
        })
        .collect();
    if let Some(first) = shards.first_mut() {
        first.start.clear();
    }
    shards
}

/// A shard while the entries are being cut: their positions.
struct Part<'a> {
    start: &'a str,
    from: usize,
    to: usize,
    weight: u64,
}

/// What is still to be done while entries are cut.
enum Step<'a> {
    /// Append the shards of these entries, whose keys all begin with the same `depth` bytes; the first of them is at
    /// position `at`.
    Split {
        entries: &'a [Entry],
        at: usize,
        depth: usize,
    },
    /// Put the shards from this one on together again.
    Merge(usize),
}

/// The shards of all entries. Long words begin like longer ones without end, so this keeps its own stack.
fn split(all: &[Entry], limit: u64) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut steps = vec![Step::Split {
        entries: all,
        at: 0,
        depth: 0,
    }];
    while let Some(step) = steps.pop() {
        let (entries, at, depth) = match step {
            Step::Split { entries, at, depth } => (entries, at, depth),
            Step::Merge(from) => {
                merge(&mut parts, from, limit);
                continue;
            }
        };
        let Some((first, last)) = entries.first().zip(entries.last()) else {
            continue;
        };
        let weight = entries.iter().map(Entry::weight).sum();
        // Up to the letter that set this group apart, so that the border outlives its first word.
        let start = &first.key[..depth];
        let whole = Part {
            start,
            from: at,
            to: at + entries.len(),
            weight,
        };
        if weight <= limit || first.key == last.key {
            parts.push(whole);
            continue;
        }
        // They are sorted: what the first and the last begin with, all do.
        let depth = depth.max(shared(&first.key, &last.key));
        let letter = |entry: &Entry| entry.key[depth..].chars().next();
        let mut groups: Vec<Step<'_>> = Vec::new();
        let mut next = at;
        for group in entries.chunk_by(|a, b| letter(a) == letter(b)) {
            groups.push(Step::Split {
                entries: group,
                at: next,
                depth: depth + letter(&group[0]).map_or(0, char::len_utf8),
            });
            next += group.len();
        }
        steps.push(Step::Merge(parts.len()));
        steps.extend(groups.into_iter().rev());
    }
    parts
}

/// How many bytes two words begin with alike, whole letters only.
fn shared(one: &str, other: &str) -> usize {
    one.chars()
        .zip(other.chars())
        .take_while(|(a, b)| a == b)
        .map(|(letter, _)| letter.len_utf8())
        .sum()
}

/// Puts neighbours from `from` on together as long as they stay within `limit`.
fn merge(parts: &mut Vec<Part<'_>>, from: usize, limit: u64) {
    let mut merged: Vec<Part<'_>> = Vec::new();
    for part in parts.drain(from..) {
        match merged.last_mut() {
            Some(last) if last.weight + part.weight <= limit => {
                last.weight += part.weight;
                last.to = part.to;
            }
            _ => merged.push(part),
        }
    }
    parts.append(&mut merged);
}

impl Shard {
    /// Its bytes in the file, by estimate.
    pub fn weight(&self) -> u64 {
        self.weight
    }

    /// Changes with the bytes of its file, which need not be made for it.
    pub fn key(&self, all: &[Entry], statistics: &Statistics, synonyms: &Synonyms) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        let text = |hasher: &mut blake3::Hasher, kind: u8, text: &str| {
            hasher
                .update(&[kind])
                .update(&(text.len() as u64).to_le_bytes())
                .update(text.as_bytes());
        };
        for entry in &all[self.entries.clone()] {
            text(&mut hasher, 0, &entry.key);
            let groups = match &entry.kind {
                Kind::Word(term) => {
                    text(&mut hasher, 1, term);
                    continue;
                }
                Kind::Term(id, groups) => {
                    hasher.update(&[2]);
                    for row in id
                        .iter()
                        .flat_map(|id| (0..4).map(|field| statistics.row(*id, field)))
                    {
                        hasher
                            .update(&row.count.to_le_bytes())
                            .update(&row.digest.to_le_bytes());
                    }
                    groups
                }
                Kind::Phrase(phrase, groups) => {
                    text(&mut hasher, 3, phrase);
                    groups
                }
            };
            for group in groups.iter().filter_map(|id| synonyms.groups.get(*id)) {
                hasher.update(&[4]).update(group.key.as_bytes());
            }
        }
        hasher.finalize()
    }

    /// The bytes of its file.
    pub fn write(&self, all: &[Entry], merged: &Merged, write: &Write<'_>) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.weight as usize + 64);
        let entries = &all[self.entries.clone()];
        let words: Vec<(&str, &str)> = entries
            .iter()
            .filter_map(|entry| match &entry.kind {
                Kind::Word(term) => Some((&*entry.key, &**term)),
                _ => None,
            })
            .collect();
        let named: Vec<&Entry> = entries
            .iter()
            .filter(|entry| matches!(entry.kind, Kind::Term(..)))
            .collect();
        let phrases = entries
            .iter()
            .filter(|entry| matches!(entry.kind, Kind::Phrase(..)));
        out.extend_from_slice(b"{\"w\":[");
        for (i, same) in words.chunk_by(|a, b| a.0 == b.0).enumerate() {
            comma(&mut out, i);
            write_string(&mut out, same[0].0);
            out.extend_from_slice(if same.len() > 1 { b",[" } else { b"," });
            for (i, (_, term)) in same.iter().enumerate() {
                comma(&mut out, i);
                match named.binary_search_by(|entry| compare(&entry.key, term)) {
                    Ok(position) => write_integer(&mut out, position as u32),
                    Err(_) => write_string(&mut out, term),
                }
            }
            if same.len() > 1 {
                out.push(b']');
            }
        }
        out.extend_from_slice(b"],\"t\":[");
        for (i, entry) in named.iter().copied().chain(phrases).enumerate() {
            comma(&mut out, i);
            match &entry.kind {
                Kind::Word(_) => {}
                Kind::Term(id, groups) => write.term(&mut out, merged, &entry.key, *id, groups),
                Kind::Phrase(phrase, groups) => {
                    let name = format!("{} {phrase}", entry.key);
                    write.term(&mut out, merged, &name, None, groups);
                }
            }
        }
        out.extend_from_slice(b"]}");
        out
    }
}

/// Words whose term weighs more than `limit.0` bytes by estimate, at most `limit.1`, the heaviest first. A search that
/// has several of them leaves out the heaviest: they are the words that say least.
pub(super) fn costly(entries: &[Entry], limit: (usize, usize)) -> Vec<&str> {
    let heavy: BTreeMap<&str, usize> = entries
        .iter()
        .filter_map(|entry| match &entry.kind {
            Kind::Term(..) if entry.weight as usize > limit.0 => {
                Some((&*entry.key, entry.weight as usize))
            }
            _ => None,
        })
        .collect();
    let mut words: Vec<(usize, &str)> = entries
        .iter()
        .filter_map(|entry| match &entry.kind {
            Kind::Word(term) => Some((*heavy.get(&**term)?, &*entry.key)),
            _ => None,
        })
        .collect();
    words.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    words.dedup_by_key(|(_, word)| *word);
    words.truncate(limit.1);
    words.into_iter().map(|(_, word)| word).collect()
}

/// Writes the entries of `t`.
pub(super) struct Write<'a> {
    /// How many questions the page of each slot has, to count the documents of a title.
    pub questions: &'a [u32],
    pub statistics: &'a Statistics,
    pub synonyms: &'a Synonyms,
    pub stride: u32,
    pub options: &'a Options,
}

impl Write<'_> {
    /// A term with its postings, if the site uses it, and those of its groups.
    fn term(
        &self,
        out: &mut Vec<u8>,
        merged: &Merged,
        name: &str,
        id: Option<u32>,
        groups: &[usize],
    ) {
        out.push(b'[');
        write_string(out, name);
        out.push(b',');
        write_integer(out, id.map_or(0, |id| merged.inverted.term_pages(id)));
        for field in 0..4 {
            out.push(b',');
            match id {
                Some(id) => self.field(out, merged, id, field),
                None => out.push(b'0'),
            }
        }
        for group in groups {
            self.group(out, merged, *group, id, name);
        }
        out.push(b']');
    }

    /// The postings of a term in a field that the index keeps: as many as the options allow, the weightiest, in the
    /// order of their numbers.
    pub fn kept(&self, merged: &Merged, term: u32, field: usize) -> Vec<Place> {
        let cap = self.options.postings[field];
        let mut postings: Vec<Place> = merged.inverted.postings(term, field).collect();
        if postings.len() > cap {
            postings.select_nth_unstable_by_key(cap, rank);
            postings.truncate(cap);
        }
        postings.sort_unstable();
        postings
    }

    /// Appends the postings of a term in a field.
    fn field(&self, out: &mut Vec<u8>, merged: &Merged, term: u32, field: usize) {
        let postings = self.kept(merged, term, field);
        if postings.is_empty() {
            out.push(b'0');
            return;
        }
        let documents = match field {
            TITLE => merged
                .inverted
                .postings(term, field)
                .filter_map(|(slot, _)| self.questions.get(slot as usize))
                .sum(),
            _ => self.statistics.row(term, field).count,
        };
        out.extend_from_slice(b"[\"");
        write_ids(out, postings.iter().map(|(document, _)| *document));
        out.extend_from_slice(b"\",\"");
        for (_, code) in &postings {
            let (count, length) = told(*code);
            pack::number(out, (count - 1) * 16 + length);
        }
        out.push(b'"');
        if documents as usize != postings.len() {
            out.push(b',');
            write_integer(out, documents);
        }
        out.push(b']');
    }

    /// What a group adds to a term's own documents and titles: the shortest, as many as the options allow.
    pub fn others(&self, merged: &Merged, group: usize, id: Option<u32>) -> Option<Others> {
        let group = merged.group(group, self.synonyms, self.stride)?;
        let cap = self.options.related;
        let has = |field, number| id.is_some_and(|id| merged.inverted.has(id, field, number));
        let others = group.documents.iter().copied();
        let others = others.filter(|document| !has(QUESTION, *document) && !has(ALSO, *document));
        let mut documents: Vec<u32> = others.take(cap).collect();
        documents.sort_unstable();
        let titles = group.titles.iter().copied();
        let titles = titles.filter(|slot| !has(TITLE, *slot)).take(cap).collect();
        Some(Others {
            pages: group.pages,
            documents,
            titles,
        })
    }

    /// Appends what a group adds.
    fn group(&self, out: &mut Vec<u8>, merged: &Merged, group: usize, id: Option<u32>, name: &str) {
        let Some(words) = self.synonyms.groups.get(group).map(|group| &group.words) else {
            return;
        };
        let Some(others) = self.others(merged, group, id) else {
            return;
        };
        out.extend_from_slice(b",[");
        write_integer(out, others.pages);
        out.extend_from_slice(b",\"");
        write_ids(out, others.documents.into_iter());
        out.extend_from_slice(b"\",\"");
        write_ids(out, others.titles.into_iter());
        out.extend_from_slice(b"\",");
        let others = words.iter().map(String::as_str);
        let others: Vec<&str> = others.filter(|word| *word != name).collect();
        write_string(out, &others.join(","));
        out.push(b']');
    }
}

/// What a group of synonyms adds to a term.
pub(super) struct Others {
    /// In how many pages the group is found.
    pub pages: u32,
    /// Documents that have another word of the group and not the term, ascending.
    pub documents: Vec<u32>,
    /// Slots of such pages, by their titles, ascending.
    pub titles: Vec<u32>,
}

/// Of a posting's code what the index tells: the count, of which those above 4 say no more than 4 does, and the
/// place of the field's length in [`pack::LENGTHS`].
pub(super) fn told(code: u32) -> (u32, u32) {
    ((code >> 12).min(3) + 1, pack::level(code & 4095))
}

/// Appends ascending numbers as differences.
fn write_ids(out: &mut Vec<u8>, ids: impl Iterator<Item = u32>) {
    let mut last = 0;
    for id in ids {
        pack::number(out, id - last);
        last = id;
    }
}

/// A comma before all but the first.
#[inline]
fn comma(out: &mut Vec<u8>, position: usize) {
    if position > 0 {
        out.push(b',');
    }
}

/// Writes a decimal number.
#[inline]
fn write_integer(out: &mut Vec<u8>, mut value: u32) {
    let mut digits = [0u8; 10];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Writes a JSON string.
fn write_string(out: &mut Vec<u8>, text: &str) {
    // Writing a string to memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}
