//! Text with even white space.

/// Adds text to an even one: what is white space in HTML becomes one space, and none stands at the beginning.
pub(crate) fn push_even(even: &mut String, text: &str) {
    let mut is_after_space = even.is_empty() || even.ends_with(' ');
    if is_even(text.as_bytes()) && !(is_after_space && text.starts_with(' ')) {
        even.push_str(text);
        return;
    }
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if !byte.is_ascii_whitespace() {
            is_after_space = false;
        } else if byte == b' ' && !is_after_space {
            is_after_space = true;
        } else {
            even.push_str(&text[from..at]);
            from = at + 1;
            if !is_after_space {
                even.push(' ');
                is_after_space = true;
            }
        }
    }
    even.push_str(&text[from..]);
}

/// Whether the only white space in a text is single spaces. Written so that it is done for many bytes at once.
fn is_even(text: &[u8]) -> bool {
    let is_control = |byte: u8| u8::from(matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r'));
    let controls = text.iter().fold(0, |found, byte| found | is_control(*byte));
    let doubles = text
        .iter()
        .zip(text.iter().skip(1))
        .fold(0, |found, (one, next)| {
            found | u8::from(*one == b' ') & u8::from(*next == b' ')
        });
    controls | doubles == 0
}

/// How many bytes are of a kind. Written so that many are counted at once.
fn count(text: &str, is_it: impl Fn(u8) -> bool) -> usize {
    // As many as one byte can count.
    const CHUNK: usize = 255;
    text.as_bytes()
        .chunks(CHUNK)
        .map(|chunk| usize::from(chunk.iter().map(|byte| u8::from(is_it(*byte))).sum::<u8>()))
        .sum()
}

/// How many letters and digits a text has.
pub(crate) fn letters(text: &str) -> u32 {
    let count = if text.is_ascii() {
        count(text, |byte| byte.is_ascii_alphanumeric())
    } else {
        text.chars().filter(|c| c.is_alphanumeric()).count()
    };
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A text with even white space.
pub(crate) fn even(text: &str) -> String {
    let mut even = String::with_capacity(text.len());
    push_even(&mut even, text);
    even.truncate(even.trim_end_matches(' ').len());
    even
}

/// Digits that the shortest telephone number has that somebody writes out.
const DIGITS: usize = 7;

/// Whether a text may hold a telephone number or an e-mail address. Most texts hold neither.
pub(crate) fn may_hold_contact(text: &str) -> bool {
    if text.is_ascii() {
        return text.len() >= DIGITS && count(text, |byte| byte.is_ascii_digit()) >= DIGITS
            || memchr::memchr(b'@', text.as_bytes()).is_some();
    }
    text.contains(['@', '\u{ff20}']) || text.chars().filter(|c| c.is_numeric()).count() >= DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_made_even_across_pieces() {
        let mut text = String::new();
        for piece in [" \n", "How  do", "\tI", " ", " \u{c}complain", "?\r\n"] {
            push_even(&mut text, piece);
        }
        assert_eq!(text, "How do I complain? ");
        assert_eq!(even("\n a\u{a0}b \n"), "a\u{a0}b");
    }

    #[test]
    fn letters_are_counted() {
        assert_eq!(letters(&"a1 ".repeat(500)), 1000);
        assert_eq!(letters("é, ü – 1"), 3);
        assert_eq!(letters(" -"), 0);
    }

    #[test]
    fn contacts_are_suspected() {
        assert!(may_hold_contact("help@example.com"));
        assert!(may_hold_contact("(212) 555 01 00"));
        assert!(may_hold_contact("٠١٢٣٤٥٦٧"));
        assert!(!may_hold_contact("in 2026, on 12 March"));
    }
}
