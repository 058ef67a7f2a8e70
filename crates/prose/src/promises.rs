//! Promises in prose: "We reply to emails within 24 hours."
//!
//! A promise is read only where everything is clear: a period that is a deadline, one stage, one channel, and
//! us as those who promise. Where anything is unclear or two readings compete, there is no promise: a finding
//! that is wrong costs more trust than one that is missing.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use candor_model::channel::{ChannelKind, Stage};
use candor_model::duration::CommittedTime;

use super::cues::{Cues, Family, family};
use super::lexicon::Cue;
use super::periods::{StatedPeriod, sentence_at};
use super::tokens::Tokens;

mod bare;
mod channel;
mod hours;
mod times;

use channel::Around;
pub use hours::{TypedHours, typed_hours};
pub use times::{TypedTime, typed_times};

/// A longer sentence is too tangled to promise anything clearly.
const SENTENCE_WORDS: usize = 80;

/// A block of prose with what is known of its surroundings.
#[derive(Clone, Copy, Debug)]
pub struct Promising<'a> {
    /// Its words, facts filled in.
    pub tokens: &'a Tokens<'a>,
    /// The periods that it states.
    pub stated: &'a [StatedPeriod],
    /// The parts of it that facts filled in.
    pub facts: &'a [FactSpan<'a>],
    /// The heading above the block.
    pub heading: Option<&'a str>,
    /// Whether the block is the paragraph right below its heading.
    pub is_first: bool,
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
    /// What the fact tells of it.
    pub tells: Tells,
}

/// What a fact tells of its channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// The promised time of a stage.
    Commitment(Stage),
    /// When what was left after hours is returned.
    Return,
    /// Anything else, such as the number.
    Other,
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
    /// Which of the block's facts states the time, if none typed it.
    pub fact: Option<usize>,
    /// The period in the text, from the number to the unit.
    pub span: Range<usize>,
}

