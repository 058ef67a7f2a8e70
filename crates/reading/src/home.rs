//! Where addresses lead, as the URL Standard has it.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use url::{Origin, Url};

/// The site that pages are published on.
#[derive(Debug, Clone)]
pub struct Home {
    url: Url,
    origin: Origin,
}

/// Where an address leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Target {
    /// To the page itself, or to an anchor on it.
    Here(Option<Box<str>>),
    /// To the same origin: path with query, and the anchor there.
    Own(Box<str>, Option<Box<str>>),
    /// To another origin, or to another scheme or port of the same host: the whole URL.
    Foreign(Box<str>),
    /// To no server: `mailto:`, `tel:`, `data:`, `blob:`, `javascript:` and the like.
    Opaque(Box<str>),
    /// Nowhere: no browser can make a URL of it.
    Nowhere(Box<str>),
}

impl Target {
    /// The scheme of an address that leads to no server.
    pub fn scheme(&self) -> Option<&str> {
        match self {
            Target::Opaque(url) => url.split_once(':').map(|(scheme, _)| scheme),
            _ => None,
        }
    }

    /// The anchor that it leads to, percent escapes resolved.
    pub fn anchor(&self) -> Option<Cow<'_, str>> {
        match self {
            Target::Here(anchor) | Target::Own(_, anchor) => {
                Some(percent_decode_str(anchor.as_deref()?).decode_utf8_lossy())
            }
            _ => None,
        }
    }

    /// The address as text.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Target::Here(None) => "".into(),
            Target::Here(Some(anchor)) => format!("#{anchor}").into(),
            Target::Own(path, None) => (&**path).into(),
            Target::Own(path, Some(anchor)) => format!("{path}#{anchor}").into(),
            Target::Foreign(text) | Target::Opaque(text) | Target::Nowhere(text) => {
                (&**text).into()
            }
        }
    }
}

impl Home {
    /// A site by its address: `https://help.example.com` or `https://example.com/help`.
    ///
    /// # Errors
    ///
    /// The address is no URL, or none that pages can be published at.
    pub fn new(base_url: &str) -> Result<Home, url::ParseError> {
        let url = Url::parse(base_url)?;
        let origin = url.origin();
        if !origin.is_tuple() {
            return Err(url::ParseError::EmptyHost);
        }
        Ok(Home { url, origin })
    }

    /// The address of the site, as the URL Standard writes it.
    pub fn text(&self) -> &str {
        self.url.as_str()
    }

    fn base_path(&self) -> &str {
        self.url.path().trim_end_matches('/')
    }

    /// The path on the host of a path within the site.
    ///
    /// ```
    /// use candor_reading::Home;
    ///
    /// let home = Home::new("https://example.com/help")?;
    /// assert_eq!(home.path_of("/faq/"), "/help/faq/");
    /// assert_eq!(home.path_of("style.css"), "/help/style.css");
    /// assert_eq!(home.within("/help/faq/"), Some("/faq/"));
    /// assert_eq!(home.within("/helpless/"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn path_of(&self, path: &str) -> String {
        format!("{}/{}", self.base_path(), path.trim_start_matches('/'))
    }

    /// The path within the site of a path on the host, if that belongs to the site.
    pub fn within<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.base_path())
            .filter(|rest| rest.starts_with('/'))
    }

    /// Where an address leads that stands on the page at `path`.
    ///
    /// ```
    /// use candor_reading::{Home, Target};
    ///
    /// let home = Home::new("https://help.example.com")?;
    /// let own = |text| matches!(home.target("/faq/", text), Target::Own(..));
    /// assert!(own("../contact/") && own("//help.example.com:443/") && own("HTTPS://HELP.EXAMPLE.COM/"));
    /// assert!(!own("https://help.example.com.evil.example/"));
    /// assert!(!own("https://help.example.com@evil.example/") && !own("\\\\evil.example") && !own("/\t/evil.example"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn target(&self, path: &str, address: &str) -> Target {
        Base::of_page(self, path).target(address).0
    }
}

