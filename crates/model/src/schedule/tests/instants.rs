//! Instants, checked against an oracle and around changes of the clock.

use super::*;

/// Asks, for every quarter of an hour, an oracle that knows only the local date and minute.
fn agrees(
    schedule: &Schedule,
    from: DateTime<Utc>,
    days: u32,
    open: impl Fn(NaiveDate, u16) -> bool,
) {
    let intervals = schedule.intervals(from, days);
    assert!(
        intervals.is_sorted() && intervals.windows(2).all(|pair| pair[0].1 < pair[1].0),
        "disjoint"
    );
    for quarter in 0..i64::from(days) * 96 {
        let instant = from.timestamp() + quarter * 900;
        let local = DateTime::from_timestamp(instant, 0)
            .unwrap()
            .with_timezone(&schedule.time_zone());
        let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap();
        let listed = intervals
            .iter()
            .any(|(open, close)| (*open..*close).contains(&instant));
        assert_eq!(listed, open(local.date_naive(), minute), "{local}");
    }
}

fn weekday(date: NaiveDate) -> u32 {
    date.weekday().number_from_monday()
}

/// The days of `US-NY` in 2026 and early 2027, written out by hand, and the exception of 24 December.
const CLOSED: [&str; 17] = [
    "2026-01-01",
    "2026-01-19",
    "2026-02-12",
    "2026-02-16",
    "2026-05-25",
    "2026-06-19",
    "2026-07-03",
    "2026-07-04",
    "2026-09-07",
    "2026-10-12",
    "2026-11-03",
    "2026-11-11",
    "2026-11-26",
    "2026-12-24",
    "2026-12-25",
    "2027-01-01",
    "2027-01-18",
];

fn phone_is_open(day: NaiveDate, minute: u16) -> bool {
    let span = match weekday(day) {
        1..=5 => 480..1200,
        6 => 600..960,
        _ => 0..0,
    };
    span.contains(&minute) && !CLOSED.contains(&day.to_string().as_str())
}

#[test]
fn a_year_of_a_phone_line() {
    let schedule = phone("Mo-Fr 08:00-20:00; Sa 10:00-16:00; PH off; 2026 Dec 24 off");
    agrees(
        &schedule,
        at(NEW_YORK, "2026-01-01T00:00:00"),
        390,
        phone_is_open,
    );
}

#[test]
fn a_year_of_nights() {
    let schedule = plain("Fr 22:00-02:00; Sa 10:00-16:00,22:00-04:00; Su 23:00-03:30");
    let open = |day, minute| match weekday(day) {
        5 => minute >= 1320,
        6 => minute < 120 || (600..960).contains(&minute) || minute >= 1320,
        7 => !(240..1380).contains(&minute),
        1 => minute < 210,
        _ => false,
    };
    agrees(&schedule, at(NEW_YORK, "2026-01-01T00:00:00"), 400, open);
}

#[test]
fn a_year_in_berlin_and_in_a_zone_without_summer_time() {
    for zone in ["Europe/Berlin", "Asia/Tokyo", "UTC", "America/Phoenix"] {
        let schedule = schedule_in("Mo-Su 04:00-23:00; Su off", zone, None);
        let open = |day, minute| weekday(day) != 7 && (240..1380).contains(&minute);
        agrees(&schedule, at(zone, "2026-01-01T00:00:00"), 370, open);
    }
}

#[test]
fn spans_have_their_real_length_when_clocks_change() {
    let night = plain("Sa 22:00-06:00");
    assert_eq!(
        hours_open(&night, "2026-03-07T00:00:00"),
        7.0,
        "spring: an hour is skipped"
    );
    assert_eq!(
        hours_open(&night, "2026-10-31T00:00:00"),
        9.0,
        "autumn: an hour is repeated"
    );
    assert_eq!(hours_open(&night, "2026-06-06T00:00:00"), 8.0);
    let berlin = schedule_in("Sa 22:00-06:00", "Europe/Berlin", None);
    assert_eq!(hours_open(&berlin, "2026-03-28T00:00:00"), 7.0);
    assert_eq!(hours_open(&berlin, "2026-10-24T00:00:00"), 9.0);
    let tokyo = schedule_in("Sa 22:00-06:00", "Asia/Tokyo", None);
    assert_eq!(hours_open(&tokyo, "2026-03-28T00:00:00"), 8.0);
}

#[test]
fn ends_in_a_skipped_or_repeated_hour() {
    // On 8 March 2026 clocks go from 02:00 to 03:00; on 1 November from 02:00 back to 01:00.
    assert_eq!(
        hours_open(&plain("Sa 22:00-02:30"), "2026-03-07T00:00:00"),
        4.0
    );
    assert_eq!(
        hours_open(&plain("Su 02:15-02:45"), "2026-03-07T00:00:00"),
        0.0
    );
    assert_eq!(
        hours_open(&plain("Su 02:30-04:00"), "2026-03-07T00:00:00"),
        1.0
    );
    assert_eq!(
        hours_open(&plain("Sa 22:00-01:30"), "2026-10-31T00:00:00"),
        3.5,
        "the first half past one"
    );
    assert_eq!(
        hours_open(&plain("Su 01:30-03:00"), "2026-10-31T00:00:00"),
        2.5,
        "from the first half past one"
    );
    // In Chile the skipped hour is the one after midnight.
    let santiago = schedule_in("Sa 20:00-24:00; Su 00:00-04:00", "America/Santiago", None);
    assert_eq!(hours_open(&santiago, "2026-09-05T00:00:00"), 7.0);
    assert_eq!(
        santiago
            .intervals(at("America/Santiago", "2026-09-05T12:00:00"), 2)
            .len(),
        1
    );
}

#[test]
fn around_the_clock_is_one_span() {
    let from = at(NEW_YORK, "2026-02-01T13:37:00");
    for hours in [
        "24/7",
        "00:00-24:00",
        "Mo-Su 08:00-08:00",
        "Mo-Sa 00:00-24:00; Su 00:00-24:00",
        "24/7; Dec 24 00:00-24:00",
    ] {
        let schedule = plain(hours);
        assert!(schedule.is_around_the_clock(), "{hours}");
        let whole = (from.timestamp(), from.timestamp() + 400 * DAY_SECONDS);
        assert_eq!(schedule.intervals(from, 400), [whole], "{hours}");
    }
    assert!(!phone("24/7; PH off").is_around_the_clock());
    assert!(!plain("24/7; 2026 Dec 24 off").is_around_the_clock());
    assert!(!plain("Mo-Su 00:00-23:59").is_around_the_clock());
}

#[test]
fn the_window_clips() {
    let schedule = plain("Fr 22:00-02:00");
    let from = at(NEW_YORK, "2026-06-06T01:00:00");
    assert_eq!(
        schedule.intervals(from, 1),
        [(from.timestamp(), from.timestamp() + 3600)]
    );
    let from = at(NEW_YORK, "2026-06-04T23:00:00");
    assert_eq!(
        schedule.intervals(from, 1),
        [(from.timestamp() + 23 * 3600, from.timestamp() + 24 * 3600)]
    );
    assert!(schedule.intervals(from, 0).is_empty());
}
