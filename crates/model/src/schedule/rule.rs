//! What the rules of a schedule make of a day.
//!
//! The `opening-hours` crate decides on which days a rule applies. The hours are put together here, because
//! the crate evaluates each calendar day by itself and so cuts nights in two: of `Fr 22:00-02:00; Sa 10:00-16:00`
//! it drops Saturday until two, and of `Fr 22:00-02:00; PH off` it keeps the hours after midnight when the
//! Friday is a holiday. Here a span belongs, whole, to the day on which it begins.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use chrono::{Datelike as _, NaiveDate};
use opening_hours::{Context, ContextHolidays, OpeningHours, RuleKind};

use super::problem::{ScheduleProblem, Unsupported};
use super::span::{subtract, union};
use super::syntax::{self, DaySelector, Joined, ParsedRule};
use super::{DAY, Span};

/// One rule: some days, and when people are there on them or not.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// The rule as written.
    pub text: String,
    /// Times of the day; beyond 24:00 those of the night after.
    pub spans: Vec<Span>,
    /// Whether it applies to certain dates only, so that it is no part of the regular week.
    pub dated: bool,
    /// The last year that it names.
    pub last_year: Option<i32>,
    /// Whether it speaks of public holidays.
    pub for_holidays: bool,
    /// Whether it opens with a comment that customers would have to know.
    pub has_comment: bool,
    effect: Effect,
    /// Open all day on the days of the rule.
    days: OpeningHours,
    /// For which days it is, as far as somebody asked.
    asked: Arc<Asked>,
}

/// Remembers for which days a rule is: looking through hundreds of rules asks the same of each a thousand times. Two
/// days that share a place take turns in it.
#[derive(Debug)]
struct Asked([AtomicI32; 1024]);

impl Default for Asked {
    fn default() -> Self {
        Self(std::array::from_fn(|_| AtomicI32::new(0)))
    }
}

impl Asked {
    fn get(&self, date: NaiveDate, work_out: impl FnOnce() -> bool) -> bool {
        let day = date.num_days_from_ce();
        let at = usize::try_from(day.rem_euclid(1024)).unwrap_or_default();
        let Some(place) = self.0.get(at) else {
            return work_out();
        };
        // A day and its answer are one number, so that both are written at once.
        let known = place.load(Ordering::Relaxed);
        let entry = |answer: bool| day.wrapping_mul(2).wrapping_add(i32::from(answer));
        if known == entry(true) || known == entry(false) {
            return known == entry(true);
        }
        let answer = work_out();
        place.store(entry(answer), Ordering::Relaxed);
        answer
    }
}

/// What a rule does to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    /// Its spans replace all hours before it.
    Replace,
    /// Its spans are added.
    Add,
    /// Its spans are taken away.
    Close,
    /// Nothing is left of the day.
    CloseDay,
}

/// Bytes of hours, more than any calendar that somebody keeps by hand.
const LENGTH: usize = 8192;

/// Rules of hours: a week, and an exception for every third day of a year.
const RULES: usize = 128;

/// Times of one rule: a pair for each quarter of an hour of a working day.
const TIMES: usize = 48;

/// The rules in their order: later ones win.
#[derive(Clone, Debug)]
pub(super) struct Rules(pub Vec<Rule>);

/// What the rules make of one day: what is open, and what is closed even for the nights beside it.
#[derive(Default)]
struct Day {
    open: Vec<Span>,
    closed: Vec<Span>,
}

