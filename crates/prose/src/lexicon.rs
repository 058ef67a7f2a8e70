//! The words of one language that the checks look for.
//!
//! A lexicon is a TOML file in `languages/`, named by its language code; `en.toml` explains each entry. A new
//! file is a new language and needs no Rust.

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use candor_model::channel::{Awaited, ChannelKind, Stage};
use candor_model::duration::{CommittedTime, Unit};

use super::phrases::{PhraseError, Phrases};
use super::reading::Syllables;

/// The files, compiled in.
static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../data/languages");

/// Every lexicon that is compiled in. Reading them takes a moment: make one value and pass it.
#[derive(Debug)]
pub struct Lexicons {
    by_code: BTreeMap<String, Arc<Lexicon>>,
    blank: Arc<Lexicon>,
}

impl Lexicons {
    /// Reads the compiled-in files. A test holds each of them to its format.
    pub fn built_in() -> Self {
        let read = |file: &include_dir::File<'_>| {
            let code = file.path().file_stem()?.to_str()?.to_owned();
            let lexicon = Lexicon::parse(&code, file.contents_utf8()?).ok()?;
            Some((code, Arc::new(lexicon)))
        };
        Self {
            by_code: FILES.files().filter_map(read).collect(),
            blank: Arc::default(),
        }
    }

    /// The lexicon of a language: of `es-US`, else of `es`, else a blank one, with which the checks are quiet.
    pub fn of(&self, language: &str) -> &Arc<Lexicon> {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        [language, primary]
            .iter()
            .find_map(|code| self.by_code.get(*code))
            .unwrap_or(&self.blank)
    }

    /// The languages that have a lexicon, in order.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.by_code.keys().map(String::as_str)
    }
}

/// The words of one language. The default is blank: no check finds anything.
#[derive(Debug, Default)]
pub struct Lexicon {
    sentences: SentenceWords,
    pub(super) numbers: NumberWords,
    pub(super) units: BTreeMap<String, Unit>,
    pub(super) times: Meanings<Time>,
    pub(super) cues: Meanings<Cue>,
    /// The longest word of each phrase for days and for every hour: without one of them a text names neither.
    pub(super) hour_words: FxHashSet<String>,
    pub(super) grade: Option<GradeFormula>,
    pub(super) syllables: Syllables,
}

/// Why a lexicon cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// Not the format.
    #[error(transparent)]
    Toml(#[from] toml::de::Error),
    /// A phrase that cannot be searched for.
    #[error(transparent)]
    Phrase(#[from] PhraseError),
}

/// Phrases and what each list of them means.
#[derive(Debug)]
pub(super) struct Meanings<M> {
    pub phrases: Option<Phrases>,
    pub of: Vec<M>,
}

impl<M> Default for Meanings<M> {
    fn default() -> Self {
        Self {
            phrases: None,
            of: Vec::new(),
        }
    }
}

/// What a phrase of time means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// A unit, which needs a number.
    Unit(Unit),
    /// A second or a year, which need a number.
    Second,
    Year,
    /// A whole period, such as `half an hour`.
    Exact(CommittedTime),
    /// One that is not exact, and whether it is an estimate.
    Loose {
        time: CommittedTime,
        about: bool,
    },
}

/// What a phrase beside a period means; `languages/en.toml` explains each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    OneAfter,
    RateAfter,
    OpenBefore,
    OpenAfter,
    Least,
    OrMore,
    Past,
    Vague,
    ClockBefore,
    ClockUnless,
    Hedge,
    HedgeBefore,
    NoHedge,
    Deadline,
    ByItself,
    DeadlineFiller,
    Attached,
    From,
    Ours,
    Theirs,
    Asked,
    Plain,
    Condition,
    Quiet,
    Purpose,
    Scope,
    Closed,
    And,
    But,
    Negation,
    Absent,
    NoNegation,
    NegationEnds,
    /// That what comes is not so.
    Untrue,
    /// That what follows is not given, taken or used.
    Denies,
    /// That what stands before is not there.
    Missing,
    Restricts,
    Threatens,
    Or,
    Stage(Stage),
    /// A reply, or for a complaint the final answer: unclear there.
    Answer,
    /// Words of which nobody can tell the stage.
    UnclearStage,
    Channel(ChannelKind),
    OtherChannel,
    Complaints,
    /// What a typed time is the time of.
    Awaits(Awaited),
    Ahead,
    Age,
    Others,
    Customers,
    Have,
    History,
    If,
    Weekdays,
    FromUs,
    /// Weekdays by name, Monday the lowest bit.
    Days(u8),
    Always,
    Staffed,
    Available,
    Shut,
    Machine,
    Date,
    HoursWord,
}

