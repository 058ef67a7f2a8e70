//! Compressed copies of text files, for hosts that serve them as they are.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use candor_core::config::Encoding;

/// Endings of text files, which compress well.
const TEXT: &[&str] = &[
    "css",
    "csv",
    "htm",
    "html",
    "ics",
    "js",
    "json",
    "map",
    "md",
    "mjs",
    "svg",
    "txt",
    "webmanifest",
    "xml",
];

/// Brotli's window, as the logarithm of its bytes: more than any file of a site.
const WINDOW: u32 = 22;

/// Compresses bytes; the same bytes always give the same.
///
/// # Errors
///
/// The encoder's, which writing to memory is not known to cause.
pub fn compress(encoding: Encoding, bytes: &[u8]) -> io::Result<Vec<u8>> {
    match encoding {
        Encoding::Brotli => {
            let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, WINDOW);
            writer.write_all(bytes)?;
            Ok(writer.into_inner())
        }
        Encoding::Gzip => {
            let mut writer = GzEncoder::new(Vec::new(), Compression::best());
            writer.write_all(bytes)?;
            writer.finish()
        }
    }
}

/// Whether a file of the output is text that a browser asks for. `_headers` and `_redirects`
/// are for the host.
pub fn is_text(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, ending)| TEXT.contains(&ending.to_ascii_lowercase().as_str()))
}
