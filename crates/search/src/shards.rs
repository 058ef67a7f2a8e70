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

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use rayon::prelude::*;

use super::{
    Options,
    analysis::{Dictionary, NONE},
    inverted::Inverted,
    pack,
    postings::{ALSO, QUESTION, TITLE},
    synonyms::{Group, Synonyms},
};

/// What lies in a shard under a key.
pub(super) struct Entry {
    key: String,
    kind: Kind,
}

/// In the order in which entries of one key stand.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A word as typed; the term that it stands for.
    Word(String),
    /// A term: its JSON in `t`.
    Term(Vec<u8>),
    /// A phrase: its JSON in `t`.
    Phrase(Vec<u8>),
}

impl Entry {
    /// Its bytes in the file, about.
    fn weight(&self) -> u64 {
        let bytes = match &self.kind {
            Kind::Word(_) => self.key.len() + 6,
            Kind::Term(json) | Kind::Phrase(json) => json.len() + 1,
        };
        bytes as u64
    }
}

/// A part of the alphabet: the entries from `start` up to the next shard's.
pub(super) struct Shard<'a> {
    /// The least key that belongs here; empty in the first shard.
    pub start: &'a str,
    entries: &'a [Entry],
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
    inverted: &Inverted,
    synonyms: &Synonyms,
    pages: &Pages,
    options: &Options,
) -> Vec<Entry> {
    let groups = |ids: Option<&BTreeSet<usize>>| -> Vec<&Group> {
        let ids = ids.into_iter().flatten();
        ids.filter_map(|id| synonyms.groups.get(*id)).collect()
    };
    let write = Write {
        inverted,
        pages,
        options,
    };
    let in_use = |id: u32| (0..4).any(|field| inverted.count(id, field) > 0);
    let terms = (0..dictionary.terms.len() as u32)
        .into_par_iter()
        .filter_map(|id| {
            let name = &*dictionary.terms[id as usize];
            in_use(id).then(|| Entry {
                key: name.to_owned(),
                kind: Kind::Term(write.term(name, Some(id), &groups(synonyms.terms.get(name)))),
            })
        });
    let related = |name: &str| dictionary.find(name).is_none_or(|id| !in_use(id));
    let mut entries: Vec<Entry> = terms.collect();
    let unused = synonyms.terms.par_iter().filter(|(name, _)| related(name));
    entries.par_extend(unused.filter_map(|(name, ids)| {
        let json = write.related(name, &groups(Some(ids)))?;
        Some(Entry {
            key: name.clone(),
            kind: Kind::Term(json),
        })
    }));
    entries.par_extend(
        synonyms
            .phrases
            .par_iter()
            .filter_map(|((key, phrase), ids)| {
                let json = write.related(&format!("{key} {phrase}"), &groups(Some(ids)))?;
                Some(Entry {
                    key: key.clone(),
                    kind: Kind::Phrase(json),
                })
            }),
    );
    for (id, word) in dictionary.words.iter().enumerate() {
        if word.term != NONE && inverted.word_pages(id) > 0 {
            let term = dictionary.terms[word.term as usize].to_string();
            entries.push(Entry {
                key: word.surface.to_string(),
                kind: Kind::Word(term),
            });
        }
    }
    for (surface, term) in &synonyms.words {
        entries.push(Entry {
            key: surface.clone(),
            kind: Kind::Word(term.clone()),
        });
    }
    entries.par_sort_unstable_by(|a, b| compare(&a.key, &b.key).then_with(|| a.kind.cmp(&b.kind)));
    entries.dedup_by(|a, b| a.key == b.key && a.kind == b.kind);
    entries
}

