//! Fact references in Markdown source.
//!
//! CommonMark ends a link target at the first space, so `({{ phone.number }})`
//! would be no link. Before parsing, the spaces inside a reference are therefore
//! replaced by `%`, byte for byte, so that every span still fits the source.

use std::borrow::Cow;
use std::ops::Range;

/// One `{{ name }}` in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The name between the braces.
    pub name: String,
    /// Byte range in the source, braces included.
    pub span: Range<usize>,
}

const FILLER: &str = "%";

/// Finds every reference and returns the source with their spaces filled.
pub fn fill(source: &str) -> (Cow<'_, str>, Vec<Reference>) {
    let mut references = Vec::new();
    let mut filled: Option<String> = None;
    for (start, name, end) in scan(source, ' ') {
        let text = filled.get_or_insert_with(|| source.to_owned());
        text.replace_range(start..end, &source[start..end].replace(' ', FILLER));
        references.push(Reference {
            name: name.to_owned(),
            span: start..end,
        });
    }
    match filled {
        Some(text) => (Cow::Owned(text), references),
        None => (Cow::Borrowed(source), references),
    }
}

/// The pieces of a text: plain text, and names of references among it.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it stands.
    Text(&'a str),
    /// The name of a fact.
    Name(&'a str),
}

/// Splits text from the filled source (or unfilled text, such as front matter).
pub fn split(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for (start, name, end) in scan(text, '%').into_iter().chain(scan_unfilled(text)) {
        if start < at {
            continue;
        }
        if start > at {
            pieces.push(Piece::Text(&text[at..start]));
        }
        pieces.push(Piece::Name(name));
        at = end;
    }
    if at < text.len() {
        pieces.push(Piece::Text(&text[at..]));
    }
    pieces
}

/// Puts the spaces back, for code, in which a reference is only text.
pub fn unfill(text: &str) -> Cow<'_, str> {
    if !text.contains("{{%") && !text.contains("%}}") {
        return Cow::Borrowed(text);
    }
    let mut out = text.to_owned();
    for (start, _, end) in scan(text, '%') {
        out.replace_range(start..end, &text[start..end].replace('%', " "));
    }
    Cow::Owned(out)
}

fn scan_unfilled(text: &str) -> Vec<(usize, &str, usize)> {
    if text.contains("{{ ") {
        scan(text, ' ')
    } else {
        Vec::new()
    }
}

fn scan(text: &str, padding: char) -> Vec<(usize, &str, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("{{").map(|at| from + at) {
        let inner_start = open + 2;
        let Some(close) = text[inner_start..].find("}}").map(|at| inner_start + at) else {
            break;
        };
        let inner = &text[inner_start..close];
        let name = inner.trim_matches(padding);
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
        if is_name {
            found.push((open, name, close + 2));
            from = close + 2;
        } else {
            from = inner_start;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filling_keeps_every_offset() {
        let source = "Call {{ phone.number }} or {{x}}; not {{ a b }}.";
        let (filled, references) = fill(source);
        assert_eq!(filled.len(), source.len());
        assert_eq!(filled, "Call {{%phone.number%}} or {{x}}; not {{ a b }}.");
        let names: Vec<_> = references
            .iter()
            .map(|r| (r.name.as_str(), &source[r.span.clone()]))
            .collect();
        assert_eq!(
            names,
            [("phone.number", "{{ phone.number }}"), ("x", "{{x}}")]
        );
        assert_eq!(unfill("{{%phone.number%}} 5%"), "{{ phone.number }} 5%");
    }

    #[test]
    fn split_finds_names_between_text() {
        assert_eq!(
            split("a {{%b.c%}} d"),
            [Piece::Text("a "), Piece::Name("b.c"), Piece::Text(" d")]
        );
        assert_eq!(split("{{ b.c }}"), [Piece::Name("b.c")]);
        assert_eq!(split("plain"), [Piece::Text("plain")]);
    }
}
