//! Which answer meets which requirement: what an examiner asks for.
//!
//! [`claimed`] needs the site alone, so that a page of the site can show it; [`rows`]
//! adds how everything fares, gaps and waivers, from what a check found.

mod evidence;
pub mod render;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use crate::check::kind::{Asked, predominant};
use crate::check::topics::{self, Claim, claims, is_asked_for};
use crate::check::waivers::InForce;
use crate::checked::Checked;
use crate::explain::demands;
use crate::report::{self, Outcome, Report, worst};
use crate::rules::evidence::Demand;
use crate::rules::pack::Requirement;
use crate::rules::{Entry, Pack};
use crate::site::{Page, Site};
use candor_model::answer::Answer;
use candor_model::basis::Basis;
use candor_model::findings::{Finding, Severity};
use candor_model::page::Question;

/// How a row fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It is met.
    Met,
    /// It is not met, which is an error.
    Gap,
    /// It is not met, which is a warning.
    Warning,
    /// It is not met, which is accepted for a time.
    Waived,
    /// Its text still waits to be written.
    NotWritten,
    /// It is about finished pages, and some have errors.
    NotChecked,
    /// It is not asked for: the pack says so, or another point stands in for it.
    NotAsked,
}

impl Status {
    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Met => "met",
            Status::Gap => "gap",
            Status::Warning => "warning",
            Status::Waived => "waived",
            Status::NotWritten => "not written yet",
            Status::NotChecked => "not checked",
            Status::NotAsked => "not asked",
        }
    }

    fn of(severity: Severity) -> Status {
        match severity {
            Severity::Error => Status::Gap,
            Severity::Warning => Status::Warning,
        }
    }
}

/// Who accepts that something is not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Accepted {
    /// Why.
    pub reason: String,
    /// Who.
    pub approver: String,
    /// The last day.
    pub until: String,
}

/// One line of the report: a point or an item in one language, or a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Id of the pack.
    pub pack: String,
    /// Id of the point, item or requirement.
    pub id: String,
    /// What it asks for.
    pub title: String,
    /// What it rests on.
    pub basis: Basis,
    /// Where it comes from.
    pub citation: String,
    /// Language of the answer; none for what is no matter of language.
    pub language: Option<String>,
    /// The heading that claims it; none where it is a gap or no matter of prose.
    pub question: Option<String>,
    /// Where the answer is, with its anchor.
    pub address: Option<String>,
    /// What was found.
    pub evidence: String,
    /// The day on which the page was last reviewed.
    pub reviewed_on: Option<String>,
    /// How it fares.
    pub status: Status,
    /// Who accepts that it is not met.
    pub waiver: Option<Accepted>,
}

/// Text that claims a point or an item.
#[derive(Clone, Copy)]
pub struct ClaimedBy<'s> {
    /// Its page.
    pub page: &'s Page,
    /// The heading above it; none for a paragraph or list item that claims for itself.
    pub question: Option<&'s Question>,
    /// Where findings about it are.
    span: &'s Range<usize>,
    /// What it holds.
    answer: &'s Answer,
}

impl ClaimedBy<'_> {
    /// What its link says: the heading, or the title of the page.
    pub fn title(&self) -> &str {
        self.question
            .map_or(&self.page.head.title, |question| &question.title)
    }

    /// Where it is: the page with the anchor of the heading.
    pub fn href(&self, site: &Site<'_>) -> String {
        let page = site.addresses.href(&self.page.head.address);
        match self.question {
            Some(question) => format!("{page}#{}", question.id),
            None => page,
        }
    }
}

/// A point or an item that answers of one language claim; none if nobody does.
pub struct Claimed<'s> {
    /// The pack that asks.
    pub pack: &'s Pack,
    /// The point or item.
    pub entry: Entry<'s>,
    /// What its answer must hold.
    demands: Vec<Demand>,
    /// The answers.
    pub by: Vec<ClaimedBy<'s>>,
    /// Whether it is asked for, given the other claims.
    pub is_asked: bool,
}

