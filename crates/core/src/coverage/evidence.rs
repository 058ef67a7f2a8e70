//! What was found in an answer, in a few words.

use crate::check::topics::{holds, holds_one, lacks};
use crate::rules::Pack;
use crate::rules::evidence::{Demand, Evidence};
use crate::site::Site;
use candor_model::answer::Answer;

/// What an answer holds of what is asked of it, and what it lacks: `92 words, a list; has
/// no link to content/contact.md#hours`.
pub fn found(
    site: &Site<'_>,
    pack: &Pack,
    lang: &str,
    answer: &Answer,
    demands: &[Demand],
) -> String {
    let words = if answer.words == 1 { "word" } else { "words" };
    let mut held = vec![format!("{} {words}", answer.words)];
    let mut missing = Vec::new();
    for demand in demands {
        for evidence in &demand.0 {
            if holds_one(site, pack, lang, answer, evidence) {
                held.extend(in_words(site, answer, evidence));
            }
        }
        if !holds(site, pack, lang, answer, demand) {
            missing.push(lacks(pack, lang, answer, demand));
        }
    }
    held.dedup();
    let held = held.join(", ");
    match missing.is_empty() {
        true => held,
        false => format!("{held}; {}", missing.join("; ")),
    }
}

fn in_words(site: &Site<'_>, answer: &Answer, evidence: &Evidence) -> Option<String> {
    Some(match evidence {
        // How many there are is said in any case.
        Evidence::Words(_) => return None,
        Evidence::Steps => "numbered steps".to_owned(),
        Evidence::List => "a list".to_owned(),
        Evidence::Duration => "a time".to_owned(),
        Evidence::Channel => {
            let channels = site.channels.iter().map(|channel| channel.id.as_str());
            let named: Vec<&str> = channels
                .filter(|id| {
                    let of_channel = |fact: &String| {
                        fact.strip_prefix(id)
                            .is_some_and(|rest| rest.starts_with('.'))
                    };
                    answer.facts.iter().any(of_channel)
                })
                .collect();
            format!("a way to a person ({})", named.join(", "))
        }
        Evidence::Link(None) => format!("a link to {}", answer.links.first()?),
        Evidence::Link(Some(name)) => format!("a link to {name}"),
        Evidence::Says(name) => format!("words on {}", name.replace('-', " ")),
    })
}
