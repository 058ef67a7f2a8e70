//! Readings that are kept, each under the key of what it is a reading of.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::model::{Part, Reading, Reference};

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

    /// Everything as bytes. What several pages have in common, and is one value, is there once.
    ///
    /// # Errors
    ///
    /// None that is known; the format has them.
    pub fn encode(&self) -> Result<Vec<u8>, postcard::Error> {
        let mut readings: Vec<(&Key, &Reading)> = self
            .readings
            .iter()
            .map(|(key, reading)| (key, &**reading))
            .collect();
        readings.sort_unstable_by_key(|(key, _)| *key);
        let mut references = Table::default();
        let mut parts = Table::default();
        let mut part_rows = Vec::new();
        let rows = readings
            .into_iter()
            .map(|(key, reading)| Row {
                key: *key,
                lang: reading.lang.clone(),
                title: reading.title.clone(),
                robots: reading.robots.clone(),
                twice: reading.twice.clone(),
                parts: reading
                    .parts
                    .iter()
                    .map(|part| {
                        parts.place(part, |part| {
                            let places = part.references.iter();
                            part_rows.push(PartRow {
                                references: places
                                    .map(|one| references.place(one, |_| ()))
                                    .collect(),
                                rest: part,
                            });
                        })
                    })
                    .collect(),
            })
            .collect::<Vec<Row>>();
        let chunks: Vec<Vec<u8>> = part_rows
            .par_chunks(TOGETHER)
            .map(postcard::to_stdvec)
            .collect::<Result<_, _>>()?;
        /// What a row or a reference takes, about.
        const ROW: usize = 128;
        let room =
            chunks.iter().map(Vec::len).sum::<usize>() + (rows.len() + references.rows.len()) * ROW;
        let stored = Stored {
            references: references.rows,
            parts: chunks.iter().map(Vec::as_slice).collect(),
            rows,
        };
        postcard::to_extend(&stored, Vec::with_capacity(room))
    }

    /// What [`Shelf::encode`] made. None when the bytes are something else.
    pub fn decode(bytes: &[u8]) -> Option<Shelf> {
        let stored: Stored<'_> = postcard::from_bytes(bytes).ok()?;
        let pick = |at: &u32| usize::try_from(*at).ok();
        let decode_chunk = |chunk: &&[u8]| -> Option<Vec<Arc<Part>>> {
            let rows: Vec<PartRow<Part>> = postcard::from_bytes(chunk).ok()?;
            rows.into_iter()
                .map(|row| {
                    let mut part = row.rest;
                    part.references = row
                        .references
                        .iter()
                        .map(|at| stored.references.get(pick(at)?).cloned())
                        .collect::<Option<_>>()?;
                    Some(Arc::new(part))
                })
                .collect()
        };
        let chunks: Vec<Vec<Arc<Part>>> = stored
            .parts
            .par_iter()
            .map(decode_chunk)
            .collect::<Option<_>>()?;
        let parts = chunks.concat();
        let readings = stored
            .rows
            .into_iter()
            .map(|row| {
                let reading = Reading {
                    lang: row.lang,
                    title: row.title,
                    robots: row.robots,
                    twice: row.twice,
                    parts: row
                        .parts
                        .iter()
                        .map(|at| parts.get(pick(at)?).cloned())
                        .collect::<Option<_>>()?,
                };
                Some((row.key, Arc::new(reading)))
            })
            .collect::<Option<_>>()?;
        Some(Shelf { readings })
    }
}

/// So many parts are encoded together, on one processor.
const TOGETHER: usize = 1024;

#[derive(Serialize, Deserialize)]
struct Stored<'b> {
    references: Vec<Arc<Reference>>,
    #[serde(borrow)]
    parts: Vec<&'b [u8]>,
    rows: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    key: Key,
    lang: Option<Arc<str>>,
    title: Option<Arc<str>>,
    robots: Option<Arc<str>>,
    twice: Vec<Arc<str>>,
    parts: Vec<u32>,
}

/// A part whose references stand in the table of them.
#[derive(Serialize, Deserialize)]
struct PartRow<P> {
    references: Vec<u32>,
    rest: P,
}

/// Values in the order in which they were first asked for. Two are the same if they are one value in memory: comparing
/// what is in them takes longer than writing some of it twice.
struct Table<V> {
    places: FxHashMap<*const V, u32>,
    rows: Vec<Arc<V>>,
}

impl<V> Default for Table<V> {
    fn default() -> Table<V> {
        Table {
            places: FxHashMap::default(),
            rows: Vec::new(),
        }
    }
}

impl<V> Table<V> {
    /// Where something stands, which is added if it is new.
    fn place<'v>(&mut self, value: &'v Arc<V>, add: impl FnOnce(&'v Arc<V>)) -> u32 {
        if let Some(place) = self.places.get(&Arc::as_ptr(value)) {
            return *place;
        }
        let place = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.places.insert(Arc::as_ptr(value), place);
        self.rows.push(value.clone());
        add(value);
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
