//! When a channel is staffed: hours in OpenStreetMap's syntax, a time zone, and a region's holidays.
//!
//! `Mo-Fr 08:00-20:00; Sa 10:00-16:00; PH off` says the regular week and what differs. [`Schedule`] answers
//! with instants (for "open now", worked out in the browser without time-zone arithmetic), with the week (for
//! a table), with the coming closures, and with a sentence in the reader's language. Nothing here reads the
//! clock: where an answer depends on the day, the day is an argument.

mod check;
mod describe;
mod problem;
mod rule;
mod span;
mod syntax;
mod zone;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, NaiveDate, Timelike, Utc, Weekday};
use chrono_tz::Tz;

use super::holidays::{Holiday, Holidays};
use super::localized::Localized;
use rule::Rules;
use span::{common, subtract, union};

pub use describe::{Strings, describe_days, describe_spans, describe_time, zone_name};
pub use problem::{ScheduleProblem, Unsupported, day_name};

/// From when until when people are there, in minutes from the midnight on which the day begins.
///
/// The end may lie after 24:00 (1440): `(1320, 1560)` is from ten in the evening until two at night.
pub type Span = (u16, u16);

/// The spans that begin on each day, Monday first.
pub type Week = [Vec<Span>; 7];

/// Minutes in a day of the calendar.
const DAY: u16 = 24 * 60;

/// Seconds in a day of 24 hours.
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Days after which weeks of two time zones have met in every way: a year and a week.
const YEAR_AND_WEEK: u32 = 371;

/// A Monday, for weeks in which nothing but the weekday matters.
const MONDAY: NaiveDate = match NaiveDate::from_ymd_opt(2024, 1, 1) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// When people are there.
#[derive(Clone, Debug)]
pub struct Schedule {
    rules: Rules,
    zone: Tz,
    holidays: Option<Holidays>,
    /// What the entity says of single days, which goes before all rules.
    special: BTreeMap<NaiveDate, SpecialDay>,
    week: Week,
    holiday_week: Week,
}

/// What the entity says of one day, for several schedules at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpecialDay {
    /// When people are there; none when closed. Where the regular day is shorter, that holds.
    pub spans: Vec<Span>,
    /// Why.
    pub name: Option<Localized>,
}

/// A day whose hours are not those of its weekday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayException {
    /// The day.
    pub date: NaiveDate,
    /// The hours that hold; none when closed.
    pub spans: Vec<Span>,
    /// The public holiday on that day, if it is one.
    pub holiday: Option<Holiday>,
    /// What the entity calls the day.
    pub name: Option<Localized>,
}

/// Closed days that do not part days with other hours: a weekend and a holiday.
const DAYS_BETWEEN: usize = 3;

/// Days in a row on which the same hours hold that are not those of the regular week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherHours {
    /// The first day.
    pub first: DayException,
    /// The last day, the first if there is one only.
    pub last: NaiveDate,
    /// The weekdays among them, 0 being Monday: the first and the last, where those between are all there.
    pub weekdays: Option<(usize, usize)>,
}

/// Time in which one schedule is open and another is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Days from Monday, so that gaps sort as the week goes.
    day: u8,
    /// The span, in the time zone of the schedule that is open.
    pub span: Span,
}

impl Gap {
    /// The weekday on which the gap begins.
    pub fn weekday(&self) -> Weekday {
        Weekday::try_from(self.day).unwrap_or(Weekday::Mon)
    }
}

impl Schedule {
    /// Reads hours such as `Mo-Fr 08:00-20:00; PH off`, an IANA time zone, and the region whose holidays `PH` means.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, in the order of the arguments.
    pub fn parse(
        hours: &str,
        time_zone: Option<&str>,
        holidays: Option<&str>,
    ) -> Result<Self, Vec<ScheduleProblem>> {
        let holidays = holidays.map(Holidays::for_region).transpose();
        // An unknown region is one problem, not a second one for every `PH`.
        let context = match &holidays {
            Ok(known) => known.as_ref().map(Holidays::to_context),
            Err(_) => Some(Default::default()),
        };
        let rules = Rules::read(hours, context.as_ref());
        let zone = zone::read(time_zone);
        match (rules, zone, holidays) {
            (Ok(rules), Ok(zone), Ok(holidays)) => Ok(Self::new(rules, zone, holidays)),
            (rules, zone, holidays) => {
                let mut problems = rules.err().unwrap_or_default();
                problems.extend(zone.err());
                problems.extend(holidays.err().map(ScheduleProblem::from));
                Err(problems)
            }
        }
    }

