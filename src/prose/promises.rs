//! Promises in prose: "We reply to emails within 24 hours."
//!
//! A promise is read only where everything is clear: a period that is a deadline, one stage, one channel, and
//! us as those who promise. Where anything is unclear or two readings compete, there is no promise: a finding
//! that is wrong costs more trust than one that is missing.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::channel::{ChannelKind, Stage};
use crate::model::duration::CommittedTime;

use super::lexicon::{Cue, Lexicon};
use super::periods::{Cues, StatedPeriod, periods};
use super::words::sentences;

/// A block of prose with what is known of its surroundings.
#[derive(Clone, Copy, Debug)]
pub struct Promising<'a> {
    /// The text, facts filled in.
    pub text: &'a str,
    /// The parts of it that facts filled in: they agree with the data by themselves.
    pub facts: &'a [FactSpan<'a>],
    /// The heading above the block.
    pub heading: Option<&'a str>,
    /// The title of the page.
    pub page_title: &'a str,
}

/// A part of a text that a fact filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactSpan<'a> {
    /// Where.
    pub span: Range<usize>,
    /// The channel that the fact belongs to.
    pub channel: Option<FactChannel<'a>>,
}

/// The channel of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactChannel<'a> {
    /// Its id in the data.
    pub id: &'a str,
    /// How it works.
    pub kind: ChannelKind,
    /// Whether its purpose is complaints.
    pub complaints: bool,
}

/// The channel that a promise speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelRef {
    /// Every channel of this kind that serves no purpose of its own.
    Kind(ChannelKind),
    /// The channel with this id.
    Id(String),
    /// The channels for complaints.
    Complaints,
}

/// A promised time in prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// How long.
    pub time: CommittedTime,
    /// For which stage.
    pub stage: Stage,
    /// On which channel.
    pub channel: ChannelRef,
    /// The period in the text, from the number to the unit.
    pub span: Range<usize>,
}

/// The promises of a block, in order, without those that facts make.
///
/// A promise needs, in one clause: a period right after a word of deadline (`within`, `every`), the words of
/// one stage, and us as the nearest actor before them. Its channel comes from the sentence's words and facts,
/// or else from the heading, or else from the title. Estimates, questions, negations, conditions, what
/// customers must do, other people's times and measured times are no promises. A blank lexicon finds none.
pub fn promises(block: &Promising<'_>, lexicon: &Lexicon) -> Vec<Promise> {
    let stated = periods(block.text, lexicon);
    let typed = |period: &&StatedPeriod| {
        let inside = |fact: &FactSpan<'_>| {
            fact.span.start < period.span.end && period.span.start < fact.span.end
        };
        !period.hedged && !block.facts.iter().any(inside)
    };
    if !stated.iter().any(|period| typed(&period)) {
        return Vec::new();
    }
    let cues = Cues::new(block.text, lexicon);
    let spans = sentences(block.text, lexicon);
    let promise = |period: &StatedPeriod| {
        let span = spans
            .iter()
            .find(|sentence| sentence.contains(&period.span.start))?;
        let sentence = Sentence::new(block, span.clone(), &cues, &stated)?;
        let clause = sentence.clause_of(period)?;
        let (stage, unclear_for_complaints) = clause.stage(period)?;
        let channel = sentence.channel(lexicon)?;
        let complaint =
            channel == ChannelRef::Complaints || sentence.facts().any(|fact| fact.complaints);
        (!(complaint && unclear_for_complaints)).then(|| Promise {
            time: period.time,
            stage,
            channel,
            span: period.span.clone(),
        })
    };
    stated.iter().filter(typed).filter_map(promise).collect()
}

/// A sentence with a period.
struct Sentence<'a> {
    block: &'a Promising<'a>,
    span: Range<usize>,
    cues: &'a Cues<'a>,
    /// Index of its words.
    words: Range<usize>,
    /// Clauses, by the index of words, without gaps.
    clauses: Vec<Range<usize>>,
    periods: &'a [StatedPeriod],
}

/// The clause of a period.
struct Clause<'a> {
    sentence: &'a Sentence<'a>,
    /// Which of the sentence's clauses.
    index: usize,
    words: Range<usize>,
}

impl<'a> Sentence<'a> {
    /// `None` if the sentence as a whole promises nothing.
    fn new(
        block: &'a Promising<'a>,
        span: Range<usize>,
        cues: &'a Cues<'a>,
        periods: &'a [StatedPeriod],
    ) -> Option<Self> {
        let text = &block.text[span.clone()];
        if text.contains(['?', '¿', '%']) {
            return None;
        }
        let all = &cues.scan.words;
        let first = all.partition_point(|word| word.start < span.start);
        let end = all.partition_point(|word| word.start < span.end);
        let mut sentence = Self {
            block,
            span,
            cues,
            words: first..end,
            clauses: Vec::new(),
            periods,
        };
        let quiet = sentence
            .cues_in(&sentence.words)
            .iter()
            .any(|(cue, _)| *cue == Cue::Quiet);
        sentence.clauses = sentence.cut();
        (!quiet).then_some(sentence)
    }

