//! Translations: that they exist and are made from what the source says today.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::contact::front_key;
use crate::check::kind::{Asked, CheckKind, Judgement, topic_file};
use crate::site::{Page, translation_hash};
use crate::source::CONFIG_FILE;
use candor_model::basis::Basis;
use candor_model::findings::{Finding, Severity};
use candor_model::verdict::{About, Part, Subject};

/// `translated`
pub struct Translated;

/// Parameters of `translated`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslatedWith {
    /// Names of pages, from the pack's `links`.
    #[serde(default)]
    pages: Vec<String>,
    /// Whether every topic of the pack is meant, too.
    #[serde(default)]
    topics: bool,
    /// Languages in which they must exist whatever the configuration says.
    #[serde(default)]
    always: Vec<String>,
    /// What the topics rest on, when it is less than what the pages rest on.
    topics_basis: Option<Basis>,
}

impl CheckKind for Translated {
    const NAME: &'static str = "translated";
    const ABOUT: &'static str = "The `pages`, and with `topics` every topic (which may rest on another `topics_basis`), exist in each predominant language and in those that are `always` asked for. A translation is stale when its source changed since it was made.";
    type With = TranslatedWith;

    fn shown(_: &TranslatedWith, asked: &Asked<'_>) -> Option<String> {
        Some(format!(
            "asked for in {}",
            asked.site.predominant().join(", ")
        ))
    }

    fn pages(with: &TranslatedWith) -> Vec<&str> {
        with.pages.iter().map(String::as_str).collect()
    }

    fn check(with: &TranslatedWith, asked: &Asked<'_>) -> Judgement {
        let site = asked.site;
        let default = site.default_lang();
        let mut languages = site.predominant();
        for lang in &with.always {
            if !languages.contains(&lang.as_str()) {
                languages.push(lang);
            }
        }
        let mut findings = Vec::new();
        let asked_for_pages = with.pages.len();
        languages.retain(|lang| {
            let known = site.languages.iter().any(|known| known.code == *lang);
            if !known {
                findings.push(
                    asked
                        .finding(format!(
                            "`{lang}` is expected, but it is no language of the site"
                        ))
                        .help("Add it to `others` in the [languages] table of candor.toml, and translate the pages.")
                        .in_file(CONFIG_FILE),
                );
            }
            known
        });
        let pages = with
            .pages
            .iter()
            .filter_map(|name| Some((asked.path(name)?.to_owned(), parts_on(asked, name))));
        let number = asked.subject.pack;
        let topics = asked.pack.topics.iter().zip(0..);
        let topics = topics.filter(|_| with.topics).map(|(topic, at)| {
            let subject = Subject {
                pack: number,
                part: Part::Topic(at),
            };
            (topic_file(topic), vec![subject])
        });
        for (at, (path, parts)) in pages.chain(topics).enumerate() {
            let before = findings.len();
            let source = site.page_of_source(&path, default);
            for lang in languages.iter().filter(|lang| **lang != default) {
                let translation = site.page_of_source(&path, lang);
                match (source, translation) {
                    (Some(source), None) => {
                        let mut gap = asked
                            .finding(format!("{path} has no version in `{lang}`"))
                            .in_file(&*source.head.source);
                        // What is on the page is not told in this language either.
                        for subject in &parts {
                            gap = gap.about(About::in_language(*subject, lang));
                        }
                        findings.push(gap);
                    }
                    (Some(source), Some(translation)) => {
                        findings.extend(stale(asked, source, translation));
                    }
                    // That the source is missing is another requirement.
                    (None, _) => {}
                }
            }
            if let Some(basis) = with.topics_basis.filter(|_| at >= asked_for_pages) {
                for finding in &mut findings[before..] {
                    rest_on(basis, finding);
                }
            }
        }
        Judgement::of(findings)
    }
}

/// Has a finding rest on less than the rest of its requirement.
fn rest_on(basis: Basis, finding: &mut Finding) {
    if basis == Basis::Practice {
        finding.severity = finding.severity.max(Severity::Warning);
    }
    if let Some(authority) = &mut finding.authority {
        Arc::make_mut(authority).basis = basis;
    }
}

/// The requirements of the pack whose items are parts of a page.
fn parts_on(asked: &Asked<'_>, page: &str) -> Vec<Subject> {
    let requirements = asked.pack.requirements.iter().zip(0..);
    requirements
        .filter(|(requirement, _)| {
            let setup = requirement.setup.as_ref();
            !requirement.items.is_empty() && setup.and_then(|setup| setup.page()) == Some(page)
        })
        .map(|(_, at)| Subject {
            pack: asked.subject.pack,
            part: Part::Requirement(at),
        })
        .collect()
}

fn stale(asked: &Asked<'_>, source: &Page, translation: &Page) -> Option<Finding> {
    let now = translation_hash(asked.site, source)?;
    let file = &*translation.head.source;
    let help = format!(
        "Compare the two, bring the translation up to date, then run: candor translated {file}"
    );
    match &translation.head.front.translated_from {
        Some(made_from) if *made_from == now => None,
        Some(_) => Some(
            asked
                .finding(format!(
                    "{} changed since this translation was made",
                    source.head.source
                ))
                .help(help)
                .at_opt(file, front_key(asked.site, translation, "translated_from")),
        ),
        None => Some(
            asked
                .finding(format!(
                    "nobody noted which version of {} this is a translation of",
                    source.head.source
                ))
                .help(help)
                .in_file(file),
        ),
    }
}
