//! What a JSON Schema says of a document: the keys that it knows, and those that must be there.

use std::ops::Range;

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Required keys that a table lacks, with the place of the nearest key that is there.
pub(super) fn find_missing(
    root: &Json,
    node: &Json,
    table: &DeTable<'_>,
    prefix: &str,
    missing: &mut Vec<(String, Option<Range<usize>>)>,
) {
    for node in expand(root, node) {
        let required = node.get("required").and_then(Json::as_array);
        for key in required.into_iter().flatten().filter_map(Json::as_str) {
            let there = table.keys().any(|known| known.get_ref().as_ref() == key);
            if !there {
                let first = table
                    .keys()
                    .map(Spanned::span)
                    .min_by_key(|span| span.start);
                missing.push((format!("{prefix}{key}"), first));
            }
        }
        let Some(properties) = node.get("properties").and_then(Json::as_object) else {
            continue;
        };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let Some(child) = properties.get(name) else {
                continue;
            };
            match value.get_ref() {
                DeValue::Table(inner) => {
                    find_missing(root, child, inner, &format!("{prefix}{name}."), missing);
                }
                DeValue::Array(items) => {
                    let child = expand(root, child)
                        .into_iter()
                        .find_map(|node| node.get("items"));
                    for (at, item) in items.iter().enumerate() {
                        if let (DeValue::Table(inner), Some(child)) = (item.get_ref(), child) {
                            find_missing(
                                root,
                                child,
                                inner,
                                &format!("{prefix}{name}.{at}."),
                                missing,
                            );
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// The keys that a JSON Schema knows at a path.
pub(super) fn properties_at(schema: &Json, path: &[String]) -> Vec<String> {
    let mut nodes = expand(schema, schema);
    for segment in path {
        let mut next = Vec::new();
        for node in nodes {
            let child = node
                .pointer("/properties")
                .and_then(|properties| properties.get(segment))
                .or_else(|| node.get("items"))
                .or_else(|| node.get("additionalProperties"));
            if let Some(child) = child {
                next.extend(expand(schema, child));
            }
        }
        nodes = next;
    }
    let mut names: Vec<String> = nodes
        .iter()
        .filter_map(|node| node.get("properties").and_then(Json::as_object))
        .flat_map(|properties| properties.keys().cloned())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// A schema node with its references and alternatives followed.
pub fn expand<'a>(root: &'a Json, node: &'a Json) -> Vec<&'a Json> {
    if let Some(target) = node.get("$ref").and_then(Json::as_str) {
        return target
            .strip_prefix('#')
            .and_then(|pointer| root.pointer(pointer))
            .map_or_else(Vec::new, |target| expand(root, target));
    }
    let mut nodes = vec![node];
    for word in ["anyOf", "oneOf", "allOf"] {
        let alternatives = node.get(word).and_then(Json::as_array);
        nodes.extend(
            alternatives
                .into_iter()
                .flatten()
                .flat_map(|alternative| expand(root, alternative)),
        );
    }
    nodes
}
