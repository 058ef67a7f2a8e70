//! Which answer meets which requirement: what an examiner asks for. A view of the verdicts,
//! a row for each text that was looked at.

mod answers;
pub mod render;

use serde::Serialize;

use answers::Answers;

use crate::checked::Checked;
use crate::rules::{Entry, Pack};
use crate::site::Site;
use crate::verdict::{Evidence, Verdict};
use candor_model::basis::Basis;
use candor_model::findings::Severity;
use candor_model::verdict::State;

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

/// What the report is about, and what it was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The company's legal name; none where the configuration has none.
    pub company: Option<String>,
    /// Where the site is published.
    pub site: String,
    /// The day that the report speaks of, `YYYY-MM-DD` in UTC.
    pub as_of: String,
    /// Name and version of the program.
    pub program: String,
    /// The day of the edition in the output folder, `YYYY-MM-DD` in UTC; none where there is none.
    pub built_on: Option<String>,
    /// SHA-256 of that edition's manifest, in hexadecimal.
    pub manifest_sha256: Option<String>,
}

impl Origin {
    /// A report on a site. `edition` is the day of the edition in its output folder, and the hash of its manifest.
    pub fn of(site: &Site<'_>, edition: Option<(String, String)>) -> Origin {
        let (built_on, manifest_sha256) = edition.unzip();
        Origin {
            company: site.config.entity.legal_name.clone(),
            site: site.config.site.base_url.get_ref().clone(),
            as_of: site.today.to_string(),
            program: concat!("candor ", env!("CARGO_PKG_VERSION")).to_owned(),
            built_on,
            manifest_sha256,
        }
    }
}

/// One line of the report: a point or an item in one language with a text that claims it, or
/// a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Id of the pack.
    pub pack: String,
    /// Version of the pack.
    pub pack_version: String,
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
    /// The heading that claims it; none where nobody does, or it is no matter of prose.
    pub question: Option<String>,
    /// Where the answer is, with its anchor.
    pub address: Option<String>,
    /// What was found.
    pub evidence: String,
    /// The day on which the page was last reviewed.
    pub reviewed_on: Option<String>,
    /// The day by which it is to be reviewed again.
    pub review_by: Option<String>,
    /// Who looks after the page.
    pub reviewer: Option<String>,
    /// SHA-256, in hexadecimal, of the answer's text with its facts filled in.
    pub answer_sha256: Option<String>,
    /// How it fares, all texts that claim it together.
    pub state: State,
    /// Why nobody can tell how it fares.
    pub reason: Option<String>,
    /// How bad it is when it is not met; none when it is not asked for.
    pub severity: Option<Severity>,
    /// Who accepts that it is not met.
    pub waiver: Option<Accepted>,
}

/// Every row of the report: points, requirements and their items, a pack after the other,
/// in the pack's order. Topics have none: their points have.
pub fn rows(checked: &Checked, site: &Site<'_>) -> Vec<Row> {
    let mut answers = Answers::new(site);
    let default_lang = &checked.default_lang;
    let mut rows = Vec::new();
    for verdict in checked.verdicts.iter() {
        let Some((pack, entry)) = verdict.entry(&checked.rules) else {
            continue;
        };
        let shown: Vec<Option<&Evidence>> = match entry {
            Entry::Topic(_) => continue,
            Entry::Requirement(_) => {
                let in_default = |one: &&Evidence| {
                    let language = one.language.as_ref();
                    language.is_none_or(|language| language == default_lang)
                };
                vec![verdict.evidence.iter().find(in_default)]
            }
            Entry::Point(..) | Entry::Item(..) if verdict.evidence.is_empty() => vec![None],
            Entry::Point(..) | Entry::Item(..) => verdict.evidence.iter().map(Some).collect(),
        };
        for evidence in shown {
            rows.push(row(checked, &mut answers, verdict, pack, entry, evidence));
        }
    }
    rows
}

fn row(
    checked: &Checked,
    answers: &mut Answers<'_>,
    verdict: &Verdict,
    pack: &Pack,
    entry: Entry<'_>,
    evidence: Option<&Evidence>,
) -> Row {
    let is_of_data = matches!(entry, Entry::Requirement(_));
    let title = match &verdict.language {
        Some(lang) => entry.title_in(lang),
        None => entry.title(),
    };
    let page = evidence.and_then(|evidence| answers.page(evidence));
    let front = page.map(|page| &page.head.front);
    let waiver = verdict.waiver().and_then(|at| checked.waived.get(at));
    Row {
        pack: pack.id.get_ref().clone(),
        pack_version: pack.version.clone(),
        id: entry.id(),
        title,
        basis: entry.basis(),
        citation: pack.citation(entry),
        language: verdict.language.clone(),
        question: evidence
            .filter(|_| !is_of_data)
            .and_then(|evidence| evidence.title.clone()),
        address: evidence.and_then(|evidence| evidence.address.clone()),
        evidence: if is_of_data {
            of_data(checked, verdict, evidence)
        } else {
            evidence.map_or_else(
                || match verdict.state {
                    State::Off => "not asked for".to_owned(),
                    _ => "no answer claims it".to_owned(),
                },
                |evidence| evidence.found.clone(),
            )
        },
        reviewed_on: evidence
            .and_then(|evidence| evidence.reviewed_on)
            .map(|day| day.to_string()),
        review_by: front.and_then(|front| Some(front.review_by?.to_string())),
        reviewer: front.and_then(|front| front.owner.clone()),
        answer_sha256: evidence.and_then(|evidence| answers.hash(evidence)),
        state: verdict.state.clone(),
        reason: verdict.reason(),
        severity: verdict.severity,
        waiver: waiver.map(|in_force| Accepted {
            reason: in_force.waiver.reason.clone(),
            approver: in_force.waiver.approver.clone(),
            until: in_force.waiver.until.get_ref().to_string(),
        }),
    }
}

/// What the data show for a requirement, and what is wrong first.
fn of_data(checked: &Checked, verdict: &Verdict, evidence: Option<&Evidence>) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(
        evidence
            .map(|evidence| evidence.found.clone())
            .filter(|found| !found.is_empty()),
    );
    let first = verdict
        .findings
        .first()
        .and_then(|at| checked.findings.get(*at));
    if let Some(finding) = first {
        let more = match verdict.findings.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        parts.push(format!("{}{more}", finding.message));
    }
    parts.extend(verdict.reason());
    if parts.is_empty() {
        parts.push(verdict.state.in_words().to_owned());
    }
    parts.join("; ")
}
