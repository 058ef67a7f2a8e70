//! Reading one TOML (or YAML) document into a typed value, reporting everything
//! that is wrong with it at its own place instead of stopping at the first error.

mod schema;
mod tree;
mod typed;
mod yaml;

use std::ops::Range;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use toml::Spanned;
use toml::de::DeTable;

pub use self::schema::expand;
use self::schema::{find_missing, properties_at};
use self::tree::{key_span, remove, smallest_entry};
pub use self::yaml::read_yaml;
use super::wording;
use candor_model::findings::{Fault, Finding, nearest};

/// Which family of documents a text belongs to; names the ids of its findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// `candor.toml` and packs: `config.*`, the environment's fault.
    Config,
    /// Data files: `data.*`.
    Data,
    /// Front matter of a page: `front-matter.*`.
    FrontMatter,
}

impl Family {
    fn prefix(self) -> &'static str {
        match self {
            Family::Config => "config",
            Family::Data => "data",
            Family::FrontMatter => "front-matter",
        }
    }

    fn finding(self, kind: &str, message: String) -> Finding {
        let mut finding = Finding::error(format!("{}.{kind}", self.prefix()), message);
        if self == Family::Config {
            finding.fault = Fault::Environment;
        }
        finding
    }
}

/// A text to read, and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The document's text.
    pub text: &'a str,
    /// Site-relative path of the file that holds it.
    pub file: &'a str,
    /// Offset of `text` in that file, in bytes.
    pub offset: usize,
    /// What kind of document it is.
    pub family: Family,
}

impl Source<'_> {
    fn shift(&self, span: Range<usize>) -> Range<usize> {
        span.start + self.offset..span.end + self.offset
    }
}

/// More wrong values than this in one document are not worth listing one by one.
const MOST_ERRORS: usize = 50;

/// Reads TOML. Values of the wrong type are reported and left out, so that all
/// of them are found in one run; unknown keys are reported with the nearest name.
///
/// Returns `None` when the document does not parse or lacks something required.
pub fn read_toml<T>(source: Source<'_>, findings: &mut Vec<Finding>) -> Option<T>
where
    T: DeserializeOwned + JsonSchema,
{
    let (table, errors) = DeTable::parse_recoverable(source.text);
    if !errors.is_empty() {
        let mut told = 0..0;
        for error in errors {
            // Of a heading that stands there twice, each key below it is called so, too.
            if let Some(span) = error
                .span()
                .filter(|_| wording::is_repeated(error.message()))
            {
                if told.contains(&span.start) {
                    continue;
                }
                told = section_of(source.text, span.start).unwrap_or(told);
            }
            let typed = error
                .span()
                .and_then(|span| typed::mistake(source.text, span.start));
            let (what, help) = typed.unwrap_or_else(|| {
                (
                    wording::syntax(error.message()).to_owned(),
                    "Check quotes, brackets and equals signs on this line and the one above it."
                        .to_owned(),
                )
            });
            let finding = source
                .family
                .finding("syntax", format!("this is not valid TOML: {what}"))
                .help(help)
                .at_opt(source.file, error.span().map(|span| source.shift(span)));
            findings.push(finding);
        }
        return None;
    }
    let (outcome, unknown) = deserialize::<T>(table);
    if unknown.is_empty()
        && let Ok(value) = outcome
    {
        return Some(value);
    }
    // Something is wrong: what follows is slower and happens to few documents.
    let (table, _) = DeTable::parse_recoverable(source.text);
    let schema = schemars::schema_for!(T);
    let mut missing = Vec::new();
    find_missing(
        schema.as_value(),
        schema.as_value(),
        table.get_ref(),
        "",
        &mut missing,
    );
    for (path, span) in missing {
        findings.push(
            source
                .family
                .finding(
                    "value",
                    format!("{} is missing", wording::entry(&dotted(&path))),
                )
                .help(format!(
                    "Add it. `candor schema` lists the keys of {}.",
                    source.file
                ))
                .at_opt(source.file, span.map(|span| source.shift(span))),
        );
    }
    let (read, unknown) = read_what_is_right(source, table.clone(), findings);
    for path in unknown {
        findings.push(unknown_key(&source, schema.as_value(), &table, &path));
    }
    read
}

/// The section of the heading that stands at a place: up to the next heading.
fn section_of(text: &str, at: usize) -> Option<Range<usize>> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let is_heading = |line: &str| line.trim_start().starts_with('[');
    let mut lines = text.get(start..)?.split_inclusive('\n');
    let heading = lines.next().filter(|line| is_heading(line))?;
    let below: usize = lines
        .take_while(|line| !is_heading(line))
        .map(str::len)
        .sum();
    Some(start..start + heading.len() + below)
}

