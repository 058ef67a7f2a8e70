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

/// Asks every `[[search.expect]]` of the site and reports what is not found, at its entry.
pub fn search_expectations(
    site: &Site<'_>,
    artifacts: &[Artifact<'_>],
    engine: &dyn Engine,
) -> Vec<Finding> {
    let mut by_lang: BTreeMap<&str, Vec<&Spanned<ExpectConfig>>> = BTreeMap::new();
    for expect in &site.config.search.expect {
        let lang = expect.get_ref().lang.as_deref();
        by_lang
            .entry(lang.unwrap_or(site.default_lang()))
            .or_default()
            .push(expect);
    }
    by_lang
        .into_iter()
        .flat_map(|(lang, expected)| in_language(site, artifacts, engine, lang, &expected))
        .collect()
}

fn in_language(
    site: &Site<'_>,
    artifacts: &[Artifact<'_>],
    engine: &dyn Engine,
    lang: &str,
    expected: &[&Spanned<ExpectConfig>],
) -> Vec<Finding> {
    let queries: Vec<&str> = expected
        .iter()
        .map(|e| e.get_ref().query.as_str())
        .collect();
    let most = expected
        .iter()
        .map(|e| e.get_ref().within())
        .max()
        .unwrap_or(1);
    match ask(engine, artifacts, lang, &queries, most) {
        Ok(answers) => expected
            .iter()
            .zip(answers)
            .filter_map(|(expect, found)| missed(site, lang, expect, &found))
            .collect(),
        Err(error @ AskError::NoSearch(_)) => expected
            .iter()
            .map(|expect| {
                Finding::environment("config.value", error.to_string())
                    .help("Name a language of the site that has pages, or leave `lang` out for the default language.")
                    .at(CONFIG_FILE, expect.span())
            })
            .collect(),
        Err(error) => vec![
            Finding::error("access.found", error.to_string())
                .help("Mend static/search-engine.js of your theme, or delete it to have Candor's own.")
                .in_file(CONFIG_FILE),
        ],
    }
}

/// The finding if `found` lacks what is expected.
fn missed(
    site: &Site<'_>,
    lang: &str,
    expect: &Spanned<ExpectConfig>,
    found: &[Found],
) -> Option<Finding> {
    let entry = expect.get_ref();
    let (page, anchor) = entry.finds.split_once('#').unwrap_or((&entry.finds, ""));
    // A topic that is shown when nothing is near is not found.
    let found: Vec<&Found> = found.iter().filter(|found| !found.needed).collect();
    let is_it = |found: &Found| found.page == page && (anchor.is_empty() || found.anchor == anchor);
    if found.iter().take(entry.within()).any(|found| is_it(found)) {
        return None;
    }
    let names: Vec<&str> = site
        .all_pages()
        .filter(|page| page.lang() == lang)
        .filter_map(|page| page.address().trim_end_matches('/').rsplit('/').next())
        .collect();
    let query = printable(&entry.query);
    let wanted = printable(&entry.finds);
    let finding = if names.contains(&page) {
        let instead = match &*found {
            [] => "nothing".to_owned(),
            found => {
                let shown = found.iter().take(entry.within());
                let shown: Vec<String> = shown
                    .map(|found| format!("`{}`", name(found, anchor)))
                    .collect();
                shown.join(", ")
            }
        };
        Finding::error(
            "access.found",
            format!("customers who search for `{query}` find {instead}, and not `{wanted}`"),
        )
        .help(format!(
            "Add the customer's words to `also` of the page or question, or a group to [search.synonyms]; \
             `candor search --lang {lang} {query}` shows what is found."
        ))
    } else if let Some(draft) = site
        .drafts
        .iter()
        .find(|head| head.lang == lang && head.slug == page)
    {
        Finding::error("access.found", format!("`{}` is a draft", printable(page))).help(format!(
            "Take draft = true out of {} once it is ready; customers find no drafts.",
            draft.source
        ))
    } else {
        let help = match nearest(page, names) {
            Some(near) => format!("Did you mean `{near}`?"),
            None => {
                "Write the last part of the page's address, such as account-freezes.".to_owned()
            }
        };
        Finding::error(
            "access.found",
            format!("no page is called `{}`", printable(page)),
        )
        .help(help)
    };
    Some(finding.at(CONFIG_FILE, expect.span()))
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
