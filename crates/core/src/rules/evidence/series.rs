//! `series`: at least three things named in one sentence, which is a list without its dots.

use std::sync::Arc;

use super::{EvidenceKind, Ground, Looked, Syntax};
use crate::rules::Pack;
use candor_model::answer::Answer;

/// Things that a series names at least: two are no list.
const LEAST: u8 = 3;

pub(super) const KIND: Syntax = Syntax {
    written: "series",
    read: |text| match text {
        "series" => Some(Ok(Arc::new(Series))),
        _ => None,
    },
};

#[derive(Debug)]
struct Series;

impl EvidenceKind for Series {
    fn written(&self) -> String {
        "series".to_owned()
    }

    fn in_words(&self, _: &Pack, _: Option<&str>) -> String {
        "a sentence that names at least three things".to_owned()
    }

    fn look(&self, _: &dyn Ground, answer: &Answer) -> Looked {
        if answer.series >= LEAST {
            Looked::Held(Some(format!("a series of {}", answer.series)))
        } else {
            Looked::Lacking("names no three things in a sentence".to_owned())
        }
    }
}
