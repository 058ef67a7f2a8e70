//! What the site's own search finds: `access.found`, what the configuration says that customers find, and
//! `access.found-by-title`, each page by its title.

use std::collections::BTreeMap;

use toml::Spanned;

use super::kinds::contact::front_key;
use crate::config::ExpectConfig;
use crate::render::{Artifact, AskError, Searched, ask, search_fault};
use crate::site::{Page, Site};
use crate::source::CONFIG_FILE;
use candor_model::findings::{Finding, nearest, printable};
use candor_search::ask::{Engine, Found};

/// Results beyond those asked for among which a page is looked for that is not where it should be.
const FURTHER: usize = 10;

/// A page that has less than this share of the score of the last one that is shown does not answer the query.
const FAR: f64 = 0.5;

/// A share of the score by which an expectation holds, below which it is said that it hardly does: about what a new page
/// with some of the words moves it.
const CLOSE: f64 = 0.03;

/// By how much the expectation holds that is the closest to break: the share of its score that the next result lacks.
#[derive(Debug, Clone, PartialEq)]
pub struct Closest {
    /// What is asked.
    pub query: String,
    /// From 0 to 1.
    pub margin: f64,
}

/// What the search's expectations came to.
#[derive(Debug, Default)]
pub struct Expectations {
    /// What is wrong, and what is about to be.
    pub findings: Vec<Finding>,
    /// The one that holds by least; none if none holds.
    pub closest: Option<Closest>,
}

/// Asks every `[[search.expect]]` of the site and reports what is not found, at its entry.
pub fn search_expectations(
    site: &Site<'_>,
    artifacts: &[Artifact<'_>],
    engine: &dyn Engine,
) -> Expectations {
    let mut by_lang: BTreeMap<&str, Vec<&Spanned<ExpectConfig>>> = BTreeMap::new();
    for expect in &site.config.search.expect {
        let lang = expect.get_ref().lang.as_deref();
        by_lang
            .entry(lang.unwrap_or(site.default_lang()))
            .or_default()
            .push(expect);
    }
    let mut all = Expectations::default();
    for (lang, expected) in by_lang {
        in_language(site, artifacts, engine, lang, &expected, &mut all);
    }
    all
}

fn in_language(
    site: &Site<'_>,
    artifacts: &[Artifact<'_>],
    engine: &dyn Engine,
    lang: &str,
    expected: &[&Spanned<ExpectConfig>],
    all: &mut Expectations,
) {
    let queries: Vec<&str> = expected
        .iter()
        .map(|e| e.get_ref().query.as_str())
        .collect();
    let most = expected.iter().map(|e| e.get_ref().within()).max();
    let limit = most.unwrap_or(1).saturating_add(FURTHER);
    match ask(engine, artifacts, lang, &queries, limit) {
        Ok(answers) => {
            for (expect, found) in expected.iter().zip(answers) {
                tried(site, lang, expect, &found, all);
            }
        }
        Err(error @ AskError::NoSearch(_)) => all.findings.extend(expected.iter().map(|expect| {
            Finding::environment("config.value", error.to_string())
                .help("Name a language of the site that has pages, or leave `lang` out for the default language.")
                .at(CONFIG_FILE, expect.span())
        })),
        Err(error) => all.findings.push(
            Finding::error("access.found", error.to_string())
                .help("Mend static/search-engine.js of your theme, or delete it to have Candor's own.")
                .in_file(CONFIG_FILE),
        ),
    }
}

/// How an expectation fares.
enum Fares<'f> {
    /// It holds, and by this share of its score; what comes next is told by name.
    Holds(f64, Option<String>),
    /// What is wanted is found, but behind these.
    Behind(Vec<&'f Found>),
    /// Another question of the page goes before the one that is wanted.
    BehindItself(&'f str),
    /// It is not found.
    Missed,
}

fn fares<'f>(found: &[&'f Found], page: &str, anchor: &str, within: usize) -> Fares<'f> {
    let Some((place, it)) = found
        .iter()
        .enumerate()
        .find(|(_, found)| found.page == page)
    else {
        return Fares::Missed;
    };
    let has = |score: f64, of: f64| if of > 0.0 { score / of } else { 1.0 };
    let is_best = anchor.is_empty() || it.anchor == anchor;
    let other = it.also.iter().find(|also| also.anchor == anchor);
    if place >= within {
        let last = within.checked_sub(1).and_then(|last| found.get(last));
        let is_near = last.is_none_or(|last| has(it.score, last.score) >= FAR);
        return match is_near && (is_best || other.is_some()) {
            true => Fares::Behind(found.iter().take(place).copied().collect()),
            false => Fares::Missed,
        };
    }
    if !is_best {
        return match other {
            Some(other) if has(other.score, it.best) >= FAR => Fares::BehindItself(&it.anchor),
            _ => Fares::Missed,
        };
    }
    let mut margin = 1.0;
    let mut next = None;
    if let Some(rival) = found.get(within) {
        margin = 1.0 - has(rival.score, it.score);
        next = Some(name(rival, ""));
    }
    let sibling = it.also.first().filter(|_| !anchor.is_empty());
    if let Some(sibling) = sibling {
        let share = 1.0 - has(sibling.score, it.best);
        if share < margin {
            margin = share;
            next = Some(format!("{page}#{}", sibling.anchor));
        }
    }
    Fares::Holds(margin.max(0.0), next)
}

