//! What texts claim, and what of what is asked of them they hold: the same for points of
//! topics, which questions claim, and for items of a requirement, which its page claims.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;

use crate::rules::Pack;
use crate::rules::evidence::{Demand, Ground, Looked, Siblings};
use crate::rules::pack::Requirement;
use crate::site::{Page, Site};
use crate::verdict::Evidence;
use candor_model::answer::Answer;
use candor_model::channel::Channel;
use candor_model::page::Question;
use candor_model::verdict::Unknown;

/// A text that claims a point or an item.
#[derive(Clone, Copy)]
pub struct Claim<'s> {
    /// Its page.
    pub page: &'s Page,
    /// The heading above it; none for a paragraph or list item that claims for itself.
    pub question: Option<&'s Question>,
    /// Where findings about it are.
    pub span: &'s Range<usize>,
    /// What it holds.
    pub answer: &'s Answer,
}

/// Every claim of a language by what questions claim, in page order.
pub type Claims<'s> = BTreeMap<&'s str, Vec<Claim<'s>>>;

/// What the questions of a language claim.
pub fn claims<'s>(site: &'s Site<'_>, lang: &str) -> Claims<'s> {
    let mut claims: Claims<'_> = BTreeMap::new();
    for page in site.pages.iter().filter(|page| page.head.lang == lang) {
        for (question, answer) in page.outline.answers() {
            for (point, _) in &question.covers {
                claims.entry(point).or_default().push(Claim {
                    page,
                    question: Some(question),
                    span: &question.span,
                    answer,
                });
            }
        }
    }
    claims
}

/// What claims an item on the page that must hold it: headings, paragraphs and list items.
pub fn claims_on<'s>(page: &'s Page, claim: &str) -> Vec<Claim<'s>> {
    let by_heading = page
        .outline
        .answers()
        .filter(|(question, _)| question.covers.iter().any(|(covered, _)| covered == claim))
        .map(|(question, answer)| Claim {
            page,
            question: Some(question),
            span: &question.span,
            answer,
        });
    let blocks = page.outline.prose.claims.iter();
    let by_block = blocks
        .filter(|block| block.point == claim)
        .map(|block| Claim {
            page,
            question: None,
            span: &block.span,
            answer: &block.holds,
        });
    by_heading.chain(by_block).collect()
}

/// The page of which a requirement's items are parts, if somebody wrote it.
pub fn page_of_items<'s>(
    site: &'s Site<'_>,
    pack: &Pack,
    requirement: &Requirement,
    lang: &str,
) -> Option<&'s Page> {
    let name = requirement.setup.as_ref()?.page()?;
    site.page_of_source(pack.path(name)?, lang)
}

/// What was seen in a text that claims something.
pub struct Seen {
    /// For the verdict.
    pub evidence: Evidence,
    /// What it lacks, each in words that follow “but”. Nothing while it waits to be written.
    pub lacking: Vec<String>,
    /// Why nobody can tell about some of it.
    pub unknown: Option<Unknown>,
}

/// The ground on which texts of one language stand before one pack.
#[derive(Clone, Copy)]
pub struct Reader<'s> {
    /// The site.
    pub site: &'s Site<'s>,
    /// The pack that asks.
    pub pack: &'s Pack,
    /// Code of the language.
    pub lang: &'s str,
}

