//! Raw HTML in Markdown, cleaned by an allow-list.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ammonia::Builder;

/// Attributes that Candor's own markup of a section uses.
const OWN_ATTRIBUTES: &[&str] = &[
    "class",
    "id",
    "role",
    "tabindex",
    "aria-label",
    "aria-labelledby",
    "aria-hidden",
    "loading",
    "decoding",
];
/// Let through the scheme filter so that they can be reported instead of vanishing.
const REPORTED_SCHEMES: &[&str] = &["javascript", "data", "vbscript", "blob", "file"];

fn is_link(attribute: &str) -> bool {
    matches!(attribute, "href" | "src" | "cite")
}

/// The link targets in a piece of HTML with the elements that they stand on, in
/// order, without repeats.
pub fn link_targets(html: &str) -> Vec<(String, String)> {
    let seen = Arc::new(Mutex::new(Vec::<(String, String)>::new()));
    let sink = Arc::clone(&seen);
    builder()
        .attribute_filter(move |element, attribute, value| {
            if is_link(attribute) {
                let mut seen = sink.lock().unwrap_or_else(PoisonError::into_inner);
                let found = (element.to_owned(), value.to_owned());
                if !seen.contains(&found) {
                    seen.push(found);
                }
            }
            Some(Cow::Borrowed(value))
        })
        .clean(html);
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.clone()
}

/// Cleans HTML and replaces link targets; a target mapped to `None` is dropped.
pub fn clean(html: &str, targets: BTreeMap<String, Option<String>>) -> String {
    builder()
        .attribute_filter(move |_, attribute, value| {
            if !is_link(attribute) {
                return Some(Cow::Borrowed(value));
            }
            match targets.get(value) {
                Some(Some(replacement)) => Some(Cow::Owned(replacement.clone())),
                Some(None) => None,
                None => Some(Cow::Borrowed(value)),
            }
        })
        .clean(html)
        .to_string()
}

/// HTML with its tags and comments blanked: what is left stands where it stood.
pub fn without_markup(html: &str) -> String {
    let mut shown = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, markup) = rest.split_at(at);
        shown.push_str(text);
        let end = if markup.starts_with("<!--") {
            markup.find("-->").map(|end| end + 3)
        } else {
            markup.find('>').map(|end| end + 1)
        };
        let end = end.unwrap_or(markup.len());
        shown.extend(std::iter::repeat_n(' ', end));
        rest = &markup[end..];
    }
    shown.push_str(rest);
    shown
}

fn builder() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .add_generic_attributes(OWN_ATTRIBUTES)
        .add_tag_attributes("th", &["scope"])
        .add_url_schemes(REPORTED_SCHEMES)
        .add_url_schemes(&["sms"])
        .link_rel(None);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_without_markup_stands_where_it_stood() {
        for (html, shown) in [
            ("<b>Call</b> us", "   Call     us"),
            ("a<!-- > --><i", "a            "),
            ("1 > 0", "1 > 0"),
        ] {
            assert_eq!(without_markup(html), shown);
        }
    }

    #[test]
    fn scripts_styles_and_handlers_are_dropped_and_links_are_seen() {
        let html = r#"<p onclick="x()" style="color:red">Hi <script>alert(1)</script><a href="javascript:x">a</a><b>b</b></p>"#;
        assert_eq!(
            link_targets(html),
            [("a".to_owned(), "javascript:x".to_owned())]
        );
        let cleaned = clean(html, BTreeMap::from([("javascript:x".to_owned(), None)]));
        assert_eq!(cleaned, "<p>Hi <a>a</a><b>b</b></p>");
    }
}
