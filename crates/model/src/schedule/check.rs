//! What is doubtful in a schedule that can be read.

use chrono::{Datelike, NaiveDate, Weekday};

use super::problem::ScheduleProblem;
use super::rule::{Rule, Rules};
use super::span::first_common;
use super::{DAY, MONDAY, Schedule, Span, is_ever_open};

/// Days that a channel may be closed on end, such as over the holidays at the end of a year.
const CLOSED_DAYS: usize = 20;

/// How many days ahead exceptions are looked at.
const YEAR: usize = 366;

impl Schedule {
    /// What is doubtful about the schedule as of a day: hours that overlap, exceptions that have no effect or are
    /// past, a year without anybody, holidays that change nothing.
    ///
    /// An exception (a rule for certain dates, or for `PH`) may replace regular hours; that is no overlap.
    pub fn warnings(&self, today: NaiveDate) -> Vec<ScheduleProblem> {
        let rules = &self.rules.0;
        let year: Vec<NaiveDate> = today.iter_days().take(YEAR).collect();
        let mut problems = self.overlaps(&year);

        for (index, rule) in rules.iter().enumerate() {
            if is_past(rule, today) {
                problems.push(ScheduleProblem::Past {
                    rule: rule.text.clone(),
                });
            } else if self.is_replaced(index, &year) && !is_named(&problems, &rule.text) {
                problems.push(ScheduleProblem::Replaced {
                    rule: rule.text.clone(),
                });
            }
            if rule.has_comment {
                problems.push(ScheduleProblem::Comment {
                    rule: rule.text.clone(),
                });
            }
        }

        if year.iter().all(|date| self.spans_on(*date).is_empty()) {
            problems.push(ScheduleProblem::Never);
        } else if !is_ever_open(&self.week) {
            problems.push(ScheduleProblem::NoRegularWeek);
        } else if let Some((first, last)) = self.long_closure(&year) {
            problems.push(ScheduleProblem::LongClosure { first, last });
        }
        let speaks_of_holidays = rules.iter().any(|rule| rule.for_holidays);
        if let Some(holidays) = &self.holidays
            && !speaks_of_holidays
        {
            problems.push(ScheduleProblem::HolidaysUnused {
                region: holidays.region().to_owned(),
            });
        }
        problems
    }

    /// Whether nobody is there on any day from Monday to Friday in the year that begins on a day, which a
    /// rule pack may ask for: a line for weekends is no mistake in itself.
    pub fn is_for_weekends(&self, today: NaiveDate) -> bool {
        let weekday = |date: &NaiveDate| !matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        today
            .iter_days()
            .take(YEAR)
            .filter(weekday)
            .all(|date| self.spans_on(date).is_empty())
    }

    /// The first time in the year when nobody is there for more than [`CLOSED_DAYS`] on end.
    fn long_closure(&self, year: &[NaiveDate]) -> Option<(NaiveDate, NaiveDate)> {
        let closed = |day: &NaiveDate| self.spans_on(*day).is_empty();
        year.chunk_by(|day, next| closed(day) == closed(next))
            .find(|days| days.len() > CLOSED_DAYS && days.first().is_some_and(closed))
            .and_then(|days| Some((*days.first()?, *days.last()?)))
    }

    /// Pairs of rules, or of times of one rule, that are open at the same time.
    fn overlaps(&self, year: &[NaiveDate]) -> Vec<ScheduleProblem> {
        let opens = |rule: &&Rule| rule.opens();
        let mut problems: Vec<_> = self
            .rules
            .0
            .iter()
            .filter(opens)
            .filter_map(|rule| overlap_of_times(rule, year))
            .collect();

        let week: Vec<NaiveDate> = MONDAY.iter_days().take(8).collect();
        let weekly = self.rules.weekly([]);
        let weekly: Vec<_> = weekly
            .0
            .iter()
            .filter(opens)
            .map(|rule| Timeline::new(rule, &week))
            .collect();
        let dated = self.rules.0.iter().filter(|rule| rule.dated).filter(opens);
        let dated: Vec<_> = dated.map(|rule| Timeline::new(rule, year)).collect();
        for (index, first) in weekly.iter().enumerate() {
            problems.extend(
                weekly[index + 1..]
                    .iter()
                    .filter_map(|second| first.overlap(second, &week)),
            );
        }
        for (index, first) in dated.iter().enumerate() {
            // An exception for fewer days than the rule that it replaces is what exceptions are for.
            let seconds = dated[index + 1..]
                .iter()
                .filter(|second| second.days >= first.days);
            problems.extend(seconds.filter_map(|second| first.overlap(second, year)));
        }
        problems
    }

