//! The rendered pages, as checks look at them: where they lead, and what they hold.

use std::collections::BTreeSet;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::render::{Artifact, Content};
use crate::site::Site;
use candor_model::findings::Finding;

/// Every rendered page of a site.
#[derive(Debug, Default)]
pub struct RenderedSite {
    /// The pages, in path order.
    pub pages: Vec<RenderedPage>,
    /// Whether every page could be rendered. If not, nobody knows where it leads.
    pub is_complete: bool,
    by_address: FxHashMap<String, usize>,
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
    /// Pages that it links to, as positions in [`RenderedSite::pages`].
    pub links: Vec<u32>,
    /// Links that leave the site or open another program.
    pub others: BTreeSet<String>,
    /// Whether it asks for a password.
    pub has_password: bool,
    /// Whether there is anything to read in it without a script.
    pub has_text: bool,
    /// What it would load from another site.
    pub third_party: Option<String>,
}

impl RenderedSite {
    /// Renders every page among the artifacts and, when `looks`, looks at it. What keeps a
    /// page from being rendered is returned beside it, except for pages from `troubled`
    /// sources: what is missing in a source is reported there already.
    pub fn look_at(
        site: &Site<'_>,
        artifacts: &[Artifact<'_>],
        troubled: &BTreeSet<&str>,
        looks: bool,
    ) -> (RenderedSite, Vec<Finding>) {
        let planned: Vec<_> = artifacts
            .iter()
            .filter_map(|artifact| {
                let entry = artifact.page.as_ref()?;
                match &artifact.content {
                    Content::Make(make) => Some((entry, make)),
                    Content::Bytes(_) | Content::Copy(_) => None,
                }
            })
            .collect();
        let by_address: FxHashMap<String, usize> = planned
            .iter()
            .enumerate()
            .map(|(at, (entry, _))| (entry.address.clone(), at))
            .collect();
        let langs: FxHashMap<&str, &str> = site
            .all_pages()
            .map(|page| (&**page.address(), page.lang()))
            .collect();
        let origin = site.config.origin_and_base_path();
        let looked: Vec<(RenderedPage, Result<(), Option<Finding>>)> = planned
            .par_iter()
            .map(|(entry, make)| {
                let mut page = RenderedPage {
                    address: entry.address.clone(),
                    source: entry.source.as_deref().unwrap_or_default().to_owned(),
                    lang: langs
                        .get(entry.address.as_str())
                        .copied()
                        .unwrap_or_else(|| site.default_lang())
                        .to_owned(),
                    links: Vec::new(),
                    others: BTreeSet::new(),
                    has_password: false,
                    has_text: true,
                    third_party: None,
                };
                let is_troubled = entry
                    .source
                    .as_deref()
                    .is_some_and(|source| troubled.contains(source));
                match make() {
                    Ok(_) if !looks => (page, Ok(())),
                    Ok(bytes) => {
                        let html = String::from_utf8(bytes).unwrap_or_else(|error| {
                            String::from_utf8_lossy(error.as_bytes()).into_owned()
                        });
                        look(&html, &mut page, &by_address, &origin);
                        page.has_text |= is_troubled;
                        (page, Ok(()))
                    }
                    Err(finding) => (page, Err((!is_troubled).then_some(*finding))),
                }
            })
            .collect();
        let mut rendered = RenderedSite {
            by_address,
            pages: Vec::new(),
            is_complete: true,
        };
        let mut findings = Vec::new();
        for (page, result) in looked {
            rendered.pages.push(page);
            if let Err(finding) = result {
                rendered.is_complete = false;
                findings.extend(finding);
            }
        }
        (rendered, findings)
    }

    /// The pages of a language.
    pub fn in_language<'r>(&'r self, lang: &'r str) -> impl Iterator<Item = &'r RenderedPage> {
        self.pages.iter().filter(move |page| page.lang == lang)
    }

    /// The page at an address.
    pub fn page(&self, address: &str) -> Option<&RenderedPage> {
        self.pages.get(*self.by_address.get(address)?)
    }

    /// Addresses that can be reached from one by at most so many links.
    pub fn within(&self, address: &str, links: usize) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut front: Vec<usize> = self.by_address.get(address).copied().into_iter().collect();
        for step in 0..=links {
            let mut next = Vec::new();
            for at in front {
                let Some(page) = self.pages.get(at) else {
                    continue;
                };
                if seen.insert(page.address.as_str()) && step < links {
                    next.extend(page.links.iter().map(|at| *at as usize));
                }
            }
            front = next;
        }
        seen
    }

    /// Whether a page links to an address.
    pub fn links_to(&self, page: &RenderedPage, address: &str) -> bool {
        self.by_address.get(address).is_some_and(|at| {
            u32::try_from(*at).is_ok_and(|at| page.links.contains(&at)) || page.address == address
        })
    }
}

/// Elements that lead somewhere, ask for something or load something.
const LOOKED_AT: &[&str] = &[
    "a", "input", "script", "img", "iframe", "link", "source", "video", "audio", "embed", "object",
];

