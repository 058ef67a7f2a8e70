//! Suggestions for people and for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::{Proposal, Suggestion, clear};
use crate::site::Site;
use candor_model::findings::LineIndex;

/// A suggestion as it is shown.
#[derive(Debug, Serialize)]
pub struct Shown<'a> {
    claim: &'a str,
    requirement: String,
    pack: &'a str,
    language: &'a str,
    wording: &'a str,
    /// A heading to add when no question fits.
    new_heading: String,
    proposals: Vec<ShownProposal<'a>>,
}

#[derive(Debug, Serialize)]
struct ShownProposal<'a> {
    file: &'a str,
    line: usize,
    question: &'a str,
    anchor: &'a str,
    /// From 0 to 1, with two decimals.
    score: f64,
    /// Whether `--apply` writes it.
    clear: bool,
    heading_words: &'a [String],
    answer_words: &'a [String],
    original_claims: bool,
    holds: &'a [String],
    lacks: &'a [String],
    /// The line of the heading with the claim in it.
    heading: String,
}

/// The line on which a proposed question stands, from 1.
pub fn line_of(site: &Site<'_>, proposal: &Proposal<'_>) -> usize {
    let text = site.tree.whole_text(&proposal.page.head.source);
    LineIndex::new(&text.unwrap_or_default())
        .position(proposal.question.span.start)
        .line
}

/// Suggestions with at most `limit` questions each.
pub fn shown<'a>(
    site: &Site<'_>,
    suggestions: &'a [Suggestion<'_>],
    limit: usize,
) -> Vec<Shown<'a>> {
    let mut texts = BTreeMap::new();
    for proposal in suggestions
        .iter()
        .flat_map(|suggestion| &suggestion.proposals)
    {
        let file = &*proposal.page.head.source;
        texts
            .entry(file)
            .or_insert_with(|| site.tree.whole_text(file).unwrap_or_default());
    }
    let lines: BTreeMap<&str, LineIndex<'_>> = texts
        .iter()
        .map(|(file, text)| (*file, LineIndex::new(text)))
        .collect();
    let line = |proposal: &Proposal<'_>| {
        lines
            .get(&*proposal.page.head.source)
            .map_or(1, |index| index.position(proposal.question.span.start).line)
    };
    suggestions
        .iter()
        .map(|suggestion| {
            let best = clear(suggestion);
            let claim = std::slice::from_ref(&suggestion.claim);
            Shown {
                claim: &suggestion.claim,
                requirement: suggestion.entry.id(),
                pack: suggestion.pack.id.get_ref(),
                language: suggestion.lang,
                wording: &suggestion.wording,
                new_heading: format!(
                    "## {} {{#{} covers={}}}",
                    suggestion.wording, suggestion.anchor, suggestion.claim
                ),
                proposals: suggestion
                    .proposals
                    .iter()
                    .take(limit)
                    .map(|proposal| ShownProposal {
                        file: &proposal.page.head.source,
                        line: line(proposal),
                        question: &proposal.question.title,
                        anchor: &proposal.question.id,
                        score: (proposal.score * 100.0).round() / 100.0,
                        clear: best.is_some_and(|best| std::ptr::eq(best, proposal)),
                        heading_words: &proposal.heading_words,
                        answer_words: &proposal.answer_words,
                        original_claims: proposal.original_claims,
                        holds: &proposal.holds,
                        lacks: &proposal.lacks,
                        heading: proposal.claiming(site, claim).unwrap_or_default(),
                    })
                    .collect(),
            }
        })
        .collect()
}

/// One JSON object with `version`, `applied` (whether the clear ones were written) and
/// `suggestions`.
///
/// # Errors
///
/// The serialiser's, which no suggestion is known to cause.
pub fn json(shown: &[Shown<'_>], applied: bool) -> Result<String, serde_json::Error> {
    let report = serde_json::json!({ "version": 1, "applied": applied, "suggestions": shown });
    serde_json::to_string_pretty(&report).map(|text| text + "\n")
}

/// A paragraph a point: the questions, why, and the heading to paste.
pub fn human(shown: &[Shown<'_>]) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    for suggestion in shown {
        let _ = writeln!(
            out,
            "{} ({}): {}",
            suggestion.claim, suggestion.language, suggestion.wording
        );
        for proposal in &suggestion.proposals {
            let _ = writeln!(
                out,
                "  {:.2}  {}:{}  {}{}",
                proposal.score,
                proposal.file,
                proposal.line,
                proposal.question,
                if proposal.clear { "  (clear)" } else { "" },
            );
            let _ = writeln!(out, "        why: {}", reasons(proposal));
            let _ = writeln!(out, "        paste: {}", proposal.heading);
        }
        if suggestion.proposals.is_empty() {
            let _ = writeln!(out, "  no question looks like an answer to this");
            let _ = writeln!(out, "        add: {}", suggestion.new_heading);
        }
        out.push('\n');
    }
    out
}

fn reasons(proposal: &ShownProposal<'_>) -> String {
    let mut reasons = Vec::new();
    if proposal.original_claims {
        reasons.push("the original of this translation claims it".to_owned());
    }
    for (place, words) in [
        ("heading", proposal.heading_words),
        ("answer", proposal.answer_words),
    ] {
        if !words.is_empty() {
            reasons.push(format!("its {place} has {}", words.join(", ")));
        }
    }
    if proposal.lacks.is_empty() {
        reasons.push("its answer holds all that is asked for".to_owned());
    } else {
        reasons.push(format!("but it {}", proposal.lacks.join(", and ")));
    }
    reasons.join("; ")
}
