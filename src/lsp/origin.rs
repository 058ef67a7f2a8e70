//! Where facts come from: the reverse of `site::facts`.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use candor_core::source::CONFIG_FILE;
use candor_model::facts::Fact;

/// The file that holds the channels.
pub const CHANNELS_FILE: &str = "content/channels.toml";

/// The data that a fact is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A key of a channel: the channel's id, and the way to the key from its table.
    Channel(String, Vec<String>),
    /// A key of the configuration: keys of which the first that is there counts.
    Config(Vec<[String; 2]>),
}

impl Origin {
    /// The origin of a fact by its name and, if it has one, its channel.
    pub fn of(name: &str, fact: &Fact) -> Origin {
        if let Some(id) = &fact.channel {
            let key = name
                .strip_prefix(id.as_str())
                .and_then(|rest| rest.strip_prefix('.'))
                .unwrap_or(name);
            let path: &[&str] = match key {
                "number" | "address" | "link" | "label" | "hours" => &[key],
                "returned_within" => &["after_hours", key],
                stage => &["commitments", stage],
            };
            let path = path.iter().map(|key| (*key).to_owned()).collect();
            return Origin::Channel(id.clone(), path);
        }
        let (table, key) = name.split_once('.').unwrap_or((name, ""));
        let full = match table {
            "entity" => "legal_name",
            _ => "name",
        };
        // A short name that is missing is the long one.
        let keys: &[&str] = match key {
            "short_name" => &[key, full],
            _ => &[key],
        };
        let keys = keys
            .iter()
            .map(|key| [table.to_owned(), (*key).to_owned()])
            .collect();
        Origin::Config(keys)
    }

    /// The file that holds the data.
    pub fn file(&self) -> &'static str {
        match self {
            Origin::Channel(..) => CHANNELS_FILE,
            Origin::Config(_) => CONFIG_FILE,
        }
    }

    /// The place of the data in that file's text: the key with its value, else the
    /// entry that would hold it. `None` when the text says nothing of it.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        let (document, _) = DeTable::parse_recoverable(text);
        match self {
            Origin::Channel(id, path) => {
                let entry = channel(document.get_ref(), id)?;
                entry_span(entry, path)
                    .or_else(|| entry_span(entry, &path[..1]))
                    .or_else(|| entry_span(entry, &["id".to_owned()]))
            }
            Origin::Config(keys) => keys
                .iter()
                .find_map(|path| entry_span(document.get_ref(), path)),
        }
    }
}

/// The place of a key and its value in a document, by the keys that lead there.
pub fn entry(text: &str, path: &[&str]) -> Option<Range<usize>> {
    let (document, _) = DeTable::parse_recoverable(text);
    let path: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
    entry_span(document.get_ref(), &path)
}

fn channel<'a, 'i>(document: &'a DeTable<'i>, id: &str) -> Option<&'a DeTable<'i>> {
    let (_, channels) = document
        .iter()
        .find(|(key, _)| key.get_ref().as_ref() == "channel")?;
    let DeValue::Array(entries) = channels.get_ref() else {
        return None;
    };
    entries
        .iter()
        .filter_map(|entry| match entry.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => None,
        })
        .find(|table| {
            table.iter().any(|(key, value)| {
                key.get_ref().as_ref() == "id"
                    && matches!(value.get_ref(), DeValue::String(text) if text.as_ref() == id)
            })
        })
}

fn entry_span(table: &DeTable<'_>, path: &[String]) -> Option<Range<usize>> {
    let (first, rest) = path.split_first()?;
    let (key, value) = table
        .iter()
        .find(|(key, _)| key.get_ref().as_ref() == first.as_str())?;
    if rest.is_empty() {
        return Some(key.span().start..value.span().end.max(key.span().end));
    }
    match value.get_ref() {
        DeValue::Table(inner) => entry_span(inner, rest),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANNELS: &str = r#"[[channel]]
id = "phone"
number = "+1"
after_hours = { kind = "voicemail", returned_within = "1 day" }

[[channel]]
id = "email"
address = "a@b.example"

[channel.commitments]
first_reply = "1 day"
"#;

    fn found(name: &str, channel: Option<&str>, text: &str) -> Option<String> {
        let fact = Fact {
            channel: channel.map(str::to_owned),
            ..Fact::text("x")
        };
        let span = Origin::of(name, &fact).find(text)?;
        Some(text[span].to_owned())
    }

    #[test]
    fn a_fact_of_a_channel_leads_to_its_key() {
        let at = |name, id| found(name, Some(id), CHANNELS);
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(at("phone.number", "phone"), text(r#"number = "+1""#));
        assert_eq!(
            at("phone.returned_within", "phone"),
            text(r#"returned_within = "1 day""#)
        );
        assert_eq!(
            at("email.first_reply", "email"),
            text(r#"first_reply = "1 day""#)
        );
        assert_eq!(at("chat.link", "chat"), None);
    }

    #[test]
    fn a_short_name_that_is_missing_leads_to_the_long_one() {
        let config = "[entity]\nlegal_name = 'A, LLC'\n";
        assert_eq!(
            found("entity.short_name", None, config).as_deref(),
            Some("legal_name = 'A, LLC'")
        );
        assert_eq!(found("regulator.phone", None, config), None);
    }
}
