//! What pages must show and say.

use schemars::JsonSchema;
use serde::Deserialize;

use super::of_pages;
use crate::check::claims::{claims_on, page_of_items};
use crate::check::kind::{Asked, CheckKind, Judgement};
use crate::check::rendered::RenderedSite;
use crate::rules::claim_of_item;
use crate::rules::evidence::Demand;
use crate::site::Page;
use candor_model::answer::{Denial, Said};
use candor_model::channel::ChannelKind;
use candor_model::findings::Finding;
use candor_model::verdict::{About, Unknown};
use candor_prose::normal_phone;
use candor_reading::Print;

/// `page-shows`
pub struct PageShows;

/// Parameters of `page-shows`.
#[derive(Debug, Deserialize, JsonSchema)]
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

    fn page(with: &PageShowsWith) -> Option<&str> {
        Some(&with.page)
    }

    fn check(with: &PageShowsWith, asked: &Asked<'_>) -> Judgement {
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
            None
        })
    }
}

/// Runs a check on every language's version of a page, and reports it missing where it must
/// exist. The check adds what is wrong, and says why it cannot tell.
fn on_page(
    asked: &Asked<'_>,
    name: &str,
    mut check: impl FnMut(&Page, &mut Vec<Finding>) -> Option<Unknown>,
) -> Judgement {
    let mut findings = Vec::new();
    let mut unknown = None;
    let path = asked.path(name).unwrap_or(name);
    for language in &asked.site.languages {
        match asked.page(name, &language.code) {
            // What a page lacks that still waits to be written is no news.
            Some(page) if page.outline.prose.waits() => {}
            Some(page) => {
                unknown = check(page, &mut findings).or(unknown);
            }
            // A translation that is missing is for `languages.predominant`.
            _ if language.is_default => findings.push(
                asked
                    .finding(format!("there is no page {path}"))
                    .in_file(path),
            ),
            _ => {}
        }
    }
    Judgement::of_what_was_seen(findings, unknown)
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
            .any(|channel| refers(&channel.contact_fact()));
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
#[derive(Debug, Deserialize, JsonSchema)]
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
#[derive(Debug, Deserialize, JsonSchema, PartialEq, Eq)]
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
    const ABOUT: &'static str = "The prose of `page` says one phrase of each list in `says`, all `within` one paragraph or anywhere on the page, without denying it or tying it to a condition. Within a paragraph, the first list is what is said, and no page of the site may deny it beside the others.";
    const RENDERED: bool = true;
    type With = PageSaysWith;

    fn requires(with: &PageSaysWith) -> Vec<&str> {
        with.says.iter().map(String::as_str).collect()
    }

    fn page(with: &PageSaysWith) -> Option<&str> {
        Some(&with.page)
    }

    fn check(with: &PageSaysWith, asked: &Asked<'_>) -> Judgement {
        let judgement = on_page(asked, &with.page, |page, findings| {
            let language = &page.head.lang;
            let pack = asked.pack.id.get_ref();
            let lists: Option<Vec<u16>> = asked
                .site
                .phrasebooks
                .get(language)
                .and_then(|book| with.says.iter().map(|name| book.list(pack, name)).collect());
            let Some(lists) = lists else {
                return Some(Unknown::NoWords {
                    language: language.clone(),
                });
            };
            let answers = &page.outline.prose.answers;
            let said = match with.within {
                Within::Page => lists.iter().all(|list| {
                    answers
                        .iter()
                        .flat_map(|answer| &answer.said)
                        .any(|said| said.list == *list && gives(said))
                }),
                Within::Paragraph => answers.iter().any(|answer| {
                    answer.said.iter().any(|first| {
                        lists.iter().all(|list| {
                            answer.said.iter().any(|said| {
                                said.list == *list && said.block == first.block && gives(said)
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
            None
        });
        with_contradictions(judgement, contradictions(with, asked))
    }

    // What the pack words stands on the published page, whatever its author wrote there.
    fn check_rendered(
        with: &PageSaysWith,
        asked: &Asked<'_>,
        rendered: &RenderedSite,
    ) -> Judgement {
        let site = asked.site;
        let mut findings = Vec::new();
        for language in &site.languages {
            let stated = asked
                .pack
                .regulator
                .stated(&language.code, site.default_lang());
            let page = asked.any_page(&with.page, &language.code);
            let (Some(stated), Some(page)) = (stated, page) else {
                continue;
            };
            let address = page.address();
            let shown = rendered
                .pages
                .iter()
                .find(|shown| *shown.address == **address);
            let lacks = shown.is_some_and(|shown| {
                !shown.is_troubled && !shown.reading.shows(Print::of(&stated))
            });
            if lacks {
                let file = page.source().map_or(page.key(), |source| source);
                findings.push(
                    asked
                        .finding(format!("the published page does not show “{stated}”"))
                        .help("The default theme shows the statement of each of `regulators` on the complaints page. Show it in your template as well.")
                        .in_file(file),
                );
            }
        }
        Judgement::of(findings)
    }
}

/// Whether readers are told without a "not" and without an "only if".
fn gives(said: &Said) -> bool {
    said.is_evidence() && !said.restricted
}

/// Sentences of any page that take back what one page must say: they deny it, or tie it to a condition.
fn contradictions(with: &PageSaysWith, asked: &Asked<'_>) -> Vec<Finding> {
    let pack = asked.pack.id.get_ref();
    let mut findings = Vec::new();
    if with.within != Within::Paragraph || with.says.len() < 2 {
        return findings;
    }
    for page in &asked.site.pages {
        let Some(book) = asked.site.phrasebooks.get(&page.head.lang) else {
            continue;
        };
        let lists = with.says.iter().map(|name| book.list(pack, name));
        let Some(lists) = lists.collect::<Option<Vec<u16>>>() else {
            continue;
        };
        let (Some(verb), others) = (lists.first(), lists.get(1..).unwrap_or_default()) else {
            continue;
        };
        for answer in &page.outline.prose.answers {
            let taken = answer.said.iter().filter(|said| {
                let beside = |list: &u16| {
                    let mut all = answer.said.iter();
                    all.any(|other| other.list == *list && other.block == said.block)
                };
                let takes = said.denial != Denial::None || said.restricted;
                said.list == *verb && takes && others.iter().all(beside)
            });
            for said in taken {
                let how = match said.denial == Denial::None {
                    true => "ties to a condition or a threat",
                    false => "denies",
                };
                findings.push(
                    asked
                        .finding(format!(
                            "this sentence {how} what every customer may do: {}",
                            lower_first(&asked.requirement.title)
                        ))
                        .help("Delete it, or say plainly that it can be done at any time. What the law gives needs nobody's leave.")
                        .at(&*page.head.source, said.span.clone()),
                );
            }
        }
    }
    findings
}

/// A judgement with more that is wrong.
fn with_contradictions(judgement: Judgement, more: Vec<Finding>) -> Judgement {
    let (mut gaps, rest) = match judgement {
        Judgement::Met => (Vec::new(), None),
        Judgement::Lacking { gaps, rest } => (gaps, rest),
        Judgement::NotKnown(why) => (Vec::new(), Some(why)),
    };
    gaps.extend(more);
    Judgement::of_what_was_seen(gaps, rest)
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
#[derive(Debug, Deserialize, JsonSchema)]
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

    fn page(with: &LinkedFromEveryPageWith) -> Option<&str> {
        Some(&with.page)
    }

    fn check_rendered(
        with: &LinkedFromEveryPageWith,
        asked: &Asked<'_>,
        rendered: &RenderedSite,
    ) -> Judgement {
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
        Judgement::of(findings)
    }
}

/// `claimed-items`
pub struct ClaimedItems;

/// Parameters of `claimed-items`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimedItemsWith {
    /// Name of the page that must hold them, from the pack's `links`.
    page: String,
    /// What a claim begins with: `risks` for `covers=risks.1`.
    prefix: String,
    /// What the text below each claim must hold.
    #[schemars(with = "Vec<String>")]
    evidence: Vec<Demand>,
}

impl CheckKind for ClaimedItems {
    const NAME: &'static str = "claimed-items";
    const ABOUT: &'static str = "Each of the requirement's items is claimed by a heading, paragraph or list item of `page`, as covers=PREFIX.ID, and the text below holds the `evidence`.";
    type With = ClaimedItemsWith;

    fn page(with: &ClaimedItemsWith) -> Option<&str> {
        Some(&with.page)
    }

    fn prefix(with: &ClaimedItemsWith) -> Option<&str> {
        Some(&with.prefix)
    }

    fn demands(with: &ClaimedItemsWith) -> &[Demand] {
        &with.evidence
    }

    fn shown(_: &ClaimedItemsWith, asked: &Asked<'_>) -> Option<String> {
        let lang = asked.site.default_lang();
        let page = page_of_items(asked.site, asked.pack, asked.requirement, lang)?;
        let items = &asked.requirement.items;
        let claims = items
            .iter()
            .filter_map(|item| claim_of_item(asked.requirement, item));
        let claimed = claims
            .filter(|claim| !claims_on(page, claim).is_empty())
            .count();
        Some(format!("{claimed} of {} parts claimed", items.len()))
    }

    // Each item has a verdict of its own.
    fn check(with: &ClaimedItemsWith, asked: &Asked<'_>) -> Judgement {
        let site = asked.site;
        let lang = site.default_lang();
        if page_of_items(site, asked.pack, asked.requirement, lang).is_some() {
            return Judgement::Met;
        }
        // A translation that is missing is for `languages.predominant`, but what is not
        // there cannot be translated either.
        let path = asked.path(&with.page).unwrap_or(&with.page);
        let mut gap = asked
            .finding(format!("there is no page {path}"))
            .in_file(path);
        gap.about = site
            .predominant()
            .into_iter()
            .filter(|lang| page_of_items(site, asked.pack, asked.requirement, lang).is_none())
            .map(|lang| About::in_language(asked.subject, lang))
            .collect();
        Judgement::of(vec![gap])
    }
}