impl<'s> Reader<'s> {
    /// What evidence is told of a text that also claims the `siblings`.
    pub fn ground<'r>(&'r self, siblings: &'r Siblings) -> Standing<'r, 's> {
        Standing {
            reader: self,
            siblings,
        }
    }

    /// Looks at a text that claims something of which `demands` are made. `siblings` are other parts of the same
    /// whole that it claims.
    pub fn look<'d>(
        &self,
        claim: Claim<'_>,
        siblings: &Siblings,
        demands: impl IntoIterator<Item = &'d Demand>,
    ) -> Seen {
        let ground = self.ground(siblings);
        let answer = claim.answer;
        let words = if answer.words == 1 { "word" } else { "words" };
        let mut held = vec![format!("{} {words}", answer.words)];
        let mut lacking = Vec::new();
        let mut unknown = None;
        for demand in demands {
            match demand.look(&ground, answer) {
                Looked::Held(found) => held.extend(found),
                Looked::Lacking(what) => lacking.push(what),
                Looked::NotKnown(why) => unknown = Some(why),
            }
        }
        held.dedup();
        let mut found = held.join(", ");
        for what in &lacking {
            found.push_str("; ");
            found.push_str(what);
        }
        if let Some(why) = &unknown {
            found.push_str("; not known: ");
            found.push_str(&why.to_string());
        }
        let evidence = Evidence {
            file: Some(claim.page.head.source.to_string()),
            span: Some(claim.span.clone()),
            language: Some(self.lang.to_owned()),
            title: Some(claim.title().to_owned()),
            address: Some(claim.href(self.site)),
            found,
            reviewed_on: claim.page.head.front.updated,
            holds: lacking.is_empty() && unknown.is_none() && !answer.has_placeholder,
        };
        // What it lacks is no news before it is written.
        if answer.has_placeholder {
            lacking.clear();
            unknown = None;
        }
        Seen {
            evidence,
            lacking,
            unknown,
        }
    }
}

impl Claim<'_> {
    /// What its link says: the heading, or the title of the page.
    fn title(&self) -> &str {
        self.question
            .map_or(&self.page.head.title, |question| &question.title)
    }

    /// Where it is: the page with the anchor of the heading.
    fn href(&self, site: &Site<'_>) -> String {
        let page = site.addresses.href(&self.page.head.address);
        match self.question {
            Some(question) => format!("{page}#{}", question.id),
            None => page,
        }
    }
}

/// A text that claims something, before one pack.
pub struct Standing<'r, 's> {
    reader: &'r Reader<'s>,
    siblings: &'r Siblings,
}

impl Ground for Standing<'_, '_> {
    fn pack(&self) -> &Pack {
        self.reader.pack
    }

    fn lang(&self) -> &str {
        self.reader.lang
    }

    fn channels(&self) -> &[Channel] {
        &self.reader.site.channels
    }

    fn channels_are_unread(&self) -> bool {
        self.reader.site.unread.any()
    }

    fn leads_to(&self, link: &str, name: &str) -> bool {
        self.reader.pack.links.get(name).is_some_and(|target| {
            leads_to(
                link,
                &link_target(self.reader.site, target, self.reader.lang),
            )
        })
    }

    fn phrases(&self, name: &str) -> Option<u16> {
        let book = self.reader.site.phrasebooks.get(self.reader.lang)?;
        book.list(self.reader.pack.id.get_ref(), name)
    }

    fn today(&self) -> NaiveDate {
        self.reader.site.today
    }

    fn phone_region(&self) -> &str {
        &self.reader.site.phone_region
    }

    fn siblings(&self) -> &Siblings {
        self.siblings
    }
}

/// Where an entry of a pack's `links` leads on this site: an address, with its anchor if it has one.
fn link_target(site: &Site<'_>, target: &str, lang: &str) -> (String, Option<String>) {
    if target.starts_with("https://") {
        return (target.trim_end_matches('/').to_owned(), None);
    }
    let (path, anchor) = match target.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (target, None),
    };
    let address = site
        .any_page_of_source(path, lang)
        .map_or_else(String::new, |page| page.address().to_string());
    (address, anchor)
}

/// A name without an anchor is met by a link to any part of that page.
fn leads_to(link: &str, (address, anchor): &(String, Option<String>)) -> bool {
    if address.is_empty() {
        return false;
    }
    let (path, fragment) = match link.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (link, None),
    };
    path.trim_end_matches('/') == address.trim_end_matches('/')
        && anchor
            .as_deref()
            .is_none_or(|anchor| fragment == Some(anchor))
}
