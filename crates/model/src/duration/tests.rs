#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail where it stands"
)]

use super::*;

fn parse(text: &str) -> CommittedTime {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn message(text: &str) -> String {
    text.parse::<CommittedTime>().unwrap_err().to_string()
}

#[test]
fn reads_what_people_write() {
    for (text, canonical) in [
        ("2 business days", "2 business days"),
        ("24 hours", "24 hours"),
        ("1 minute", "1 minute"),
        ("90 days", "90 days"),
        ("1 working day", "1 business day"),
        ("3 Working  Days", "3 business days"),
        (" 5 mins ", "5 minutes"),
        ("1 hrs", "1 hour"),
        ("24hours", "24 hours"),
        ("02 weeks", "2 weeks"),
        ("1 month", "1 month"),
    ] {
        assert_eq!(parse(text).to_string(), canonical);
    }
}

#[test]
fn printing_and_reading_is_the_identity() {
    for (unit, ..) in UNITS {
        for count in [1, 2, 10, MAX_COUNT] {
            let time = CommittedTime::new(NonZeroU32::new(count).unwrap(), unit);
            assert_eq!(parse(&time.to_string()), time);
        }
    }
}

#[test]
fn says_what_to_write_instead() {
    assert_eq!(
        message("soon"),
        "`soon` does not say how long: write a number and a unit, such as `2 business days`"
    );
    assert!(message("one day").ends_with("such as `1 day`"));
    assert!(message("").contains("does not say how long"));
    assert!(message("2-3 hours").ends_with("such as `3 hours`"));
    assert_eq!(
        message("0 days"),
        "`0 days` is not a period that can be promised: write at least `1 day`"
    );
    assert!(message("-1 day").ends_with("write at least `1 day`"));
    assert_eq!(
        message("2"),
        "`2` has no unit: write `2 minutes`, `2 hours` or `2 business days`"
    );
    assert!(message("1.5 business days").contains("write `2 business days`, or a smaller unit"));
    assert!(message("1,000 days").contains("not a whole number"));
    assert!(message("3 fortnights").starts_with("`fortnights` is not a unit"));
    assert!(message("4 business hours").starts_with("`business hours` is not a unit"));
    assert!(message("99999999999 days").contains("too long"));
}

#[test]
fn five_business_days_last_a_week() {
    assert_eq!(
        parse("5 business days").approx_minutes(),
        parse("1 week").approx_minutes()
    );
    assert_eq!(
        parse("24 hours").approx_minutes(),
        parse("1 day").approx_minutes()
    );
    assert!(parse("1 business day").approx_minutes() > parse("1 day").approx_minutes());
    assert_eq!(
        parse("1 month").approx_minutes(),
        parse("30 days").approx_minutes()
    );
}

#[test]
fn serialises_as_text() {
    let time: CommittedTime = serde_json::from_str("\"2 working days\"").unwrap();
    assert_eq!(serde_json::to_string(&time).unwrap(), "\"2 business days\"");
    let error = serde_json::from_str::<CommittedTime>("\"soon\"").unwrap_err();
    assert!(error.to_string().contains("does not say how long"));
    let schema = serde_json::to_value(schemars::schema_for!(CommittedTime)).unwrap();
    assert_eq!(schema["type"], "string");
}

#[test]
fn displays_with_the_text_of_a_language() {
    let spanish = |key: &str| match key {
        "unit.business_day.one" => Some("{n} día hábil".to_owned()),
        "unit.business_day.other" => Some("{n} días hábiles".to_owned()),
        _ => None,
    };
    assert_eq!(parse("1 business day").display(&spanish), "1 día hábil");
    assert_eq!(
        parse("10 business days").display(&spanish),
        "10 días hábiles"
    );
    assert_eq!(parse("2 hours").display(&spanish), "2 hours");
}
