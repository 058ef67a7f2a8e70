//! Term shards: the words of a part of the alphabet with the postings of the terms that belong there.
//!
//! A shard is the JSON object `{"w": [...], "t": [...]}`.
//!
//! - `w` alternates words as typed and what they stand for: the position of a term in this shard's
//!   `t`, a term's own name if another shard holds it, or an array of those.
//! - `t` holds `[term, pages, question, also, title, answer]`: in how many pages the term occurs,
//!   whatever the field, and for each field 0 or `[documents, [id, …], [code, …]]`: in how many
//!   documents, their numbers as differences (the title's are pages, not questions), and
//!   `(count - 1) * 4096 + field length`.

use std::cmp::Ordering;

use super::{
    analysis::{Dictionary, NONE},
    inverted::Inverted,
    postings::{FIELDS, TITLE},
};

/// What lies in a shard under a key: a word, or the postings of a term.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    key: &'a str,
    /// Number of a word or, if `is_term`, of a term in the dictionary.
    id: u32,
    is_term: bool,
    /// Estimate of its bytes in the file.
    weight: u32,
}

/// A part of the alphabet: the entries from `start` up to the next shard's.
pub(super) struct Shard<'a> {
    /// The least key that belongs here; empty in the first shard.
    pub start: &'a str,
    entries: Vec<Entry<'a>>,
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

/// Cuts the words and terms in use into shards of about `limit` bytes.
///
/// A prefix is split by its next letter while it weighs more than `limit`, and small neighbours below
/// one prefix are put together again. So an edit moves no border, unless a weight crosses the limit.
pub(super) fn cut<'a>(
    dictionary: &'a Dictionary,
    inverted: &Inverted,
    limit: u32,
    cap: usize,
) -> Vec<Shard<'a>> {
    let mut entries = Vec::with_capacity(dictionary.terms.len() + dictionary.words.len());
    for (id, key) in (0u32..).zip(&dictionary.terms) {
        let postings: usize = (0..4)
            .map(|field| inverted.count(id, field).min(most(field, cap)))
            .sum();
        if postings > 0 {
            let weight = (postings * 6 + key.len() + 12) as u32;
            entries.push(Entry {
                key,
                id,
                is_term: true,
                weight,
            });
        }
    }
    for (id, word) in (0u32..).zip(&dictionary.words) {
        if word.term != NONE && inverted.word_pages(id as usize) > 0 {
            let weight = word.surface.len() as u32 + 6;
            entries.push(Entry {
                key: &word.surface,
                id,
                is_term: false,
                weight,
            });
        }
    }
    // The second key makes the order, hence the output, independent of the order of ids.
    let term_of = |entry: &Entry| match entry.is_term {
        true => "",
        false => &*dictionary.terms[dictionary.words[entry.id as usize].term as usize],
    };
    entries.sort_unstable_by(|a, b| compare(a.key, b.key).then_with(|| term_of(a).cmp(term_of(b))));
    let mut shards = Vec::new();
    split(&entries, 0, u64::from(limit), &mut shards);
    if let Some(first) = shards.first_mut() {
        first.start = "";
    }
    shards
}

/// Appends the shards of `entries`, whose keys all begin with the same `depth` bytes.
fn split<'a>(entries: &[Entry<'a>], depth: usize, limit: u64, shards: &mut Vec<Shard<'a>>) {
    let Some((first, last)) = entries.first().zip(entries.last()) else {
        return;
    };
    let weight = entries.iter().map(|entry| u64::from(entry.weight)).sum();
    if weight <= limit || first.key == last.key {
        // Up to the letter that set this group apart, so that the border outlives its first word.
        let start = &first.key[..depth];
        shards.push(Shard {
            start,
            entries: entries.to_vec(),
            weight,
        });
        return;
    }
    let from = shards.len();
    let letter = |entry: &Entry| entry.key[depth..].chars().next();
    for group in entries.chunk_by(|a, b| letter(a) == letter(b)) {
        let deeper = depth + letter(&group[0]).map_or(0, char::len_utf8);
        if deeper == depth {
            // Only the key that ends here: it sorts before all that go on.
            let weight = group.iter().map(|entry| u64::from(entry.weight)).sum();
            shards.push(Shard {
                start: group[0].key,
                entries: group.to_vec(),
                weight,
            });
        } else {
            split(group, deeper, limit, shards);
        }
    }
    merge(shards, from, limit);
}