impl Rule {
    /// Takes a parsed rule, with all that is wrong with it.
    fn new(
        parsed: ParsedRule,
        holidays: Option<&ContextHolidays>,
    ) -> Result<Self, Vec<ScheduleProblem>> {
        let (text, at, selector) = (parsed.text, parsed.at, parsed.days);
        let (spans, mut reasons) = read_spans(&parsed.times);
        if parsed.joined == Joined::Fallback {
            reasons.push(Unsupported::Fallback);
        }
        if parsed.kind == RuleKind::Unknown {
            reasons.push(Unsupported::Unknown);
        }
        let no_school = holidays.is_none_or(|known| known.get_school().count() == 0);
        if selector.has_school_holidays() && no_school {
            reasons.push(Unsupported::SchoolHolidays);
        }
        let days = days_of(&selector).map_err(|reason| reasons.push(reason));

        let unsupported = |reason| ScheduleProblem::Unsupported {
            rule: text.clone(),
            at,
            reason,
        };
        let mut problems: Vec<_> = reasons.into_iter().map(unsupported).collect();
        if selector.has_public_holidays() && holidays.is_none() {
            problems.push(ScheduleProblem::HolidaysWithoutRegion { rule: text.clone() });
        }
        let Some(days) = days.ok().filter(|_| problems.is_empty()) else {
            return Err(problems);
        };
        let rule = Self {
            effect: match (parsed.kind, parsed.joined) {
                (RuleKind::Closed, _) if spans == [(0, DAY)] => Effect::CloseDay,
                (RuleKind::Closed, _) => Effect::Close,
                (_, Joined::Adding) => Effect::Add,
                _ => Effect::Replace,
            },
            has_comment: parsed.has_comment && parsed.kind == RuleKind::Open,
            dated: !selector.is_weekly(),
            last_year: selector.last_year(),
            for_holidays: selector.has_public_holidays(),
            text,
            spans,
            days,
            asked: Arc::default(),
        };
        Ok(rule.with_holidays(holidays.cloned().unwrap_or_default()))
    }

    /// Whether the rule is for this day.
    pub fn applies(&self, date: NaiveDate) -> bool {
        self.asked
            .get(date, || !self.days.schedule_at(date).is_empty())
    }

    /// Whether the rule says that people are there.
    pub fn opens(&self) -> bool {
        matches!(self.effect, Effect::Replace | Effect::Add)
    }

    fn with_holidays(&self, holidays: ContextHolidays) -> Self {
        let context = Context::default().with_holidays(holidays);
        Self {
            days: self.days.clone().with_context(context),
            asked: Arc::default(),
            ..self.clone()
        }
    }
}

impl Rules {
    /// Reads hours; without holidays, `PH` is a problem.
    pub fn read(
        hours: &str,
        holidays: Option<&ContextHolidays>,
    ) -> Result<Self, Vec<ScheduleProblem>> {
        if hours.trim().is_empty() {
            return Err(vec![ScheduleProblem::NoHours]);
        }
        if hours.len() > LENGTH {
            return Err(vec![ScheduleProblem::TooMany]);
        }
        let parsed = syntax::parse(hours).map_err(|error| {
            let syntax::SyntaxError { at, detail } = error;
            vec![ScheduleProblem::Syntax {
                hours: hours.to_owned(),
                at,
                detail,
            }]
        })?;
        if parsed.len() > RULES || parsed.iter().any(|rule| rule.times.len() > TIMES) {
            return Err(vec![ScheduleProblem::TooMany]);
        }
        let (mut rules, mut problems) = (Vec::new(), Vec::new());
        for parsed in parsed {
            match Rule::new(parsed, holidays) {
                Ok(rule) => rules.push(rule),
                Err(mut found) => problems.append(&mut found),
            }
        }
        if problems.is_empty() {
            Ok(Self(rules))
        } else {
            Err(problems)
        }
    }

