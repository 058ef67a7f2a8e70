//! How hosts read the two addresses of a redirect, and what they cannot read.
//!
//! The formats are those of Netlify (docs.netlify.com, "Redirects and rewrites") and Cloudflare Pages
//! (developers.cloudflare.com, "Redirects"): one rule a line, its parts apart by blanks. A rule may end in `/*`, which
//! stands for any rest and is called `:splat` in the target, and any part may be a placeholder such as `:year`.

use url::Url;

/// What is wrong with an address, and what to do.
pub type Problem = (String, &'static str);

/// What stands for the rest of an address in a target.
const SPLAT: &str = "splat";

/// What hosts could not make of the address that a redirect leads from.
pub fn source_problem(from: &str) -> Option<Problem> {
    let problem = |what: &str, help| Some((format!("`{}` {what}", shown(from)), help));
    if has_blank(from) {
        return problem(
            "holds a blank or a line break, at which hosts end an address",
            "Write a path without blanks, such as /help/frozen/; a blank in an old address is written %20.",
        );
    }
    if !from.starts_with('/') || from.contains("//") || from.contains('\\') {
        return problem(
            "is no address of this site",
            "Write a path that begins with a slash, such as /help/frozen/.",
        );
    }
    if from.contains(['?', '#']) {
        return problem(
            "holds a query or an anchor, at which hosts do not look",
            "Write the path alone: what stands behind `?` or `#` is cut off by some hosts, and matches never on others.",
        );
    }
    if parts(from).any(|part| matches!(part, "." | "..")) {
        return problem(
            "climbs, and no browser asks for it",
            "Write the path as it stands in the browser, such as /help/frozen/.",
        );
    }
    let (before, _) = from.split_at(from.strip_suffix("/*").map_or(from.len(), str::len));
    if before.contains('*') {
        return problem(
            "holds a `*` that hosts do not read the same way",
            "Write `*` once, as the last part of the path, such as /help/*.",
        );
    }
    let is_odd = |part: &str| match part.strip_prefix(':') {
        Some(name) => !is_name(name),
        None => part.contains(':'),
    };
    if parts(before).any(is_odd) {
        return problem(
            "holds a colon, which hosts read as a placeholder",
            "A placeholder is a whole part of the path, such as /blog/:year/; write another colon as %3A.",
        );
    }
    None
}

/// What hosts could not make of the address that a redirect leads to.
pub fn target_problem(from: &str, to: &str) -> Option<Problem> {
    let problem = |what: &str, help| Some((format!("`{}` {what}", shown(to)), help));
    if has_blank(to) {
        return problem(
            "holds a blank or a line break, at which hosts end an address",
            "Write the address without blanks; one that belongs to it is written %20.",
        );
    }
    let is_path = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\');
    if !is_path && !is_whole_https(to) {
        return problem(
            "is neither an address of this site nor a whole https address",
            "Redirect to an address of this site, such as /faq/fees/, or to an https address, such as https://www.example.com/fees.",
        );
    }
    let unknown = placeholders(to).find(|name| {
        if *name == SPLAT {
            !from.ends_with("/*")
        } else {
            !parts(from).any(|part| part.strip_prefix(':') == Some(name))
        }
    });
    if let Some(name) = unknown {
        return Some((
            format!(
                "`{}` holds :{name}, which `{}` does not",
                shown(to),
                shown(from)
            ),
            "`:splat` stands for what `*` matches at the end of `from`; any other placeholder must stand there under the same name.",
        ));
    }
    None
}

/// Whether a redirect leads from many addresses.
pub fn is_pattern(from: &str) -> bool {
    from.ends_with("/*") || parts(from).any(|part| part.starts_with(':'))
}

/// The names of what stands for something else in a target.
pub fn placeholders(to: &str) -> impl Iterator<Item = &str> {
    let path = to.strip_prefix("https://").unwrap_or(to);
    let path = path.find('/').map_or("", |at| &path[at..]);
    path.split(':').skip(1).filter_map(|rest| {
        let end = rest
            .find(|c: char| !is_name_character(c))
            .unwrap_or(rest.len());
        let name = &rest[..end];
        is_name(name).then_some(name)
    })
}

/// An address as all forms of it have it in common: without a slash at its end, and without `index.html`.
pub fn key(address: &str) -> &str {
    let address = match address.strip_suffix("index.html") {
        Some(folder) if folder.ends_with('/') => folder,
        _ => address,
    };
    address.strip_suffix('/').unwrap_or(address)
}

/// Whether a pattern leads from an address.
pub fn covers(from: &str, address: &str) -> bool {
    let mut wanted = parts(from);
    let mut given = parts(key(address));
    loop {
        match (wanted.next(), given.next()) {
            (Some("*"), _) | (None, None) => return true,
            (Some(name), Some(_)) if name.starts_with(':') => {}
            (Some(one), Some(other)) if one == other => {}
            _ => return false,
        }
    }
}

/// What a pattern begins with, word for word.
pub fn literal(from: &str) -> &str {
    let end = from.find("/:").unwrap_or(from.len());
    from[..end].trim_end_matches('*')
}

/// In which order hosts must find patterns, of which the first that matches counts: the narrower first.
pub fn breadth(from: &str) -> impl Ord + use<> {
    let fixed = parts(from)
        .take_while(|part| !part.starts_with(':') && *part != "*")
        .count();
    let all = parts(from).count();
    (
        std::cmp::Reverse(fixed),
        from.ends_with("/*"),
        std::cmp::Reverse(all),
    )
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

fn has_blank(text: &str) -> bool {
    text.contains(|c: char| c.is_whitespace() || c.is_control())
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_name_character)
}

fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Whether it is an https address with a host that can be one.
fn is_whole_https(to: &str) -> bool {
    let Some(rest) = to.strip_prefix("https://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !host.contains('@')
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !to.contains('\\')
        && Url::parse(to).is_ok_and(|url| url.host_str().is_some())
}

fn shown(text: &str) -> String {
    candor_model::findings::printable(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_that_hosts_cannot_read_are_told() {
        for bad in [
            "help/",
            "/a b/",
            "/a\n/b",
            "/a\u{a0}b",
            "//x/",
            "/a//b",
            "/faq/?q=1",
            "/faq/#x",
            "/a/*/b",
            "/a*",
            "/*/",
            "/a:b/",
            "/:/",
            "/:1/",
            "/a/../b/",
            "/a\\b",
            "https://example.com/a",
            "",
        ] {
            assert!(source_problem(bad).is_some(), "{bad:?}");
        }
        for good in [
            "/",
            "/a",
            "/a/b.php",
            "/*",
            "/a/*",
            "/:year/:month/x",
            "/años/",
            "/a%20b/",
        ] {
            assert_eq!(source_problem(good), None, "{good}");
        }
    }

    #[test]
    fn targets_that_hosts_cannot_read_are_told() {
        for bad in [
            ("/a/", "/faq/ x"),
            ("/a/", "/faq/#x\n/b /c"),
            ("/a/", "https://"),
            ("/a/", "https:///x"),
            ("/a/", "//example.com/"),
            ("/a/", "http://example.com/"),
            ("/a/", "https://example"),
            ("/a/", "https://u@example.com/"),
            ("/a/", "faq/fees/"),
            ("/a/", "/b/:splat"),
            ("/a/:x/", "/b/:y/"),
            ("/a/", "/\\example.com"),
            ("/a/", ""),
            ("/a/", "https://.com/"),
        ] {
            assert!(target_problem(bad.0, bad.1).is_some(), "{bad:?}");
        }
        for good in [
            ("/a/", "/faq/fees/#x"),
            ("/a/", "https://example.com"),
            ("/a/*", "/b/:splat"),
            ("/a/:x/", "/b/:x/"),
            ("/a/", "https://example.com:8443/a?b=c:d"),
            ("/a/", "/search/?q=fees"),
            ("/a/", "https://müller.example/"),
        ] {
            assert_eq!(target_problem(good.0, good.1), None, "{good:?}");
        }
    }

    #[test]
    fn patterns_cover_what_hosts_match() {
        for (from, address) in [
            ("/*", "/"),
            ("/*", "/faq/fees/"),
            ("/faq/*", "/faq/"),
            ("/faq/*", "/faq"),
            ("/faq/:x", "/faq/fees/"),
            ("/:a/:b/", "/faq/fees/index.html"),
        ] {
            assert!(covers(from, address), "{from} {address}");
        }
        for (from, address) in [
            ("/faq/*", "/faqs/"),
            ("/faq/:x", "/faq/"),
            ("/faq/:x/y", "/faq/fees/"),
            ("/a/*", "/"),
        ] {
            assert!(!covers(from, address), "{from} {address}");
        }
        let mut rules = ["/*", "/help/*", "/help/:x/", "/help/a/*", "/:x/b"];
        rules.sort_by_key(|from| breadth(from));
        assert_eq!(rules, ["/help/a/*", "/help/:x/", "/help/*", "/:x/b", "/*"]);
        assert_eq!(
            ["/faq/fees", "/faq/fees/", "/faq/fees/index.html"].map(key),
            ["/faq/fees"; 3]
        );
        assert_eq!(
            ["/help/*", "/help/:x/y", "/*"].map(literal),
            ["/help/", "/help", "/"]
        );
    }
}
