//! A report for people: findings by page, waivers in force, how the requirements fare.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{PackOutcome, Report, Status, caution, limits};
use crate::check::docs;
use candor_model::findings::human::{counted, groups, summary};
use candor_model::findings::{Finding, Severity, printable};

/// Renders a report. It ends without a line break.
pub fn render(report: &Report<'_>, colour: bool) -> String {
    let mut out = groups(report.findings, &report.texts, report.titles, colour);
    waivers(report, &mut out);
    let outcomes = report.outcomes();
    for outcome in &outcomes {
        pack(outcome, &mut out);
    }
    every_site(report, &mut out);
    for text in report.disclaimers() {
        out.push_str(text);
        out.push('\n');
    }
    for outcome in &outcomes {
        if let Some(text) = caution(outcome.pack) {
            let _ = writeln!(out, "{}: {text}", outcome.pack.id.get_ref());
        }
    }
    out.push('\n');
    if report.findings.is_empty() {
        out.push_str("no findings");
    } else {
        out.push_str(&summary(report.findings));
    }
    out
}

/// Every waiver in force: what it accepts, why, by whom, until when, and how much.
fn waivers(report: &Report<'_>, out: &mut String) {
    if report.waived.is_empty() {
        return;
    }
    out.push_str("Waivers in force\n");
    for in_force in report.waived {
        let waiver = &in_force.waiver;
        let _ = writeln!(
            out,
            "  {}{}: {}\n    {}, until {}, by {}",
            printable(waiver.id.get_ref()),
            limits(waiver),
            printable(&waiver.reason),
            counted(in_force.findings.len(), "finding"),
            waiver.until.get_ref(),
            printable(&waiver.approver),
        );
    }
    out.push('\n');
}

/// How a pack fares: one line, and one more for each requirement that is not met.
fn pack(outcome: &PackOutcome<'_>, out: &mut String) {
    let pack = outcome.pack;
    let _ = write!(
        out,
        "{}: {} of {} requirements met",
        pack.id.get_ref(),
        outcome.count(Status::Met),
        outcome.asked()
    );
    for status in [
        Status::NotWritten,
        Status::Waived,
        Status::NotChecked,
        Status::Off,
    ] {
        let number = outcome.count(status);
        if number > 0 {
            let _ = write!(out, ", {number} {}", status.as_str());
        }
    }
    if let Some(day) = pack.verified {
        let _ = write!(out, " (pack last compared with its sources on {day})");
    }
    out.push('\n');
    let failing: Vec<_> = outcome
        .outcomes
        .iter()
        .filter(|one| matches!(one.status, Status::NotMet | Status::NotChecked))
        .collect();
    let widest = failing.iter().map(|one| one.id.len()).max().unwrap_or(0);
    for one in failing {
        let found = match one.status {
            Status::NotChecked => {
                "cannot be told yet: pages or channels that it is about have errors".to_owned()
            }
            _ => numbers(&one.findings),
        };
        let _ = writeln!(
            out,
            "  {:widest$}  {:8}  {found}: {}",
            one.id,
            one.entry.basis().as_str(),
            one.entry.title(),
        );
    }
    out.push('\n');
}

/// What is checked on every site and found wrong, a line a check.
fn every_site(report: &Report<'_>, out: &mut String) {
    let mut loose: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings {
        if finding.authority.is_none() {
            loose.entry(&finding.id).or_default().push(finding);
        }
    }
    if loose.is_empty() {
        return;
    }
    out.push_str("Checked on every site\n");
    let widest = loose.keys().map(|id| id.len()).max().unwrap_or(0);
    for (id, findings) in loose {
        let _ = write!(out, "  {id:widest$}  {}", numbers(&findings));
        if let Some(doc) = docs::get(id) {
            let _ = write!(out, ": {}", doc.title);
        }
        out.push('\n');
    }
    out.push('\n');
}

fn numbers(findings: &[&Finding]) -> String {
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    let parts: Vec<String> = [(errors, "error"), (findings.len() - errors, "warning")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| counted(number, noun))
        .collect();
    parts.join(", ")
}
