//! Interface strings: every word that the site says by itself, as data.

use std::collections::BTreeMap;

/// The interface strings of one language, by dotted key such as `alert.note`.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Strings {
    by_key: BTreeMap<String, String>,
}

impl Strings {
    /// Flattens a table of strings: `[alert] note = "…"` becomes `alert.note`.
    /// Values that are no text are left out.
    pub fn from_table(table: &toml::Table) -> Self {
        let mut strings = Strings::default();
        strings.add(None, table);
        strings
    }

    fn add(&mut self, prefix: Option<&str>, table: &toml::Table) {
        for (key, value) in table {
            let name = prefix.map_or_else(|| key.clone(), |prefix| format!("{prefix}.{key}"));
            match value {
                toml::Value::String(text) => {
                    self.by_key.insert(name, text.clone());
                }
                toml::Value::Table(inner) => self.add(Some(&name), inner),
                _ => {}
            }
        }
    }

    /// The text of a key, or the key itself so that a gap is seen and not silent.
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.get(key).unwrap_or(key)
    }

    /// The text of a key, if there is one.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.by_key.get(key).map(String::as_str)
    }

    /// A text with `{name}` placeholders filled.
    pub fn filled(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut text = self.text(key).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.by_key.keys().map(String::as_str)
    }

    /// Keys and texts of one table, in order.
    pub fn entries<'a>(&'a self, table: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.by_key
            .iter()
            .filter(move |(key, _)| key.split('.').next() == Some(table))
            .map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// Takes the strings of `base` wherever this language has none of its own.
    pub fn fall_back_to(&mut self, base: &Strings) {
        for (key, text) in &base.by_key {
            self.by_key
                .entry(key.clone())
                .or_insert_with(|| text.clone());
        }
    }
}
