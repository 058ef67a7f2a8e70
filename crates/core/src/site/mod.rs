//! The whole site as one value: what checks look at and pages are rendered from.
//!
//! It is made in three stages, each a value that holds the one before:
//!
//! 1. [`Configured`]: configuration, channels, quarters, packs and the facts that follow.
//! 2. [`Addressed`]: every page by path and front matter, and every address.
//! 3. [`Site`]: every page parsed, or recalled from the [`Cache`].
//!
//! All heads come before the first body, so that a page is parsed without the others.

mod addressed;
mod bodies;
mod cache;
mod configured;
mod facts;
mod mode;
mod page;
mod related;
mod role;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

pub use addressed::Addressed;
pub(crate) use addressed::quarter_key;
pub(crate) use bodies::own_heading;
pub use cache::{Cache, CacheError};
pub use configured::{Circumstances, Configured, Since};
pub use mode::{Drafts, Mode};
pub use page::{AnyPage, GeneratedPage, Outline, Page};
pub use related::{Related, RelatedKeys};
pub use role::Role;
pub(crate) use role::{MadeTitle, Outlook, Place, Roles, Spot};

use crate::parse::markdown::attributes;
use crate::parse::markdown::{Body, Context};
use crate::rules::ReadSetup;
use crate::source::SourceTree;
use candor_model::Hash;
use candor_model::findings::Finding;
use candor_model::page::Section;
use candor_search::Analyzer;

/// A site, read and parsed. It is the stage before and more.
pub struct Site<'t> {
    addressed: Addressed<'t>,
    /// The pages that files write, by address.
    pub pages: Vec<Page>,
    /// Where the one page of a role is, by the role's name and language.
    by_role: BTreeMap<&'static str, BTreeMap<String, At>>,
    /// Text analysis by language, for the search index.
    pub analyzers: BTreeMap<String, Analyzer>,
    /// Files in which reading or parsing found something wrong.
    pub troubled: BTreeSet<Arc<str>>,
    /// What is known of the questions that are related to topics.
    pub related: Related,
    /// Topics by language in the order of lists, once somebody asks.
    topics: OnceLock<BTreeMap<String, Vec<usize>>>,
    /// Topics by language and name, once somebody asks.
    topics_by_name: OnceLock<BTreeMap<String, HashMap<String, usize>>>,
}

/// Where a page is in the lists of a site.
#[derive(Clone, Copy)]
enum At {
    Written(usize),
    Generated(usize),
}

/// What rooms further on tell this one, so that it need not know them.
#[derive(Clone, Copy)]
pub(crate) struct Wiring {
    /// The roles of all kinds of page.
    pub roles: &'static Roles,
    /// How kinds of check read what requirements set them up with.
    pub read_setup: ReadSetup,
}

/// Assembles the site. `None` only when the configuration leaves nothing to go on;
/// everything wrong with the files is in `findings` either way.
pub(crate) fn assemble<'t>(
    tree: &'t SourceTree,
    circumstances: Circumstances,
    wiring: Wiring,
    cache: Option<Cache>,
    findings: &mut Vec<Finding>,
) -> Option<Site<'t>> {
    findings.extend(tree.findings.iter().cloned());
    let configured = configured::configure(tree, circumstances, wiring.read_setup, findings)?;
    let (addressed, heads) = addressed::address(configured, wiring.roles, findings);
    Some(bodies::read(addressed, heads, cache, findings))
}

/// What a translation notes of its source: the beginning of [`Site::prose_hash`].
pub fn translation_hash(site: &Site<'_>, source: &Page) -> Option<String> {
    let hash = site.prose_hash(source)?;
    Some(blake3::Hash::from_bytes(hash).to_hex()[..16].to_owned())
}

impl<'t> Deref for Site<'t> {
    type Target = Addressed<'t>;

    fn deref(&self) -> &Addressed<'t> {
        &self.addressed
    }
}

