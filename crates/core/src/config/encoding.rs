//! Compressed copies of text files, for hosts that serve them as they are.

use schemars::JsonSchema;
use serde::Deserialize;

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
}
