//! Words and sentences of one block of prose.
//!
//! A *block* is a paragraph, list item, table cell or heading as a reader sees it: without markup, with facts
//! filled in. Every position is a byte range in that text and lies on character boundaries.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::lexicon::Lexicon;

/// How far to look behind a full stop for how the next word begins.
const CHARS_AHEAD: usize = 20;

/// Words of prose: runs of letters and digits. Placeholders (see [`is_placeholder`]) and the words
/// `lorem ipsum` are not counted, since they say nothing yet.
pub fn count_words(text: &str) -> usize {
    count(Words::new(text).map(|span| Kind::of(&text[span])))
}

/// What a word is for those who count words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Counted,
    Placeholder,
    Lorem,
    Ipsum,
}

impl Kind {
    pub fn of(word: &str) -> Self {
        match word {
            _ if is_placeholder(word) => Self::Placeholder,
            _ if word.eq_ignore_ascii_case("lorem") => Self::Lorem,
            _ if word.eq_ignore_ascii_case("ipsum") => Self::Ipsum,
            _ => Self::Counted,
        }
    }
}

/// How many words of a text count, given all in order.
pub(super) fn count(kinds: impl Iterator<Item = Kind>) -> usize {
    let mut count = 0;
    let mut last = Kind::Counted;
    for kind in kinds {
        match (last, kind) {
            (Kind::Lorem, Kind::Ipsum) => count -= 1,
            (_, Kind::Placeholder) => {}
            _ => count += 1,
        }
        last = kind;
    }
    count
}

/// Whether a word still waits to be written: `TODO`, `TBD`, or two or more capitals `X`. Capitals matter,
/// since Spanish `todo` is a word.
pub fn is_placeholder(word: &str) -> bool {
    matches!(word, "TODO" | "TBD") || (word.len() >= 2 && word.bytes().all(|byte| byte == b'X'))
}

/// The sentences of a block, without the space around them, each with its closing mark.
///
/// A sentence ends at `.`, `!`, `?`, `…` or a full stop of Chinese or Japanese, and at the end of the block.
/// It does not end inside numbers (`2.5`) and addresses, after initials and the abbreviations of the lexicon,
/// after the number of a list item (`1.` at the start), or where the next word begins with a small letter.
pub fn sentences(text: &str, lexicon: &Lexicon) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(mark) = end_mark(text, at) {
        let after = text[mark..].trim_start_matches(is_end_mark);
        let closed = after.trim_start_matches(is_closing);
        at = text.len() - closed.len();
        if ends_sentence(text, start, mark, closed, lexicon) {
            push_trimmed(text, start..at, &mut found);
            start = at;
        }
    }
    push_trimmed(text, start..text.len(), &mut found);
    found
}

/// The first mark from a place on that may end a sentence.
fn end_mark(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        // Most letters are ASCII, and none of those is a mark.
        let may_be = |byte: &u8| matches!(byte, b'.' | b'!' | b'?') || !byte.is_ascii();
        at += text.as_bytes()[at..].iter().position(may_be)?;
        let c = text[at..].chars().next()?;
        if is_end_mark(c) {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

fn is_end_mark(c: char) -> bool {
    matches!(c, '.' | '!' | '?') || (!c.is_ascii() && (c == '…' || is_wide_end(c)))
}

/// Marks that end a sentence without a space after them.
fn is_wide_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？')
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '」' | '』')
}

/// Whether the mark at `mark`, with `rest` behind it and its closing quotes, ends the sentence that began at `start`.
fn ends_sentence(text: &str, start: usize, mark: usize, rest: &str, lexicon: &Lexicon) -> bool {
    let Some(next) = rest.chars().next() else {
        return true;
    };
    let mark_char = text[mark..].chars().next().unwrap_or('.');
    if is_wide_end(mark_char) {
        return true;
    }
    if !next.is_whitespace() {
        return false;
    }
    let next_letter = rest.chars().take(CHARS_AHEAD).find(|c| c.is_alphanumeric());
    if next_letter.is_some_and(char::is_lowercase) && !rest.trim_start().starts_with(['¿', '¡']) {
        return false;
    }
    if mark_char != '.' {
        return true;
    }
    let before = text[start..mark].trim_start();
    let item_number = !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit());
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '«'))
        .next()
        .unwrap_or_default();
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    // A pronoun is no initial: `So do I.` ends.
    !item_number && (!initial || word == "I") && !lexicon.continues_after(before, next_letter)
}

fn push_trimmed(text: &str, span: Range<usize>, into: &mut Vec<Range<usize>>) {
    let sentence = &text[span.clone()];
    if sentence.contains(char::is_alphanumeric) {
        let start = span.start + sentence.len() - sentence.trim_start().len();
        into.push(start..start + sentence.trim().len());
    }
}

/// The words of a text in order, as byte ranges.
///
/// A word is a run of letters and digits with the marks that belong to them; an apostrophe between letters is
/// part of it (`don't`). A character of Chinese or Japanese is a word of its own, since no space tells where
/// words end.
#[derive(Clone, Debug)]
pub struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Words<'a> {
    /// The words of `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii() {
                if byte.is_ascii_alphanumeric() {
                    break;
                }
                at += 1;
            } else {
                let c = self.text[at..].chars().next()?;
                if c.is_alphanumeric() {
                    break;
                }
                at += c.len_utf8();
            }
        }
        if at >= bytes.len() {
            self.at = at;
            return None;
        }
        let start = at;
        let mut last = '\0';
        loop {
            // The usual letters, at the speed of bytes.
            let plain = bytes[at..]
                .iter()
                .position(|byte| !byte.is_ascii_alphanumeric())
                .map_or(bytes.len(), |length| at + length);
            if plain > at {
                last = bytes[plain - 1] as char;
                at = plain;
            }
            let Some(c) = self.text[at..].chars().next() else {
                break;
            };
            let alone = is_ideograph(c);
            if alone && at > start {
                break;
            }
            let inside = (!c.is_ascii() && (c.is_alphanumeric() || is_joined(c)))
                || (is_apostrophe(c)
                    && last.is_alphabetic()
                    && self.text[at + c.len_utf8()..].starts_with(char::is_alphabetic));
            if !inside {
                break;
            }
            at += c.len_utf8();
            last = c;
            if alone {
                break;
            }
        }
        self.at = at;
        Some(start..at)
    }
}

/// Whether a character is one of the forms of the apostrophe.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// Marks, soft hyphens and joiners, which are no letters but belong to a word.
fn is_joined(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{AD}' | '\u{200C}' | '\u{200D}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
        && c.is_alphabetic()
}

#[cfg(test)]
mod tests;
