//! The whole site as one value: what checks look at and pages are rendered from.

mod assemble;
mod bodies;
mod cache;
mod facts;
pub mod map;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use assemble::{Options, assemble};
pub use cache::{Cache, CacheError};
pub use map::Role;

use crate::config::{Config, RegulatorConfig};
use crate::parse::markdown::attributes;
use crate::parse::markdown::{self, Body, InternalLink};
use crate::render::theme::Theme;
use crate::rules::{Phrasebook, Rules};
use crate::source::{FileKind, SourceTree};
use candor_model::Hash;
use candor_model::address::Addresses;
use candor_model::answer::{Answer, Prose};
use candor_model::channel::Channel;
use candor_model::facts::{Facts, Unread};
use candor_model::findings::Finding;
use candor_model::language::Language;
use candor_model::page::{PageHead, Question};
use candor_model::quarter::Quarter;
use candor_search::{Analyzer, PageIndex};

/// A site, read and parsed.
pub struct Site<'t> {
    /// The files that it was made from.
    pub tree: &'t SourceTree,
    /// Its configuration.
    pub config: Config,
    /// What it must satisfy. Shared with what reports on the site once it is gone.
    pub rules: Arc<Rules>,
    /// Phrases of the rules and what words mean, by language.
    pub phrasebooks: BTreeMap<String, Phrasebook>,
    /// Region whose telephone numbers need no country prefix, such as `US`.
    pub phone_region: String,
    /// Pages that are left out because they are drafts.
    pub drafts: Vec<PageHead>,
    /// Files in which reading or parsing found something wrong.
    pub troubled: BTreeSet<Arc<str>>,
    /// Its languages, default first.
    pub languages: Vec<Language>,
    /// The day of the build, in UTC. The only clock that anything below sees.
    pub today: NaiveDate,
    /// What an earlier publication said, when this one is to be compared with it.
    pub since: Option<Since>,
    /// Whether this is a marked preview.
    pub preview: bool,
    /// Its look and its words.
    pub theme: Theme,
    /// Channels, in the order in which they are shown.
    pub channels: Vec<Channel>,
    /// What of the channels could not be read, so that what rests on it is not known.
    pub unread: Unread,
    /// Quarterly tabulations, oldest first.
    pub quarters: Vec<Quarter>,
    /// The regulator's contact details, from the pack and the configuration.
    pub regulator: Option<RegulatorConfig>,
    /// Facts by language.
    pub facts: BTreeMap<String, Facts>,
    /// Where links lead.
    pub addresses: Addresses,
    /// Pages with a source, and those that Candor makes by itself, by language and address.
    pub pages: Vec<Page>,
    /// Where in `pages` the page of a role is, by language. Only roles of which a
    /// language has one page.
    by_role: BTreeMap<Role, BTreeMap<String, usize>>,
    /// Text analysis by language, for the search index.
    pub analyzers: BTreeMap<String, Analyzer>,
}

/// What a translation notes of its source: the beginning of [`Site::prose_hash`].
pub fn translation_hash(site: &Site<'_>, source: &Page) -> Option<String> {
    let hash = site.prose_hash(source)?;
    Some(blake3::Hash::from_bytes(hash).to_hex()[..16].to_owned())
}

/// What an earlier publication said, to compare with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Since {
    /// What the command line called it.
    pub name: String,
    /// Its policies: hashes of their parts, by id of the requirement.
    pub policies: BTreeMap<String, BTreeMap<String, Hash>>,
}

/// One page.
pub struct Page {
    /// Path, front matter and address. `head.source` is empty for a page that
    /// Candor makes by itself.
    pub head: PageHead,
    /// What part it plays.
    pub role: Role,
    /// What other pages, lists and checks know of its body.
    pub outline: Outline,
    /// Its body, unless an unchanged page was taken from the cache.
    pub body: Option<Body>,
    /// Changes whenever its body would render differently.
    pub fingerprint: Hash,
    /// Hash of the file and everything else that its parse depended on, links aside.
    pub input: Hash,
    /// Its part of the search index.
    pub index: Option<PageIndex>,
}

impl Page {
    /// Whether Candor makes the page without a source file.
    pub fn is_generated(&self) -> bool {
        self.head.source.is_empty()
    }
}

/// What is known of a page's body without having it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Level-2 headings; on FAQ pages the questions.
    pub questions: Vec<Question>,
    /// The beginning of the introduction, when the page itself can be a search result.
    pub summary: Option<String>,
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
}

impl Outline {
    /// The questions, each with what its answer holds.
    pub fn answers(&self) -> impl Iterator<Item = (&Question, &Answer)> {
        self.questions.iter().zip(self.prose.answers.iter().skip(1))
    }
}

