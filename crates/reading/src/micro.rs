//! Small grammars inside of attributes.

/// The addresses of a `srcset`, as the HTML Standard parses it. Candidates with descriptors that make no sense are
/// given, too.
pub(crate) fn srcset(value: &str) -> Vec<&str> {
    let mut addresses = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return addresses;
        }
        let end = rest
            .find(|c: char| c.is_ascii_whitespace())
            .unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let bare = address.trim_end_matches(',');
        addresses.push(bare);
        rest = if bare.len() < address.len() {
            after
        } else {
            after_descriptors(after)
        };
    }
}

/// What follows the comma that ends a candidate's descriptors; one in brackets does not.
fn after_descriptors(text: &str) -> &str {
    let mut is_in_brackets = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => is_in_brackets = true,
            b')' => is_in_brackets = false,
            b',' if !is_in_brackets => return &text[at + 1..],
            _ => {}
        }
    }
    ""
}

/// The address that `<meta http-equiv=refresh content>` leads to, as the HTML Standard parses it. None when it loads the
/// same page again.
pub(crate) fn refresh(content: &str) -> Option<&str> {
    let rest = content.trim_ascii_start();
    let after_digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if after_digits.len() == rest.len() && !rest.starts_with('.') {
        return None;
    }
    let rest = after_digits.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if !rest.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, ';' | ',')) {
        return None;
    }
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix([';', ',']).unwrap_or(rest);
    let rest = rest.trim_ascii_start();
    let address = after_url_sign(rest).unwrap_or(rest);
    let address = match address.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let inner = &address[1..];
            inner.split(quote).next().unwrap_or(inner)
        }
        _ => address,
    };
    (!address.is_empty()).then_some(address)
}

fn after_url_sign(text: &str) -> Option<&str> {
    let head = text.get(..3)?;
    let rest = text[3..].trim_ascii_start();
    let after = rest.strip_prefix('=')?;
    head.eq_ignore_ascii_case("url")
        .then(|| after.trim_ascii_start())
}

/// Words of `rel` with which a `<link>` only says something. What is none of these may be fetched.
const SAYS: &[&str] = &[
    "alternate",
    "amphtml",
    "archives",
    "author",
    "bookmark",
    "canonical",
    "contents",
    "copyright",
    "external",
    "first",
    "glossary",
    "help",
    "home",
    "hub",
    "index",
    "last",
    "license",
    "me",
    "next",
    "nofollow",
    "noopener",
    "noreferrer",
    "pingback",
    "prev",
    "previous",
    "privacy-policy",
    "profile",
    "search",
    "self",
    "shortlink",
    "start",
    "tag",
    "terms-of-service",
    "up",
    "webmention",
];

/// Whether a `<link>` with such a `rel` makes a browser fetch something or prepare to.
pub(crate) fn rel_loads(rel: &str) -> bool {
    rel.split_ascii_whitespace()
        .any(|word| !SAYS.iter().any(|says| word.eq_ignore_ascii_case(says)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_pictures() {
        assert_eq!(srcset("a.png, b.png 2x"), ["a.png", "b.png"]);
        assert_eq!(
            srcset(" ,a.png,,\nb.png 1x (x, y), c,d"),
            ["a.png", "b.png", "c,d"]
        );
        assert_eq!(srcset("data:image/png,x 1x"), ["data:image/png,x"]);
        assert_eq!(srcset(" "), [""; 0]);
    }

    #[test]
    fn refreshes() {
        for (content, expected) in [
            ("0;url=/x", Some("/x")),
            ("5; URL = 'https://e/x' y", Some("https://e/x")),
            ("1.5, /x", Some("/x")),
            (".5 /x", Some("/x")),
            ("0;url=\"/x", Some("/x")),
            ("0; urn:x", Some("urn:x")),
            ("5", None),
            ("5;", None),
            ("x;url=/x", None),
            ("5x;url=/x", None),
        ] {
            assert_eq!(refresh(content), expected, "{content}");
        }
    }

    #[test]
    fn relations() {
        assert!(
            rel_loads("stylesheet") && rel_loads("alternate STYLESHEET") && rel_loads("PRELOAD")
        );
        assert!(rel_loads("shortcut icon") && rel_loads("something-new"));
        assert!(!rel_loads("Canonical") && !rel_loads("") && !rel_loads("me nofollow"));
    }
}
