//! What a link in Markdown leads to.

use candor_model::address::{Address, Addresses, Target};
use candor_model::findings::{Finding, nearest};

/// Where a link leads, as far as one page can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// A page of the site and perhaps an anchor on it (checked once all pages are parsed).
    Page {
        /// The page's address.
        address: Address,
        /// The anchor, without `#`.
        anchor: Option<String>,
    },
    /// An anchor on the page itself.
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
    if let Some(scheme) = scheme(target) {
        return resolve_scheme(target, &scheme);
    }
    let (path, anchor) = match target.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (target, None),
    };
    let path = percent_decode(path);
    let found = if let Some(rest) = path.strip_prefix('/') {
        by_address(rest, addresses)
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
        Some(Target::Page(address)) => Ok(Resolved::Page { address, anchor }),
        Some(Target::Asset(address)) => Ok(Resolved::Asset(address)),
        None => Err(not_found(target, &path, from, addresses)),
    }
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
