//! Every internal address leads somewhere.

use scraper::Html;
use serde_json::Value;

use super::{Faults, Web, attributes, select};

/// Attributes that hold an address, and on which elements.
const ADDRESSES: &[(&str, &str)] = &[
    ("[href]", "href"),
    ("[src]", "src"),
    ("[action]", "action"),
    ("[cite]", "cite"),
    ("[poster]", "poster"),
    ("[data-search-engine]", "data-search-engine"),
    ("[data-search-index]", "data-search-index"),
    ("[data-hours-url]", "data-hours-url"),
    ("[data-az]", "data-az"),
];

impl Web<'_> {
    fn follow(&self, from: &str, address: &str, faults: &mut Faults) {
        match self.resolve(from, address) {
            None => {}
            Some(Err(fault)) => faults.push(fault),
            Some(Ok((file, anchor))) => {
                if !self.tree.0.contains_key(&file) {
                    faults.push(format!("{from}: {address} leads to no file"));
                } else if let Some(anchor) = anchor
                    && let Some(page) = self.pages.get(file.as_str())
                    && !select(page, "[id]")
                        .iter()
                        .any(|element| element.attr("id") == Some(&anchor))
                {
                    faults.push(format!("{from}: {address} leads to no anchor"));
                }
            }
        }
    }

    /// Every internal address in pages, API files, feeds and plain files resolves.
    pub fn addresses(&self) -> Faults {
        let mut faults = Vec::new();
        for (path, page) in &self.pages {
            for (selector, attribute) in ADDRESSES {
                for address in attributes(page, selector, attribute) {
                    self.follow(path, address, &mut faults);
                }
            }
        }
        for path in self.tree.paths() {
            if path.starts_with("api/") {
                self.follow_json(path, &self.tree.json(path), &mut faults);
            } else if path.ends_with(".xml") {
                let text = self.tree.text(path);
                let quoted = text
                    .split("href=\"")
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next());
                let located = text
                    .split("<loc>")
                    .skip(1)
                    .filter_map(|rest| rest.split('<').next());
                for address in quoted.chain(located) {
                    self.follow(path, &address.replace("&amp;", "&"), &mut faults);
                }
            } else if path == "_redirects" {
                for address in self
                    .tree
                    .text(path)
                    .lines()
                    .filter_map(|line| line.split(' ').nth(1))
                {
                    self.follow(path, address, &mut faults);
                }
            } else if path == "robots.txt" {
                for address in self
                    .tree
                    .text(path)
                    .lines()
                    .filter_map(|line| line.strip_prefix("Sitemap: "))
                {
                    self.follow(path, address, &mut faults);
                }
            }
        }
        faults
    }

    fn follow_json(&self, path: &str, value: &Value, faults: &mut Faults) {
        match value {
            Value::String(text) if text.contains("href=\"") => {
                let html = Html::parse_fragment(text);
                for address in attributes(&html, "[href]", "href") {
                    // An anchor alone is one of the page that the answer stands on.
                    if !address.starts_with('#') {
                        self.follow(path, address, faults);
                    }
                }
            }
            Value::String(text) if text.starts_with(self.origin()) => {
                self.follow(path, text, faults)
            }
            Value::Array(values) => values
                .iter()
                .for_each(|value| self.follow_json(path, value, faults)),
            Value::Object(map) => map
                .values()
                .for_each(|value| self.follow_json(path, value, faults)),
            _ => {}
        }
    }
}
