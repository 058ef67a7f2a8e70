//! Findings for people: the line, a caret, what is wrong and what to do.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Finding, Severity, count, printable};

/// Renders findings grouped by file in source order, with a closing summary line.
///
/// `texts` holds the decoded text of each file that a finding points into; a
/// finding whose text is missing is shown without its line.
pub fn render(findings: &[Finding], texts: &BTreeMap<String, String>, colour: bool) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
    .decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for finding in findings {
        out.push_str(&renderer.render(&[report(finding, texts)]));
        out.push_str("\n\n");
    }
    out.push_str(&summary(findings));
    out
}

fn report<'a>(finding: &'a Finding, texts: &'a BTreeMap<String, String>) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
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
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

/// Keeps a span inside the text and on its first line, so that the snippet stays short.
fn clamp(text: &str, span: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let mut end = span.end.clamp(start, line_end);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    start..end
}

/// The one-line count at the end of a report, such as `2 errors, 1 warning`.
pub fn summary(findings: &[Finding]) -> String {
    let counts = count(findings);
    let mut out = String::new();
    for (number, word) in [(counts.errors, "error"), (counts.warnings, "warning")] {
        if !out.is_empty() {
            out.push_str(", ");
        }
        let plural = if number == 1 { "" } else { "s" };
        // Writing to a string cannot fail.
        let _ = write!(out, "{number} {word}{plural}");
    }
    out
}
