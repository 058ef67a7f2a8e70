//! Where pages live on the site, and what links lead to.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::image::ImageSize;

/// The path of a page on the site, without the base path: `/faq/fees/`.
pub type Address = Arc<str>;

/// Every address that a link can lead to, known before any page is parsed.
#[derive(Debug, Default)]
pub struct Addresses {
    /// Path in front of every address when the site does not live at the root
    /// of its host: empty, or `/help`.
    pub base_path: String,
    /// Scheme and host of the site, such as `https://help.example.com`, where it is known.
    pub origin: String,
    /// Pages by their source path without the language suffix, then by language.
    pages: BTreeMap<String, BTreeMap<String, Address>>,
    /// Source path (of any language) to address.
    sources: BTreeMap<String, Address>,
    /// Addresses of pages, generated ones included.
    known: BTreeMap<Address, ()>,
    /// Source path of an asset to its address.
    assets: BTreeMap<String, Address>,
    /// Width and height of the assets that are pictures.
    images: BTreeMap<Address, ImageSize>,
    default_language: String,
}

/// Where a relative link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A page, at its address.
    Page(Address),
    /// A file that is copied as it is.
    Asset(Address),
}

impl Addresses {
    /// An empty book for a site with this base path and default language.
    pub fn new(base_path: String, default_language: String) -> Self {
        Addresses {
            base_path,
            default_language,
            ..Addresses::default()
        }
    }

    /// The path on this site, with query and anchor, of an address that is written in full. Hosts do not tell
    /// large letters from small ones; a default port is none.
    pub fn own_path<'a>(&self, url: &'a str) -> Option<&'a str> {
        let rest = url.get(..self.origin.len())?;
        if self.origin.is_empty() || !rest.eq_ignore_ascii_case(&self.origin) {
            return None;
        }
        let rest = &url[self.origin.len()..];
        let rest = rest.strip_prefix(":443").unwrap_or(rest);
        if !rest.is_empty() && !rest.starts_with(['/', '?', '#']) {
            return None;
        }
        let rest = rest.strip_prefix(self.base_path.as_str())?;
        (rest.is_empty() || rest.starts_with(['/', '?', '#'])).then_some(rest)
    }

    /// Enters a page: `key` is its source path without the language suffix.
    pub fn insert_page(&mut self, key: &str, source: &str, lang: &str, address: Address) {
        self.known.insert(address.clone(), ());
        self.sources.insert(source.to_owned(), address.clone());
        self.pages
            .entry(key.to_owned())
            .or_default()
            .insert(lang.to_owned(), address);
    }

    /// Enters a page that Candor makes without a source file. A link to the source
    /// file that could stand in its place leads there too.
    pub fn insert_generated(&mut self, key: &str, lang: &str, address: Address) {
        self.known.insert(address.clone(), ());
        self.pages
            .entry(key.to_owned())
            .or_default()
            .entry(lang.to_owned())
            .or_insert(address);
    }

    /// Enters a file that is copied as it is.
    pub fn insert_asset(&mut self, source: &str, address: Address) {
        self.assets.insert(source.to_owned(), address);
    }

    /// Notes width and height of a file that is a picture.
    pub fn insert_image(&mut self, address: Address, size: ImageSize) {
        self.images.insert(address, size);
    }

    /// Width and height of a picture.
    pub fn image(&self, address: &str) -> Option<ImageSize> {
        self.images.get(address).copied()
    }

    /// Pictures with width and height, in address order.
    pub fn images(&self) -> impl Iterator<Item = (&str, ImageSize)> {
        self.images
            .iter()
            .map(|(address, size)| (&**address, *size))
    }

    /// Follows a link to a source path: to its version in `lang`, else in the default language. A version in
    /// some other language is no page for the reader.
    pub fn by_source(&self, path: &str, lang: &str) -> Option<Target> {
        if let Some(versions) = self.pages.get(path) {
            let address = versions
                .get(lang)
                .or_else(|| versions.get(&self.default_language));
            return address.cloned().map(Target::Page);
        }
        if let Some(address) = self.sources.get(path) {
            return Some(Target::Page(address.clone()));
        }
        self.assets.get(path).cloned().map(Target::Asset)
    }

    /// Follows a link to an address of the site, such as `/faq/fees/`.
    pub fn by_address(&self, address: &str) -> Option<Target> {
        if let Some((known, ())) = self.known.get_key_value(address) {
            return Some(Target::Page(known.clone()));
        }
        self.assets
            .values()
            .find(|asset| asset.as_ref() == address)
            .cloned()
            .map(Target::Asset)
    }

    /// Source paths that a link can name, for suggestions.
    pub fn source_paths(&self) -> impl Iterator<Item = &str> {
        self.pages
            .keys()
            .chain(self.assets.keys())
            .map(String::as_str)
    }

    /// The versions of a page by language, for language switchers.
    pub fn versions(&self, key: &str) -> Option<&BTreeMap<String, Address>> {
        self.pages.get(key)
    }

    /// An address with the base path in front, as it stands in HTML.
    pub fn href(&self, address: &str) -> String {
        format!("{}{address}", self.base_path)
    }
}
