//! New files for a site: stubs with guidance, from the packs that it must satisfy.

mod translation;

use std::fmt::Write as _;

use chrono::{Datelike as _, Days, NaiveDate};
use chrono_tz::Tz;
use include_dir::{Dir, include_dir};

pub use translation::{Original, translation};

use crate::rules::Pack;
use crate::rules::pack::{Condition, Topic};
use candor_model::channel::Channel;
use candor_model::quarter::QuarterId;

static SITE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../data/scaffold");

/// Days until a new page is due for review.
const REVIEW_DAYS: u64 = 180;

/// Files that keep output and cache out of version control.
const IGNORED: &str = "/public\n/.public.candor-spare\n/.candor\n";

/// A file to write: path relative to the site, and text.
pub type NewFile = (String, String);

/// Every file of a new site.
pub fn site(packs: &[Pack], today: NaiveDate) -> Vec<NewFile> {
    let ids: Vec<String> = packs
        .iter()
        .map(|pack| format!("\"{}\"", pack.id.get_ref()))
        .collect();
    let mut files = vec![(".gitignore".to_owned(), IGNORED.to_owned())];
    collect(&SITE, today, &ids.join(", "), &mut files);
    for pack in packs {
        for topic in &pack.topics {
            files.push(topic_page(topic, false, today));
        }
        files.extend(claimed_pages(pack, today));
    }
    files.sort();
    files.dedup_by(|a, b| a.0 == b.0);
    files
}

fn collect(dir: &Dir<'static>, today: NaiveDate, packs: &str, files: &mut Vec<NewFile>) {
    for file in dir.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            let text = dated(text, today).replace("{packs}", packs);
            files.push((path.replace('\\', "/"), text));
        }
    }
    for inner in dir.dirs() {
        collect(inner, today, packs, files);
    }
}

fn dated(text: &str, today: NaiveDate) -> String {
    let quarter = format!("{}-q{}", today.year(), today.month0() / 3 + 1);
    text.replace("{today}", &today.to_string())
        .replace("{quarter}", &quarter)
        .replace("{review_by}", &review_by(today).to_string())
}

fn review_by(today: NaiveDate) -> NaiveDate {
    today
        .checked_add_days(Days::new(REVIEW_DAYS))
        .unwrap_or(today)
}

fn front_matter(title: &str, today: NaiveDate, more: &str) -> String {
    format!(
        "+++\ntitle = {}\ndescription = \"TODO: one sentence for search engines and lists\"\nupdated = {today}\nreview_by = {}\n{more}+++\n\n",
        quoted(title),
        review_by(today),
    )
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The language of stubs. Their words come from the pack, which has others too.
const LANG: &str = "en";

/// A topic of a pack as a FAQ page: a question a point, each with its guidance. Points that others stand in
/// for are left out.
fn topic_page(topic: &Topic, uses_ai: bool, today: NaiveDate) -> NewFile {
    let weight = topic
        .weight
        .map(|weight| format!("weight = {weight}\n"))
        .unwrap_or_default();
    let mut text = front_matter(topic.title.get(LANG, LANG), today, &weight);
    text.push_str("TODO: Open with the answer, in one or two short sentences.\n");
    let optional: Vec<&str> = topic
        .alternatives
        .iter()
        .flat_map(|alternative| match alternative.when {
            Condition::NoAi if !uses_ai => &alternative.instead_of,
            Condition::NoAi => &alternative.points,
        })
        .map(String::as_str)
        .collect();
    for point in topic
        .points
        .iter()
        .filter(|point| !optional.contains(&point.id.get_ref().as_str()))
    {
        let anchor = point.anchor.as_deref().unwrap_or(point.id.get_ref());
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n## {} {{#{anchor} covers={}.{}}}\n\nTODO: {}\n",
            point.question.get(LANG, LANG),
            topic.id.get_ref(),
            point.id.get_ref(),
            point.guidance.get(LANG, LANG),
        );
    }
    (format!("content/faq/{}.md", topic.id.get_ref()), text)
}

/// Pages whose parts a requirement lists, such as the material risks.
fn claimed_pages(pack: &Pack, today: NaiveDate) -> Vec<NewFile> {
    pack.requirements
        .iter()
        .filter(|requirement| !requirement.items.is_empty())
        .filter_map(|requirement| {
            let setup = requirement.setup.as_ref()?;
            let (page, prefix) = (setup.page()?, setup.prefix()?);
            let mut text = front_matter(&requirement.title, today, "");
            text.push_str("TODO: One or two sentences that introduce this page.\n");
            for item in &requirement.items {
                let _ = write!(
                    text,
                    "\n## {} {{#{} covers={prefix}.{}}}\n\nTODO: {}\n",
                    item.title.get(LANG, LANG),
                    item.anchor,
                    item.id.get_ref(),
                    item.guidance.get(LANG, LANG),
                );
            }
            Some((format!("content/{page}.md"), text))
        })
        .collect()
}

