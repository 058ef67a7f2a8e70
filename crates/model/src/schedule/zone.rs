//! Time zones: names for people to write, and local time as instants.

use chrono::{DateTime, TimeDelta, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::problem::ScheduleProblem;

/// How alike a name must be to a zone's to be suggested, 1 being equal.
const ALIKE: f64 = 0.85;

/// The longest stretch of local time that a clock change ever skipped: a day, in Samoa in 2011.
const LONGEST_GAP_MINUTES: i64 = 24 * 60;

/// Abbreviations that people write, and the zone that they mean in most cases.
///
/// `EST`, `MST` and `HST` are IANA names too, of zones without summer time, which is not what is meant.
const ABBREVIATIONS: [(&str, &str); 22] = [
    ("ET", "America/New_York"),
    ("EST", "America/New_York"),
    ("EDT", "America/New_York"),
    ("EST5EDT", "America/New_York"),
    ("EASTERN", "America/New_York"),
    ("CT", "America/Chicago"),
    ("CST", "America/Chicago"),
    ("CDT", "America/Chicago"),
    ("CENTRAL", "America/Chicago"),
    ("MT", "America/Denver"),
    ("MST", "America/Denver"),
    ("MDT", "America/Denver"),
    ("PT", "America/Los_Angeles"),
    ("PST", "America/Los_Angeles"),
    ("PDT", "America/Los_Angeles"),
    ("PACIFIC", "America/Los_Angeles"),
    ("HST", "Pacific/Honolulu"),
    ("GMT", "Europe/London"),
    ("BST", "Europe/London"),
    ("CET", "Europe/Berlin"),
    ("CEST", "Europe/Berlin"),
    ("EET", "Europe/Athens"),
];

/// Reads an IANA name: `UTC`, or an area and a place.
pub(super) fn read(name: Option<&str>) -> Result<Tz, ScheduleProblem> {
    let name = name
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .ok_or(ScheduleProblem::MissingTimeZone)?;
    let named = name
        .parse()
        .ok()
        .filter(|_| name == "UTC" || name.contains('/'));
    named.ok_or_else(|| ScheduleProblem::UnknownTimeZone {
        name: name.to_owned(),
        nearest: nearest(name),
    })
}

/// Up to three zones that may have been meant.
fn nearest(name: &str) -> Vec<String> {
    let upper = name.to_uppercase();
    let first_word = upper.split(' ').next().unwrap_or(&upper);
    if let Some((_, zone)) = ABBREVIATIONS.iter().find(|(short, _)| *short == first_word) {
        return vec![(*zone).to_owned()];
    }
    let wanted = name.trim().to_lowercase().replace(' ', "_");
    let place_of = |zone: &str| zone.rsplit('/').next().unwrap_or(zone).to_owned();
    let score = |zone: &str| {
        let zone = zone.to_lowercase();
        let by_place = strsim::jaro_winkler(&place_of(&zone), &place_of(&wanted));
        // The place tells more than the area, but a whole name that fits is better still.
        (by_place * 0.99).max(strsim::jaro_winkler(&zone, &wanted))
    };
    let zones = TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .filter(|zone| zone.contains('/'));
    // A separator that is missing or another one changes nothing else.
    let letters = |text: &str| text.to_lowercase().replace(['_', '-', '/', ' '], "");
    if let Some(zone) = zones.clone().find(|zone| letters(zone) == letters(name)) {
        return vec![zone.to_owned()];
    }
    let mut alike: Vec<(f64, &str)> = zones
        .map(|zone| (score(zone), zone))
        .filter(|(score, _)| *score >= ALIKE)
        .collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    alike
        .into_iter()
        .take(3)
        .map(|(_, zone)| zone.to_owned())
        .collect()
}

/// The instant, in Unix seconds, at which a zone's clocks show a local time, given in minutes since 1970.
///
/// A time that occurs twice in autumn means the first (as in RFC 5545, 3.3.5); one that spring skips means
/// the moment at which the clocks jump. Both keep the order of times, so that no span turns negative.
pub(super) fn instant(zone: Tz, local_minute: i64) -> i64 {
    let seconds = local_minute * 60;
    let Some(local) = DateTime::from_timestamp(seconds, 0).map(|time| time.naive_utc()) else {
        return seconds;
    };
    let candidates = (0..=LONGEST_GAP_MINUTES).map(|minutes| local + TimeDelta::minutes(minutes));
    let mut existing = candidates.filter_map(|time| zone.from_local_datetime(&time).earliest());
    existing.next().map_or(seconds, |time| time.timestamp())
}
