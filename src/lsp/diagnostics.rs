//! Findings as the protocol's diagnostics.

use std::collections::BTreeMap;

use gen_lsp_types as lsp;

use super::position::{Encoding, Lines};
use candor_core::rules::Rules;
use candor_core::source::CONFIG_FILE;
use candor_core::verdict::{Settled, Verdict};
use candor_model::findings::{Finding, Severity};
use candor_model::verdict::Unknown;

/// Diagnostics by site-relative path: findings, and what nobody can tell. What is nowhere
/// stands at the top of `candor.toml`, since the site as a whole has no other file. What the
/// editor does not look at, finished pages, is left to `candor check`.
pub fn by_file(
    settled: &Settled,
    rules: &Rules,
    texts: &BTreeMap<String, String>,
    encoding: Encoding,
) -> BTreeMap<String, Vec<lsp::Diagnostic>> {
    let lines: BTreeMap<&str, Lines<'_>> = texts
        .iter()
        .map(|(file, text)| (file.as_str(), Lines::new(text, encoding)))
        .collect();
    let mut files: BTreeMap<String, Vec<lsp::Diagnostic>> = BTreeMap::new();
    for finding in &settled.findings {
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
    let unknown = settled.verdicts.not_known();
    for verdict in unknown.filter(|one| !one.state.unknown().is_some_and(Unknown::is_for_others)) {
        let place = verdict
            .evidence
            .iter()
            .find_map(|one| Some((one.file.as_deref()?, one.span.as_ref())));
        let (file, span) = place.unwrap_or((CONFIG_FILE, None));
        let range = span
            .and_then(|span| Some(lines.get(file)?.range(span)))
            .unwrap_or_else(first_line);
        files
            .entry(file.to_owned())
            .or_default()
            .push(not_known(rules, verdict, range));
    }
    files
}

/// That nobody can tell whether something is met: nothing that has to be mended.
fn not_known(rules: &Rules, verdict: &Verdict, range: lsp::Range) -> lsp::Diagnostic {
    let title = verdict.entry(rules).map(|(_, entry)| entry.title());
    let reason = verdict.reason().unwrap_or_default();
    lsp::Diagnostic {
        range,
        severity: Some(lsp::DiagnosticSeverity::Information),
        code: Some(lsp::Code::String(verdict.id(rules))),
        source: Some("candor".to_owned()),
        message: lsp::Message::String(match title {
            Some(title) => format!("not known, {reason}: {title}"),
            None => format!("not known, {reason}"),
        }),
        ..Default::default()
    }
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
            Severity::Note => lsp::DiagnosticSeverity::Information,
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
