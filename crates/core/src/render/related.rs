//! Related questions: where a reader may want to go on from a topic.
//!
//! What the writer names in the front matter comes first. Without it come the questions
//! that the answers link to, then questions of other topics that share rare words with
//! the topic's own. Same input, same choice.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::context::{AnchorHref, QuestionLinkContext};
use super::view::In;
use crate::site::{Page, RelatedKeys};
use candor_model::Hash;
use candor_model::page::Question;
use candor_search::Analyzer;

/// Related questions of a topic.
const MOST: usize = 5;
/// Of which as many from one other topic.
const MOST_OF_A_TOPIC: usize = 2;
/// Words that a question must share with a topic to be like it: one alone may be chance.
const SHARED_WORDS: u32 = 2;
/// Questions looked at for one topic: its rarest words come first, and the time that a
/// large site takes stays in proportion to its size.
const LOOKED_AT: usize = 200;

/// The questions that are related to a topic.
pub type List<'s> = Vec<QuestionLinkContext<'s>>;

/// Related questions that are looked for when the first page is made: most pages of a
/// rebuild are not.
pub(super) struct WhenAsked<'s> {
    view: In<'s>,
    /// Changes whenever the questions of a topic could have others related to them, its own
    /// file aside.
    key: Hash,
    related: OnceLock<Related<'s>>,
    /// What an earlier run worked out of the same questions.
    known: Option<&'s RelatedKeys>,
    /// What this one says of the topics that were planned.
    planned: Mutex<HashMap<String, (Hash, Hash)>>,
}

impl<'s> WhenAsked<'s> {
    /// Takes in the topics of a language.
    pub fn new(view: In<'s>) -> WhenAsked<'s> {
        let mut hasher = blake3::Hasher::new();
        let mut add = |text: &str| {
            hasher.update(text.as_bytes()).update(&[0]);
        };
        for page in topics(view) {
            add(&page.head.key);
            add(&page.head.address);
            add(&page.head.title);
            named(view, page).iter().for_each(|name| add(name));
            for question in &page.outline.questions {
                add(&question.id);
                add(&question.title);
            }
        }
        let key = *hasher.finalize().as_bytes();
        let known = view.site.related.before(view.lang);
        WhenAsked {
            view,
            key,
            related: OnceLock::new(),
            known: known.filter(|known| known.all == key),
            planned: Mutex::default(),
        }
    }

    /// Changes whenever the questions related to a topic do, which are put into `list` if they had to be looked for. Worked out once while neither the questions of the
    /// site nor the topic's own file change: a title that changes concerns few topics, and any could be one of them.
    pub fn key_of(&self, page: &'s Page, list: &OnceLock<List<'s>>) -> Hash {
        let address = &*page.head.address;
        let known = self.known.and_then(|known| known.topics.get(address));
        let same = known.filter(|(fingerprint, _)| *fingerprint == page.fingerprint);
        let key = match same {
            Some((_, key)) => *key,
            None => {
                let mut hasher = blake3::Hasher::new();
                // A hasher takes whatever is written, and contexts have text keys only.
                let _ = serde_json::to_writer(&mut hasher, list.get_or_init(|| self.of(page)));
                *hasher.finalize().as_bytes()
            }
        };
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        planned.insert(address.to_owned(), (page.fingerprint, key));
        key
    }

    /// What the next run may rely on, once every topic was planned.
    pub fn note(&self) {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = RelatedKeys {
            all: self.key,
            topics: std::mem::take(&mut *planned),
        };
        self.view.site.related.note(self.view.lang, keys);
    }

    /// The related questions of a topic.
    pub fn of(&self, page: &'s Page) -> List<'s> {
        self.related
            .get_or_init(|| Related::new(self.view))
            .of(page)
    }
}

fn topics<'s>(view: In<'s>) -> impl Iterator<Item = &'s Page> {
    let pages = view.site.pages_in(view.lang);
    pages.filter(|page| page.head.is_topic())
}

