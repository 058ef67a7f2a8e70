//! What a rebuild need not work out again: outlines and search parts of pages.
//!
//! The cache is only ever a shortcut: an entry is used when the file's bytes, the
//! facts, the words and every link of the page are the same as before.

use std::collections::{BTreeMap, HashMap};
use std::io;

use bytes::Bytes;
use rayon::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Addressed, Outline, RelatedKeys, Site};
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
    /// The same pages, as far as reading the site's files needs them.
    files: KnownPages,
    related: BTreeMap<String, RelatedKeys>,
}

/// What an earlier run brought of one page.
pub(super) struct Known {
    /// Hash of everything that its parse depended on, links aside.
    input: Hash,
    outline: Kept,
    index: PageIndex,
}

/// An outline, taken apart when its turn comes: on all processors, and not for a page that has changed.
enum Kept {
    Here(Box<Outline>),
    Encoded(Bytes),
}

impl Known {
    /// The outline and search part of the page.
    pub(super) fn take(self) -> Option<(Outline, PageIndex)> {
        let outline = match self.outline {
            Kept::Here(outline) => *outline,
            Kept::Encoded(bytes) => postcard::from_bytes(&bytes).ok()?,
        };
        Some((outline, self.index))
    }
}

/// What is stored, a checksum aside. [`write`] writes it piece by piece.
#[derive(Deserialize)]
struct Stored<'a> {
    #[serde(borrow)]
    pages: Vec<StoredPage<'a>>,
    /// Analyzers by language, as `search::encode` writes them.
    #[serde(borrow)]
    analyzers: Vec<(&'a str, Raw<'a>)>,
}

/// Bytes that are copied as they are.
#[derive(Clone, Copy)]
struct Raw<'a>(&'a [u8]);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw<'a>, D::Error> {
        <&[u8]>::deserialize(deserializer).map(Raw)
    }
}

