//! A schedule in words: "Monday to Friday 8 AM to 8 PM; closed on public holidays (Eastern Time)".
//!
//! Every word and every pattern is a text of the site's language, asked for by key; where a text is missing, its
//! key stands in its place, so that the gap is seen.

use super::{DAY, Schedule, Span, Week, is_always_open, is_ever_open};

/// Texts by key, in one language.
pub type Strings<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The keys of weekday names, Monday first.
pub const WEEKDAY_KEYS: [&str; 7] = [
    "time.day.monday",
    "time.day.tuesday",
    "time.day.wednesday",
    "time.day.thursday",
    "time.day.friday",
    "time.day.saturday",
    "time.day.sunday",
];

impl Schedule {
    /// The regular hours, what holds on public holidays, and the time zone, as one phrase.
    ///
    /// Days next to each other with the same hours are named together. Rules for certain dates are left out;
    /// [`Schedule::exceptions`] gives them.
    pub fn describe(&self, strings: Strings) -> String {
        let mut parts = describe_week(&self.week, strings);
        if parts.is_empty() {
            let dated = self.rules.0.iter().any(|rule| rule.dated && rule.opens());
            parts.push(text(
                strings,
                if dated { "time.varies" } else { "time.never" },
            ));
        }
        parts.extend(self.describe_holidays(strings));
        let hours = parts.join(&text(strings, "time.separator"));
        fill(
            strings,
            "time.with_zone",
            &[("hours", &hours), ("zone", &self.zone_name(strings))],
        )
    }

    /// What holds on public holidays, if it is not what holds anyway: "closed on public holidays".
    pub fn describe_holidays(&self, strings: Strings) -> Option<String> {
        if self.holiday_week == self.week {
            return None;
        }
        if !is_ever_open(&self.holiday_week) {
            return Some(text(strings, "time.holidays_closed"));
        }
        let [first, others @ ..] = &self.holiday_week;
        if others.iter().any(|spans| spans != first) {
            return Some(text(strings, "time.holidays_differ"));
        }
        let hours = describe_spans(first, strings);
        Some(fill(strings, "time.holidays_open", &[("hours", &hours)]))
    }

    /// What people call the time zone: "Eastern Time" by the key `time.zone.America/New_York`, or else "New York time".
    pub fn zone_name(&self, strings: Strings) -> String {
        zone_name(self.zone, strings)
    }
}

/// The name of a time zone: "Eastern Time", or that of its city where the strings have none.
pub fn zone_name(zone: chrono_tz::Tz, strings: Strings) -> String {
    let zone = zone.name();
    strings(&format!("time.zone.{zone}")).unwrap_or_else(|| {
        let city = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
        fill(strings, "time.zone_of_city", &[("city", &city)])
    })
}

/// The open days of a week with their hours, one part for each run of days with the same hours.
fn describe_week(week: &Week, strings: Strings) -> Vec<String> {
    if is_always_open(week) {
        return vec![text(strings, "time.around_the_clock")];
    }
    let mut parts = Vec::new();
    let mut first = 0;
    while let Some(spans) = week.get(first) {
        let run = week[first..]
            .iter()
            .take_while(|other| *other == spans)
            .count();
        if !spans.is_empty() {
            let (days, hours) = (
                describe_days(first, first + run - 1, strings),
                describe_spans(spans, strings),
            );
            parts.push(fill(
                strings,
                "time.days_hours",
                &[("days", &days), ("hours", &hours)],
            ));
        }
        first += run;
    }
    parts
}

/// Consecutive weekdays, 0 being Monday: "Monday", "Saturday and Sunday", "Monday to Friday", "every day".
pub fn describe_days(first: usize, last: usize, strings: Strings) -> String {
    let name = |day: usize| text(strings, WEEKDAY_KEYS.get(day).copied().unwrap_or_default());
    let key = match last.saturating_sub(first) {
        0 => return name(first),
        1 => "time.days_two",
        2..=5 => "time.days_range",
        _ => "time.days_all",
    };
    fill(
        strings,
        key,
        &[("first", &name(first)), ("last", &name(last))],
    )
}

/// The hours of a day: "8 AM to noon and 1 PM to 5 PM", "all day", "closed".
pub fn describe_spans(spans: &[Span], strings: Strings) -> String {
    let span = |&(open, close): &Span| {
        if close - open == DAY && open == 0 {
            return text(strings, "time.all_day");
        }
        let (open, close) = (describe_time(open, strings), describe_time(close, strings));
        fill(strings, "time.span", &[("open", &open), ("close", &close)])
    };
    let mut spans: Vec<String> = spans.iter().map(span).collect();
    match spans.pop() {
        None => text(strings, "time.closed"),
        Some(only) if spans.is_empty() => only,
        Some(last) => {
            let first = spans.join(&text(strings, "time.list_separator"));
            fill(
                strings,
                "time.list_last",
                &[("first", &first), ("last", &last)],
            )
        }
    }
}

/// A time of the clock, in minutes from midnight, by the pattern of the language.
///
/// `time.clock.noon` and `time.clock.midnight` may be absent; then the pattern serves them too.
pub fn describe_time(minute: u16, strings: Strings) -> String {
    let (hour, minutes) = (minute / 60 % 24, minute % 60);
    let named = match (hour, minutes) {
        (0, 0) => strings("time.clock.midnight"),
        (12, 0) => strings("time.clock.noon"),
        _ => None,
    };
    named.unwrap_or_else(|| {
        let key = if minutes == 0 {
            "time.clock.hour"
        } else {
            "time.clock.hour_minute"
        };
        let half = text(
            strings,
            if hour < 12 {
                "time.clock.am"
            } else {
                "time.clock.pm"
            },
        );
        let twelve = if hour.is_multiple_of(12) {
            12
        } else {
            hour % 12
        };
        let values = [
            ("h12", twelve.to_string()),
            ("h24", hour.to_string()),
            ("hh24", format!("{hour:02}")),
            ("mm", format!("{minutes:02}")),
            ("half", half),
        ];
        fill(
            strings,
            key,
            &values
                .each_ref()
                .map(|(name, value)| (*name, value.as_str())),
        )
        // A time stands on one line: "8" is not parted from "AM", nor "a." from "m.".
        .replace(' ', "\u{a0}")
    })
}

/// The text of a key, or the key itself.
fn text(strings: Strings, key: &str) -> String {
    strings(key).unwrap_or_else(|| key.to_owned())
}

/// The text of a key with its `{placeholders}` filled in.
fn fill(strings: Strings, key: &str, values: &[(&str, &str)]) -> String {
    values
        .iter()
        .fold(text(strings, key), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
}
