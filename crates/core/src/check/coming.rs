//! Deadlines ahead of time: notes, which deny nothing, before there is a finding that does.

use chrono::Days;
use rustc_hash::FxHashMap;

use super::kinds::contact::front_key;
use crate::coming::{Item, Kind, items};
use crate::site::{Page, Site};
use candor_model::findings::{Finding, Severity};
use candor_model::page::Section;

/// Days ahead of which a review can be planned: a year, and what it may be late.
const FAR: i64 = 400;

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    let until = site
        .today
        .checked_add_days(Days::new(site.config.rules.remind_days.into()));
    let coming = items(site, until.unwrap_or(site.today));
    // What is late is told by the check that asks for it; that an event begins is no deadline.
    let notes = coming
        .iter()
        .filter(|item| item.day >= site.today && item.kind != Kind::Notice);
    let mut by_source: Option<FxHashMap<&str, &Page>> = None;
    for item in notes {
        let pages = by_source.get_or_insert_with(|| {
            let pages = site.pages.iter();
            pages.map(|page| (&*page.head.source, page)).collect()
        });
        findings.push(note(site, item, pages.get(&*item.file).copied()));
    }
    let is_asked = site.rules.entry("upkeep.review").is_some();
    for page in &site.pages {
        findings.extend(far(site, page));
        if is_asked {
            findings.extend(never(site, page));
        }
    }
}

fn note(site: &Site<'_>, item: &Item, page: Option<&Page>) -> Finding {
    let days = (item.day - site.today).num_days();
    let plural = if days == 1 { "" } else { "s" };
    let mut finding = Finding::warning(
        id_of(item.kind),
        format!("due on {}, in {days} day{plural}: {}", item.day, item.what),
    )
    .help("Nothing denies a publication before that day. `candor due` lists everything that comes, by owner.")
    .in_file(&*item.file);
    finding.severity = Severity::Note;
    if let Some(page) = page {
        let place = front_key(site, page, "review_by");
        finding = finding.at_opt(&*item.file, place);
    }
    finding
}

fn id_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Review => "upkeep.review",
        Kind::Quarter => "records.quarterly",
        Kind::Waiver => "waiver.expired",
        Kind::Notice => "front-matter.notice",
        Kind::Pack => "rules.pack",
        Kind::Holidays => "hours.valid",
    }
}

/// A review so far away that nobody plans it.
fn far(site: &Site<'_>, page: &Page) -> Option<Finding> {
    let day = page.head.front.review_by?;
    let days = (day.0 - site.today).num_days();
    (days > FAR).then(|| {
        Finding::warning(
            "upkeep.review",
            format!("this page is to be reviewed on {day}, in {days} days"),
        )
        .help("Write a day within a year: what nobody looks at for longer grows stale unnoticed.")
        .at_opt(&*page.head.source, front_key(site, page, "review_by"))
    })
}

/// No review at all, where a pack asks for reviews. Notices pass, and a translation has its source's.
fn never(site: &Site<'_>, page: &Page) -> Option<Finding> {
    let is_meant = page.head.section != Section::Notice && page.head.lang == site.default_lang();
    (is_meant && page.head.front.review_by.is_none()).then(|| {
        Finding::warning(
            "upkeep.review",
            "this page says nowhere when it is to be reviewed",
        )
        .help("Add review_by = with a day within a year, or run `candor reviewed` with the page.")
        .in_file(&*page.head.source)
    })
}