/// Deserialises a table, and lists the paths of the keys that nothing asked for.
fn deserialize<T: DeserializeOwned>(
    table: Spanned<DeTable<'_>>,
) -> (Result<T, toml::de::Error>, Vec<Vec<String>>) {
    let mut unknown = Vec::new();
    let outcome = serde_ignored::deserialize(toml::Deserializer::from(table), |path| {
        unknown.push(segments(&path));
    });
    (outcome, unknown)
}

/// Leaves out one wrong value after the other until the rest can be read. Unknown
/// keys are those of the last try: an earlier one ended at a wrong value.
fn read_what_is_right<T: DeserializeOwned>(
    source: Source<'_>,
    mut table: Spanned<DeTable<'_>>,
    findings: &mut Vec<Finding>,
) -> (Option<T>, Vec<Vec<String>>) {
    let mut unknown = Vec::new();
    for _ in 0..MOST_ERRORS {
        let (outcome, ignored) = deserialize(table.clone());
        unknown = ignored;
        let error = match outcome {
            Ok(value) => return (Some(value), unknown),
            Err(error) => error,
        };
        let span = error.span().unwrap_or(0..0);
        let culprit = smallest_entry(table.get_ref(), &span);
        let message = match &culprit {
            Some(path) => format!(
                "{}: {}",
                wording::entry(path),
                wording::value(error.message())
            ),
            None => wording::value(error.message()),
        };
        let finding = source.family.finding("value", message).help(format!(
            "`candor schema` lists the keys and their kinds for {}.",
            source.file
        ));
        // What is missing was found by the schema, all at once; serde also calls missing
        // what was left out here.
        if !wording::is_missing(error.message()) {
            findings.push(if span.is_empty() {
                finding.in_file(source.file)
            } else {
                finding.at(source.file, source.shift(span))
            });
        }
        match culprit {
            Some(path) => remove(table.get_mut(), &path),
            None => break,
        }
    }
    (None, unknown)
}

/// Where a key stands in a TOML text: its own line from beginning to end. The nearest to the
/// top is meant, and of several as near, the first.
pub fn key_line_of(text: &str, key: &str) -> Option<Range<usize>> {
    let (table, _) = DeTable::parse_recoverable(text);
    let at = tree::nearest_key(table.get_ref(), key)?.start;
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next()?;
    Some(start..start + line.trim_end().len())
}

/// Where the key at a path stands in a TOML text.
pub fn place_of_key(text: &str, path: &[&str]) -> Option<Range<usize>> {
    let (table, _) = DeTable::parse_recoverable(text);
    let path: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
    key_span(table.get_ref(), &path)
}

/// The text that `key` has in the table of the list `list` that a place lies in: in its heading
/// or below it.
pub fn text_in_entry(text: &str, list: &str, key: &str, at: usize) -> Option<String> {
    let (table, _) = DeTable::parse_recoverable(text);
    tree::text_in_entry(table.get_ref(), list, key, at)
}

fn dotted(path: &str) -> Vec<String> {
    path.split('.').map(str::to_owned).collect()
}

fn segments(path: &serde_ignored::Path<'_>) -> Vec<String> {
    use serde_ignored::Path;
    match path {
        Path::Root => Vec::new(),
        Path::Seq { parent, index } => [segments(parent), vec![index.to_string()]].concat(),
        // `Spanned` values are maps with a private key to serde.
        Path::Map { parent, key } if key.starts_with("$__") => segments(parent),
        Path::Map { parent, key } => [segments(parent), vec![key.clone()]].concat(),
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => segments(parent),
    }
}

