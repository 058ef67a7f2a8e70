//! Whether what the site's files say is what readers get: evidence is only what is published.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use candor_reading::{Part, Passage, Print, Reference};
use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::kinds::contact::may_hold_contact;
use super::rendered::{RenderedPage, RenderedSite};
use crate::rules::Entry;
use crate::site::{Page, Site};
use crate::source::{CONFIG_FILE, FileKind};
use crate::verdict::{Docket, Evidence};
use candor_model::findings::Finding;
use candor_model::page::Question;
use candor_model::verdict::{About, Subject};
use candor_prose::{ContactKind, contacts, normal_phone};

/// What is told when a page does not show what is written.
const ID: &str = "theme.shown";

/// The folder of templates.
const THEMES: &str = "themes";

/// A part of a page that is written and not published.
pub struct Unpublished<'s> {
    /// The page.
    pub page: &'s Page,
    /// Which of its answers: the introduction is the first.
    pub answer: usize,
}

/// Every answer of which the published page does not show all that is written. Nothing is known of pages with faults of
/// their own.
pub fn unpublished<'s>(site: &'s Site<'_>, rendered: &RenderedSite) -> Vec<Unpublished<'s>> {
    let of_page = |published: &RenderedPage| -> Vec<Unpublished<'s>> {
        let Some(page) = site.page_at(&published.address) else {
            return Vec::new();
        };
        let answers = page.outline.shown.iter().enumerate();
        answers
            .filter(|(_, blocks)| !shows(published, blocks))
            .map(|(answer, _)| Unpublished { page, answer })
            .collect()
    };
    rendered
        .pages
        .par_iter()
        .filter(|page| !page.is_troubled)
        .flat_map_iter(of_page)
        .collect()
}

/// Whether the main part of a page shows all of these blocks. They nearly always stand there in the same order.
fn shows(page: &RenderedPage, blocks: &[Print]) -> bool {
    let Some(first) = blocks.first() else {
        return true;
    };
    page.reading.main().any(|part| {
        part.shown
            .iter()
            .position(|print| print == first)
            .is_some_and(|from| part.shown[from..].starts_with(blocks))
    }) || blocks.iter().all(|block| page.reading.shows(*block))
}

/// `theme.shown`: published pages show what is written. What an answer that is not published was to show is lacking.
pub fn check(site: &Site<'_>, rendered: &RenderedSite, docket: &Docket) -> Vec<Finding> {
    let all = unpublished(site, rendered);
    let pages: BTreeSet<&str> = all.iter().map(|one| &*one.page.head.source).collect();
    let Some(first) = all.first() else {
        return Vec::new();
    };
    let address = &*first.page.head.address;
    // What is wrong with several pages comes from a template.
    if pages.len() > 1 {
        let message = format!(
            "{address} (and {} more) does not show what is written for it",
            pages.len() - 1
        );
        let mut finding = Finding::error(ID, message)
            .help("Let the template write every section of `page.sections` into the main part of the page, and hide none of it.")
            .in_file(THEMES);
        finding.about = all
            .iter()
            .flat_map(|one| one.lacked_by(site, docket))
            .collect();
        return vec![finding];
    }
    all.iter()
        .map(|one| {
            let question = one.question();
            let what = match question {
                Some(_) => "this answer",
                None => "the introduction",
            };
            let mut finding = Finding::error(ID, format!("{address} does not show {what}"))
                .help("Its template leaves it out, hides it or changes it. Let it write every section of `page.sections` into the main part of the page.")
                .at_opt(
                    &*one.page.head.source,
                    question.map(|question| question.span.clone()),
                );
            finding.about = one.lacked_by(site, docket);
            finding
        })
        .collect()
}

impl<'s> Unpublished<'s> {
    fn question(&self) -> Option<&'s Question> {
        let at = self.answer.checked_sub(1)?;
        self.page.outline.questions.get(at)
    }

    /// What it was evidence of, and what asks for its page.
    fn lacked_by(&self, site: &Site<'_>, docket: &Docket) -> Vec<About> {
        let lang = self.page.head.lang.as_str();
        let span = self.question().map(|question| &question.span);
        let is_it = |evidence: &Evidence| {
            evidence.file.as_deref() == Some(&*self.page.head.source)
                && evidence.span.as_ref() == span
        };
        let claimed = docket
            .drafts()
            .iter()
            .filter(|draft| draft.evidence.iter().any(is_it))
            .map(|draft| draft.subject);
        let asking = site.rules.numbered().flat_map(|(number, pack)| {
            pack.parts().filter_map(move |(part, entry)| {
                let Entry::Requirement(requirement) = entry else {
                    return None;
                };
                let name = requirement.setup.as_ref()?.page()?;
                let is_asked = pack.path(name)? == self.page.head.key;
                is_asked.then_some(Subject { pack: number, part })
            })
        });
        claimed
            .chain(asking)
            .map(|subject| About::in_language(subject, lang))
            .collect()
    }
}

