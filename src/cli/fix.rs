//! `candor check --fix`: facts in place of typed times that say the same.

use std::collections::BTreeMap;

use super::args::Global;
use super::open;
use super::report::counted;
use super::translated;
use crate::change;
use crate::cli::say::say;
use candor_core::check::times::{self, Proposal};
use candor_core::edit::Edit;

/// Writes the facts, file by file, and tells of each. What readers see stays as it is.
pub fn run(global: &Global) -> Result<(), String> {
    let (tree, cache) = open::read(global);
    let site = open::assemble(&tree, cache, None, global)?;
    let mut by_file: BTreeMap<String, Vec<Proposal>> = BTreeMap::new();
    for proposal in times::proposals(&site) {
        if proposal.is_same {
            by_file
                .entry(proposal.file.clone())
                .or_default()
                .push(proposal);
        }
    }
    let count: usize = by_file.values().map(Vec::len).sum();
    // Readers see the same text: what was translated from it still is.
    let sources: Vec<&str> = by_file.keys().map(String::as_str).collect();
    let translations = translated::current(&site, &sources);
    for (file, proposals) in by_file {
        let edits: Vec<Edit> = proposals.iter().map(|one| one.edit.clone()).collect();
        let text = site.tree.whole_text(&file).unwrap_or_default();
        let lines: Vec<usize> = edits
            .iter()
            .map(|edit| {
                text[..edit.span.start.min(text.len())]
                    .matches('\n')
                    .count()
                    + 1
            })
            .collect();
        change::change(&global.root, site.tree, &file, &edits)
            .map_err(|error| error.to_string())?;
        for (proposal, line) in proposals.iter().zip(lines) {
            say!(
                "{file}:{line}: {} for “{}”",
                proposal.edit.text,
                proposal.written
            );
        }
    }
    if !translations.is_empty() {
        translated::remark(&translations, global)?;
    }
    if !global.quiet {
        match count {
            0 => say!("No typed time says what a fact says."),
            count => say!("Wrote {}.", counted(count, "fact")),
        }
    }
    Ok(())
}
