//! What every requirement, point and check means: written once, shown by
//! `candor explain` and carried by the reports for machines.

pub mod human;
mod library;
pub mod markdown;

pub use library::{Library, Section, Unknown};

use crate::check::docs::CheckDoc;
use crate::rules::pack::{Alternative, Condition, HowRead, Point, Source, Topic};
use crate::rules::{Entry, Pack, claim_of_point, point_id, topic_id};
use candor_model::basis::Basis;
use candor_model::findings::Severity;

/// What one requirement, point or check means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Its id, as findings carry it.
    pub id: String,
    /// Id of the pack that asks; `None` for what is checked on every site.
    pub pack: Option<String>,
    /// What it asks for.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// What an answer must hold, each a phrase.
    pub needs: Vec<String>,
    /// What it rests on, when a pack asks.
    pub basis: Option<Basis>,
    /// Where it comes from.
    pub citations: Vec<Citation>,
    /// How bad it is when it is not so; `None` when the pack does not ask for it.
    pub severity: Option<Severity>,
    /// What readers of the pack should know.
    pub note: Option<String>,
    /// What to do about it.
    pub help: String,
    /// The heading that claims it.
    pub claim: Option<String>,
    /// An example that would pass.
    pub good: Option<String>,
    /// An example that would not.
    pub bad: Option<String>,
    /// Its points or items: id and what each asks for.
    pub parts: Vec<(String, String)>,
}

/// A place in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// As [`Pack::cited`] writes it, with its mark if nobody read that text.
    pub text: String,
    /// Where the source is.
    pub url: Option<String>,
}

impl Explanation {
    /// What a pack asks for.
    pub fn of_entry(pack: &Pack, entry: Entry<'_>) -> Explanation {
        let blank = Explanation {
            id: entry.id(),
            pack: Some(pack.id.get_ref().clone()),
            title: entry.title(),
            why: String::new(),
            needs: Vec::new(),
            basis: Some(entry.basis()),
            citations: citations(pack, entry),
            severity: pack.severity_of(entry),
            note: None,
            help: String::new(),
            claim: None,
            good: None,
            bad: None,
            parts: Vec::new(),
        };
        match entry {
            Entry::Topic(topic) => Explanation {
                why: topic.why.clone(),
                needs: vec![format!(
                    "a question with an answer for each of its {} points",
                    topic.points.len()
                )],
                note: topic.note.clone(),
                help: topic.help.clone(),
                parts: topic
                    .points
                    .iter()
                    .map(|point| {
                        (
                            point_id(topic, point),
                            point.question.get("en", "en").to_owned(),
                        )
                    })
                    .collect(),
                ..blank
            },
            Entry::Point(topic, point) => Explanation {
                why: point.why.clone(),
                needs: needs_of_point(pack, topic, point),
                help: point.guidance.get("en", "en").to_owned(),
                claim: Some(heading(
                    point.question.get("en", "en"),
                    point.anchor.as_deref().unwrap_or(point.id.get_ref()),
                    &claim_of_point(topic, point),
                )),
                good: point.good.clone(),
                bad: point.bad.clone(),
                ..blank
            },
            Entry::Requirement(requirement) => Explanation {
                why: requirement.why.clone(),
                note: match (&requirement.reason, &requirement.note) {
                    (Some(reason), Some(note)) => Some(format!("{reason} {note}")),
                    (reason, note) => reason.clone().or(note.clone()),
                },
                help: requirement.help.clone(),
                good: requirement.good.clone(),
                bad: requirement.bad.clone(),
                parts: requirement
                    .items
                    .iter()
                    .map(|item| {
                        let entry = Entry::Item(requirement, item);
                        (entry.id(), entry.title())
                    })
                    .collect(),
                ..blank
            },
            Entry::Item(requirement, item) => Explanation {
                why: requirement.why.clone(),
                needs: requirement
                    .setup
                    .iter()
                    .flat_map(|setup| setup.demands())
                    .map(|demand| demand.in_words(pack, None))
                    .collect(),
                help: item.guidance.get("en", "en").to_owned(),
                claim: entry
                    .claim()
                    .map(|claim| heading(item.title.get("en", "en"), &item.anchor, &claim)),
                good: item.good.clone(),
                bad: item.bad.clone(),
                ..blank
            },
        }
    }

