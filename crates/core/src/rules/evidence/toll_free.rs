//! `toll-free`: a telephone number that costs the caller nothing, from the data.

use std::sync::Arc;

use super::{EvidenceKind, Ground, Looked, Syntax};
use crate::rules::Pack;
use candor_model::answer::Answer;
use candor_model::channel::Contact;

pub(super) const KIND: Syntax = Syntax {
    written: "toll-free",
    read: |text| match text {
        "toll-free" => Some(Ok(Arc::new(TollFree))),
        _ => None,
    },
};

#[derive(Debug)]
struct TollFree;

impl EvidenceKind for TollFree {
    fn written(&self) -> String {
        "toll-free".to_owned()
    }

    fn in_words(&self, _: &Pack, _: Option<&str>) -> String {
        "a toll-free telephone number, taken from the data, such as {{ phone.number }}".to_owned()
    }

    fn look(&self, ground: &dyn Ground, answer: &Answer) -> Looked {
        let mut named = ground
            .channels()
            .iter()
            .filter(|channel| answer.facts.contains(&channel.contact_fact()));
        let free = named.find(|channel| match &channel.contact {
            Contact::Phone(number) => {
                candor_prose::is_toll_free(number, Some(ground.phone_region()))
            }
            _ => false,
        });
        match free {
            Some(channel) => Looked::Held(Some(format!("a toll-free number ({})", channel.id))),
            None => Looked::Lacking("names no toll-free number of yours".to_owned()),
        }
    }

    fn rests_on_channels(&self) -> bool {
        true
    }
}
