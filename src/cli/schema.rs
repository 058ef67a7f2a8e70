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

fn schema(name: SchemaName) -> Schema {
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
        Some(name) => schema(name).to_value(),
        None => {
            let all: Map<String, Value> = [
                ("config", SchemaName::Config),
                ("front-matter", SchemaName::FrontMatter),
                ("channels", SchemaName::Channels),
                ("quarter", SchemaName::Quarter),
                ("pack", SchemaName::Pack),
            ]
            .into_iter()
            .map(|(name, schema_name)| (name.to_owned(), schema(schema_name).to_value()))
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
