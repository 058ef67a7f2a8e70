//! What pages must show and say.

use schemars::JsonSchema;
use serde::Deserialize;

use super::of_pages;
use crate::check::kind::{Asked, CheckKind, predominant};
use crate::check::rendered::RenderedSite;
use crate::check::topics;
use crate::rules::evidence::Demand;
use crate::rules::{Entry, claim_of_item};
use crate::site::Page;
use candor_model::channel::{Channel, ChannelKind, Contact};
use candor_model::findings::Finding;
use candor_prose::normal_phone;

/// `page-shows`
pub struct PageShows;

/// Parameters of `page-shows`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageShowsWith {
    /// Name of the page, from the pack's `links`.
    page: String,
    /// What it must show: `channel:KIND` or `fact:NAME`; `|` means "or".
    shows: Vec<String>,
}

impl CheckKind for PageShows {
    const NAME: &'static str = "page-shows";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "The prose of `page` shows each entry of `shows`: the number or address of a channel of a kind (`channel:KIND`), or a fact (`fact:NAME`); `|` means \"or\".";
    type With = PageShowsWith;

    fn check(with: &PageShowsWith, asked: &Asked<'_>) -> Vec<Finding> {
        on_page(asked, &with.page, |page, findings| {
            for entry in &with.shows {
                if !entry
                    .split('|')
                    .any(|entry| shows(asked, page, entry.trim()))
                {
                    findings.push(
                        asked
                            .finding(format!("this page does not show {}", described(entry)))
                            .in_file(&*page.head.source),
                    );
                }
            }
        })
    }
}

/// Runs a check on every language's version of a page, and reports it missing where it must exist.
fn on_page(
    asked: &Asked<'_>,
    name: &str,
    mut check: impl FnMut(&Page, &mut Vec<Finding>),
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let path = asked.path(name).unwrap_or(name);
    for language in &asked.site.languages {
        match asked.page(name, &language.code) {
            // What a page lacks that still waits to be written is no news.
            Some(page) if page.outline.prose.waits() => {}
            Some(page) => check(page, &mut findings),
            // A translation that is missing is for `languages.predominant`.
            _ if language.is_default => findings.push(
                asked
                    .finding(format!("there is no page {path}"))
                    .in_file(path),
            ),
            _ => {}
        }
    }
    findings
}

fn shows(asked: &Asked<'_>, page: &Page, entry: &str) -> bool {
    let site = asked.site;
    let prose = &page.outline.prose;
    let refers = |fact: &str| {
        prose
            .answers
            .iter()
            .any(|answer| answer.facts.iter().any(|known| known == fact))
    };
    if let Some(kind) = entry.strip_prefix("channel:") {
        return site
            .channels
            .iter()
            .filter(|channel| channel.kind.as_str() == kind)
            .any(|channel| contact_fact(channel).is_some_and(|fact| refers(&fact)));
    }
    let Some(fact) = entry.strip_prefix("fact:") else {
        return false;
    };
    if refers(fact) {
        return true;
    }
    // Typed by hand, but right.
    let Some(known) = site
        .facts
        .get(&page.head.lang)
        .and_then(|facts| facts.get(fact))
    else {
        return false;
    };
    let number = known
        .href
        .as_deref()
        .and_then(|href| href.strip_prefix("tel:"))
        .and_then(|number| normal_phone(number, Some(&site.phone_region)));
    let links = |href: &str| {
        let bare = href.trim_end_matches('/');
        prose
            .answers
            .iter()
            .flat_map(|answer| &answer.links)
            .any(|link| link.trim_end_matches('/') == bare)
    };
    prose
        .contacts
        .iter()
        .any(|contact| Some(&contact.normal) == number.as_ref())
        || known.href.as_deref().is_some_and(links)
}

/// The fact that holds the number or address of a channel.
pub fn contact_fact(channel: &Channel) -> Option<String> {
    let name = match &channel.contact {
        Contact::Phone(_) => "number",
        Contact::Email(_) | Contact::Mail(_) => "address",
        Contact::Link(_) => "link",
    };
    Some(format!("{}.{name}", channel.id))
}