/// What addresses of one page are relative to.
#[derive(Debug)]
pub(crate) struct Base<'h> {
    home: &'h Home,
    path: &'h str,
    /// The URL of the page or of its `<base>`, once something needs it.
    url: Option<Url>,
    is_moved: bool,
}

impl<'h> Base<'h> {
    pub(crate) fn of_page(home: &'h Home, path: &'h str) -> Base<'h> {
        Base {
            home,
            path,
            url: None,
            is_moved: false,
        }
    }

    /// Whether a `<base>` was seen.
    pub(crate) fn is_moved(&self) -> bool {
        self.is_moved
    }

    /// Takes a `<base href>` in; the first one counts.
    pub(crate) fn shift(&mut self, href: &str) {
        if !self.is_moved {
            self.is_moved = true;
            // One that cannot be used, or leads to no server, changes nothing.
            let moved = self.page().join(href).ok();
            if let Some(url) = moved.filter(|url| !matches!(url.scheme(), "data" | "javascript")) {
                self.url = Some(url);
            }
        }
    }

    fn page(&mut self) -> &Url {
        let Base {
            home, path, url, ..
        } = self;
        url.get_or_insert_with(|| home.url.join(path).unwrap_or_else(|_| home.url.clone()))
    }

    /// Where an address leads, and whether it leads there from every page without a `<base>`.
    pub(crate) fn target(&mut self, address: &str) -> (Target, bool) {
        if !self.is_moved
            && let Some(target) = plain(address)
        {
            return (target, true);
        }
        let is_moved = self.is_moved;
        let home = self.home;
        let page = self.page();
        let Ok(url) = page.join(address) else {
            return (Target::Nowhere(address.into()), true);
        };
        if !is_moved && is_same_document(page, &url) && !begins_with_host(address) {
            return (Target::Here(url.fragment().map(Into::into)), true);
        }
        if url.origin() == home.origin && url.scheme() != "blob" {
            let anchor = url.fragment().map(Into::into);
            let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
            return (Target::Own(path.into(), anchor), false);
        }
        let is_foreign = url.has_host() && url.scheme() != "blob";
        let text = String::from(url).into();
        let target = if is_foreign {
            Target::Foreign(text)
        } else {
            Target::Opaque(text)
        };
        (target, true)
    }
}

/// Whether an address begins with a scheme or a path: it names a page, even if it is the same one.
fn begins_with_host(address: &str) -> bool {
    let first = address
        .trim_start_matches(|c: char| c <= ' ')
        .bytes()
        .next();
    !matches!(first, None | Some(b'#'))
}

fn is_same_document(page: &Url, url: &Url) -> bool {
    page[..url::Position::AfterQuery] == url[..url::Position::AfterQuery]
}