impl<'t> Site<'t> {
    /// Puts the parsed pages in order.
    fn new(
        addressed: Addressed<'t>,
        mut pages: Vec<Page>,
        analyzers: BTreeMap<String, Analyzer>,
        related: Related,
        findings: &[Finding],
    ) -> Site<'t> {
        pages.sort_by(|a, b| (&a.head.address, &a.head.lang).cmp(&(&b.head.address, &b.head.lang)));
        let written = pages
            .iter()
            .enumerate()
            .map(|(at, page)| (page.role, page.head.lang.clone(), At::Written(at)));
        let generated = addressed
            .generated
            .iter()
            .enumerate()
            .map(|(at, page)| (page.role, page.lang.clone(), At::Generated(at)));
        let mut by_role: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for (role, lang, at) in written.chain(generated) {
            if role.spot().is_some() {
                by_role.entry(role.name).or_default().insert(lang, at);
            }
        }
        let troubled = findings
            .iter()
            .filter_map(|finding| finding.place.as_ref())
            .map(|place| Arc::from(place.file.as_str()))
            .collect();
        Site {
            addressed,
            pages,
            by_role,
            analyzers,
            troubled,
            related,
            topics: OnceLock::new(),
            topics_by_name: OnceLock::new(),
        }
    }

    /// The pages that files write in a language, by address.
    pub fn pages_in<'s>(&'s self, lang: &str) -> impl Iterator<Item = &'s Page> + use<'s, 't> {
        let lang = lang.to_owned();
        self.pages.iter().filter(move |page| page.head.lang == lang)
    }

    /// Every page: first those that files write, then those that Candor makes.
    pub fn all_pages(&self) -> impl Iterator<Item = AnyPage<'_>> {
        let generated = self.generated.iter().map(AnyPage::Generated);
        self.pages.iter().map(AnyPage::Written).chain(generated)
    }

    /// The page of a role of which a language has one.
    pub fn page_of(&self, role: &Role, lang: &str) -> Option<AnyPage<'_>> {
        match *self.by_role.get(role.name)?.get(lang)? {
            At::Written(at) => self.pages.get(at).map(AnyPage::Written),
            At::Generated(at) => self.generated.get(at).map(AnyPage::Generated),
        }
    }

    /// The page at an address, if a file writes it.
    pub fn page_at(&self, address: &str) -> Option<&Page> {
        let at = self
            .pages
            .binary_search_by(|page| (*page.head.address).cmp(address))
            .ok()?;
        self.pages.get(at)
    }

    /// A language's version of the page whose source in the default language has this path, if
    /// a file writes it.
    pub fn page_of_source(&self, key: &str, lang: &str) -> Option<&Page> {
        self.page_at(self.addresses.versions(key)?.get(lang)?)
    }

    /// [`Site::page_of_source`], or the page that Candor makes in its place.
    pub fn any_page_of_source(&self, key: &str, lang: &str) -> Option<AnyPage<'_>> {
        let made = || {
            let mut generated = self.generated.iter();
            generated.find(|page| page.key == key && page.lang == lang)
        };
        let written = self.page_of_source(key, lang).map(AnyPage::Written);
        written.or_else(|| made().map(AnyPage::Generated))
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
        let order = self.topics.get_or_init(|| self.topics_in_order());
        let topics = order.get(lang).into_iter().flatten();
        topics.filter_map(|at| self.pages.get(*at)).collect()
    }

    /// The topics of every language, as positions in [`Site::pages`].
    fn topics_in_order(&self) -> BTreeMap<String, Vec<usize>> {
        let mut topics: Vec<(usize, &Page)> = self
            .pages
            .iter()
            .enumerate()
            .filter(|(_, page)| page.head.is_topic())
            .collect();
        topics.par_sort_by(|(_, a), (_, b)| {
            let key = |page: &Page| page.head.front.weight.unwrap_or(i64::MAX);
            (key(a), &a.head.title, &a.head.address).cmp(&(key(b), &b.head.title, &b.head.address))
        });
        let mut order: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, page) in topics {
            order.entry(page.head.lang.clone()).or_default().push(at);
        }
        order
    }

    /// The topic of a language whose file has a name.
    pub fn topic_named(&self, lang: &str, name: &str) -> Option<&Page> {
        let named = self.topics_by_name.get_or_init(|| {
            let mut named: BTreeMap<String, HashMap<String, usize>> = BTreeMap::new();
            for (at, page) in self.pages.iter().enumerate() {
                if page.head.is_topic() {
                    let of_lang = named.entry(page.head.lang.clone()).or_default();
                    of_lang.insert(page.head.name().to_owned(), at);
                }
            }
            named
        });
        self.pages.get(*named.get(lang)?.get(name)?)
    }

    /// Notices of a language, newest first.
    pub fn notices(&self, lang: &str) -> Vec<&Page> {
        let is_notice = |page: &&Page| {
            matches!(page.role.place, Place::Each(Section::Notice)) && page.head.notice.is_some()
        };
        let mut notices: Vec<&Page> = self.pages_in(lang).filter(is_notice).collect();
        notices.sort_by(|a, b| {
            let key = |page: &Page| page.head.notice.as_ref().map(|notice| notice.announced);
            (key(b), &b.head.address).cmp(&(key(a), &a.head.address))
        });
        notices
    }

    /// The body of a page, parsed again when the cache spared the parsing, or every file that shows it was made.
    ///
    /// # Errors
    ///
    /// When the page's file has changed meanwhile.
    pub fn body(&self, page: &Page) -> Result<Arc<Body>, Box<Finding>> {
        if let Some(body) = page.body.take() {
            return Ok(body);
        }
        let text = self.tree.whole_text(&page.head.source)?;
        // Only pages without findings are cached, so there are none to lose here.
        let context = Context {
            // What the prose holds is known.
            dictionary: None,
            ..self.markdown_context(&page.head)
        };
        let parsed = bodies::parse_body(&text, &page.head, context, &mut Vec::new());
        Ok(Arc::new(parsed.body))
    }

    /// The beginnings of the answers of a page as the search shows them, when the cache spared the parsing: first its
    /// own, if it can be a result itself. `None` when the page's file has changed meanwhile.
    pub fn summaries(&self, page: &Page) -> Option<Vec<String>> {
        let body = self.body(page).ok()?;
        Some(bodies::summaries(&page.outline, &body))
    }
}
