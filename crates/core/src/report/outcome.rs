//! How each requirement fares, once findings and waivers are settled.

use crate::check::kind_of;
use crate::rules::pack::Requirement;
use crate::rules::{Entry, Pack};
use candor_model::findings::{Finding, Severity};

use super::Report;

/// How a requirement fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// No finding says otherwise.
    Met,
    /// Something is missing or wrong.
    NotMet,
    /// Text that it is about still waits to be written, which is a finding of its own.
    NotWritten,
    /// What is missing or wrong is accepted for a time.
    Waived,
    /// Nobody can tell yet, because what it is about, finished pages or channels, has errors.
    NotChecked,
    /// The pack does not ask for it.
    Off,
}

impl Status {
    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Met => "met",
            Status::NotMet => "not met",
            Status::NotWritten => "not written yet",
            Status::Waived => "waived",
            Status::NotChecked => "not checked",
            Status::Off => "not asked for",
        }
    }
}

/// How one topic or requirement of a pack fares.
#[derive(Debug, Clone)]
pub struct Outcome<'a> {
    /// What is asked for: a topic with all its points, or a requirement with all its items.
    pub entry: Entry<'a>,
    /// Its id.
    pub id: String,
    /// How it fares.
    pub status: Status,
    /// Findings that it is not met.
    pub findings: Vec<&'a Finding>,
    /// Findings that are waived.
    pub waived: Vec<&'a Finding>,
}

/// How everything fares that one pack asks for.
#[derive(Debug, Clone)]
pub struct PackOutcome<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// Its topics, then its requirements, in their order in the pack.
    pub outcomes: Vec<Outcome<'a>>,
}

impl PackOutcome<'_> {
    /// How many fare like this.
    pub fn count(&self, status: Status) -> usize {
        self.outcomes
            .iter()
            .filter(|outcome| outcome.status == status)
            .count()
    }

    /// How many are asked for.
    pub fn asked(&self) -> usize {
        self.outcomes.len() - self.count(Status::Off)
    }
}

/// Works out how everything fares that the packs ask for.
pub(super) fn outcomes<'a>(report: &Report<'a>) -> Vec<PackOutcome<'a>> {
    let of_pack = |pack: &'a Pack| PackOutcome {
        pack,
        outcomes: pack
            .entries()
            .filter(|entry| matches!(entry, Entry::Topic(_) | Entry::Requirement(_)))
            .map(|entry| outcome(report, pack, entry))
            .collect(),
    };
    report.rules.packs.iter().map(of_pack).collect()
}

/// Whether what is asked for rests on channels, of which some cannot be read.
fn cannot_tell(entry: Entry<'_>) -> bool {
    match entry {
        Entry::Requirement(requirement) => {
            kind_of(requirement.check.get_ref()).is_some_and(|kind| kind.rests_on_channels)
        }
        Entry::Topic(topic) => topic.points.iter().any(|point| {
            let demands = point.evidence.iter().map(|demand| demand.get_ref());
            demands.into_iter().any(|demand| demand.rests_on_channels())
        }),
        _ => false,
    }
}

fn outcome<'a>(report: &Report<'a>, pack: &'a Pack, entry: Entry<'a>) -> Outcome<'a> {
    let id = entry.id();
    let about = |finding: &&Finding| is_about(report, pack, entry, &id, finding);
    let findings: Vec<&Finding> = report.findings.iter().filter(about).collect();
    let waived: Vec<&Finding> = report
        .waived
        .iter()
        .flat_map(|waiver| &waiver.findings)
        .filter(about)
        .collect();
    let status = if !findings.is_empty() {
        Status::NotMet
    } else if pack.severity_of(entry).is_none() {
        Status::Off
    } else if report.is_unwritten(pack, &id) {
        Status::NotWritten
    } else if (report.unseen && looks_at_rendered(entry)) || (report.unread && cannot_tell(entry)) {
        Status::NotChecked
    } else if !waived.is_empty() {
        Status::Waived
    } else {
        Status::Met
    };
    Outcome {
        entry,
        id,
        status,
        findings,
        waived,
    }
}

/// Whether a finding says that this is not met. Two packs can ask for the same thing;
/// a finding carries the pack that found it, and counts for the other one as well if
/// that asks in the same words.
fn is_about(
    report: &Report<'_>,
    pack: &Pack,
    entry: Entry<'_>,
    id: &str,
    finding: &Finding,
) -> bool {
    let Some(authority) = &finding.authority else {
        return false;
    };
    if authority.requirement != id {
        return false;
    }
    if authority.pack == *pack.id.get_ref() {
        return true;
    }
    let Entry::Requirement(asked) = entry else {
        return false;
    };
    report
        .rules
        .packs
        .iter()
        .filter(|other| *other.id.get_ref() == authority.pack)
        .flat_map(|other| &other.requirements)
        .any(|other| other.id.get_ref() == id && asks_the_same(asked, other))
}

fn asks_the_same(one: &Requirement, other: &Requirement) -> bool {
    one.check.get_ref() == other.check.get_ref()
        && one.with.get_ref() == other.with.get_ref()
        && one.items.is_empty()
        && other.items.is_empty()
}

fn looks_at_rendered(entry: Entry<'_>) -> bool {
    match entry {
        Entry::Requirement(requirement) => {
            kind_of(requirement.check.get_ref()).is_some_and(|kind| kind.check_rendered.is_some())
        }
        _ => false,
    }
}

/// The worst of some findings.
pub fn worst(findings: &[&Finding]) -> Option<Severity> {
    findings.iter().map(|finding| finding.severity).min()
}
