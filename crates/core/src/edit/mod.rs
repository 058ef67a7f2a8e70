//! Small changes to the files of a site, which leave every other byte as it is.
//!
//! What is to change is worked out from the decoded text (no byte-order mark, `\n` at the
//! end of lines), and carried over to the bytes of the file.

pub mod front_matter;
pub mod heading;

use std::ops::Range;

/// A text that takes the place of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Byte range in the decoded text; empty where something is added.
    pub span: Range<usize>,
    /// What stands there afterwards, with `\n` at the end of lines.
    pub text: String,
}

/// The decoded text after edits, which must be sorted and apart from each other.
pub fn edited(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(text.get(at..edit.span.start).unwrap_or_default());
        out.push_str(&edit.text);
        at = edit.span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// A file's bytes after edits of its decoded text, which must be sorted and apart from each
/// other. `None` when a place is not in the file.
pub fn edited_bytes(raw: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    let newline = newline_of(raw);
    let mut places = Places::new(raw);
    let mut out = Vec::with_capacity(raw.len());
    let mut copied = 0;
    for edit in edits {
        let start = places.of(edit.span.start)?;
        let end = places.of(edit.span.end)?;
        out.extend_from_slice(raw.get(copied..start)?);
        out.extend_from_slice(edit.text.replace('\n', newline).as_bytes());
        copied = end;
    }
    out.extend_from_slice(raw.get(copied..)?);
    Some(out)
}

/// How the lines of a file end: as the first one does.
fn newline_of(raw: &[u8]) -> &'static str {
    match raw.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
        Some(at) if raw[at..].starts_with(b"\r\n") => "\r\n",
        Some(at) if raw[at] == b'\r' => "\r",
        _ => "\n",
    }
}

/// Finds places of the decoded text in a file's bytes, from the first to the last.
struct Places<'r> {
    raw: &'r [u8],
    raw_at: usize,
    decoded_at: usize,
}

impl<'r> Places<'r> {
    fn new(raw: &'r [u8]) -> Places<'r> {
        let mark = "\u{feff}".as_bytes();
        Places {
            raw,
            raw_at: if raw.starts_with(mark) { mark.len() } else { 0 },
            decoded_at: 0,
        }
    }

    /// `None` behind the end of the file and in front of the place that was asked for last.
    fn of(&mut self, decoded: usize) -> Option<usize> {
        while self.decoded_at < decoded {
            let rest = self
                .raw
                .get(self.raw_at..)
                .filter(|rest| !rest.is_empty())?;
            self.raw_at += if rest.starts_with(b"\r\n") { 2 } else { 1 };
            self.decoded_at += 1;
        }
        (self.decoded_at == decoded).then_some(self.raw_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::decode;

    fn edit(span: Range<usize>, text: &str) -> Edit {
        Edit {
            span,
            text: text.to_owned(),
        }
    }

    #[test]
    fn what_is_not_edited_keeps_its_bytes() {
        let edits = [edit(2..3, "B"), edit(7..7, "new\n")];
        for raw in [
            "a\nb\nü\nd\n",
            "a\r\nb\r\nü\r\nd\r\n",
            "\u{feff}a\r\nb\r\nü\r\nd",
            "a\rb\rü\rd",
            "a\r\nb\nü\r\nd",
        ] {
            let bytes = edited_bytes(raw.as_bytes(), &edits).unwrap_or_default();
            let text = decode(bytes.clone());
            let before = decode(raw.as_bytes().to_vec()).unwrap_or_default();
            assert_eq!(text, Ok(edited(&before, &edits)), "{raw:?}");
            assert_eq!(
                bytes.starts_with("\u{feff}".as_bytes()),
                raw.starts_with('\u{feff}')
            );
            let newline = newline_of(raw.as_bytes());
            let expected = raw
                .replacen('b', "B", 1)
                .replacen('d', &format!("new{newline}d"), 1);
            assert_eq!(bytes, expected.as_bytes(), "{raw:?}");
        }
    }

    #[test]
    fn a_place_behind_the_end_is_refused() {
        assert_eq!(edited_bytes(b"ab", &[edit(1..3, "x")]), None);
        assert_eq!(
            edited_bytes(b"ab", &[edit(2..2, "x")]),
            Some(b"abx".to_vec())
        );
    }
}
