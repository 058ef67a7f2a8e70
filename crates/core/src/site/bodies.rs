//! The last stage: from heads to pages, each body parsed or recalled from the cache.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Related;
use super::Site;
use super::addressed::Addressed;
use super::cache::{Cache, Known};
use super::page::{Lent, Outline, Page};
use crate::parse::markdown::{self, Body, Context, Parsed, without_invisible};
use candor_model::Hash;
use candor_model::findings::Finding;
use candor_model::page::{PageHead, Question, Summary};
use candor_reading::{Home, Prints};
use candor_search::{Analyzer, Doc, PageIndex};

/// Parses a page's body from its file's text.
pub(super) fn parse_body(
    text: &str,
    head: &PageHead,
    context: Context<'_>,
    findings: &mut Vec<Finding>,
) -> Parsed {
    markdown::parse(&text[head.body_at..], head.body_at, context, findings)
}

/// Parses every body that the cache does not know, which makes the site whole.
pub(super) fn read<'t>(
    addressed: Addressed<'t>,
    heads: Vec<PageHead>,
    mut cache: Option<Cache>,
    findings: &mut Vec<Finding>,
) -> Site<'t> {
    let mut environments: BTreeMap<&str, Hash> = BTreeMap::new();
    let mut analyzers: BTreeMap<String, Analyzer> = BTreeMap::new();
    for language in &addressed.languages {
        let lang = language.code.as_str();
        environments.insert(lang, environment(&addressed, lang));
        let stop_words = addressed.theme.stop_words(lang);
        let analyzer = cache
            .as_mut()
            .and_then(|cache| cache.take_analyzer(lang))
            .filter(|known| *known.stop_words() == *stop_words)
            .unwrap_or_else(|| Analyzer::new(lang, stop_words));
        analyzers.insert(lang.to_owned(), analyzer);
    }
    let recalled: Vec<_> = heads
        .into_iter()
        .map(|head| {
            let environment = environments.get(&*head.lang).copied().unwrap_or_default();
            let mut hasher = blake3::Hasher::new();
            hasher
                .update(&environment)
                .update(&head.hash)
                .update(head.source.as_bytes());
            let input = *hasher.finalize().as_bytes();
            let known = cache
                .as_mut()
                .and_then(|cache| cache.take_page(&head.source, &input));
            (head, input, known)
        })
        .collect();
    let related = cache.map(Cache::into_related).unwrap_or_default();
    let reader = Reader {
        addressed: &addressed,
        analyzers: &analyzers,
        home: Home::new(addressed.config.site.base_url.get_ref())
            .ok()
            .filter(|_| !addressed.rules.packs.is_empty()),
    };
    let parsed: Vec<(Page, Vec<Finding>)> = recalled
        .into_par_iter()
        .map(|(head, input, known)| match known.and_then(Known::take) {
            Some((outline, index)) if still_resolves(&addressed, &head, &outline) => {
                let page = reader.page(head, outline, None, Some(index), input);
                (page, Vec::new())
            }
            _ => reader.parse(head, input),
        })
        .collect();
    let mut pages = Vec::with_capacity(parsed.len());
    for (page, found) in parsed {
        findings.extend(found);
        pages.push(page);
    }
    Site::new(addressed, pages, analyzers, Related::new(related), findings)
}

