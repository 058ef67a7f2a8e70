//! What a rebuild need not work out again: outlines and search parts of pages.
//!
//! The cache is only ever a shortcut: an entry is used when the file's bytes, the
//! facts, the words and every link of the page are the same as before.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Addressed, Outline, Site};
use crate::source::{FileStamp, KnownPage, KnownPages, SourceTree};
use candor_model::Hash;
use candor_model::page::PageHead;
use candor_search::{Analyzer, PageIndex};

/// Why a cache cannot be used. Never a reason to stop: the site is built without it.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// Not what this version writes.
    #[error("the cache was written by another version or is damaged")]
    Unreadable,
}

/// Parsed pages of an earlier run.
pub struct Cache {
    pages: HashMap<String, Known>,
    analyzers: BTreeMap<String, Analyzer>,
    /// When it was written, in nanoseconds since 1970.
    written: i128,
}

/// One page as an earlier run knew it.
struct Known {
    /// Hash of everything that its parse depended on, links aside.
    input: Hash,
    /// Hash of the file's bytes.
    hash: Hash,
    /// How the file system knew the file.
    stamp: Option<FileStamp>,
    /// Its decoded text up to the body.
    front: String,
    outline: Outline,
    index: PageIndex,
}

#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    #[serde(borrow)]
    pages: Vec<StoredPage<'a>>,
    /// Search parts by language, as `search::encode` writes them.
    #[serde(borrow)]
    indexes: Vec<(&'a str, &'a [u8])>,
}

#[derive(Serialize, Deserialize)]
struct StoredPage<'a> {
    source: &'a str,
    input: Hash,
    hash: Hash,
    stamp: Option<FileStamp>,
    front: &'a str,
    #[serde(borrow)]
    outline: &'a [u8],
}

impl Cache {
    /// Keeps the parsed pages of a site for the next look at it in this process. What the
    /// site was before they were parsed is left over.
    pub fn from_site(site: Site<'_>) -> (Cache, Addressed<'_>) {
        let Site {
            addressed,
            pages,
            analyzers,
            troubled,
            ..
        } = site;
        let tree = addressed.tree;
        let pages = pages
            .into_iter()
            .filter(|page| !troubled.contains(&page.head.source))
            .filter_map(|page| {
                let (front, stamp) = front(tree, &page.head)?;
                let known = Known {
                    input: page.input,
                    hash: page.head.hash,
                    stamp,
                    front: front.to_owned(),
                    outline: page.outline,
                    index: page.index?,
                };
                Some((page.head.source.to_string(), known))
            })
            .collect();
        let cache = Cache {
            pages,
            analyzers,
            // In memory there is no telling what happened since; bytes are compared.
            written: i128::MIN / 2,
        };
        (cache, addressed)
    }

    /// Reads what [`Cache::encode`] wrote, at `written` nanoseconds since 1970.
    ///
    /// # Errors
    ///
    /// When the bytes are not a cache of this version.
    pub fn decode(bytes: &[u8], written: i128) -> Result<Cache, CacheError> {
        let (stored, sum) = bytes
            .split_at_checked(bytes.len().saturating_sub(32))
            .ok_or(CacheError::Unreadable)?;
        // Reading damaged bytes is an error or a wrong value, never a crash: the sum is
        // worked out meanwhile and decides.
        let (whole, read) = rayon::join(
            || blake3::hash(stored).as_bytes() == sum,
            || Cache::read(stored, written),
        );
        if whole {
            read
        } else {
            Err(CacheError::Unreadable)
        }
    }

    fn read(stored: &[u8], written: i128) -> Result<Cache, CacheError> {
        let stored: Stored<'_> =
            postcard::from_bytes(stored).map_err(|_| CacheError::Unreadable)?;
        let mut analyzers = BTreeMap::new();
        let mut indexes = HashMap::new();
        for (lang, bytes) in stored.indexes {
            let (analyzer, parts) =
                candor_search::decode(bytes).map_err(|_| CacheError::Unreadable)?;
            analyzers.insert(lang.to_owned(), analyzer);
            indexes.extend(parts);
        }
        let outlines: Vec<Outline> = stored
            .pages
            .par_iter()
            .map(|page| postcard::from_bytes(page.outline).map_err(|_| CacheError::Unreadable))
            .collect::<Result<_, _>>()?;
        let pages = stored
            .pages
            .iter()
            .zip(outlines)
            .filter_map(|(page, outline)| {
                let index = indexes.remove(page.source)?;
                let known = Known {
                    input: page.input,
                    hash: page.hash,
                    stamp: page.stamp,
                    front: page.front.to_owned(),
                    outline,
                    index,
                };
                Some((page.source.to_owned(), known))
            })
            .collect();
        Ok(Cache {
            pages,
            analyzers,
            written,
        })
    }