/// Every point and item of the packs with the answers that claim it, in one language, in
/// the order of the packs.
pub fn claimed<'s>(site: &'s Site<'_>, lang: &'s str) -> Vec<Claimed<'s>> {
    let claims = claims(site, lang);
    let mut found = Vec::new();
    for pack in &site.rules.packs {
        for entry in pack.entries() {
            let Some(claim) = entry.claim() else {
                continue;
            };
            let (demands, is_wanted) = match entry {
                Entry::Point(topic, point) => (
                    point
                        .evidence
                        .iter()
                        .map(|demand| demand.get_ref().clone())
                        .collect(),
                    is_asked_for(site, pack, topic, point, (lang, &claims)),
                ),
                Entry::Item(requirement, _) => (demands(requirement.with.get_ref()), true),
                Entry::Topic(_) | Entry::Requirement(_) => continue,
            };
            let by = match entry {
                Entry::Item(requirement, _) => item_claims(site, pack, requirement, &claim, lang),
                _ => claims
                    .get(claim.as_str())
                    .into_iter()
                    .flatten()
                    .map(of_question)
                    .collect(),
            };
            found.push(Claimed {
                pack,
                entry,
                demands,
                by,
                is_asked: is_wanted && pack.severity_of(entry).is_some(),
            });
        }
    }
    found
}

fn of_question<'s>(claim: &Claim<'s>) -> ClaimedBy<'s> {
    ClaimedBy {
        page: claim.page,
        question: Some(claim.question),
        span: &claim.question.span,
        answer: claim.answer,
    }
}

/// What claims an item: headings, paragraphs and list items of the requirement's page.
fn item_claims<'s>(
    site: &'s Site<'_>,
    pack: &Pack,
    requirement: &Requirement,
    claim: &str,
    lang: &str,
) -> Vec<ClaimedBy<'s>> {
    let name = requirement.with.get_ref().get("page");
    let page = name
        .and_then(toml::Value::as_str)
        .and_then(|name| pack.links.get(name))
        .and_then(|path| site.page_of_source(path, lang));
    let Some(page) = page else {
        return Vec::new();
    };
    let by_heading = page
        .outline
        .answers()
        .filter(|(question, _)| question.covers.iter().any(|(covered, _)| covered == claim))
        .map(|(question, answer)| ClaimedBy {
            page,
            question: Some(question),
            span: &question.span,
            answer,
        });
    let blocks = page.outline.prose.claims.iter();
    let by_block = blocks
        .filter(|block| block.point == claim)
        .map(|block| ClaimedBy {
            page,
            question: None,
            span: &block.span,
            answer: &block.holds,
        });
    by_heading.chain(by_block).collect()
}

/// Every row of the report: points, requirements and their items, a pack after the other,
/// in the pack's order.
pub fn rows(site: &Site<'_>, checked: &Checked) -> Vec<Row> {
    let found = Found { site, checked };
    let languages = predominant(site);
    let claimed: Vec<(&str, Vec<Claimed<'_>>)> = languages
        .iter()
        .map(|lang| (*lang, claimed(site, lang)))
        .collect();
    let report = Report::new(checked, BTreeMap::new(), Severity::Error, String::new());
    let outcomes = report.outcomes();
    let mut rows = Vec::new();
    for pack in &site.rules.packs {
        let of_pack = outcomes.iter().find(|outcome| outcome.pack.id == pack.id);
        for entry in pack.entries() {
            let id = entry.id();
            match entry {
                Entry::Topic(_) => {}
                Entry::Requirement(_) => {
                    let outcome = of_pack
                        .and_then(|pack| pack.outcomes.iter().find(|outcome| outcome.id == id));
                    rows.extend(outcome.map(|outcome| found.requirement(pack, outcome)));
                }
                Entry::Point(..) | Entry::Item(..) => {
                    for (lang, claimed) in &claimed {
                        let of_entry = claimed
                            .iter()
                            .filter(|one| one.pack.id == pack.id && one.entry.id() == id);
                        for one in of_entry {
                            rows.extend(found.claimed(one, lang));
                        }
                    }
                }
            }
        }
    }
    rows
}

/// What a check found, to be looked up.
struct Found<'a> {
    site: &'a Site<'a>,
    checked: &'a Checked,
}

