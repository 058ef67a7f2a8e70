//! The plan: every file of the output, with how to make it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::pages::{self, Renderer};
use super::templates::{Templates, value};
use super::view::In;
use super::{
    api, assets, context::AssetsContext, feed, logo, plain_files, quarters, redirects, sitemap,
};
use crate::manifest::MANIFEST;
use crate::site::{Site, own_heading};
use crate::source::{FileKind, SourceFile, SourceTree, metadata};
use crate::verdict::Settled;
use candor_model::Hash;
use candor_model::findings::Finding;
use candor_model::page::Summary;
use candor_search::{Beginning, Later};

/// Makes the bytes of a file.
pub type Make<'s> = Box<dyn Fn() -> Result<Vec<u8>, Box<Finding>> + Send + Sync + 's>;

/// Where the bytes of a file come from.
pub enum Content<'s> {
    /// Here they are.
    Bytes(Vec<u8>),
    /// They are made when needed.
    Make(Make<'s>),
    /// They are those of a file of the site.
    Copy(Copied<'s>),
}

impl Content<'_> {
    /// The bytes.
    ///
    /// # Errors
    ///
    /// When they cannot be made.
    pub fn bytes(&self) -> Result<Cow<'_, [u8]>, Box<Finding>> {
        Ok(match self {
            Content::Bytes(bytes) => bytes.into(),
            Content::Make(make) => make()?.into(),
            Content::Copy(file) => file.bytes()?.into(),
        })
    }
}

/// A file of the site that is published as it is, but for the metadata of a picture.
#[derive(Clone, Copy)]
pub struct Copied<'s> {
    tree: &'s SourceTree,
    file: &'s SourceFile,
}

impl Copied<'_> {
    /// Its bytes, the same that were there when the site was read; of a picture without what it says besides what it
    /// shows.
    ///
    /// # Errors
    ///
    /// When it has changed since, or cannot be read any more.
    pub fn bytes(&self) -> Result<Vec<u8>, Box<Finding>> {
        let bytes = self.tree.bytes(self.file)?;
        // A picture that cannot be cleaned is a finding of its own.
        match metadata::is_cleaned(&self.file.path) {
            true => Ok(metadata::removed(&bytes).unwrap_or(bytes)),
            false => Ok(bytes),
        }
    }
}

/// One file of the output.
pub struct Artifact<'s> {
    /// Path in the output, with forward slashes.
    pub path: String,
    /// Changes whenever the bytes could.
    pub key: Hash,
    /// Where the bytes come from.
    pub content: Content<'s>,
    /// What lists of pages need to know, if it is a page.
    pub page: Option<PageEntry>,
    /// How key and content follow from the verdicts, if it shows them: see
    /// [`Artifact::settled`].
    pub of_verdicts: Option<OfVerdicts<'s>>,
}

/// Key and content of a file that shows verdicts.
pub type OfVerdicts<'s> = Box<dyn Fn(&Settled) -> (Hash, Content<'s>) + Send + Sync + 's>;

/// Puts the files that show verdicts in order, once nothing more is found.
pub fn settle<'s>(artifacts: &mut [Artifact<'s>], settled: &Settled) {
    for artifact in artifacts {
        if let Some(last) = artifact.settled(settled) {
            *artifact = last;
        }
    }
}

/// A page in lists of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageEntry {
    /// Site-relative path of the file that writes it; none when Candor makes it by itself.
    pub source: Option<Arc<str>>,
    /// Whole address.
    pub url: String,
    /// Address within the site.
    pub address: String,
    /// `YYYY-MM-DD` of the last review.
    pub updated: Option<String>,
    /// Whole addresses by language, when there are several versions.
    pub alternates: Vec<(String, String)>,
    /// Whether search engines may list it.
    pub indexable: bool,
}

