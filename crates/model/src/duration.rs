//! Promised periods such as `2 business days`.
//!
//! A commitment is written as people say it: a whole number and a unit. [`CommittedTime`] keeps both,
//! because "24 hours" and "1 day" promise the same but "1 day" and "1 business day" do not, and because a
//! page must repeat a promise in the words in which it was made.

use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A unit of promised time.
///
/// The order is that of [`Unit::approx_minutes`]: a business day lasts longer than a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// A day of the calendar, weekends and holidays included.
    Day,
    /// A day on which the entity works, `working day` in the input.
    BusinessDay,
    /// Seven days of the calendar.
    Week,
    /// A month of the calendar.
    Month,
}

/// Every unit, its canonical name in English, and the other words that mean it.
///
/// Plurals are not listed: an `s` at the end is taken off before the search.
const UNITS: [(Unit, &str, &[&str]); 6] = [
    (Unit::Minute, "minute", &["min"]),
    (Unit::Hour, "hour", &["hr"]),
    (Unit::Day, "day", &["calendar day"]),
    (
        Unit::BusinessDay,
        "business day",
        &["working day", "work day", "workday"],
    ),
    (Unit::Week, "week", &[]),
    (Unit::Month, "month", &[]),
];

/// Number words, to suggest digits for them. The first is `1`.
const NUMBER_WORDS: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// The largest count; above it a promise is surely a slip of the keyboard.
const MAX_COUNT: u32 = 9_999;

impl Unit {
    /// The unit's singular English name, as [`CommittedTime`] prints it.
    pub fn name(self) -> &'static str {
        UNITS
            .iter()
            .find(|(unit, ..)| *unit == self)
            .map_or("", |(_, name, _)| name)
    }

    /// Minutes of elapsed time that one of this unit takes, on average; see [`CommittedTime::approx_minutes`].
    pub fn approx_minutes(self) -> i64 {
        const DAY: i64 = 24 * 60;
        match self {
            Self::Minute => 1,
            Self::Hour => 60,
            Self::Day => DAY,
            Self::BusinessDay => DAY * 7 / 5,
            Self::Week => DAY * 7,
            Self::Month => DAY * 30,
        }
    }

    /// The part of a key in the string tables: `unit.KEY.one`, `unit.KEY.other`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::BusinessDay => "business_day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// Reads English words, singular or plural, in any case.
    fn from_words(words: &str) -> Option<Self> {
        let words = words.to_lowercase();
        let singular = words.strip_suffix('s').unwrap_or(&words);
        let unit = UNITS
            .iter()
            .find(|(_, name, others)| *name == singular || others.contains(&singular));
        unit.map(|(unit, ..)| *unit)
    }
}

/// A promised period: a positive whole number of a [`Unit`].
///
/// Reads and prints English text; parsing what was printed gives the same value. There is no order on
/// periods, since a business day has no fixed length; compare [`CommittedTime::approx_minutes`] instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommittedTime {
    count: NonZeroU32,
    unit: Unit,
}

impl CommittedTime {
    /// A period of `count` units.
    pub fn new(count: NonZeroU32, unit: Unit) -> Self {
        Self { count, unit }
    }

    /// How many units.
    pub fn count(self) -> u32 {
        self.count.get()
    }

    /// The unit.
    pub fn unit(self) -> Unit {
        self.unit
    }

    /// About how many minutes pass until the promise is due, to compare a promise with what was measured and
    /// with what prose says.
    ///
    /// Elapsed time is meant, not staffed time, because tickets are measured from receipt to resolution:
    /// five business days are one week, hence a business day counts 7/5 of a day (2,016 minutes). A month
    /// counts 30 days. Exact for minutes, hours, days and weeks.
    pub fn approx_minutes(&self) -> i64 {
        i64::from(self.count.get()) * self.unit.approx_minutes()
    }

    /// The period in the reader's language.
    ///
    /// Asks `strings` for `unit.KEY.one` (a count of one) or `unit.KEY.other`, whose text holds `{n}` where the
    /// number belongs. Without a text the English form is given.
    pub fn display(&self, strings: &dyn Fn(&str) -> Option<String>) -> String {
        let form = if self.count.get() == 1 {
            "one"
        } else {
            "other"
        };
        strings(&format!("unit.{}.{form}", self.unit.key())).map_or_else(
            || self.to_string(),
            |text| text.replace("{n}", &self.count.to_string()),
        )
    }
}

impl fmt::Display for CommittedTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.count.get() == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.count, self.unit.name())
    }
}

