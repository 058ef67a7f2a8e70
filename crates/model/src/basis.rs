//! How firmly something is required.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a requirement rests on. Shown wherever the requirement is, so that nobody
/// takes good practice for law.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Regulation or guidance says it.
    Rule,
    /// It follows from regulation or guidance.
    Derived,
    /// Good practice only.
    Practice,
}

impl Basis {
    /// The word in packs and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Basis::Rule => "rule",
            Basis::Derived => "derived",
            Basis::Practice => "practice",
        }
    }
}

impl Basis {
    /// What it means, as a sentence without its full stop.
    pub fn in_words(self) -> &'static str {
        match self {
            Basis::Rule => "The regulation or guidance says so",
            Basis::Derived => "It follows from the regulation or guidance",
            Basis::Practice => "Good practice, not law",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