/// Addresses that are what they look like, in most links: `/path/`, `/path/#anchor` and `#anchor`. Everything else,
/// such as a tab between two slashes, is left to the library.
fn plain(address: &str) -> Option<Target> {
    let (path, anchor) = match address.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (address, None),
    };
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/');
    if !path.bytes().all(is_plain) || !anchor.unwrap_or_default().bytes().all(is_plain) {
        return None;
    }
    let anchor: Option<Box<str>> = anchor.map(Into::into);
    if path.is_empty() {
        return anchor.map(|anchor| Target::Here(Some(anchor)));
    }
    let is_path = path.starts_with('/') && !path.starts_with("//") && !path.contains("/.");
    is_path.then(|| Target::Own(path.into(), anchor))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn home() -> Home {
        Home::new("https://help.example.com/help").unwrap()
    }

    #[test]
    fn foreign_addresses_in_disguise() {
        let home = home();
        for address in [
            "https://evil.example/x.js",
            "HTTPS://evil.example/x.js",
            "https://help.example.com.evil.example/x.js",
            "https://help.example.com@evil.example/x.js",
            "https://help.example.com:password@evil.example/",
            "//evil.example/x.js",
            "\\\\evil.example/x.js",
            "/\\evil.example/x.js",
            "\\/evil.example/x.js",
            " \n//evil.example/x.js",
            "/\t/evil.example/x.js",
            "ht\ntps://evil.example/x.js",
            "https:evil.example/x.js\u{0}",
            "https:/\\evil.example",
            "https://help.example.com:8443/x.js",
            "http://help.example.com/x.js",
            "ftp://help.example.com/x",
            "wss://help.example.com/x",
            "https://hélp.example.com/",
        ] {
            let target = home.target("/help/faq/", address);
            match address {
                // A scheme of the same kind without slashes is relative.
                "https:evil.example/x.js\u{0}" => {
                    assert!(matches!(target, Target::Own(..)), "{target:?}")
                }
                _ => assert!(
                    matches!(target, Target::Foreign(_)),
                    "{address:?}: {target:?}"
                ),
            }
        }
    }

    #[test]
    fn own_addresses_in_disguise() {
        let home = home();
        for address in [
            "/x.js",
            "x.js",
            "../x.js",
            "https://help.example.com/x.js",
            "HTTPS://HELP.EXAMPLE.COM/x.js",
            "https://help.example.com:443/x.js",
            "//help.example.com/x.js",
            "https://you@help.example.com/x.js",
            "https:x.js",
            " /x.js\n",
            "?q=1",
        ] {
            let target = home.target("/help/faq/", address);
            assert!(matches!(target, Target::Own(..)), "{address:?}: {target:?}");
        }
    }

    #[test]
    fn others() {
        let home = home();
        let target = |address| home.target("/help/faq/", address);
        assert_eq!(target(""), Target::Here(None));
        assert_eq!(target("#a%20b").anchor().as_deref(), Some("a b"));
        assert_eq!(
            target("/help/faq/#x"),
            Target::Own("/help/faq/".into(), Some("x".into()))
        );
        assert_eq!(target("tel:+1"), Target::Opaque("tel:+1".into()));
        assert_eq!(target(" JavaScript:x()").scheme(), Some("javascript"));
        assert_eq!(
            target("blob:https://help.example.com/1").scheme(),
            Some("blob")
        );
        assert_eq!(target("data:text/html,x").scheme(), Some("data"));
        assert!(matches!(target("https://[::1"), Target::Nowhere(_)));
        assert!(Home::new("mailto:a@example.com").is_err());
    }

    #[test]
    fn a_base_moves_everything_but_own_names() {
        let home = home();
        let mut base = Base::of_page(&home, "/help/faq/");
        base.shift("https://evil.example/a/");
        base.shift("https://help.example.com/");
        assert_eq!(
            base.target("x.js").0,
            Target::Foreign("https://evil.example/a/x.js".into())
        );
        assert_eq!(
            base.target("#x").0,
            Target::Foreign("https://evil.example/a/#x".into())
        );
        assert!(matches!(
            base.target("https://help.example.com/x").0,
            Target::Own(..)
        ));
    }

    proptest! {
        /// The short way gives what the library gives.
        #[test]
        fn plain_addresses_are_what_they_look_like(address in "[#/.a~_-]{0,12}|/[a-zA-Z0-9/._~%\\\\-]{0,20}(#[a-z0-9.%-]{0,5})?") {
            if let Some(target) = plain(&address) {
                let home = home();
                let page = home.url.join("/help/faq/").unwrap();
                let url = page.join(&address).unwrap();
                let anchor = url.fragment().map(Into::into);
                let expected = if address.starts_with('#') {
                    Target::Here(anchor)
                } else {
                    Target::Own(url.path().into(), anchor)
                };
                prop_assert_eq!(target, expected);
            }
        }
    }
}
