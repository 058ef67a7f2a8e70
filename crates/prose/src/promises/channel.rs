//! Which channel a promise speaks of.

use std::collections::BTreeSet;
use std::ops::Range;

use candor_model::channel::{ChannelKind, Stage};

use super::super::cues::Cues;
use super::super::lexicon::Cue;
use super::super::words::Words;
use super::{ChannelRef, Clause, FactChannel, FactSpan, Promising, Sentence, Tells};

/// How many words a label has at most.
const LABEL_WORDS: usize = 4;

/// And how many bytes.
const LABEL_BYTES: usize = 80;

/// How many words may say at the start of a sentence where it happens: `In our chat, …`.
const OPENING_WORDS: usize = 3;

/// The channels that are named around a sentence.
pub(super) struct Around {
    /// By the block's label, if it has one.
    label: Option<Named<'static>>,
    /// By the heading and the title.
    above: Vec<Named<'static>>,
    /// Whether complaints are named there or anywhere in the block.
    complaints: bool,
    /// Whether a purpose is named there that has times of its own.
    purpose: bool,
}

impl Around {
    pub fn of(block: &Promising<'_>, cues: &Cues<'_>) -> Self {
        let Promising { tokens, .. } = block;
        let named = |text| {
            let mut named = Named::default();
            named.add(&Cues::new(&tokens.dictionary.split(text)).longest());
            named
        };
        let label = label(tokens.text).map(named);
        let above = [block.heading, Some(block.page_title)];
        let above: Vec<_> = above.into_iter().flatten().map(named).collect();
        let levels = || label.iter().chain(&above);
        Self {
            complaints: levels().any(|named| named.complaints)
                || cues.all().any(|(cue, _)| cue == Cue::Complaints),
            purpose: levels().any(|named| named.purpose),
            label,
            above,
        }
    }
}

impl Sentence<'_> {
    /// The channel, if the sentence, the block's label, the heading or the title names one.
    pub(super) fn channel(&self, clause: &Clause<'_>, around: &Around) -> Option<ChannelRef> {
        let mut named = Named::default();
        named.facts.extend(self.channels().copied());
        named.add(&self.spoken());
        let mut own = named.channel();
        if own == Naming::Unclear && named.facts.is_empty() {
            own = self.channel_of(clause);
        }
        let before = || {
            let mut before = Named::default();
            before.facts.extend(self.contacts_before());
            before.channel()
        };
        let naming = std::iter::once(own)
            .chain(around.label.iter().map(Named::channel))
            .chain(std::iter::once_with(before))
            .chain(around.above.iter().map(Named::channel))
            .find(|naming| *naming != Naming::Nothing);
        let Some(Naming::One(found)) = naming else {
            return None;
        };
        let complaints = |id: &str| {
            let mut facts = self.block.facts.iter().filter_map(|fact| fact.channel);
            facts.any(|of| of.complaints && of.id == id)
        };
        let about_complaints = match &found {
            ChannelRef::Complaints => true,
            ChannelRef::Id(id) => complaints(id),
            ChannelRef::Kind(_) => false,
        };
        around.allows(about_complaints).then_some(found)
    }

    /// The channel that a clause names, where each clause that names one has a time of its own: "within 1 day by
    /// email, and within 5 minutes in chat".
    fn channel_of(&self, clause: &Clause<'_>) -> Naming {
        let of = |words: &Range<usize>| {
            let mut named = Named::default();
            named.add(&self.cues.longest_in(words));
            named.channel()
        };
        let is_clear = self.clauses.iter().all(|words| match of(words) {
            Naming::Nothing => true,
            Naming::One(ChannelRef::Kind(_)) => self.has_period(words),
            _ => false,
        });
        match of(&clause.words) {
            Naming::One(found) if is_clear => Naming::One(found),
            _ => Naming::Unclear,
        }
    }

    /// The channels whose contacts the sentence before it gives: `Write to {{ email.address }}. A person …`
    fn contacts_before(&self) -> impl Iterator<Item = FactChannel<'_>> {
        let sentences = self.block.tokens.sentences();
        let at = sentences.partition_point(|sentence| sentence.end <= self.span.start);
        let before = at.checked_sub(1).and_then(|at| sentences.get(at));
        let facts = self.block.facts.iter().filter(move |fact| {
            before.is_some_and(|before| before.contains(&fact.span.start))
                && fact.tells == Tells::Other
        });
        facts.filter_map(|fact| fact.channel)
    }

    /// Whether a channel is named by a clause itself, by the first words of the sentence ("By chat, …") or by the
    /// label.
    fn is_named_near(&self, clause: &Clause<'_>, around: &Around) -> bool {
        let names = |words: &Range<usize>| {
            let mut named = Named::default();
            named.add(&self.cues.longest_in(words));
            named.channel() != Naming::Nothing
        };
        let opening = self.clauses.first();
        names(&clause.words)
            || opening.is_some_and(|words| words.len() <= OPENING_WORDS && names(words))
            || around
                .label
                .iter()
                .any(|named| named.channel() != Naming::Nothing)
    }

    /// The channel beside a fact that states the time: the one that the sentence or the block's label names, or
    /// else the fact's own. `None` also where the fact is of the stage and the channel that are meant.
    /// `stage` comes with whether its words may mean the final answer.
    pub(super) fn channel_beside(
        &self,
        fact: &FactSpan<'_>,
        clause: &Clause<'_>,
        (stage, may_end): (Stage, bool),
        around: &Around,
    ) -> Option<ChannelRef> {
        let own = fact.channel?;
        let contacts = self.facts().filter(|fact| fact.tells == Tells::Other);
        let mut named = Named::default();
        named.facts.extend(contacts.filter_map(|fact| fact.channel));
        named.add(&self.spoken());
        let naming = std::iter::once(named.channel())
            .chain(around.label.iter().map(Named::channel))
            .find(|naming| *naming != Naming::Nothing)
            .unwrap_or(Naming::Nothing);
        let is_named = naming != Naming::Nothing;
        let found = match naming {
            Naming::Unclear => return None,
            Naming::One(ChannelRef::Kind(kind)) if kind != own.kind => ChannelRef::Kind(kind),
            Naming::One(ChannelRef::Id(id)) if id != own.id => ChannelRef::Id(id),
            Naming::One(ChannelRef::Complaints) if !own.complaints => ChannelRef::Complaints,
            _ => ChannelRef::Id(own.id.to_owned()),
        };
        let is_own = matches!(&found, ChannelRef::Id(id) if id == own.id);
        // "Ask for a copy of the chat, and we reply within …" is about no chat.
        if !is_own && named.facts.is_empty() && !self.is_named_near(clause, around) {
            return None;
        }
        let fits = match fact.tells {
            Tells::Commitment(told) => {
                told == stage || (told == Stage::Resolution && may_end && !is_named)
            }
            Tells::Return | Tells::Other => true,
        };
        let about_complaints = found == ChannelRef::Complaints || (is_own && own.complaints);
        (!(is_own && fits) && around.allows(about_complaints)).then_some(found)
    }
}

impl Around {
    /// Whether a promise can be told from others there. Beside complaints, "by email" may mean the complaints' own
    /// address and times.
    fn allows(&self, about_complaints: bool) -> bool {
        !self.purpose && (about_complaints || !self.complaints)
    }
}

/// The words before the first colon, if they are few: `Email: care@… A person replies within 24 hours.`
pub(super) fn label(text: &str) -> Option<&str> {
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
    purpose: bool,
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
                Cue::Purpose => self.purpose = true,
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