fn unknown_key(
    source: &Source<'_>,
    schema: &Json,
    table: &Spanned<DeTable<'_>>,
    path: &[String],
) -> Finding {
    let key = path.last().map(String::as_str).unwrap_or_default();
    let known = properties_at(schema, &path[..path.len().saturating_sub(1)]);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let help = match nearest(key, known.iter().copied()) {
        Some(name) => format!("Did you mean `{name}`?"),
        None => format!("Known here: {}.", known.join(", ")),
    };
    source
        .family
        .finding(
            "unknown-key",
            format!("unknown key {}", wording::entry(path)),
        )
        .help(help)
        .at_opt(
            source.file,
            key_span(table.get_ref(), path).map(|span| source.shift(span)),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, JsonSchema)]
    struct Sample {
        title: Option<String>,
        weight: Option<i64>,
        #[serde(default)]
        parts: Vec<Part>,
    }

    #[derive(Debug, Deserialize, JsonSchema)]
    struct Part {
        name: Option<String>,
        open: Option<bool>,
    }

    fn source(text: &str) -> Source<'_> {
        Source {
            text,
            file: "a.md",
            offset: 4,
            family: Family::FrontMatter,
        }
    }

    #[test]
    fn a_heading_that_stands_there_twice_is_one_mistake() {
        let places = |text: &str| -> Vec<usize> {
            let mut findings = Vec::new();
            let read: Option<Sample> = read_toml(source(text), &mut findings);
            assert!(read.is_none());
            let messages: Vec<&str> = findings.iter().map(|f| f.message.as_str()).collect();
            let all_the_same = messages
                .iter()
                .all(|said| said.ends_with("stands here twice"));
            assert!(all_the_same, "{messages:?}");
            let spans = findings
                .iter()
                .filter_map(|f| f.place.as_ref()?.span.clone());
            // The line, counted from 1; the text stands 4 bytes into its file.
            spans
                .map(|span| text[..span.start - 4].matches('\n').count() + 1)
                .collect()
        };
        let table = "[a]\nx = 1\ny = 2\n";
        assert_eq!(places(&format!("{table}\n{table}")), [5]);
        assert_eq!(places(&format!("{table}x = 3\ny = 4\n")), [4, 5]);
        assert_eq!(
            places(&format!("{table}{table}[b]\nz = 1\nz = 2\n")),
            [4, 9]
        );
        assert_eq!(places(&format!("{table}{table}[b]\n{table}")), [4, 8]);
    }

    #[test]
    fn every_wrong_value_and_unknown_key_is_found_in_one_run() {
        let text = "titel = 'x'\nweight = 'heavy'\n[[parts]]\nname = 1\nopne = true\n";
        let mut findings = Vec::new();
        let read: Option<Sample> = read_toml(source(text), &mut findings);
        let Some(read) = read else {
            unreachable!("{findings:?}");
        };
        assert_eq!((read.title, read.weight), (None, None));
        assert_eq!((read.parts.len(), read.parts[0].open), (1, None));
        assert_eq!(read.parts[0].name, None);
        let lines: Vec<_> = findings
            .iter()
            .map(|f| {
                (
                    f.id.as_ref(),
                    f.message.split(':').next().unwrap_or_default(),
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                ("front-matter.value", "`name` of this `[[parts]]`"),
                ("front-matter.value", "`weight`"),
                (
                    "front-matter.unknown-key",
                    "unknown key `opne` of this `[[parts]]`"
                ),
                ("front-matter.unknown-key", "unknown key `titel`"),
            ]
        );
        assert_eq!(findings[3].help.as_deref(), Some("Did you mean `title`?"));
        let span = findings[3].place.clone().and_then(|place| place.span);
        assert_eq!(span, Some(4..9));
    }

    #[test]
    fn yaml_reads_like_toml_and_points_at_the_line() {
        let mut findings = Vec::new();
        let read: Option<Sample> =
            read_yaml(source("title: A\nweight: heavy\nowner: ~\n"), &mut findings);
        assert_eq!(read.and_then(|sample| sample.title).as_deref(), Some("A"));
        assert_eq!(findings.len(), 1, "{findings:?}");
        let span = findings[0].place.clone().and_then(|place| place.span);
        assert_eq!(span, Some(4 + 9..4 + 9 + 13));
    }
}
