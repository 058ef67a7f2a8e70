//! `robots.txt`, and the file from which hosts take headers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::plan::Artifact;
use crate::site::Site;

/// What browsers may load and do: only what comes from the site itself.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
img-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; \
base-uri 'none'; frame-ancestors 'none'";

/// The two files.
pub fn files<'s>(site: &Site<'_>) -> Vec<Artifact<'s>> {
    vec![
        Artifact::bytes("robots.txt", robots(site).into_bytes()),
        Artifact::bytes("_headers", headers(site).into_bytes()),
    ]
}

fn robots(site: &Site<'_>) -> String {
    if site.mode.is_marked() {
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    let (origin, base_path) = site.config.origin_and_base_path();
    format!("User-agent: *\nAllow: /\n\nSitemap: {origin}{base_path}/sitemap.xml\n")
}

/// The format that Netlify and Cloudflare Pages read.
fn headers(site: &Site<'_>) -> String {
    let base = &site.addresses.base_path;
    let mut out = format!(
        "{base}/*\n  Content-Security-Policy: {CONTENT_SECURITY_POLICY}\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: strict-origin-when-cross-origin\n  \
         Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=()\n  \
         Strict-Transport-Security: max-age=31536000\n"
    );
    if site.mode.is_marked() {
        out.push_str("  X-Robots-Tag: noindex\n");
    }
    // Without this, browsers guess how long a page stays as it is.
    for pages in where_pages_are(site) {
        let _ = write!(
            out,
            "\n{base}{pages}\n  Cache-Control: public, max-age=0, must-revalidate\n"
        );
    }
    // Names under assets/ change with their content.
    let _ = write!(
        out,
        "\n{base}/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
    );
    // So do those under search/, but for the root of each language. Hosts join the values of all rules
    // that match, and no pattern takes the others without it: browsers ask whether they changed, which brings no bytes.
    let _ = write!(
        out,
        "\n{base}/search/:lang/index.json\n  Cache-Control: no-cache\n"
    );
    let _ = write!(
        out,
        "\n{base}/api/*\n  Access-Control-Allow-Origin: *\n  Cache-Control: public, max-age=300\n"
    );
    out
}

/// Cloudflare Pages reads 100 rules of `_headers`.
const RULES: usize = 80;

/// Patterns that take every page and no file of `assets/`, `api/` or `search/`: hosts join the values of all rules that
/// match. `/*/` is none, since Netlify passes over a slash at the end.
fn where_pages_are(site: &Site<'_>) -> BTreeSet<String> {
    let mut folders: BTreeMap<&str, bool> = BTreeMap::new();
    for page in site.all_pages() {
        let Some(within) = page
            .address()
            .strip_prefix('/')
            .and_then(|path| path.strip_suffix('/'))
        else {
            continue;
        };
        let (folder, rest) = within.split_once('/').unwrap_or((within, ""));
        *folders.entry(folder).or_default() |= !rest.is_empty();
    }
    let own = ["assets", "api", "search"];
    let patterns =
        folders.into_iter().map(
            |(folder, has_more)| match has_more && !own.contains(&folder) {
                true => format!("/{folder}/*"),
                false => format!("/{folder}/"),
            },
        );
    std::iter::once("/".to_owned())
        .chain(patterns)
        .take(RULES)
        .collect()
}
