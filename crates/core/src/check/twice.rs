//! `content.twice`: the same question with two answers, and pages that cannot be told apart in lists.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use candor_search::Analyzer;
use rustc_hash::FxHashMap;

use super::kinds::contact::front_key;
use crate::site::{Page, Site};
use candor_model::findings::Finding;
use candor_model::page::Section;

const ID: &str = "content.twice";

/// Findings of one kind that are told one by one; more are counted.
const MOST: usize = 100;

/// Words without which a question asks the same, by language; compiled in.
static LIGHT: LazyLock<BTreeMap<String, BTreeSet<String>>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../data/light-words.toml")).unwrap_or_default()
});

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    for language in &site.languages {
        let lang = language.code.as_str();
        let pages: Vec<&Page> = site.pages_in(lang).collect();
        questions(site, lang, &pages, findings);
        // Notices of one kind come again and again.
        let lasting: Vec<&Page> = pages
            .into_iter()
            .filter(|page| page.head.section != Section::Notice)
            .collect();
        same(
            site,
            &lasting,
            "title",
            |page| Some(&page.head.title),
            findings,
        );
        same(
            site,
            &lasting,
            "description",
            |page| page.head.description.as_deref(),
            findings,
        );
    }
}

/// Words to compare by: without accents of writing (case, punctuation), small words and endings.
struct Words<'s> {
    analyzer: Analyzer,
    light: Option<&'s BTreeSet<String>>,
    stems: FxHashMap<String, String>,
}

impl Words<'_> {
    fn of(&mut self, text: &str) -> Vec<String> {
        let mut words = Vec::new();
        let all = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
        for word in all.filter(|word| !word.is_empty()) {
            let word = word.to_lowercase().replace('’', "'");
            if self.light.is_some_and(|light| light.contains(&word)) {
                continue;
            }
            if let Some(stem) = self.stems.get(&word) {
                words.push(stem.clone());
                continue;
            }
            let stem = self.analyzer.term(&word).unwrap_or_else(|| word.clone());
            words.push(stem.clone());
            self.stems.insert(word, stem);
        }
        words
    }
}

/// Questions in the same words, or nearly, that are answered differently.
fn questions(site: &Site<'_>, lang: &str, pages: &[&Page], findings: &mut Vec<Finding>) {
    let primary = lang.split(['-', '_']).next().unwrap_or(lang);
    let mut words = Words {
        analyzer: Analyzer::new(lang, site.theme.stop_words(lang)),
        light: LIGHT.get(primary),
        stems: FxHashMap::default(),
    };
    let mut first: FxHashMap<Vec<String>, (&Page, usize)> = FxHashMap::default();
    let mut told = Told::default();
    for page in pages.iter().filter(|page| page.head.is_topic()) {
        for (at, question) in page.outline.questions.iter().enumerate() {
            let key = words.of(&question.title);
            if key.is_empty() {
                continue;
            }
            let is_label = is_label(&question.title, &key);
            let Some((other, place)) = first.get(&key) else {
                first.insert(key, (page, at));
                continue;
            };
            let Some(known) = other.outline.questions.get(*place) else {
                continue;
            };
            if known.said == question.said || is_label && !asks(&known.title) {
                continue;
            }
            told.add(findings, || {
                let message = match known.title == question.title {
                    true => format!("“{}” is asked twice, and answered differently", question.title),
                    false => format!(
                        "“{}” and “{}” ask the same, and are answered differently",
                        question.title, known.title
                    ),
                };
                Finding::warning(ID, message)
                    .help(format!(
                        "The other answer is {}#{} ({}). Keep one, or say in both questions what tells them apart.",
                        other.head.address, known.id, other.head.source
                    ))
                    .at(&*page.head.source, question.span.clone())
            });
        }
    }
    told.finish(findings, "questions are asked twice");
}

/// Whether a heading only names what stands below it, such as “Further reading”: the same on many pages, with reason.
fn is_label(title: &str, words: &[String]) -> bool {
    const FEW: usize = 3;
    words.len() <= FEW && !asks(title)
}

/// Whether a text ends as a question does, in any script.
fn asks(title: &str) -> bool {
    title.trim_end().ends_with(['?', '？', '؟', ';', '\u{37e}'])
}

/// Pages with the same text under a key of their front matter.
fn same<'p>(
    site: &Site<'_>,
    pages: &[&'p Page],
    key: &str,
    text_of: impl Fn(&'p Page) -> Option<&'p str>,
    findings: &mut Vec<Finding>,
) {
    let mut first: FxHashMap<String, &Page> = FxHashMap::default();
    let mut told = Told::default();
    for page in pages {
        let text = text_of(page).unwrap_or_default().trim().to_lowercase();
        // What waits to be written is told as that.
        if text.is_empty() || text.starts_with("todo") {
            continue;
        }
        let Some(other) = first.get(&text) else {
            first.insert(text, page);
            continue;
        };
        told.add(findings, || {
            let place: Option<Range<usize>> = front_key(site, page, key);
            Finding::warning(ID, format!("{} has the same {key}", other.head.source))
                .help("Say in both what tells the pages apart: in lists, in the search and in the browser's tabs nothing else does.")
                .at_opt(&*page.head.source, place)
        });
    }
    told.finish(findings, &format!("pages have the {key} of another one"));
}

/// How many were found of a kind, of which the first are told.
#[derive(Default)]
struct Told(usize);

impl Told {
    fn add(&mut self, findings: &mut Vec<Finding>, finding: impl FnOnce() -> Finding) {
        self.0 += 1;
        if self.0 <= MOST {
            findings.push(finding());
        }
    }

    fn finish(&self, findings: &mut Vec<Finding>, what: &str) {
        if let Some(more) = self.0.checked_sub(MOST).filter(|more| *more > 0) {
            findings.push(
                Finding::warning(ID, format!("{more} more {what}"))
                    .help("They are told once those above are mended.")
                    .in_file("content/faq"),
            );
        }
    }
}