fn described(entry: &str) -> String {
    let parts: Vec<String> = entry
        .split('|')
        .map(|part| match part.trim().split_once(':') {
            Some(("channel", kind)) if kind == ChannelKind::Mail.as_str() => {
                "your mailing address".to_owned()
            }
            Some(("channel", kind)) if kind == ChannelKind::Email.as_str() => {
                "your e-mail address".to_owned()
            }
            Some(("channel", kind)) if kind == ChannelKind::Phone.as_str() => {
                "your telephone number".to_owned()
            }
            Some(("channel", kind)) => format!("your {kind} channel"),
            Some(("fact", fact)) => format!("{{{{ {fact} }}}}"),
            _ => format!("`{part}`"),
        })
        .collect();
    parts.join(" or ")
}

/// `page-says`
pub struct PageSays;

/// Parameters of `page-says`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageSaysWith {
    /// Name of the page, from the pack's `links`.
    page: String,
    /// Names of the pack's `phrases`, of each of which it must say one.
    says: Vec<String>,
    /// How close together.
    within: Within,
}

/// How close together phrases must stand.
#[derive(Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Within {
    /// In one paragraph, list item or cell.
    Paragraph,
    /// Anywhere on the page.
    Page,
}

impl CheckKind for PageSays {
    const NAME: &'static str = "page-says";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "The prose of `page` says one phrase of each list in `says`, all `within` one paragraph or anywhere on the page.";
    type With = PageSaysWith;

    fn check(with: &PageSaysWith, asked: &Asked<'_>) -> Vec<Finding> {
        on_page(asked, &with.page, |page, findings| {
            let Some(book) = asked.site.phrasebooks.get(&page.head.lang) else {
                return;
            };
            let pack = asked.pack.id.get_ref();
            let lists: Option<Vec<u16>> =
                with.says.iter().map(|name| book.list(pack, name)).collect();
            // A pack without phrases in this language cannot tell.
            let Some(lists) = lists else {
                return;
            };
            let answers = &page.outline.prose.answers;
            let said = match with.within {
                Within::Page => lists.iter().all(|list| {
                    answers
                        .iter()
                        .flat_map(|answer| &answer.said)
                        .any(|said| said.list == *list && said.is_evidence())
                }),
                Within::Paragraph => answers.iter().any(|answer| {
                    answer.said.iter().any(|first| {
                        lists.iter().all(|list| {
                            answer.said.iter().any(|said| {
                                said.list == *list
                                    && said.block == first.block
                                    && said.is_evidence()
                            })
                        })
                    })
                }),
            };
            if !said {
                findings.push(
                    asked
                        .finding(format!(
                            "no paragraph of this page says it: {}",
                            lower_first(&asked.requirement.title)
                        ))
                        .in_file(&*page.head.source),
                );
            }
        })
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// `linked-from-every-page`
pub struct LinkedFromEveryPage;

/// Parameters of `linked-from-every-page`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkedFromEveryPageWith {
    /// Name of the page, from the pack's `links`.
    page: String,
}

impl CheckKind for LinkedFromEveryPage {
    const NAME: &'static str = "linked-from-every-page";
    const ABOUT: &'static str = "Every rendered page has a link to `page` in its language.";
    type With = LinkedFromEveryPageWith;
    const RENDERED: bool = true;

