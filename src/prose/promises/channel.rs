//! Which channel a promise speaks of.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::channel::ChannelKind;

use super::super::cues::Cues;
use super::super::lexicon::Cue;
use super::super::words::Words;
use super::{ChannelRef, FactChannel, Promising, Sentence};

/// How many words a label has at most.
const LABEL_WORDS: usize = 4;

/// And how many bytes.
const LABEL_BYTES: usize = 80;

/// The channels that are named around a sentence.
pub(super) struct Around {
    /// By the block's label, the heading and the title, the nearest first.
    levels: Vec<Named<'static>>,
    /// Whether complaints are named there or anywhere in the block.
    complaints: bool,
}

impl Around {
    pub fn of(block: &Promising<'_>, cues: &Cues<'_>) -> Self {
        let Promising { tokens, .. } = block;
        let texts = [label(tokens.text), block.heading, Some(block.page_title)];
        let named = |text| {
            let mut named = Named::default();
            named.add(&Cues::new(&tokens.dictionary.split(text)).longest());
            named
        };
        let levels: Vec<_> = texts.into_iter().flatten().map(named).collect();
        Self {
            complaints: levels.iter().any(|named| named.complaints)
                || cues.all().any(|(cue, _)| cue == Cue::Complaints),
            levels,
        }
    }
}

impl Sentence<'_> {
    /// The channel, if the sentence, the block's label, the heading or the title names one.
    pub(super) fn channel(&self, around: &Around) -> Option<ChannelRef> {
        let mut named = Named::default();
        for fact in self.facts() {
            named.facts.insert(*fact);
        }
        named.add(&self.cues.longest_in(&self.words));
        let naming = std::iter::once(named.channel())
            .chain(around.levels.iter().map(Named::channel))
            .find(|naming| *naming != Naming::Nothing);
        let Some(Naming::One(found)) = naming else {
            return None;
        };
        // Beside complaints, "by email" may mean the complaints' own address and times.
        let about_complaints =
            found == ChannelRef::Complaints || named.facts.iter().any(|fact| fact.complaints);
        (about_complaints || !around.complaints).then_some(found)
    }
}

/// The words before the first colon, if they are few: `Email: care@… A person replies within 24 hours.`
fn label(text: &str) -> Option<&str> {
    let start = &text[..text.floor_char_boundary(LABEL_BYTES)];
    let (label, _) = start.split_once(':')?;
    (Words::new(label).count() <= LABEL_WORDS).then_some(label)
}

/// The channels that a text names.
#[derive(Default)]
struct Named<'a> {
    kinds: BTreeSet<ChannelKind>,
    facts: BTreeSet<FactChannel<'a>>,
    complaints: bool,
    other: bool,
}

impl Named<'_> {
    fn add(&mut self, cues: &[(Cue, Range<usize>)]) {
        for (cue, _) in cues {
            match cue {
                Cue::Channel(kind) => {
                    self.kinds.insert(*kind);
                }
                Cue::Complaints => self.complaints = true,
                Cue::OtherChannel => self.other = true,
                _ => {}
            }
        }
    }

    fn channel(&self) -> Naming {
        let mut facts = self.facts.iter();
        let mut kinds = self.kinds.iter();
        let named = (facts.next(), facts.next(), kinds.next(), kinds.next());
        match named {
            _ if self.other => Naming::Unclear,
            (Some(fact), None, kind, None)
                if kind.is_none_or(|kind| *kind == fact.kind)
                    && (fact.complaints || !self.complaints) =>
            {
                Naming::One(ChannelRef::Id(fact.id.to_owned()))
            }
            (None, None, None, None) if self.complaints => Naming::One(ChannelRef::Complaints),
            (None, None, None, None) => Naming::Nothing,
            (None, None, Some(kind), None) if !self.complaints => {
                Naming::One(ChannelRef::Kind(*kind))
            }
            _ => Naming::Unclear,
        }
    }
}

/// What a text says of the channel.
#[derive(PartialEq, Eq)]
enum Naming {
    /// It names none.
    Nothing,
    One(ChannelRef),
    /// Several that compete, or one that is no channel of ours.
    Unclear,
}
