//! The site as it is, drafts included, for commands that change its files or look at its text.

use std::path::Path;
use std::sync::Arc;

use super::args::Global;
use crate::build::{self, Quiet};
use candor_core::checked::is_environment;
use candor_core::site::{Cache, Circumstances, Drafts, Mode, Site};
use candor_core::source::{self, KnownPages, SourceTree};
use candor_files::Disk;
use candor_model::findings::{Fault, Finding, human};

/// Reads the site's files.
pub fn read(global: &Global) -> (SourceTree, Option<Cache>) {
    build::read(&global.root, &Quiet)
}

/// Reads the texts of the site in `root`, whole and without a cache.
pub fn texts(root: &Path) -> SourceTree {
    source::walk(Arc::new(Disk::new(root)))
        .texts_only()
        .read(&KnownPages::default())
}

/// Assembles the site; `packs` are looked at in place of those of its configuration. What is
/// wrong with its content is for `candor check`.
///
/// # Errors
///
/// What is wrong with its configuration, ready to be shown.
pub fn assemble<'t>(
    tree: &'t SourceTree,
    cache: Option<Cache>,
    packs: Option<Vec<String>>,
    global: &Global,
) -> Result<Site<'t>, String> {
    let mut found = Vec::new();
    let circumstances = Circumstances {
        today: global.today,
        mode: Mode::Preview(Drafts::In),
        since: None,
        packs,
    };
    let site = candor_core::assemble(tree, circumstances, cache, &mut found);
    match site {
        Some(site) if !is_environment(&found) => Ok(site),
        _ => Err(unusable(found, tree, global)),
    }
}

fn unusable(mut found: Vec<Finding>, tree: &SourceTree, global: &Global) -> String {
    found.retain(|finding| finding.fault == Fault::Environment);
    candor_model::findings::sort(&mut found);
    let text = human::render(&found, &tree.texts_for(&found), global.colour);
    format!("the site's configuration cannot be used\n\n{text}")
}

/// The site-relative path, in the site in `root`, of a file that the command line names: as it is, or as a path from
/// the folder that the command runs in.
pub fn site_path(root: &Path, tree: &SourceTree, named: &Path) -> Option<String> {
    let plain = named.to_str()?.replace('\\', "/");
    let plain = plain.trim_start_matches("./");
    if tree.files.contains_key(plain) {
        return Some(plain.to_owned());
    }
    let root = std::fs::canonicalize(root).ok()?;
    let file = std::fs::canonicalize(named).ok()?;
    let path = file.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
    tree.files.contains_key(path.as_str()).then_some(path)
}
