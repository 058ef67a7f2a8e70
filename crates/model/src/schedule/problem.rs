//! What can be wrong with a schedule, said to the person who wrote it.

use chrono::{NaiveDate, Weekday};

use super::super::holidays::UnknownRegion;

/// One thing wrong with a schedule.
///
/// Displays as the fact; [`ScheduleProblem::help`] says what to do about it. [`super::Schedule::parse`] returns
/// the problems that leave no schedule, [`super::Schedule::warnings`] those of a schedule that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleProblem {
    /// There are no hours at all.
    #[error("the hours are empty")]
    NoHours,
    /// There are more rules, or times, than anybody keeps an eye on.
    #[error(
        "the hours have more rules than Candor follows: 128 of at most 48 times each, in 8,192 characters"
    )]
    TooMany,
    /// The hours do not follow the syntax.
    #[error("the hours cannot be read{}", place(.hours, *.at, .detail))]
    Syntax {
        /// The hours as written.
        hours: String,
        /// Where reading stopped, in bytes from the start.
        at: Option<usize>,
        /// The reader's words, where they say more than the place does.
        detail: Option<String>,
    },
    /// A rule is valid syntax but does not tell a customer when people are there.
    #[error("`{rule}` {reason}")]
    Unsupported {
        /// The rule as written.
        rule: String,
        /// Where the rule starts, in bytes from the start of the hours.
        at: Option<usize>,
        /// What is wrong with it.
        reason: Unsupported,
    },
    /// No time zone is given.
    #[error("the hours have no time zone")]
    MissingTimeZone,
    /// The time zone is no IANA name.
    #[error("`{name}` is not a time zone")]
    UnknownTimeZone {
        /// The name as written.
        name: String,
        /// Names that may have been meant.
        nearest: Vec<String>,
    },
    /// The region is not known.
    #[error(transparent)]
    UnknownRegion(#[from] UnknownRegion),
    /// The hours speak of public holidays, but nothing says whose.
    #[error("`{rule}` speaks of public holidays, but no region says which days those are")]
    HolidaysWithoutRegion {
        /// The rule as written.
        rule: String,
    },
    /// Nobody is there for weeks on end.
    #[error("nobody is there from {first} to {last}")]
    LongClosure {
        /// The first day, at the earliest the day of the build.
        first: NaiveDate,
        /// The last day, at the latest a year later.
        last: NaiveDate,
    },
    /// Two rules are open at the same time.
    #[error("`{first}` and `{second}` overlap on {}", day_name(*.day))]
    Overlap {
        /// The earlier rule, or time.
        first: String,
        /// The later one.
        second: String,
        /// The first weekday on which they meet.
        day: Weekday,
    },
    /// A rule that later rules undo completely.
    #[error("`{rule}` has no effect, because a later rule replaces it")]
    Replaced {
        /// The rule as written.
        rule: String,
    },
    /// An exception that lies in the past.
    #[error("`{rule}` is past")]
    Past {
        /// The rule as written.
        rule: String,
    },
    /// Nobody is there in the coming year.
    #[error("nobody is there on any day in the coming year")]
    Never,
    /// All hours depend on the date, so that there is no week to show.
    #[error("every rule is for certain dates, so that there is no regular week to show")]
    NoRegularWeek,
    /// A region is given, but its holidays change nothing.
    #[error("the public holidays of `{region}` change nothing in these hours")]
    HolidaysUnused {
        /// The region's code.
        region: String,
    },
    /// A comment that restricts the hours, which customers would not see.
    #[error("the comment in `{rule}` is not shown to customers")]
    Comment {
        /// The rule as written.
        rule: String,
    },
}

/// Why a rule is of no use for staffed hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsupported {
    /// `||`: holds only where other rules say nothing.
    #[error("holds only when the rules before it do not")]
    Fallback,
    /// `unknown`.
    #[error("does not say whether somebody is there")]
    Unknown,
    /// `17:00+`.
    #[error("does not say when the hours end")]
    OpenEnd,
    /// `sunrise-sunset`.
    #[error("depends on the sun")]
    Sun,
    /// `10:00-16:00/01:30`.
    #[error("is a series of moments")]
    Repeats,
    /// `SH` in a region whose school holidays are not known.
    #[error("speaks of school holidays, which are not known for this region")]
    SchoolHolidays,
    /// `2026Dec`, which the evaluation takes for the first of the month.
    #[error("joins a year and a month")]
    YearMonth,
    /// Anything else that could not be evaluated as it was read.
    #[error("names days in a way that Candor cannot follow")]
    Days,
}

