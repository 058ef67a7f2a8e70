//! What was worked out about a word, kept between calls.

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

/// The value of a word, worked out once.
pub(super) fn recall<V: Copy>(known: &mut Known<V>, word: &str, work: impl FnOnce() -> V) -> V {
    let Some(key) = key(word) else {
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
fn key(word: &str) -> Option<u128> {
    let length = u8::try_from(word.len()).ok()?;
    let mut bytes = [0; LONGEST + 1];
    bytes
        .get_mut(..LONGEST)?
        .get_mut(..word.len())?
        .copy_from_slice(word.as_bytes());
    bytes[LONGEST] = length;
    Some(u128::from_le_bytes(bytes))
}
