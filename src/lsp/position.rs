//! Byte offsets to the places of the protocol, and back.

use std::ops::Range;

use gen_lsp_types as lsp;
use lsp::PositionEncodingKind;

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Halves of surrogate pairs: what every editor understands.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// The first of an editor's encodings that is known; they come in its order of preference.
    pub fn choose(offered: &[PositionEncodingKind]) -> Encoding {
        offered
            .iter()
            .find_map(|kind| match kind {
                PositionEncodingKind::UTF8 => Some(Encoding::Utf8),
                PositionEncodingKind::UTF16 => Some(Encoding::Utf16),
                PositionEncodingKind::UTF32 => Some(Encoding::Utf32),
                PositionEncodingKind::Custom(_) => None,
            })
            .unwrap_or_default()
    }

    /// The protocol's word.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }
}

/// The lines of a text, whose line endings are `\n`. Lines and columns are the same as in
/// the editor's text, whatever its line endings.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'a> Lines<'a> {
    /// Finds the lines of `text`.
    pub fn new(text: &'a str, encoding: Encoding) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Lines {
            text,
            starts,
            encoding,
        }
    }

    /// The place of a byte offset; offsets past the end count as the end.
    pub fn position(&self, offset: usize) -> lsp::Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let before = &self.text[self.starts[line]..offset];
        let column: usize = before.chars().map(|c| self.encoding.width(c)).sum();
        lsp::Position {
            line: number(line),
            character: number(column),
        }
    }

    /// The place of a byte range.
    pub fn range(&self, span: &Range<usize>) -> lsp::Range {
        lsp::Range {
            start: self.position(span.start),
            end: self.position(span.end),
        }
    }

    /// The byte offset of a place. A column past the end of its line counts as that end,
    /// a line past the last as the end of the text, and the middle of a character as
    /// its beginning.
    pub fn offset(&self, position: lsp::Position) -> usize {
        let line = position.line as usize;
        let Some(start) = self.starts.get(line).copied() else {
            return self.text.len();
        };
        let end = self
            .starts
            .get(line + 1)
            .map_or(self.text.len(), |next| next - 1);
        let mut column = 0;
        for (at, c) in self.text[start..end].char_indices() {
            column += self.encoding.width(c);
            if column > position.character as usize {
                return start + at;
            }
        }
        end
    }
}

/// Lines and columns of texts of at most two megabytes.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "año\n🦀 {{ x }}\n";

    fn at(line: u32, character: u32) -> lsp::Position {
        lsp::Position { line, character }
    }

    #[test]
    fn columns_count_what_the_editor_counts() {
        let column = |encoding| Lines::new(TEXT, encoding).position(10);
        assert_eq!(TEXT.as_bytes().get(10), Some(&b'{'));
        assert_eq!(column(Encoding::Utf8), at(1, 5));
        assert_eq!(column(Encoding::Utf16), at(1, 3));
        assert_eq!(column(Encoding::Utf32), at(1, 2));
    }

    #[test]
    fn every_offset_comes_back() {
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let lines = Lines::new(TEXT, encoding);
            for offset in (0..=TEXT.len()).filter(|at| TEXT.is_char_boundary(*at)) {
                assert_eq!(lines.offset(lines.position(offset)), offset, "{encoding:?}");
            }
        }
    }

    #[test]
    fn places_outside_the_text_are_the_nearest_inside() {
        let lines = Lines::new(TEXT, Encoding::Utf16);
        assert_eq!(lines.offset(at(0, 99)), 4);
        assert_eq!(lines.offset(at(9, 0)), TEXT.len());
        assert_eq!(lines.offset(at(1, 1)), 5, "in the middle of the crab");
        assert_eq!(lines.position(999), at(2, 0));
    }

    #[test]
    fn the_editors_first_encoding_wins() {
        let offered = [
            PositionEncodingKind::from("utf-7"),
            PositionEncodingKind::UTF32,
            PositionEncodingKind::UTF8,
        ];
        assert_eq!(Encoding::choose(&offered), Encoding::Utf32);
        assert_eq!(Encoding::choose(&[]), Encoding::Utf16);
    }
}