/// Notes how an expectation fares.
fn tried(
    site: &Site<'_>,
    lang: &str,
    expect: &Spanned<ExpectConfig>,
    found: &[Found],
    all: &mut Expectations,
) {
    let entry = expect.get_ref();
    let (page, anchor) = entry.finds.split_once('#').unwrap_or((&entry.finds, ""));
    // A topic that is shown when nothing is near is not found.
    let found: Vec<&Found> = found.iter().filter(|found| !found.needed).collect();
    let query = printable(&entry.query);
    let wanted = printable(&entry.finds);
    let words = || {
        format!(
            "Add the customer's words to `also` of the page or question, or a group to [search.synonyms]; \
             `candor search --lang {lang} {query}` shows what is found."
        )
    };
    let finding = match fares(&found, page, anchor, entry.within()) {
        Fares::Holds(margin, next) => {
            if all
                .closest
                .as_ref()
                .is_none_or(|closest| margin < closest.margin)
            {
                all.closest = Some(Closest {
                    query: entry.query.clone(),
                    margin,
                });
            }
            let Some(next) = next.filter(|_| margin < CLOSE) else {
                return;
            };
            Finding::note(
                "access.found",
                format!(
                    "customers who search for `{query}` still find `{wanted}`, but `{}` is only {:.1} % behind",
                    printable(&next),
                    margin * 100.0
                ),
            )
            .help(words())
        }
        Fares::Behind(before) => {
            let before: Vec<String> = before
                .iter()
                .map(|found| format!("`{}`", printable(&found.url)))
                .collect();
            Finding::warning(
                "access.found",
                format!(
                    "customers who search for `{query}` find {} before `{wanted}`",
                    before.join(", ")
                ),
            )
            .help(format!(
                "These pages have more of the words now. {}",
                words()
            ))
        }
        Fares::BehindItself(other) => Finding::warning(
            "access.found",
            format!(
                "customers who search for `{query}` find `{page}#{}` before `{wanted}`",
                printable(other)
            ),
        )
        .help(words()),
        Fares::Missed => missed(site, lang, entry, &found, &words()),
    };
    all.findings.push(finding.at(CONFIG_FILE, expect.span()));
}

/// What is wrong where what is wanted is not found.
fn missed(
    site: &Site<'_>,
    lang: &str,
    entry: &ExpectConfig,
    found: &[&Found],
    words: &str,
) -> Finding {
    let (page, anchor) = entry.finds.split_once('#').unwrap_or((&entry.finds, ""));
    let names: Vec<&str> = site
        .all_pages()
        .filter(|page| page.lang() == lang)
        .filter_map(|page| page.address().trim_end_matches('/').rsplit('/').next())
        .collect();
    let query = printable(&entry.query);
    let wanted = printable(&entry.finds);
    if names.contains(&page) {
        let instead = match found {
            [] => "nothing".to_owned(),
            found => {
                let shown = found.iter().take(entry.within());
                let shown: Vec<String> = shown
                    .map(|found| format!("`{}`", name(found, anchor)))
                    .collect();
                shown.join(", ")
            }
        };
        return Finding::error(
            "access.found",
            format!("customers who search for `{query}` find {instead}, and not `{wanted}`"),
        )
        .help(words);
    }
    let mut drafts = site.drafts.iter();
    if let Some(draft) = drafts.find(|head| head.lang == lang && head.slug == page) {
        return Finding::error("access.found", format!("`{}` is a draft", printable(page))).help(
            format!(
                "Take draft = true out of {} once it is ready; customers find no drafts.",
                draft.source
            ),
        );
    }
    let help = match nearest(page, names) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => "Write the last part of the page's address, such as account-freezes.".to_owned(),
    };
    Finding::error(
        "access.found",
        format!("no page is called `{}`", printable(page)),
    )
    .help(help)
}

/// A result as an expectation would name it.
fn name(found: &Found, anchor: &str) -> String {
    match anchor {
        "" => found.page.clone(),
        _ => format!("{}#{}", found.page, found.anchor),
    }
}

/// Results among which a page is looked for by its own title: what a phone shows without scrolling.
const FIRST: usize = 3;

/// Findings that are told one by one; more are counted.
const MOST: usize = 100;

/// `access.found-by-title`: pages that a search for their own title does not list among the first results. Pages of the
/// same title are another finding.
pub fn not_found_by_title(site: &Site<'_>, searches: &[Searched<'_>]) -> Vec<Finding> {
    searches
        .iter()
        .flat_map(|search| in_search(site, search))
        .collect()
}

fn in_search(site: &Site<'_>, search: &Searched<'_>) -> Vec<Finding> {
    const ID: &str = "access.found-by-title";
    let missed = match search.index.not_found_by_title(FIRST) {
        Ok(missed) => missed,
        Err(fault) => return vec![search_fault(&fault)],
    };
    if missed.is_empty() {
        return Vec::new();
    }
    let pages: BTreeMap<String, &Page> = site
        .pages_in(search.lang)
        .map(|page| (site.addresses.href(&page.head.address), page))
        .collect();
    let mut findings: Vec<Finding> = missed
        .iter()
        .take(MOST)
        .filter_map(|missed| {
            let page = pages.get(missed.url)?;
            let message = match &*missed.instead {
                [] => "no word of the title can be searched for".to_owned(),
                titles => {
                    let titles: Vec<String> =
                        titles.iter().map(|title| format!("“{}”", printable(title))).collect();
                    format!(
                        "a search for the title of this page lists {} first",
                        titles.join(", ")
                    )
                }
            };
            let finding = Finding::warning(ID, message)
                .help("Say in the title what sets this page apart, and use its words in a question (##) of the page.");
            let place = front_key(site, page, "title");
            Some(finding.at_opt(&*page.head.source, place))
        })
        .collect();
    if let Some(more) = missed.len().checked_sub(MOST).filter(|more| *more > 0) {
        findings.push(
            Finding::warning(
                ID,
                format!("{more} more pages are not found by their titles"),
            )
            .help("They are told once those above are mended.")
            .in_file("content"),
        );
    }
    findings
}
