//! `says:NAME`: a phrase of an entry of the pack's `phrases`.

use std::sync::Arc;

use super::{EvidenceKind, Ground, Looked, Syntax, named};
use crate::rules::Pack;
use candor_model::answer::Answer;
use candor_model::verdict::Unknown;

pub(super) const KIND: Syntax = Syntax {
    written: "says:NAME",
    read: |text| {
        let name = named(text, "says")?.to_owned();
        Some(Ok(Arc::new(Says { name })))
    },
};

/// Phrases that stand for many, where all would be tiresome.
const FEW: usize = 3;

#[derive(Debug)]
struct Says {
    name: String,
}

impl Says {
    /// A few phrases, in a language where the pack has some of it.
    fn few(&self, pack: &Pack, lang: &str) -> Vec<String> {
        let lists = pack.phrases.get(&self.name);
        let list = lists.and_then(|lists| lists.get(lang).or_else(|| lists.values().next()));
        let few = list
            .into_iter()
            .flat_map(|list| list.get_ref().iter().take(FEW));
        few.map(quoted).collect()
    }
}

fn quoted(phrase: &String) -> String {
    format!("“{phrase}”")
}

impl EvidenceKind for Says {
    fn written(&self) -> String {
        format!("says:{}", self.name)
    }

    fn in_words(&self, pack: &Pack, lang: Option<&str>) -> String {
        let Some(lists) = pack.phrases.get(&self.name) else {
            return format!("a phrase of `{}`", self.name);
        };
        if let Some(lang) = lang {
            return format!("words such as {}", self.few(pack, lang).join(", "));
        }
        let languages: Vec<String> = lists
            .iter()
            .map(|(lang, phrases)| {
                let all: Vec<String> = phrases.get_ref().iter().map(quoted).collect();
                format!("{} ({lang})", all.join(", "))
            })
            .collect();
        format!("one of these phrases: {}", languages.join("; "))
    }

    fn look(&self, ground: &dyn Ground, answer: &Answer) -> Looked {
        let Some(list) = ground.phrases(&self.name) else {
            return Looked::NotKnown(Unknown::NoWords {
                language: ground.lang().to_owned(),
            });
        };
        let mut said = answer.said.iter();
        if said.any(|said| said.list == list && said.is_evidence()) {
            return Looked::Held(Some(format!("words on {}", self.name.replace('-', " "))));
        }
        let few = self.few(ground.pack(), ground.lang());
        Looked::Lacking(format!("does not say {}", few.join(" or ")))
    }

    fn phrases(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn requires(&self) -> Option<&str> {
        Some(&self.name)
    }
}
