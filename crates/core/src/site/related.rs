//! What earlier runs know of the questions that are related to topics.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use candor_model::Hash;

/// Which questions are related to the topics of a language, as hashes: enough to tell that they are the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedKeys {
    /// Changes whenever the questions related to a topic could, its own file aside.
    pub all: Hash,
    /// By the address of the topic: its fingerprint, and a hash of what is related to it.
    pub topics: HashMap<String, (Hash, Hash)>,
}

/// Those of the last run by language, and what this one worked out.
#[derive(Debug, Default)]
pub struct Related {
    before: BTreeMap<String, RelatedKeys>,
    now: Mutex<BTreeMap<String, RelatedKeys>>,
}

impl Related {
    /// Begins with what an earlier run worked out.
    pub fn new(before: BTreeMap<String, RelatedKeys>) -> Related {
        Related {
            before,
            now: Mutex::default(),
        }
    }

    /// Reads what [`Related::encode`] made; nothing if it is something else.
    pub fn decode(bytes: &[u8]) -> BTreeMap<String, RelatedKeys> {
        postcard::from_bytes(bytes).unwrap_or_default()
    }

    /// What is known of the topics of a language.
    pub fn before(&self, lang: &str) -> Option<&RelatedKeys> {
        self.before.get(lang)
    }

    /// Notes what was worked out for a language.
    pub fn note(&self, lang: &str, keys: RelatedKeys) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.insert(lang.to_owned(), keys);
    }

    /// Everything for the next run, as bytes, unless that knows nearly all of it already: a few topics are looked at
    /// once more.
    pub fn encode(&self) -> Option<Vec<u8>> {
        const FEW: usize = 32;
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = now.iter().any(|(lang, keys)| {
            let before = self.before.get(lang).filter(|known| known.all == keys.all);
            before.is_none_or(|before| {
                let topics = keys.topics.iter();
                topics
                    .filter(|(address, key)| before.topics.get(*address) != Some(*key))
                    .count()
                    > FEW
            })
        });
        is_new.then(|| postcard::to_stdvec(&*now).ok()).flatten()
    }

    /// Everything for the next look in this process.
    pub(super) fn into_latest(self) -> BTreeMap<String, RelatedKeys> {
        let now = self
            .now
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        match now.is_empty() {
            true => self.before,
            false => now,
        }
    }
}
