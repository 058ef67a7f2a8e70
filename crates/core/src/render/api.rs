//! `api/*.json`: what the entity's own app shows.

use chrono::{DateTime, NaiveTime, Offset, TimeDelta, Utc};
use chrono_tz::Tz;
use rayon::prelude::*;
use serde::Serialize;

use super::context::{ChannelContext, EntityContext};
use super::plan::{Artifact, Content};
use super::view::In;
use crate::parse::markdown::Body;
use crate::site::{Page, Site};
use candor_model::Hash;
use candor_model::findings::Finding;
use candor_model::page::PageHead;

/// Topics in one file of answers: an app fetches all of a usual site at once, and
/// an edit touches little of a large one.
const TOPICS_A_PART: usize = 50;

/// How many days of opening instants `api/hours.json` holds.
const HOURS_DAYS: u32 = 400;

#[derive(Serialize)]
struct Topics<'a> {
    language: &'a str,
    topics: Vec<TopicEntry<'a>>,
}

#[derive(Serialize)]
struct TopicEntry<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    /// Where the questions and answers are.
    answers: String,
    questions: usize,
}

#[derive(Serialize)]
struct Part<'a> {
    language: &'a str,
    topics: Vec<Topic<'a>>,
}

#[derive(Serialize)]
struct Topic<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    questions: Vec<Question<'a>>,
}

#[derive(Serialize)]
struct Question<'a> {
    id: &'a str,
    url: String,
    question: &'a str,
    answer_html: &'a str,
    answer_text: &'a str,
}

#[derive(Serialize)]
struct Channels<'a> {
    language: &'a str,
    entity: EntityContext,
    channels: Vec<ChannelContext>,
}

#[derive(Serialize)]
struct Hours<'a> {
    /// First day that the instants cover, in UTC.
    from: String,
    /// Number of days that they cover.
    days: u32,
    channels: Vec<ChannelHours<'a>>,
}

#[derive(Serialize)]
struct ChannelHours<'a> {
    id: &'a str,
    time_zone: String,
    /// Pairs: from this instant in Unix seconds on, the zone's clocks are so many seconds
    /// ahead of UTC. So a browser can tell times of day without knowing time zones.
    offsets: Vec<(i64, i32)>,
    /// Pairs of opening and closing instants in Unix seconds.
    open: Vec<(i64, i64)>,
}

fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, Box<Finding>> {
    serde_json::to_vec(value).map_err(|error| {
        Box::new(
            Finding::error(
                "internal",
                format!("an api file cannot be written: {error}"),
            )
            .help("This is a fault of Candor; please report it."),
        )
    })
}

/// Plans the files of one language: `api/…` for the default language, `api/es/…` for others.
pub fn plan<'s>(view: In<'s>) -> Vec<Artifact<'s>> {
    let mut artifacts = Vec::new();
    let site = view.site;
    let folder = if view.lang == site.default_lang() {
        "api".to_owned()
    } else {
        format!("api/{}", view.lang)
    };
    let (origin, _) = site.config.origin_and_base_path();
    let topics = site.topics(view.lang);
    let of_parts = folder.clone();
    let part = move |at: usize| format!("{of_parts}/faq/{}.json", at / TOPICS_A_PART + 1);
    let listed = topics.clone();
    artifacts.push(Artifact {
        path: format!("{folder}/faq.json"),
        key: list_key(view, &topics),
        content: Content::Make(Box::new(move || {
            let entries = listed.iter().enumerate().map(|(at, page)| TopicEntry {
                id: &page.head.slug,
                title: &page.head.title,
                description: page.head.description.as_deref(),
                url: url(view, page),
                updated: page.head.front.updated.map(|date| date.to_string()),
                answers: format!("{origin}{}", site.addresses.href(&format!("/{}", part(at)))),
                questions: page.outline.questions.len(),
            });
            json(&Topics {
                language: view.lang,
                topics: entries.collect(),
            })
        })),
        page: None,
        of_verdicts: None,
    });
    let channels = Channels {
        language: view.lang,
        entity: view.entity(),
        channels: view.channels(),
    };
    if let Ok(bytes) = json(&channels) {
        artifacts.push(Artifact::bytes(format!("{folder}/channels.json"), bytes));
    }
    for (at, topics) in topics.chunks(TOPICS_A_PART).enumerate() {
        let topics = topics.to_vec();
        artifacts.push(Artifact {
            path: format!("{folder}/faq/{}.json", at + 1),
            key: part_key(view, &topics),
            content: Content::Make(Box::new(move || part_json(view, &topics))),
            page: None,
            of_verdicts: None,
        });
    }
    artifacts
}

fn url_of_site(view: In<'_>) -> String {
    let (origin, base_path) = view.site.config.origin_and_base_path();
    format!("{origin}{base_path}")
}

fn url(view: In<'_>, page: &Page) -> String {
    let (origin, _) = view.site.config.origin_and_base_path();
    format!("{origin}{}", view.site.addresses.href(&page.head.address))
}

