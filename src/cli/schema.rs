//! `candor schema`: JSON Schemas, from the types that read the files.

use schemars::{Schema, schema_for};
use serde_json::{Map, Value};

use super::args::{SchemaArgs, SchemaName};
use super::{ExitStatus, report};
use candor_core::config::Config;
use candor_core::rules::Pack;
use candor_model::channel::ChannelsFile;
use candor_model::page::FrontMatter;
use candor_model::quarter::Quarter;

fn schema(name: SchemaName) -> Value {
    let mut schema = of_type(name).to_value();
    strict(&mut schema);
    schema
}

/// Makes a schema say all that is checked, in words that every validator knows: an unknown key is wrong, there is no
/// `null` in the files, and formats are left out, of which strict validators know none (<https://ajv.js.org/strict-mode.html>).
fn strict(schema: &mut Value) {
    let Value::Object(node) = schema else {
        return;
    };
    node.remove("format");
    if node.get("default").is_some_and(Value::is_null) {
        node.remove("default");
    }
    if let Some(Value::Array(types)) = node.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            node.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(alternatives)) = node.get_mut("anyOf") {
        alternatives.retain(|one| one.get("type").is_none_or(|name| name != "null"));
        if let [Value::Object(only)] = alternatives.as_slice() {
            let only = only.clone();
            node.remove("anyOf");
            for (key, value) in only {
                node.entry(key).or_insert(value);
            }
        }
    }
    if node.contains_key("properties") && !node.contains_key("additionalProperties") {
        let is_composed = ["$ref", "allOf", "anyOf", "oneOf"]
            .iter()
            .any(|word| node.contains_key(*word));
        let word = if is_composed {
            "unevaluatedProperties"
        } else {
            "additionalProperties"
        };
        node.insert(word.to_owned(), Value::Bool(false));
    }
    for (word, value) in node.iter_mut() {
        match (word.as_str(), value) {
            ("properties" | "$defs" | "patternProperties", Value::Object(named)) => {
                named.values_mut().for_each(strict);
            }
            ("items" | "additionalProperties" | "not", one) => strict(one),
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(several)) => {
                several.iter_mut().for_each(strict);
            }
            _ => {}
        }
    }
}

fn of_type(name: SchemaName) -> Schema {
    match name {
        SchemaName::Config => schema_for!(Config),
        SchemaName::FrontMatter => schema_for!(FrontMatter),
        SchemaName::Channels => schema_for!(ChannelsFile),
        SchemaName::Quarter => schema_for!(Quarter),
        SchemaName::Pack => schema_for!(Pack),
    }
}

/// Prints one schema, or an object of all of them by name.
pub fn run(args: &SchemaArgs) -> ExitStatus {
    let value = match args.name {
        Some(name) => schema(name),
        None => {
            let all: Map<String, Value> = [
                ("config", SchemaName::Config),
                ("front-matter", SchemaName::FrontMatter),
                ("channels", SchemaName::Channels),
                ("quarter", SchemaName::Quarter),
                ("pack", SchemaName::Pack),
            ]
            .into_iter()
            .map(|(name, schema_name)| (name.to_owned(), schema(schema_name)))
            .collect();
            Value::Object(all)
        }
    };
    match serde_json::to_string_pretty(&value) {
        Ok(text) => match report::data(&format!("{text}\n")) {
            Ok(()) => ExitStatus::Fine,
            Err(message) => {
                report::fault(&message);
                ExitStatus::Fault
            }
        },
        Err(error) => {
            report::fault(&error.to_string());
            ExitStatus::Fault
        }
    }
}
