//! `steps`: an ordered list of at least two items.

use std::sync::Arc;

use super::{EvidenceKind, Ground, Looked, Syntax};
use crate::rules::Pack;
use candor_model::answer::Answer;

pub(super) const KIND: Syntax = Syntax {
    written: "steps",
    read: |text| match text {
        "steps" => Some(Ok(Arc::new(Steps))),
        _ => None,
    },
};

#[derive(Debug)]
struct Steps;

impl EvidenceKind for Steps {
    fn written(&self) -> String {
        "steps".to_owned()
    }

    fn in_words(&self, _: &Pack, _: Option<&str>) -> String {
        "a numbered list of at least two steps".to_owned()
    }

    fn look(&self, _: &dyn Ground, answer: &Answer) -> Looked {
        if answer.has_steps {
            Looked::Held(Some("numbered steps".to_owned()))
        } else {
            Looked::Lacking("has no numbered list of at least two steps".to_owned())
        }
    }
}