/// Changes whenever the bytes of the list of topics could, and not with a text that it does not show.
fn list_key(view: In<'_>, topics: &[&Page]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(b"api list")
        .update(crate::BUILD_ID.as_bytes())
        .update(view.lang.as_bytes())
        .update(&[0])
        .update(url_of_site(view).as_bytes());
    for page in topics {
        let head = &page.head;
        // A hasher takes whatever is written.
        let _ = serde_json::to_writer(
            &mut hasher,
            &(
                &head.slug,
                &head.title,
                &head.description,
                &*head.address,
                head.front.updated.map(|date| date.to_string()),
                page.outline.questions.len(),
            ),
        );
    }
    *hasher.finalize().as_bytes()
}

/// Changes whenever a part's bytes could.
fn part_key(view: In<'_>, topics: &[&Page]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"api").update(crate::BUILD_ID.as_bytes());
    for page in topics {
        hasher
            .update(&page.fingerprint)
            .update(url(view, page).as_bytes())
            .update(page.head.title.as_bytes());
    }
    *hasher.finalize().as_bytes()
}

fn part_json(view: In<'_>, topics: &[&Page]) -> Result<Vec<u8>, Box<Finding>> {
    let bodies = topics
        .par_iter()
        .map(|page| view.site.body(page))
        .collect::<Result<Vec<_>, _>>()?;
    json(&Part {
        language: view.lang,
        topics: topics
            .iter()
            .zip(&bodies)
            .map(|(page, body)| topic(&page.head, body, url(view, page)))
            .collect(),
    })
}

fn topic<'a>(head: &'a PageHead, body: &'a Body, url: String) -> Topic<'a> {
    Topic {
        id: &head.slug,
        title: &head.title,
        description: head.description.as_deref(),
        updated: head.front.updated.map(|date| date.to_string()),
        questions: body
            .sections
            .iter()
            .filter_map(|section| {
                let heading = section.heading.as_ref()?;
                Some(Question {
                    id: &heading.id,
                    url: format!("{url}#{}", heading.id),
                    question: &heading.text,
                    answer_html: &section.html,
                    answer_text: &section.text,
                })
            })
            .collect(),
        url,
    }
}

/// How far a zone's clocks are ahead of UTC, in seconds: at `from`, and from each change in
/// the days after it on. Changes are found to the quarter of an hour, which is where zones
/// have them.
fn offsets(zone: Tz, from: DateTime<Utc>, days: u32) -> Vec<(i64, i32)> {
    let ahead = |at: DateTime<Utc>| at.with_timezone(&zone).offset().fix().local_minus_utc();
    let mut before = ahead(from);
    let mut offsets = vec![(from.timestamp(), before)];
    for day in 0..i64::from(days) {
        let begins = from + TimeDelta::days(day);
        if ahead(begins + TimeDelta::days(1)) == before {
            continue;
        }
        for quarter in 1..=24 * 4 {
            let at = begins + TimeDelta::minutes(15 * quarter);
            if ahead(at) != before {
                before = ahead(at);
                offsets.push((at.timestamp(), before));
            }
        }
    }
    offsets
}

/// Plans `api/hours.json`: when each channel is open, so that a browser only compares.
pub fn plan_hours<'s>(site: &'s Site<'s>, artifacts: &mut Vec<Artifact<'s>>) {
    let from = site.today.and_time(NaiveTime::MIN).and_utc();
    let channels: Vec<ChannelHours<'_>> = site
        .channels
        .iter()
        .filter_map(|channel| {
            let schedule = channel.schedule.as_ref()?;
            Some(ChannelHours {
                id: &channel.id,
                time_zone: schedule.time_zone().name().to_owned(),
                offsets: offsets(schedule.time_zone(), from, HOURS_DAYS),
                open: schedule.intervals(from, HOURS_DAYS),
            })
        })
        .collect();
    if channels.is_empty() {
        return;
    }
    let hours = Hours {
        from: site.today.to_string(),
        days: HOURS_DAYS,
        channels,
    };
    if let Ok(bytes) = json(&hours) {
        artifacts.push(Artifact::bytes("api/hours.json", bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_change_when_new_york_changes_them() {
        let from = NaiveTime::MIN;
        let from = chrono::NaiveDate::from_ymd_opt(2026, 11, 21)
            .unwrap_or_default()
            .and_time(from)
            .and_utc();
        // 14 March 2027, 7:00 UTC, and 7 November 2027, 6:00 UTC (2 AM local time).
        assert_eq!(
            offsets(Tz::America__New_York, from, 400),
            [
                (from.timestamp(), -18_000),
                (1_805_007_600, -14_400),
                (1_825_567_200, -18_000)
            ]
        );
        assert_eq!(offsets(Tz::UTC, from, 400), [(from.timestamp(), 0)]);
    }
}
