//! Whether every customer gets to the answers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use candor_reading::{Purpose, Reference, Target};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{THEMES, of_pages};
use crate::check::kind::{Asked, CheckKind, Judgement, topic_file};
use crate::check::rendered::{RenderedPage, RenderedSite};
use crate::render::HOME;
use candor_model::verdict::Unknown;

/// `no-login`
pub struct NoLogin;

/// Parameters of `no-login`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoLoginWith {
    /// What no page may have.
    forbids: Vec<Gate>,
}

/// Something that keeps customers from an answer.
#[derive(Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// A field for a password.
    PasswordField,
    /// An answer that is hardly more than a link behind the sign-in.
    GatedLinkOnly,
    /// A page with nothing to read unless a script runs.
    ScriptOnly,
}

/// An answer with so many words beside its links stands by itself.
const WORDS_OF_AN_ANSWER: u32 = 12;

/// Parts of an address that lead behind the sign-in.
const SIGN_IN: &[&str] = &[
    "login",
    "log-in",
    "signin",
    "sign-in",
    "sso",
    "auth",
    "account",
    "iniciar-sesion",
    "acceso",
];

impl CheckKind for NoLogin {
    const NAME: &'static str = "no-login";
    const ABOUT: &'static str = "No rendered page has what is `forbids`: a password-field, an answer that is a gated-link-only, or script-only content.";
    type With = NoLoginWith;
    const RENDERED: bool = true;

    fn check(with: &NoLoginWith, asked: &Asked<'_>) -> Judgement {
        if !with.forbids.contains(&Gate::GatedLinkOnly) {
            return Judgement::NotKnown(Unknown::PagesNotMade);
        }
        let mut findings = Vec::new();
        for page in &asked.site.pages {
            for (question, answer) in page.outline.answers() {
                let alone = answer.words.saturating_sub(answer.words_in_links) < WORDS_OF_AN_ANSWER;
                if let Some(link) = answer.links.iter().find(|link| leads_behind_sign_in(link))
                    && alone
                {
                    findings.push(
                        asked
                            .finding(format!(
                                "this answer is only a link to {link}, which needs an account"
                            ))
                            .at(&*page.head.source, question.span.clone()),
                    );
                }
            }
        }
        Judgement::of_what_was_seen(findings, Some(Unknown::PagesNotMade))
    }

    fn check_rendered(with: &NoLoginWith, asked: &Asked<'_>, rendered: &RenderedSite) -> Judgement {
        let mut findings = Vec::new();
        if with.forbids.contains(&Gate::PasswordField) {
            let pages = rendered.pages.iter().filter(|page| page.has_password());
            findings.extend(
                of_pages(asked, pages, "asks for a password").map(|finding| {
                    finding
                        .help("Take the field out of the template: the help site needs no account.")
                }),
            );
        }
        if with.forbids.contains(&Gate::ScriptOnly) {
            let pages = rendered.pages.iter().filter(|page| !page.has_text());
            findings.extend(
                of_pages(asked, pages, "shows nothing unless a script runs").map(|finding| {
                    finding.help("Let the template write the content into the page.")
                }),
            );
        }
        Judgement::of(findings)
    }
}

fn leads_behind_sign_in(link: &str) -> bool {
    let Some(rest) = link.strip_prefix("https://") else {
        return false;
    };
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let host = rest.split('/').next().unwrap_or_default();
    let words = path
        .split(['/', '?', '#', '.', '&', '='])
        .chain(host.split('.'));
    words
        .map(str::to_ascii_lowercase)
        .any(|word| SIGN_IN.contains(&word.as_str()))
}

/// `reachable`
pub struct Reachable;

/// Parameters of `reachable`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReachableWith {
    /// By how many links from the home page at most.
    links: usize,
    /// Whether each must be in the search index, too.
    in_search: bool,
}

impl CheckKind for Reachable {
    const NAME: &'static str = "reachable";
    const ABOUT: &'static str = "Every page that treats a topic of the pack is at most so many `links` from the home page of its language, and `in_search` it is in the search index.";
    type With = ReachableWith;
    const RENDERED: bool = true;

    fn check_rendered(
        with: &ReachableWith,
        asked: &Asked<'_>,
        rendered: &RenderedSite,
    ) -> Judgement {
        let site = asked.site;
        let mut findings = Vec::new();
        for language in &site.languages {
            let Some(home) = site.page_of(&HOME.role, &language.code) else {
                continue;
            };
            let near = rendered.within(home.address(), with.links);
            for topic in &asked.pack.topics {
                let Some(page) = site.page_of_source(&topic_file(topic), &language.code) else {
                    continue;
                };
                let address = &*page.head.address;
                if !near.contains(address) && rendered.page(address).is_some() {
                    findings.push(
                        asked
                            .finding(format!(
                                "{address} is more than {} links from the home page",
                                with.links
                            ))
                            .in_file(&*page.head.source),
                    );
                }
                if with.in_search && page.outline.questions.is_empty() {
                    findings.push(
                        asked
                            .finding(format!("{address} has no question for the search to find"))
                            .in_file(&*page.head.source),
                    );
                }
            }
        }
        Judgement::of(findings)
    }
}

