//! Findings for machines, as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Counts, Finding, LineIndex, Position, Severity, count};

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    summary: Counts,
    findings: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    severity: Severity,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Position>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Position>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

/// Renders findings as one JSON object with `version`, `summary` and `findings`.
///
/// # Errors
///
/// Returns the serialiser's error, which no finding is known to cause.
pub fn render(
    findings: &[Finding],
    texts: &BTreeMap<String, String>,
) -> Result<String, serde_json::Error> {
    let mut lines: BTreeMap<&str, LineIndex> = BTreeMap::new();
    for (file, text) in texts {
        lines.insert(file, LineIndex::new(text));
    }
    let rows = findings
        .iter()
        .map(|finding| {
            let place = finding.place.as_ref();
            let at = place.and_then(|place| {
                let index = lines.get(place.file.as_str())?;
                let span = place.span.as_ref()?;
                Some((index.position(span.start), index.position(span.end)))
            });
            Row {
                id: &finding.id,
                severity: finding.severity,
                file: place.map(|place| place.file.as_str()),
                start: at.map(|(start, _)| start),
                end: at.map(|(_, end)| end),
                message: &finding.message,
                help: finding.help.as_deref(),
            }
        })
        .collect();
    let report = Report {
        version: 1,
        summary: count(findings),
        findings: rows,
    };
    serde_json::to_string_pretty(&report).map(|mut text| {
        text.push('\n');
        text
    })
}
