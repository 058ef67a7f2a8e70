//! `list`: any list of at least two items.

use std::sync::Arc;

use super::{EvidenceKind, Ground, Looked, Syntax};
use crate::rules::Pack;
use candor_model::answer::Answer;

pub(super) const KIND: Syntax = Syntax {
    written: "list",
    read: |text| match text {
        "list" => Some(Ok(Arc::new(List))),
        _ => None,
    },
};

#[derive(Debug)]
struct List;

impl EvidenceKind for List {
    fn written(&self) -> String {
        "list".to_owned()
    }

    fn in_words(&self, _: &Pack, _: Option<&str>) -> String {
        "a list of at least two items".to_owned()
    }

    fn look(&self, _: &dyn Ground, answer: &Answer) -> Looked {
        if answer.has_list {
            Looked::Held(Some("a list".to_owned()))
        } else {
            Looked::Lacking("has no list of at least two items".to_owned())
        }
    }
}
