//! The seam to the `opening-hours` crate: hours text as plain values.
//!
//! The crate parses into types of `opening-hours-syntax`, which is not among our dependencies. What we need of
//! them they print, so each rule is taken apart into text here, and nothing else touches those types.

use std::fmt;

use opening_hours::{OpeningHours, RuleKind};

/// An expression with the operators `,` and `||` in second and third place, to know them by equality.
const OPERATORS: &str = "Mo, Mo || Mo";

/// One rule of an expression.
pub(super) struct ParsedRule {
    /// The rule as written, or as the crate prints it where commas join rules.
    pub text: String,
    /// Where it starts in the hours, in bytes, where that is known.
    pub at: Option<usize>,
    /// For which days it is.
    pub days: DaySelector,
    /// Its times as the crate prints them: `08:00-20:00`, `17:00+`, `sunrise-sunset`.
    pub times: Vec<String>,
    /// Open, closed or unknown.
    pub kind: RuleKind,
    /// How it is joined to the rules before it.
    pub joined: Joined,
    /// Whether it carries a comment.
    pub has_comment: bool,
}

/// How a rule is joined to the rules before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joined {
    /// `;`
    Replacing,
    /// `,`
    Adding,
    /// `||`
    Fallback,
}

/// The days of a rule, each part as the crate prints it; no part at all means every day.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct DaySelector {
    years: Vec<String>,
    months: Vec<String>,
    weeks: Vec<String>,
    weekdays: Vec<String>,
}

/// Why hours cannot be read.
pub(super) struct SyntaxError {
    /// Where reading stopped, in bytes.
    pub at: Option<usize>,
    /// The parser's message where it tells no place.
    pub detail: Option<String>,
}

/// Reads hours into their rules.
pub(super) fn parse(hours: &str) -> Result<Vec<ParsedRule>, SyntaxError> {
    let read = expression(hours)?.get_expression();
    let operators = expression(OPERATORS)?.get_expression();
    let [_, adding, fallback] = &operators.rules[..] else {
        return Err(SyntaxError {
            at: None,
            detail: Some("the parser reads operators in a new way".to_owned()),
        });
    };
    let pieces = pieces(hours);
    let pieces_are_rules = pieces.len() == read.rules.len();

    let rules = read.rules.iter().enumerate().map(|(index, rule)| {
        let piece = pieces.get(index).filter(|_| pieces_are_rules);
        let days = &rule.day_selector;
        ParsedRule {
            text: piece.map_or_else(|| rule.to_string(), |(_, text)| (*text).to_owned()),
            at: piece.map(|(at, _)| *at),
            days: DaySelector {
                years: print(&days.year),
                months: print(&days.monthday),
                weeks: print(&days.week),
                weekdays: print(&days.weekday),
            },
            times: print(&rule.time_selector.spans),
            kind: rule.kind,
            joined: match rule.operator {
                operator if operator == adding.operator => Joined::Adding,
                operator if operator == fallback.operator => Joined::Fallback,
                _ => Joined::Replacing,
            },
            has_comment: !rule.comment.is_empty(),
        }
    });
    Ok(rules.collect())
}

impl DaySelector {
    /// An expression that is open all day on these days, and closed on all others.
    ///
    /// `None` if the days do not read back as they were printed, which would put people at the phone on the
    /// wrong days.
    pub fn to_hours(&self) -> Option<OpeningHours> {
        let text = self.to_string();
        let text = if text.is_empty() { "24/7" } else { &text };
        let reads_back = matches!(&parse(text).ok()?[..], [only] if only.days == *self);
        expression(text).ok().filter(|_| reads_back)
    }

    /// Whether the days recur in every week, public holidays among them.
    pub fn is_weekly(&self) -> bool {
        // An offset from a holiday or the nth weekday of a month has digits.
        let plain = |day: &String| {
            !day.starts_with("SH") && day.chars().all(|c| c.is_alphabetic() || c == '-')
        };
        self.years.is_empty()
            && self.months.is_empty()
            && self.weeks.is_empty()
            && self.weekdays.iter().all(plain)
    }

    /// Whether public holidays matter.
    pub fn has_public_holidays(&self) -> bool {
        self.weekdays.iter().any(|day| day.starts_with("PH"))
    }

    /// Whether school holidays matter.
    pub fn has_school_holidays(&self) -> bool {
        self.weekdays.iter().any(|day| day.starts_with("SH"))
    }

    /// Whether a year and a month are joined, as in `2026Dec`, which the crate takes for the month's first day.
    pub fn joins_year_and_month(&self) -> bool {
        self.months.iter().any(|month| {
            let letter = month.find(char::is_alphabetic).unwrap_or(0);
            month[..letter].ends_with(|c: char| c.is_ascii_digit())
        })
    }

    /// The last year named, if any is.
    pub fn last_year(&self) -> Option<i32> {
        let parts = self.years.iter().chain(&self.months);
        let numbers = parts.flat_map(|part| part.split(|c: char| !c.is_ascii_digit()));
        numbers
            .filter(|number| number.len() == 4)
            .filter_map(|number| number.parse().ok())
            .max()
    }
}

impl fmt::Display for DaySelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weeks = if self.weeks.is_empty() { "" } else { "week " };
        let parts = [
            ("", &self.years),
            ("", &self.months),
            (weeks, &self.weeks),
            ("", &self.weekdays),
        ];
        let parts = parts.iter().filter(|(_, part)| !part.is_empty());
        let parts: Vec<_> = parts
            .map(|(word, part)| format!("{word}{}", part.join(",")))
            .collect();
        f.write_str(&parts.join(" "))
    }
}

fn expression(hours: &str) -> Result<OpeningHours, SyntaxError> {
    hours.parse::<OpeningHours>().map_err(|error| {
        let message = error.to_string();
        let at = position(&message, hours);
        SyntaxError {
            at,
            detail: at.is_none().then_some(message),
        }
    })
}

fn print(parts: &[impl fmt::Display]) -> Vec<String> {
    parts.iter().map(ToString::to_string).collect()
}

/// The texts between semicolons, with their places.
fn pieces(hours: &str) -> Vec<(usize, &str)> {
    let mut next = 0;
    let pieces = hours.split(';').map(|piece| {
        let at = next + piece.len() - piece.trim_start().len();
        next += piece.len() + 1;
        (at, piece.trim())
    });
    pieces.collect()
}

/// The byte at which the parser stopped, from the first line ` --> line:column` of its message.
///
/// Its error type cannot be named here; should its wording change, the place is lost but not the problem.
fn position(message: &str, hours: &str) -> Option<usize> {
    let (line, column) = message
        .lines()
        .next()?
        .trim()
        .strip_prefix("--> ")?
        .split_once(':')?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let start: usize = hours
        .split_inclusive('\n')
        .take(line.checked_sub(1)?)
        .map(str::len)
        .sum();
    let rest = hours.get(start..)?;
    Some(
        start
            + rest
                .char_indices()
                .nth(column.checked_sub(1)?)
                .map_or(rest.len(), |(at, _)| at),
    )
}