/// Everything that a parse depends on besides the file and its links.
fn environment(site: &Addressed<'_>, lang: &str) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(crate::BUILD_ID.as_bytes());
    hasher.update(lang.as_bytes());
    hasher.update(site.addresses.base_path.as_bytes());
    let facts = site.facts_in(lang);
    for (name, fact) in facts.iter() {
        for part in [
            Some(name),
            Some(&fact.text),
            fact.href.as_deref(),
            fact.channel.as_deref(),
        ] {
            hasher
                .update(part.unwrap_or_default().as_bytes())
                .update(&[0]);
        }
    }
    let unread = facts.unread();
    hasher.update(&[u8::from(unread.all)]);
    for id in &unread.channels {
        hasher.update(id.as_bytes()).update(&[0]);
    }
    for (address, size) in site.addresses.images() {
        hasher
            .update(address.as_bytes())
            .update(&[0])
            .update(&size.width.to_le_bytes())
            .update(&size.height.to_le_bytes());
    }
    for list in site.theme.stop_words(lang).lists() {
        hasher.update(&list.len().to_le_bytes());
        for word in list {
            hasher.update(word.as_bytes()).update(&[0]);
        }
    }
    let own = &site.config.placeholders;
    for text in own.add.iter().chain([&String::new()]).chain(&own.except) {
        hasher.update(text.as_bytes()).update(&[0]);
    }
    hasher.update(site.phone_region.as_bytes());
    hasher.update(&[u8::from(site.rules.packs.is_empty())]);
    if let Some(book) = site.phrasebooks.get(lang) {
        book.feed(&mut hasher);
    }
    for (key, text) in ["alert", "task", "table", "footnote"]
        .iter()
        .flat_map(|table| site.theme.strings(lang).entries(table))
    {
        hasher
            .update(key.as_bytes())
            .update(&[0])
            .update(text.as_bytes())
            .update(&[0]);
    }
    *hasher.finalize().as_bytes()
}

/// Whether every link still leads where it led when the page was parsed.
fn still_resolves(site: &Addressed<'_>, head: &PageHead, outline: &Outline) -> bool {
    let from = markdown::links::From {
        file: &head.source,
        lang: &head.lang,
    };
    outline.resolutions.iter().all(|(target, address)| {
        match markdown::links::resolve(target, from, &site.addresses) {
            Ok(markdown::links::Resolved::Page { address: now, .. })
            | Ok(markdown::links::Resolved::Asset(now)) => *now == **address,
            _ => false,
        }
    })
}

/// What turns heads into pages.
struct Reader<'a, 't> {
    addressed: &'a Addressed<'t>,
    analyzers: &'a BTreeMap<String, Analyzer>,
    /// Where the site is published, when somebody asks what its pages show.
    home: Option<Home>,
}

impl Reader<'_, '_> {
    fn parse(&self, head: PageHead, input: Hash) -> (Page, Vec<Finding>) {
        let mut findings = Vec::new();
        let parsed = match self.addressed.tree.whole_text(&head.source) {
            Ok(text) => {
                let context = self.addressed.markdown_context(&head);
                parse_body(&text, &head, context, &mut findings)
            }
            Err(finding) => {
                findings.push(*finding);
                Parsed::default()
            }
        };
        let (body, outline) = self.outline(&head, parsed);
        let index = self
            .analyzers
            .get(&head.lang)
            .map(|analyzer| index(analyzer, &head, &body, &outline));
        (self.page(head, outline, Some(body), index, input), findings)
    }

