//! Dates and instants in data files, written as TOML dates or as text.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

/// A calendar date without a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub NaiveDate);

/// An instant with the offset from UTC in which its author wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub DateTime<FixedOffset>);

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn parse_date(text: &str) -> Result<Date, String> {
    text.parse()
        .map(Date)
        .map_err(|_| format!("`{text}` is no date; write it as year-month-day, such as 2026-10-05"))
}

fn parse_instant(text: &str) -> Result<Instant, String> {
    DateTime::parse_from_rfc3339(text)
        .map(Instant)
        .map_err(|_| {
            format!(
                "`{text}` is no time with an offset; write it such as 2026-10-05T14:00:00-04:00"
            )
        })
}

macro_rules! from_text_or_datetime {
    ($type:ident, $parse:ident, $expecting:literal, $format:literal) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct ThisVisitor;

                impl<'de> Visitor<'de> for ThisVisitor {
                    type Value = $type;

                    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                        f.write_str($expecting)
                    }

                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$type, E> {
                        $parse(text).map_err(E::custom)
                    }

                    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<$type, A::Error> {
                        let datetime =
                            toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))?;
                        $parse(&datetime.to_string()).map_err(de::Error::custom)
                    }
                }

                deserializer.deserialize_any(ThisVisitor)
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "format": $format })
            }
        }
    };
}

from_text_or_datetime!(Date, parse_date, "a date such as 2026-10-05", "date");
from_text_or_datetime!(
    Instant,
    parse_instant,
    "a date and time with its offset such as 2026-10-05T14:00:00-04:00",
    "date-time"
);
