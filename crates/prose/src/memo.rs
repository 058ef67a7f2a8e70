//! What was worked out about a word, kept between calls.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

/// Distinct words that one map holds before it starts afresh (about 32 bytes each).
const LIMIT: usize = 100_000;

/// Longest word, in bytes, that is kept: as long as its key has room for beside its length.
const LONGEST: usize = 15;

/// Values of words as they stand in texts: a site uses few different ones. Shared by all threads, each of which
/// takes a map of its own while it works. A memo holds what a pure function gave, so it never changes an answer.
#[derive(Debug)]
pub(super) struct Memo<V> {
    maps: Mutex<Vec<Known<V>>>,
}

/// The map of one thread. Its keys are the words themselves, so that none is looked up by reference.
pub(super) type Known<V> = FxHashMap<u128, V>;

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self {
            maps: Mutex::default(),
        }
    }
}

impl<V: Copy> Memo<V> {
    /// Runs `work` with a map that no other thread has.
    pub fn with<R>(&self, work: impl FnOnce(&mut Known<V>) -> R) -> R {
        let lock = || self.maps.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = lock().pop().unwrap_or_default();
        let result = work(&mut known);
        lock().push(known);
        result
    }
}

/// The value of a word, given as its place in a text, worked out once.
pub(super) fn recall<V: Copy>(
    known: &mut Known<V>,
    text: &str,
    word: &Range<usize>,
    work: impl FnOnce() -> V,
) -> V {
    let Some(key) = key(text.as_bytes(), word) else {
        return work();
    };
    if let Some(value) = known.get(&key) {
        return *value;
    }
    let value = work();
    if known.len() >= LIMIT {
        known.clear();
    }
    known.insert(key, value);
    value
}

/// A number that no other word has; none for a long word.
fn key(text: &[u8], word: &Range<usize>) -> Option<u128> {
    let length = u8::try_from(word.len())
        .ok()
        .filter(|length| usize::from(*length) <= LONGEST)?;
    let bits = 8 * u32::from(length);
    let bytes = match text.get(word.start..word.start + LONGEST + 1) {
        // One load for nearly every word, what follows it cut off, in place of a copy byte by byte.
        Some(bytes) => u128::from_le_bytes(bytes.try_into().ok()?) & ((1 << bits) - 1),
        None => {
            let mut bytes = [0; LONGEST + 1];
            bytes
                .get_mut(..word.len())?
                .copy_from_slice(text.get(word.clone())?);
            u128::from_le_bytes(bytes)
        }
    };
    Some(bytes | u128::from(length) << (8 * LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_of_the_word_alone() {
        let of = |text: &str, word: &str| {
            let at = text.find(word)?;
            key(text.as_bytes(), &(at..at + word.len()))
        };
        let key = of("money", "money");
        assert!(key.is_some());
        assert_eq!(of("Your money, and how to move it.", "money"), key);
        assert_eq!(of("No money", "money"), key);
        assert_ne!(of("money", "mone"), key);
        assert_ne!(of("Your moneys, and how to move them.", "moneys"), key);
        assert_eq!(
            of("internationalization of money", "internationalization"),
            None
        );
        assert!(of("a wherewithalabcde of money", "wherewithalabcde").is_none());
        assert!(of("a wherewithalabcd of money", "wherewithalabcd").is_some());
    }
}
