//! `front-matter.notice`: what a notice says of itself, and what the calendar says.

use chrono::{Offset, TimeZone};
use chrono_tz::Tz;

use super::kinds::contact::front_key;
use crate::site::{Page, Site};
use candor_model::findings::Finding;
use candor_model::page::{Notice, NoticeStatus};

const ID: &str = "front-matter.notice";

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    for page in &site.pages {
        // What a translation does not say itself, its source says, and is told there.
        if let Some(notice) = page
            .head
            .notice
            .as_ref()
            .filter(|_| page.head.front.status.is_some())
        {
            findings.extend(contradiction(site, page, notice));
        }
        findings.extend(foreign_offsets(site, page));
    }
}

/// The status and the times of a notice say different things. The day of the build is all that is known of now,
/// so what ends today may still be going on.
fn contradiction(site: &Site<'_>, page: &Page, notice: &Notice) -> Option<Finding> {
    let zone = site.config.time_zone().unwrap_or(Tz::UTC);
    let today = site.today;
    let day = |at: candor_model::date::Instant| at.0.with_timezone(&zone).date_naive();
    let starts = notice.starts.map(day);
    let ends = notice.ends.map(day);
    let over = ends.filter(|ends| *ends < today);
    let (key, message, help) = match notice.status {
        NoticeStatus::Scheduled | NoticeStatus::Ongoing if over.is_some() => {
            let word = match notice.status {
                NoticeStatus::Scheduled => "scheduled",
                _ => "ongoing",
            };
            (
                "status",
                format!("this event is still “{word}”, and it ended on {}", over?),
                "Write status = \"resolved\", or the time at which it will end.",
            )
        }
        NoticeStatus::Scheduled if starts.is_some_and(|starts| starts < today) => (
            "status",
            format!(
                "this event is still “scheduled”, and it began on {}",
                starts?
            ),
            "Write status = \"ongoing\", or \"resolved\" if it is over.",
        ),
        NoticeStatus::Ongoing if starts.is_some_and(|starts| starts > tomorrow(today)) => (
            "status",
            format!("this event is “ongoing”, and it begins on {} only", starts?),
            "Write status = \"scheduled\", or the time at which it began.",
        ),
        NoticeStatus::Resolved if ends.is_some_and(|ends| ends > tomorrow(today)) => (
            "ends",
            format!("this event is “resolved”, and it ends on {} only", ends?),
            "Write the time at which it ended.",
        ),
        NoticeStatus::Resolved if ends.is_none() && page.head.front.updated.is_none() => (
            "status",
            "this event is “resolved”, and nothing says since when".to_owned(),
            "Add the time at which it ended as `ends`: readers of the feed learn by it that it is over.",
        ),
        _ if day(notice.announced) > tomorrow(today) => (
            "announced",
            format!(
                "this notice was announced on {}, which is still to come",
                day(notice.announced)
            ),
            "Write when customers were told.",
        ),
        _ => return None,
    };
    Some(
        Finding::warning(ID, message)
            .help(help)
            .at_opt(&*page.head.source, front_key(site, page, key)),
    )
}

/// East of Greenwich the day may have begun that the build, in UTC, calls tomorrow.
fn tomorrow(today: chrono::NaiveDate) -> chrono::NaiveDate {
    today.succ_opt().unwrap_or(today)
}

/// Times whose offset from UTC is not the one that the entity's clocks have then: a summer written with the
/// offset of winter says an hour too much. A time in UTC, with a `Z`, is meant so.
fn foreign_offsets(site: &Site<'_>, page: &Page) -> Vec<Finding> {
    let Some(zone) = site.config.time_zone() else {
        return Vec::new();
    };
    let times = [
        ("announced", page.head.front.announced),
        ("starts", page.head.front.starts),
        ("ends", page.head.front.ends),
    ];
    let found = times.into_iter().filter_map(|(key, at)| {
        let at = at?.0;
        let expected = zone.offset_from_utc_datetime(&at.naive_utc()).fix();
        if expected == *at.offset() {
            return None;
        }
        let place = front_key(site, page, key);
        if at.offset().utc_minus_local() == 0 && is_written_in_utc(site, page, place.as_ref()) {
            return None;
        }
        Some(
            Finding::warning(
                ID,
                format!(
                    "`{key}` has the offset {}, and the clocks of {zone} have {expected} then",
                    at.offset()
                ),
            )
            .help(format!(
                "Customers read {}. Write {}, if that time of the clock is meant.",
                at.with_timezone(&zone).format("%Y-%m-%d %H:%M"),
                at.naive_local()
                    .and_local_timezone(zone)
                    .earliest()
                    .map_or_else(
                        || expected.to_string(),
                        |time| time.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
                    ),
            ))
            .at_opt(&*page.head.source, place),
        )
    });
    found.collect()
}

/// Whether the line of a key ends its time with a `Z`.
fn is_written_in_utc(site: &Site<'_>, page: &Page, place: Option<&std::ops::Range<usize>>) -> bool {
    let file = site.tree.files.get(&page.head.source);
    let text = file.and_then(|file| file.text.as_deref());
    let line = text
        .zip(place)
        .and_then(|(text, place)| text.get(place.start..)?.lines().next());
    line.is_some_and(|line| {
        let value = line.split('#').next().unwrap_or_default();
        value
            .trim_end()
            .trim_end_matches(['"', '\''])
            .ends_with(['Z', 'z'])
    })
}
