//! Entries of a TOML document by their path: a table's key or a list's index at each step.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// Where the key of an entry stands.
pub(super) fn key_span(table: &DeTable<'_>, path: &[String]) -> Option<Range<usize>> {
    let (first, rest) = path.split_first()?;
    let (key, value) = table
        .iter()
        .find(|(key, _)| key.get_ref().as_ref() == first.as_str())?;
    if rest.is_empty() {
        return Some(key.span());
    }
    key_span_in(value.get_ref(), rest)
}

fn key_span_in(value: &DeValue<'_>, path: &[String]) -> Option<Range<usize>> {
    match value {
        DeValue::Table(table) => key_span(table, path),
        DeValue::Array(items) => {
            let (index, rest) = path.split_first()?;
            key_span_in(items.get(index.parse::<usize>().ok()?)?.get_ref(), rest)
        }
        _ => None,
    }
}

/// Where a key of this name stands, whatever table it is in: the nearest to the top, and of
/// several as near, the first.
pub(super) fn nearest_key(table: &DeTable<'_>, key: &str) -> Option<Range<usize>> {
    let mut level = vec![table];
    while !level.is_empty() {
        let here = level
            .iter()
            .flat_map(|table| table.keys())
            .filter(|name| name.get_ref().as_ref() == key)
            .map(toml::Spanned::span)
            .min_by_key(|span| span.start);
        if here.is_some() {
            return here;
        }
        level = level
            .iter()
            .flat_map(|table| table.values())
            .flat_map(|value| tables_in(value.get_ref()))
            .collect();
    }
    None
}

fn tables_in<'v, 't>(value: &'v DeValue<'t>) -> Vec<&'v DeTable<'t>> {
    match value {
        DeValue::Table(table) => vec![table],
        DeValue::Array(items) => items
            .iter()
            .flat_map(|item| tables_in(item.get_ref()))
            .collect(),
        _ => Vec::new(),
    }
}

/// The text that `key` has in that table of a list in which a place lies.
pub(super) fn text_in_entry(
    table: &DeTable<'_>,
    list: &str,
    key: &str,
    at: usize,
) -> Option<String> {
    let DeValue::Array(items) = table.get(list)?.get_ref() else {
        return None;
    };
    // The span of a table is that of its heading; what is below lies before the next one.
    let entry = items.iter().rev().find(|item| item.span().start <= at)?;
    let DeValue::Table(entry) = entry.get_ref() else {
        return None;
    };
    match entry.get(key)?.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        _ => None,
    }
}

/// The path of the smallest entry whose key or value covers a span.
pub(super) fn smallest_entry(table: &DeTable<'_>, span: &Range<usize>) -> Option<Vec<String>> {
    table.iter().find_map(|(key, value)| {
        let name = key.get_ref().to_string();
        let covers = |outer: Range<usize>| outer.start <= span.start && span.end <= outer.end;
        let inner = smallest_in(value.get_ref(), span);
        if let Some(rest) = inner {
            return Some([vec![name], rest].concat());
        }
        (covers(value.span()) || covers(key.span())).then(|| vec![name])
    })
}

fn smallest_in(value: &DeValue<'_>, span: &Range<usize>) -> Option<Vec<String>> {
    match value {
        DeValue::Table(table) => smallest_entry(table, span),
        DeValue::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
            if let Some(rest) = smallest_in(item.get_ref(), span) {
                return Some([vec![index.to_string()], rest].concat());
            }
            let outer = item.span();
            (outer.start <= span.start && span.end <= outer.end).then(|| vec![index.to_string()])
        }),
        _ => None,
    }
}

/// Takes an entry out, if it is there.
pub(super) fn remove(table: &mut DeTable<'_>, path: &[String]) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if rest.is_empty() {
        let key = table
            .keys()
            .find(|key| key.get_ref().as_ref() == first.as_str())
            .cloned();
        if let Some(key) = key {
            table.remove(&key);
        }
        return;
    }
    for (key, value) in table.iter_mut() {
        if key.get_ref().as_ref() == first.as_str() {
            remove_in(value.get_mut(), rest);
        }
    }
}

fn remove_in(value: &mut DeValue<'_>, path: &[String]) {
    match value {
        DeValue::Table(table) => remove(table, path),
        DeValue::Array(items) => {
            let Some((first, rest)) = path.split_first() else {
                return;
            };
            let Ok(index) = first.parse::<usize>() else {
                return;
            };
            if rest.is_empty() {
                *items = items
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| *at != index)
                    .map(|(_, item)| item.clone())
                    .collect();
            } else if let Some(item) = items.get_mut(index) {
                remove_in(item.get_mut(), rest);
            }
        }
        _ => {}
    }
}