    fn check_rendered(
        with: &LinkedFromEveryPageWith,
        asked: &Asked<'_>,
        rendered: &RenderedSite,
    ) -> Vec<Finding> {
        let site = asked.site;
        let mut findings = Vec::new();
        for language in &site.languages {
            // Where the language has none, a link to the default language's page will do.
            let page = asked
                .any_page(&with.page, &language.code)
                .or_else(|| asked.any_page(&with.page, site.default_lang()));
            let Some(page) = page else {
                continue;
            };
            let without = rendered
                .in_language(&language.code)
                .filter(|other| !rendered.links_to(other, page.address()));
            let what = format!("has no link to {}", page.address());
            findings.extend(of_pages(asked, without, &what));
        }
        findings
    }
}

/// `claimed-items`
pub struct ClaimedItems;

/// Parameters of `claimed-items`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimedItemsWith {
    /// Name of the page that must hold them, from the pack's `links`.
    page: String,
    /// What a claim begins with: `risks` for `covers=risks.1`.
    #[serde(rename = "prefix")]
    _prefix: String,
    /// What the text below each claim must hold.
    #[schemars(with = "Vec<String>")]
    evidence: Vec<Demand>,
}

impl CheckKind for ClaimedItems {
    const NAME: &'static str = "claimed-items";
    const ABOUT: &'static str = "Each of the requirement's items is claimed by a heading, paragraph or list item of `page`, as covers=PREFIX.ID, and the text below holds the `evidence`.";
    type With = ClaimedItemsWith;

    fn shown(with: &ClaimedItemsWith, asked: &Asked<'_>) -> Option<String> {
        let page = asked.page(&with.page, asked.site.default_lang())?;
        let is_claimed = |claim: &String| {
            let mut headings = page.outline.questions.iter().flat_map(|one| &one.covers);
            let mut blocks = page.outline.prose.claims.iter();
            headings.any(|(point, _)| point == claim) || blocks.any(|block| block.point == *claim)
        };
        let items = &asked.requirement.items;
        let claims = items
            .iter()
            .filter_map(|item| claim_of_item(asked.requirement, item));
        let claimed = claims.filter(is_claimed).count();
        Some(format!("{claimed} of {} parts claimed", items.len()))
    }

    fn check(with: &ClaimedItemsWith, asked: &Asked<'_>) -> Vec<Finding> {
        let site = asked.site;
        let mut findings = Vec::new();
        let path = asked.path(&with.page).unwrap_or(&with.page);
        for lang in predominant(site) {
            let Some(page) = asked.page(&with.page, lang) else {
                if lang == site.default_lang() {
                    findings.push(
                        asked
                            .finding(format!("there is no page {path}"))
                            .in_file(path),
                    );
                }
                continue;
            };
            for item in &asked.requirement.items {
                let Some(claim) = claim_of_item(asked.requirement, item) else {
                    continue;
                };
                let by_heading = page.outline.answers().filter_map(|(question, answer)| {
                    let is_it = question.covers.iter().any(|(claimed, _)| *claimed == claim);
                    is_it.then_some((&question.span, answer))
                });
                let blocks = page.outline.prose.claims.iter();
                let by_block = blocks
                    .filter(|block| block.point == claim)
                    .map(|block| (&block.span, &block.holds));
                let claims: Vec<_> = by_heading.chain(by_block).collect();
                let title = item.title.get(lang, "en");
                let finding = |message: String| {
                    let mut finding = asked.finding(message).help(format!(
                        "{} Claim it with covers={claim}.",
                        item.guidance.get("en", "en")
                    ));
                    finding.authority = site
                        .rules
                        .authority_of(asked.pack, Entry::Item(asked.requirement, item));
                    finding
                };
                if claims.is_empty() {
                    findings.push(
                        finding(format!(
                            "item {} is on no part of this page: {title}",
                            item.id.get_ref()
                        ))
                        .in_file(&*page.head.source),
                    );
                }
                for (span, answer) in claims {
                    for demand in &with.evidence {
                        if !topics::holds(site, asked.pack, lang, answer, demand) {
                            findings.push(
                                finding(format!(
                                    "item {} is claimed here, but {}",
                                    item.id.get_ref(),
                                    topics::lacks(asked.pack, lang, answer, demand)
                                ))
                                .at(&*page.head.source, span.clone()),
                            );
                        }
                    }
                }
            }
        }
        findings
    }
}
