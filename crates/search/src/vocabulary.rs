//! The vocabulary: what the site's words are, so that the browser can complete and correct a
//! customer's word without a dictionary of the language.
//!
//! One string holds the words in ascending order. Each is coded as the number of letters (UTF-16 units,
//! as JavaScript counts) that it shares with the one before in base 36, the remaining letters, and a
//! capital letter that says in how many pages it occurs: A 1, B 2, C 4, … Z 2^25. Folded words have no
//! capitals, so a capital ends a word; and a count in steps keeps the file as it is under most edits.

use std::collections::BTreeSet;

use super::{
    analysis::{Dictionary, NONE, fold, is_alphabetic},
    shards::compare,
    statistics::Statistics,
    stopwords::StopWords,
    synonyms::Synonyms,
};

/// The alphabetic words in use with the number of their pages, and the stop words.
pub(super) fn words_in_use<'a>(
    dictionary: &'a Dictionary,
    statistics: &Statistics,
    synonyms: &'a Synonyms,
    small: &StopWords,
) -> (Vec<(&'a str, u32)>, BTreeSet<String>) {
    let mut stop: BTreeSet<String> = small.stop.iter().map(|word| fold(word)).collect();
    let mut words = Vec::new();
    for (id, word) in dictionary.words.iter().enumerate() {
        let pages = statistics.word_pages(id);
        if pages == 0 {
            continue;
        }
        if !is_alphabetic(&word.surface) {
            continue;
        }
        if word.term == NONE {
            stop.insert(word.surface.to_string());
        } else {
            words.push((&*word.surface, pages));
        }
    }
    // A word that only a group knows may be mistyped, too.
    let related = synonyms.words.keys().filter(|word| is_alphabetic(word));
    words.extend(related.map(|word| (word.as_str(), 0)));
    // Accents may set two terms apart behind one folded word.
    words.sort_unstable();
    words.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    (words, stop)
}

/// A part of the vocabulary.
pub(super) struct Part {
    /// The least first letter that belongs here; empty in the first part.
    pub start: String,
    pub bytes: Vec<u8>,
}

/// The vocabulary of words with the number of their pages, at most `limit` words: the most frequent. It
/// is cut between first letters into parts of more than `part` words, so that what a correction
/// downloads does not grow with the site.
pub(super) fn vocabulary(mut words: Vec<(&str, u32)>, limit: usize, part: usize) -> Vec<Part> {
    words.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| compare(a.0, b.0)));
    words.truncate(limit);
    words.sort_unstable_by(|a, b| compare(a.0, b.0));
    let letter = |word: &(&str, u32)| word.0.chars().next();
    let mut parts: Vec<&[(&str, u32)]> = Vec::new();
    let mut from = 0;
    let mut to = 0;
    for same in words.chunk_by(|a, b| letter(a) == letter(b)) {
        to += same.len();
        if to - from >= part {
            parts.push(&words[from..to]);
            from = to;
        }
    }
    if from < to || parts.is_empty() {
        parts.push(&words[from..]);
    }
    let write = |(i, words): (usize, &&[(&str, u32)])| Part {
        start: match i {
            0 => String::new(),
            _ => words
                .first()
                .and_then(letter)
                .map(String::from)
                .unwrap_or_default(),
        },
        bytes: write(words),
    };
    parts.iter().enumerate().map(write).collect()
}

fn write(words: &[(&str, u32)]) -> Vec<u8> {
    let mut out = String::with_capacity(words.len() * 6);
    let mut last = "";
    for (word, pages) in words {
        let (mut shared, mut bytes) = (0, 0);
        for (a, b) in last.chars().zip(word.chars()) {
            if a != b || shared + a.len_utf16() > 35 {
                break;
            }
            shared += a.len_utf16();
            bytes += a.len_utf8();
        }
        out.push(char::from_digit(shared as u32, 36).unwrap_or('0'));
        out.push_str(&word[bytes..]);
        out.push(char::from(b'A' + (*pages).max(1).ilog2().min(25) as u8));
        last = word;
    }
    // A string always serialises.
    serde_json::to_vec(&out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_beginnings_and_keeps_the_frequent() {
        let words = vec![
            ("cards", 3),
            ("card", 40),
            ("caret", 1),
            ("rare", 1),
            ("año", 2),
        ];
        let parts = vocabulary(words, 4, 10);
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].bytes, "\"0añoB0cardF4sB3etA\"".as_bytes());
    }

    #[test]
    fn is_cut_between_letters() {
        let words = vec![
            ("apple", 1),
            ("axe", 1),
            ("bank", 2),
            ("card", 1),
            ("coin", 1),
        ];
        let parts = vocabulary(words, 10, 2);
        let starts: Vec<&str> = parts.iter().map(|part| &*part.start).collect();
        assert_eq!(starts, ["", "b"]);
        assert_eq!(parts[1].bytes, b"\"0bankB0cardA1oinA\"");
        assert_eq!(
            vocabulary(Vec::new(), 10, 2).len(),
            1,
            "an empty one is a part, too"
        );
    }
}
