#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail where it stands"
)]

mod instants;
mod problems;
mod words;

use chrono::TimeZone;

use super::*;

const PHONE: &str = "Mo-Fr 08:00-20:00; Sa 10:00-16:00; PH off";
const NEW_YORK: &str = "America/New_York";

fn schedule_in(hours: &str, zone: &str, region: Option<&str>) -> Schedule {
    Schedule::parse(hours, Some(zone), region)
        .unwrap_or_else(|problems| panic!("{hours}: {problems:?}"))
}

/// Hours in New York, without holidays.
fn plain(hours: &str) -> Schedule {
    schedule_in(hours, NEW_YORK, None)
}

/// Hours in New York with its holidays.
fn phone(hours: &str) -> Schedule {
    schedule_in(hours, NEW_YORK, Some("US-NY"))
}

fn problems(hours: &str, zone: Option<&str>, region: Option<&str>) -> Vec<ScheduleProblem> {
    Schedule::parse(hours, zone, region).unwrap_err()
}

fn messages(problems: &[ScheduleProblem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An instant from a local time that exists once.
fn at(zone: &str, text: &str) -> DateTime<Utc> {
    let zone: Tz = zone.parse().unwrap();
    zone.from_local_datetime(&text.parse().unwrap())
        .single()
        .unwrap()
        .to_utc()
}

/// Hours open in the 48 hours from a local midnight.
fn hours_open(schedule: &Schedule, midnight: &str) -> f64 {
    let from = at(schedule.time_zone().name(), midnight);
    let seconds: i64 = schedule
        .intervals(from, 2)
        .iter()
        .map(|(open, close)| close - open)
        .sum();
    seconds as f64 / 3600.0
}

#[test]
fn a_night_belongs_to_the_day_on_which_it_begins() {
    // Friday, 3 July 2026, is a holiday, and Saturday, 4 July, too.
    let nights = phone("Th-Fr 22:00-02:00; PH off");
    assert_eq!(
        nights.spans_on(date("2026-07-02")),
        [(1320, 1560)],
        "Thursday's night stays whole"
    );
    assert!(nights.spans_on(date("2026-07-03")).is_empty());
    assert_eq!(hours_open(&nights, "2026-07-03T00:00:00"), 2.0);
}

#[test]
fn closing_for_a_part_of_the_day() {
    let schedule = plain("Mo-Fr 08:00-18:00; Mo-Fr 12:00-13:00 off; We 12:00-18:00 off");
    assert_eq!(schedule.week()[0], [(480, 720), (780, 1080)]);
    assert_eq!(schedule.week()[2], [(480, 720)]);
    // Maintenance from Sunday evening cuts into Monday, and on Monday night nothing.
    let schedule = plain("24/7; Su 22:00-06:00 off");
    assert_eq!(schedule.week()[6], [(0, 1320)]);
    assert_eq!(schedule.week()[0], [(360, 1440)]);
    let schedule = plain("Fr 20:00-04:00; Sa 01:00-02:00 off");
    assert_eq!(schedule.week()[4], [(1200, 1500), (1560, 1680)]);
}

#[test]
fn the_week_leaves_holidays_and_dates_out() {
    let schedule = phone(
        "Mo-Fr,PH 09:00-17:00; Sa 10:00-14:00, Sa 15:00-16:00; Jul 1-31 Mo-Fr 09:00-12:00; Mo[1] off",
    );
    assert_eq!(schedule.week()[0], [(540, 1020)]);
    assert_eq!(schedule.week()[5], [(600, 840), (900, 960)]);
    assert!(schedule.week()[6].is_empty());
    assert_eq!(schedule.spans_on(date("2026-07-14")), [(540, 720)]);
    assert!(
        schedule.spans_on(date("2026-06-01")).is_empty(),
        "the first Monday"
    );
    assert!(!schedule.closed_on_holidays());
    assert!(phone(PHONE).closed_on_holidays());
    assert!(
        !phone("PH off; Mo-Fr 08:00-20:00").closed_on_holidays(),
        "undone by the rule after it"
    );
}

#[test]
fn closures_have_names() {
    let schedule = phone("Mo-Fr 08:00-20:00; PH off; 2026 Dec 24 off; 2026 Dec 31 08:00-12:00");
    let from = at(NEW_YORK, "2026-11-01T00:00:00");
    let name = |day: &DayException| {
        let name = day
            .holiday
            .as_ref()
            .and_then(|holiday| holiday.name.as_ref());
        format!("{} {}", day.date, name.map_or("-", |name| name.text("es")))
    };
    let closures: Vec<_> = schedule.closures(from, 61).iter().map(name).collect();
    assert_eq!(
        closures,
        [
            "2026-11-03 Día de las Elecciones",
            "2026-11-11 Día de los Veteranos",
            "2026-11-26 Día de Acción de Gracias",
            "2026-12-24 -",
            "2026-12-25 Navidad",
        ]
    );
    let exceptions = schedule.exceptions(from, 61);
    assert_eq!(exceptions.len(), 6);
    assert_eq!(exceptions[5].spans, [(480, 720)]);
}

#[test]
fn covering_business_hours() {
    let from = at(NEW_YORK, "2026-01-01T00:00:00");
    let business = phone("Mo-Fr 09:00-17:00; PH off");
    assert!(phone(PHONE).covers(&business, from));
    let gaps = |schedule: &Schedule| {
        let gaps = schedule.uncovered(&business, from);
        gaps.iter()
            .map(|gap| (gap.weekday().to_string(), gap.span))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        gaps(&plain("Mo-We,Fr 09:00-17:00; Th 10:00-16:30")),
        [
            ("Thu".to_owned(), (540, 600)),
            ("Thu".to_owned(), (990, 1020))
        ]
    );
    // Chicago is an hour behind all year.
    assert!(schedule_in("Mo-Fr 08:00-16:00", "America/Chicago", None).covers(&business, from));
    assert_eq!(
        gaps(&schedule_in("Mo-Fr 09:00-17:00", "America/Chicago", None)).len(),
        5
    );
    // Berlin is six hours ahead, but five when Europe and America change their clocks on different days.
    let berlin = schedule_in("Mo-Fr 15:00-23:00", "Europe/Berlin", None);
    assert_eq!(gaps(&berlin)[0], ("Mon".to_owned(), (540, 600)));
    assert!(schedule_in("Mo-Fr 14:00-23:00", "Europe/Berlin", None).covers(&business, from));
    // Nights: Sunday's end is Monday's beginning.
    assert!(plain("Su-Th 22:00-06:00").covers(&plain("Mo 00:00-05:00"), from));
    assert_eq!(
        plain("Mo 23:00-23:30")
            .uncovered(&plain("Mo 22:00-02:00"), from)
            .len(),
        2
    );
}
