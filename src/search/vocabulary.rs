//! The vocabulary: what the site's words are, so that the browser can complete and correct a
//! customer's word without a dictionary of the language.
//!
//! One string holds the words in ascending order. Each is coded as the number of letters (UTF-16 units,
//! as JavaScript counts) that it shares with the one before in base 36, the remaining letters, and a
//! capital letter that says in how many pages it occurs: A 1, B 2, C 4, … Z 2^25. Folded words have no
//! capitals, so a capital ends a word; and a count in steps keeps the file as it is under most edits.

use super::shards::compare;

/// The vocabulary of words with the number of their pages, at most `limit` words: the most frequent.
pub(super) fn vocabulary(mut words: Vec<(&str, u32)>, limit: usize) -> Vec<u8> {
    words.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| compare(a.0, b.0)));
    words.truncate(limit);
    words.sort_unstable_by(|a, b| compare(a.0, b.0));
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
        out.push(char::from(b'A' + pages.max(1).ilog2().min(25) as u8));
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
        let words = vec![("cards", 3), ("card", 40), ("caret", 1), ("rare", 1), ("año", 2)];
        assert_eq!(vocabulary(words, 4), "\"0añoB0cardF4sB2retA\"".as_bytes());
    }
}