impl Site<'_> {
    /// Whether a check can do without search index and API: nothing is asked of the search,
    /// and no file of the site's own could stand in the place of one of theirs.
    pub fn is_checked_without_index(&self) -> bool {
        let mut assets = self.tree.of_kind(FileKind::Asset);
        self.config.search.expect.is_empty()
            && !assets.any(|file| {
                ["content/api/", "content/search/"]
                    .iter()
                    .any(|folder| file.path.starts_with(folder))
            })
    }

    /// The default language's code.
    pub fn default_lang(&self) -> &str {
        self.config.languages.default.get_ref()
    }

    /// The facts of a language.
    pub fn facts(&self, lang: &str) -> Cow<'_, Facts> {
        match self.facts.get(lang) {
            Some(facts) => Cow::Borrowed(facts),
            None => Cow::Owned(Facts::default()),
        }
    }

    /// Pages of one language, in address order.
    pub fn pages_in<'s>(&'s self, lang: &str) -> impl Iterator<Item = &'s Page> + use<'s> {
        let lang = lang.to_owned();
        self.pages.iter().filter(move |page| page.head.lang == lang)
    }

    /// The page of a role of which a language has one.
    pub fn page_of(&self, role: Role, lang: &str) -> Option<&Page> {
        self.pages.get(*self.by_role.get(&role)?.get(lang)?)
    }

    /// The page of an address.
    pub fn page_at(&self, address: &str) -> Option<&Page> {
        let at = self
            .pages
            .binary_search_by(|page| (*page.head.address).cmp(address))
            .ok()?;
        self.pages.get(at)
    }

    /// A language's version of the page whose source in the default language has this path.
    pub fn page_of_source(&self, key: &str, lang: &str) -> Option<&Page> {
        self.page_at(self.addresses.versions(key)?.get(lang)?)
    }

    /// A hash of what customers read on a page: its title, description and body. Dates of
    /// review, claims, search words and other notes of the editors leave it the same.
    /// `None` when the file cannot be read again.
    pub fn prose_hash(&self, page: &Page) -> Option<Hash> {
        let text = self.tree.whole_text(&page.head.source).ok()?;
        let front = &page.head.front;
        let mut hasher = blake3::Hasher::new();
        for part in [&front.title, &front.description] {
            hasher
                .update(part.as_deref().unwrap_or_default().as_bytes())
                .update(&[0]);
        }
        for line in text.get(page.head.body_at..)?.trim().lines() {
            let read = attributes::find(line).map_or(line, |at| line[..at].trim_end());
            hasher.update(read.as_bytes()).update(b"\n");
        }
        Some(*hasher.finalize().as_bytes())
    }

    /// Topics of a language in the order of lists: by weight, then title.
    pub fn topics(&self, lang: &str) -> Vec<&Page> {
        let mut topics: Vec<&Page> = self
            .pages_in(lang)
            .filter(|page| page.head.is_topic())
            .collect();
        topics.sort_by(|a, b| {
            let key = |page: &Page| page.head.front.weight.unwrap_or(i64::MAX);
            (key(a), &a.head.title, &a.head.address).cmp(&(key(b), &b.head.title, &b.head.address))
        });
        topics
    }

    /// Notices of a language, newest first.
    pub fn notices(&self, lang: &str) -> Vec<&Page> {
        let mut notices: Vec<&Page> = self
            .pages_in(lang)
            .filter(|page| page.role == Role::Notice && page.head.notice.is_some())
            .collect();
        notices.sort_by(|a, b| {
            let key = |page: &Page| page.head.notice.as_ref().map(|notice| notice.announced);
            (key(b), &b.head.address).cmp(&(key(a), &a.head.address))
        });
        notices
    }

    /// The body of a page, parsed again when the cache spared the parsing.
    ///
    /// # Errors
    ///
    /// When the page's file has changed meanwhile.
    pub fn body<'s>(&'s self, page: &'s Page) -> Result<Cow<'s, Body>, Box<Finding>> {
        if let Some(body) = &page.body {
            return Ok(Cow::Borrowed(body));
        }
        let text = self.tree.whole_text(&page.head.source)?;
        // Only pages without findings are cached, so there are none to lose here.
        let parsed = bodies::parse_body(
            &text,
            &page.head,
            self.markdown_context(&page.head),
            &mut Vec::new(),
        );
        Ok(Cow::Owned(parsed.body))
    }

    /// What a page's body is parsed with.
    pub fn markdown_context<'s>(&'s self, head: &'s PageHead) -> markdown::Context<'s> {
        static NO_FACTS: std::sync::LazyLock<Facts> = std::sync::LazyLock::new(Facts::default);
        markdown::Context {
            file: &head.source,
            lang: &head.lang,
            addresses: &self.addresses,
            facts: self.facts.get(&head.lang).unwrap_or(&NO_FACTS),
            strings: self.theme.strings(&head.lang),
            title: &head.title,
            channels: &self.channels,
            dictionary: self
                .phrasebooks
                .get(&head.lang)
                .filter(|_| !self.rules.packs.is_empty())
                .map(|book| &book.dictionary),
            phone_region: &self.phone_region,
        }
    }
}