    fn new(rules: Rules, zone: Tz, holidays: Option<Holidays>) -> Self {
        let regular = rules.weekly([]);
        let on_holidays = rules.weekly(
            MONDAY
                .pred_opt()
                .into_iter()
                .chain(MONDAY.iter_days().take(8)),
        );
        let week = |rules: &Rules| {
            let mut days = MONDAY.iter_days();
            std::array::from_fn(|_| {
                days.next()
                    .map(|date| rules.spans_on(date))
                    .unwrap_or_default()
            })
        };
        Self {
            week: week(&regular),
            holiday_week: week(&on_holidays),
            rules,
            zone,
            holidays,
            special: BTreeMap::new(),
        }
    }

    /// The same schedule with what the entity says of single days. Where two say something of a day, the
    /// first counts.
    pub fn with_special_days(
        mut self,
        days: impl IntoIterator<Item = (NaiveDate, SpecialDay)>,
    ) -> Self {
        for (date, day) in days {
            self.special.entry(date).or_insert(day);
        }
        self
    }

    /// The time zone in which the hours are meant.
    pub fn time_zone(&self) -> Tz {
        self.zone
    }

    /// The holidays that `PH` means.
    pub fn holidays(&self) -> Option<&Holidays> {
        self.holidays.as_ref()
    }

    /// The regular week: no holidays, and no rules for certain dates.
    pub fn week(&self) -> &Week {
        &self.week
    }

    /// Whether nobody is there on public holidays, though there is on other days.
    pub fn closed_on_holidays(&self) -> bool {
        is_ever_open(&self.week) && !is_ever_open(&self.holiday_week)
    }

    /// Whether somebody is always there: every hour of every day, holidays and exceptions included.
    pub fn is_around_the_clock(&self) -> bool {
        let always = |rule: &rule::Rule| rule.opens() && union(rule.spans.clone()) == [(0, DAY)];
        let exceptions = self.rules.0.iter().filter(|rule| rule.dated);
        is_always_open(&self.week)
            && is_always_open(&self.holiday_week)
            && exceptions.into_iter().all(always)
            && self.special.is_empty()
    }

