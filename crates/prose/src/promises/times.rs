//! Times that somebody typed, wherever they stand: every one of them, unless it is nobody's promise.
//!
//! [`super::promises`] reads a promise where everything is clear. Here nothing needs to be: a text that is there
//! to say how long we take says so with every time that it states, whatever the sentence around it looks like. What
//! is left out is named: ages of papers, what customers have to do, what banks and networks take, what was and what
//! was measured, quotations, warnings before something starts.

use std::collections::BTreeSet;
use std::ops::Range;

use candor_model::channel::{Awaited, ChannelKind};
use candor_model::duration::CommittedTime;

use super::super::cues::Cues;
use super::super::lexicon::Cue;
use super::super::periods::{StatedPeriod, sentence_at};
use super::{Promising, Sentence, Tells, stage_of};

/// A sentence of so many words speaks of what its heading speaks of.
const SHORT: usize = 10;

/// A time that somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedTime {
    /// How long; of a range the longer.
    pub time: CommittedTime,
    /// From the number to the unit.
    pub span: Range<usize>,
    /// The part of it that a fact can stand for.
    pub value: Option<Range<usize>>,
    /// Whether it is told as what is usual.
    pub usual: bool,
    /// Whether it has no upper end.
    pub open: bool,
    /// Whether it comes back.
    pub recurs: bool,
    /// Whether it is said of days on which people work.
    pub weekdays: bool,
    /// What it may be the time of.
    pub awaited: Vec<Awaited>,
    /// Whether that is said in its sentence, beside it, or right above it.
    pub is_near: bool,
    /// Whether its sentence is about some cases only, or about what takes time elsewhere as well.
    pub is_special: bool,
    /// The kinds of channel that the nearest words name.
    pub kinds: Vec<ChannelKind>,
    /// The channels whose contacts stand there.
    pub ids: Vec<String>,
    /// Whether complaints are spoken of.
    pub complaints: bool,
    /// Whether a way is named that is no channel, and none that is one.
    pub other: bool,
}

/// The times that were typed in a block and may be ours, in order. `leads` are the texts right beside it that tell
/// what it is about, the nearest first: the label of its row, the head of its column, the words that lead in to its
/// list.
pub fn typed_times(block: &Promising<'_>, leads: &[&str]) -> Vec<TypedTime> {
    let typed = |period: &&StatedPeriod| {
        let inside =
            |span: &Range<usize>| span.start < period.span.end && period.span.start < span.end;
        !block.facts.iter().any(|fact| inside(&fact.span))
    };
    let periods: Vec<_> = block.stated.iter().filter(typed).collect();
    if periods.is_empty() {
        return Vec::new();
    }
    let cues = Cues::new(block.tokens);
    let mut around = None;
    periods
        .into_iter()
        .filter_map(|period| {
            let spans = block.tokens.sentences();
            let at = sentence_at(spans, period.span.start)?;
            let sentence = Sentence::any(block, spans[at].clone(), &cues);
            let place = Place::of(&sentence, period)?;
            if place.is_nobodys() || is_quoted(block.tokens.text, period.span.start) {
                return None;
            }
            let around = around.get_or_insert_with(|| Around::of(block, leads));
            if around.leads.iter().any(|lead| lead.others) && around.is_label() {
                return None;
            }
            Some(place.typed(around, at))
        })
        .collect()
}

/// What a text around a block speaks of.
#[derive(Default)]
pub(super) struct Spoken {
    awaited: Vec<Awaited>,
    pub kinds: BTreeSet<ChannelKind>,
    pub ids: BTreeSet<String>,
    pub complaints: bool,
    hours: bool,
    other: bool,
    others: bool,
    purpose: bool,
    closed: bool,
}

impl Spoken {
    pub fn of(cues: &[(Cue, Range<usize>)]) -> Self {
        let mut spoken = Spoken::default();
        for (cue, at) in cues {
            match cue {
                Cue::Channel(kind) => {
                    spoken.kinds.insert(*kind);
                }
                Cue::Complaints => spoken.complaints = true,
                Cue::OtherChannel => spoken.other = true,
                Cue::Others => spoken.others = true,
                Cue::Purpose => spoken.purpose = true,
                Cue::Closed => spoken.closed = true,
                Cue::HoursWord => spoken.hours = true,
                _ => {}
            }
            for awaited in meant(*cue, at, cues) {
                if !spoken.awaited.contains(&awaited) {
                    spoken.awaited.push(awaited);
                }
            }
        }
        spoken
    }