    /// Whether nothing is left of a rule that would change the hours if it came last.
    fn is_replaced(&self, index: usize, year: &[NaiveDate]) -> bool {
        let Some(rule) = self.rules.0.get(index) else {
            return false;
        };
        let mut without = self.rules.clone();
        without.0.remove(index);
        let mut last = without.clone();
        last.0.push(rule.clone());
        let dates: Vec<NaiveDate> = year
            .iter()
            .copied()
            .filter(|date| rule.applies(*date))
            .collect();
        let same_with = |rules: &Rules| {
            dates
                .iter()
                .all(|date| rules.spans_on(*date) == self.spans_on(*date))
        };
        same_with(&without) && !same_with(&last)
    }
}

/// When a rule is open over consecutive days.
struct Timeline<'a> {
    rule: &'a Rule,
    /// For how many of the days the rule is.
    days: usize,
    /// Its spans in minutes from the first midnight.
    spans: Vec<(usize, usize)>,
}

impl<'a> Timeline<'a> {
    fn new(rule: &'a Rule, dates: &[NaiveDate]) -> Self {
        let (mut days, mut spans) = (0, Vec::new());
        for (day, _) in dates
            .iter()
            .enumerate()
            .filter(|(_, date)| rule.applies(**date))
        {
            let minute = |minute: u16| day * usize::from(DAY) + usize::from(minute);
            days += 1;
            spans.extend(
                rule.spans
                    .iter()
                    .map(|(open, close)| (minute(*open), minute(*close))),
            );
        }
        Self { rule, days, spans }
    }

    /// The overlap with a later rule, nights included.
    fn overlap(&self, later: &Self, dates: &[NaiveDate]) -> Option<ScheduleProblem> {
        let minute = first_common(&self.spans, &later.spans)?;
        let day = dates.get(minute / usize::from(DAY))?.weekday();
        let (first, second) = (self.rule.text.clone(), later.rule.text.clone());
        Some(ScheduleProblem::Overlap { first, second, day })
    }
}

/// The first two times of one rule that overlap.
fn overlap_of_times(rule: &Rule, year: &[NaiveDate]) -> Option<ScheduleProblem> {
    let mut pairs = rule.spans.iter().enumerate().flat_map(|(index, first)| {
        rule.spans[index + 1..]
            .iter()
            .map(move |second| (*first, *second))
    });
    let (first, second) =
        pairs.find(|(first, second)| first_common(&[*first], &[*second]).is_some())?;
    let day = year.iter().find(|date| rule.applies(**date))?.weekday();
    Some(ScheduleProblem::Overlap {
        first: clock(first),
        second: clock(second),
        day,
    })
}

/// Whether a rule names years and will not apply again.
fn is_past(rule: &Rule, today: NaiveDate) -> bool {
    rule.last_year.is_some_and(|last| {
        last <= today.year()
            && !today
                .iter_days()
                .take_while(|date| date.year() <= last)
                .any(|date| rule.applies(date))
    })
}

/// Whether a rule is the earlier one of an overlap that was found.
fn is_named(problems: &[ScheduleProblem], rule: &str) -> bool {
    problems
        .iter()
        .any(|problem| matches!(problem, ScheduleProblem::Overlap { first, .. } if first == rule))
}

/// A span as the hours would write it.
fn clock((open, close): Span) -> String {
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!(
        "{}-{}",
        time(open),
        time(if close > DAY { close - DAY } else { close })
    )
}
