//! Findings as the protocol's diagnostics.

use std::collections::BTreeMap;

use gen_lsp_types as lsp;

use super::position::{Encoding, Lines};
use candor_core::source::CONFIG_FILE;
use candor_model::findings::{Finding, Severity};

/// Diagnostics by site-relative path. A finding that is nowhere stands at the top of
/// `candor.toml`, since the site as a whole has no other file.
pub fn by_file(
    findings: &[Finding],
    texts: &BTreeMap<String, String>,
    encoding: Encoding,
) -> BTreeMap<String, Vec<lsp::Diagnostic>> {
    let lines: BTreeMap<&str, Lines<'_>> = texts
        .iter()
        .map(|(file, text)| (file.as_str(), Lines::new(text, encoding)))
        .collect();
    let mut files: BTreeMap<String, Vec<lsp::Diagnostic>> = BTreeMap::new();
    for finding in findings {
        let place = finding.place.as_ref();
        let file = place.map_or(CONFIG_FILE, |place| place.file.as_str());
        let range = place
            .and_then(|place| place.span.as_ref())
            .and_then(|span| Some(lines.get(file)?.range(span)))
            .unwrap_or_else(first_line);
        files
            .entry(file.to_owned())
            .or_default()
            .push(diagnostic(finding, range));
    }
    files
}

fn diagnostic(finding: &Finding, range: lsp::Range) -> lsp::Diagnostic {
    let mut message = finding.message.clone();
    if let Some(help) = &finding.help {
        message = format!("{message}\n{help}");
    }
    if let Some(authority) = &finding.authority
        && !authority.citation.is_empty()
    {
        message = format!("{message}\n{} ({})", authority.citation, authority.basis);
    }
    lsp::Diagnostic {
        range,
        severity: Some(match finding.severity {
            Severity::Error => lsp::DiagnosticSeverity::Error,
            Severity::Warning => lsp::DiagnosticSeverity::Warning,
        }),
        code: Some(lsp::Code::String(finding.id.to_string())),
        source: Some("candor".to_owned()),
        message: lsp::Message::String(message),
        ..Default::default()
    }
}

/// Where a finding about a whole file is shown.
fn first_line() -> lsp::Range {
    let at = |line| lsp::Position { line, character: 0 };
    lsp::Range {
        start: at(0),
        end: at(1),
    }
}
