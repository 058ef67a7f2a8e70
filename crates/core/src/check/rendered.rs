//! The published files, as checks look at them: where they lead, and what they hold.

use std::collections::BTreeSet;
use std::sync::Arc;

use candor_reading::{Field, Home, Part, Place, Purpose, Reading, Reference, Target};
use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::readings::Readings;
use crate::render::Artifact;
use crate::site::Site;

/// Every published file of a site that can lead somewhere or load something.
#[derive(Debug, Default)]
pub struct RenderedSite {
    /// The pages, in path order.
    pub pages: Vec<RenderedPage>,
    /// Style sheets and pictures in SVG, in path order.
    pub files: Vec<RenderedFile>,
    /// Whether every file could be read. If not, nobody knows where it leads.
    pub is_complete: bool,
    home: Option<Home>,
    by_address: FxHashMap<String, u32>,
}

/// One rendered page.
#[derive(Debug, Clone)]
pub struct RenderedPage {
    /// Address within the site.
    pub address: String,
    /// Site-relative path of its source; empty when Candor makes it by itself.
    pub source: String,
    /// Language.
    pub lang: String,
    /// Pages that its readers can follow a link to, as positions in [`RenderedSite::pages`].
    pub links: Vec<u32>,
    /// Whether its source has faults of its own, so that nobody can tell what is missing on it.
    pub is_troubled: bool,
    /// What it brings its readers.
    pub reading: Arc<Reading>,
}

/// A published file that is no page.
#[derive(Debug, Clone)]
pub struct RenderedFile {
    /// Path in the output.
    pub path: String,
    /// What it brings.
    pub reading: Arc<Reading>,
}

impl RenderedPage {
    /// Whether it asks for a password.
    pub fn has_password(&self) -> bool {
        let mut parts = self.reading.parts.iter();
        parts.any(|part| {
            let is_secret = |field: &Field| matches!(field, Field::Password | Field::SavedPassword);
            part.fields.iter().any(is_secret)
        })
    }

    /// Whether there is anything to read in it without a script.
    pub fn has_text(&self) -> bool {
        self.is_troubled || self.reading.main().any(|part| part.letters > 0)
    }
}

/// So many pages are looked at together.
const TOGETHER: usize = 512;

/// Links of a part that every reader can see and follow: not those that are there only with a script, or only without.
fn shown_links(part: &Part) -> impl Iterator<Item = &Reference> {
    let is_for_all = !matches!(part.place, Place::Template | Place::NoScript);
    part.references
        .iter()
        .map(|reference| &**reference)
        .filter(move |reference| {
            is_for_all && reference.purpose == Purpose::Link && reference.hiding.is_none()
        })
}

fn shows_one_of(part: &Part, targets: &[Target]) -> bool {
    shown_links(part).any(|reference| targets.contains(&reference.target))
}