/// How the grade is computed: `words_per_sentence × … + syllables_per_word × … + constant`, then, if `grades`
/// are given, the grade of that score by straight lines between them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GradeFormula {
    pub words_per_sentence: f32,
    pub syllables_per_word: f32,
    pub constant: f32,
    /// Pairs of score and grade, by falling score.
    #[serde(default)]
    pub grades: Vec<[f32; 2]>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SentenceWords {
    never_end: Vec<String>,
    may_end: Vec<String>,
}

/// Number words and the words around numbers.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberWords {
    pub decimal: char,
    pub words: FxHashMap<String, u32>,
    pub join: Vec<String>,
    pub one: Vec<String>,
    pub each: Vec<String>,
    pub to: Vec<String>,
    pub between: Vec<[String; 2]>,
    pub before_unit: Vec<String>,
    pub halves: Vec<String>,
    pub vague: FxHashMap<String, u32>,
    pub ordinals: FxHashMap<String, u32>,
    pub ordinal_ends: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitWords {
    second: Vec<String>,
    minute: Vec<String>,
    hour: Vec<String>,
    day: Vec<String>,
    business_day: Vec<String>,
    week: Vec<String>,
    month: Vec<String>,
    year: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeriodWords {
    exact: BTreeMap<String, CommittedTime>,
    loose: BTreeMap<String, CommittedTime>,
    about: BTreeMap<String, CommittedTime>,
    least: Vec<String>,
    or_more: Vec<String>,
    one_after: Vec<String>,
    rate_after: Vec<String>,
    open_before: Vec<String>,
    open_after: Vec<String>,
    past: Vec<String>,
    vague: Vec<String>,
    clock_before: Vec<String>,
    clock_unless: Vec<String>,
    hedges: Vec<String>,
    hedges_before: Vec<String>,
    no_hedges: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PromiseWords {
    deadlines: Vec<String>,
    by_itself: Vec<String>,
    deadline_fillers: Vec<String>,
    attached: Vec<String>,
    from: Vec<String>,
    ours: Vec<String>,
    theirs: Vec<String>,
    asked: Vec<String>,
    plain: Vec<String>,
    conditions: Vec<String>,
    quiet: Vec<String>,
    purposes: Vec<String>,
    scopes: Vec<String>,
    closed: Vec<String>,
    and: Vec<String>,
    but: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NegationWords {
    words: Vec<String>,
    absent: Vec<String>,
    none: Vec<String>,
    ends: Vec<String>,
    untrue: Vec<String>,
    denies: Vec<String>,
    missing: Vec<String>,
    restricts: Vec<String>,
    threatens: Vec<String>,
    or: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TimeWords {
    returns: Vec<String>,
    acknowledgement: Vec<String>,
    first_reply: Vec<String>,
    update: Vec<String>,
    resolution: Vec<String>,
    ahead: Vec<String>,
    ages: Vec<String>,
    others: Vec<String>,
    customers: Vec<String>,
    have: Vec<String>,
    history: Vec<String>,
    ifs: Vec<String>,
    weekdays: Vec<String>,
    from_us: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HourWords {
    days: [Vec<String>; 7],
    weekdays: Vec<String>,
    weekends: Vec<String>,
    every_day: Vec<String>,
    always: Vec<String>,
    staffed: Vec<String>,
    available: Vec<String>,
    shut: Vec<String>,
    machines: Vec<String>,
    dates: Vec<String>,
    headings: Vec<String>,
}

impl HourWords {
    fn marks(&self) -> FxHashSet<String> {
        let lists = self.days.iter().chain([
            &self.weekdays,
            &self.weekends,
            &self.every_day,
            &self.always,
        ]);
        let longest = |phrase: &String| {
            let words = phrase.split(|c: char| !c.is_alphanumeric());
            words.max_by_key(|word| word.len()).map(str::to_lowercase)
        };
        lists.flatten().filter_map(longest).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StageWords {
    acknowledgement: Vec<String>,
    first_reply: Vec<String>,
    answer: Vec<String>,
    update: Vec<String>,
    resolution: Vec<String>,
    unclear: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelWords {
    phone: Vec<String>,
    email: Vec<String>,
    chat: Vec<String>,
    mail: Vec<String>,
    app: Vec<String>,
    complaints: Vec<String>,
    other: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sentences: SentenceWords,
    numbers: NumberWords,
    units: UnitWords,
    periods: PeriodWords,
    promises: PromiseWords,
    times: TimeWords,
    hours: HourWords,
    negations: NegationWords,
    stages: StageWords,
    channels: ChannelWords,
    grade: Option<GradeFormula>,
    #[serde(default)]
    syllables: Syllables,
}

impl Lexicon {
    /// Reads a lexicon file.
    ///
    /// # Errors
    ///
    /// The file is no TOML of this format, or holds a phrase that cannot be searched for.
    pub fn parse(language: &str, toml: &str) -> Result<Self, LexiconError> {
        let file: File = toml::from_str(toml)?;
        let units = [
            (Unit::Minute, file.units.minute),
            (Unit::Hour, file.units.hour),
            (Unit::Day, file.units.day),
            (Unit::BusinessDay, file.units.business_day),
            (Unit::Week, file.units.week),
            (Unit::Month, file.units.month),
        ];
        let by_word = units
            .iter()
            .flat_map(|(unit, words)| words.iter().map(|word| (word.clone(), *unit)))
            .collect();
        let whole = |times: &BTreeMap<String, CommittedTime>, of: fn(CommittedTime) -> Time| {
            let times = times.iter();
            let lists = times.map(|(words, time)| (of(*time), as_written(vec![words.clone()])));
            lists.collect::<Vec<_>>()
        };
        let periods = &file.periods;
        let hour_words = file.hours.marks();
        let exact = whole(&periods.exact, Time::Exact);
        let loose = whole(&periods.loose, |time| Time::Loose { time, about: false });
        let about = whole(&periods.about, |time| Time::Loose { time, about: true });
        let times: Vec<_> = units
            .into_iter()
            .map(|(unit, words)| (Time::Unit(unit), as_written(words)))
            .chain([(Time::Second, as_written(file.units.second))])
            .chain([(Time::Year, as_written(file.units.year))])
            .chain(exact)
            .chain(loose)
            .chain(about)
            .collect();
        Ok(Self {
            times: Meanings::new(language, times)?,
            cues: Meanings::new(language, {
                let mut lists = cues(
                    file.periods,
                    file.promises,
                    file.negations,
                    file.stages,
                    file.channels,
                );
                lists.extend(awaited(file.times));
                lists.extend(hours(file.hours));
                lists
            })?,
            hour_words,
            sentences: file.sentences,
            numbers: file.numbers,
            units: by_word,
            grade: file.grade,
            syllables: file.syllables,
        })
    }

    /// Whether a sentence goes on after a full stop, because `before` (the sentence without the full stop) ends
    /// in an abbreviation. `next` is the next letter or digit.
    pub(super) fn continues_after(&self, before: &str, next: Option<char>) -> bool {
        let ends_in = |abbreviation: &String| {
            let abbreviation = abbreviation.strip_suffix('.').unwrap_or(abbreviation);
            let start = before.len().checked_sub(abbreviation.len());
            start.is_some_and(|start| {
                before.is_char_boundary(start)
                    && before[start..].eq_ignore_ascii_case(abbreviation)
                    && !before[..start].ends_with(char::is_alphanumeric)
            })
        };
        self.sentences.never_end.iter().any(ends_in)
            || (!next.is_some_and(char::is_uppercase) && self.sentences.may_end.iter().any(ends_in))
    }
}

impl<M: Copy> Meanings<M> {
    fn new(language: &str, lists: Vec<(M, Vec<String>)>) -> Result<Self, PhraseError> {
        let of = lists.iter().map(|(meaning, _)| *meaning).collect();
        // The phrase in an error is enough to find the place in a file of ours.
        let lists: Vec<_> = lists
            .into_iter()
            .map(|(_, phrases)| (language, phrases))
            .collect();
        Ok(Self {
            phrases: Some(Phrases::new(language, &lists)?),
            of,
        })
    }
}

/// The lists of cues with their meaning. Function words are compared as written, words of content by stem.
fn cues(
    periods: PeriodWords,
    promises: PromiseWords,
    negations: NegationWords,
    stages: StageWords,
    channels: ChannelWords,
) -> Vec<(Cue, Vec<String>)> {
    vec![
        (Cue::OneAfter, as_written(periods.one_after)),
        (Cue::RateAfter, as_written(periods.rate_after)),
        (Cue::OpenBefore, periods.open_before),
        (Cue::OpenAfter, periods.open_after),
        (Cue::Least, as_written(periods.least)),
        (Cue::OrMore, as_written(periods.or_more)),
        (Cue::Past, as_written(periods.past)),
        (Cue::Vague, as_written(periods.vague)),
        (Cue::ClockBefore, as_written(periods.clock_before)),
        (Cue::ClockUnless, as_written(periods.clock_unless)),
        (Cue::Hedge, as_written(periods.hedges)),
        (Cue::HedgeBefore, as_written(periods.hedges_before)),
        (Cue::NoHedge, as_written(periods.no_hedges)),
        (Cue::Deadline, as_written(promises.deadlines)),
        (Cue::ByItself, as_written(promises.by_itself)),
        (Cue::DeadlineFiller, as_written(promises.deadline_fillers)),
        (Cue::Attached, as_written(promises.attached)),
        (Cue::From, as_written(promises.from)),
        (Cue::Ours, as_written(promises.ours)),
        (Cue::Theirs, as_written(promises.theirs)),
        (Cue::Asked, as_written(promises.asked)),
        (Cue::Plain, as_written(promises.plain)),
        (Cue::Condition, as_written(promises.conditions)),
        (Cue::Quiet, promises.quiet),
        (Cue::Purpose, promises.purposes),
        (Cue::Scope, as_written(promises.scopes)),
        (Cue::Closed, promises.closed),
        (Cue::And, as_written(promises.and)),
        (Cue::But, as_written(promises.but)),
        (Cue::Negation, as_written(negations.words)),
        (Cue::Absent, as_written(negations.absent)),
        (Cue::NoNegation, as_written(negations.none)),
        (Cue::NegationEnds, as_written(negations.ends)),
        (Cue::Untrue, as_written(negations.untrue)),
        (Cue::Denies, as_written(negations.denies)),
        (Cue::Missing, as_written(negations.missing)),
        (Cue::Restricts, as_written(negations.restricts)),
        (Cue::Threatens, as_written(negations.threatens)),
        (Cue::Or, as_written(negations.or)),
        (Cue::Stage(Stage::Acknowledgement), stages.acknowledgement),
        (Cue::Stage(Stage::FirstReply), stages.first_reply),
        (Cue::Answer, stages.answer),
        (Cue::Stage(Stage::Update), stages.update),
        (Cue::Stage(Stage::Resolution), stages.resolution),
        (Cue::UnclearStage, stages.unclear),
        (Cue::Channel(ChannelKind::Phone), channels.phone),
        (Cue::Channel(ChannelKind::Email), channels.email),
        (Cue::Channel(ChannelKind::Chat), channels.chat),
        (Cue::Channel(ChannelKind::Mail), channels.mail),
        (Cue::Channel(ChannelKind::App), channels.app),
        (Cue::Complaints, channels.complaints),
        (Cue::OtherChannel, channels.other),
    ]
}

/// The lists that are looked at where every typed time is compared.
fn awaited(times: TimeWords) -> Vec<(Cue, Vec<String>)> {
    vec![
        (Cue::Awaits(Awaited::ReturnedWithin), times.returns),
        (Cue::Awaits(Awaited::Acknowledgement), times.acknowledgement),
        (Cue::Awaits(Awaited::FirstReply), times.first_reply),
        (Cue::Awaits(Awaited::Update), times.update),
        (Cue::Awaits(Awaited::Resolution), times.resolution),
        (Cue::Ahead, as_written(times.ahead)),
        (Cue::Age, as_written(times.ages)),
        (Cue::Others, as_written(times.others)),
        (Cue::Customers, as_written(times.customers)),
        (Cue::Have, as_written(times.have)),
        (Cue::History, as_written(times.history)),
        (Cue::If, as_written(times.ifs)),
        (Cue::Weekdays, as_written(times.weekdays)),
        (Cue::FromUs, as_written(times.from_us)),
    ]
}

/// The lists that are looked at where hours are typed.
fn hours(hours: HourWords) -> Vec<(Cue, Vec<String>)> {
    let days = hours.days.into_iter().enumerate();
    days.map(|(day, words)| (Cue::Days(1 << day), as_written(words)))
        .chain([
            (Cue::Days(0b001_1111), as_written(hours.weekdays)),
            (Cue::Days(0b110_0000), as_written(hours.weekends)),
            (Cue::Days(0b111_1111), as_written(hours.every_day)),
            (Cue::Always, as_written(hours.always)),
            (Cue::Staffed, hours.staffed),
            (Cue::Available, hours.available),
            (Cue::Shut, as_written(hours.shut)),
            (Cue::Machine, hours.machines),
            (Cue::Date, as_written(hours.dates)),
            (Cue::HoursWord, as_written(hours.headings)),
        ])
        .collect()
}

/// Phrases whose words are compared as written, not by stem.
fn as_written(phrases: Vec<String>) -> Vec<String> {
    let mark = |phrase: String| {
        let words = phrase.split_whitespace().map(|word| match word {
            "*" => word.to_owned(),
            word => format!("={}", word.trim_start_matches('=')),
        });
        words.collect::<Vec<_>>().join(" ")
    };
    phrases.into_iter().map(mark).collect()
}

/// The lexicon of a language, read once for all tests.
#[cfg(test)]
pub(super) fn lexicon(language: &str) -> &'static Arc<Lexicon> {
    static LEXICONS: std::sync::LazyLock<Lexicons> = std::sync::LazyLock::new(Lexicons::built_in);
    LEXICONS.of(language)
}

/// A dictionary of a language without phrases.
#[cfg(test)]
pub(super) fn dictionary(language: &str) -> super::Dictionary {
    super::Dictionary::new(Arc::clone(lexicon(language)), None)
}

#[cfg(test)]
mod tests;
