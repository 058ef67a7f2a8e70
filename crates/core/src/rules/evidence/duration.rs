//! `duration`: a stated period, or the fact of a commitment.

use std::sync::Arc;

use super::{EvidenceKind, Ground, Looked, Syntax};
use crate::rules::Pack;
use candor_model::answer::Answer;
use candor_model::channel::Channel;

pub(super) const KIND: Syntax = Syntax {
    written: "duration",
    read: |text| match text {
        "duration" => Some(Ok(Arc::new(Duration))),
        _ => None,
    },
};

#[derive(Debug)]
struct Duration;

impl EvidenceKind for Duration {
    fn written(&self) -> String {
        "duration".to_owned()
    }

    fn in_words(&self, _: &Pack, _: Option<&str>) -> String {
        "a time, such as “within 3 business days” or {{ email.first_reply }}".to_owned()
    }

    fn look(&self, ground: &dyn Ground, answer: &Answer) -> Looked {
        if answer.has_period || refers_to_commitment(ground.channels(), answer) {
            return Looked::Held(Some("a time".to_owned()));
        }
        Looked::Lacking(
            "states no time, such as “within 3 business days” or {{ email.first_reply }}"
                .to_owned(),
        )
    }

    fn rests_on_channels(&self) -> bool {
        true
    }
}

fn refers_to_commitment(channels: &[Channel], answer: &Answer) -> bool {
    channels.iter().any(|channel| {
        channel.commitments.keys().any(|stage| {
            let fact = format!("{}.{}", channel.id, stage.as_str());
            answer.facts.contains(&fact)
        })
    })
}