    /// Cues inside a range of words, without those that lie inside a longer one of the same family.
    fn cues_in(&self, words: &Range<usize>) -> Vec<(Cue, Range<usize>)> {
        let inside: Vec<_> = self
            .cues
            .all()
            .filter(|(_, at)| words.start <= at.start && at.end <= words.end)
            .map(|(cue, at)| (cue, at.clone()))
            .collect();
        let held = |(cue, at): &&(Cue, Range<usize>)| {
            !inside.iter().any(|(other, longer)| {
                family(*other) == family(*cue)
                    && longer.len() > at.len()
                    && longer.start <= at.start
                    && at.end <= longer.end
            })
        };
        inside.iter().filter(held).cloned().collect()
    }

    /// Cuts the sentence at punctuation, at words such as `but`, and at an `and` behind which we act or which
    /// stands between two periods.
    fn cut(&self) -> Vec<Range<usize>> {
        let cues = self.cues_in(&self.words);
        let starts = |cue: Cue, at: usize| {
            cues.iter()
                .any(|(found, words)| *found == cue && words.start == at)
        };
        let mut clauses = Vec::new();
        let mut start = self.words.start;
        for at in self.words.start + 1..self.words.end {
            let gap =
                &self.block.text[self.cues.scan.words[at - 1].end..self.cues.scan.words[at].start];
            let cut = gap.contains([',', ';', ':', '(', ')', '—', '–'])
                || gap.contains(" - ")
                || starts(Cue::But, at)
                || (starts(Cue::And, at)
                    && (starts(Cue::Ours, at + 1)
                        || (self.has_period(&(start..at))
                            && self.has_period(&(at..self.words.end)))));
            // A number keeps its own signs: `2–3 days`, `1,000 hours`.
            if cut && !self.is_inside_period(at) {
                clauses.push(start..at);
                start = at;
            }
        }
        clauses.push(start..self.words.end);
        clauses
    }

    fn is_inside_period(&self, at: usize) -> bool {
        let word = self.cues.scan.words[at].start;
        self.periods
            .iter()
            .any(|period| period.span.start < word && word < period.span.end)
    }

    fn has_period(&self, words: &Range<usize>) -> bool {
        let spans = &self.cues.scan.words;
        self.periods.iter().any(|period| {
            words
                .clone()
                .any(|word| spans[word].start == period.span.start)
        })
    }

    /// The clause of a period, with the clauses before it if it is no more than an adverbial
    /// ("We answer, weekends included, within 2 days").
    fn clause_of(&'a self, period: &StatedPeriod) -> Option<Clause<'a>> {
        let spans = &self.cues.scan.words;
        let mut index = self.clauses.iter().position(|words| {
            words
                .clone()
                .any(|word| spans[word].start == period.span.start)
        })?;
        let mut words = self.clauses[index].clone();
        let cues = self.cues_in(&words);
        let adverbial = period.span.start == spans[words.start].start
            || cues
                .iter()
                .any(|(cue, at)| *cue == Cue::Deadline && at.start == words.start);
        while adverbial && index > 0 && !self.cues_in(&words).iter().any(|(cue, _)| is_stage(*cue))
        {
            index -= 1;
            if self.has_period(&self.clauses[index]) {
                return None;
            }
            words.start = self.clauses[index].start;
        }
        Some(Clause {
            sentence: self,
            index,
            words,
        })
    }

    fn facts(&self) -> impl Iterator<Item = &'a FactChannel<'a>> {
        let span = self.span.clone();
        self.block
            .facts
            .iter()
            .filter(move |fact| span.start <= fact.span.start && fact.span.end <= span.end)
            .filter_map(|fact| fact.channel.as_ref())
    }

    /// The channel, if the sentence, the heading or the title names one.
    fn channel(&self, lexicon: &Lexicon) -> Option<ChannelRef> {
        let mut named = Named::default();
        for fact in self.facts() {
            named.facts.insert(*fact);
        }
        named.add(self.cues_in(&self.words).into_iter());
        let outside = [self.block.heading, Some(self.block.page_title)];
        let outside: Vec<_> = outside
            .into_iter()
            .flatten()
            .map(|text| Named::of(text, lexicon))
            .collect();
        let levels = std::iter::once(&named).chain(&outside);
        let naming = levels
            .map(Named::channel)
            .find(|naming| *naming != Naming::Nothing);
        let Some(Naming::One(found)) = naming else {
            return None;
        };
        // On a page about complaints, "by email" may mean the complaints' own address and times.
        let complaints_page = outside.iter().any(|named| named.complaints);
        let about_complaints =
            found == ChannelRef::Complaints || named.facts.iter().any(|fact| fact.complaints);
        (about_complaints || !complaints_page).then_some(found)
    }
}

impl Clause<'_> {
    /// The stage that we promise for the period, and whether it is unclear for a complaint.
    fn stage(&self, period: &StatedPeriod) -> Option<(Stage, bool)> {
        let cues = self.sentence.cues_in(&self.words);
        if cues.iter().any(|(cue, _)| *cue == Cue::Condition) || !self.is_deadline(period, &cues) {
            return None;
        }
        let stages: Vec<_> = cues.iter().filter(|(cue, _)| is_stage(*cue)).collect();
        let ours = stages.iter().all(|(_, at)| self.is_ours(at, &cues));
        let named: BTreeSet<Stage> = stages
            .iter()
            .filter_map(|(cue, _)| stage_of(*cue))
            .collect();
        let mut named = named.into_iter();
        let (Some(stage), None, true) = (named.next(), named.next(), ours) else {
            return None;
        };
        if period.recurs && stage != Stage::Update {
            return None;
        }
        Some((stage, stages.iter().all(|(cue, _)| *cue == Cue::Answer)))
    }

