//! `front-matter.related`: the questions that a topic names as related exist.

use crate::parse::front_matter::key_span;
use crate::site::{Page, Site};
use candor_model::findings::{Finding, nearest};

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    let naming = site
        .pages
        .iter()
        .filter(|page| !page.head.front.related.is_empty());
    for page in naming {
        let topics: Vec<&Page> = site
            .pages_in(&page.head.lang)
            .filter(|other| other.head.is_topic())
            .collect();
        for wanted in &page.head.front.related {
            let Some(help) = missing(wanted, page, &topics) else {
                continue;
            };
            let span = site
                .tree
                .whole_text(&page.head.source)
                .ok()
                .and_then(|text| key_span(&text, &(0..page.head.body_at), "related"));
            findings.push(
                Finding::error(
                    "front-matter.related",
                    format!("`{wanted}` is no question of another topic"),
                )
                .help(help)
                .at_opt(&*page.head.source, span),
            );
        }
    }
}

/// What to do about a name that leads to no question; `None` when it leads to one.
fn missing(wanted: &str, page: &Page, topics: &[&Page]) -> Option<String> {
    let (name, anchor) = wanted.split_once('#').unwrap_or((wanted, ""));
    let others = || {
        topics
            .iter()
            .filter(|topic| topic.head.key != page.head.key)
    };
    let near = match others().find(|topic| topic.head.name() == name) {
        None => nearest(name, others().map(|topic| topic.head.name())).map(str::to_owned),
        Some(topic) => {
            let questions = &topic.outline.questions;
            if anchor.is_empty() && !questions.is_empty()
                || questions.iter().any(|question| question.id == anchor)
            {
                return None;
            }
            nearest(
                anchor,
                questions.iter().map(|question| question.id.as_str()),
            )
            .map(|near| format!("{name}#{near}"))
        }
    };
    Some(match near {
        Some(near) => format!("Did you mean `{near}`?"),
        None => "Name the file of another topic, such as fees, or one of its questions, such as fees#network-fee."
            .to_owned(),
    })
}