    /// What is checked on every site.
    pub fn of_check(doc: &CheckDoc) -> Explanation {
        Explanation {
            id: doc.id.clone(),
            pack: None,
            title: doc.title.clone(),
            why: doc.why.clone(),
            needs: Vec::new(),
            basis: None,
            citations: Vec::new(),
            severity: Some(doc.severity.into()),
            note: None,
            help: doc.help.clone(),
            claim: None,
            good: Some(doc.good.clone()),
            bad: Some(doc.bad.clone()),
            parts: Vec::new(),
        }
    }

    /// What its parts are called.
    fn parts_title(&self) -> &'static str {
        if self.id.starts_with("topic.") {
            "Its points"
        } else {
            "Its parts"
        }
    }

    /// What happens when it is not so, as a sentence.
    pub fn consequence(&self) -> &'static str {
        match self.severity {
            Some(Severity::Error) => {
                "It is an error: the site is not published until it is mended, or waived for a time."
            }
            Some(Severity::Warning) => {
                "It is a warning: the site is published all the same, unless you run Candor with --deny warning."
            }
            Some(Severity::Note) => "It is a note: nothing denies it.",
            None => "Nothing: this pack does not ask for it.",
        }
    }
}

/// What is told of a source below its title: its address, how it was read, and whom it is about.
fn about_source(source: &Source) -> Vec<String> {
    let remark = source.remark.as_deref();
    let remark = remark.map_or_else(String::new, |remark| format!(", {remark}"));
    let read = match source.read {
        HowRead::NotRead => "Not read.".to_owned(),
        how => format!("Read as {}{remark}.", how.as_str()),
    };
    let scope = source
        .scope
        .as_ref()
        .map(|scope| scope.get("en", "en").to_owned());
    let all = [source.url.clone(), Some(read), source.how.clone(), scope];
    all.into_iter().flatten().collect()
}

/// `## Why is my account frozen? {#why-frozen covers=account-freezes.reasons}`
fn heading(question: &str, anchor: &str, claim: &str) -> String {
    format!("## {question} {{#{anchor} covers={claim}}}")
}

fn citations(pack: &Pack, entry: Entry<'_>) -> Vec<Citation> {
    let url = |key: &str| pack.source.get(key).and_then(|source| source.url.clone());
    let mut citations: Vec<Citation> = match entry {
        Entry::Item(_, item) if item.cite.is_some() => vec![Citation {
            text: pack.citation(entry),
            url: entry
                .sources()
                .first()
                .and_then(|reference| url(reference.key.get_ref())),
        }],
        _ => entry
            .sources()
            .iter()
            .map(|reference| Citation {
                text: pack.cited(reference),
                url: url(reference.key.get_ref()),
            })
            .collect(),
    };
    citations.dedup();
    citations
}

fn needs_of_point(pack: &Pack, topic: &Topic, point: &Point) -> Vec<String> {
    let mut needs: Vec<String> = point
        .evidence
        .iter()
        .map(|demand| demand.get_ref().in_words(pack, None))
        .collect();
    let id = point.id.get_ref();
    for Alternative {
        points,
        instead_of,
        when,
        ..
    } in &topic.alternatives
    {
        let when = match when {
            Condition::NoAi => "no channel says that it uses AI",
        };
        if points.contains(id) {
            needs.push(format!(
                "only while {when}; it then stands in for {}",
                listed(topic, instead_of)
            ));
        }
        if instead_of.contains(id) {
            needs.push(format!(
                "nothing, while {when} and a question claims {} instead",
                listed(topic, points)
            ));
        }
    }
    needs
}

fn listed(topic: &Topic, points: &[String]) -> String {
    let ids: Vec<String> = points
        .iter()
        .map(|point| format!("{}.{point}", topic_id(topic)))
        .collect();
    ids.join(" and ")
}
