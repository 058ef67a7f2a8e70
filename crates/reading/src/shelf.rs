//! Readings that are kept, each under the key of what it is a reading of.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::model::{Part, Passage, Reading, Reference};

/// What a reading is kept under: a hash that changes whenever the bytes that were read could.
pub type Key = [u8; 32];

/// Readings by key.
#[derive(Debug, Default)]
pub struct Shelf {
    readings: FxHashMap<Key, Arc<Reading>>,
}

impl Shelf {
    /// The reading under a key.
    pub fn get(&self, key: &Key) -> Option<&Arc<Reading>> {
        self.readings.get(key)
    }

    /// Keeps a reading.
    pub fn insert(&mut self, key: Key, reading: Arc<Reading>) {
        self.readings.insert(key, reading);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.readings.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.readings.is_empty()
    }

    /// Everything as bytes, the same for the same readings. What several pages have in common is there once.
    ///
    /// # Errors
    ///
    /// None that is known; the format has them.
    pub fn encode(&self) -> Result<Vec<u8>, postcard::Error> {
        let mut keys: Vec<&Key> = self.readings.keys().collect();
        keys.sort_unstable();
        let mut stored = Stored::default();
        let mut references = Table::default();
        let mut passages = Table::default();
        let mut parts = Table::default();
        for key in keys {
            let Some(reading) = self.readings.get(key) else {
                continue;
            };
            let row = reading
                .parts
                .iter()
                .map(|part| {
                    parts.place(part, |part| PartRow {
                        references: part
                            .references
                            .iter()
                            .map(|one| references.place(one, Arc::clone))
                            .collect(),
                        passages: part
                            .passages
                            .iter()
                            .map(|one| passages.place(one, Arc::clone))
                            .collect(),
                        rest: Part {
                            references: Vec::new(),
                            passages: Vec::new(),
                            ..(**part).clone()
                        },
                    })
                })
                .collect();
            stored.rows.push(Row {
                key: *key,
                parts: row,
                rest: Reading {
                    parts: Vec::new(),
                    ..(**reading).clone()
                },
            });
        }
        stored.references = references.rows;
        stored.passages = passages.rows;
        stored.parts = parts.rows;
        postcard::to_stdvec(&stored)
    }

    /// What [`Shelf::encode`] made. None when the bytes are something else.
    pub fn decode(bytes: &[u8]) -> Option<Shelf> {
        let stored: Stored = postcard::from_bytes(bytes).ok()?;
        let pick = |at: &u32| usize::try_from(*at).ok();
        let parts = stored
            .parts
            .into_iter()
            .map(|row| {
                let mut part = row.rest;
                part.references = row
                    .references
                    .iter()
                    .map(|at| stored.references.get(pick(at)?).cloned())
                    .collect::<Option<_>>()?;
                part.passages = row
                    .passages
                    .iter()
                    .map(|at| stored.passages.get(pick(at)?).cloned())
                    .collect::<Option<_>>()?;
                Some(Arc::new(part))
            })
            .collect::<Option<Vec<Arc<Part>>>>()?;
        let readings = stored
            .rows
            .into_iter()
            .map(|row| {
                let mut reading = row.rest;
                reading.parts = row
                    .parts
                    .iter()
                    .map(|at| parts.get(pick(at)?).cloned())
                    .collect::<Option<_>>()?;
                Some((row.key, Arc::new(reading)))
            })
            .collect::<Option<_>>()?;
        Some(Shelf { readings })
    }
}

#[derive(Default, Serialize, Deserialize)]
struct Stored {
    references: Vec<Arc<Reference>>,
    passages: Vec<Arc<Passage>>,
    parts: Vec<PartRow>,
    rows: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    key: Key,
    parts: Vec<u32>,
    rest: Reading,
}

#[derive(Serialize, Deserialize)]
struct PartRow {
    references: Vec<u32>,
    passages: Vec<u32>,
    rest: Part,
}

/// Rows in the order in which they were first asked for.
struct Table<K, R> {
    places: FxHashMap<Arc<K>, u32>,
    rows: Vec<R>,
}

impl<K, R> Default for Table<K, R> {
    fn default() -> Table<K, R> {
        Table {
            places: FxHashMap::default(),
            rows: Vec::new(),
        }
    }
}

impl<K: std::hash::Hash + Eq, R> Table<K, R> {
    /// Where something stands, which is added if it is new.
    fn place(&mut self, key: &Arc<K>, row: impl FnOnce(&Arc<K>) -> R) -> u32 {
        if let Some(place) = self.places.get(key) {
            return *place;
        }
        let place = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.rows.push(row(key));
        self.places.insert(key.clone(), place);
        place
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests {
    use super::*;
    use crate::{Home, Reader};

    #[test]
    fn what_is_kept_comes_back() {
        let home = Home::new("https://help.example.com").unwrap();
        let mut reader = Reader::new(&home);
        let mut shelf = Shelf::default();
        for number in 0..3u8 {
            let html = format!(
                "<!DOCTYPE html><html lang=en><head><title>{number}</title></head><body><header><a href=/>Home</a></header><main><h1 id=a>{number}</h1><p>Call 212 555 01 0{number} <img src=//evil.example/{number}></main></body></html>"
            );
            shelf.insert([number; 32], Arc::new(reader.read("/", html.as_bytes())));
        }
        let bytes = shelf.encode().unwrap();
        let again = Shelf::decode(&bytes).unwrap();
        assert_eq!(again.len(), 3);
        for number in 0..3u8 {
            assert_eq!(again.get(&[number; 32]), shelf.get(&[number; 32]));
        }
        let header = |number: u8| Arc::as_ptr(&again.get(&[number; 32]).unwrap().parts[2]);
        assert_eq!(header(0), header(2), "the header is there once");
        assert_eq!(again.encode().unwrap(), bytes);
        assert!(Shelf::decode(&bytes[..bytes.len() / 2]).is_none());
    }
}
