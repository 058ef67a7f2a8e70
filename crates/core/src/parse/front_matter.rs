//! Front matter: TOML between `+++` lines, or YAML between `---` lines.

use std::ops::Range;

use super::document::{self, Family, Source, read_toml, read_yaml};
use candor_model::findings::Finding;
use candor_model::page::FrontMatter;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Toml,
    Yaml,
}

/// Front matter and where the body begins.
#[derive(Debug, Default)]
pub struct Split {
    /// The keys that could be read.
    pub front: FrontMatter,
    /// Byte at which the body begins.
    pub body_at: usize,
    /// Whether there is front matter and it ends; what is wrong with it else is reported.
    pub is_closed: bool,
    /// Byte range of the front matter's text, without its fences.
    pub span: Range<usize>,
}

/// Splits a page's text. Reports what is wrong with its front matter; a page whose
/// front matter never closes has no body, since nobody can tell where it begins.
pub fn split(text: &str, file: &str, findings: &mut Vec<Finding>) -> Split {
    if text.trim().is_empty() {
        findings.push(
            Finding::error("source.empty", "this page is empty")
                .help(
                    "Write a title between two +++ lines and an answer below, or delete the file.",
                )
                .in_file(file),
        );
        return Split {
            body_at: text.len(),
            ..Split::default()
        };
    }
    let Some((format, fence)) = opening(text) else {
        findings.push(
            Finding::error(
                "front-matter.missing",
                "this page has no front matter, so it has no title",
            )
            .help("Begin the file with:\n+++\ntitle = \"…\"\n+++")
            .at(file, 0..text.lines().next().map_or(0, str::len)),
        );
        return Split::default();
    };
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let Some((length, body_at)) = closing(&text[start..], fence) else {
        findings.push(
            Finding::error(
                "front-matter.unclosed",
                format!("the front matter that begins with {fence} never ends"),
            )
            .help(format!("Add a line with {fence} alone after the last key."))
            .at(file, 0..fence.len()),
        );
        return Split {
            body_at: text.len(),
            ..Split::default()
        };
    };
    let source = Source {
        text: &text[start..start + length],
        file,
        offset: start,
        family: Family::FrontMatter,
    };
    let front = match format {
        Format::Toml => read_toml(source, findings),
        Format::Yaml => read_yaml(source, findings),
    };
    Split {
        front: front.unwrap_or_default(),
        is_closed: true,
        body_at: start + body_at,
        span: start..start + length,
    }
}

fn opening(text: &str) -> Option<(Format, &'static str)> {
    match text.lines().next()?.trim_end() {
        "+++" => Some((Format::Toml, "+++")),
        "---" => Some((Format::Yaml, "---")),
        _ => None,
    }
}

/// The length of the front matter and the offset of the body behind the closing fence.
fn closing(text: &str, fence: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == fence {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// The place of a key's line in the front matter, with or without its fences, or in a text that
/// is all TOML; for findings about its value.
pub fn key_span(text: &str, front: &Range<usize>, key: &str) -> Option<Range<usize>> {
    let mut inner = text.get(front.clone())?;
    let mut offset = front.start;
    let fence = inner.lines().next().unwrap_or_default().trim_end();
    if matches!(fence, "+++" | "---") {
        let first = inner.find('\n')? + 1;
        let length = closing(&inner[first..], fence).map_or(inner.len() - first, |(end, _)| end);
        inner = &inner[first..first + length];
        offset += first;
    }
    let found = if text.starts_with("---") {
        yaml_key(inner, key)
    } else {
        document::key_line_of(inner, key)
    };
    found.map(|span| span.start + offset..span.end + offset)
}

/// The line of a key of YAML that is indented by nothing. The library that reads YAML tells no
/// places of what it read without fault.
fn yaml_key(text: &str, key: &str) -> Option<Range<usize>> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let rest = line.strip_prefix(key);
        if rest.is_some_and(|rest| rest.trim_start().starts_with(':')) {
            return Some(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> (Vec<String>, Split) {
        let mut findings = Vec::new();
        let split = split(text, "a.md", &mut findings);
        (findings.iter().map(|f| f.id.to_string()).collect(), split)
    }

    #[test]
    fn toml_and_yaml_are_split_from_the_body() {
        for text in ["+++\ntitle = \"A\"\n+++\nBody", "---\ntitle: A\n---\nBody"] {
            let (ids, split) = ids(text);
            assert!(ids.is_empty(), "{ids:?}");
            assert_eq!(split.front.title.as_deref(), Some("A"));
            assert_eq!(&text[split.body_at..], "Body");
        }
    }

    #[test]
    fn a_key_stands_where_the_parser_read_it() {
        let front =
            "+++\ndescription = \"\"\"\ntitle = 'no'\n\"\"\"\n  title = \"A\"\n+++\ntitle = 1\n";
        for range in [0..front.len(), 4..front.len() - "+++\ntitle = 1\n".len()] {
            let span = key_span(front, &range, "title");
            assert_eq!(span.map(|span| &front[span]), Some("  title = \"A\""));
        }
        let yaml = "---\na:\n  title: no\ntitle: A\n---\n";
        let span = key_span(yaml, &(0..yaml.len()), "title");
        assert_eq!(span.map(|span| &yaml[span]), Some("title: A"));
        let config = "[site]\n# title = 1\ntitle = \"A\"\n[[a]]\ntitle = 2\n";
        let span = key_span(config, &(0..config.len()), "title");
        assert_eq!(span.map(|span| &config[span]), Some("title = \"A\""));
        assert_eq!(key_span(config, &(0..config.len()), "none"), None);
    }

    #[test]
    fn what_cannot_be_split_is_reported() {
        assert_eq!(ids("+++\ntitle = \"A\"\n").0, ["front-matter.unclosed"]);
        assert_eq!(ids("Just text").0, ["front-matter.missing"]);
        assert_eq!(ids(" \n").0, ["source.empty"]);
    }
}