impl Found<'_> {
    fn blank(&self, pack: &Pack, entry: Entry<'_>) -> Row {
        Row {
            pack: pack.id.get_ref().clone(),
            id: entry.id(),
            title: entry.title(),
            basis: entry.basis(),
            citation: pack.citation(entry),
            language: None,
            question: None,
            address: None,
            evidence: String::new(),
            reviewed_on: None,
            status: Status::Met,
            waiver: None,
        }
    }

    fn requirement(&self, pack: &Pack, outcome: &Outcome<'_>) -> Row {
        let mut row = self.blank(pack, outcome.entry);
        row.status = match outcome.status {
            report::Status::Met => Status::Met,
            report::Status::NotMet => worst(&outcome.findings).map_or(Status::Gap, Status::of),
            report::Status::Waived => Status::Waived,
            report::Status::NotWritten => Status::NotWritten,
            report::Status::NotChecked => Status::NotChecked,
            report::Status::Off => Status::NotAsked,
        };
        let waivers = self.checked.waived.iter();
        row.waiver = waivers
            .filter(|_| row.status == Status::Waived)
            .find(|waiver| {
                let covered = &waiver.findings;
                covered
                    .iter()
                    .any(|finding| outcome.waived.contains(&finding))
            })
            .map(accepted);
        let Entry::Requirement(requirement) = outcome.entry else {
            return row;
        };
        let asked = Asked {
            site: self.site,
            pack,
            requirement,
            severity: Severity::Error,
        };
        let shown = crate::check::kind_of(requirement.check.get_ref())
            .and_then(|kind| (kind.shown)(&asked));
        row.evidence = match (shown, outcome.findings.first()) {
            (shown, Some(finding)) => {
                let more = match outcome.findings.len() - 1 {
                    0 => String::new(),
                    more => format!(" (and {more} more)"),
                };
                let shown = shown.map_or_else(String::new, |shown| format!("{shown}; "));
                format!("{shown}{}{more}", finding.message)
            }
            (Some(shown), None) => shown,
            (None, None) => row.status.as_str().to_owned(),
        };
        let page = requirement
            .with
            .get_ref()
            .get("page")
            .and_then(toml::Value::as_str)
            .and_then(|name| asked.any_page(name, self.site.default_lang()));
        if let Some(page) = page {
            row.address = Some(self.site.addresses.href(page.address()));
            row.reviewed_on = page.written().and_then(reviewed);
        }
        row
    }

    /// A row for each answer that claims the same; one for the gap if there is none.
    fn claimed(&self, claimed: &Claimed<'_>, lang: &str) -> Vec<Row> {
        let blank = Row {
            language: Some(lang.to_owned()),
            title: claimed.entry.title_in(lang),
            ..self.blank(claimed.pack, claimed.entry)
        };
        if claimed.by.is_empty() {
            return vec![self.unclaimed(claimed, lang, blank)];
        }
        let of_claim = |by: &ClaimedBy<'_>| {
            let is_here = |finding: &Finding| {
                is_of(claimed, finding)
                    && finding.place.as_ref().is_some_and(|place| {
                        *place.file == *by.page.head.source && place.span.as_ref() == Some(by.span)
                    })
            };
            let (status, waiver) = match self.status(&is_here) {
                (Status::Met, _) if by.answer.has_placeholder => (Status::NotWritten, None),
                known => known,
            };
            Row {
                question: Some(by.title().to_owned()),
                address: Some(by.href(self.site)),
                evidence: evidence::found(
                    self.site,
                    claimed.pack,
                    lang,
                    by.answer,
                    &claimed.demands,
                ),
                reviewed_on: reviewed(by.page),
                status,
                waiver,
                ..blank.clone()
            }
        };
        claimed.by.iter().map(of_claim).collect()
    }

    fn unclaimed(&self, claimed: &Claimed<'_>, lang: &str, blank: Row) -> Row {
        if !claimed.is_asked {
            return Row {
                evidence: "not asked for".to_owned(),
                status: Status::NotAsked,
                ..blank
            };
        }
        let topic = claimed.entry.requirement_id();
        let is_here = |finding: &Finding| {
            let of_topic = finding.id == topic && is_of_pack(claimed, finding);
            let in_language = finding
                .place
                .as_ref()
                .is_some_and(|place| self.lang_of(&place.file) == lang);
            (is_of(claimed, finding) || of_topic)
                && in_language
                && finding
                    .place
                    .as_ref()
                    .is_some_and(|place| place.span.is_none())
        };
        let (status, waiver) = self.status(&is_here);
        // A translation that is missing is told once, and not for each of its points.
        let status = match status {
            Status::Met => claimed
                .pack
                .severity_of(claimed.entry)
                .map_or(Status::NotAsked, Status::of),
            status => status,
        };
        Row {
            evidence: "no answer claims it".to_owned(),
            status,
            waiver,
            ..blank
        }
    }

    fn lang_of(&self, file: &str) -> &str {
        let page = self
            .site
            .pages
            .iter()
            .find(|page| &*page.head.source == file);
        page.map_or(self.site.default_lang(), |page| &page.head.lang)
    }

    /// How the findings that a test picks out make a row fare.
    fn status(&self, is_here: &dyn Fn(&Finding) -> bool) -> (Status, Option<Accepted>) {
        let here: Vec<&Finding> = self
            .checked
            .findings
            .iter()
            .filter(|finding| is_here(finding))
            .collect();
        if let Some(severity) = worst(&here) {
            return (Status::of(severity), None);
        }
        let waiver = self
            .checked
            .waived
            .iter()
            .find(|waiver| waiver.findings.iter().any(is_here));
        match waiver {
            Some(waiver) => (Status::Waived, Some(accepted(waiver))),
            None => (Status::Met, None),
        }
    }
}