/// Puts neighbours from `from` on together as long as they stay within `limit`.
fn merge(shards: &mut Vec<Shard>, from: usize, limit: u64) {
    let mut merged: Vec<Shard> = Vec::new();
    for shard in shards.drain(from..) {
        match merged.last_mut() {
            Some(last) if last.weight + shard.weight <= limit => {
                last.weight += shard.weight;
                last.entries.extend(shard.entries);
            }
            _ => merged.push(shard),
        }
    }
    shards.append(&mut merged);
}

/// Writes a shard's file. `stride` and `questions` (by page) give the title field its documents.
pub(super) fn write(
    shard: &Shard,
    dictionary: &Dictionary,
    inverted: &Inverted,
    pages: &Pages,
    cap: usize,
) -> Vec<u8> {
    let mut out = Vec::with_capacity(shard.weight as usize + 64);
    let terms: Vec<&Entry> = shard.entries.iter().filter(|entry| entry.is_term).collect();
    let words: Vec<&Entry> = shard
        .entries
        .iter()
        .filter(|entry| !entry.is_term)
        .collect();
    let local = |term: u32| {
        let name = &*dictionary.terms[term as usize];
        terms
            .binary_search_by(|entry| compare(entry.key, name))
            .map_err(|_| name)
    };
    out.extend_from_slice(b"{\"w\":[");
    for (i, same) in words.chunk_by(|a, b| a.key == b.key).enumerate() {
        comma(&mut out, i);
        write_string(&mut out, same[0].key);
        out.extend_from_slice(if same.len() > 1 { b",[" } else { b"," });
        for (i, entry) in same.iter().enumerate() {
            comma(&mut out, i);
            match local(dictionary.words[entry.id as usize].term) {
                Ok(position) => write_integer(&mut out, position as u32),
                Err(name) => write_string(&mut out, name),
            }
        }
        if same.len() > 1 {
            out.push(b']');
        }
    }
    out.extend_from_slice(b"],\"t\":[");
    for (i, entry) in terms.iter().enumerate() {
        comma(&mut out, i);
        out.push(b'[');
        write_string(&mut out, entry.key);
        out.push(b',');
        write_integer(&mut out, inverted.term_pages(entry.id));
        for field in 0..4 {
            out.push(b',');
            write_field(&mut out, inverted, entry.id, field, pages, cap);
        }
        out.push(b']');
    }
    out.extend_from_slice(b"]}");
    out
}

/// The questions of each page, to count the documents of a title.
pub(super) struct Pages {
    pub questions: Vec<u32>,
}

/// How many postings a term keeps in a field: a word in a heading or a title says more than one of
/// an answer's many, so there four times as many.
fn most(field: usize, cap: usize) -> usize {
    if FIELDS[field] == "answer" {
        cap
    } else {
        cap.saturating_mul(4)
    }
}

/// Writes the postings of a term in a field: at most as many as [`most`] allows, the weightiest.
fn write_field(
    out: &mut Vec<u8>,
    inverted: &Inverted,
    term: u32,
    field: usize,
    pages: &Pages,
    cap: usize,
) {
    let cap = most(field, cap);
    let found = inverted.count(term, field);
    if found == 0 {
        out.push(b'0');
        return;
    }
    let mut postings: Vec<(u32, u32)> = Vec::with_capacity(found);
    postings.extend(inverted.postings(term, field));
    let documents = match field {
        TITLE => postings
            .iter()
            .map(|(page, _)| pages.questions[*page as usize])
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
    out.push(b'[');
    write_integer(out, documents);
    out.extend_from_slice(b",[");
    let mut last = 0;
    for (i, (document, _)) in postings.iter().enumerate() {
        comma(out, i);
        write_integer(out, document - last);
        last = *document;
    }
    out.extend_from_slice(b"],[");
    for (i, (_, code)) in postings.iter().enumerate() {
        comma(out, i);
        write_integer(out, *code);
    }
    out.extend_from_slice(b"]]");
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