    /// Writes the parsed pages of a site for the next run. Pages with findings are
    /// left out, so that the next run finds them again. `None` if that fails, which
    /// costs the next run time and nothing else.
    pub fn encode(site: &Site<'_>) -> Option<Vec<u8>> {
        encode(site)
    }

    /// The outline and search part of a page, if it was parsed from the same input.
    pub(super) fn take_page(&mut self, source: &str, input: &Hash) -> Option<(Outline, PageIndex)> {
        let known = self.pages.remove(source)?;
        (known.input == *input).then_some((known.outline, known.index))
    }

    /// The pages that need not be read whole while their bytes are the same.
    pub fn known_pages(&self) -> KnownPages {
        let pages = self
            .pages
            .iter()
            .map(|(source, known)| {
                let page = KnownPage {
                    hash: known.hash,
                    stamp: known.stamp,
                    front: known.front.clone(),
                };
                (source.clone(), page)
            })
            .collect();
        KnownPages {
            pages,
            written: self.written,
        }
    }

    pub(super) fn take_analyzer(&mut self, lang: &str) -> Option<Analyzer> {
        self.analyzers.remove(lang)
    }
}

/// The text of a page up to its body, and the stamp of its file.
fn front<'t>(tree: &'t SourceTree, head: &PageHead) -> Option<(&'t str, Option<FileStamp>)> {
    let file = tree.files.get(&head.source)?;
    Some((file.text.as_deref()?.get(..head.body_at)?, file.stamp))
}

fn encode(site: &Site<'_>) -> Option<Vec<u8>> {
    let troubled = &site.troubled;
    let kept: Vec<_> = site
        .pages
        .iter()
        .filter(|page| !troubled.contains(&page.head.source))
        .filter_map(|page| Some((page, page.index.as_ref()?, front(site.tree, &page.head)?)))
        .collect();
    let outlines: Vec<Vec<u8>> = kept
        .par_iter()
        .map(|(page, _, _)| postcard::to_stdvec(&page.outline).ok())
        .collect::<Option<_>>()?;
    let pages = kept
        .iter()
        .zip(&outlines)
        .map(|((page, _, (front, stamp)), outline)| StoredPage {
            source: &page.head.source,
            input: page.input,
            hash: page.head.hash,
            stamp: *stamp,
            front,
            outline,
        })
        .collect();
    let indexes: Vec<(&str, Vec<u8>)> = site
        .analyzers
        .iter()
        .map(|(lang, analyzer)| {
            let parts: Vec<(&str, &PageIndex)> = kept
                .iter()
                .filter(|(page, _, _)| page.head.lang == *lang)
                .map(|(page, index, _)| (&*page.head.source, *index))
                .collect();
            (lang.as_str(), candor_search::encode(analyzer, &parts))
        })
        .collect();
    let stored = Stored {
        pages,
        indexes: indexes
            .iter()
            .map(|(lang, bytes)| (*lang, bytes.as_slice()))
            .collect(),
    };
    // Room for all of it at once: a buffer that grows is copied, and touches twice the memory.
    let of_pages = |page: &StoredPage<'_>| {
        const NUMBERS: usize = 160;
        NUMBERS + page.source.len() + page.front.len() + page.outline.len()
    };
    let room = stored.pages.iter().map(of_pages).sum::<usize>()
        + stored
            .indexes
            .iter()
            .map(|(_, index)| index.len())
            .sum::<usize>();
    let mut bytes = postcard::to_extend(&stored, Vec::with_capacity(room)).ok()?;
    let sum = *blake3::hash(&bytes).as_bytes();
    bytes.extend_from_slice(&sum);
    Some(bytes)
}