fn is_of_pack(claimed: &Claimed<'_>, finding: &Finding) -> bool {
    finding
        .authority
        .as_ref()
        .is_some_and(|authority| authority.pack == *claimed.pack.id.get_ref())
}

/// Whether a finding is about a point or an item. Items share the id of their requirement
/// and are told apart by what they cite.
fn is_of(claimed: &Claimed<'_>, finding: &Finding) -> bool {
    if !is_of_pack(claimed, finding) {
        return false;
    }
    match claimed.entry {
        Entry::Item(..) => {
            finding.id == claimed.entry.requirement_id()
                && finding.authority.as_ref().is_some_and(|authority| {
                    authority.citation == claimed.pack.citation(claimed.entry)
                })
        }
        _ => finding.id == claimed.entry.id(),
    }
}

fn accepted(in_force: &InForce) -> Accepted {
    Accepted {
        reason: in_force.waiver.reason.clone(),
        approver: in_force.waiver.approver.clone(),
        until: in_force.waiver.until.get_ref().to_string(),
    }
}

fn reviewed(page: &Page) -> Option<String> {
    page.head.front.updated.map(|day| day.to_string())
}

impl<'s> Claimed<'s> {
    /// The answers that hold what is asked of them.
    pub fn holding(&self, site: &Site<'_>, lang: &str) -> Vec<ClaimedBy<'s>> {
        let holds = |by: &&ClaimedBy<'_>| {
            !by.answer.has_placeholder
                && self
                    .demands
                    .iter()
                    .all(|demand| topics::holds(site, self.pack, lang, by.answer, demand))
        };
        self.by.iter().filter(holds).copied().collect()
    }
}
