//! Kinds of check that requirements of rule packs name, by what they look at.

pub mod access;
pub mod change;
pub mod contact;
pub mod disclosure;
pub mod hours;
pub mod languages;
pub mod people;
pub mod records;
pub mod response;
pub mod upkeep;

use crate::model::channel::{Channel, ChannelKind, StaffedBy};

/// Kinds of channel as people list them: `email or chat`.
fn listed(kinds: &[ChannelKind]) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    names.join(" or ")
}

fn is_staffed(channel: &Channel) -> bool {
    channel.staffed_by == StaffedBy::People
}

/// Channels with a word on each, as one line: `phone: 2 minutes; email: 1 business day`.
fn each<'c>(
    channels: impl IntoIterator<Item = &'c Channel>,
    word: impl Fn(&Channel) -> Option<String>,
) -> String {
    let words: Vec<String> = channels
        .into_iter()
        .filter_map(|channel| Some(format!("{}: {}", channel.id, word(channel)?)))
        .collect();
    words.join("; ")
}