impl RenderedSite {
    /// Puts together what was read.
    pub fn new(
        site: &Site<'_>,
        artifacts: &[Artifact<'_>],
        readings: &Readings,
        troubled: &BTreeSet<&str>,
    ) -> RenderedSite {
        let langs: FxHashMap<&str, &str> = site
            .all_pages()
            .map(|page| (&**page.address(), page.lang()))
            .collect();
        let mut rendered = RenderedSite {
            is_complete: true,
            home: Home::new(site.config.site.base_url.get_ref()).ok(),
            ..RenderedSite::default()
        };
        for artifact in artifacts {
            let reading = readings.get(artifact);
            match (&artifact.page, reading) {
                (Some(entry), Some(reading)) => {
                    let source = entry.source.as_deref().unwrap_or_default();
                    let lang = langs.get(entry.address.as_str()).copied();
                    let at = u32::try_from(rendered.pages.len()).unwrap_or(u32::MAX);
                    rendered.by_address.insert(entry.address.clone(), at);
                    rendered.pages.push(RenderedPage {
                        address: entry.address.clone(),
                        source: source.to_owned(),
                        lang: lang.unwrap_or_else(|| site.default_lang()).to_owned(),
                        links: Vec::new(),
                        is_troubled: troubled.contains(source),
                        reading,
                    });
                }
                (None, Some(reading)) => rendered.files.push(RenderedFile {
                    path: artifact.path.clone(),
                    reading,
                }),
                (_, None) => rendered.is_complete &= !readings.wants(artifact),
            }
        }
        rendered.link();
        rendered
    }

    /// What each page's parts have, page by page. A part that pages have in common is looked at once, or a few times.
    pub fn of_parts<T: Clone + Send>(&self, look: impl Fn(&Part) -> Vec<T> + Sync) -> Vec<Vec<T>> {
        let of_pages = |pages: &[RenderedPage]| {
            let mut known: FxHashMap<*const Part, Vec<T>> = FxHashMap::default();
            let of_page = |page: &RenderedPage| {
                let mut all = Vec::new();
                for part in &page.reading.parts {
                    // Nothing else has the main part of a page.
                    if part.place == Place::Main {
                        all.append(&mut look(part));
                        continue;
                    }
                    let of_part = known.entry(Arc::as_ptr(part)).or_insert_with(|| look(part));
                    all.extend_from_slice(of_part);
                }
                all
            };
            pages.iter().map(of_page).collect::<Vec<_>>()
        };
        self.pages
            .par_chunks(TOGETHER)
            .flat_map_iter(of_pages)
            .collect()
    }

    /// Finds which pages the links of each page lead to.
    fn link(&mut self) {
        let links = self.of_parts(|part| {
            shown_links(part)
                .filter_map(|reference| self.page_of(&reference.target))
                .collect()
        });
        for (page, links) in self.pages.iter_mut().zip(links) {
            page.links = links;
        }
    }

    fn targets(&self, addresses: &[String]) -> Vec<Target> {
        let home = self.home.as_ref();
        addresses
            .iter()
            .filter_map(|address| Some(home?.target("/", address)))
            .collect()
    }

    /// For each page, in their order, whether its readers see a link to one of these addresses. Nearly always a part that
    /// pages have in common has it, so these are looked at first, each once.
    pub fn showing(&self, addresses: &[String]) -> Vec<bool> {
        let targets = self.targets(addresses);
        let of_pages = |pages: &[RenderedPage]| {
            let mut known: FxHashMap<*const Part, bool> = FxHashMap::default();
            let mut of_page = |page: &RenderedPage| {
                let (main, others): (Vec<_>, Vec<_>) =
                    (page.reading.parts.iter()).partition(|part| part.place == Place::Main);
                others.into_iter().any(|part| {
                    let shows = || shows_one_of(part, &targets);
                    *known.entry(Arc::as_ptr(part)).or_insert_with(shows)
                }) || main.into_iter().any(|part| shows_one_of(part, &targets))
            };
            pages.iter().map(&mut of_page).collect::<Vec<_>>()
        };
        self.pages
            .par_chunks(TOGETHER)
            .flat_map_iter(of_pages)
            .collect()
    }

    /// Whether the main part of a page shows a link to one of these addresses.
    pub fn shows_in_main(&self, page: &RenderedPage, addresses: &[String]) -> bool {
        let targets = self.targets(addresses);
        page.reading.main().any(|part| shows_one_of(part, &targets))
    }

    /// The page that a target is, as a position.
    fn page_of(&self, target: &Target) -> Option<u32> {
        let Target::Own(path, _) = target else {
            return None;
        };
        let path = path.split('?').next().unwrap_or_default();
        let address = self.home.as_ref()?.within(path)?;
        let known = |address: &str| self.by_address.get(address).copied();
        known(address).or_else(|| {
            let decoded = percent_decode_str(address).decode_utf8().ok()?;
            known(decoded.strip_suffix("index.html").unwrap_or(&decoded))
        })
    }

    /// The pages of a language.
    pub fn in_language<'r>(&'r self, lang: &'r str) -> impl Iterator<Item = &'r RenderedPage> {
        self.pages.iter().filter(move |page| page.lang == lang)
    }

    /// The page at an address.
    pub fn page(&self, address: &str) -> Option<&RenderedPage> {
        let at = *self.by_address.get(address)?;
        self.pages.get(usize::try_from(at).ok()?)
    }

    /// Addresses that can be reached from one by at most so many links.
    pub fn within(&self, address: &str, links: usize) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut front: Vec<u32> = self.by_address.get(address).copied().into_iter().collect();
        for step in 0..=links {
            let mut next = Vec::new();
            for at in front {
                let Some(page) = self.pages.get(at as usize) else {
                    continue;
                };
                if seen.insert(page.address.as_str()) && step < links {
                    next.extend(&page.links);
                }
            }
            front = next;
        }
        seen
    }