impl<'s> Artifact<'s> {
    /// The file as it is once nothing more is found, if it shows verdicts. Where its page leads
    /// does not depend on how anything fares, so that what was checked on it stays true.
    pub fn settled(&self, settled: &Settled) -> Option<Artifact<'s>> {
        let (key, content) = self.of_verdicts.as_ref()?(settled);
        Some(Artifact {
            path: self.path.clone(),
            key,
            content,
            page: self.page.clone(),
            of_verdicts: None,
        })
    }

    pub(super) fn bytes(path: impl Into<String>, bytes: Vec<u8>) -> Artifact<'s> {
        Artifact {
            path: path.into(),
            key: *blake3::hash(&bytes).as_bytes(),
            content: Content::Bytes(bytes),
            page: None,
            of_verdicts: None,
        }
    }
}

/// The output of a site before it is made.
pub struct Plan<'s> {
    /// Every file, in path order.
    pub artifacts: Vec<Artifact<'s>>,
    /// The search of each language that has one.
    pub searches: Vec<Searched<'s>>,
}

/// The search of a language.
pub struct Searched<'s> {
    /// The language.
    pub lang: &'s str,
    /// Its index.
    pub index: Arc<candor_search::Index<'s>>,
}

/// Plans the output of a site. What keeps a file from being planned
/// is in `findings`. Pages show how things fare `so_far`; see [`Artifact::settled`].
pub fn plan<'s>(site: &'s Site<'s>, so_far: &Settled, findings: &mut Vec<Finding>) -> Plan<'s> {
    plan_with(site, true, so_far, findings)
}

/// Plans the output without search index and API, for a preview that makes them once somebody asks.
pub fn plan_for_preview<'s>(
    site: &'s Site<'s>,
    so_far: &Settled,
    findings: &mut Vec<Finding>,
) -> Plan<'s> {
    plan_with(site, false, so_far, findings)
}

fn plan_with<'s>(
    site: &'s Site<'s>,
    is_whole: bool,
    so_far: &Settled,
    findings: &mut Vec<Finding>,
) -> Plan<'s> {
    let accent = site
        .config
        .theme
        .accent
        .as_ref()
        .map(|accent| accent.get_ref().as_str());
    let statics = assets::fingerprint(&site.theme, accent);
    let mut artifacts: Vec<Artifact<'s>> = statics
        .values()
        .map(|file| Artifact::bytes(file.path.clone(), file.bytes.to_vec()))
        .collect();
    let mut searches = Vec::new();
    logo::check(site, findings);
    let compiled = Templates::compile(&site.theme, findings);
    for language in &site.languages {
        let view = In {
            site,
            lang: &language.code,
        };
        let (pages, (search, answers)) = rayon::join(
            || plan_pages(view, &compiled, &statics, so_far),
            || {
                if is_whole {
                    rayon::join(|| plan_search(view), || api::plan(view))
                } else {
                    Default::default()
                }
            },
        );
        artifacts.extend(answers);
        artifacts.extend(pages.0);
        findings.extend(pages.1);
        match search {
            Some(Ok(search)) => {
                artifacts.extend(search_files(&search.index));
                searches.push(search);
            }
            Some(Err(finding)) => findings.push(*finding),
            None => {}
        }
        feed::plan(view, &mut artifacts);
    }
    api::plan_hours(site, &mut artifacts);
    for quarter in site.published_quarters() {
        match quarters::csv(quarter, site.config.quarters.suppress_below) {
            Ok(csv) => artifacts.push(Artifact::bytes(
                format!("reports/{}.csv", quarter.quarter.get_ref()),
                csv,
            )),
            Err(finding) => findings.push(*finding),
        }
    }
    for file in site.tree.of_kind(FileKind::Asset) {
        if let Some(path) = file.path.strip_prefix("content/") {
            artifacts.push(Artifact {
                path: path.to_owned(),
                key: match metadata::is_cleaned(path) {
                    // Another version of Candor may clean in another way.
                    true => keyed(&file.hash),
                    false => file.hash,
                },
                content: Content::Copy(Copied {
                    tree: site.tree,
                    file,
                }),
                page: None,
                of_verdicts: None,
            });
        }
    }
    let entries: Vec<&PageEntry> = artifacts
        .iter()
        .filter_map(|artifact| artifact.page.as_ref())
        .collect();
    let maps = sitemap::files(site, &entries);
    artifacts.extend(maps);
    artifacts.extend(plain_files::files(site));
    redirects::plan(site, &mut artifacts, findings);
    artifacts.sort_by(|a, b| a.path.cmp(&b.path));
    findings.extend(clashes(&artifacts));
    artifacts.dedup_by(|a, b| a.path == b.path);
    Plan {
        artifacts,
        searches,
    }
}

