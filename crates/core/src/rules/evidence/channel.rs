//! `channel`: a fact that leads to a person.

use std::sync::Arc;

use super::{EvidenceKind, Ground, Looked, Syntax};
use crate::rules::Pack;
use candor_model::answer::Answer;
use candor_model::channel::StaffedBy;

pub(super) const KIND: Syntax = Syntax {
    written: "channel",
    read: |text| match text {
        "channel" => Some(Ok(Arc::new(Channel))),
        _ => None,
    },
};

#[derive(Debug)]
struct Channel;

impl EvidenceKind for Channel {
    fn written(&self) -> String {
        "channel".to_owned()
    }

    fn in_words(&self, _: &Pack, _: Option<&str>) -> String {
        "a way to reach a person, taken from the data, such as {{ phone.number }}".to_owned()
    }

    fn look(&self, ground: &dyn Ground, answer: &Answer) -> Looked {
        let channels = ground.channels().iter();
        let reached = channels
            .clone()
            .filter(|channel| channel.staffed_by == StaffedBy::People)
            .any(|channel| answer.facts.contains(&channel.contact_fact()));
        if !reached {
            return Looked::Lacking(
                "names no way to reach a person, such as {{ phone.number }}".to_owned(),
            );
        }
        let named: Vec<&str> = channels
            .map(|channel| channel.id.as_str())
            .filter(|id| answer.facts.iter().any(|fact| is_of(fact, id)))
            .collect();
        Looked::Held(Some(format!("a way to a person ({})", named.join(", "))))
    }

    fn rests_on_channels(&self) -> bool {
        true
    }
}

fn is_of(fact: &str, channel: &str) -> bool {
    fact.strip_prefix(channel)
        .is_some_and(|rest| rest.starts_with('.'))
}