    /// For each page, in their order, whether at most so many links lead from it to one of those that are `wanted`.
    pub fn lead_to(&self, links: usize, wanted: Vec<bool>) -> Vec<bool> {
        let mut near = wanted;
        for _ in 0..links {
            let is_near = |at: &u32| near.get(*at as usize).copied().unwrap_or_default();
            let next = self
                .pages
                .iter()
                .zip(&near)
                .map(|(page, is_it)| *is_it || page.links.iter().any(is_near))
                .collect();
            near = next;
        }
        near
    }

    /// Whether a page links to an address.
    pub fn links_to(&self, page: &RenderedPage, address: &str) -> bool {
        self.by_address
            .get(address)
            .is_some_and(|at| page.links.contains(at) || page.address == address)
    }
}

#[cfg(test)]
mod tests {
    use candor_reading::Reader;

    use super::*;

    /// A site of these pages: address and main part.
    fn site(pages: &[(&str, &str)]) -> RenderedSite {
        let home = Home::new("https://example.com/help").ok();
        let mut site = RenderedSite {
            is_complete: true,
            home: home.clone(),
            ..RenderedSite::default()
        };
        for (at, (address, main)) in (0u32..).zip(pages) {
            let html = format!(
                "<!DOCTYPE html><html><head></head><body><main>{main}</main></body></html>"
            );
            let reading = home
                .as_ref()
                .map(|home| Reader::new(home).read(address, html.as_bytes()));
            site.by_address.insert((*address).to_owned(), at);
            site.pages.push(RenderedPage {
                address: (*address).to_owned(),
                source: String::new(),
                lang: "en".to_owned(),
                links: Vec::new(),
                is_troubled: false,
                reading: Arc::new(reading.unwrap_or_default()),
            });
        }
        site.link();
        site
    }

    #[test]
    fn ways_are_those_that_readers_see() {
        let site = site(&[
            (
                "/",
                "<a href=/help/a/?x#y>a</a><a href=https://example.com/help/b/index.html hidden>b</a>",
            ),
            (
                "/a/",
                "<a href=/help/b/>b</a><a href=/help/>home</a><a href=/b/>not here</a>",
            ),
            ("/b/", "<template><a href=/help/>home</a></template>"),
        ]);
        let from_home: Vec<&str> = site.within("/", 1).into_iter().collect();
        assert_eq!(from_home, ["/", "/a/"]);
        assert_eq!(site.within("/", 2).len(), 3);
        let are = |address: &str| {
            site.pages
                .iter()
                .map(|page| page.address == address)
                .collect()
        };
        let to_b = |links| site.lead_to(links, are("/b/"));
        assert_eq!(to_b(0), [false, false, true]);
        assert_eq!(to_b(1), [false, true, true]);
        assert_eq!(to_b(2), [true, true, true]);
        assert_eq!(site.lead_to(9, are("/")), [true, true, false]);
    }

    #[test]
    fn a_page_of_scripts_has_nothing_to_read() {
        let site = site(&[
            ("/", "<h1>Hello</h1>"),
            (
                "/a/",
                "<div></div><script>x = 1</script><noscript>Turn it on</noscript>",
            ),
        ]);
        let has_text: Vec<bool> = site.pages.iter().map(RenderedPage::has_text).collect();
        assert_eq!(has_text, [true, false]);
    }
}
