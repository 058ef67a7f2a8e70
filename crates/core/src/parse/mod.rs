//! From text to the model: data files, front matter, Markdown.
//!
//! Parsing never fails: a malformed file yields what could be read plus
//! findings, so that one broken page does not hide another.

pub mod characters;
pub mod closures;
pub mod data;
pub(crate) mod document;
pub mod front_matter;
pub mod markdown;
pub(crate) mod page;
pub(crate) mod placeholder;
pub(crate) mod wording;

pub use document::expand;
