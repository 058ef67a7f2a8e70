//! Heading attributes: `{#id covers=topic.point,topic.point also="frozen, locked"}`.

use std::ops::Range;

/// What an attribute block says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    /// The anchor, with its byte range relative to the block's text.
    pub id: Option<(String, Range<usize>)>,
    /// Claimed points, with their byte ranges.
    pub covers: Vec<(String, Range<usize>)>,
    /// Other words customers use, split at commas.
    pub also: Vec<String>,
    /// Names that are none of these, with their byte ranges.
    pub unknown: Vec<(String, Range<usize>)>,
}

/// The names that a heading attribute can have.
pub const KNOWN: &[&str] = &["covers", "also"];

/// Finds the attribute block at the end of a heading's source text: its start
/// offset, from which on the text is no longer part of the title.
pub fn find(heading: &str) -> Option<usize> {
    let trimmed = heading.trim_end().trim_end_matches('#').trim_end();
    let inner = trimmed.strip_suffix('}')?;
    let start = inner.rfind('{')?;
    let block = &inner[start + 1..];
    let before = inner[..start].chars().next_back();
    // Others write blanks, classes and a colon into it.
    let first = block.trim_start_matches([':', ' ', '\t', '\u{a0}']);
    let is_class = first.strip_prefix('.').is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains([' ', '.'])
    });
    let looks_like_attributes = first.starts_with('#')
        || is_class
        || first.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
    // `{{ fact }}` ends in a brace too.
    (looks_like_attributes && before != Some('{')).then_some(start)
}

/// Parses a block, braces included. Never fails: what is not understood is in `unknown`.
pub fn parse(block: &str) -> Attributes {
    let mut attributes = Attributes::default();
    for (word, span) in words(block) {
        if let Some(id) = word.strip_prefix('#') {
            attributes.id = Some((id.to_owned(), span));
            continue;
        }
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let value_start = span.start + name.len() + 1;
        match name {
            "covers" => {
                let quoted = usize::from(value.starts_with('"'));
                let mut at = value_start + quoted;
                for point in value.trim_matches('"').split(',') {
                    let lead = point.len() - point.trim_start().len();
                    let name = point.trim();
                    if !name.is_empty() {
                        let start = at + lead;
                        attributes
                            .covers
                            .push((name.to_owned(), start..start + name.len()));
                    }
                    at += point.len() + 1;
                }
            }
            "also" => attributes.also.extend(
                value
                    .trim_matches('"')
                    .split(',')
                    .map(|word| word.trim().to_owned())
                    .filter(|word| !word.is_empty()),
            ),
            _ => attributes
                .unknown
                .push((name.to_owned(), span.start..span.start + name.len())),
        }
    }
    attributes
}

/// Splits at spaces that are outside quotes.
fn words(block: &str) -> Vec<(&str, Range<usize>)> {
    let end = block.len() - usize::from(block.ends_with('}'));
    let begin = usize::from(block.starts_with('{')).min(end);
    let mut found = Vec::new();
    let mut start = None;
    let mut quoted = false;
    for (at, c) in block[..end]
        .char_indices()
        .skip_while(|(at, _)| *at < begin)
    {
        if c == '"' {
            quoted = !quoted;
        }
        if c.is_whitespace() && !quoted {
            if let Some(from) = start.take() {
                found.push((&block[from..at], from..at));
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    if let Some(from) = start {
        found.push((&block[from..end], from..end));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_read_with_quotes_and_spans() {
        let heading =
            "Why? {#why covers=account-freezes.reasons,a.b also=\"on hold, locked\" colour=red}";
        let start = find(heading).unwrap_or_default();
        let block = &heading[start..];
        let read = parse(block);
        assert_eq!(read.id.as_ref().map(|(id, _)| id.as_str()), Some("why"));
        let points: Vec<_> = read
            .covers
            .iter()
            .map(|(name, span)| (name.as_str(), &block[span.clone()]))
            .collect();
        assert_eq!(
            points,
            [
                ("account-freezes.reasons", "account-freezes.reasons"),
                ("a.b", "a.b")
            ]
        );
        assert_eq!(read.also, ["on hold", "locked"]);
        assert_eq!(read.unknown[0].0, "colour");
    }

    #[test]
    fn braces_that_are_no_attributes_stay_in_the_title() {
        assert_eq!(find("Call {{ phone.number }}"), None);
        assert_eq!(find("What is {this}?"), None);
        assert_eq!(find("What is {this}"), None);
        assert_eq!(find("A {#a}"), Some(2));
        let blanks = "A { #a }";
        assert_eq!(find(blanks), Some(2));
        assert_eq!(parse(&blanks[2..]).id, Some(("a".to_owned(), 2..4)));
        assert_eq!(find("A {.b}"), Some(2));
        assert_eq!(find("A {...}"), None);
    }
}
