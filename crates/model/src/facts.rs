//! Facts: values from the data that prose refers to instead of repeating.

use std::collections::{BTreeMap, BTreeSet};

use crate::findings::nearest;

/// One value that prose can refer to as `{{ name }}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fact {
    /// The text that replaces the reference.
    pub text: String,
    /// Where the value leads when it is something to call, write to or open.
    pub href: Option<String>,
    /// Id of the channel that it belongs to, if it belongs to one.
    pub channel: Option<String>,
}

impl Fact {
    /// A fact that is only text.
    pub fn text(text: impl Into<String>) -> Self {
        Fact {
            text: text.into(),
            href: None,
            channel: None,
        }
    }
}

/// The facts of one language, by dotted name such as `phone.number`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    by_name: BTreeMap<String, Fact>,
    unread: Unread,
}

/// What facts of channels are called.
const OF_CHANNELS: &[&str] = &[
    "number",
    "address",
    "link",
    "label",
    "hours",
    "acknowledgement",
    "first_reply",
    "update",
    "resolution",
    "returned_within",
];

/// What of the channels could not be read. What rests on it is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unread {
    /// Nothing could be read.
    pub all: bool,
    /// Ids of channels of which something could not be read.
    pub channels: BTreeSet<String>,
}

impl Unread {
    /// Whether there is anything that could not be read.
    pub fn any(&self) -> bool {
        self.all || !self.channels.is_empty()
    }

    /// Whether a channel may be among it.
    pub fn holds(&self, channel: &str) -> bool {
        self.all || self.channels.contains(channel)
    }

    /// Whether a fact may be among it: one that channels have.
    pub fn holds_fact(&self, name: &str) -> bool {
        name.split_once('.')
            .is_some_and(|(channel, key)| OF_CHANNELS.contains(&key) && self.holds(channel))
    }
}

impl Facts {
    /// Adds a fact; the first one of a name stays.
    pub fn insert(&mut self, name: impl Into<String>, fact: Fact) {
        self.by_name.entry(name.into()).or_insert(fact);
    }

    /// Notes what could not be read: a fact that is missing may be there.
    pub fn set_unread(&mut self, unread: Unread) {
        self.unread = unread;
    }

    /// What could not be read.
    pub fn unread(&self) -> &Unread {
        &self.unread
    }

    /// The fact of that name.
    pub fn get(&self, name: &str) -> Option<&Fact> {
        self.by_name.get(name)
    }

    /// All names and facts, in name order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Fact)> {
        self.by_name
            .iter()
            .map(|(name, fact)| (name.as_str(), fact))
    }

    /// What to say about a name that is no fact: the nearest name, else the
    /// names that start alike, else where facts come from.
    pub fn suggestion(&self, name: &str) -> String {
        let names = || self.by_name.keys().map(String::as_str);
        if let Some(near) = nearest(name, names()) {
            return format!("Did you mean `{{{{ {near} }}}}`?");
        }
        let owner = name.split('.').next().unwrap_or_default();
        let siblings: Vec<&str> = names()
            .filter(|known| known.split('.').next() == Some(owner))
            .collect();
        let key = name.rsplit('.').next().unwrap_or_default();
        let alike: Vec<&str> = names()
            .filter(|known| known.rsplit('.').next() == Some(key))
            .collect();
        if siblings.is_empty() && !alike.is_empty() {
            format!("Nothing is called `{owner}`. Known: {}.", alike.join(", "))
        } else if siblings.is_empty() {
            "Facts come from content/channels.toml and the [entity] and [regulator] tables of candor.toml."
                .to_owned()
        } else {
            format!("Known: {}.", siblings.join(", "))
        }
    }
}