/// The questions of a language by their words.
struct Related<'s> {
    view: In<'s>,
    by_address: FxHashMap<&'s str, &'s Page>,
    by_name: FxHashMap<&'s str, &'s Page>,
    questions: Vec<Place<'s>>,
    terms: Terms<'s>,
    /// Questions by term, in order.
    postings: Vec<Vec<u32>>,
}

/// A question on its page.
#[derive(Clone, Copy)]
struct Place<'s> {
    page: &'s Page,
    question: &'s Question,
    /// How many different terms it has.
    words: u32,
}

/// Terms by the words that stand for them.
struct Terms<'s> {
    analyzer: Option<&'s Analyzer>,
    by_word: FxHashMap<&'s str, Option<u32>>,
    by_term: FxHashMap<String, u32>,
}

impl<'s> Terms<'s> {
    /// The different terms of a text.
    fn of(&mut self, text: &'s str) -> Vec<u32> {
        let mut found = Vec::new();
        for word in words(text) {
            let term = match self.by_word.get(word) {
                Some(known) => *known,
                None => {
                    let term = self.analyzer.and_then(|analyzer| analyzer.term(word));
                    let term = term.map(|term| {
                        let next = self.by_term.len() as u32;
                        *self.by_term.entry(term).or_insert(next)
                    });
                    self.by_word.insert(word, term);
                    term
                }
            };
            found.extend(term.filter(|term| !found.contains(term)));
        }
        found
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

impl<'s> Related<'s> {
    fn new(view: In<'s>) -> Related<'s> {
        let topics: Vec<&'s Page> = topics(view).collect();
        let mut terms = Terms {
            analyzer: view.site.analyzers.get(view.lang),
            by_word: FxHashMap::default(),
            by_term: FxHashMap::default(),
        };
        let mut questions = Vec::new();
        let mut postings: Vec<Vec<u32>> = Vec::new();
        for page in &topics {
            for question in &page.outline.questions {
                let found = terms.of(&question.title);
                postings.resize_with(terms.by_term.len(), Vec::new);
                for term in &found {
                    postings[*term as usize].push(questions.len() as u32);
                }
                questions.push(Place {
                    page,
                    question,
                    words: found.len() as u32,
                });
            }
        }
        Related {
            view,
            by_address: topics
                .iter()
                .map(|page| (&*page.head.address, *page))
                .collect(),
            by_name: topics
                .iter()
                .map(|page| (page.head.name(), *page))
                .collect(),
            questions,
            terms,
            postings,
        }
    }

    fn of(&self, page: &'s Page) -> Vec<QuestionLinkContext<'s>> {
        let mut chosen = Chosen::default();
        let alike = self.alike(page);
        let named = named(self.view, page);
        for wanted in named {
            let (name, anchor) = wanted.split_once('#').unwrap_or((wanted, ""));
            if let Some(place) = self
                .by_name
                .get(name)
                .and_then(|page| best(page, anchor, &alike))
            {
                chosen.add(place, MOST);
            }
        }
        if named.is_empty() {
            for link in &page.outline.links {
                let target = link
                    .address
                    .as_deref()
                    .and_then(|address| self.by_address.get(address));
                if let Some(target) = target.filter(|target| !std::ptr::eq(**target, page))
                    && let Some(place) = best(target, link.anchor.as_deref().unwrap_or(""), &alike)
                {
                    chosen.add(place, MOST_OF_A_TOPIC);
                }
            }
            for (place, shared) in alike {
                if shared < SHARED_WORDS {
                    break;
                }
                chosen.add((place.page, place.question), MOST_OF_A_TOPIC);
            }
        }
        chosen
            .places
            .into_iter()
            .map(|(page, question)| self.link(page, question))
            .collect()
    }

    fn link(&self, page: &'s Page, question: &'s Question) -> QuestionLinkContext<'s> {
        QuestionLinkContext {
            title: &question.title,
            href: AnchorHref {
                base_path: &self.view.site.addresses.base_path,
                address: &page.head.address,
                anchor: &question.id,
            },
            topic: &page.head.title,
        }
    }

    /// Questions of other topics that share words with this one and how many words, those that
    /// share enough first, then the most alike.
    fn alike(&self, page: &'s Page) -> Vec<(Place<'s>, u32)> {
        let own = page
            .outline
            .questions
            .iter()
            .map(|question| &question.title)
            .chain([&page.head.title])
            .chain(&page.head.front.also);
        let mut rare: Vec<(usize, u32)> = own
            .flat_map(|text| words(text))
            .filter_map(|word| {
                let term = match self.terms.by_word.get(word) {
                    Some(known) => (*known)?,
                    None => {
                        let term = self.terms.analyzer?.term(word)?;
                        *self.terms.by_term.get(&term)?
                    }
                };
                Some((self.postings[term as usize].len(), term))
            })
            .collect();
        rare.sort_unstable();
        rare.dedup();
        let total = self.questions.len() as f32;
        let mut weights: Vec<(u32, f32)> = Vec::with_capacity(LOOKED_AT);
        let mut looked_at = 0;
        for (count, term) in rare {
            looked_at += count;
            if looked_at > LOOKED_AT {
                break;
            }
            let weight = (1.0 + total / (count.max(1) as f32)).ln();
            let postings = self.postings[term as usize].iter();
            weights.extend(postings.map(|at| (*at, weight)));
        }
        // The order of what is added up decides on the last bit of a sum.
        weights.sort_by_key(|(at, _)| *at);
        let mut found: Vec<(bool, f32, u32, u32)> = weights
            .chunk_by(|(one, _), (other, _)| one == other)
            .filter_map(|same| {
                let at = same.first()?.0;
                let is_own = std::ptr::eq(self.questions[at as usize].page, page);
                (!is_own).then_some((at, same))
            })
            .map(|(at, same)| {
                let score: f32 = same.iter().fold(0.0, |sum, (_, weight)| sum + weight);
                let shared = same.len() as u32;
                // A long question shares words by chance.
                let words = self.questions[at as usize].words.max(1) as f32;
                (shared < SHARED_WORDS, score / words.sqrt(), at, shared)
            })
            .collect();
        found.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
        found
            .into_iter()
            .map(|(.., at, shared)| (self.questions[at as usize], shared))
            .collect()
    }
}

/// What the front matter of a topic, or of the page that it translates, names.
fn named<'s>(view: In<'s>, page: &'s Page) -> &'s [String] {
    let own = &page.head.front.related;
    if !own.is_empty() {
        return own;
    }
    let site = view.site;
    site.page_of_source(&page.head.key, site.default_lang())
        .map_or(&[], |source| &source.head.front.related)
}

/// The question of an anchor; without one the question that is most alike, else the first.
fn best<'s>(
    page: &'s Page,
    anchor: &str,
    alike: &[(Place<'s>, u32)],
) -> Option<(&'s Page, &'s Question)> {
    let mut questions = page.outline.questions.iter();
    let found = if anchor.is_empty() {
        let like = alike
            .iter()
            .find(|(place, _)| std::ptr::eq(place.page, page));
        like.map(|(place, _)| place.question)
            .or_else(|| questions.next())
    } else {
        questions.find(|question| question.id == anchor)
    };
    found.map(|question| (page, question))
}

/// The choice so far.
#[derive(Default)]
struct Chosen<'s> {
    places: Vec<(&'s Page, &'s Question)>,
}

impl<'s> Chosen<'s> {
    fn add(&mut self, (page, question): (&'s Page, &'s Question), most_of_a_topic: usize) {
        let of_topic = |other: &&(&Page, &Question)| std::ptr::eq(other.0, page);
        let same = self.places.iter().filter(of_topic);
        if self.places.len() < MOST
            && same.clone().count() < most_of_a_topic
            && same.clone().all(|other| other.1.id != question.id)
        {
            self.places.push((page, question));
        }
    }
}
