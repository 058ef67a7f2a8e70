//! What comes: reviews, quarters, waivers, events that end, and what Candor's own data were compared with.

mod show;

use chrono::{Days, NaiveDate};
use serde::{Serialize, Serializer};

use crate::rules::{Entry, Rules};
use crate::site::Site;
use crate::source::CONFIG_FILE;
use candor_model::holidays::COMPARED_UNTIL;
use candor_model::page::NoticeStatus;
use candor_model::quarter::QuarterId;

pub use show::{human, ics, json};

/// Days after which a pack is compared with its sources again.
const PACK_DAYS: u64 = 365;

/// What kind of thing is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A page is to be reviewed.
    Review,
    /// A quarter is to be tabulated.
    Quarter,
    /// A waiver ends.
    Waiver,
    /// An announced event begins or ends, so that its notice says something else.
    Notice,
    /// A rule pack is to be compared with its sources.
    Pack,
    /// Holidays were compared with a second source until then.
    Holidays,
}

/// One thing that is due on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// The last day on which it is in time.
    #[serde(serialize_with = "as_text")]
    pub day: NaiveDate,
    /// What kind of thing it is.
    pub kind: Kind,
    /// What is to be done, in words.
    pub what: String,
    /// The file that it is about.
    pub file: String,
    /// Who is to do it, where the site says so.
    pub owner: Option<String>,
}

fn as_text<S: Serializer>(day: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

/// Everything that is due until a day, what is late included, the earliest first.
pub fn items(site: &Site<'_>, until: NaiveDate) -> Vec<Item> {
    let mut items: Vec<Item> = reviews(site)
        .chain(quarters(site))
        .chain(waivers(site))
        .chain(notices(site))
        .chain(packs(site))
        .chain(holidays(site))
        .filter(|item| item.day <= until)
        .collect();
    items.sort_by(|a, b| (a.day, a.kind, &a.file, &a.what).cmp(&(b.day, b.kind, &b.file, &b.what)));
    items
}

fn reviews<'s>(site: &'s Site<'_>) -> impl Iterator<Item = Item> + 's {
    site.pages.iter().filter_map(|page| {
        Some(Item {
            day: page.head.front.review_by?.0,
            kind: Kind::Review,
            what: format!("review “{}”", page.head.title),
            file: page.head.source.to_string(),
            owner: page.head.front.owner.clone(),
        })
    })
}

/// The tabulations that packs ask for and that are not there: the first and the days of grace are what they set
/// their check `quarters-due` up with.
fn quarters(site: &Site<'_>) -> impl Iterator<Item = Item> {
    let started = site.config.entity.started;
    let mut wanted: Vec<(QuarterId, NaiveDate)> = Vec::new();
    for (first, grace_days) in asked_quarters(&site.rules) {
        let mut id = started.map_or(first, |started| started.max(first));
        // The quarter that goes on is the last that anybody can plan for.
        while let Some(after) = id.next().first_day() {
            if let Some(day) = after.checked_add_days(Days::new(grace_days.saturating_sub(1))) {
                wanted.push((id, day));
            }
            if after > site.today {
                break;
            }
            id = id.next();
        }
    }
    wanted.sort_unstable();
    wanted.dedup_by_key(|(id, _)| *id);
    let there: Vec<QuarterId> = site
        .quarters
        .iter()
        .map(|quarter| *quarter.quarter.get_ref())
        .collect();
    wanted
        .into_iter()
        .filter(move |(id, _)| !there.contains(id))
        .map(|(id, day)| Item {
            day,
            kind: Kind::Quarter,
            what: format!("tabulate {id}"),
            file: format!("content/reports/{id}.toml"),
            owner: None,
        })
}

fn asked_quarters(rules: &Rules) -> Vec<(QuarterId, u64)> {
    let mut asked = Vec::new();
    for (_, pack) in rules.numbered() {
        for requirement in &pack.requirements {
            let with = requirement.with.get_ref();
            let first = with
                .get("first")
                .and_then(|first| first.as_str())
                .and_then(QuarterId::parse);
            let grace = with.get("grace_days").and_then(toml::Value::as_integer);
            if let (Some(first), Some(grace)) = (first, grace)
                && pack.severity_of(Entry::Requirement(requirement)).is_some()
            {
                asked.push((first, u64::try_from(grace).unwrap_or_default()));
            }
        }
    }
    asked
}

fn waivers<'s>(site: &'s Site<'_>) -> impl Iterator<Item = Item> + 's {
    site.config.waivers.iter().map(|waiver| {
        let waiver = waiver.get_ref();
        Item {
            day: waiver.until.get_ref().0,
            kind: Kind::Waiver,
            what: format!(
                "mend what the waiver of {} covers, or have it approved again",
                waiver.id.get_ref()
            ),
            file: CONFIG_FILE.to_owned(),
            owner: Some(waiver.approver.clone()).filter(|approver| !approver.trim().is_empty()),
        }
    })
}

fn notices<'s>(site: &'s Site<'_>) -> impl Iterator<Item = Item> + 's {
    let zone = site.config.time_zone().unwrap_or(chrono_tz::Tz::UTC);
    site.pages_in(site.default_lang()).filter_map(move |page| {
        let notice = page.head.notice.as_ref()?;
        let (at, what) = match notice.status {
            NoticeStatus::Scheduled => (
                notice.starts.or(notice.ends)?,
                "say that it is going on, or over",
            ),
            NoticeStatus::Ongoing => (
                notice.ends?,
                "say that it is over, or until when it goes on",
            ),
            NoticeStatus::Resolved => return None,
        };
        Some(Item {
            day: at.0.with_timezone(&zone).date_naive(),
            kind: Kind::Notice,
            what: format!("“{}”: {what}", page.head.title),
            file: page.head.source.to_string(),
            owner: page.head.front.owner.clone(),
        })
    })
}

fn packs<'s>(site: &'s Site<'_>) -> impl Iterator<Item = Item> + 's {
    site.rules.numbered().filter_map(|(_, pack)| {
        let id = pack.id.get_ref();
        Some(Item {
            day: pack.verified?.0.checked_add_days(Days::new(PACK_DAYS))?,
            kind: Kind::Pack,
            what: format!(
                "look for a version of the pack {id} that was compared with its sources again"
            ),
            file: CONFIG_FILE.to_owned(),
            owner: None,
        })
    })
}

fn holidays(site: &Site<'_>) -> Option<Item> {
    let mut regions = site.channels.iter().filter_map(|channel| {
        let schedule = channel.schedule.as_ref()?;
        Some(schedule.holidays()?.region().to_owned())
    });
    let region = regions.next()?;
    Some(Item {
        day: COMPARED_UNTIL,
        kind: Kind::Holidays,
        what: format!(
            "look for a version of Candor whose holidays of {region} were compared again"
        ),
        file: "content/channels.toml".to_owned(),
        owner: None,
    })
}
