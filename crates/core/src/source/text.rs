//! Bytes to text.

use std::borrow::Cow;

/// Largest text file that is read, in bytes. A page of this size is no page a
/// customer could use; the limit keeps one wrong file from stopping a build.
pub const TEXT_LIMIT: u64 = 2 * 1024 * 1024;

/// Why bytes are not text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not valid UTF-8 from byte {offset}")]
pub struct NotUtf8 {
    /// Offset of the first invalid byte, from 0.
    pub offset: usize,
    /// The line on which it lies, from 1.
    pub line: usize,
}

/// Decodes UTF-8, drops a byte-order mark and turns Windows line endings into `\n`.
///
/// # Errors
///
/// Says where the first invalid byte is.
pub fn decode(bytes: Vec<u8>) -> Result<String, NotUtf8> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..offset];
        NotUtf8 {
            offset,
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
        }
    })?;
    Ok(match normalize(&text) {
        Cow::Owned(text) => text,
        Cow::Borrowed(normal) if normal.len() == text.len() => text,
        Cow::Borrowed(normal) => normal.to_owned(),
    })
}

/// A text without byte-order mark, with `\n` for every line ending, and with U+FFFD for each control that no page may
/// hold, U+0000 among them, as CommonMark wants it.
pub fn normalize(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let bytes = text.as_bytes();
    // Nearly every text has neither; written so that many bytes are looked at at once.
    let odd = bytes.iter().fold(false, |odd, byte| {
        odd | (*byte < b' ' && !matches!(*byte, b'\n' | b'\t')) | (*byte == 0x7f)
    });
    if !odd {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let is_control = |c: char| c.is_ascii_control() && !matches!(c, '\n' | '\t' | '\u{c}');
    Cow::Owned(match text.contains(is_control) {
        true => text.replace(is_control, "\u{fffd}"),
        false => text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_text_reads_like_any_other() {
        let text = decode(b"\xef\xbb\xbfa\r\nb\r\n".to_vec());
        assert_eq!(text.as_deref(), Ok("a\nb\n"));
    }

    #[test]
    fn controls_are_made_visible() {
        let text = decode(b"A\0B\x1b[1m\tC\x0cD\n".to_vec());
        assert_eq!(text.as_deref(), Ok("A\u{fffd}B\u{fffd}[1m\tC\u{c}D\n"));
    }

    #[test]
    fn invalid_bytes_are_located() {
        let error = decode(b"a\nb\xff".to_vec());
        assert_eq!(error, Err(NotUtf8 { offset: 3, line: 2 }));
    }
}