impl ScheduleProblem {
    /// What to write instead, as a sentence without a full stop.
    pub fn help(&self) -> String {
        let fixed = match self {
            Self::NoHours => {
                "write the days and times when people are there, such as `Mo-Fr 09:00-17:00; PH off`"
            }
            Self::TooMany => "write each rule once, and take out exceptions that are past",
            Self::Syntax { hours, .. } => return syntax_help(hours).to_owned(),
            Self::Unsupported { reason, .. } => reason.help(),
            Self::MissingTimeZone => "add a time zone by its IANA name, such as `America/New_York`",
            Self::UnknownTimeZone { nearest, .. } if !nearest.is_empty() => {
                let names: Vec<_> = nearest.iter().map(|name| format!("`{name}`")).collect();
                return format!("write {}", names.join(" or "));
            }
            Self::UnknownTimeZone { .. } => {
                "write an IANA name, such as `America/New_York` or `Europe/Berlin`"
            }
            Self::UnknownRegion(_) => {
                "without a region, write holidays as dates, such as `Dec 25 off`, or leave `PH` out"
            }
            Self::HolidaysWithoutRegion { .. } => {
                "name the region, such as `US` or `US-NY`, or leave `PH` out"
            }
            Self::Overlap { .. } => {
                "the later rule replaces the earlier one on that day; say which times hold, and give each day once"
            }
            Self::Replaced { .. } => {
                "put exceptions such as `PH off` or `Dec 24 off` after the regular hours"
            }
            Self::Past { .. } => "remove it, or write the next date",
            Self::Never => "say when people are there, or that this channel is not staffed",
            Self::NoRegularWeek => {
                "write the regular week first, such as `Mo-Fr 09:00-17:00`, then what differs by date"
            }
            Self::LongClosure { .. } => {
                "say when people are there on those days, or that this channel is not staffed"
            }
            Self::HolidaysUnused { .. } => {
                "say at the end what holds on public holidays: `PH off` if nobody is there, or the hours, such as `PH 08:00-20:00`"
            }
            Self::Comment { .. } => {
                "put what customers must know in the text of the page, and only times here"
            }
        };
        fixed.to_owned()
    }

    /// Where in the hours the problem lies, in bytes from their start, if it lies in one place.
    pub fn at(&self) -> Option<usize> {
        match self {
            Self::Syntax { at, .. } | Self::Unsupported { at, .. } => *at,
            _ => None,
        }
    }
}

impl Unsupported {
    fn help(self) -> &'static str {
        match self {
            Self::Fallback => "write which days and times it is for, separated by `;`",
            Self::Unknown => "write the times when somebody is there, or `off`",
            Self::OpenEnd => "write both ends, such as `17:00-21:00`",
            Self::Sun => "write times of the clock, such as `08:00-18:00`",
            Self::Repeats => "write when people are there without a break, such as `10:00-16:00`",
            Self::SchoolHolidays => {
                "write the dates, such as `2026 Jul 01-2026 Aug 31 09:00-13:00`"
            }
            Self::YearMonth => "put a space between them, such as `2026 Dec`",
            Self::Days => {
                "name weekdays, dates such as `2026 Dec 24`, or `PH`, in a rule of its own"
            }
        }
    }
}

/// The mistakes that people make who have not met the syntax, each with the cure.
fn syntax_help(hours: &str) -> &'static str {
    let lower = hours.to_lowercase();
    let words = || {
        lower
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
    };
    let long_days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    if words().any(|word| matches!(word, "am" | "pm" | "a" | "p" | "noon" | "midnight")) {
        "write times from 00:00 to 24:00, such as `08:00-20:00` for 8 AM to 8 PM"
    } else if words().any(|word| long_days.iter().any(|day| word.starts_with(day))) {
        "write days with two letters: Mo, Tu, We, Th, Fr, Sa, Su, such as `Mo-Fr 08:00-20:00`"
    } else if hours.contains(['–', '—']) {
        "write a plain hyphen between days and between times, such as `Mo-Fr 08:00-20:00`"
    } else if lower.contains("holiday") {
        "write `PH off` for closed on public holidays"
    } else if hours.trim_end().ends_with([';', ',']) {
        "remove the separator at the end"
    } else {
        "write days, then times with minutes, rules separated by `;`, such as `Mo-Fr 08:00-20:00; Sa 10:00-16:00; PH off`"
    }
}

/// The end of a syntax error's message: where reading stopped, or the reader's own words.
fn place(hours: &str, at: Option<usize>, detail: &Option<String>) -> String {
    let rest = at.and_then(|at| hours.get(at..));
    match (detail, rest) {
        (Some(detail), _) => format!(": {detail}"),
        (None, Some("")) => " to the end: something is missing".to_owned(),
        (None, Some(rest)) => format!(" from `{rest}` on"),
        (None, None) => String::new(),
    }
}

/// A weekday's English name, for messages.
pub fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}