/// A FAQ page: the pack's stub when a pack asks for the topic.
pub fn topic(id: &str, packs: &[Pack], channels: &[Channel], today: NaiveDate) -> NewFile {
    let required = packs
        .iter()
        .flat_map(|pack| &pack.topics)
        .find(|topic| topic.id.get_ref() == id);
    if let Some(topic) = required {
        let uses_ai = |channel: &Channel| channel.ai.as_ref().is_some_and(|ai| ai.used);
        return topic_page(topic, channels.iter().any(uses_ai), today);
    }
    let mut text = front_matter(&title_from(id), today, "also = []\n");
    text.push_str(
        "TODO: Open with the answer, in one or two short sentences.\n\n\
         ## TODO: a question as customers ask it\n\nTODO: Answer it.\n",
    );
    (format!("content/faq/{id}.md"), text)
}

/// Any other page.
pub fn page(id: &str, today: NaiveDate) -> NewFile {
    let mut text = front_matter(&title_from(id), today, "");
    text.push_str("TODO: Write the page.\n");
    (format!("content/{id}.md"), text)
}

/// A notice in which everything waits to be written. Its example of a time is in the entity's time zone (UTC if
/// it says none).
pub fn notice(id: &str, today: NaiveDate, zone: Option<Tz>) -> NewFile {
    let offset = zone
        .and_then(|zone| {
            today
                .and_hms_opt(9, 0, 0)?
                .and_local_timezone(zone)
                .earliest()
        })
        .map_or_else(
            || "+00:00".to_owned(),
            |nine| nine.format("%:z").to_string(),
        );
    // Nothing here may be published as it is: not one of these values can be read.
    let text = format!(
        "+++\ntitle = {}\ndescription = \"TODO: what happens, in one sentence\"\n\
         kind = \"TODO: planned or unplanned\"\n\
         announced = \"TODO: when customers were told, such as {today}T09:00:00{offset}\"\n\
         starts = \"TODO: when it begins\"\nends = \"TODO: when it ends, or leave this line out\"\n\
         affects = [\"TODO: ids of channels, or words such as withdrawals\"]\n\
         status = \"TODO: scheduled, ongoing or resolved\"\nupdated = {today}\n+++\n\n\
         TODO: Say what happens, when, whom it touches, and what customers need to do.\n",
        quoted(&title_from(id)),
    );
    (format!("content/notices/{today}-{id}.md"), text)
}

/// A quarterly tabulation in which every figure waits to be written: none of them can be read as a number.
pub fn quarter(id: QuarterId, channels: &[Channel], today: NaiveDate) -> NewFile {
    const COUNT: &str = "\"TODO: a count\"";
    let methods: std::collections::BTreeSet<&str> = channels
        .iter()
        .map(|channel| channel.kind.as_str())
        .collect();
    let mut text = format!(
        "# Write figures of your own; leave out the lines for which you have none.\n\
         quarter = \"{id}\"\npublished = {today}\n"
    );
    for kind in ["requests", "complaints"] {
        let _ = write!(
            text,
            "\n[{kind}]\nreceived = {COUNT}\nclosed = {COUNT}\naverage_hours_to_resolution = \"TODO: hours\"\n[{kind}.by_method]\n"
        );
        for method in &methods {
            let _ = writeln!(text, "{method} = {COUNT}");
        }
        let _ = write!(
            text,
            "[{kind}.by_topic] # slugs of FAQ pages\nother = {COUNT}\n"
        );
    }
    let _ = write!(
        text,
        "\n[feedback]\nresponses = {COUNT}\nsatisfied = {COUNT}\n"
    );
    for channel in channels {
        for (stage, time) in &channel.commitments {
            let _ = write!(
                text,
                "\n# [[measured]] # you promise {time}\n# channel = \"{}\"\n# stage = \"{}\"\n# median = \"TODO: a time, such as 3 hours\"\n# within_commitment = \"TODO: a share, from 0 to 1\"\n",
                channel.id,
                stage.as_str(),
            );
        }
    }
    (format!("content/reports/{id}.toml"), text)
}

/// `account-freezes` as `Account freezes`.
fn title_from(id: &str) -> String {
    let words = id.rsplit('/').next().unwrap_or(id).replace(['-', '_'], " ");
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => words,
    }
}
