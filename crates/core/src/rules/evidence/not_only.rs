//! `not-only:NAME`: steps or items that say more than an entry of the pack's `phrases`. “Wait. Keep waiting.” are
//! no steps, and “some, others” are no documents.

use std::sync::Arc;

use super::{EvidenceKind, Ground, Looked, Syntax, named};
use crate::rules::Pack;
use candor_model::answer::{Answer, Part};
use candor_model::verdict::Unknown;

/// Words beside the phrases that make an item say something.
const OWN_WORDS: u32 = 2;

/// Items that must.
const LEAST: usize = 2;

pub(super) const KIND: Syntax = Syntax {
    written: "not-only:NAME",
    read: |text| {
        let name = named(text, "not-only")?.to_owned();
        Some(Ok(Arc::new(NotOnly { name })))
    },
};

#[derive(Debug)]
struct NotOnly {
    name: String,
}

impl NotOnly {
    fn of_what(&self) -> String {
        self.name.replace('-', " ")
    }
}

impl EvidenceKind for NotOnly {
    fn written(&self) -> String {
        format!("not-only:{}", self.name)
    }

    fn in_words(&self, _: &Pack, _: Option<&str>) -> String {
        format!("more than {} in at least two of its items", self.of_what())
    }

    fn look(&self, ground: &dyn Ground, answer: &Answer) -> Looked {
        let Some(list) = ground.phrases(&self.name) else {
            return Looked::NotKnown(Unknown::NoWords {
                language: ground.lang().to_owned(),
            });
        };
        // Without items there is nothing of which each could say something; whether there must be some is
        // another demand.
        let (steps, others): (Vec<&Part>, Vec<&Part>) =
            answer.parts.iter().partition(|part| part.is_step);
        let parts = if steps.len() < LEAST { others } else { steps };
        if parts.len() < LEAST {
            return Looked::Held(None);
        }
        let telling = parts.iter().filter(|part| {
            let said = answer.said.iter();
            let said = said.filter(|said| said.list == list && part.blocks.contains(&said.block));
            let spent: u32 = said.map(|said| u32::from(said.words)).sum();
            // A single word, such as “Passport”, names something too.
            let least = if spent == 0 { 1 } else { OWN_WORDS };
            part.words.saturating_sub(spent) >= least
        });
        if telling.count() >= LEAST {
            Looked::Held(None)
        } else {
            Looked::Lacking(format!("its items say nothing but {}", self.of_what()))
        }
    }

    fn phrases(&self) -> Option<&str> {
        Some(&self.name)
    }
}
