//! What can be written at a place.

use gen_lsp_types as lsp;
use lsp::{CompletionItem, CompletionItemKind};

use super::cursor::{Cursor, Slot, Syntax, Table, TextKind};
use super::keys::{self, Shape};
use super::points;
use super::position::Lines;
use super::worker::Knowledge;

/// Characters after which an editor should ask.
pub const TRIGGERS: &[&str] = &["{", "=", ",", ".", "["];

/// The completions at a cursor in the file at `path`.
pub fn complete(
    cursor: Cursor<'_>,
    path: &str,
    lines: &Lines<'_>,
    knowledge: Option<&Knowledge>,
) -> Vec<CompletionItem> {
    match (cursor.slot(), knowledge) {
        (
            Some(Slot::Fact {
                span,
                opens,
                closes,
            }),
            Some(knowledge),
        ) => {
            let range = lines.range(&span);
            let before = if opens { " " } else { "" };
            facts(path, knowledge, |name| {
                edit(range, format!("{before}{name}{closes}"))
            })
        }
        (Some(Slot::Point { span, claimed }), Some(knowledge)) => {
            let range = lines.range(&span);
            of_points(path, knowledge, &claimed, range)
        }
        (
            Some(Slot::Key {
                span,
                table,
                has_value,
            }),
            _,
        ) => of_table(cursor.kind, &table, has_value, lines.range(&span)),
        (Some(Slot::Header { span }), _) => headers(cursor.kind, lines.range(&span)),
        _ => Vec::new(),
    }
}

fn edit(range: lsp::Range, new_text: String) -> Option<lsp::CompletionItemTextEdit> {
    Some(lsp::TextEdit { range, new_text }.into())
}

fn facts(
    path: &str,
    knowledge: &Knowledge,
    edit: impl Fn(&str) -> Option<lsp::CompletionItemTextEdit>,
) -> Vec<CompletionItem> {
    let facts = knowledge.facts_for(path).into_iter();
    facts
        .flat_map(|facts| facts.iter())
        .map(|(name, fact)| CompletionItem {
            label: name.to_owned(),
            kind: Some(CompletionItemKind::Constant),
            detail: Some(fact.text.clone()),
            text_edit: edit(name),
            ..Default::default()
        })
        .collect()
}

fn of_points(
    path: &str,
    knowledge: &Knowledge,
    claimed: &[String],
    range: lsp::Range,
) -> Vec<CompletionItem> {
    let lang = knowledge.lang_of(path);
    let default = knowledge.default_lang();
    let file = path.rsplit('/').next().unwrap_or_default();
    let topic = file.split('.').next().unwrap_or_default();
    points::all(&knowledge.rules)
        .into_iter()
        .filter(|point| !claimed.contains(&point.claim))
        .enumerate()
        .map(|(at, point)| {
            // The page's own topic comes first, and every topic in the order of the pack.
            let is_other = point.claim.split('.').next() != Some(topic);
            CompletionItem {
                label: point.claim.clone(),
                kind: Some(CompletionItemKind::EnumMember),
                detail: Some(point.question(lang, default)),
                documentation: Some(markdown(point.explain(lang, default))),
                sort_text: Some(format!("{}{at:04}", u8::from(is_other))),
                text_edit: edit(range, point.claim),
                ..Default::default()
            }
        })
        .collect()
}

fn of_table(
    kind: TextKind,
    table: &Table,
    has_value: bool,
    range: lsp::Range,
) -> Vec<CompletionItem> {
    let sign = match table.syntax {
        _ if has_value => "",
        Syntax::Toml => " = ",
        Syntax::Yaml => ": ",
    };
    keys::keys(kind, &table.path)
        .into_iter()
        .filter(|key| !table.keys.contains(&key.name))
        .map(|key| {
            let is_root = table.path.is_empty();
            let text = match key.shape {
                Shape::Table if is_root => format!("[{}]", key.name),
                Shape::Tables if is_root => format!("[[{}]]", key.name),
                _ => format!("{}{sign}", key.name),
            };
            CompletionItem {
                label: key.name.clone(),
                kind: Some(CompletionItemKind::Property),
                documentation: Some(markdown(key.description)),
                text_edit: edit(range, text),
                ..Default::default()
            }
        })
        .collect()
}

/// Headers of the tables at the root, and of those one step below.
fn headers(kind: TextKind, range: lsp::Range) -> Vec<CompletionItem> {
    let mut items = Vec::new();
    for key in keys::keys(kind, &[]) {
        if key.shape == Shape::Value {
            continue;
        }
        let path = [key.name.clone()];
        let inner = keys::keys(kind, &path)
            .into_iter()
            .filter(|inner| inner.shape != Shape::Value)
            .map(|inner| (format!("{}.{}", key.name, inner.name), inner));
        let own = (key.name.clone(), key.clone());
        for (name, key) in std::iter::once(own).chain(inner) {
            let header = match key.shape {
                Shape::Tables => format!("[[{name}]]"),
                _ => format!("[{name}]"),
            };
            items.push(CompletionItem {
                label: header.clone(),
                kind: Some(CompletionItemKind::Struct),
                documentation: Some(markdown(key.description)),
                text_edit: edit(range, header),
                ..Default::default()
            });
        }
    }
    items
}

fn markdown(value: String) -> lsp::Documentation {
    lsp::MarkupContent {
        kind: lsp::MarkupKind::Markdown,
        value,
    }
    .into()
}
