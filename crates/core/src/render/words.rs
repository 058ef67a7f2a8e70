//! Dates and numbers in words, with every pattern taken from the
//! interface strings.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};
use chrono_tz::Tz;

use candor_model::schedule::{describe_time, zone_name};
use candor_model::strings::Strings;

use super::context::DateContext;

/// A date such as `October 5, 2026`.
pub fn date(date: NaiveDate, strings: &Strings) -> String {
    let month = strings.text(&format!("month.{}", date.month())).to_owned();
    strings.filled(
        "date.long",
        &[
            ("year", &date.year().to_string()),
            ("month", &month),
            ("day", &date.day().to_string()),
        ],
    )
}

/// A date for machines and people.
pub fn date_context(day: NaiveDate, strings: &Strings) -> DateContext {
    DateContext {
        iso: day.to_string(),
        text: date(day, strings),
    }
}

/// An instant for machines and people: in the entity's time zone and its name, or
/// in the offset in which it was written when there is no such zone.
pub fn instant_context(
    instant: DateTime<FixedOffset>,
    zone: Option<Tz>,
    strings: &Strings,
) -> DateContext {
    let (local, zone_name) = match zone {
        Some(zone) => (
            instant.with_timezone(&zone).naive_local(),
            zone_name(zone, &|key| strings.get(key).map(str::to_owned)),
        ),
        None => (
            instant.naive_local(),
            format!("UTC{}", instant.format("%:z")),
        ),
    };
    let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or_default();
    let time = describe_time(minute, &|key| strings.get(key).map(str::to_owned));
    let day = date(local.date(), strings);
    DateContext {
        iso: instant.to_rfc3339(),
        text: strings.filled(
            "date.with_time",
            &[("date", &day), ("time", &time), ("zone", &zone_name)],
        ),
    }
}

/// A whole number with the language's group separator.
pub fn count(number: i64, strings: &Strings) -> String {
    let digits = number.unsigned_abs().to_string();
    let group = strings.text("number.group");
    let mut out = String::new();
    if number < 0 {
        out.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push_str(group);
        }
        out.push(digit);
    }
    out
}

/// A number with one decimal place.
pub fn decimal(number: f64, strings: &Strings) -> String {
    let text = format!("{:.1}", number.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "0"));
    // The sign is not left to the whole number: there is no -0 among those.
    let sign = if number < 0.0 && text != "0.0" {
        "-"
    } else {
        ""
    };
    let whole = whole
        .parse()
        .map_or_else(|_| whole.to_owned(), |whole| count(whole, strings));
    if fraction == "0" {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}{}{fraction}", strings.text("number.decimal"))
    }
}

/// A share from 0 to 1 as a percentage without decimals.
pub fn percent(share: f64, strings: &Strings) -> String {
    strings.filled(
        "percent.pattern",
        &[("n", &format!("{:.0}", share * 100.0))],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Strings {
        let table = "[number]\ngroup = \",\"\ndecimal = \".\"\n[percent]\npattern = \"{n}%\"\n"
            .parse()
            .unwrap_or_default();
        Strings::from_table(&table)
    }

    #[test]
    fn numbers() {
        let strings = english();
        assert_eq!(count(0, &strings), "0");
        assert_eq!(count(999, &strings), "999");
        assert_eq!(count(1_234_567, &strings), "1,234,567");
        assert_eq!(decimal(1234.56, &strings), "1,234.6");
        assert_eq!(decimal(20.0, &strings), "20");
        assert_eq!(decimal(-0.4, &strings), "-0.4");
        assert_eq!(decimal(-1234.0, &strings), "-1,234");
        assert_eq!(decimal(-0.04, &strings), "0");
        assert_eq!(percent(0.963, &strings), "96%");
    }
}