/// `search-assertions`
pub struct SearchAssertions;

/// Parameters of `search-assertions`: none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

impl CheckKind for SearchAssertions {
    const NAME: &'static str = "search-assertions";
    const ABOUT: &'static str = "Every [[search.expect]] of candor.toml holds in the site's own search. Every site is checked for this; a pack adds citation and severity.";
    type With = Nothing;

    // The search of a site is asked once its index is planned.
    fn check(_: &Nothing, asked: &Asked<'_>) -> Judgement {
        Judgement::NotKnown(if asked.site.config.search.expect.is_empty() {
            Unknown::NoAssertion
        } else {
            Unknown::PagesNotMade
        })
    }

    fn shown(_: &Nothing, asked: &Asked<'_>) -> Option<String> {
        Some(match asked.site.config.search.expect.len() {
            0 => "no search assertions".to_owned(),
            1 => "1 search assertion".to_owned(),
            count => format!("{count} search assertions"),
        })
    }
}

/// `no-third-party`
pub struct NoThirdParty;

impl CheckKind for NoThirdParty {
    const NAME: &'static str = "no-third-party";
    const ABOUT: &'static str = "No rendered page, style sheet or picture has a browser load anything from another site, send there what is typed, or go there by itself.";
    type With = Nothing;
    const RENDERED: bool = true;

    fn check_rendered(_: &Nothing, asked: &Asked<'_>, rendered: &RenderedSite) -> Judgement {
        let of_pages_found = rendered.of_parts(|part| {
            let contacts = part.references.iter().filter_map(|one| contact_with(one));
            contacts.map(Arc::<str>::from).collect()
        });
        let mut pages: BTreeMap<&str, Vec<&RenderedPage>> = BTreeMap::new();
        for (page, found) in rendered.pages.iter().zip(&of_pages_found) {
            for what in found {
                let with_it = pages.entry(what).or_default();
                if with_it
                    .last()
                    .is_none_or(|last| last.address != page.address)
                {
                    with_it.push(page);
                }
            }
        }
        let of_files = rendered.files.iter().flat_map(|file| {
            let found: BTreeSet<String> =
                file.reading.references().filter_map(contact_with).collect();
            found.into_iter().map(|what| {
                let message = format!("{} {what}", file.path);
                asked.finding(message).in_file(place_of(asked, &file.path))
            })
        });
        let gaps = pages
            .into_iter()
            .filter_map(|(what, pages)| of_pages(asked, pages.into_iter(), what))
            .chain(of_files)
            .collect();
        Judgement::of(gaps)
    }
}

/// The file of the site that is published at a path, or the folder of templates.
fn place_of(asked: &Asked<'_>, path: &str) -> String {
    let own = format!("content/{path}");
    match asked.site.tree.files.contains_key(own.as_str()) {
        true => own,
        false => THEMES.to_owned(),
    }
}

/// Elements that run or show a document that an address holds itself.
const DOCUMENTS: &[&str] = &["iframe", "frame", "object", "embed", "script", "link"];

/// What a reference has a browser do with another site, if it does.
fn contact_with(reference: &Reference) -> Option<String> {
    let written = reference.written();
    let is_foreign = matches!(reference.target, Target::Foreign(_));
    match reference.purpose {
        Purpose::Link => None,
        Purpose::Load => {
            // What stands in the address itself can load anything, and cannot be looked into.
            let is_sealed = matches!(reference.target.scheme(), Some("data" | "blob"))
                && DOCUMENTS.contains(&&*reference.element);
            let is_nothing = matches!(reference.target, Target::Nowhere(_));
            (is_foreign || is_sealed || is_nothing)
                .then(|| format!("would load {}", shortened(&written)))
        }
        Purpose::Send => {
            is_foreign.then(|| format!("would send what is typed to {}", shortened(&written)))
        }
        Purpose::Go => is_foreign.then(|| format!("would go to {} by itself", shortened(&written))),
    }
}

/// An address as far as a message needs it.
fn shortened(address: &str) -> String {
    const LETTERS: usize = 120;
    match address.char_indices().nth(LETTERS) {
        Some((at, _)) => format!("{}…", &address[..at]),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_behind_the_sign_in_are_told_by_their_words() {
        assert!(leads_behind_sign_in("https://www.example.com/login"));
        assert!(leads_behind_sign_in("https://login.example.com/help?x=1"));
        assert!(!leads_behind_sign_in("https://www.example.com/catalog"));
        assert!(!leads_behind_sign_in("/faq/account-access/"));
    }
}