/// Cuts entries, sorted by key, into shards of about `limit` bytes.
///
/// A prefix is split by its next letter while it weighs more than `limit`, and small neighbours below
/// one prefix are put together again. So an edit moves no border, unless a weight crosses the limit.
pub(super) fn cut(entries: &[Entry], limit: u32) -> Vec<Shard<'_>> {
    let mut shards = Vec::new();
    split(entries, 0, 0, u64::from(limit), &mut shards);
    let mut shards: Vec<Shard<'_>> = shards
        .into_iter()
        .map(|part| Shard {
            start: part.start,
            entries: &entries[part.from..part.to],
            weight: part.weight,
        })
        .collect();
    if let Some(first) = shards.first_mut() {
        first.start = "";
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

/// Appends the shards of `entries`, whose keys all begin with the same `depth` bytes; the first of
/// them is at position `at`.
fn split<'a>(entries: &'a [Entry], at: usize, depth: usize, limit: u64, parts: &mut Vec<Part<'a>>) {
    let Some((first, last)) = entries.first().zip(entries.last()) else {
        return;
    };
    let weight = entries.iter().map(Entry::weight).sum();
    let to = at + entries.len();
    if weight <= limit || first.key == last.key {
        // Up to the letter that set this group apart, so that the border outlives its first word.
        let start = &first.key[..depth];
        parts.push(Part {
            start,
            from: at,
            to,
            weight,
        });
        return;
    }
    let from = parts.len();
    let letter = |entry: &Entry| entry.key[depth..].chars().next();
    let mut at = at;
    for group in entries.chunk_by(|a, b| letter(a) == letter(b)) {
        let deeper = depth + letter(&group[0]).map_or(0, char::len_utf8);
        if deeper == depth {
            // Only the key that ends here: it sorts before all that go on.
            let weight = group.iter().map(Entry::weight).sum();
            let start = &*group[0].key;
            parts.push(Part {
                start,
                from: at,
                to: at + group.len(),
                weight,
            });
        } else {
            split(group, at, deeper, limit, parts);
        }
        at += group.len();
    }
    merge(parts, from, limit);
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

impl Shard<'_> {
    /// The bytes of its file.
    pub fn write(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.weight as usize + 64);
        let named: Vec<(&str, &[u8])> = self
            .entries
            .iter()
            .filter_map(|entry| match &entry.kind {
                Kind::Term(json) => Some((&*entry.key, &**json)),
                _ => None,
            })
            .collect();
        let words: Vec<(&str, &str)> = self
            .entries
            .iter()
            .filter_map(|entry| match &entry.kind {
                Kind::Word(term) => Some((&*entry.key, &**term)),
                _ => None,
            })
            .collect();
        let phrases = self.entries.iter().filter_map(|entry| match &entry.kind {
            Kind::Phrase(json) => Some(&**json),
            _ => None,
        });
        out.extend_from_slice(b"{\"w\":[");
        for (i, same) in words.chunk_by(|a, b| a.0 == b.0).enumerate() {
            comma(&mut out, i);
            write_string(&mut out, same[0].0);
            out.extend_from_slice(if same.len() > 1 { b",[" } else { b"," });
            for (i, (_, term)) in same.iter().enumerate() {
                comma(&mut out, i);
                match named.binary_search_by(|(name, _)| compare(name, term)) {
                    Ok(position) => write_integer(&mut out, position as u32),
                    Err(_) => write_string(&mut out, term),
                }
            }
            if same.len() > 1 {
                out.push(b']');
            }
        }
        out.extend_from_slice(b"],\"t\":[");
        for (i, json) in named
            .iter()
            .map(|(_, json)| *json)
            .chain(phrases)
            .enumerate()
        {
            comma(&mut out, i);
            out.extend_from_slice(json);
        }
        out.extend_from_slice(b"]}");
        out
    }
}

