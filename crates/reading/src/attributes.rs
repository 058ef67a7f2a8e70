//! The attributes of one start tag.

use std::ops::Range;

use crate::names::Attr;

/// The attributes of one start tag, in one buffer that is used again for the next.
#[derive(Debug, Default)]
pub(crate) struct Attributes {
    bytes: Vec<u8>,
    found: Vec<Found>,
}

#[derive(Debug)]
struct Found {
    attr: Attr,
    name: Range<usize>,
    value: Range<usize>,
}

impl Attributes {
    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.found.clear();
    }

    /// Begins another attribute.
    pub(crate) fn begin(&mut self) {
        let at = self.bytes.len();
        self.found.push(Found {
            attr: Attr::Other,
            name: at..at,
            value: at..at,
        });
    }

    /// Adds to the name of the last attribute.
    pub(crate) fn push_name(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if let Some(last) = self.found.last_mut() {
            last.name.end = self.bytes.len();
            last.value = self.bytes.len()..self.bytes.len();
        }
    }

    /// Adds to the value of the last attribute.
    pub(crate) fn push_value(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if let Some(last) = self.found.last_mut() {
            last.value.end = self.bytes.len();
        }
    }

    /// To be called when all are there: says which ones they are, and removes those whose name stood before, since the
    /// first one counts.
    pub(crate) fn settle(&mut self) {
        let mut at = 0;
        while at < self.found.len() {
            let name = &self.bytes[self.found[at].name.clone()];
            let attr = Attr::of(name);
            let is_there = self.found[..at]
                .iter()
                .any(|other| &self.bytes[other.name.clone()] == name);
            if is_there {
                self.found.remove(at);
            } else {
                self.found[at].attr = attr;
                at += 1;
            }
        }
    }

    /// Which they are, names and values, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Attr, &str, &str)> {
        self.found
            .iter()
            .map(|found| (found.attr, self.text(&found.name), self.text(&found.value)))
    }

    /// The value of an attribute.
    pub(crate) fn get(&self, attr: Attr) -> Option<&str> {
        let found = self.found.iter().find(|found| found.attr == attr)?;
        Some(self.text(&found.value))
    }

    fn text(&self, range: &Range<usize>) -> &str {
        // Pages are read as UTF-8 and cut at ASCII signs only, so that this never fails.
        std::str::from_utf8(&self.bytes[range.clone()]).unwrap_or_default()
    }

    /// Whether any name or value holds a byte.
    pub(crate) fn holds(&self, byte: u8) -> bool {
        memchr::memchr(byte, &self.bytes).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_two_counts() {
        let mut attributes = Attributes::default();
        for (name, value) in [("id", "1"), ("b", "2"), ("id", "3"), ("c", "")] {
            attributes.begin();
            attributes.push_name(name.as_bytes());
            attributes.push_value(value.as_bytes());
        }
        attributes.settle();
        let all: Vec<_> = attributes.iter().collect();
        let expected = [
            (Attr::Id, "id", "1"),
            (Attr::Other, "b", "2"),
            (Attr::Other, "c", ""),
        ];
        assert_eq!(all, expected);
        assert_eq!(attributes.get(Attr::Id), Some("1"));
        assert!(attributes.holds(b'2'));
    }
}
