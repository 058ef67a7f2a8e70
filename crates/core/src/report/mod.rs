//! What a check found, as a whole, and one file for each way to show it: findings,
//! waivers in force, how each requirement fares, and what all of it does not mean.

mod fingerprint;
pub mod github;
pub mod human;
pub mod json;
pub mod junit;
mod outcome;
pub mod sarif;

use std::collections::{BTreeMap, BTreeSet};

pub use outcome::{Outcome, PackOutcome, Status, worst};

use crate::check::waivers::InForce;
use crate::checked::Checked;
use crate::rules::{Pack, Rules};
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
    /// What is asked for by text that still waits to be written: ids of packs, and of their topics and
    /// requirements.
    unwritten: &'a BTreeSet<(String, String)>,
    /// Whether checks that look at made pages did not see every one.
    pub unseen: bool,
    /// Whether channels could not be read, so that not all is known of what rests on them.
    pub unread: bool,
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
            unwritten: &checked.unwritten,
            unseen: checked.unseen,
            unread: checked.unread,
            deny,
            base,
        }
    }

    /// How everything fares that the packs ask for, a pack an entry.
    pub fn outcomes(&self) -> Vec<PackOutcome<'a>> {
        outcome::outcomes(self)
    }

    /// Whether text that a topic or requirement is about still waits to be written.
    fn is_unwritten(&self, pack: &Pack, id: &str) -> bool {
        let unwritten = self.unwritten.iter();
        unwritten
            .filter(|(of_pack, _)| of_pack == pack.id.get_ref())
            .any(|(_, known)| known == id)
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

/// What readers of a report should know of a pack: that parts of it were not compared
/// with their source.
pub fn caution(pack: &Pack) -> Option<String> {
    pack.is_partly_unverified().then(|| {
        let note = pack
            .note
            .as_deref()
            .unwrap_or("Not all of its sources were read.");
        format!("{note} Citations of what was not read say “unverified”.")
    })
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

/// What a waiver is limited to, such as `on content/faq/fees.md`.
fn limits(waiver: &crate::config::WaiverConfig) -> String {
    let mut text = String::new();
    if let Some(page) = &waiver.page {
        text.push_str(&format!(" on {}", page.get_ref()));
    }
    if let Some(channel) = &waiver.channel {
        text.push_str(&format!(" for channel {}", channel.get_ref()));
    }
    text
}
