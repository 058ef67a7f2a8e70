//! Keys of front matter and data files, from the schemas of the types that read them.

use schemars::schema_for;
use serde_json::Value as Json;

use super::cursor::TextKind;
use candor_core::config::Config;
use candor_core::parse::expand;
use candor_core::rules::Pack;
use candor_model::channel::ChannelsFile;
use candor_model::page::FrontMatter;
use candor_model::quarter::Quarter;

/// How a key's value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Behind an equals sign.
    Value,
    /// As a table, `[entity]`.
    Table,
    /// As one table an entry, `[[channel]]`.
    Tables,
}

/// One key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its name.
    pub name: String,
    /// What it means.
    pub description: String,
    /// How its value is written.
    pub shape: Shape,
}

/// The keys of a table, in name order. `path` leads to the table, from the document's root.
pub fn keys(kind: TextKind, path: &[String]) -> Vec<Key> {
    let schema = match kind {
        TextKind::Page => schema_for!(FrontMatter),
        TextKind::Config => schema_for!(Config),
        TextKind::Channels => schema_for!(ChannelsFile),
        TextKind::Quarter => schema_for!(Quarter),
        TextKind::Pack => schema_for!(Pack),
    };
    let schema = schema.as_value();
    let mut keys: Vec<Key> = elements(schema, path)
        .iter()
        .filter_map(|node| node.get("properties")?.as_object())
        .flatten()
        .map(|(name, node)| Key {
            name: name.clone(),
            description: description(schema, node),
            shape: shape(schema, node),
        })
        .collect();
    keys.sort_by(|a, b| a.name.cmp(&b.name));
    keys.dedup_by(|a, b| a.name == b.name);
    keys
}

/// One key of a table.
pub fn key(kind: TextKind, path: &[String], name: &str) -> Option<Key> {
    keys(kind, path).into_iter().find(|key| key.name == name)
}

/// The nodes at a path of keys, and for a list those of its entries.
fn elements<'a>(schema: &'a Json, path: &[String]) -> Vec<&'a Json> {
    let entries = |node: &'a Json| -> Vec<&'a Json> {
        let nodes = expand(schema, node).into_iter();
        nodes
            .flat_map(|node| match node.get("items") {
                Some(items) => expand(schema, items),
                None => vec![node],
            })
            .collect()
    };
    path.iter().fold(entries(schema), |nodes, key| {
        nodes
            .into_iter()
            .filter_map(|node| node.get("properties")?.get(key))
            .flat_map(entries)
            .collect()
    })
}

/// What stands at the key itself, else at its type.
fn description(schema: &Json, node: &Json) -> String {
    std::iter::once(node)
        .chain(expand(schema, node))
        .find_map(|node| node.get("description")?.as_str())
        .unwrap_or_default()
        .to_owned()
}

fn shape(schema: &Json, node: &Json) -> Shape {
    let has_keys = |node: &Json| {
        expand(schema, node)
            .iter()
            .any(|node| node.get("properties").is_some())
    };
    let items = expand(schema, node)
        .into_iter()
        .find_map(|node| node.get("items"));
    if items.is_some_and(has_keys) {
        Shape::Tables
    } else if has_keys(node) {
        Shape::Table
    } else {
        Shape::Value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn every_key_of_front_matter_and_configuration_says_what_it_means() {
        let entity = path(&["entity"]);
        let channel = path(&["channel"]);
        let cases: [(TextKind, &[String]); 4] = [
            (TextKind::Page, &[]),
            (TextKind::Config, &[]),
            (TextKind::Config, &entity),
            (TextKind::Channels, &channel),
        ];
        for (kind, path) in cases {
            let keys = keys(kind, path);
            assert!(keys.len() > 5, "{kind:?} {path:?}: {keys:?}");
            for key in keys {
                assert!(
                    !key.description.is_empty(),
                    "{kind:?} {path:?} {}",
                    key.name
                );
            }
        }
    }

    #[test]
    fn tables_are_told_from_values() {
        let shape = |kind, at: &[&str], name| key(kind, &path(at), name).map(|key| key.shape);
        assert_eq!(shape(TextKind::Config, &[], "entity"), Some(Shape::Table));
        assert_eq!(
            shape(TextKind::Config, &[], "redirects"),
            Some(Shape::Tables)
        );
        assert_eq!(
            shape(TextKind::Channels, &[], "channel"),
            Some(Shape::Tables)
        );
        assert_eq!(
            shape(TextKind::Channels, &["channel"], "number"),
            Some(Shape::Value)
        );
        assert_eq!(
            shape(TextKind::Config, &["entity"], "responsible"),
            Some(Shape::Tables)
        );
        assert_eq!(
            shape(TextKind::Channels, &["channel", "ai"], "used"),
            Some(Shape::Value)
        );
    }
}
