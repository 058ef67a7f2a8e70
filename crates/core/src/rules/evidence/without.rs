//! `without:NAME`: none of the phrases of an entry of the pack's `phrases`, such as a condition. What the sentence
//! denies (“You do not have to use our form”) is not said.

use std::sync::Arc;

use super::{EvidenceKind, Ground, Looked, Syntax, named};
use crate::rules::Pack;
use candor_model::answer::{Answer, Denial};
use candor_model::verdict::Unknown;

pub(super) const KIND: Syntax = Syntax {
    written: "without:NAME",
    read: |text| {
        let name = named(text, "without")?.to_owned();
        Some(Ok(Arc::new(Without { name })))
    },
};

#[derive(Debug)]
struct Without {
    name: String,
}

impl EvidenceKind for Without {
    fn written(&self) -> String {
        format!("without:{}", self.name)
    }

    fn in_words(&self, _: &Pack, _: Option<&str>) -> String {
        format!("no {}", self.name.replace('-', " "))
    }

    fn look(&self, ground: &dyn Ground, answer: &Answer) -> Looked {
        let Some(list) = ground.phrases(&self.name) else {
            return Looked::NotKnown(Unknown::NoWords {
                language: ground.lang().to_owned(),
            });
        };
        let mut said = answer.said.iter();
        if said.any(|said| said.list == list && said.denial == Denial::None) {
            return Looked::Lacking(format!("it names a {}", self.name.replace('-', " ")));
        }
        Looked::Held(None)
    }

    fn phrases(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn forbids(&self) -> Option<&str> {
        Some(&self.name)
    }
}
