//! The Atom feed of the notices (RFC 4287).

use atom_syndication::{Entry, Feed, Link, Person, Text};
use chrono::{DateTime, FixedOffset, NaiveTime};
use chrono_tz::Tz;

use super::pages::NOTICES;
use super::plan::Artifact;
use super::view::In;
use crate::site::{Page, Site};
use candor_model::page::{Notice, NoticeStatus};

/// Entries in the feed at most.
const ENTRIES: usize = 50;

/// Plans the feed of one language.
pub fn plan<'s>(view: In<'s>, artifacts: &mut Vec<Artifact<'s>>) {
    let Some(list) = view.site.page_of(&NOTICES.role, view.lang) else {
        return;
    };
    let (origin, _) = view.site.config.origin_and_base_path();
    let list_url = format!("{origin}{}", view.site.addresses.href(list.address()));
    let feed_url = format!("{list_url}feed.xml");
    let entity = view.entity();
    let author = Person {
        name: entity.legal_name.unwrap_or(entity.short_name),
        ..Person::default()
    };
    let notices = view.site.notices(view.lang);
    let entries: Vec<Entry> = notices
        .iter()
        .take(ENTRIES)
        .filter_map(|page| entry(view, page, &origin))
        .collect();
    let updated = entries.iter().map(|entry| entry.updated).max();
    let midnight = view
        .site
        .today
        .and_time(NaiveTime::MIN)
        .and_utc()
        .fixed_offset();
    let feed = Feed {
        title: Text::plain(format!("{} · {}", list.title(), view.site_context().title)),
        id: list_url.clone(),
        updated: updated.unwrap_or(midnight),
        authors: vec![author],
        links: vec![
            link(&feed_url, "self", "application/atom+xml"),
            link(&list_url, "alternate", "text/html"),
        ],
        lang: Some(view.lang.to_owned()),
        entries,
        ..Feed::default()
    };
    let path = format!("{}feed.xml", list.address().trim_start_matches('/'));
    artifacts.push(Artifact::bytes(path, feed.to_string().into_bytes()));
}

fn entry(view: In<'_>, page: &Page, origin: &str) -> Option<Entry> {
    let notice = page.head.notice.as_ref()?;
    let url = format!("{origin}{}", view.site.addresses.href(&page.head.address));
    Some(Entry {
        title: Text::plain(page.head.title.clone()),
        id: url.clone(),
        updated: last_change(view.site, page, notice),
        published: Some(notice.announced.0),
        links: vec![link(&url, "alternate", "text/html")],
        summary: page.head.description.clone().map(Text::plain),
        ..Entry::default()
    })
}

/// When a notice last changed: on the day that its front matter names, and whenever its event moved on.
fn last_change(site: &Site<'_>, page: &Page, notice: &Notice) -> DateTime<FixedOffset> {
    let zone = site.config.time_zone().unwrap_or(Tz::UTC);
    let announced = notice.announced.0;
    let updated = page.head.front.updated.and_then(|day| {
        let midnight = day.0.and_time(NaiveTime::MIN);
        Some(midnight.and_local_timezone(zone).earliest()?.fixed_offset())
    });
    let moved = match notice.status {
        NoticeStatus::Scheduled => None,
        NoticeStatus::Ongoing => notice.starts,
        NoticeStatus::Resolved => notice.ends,
    };
    // The day of the build is all that is known of now.
    let moved = moved
        .map(|at| at.0)
        .filter(|at| at.with_timezone(&zone).date_naive() <= site.today);
    [updated, moved]
        .into_iter()
        .flatten()
        .fold(announced, DateTime::max)
}

fn link(href: &str, rel: &str, mime: &str) -> Link {
    Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime_type: Some(mime.to_owned()),
        ..Link::default()
    }
}