    /// Whether words of deadline lead to the period.
    fn is_deadline(&self, period: &StatedPeriod, cues: &[(Cue, Range<usize>)]) -> bool {
        if period.recurs {
            return true;
        }
        let spans = &self.sentence.cues.scan.words;
        let mut at = spans.partition_point(|word| word.start < period.span.start);
        let ends = |cue: Cue, at: usize| {
            cues.iter()
                .find(|(found, words)| *found == cue && words.end == at)
                .map(|(_, words)| words.start)
        };
        loop {
            if ends(Cue::Deadline, at).is_some() {
                return true;
            }
            match ends(Cue::DeadlineFiller, at) {
                Some(before) => at = before,
                None => return false,
            }
        }
    }

    /// Whether the nearest actor before a word of a stage is us. A clause behind `and` takes the actor of the
    /// clause before it.
    fn is_ours(&self, stage: &Range<usize>, cues: &[(Cue, Range<usize>)]) -> bool {
        let nearest = |cues: &[(Cue, Range<usize>)], end: usize| {
            cues.iter()
                .filter(|(cue, at)| family(*cue) == Family::Actor && at.start <= end)
                .max_by_key(|(_, at)| at.start)
                .map(|(cue, _)| *cue == Cue::Ours)
        };
        nearest(cues, stage.start).unwrap_or_else(|| {
            let joined = cues
                .iter()
                .any(|(cue, at)| *cue == Cue::And && at.start == self.words.start);
            let before = self.index.checked_sub(1).filter(|_| joined);
            before.is_some_and(|before| {
                let words = &self.sentence.clauses[before];
                nearest(&self.sentence.cues_in(words), words.end).unwrap_or(false)
            })
        })
    }
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
    fn of(text: &str, lexicon: &Lexicon) -> Self {
        let cues = Cues::new(text, lexicon);
        let block = Promising {
            text,
            facts: &[],
            heading: None,
            page_title: "",
        };
        let whole = Sentence {
            block: &block,
            span: 0..text.len(),
            cues: &cues,
            words: 0..cues.scan.words.len(),
            clauses: Vec::new(),
            periods: &[],
        };
        let mut named = Self::default();
        named.add(whole.cues_in(&whole.words).into_iter());
        named
    }

    fn add(&mut self, cues: impl Iterator<Item = (Cue, Range<usize>)>) {
        for (cue, _) in cues {
            match cue {
                Cue::Channel(kind) => {
                    self.kinds.insert(kind);
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

/// Cues of which the longest counts where they overlap: `you get` is no `you`, `email` in `e-mail` no letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Actor,
    Stage,
    Channel,
    /// `no later than` is no negation.
    Limit,
    Other(Cue),
}

fn family(cue: Cue) -> Family {
    match cue {
        Cue::Ours | Cue::Theirs => Family::Actor,
        Cue::Stage(_) | Cue::Answer => Family::Stage,
        Cue::Channel(_) | Cue::Complaints | Cue::OtherChannel => Family::Channel,
        Cue::Deadline | Cue::Condition => Family::Limit,
        other => Family::Other(other),
    }
}

fn is_stage(cue: Cue) -> bool {
    family(cue) == Family::Stage
}

fn stage_of(cue: Cue) -> Option<Stage> {
    match cue {
        Cue::Stage(stage) => Some(stage),
        Cue::Answer => Some(Stage::FirstReply),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
