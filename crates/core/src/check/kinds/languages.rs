//! Translations: that they exist and are made from what the source says today.

use schemars::JsonSchema;
use serde::Deserialize;

use super::contact::front_key;
use crate::check::kind::{Asked, CheckKind, predominant, topic_file};
use crate::site::{Page, translation_hash};
use crate::source::CONFIG_FILE;
use candor_model::findings::Finding;

/// `translated`
pub struct Translated;

/// Parameters of `translated`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslatedWith {
    /// Names of pages, from the pack's `links`.
    #[serde(default)]
    pages: Vec<String>,
    /// Whether every topic of the pack is meant, too.
    #[serde(default)]
    topics: bool,
    /// Which languages.
    #[serde(rename = "languages")]
    _languages: Predominant,
    /// Languages in which they must exist whatever the configuration says.
    #[serde(default)]
    always: Vec<String>,
}

/// The one value that `languages` can have.
#[derive(Deserialize, JsonSchema)]
pub enum Predominant {
    /// Those that the configuration calls predominant.
    #[serde(rename = "languages.predominant")]
    Predominant,
}

impl CheckKind for Translated {
    const NAME: &'static str = "translated";
    const ABOUT: &'static str = "The `pages`, and with `topics` every topic, exist in each predominant language and in those that are `always` asked for. A translation is stale when its source changed since it was made.";
    type With = TranslatedWith;

    fn shown(_: &TranslatedWith, asked: &Asked<'_>) -> Option<String> {
        Some(format!(
            "asked for in {}",
            predominant(asked.site).join(", ")
        ))
    }

    fn check(with: &TranslatedWith, asked: &Asked<'_>) -> Vec<Finding> {
        let site = asked.site;
        let default = site.default_lang();
        let mut languages = predominant(site);
        for lang in &with.always {
            if !languages.contains(&lang.as_str()) {
                languages.push(lang);
            }
        }
        let mut findings = Vec::new();
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
            .filter_map(|name| asked.path(name))
            .map(str::to_owned);
        let topics = asked.pack.topics.iter().filter(|_| with.topics);
        for path in pages.chain(topics.map(topic_file)) {
            let source = site.page_of_source(&path, default);
            for lang in languages.iter().filter(|lang| **lang != default) {
                let translation = site.page_of_source(&path, lang);
                match (source, translation) {
                    (Some(source), None) => findings.push(
                        asked
                            .finding(format!("{path} has no version in `{lang}`"))
                            .in_file(&*source.head.source),
                    ),
                    (Some(source), Some(translation)) => {
                        findings.extend(stale(asked, source, translation));
                    }
                    // That the source is missing is another requirement.
                    (None, _) => {}
                }
            }
        }
        findings
    }
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
