//! Quick fixes: the fact that says what somebody typed, or what they should have typed.

use std::collections::{BTreeMap, HashMap};

use gen_lsp_types as lsp;
use url::Url;

use super::position::{Encoding, Lines};
use candor_core::check::times;
use candor_core::site::Site;

/// One change that an editor can offer.
#[derive(Debug, Clone, PartialEq)]
pub struct QuickFix {
    /// What it changes.
    range: lsp::Range,
    /// What it writes.
    text: String,
    /// What stands there.
    written: String,
    /// Whether readers see the same time afterwards.
    is_same: bool,
}

/// The changes that a site's pages allow, by site-relative path.
pub fn of(site: &Site<'_>, encoding: Encoding) -> BTreeMap<String, Vec<QuickFix>> {
    let mut all: BTreeMap<String, Vec<QuickFix>> = BTreeMap::new();
    let mut proposals = times::proposals(site).into_iter().peekable();
    while let Some(first) = proposals.peek() {
        let file = first.file.clone();
        let text = site.tree.whole_text(&file).unwrap_or_default();
        let lines = Lines::new(&text, encoding);
        let fixes = all.entry(file.clone()).or_default();
        while let Some(proposal) = proposals.next_if(|next| next.file == file) {
            fixes.push(QuickFix {
                range: lines.range(&proposal.edit.span),
                text: proposal.edit.text,
                written: proposal.written,
                is_same: proposal.is_same,
            });
        }
    }
    all
}

/// The actions for a part of a text.
pub fn actions(fixes: &[QuickFix], uri: &Url, part: &lsp::Range) -> Vec<lsp::CodeActionResponse> {
    let touches = |fix: &&QuickFix| fix.range.start <= part.end && part.start <= fix.range.end;
    let action = |fix: &QuickFix| {
        let edit = lsp::TextEdit {
            range: fix.range,
            new_text: fix.text.clone(),
        };
        let title = match fix.is_same {
            true => format!("Write {} for “{}”: it says the same", fix.text, fix.written),
            false => format!(
                "Write {} for “{}”: what the data promise",
                fix.text, fix.written
            ),
        };
        lsp::CodeAction {
            title,
            kind: Some(lsp::CodeActionKind::QuickFix),
            edit: Some(lsp::WorkspaceEdit {
                changes: Some(HashMap::from([(uri.clone(), vec![edit])])),
                ..Default::default()
            }),
            ..Default::default()
        }
        .into()
    };
    fixes.iter().filter(touches).map(action).collect()
}