#[derive(Serialize, Deserialize)]
struct StoredPage<'a> {
    source: &'a str,
    input: Hash,
    hash: Hash,
    stamp: Option<FileStamp>,
    front: &'a str,
    #[serde(borrow)]
    outline: Raw<'a>,
    #[serde(borrow)]
    index: Raw<'a>,
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
            related,
            ..
        } = site;
        let tree = addressed.tree;
        let mut known = HashMap::with_capacity(pages.len());
        // In memory there is no telling what happened since; bytes are compared.
        let mut files = KnownPages {
            written: i128::MIN / 2,
            ..KnownPages::default()
        };
        for page in pages {
            if troubled.contains(&page.head.source) {
                continue;
            }
            let (Some((front, stamp)), Some(index)) = (front(tree, &page.head), page.index) else {
                continue;
            };
            let source = page.head.source.to_string();
            let file = KnownPage {
                hash: page.head.hash,
                stamp,
                front: front.to_owned(),
            };
            files.pages.insert(source.clone(), file);
            let outline = Kept::Here(Box::new(page.outline));
            known.insert(
                source,
                Known {
                    input: page.input,
                    outline,
                    index,
                },
            );
        }
        let cache = Cache {
            pages: known,
            analyzers,
            files,
            related: related.into_latest(),
        };
        (cache, addressed)
    }

    /// Reads what [`Cache::write`] wrote, at `written` nanoseconds since 1970.
    ///
    /// # Errors
    ///
    /// When the bytes are not a cache of this version.
    pub fn decode(mut bytes: Vec<u8>, written: i128) -> Result<Cache, CacheError> {
        const SUM: usize = 32;
        let length = bytes.len().checked_sub(SUM).ok_or(CacheError::Unreadable)?;
        let sum = bytes.split_off(length);
        let stored = Bytes::from(bytes);
        // Reading damaged bytes is an error or a wrong value, never a crash: the sum is
        // worked out meanwhile and decides.
        let (whole, read) = rayon::join(
            || blake3::Hasher::new().update_rayon(&stored).finalize() == *sum,
            || Cache::read(&stored, written),
        );
        if whole {
            read
        } else {
            Err(CacheError::Unreadable)
        }
    }

    /// What pages hold is not copied: it stays where it was read.
    fn read(bytes: &Bytes, written: i128) -> Result<Cache, CacheError> {
        let stored: Stored<'_> = postcard::from_bytes(bytes).map_err(|_| CacheError::Unreadable)?;
        let read_analyzers = || -> Result<BTreeMap<String, Analyzer>, CacheError> {
            stored
                .analyzers
                .par_iter()
                .map(|(lang, bytes)| {
                    let (analyzer, _) =
                        candor_search::decode(bytes.0).map_err(|_| CacheError::Unreadable)?;
                    Ok(((*lang).to_owned(), analyzer))
                })
                .collect()
        };
        let read_pages = || {
            let mut pages = HashMap::with_capacity(stored.pages.len());
            let mut files = HashMap::with_capacity(stored.pages.len());
            for page in &stored.pages {
                let known = Known {
                    input: page.input,
                    outline: Kept::Encoded(bytes.slice_ref(page.outline.0)),
                    index: PageIndex::from(bytes.slice_ref(page.index.0)),
                };
                pages.insert(page.source.to_owned(), known);
                let file = KnownPage {
                    hash: page.hash,
                    stamp: page.stamp,
                    front: page.front.to_owned(),
                };
                files.insert(page.source.to_owned(), file);
            }
            (pages, files)
        };
        let (analyzers, (pages, files)) = rayon::join(read_analyzers, read_pages);
        Ok(Cache {
            pages,
            analyzers: analyzers?,
            files: KnownPages {
                pages: files,
                written,
            },
            related: BTreeMap::new(),
        })
    }

    /// Writes the parsed pages of a site for the next run. Pages with findings are
    /// left out, so that the next run finds them again.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(site: &Site<'_>, out: &mut dyn io::Write) -> io::Result<()> {
        write(site, out)
    }

    /// What was known of a page, if it was parsed from the same input.
    pub(super) fn take_page(&mut self, source: &str, input: &Hash) -> Option<Known> {
        let known = self.pages.remove(source)?;
        (known.input == *input).then_some(known)
    }

    /// The pages that need not be read whole while their bytes are the same.
    pub fn known_pages(&self) -> &KnownPages {
        &self.files
    }

    /// Takes in what [`super::Related::encode`] wrote.
    pub fn with_related(self, related: BTreeMap<String, RelatedKeys>) -> Cache {
        Cache { related, ..self }
    }

    pub(super) fn into_related(self) -> BTreeMap<String, RelatedKeys> {
        self.related
    }

    /// Has files trusted by their stamps that did not change since a time, in nanoseconds since 1970, at which
    /// nothing of the site had been read yet.
    pub fn trust_since(&mut self, time: i128) {
        self.files.written = time;
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

/// Writes a [`Stored`] in pieces: all of it at once would take as much room as the site.
fn write(site: &Site<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    /// Pages that are encoded together, on all processors.
    const TOGETHER: usize = 512;
    let troubled = &site.troubled;
    let kept: Vec<_> = site
        .pages
        .iter()
        .filter(|page| !troubled.contains(&page.head.source))
        .filter_map(|page| Some((page, page.index.as_ref()?, front(site.tree, &page.head)?)))
        .collect();
    let mut hasher = blake3::Hasher::new();
    let mut put = |bytes: &[u8]| {
        hasher.update(bytes);
        out.write_all(bytes)
    };
    put(&encoded(&kept.len())?)?;
    for pages in kept.chunks(TOGETHER) {
        let pages: Vec<Vec<u8>> = pages
            .par_iter()
            .map(|(page, index, (front, stamp))| {
                encoded(&StoredPage {
                    source: &page.head.source,
                    input: page.input,
                    hash: page.head.hash,
                    stamp: *stamp,
                    front,
                    outline: Raw(&encoded(&page.outline)?),
                    index: Raw(index.as_bytes()),
                })
            })
            .collect::<io::Result<_>>()?;
        for page in pages {
            put(&page)?;
        }
    }
    put(&encoded(&site.analyzers.len())?)?;
    for (lang, analyzer) in &site.analyzers {
        let analyzer = candor_search::encode(analyzer, &[]);
        put(&encoded(&(lang.as_str(), Raw(&analyzer)))?)?;
    }
    let sum = *hasher.finalize().as_bytes();
    out.write_all(&sum)
}

fn encoded(value: &impl Serialize) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(value).map_err(io::Error::other)
}