/// Words whose term weighs more than `limit.0` bytes, at most `limit.1`, the heaviest first. A search that
/// has several of them leaves out the heaviest: they are the words that say least.
pub(super) fn costly(entries: &[Entry], limit: (usize, usize)) -> Vec<&str> {
    let heavy: BTreeMap<&str, usize> = entries
        .iter()
        .filter_map(|entry| match &entry.kind {
            Kind::Term(json) if json.len() > limit.0 => Some((&*entry.key, json.len())),
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

/// The questions of each page, to count the documents of a title.
pub(super) struct Pages {
    pub questions: Vec<u32>,
}

/// Writes the entries of `t`.
struct Write<'a> {
    inverted: &'a Inverted,
    pages: &'a Pages,
    options: &'a Options,
}

impl Write<'_> {
    /// A term with its postings, if the site uses it, and those of its groups.
    fn term(&self, name: &str, id: Option<u32>, groups: &[&Group]) -> Vec<u8> {
        let mut out = Vec::with_capacity(64);
        out.push(b'[');
        write_string(&mut out, name);
        out.push(b',');
        write_integer(&mut out, id.map_or(0, |id| self.inverted.term_pages(id)));
        for field in 0..4 {
            out.push(b',');
            match id {
                Some(id) => self.field(&mut out, id, field),
                None => out.push(b'0'),
            }
        }
        for group in groups {
            self.group(&mut out, group, id, name);
        }
        out.push(b']');
        out
    }

    /// A term or phrase that stands on no page itself; `None` if its groups do not either.
    fn related(&self, name: &str, groups: &[&Group]) -> Option<Vec<u8>> {
        let found = groups.iter().any(|group| group.pages > 0);
        found.then(|| self.term(name, None, groups))
    }

    /// Appends the postings of a term in a field: as many as the options allow, the weightiest.
    fn field(&self, out: &mut Vec<u8>, term: u32, field: usize) {
        let cap = self.options.postings[field];
        let found = self.inverted.count(term, field);
        if found == 0 {
            out.push(b'0');
            return;
        }
        let mut postings: Vec<(u32, u32)> = Vec::with_capacity(found);
        postings.extend(self.inverted.postings(term, field));
        let documents = match field {
            TITLE => postings
                .iter()
                .map(|(page, _)| self.pages.questions[*page as usize])
                .sum(),
            _ => found as u32,
        };
        if found > cap {
            // elasticlunr's weight of a term in a field, sqrt(count / length), in descending order.
            let rank = |(document, code): &(u32, u32)| {
                let (count, length) = (u64::from(code >> 12) + 1, u64::from(code & 4095).max(1));
                (std::cmp::Reverse((count << 32) / length), *document)
            };
            postings.select_nth_unstable_by_key(cap, rank);
            postings.truncate(cap);
            postings.sort_unstable();
        }
        out.extend_from_slice(b"[\"");
        write_ids(out, postings.iter().map(|(document, _)| *document));
        out.extend_from_slice(b"\",\"");
        for (_, code) in &postings {
            // Counts above 4 say no more than 4 does.
            pack::number(out, (code >> 12).min(3) * 16 + pack::level(code & 4095));
        }
        out.push(b'"');
        if documents as usize != postings.len() {
            out.push(b',');
            write_integer(out, documents);
        }
        out.push(b']');
    }

    /// Appends what a group adds to a term's own documents and titles: the shortest, as many as the
    /// options allow.
    fn group(&self, out: &mut Vec<u8>, group: &Group, id: Option<u32>, name: &str) {
        let cap = self.options.related;
        let has = |field, number| id.is_some_and(|id| self.inverted.has(id, field, number));
        let others = group.documents.iter().copied();
        let others = others.filter(|document| !has(QUESTION, *document) && !has(ALSO, *document));
        let mut documents: Vec<u32> = others.take(cap).collect();
        documents.sort_unstable();
        let titles = group.titles.iter().copied();
        let titles = titles.filter(|page| !has(TITLE, *page)).take(cap);
        out.extend_from_slice(b",[");
        write_integer(out, group.pages);
        out.extend_from_slice(b",\"");
        write_ids(out, documents.into_iter());
        out.extend_from_slice(b"\",\"");
        write_ids(out, titles);
        out.extend_from_slice(b"\",");
        let others = group.words.iter().map(String::as_str);
        let others: Vec<&str> = others.filter(|word| *word != name).collect();
        write_string(out, &others.join(","));
        out.push(b']');
    }
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