    fn page(
        &self,
        head: PageHead,
        outline: Outline,
        body: Option<Body>,
        index: Option<PageIndex>,
        input: Hash,
    ) -> Page {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&input);
        for (target, address) in &outline.resolutions {
            hasher
                .update(target.as_bytes())
                .update(&[0])
                .update(address.as_bytes())
                .update(&[0]);
        }
        Page {
            role: self.addressed.roles.of(&head),
            fingerprint: *hasher.finalize().as_bytes(),
            input,
            is_parsed: body.is_some(),
            // The page itself, and of a topic the file with its answers.
            body: Lent::new(body, if head.is_topic() { 2 } else { 1 }),
            head,
            outline,
            index,
        }
    }

    fn outline(&self, head: &PageHead, parsed: Parsed) -> (Body, Outline) {
        let summary = |text: &str| Summary::new(summary(text));
        let body = parsed.body;
        let questions = body
            .sections
            .iter()
            .filter_map(|section| {
                let heading = section.heading.as_ref()?;
                Some(Question {
                    id: heading.id.clone(),
                    title: heading.text.clone(),
                    summary: summary(&section.text),
                    covers: heading.covers.clone(),
                    said: hash_of(&section.text),
                    span: heading.span.clone(),
                })
            })
            .collect();
        let intro = body
            .sections
            .first()
            .filter(|section| section.heading.is_none());
        let questions: Vec<Question> = questions;
        let lead = intro.map_or("", |intro| intro.text.as_str());
        let is_found = self.addressed.roles.of(head).is_introduction_found
            && (!lead.is_empty() || questions.is_empty());
        let outline = Outline {
            questions,
            summary: is_found.then(|| summary(lead)),
            anchors: parsed.anchors,
            links: parsed.links,
            resolutions: unique(parsed.resolutions),
            assets: unique(parsed.assets),
            prose: parsed.prose,
            shown: self.shown(&body),
        };
        (body, outline)
    }

    /// The blocks of text that the introduction and each section after it show.
    fn shown(&self, body: &Body) -> Vec<Prints> {
        let Some(home) = &self.home else {
            return Vec::new();
        };
        let mut reader = candor_reading::Reader::new(home);
        let has_intro = body
            .sections
            .first()
            .is_some_and(|section| section.heading.is_none());
        let no_intro = (!has_intro).then(Prints::default);
        let sections: Vec<&str> = body.sections.iter().map(|section| &*section.html).collect();
        no_intro
            .into_iter()
            .chain(reader.blocks_of_each(&sections))
            .collect()
    }
}

fn summary(text: &str) -> String {
    candor_search::summary(text, candor_search::ANSWER_LETTERS)
}

/// The summaries that an outline was made with: of the page itself, if it has one, then of its questions.
pub(super) fn summaries(outline: &Outline, body: &Body) -> Vec<String> {
    let lead = body
        .sections
        .first()
        .filter(|section| section.heading.is_none());
    let lead = lead.map_or("", |section| section.text.as_str());
    let own = outline.summary.as_ref().map(|_| lead);
    let questions = body.sections.iter();
    let questions = questions
        .filter(|section| section.heading.is_some())
        .map(|section| section.text.as_str());
    own.into_iter().chain(questions).map(summary).collect()
}

/// Enough of a hash to tell one answer from another.
fn hash_of(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}

fn unique<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort_unstable();
    items.dedup();
    items
}

/// What a page as such is found by, beside its title: that again, where no question says more.
pub(crate) fn own_heading<'a>(head: &'a PageHead, outline: &Outline) -> &'a str {
    match head.is_topic() && !outline.questions.is_empty() {
        true => "",
        false => &head.title,
    }
}

/// The search documents of a page: what it says before the first question, under the page's own title where it
/// has one, and its questions.
fn index(analyzer: &Analyzer, head: &PageHead, body: &Body, outline: &Outline) -> PageIndex {
    let page_also = without_invisible(&head.front.also.join(", ")).into_owned();
    let title = without_invisible(&head.title);
    let own = without_invisible(own_heading(head, outline));
    let also: Vec<String> = body
        .sections
        .iter()
        .map(|section| match &section.heading {
            Some(heading) if !heading.also.is_empty() => {
                format!("{}, {page_also}", heading.also.join(", "))
            }
            _ => page_also.clone(),
        })
        .collect();
    let has_intro = body
        .sections
        .first()
        .is_some_and(|section| section.heading.is_none());
    let untitled = outline.summary.as_ref().filter(|_| !has_intro);
    let bare = untitled.map(|_| Doc {
        question: &own,
        also: &page_also,
        answer: "",
    });
    let sections = body
        .sections
        .iter()
        .zip(&also)
        .filter_map(|(section, also)| match &section.heading {
            Some(heading) => Some(Doc {
                question: &heading.text,
                also,
                answer: &section.text,
            }),
            None => outline.summary.as_ref().map(|_| Doc {
                question: &own,
                also,
                answer: &section.text,
            }),
        });
    let docs: Vec<Doc<'_>> = bare.into_iter().chain(sections).collect();
    candor_search::index_page(analyzer, &title, &docs)
}