/// The promises of a block, in order, without those of facts of the channel and stage that the sentence names.
///
/// A promise needs, in one clause: a period right after a word of deadline (`within`, `every`), the words of
/// one stage, and us as the nearest actor before them. A label (`Email: answered within 2 days`) or a heading that
/// asks us (`How fast do you answer emails?`) may stand for the rest of a sentence that says the time alone. The
/// channel comes from the words and facts of the sentence, or else from the block's label, or else from a contact in
/// the sentence before, or else from the heading, or else from the title. Estimates, goals, questions, negations,
/// conditions, what customers must do, other people's times, other purposes, other years, measured times and times
/// while nobody is there are no promises. A blank lexicon finds none.
pub fn promises(block: &Promising<'_>) -> Vec<Promise> {
    let (tokens, stated) = (block.tokens, block.stated);
    let fact_of = |period: &StatedPeriod| {
        let inside = |fact: &FactSpan<'_>| {
            fact.span.start < period.span.end && period.span.start < fact.span.end
        };
        block.facts.iter().position(inside)
    };
    let firm = |period: &&StatedPeriod| {
        let times_of_channel = |at: usize| {
            let fact = &block.facts[at];
            fact.channel.is_some() && fact.tells != Tells::Other
        };
        !period.hedged && !period.vague && fact_of(period).is_none_or(times_of_channel)
    };
    if !stated.iter().any(|period| firm(&period)) {
        return Vec::new();
    }
    let closed = |tokens: &Tokens<'_>| {
        let cues = Cues::new(tokens);
        let mut all = cues.all();
        all.find_map(|(cue, words)| (cue == Cue::Closed).then_some(words.start))
    };
    let heading = block
        .heading
        .map(|heading| tokens.dictionary.split(heading));
    if heading.is_some_and(|heading| closed(&heading).is_some()) {
        return Vec::new();
    }
    let cues = Cues::new(tokens);
    let closed = closed(tokens);
    let around = OnceCell::new();
    let spans = tokens.sentences();
    let promise = |period: &StatedPeriod| {
        let span = spans.get(sentence_at(spans, period.span.start)?)?;
        let sentence = Sentence::new(block, span.clone(), &cues)?;
        if closed.is_some_and(|from| from < sentence.words.end) {
            return None;
        }
        let clause = sentence.clause_of(period)?;
        let (stage, unclear_for_complaints) = clause
            .stage(period)
            .or_else(|| sentence.bare_stage(period))?;
        let around = around.get_or_init(|| Around::of(block, &cues));
        let fact = fact_of(period);
        let channel = match fact {
            Some(at) => {
                let may_end = unclear_for_complaints;
                sentence.channel_beside(&block.facts[at], &clause, (stage, may_end), around)?
            }
            None => sentence.channel(&clause, around)?,
        };
        let complaint =
            channel == ChannelRef::Complaints || sentence.channels().any(|of| of.complaints);
        (!(complaint && unclear_for_complaints)).then(|| Promise {
            time: period.time,
            stage,
            channel,
            fact,
            span: period.span.clone(),
        })
    };
    stated.iter().filter(firm).filter_map(promise).collect()
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
    /// Those in the sentence.
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
    fn new(block: &'a Promising<'a>, span: Range<usize>, cues: &'a Cues<'a>) -> Option<Self> {
        let text = &block.tokens.text[span.clone()];
        if text.contains(['?', '¿', '%']) {
            return None;
        }
        let sentence = Self::any(block, span, cues);
        // "Until 2025, we answered …", "From January 2027, we answer …"
        let quiet = |(cue, _): &(Cue, Range<usize>)| matches!(cue, Cue::Quiet | Cue::Purpose);
        let is_quiet = sentence.words.len() > SENTENCE_WORDS
            || sentence.names_a_year()
            || sentence.spoken().iter().any(quiet)
            || sentence.is_about_some_cases();
        (!is_quiet).then_some(sentence)
    }

    /// The sentence, whatever it says.
    fn any(block: &'a Promising<'a>, span: Range<usize>, cues: &'a Cues<'a>) -> Self {
        let periods = block.stated;
        let from = periods.partition_point(|period| period.span.start < span.start);
        let to = periods.partition_point(|period| period.span.start < span.end);
        let mut sentence = Self {
            block,
            words: block.tokens.within(&span),
            span,
            cues,
            clauses: Vec::new(),
            periods: &periods[from..to],
        };
        sentence.clauses = sentence.cut();
        sentence
    }

    /// Whether it begins with what alone it is about, a channel aside: "For wire recalls, …".
    fn is_about_some_cases(&self) -> bool {
        let [opening, _, ..] = &*self.clauses else {
            return false;
        };
        let names_channel = |(cue, _): &(Cue, Range<usize>)| family(*cue) == Family::Channel;
        self.cues.starts_at(Cue::Scope, opening.start)
            && !self.has_period(opening)
            && !self.cues.longest_in(opening).iter().any(names_channel)
    }

    /// Its cues, without those inside contacts that facts fill in: `care@bank.example` speaks of no bank.
    fn spoken(&self) -> Vec<(Cue, Range<usize>)> {
        let contacts: Vec<_> = self
            .facts()
            .filter(|fact| fact.channel.is_some() && fact.tells == Tells::Other)
            .collect();
        let spans = self.cues.words();
        let mut cues = self.cues.longest_in(&self.words);
        cues.retain(|(_, at)| {
            let start = spans[at.start].start;
            !contacts.iter().any(|fact| fact.span.contains(&start))
        });
        cues
    }

    fn names_a_year(&self) -> bool {
        self.words.clone().any(|at| {
            let word = &self.block.tokens.text[self.cues.words()[at].clone()];
            let is_year = word.len() == 4
                && (word.starts_with("19") || word.starts_with("20"))
                && word.bytes().all(|byte| byte.is_ascii_digit());
            is_year && !self.has_period(&(at..at + 1))
        })
    }

    /// Cuts the sentence at punctuation, at words such as `but`, and at an `and` behind which we act or which
    /// stands between two periods.
    fn cut(&self) -> Vec<Range<usize>> {
        let cues = self.cues.longest_in(&self.words);
        let starts = |cue: Cue, at: usize| {
            cues.iter()
                .any(|(found, words)| *found == cue && words.start == at)
        };
        let mut clauses = Vec::new();
        let mut start = self.words.start;
        for at in self.words.start + 1..self.words.end {
            let spans = self.cues.words();
            let gap = &self.block.tokens.text[spans[at - 1].end..spans[at].start];
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
        let word = self.cues.words()[at].start;
        self.periods
            .iter()
            .any(|period| period.span.start < word && word < period.span.end)
    }

    fn has_period(&self, words: &Range<usize>) -> bool {
        let spans = self.cues.words();
        self.periods.iter().any(|period| {
            words
                .clone()
                .any(|word| spans[word].start == period.span.start)
        })
    }

    /// The clause of a period, with the clauses before it, or else behind it, if it is no more than an
    /// adverbial ("We answer, weekends included, within 2 days").
    fn clause_of(&'a self, period: &StatedPeriod) -> Option<Clause<'a>> {
        let spans = self.cues.words();
        let mut index = self.clauses.iter().position(|words| {
            words
                .clone()
                .any(|word| spans[word].start == period.span.start)
        })?;
        let mut words = self.clauses[index].clone();
        let cues = self.cues.longest_in(&words);
        let adverbial = period.span.start == spans[words.start].start
            || cues
                .iter()
                .any(|(cue, at)| *cue == Cue::Deadline && at.start == words.start);
        let has_stage = |words: &Range<usize>| {
            self.cues
                .longest_in(words)
                .iter()
                .any(|(cue, _)| is_stage(*cue))
        };
        while adverbial && index > 0 && !has_stage(&words) {
            index -= 1;
            if self.has_period(&self.clauses[index]) {
                return None;
            }
            words.start = self.clauses[index].start;
        }
        // "Within 24 hours, a person replies."
        let next = self.clauses.get(1).filter(|next| !self.has_period(next));
        if let Some(next) = next
            && adverbial
            && words == self.clauses[0]
            && !has_stage(&words)
        {
            words.end = next.end;
        }
        Some(Clause {
            sentence: self,
            index,
            words,
        })
    }

    /// The facts that stand in it.
    fn facts(&self) -> impl Iterator<Item = &'a FactSpan<'a>> {
        let span = self.span.clone();
        let inside =
            move |fact: &&FactSpan<'_>| span.start <= fact.span.start && fact.span.end <= span.end;
        self.block.facts.iter().filter(inside)
    }

    /// The channels of its facts.
    fn channels(&self) -> impl Iterator<Item = &'a FactChannel<'a>> {
        self.facts().filter_map(|fact| fact.channel.as_ref())
    }
}

impl Clause<'_> {
    /// The stage that we promise for the period, and whether it is unclear for a complaint.
    fn stage(&self, period: &StatedPeriod) -> Option<(Stage, bool)> {
        let cues = self.sentence.cues.longest_in(&self.words);
        if cues.iter().any(|(cue, _)| *cue == Cue::Condition) || !self.is_deadline(period, &cues) {
            return None;
        }
        let stages: Vec<_> = cues.iter().filter(|(cue, _)| is_stage(*cue)).collect();
        let clear = stages.iter().all(|(cue, at)| {
            *cue != Cue::UnclearStage
                && self.is_ours(at, &cues)
                && !self.counts_from(at, period, &cues)
        });
        let named: BTreeSet<Stage> = stages
            .iter()
            .filter_map(|(cue, _)| stage_of(*cue))
            .collect();
        let mut named = named.into_iter();
        let (Some(stage), None, true) = (named.next(), named.next(), clear) else {
            return None;
        };
        if period.recurs && stage != Stage::Update {
            return None;
        }
        Some((stage, stages.iter().all(|(cue, _)| *cue == Cue::Answer)))
    }

    /// Whether a word of a stage only says from when the period counts: 2 days of our decision.
    fn counts_from(
        &self,
        stage: &Range<usize>,
        period: &StatedPeriod,
        cues: &[(Cue, Range<usize>)],
    ) -> bool {
        let spans = self.sentence.cues.words();
        cues.iter().any(|(cue, at)| {
            *cue == Cue::From && spans[at.start].start >= period.span.end && at.end <= stage.start
        })
    }

    /// Whether words of deadline lead to the period.
    fn is_deadline(&self, period: &StatedPeriod, cues: &[(Cue, Range<usize>)]) -> bool {
        if period.recurs {
            return true;
        }
        let spans = self.sentence.cues.words();
        let mut at = spans.partition_point(|word| word.start < period.span.start);
        if self.sentence.cues.starts_at(Cue::ByItself, at) {
            // Which messages are meant must not be told before it: "What comes late is answered …"
            let all = self.words.start == self.sentence.words.start;
            let some = |(cue, _): &(Cue, Range<usize>)| matches!(cue, Cue::Attached | Cue::But);
            if all && !cues.iter().any(some) {
                return true;
            }
        }
        let ends = |cue: Cue, at: usize| {
            cues.iter()
                .find(|(found, words)| *found == cue && words.end == at)
                .map(|(_, words)| words.start)
        };
        loop {
            if let Some(start) = ends(Cue::Deadline, at) {
                return ends(Cue::Attached, start).is_none();
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
        // `le informamos` and `is answered` are both the actor and the stage.
        let nearest = |cues: &[(Cue, Range<usize>)], before: &Range<usize>| {
            cues.iter()
                .filter(|(cue, at)| {
                    family(*cue) == Family::Actor
                        && (at.start <= before.start
                            || (*cue == Cue::Ours && at.start < before.end))
                })
                .max_by_key(|(_, at)| at.start)
                .map(|(cue, _)| *cue == Cue::Ours)
        };
        nearest(cues, stage).unwrap_or_else(|| {
            let joined = cues
                .iter()
                .any(|(cue, at)| *cue == Cue::And && at.start == self.words.start);
            let before = self.index.checked_sub(1).filter(|_| joined);
            before.is_some_and(|before| {
                let words = &self.sentence.clauses[before];
                nearest(
                    &self.sentence.cues.longest_in(words),
                    &(words.end..words.end),
                )
                .unwrap_or(false)
            })
        })
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
