//! What a link in Markdown leads to.

use candor_model::address::{Address, Addresses, Target};
use candor_model::findings::{Finding, nearest};
use unicode_normalization::UnicodeNormalization;

/// Where a link leads, as far as one page can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// A page of the site and perhaps an anchor on it (checked once all pages are parsed).
    Page {
        /// The page's address.
        address: Address,
        /// What stands behind a `?`, which the path does not hold.
        query: Option<String>,
        /// The anchor as written, without `#`.
        anchor: Option<String>,
    },
    /// An anchor on the page itself, as written.
    Here(String),
    /// A file that is copied.
    Asset(Address),
    /// Somewhere else: `https:`, `mailto:`, `tel:` or `sms:`.
    Elsewhere(String),
}

/// Where a link stands.
#[derive(Debug, Clone, Copy)]
pub struct From<'a> {
    /// Site-relative path of the source file.
    pub file: &'a str,
    /// Language of the page.
    pub lang: &'a str,
}

/// Schemes that leave the site on purpose.
const SCHEMES: &[&str] = &["https", "mailto", "tel", "sms"];
/// Schemes that run or embed something.
const UNSAFE_SCHEMES: &[&str] = &["javascript", "data", "vbscript", "blob", "file"];

/// Resolves a link target.
///
/// # Errors
///
/// A finding without a place, which the caller adds.
pub fn resolve(
    target: &str,
    from: From<'_>,
    addresses: &Addresses,
) -> Result<Resolved, Box<Finding>> {
    let target = target.trim();
    if let Some(anchor) = target.strip_prefix('#') {
        return Ok(Resolved::Here(anchor.to_owned()));
    }
    if target.is_empty() {
        return Err(broken(
            "this link has no target".to_owned(),
            "Write where it leads between the parentheses.",
        ));
    }
    if target.starts_with("//") {
        return Err(broken(
            format!("`{target}` has no scheme"),
            "Write the whole address, beginning with https://.",
        ));
    }
    let own = addresses.own_path(target);
    if let Some(scheme) = scheme(target).filter(|_| own.is_none()) {
        return resolve_scheme(target, &scheme);
    }
    let (path, anchor) = match own.unwrap_or(target).split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (own.unwrap_or(target), None),
    };
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (path, None),
    };
    let path = percent_decode(path);
    let found = if let Some(rest) = path.strip_prefix('/') {
        if is_made(rest) {
            return Ok(Resolved::Elsewhere(addresses.href(&path)));
        }
        by_address(rest, addresses)
    } else if own.is_some() {
        by_address("", addresses)
    } else if path.is_empty() {
        // Only a query: the page itself.
        addresses.by_source(from.file, from.lang)
    } else {
        let joined = join(from.file, &path).ok_or_else(|| {
            broken(
                format!("`{target}` leads out of the site"),
                "Links between pages stay inside content/.",
            )
        })?;
        addresses.by_source(&joined, from.lang)
    };
    match found {
        Some(Target::Page(address)) => Ok(Resolved::Page {
            address,
            query,
            anchor,
        }),
        Some(Target::Asset(address)) => Ok(Resolved::Asset(address)),
        None => Err(not_found(target, &path, from, addresses)),
    }
}

/// Whether Candor makes a file of this path for machines. What of them is really there depends on the site.
fn is_made(path: &str) -> bool {
    let is_in = |folder: &str, ending: &str| path.starts_with(folder) && path.ends_with(ending);
    matches!(path, "sitemap.xml" | "robots.txt" | "manifest.json")
        || path.ends_with("notices/feed.xml")
        || is_in("api/", ".json")
        || is_in("reports/", ".csv")
}

/// An anchor in the form in which two are compared: percent escapes resolved, as browsers do before they look
/// for an id, and composed.
pub fn compared(anchor: &str) -> String {
    percent_decode(anchor).nfc().collect()
}

/// Accepts `/faq/fees/`, `/faq/fees` and `/faq/fees/index.html`.
fn by_address(rest: &str, addresses: &Addresses) -> Option<Target> {
    let path = rest.strip_suffix("index.html").unwrap_or(rest);
    let exact = format!("/{path}");
    addresses
        .by_address(&exact)
        .or_else(|| addresses.by_address(&format!("{exact}/")))
}

fn resolve_scheme(target: &str, scheme: &str) -> Result<Resolved, Box<Finding>> {
    if UNSAFE_SCHEMES.contains(&scheme) {
        return Err(Box::new(
            Finding::error(
                "markdown.unsafe-link",
                format!("`{scheme}:` links are not allowed"),
            )
            .help("Link to a page of the site or to an https:// address."),
        ));
    }
    if scheme == "http" {
        return Err(broken(
            format!("`{target}` is not encrypted"),
            "Write https:// instead of http://.",
        ));
    }
    if !SCHEMES.contains(&scheme) {
        return Err(broken(
            format!("`{scheme}:` links are not known"),
            "Use https:, mailto:, tel: or sms:, or a path to a page of the site.",
        ));
    }
    if scheme == "https" {
        let host = target["https:".len()..]
            .trim_start_matches('/')
            .split(['/', '?', '#'])
            .next()
            .unwrap_or_default();
        let well_formed = target.starts_with("https://")
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !target.contains(char::is_whitespace);
        if !well_formed {
            return Err(broken(
                format!("`{target}` is not a whole https address"),
                "Write it like https://www.example.com/page.",
            ));
        }
    }
    Ok(Resolved::Elsewhere(target.to_owned()))
}

fn scheme(target: &str) -> Option<String> {
    // Browsers ignore tabs and newlines in a scheme, so an unsafe one must not hide behind them.
    let compact: String = target
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .collect();
    let (scheme, _) = compact.split_once(':')?;
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    valid.then(|| scheme.to_ascii_lowercase())
}

