//! Reading YAML, which content from other tools brings.

use std::ops::Range;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::{Source, read_toml};
use candor_model::findings::Finding;

/// Reads YAML, as TOML of the same meaning. Findings point at the key's line.
pub fn read_yaml<T>(source: Source<'_>, findings: &mut Vec<Finding>) -> Option<T>
where
    T: DeserializeOwned + JsonSchema,
{
    let syntax = |message: String, span: Option<Range<usize>>| {
        source
            .family
            .finding("syntax", format!("this is not valid YAML: {message}"))
            .help("Check the indentation and the colons, or write the front matter as TOML between +++ lines.")
            .at_opt(source.file, span.map(|span| source.shift(span)))
    };
    // A line for the fence, so that lines are counted as the file does.
    let fence = usize::from(source.offset > 0);
    let text = format!("{}{}", &"\n"[..fence], source.text);
    let value: Json = match serde_saphyr::from_str(&text) {
        Ok(value) => value,
        Err(error) => {
            let span = error.location().map(|at| {
                let line = usize::try_from(at.line()).unwrap_or(1);
                line_span(source.text, line.saturating_sub(1 + fence))
            });
            let message = error.to_string();
            let message = message.lines().next().unwrap_or_default().to_owned();
            findings.push(syntax(message, span));
            return None;
        }
    };
    let value = match value {
        Json::Null => Json::Object(serde_json::Map::new()),
        other => other,
    };
    for (key, _) in value
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, value)| holds_nothing(value))
    {
        let message = format!(
            "{}: an entry of this list is empty",
            super::wording::entry(std::slice::from_ref(key))
        );
        findings.push(
            source
                .family
                .finding("value", message)
                .help(
                    "Write a text, or take the entry out. A text such as no or 1.10 needs quotes.",
                )
                .at_opt(
                    source.file,
                    line_of(source.text, key).map(|span| source.shift(span)),
                ),
        );
    }
    let value = without_nulls(value);
    let toml = match toml::to_string(&value) {
        Ok(toml) => toml,
        Err(error) => {
            findings.push(syntax(error.to_string(), None));
            return None;
        }
    };
    let mut inner = Vec::new();
    let read = read_toml(
        Source {
            text: &toml,
            offset: 0,
            ..source
        },
        &mut inner,
    );
    for mut finding in inner {
        if let Some(place) = &mut finding.place {
            place.span = place
                .span
                .take()
                .and_then(|span| key_line(source.text, &toml, span.start))
                .map(|span| source.shift(span));
        }
        findings.push(finding);
    }
    read
}

fn without_nulls(value: Json) -> Json {
    match value {
        Json::Object(map) => Json::Object(
            map.into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key, without_nulls(value)))
                .collect(),
        ),
        Json::Array(items) => Json::Array(
            items
                .into_iter()
                .filter(|item| !item.is_null())
                .map(without_nulls)
                .collect(),
        ),
        other => other,
    }
}

/// Whether a list in a value has an entry without a value.
fn holds_nothing(value: &Json) -> bool {
    match value {
        Json::Array(items) => items
            .iter()
            .any(|item| item.is_null() || holds_nothing(item)),
        Json::Object(map) => map.values().any(holds_nothing),
        _ => false,
    }
}

fn line_span(text: &str, line: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let length = text[start..].lines().next().map_or(0, str::len);
    start..start + length
}

/// The line of `yaml` that sets the key standing at `offset` of the TOML made from it.
fn key_line(yaml: &str, toml: &str, offset: usize) -> Option<Range<usize>> {
    let start = toml[..offset].rfind('\n').map_or(0, |at| at + 1);
    line_of(
        yaml,
        toml[start..].split('=').next()?.trim().trim_matches('"'),
    )
}

/// The line that sets a key.
fn line_of(yaml: &str, key: &str) -> Option<Range<usize>> {
    let line = yaml.lines().position(|line| {
        line.trim_start()
            .strip_prefix(key)
            .is_some_and(|rest| rest.trim_start().starts_with(':'))
    })?;
    Some(line_span(yaml, line))
}
