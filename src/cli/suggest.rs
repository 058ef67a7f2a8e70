//! `candor suggest`: which questions answer what nobody claims yet.

use std::collections::BTreeMap;
use std::path::Path;

use super::args::{Global, SuggestArgs, SuggestFormat};
use super::init::{self, DEFAULT_PACK};
use super::report::{self, counted};
use super::{ExitStatus, open};
use crate::change;
use crate::cli::say::say;
use candor_core::edit::{self, Edit, heading};
use candor_core::site::Site;
use candor_core::suggest::{self, Suggestion, show};

/// Prints proposals; with `--apply`, writes those that are clear and prints what it wrote.
pub fn run(args: &SuggestArgs, global: &Global) -> ExitStatus {
    match propose(args, global) {
        Ok(()) => ExitStatus::Fine,
        Err(message) => {
            report::fault(&message);
            ExitStatus::Fault
        }
    }
}

fn propose(args: &SuggestArgs, global: &Global) -> Result<(), String> {
    let (tree, cache) = open::read(global);
    // A pack that there is not is told before anything else.
    init::packs(&args.packs)?;
    let named = (!args.packs.is_empty()).then(|| args.packs.clone());
    let mut site = open::assemble(&tree, cache, named, global)?;
    let has_no_pack = site.rules.packs.is_empty();
    if has_no_pack {
        site = open::assemble(&tree, None, Some(vec![DEFAULT_PACK.to_owned()]), global)?;
    }
    let limit = usize::from(args.limit);
    // Whether a proposal is clear depends on the one behind it.
    let suggestions = suggest::suggest(&site, limit.max(2));
    if args.apply {
        let to_stderr = global.quiet || args.format == SuggestFormat::Json;
        apply(&global.root, &site, &suggestions, to_stderr)?;
    }
    match (args.format, args.apply) {
        (SuggestFormat::Json, applied) => {
            let shown = show::shown(&site, &suggestions, limit);
            report::data(&show::json(&shown, applied).map_err(|error| error.to_string())?)?;
        }
        (SuggestFormat::Human, false) => {
            report::data(&show::human(&show::shown(&site, &suggestions, limit)))?;
        }
        (SuggestFormat::Human, true) => {}
    }
    if !global.quiet {
        summary(&suggestions, args.apply);
        if has_no_pack {
            say!(
                "note: candor.toml names no rule pack yet; this is what {DEFAULT_PACK} asks for. To have it checked, write packs = [\"{DEFAULT_PACK}\"] in [rules]."
            );
        }
    }
    Ok(())
}

fn summary(suggestions: &[Suggestion<'_>], applied: bool) {
    let clear = suggestions
        .iter()
        .filter(|suggestion| suggest::clear(suggestion).is_some())
        .count();
    let left = suggestions.len() - clear;
    if suggestions.is_empty() {
        say!("Every point that the rule packs ask for is claimed; there is nothing to suggest.");
    } else if applied {
        say!(
            "Wrote {}. {} left: candor suggest shows what comes nearest.",
            counted(clear, "claim"),
            match left {
                1 => "1 point is".to_owned(),
                left => format!("{left} points are"),
            },
        );
    } else {
        say!(
            "Nobody claims {}; for {clear} the answer is clear. Nothing was written: paste a heading, or let candor suggest --apply write the clear ones.",
            counted(suggestions.len(), "point"),
        );
    }
}

/// Writes the clear proposals, file by file, and lists each heading that it wrote: on
/// standard output, or on standard error where that is for something else.
fn apply(
    root: &Path,
    site: &Site<'_>,
    suggestions: &[Suggestion<'_>],
    to_stderr: bool,
) -> Result<(), String> {
    let mut by_file: BTreeMap<&str, Vec<(Edit, String)>> = BTreeMap::new();
    for ((file, start), (proposal, claimed)) in suggest::to_write(suggestions) {
        let points: Vec<String> = claimed
            .iter()
            .map(|suggestion| suggestion.claim.clone())
            .collect();
        let changed = || format!("{file} changed meanwhile\n  help: run the command again");
        let text = site.tree.whole_text(file).map_err(|_| changed())?;
        let line = text
            .get(proposal.question.span.clone())
            .ok_or_else(changed)?;
        let mut edit = heading::claim(line, &proposal.question.id, &points);
        let after = edit::edited(line, std::slice::from_ref(&edit));
        edit.span.start += start;
        edit.span.end += start;
        let said = format!(
            "{file}:{}: claims {}\n  {}\n",
            show::line_of(site, proposal),
            points.join(", "),
            after.trim_end(),
        );
        by_file.entry(file).or_default().push((edit, said));
    }
    for (file, edits) in by_file {
        let (edits, said): (Vec<Edit>, Vec<String>) = edits.into_iter().unzip();
        change::change(root, site.tree, file, &edits).map_err(|error| error.to_string())?;
        // Every change is told, whatever else is not.
        let told = said.concat();
        if to_stderr {
            say!("{}", told.trim_end());
        } else {
            report::data(&told)?;
        }
    }
    Ok(())
}
