//! The text of a page, and how far it was cut into tokens.

use std::cell::Cell;
use std::convert::Infallible;

use html5gum::{Readable as _, Reader, StringReader};

/// Hands a text to a tokenizer. Whoever shares the place in it can move it on.
pub(super) struct Text<'h> {
    html: &'h [u8],
    rest: StringReader<'h>,
    /// How much was taken out of `rest` and before it.
    taken: usize,
    at: &'h Cell<usize>,
}

impl<'h> Text<'h> {
    pub(super) fn new(html: &'h [u8], at: &'h Cell<usize>) -> Text<'h> {
        at.set(0);
        Text {
            html,
            rest: html.to_reader(),
            taken: 0,
            at,
        }
    }

    /// Goes where the place was moved to.
    #[inline(always)]
    fn catch_up(&mut self) {
        let at = self.at.get();
        if at != self.taken {
            self.rest = self.html.get(at..).unwrap_or_default().to_reader();
            self.taken = at;
        }
    }
}

impl Reader for Text<'_> {
    type Error = Infallible;

    #[inline(always)]
    fn read_byte(&mut self) -> Result<Option<u8>, Infallible> {
        self.catch_up();
        let byte = self.rest.read_byte()?;
        self.taken += usize::from(byte.is_some());
        self.at.set(self.taken);
        Ok(byte)
    }

    #[inline(always)]
    fn read_until<'b>(
        &'b mut self,
        needle: &[u8],
        buffer: &'b mut [u8; 4],
    ) -> Result<Option<&'b [u8]>, Infallible> {
        self.catch_up();
        let piece = self.rest.read_until(needle, buffer)?;
        self.taken += piece.map_or(0, <[u8]>::len);
        self.at.set(self.taken);
        Ok(piece)
    }

    #[inline(always)]
    fn try_read_string(&mut self, text: &[u8], is_exact: bool) -> Result<bool, Infallible> {
        self.catch_up();
        let is_it = self.rest.try_read_string(text, is_exact)?;
        if is_it {
            self.taken += text.len();
            self.at.set(self.taken);
        }
        Ok(is_it)
    }
}