/// Why a text is not a promised period; the message says what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// No number at the start, such as `soon`.
    #[error("`{text}` does not say how long: write a number and a unit, such as `{example}`")]
    NoNumber {
        /// What was written.
        text: String,
        /// What to write, guessed from number words where there are any.
        example: String,
    },
    /// A number below one.
    #[error("`{text}` is not a period that can be promised: write at least `1 {unit}`")]
    NotPositive {
        /// What was written.
        text: String,
        /// The unit as written, or `minute`.
        unit: String,
    },
    /// A number that is not whole.
    #[error("`{text}` is not a whole number of units: write `{example}`, or a smaller unit")]
    Fraction {
        /// What was written.
        text: String,
        /// The next whole number of the same unit.
        example: String,
    },
    /// A number alone.
    #[error(
        "`{text}` has no unit: write `{text} minutes`, `{text} hours` or `{text} business days`"
    )]
    NoUnit {
        /// What was written.
        text: String,
    },
    /// Words after the number that are not a unit.
    #[error(
        "`{unit}` is not a unit that Candor knows: write minutes, hours, days, business days, weeks or months, \
         such as `{count} business days`"
    )]
    UnknownUnit {
        /// The words found.
        unit: String,
        /// The number found.
        count: u32,
    },
    /// A number too large to be meant.
    #[error(
        "`{text}` is too long for a promise: the number may be at most {MAX_COUNT}; write a larger unit"
    )]
    TooLong {
        /// What was written.
        text: String,
    },
}

impl FromStr for CommittedTime {
    type Err = DurationError;

    /// Reads `2 business days`, `24 hours`, `1 minute`: digits and English words, any case and spacing.
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        let text = input.split_whitespace().collect::<Vec<_>>().join(" ");
        let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | ',')));
        let (number, words) = text.split_at(end.unwrap_or(text.len()));
        let words = words.trim();
        let named = |count: u32| match NonZeroU32::new(count).zip(Unit::from_words(words)) {
            Some((count, unit)) => Self { count, unit }.to_string(),
            None => format!("{count} business days"),
        };

        if !number.contains(|c: char| c.is_ascii_digit()) {
            return Err(DurationError::NoNumber {
                example: example_for(&text),
                text,
            });
        }
        if number.starts_with('-') || number.chars().all(|c| !matches!(c, '1'..='9')) {
            let unit = Unit::from_words(words)
                .unwrap_or(Unit::Minute)
                .name()
                .to_owned();
            return Err(DurationError::NotPositive { text, unit });
        }
        if let Some((whole, _)) = number.split_once(['.', ',']) {
            let example = named(whole.parse::<u32>().unwrap_or(0).saturating_add(1));
            return Err(DurationError::Fraction { text, example });
        }
        // What is left is digits and misplaced signs; the signs make a range such as `2-3`, of which the
        // promise is the larger number.
        if let Some((_, last)) = number.rsplit_once(['-', '+']) {
            let example = last
                .parse()
                .map_or_else(|_| "2 business days".to_owned(), named);
            return Err(DurationError::NoNumber { text, example });
        }
        let Some(count) = number.parse().ok().filter(|count| *count <= MAX_COUNT) else {
            return Err(DurationError::TooLong { text });
        };
        if words.is_empty() {
            return Err(DurationError::NoUnit { text });
        }
        let unit = || DurationError::UnknownUnit {
            unit: words.to_owned(),
            count,
        };
        let unit = Unit::from_words(words).ok_or_else(unit)?;
        let count = NonZeroU32::new(count);
        count
            .map(|count| Self { count, unit })
            .ok_or(DurationError::NoUnit { text })
    }
}

/// The text to suggest for one without digits: `one day` becomes `1 day`.
fn example_for(text: &str) -> String {
    let digits = text.split_once(' ').and_then(|(word, unit)| {
        let index = NUMBER_WORDS
            .iter()
            .position(|name| name.eq_ignore_ascii_case(word))?;
        let count = NonZeroU32::new(u32::try_from(index).ok()? + 1)?;
        Some(CommittedTime::new(count, Unit::from_words(unit)?).to_string())
    });
    digits.unwrap_or_else(|| "2 business days".to_owned())
}

impl Serialize for CommittedTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CommittedTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for CommittedTime {
    fn schema_name() -> Cow<'static, str> {
        "CommittedTime".into()
    }

    fn schema_id() -> Cow<'static, str> {
        concat!(module_path!(), "::CommittedTime").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A promised period: a whole number and a unit (minutes, hours, days, business days, weeks, months).",
            "pattern": "^[1-9][0-9]{0,3} (minute|hour|day|business day|working day|week|month)s?$",
            "examples": ["2 minutes", "24 hours", "2 business days"]
        })
    }
}

#[cfg(test)]
mod tests;
