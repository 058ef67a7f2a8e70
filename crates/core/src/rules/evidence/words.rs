//! `words>=N`: at least so many words of prose.

use std::sync::Arc;

use super::{EvidenceKind, Ground, Looked, Syntax};
use crate::rules::Pack;
use candor_model::answer::Answer;

pub(super) const KIND: Syntax = Syntax {
    written: "words>=N",
    read: |text| {
        let least = text.strip_prefix("words>=")?.trim().parse().ok()?;
        Some(Ok(Arc::new(Words { least })))
    },
};

#[derive(Debug)]
struct Words {
    least: u32,
}

impl EvidenceKind for Words {
    fn written(&self) -> String {
        format!("words>={}", self.least)
    }

    fn in_words(&self, _: &Pack, _: Option<&str>) -> String {
        format!("at least {} words", self.least)
    }

    fn look(&self, _: &dyn Ground, answer: &Answer) -> Looked {
        // How many there are is said of every answer.
        if answer.words >= self.least {
            Looked::Held(None)
        } else {
            Looked::Lacking(format!(
                "has {} of at least {} words",
                answer.words, self.least
            ))
        }
    }
}
