//! What is said to people on standard error.

use std::fmt;
use std::io::{self, Write as _};

/// Says a text on standard error. Nobody need listen: a reader that went away, such as
/// `head`, changes nothing about what the command does.
pub(crate) fn write(text: fmt::Arguments<'_>) {
    let _ = io::stderr().lock().write_fmt(text);
}

/// [`eprintln!`] for a reader that may have gone away.
macro_rules! say {
    ($($text:tt)*) => {
        $crate::cli::say::write(format_args!("{}\n", format_args!($($text)*)))
    };
}

pub(crate) use say;
