//! `content.twice`: the same question with two answers, and pages that cannot be told apart in lists.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use candor_search::Analyzer;
use rayon::prelude::*;
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
    /// A hash of what is compared, by the word as it is written; small words have none.
    known: FxHashMap<&'s str, Option<u128>>,
}

/// A text as it is compared: how many words it has, and a hash of them, which two texts share by chance about as often
/// as two files do.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    words: usize,
    hash: u128,
}

impl<'s> Words<'s> {
    fn key(&mut self, text: &'s str) -> Key {
        let all = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
        let mut key = Key { words: 0, hash: 0 };
        for word in all.filter(|word| !word.is_empty()) {
            let hash = match self.known.get(word) {
                Some(known) => *known,
                None => {
                    let hash = self.hash(word);
                    self.known.insert(word, hash);
                    hash
                }
            };
            if let Some(hash) = hash {
                key.words += 1;
                // An odd number, so that the order of the words counts.
                const MIX: u128 = 0x2d35_8dcc_aa6c_78a5_8bb8_4b93_962e_acc9;
                key.hash = (key.hash.rotate_left(23) ^ hash).wrapping_mul(MIX);
            }
        }
        key
    }

    fn hash(&self, word: &str) -> Option<u128> {
        let word = word.to_lowercase().replace('’', "'");
        if self.light.is_some_and(|light| light.contains(&word)) {
            return None;
        }
        let stem = self.analyzer.term(&word).unwrap_or(word);
        let mut first = [0; 16];
        first.copy_from_slice(&blake3::hash(stem.as_bytes()).as_bytes()[..16]);
        Some(u128::from_le_bytes(first))
    }
}

/// Questions in the same words, or nearly, that are answered differently.
fn questions<'s>(site: &'s Site<'_>, lang: &str, pages: &[&'s Page], findings: &mut Vec<Finding>) {
    let primary = lang.split(['-', '_']).next().unwrap_or(lang);
    let words = || Words {
        analyzer: Analyzer::new(lang, site.theme.stop_words(lang)),
        light: LIGHT.get(primary),
        known: FxHashMap::default(),
    };
    let keys_of = |words: &mut Words<'s>, page: &'s Page| -> Vec<Key> {
        if !page.head.is_topic() {
            return Vec::new();
        }
        let questions = page.outline.questions.iter();
        questions
            .map(|question| words.key(&question.title))
            .collect()
    };
    /// So many pages are looked at with what is known of the words of others.
    const TOGETHER: usize = 1024;
    let keys: Vec<Vec<Key>> = pages
        .par_chunks(TOGETHER)
        .flat_map_iter(|pages| {
            let mut words = words();
            let keys: Vec<_> = pages.iter().map(|page| keys_of(&mut words, page)).collect();
            keys
        })
        .collect();
    let mut first: FxHashMap<Key, (&Page, usize)> = FxHashMap::default();
    let mut told = Told::default();
    for (page, keys) in pages.iter().zip(keys) {
        for ((at, question), key) in page.outline.questions.iter().enumerate().zip(keys) {
            if key.words == 0 {
                continue;
            }
            let is_label = is_label(&question.title, key.words);
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
fn is_label(title: &str, words: usize) -> bool {
    const FEW: usize = 3;
    words <= FEW && !asks(title)
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
