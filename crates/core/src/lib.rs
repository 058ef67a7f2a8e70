//! From the files of a site to its pages, its search index and its findings.
//!
//! What goes in are files, by whatever [`source::Door`] they come, and the day. What comes out are
//! findings, and a plan of every file of the output with a way to make it. The program around it
//! opens the doors and writes the output. Nothing here reads a clock or the environment: the
//! same input gives the same answer.
//!
//! The way of the data, one room a stage:
//!
//! 1. [`source`] holds what was read, as a [`source::SourceTree`].
//! 2. [`config`], [`parse`] and [`rules`] turn text into values, and [`site`] puts them together,
//!    in three stages of its own.
//! 3. [`render`] plans every file of the output, with its search index from `candor-search`.
//! 4. [`check`] turns the site, and the pages that readers get, into findings, and [`verdict`]
//!    says how everything fares; [`report`], [`coverage`] and [`explain`] show it to people and
//!    machines.
//!
//! Imports go that way only; a test says so. Beside the way stand [`scaffold`], [`suggest`] and
//! [`edit`], which help to write a site.
//!
//! # Example
//!
//! ```
//! use std::sync::Arc;
//!
//! use candor_core::render::Content;
//! use candor_core::site::{Circumstances, Mode};
//! use candor_core::source::{self, KnownPages, Memory};
//! use candor_core::{assemble, check, render, verdict};
//!
//! let config = "[site]\ntitle = \"Help\"\nbase_url = \"https://help.example.com\"\n";
//! let page = "+++\ntitle = \"Fees\"\n+++\n\n## What does it cost?\n\nNothing.\n";
//! let files = [("candor.toml", config), ("content/faq/fees.md", page)];
//! let files = files.map(|(path, text)| (path, text.as_bytes()));
//! let tree = source::read(Arc::new(Memory::new(files)), &KnownPages::default());
//!
//! let circumstances = Circumstances {
//!     today: "2026-11-21".parse()?,
//!     mode: Mode::Publish,
//!     since: None,
//!     packs: None,
//! };
//! let mut findings = Vec::new();
//! let site = assemble(&tree, circumstances, None, &mut findings).ok_or("no configuration")?;
//! let (found, docket) = check::all(&site);
//! findings.extend(found);
//! let settled = verdict::settle(Some(&site), findings, &docket, &[]);
//! assert!(settled.findings.is_empty(), "{:?}", settled.findings);
//!
//! let plan = render::plan(&site, &settled, &mut Vec::new());
//! let fees = plan.artifacts.iter().find(|file| file.path == "faq/fees/index.html");
//! let Some(Content::Make(make)) = fees.map(|file| &file.content) else {
//!     return Err("the page is not planned".into());
//! };
//! let html = String::from_utf8(make().map_err(|finding| finding.message)?)?;
//! assert!(html.contains("What does it cost?"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
pub mod coming;
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
mod theme;
pub mod verdict;

use candor_model::findings::Finding;

/// Assembles a site of the files in a tree. `None` only when the configuration leaves nothing to
/// go on; everything wrong with the files is in `findings` either way.
pub fn assemble<'t>(
    tree: &'t source::SourceTree,
    circumstances: site::Circumstances,
    cache: Option<site::Cache>,
    findings: &mut Vec<Finding>,
) -> Option<site::Site<'t>> {
    let wiring = site::Wiring {
        roles: &render::ROLES,
        read_setup: check::read_setup,
    };
    site::assemble(tree, circumstances, wiring, cache, findings)
}

/// Changes with the code: part of every cache key, never of the output.
pub const BUILD_ID: &str = env!("CANDOR_BUILD_ID");
