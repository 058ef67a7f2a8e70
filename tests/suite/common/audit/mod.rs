//! What holds for every published site, asked of the final bytes of every file.
//!
//! Each audit lists what is wrong, so that it can be tried on a site that is broken
//! on purpose.

mod addresses;

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use super::Tree;

/// A published site with its pages parsed.
pub struct Web<'t> {
    /// The files.
    pub tree: &'t Tree,
    /// Where it lives: `https://help.example.com` or `https://example.com/help`.
    pub base_url: String,
    /// The pages by path.
    pub pages: BTreeMap<&'t str, Html>,
}

/// An audit: what is wrong.
pub type Faults = Vec<String>;

/// Elements that a selector finds.
pub fn select<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn attributes<'p>(page: &'p Html, selector: &str, attribute: &str) -> Vec<&'p str> {
    select(page, selector)
        .into_iter()
        .filter_map(|element| element.attr(attribute))
        .collect()
}

/// What loads by itself, without a click.
const LOADED: &[(&str, &str)] = &[
    ("[src]", "src"),
    ("[srcset]", "srcset"),
    ("[poster]", "poster"),
    ("object", "data"),
    ("use", "href"),
    ("form", "action"),
    ("link:not([rel=canonical]):not([rel=alternate])", "href"),
];

impl<'t> Web<'t> {
    /// Parses the pages of a site.
    pub fn new(tree: &'t Tree, base_url: &str) -> Web<'t> {
        let pages = tree
            .paths()
            .into_iter()
            .filter(|path| path.ends_with(".html"));
        Web {
            tree,
            base_url: base_url.to_owned(),
            pages: pages
                .map(|path| (path, Html::parse_document(tree.text(path))))
                .collect(),
        }
    }

    fn origin(&self) -> &str {
        let host = self.base_url.find("://").unwrap() + 3;
        let end = self.base_url[host..]
            .find('/')
            .map_or(self.base_url.len(), |at| host + at);
        &self.base_url[..end]
    }

    /// Whether a page may be listed by search engines.
    fn is_indexable(page: &Html) -> bool {
        select(page, "meta[name=robots][content*=noindex]").is_empty()
    }

    /// The file that an address of the site leads to and the anchor on it. `None` when
    /// the address leads elsewhere.
    fn resolve(
        &self,
        from: &str,
        address: &str,
    ) -> Option<Result<(String, Option<String>), String>> {
        let bare = match address.strip_prefix(self.origin()) {
            Some(rest) if rest.is_empty() || rest.starts_with(['/', '#', '?']) => rest,
            _ if address.contains("://")
                || ["mailto:", "tel:", "sms:"]
                    .iter()
                    .any(|scheme| address.starts_with(scheme)) =>
            {
                return None;
            }
            _ => address,
        };
        let (bare, anchor) = match bare.split_once('#') {
            Some((path, anchor)) => (
                path,
                Some(
                    percent_decode_str(anchor)
                        .decode_utf8()
                        .unwrap()
                        .into_owned(),
                ),
            ),
            None => (bare, None),
        };
        let path = bare.split('?').next().unwrap_or_default();
        if path.is_empty() {
            return Some(Ok((from.to_owned(), anchor)));
        }
        let base = &self.base_url[self.origin().len()..];
        let Some(path) = path
            .strip_prefix(base)
            .and_then(|path| path.strip_prefix('/'))
        else {
            return Some(Err(format!(
                "{from}: {address} does not begin with {base}/"
            )));
        };
        let path = percent_decode_str(path).decode_utf8().unwrap().into_owned();
        let file = if path.is_empty() || path.ends_with('/') {
            format!("{path}index.html")
        } else {
            path
        };
        Some(Ok((file, anchor)))
    }

    /// The sitemap lists the indexable pages, all of them, once.
    pub fn sitemap(&self) -> Faults {
        let mut faults = Vec::new();
        let text = self.tree.text("sitemap.xml");
        let mut listed = BTreeSet::new();
        for address in text
            .split("<loc>")
            .skip(1)
            .filter_map(|rest| rest.split('<').next())
        {
            match self.resolve("sitemap.xml", address) {
                Some(Ok((file, None))) if self.pages.contains_key(file.as_str()) => {
                    if !listed.insert(file) {
                        faults.push(format!("{address} is listed twice"));
                    }
                }
                _ => faults.push(format!("{address} is no page")),
            }
        }
        for (path, page) in &self.pages {
            if Web::is_indexable(page) != listed.contains(*path) {
                faults.push(format!(
                    "{path} is indexable and not listed, or listed and not indexable"
                ));
            }
            let canonical = attributes(page, "link[rel=canonical]", "href");
            let own = canonical
                .first()
                .and_then(|address| self.resolve(path, address));
            if Web::is_indexable(page) && own != Some(Ok(((*path).to_owned(), None))) {
                faults.push(format!("{path} calls itself {canonical:?}"));
            }
        }
        faults
    }

    /// No script, style or handler stands in a page; nothing loads from elsewhere.
    pub fn inline_and_foreign(&self) -> Faults {
        let mut faults = Vec::new();
        for (path, page) in &self.pages {
            for element in select(page, "*") {
                let tag = element.value().name();
                let is_data = element.attr("type") == Some("application/ld+json");
                if tag == "style"
                    || tag == "base"
                    || tag == "script" && !is_data && element.attr("src").is_none()
                {
                    faults.push(format!("{path}: <{tag}> inline"));
                }
                for (name, value) in element.value().attrs() {
                    let runs = ["href", "src", "action"].contains(&name)
                        && value
                            .trim_start()
                            .to_ascii_lowercase()
                            .starts_with("javascript:");
                    if name == "style" || name.starts_with("on") || runs {
                        faults.push(format!("{path}: <{tag} {name}={value:?}>"));
                    }
                }
            }
            for (selector, attribute) in LOADED {
                for address in attributes(page, selector, attribute) {
                    if self.resolve(path, address).is_none() {
                        faults.push(format!("{path}: {address} is loaded from elsewhere"));
                    }
                }
            }
        }
        for path in self.tree.paths() {
            let foreign: &[&str] = match path.rsplit('.').next() {
                Some("css") => &["@import", "url(http", "url(//", "url(\"http", "url(data:"],
                Some("svg") => &["<script", "<style", "href=\"http", " on"],
                _ => continue,
            };
            let text = self.tree.text(path);
            faults.extend(
                foreign
                    .iter()
                    .filter(|word| text.contains(*word))
                    .map(|word| format!("{path}: {word}")),
            );
        }
        faults
    }

    /// Each page has one h1, a language, a title of its own and ids of their own.
    pub fn structure(&self) -> Faults {
        let mut faults = Vec::new();
        let mut titles: BTreeMap<String, &str> = BTreeMap::new();
        for (path, page) in &self.pages {
            let h1 = select(page, "h1").len();
            if h1 != 1 {
                faults.push(format!("{path} has {h1} h1"));
            }
            let ids = attributes(page, "[id]", "id");
            let distinct: BTreeSet<&str> = ids.iter().copied().collect();
            if distinct.len() != ids.len() {
                faults.push(format!("{path} has an id twice: {ids:?}"));
            }
            if attributes(page, "html", "lang").len() != 1 {
                faults.push(format!("{path} has no language"));
            }
            let title: String = select(page, "head > title")
                .iter()
                .flat_map(|title| title.text())
                .collect();
            if title.trim().is_empty() {
                faults.push(format!("{path} has no title"));
            } else if Web::is_indexable(page)
                && let Some(other) = titles.insert(title, path)
                && attributes(page, "html", "lang")
                    == attributes(&self.pages[other], "html", "lang")
            {
                faults.push(format!("{path} and {other} have the same title"));
            }
            faults.extend(
                select(page, "img:not([alt])")
                    .iter()
                    .map(|_| format!("{path} has an image without alt")),
            );
        }
        faults
    }

    /// Versions in other languages name each other, themselves included.
    pub fn alternates(&self) -> Faults {
        let mut faults = Vec::new();
        let set = |page: &Html| -> BTreeMap<String, String> {
            select(page, "link[rel=alternate][hreflang]")
                .into_iter()
                .map(|link| {
                    (
                        link.attr("hreflang").unwrap().to_owned(),
                        link.attr("href").unwrap().to_owned(),
                    )
                })
                .collect()
        };
        for (path, page) in &self.pages {
            let own = set(page);
            if own.is_empty() {
                continue;
            }
            if !own.contains_key("x-default") {
                faults.push(format!("{path} has no x-default"));
            }
            let lang = attributes(page, "html", "lang").concat();
            let itself = own
                .get(&lang)
                .and_then(|address| self.resolve(path, address));
            if itself != Some(Ok(((*path).to_owned(), None))) {
                faults.push(format!("{path} does not name itself"));
            }
            for (lang, address) in own.iter().filter(|(lang, _)| *lang != "x-default") {
                let other = self
                    .resolve(path, address)
                    .and_then(Result::ok)
                    .and_then(|(file, _)| self.pages.get(file.as_str()));
                match other {
                    None => faults.push(format!("{path}: {address} is no page")),
                    Some(other) if attributes(other, "html", "lang").concat() != *lang => {
                        faults.push(format!("{path}: {address} is not in {lang}"));
                    }
                    Some(other) if set(other) != own => {
                        faults.push(format!("{path}: {address} names others"))
                    }
                    Some(_) => {}
                }
            }
        }
        faults
    }

    /// The JSON-LD graphs of a page.
    pub fn json_ld(&self, path: &str) -> Result<Vec<Value>, String> {
        select(&self.pages[path], "script[type=\"application/ld+json\"]")
            .into_iter()
            .map(|script| {
                let text: String = script.text().collect();
                let value: Value =
                    serde_json::from_str(&text).map_err(|error| format!("{path}: {error}"))?;
                if value["@context"] != "https://schema.org" {
                    return Err(format!("{path}: the context is {}", value["@context"]));
                }
                Ok(value["@graph"]
                    .as_array()
                    .cloned()
                    .unwrap_or_else(|| vec![value]))
            })
            .collect::<Result<Vec<_>, _>>()
            .map(|graphs| graphs.concat())
    }
}
