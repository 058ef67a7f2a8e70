//! What there is to say about what stands at a place, as Markdown.

use std::fmt::Write as _;
use std::ops::Range;

use super::cursor::{Cursor, Thing};
use super::keys;
use super::origin::Origin;
use super::points::Point;
use super::worker::Knowledge;
use crate::model::facts::Fact;

/// What to show at a cursor in the file at `path`, and of which range of its text it tells.
pub fn hover(
    cursor: Cursor<'_>,
    path: &str,
    knowledge: Option<&Knowledge>,
) -> Option<(String, Range<usize>)> {
    match cursor.thing()? {
        Thing::Fact(name, span) => {
            let fact = knowledge?.facts_for(path)?.get(&name)?;
            Some((of_fact(&name, fact, knowledge?), span))
        }
        Thing::Point(claim, span) => {
            let knowledge = knowledge?;
            let point = knowledge.point(&claim)?;
            let text = of_point(point, knowledge.lang_of(path), knowledge.default_lang());
            Some((text, span))
        }
        Thing::Key(table, name, span) => {
            let key = keys::key(cursor.kind, &table, &name)?;
            Some((format!("`{}`: {}", key.name, key.description), span))
        }
        Thing::Link(..) => None,
    }
}

fn of_fact(name: &str, fact: &Fact, knowledge: &Knowledge) -> String {
    let origin = Origin::of(name, fact);
    let from = match &origin {
        Origin::Channel(id, _) => format!("the channel `{id}` in {}", origin.file()),
        Origin::Config(_) if name.starts_with("regulator.") && !knowledge.packs.is_empty() => {
            format!(
                "`[regulator]` in {}, or the rule pack {}",
                origin.file(),
                knowledge.packs.join(", ")
            )
        }
        Origin::Config(_) => {
            let table = name.split('.').next().unwrap_or_default();
            format!("`[{table}]` in {}", origin.file())
        }
    };
    format!("**{}**\n\n`{name}`, from {from}", fact.text)
}

/// What a point asks for, with what it rests on.
pub fn of_point(point: &Point, lang: &str, default: &str) -> String {
    let mut text = format!(
        "**{}**\n\n`{}`\n\n{}",
        point.question.get(lang, default),
        point.claim,
        point.guidance.get(lang, default)
    );
    // Writing to a string cannot fail.
    if !point.evidence.is_empty() {
        let evidence: Vec<String> = point
            .evidence
            .iter()
            .map(|evidence| format!("`{evidence}`"))
            .collect();
        let _ = write!(text, "\n\nThe answer must hold: {}", evidence.join(", "));
    }
    if let Some(basis) = &point.basis {
        let _ = write!(text, "\n\nBasis: {basis}");
    }
    if !point.citations.is_empty() {
        let _ = write!(text, "\n\nSource: {}", point.citations.join("; "));
    }
    text
}
