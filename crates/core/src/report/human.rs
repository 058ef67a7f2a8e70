//! A report for people: findings by page, waivers in force, how the requirements fare.

use std::fmt::Write as _;

use super::{Report, caution, limits};
use crate::check::docs;
use crate::rules::Pack;
use crate::verdict::Verdict;
use candor_model::findings::human::{counted, groups, some_of, summary};
use candor_model::findings::{Finding, count, printable};
use candor_model::verdict::State;

/// Renders a report. It ends without a line break.
pub fn render(report: &Report<'_>, colour: bool) -> String {
    let mut out = groups(report.findings, &report.texts, report.titles, colour);
    waivers(report, &mut out);
    for (number, one) in report.rules.numbered() {
        pack(report, number, one, &mut out);
    }
    every_site(report, &mut out);
    for text in report.disclaimers() {
        out.push_str(text);
        out.push('\n');
    }
    for pack in &report.rules.packs {
        if let Some(text) = caution(pack) {
            let _ = writeln!(out, "{}: {text}", pack.id.get_ref());
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

/// How a pack fares: one line, and one more for each requirement that is not met or of which
/// nobody can tell.
fn pack(report: &Report<'_>, number: u16, pack: &Pack, out: &mut String) {
    let met = report.verdicts.met(number);
    let _ = write!(
        out,
        "{}: {} of {} requirements met",
        pack.id.get_ref(),
        met.met,
        met.asked
    );
    let wholes: Vec<&Verdict> = report
        .verdicts
        .of_pack(number)
        .filter(|verdict| verdict.is_whole())
        .collect();
    for word in State::WORDS {
        let mut same = wholes
            .iter()
            .filter(|verdict| verdict.state.as_str() == word);
        let counted = match same.next() {
            Some(first) if !matches!(first.state, State::Met | State::Lacking) => first,
            _ => continue,
        };
        let number = same.count() + 1;
        let _ = write!(out, ", {number} {}", counted.state.in_words());
    }
    if let Some(day) = pack.verified {
        let _ = write!(out, " (pack last compared with its sources on {day})");
    }
    out.push('\n');
    let told: Vec<(String, &Verdict)> = report
        .verdicts
        .of_pack(number)
        .filter(|verdict| is_told(verdict))
        .map(|verdict| (verdict.id(report.rules), verdict))
        .collect();
    let widest = told.iter().map(|(id, _)| id.len()).max().unwrap_or(0);
    for (id, verdict) in told {
        let Some((_, entry)) = verdict.entry(report.rules) else {
            continue;
        };
        let found = match verdict.reason() {
            Some(reason) => format!("not known, {reason}"),
            None => numbers(&report.findings_of(verdict)),
        };
        let language = match &verdict.language {
            Some(language) => format!(" ({language})"),
            None => String::new(),
        };
        let _ = writeln!(
            out,
            "  {id:widest$}  {:8}  {found}: {}{language}",
            entry.basis().as_str(),
            entry.title(),
        );
    }
    out.push('\n');
}

/// Whether a verdict has a line: what is lacking as a whole, and what nobody can tell where
/// it is not told by a part.
fn is_told(verdict: &Verdict) -> bool {
    match verdict.state {
        State::Lacking => verdict.is_whole(),
        State::NotKnown(_) => !verdict.is_of_parts,
        State::Met | State::NotWritten | State::Waived | State::Off => false,
    }
}

/// What is checked on every site and found wrong, a line a check.
fn every_site(report: &Report<'_>, out: &mut String) {
    let mut wrong: Vec<(String, &Verdict)> = report
        .verdicts
        .of_every_site()
        .filter(|verdict| verdict.state == State::Lacking)
        .map(|verdict| (verdict.id(report.rules), verdict))
        .collect();
    if wrong.is_empty() {
        return;
    }
    wrong.sort_by(|(one, _), (other, _)| one.cmp(other));
    out.push_str("Checked on every site\n");
    let widest = wrong.iter().map(|(id, _)| id.len()).max().unwrap_or(0);
    for (id, verdict) in wrong {
        let _ = write!(
            out,
            "  {id:widest$}  {}",
            numbers(&report.findings_of(verdict))
        );
        if let Some(doc) = docs::get(&id) {
            let _ = write!(out, ": {}", doc.title);
        }
        out.push('\n');
    }
    out.push('\n');
}

/// How many findings there are. Something can be lacking without any: what it lacks is then
/// told where it is asked for first.
fn numbers(findings: &[&Finding]) -> String {
    match some_of(count(findings.iter().copied())) {
        none if none.is_empty() => "lacking".to_owned(),
        some => some,
    }
}
