//! Pages: those that a file writes, and those that Candor makes by itself.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::role::Role;
use crate::parse::markdown::{Body, InternalLink};
use candor_model::Hash;
use candor_model::address::Address;
use candor_model::answer::{Answer, Prose};
use candor_model::page::{PageHead, Question, Summary};
use candor_reading::Prints;
use candor_search::PageIndex;

/// A page that a file writes.
pub struct Page {
    /// Path, front matter and address.
    pub head: PageHead,
    /// What part it plays.
    pub role: &'static Role,
    /// What other pages, lists and checks know of its body.
    pub outline: Outline,
    /// Its body, if it was parsed: an unchanged page is taken from the cache without one.
    pub(super) body: Lent,
    /// Whether it was parsed, and not taken from the cache.
    pub is_parsed: bool,
    /// Changes whenever its body would render differently.
    pub fingerprint: Hash,
    /// Hash of the file and everything else that its parse depended on, links aside.
    pub input: Hash,
    /// Its part of the search index.
    pub index: Option<PageIndex>,
}

/// A parsed body, kept as long as files of the output are still to be made of it. Whoever asks once more has it parsed
/// again: the bodies of a large site take more room than anything else.
pub(super) struct Lent(Mutex<Option<(Arc<Body>, u8)>>);

impl Lent {
    /// A body that will be asked for so many times.
    pub(super) fn new(body: Option<Body>, times: u8) -> Lent {
        Lent(Mutex::new(body.map(|body| (Arc::new(body), times))))
    }

    /// The body, if it is still there.
    pub(super) fn take(&self) -> Option<Arc<Body>> {
        let mut lent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (body, times) = lent.take()?;
        if times > 1 {
            *lent = Some((body.clone(), times - 1));
        }
        Some(body)
    }
}

/// A page that Candor makes by itself, since the data call for it and no file writes it.
#[derive(Debug)]
pub struct GeneratedPage {
    /// What part it plays.
    pub role: &'static Role,
    /// Path of the file that could write it, or that it is made from: the same in all languages.
    pub key: String,
    /// Language code.
    pub lang: String,
    /// Address on the site.
    pub address: Address,
    /// Its title.
    pub title: String,
}

/// A page of either kind.
#[derive(Clone, Copy)]
pub enum AnyPage<'s> {
    /// One that a file writes.
    Written(&'s Page),
    /// One that Candor makes by itself.
    Generated(&'s GeneratedPage),
}

impl<'s> AnyPage<'s> {
    /// The page, if a file writes it.
    pub fn written(self) -> Option<&'s Page> {
        match self {
            AnyPage::Written(page) => Some(page),
            AnyPage::Generated(_) => None,
        }
    }

    /// Path of the file that writes it.
    pub fn source(self) -> Option<&'s Arc<str>> {
        self.written().map(|page| &page.head.source)
    }

    /// What part it plays.
    pub fn role(self) -> &'static Role {
        match self {
            AnyPage::Written(page) => page.role,
            AnyPage::Generated(page) => page.role,
        }
    }

    /// What all its versions have in common: the path of its file in the default language.
    pub fn key(self) -> &'s str {
        match self {
            AnyPage::Written(page) => &page.head.key,
            AnyPage::Generated(page) => &page.key,
        }
    }

    /// Language code.
    pub fn lang(self) -> &'s str {
        match self {
            AnyPage::Written(page) => &page.head.lang,
            AnyPage::Generated(page) => &page.lang,
        }
    }

    /// Address on the site.
    pub fn address(self) -> &'s Address {
        match self {
            AnyPage::Written(page) => &page.head.address,
            AnyPage::Generated(page) => &page.address,
        }
    }

    /// Its title.
    pub fn title(self) -> &'s str {
        match self {
            AnyPage::Written(page) => &page.head.title,
            AnyPage::Generated(page) => &page.title,
        }
    }
}

/// What is known of a page's body without having it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Level-2 headings; on FAQ pages the questions.
    pub questions: Vec<Question>,
    /// The beginning of the introduction, when the page itself can be a search result.
    pub summary: Option<Summary>,
    /// Every anchor of the body.
    pub anchors: Vec<String>,
    /// Links to pages of the site.
    pub links: Vec<InternalLink>,
    /// Links as written and the address each led to.
    pub resolutions: Vec<(String, String)>,
    /// Assets shown or linked to, by address.
    pub assets: Vec<String>,
    /// What the prose holds; `prose.answers` has the introduction first, then an entry
    /// for each of `questions`.
    pub prose: Prose,
    /// The blocks of text of each of `prose.answers`, as a page is to show them. Nothing
    /// without a rule pack: nobody asks.
    pub shown: Vec<Prints>,
}

impl Outline {
    /// The questions, each with what its answer holds.
    pub fn answers(&self) -> impl Iterator<Item = (&Question, &Answer)> {
        self.questions.iter().zip(self.prose.answers.iter().skip(1))
    }
}
