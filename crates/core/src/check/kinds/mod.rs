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
pub mod tone;
pub mod upkeep;

use super::kind::Asked;
use super::rendered::RenderedPage;
use candor_model::channel::{Channel, ChannelKind, StaffedBy};
use candor_model::findings::Finding;

/// Kinds of channel as people list them: `email or chat`.
fn listed(kinds: &[ChannelKind]) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    names.join(" or ")
}

fn is_staffed(channel: &Channel) -> bool {
    channel.staffed_by == StaffedBy::People
}

/// The folder of templates.
const THEMES: &str = "themes";

/// One finding for all rendered pages of which the same is true. What is wrong with
/// several pages, or with one that Candor makes by itself, comes from a template.
fn of_pages<'p>(
    asked: &Asked<'_>,
    mut pages: impl Iterator<Item = &'p RenderedPage>,
    what: &str,
) -> Option<Finding> {
    let first = pages.next()?;
    let address = &first.address;
    Some(match pages.count() {
        0 => {
            let place = if first.source.is_empty() {
                THEMES
            } else {
                &first.source
            };
            asked.finding(format!("{address} {what}")).in_file(place)
        }
        more => asked
            .finding(format!("{address} (and {more} more) {what}"))
            .in_file(THEMES),
    })
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
