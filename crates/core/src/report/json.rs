//! A report for programs, as JSON.

use serde::Serialize;

use super::{Report, caution};
use crate::check::docs;
use crate::rules::Entry;
use crate::verdict::Verdict;
use candor_model::basis::Basis;
use candor_model::findings::{Counts, Finding, Position, Severity, count};
use candor_model::verdict::State;

#[derive(Serialize)]
struct Whole<'a> {
    version: u32,
    disclaimer: String,
    summary: Counts,
    packs: Vec<PackRow<'a>>,
    verdicts: Vec<VerdictRow<'a>>,
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
}

#[derive(Serialize)]
struct VerdictRow<'a> {
    /// `topic`, `point`, `requirement`, `item`, or `check` for one of every site.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pack: Option<&'a str>,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<Basis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    citation: Option<String>,
    state: &'a State,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<Severity>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<EvidenceRow<'a>>,
    /// Places in `findings`.
    #[serde(skip_serializing_if = "<[usize]>::is_empty")]
    findings: &'a [usize],
    /// Place in `waived`.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<usize>,
}

#[derive(Serialize)]
struct EvidenceRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    found: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reviewed_on: Option<String>,
    /// Whether it holds all that is asked of it.
    holds: bool,
}

#[derive(Serialize)]
struct WaiverRow<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pack: Option<&'a str>,
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
    /// What of the packs is not met because of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<AboutRow<'a>>,
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

#[derive(Serialize)]
struct AboutRow<'a> {
    pack: &'a str,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    /// Which of the texts that claim it: its place in the verdict's `evidence`.
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<u16>,
}

/// Renders a report as one JSON object. Paths are relative to the site's folder.
///
/// # Errors
///
/// Returns the serialiser's error, which no report is known to cause.
pub fn render(report: &Report<'_>) -> Result<String, serde_json::Error> {
    let positions = report.positions();
    let row = |finding| row(report, finding, positions.of(finding));
    let packs = report
        .rules
        .numbered()
        .map(|(number, pack)| {
            let met = report.verdicts.met(number);
            PackRow {
                id: pack.id.get_ref(),
                version: &pack.version,
                title: &pack.title,
                verified: pack.verified.map(|day| day.to_string()),
                note: caution(pack),
                asked: met.asked,
                met: met.met,
            }
        })
        .collect();
    let verdicts = report.verdicts.iter();
    let waived = report
        .waived
        .iter()
        .map(|in_force| WaiverRow {
            id: in_force.waiver.id.get_ref(),
            pack: in_force
                .waiver
                .pack
                .as_ref()
                .map(|pack| pack.get_ref().as_str()),
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
        version: 2,
        disclaimer: report.disclaimers().join(" "),
        summary: count(report.findings),
        packs,
        verdicts: verdicts
            .map(|verdict| verdict_row(report, verdict))
            .collect(),
        findings: report.findings.iter().map(row).collect(),
        waived,
    };
    serde_json::to_string_pretty(&whole).map(|mut text| {
        text.push('\n');
        text
    })
}

fn verdict_row<'a>(report: &Report<'a>, verdict: &'a Verdict) -> VerdictRow<'a> {
    let entry = verdict.entry(report.rules);
    let id = verdict.id(report.rules);
    VerdictRow {
        kind: match entry.map(|(_, entry)| entry) {
            Some(Entry::Topic(_)) => "topic",
            Some(Entry::Point(..)) => "point",
            Some(Entry::Requirement(_)) => "requirement",
            Some(Entry::Item(..)) => "item",
            None => "check",
        },
        pack: entry.map(|(pack, _)| pack.id.get_ref().as_str()),
        title: match entry {
            Some((_, entry)) => entry.title(),
            None => docs::get(&id).map_or_else(String::new, |doc| doc.title.clone()),
        },
        id,
        language: verdict.language.as_deref(),
        basis: entry.map(|(_, entry)| entry.basis()),
        citation: entry
            .map(|(pack, entry)| pack.citation(entry))
            .filter(|citation| !citation.is_empty()),
        state: &verdict.state,
        reason: verdict.reason(),
        severity: entry.and(verdict.severity),
        evidence: verdict
            .evidence
            .iter()
            .map(|evidence| EvidenceRow {
                language: evidence.language.as_deref(),
                title: evidence.title.as_deref(),
                address: evidence.address.as_deref(),
                file: evidence.file.as_deref(),
                found: &evidence.found,
                reviewed_on: evidence.reviewed_on.map(|day| day.to_string()),
                holds: evidence.holds,
            })
            .collect(),
        findings: &verdict.findings,
        waiver: verdict.waiver(),
    }
}

fn row<'a>(report: &Report<'a>, finding: &'a Finding, at: Option<(Position, Position)>) -> Row<'a> {
    let authority = finding.authority.as_deref();
    Row {
        id: &finding.id,
        severity: finding.severity,
        pack: authority.map(|authority| authority.pack.as_str()),
        requirement: authority.map(|authority| authority.requirement.as_str()),
        about: finding
            .about
            .iter()
            .filter_map(|about| {
                let (pack, entry) = report.rules.resolve(about.subject)?;
                Some(AboutRow {
                    pack: pack.id.get_ref(),
                    id: entry.id(),
                    language: about.language.as_deref(),
                    claim: about.claim,
                })
            })
            .collect(),
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