    /// The last day for which it is known whether it differs from the regular week: through the region's holidays, or
    /// through exceptions for certain dates. `None` when neither is given.
    pub fn known_until(&self) -> Option<NaiveDate> {
        let holidays = self.holidays.as_ref().and_then(Holidays::known_until);
        let exceptions = self.rules.0.iter().filter(|rule| rule.dated);
        let exceptions = exceptions.map(|rule| match rule.last_year {
            Some(year) => NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX),
            // It comes back every year.
            None => NaiveDate::MAX,
        });
        holidays.into_iter().chain(exceptions).max()
    }

    /// The hours that begin on a day, exceptions and holidays included.
    pub fn spans_on(&self, date: NaiveDate) -> Vec<Span> {
        let spans = self.rules.spans_on(date);
        match self.special.get(&date) {
            None => spans,
            Some(day) => common(&spans, &day.spans),
        }
    }

    /// When people are there in the coming days, as Unix seconds from opening to closing.
    ///
    /// Sorted and disjoint; spans that touch are one, also over midnight; clipped to the window of `days` times
    /// 24 hours from `from`. Around the clock is one span. Across a change of clocks a span has its real length.
    pub fn intervals(&self, from: DateTime<Utc>, days: u32) -> Vec<(i64, i64)> {
        self.instants(from, days, |date| self.spans_on(date))
    }

    /// The coming days, `from`'s own included, on which other hours hold than in the regular week.
    pub fn exceptions(&self, from: DateTime<Utc>, days: u32) -> Vec<DayException> {
        let local = from.with_timezone(&self.zone).date_naive();
        let days = local
            .iter_days()
            .take(days as usize)
            .map(|date| DayException {
                date,
                spans: self.spans_on(date),
                holiday: self
                    .holidays
                    .as_ref()
                    .and_then(|holidays| holidays.on(date).cloned()),
                name: self.special.get(&date).and_then(|day| day.name.clone()),
            });
        days.filter(|day| day.spans != *self.regular_spans(day.date))
            .collect()
    }

    /// The coming days on which the regular week is open but the schedule is closed: holidays, with their
    /// names, and closures on certain dates.
    pub fn closures(&self, from: DateTime<Utc>, days: u32) -> Vec<DayException> {
        self.exceptions(from, days)
            .into_iter()
            .filter(|day| day.spans.is_empty())
            .collect()
    }

    /// The coming days on which people are there, but not in the hours of the regular week: shorter days,
    /// seasons, a Saturday a month. Days of one kind that follow each other, but for days that are closed
    /// anyway, are one entry; holidays and days with a name stand alone.
    pub fn other_hours(&self, from: DateTime<Utc>, days: u32) -> Vec<OtherHours> {
        let mut found: Vec<(OtherHours, [bool; 7])> = Vec::new();
        let open = self.exceptions(from, days).into_iter();
        for day in open.filter(|day| !day.spans.is_empty()) {
            let weekday = day.date.weekday().num_days_from_monday() as usize % 7;
            if let Some((run, weekdays)) = found.last_mut()
                && self.continues(run, &day)
            {
                run.last = day.date;
                weekdays[weekday] = true;
                continue;
            }
            let mut weekdays = [false; 7];
            weekdays[weekday] = true;
            let run = OtherHours {
                last: day.date,
                first: day,
                weekdays: None,
            };
            found.push((run, weekdays));
        }
        let runs = found.into_iter().map(|(mut run, weekdays)| {
            if let (Some(first), Some(last)) = (
                weekdays.iter().position(|is| *is),
                weekdays.iter().rposition(|is| *is),
            ) && run.last != run.first.date
                && weekdays[first..=last].iter().all(|is| *is)
            {
                run.weekdays = Some((first, last));
            }
            run
        });
        runs.collect()
    }

    /// Whether a day goes on with days that have the same hours.
    fn continues(&self, run: &OtherHours, day: &DayException) -> bool {
        let is_plain = |day: &DayException| day.holiday.is_none() && day.name.is_none();
        let between = run
            .last
            .iter_days()
            .skip(1)
            .take_while(|date| *date < day.date);
        run.first.spans == day.spans
            && is_plain(&run.first)
            && is_plain(day)
            && between.take(DAYS_BETWEEN + 1).count() <= DAYS_BETWEEN
            && run
                .last
                .iter_days()
                .skip(1)
                .take_while(|date| *date < day.date)
                .all(|date| self.spans_on(date).is_empty())
    }

    /// The times of another's regular week in which this schedule's regular week is closed, in the other's time
    /// zone.
    ///
    /// `from` is where the year begins over which the two are compared, because two zones may change their
    /// clocks on different days.
    pub fn uncovered(&self, other: &Self, from: DateTime<Utc>) -> Vec<Gap> {
        let mine = self.instants(from, YEAR_AND_WEEK, |date| self.regular_spans(date).clone());
        let theirs = other.instants(from, YEAR_AND_WEEK, |date| {
            other.regular_spans(date).clone()
        });
        let local = |instant| {
            DateTime::from_timestamp(instant, 0)
                .map(|time| time.with_timezone(&other.zone).naive_local())
        };
        let gaps = subtract(&theirs, &mine)
            .into_iter()
            .filter_map(|(start, end)| {
                let (open, close) = (local(start)?, local(end)?);
                let minute = open.hour() * 60 + open.minute();
                let length = u32::try_from((close - open).num_minutes()).ok()?;
                let day = u8::try_from(open.weekday().num_days_from_monday()).ok()?;
                Some(Gap {
                    day,
                    span: (
                        u16::try_from(minute).ok()?,
                        u16::try_from(minute + length).unwrap_or(u16::MAX),
                    ),
                })
            });
        gaps.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Whether this schedule is open through all regular hours of another; see [`Schedule::uncovered`].
    pub fn covers(&self, other: &Self, from: DateTime<Utc>) -> bool {
        self.uncovered(other, from).is_empty()
    }

    fn regular_spans(&self, date: NaiveDate) -> &Vec<Span> {
        &self.week[date.weekday().num_days_from_monday() as usize % 7]
    }

    /// Spans of days as instants in a window.
    fn instants(
        &self,
        from: DateTime<Utc>,
        days: u32,
        spans_on: impl Fn(NaiveDate) -> Vec<Span>,
    ) -> Vec<(i64, i64)> {
        let (start, end) = (
            from.timestamp(),
            from.timestamp() + i64::from(days) * DAY_SECONDS,
        );
        // The night that began the day before may reach in, and the window may end a day later than it began.
        let first = from.with_timezone(&self.zone).date_naive();
        let first = first.checked_sub_days(Days::new(1)).unwrap_or(first);
        let mut minutes = Vec::new();
        for date in first.iter_days().take(days as usize + 3) {
            let midnight = i64::from(date.to_epoch_days()) * i64::from(DAY);
            let spans = spans_on(date).into_iter();
            minutes
                .extend(spans.map(|(open, close)| {
                    (midnight + i64::from(open), midnight + i64::from(close))
                }));
        }
        // Joined while still local, so that no midnight inside a span is looked up.
        let instants = union(minutes).into_iter().map(|(open, close)| {
            (
                zone::instant(self.zone, open).max(start),
                zone::instant(self.zone, close).min(end),
            )
        });
        union(instants.collect())
    }
}

fn is_ever_open(week: &Week) -> bool {
    week.iter().any(|spans| !spans.is_empty())
}

/// Whether a week is open without a break, the night from Sunday to Monday included.
fn is_always_open(week: &Week) -> bool {
    let minutes = |day: usize| day as i64 * i64::from(DAY);
    let twice = (0..14).flat_map(|day| {
        week[day % 7].iter().map(move |(open, close)| {
            (
                minutes(day) + i64::from(*open),
                minutes(day) + i64::from(*close),
            )
        })
    });
    matches!(union(twice.collect())[..], [(open, close)] if close - open >= minutes(13))
}

#[cfg(test)]
mod tests;