    /// The hours that begin on a day: disjoint, in order, beyond 24:00 into the night after.
    pub fn spans_on(&self, date: NaiveDate) -> Vec<Span> {
        let open = self.day(date).open;
        // A partial closing may cut into the night that began the day before, or reach into this day from there.
        let reaches_on = |spans: &[Span]| spans.iter().any(|(_, close)| *close > DAY);
        let mut closings = self
            .0
            .iter()
            .filter(|rule| rule.effect == Effect::Close)
            .peekable();
        let tomorrow_matters = reaches_on(&open) && closings.peek().is_some();
        let yesterday_matters = closings.any(|rule| reaches_on(&rule.spans));

        let mut closed = Vec::new();
        if let Some(yesterday) = date.pred_opt().filter(|_| yesterday_matters) {
            let spans = self.day(yesterday).closed.into_iter();
            closed
                .extend(spans.map(|(from, to)| (from.saturating_sub(DAY), to.saturating_sub(DAY))));
        }
        if let Some(tomorrow) = date.succ_opt().filter(|_| tomorrow_matters) {
            let spans = self.day(tomorrow).closed.into_iter();
            closed.extend(spans.map(|(from, to)| (from + DAY, to + DAY)));
        }
        subtract(&open, &closed)
    }

    fn day(&self, date: NaiveDate) -> Day {
        let mut day = Day::default();
        // What stands before the last rule that begins anew does not matter.
        let begins = |rule: &Rule| matches!(rule.effect, Effect::Replace | Effect::CloseDay);
        let first = self
            .0
            .iter()
            .rposition(|rule| begins(rule) && rule.applies(date))
            .unwrap_or_default();
        let rules = self.0.get(first..).unwrap_or_default().iter();
        for rule in rules.filter(|rule| rule.applies(date)) {
            match rule.effect {
                Effect::Replace => {
                    day = Day {
                        open: union(rule.spans.clone()),
                        closed: Vec::new(),
                    }
                }
                Effect::Add => {
                    day.open.extend(&rule.spans);
                    day.open = union(day.open);
                    day.closed = subtract(&day.closed, &rule.spans);
                }
                Effect::Close => {
                    day.open = subtract(&day.open, &rule.spans);
                    day.closed.extend(&rule.spans);
                }
                Effect::CloseDay => day = Day::default(),
            }
        }
        day
    }

    /// The rules that hold in every week, with exactly these days as public holidays.
    pub fn weekly(&self, holidays: impl IntoIterator<Item = NaiveDate>) -> Self {
        let mut public = ContextHolidays::default().get_public().clone();
        for date in holidays {
            public.insert(date);
        }
        let context = ContextHolidays::new(Arc::new(public), Arc::default());
        let rules = self.0.iter().filter(|rule| !rule.dated);
        Self(
            rules
                .map(|rule| rule.with_holidays(context.clone()))
                .collect(),
        )
    }
}

/// The days of a rule as an expression that is open on them.
fn days_of(selector: &DaySelector) -> Result<OpeningHours, Unsupported> {
    if selector.joins_year_and_month() {
        return Err(Unsupported::YearMonth);
    }
    selector.to_hours().ok_or(Unsupported::Days)
}

/// The times of a rule, and what is wrong with those that are not from one time of the clock to another.
fn read_spans(times: &[String]) -> (Vec<Span>, Vec<Unsupported>) {
    let (mut spans, mut reasons) = (Vec::new(), Vec::new());
    for time in times {
        match read_span(time) {
            Ok(span) => spans.push(span),
            Err(reason) => reasons.push(reason),
        }
    }
    (spans, reasons)
}

/// Reads `08:00-20:00`; an end that is not after the start is on the next day.
fn read_span(text: &str) -> Result<Span, Unsupported> {
    let minutes = |time: &str| {
        let (hours, minutes) = time.split_once(':')?;
        Some(hours.parse::<u16>().ok()? * 60 + minutes.parse::<u16>().ok()?)
    };
    if text.ends_with('+') {
        return Err(Unsupported::OpenEnd);
    }
    if text.contains('/') {
        return Err(Unsupported::Repeats);
    }
    let ends = text
        .split_once('-')
        .and_then(|(open, close)| minutes(open).zip(minutes(close)));
    let (open, close) = ends.ok_or(Unsupported::Sun)?;
    Ok((open, if close > open { close } else { close + DAY }))
}
