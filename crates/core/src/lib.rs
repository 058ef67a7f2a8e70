//! From the files of a site to its pages, its search index and its findings.
//!
//! The way of the data, one room a stage:
//!
//! 1. [`source`] holds what was read, as a [`source::SourceTree`].
//! 2. [`config`] and [`parse`] turn text into the values of `candor-model`, and [`site`]
//!    puts them together.
//! 3. [`check`] turns the site into findings, and [`verdict`] says how everything fares;
//!    [`report`] and [`coverage`] show it to people and machines.
//! 4. [`render`] plans every file of the output, with its search index from `candor-search`.
//!
//! The program around it reads the files and writes the output. The day of the build is an
//! argument: the same input gives the same answer.

#![cfg_attr(
    test,
    allow(
        clippy::disallowed_methods,
        clippy::disallowed_types,
        reason = "a test may read the files of this repository"
    )
)]

pub mod check;
pub mod checked;
pub mod config;
pub mod coverage;
pub mod edit;
pub mod explain;
pub mod manifest;
pub mod parse;
pub mod render;
pub mod report;
pub mod rules;
pub mod scaffold;
pub mod site;
pub mod source;
pub mod suggest;
pub mod theme;
pub mod verdict;

/// Assembles a site of the files in a tree. `None` only when the configuration leaves nothing to
/// go on; everything wrong with the files is in `findings` either way.
pub fn assemble<'t>(
    tree: &'t source::SourceTree,
    circumstances: site::Circumstances,
    cache: Option<site::Cache>,
    findings: &mut Vec<candor_model::findings::Finding>,
) -> Option<site::Site<'t>> {
    let kinds = site::Kinds {
        roles: &render::ROLES,
        read_setup: check::read_setup,
    };
    site::assemble(tree, circumstances, kinds, cache, findings)
}

/// Changes with the code: part of every cache key, never of the output.
pub const BUILD_ID: &str = env!("CANDOR_BUILD_ID");
