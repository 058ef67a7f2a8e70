//! The stub of a translation: the headings of its original, with guidance.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::{NewFile, quoted, review_by};
use crate::parse::markdown::{self, attributes};
use crate::rules::pack::Topic;
use crate::rules::{Entry, Rules};
use crate::site::Page;
use candor_model::page::Section;

/// A page to be translated.
pub struct Original<'a> {
    /// The page.
    pub page: &'a Page,
    /// The decoded text of its file.
    pub text: &'a str,
    /// Which version of it this is, for `translated_from`.
    pub version: &'a str,
}

/// A translation to be written: the original's headings with their anchors, claims and other
/// words, each with what to write below. Where the packs have words in the language, those
/// stand there already.
pub fn translation(
    original: &Original<'_>,
    rules: &Rules,
    lang: &str,
    today: NaiveDate,
) -> NewFile {
    let head = &original.page.head;
    let mut text = front_matter(original, rules, lang, today);
    let body = original.text.get(head.body_at..).unwrap_or_default();
    let headings = markdown::headings(body);
    let intro_end = headings.first().map_or(body.len(), |(_, span)| span.start);
    if !body[..intro_end].trim().is_empty() {
        text.push_str("\nTODO: Translate the introduction.\n");
    }
    for (level, span) in headings {
        let line = body[span.clone()].lines().next().unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = if level <= 2 {
            let place = span.start + head.body_at;
            write!(
                text,
                "\n{}",
                question(original.page, place, line, rules, lang)
            )
        } else {
            let marks = "#".repeat(level.into());
            let (title, block) = parts(line);
            write!(
                text,
                "\n{marks} {title}{}{block}\n\nTODO: Translate this heading and what stands below it.\n",
                if block.is_empty() { "" } else { " " },
            )
        };
    }
    let path = head.key.trim_end_matches(".md");
    (format!("{path}.{lang}.md"), text)
}

fn question(page: &Page, place: usize, line: &str, rules: &Rules, lang: &str) -> String {
    let known = page
        .outline
        .questions
        .iter()
        .find(|question| question.span.start == place);
    let (mut title, block) = parts(line);
    // The anchor stays the same in every language, so that links find it.
    let block = match known {
        Some(question) if block.is_empty() => format!("{{#{}}}", question.id),
        Some(question) if attributes::parse(block).id.is_none() => {
            format!("{{#{} {}", question.id, &block[1..])
        }
        _ => block.to_owned(),
    };
    let entries: Vec<Entry<'_>> = known
        .iter()
        .flat_map(|question| &question.covers)
        .filter_map(|(claim, _)| Some(rules.claimed(claim)?.1))
        .collect();
    let mut guidance = "Translate this heading and its answer.".to_owned();
    let words: Vec<(&str, &str)> = entries
        .iter()
        .filter_map(|entry| words(*entry, lang))
        .collect();
    if let Some((wording, _)) = words.first() {
        title = wording;
        guidance = words
            .iter()
            .map(|(_, guidance)| *guidance)
            .collect::<Vec<_>>()
            .join(" ");
    }
    format!("## {title} {block}\n\nTODO: {guidance}\n")
}

/// A pack's question and guidance in a language, if it has some.
fn words<'a>(entry: Entry<'a>, lang: &str) -> Option<(&'a str, &'a str)> {
    let (title, guidance) = match entry {
        Entry::Point(_, point) => (&point.question, &point.guidance),
        Entry::Item(_, item) => (&item.title, &item.guidance),
        Entry::Topic(_) | Entry::Requirement(_) => return None,
    };
    (title.has(lang) && guidance.has(lang))
        .then(|| (title.get(lang, lang), guidance.get(lang, lang)))
}

/// The words of a heading's line and its attribute block, either of which may be empty.
fn parts(line: &str) -> (&str, &str) {
    let (title, block) = match attributes::find(line) {
        Some(at) => (
            &line[..at],
            line[at..].trim_end().trim_end_matches('#').trim_end(),
        ),
        None => (line, ""),
    };
    let title = title.trim();
    if !title.starts_with('#') {
        return (title, block);
    }
    let title = title.trim_start_matches('#').trim();
    let without = title.trim_end_matches('#');
    // Number signs behind a space close the heading; others are words.
    if without.ends_with(' ') {
        (without.trim_end(), block)
    } else {
        (title, block)
    }
}

fn front_matter(original: &Original<'_>, rules: &Rules, lang: &str, today: NaiveDate) -> String {
    let head = &original.page.head;
    let topic = rules
        .packs
        .iter()
        .flat_map(|pack| &pack.topics)
        .find(|topic| {
            head.is_topic() && head.key.ends_with(&format!("/{}.md", topic.id.get_ref()))
        });
    let written = &head.front;
    let title = topic
        .filter(|topic| topic.title.has(lang))
        .map(|topic| topic.title.get(lang, lang).to_owned())
        .unwrap_or_else(|| to_do(written.title.as_deref().unwrap_or_default()));
    let description = topic
        .and_then(|topic| topic.description.as_ref())
        .filter(|description| description.has(lang))
        .map(|description| description.get(lang, lang).to_owned())
        .unwrap_or_else(|| match &written.description {
            Some(description) => to_do(description),
            None => "TODO: one sentence for search engines and lists".to_owned(),
        });
    let mut text = format!(
        "+++\ntitle = {}\ndescription = {}\nupdated = {today}\n",
        quoted(&title),
        quoted(&description),
    );
    if head.section != Section::Notice {
        let _ = writeln!(text, "review_by = {}", review_by(today));
    }
    if let Some(also) = also(topic, lang) {
        let _ = writeln!(text, "also = [{also}]");
    }
    let _ = writeln!(text, "translated_from = {}\n+++", quoted(original.version));
    text
}

fn also(topic: Option<&Topic>, lang: &str) -> Option<String> {
    let words = topic?.also.as_ref()?.get(lang)?;
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    Some(words.join(", "))
}

/// A text that is still to be translated; what was to be written already says so.
fn to_do(text: &str) -> String {
    if text.starts_with("TODO") {
        text.to_owned()
    } else {
        format!("TODO: {text}")
    }
}
