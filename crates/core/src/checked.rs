//! What a check came to, as a whole, once the site is gone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use candor_model::findings::{Fault, Finding, Severity};

use crate::rules::Rules;
use crate::site::Site;
use crate::verdict::{InForce, Settled, Verdicts};

/// What a check came to.
pub struct Checked {
    /// Everything wrong that no waiver covers, sorted.
    pub findings: Vec<Finding>,
    /// Waivers in force, with what they cover.
    pub waived: Vec<InForce>,
    /// How everything fares.
    pub verdicts: Verdicts,
    /// Code of the site's default language.
    pub default_lang: String,
    /// Number of pages with a source.
    pub pages: usize,
    /// Number of questions on FAQ pages.
    pub questions: usize,
    /// What the site must satisfy; nothing when the configuration leaves nothing to go on.
    pub rules: Arc<Rules>,
    /// Titles of the pages that findings are about, by file.
    pub titles: BTreeMap<String, String>,
}

impl Checked {
    /// What was settled, with what reports say of the site.
    pub fn new(site: Option<&Site<'_>>, settled: Settled) -> Checked {
        let (pages, questions) = site.map_or((0, 0), counts);
        let about = settled
            .findings
            .iter()
            .chain(settled.waived.iter().flat_map(|waiver| &waiver.findings));
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
            findings: settled.findings,
            waived: settled.waived,
            verdicts: settled.verdicts,
            default_lang: site
                .map(|site| site.default_lang().to_owned())
                .unwrap_or_default(),
            pages,
            questions,
            rules: site.map(|site| site.rules.clone()).unwrap_or_default(),
            titles,
        }
    }

    /// Whether anything keeps the site from being published: a finding, or what nobody can
    /// tell where the configuration wants that.
    pub fn denies(&self, least: Severity) -> bool {
        denies(&self.findings, least) || self.verdicts.denies(least)
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

/// Whether any finding is at or above a severity. A note never denies.
pub fn denies(findings: &[Finding], least: Severity) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity.denies(least))
}

/// Whether the environment, not the site, is at fault.
pub fn is_environment(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.fault == Fault::Environment && finding.severity == Severity::Error)
}
