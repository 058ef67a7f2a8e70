//! A report for programs, as JSON.

use serde::Serialize;

use super::{Report, Status, caution};
use candor_model::basis::Basis;
use candor_model::findings::{Counts, Finding, Position, Severity, count};

#[derive(Serialize)]
struct Whole<'a> {
    version: u32,
    disclaimer: String,
    summary: Counts,
    packs: Vec<PackRow<'a>>,
    findings: Vec<Row<'a>>,
    waived: Vec<WaiverRow<'a>>,
}

#[derive(Serialize)]
struct PackRow<'a> {
    id: &'a str,
    version: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    asked: usize,
    met: usize,
    requirements: Vec<RequirementRow>,
}

#[derive(Serialize)]
struct RequirementRow {
    id: String,
    title: String,
    basis: Basis,
    citation: String,
    status: Status,
    errors: usize,
    warnings: usize,
    waived: usize,
}

#[derive(Serialize)]
struct WaiverRow<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    reason: &'a str,
    approver: &'a str,
    until: String,
    findings: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    severity: Severity,
    #[serde(skip_serializing_if = "Option::is_none")]
    pack: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requirement: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<Basis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    citation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Position>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Position>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    channels: &'a [String],
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

/// Renders a report as one JSON object. Paths are relative to the site's folder.
///
/// # Errors
///
/// Returns the serialiser's error, which no report is known to cause.
pub fn render(report: &Report<'_>) -> Result<String, serde_json::Error> {
    let positions = report.positions();
    let row = |finding| row(finding, positions.of(finding));
    let packs = report
        .outcomes()
        .into_iter()
        .map(|outcome| PackRow {
            id: outcome.pack.id.get_ref(),
            version: &outcome.pack.version,
            title: &outcome.pack.title,
            verified: outcome.pack.verified.map(|day| day.to_string()),
            note: caution(outcome.pack),
            asked: outcome.asked(),
            met: outcome.count(Status::Met),
            requirements: outcome
                .outcomes
                .iter()
                .map(|one| {
                    let errors = one
                        .findings
                        .iter()
                        .filter(|finding| finding.severity == Severity::Error)
                        .count();
                    RequirementRow {
                        id: one.id.clone(),
                        title: one.entry.title(),
                        basis: one.entry.basis(),
                        citation: outcome.pack.citation(one.entry),
                        status: one.status,
                        errors,
                        warnings: one.findings.len() - errors,
                        waived: one.waived.len(),
                    }
                })
                .collect(),
        })
        .collect();
    let waived = report
        .waived
        .iter()
        .map(|in_force| WaiverRow {
            id: in_force.waiver.id.get_ref(),
            page: in_force
                .waiver
                .page
                .as_ref()
                .map(|page| page.get_ref().as_str()),
            channel: in_force
                .waiver
                .channel
                .as_ref()
                .map(|channel| channel.get_ref().as_str()),
            reason: &in_force.waiver.reason,
            approver: &in_force.waiver.approver,
            until: in_force.waiver.until.get_ref().to_string(),
            findings: in_force.findings.iter().map(row).collect(),
        })
        .collect();
    let whole = Whole {
        version: 1,
        disclaimer: report.disclaimers().join(" "),
        summary: count(report.findings),
        packs,
        findings: report.findings.iter().map(row).collect(),
        waived,
    };
    serde_json::to_string_pretty(&whole).map(|mut text| {
        text.push('\n');
        text
    })
}

fn row(finding: &Finding, at: Option<(Position, Position)>) -> Row<'_> {
    let authority = finding.authority.as_deref();
    Row {
        id: &finding.id,
        severity: finding.severity,
        pack: authority.map(|authority| authority.pack.as_str()),
        requirement: authority.map(|authority| authority.requirement.as_str()),
        basis: authority.map(|authority| authority.basis),
        citation: authority
            .map(|authority| authority.citation.as_str())
            .filter(|citation| !citation.is_empty()),
        file: finding.place.as_ref().map(|place| place.file.as_str()),
        start: at.map(|(start, _)| start),
        end: at.map(|(_, end)| end),
        channels: &finding.channels,
        message: &finding.message,
        help: finding.help.as_deref(),
    }
}