fn keyed(hash: &Hash) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(crate::BUILD_ID.as_bytes()).update(hash);
    *hasher.finalize().as_bytes()
}

fn renderer<'s>(
    view: In<'s>,
    compiled: &Templates,
    statics: &BTreeMap<String, assets::StaticFile>,
) -> Result<Renderer, Box<Finding>> {
    let site = view.site;
    let published = |name: &str| {
        statics
            .get(name)
            .map(|file| site.addresses.href(&format!("/{}", file.path)))
            .unwrap_or_default()
    };
    let files: BTreeMap<&str, String> = statics
        .keys()
        .map(|name| (name.as_str(), published(name)))
        .collect();
    let context = AssetsContext {
        css: published("style.css"),
        js: published("site.js"),
        search_engine: published("search-engine.js"),
        search_index: site
            .addresses
            .href(&format!("/search/{}/index.json", view.lang)),
        logo: logo::context(view, statics),
        files: files
            .into_iter()
            .map(|(name, href)| (name.to_owned(), href))
            .collect(),
    };
    let strings = site
        .theme
        .tables
        .get(view.lang)
        .cloned()
        .unwrap_or_default();
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(crate::BUILD_ID.as_bytes())
        .update(site.tree.config.as_deref().unwrap_or_default().as_bytes());
    let mut globals = Globals {
        values: Vec::new(),
        hasher: &mut hasher,
    };
    globals.add("site", &view.site_context())?;
    globals.add("t", &strings)?;
    globals.add("urls", &view.urls())?;
    globals.add("entity", &view.entity())?;
    globals.add("channels", &view.channels())?;
    globals.add("assets", &context)?;
    globals.add("regulator", &view.regulator())?;
    globals.add("regulators", &view.regulators())?;
    let templates = compiled.with_globals(&globals.values);
    for (name, file) in &site.theme.templates {
        hasher.update(name.as_bytes()).update(&file.bytes);
    }
    Ok(Renderer {
        templates,
        key: *hasher.finalize().as_bytes(),
    })
}

/// What every page of a language sees, and the hash of it that its pages' keys hold.
struct Globals<'h> {
    values: Vec<(&'static str, tera::Value)>,
    hasher: &'h mut blake3::Hasher,
}

impl Globals<'_> {
    fn add<T: Serialize>(&mut self, name: &'static str, shown: &T) -> Result<(), Box<Finding>> {
        self.values.push((name, value(shown)?));
        // A hasher takes whatever is written, and contexts have text keys only.
        let _ = serde_json::to_writer(&mut *self.hasher, &(name, shown));
        Ok(())
    }
}

/// Files that would be written over each other.
fn clashes(artifacts: &[Artifact<'_>]) -> Vec<Finding> {
    let folders: FxHashSet<&str> = artifacts
        .iter()
        .flat_map(|artifact| {
            let path = artifact.path.as_str();
            path.match_indices('/').map(move |(at, _)| &path[..at])
        })
        .collect();
    let twice = artifacts
        .windows(2)
        .filter(|pair| pair[0].path == pair[1].path)
        .map(|pair| format!("two files would be written to {}", pair[0].path));
    let both = artifacts
        .iter()
        .filter(|artifact| folders.contains(artifact.path.as_str()))
        .map(|artifact| format!("{} would be a file and a folder", artifact.path));
    let manifest = artifacts
        .iter()
        .filter(|artifact| artifact.path == MANIFEST)
        .map(|artifact| format!("Candor writes {} itself", artifact.path));
    twice
        .chain(both)
        .chain(manifest)
        .map(|message| {
            Finding::error("source.address", message)
                .help("Rename the file or the page of your site that leads to this address.")
        })
        .collect()
}

/// Files, and what kept others from being planned.
type Planned<'s> = (Vec<Artifact<'s>>, Vec<Finding>);

