//! What a check came to, as a whole, and one file for each way to show it: findings,
//! waivers in force, how everything fares, and what all of it does not mean. All of them
//! are views of the verdicts; none works out how something fares.

mod fingerprint;
pub mod github;
pub mod human;
pub mod json;
pub mod junit;
pub mod sarif;

use std::collections::BTreeMap;

use crate::checked::Checked;
use crate::rules::{Pack, Rules};
use crate::verdict::{InForce, Verdict, Verdicts};
use candor_model::findings::{Finding, LineIndex, Position, Severity};

/// What every report says when no pack says it in its own words.
const DISCLAIMER: &str = "Candor checks presence, structure, consistency and freshness. It does not judge whether answers are right, and it is not legal advice.";

/// Everything that a report can say.
pub struct Report<'a> {
    /// What is wrong, sorted.
    pub findings: &'a [Finding],
    /// Waivers in force, with what they cover.
    pub waived: &'a [InForce],
    /// What the site must satisfy.
    pub rules: &'a Rules,
    /// Titles of pages by file.
    pub titles: &'a BTreeMap<String, String>,
    /// Texts of the files that findings, waived ones too, point into.
    pub texts: BTreeMap<String, String>,
    /// How everything fares.
    pub verdicts: &'a Verdicts,
    /// The least severity that denies.
    pub deny: Severity,
    /// What stands in front of a file's path for programs that do not start from the
    /// site's folder: empty, or ends with a slash.
    pub base: String,
}

impl<'a> Report<'a> {
    /// A report on a check. `texts` holds the text of every file that a finding points into.
    pub fn new(
        checked: &'a Checked,
        texts: BTreeMap<String, String>,
        deny: Severity,
        base: String,
    ) -> Report<'a> {
        Report {
            findings: &checked.findings,
            waived: &checked.waived,
            rules: &checked.rules,
            titles: &checked.titles,
            texts,
            verdicts: &checked.verdicts,
            deny,
            base,
        }
    }

    /// The findings that something is not met.
    fn findings_of(&self, verdict: &Verdict) -> Vec<&'a Finding> {
        let places = verdict.findings.iter();
        places.filter_map(|at| self.findings.get(*at)).collect()
    }

    /// The parts of a topic or requirement of which nobody can tell how they fare.
    fn unknown_parts(&self, whole: &Verdict) -> Vec<&'a Verdict> {
        let subject = whole.subject();
        let unknown = self.verdicts.not_known();
        unknown
            .filter(|verdict| {
                !verdict.is_whole() && verdict.subject().map(|part| part.whole()) == subject
            })
            .collect()
    }

    /// What nobody can tell, in one line: its id, its language and why.
    fn why_unknown(&self, verdict: &Verdict) -> String {
        let language = match &verdict.language {
            Some(language) => format!(" ({language})"),
            None => String::new(),
        };
        format!(
            "{}{language}: {}",
            verdict.id(self.rules),
            verdict.reason().unwrap_or_default()
        )
    }

    /// The waivers that accept what something lacks.
    fn waivers_of(&self, verdict: &Verdict) -> Vec<&'a InForce> {
        let mut places: Vec<usize> = verdict.accepted.iter().map(|(at, _)| *at).collect();
        places.dedup();
        let places = places.into_iter();
        places.filter_map(|at| self.waived.get(at)).collect()
    }

    /// What passing does not mean, each sentence once.
    pub fn disclaimers(&self) -> Vec<&'a str> {
        let mut said: Vec<&str> = Vec::new();
        for pack in &self.rules.packs {
            let text = pack
                .disclaimer
                .as_ref()
                .map_or(DISCLAIMER, |text| text.get("en", "en"));
            if !said.contains(&text) {
                said.push(text);
            }
        }
        if said.is_empty() {
            said.push(DISCLAIMER);
        }
        said
    }

    /// Where a finding begins and ends, for those that know.
    fn positions(&self) -> Positions<'_> {
        let lines = self
            .texts
            .iter()
            .map(|(file, text)| (file.as_str(), LineIndex::new(text)))
            .collect();
        Positions { lines }
    }
}

/// What readers of a report should know of a pack: whom its sources are about, and what stands behind its citations.
pub fn caution(pack: &Pack) -> Option<String> {
    let read = "Behind each citation stands how it was read: text, official summary, reported or not read.";
    let texts = pack.note.as_deref().into_iter();
    let texts = texts
        .chain(pack.scopes("en"))
        .chain(pack.cites().then_some(read));
    let texts: Vec<&str> = texts.collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// Lines and columns of findings.
struct Positions<'a> {
    lines: BTreeMap<&'a str, LineIndex<'a>>,
}

impl Positions<'_> {
    fn of(&self, finding: &Finding) -> Option<(Position, Position)> {
        let place = finding.place.as_ref()?;
        let span = place.span.as_ref()?;
        let index = self.lines.get(place.file.as_str())?;
        Some((index.position(span.start), index.position(span.end)))
    }
}

/// A message as a sentence: it begins with a capital letter, unless that would change the
/// name of a file, and ends with a full stop.
fn sentence(message: &str) -> String {
    let word = message.split_whitespace().next().unwrap_or_default();
    let is_name = word.trim_end_matches([':', ',', '.']).contains(['/', '.']);
    let mut chars = message.chars();
    let mut text = match chars.next() {
        _ if is_name => message.to_owned(),
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    };
    if !text.ends_with(['.', '!', '?', ':', '…']) {
        text.push('.');
    }
    text
}

/// What a waiver is limited to, such as ` on content/faq/fees.md`.
fn limits(waiver: &crate::config::WaiverConfig) -> String {
    let mut text = String::new();
    if let Some(pack) = &waiver.pack {
        text.push_str(&format!(" of {}", pack.get_ref()));
    }
    if let Some(page) = &waiver.page {
        text.push_str(&format!(" on {}", page.get_ref()));
    }
    if let Some(channel) = &waiver.channel {
        text.push_str(&format!(" for channel {}", channel.get_ref()));
    }
    text
}

/// The worst of some findings.
fn worst(findings: &[&Finding]) -> Option<Severity> {
    findings.iter().map(|finding| finding.severity).min()
}
