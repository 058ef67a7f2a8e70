//! What Markdown drops without a word: cells beyond the head of a table, notes and addresses that nothing names, and
//! what a fence swallows that never ends.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::RefDefs;

use super::Builder;
use candor_model::findings::{Finding, printable};

/// The addresses that stand on lines of their own, by name, and which of them something refers to.
#[derive(Default)]
pub(super) struct Definitions {
    all: Vec<(String, Range<usize>, String)>,
    referred: BTreeSet<String>,
}

impl Definitions {
    pub(super) fn of(known: &RefDefs<'_>) -> Definitions {
        let mut all: Vec<_> = known
            .iter()
            .map(|(name, definition)| {
                (
                    folded(name),
                    definition.span.clone(),
                    definition.dest.to_string(),
                )
            })
            .collect();
        all.sort_by_key(|(_, place, _)| place.start);
        Definitions {
            all,
            referred: BTreeSet::new(),
        }
    }

    pub(super) fn refer(&mut self, name: &str) {
        if !self.all.is_empty() && !name.is_empty() {
            self.referred.insert(folded(name));
        }
    }
}

/// A name as Markdown compares it.
fn folded(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

impl Builder<'_> {
    /// Cells of a row for which the table has no column.
    pub(super) fn surplus_cells(&mut self, range: &Range<usize>) {
        let row = &self.source[range.clone()];
        let columns = self.table.alignments.len();
        // Each cell needs a sign.
        if row.bytes().filter(|byte| *byte == b'|').count() < columns {
            return;
        }
        let line = row.lines().next().unwrap_or_default();
        let lead = line.len() - line.trim_start().len();
        let inner = line.trim();
        let open = usize::from(inner.starts_with('|'));
        let mut at = lead + open;
        let end = lead + inner.len();
        let mut cells = 0;
        let mut is_escaped = false;
        for (offset, byte) in line.bytes().enumerate().take(end).skip(at) {
            if byte == b'|' && !is_escaped {
                cells += 1;
                if cells == columns {
                    at = offset + 1;
                    break;
                }
            }
            is_escaped = byte == b'\\' && !is_escaped;
        }
        let lost = line.get(at..end).unwrap_or_default();
        let words = lost.trim_matches(|c: char| c == '|' || c.is_whitespace());
        if cells < columns || words.is_empty() {
            return;
        }
        let start = range.start + at;
        let finding = Finding::error(
            "markdown.lost",
            format!("the table has {columns} columns, so this is lost: `{}`", printable(words)),
        )
        .help("Give the first row and the row of dashes as many cells, or write \\| for a sign that is part of a text.");
        self.enter(finding, &(start..start + lost.len()));
    }

    /// A fence that nothing closes takes all the rest for code.
    pub(super) fn unclosed_fence(&mut self, range: &Range<usize>) {
        let block = self.source[range.clone()].trim_end();
        let first = block.lines().next().unwrap_or_default();
        let sign = match first.chars().next() {
            Some(sign @ ('`' | '~')) => sign,
            _ => return,
        };
        let length = first.len() - first.trim_start_matches(sign).len();
        let last = block.lines().next_back().unwrap_or_default();
        let last = last.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
        let is_closed =
            block.len() > first.len() && last.len() >= length && last.chars().all(|c| c == sign);
        if !is_closed {
            let finding = Finding::error(
                "markdown.lost",
                "this block of code never ends, so what follows is taken for code",
            )
            .help(format!(
                "Write {} on a line of its own where it ends.",
                sign.to_string().repeat(length)
            ));
            self.enter(finding, &(range.start..range.start + first.len()));
        }
    }

    /// What is written and nothing refers to.
    pub(super) fn unused(&mut self) {
        let notes: Vec<Range<usize>> = self
            .footnotes
            .places
            .iter()
            .filter(|(number, _)| !self.footnotes.referred.contains(number))
            .map(|(_, place)| place.clone())
            .collect();
        for place in notes {
            let line = self.source[place.clone()]
                .lines()
                .next()
                .unwrap_or_default()
                .len();
            let finding = Finding::error("markdown.footnote", "nothing refers to this footnote, so readers do not find it")
                .help("Write its name in the text that it belongs to, such as [^1], or delete it. Both names must be the same.");
            self.enter(finding, &(place.start..place.start + line));
        }
        let definitions = std::mem::take(&mut self.definitions);
        for (name, place, target) in definitions.all {
            if definitions.referred.contains(&name) {
                continue;
            }
            let is_address = target.contains(['/', '.', '#', ':', '{']);
            let message = format!(
                "nothing refers to `[{}]`, so readers do not see this line",
                printable(&name)
            );
            let finding = match is_address {
                true => Finding::warning("markdown.lost", message)
                    .help(format!("Write [words][{0}] where the link belongs, or delete the line.", printable(&name))),
                false => Finding::error("markdown.lost", message)
                    .help("A line that begins with [words]: is taken for an address. Write it without the brackets, or \\[words]: to show them."),
            };
            self.enter(finding, &place);
        }
    }
}