fn plan_pages<'s>(
    view: In<'s>,
    compiled: &Templates,
    statics: &BTreeMap<String, assets::StaticFile>,
    so_far: &Settled,
) -> Planned<'s> {
    let mut artifacts = Vec::new();
    let mut findings = Vec::new();
    match renderer(view, compiled, statics) {
        Ok(renderer) => pages::plan(view, renderer, so_far, &mut artifacts, &mut findings),
        Err(finding) => findings.push(*finding),
    }
    (artifacts, findings)
}

fn plan_search<'s>(view: In<'s>) -> Option<Result<Searched<'s>, Box<Finding>>> {
    let site = view.site;
    let analyzer = site.analyzers.get(view.lang)?;
    let topics = site.topics(view.lang);
    let places: FxHashMap<&str, usize> = (topics.iter().enumerate())
        .map(|(place, page)| (&*page.head.address, place))
        .collect();
    let indexed: Vec<candor_search::IndexedPage<'s>> = site
        .pages_in(view.lang)
        .filter(|page| page.outline.summary.is_some() || !page.outline.questions.is_empty())
        .filter_map(|page| {
            let own = page
                .outline
                .summary
                .as_ref()
                .map(|summary| candor_search::Question {
                    anchor: "",
                    heading: own_heading(&page.head, &page.outline),
                    summary: beginning(summary),
                });
            let questions = page
                .outline
                .questions
                .iter()
                .map(|question| candor_search::Question {
                    anchor: &question.id,
                    heading: &question.title,
                    summary: beginning(&question.summary),
                });
            Some(candor_search::IndexedPage {
                url: site.addresses.href(&page.head.address).into(),
                title: &page.head.title,
                questions: own.into_iter().chain(questions).collect(),
                place: places.get(&*page.head.address).copied(),
                index: page.index.as_ref()?,
                later: Some(Later::new(move || site.summaries(page))),
            })
        })
        .collect();
    let mut synonyms = site.theme.synonyms(view.lang).to_vec();
    let own = site.config.search.synonyms.get(view.lang);
    synonyms.extend(own.into_iter().flatten().cloned());
    let options = candor_search::Options {
        synonyms,
        ..candor_search::Options::default()
    };
    Some(
        match candor_search::Index::new(view.lang, analyzer, indexed, options) {
            Ok(index) => Ok(Searched {
                lang: view.lang,
                index: Arc::new(index),
            }),
            Err(fault) => Err(Box::new(search_fault(&fault))),
        },
    )
}

fn search_files<'s>(index: &Arc<candor_search::Index<'s>>) -> Vec<Artifact<'s>> {
    let artifact = |file: &candor_search::File| {
        let index = Arc::clone(index);
        let made = file.clone();
        Artifact {
            path: file.path.clone(),
            // Another version of Candor may write another file from the same.
            key: *blake3::Hasher::new()
                .update(crate::BUILD_ID.as_bytes())
                .update(&file.key)
                .finalize()
                .as_bytes(),
            content: Content::Make(Box::new(move || {
                index
                    .bytes(&made)
                    .map_err(|fault| Box::new(search_fault(&fault)))
            })),
            page: None,
            of_verdicts: None,
        }
    };
    index.files().iter().map(artifact).collect()
}

fn beginning(summary: &Summary) -> Beginning<'_> {
    match summary.text() {
        Some(text) => Beginning::Here(text),
        None => Beginning::Later(summary.bytes() as usize),
    }
}

/// What an index that cannot be made is to whoever made the site.
pub fn search_fault(fault: &candor_search::Fault) -> Finding {
    Finding::error(
        "internal",
        format!("the search index cannot be built: {fault}"),
    )
    .help("This is a fault of Candor; please report it.")
}
