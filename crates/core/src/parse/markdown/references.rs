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
    for (start, name, end) in scan(source) {
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
    for (start, name, end) in scan(text) {
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

/// Where the references of a text stand.
pub fn places(text: &str) -> impl Iterator<Item = Range<usize>> {
    scan(text).into_iter().map(|(start, _, end)| start..end)
}

/// Where double braces stand that are no reference: from the first of them to those that close it, if any do nearby.
pub fn stray(text: &str) -> Vec<Range<usize>> {
    /// No name is longer, with what somebody may have put around it.
    const NEAR: usize = 80;
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for piece in split(text) {
        let Piece::Text(piece) = piece else {
            continue;
        };
        let start = piece.as_ptr().addr() - text.as_ptr().addr();
        at = at.max(start);
        let end = start + piece.len();
        while let Some(open) = text[at..end]
            .find("{{")
            .into_iter()
            .chain(text[at..end].find("}}"))
            .min()
        {
            let open = at + open;
            let mut to = open + 2;
            if text[open..].starts_with("{{") {
                let mut near = (to + NEAR).min(end);
                while !text.is_char_boundary(near) {
                    near -= 1;
                }
                let inner = &text[to..near];
                let inner = &inner[..inner.find("{{").unwrap_or(inner.len())];
                if let Some(close) = inner.find('}') {
                    to += close + 1;
                }
            }
            while text[to..end].starts_with('}') {
                to += 1;
            }
            found.push(open..to);
            at = to;
        }
    }
    found
}

/// The name that somebody meant by braces that are no reference: its letters, without what stands around them.
pub fn meant(braces: &str) -> String {
    let is_of_name =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ' ' | '%');
    let inner = braces.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let inner = inner
        .split(|c: char| !is_of_name(c) && !c.is_whitespace())
        .next();
    let words: Vec<&str> = inner
        .unwrap_or_default()
        .split(|c: char| c.is_whitespace() || c == '%')
        .filter(|word| !word.is_empty())
        .collect();
    match words.as_slice() {
        [name] => (*name).to_owned(),
        [owner, key] if !owner.contains('.') && !key.contains('.') => format!("{owner}.{key}"),
        _ => words.concat(),
    }
}

/// Puts the spaces back, for code, in which a reference is only text.
pub fn unfill(text: &str) -> Cow<'_, str> {
    if !text.contains("{{%") && !text.contains("%}}") {
        return Cow::Borrowed(text);
    }
    let mut out = text.to_owned();
    for (start, _, end) in scan(text) {
        out.replace_range(start..end, &text[start..end].replace('%', " "));
    }
    Cow::Owned(out)
}

/// Where each reference begins, its name, and where it ends. Looks at every byte once.
fn scan(text: &str) -> Vec<(usize, &str, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    let bytes = text.as_bytes();
    let after = |at: usize, is_it: fn(u8) -> bool| {
        let run = bytes[at..].iter().take_while(|byte| is_it(**byte)).count();
        at + run
    };
    let is_padding = |byte: u8| matches!(byte, b' ' | b'%');
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    while let Some(open) = text[from..].find("{{").map(|at| from + at) {
        let name = after(open + 2, is_padding);
        let name_end = after(name, is_of_name);
        let end = after(name_end, is_padding);
        if name < name_end && text[end..].starts_with("}}") {
            found.push((open, &text[name..name_end], end + 2));
            from = end + 2;
        } else {
            from = open + 2;
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

    #[test]
    fn braces_that_are_no_reference_are_found_and_what_they_mean_is_told() {
        for (text, braces, name) in [
            (
                "Call {{ phone.number } now",
                "{{ phone.number }",
                "phone.number",
            ),
            (
                "{{ phone . number }}",
                "{{ phone . number }}",
                "phone.number",
            ),
            ("a {{phone number}} b", "{{phone number}}", "phone.number"),
            (
                "{{ phone.number | tel }}",
                "{{ phone.number | tel }}",
                "phone.number",
            ),
            (
                "{{\u{a0}phone.number\u{a0}}}",
                "{{\u{a0}phone.number\u{a0}}}",
                "phone.number",
            ),
            (
                "{{ phone.\nnumber }}",
                "{{ phone.\nnumber }}",
                "phone.number",
            ),
            (
                "{{ “phone.number” }}",
                "{{ “phone.number” }}",
                "phone.number",
            ),
            ("5 }} left", "}}", ""),
            ("open {{ for ever", "{{", ""),
            ("{{{ a.b }}}", "{{{ a.b }}}", "a.b"),
        ] {
            let found: Vec<&str> = stray(text).into_iter().map(|at| &text[at]).collect();
            assert_eq!(found, [braces], "{text}");
            assert_eq!(meant(braces), name, "{text}");
        }
        for quiet in ["{{ a.b }}", "{a} }", "{ {a} }", "5%"] {
            assert!(stray(quiet).is_empty(), "{quiet}");
        }
    }
}
