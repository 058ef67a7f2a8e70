//! A small site in memory, of which a fuzz target replaces one file.

use candor_core::render::{self, Content};
use candor_core::site::{Circumstances, Drafts, Mode, Site};
use candor_core::source::SourceTree;
use candor_core::{assemble, check};
use candor_model::findings::Finding;
use chrono::NaiveDate;

const FILES: &[(&str, &str)] = &[
    (
        "candor.toml",
        include_str!("../../tests/sites/minimal/candor.toml"),
    ),
    (
        "content/channels.toml",
        include_str!("../../tests/sites/minimal/content/channels.toml"),
    ),
    (
        "content/faq/fees.md",
        include_str!("../../tests/sites/minimal/content/faq/fees.md"),
    ),
    (
        "content/faq/fees.es.md",
        include_str!("../../tests/sites/minimal/content/faq/fees.es.md"),
    ),
    (
        "content/faq/transfers.md",
        include_str!("../../tests/sites/minimal/content/faq/transfers.md"),
    ),
];

/// The small site with some files replaced or added.
pub fn tree(changed: &[(&str, &str)]) -> SourceTree {
    let mut tree = SourceTree::default();
    for (path, text) in FILES.iter().chain(changed) {
        tree.overlay(path, text);
    }
    tree
}

/// Assembles, checks, plans and makes the site of a tree, and hands it on.
pub fn make(tree: &SourceTree, then: impl FnOnce(&Site<'_>, &[render::Artifact<'_>])) {
    let mut findings: Vec<Finding> = Vec::new();
    let circumstances = Circumstances {
        today: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap_or_default(),
        mode: Mode::Preview(Drafts::In),
        since: None,
        packs: None,
    };
    let Some(site) = assemble(tree, circumstances, None, &mut findings) else {
        assert!(
            !findings.is_empty(),
            "a site that cannot be assembled has a finding"
        );
        return;
    };
    findings.extend(check::all(&site));
    let artifacts = render::plan(&site, &mut findings);
    for artifact in &artifacts {
        if let Content::Make(make) = &artifact.content {
            // A finding is a fine answer; a panic is not.
            let _ = make();
        }
    }
    then(&site, &artifacts);
}
