//! Quarterly tabulations of requests and complaints.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer};
use toml::Spanned;

use super::channel::Stage;
use super::date::Date;
use super::duration::CommittedTime;
use super::strings::Strings;

/// A quarter of a year, written `2026-q3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuarterId {
    /// Calendar year.
    pub year: i32,
    /// 1 to 4.
    pub quarter: u8,
}

impl QuarterId {
    /// Parses `2026-q3`.
    pub fn parse(text: &str) -> Option<QuarterId> {
        let (year, quarter) = text.split_once("-q")?;
        let quarter: u8 = quarter.parse().ok()?;
        let year: i32 = year.parse().ok()?;
        ((1..=4).contains(&quarter) && (2000..=2999).contains(&year))
            .then_some(QuarterId { year, quarter })
    }

    /// The first day of the quarter; `None` only outside the calendar's range.
    pub fn first_day(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, u32::from(self.quarter) * 3 - 2, 1)
    }

    /// What readers call it, such as `Third quarter of 2026`.
    pub fn title(self, strings: &Strings) -> String {
        let key = format!("quarter.ordinal.{}", self.quarter);
        let ordinal = strings.text(&key);
        strings.filled(
            "quarter.title",
            &[("ordinal", ordinal), ("year", &self.year.to_string())],
        )
    }

    /// The quarter after this one.
    pub fn next(self) -> QuarterId {
        if self.quarter == 4 {
            QuarterId {
                year: self.year + 1,
                quarter: 1,
            }
        } else {
            QuarterId {
                quarter: self.quarter + 1,
                ..self
            }
        }
    }
}

impl fmt::Display for QuarterId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}-q{}", self.year, self.quarter)
    }
}

impl<'de> Deserialize<'de> for QuarterId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        QuarterId::parse(&text).ok_or_else(|| {
            de::Error::custom(format!("`{text}` is no quarter; write it such as 2026-q3"))
        })
    }
}

impl JsonSchema for QuarterId {
    fn schema_name() -> Cow<'static, str> {
        "Quarter".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{4}-q[1-4]$" })
    }
}

/// One quarterly tabulation, `content/reports/2026-q3.toml`.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
pub struct Quarter {
    /// Which quarter it tabulates.
    #[schemars(with = "QuarterId")]
    pub quarter: Spanned<QuarterId>,
    /// The day on which it was published.
    pub published: Option<Date>,
    /// Customer service requests.
    pub requests: Tabulation,
    /// Complaints.
    pub complaints: Tabulation,
    /// Customer-satisfaction figures.
    pub feedback: Option<Feedback>,
    /// What was measured against the commitments.
    #[serde(default)]
    pub measured: Vec<Measured>,
}

/// Counts of one kind of case.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
pub struct Tabulation {
    /// Cases received in the quarter.
    #[schemars(with = "u64")]
    pub received: Spanned<i64>,
    /// Cases closed in the quarter.
    #[schemars(with = "Option<u64>")]
    pub closed: Option<Spanned<i64>>,
    /// Average time from receipt to resolution, in hours.
    #[schemars(with = "Option<f64>")]
    pub average_hours_to_resolution: Option<Spanned<f64>>,
    /// Cases received, by method: phone, email, chat, mail, …
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, u64>")]
    pub by_method: BTreeMap<String, Spanned<i64>>,
    /// Cases received, by topic: the slug of a FAQ page, or `other`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, u64>")]
    pub by_topic: BTreeMap<String, Spanned<i64>>,
}

/// Customer-satisfaction figures of a quarter.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
pub struct Feedback {
    /// Customers who answered.
    #[schemars(with = "u64")]
    pub responses: Spanned<i64>,
    /// Those of them who were satisfied.
    #[schemars(with = "u64")]
    pub satisfied: Spanned<i64>,
}

/// A measured time, to set beside the commitment for the same channel and stage.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
pub struct Measured {
    /// Id of the channel.
    #[schemars(with = "String")]
    pub channel: Spanned<String>,
    /// Stage of the case.
    pub stage: Stage,
    /// Median time.
    pub median: CommittedTime,
    /// Share of cases within the commitment, 0 to 1.
    #[schemars(with = "Option<f64>")]
    pub within_commitment: Option<Spanned<f64>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_parse_print_and_follow_each_other() {
        let last = QuarterId {
            year: 2025,
            quarter: 4,
        };
        assert_eq!(QuarterId::parse("2025-q4"), Some(last));
        assert_eq!(last.next().to_string(), "2026-q1");
        assert_eq!(QuarterId::parse("2025-q5"), None);
        assert_eq!(QuarterId::parse("2025q1"), None);
    }
}