fn broken(message: String, help: &str) -> Box<Finding> {
    Box::new(Finding::error("upkeep.links", message).help(help))
}

fn not_found(target: &str, path: &str, from: From<'_>, addresses: &Addresses) -> Box<Finding> {
    let wanted = join(from.file, path).unwrap_or_else(|| path.to_owned());
    let elsewhere: Vec<&str> = addresses
        .versions(&wanted)
        .into_iter()
        .flat_map(|versions| versions.keys().map(String::as_str))
        .collect();
    let known = addresses.source_paths().filter(|path| *path != wanted);
    let help = match nearest(&wanted, known) {
        _ if !elsewhere.is_empty() => format!(
            "This page exists only in another language: {}.",
            elsewhere.join(", ")
        ),
        Some(near) => format!("Did you mean `{}`?", relative(from.file, near)),
        None => "Name a file relative to this page, such as ../contact.md or fees.md.".to_owned(),
    };
    Box::new(
        Finding::error(
            "upkeep.links",
            format!("`{target}` leads to no page or file"),
        )
        .help(help),
    )
}

/// Joins a relative path to the folder of `file`; `None` when it climbs out of `content/`.
fn join(file: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (parts.first() == Some(&"content")).then(|| parts.join("/"))
}

fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let shared = from
        .iter()
        .zip(&to)
        .take(from.len().min(to.len()) - 1)
        .take_while(|(a, b)| a == b)
        .count();
    let mut parts = vec![".."; from.len() - 1 - shared];
    parts.extend(&to[shared..]);
    parts.join("/")
}

fn percent_decode(path: &str) -> String {
    percent_encoding::percent_decode_str(path)
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Addresses {
        let mut book = Addresses::new(String::new(), "en".to_owned());
        book.insert_page(
            "content/faq/fees.md",
            "content/faq/fees.md",
            "en",
            "/faq/fees/".into(),
        );
        book.insert_page(
            "content/faq/fees.md",
            "content/faq/fees.es.md",
            "es",
            "/es/faq/fees/".into(),
        );
        book.insert_asset("content/form.pdf", "/form.pdf".into());
        book
    }

    fn from(lang: &str) -> From<'_> {
        From {
            file: "content/faq/transfers.md",
            lang,
        }
    }

    #[test]
    fn relative_links_find_the_page_in_the_right_language() {
        let page = |address: &str| {
            Ok(Resolved::Page {
                address: address.into(),
                query: None,
                anchor: Some("where".to_owned()),
            })
        };
        assert_eq!(
            resolve("fees.md#where", from("en"), &book()),
            page("/faq/fees/")
        );
        assert_eq!(
            resolve("fees.md#where", from("es"), &book()),
            page("/es/faq/fees/")
        );
        assert_eq!(
            resolve("./../faq/fees.md#where", from("en"), &book()),
            page("/faq/fees/")
        );
        assert_eq!(
            resolve("/faq/fees#where", from("en"), &book()),
            page("/faq/fees/")
        );
        assert_eq!(
            resolve("../form.pdf", from("en"), &book()),
            Ok(Resolved::Asset("/form.pdf".into()))
        );
    }

    #[test]
    fn queries_and_own_addresses_in_full_lead_where_paths_do() {
        let mut book = book();
        book.origin = "https://help.example".to_owned();
        let to = |target: &str| match resolve(target, from("en"), &book) {
            Ok(Resolved::Page { address, .. }) => address.to_string(),
            Ok(Resolved::Asset(address)) => format!("asset {address}"),
            Ok(Resolved::Elsewhere(_)) => "elsewhere".to_owned(),
            Ok(Resolved::Here(_)) => "here".to_owned(),
            Err(finding) => finding.id.to_string(),
        };
        for target in [
            "fees.md?from=mail#where",
            "/faq/fees/?x",
            "/faq/fees?x#y",
            "https://help.example/faq/fees/",
            "HTTPS://Help.Example:443/faq/fees?x#y",
        ] {
            assert_eq!(to(target), "/faq/fees/", "{target}");
        }
        assert_eq!(to("https://help.example/form.pdf?v=2"), "asset /form.pdf");
        for target in [
            "https://help.example/faq/fee/",
            "https://help.example/no",
            "/no?x=fees",
        ] {
            assert_eq!(to(target), "upkeep.links", "{target}");
        }
        for target in [
            "https://help.example.org/faq/",
            "https://help.example.evil.example/no",
            "https://help.example/notices/feed.xml",
        ] {
            assert_eq!(to(target), "elsewhere", "{target}");
        }
    }

    #[test]
    fn what_cannot_be_followed_is_explained() {
        let id = |target: &str| {
            resolve(target, from("en"), &book())
                .map_err(|finding| (finding.id.to_string(), finding.help.unwrap_or_default()))
        };
        let hint = "Did you mean `fees.md`?".to_owned();
        assert_eq!(id("fee.md"), Err(("upkeep.links".to_owned(), hint)));
        for target in [
            "../../../etc/passwd",
            "http://a.example",
            "https://nodots",
            "//a.example",
            "ftp://a.example",
            "",
        ] {
            assert_eq!(
                id(target).map_err(|e| e.0),
                Err("upkeep.links".to_owned()),
                "{target}"
            );
        }
        for target in [
            "javascript:alert(1)",
            "JaVa\tScript:alert(1)",
            "data:text/html,x",
        ] {
            assert_eq!(
                id(target).map_err(|e| e.0),
                Err("markdown.unsafe-link".to_owned()),
                "{target}"
            );
        }
    }
}