fn look(
    html: &str,
    page: &mut RenderedPage,
    by_address: &FxHashMap<String, usize>,
    (origin, base_path): &(String, String),
) {
    let mut links = BTreeSet::new();
    for tag in tags(html) {
        let name = &tag[..end_of_name(tag)];
        // Most tags are none of these.
        let Some(name) = LOOKED_AT
            .iter()
            .find(|known| name.eq_ignore_ascii_case(known))
        else {
            continue;
        };
        match *name {
            "a" => {
                let Some(href) = attribute(tag, "href") else {
                    continue;
                };
                let inner = href
                    .strip_prefix(origin.as_str())
                    .unwrap_or(&href)
                    .strip_prefix(base_path.as_str());
                let address = inner.and_then(|inner| inner.split(['#', '?']).next());
                match address.and_then(|address| by_address.get(address)) {
                    Some(at) => {
                        links.insert(u32::try_from(*at).unwrap_or(u32::MAX));
                    }
                    None => {
                        if href.contains(':') {
                            page.others.insert(href);
                        }
                    }
                }
            }
            "input" => {
                page.has_password |= attribute(tag, "type")
                    .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("password"));
            }
            _ => {
                let target = ["src", "href", "data", "poster"]
                    .iter()
                    .find_map(|key| attribute(tag, key));
                let relation = attribute(tag, "rel").unwrap_or_default();
                let loads = *name != "link"
                    || ["stylesheet", "preload", "icon", "modulepreload", "manifest"]
                        .iter()
                        .any(|kind| relation.contains(kind));
                if loads
                    && let Some(target) = target
                    && (target.starts_with("http") || target.starts_with("//"))
                    && !target.starts_with(origin.as_str())
                {
                    page.third_party.get_or_insert(target);
                }
            }
        }
    }
    page.links = links.into_iter().collect();
    page.has_text = has_text(html);
}

/// The insides of start tags, comments left out.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find('<')?;
            rest = &rest[at + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = &comment[comment.find("-->").unwrap_or(comment.len())..];
                continue;
            }
            if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let end = end_of_tag(rest);
                let (tag, after) = rest.split_at(end);
                rest = after;
                return Some(tag);
            }
        }
    })
}

/// Where a tag ends; a `>` in quotes does not end it.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'>') => return at,
            _ => {}
        }
    }
    text.len()
}

/// The value of an attribute, its character references resolved.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, value) = attributes(tag).find(|(found, _)| found.eq_ignore_ascii_case(name))?;
    if !value.contains('&') {
        return Some(value.to_owned());
    }
    Some(
        value
            .replace("&quot;", "\"")
            .replace("&#x2F;", "/")
            .replace("&amp;", "&"),
    )
}

/// The attributes of a tag that have a value.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let (_, mut rest) = tag.split_at(end_of_name(tag));
    std::iter::from_fn(move || {
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            // A sign of its own belongs to the name, as in browsers.
            let first = rest.chars().next()?.len_utf8();
            let (name, after) = rest.split_at(first + end_of_name(&rest[first..]));
            rest = after.trim_ascii_start();
            let Some(value) = rest.strip_prefix('=') else {
                continue;
            };
            let value = value.trim_ascii_start();
            let quoted = ['"', '\'']
                .into_iter()
                .find_map(|quote| Some((quote, value.strip_prefix(quote)?)));
            let (value, after) = match quoted {
                Some((quote, inner)) => inner.split_once(quote).unwrap_or((inner, "")),
                None => value.split_at(
                    value
                        .find(|c: char| c.is_ascii_whitespace())
                        .unwrap_or(value.len()),
                ),
            };
            rest = after;
            return Some((name, value));
        }
    })
}

/// Where the name of a tag or of an attribute ends.
fn end_of_name(text: &str) -> usize {
    text.bytes()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'='))
        .unwrap_or(text.len())
}

/// Whether the main part of a page has text outside of scripts and templates.
fn has_text(html: &str) -> bool {
    let mut starts = html.match_indices('<').map(|(at, _)| &html[at..]);
    let mut rest = starts.find(|tag| tag.starts_with("<main")).unwrap_or(html);
    while let Some(at) = rest.find('>') {
        let opened = &rest[..at];
        rest = &rest[at + 1..];
        let tag = opened.rfind('<').map_or("", |from| &opened[from + 1..]);
        if tag.starts_with("/main") {
            return false;
        }
        let skipped = ["script", "template", "noscript", "style"]
            .into_iter()
            .find(|name| tag.starts_with(name));
        if let Some(name) = skipped {
            rest = rest
                .find(&format!("</{name}"))
                .map_or("", |end| &rest[end..]);
            continue;
        }
        let text = &rest[..rest.find('<').unwrap_or(rest.len())];
        if text.chars().any(char::is_alphanumeric) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_attributes_are_read_as_browsers_do() {
        let html = r#"<!-- <a href="/x/"> --><a class="b" href='/y/?a&amp;b'>1 < 2</a><input data-type=x TYPE = "password">"#;
        let tags: Vec<&str> = tags(html).collect();
        assert_eq!(tags.len(), 2, "{tags:?}");
        assert_eq!(attribute(tags[0], "href").as_deref(), Some("/y/?a&b"));
        assert_eq!(attribute(tags[1], "type").as_deref(), Some("password"));
        assert_eq!(attribute(tags[0], "src"), None);
        let tag = r#"a title="x href=/no/" data-href='/no/' hidden HREF=/yes/#it rel"#;
        assert_eq!(attribute(tag, "href").as_deref(), Some("/yes/#it"));
        assert_eq!(attribute("a href='/cut", "href").as_deref(), Some("/cut"));
    }

    #[test]
    fn a_page_of_scripts_has_nothing_to_read() {
        assert!(has_text("<main><h1>Hello</h1></main>"));
        assert!(!has_text(
            "<main><div></div><script>x = 1</script><noscript>Turn it on</noscript></main>"
        ));
    }
}
