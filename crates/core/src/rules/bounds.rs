//! Bounds that packs set on data, and whether data keep them.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use candor_model::duration::{CommittedTime, Unit};
use candor_model::holidays::Holidays;
use candor_model::schedule::Schedule;

const DAY: i64 = 24 * 60;

/// Days ahead that are looked at.
const YEAR: usize = 366;

/// So many hours a day, such as `10 hours`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(with = "String")]
pub struct DailyHours(CommittedTime);

impl FromStr for DailyHours {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let time: CommittedTime = text
            .parse()
            .map_err(|error: candor_model::duration::DurationError| error.to_string())?;
        if !matches!(time.unit(), Unit::Minute | Unit::Hour) {
            return Err(format!(
                "`{time}` is no part of a day: write hours, such as `10 hours`"
            ));
        }
        if time.approx_minutes() > DAY {
            return Err(format!("`{time}` is too long: a day has 24 hours"));
        }
        Ok(DailyHours(time))
    }
}

impl<'de> Deserialize<'de> for DailyHours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for DailyHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The first day from Monday to Friday in the coming year, public holidays excepted, on which a schedule is shorter.
pub fn too_short_day(
    schedule: &Schedule,
    least: DailyHours,
    except: Option<&Holidays>,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let is_weekend = |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    today
        .iter_days()
        .take(YEAR)
        .filter(|day| !is_weekend(day))
        .filter(|day| except.is_none_or(|holidays| !holidays.contains(*day)))
        .find(|day| {
            let spans = schedule.spans_on(*day);
            let minutes: i64 = spans
                .iter()
                .map(|span| i64::from(span.1) - i64::from(span.0))
                .sum();
            minutes < least.0.approx_minutes()
        })
}
