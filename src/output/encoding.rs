//! Compressed copies of text files, for hosts that serve them as they are.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use schemars::JsonSchema;
use serde::Deserialize;

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

/// A compression that browsers understand (RFC 7932, RFC 1952).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
pub enum Encoding {
    /// Brotli at its highest quality.
    #[serde(rename = "br")]
    Brotli,
    /// gzip at its highest level.
    #[serde(rename = "gz")]
    Gzip,
}

impl Encoding {
    /// The ending of a compressed file's name, without its full stop.
    pub fn ending(self) -> &'static str {
        match self {
            Encoding::Brotli => "br",
            Encoding::Gzip => "gz",
        }
    }

    /// Where the compressed copy of a file is.
    pub fn path_of(self, path: &str) -> String {
        format!("{path}.{}", self.ending())
    }

    /// Compresses bytes; the same bytes always give the same.
    ///
    /// # Errors
    ///
    /// The encoder's, which writing to memory is not known to cause.
    pub fn compress(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
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
}

/// Whether a file of the output is text that a browser asks for. `_headers` and `_redirects`
/// are for the host.
pub fn is_text(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, ending)| TEXT.contains(&ending.to_ascii_lowercase().as_str()))
}
