//! `each-item-once`: each part of a whole has a text of its own, in words of its own.

use std::sync::Arc;

use super::{EvidenceKind, Ground, Looked, Syntax};
use crate::rules::Pack;
use candor_model::answer::Answer;

pub(super) const KIND: Syntax = Syntax {
    written: "each-item-once",
    read: |text| match text {
        "each-item-once" => Some(Ok(Arc::new(EachItemOnce))),
        _ => None,
    },
};

#[derive(Debug)]
struct EachItemOnce;

impl EvidenceKind for EachItemOnce {
    fn written(&self) -> String {
        "each-item-once".to_owned()
    }

    fn in_words(&self, _: &Pack, _: Option<&str>) -> String {
        "a text of its own, in its own words, that claims no other item".to_owned()
    }

    fn look(&self, ground: &dyn Ground, _: &Answer) -> Looked {
        let siblings = ground.siblings();
        if let Some(first) = siblings.here.first() {
            return Looked::Lacking(format!(
                "the same text claims {first}{}: give each a text of its own",
                and_more(siblings.here.len())
            ));
        }
        if let Some(first) = siblings.alike.first() {
            return Looked::Lacking(format!(
                "{first}{} is claimed in the same words: give each its own",
                and_more(siblings.alike.len())
            ));
        }
        // It goes without saying.
        Looked::Held(None)
    }
}

fn and_more(all: usize) -> String {
    match all {
        0 | 1 => String::new(),
        more => format!(" and {} more", more - 1),
    }
}
