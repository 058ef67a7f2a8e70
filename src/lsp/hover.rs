//! What there is to say about what stands at a place, as Markdown.

use std::ops::Range;

use super::cursor::{Cursor, Thing};
use super::keys;
use super::origin::Origin;
use super::points;
use super::worker::Knowledge;
use candor_model::facts::Fact;

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
            let point = points::find(&knowledge.rules, &claim)?;
            let text = point.explain(knowledge.lang_of(path), knowledge.default_lang());
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
        Origin::Config(_) if is_of_pack(name, knowledge) => {
            let packs = knowledge.rules.packs.iter();
            let ids: Vec<&str> = packs.map(|pack| pack.id.get_ref().as_str()).collect();
            format!("the rule pack {}", ids.join(", "))
        }
        Origin::Config(_) => {
            let table = name.split('.').next().unwrap_or_default();
            format!("`[{table}]` in {}", origin.file())
        }
    };
    format!("**{}**\n\n`{name}`, from {from}", fact.text)
}

/// Whether a fact is a detail of the regulator that the configuration leaves to a pack.
fn is_of_pack(name: &str, knowledge: &Knowledge) -> bool {
    let own = &knowledge.regulator;
    match name {
        "regulator.name" => own.name.is_none(),
        "regulator.short_name" => own.short_name.is_none() && own.name.is_none(),
        "regulator.website" => own.website.is_none(),
        "regulator.phone" => own.phone.is_none(),
        "regulator.address" => own.address.is_empty(),
        _ => false,
    }
}
