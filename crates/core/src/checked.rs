//! What a check found, as a whole, once the site is gone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use candor_model::findings::{self, Fault, Finding, Severity};

use crate::check;
use crate::check::waivers::InForce;
use crate::rules::Rules;
use crate::site::Site;

/// What a check found.
pub struct Checked {
    /// Everything wrong, sorted.
    pub findings: Vec<Finding>,
    /// Number of pages with a source.
    pub pages: usize,
    /// Number of questions on FAQ pages.
    pub questions: usize,
    /// Waivers in force, with what they cover.
    pub waived: Vec<InForce>,
    /// What the site must satisfy; nothing when the configuration leaves nothing to go on.
    pub rules: Arc<Rules>,
    /// Titles of the pages that findings are about, by file.
    pub titles: BTreeMap<String, String>,
    /// What is asked for by text that still waits to be written: ids of packs, and of their topics and
    /// requirements.
    pub unwritten: BTreeSet<(String, String)>,
    /// Whether checks that look at made pages did not see every one, because of errors in it.
    pub unseen: bool,
    /// Whether channels could not be read, so that not all is known of what rests on them.
    pub unread: bool,
}

impl Checked {
    /// Sorts the findings and notes what reports say of the site.
    pub fn new(
        site: Option<&Site<'_>>,
        mut findings: Vec<Finding>,
        waived: Vec<InForce>,
        unseen: bool,
    ) -> Checked {
        findings::sort(&mut findings);
        let (pages, questions) = site.map_or((0, 0), counts);
        let about = findings
            .iter()
            .chain(waived.iter().flat_map(|waiver| &waiver.findings));
        let files: BTreeSet<&str> = about
            .filter_map(|finding| Some(finding.place.as_ref()?.file.as_str()))
            .collect();
        let titles = site
            .into_iter()
            .flat_map(|site| &site.pages)
            .filter(|page| files.contains(&*page.head.source))
            .map(|page| (page.head.source.to_string(), page.head.title.clone()))
            .collect();
        Checked {
            findings,
            pages,
            questions,
            waived,
            rules: site.map(|site| site.rules.clone()).unwrap_or_default(),
            titles,
            unwritten: site.map(check::unwritten).unwrap_or_default(),
            unseen,
            unread: site.is_some_and(|site| site.unread.any()),
        }
    }
}

fn counts(site: &Site<'_>) -> (usize, usize) {
    let pages = site.pages.len();
    let questions = site
        .pages
        .iter()
        .filter(|page| page.head.is_topic())
        .map(|page| page.outline.questions.len())
        .sum();
    (pages, questions)
}

/// Whether any finding is at or above a severity.
pub fn denies(findings: &[Finding], deny: Severity) -> bool {
    findings.iter().any(|finding| finding.severity <= deny)
}

/// Whether the environment, not the site, is at fault.
pub fn is_environment(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.fault == Fault::Environment && finding.severity == Severity::Error)
}