/// A telephone number or an e-mail address that is published and that none of the site's texts brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Whether it is a telephone number; an e-mail address otherwise.
    pub is_phone: bool,
    /// In the form in which two are compared.
    pub normal: String,
    /// As it stands there.
    pub written: String,
    /// The first page with it.
    pub page: String,
    /// How many other pages have it.
    pub more: usize,
}

/// Contacts that come from a template, from words of the interface or from the configuration: those that neither prose
/// nor front matter nor a fact holds. Those are looked at where they are written.
pub fn strange_contacts(site: &Site<'_>, rendered: &RenderedSite, region: &str) -> Vec<Contact> {
    let told = told(site, region);
    let found = rendered.of_parts(|part| {
        contacts_of(part, region)
            .into_iter()
            .filter(|(_, normal, _)| !told.contains(normal))
            .map(Arc::new)
            .collect()
    });
    let mut all: BTreeMap<String, Contact> = BTreeMap::new();
    for (page, found) in rendered.pages.iter().zip(found) {
        let mut here = FxHashSet::default();
        for one in &found {
            let (is_phone, normal, written) = &**one;
            if !here.insert(normal) {
                continue;
            }
            all.entry(normal.clone())
                .and_modify(|known| known.more += 1)
                .or_insert_with(|| Contact {
                    is_phone: *is_phone,
                    normal: normal.clone(),
                    written: written.clone(),
                    page: page.address.clone(),
                    more: 0,
                });
        }
    }
    all.into_values().collect()
}

/// Whether it is a telephone number, its form to compare, and how it is written.
type Found = (bool, String, String);

fn contacts_of(part: &Part, region: &str) -> Vec<Found> {
    let of_text = |passage: &Arc<Passage>| {
        contacts(&passage.text, Some(region))
            .into_iter()
            .map(|found| {
                let is_phone = found.kind == ContactKind::Phone;
                (is_phone, found.normal, found.written)
            })
            .collect::<Vec<Found>>()
    };
    let mut all: Vec<Found> = part.passages.iter().flat_map(of_text).collect();
    let linked = |reference: &Arc<Reference>| linked_contact(reference, region);
    all.extend(part.references.iter().filter_map(linked));
    all
}

/// The number or address that a `tel:` or `mailto:` link opens.
fn linked_contact(reference: &Reference, region: &str) -> Option<Found> {
    let scheme = reference.target.scheme()?;
    let text = reference.target.text();
    let rest = text.get(scheme.len() + 1..)?.split('?').next()?;
    let written = percent_decode_str(rest).decode_utf8().ok()?.into_owned();
    match scheme {
        "tel" | "sms" => Some((true, normal_phone(&written, Some(region))?, written)),
        "mailto" if written.contains('@') => Some((false, written.to_lowercase(), written)),
        _ => None,
    }
}

/// What prose, front matter and facts hold, in the form in which contacts are compared.
fn told(site: &Site<'_>, region: &str) -> FxHashSet<String> {
    let mut told = FxHashSet::default();
    let mut add = |text: &str| {
        if !may_hold_contact(text) {
            return;
        }
        told.extend(
            contacts(text, Some(region))
                .into_iter()
                .map(|found| found.normal),
        );
    };
    for page in &site.pages {
        let front = &page.head.front;
        for text in [Some(&page.head.title), page.head.description.as_ref()]
            .into_iter()
            .flatten()
            .chain(&front.also)
            .chain(&front.affects)
        {
            add(text);
        }
    }
    for facts in site.facts.values() {
        for (_, fact) in facts.iter() {
            add(&fact.text);
            add(fact.href.as_deref().unwrap_or_default());
        }
    }
    let prose = site
        .pages
        .iter()
        .flat_map(|page| &page.outline.prose.contacts);
    told.extend(prose.map(|contact| contact.normal.clone()));
    told
}

/// Where in the site's own templates, words or configuration a text stands.
pub fn place_of(site: &Site<'_>, written: &str) -> Option<(String, Range<usize>)> {
    let config = site.tree.config.as_deref().map(|text| (CONFIG_FILE, text));
    let files = site.tree.files.values().filter_map(|file| {
        if !matches!(file.kind, FileKind::Template | FileKind::ThemeStrings) {
            return None;
        }
        let text = file
            .text
            .as_deref()
            .or_else(|| std::str::from_utf8(file.bytes.as_deref()?).ok())?;
        Some((&*file.path, text))
    });
    config.into_iter().chain(files).find_map(|(file, text)| {
        let at = text.find(written)?;
        Some((file.to_owned(), at..at + written.len()))
    })
}
