//! Findings for people: the line, a caret, what is wrong, who says so and what to do.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use rayon::prelude::*;

use super::{Authority, Counts, Finding, LineIndex, Severity, count, printable};
use crate::basis::Basis;

/// Findings of one id in one file that are shown whole; the others are listed by line.
const SHOWN_WHOLE: usize = 3;

/// Characters of a line that a caret marks at most: what matters is where it begins.
const MARKED: usize = 60;

/// Renders findings grouped by file in source order, with a closing summary line.
///
/// `texts` holds the decoded text of each file that a finding points into; a
/// finding whose text is missing is shown without its line.
pub fn render(findings: &[Finding], texts: &BTreeMap<String, String>, colour: bool) -> String {
    let mut out = groups(findings, texts, &BTreeMap::new(), colour);
    out.push_str(&summary(findings));
    out
}

/// Renders findings grouped by file in source order. Each file has a line of its own
/// in front, with its title, from `titles`, and how much is wrong. After the third
/// finding of one kind in a file, the others are one line.
pub fn groups(
    findings: &[Finding],
    texts: &BTreeMap<String, String>,
    titles: &BTreeMap<String, String>,
    colour: bool,
) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
    .decor_style(DecorStyle::Ascii);
    let in_file = |group: &&[Finding]| {
        let mut out = String::new();
        let title = file(&group[0]).and_then(|file| titles.get(file));
        out.push_str(&heading(group, title, colour));
        out.push_str("\n\n");
        let mut seen: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in group.iter() {
            let of_id = seen.entry(&finding.id).or_default();
            of_id.push(finding);
            if of_id.len() <= SHOWN_WHOLE {
                out.push_str(&renderer.render(&[whole(finding, texts)]));
                out.push_str("\n\n");
            }
        }
        for more in seen.values().filter_map(|all| all.get(SHOWN_WHOLE..)) {
            if let Some(text) = repeats(more, texts) {
                out.push_str(&text);
                out.push_str("\n\n");
            }
        }
        out
    };
    let groups: Vec<&[Finding]> = findings.chunk_by(|a, b| file(a) == file(b)).collect();
    groups.par_iter().map(in_file).collect()
}

fn file(finding: &Finding) -> Option<&str> {
    Some(finding.place.as_ref()?.file.as_str())
}

/// `content/faq/fees.md: “Fees”, 2 errors`
fn heading(group: &[Finding], title: Option<&String>, colour: bool) -> String {
    let mut text = match file(&group[0]) {
        Some(file) => printable(file),
        None => "The site as a whole".to_owned(),
    };
    match title {
        Some(title) => {
            let _ = write!(text, ": “{}”, ", printable(title));
        }
        None => text.push_str(": "),
    }
    text.push_str(&some(group));
    if colour {
        let bold = annotate_snippets::renderer::Style::new().bold().underline();
        format!("{bold}{text}{bold:#}")
    } else {
        text
    }
}

/// Counts without those that are zero: `2 errors`.
fn some(findings: &[Finding]) -> String {
    let counts = count(findings);
    some_of(counts)
}

/// Counts without those that are zero: `2 errors, 1 note`.
pub fn some_of(counts: Counts) -> String {
    let parts: Vec<String> = [
        (counts.errors, "error"),
        (counts.warnings, "warning"),
        (counts.notes, "note"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, word)| counted(number, word))
    .collect();
    parts.join(", ")
}

/// The findings of one id after the first ones, in one line.
fn repeats(more: &[&Finding], texts: &BTreeMap<String, String>) -> Option<String> {
    let first = more.first()?;
    let line = |finding: &&Finding| {
        let place = finding.place.as_ref()?;
        let index = LineIndex::new(texts.get(&place.file)?);
        Some(index.position(place.span.as_ref()?.start).line.to_string())
    };
    let mut lines: Vec<String> = more.iter().filter_map(line).collect();
    lines.dedup();
    let mut text = format!(
        "{}[{}]: {} more like these",
        first.severity.as_str(),
        first.id,
        more.len()
    );
    if lines.is_empty() {
        for finding in more {
            let _ = write!(text, "\n  - {}", finding.message);
        }
    } else {
        let word = if lines.len() == 1 { "line" } else { "lines" };
        let _ = write!(text, ", on {word} {}", lines.join(", "));
    }
    Some(text)
}

fn whole<'a>(finding: &'a Finding, texts: &'a BTreeMap<String, String>) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = level
        .primary_title(finding.message.as_str())
        .id(finding.id.as_ref())
        .elements(std::iter::empty::<annotate_snippets::Element<'a>>());
    if let Some(place) = &finding.place {
        let located = place
            .span
            .clone()
            .and_then(|span| texts.get(&place.file).map(|text| (text, span)));
        group = match located {
            Some((text, span)) => group.element(
                Snippet::source(text.as_str())
                    .path(printable(&place.file))
                    .annotation(AnnotationKind::Primary.span(clamp(text, span))),
            ),
            None => group.element(annotate_snippets::Origin::path(printable(&place.file))),
        };
    }
    if let Some(authority) = finding.authority.as_deref() {
        let level = Level::NOTE.with_name(authority.basis.as_str());
        group = group.element(level.message(cited(authority)));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    if finding.authority.is_some() {
        let more = format!("`candor explain {}` tells more", finding.id);
        group = group.element(Level::HELP.message(more));
    }
    group
}

/// Who says so, after the word for its basis.
pub fn cited(authority: &Authority) -> String {
    let text = passage(authority);
    if !authority.is_among_packs {
        return text;
    }
    let also = match authority.also.as_slice() {
        [] => String::new(),
        others => format!("; asked for by {}, too", others.join(" and ")),
    };
    format!("{}: {text}{also}", authority.pack)
}

/// The passage that says so.
fn passage(authority: &Authority) -> String {
    let cited = match authority.citation.as_str() {
        "" if authority.basis == Basis::Practice => return "good practice, not law".to_owned(),
        "" => "no single passage says so; it follows from the rest".to_owned(),
        citation => citation.to_owned(),
    };
    match authority.basis {
        Basis::Practice => format!("{cited} (good practice, not law)"),
        Basis::Rule | Basis::Derived => cited,
    }
}

/// Keeps a span inside the text and on its first line, so that the snippet stays short.
fn clamp(text: &str, span: Range<usize>) -> Range<usize> {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let marked_end = text[start..]
        .char_indices()
        .nth(MARKED)
        .map_or(text.len(), |(at, _)| start + at);
    let mut end = span.end.clamp(start, line_end.min(marked_end));
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    start..end
}

/// The one-line count at the end of a report, such as `2 errors, 1 warning`. Notes are
/// counted where there are any.
pub fn summary<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> String {
    let counts = count(findings);
    let mut text = format!(
        "{}, {}",
        counted(counts.errors, "error"),
        counted(counts.warnings, "warning")
    );
    if counts.notes > 0 {
        let _ = write!(text, ", {}", counted(counts.notes, "note"));
    }
    text
}

/// A count with its noun: `1 error`, `2 errors`.
pub fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
