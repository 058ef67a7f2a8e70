//! Candor turns Markdown FAQs, service hours and response-time commitments into a
//! public, searchable site that needs no login.
//!
//! The way of the data, one room a stage:
//!
//! 1. [`source`] reads files into a [`source::SourceTree`].
//! 2. [`config`] and [`parse`] turn text into the values of [`model`], and [`site`]
//!    puts them together.
//! 3. [`check`] turns the site into [`findings`]; [`report`] shows them to people and machines.
//! 4. [`render`] plans every file of the output, with its search index from [`search`].
//! 5. [`output`] makes the files beside the target and swaps them in.
//!
//! [`build`] runs the stages in order; `cli` and [`serve`] talk to people, [`lsp`] to
//! editors. Files are
//! touched in the first and the last stage only, and the day of the build is an
//! argument: the middle gives the same answer for the same input.

#![warn(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "they panic when nobody reads any more"
)]

pub mod build;
pub mod check;
pub mod cli;
pub mod config;
pub mod coverage;
pub mod edit;
pub mod explain;
pub mod findings;
pub mod lsp;
pub mod model;
pub mod output;
pub mod parse;
pub mod prose;
pub mod render;
pub mod report;
pub mod rules;
pub mod scaffold;
pub mod search;
pub mod serve;
pub mod since;
pub mod site;
pub mod source;
pub mod suggest;

/// Changes with the code: part of every cache key, never of the output.
pub const BUILD_ID: &str = env!("CANDOR_BUILD_ID");
