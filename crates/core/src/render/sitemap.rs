//! `sitemap.xml` (sitemaps.org protocol 0.9, with language alternates).

use std::fmt::Write as _;

use super::plan::{Artifact, PageEntry};
use crate::site::Site;

/// The protocol allows 50,000 addresses a file.
const ADDRESSES_A_FILE: usize = 50_000;

const HEADER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// One file, or an index and its parts when there are too many pages for one.
pub fn files<'s>(site: &Site<'_>, entries: &[&PageEntry]) -> Vec<Artifact<'s>> {
    let mut indexable: Vec<&PageEntry> = entries
        .iter()
        .copied()
        .filter(|entry| entry.indexable)
        .collect();
    indexable.sort_by(|a, b| a.address.cmp(&b.address));
    if indexable.len() <= ADDRESSES_A_FILE {
        return vec![Artifact::bytes(
            "sitemap.xml",
            url_set(&indexable).into_bytes(),
        )];
    }
    let (origin, _) = site.config.origin_and_base_path();
    let mut files = Vec::new();
    let mut index =
        format!("{HEADER}<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (at, chunk) in indexable.chunks(ADDRESSES_A_FILE).enumerate() {
        let name = format!("sitemap-{}.xml", at + 1);
        let url = format!("{origin}{}", site.addresses.href(&format!("/{name}")));
        // Writing to a string cannot fail.
        let _ = writeln!(index, "<sitemap><loc>{}</loc></sitemap>", escaped(&url));
        files.push(Artifact::bytes(name, url_set(chunk).into_bytes()));
    }
    index.push_str("</sitemapindex>\n");
    files.push(Artifact::bytes("sitemap.xml", index.into_bytes()));
    files
}

fn url_set(entries: &[&PageEntry]) -> String {
    let mut out = format!(
        "{HEADER}<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"
    );
    for entry in entries {
        let _ = write!(out, "<url><loc>{}</loc>", escaped(&entry.url));
        if let Some(updated) = &entry.updated {
            let _ = write!(out, "<lastmod>{updated}</lastmod>");
        }
        if entry.alternates.len() > 1 {
            for (lang, url) in &entry.alternates {
                let _ = write!(
                    out,
                    "<xhtml:link rel=\"alternate\" hreflang=\"{lang}\" href=\"{}\"/>",
                    escaped(url)
                );
            }
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// Addresses in XML: non-ASCII characters percent-encoded, markup escaped.
fn escaped(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    let _ = pulldown_cmark_escape::escape_href(&mut out, url);
    out
}
