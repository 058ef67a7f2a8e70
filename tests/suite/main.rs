//! The program as its users meet it: through the command line, and in the sites that it
//! builds. Each module tells of one thing that Candor does or refuses.
//!
//! This is one test program, so that it is compiled and linked once, and its tests share
//! the processors to the end. They also share one process: a test never changes the
//! environment or the current folder, and works in a folder of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[macro_use]
mod common;

mod as_they_are;
mod bad_data;
mod bad_links;
#[cfg(unix)]
mod bad_names;
#[cfg(unix)]
mod bad_output;
mod bad_rules;
mod bad_templates;
mod bad_text;
mod by_title;
mod calendar;
mod campaign;
mod closed;
mod coverage;
mod damaged;
mod demo;
mod demo_data;
mod design;
mod due;
mod explain;
mod extremes;
mod figures;
mod formats;
mod incremental;
mod kill;
mod leading;
mod lsp;
mod markup;
mod middle;
mod misled;
mod moved;
mod new_translation;
mod output;
#[cfg(unix)]
mod outside;
mod plausible;
mod published;
mod reading;
mod readme;
mod redirects;
mod rooms;
mod rules;
mod search;
mod serve;
mod several_packs;
mod shown;
#[cfg(unix)]
mod since;
mod small_counts;
mod snapshots;
mod suggest;
mod told;
mod tone;
mod translated;
mod twice;
mod typed_times;
mod verdicts;