    pub fn names_channel(&self) -> bool {
        !self.kinds.is_empty() || !self.ids.is_empty()
    }
}

/// What a cue may be the word for.
fn meant(cue: Cue, at: &Range<usize>, cues: &[(Cue, Range<usize>)]) -> Vec<Awaited> {
    match cue {
        Cue::Awaits(awaited) => {
            // In "automatic reply" the reply is none, in "first reply" no other.
            let longer = |(other, of): &(Cue, Range<usize>)| {
                matches!(other, Cue::Awaits(_) | Cue::Stage(_))
                    && of.len() > at.len()
                    && of.start <= at.start
                    && at.end <= of.end
            };
            match cues.iter().any(longer) {
                true => Vec::new(),
                false => vec![awaited],
            }
        }
        Cue::Stage(_) | Cue::Answer => stage_of(cue).map(Awaited::from).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The texts around a block.
pub(super) struct Around {
    leads: Vec<Spoken>,
    heading: Spoken,
    title: Spoken,
    words: usize,
}

impl Around {
    pub fn of(block: &Promising<'_>, leads: &[&str]) -> Self {
        let spoken = |text: &str| {
            let tokens = block.tokens.dictionary.split(text);
            Spoken::of(&Cues::new(&tokens).longest())
        };
        Around {
            leads: leads.iter().map(|lead| spoken(lead)).collect(),
            heading: block.heading.map(spoken).unwrap_or_default(),
            title: spoken(block.page_title),
            words: block.tokens.words.len(),
        }
    }

    /// What the texts around the block speak of, the nearest first.
    pub fn levels(&self) -> impl Iterator<Item = &Spoken> {
        self.leads.iter().chain([&self.heading, &self.title])
    }

    /// Whether they are about the hours of people.
    pub fn is_about_hours(&self) -> bool {
        self.levels().any(|spoken| spoken.hours)
    }

    /// Whether the block says so little that the words beside it say the rest.
    fn is_label(&self) -> bool {
        self.words <= SHORT
    }
}

/// A period in its sentence.
struct Place<'s, 'a> {
    sentence: &'s Sentence<'a>,
    period: &'s StatedPeriod,
    /// The cues of the sentence.
    cues: Vec<(Cue, Range<usize>)>,
    /// The words of the period.
    words: Range<usize>,
    /// Its clause, with those that it goes on from.
    clause: Range<usize>,
}

impl<'s, 'a> Place<'s, 'a> {
    fn of(sentence: &'s Sentence<'a>, period: &'s StatedPeriod) -> Option<Self> {
        let words = sentence.block.tokens.within(&period.span);
        let index = sentence
            .clauses
            .iter()
            .position(|clause| clause.contains(&words.start))?;
        let cues = sentence.spoken();
        let leads = |clause: &Range<usize>| {
            clause.start == words.start
                || cues.iter().any(|(cue, at)| {
                    matches!(cue, Cue::Deadline | Cue::DeadlineFiller | Cue::Least)
                        && at.start == clause.start
                        && at.end <= words.start
                })
        };
        let is_told = |clause: &Range<usize>| {
            cues.iter()
                .any(|(cue, at)| clause.contains(&at.start) && !meant(*cue, at, &cues).is_empty())
        };
        let mut clause = sentence.clauses[index].clone();
        let mut first = index;
        while leads(&clause) && !is_told(&clause) && first > 0 {
            first -= 1;
            clause.start = sentence.clauses[first].start;
        }
        if let Some(next) = sentence.clauses.get(index + 1)
            && index == 0
            && leads(&clause)
            && !is_told(&clause)
        {
            clause.end = next.end;
        }
        Some(Place {
            sentence,
            period,
            cues,
            words,
            clause,
        })
    }

    /// Cues of the sentence up to the period.
    fn before(&self, wanted: Cue) -> impl Iterator<Item = &Range<usize>> {
        let cues = self.cues.iter();
        cues.filter(move |(cue, at)| *cue == wanted && at.end <= self.words.start)
            .map(|(_, at)| at)
    }

    /// Whether we act between a word and the period.
    fn is_ours_after(&self, at: &Range<usize>) -> bool {
        self.cues.iter().any(|(cue, ours)| {
            matches!(cue, Cue::Ours | Cue::FromUs)
                && ours.start < self.words.start
                && (ours.start >= at.end || is_inside(at, ours))
        })
    }

    /// The last word of a kind before the period in its clause, unless we act behind it.
    fn holds(&self, wanted: Cue, in_clause: bool) -> bool {
        // "we send it" is no order, nor is "you wait".
        let is_ours = |at: &Range<usize>| {
            wanted == Cue::Customers
                && self.cues.iter().any(|(cue, ours)| {
                    (*cue == Cue::Ours && ours.end == at.start)
                        || (*cue == Cue::FromUs && is_inside(at, ours))
                })
        };
        let inside =
            |at: &Range<usize>| (!in_clause || at.start >= self.clause.start) && !is_ours(at);
        let last = self.before(wanted).filter(|at| inside(at)).last();
        last.is_some_and(|at| !self.is_ours_after(at))
    }

    /// Whether the period is no time of ours.
    fn is_nobodys(&self) -> bool {
        let text = &self.sentence.block.tokens.text[self.sentence.span.clone()];
        if text.contains(['?', '¿']) {
            return true;
        }
        let starts = |cue| self.sentence.cues.starts_at(cue, self.words.end);
        if starts(Cue::Ahead) && !self.period.recurs {
            return true;
        }
        let first = self.words.start;
        let is_right_before = |cue| self.sentence.cues.ends_at(cue, first).next().is_some();
        if is_right_before(Cue::Have) {
            return true;
        }
        self.holds(Cue::Age, true)
            || self.holds(Cue::Customers, true)
            || self.holds(Cue::Others, false)
            || self.is_of_others_behind()
            || self.is_history()
            || self.is_condition()
            || self.is_denied()
    }

    /// "Within 3 days, your bank sends it."
    fn is_of_others_behind(&self) -> bool {
        let behind = |wanted: fn(&Cue) -> bool| {
            self.cues.iter().find(move |(cue, at)| {
                wanted(cue) && at.start >= self.words.end && at.end <= self.clause.end
            })
        };
        let ours = |cue: &Cue| matches!(cue, Cue::Ours | Cue::FromUs);
        let theirs = |cue: &Cue| matches!(cue, Cue::Others | Cue::Customers);
        let told = self.cues.iter().any(|(cue, at)| {
            self.clause.contains(&at.start) && !meant(*cue, at, &self.cues).is_empty()
        });
        match (behind(theirs), behind(ours)) {
            // "within 2 days of your bank's answer", "within 5 days of the day you send …"
            (Some((cue, at)), _) if self.counts_from(at) => {
                *cue == Cue::Customers && !told && self.cues_before().next().is_none()
            }
            (Some((Cue::Others, _)), None) => !told,
            (Some((Cue::Customers, _)), None) => {
                self.words.start == self.clause.start || self.cues_before().next().is_none()
            }
            (Some((_, theirs)), Some((_, ours))) => theirs.start < ours.start && !told,
            _ => false,
        }
    }

    /// Whether we act before the period in its clause, or the clause tells what is awaited.
    fn cues_before(&self) -> impl Iterator<Item = &(Cue, Range<usize>)> {
        self.cues.iter().filter(|(cue, at)| {
            at.end <= self.words.start
                && at.start >= self.clause.start
                && (matches!(cue, Cue::Ours | Cue::FromUs)
                    || !meant(*cue, at, &self.cues).is_empty())
        })
    }

    /// Whether words behind the period only say from when it counts.
    fn counts_from(&self, at: &Range<usize>) -> bool {
        self.cues.iter().any(|(cue, from)| {
            matches!(cue, Cue::From)
                && from.start >= self.words.end
                && from.start <= self.words.end + 1
                && from.end <= at.start
        })
    }

    fn is_history(&self) -> bool {
        let in_clause = |at: &Range<usize>| self.clause.contains(&at.start);
        self.sentence.names_a_year()
            || self
                .cues
                .iter()
                .any(|(cue, at)| *cue == Cue::History && in_clause(at))
    }

    /// "If you hear nothing for 3 days, …", but not "If you write to us we reply within 3 days".
    fn is_condition(&self) -> bool {
        let own = self
            .sentence
            .clauses
            .iter()
            .find(|clause| clause.contains(&self.words.start));
        let Some(clause) = own else {
            return false;
        };
        let opens = |cue: &Cue, at: &Range<usize>| {
            *cue == Cue::If && clause.contains(&at.start) && at.end <= self.words.start
        };
        let Some((_, opening)) = self.cues.iter().rfind(|(cue, at)| opens(cue, at)) else {
            return false;
        };
        let ours = self.is_ours_after(opening);
        let denied = self.cues.iter().any(|(cue, at)| {
            matches!(cue, Cue::Negation | Cue::Least)
                && at.start >= opening.start
                && at.end <= self.words.start
        });
        !ours || denied
    }

    /// "We cannot promise 2 days", but not "in no more than 2 days" and not "nobody waits more than 2 days".
    fn is_denied(&self) -> bool {
        if self.period.open {
            return false;
        }
        let limit = |at: &Range<usize>| {
            self.cues.iter().any(|(cue, of)| {
                matches!(cue, Cue::Deadline | Cue::DeadlineFiller | Cue::NoNegation)
                    && of.start <= at.start
                    && at.end <= of.end
                    && of.len() > at.len()
            })
        };
        let denies = |at: &&Range<usize>| at.start >= self.clause.start && !limit(at);
        self.before(Cue::Negation).any(|at| denies(&at))
    }

    /// What it is the time of, by the nearest words of the clause, else of the sentence.
    fn awaited(&self, complaints: bool) -> Vec<Awaited> {
        let inside = |range: Range<usize>, behind: bool| {
            let mut found: Vec<(usize, Vec<Awaited>)> = Vec::new();
            for (cue, at) in &self.cues {
                if !range.contains(&at.start) {
                    continue;
                }
                let mut awaited = meant(*cue, at, &self.cues);
                if *cue == Cue::Answer && complaints {
                    awaited.push(Awaited::Resolution);
                }
                let is_before = at.end <= self.words.start;
                if awaited.is_empty() || (!is_before && (!behind || self.counts_from(at))) {
                    continue;
                }
                // Words before the period are nearer than those behind it.
                let far = match is_before {
                    true => self.words.start - at.end,
                    false => 1000 + at.start.saturating_sub(self.words.end),
                };
                found.push((far, awaited));
            }
            let nearest = found.iter().map(|(far, _)| *far).min()?;
            let mut all: Vec<Awaited> = Vec::new();
            for (_, awaited) in found.into_iter().filter(|(far, _)| *far == nearest) {
                all.extend(
                    awaited
                        .into_iter()
                        .filter(|one| !all.contains(one))
                        .collect::<Vec<_>>(),
                );
            }
            Some(all)
        };
        // Another clause behind it speaks of something else: "…, with the date of our answer".
        inside(self.clause.clone(), true)
            .or_else(|| inside(self.sentence.words.clone(), false))
            .unwrap_or_default()
    }

    fn typed(&self, around: &Around, sentence: usize) -> TypedTime {
        let block = self.sentence.block;
        let own = Spoken::of(&self.cues);
        let before = self.earlier(sentence);
        let levels = || before.iter().chain(&around.leads);
        let complaints = own.complaints
            || levels().any(|spoken| spoken.complaints)
            || around.heading.complaints
            || around.title.complaints;
        let mut awaited = self.awaited(complaints);
        let mut is_near = !awaited.is_empty();
        if awaited.is_empty()
            && let Some(spoken) = levels().find(|spoken| !spoken.awaited.is_empty())
        {
            awaited.clone_from(&spoken.awaited);
            is_near = true;
        }
        if awaited.is_empty() {
            awaited.clone_from(&around.heading.awaited);
            is_near = self.sentence.words.len() <= SHORT && !awaited.is_empty();
        }
        let closed = own.closed || levels().any(|spoken| spoken.closed) || around.heading.closed;
        if closed && awaited.contains(&Awaited::FirstReply) {
            awaited.push(Awaited::ReturnedWithin);
        }
        if awaited.contains(&Awaited::FirstReply)
            && complaints
            && !awaited.contains(&Awaited::Resolution)
            && around.answers(&self.cues)
        {
            awaited.push(Awaited::Resolution);
        }
        // The channel: of the clause, of the sentence, then of what stands around it.
        let in_clause: Vec<_> = self
            .cues
            .iter()
            .filter(|(_, at)| self.clause.contains(&at.start))
            .cloned()
            .collect();
        let mut clause = Spoken::of(&in_clause);
        let mut whole = own;
        let contacts = self
            .sentence
            .facts()
            .filter(|fact| fact.tells == Tells::Other)
            .filter_map(|fact| fact.channel);
        for channel in contacts {
            whole.ids.insert(channel.id.to_owned());
        }
        let purpose = whole.purpose
            || around.leads.iter().any(|spoken| spoken.purpose)
            || around.heading.purpose
            || around.title.purpose;
        let quiet = self
            .cues
            .iter()
            .any(|(cue, _)| matches!(cue, Cue::Quiet | Cue::Purpose));
        if clause.names_channel() && whole.ids.is_empty() {
            whole.kinds = std::mem::take(&mut clause.kinds);
        }
        let named = [&whole]
            .into_iter()
            .chain(levels())
            .chain([&around.heading, &around.title])
            .find(|spoken| spoken.names_channel() || spoken.other);
        TypedTime {
            time: self.period.time,
            span: self.period.span.clone(),
            value: self.period.value.clone(),
            usual: self.period.hedged,
            // "It never takes more than 2 days."
            open: self.period.open
                && !self
                    .before(Cue::Negation)
                    .any(|at| at.start >= self.clause.start),
            recurs: self.period.recurs,
            weekdays: self.cues.iter().any(|(cue, _)| *cue == Cue::Weekdays),
            awaited,
            is_near,
            is_special: purpose || quiet || self.sentence.is_about_some_cases(),
            kinds: named.map_or_else(Vec::new, |spoken| spoken.kinds.iter().copied().collect()),
            ids: named.map_or_else(Vec::new, |spoken| spoken.ids.iter().cloned().collect()),
            complaints: complaints
                || block
                    .facts
                    .iter()
                    .filter_map(|fact| fact.channel)
                    .any(|of| of.complaints && whole.ids.contains(of.id)),
            other: named.is_some_and(|spoken| spoken.other && !spoken.names_channel()),
        }
    }

    /// What the sentences before it in the block speak of: the one right before it, then the first.
    fn earlier(&self, sentence: usize) -> Vec<Spoken> {
        let block = self.sentence.block;
        let spans = block.tokens.sentences();
        let mut places: Vec<usize> = (0..sentence).rev().take(1).collect();
        if sentence > 1 {
            places.push(0);
        }
        let of = |at: usize| {
            let span = spans[at].clone();
            let cues = self.sentence.cues.longest_in(&block.tokens.within(&span));
            let mut spoken = Spoken::of(&cues);
            // Several ways in an earlier sentence are no channel of this one.
            if spoken.kinds.len() > 1 {
                spoken.kinds.clear();
            }
            spoken.other = false;
            let contacts = block
                .facts
                .iter()
                .filter(|fact| fact.tells == Tells::Other && span.contains(&fact.span.start));
            for channel in contacts.filter_map(|fact| fact.channel) {
                spoken.ids.insert(channel.id.to_owned());
                spoken.complaints |= channel.complaints;
            }
            spoken
        };
        places.into_iter().map(of).collect()
    }
}

impl Around {
    /// Whether the words may mean the final answer: `respond`, `answer`.
    fn answers(&self, cues: &[(Cue, Range<usize>)]) -> bool {
        cues.iter().any(|(cue, _)| *cue == Cue::Answer)
            || !cues
                .iter()
                .any(|(cue, _)| matches!(cue, Cue::Stage(_) | Cue::Awaits(Awaited::FirstReply)))
    }
}

/// Whether some words are a part of others.
fn is_inside(part: &Range<usize>, whole: &Range<usize>) -> bool {
    whole.start <= part.start && part.end <= whole.end && whole.len() > part.len()
}

/// Whether a place stands between quotation marks.
fn is_quoted(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let behind = &text[at..];
    let pairs = [('“', '”'), ('«', '»'), ('„', '“')];
    let curled = pairs.iter().any(|(open, close)| {
        let opened = before.rfind(*open);
        let closed = before.rfind(*close);
        opened.is_some_and(|opened| closed.is_none_or(|closed| closed < opened))
            && behind.contains(*close)
    });
    curled || (before.matches('"').count() % 2 == 1 && behind.contains('"'))
}
