//! Raw HTML in Markdown: which elements Candor publishes, and the last cleaning by an allow-list.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

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
/// Schemes of links that leave the site on purpose.
const SAFE_SCHEMES: &[&str] = &["https", "mailto", "tel", "sms"];

/// What becomes of an element that somebody writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is published.
    Kept,
    /// Its tags are not, and nobody misses them.
    Neutral,
    /// Its tags are not, and what they did is gone.
    Gone,
    /// So is all that stands in it.
    GoneWithContent,
    /// HTML knows no such element.
    Unknown,
}

/// Elements around others that do nothing that readers see.
const NEUTRAL: &[&str] = &[
    "address", "basefont", "big", "blink", "body", "dialog", "dir", "fieldset", "font", "head",
    "html", "label", "legend", "main", "menu", "multicol", "nobr", "noscript", "optgroup",
    "option", "param", "picture", "rb", "search", "section", "slot", "source", "spacer", "tfoot",
    "track",
];
/// Elements that show or do something which Candor does not publish.
const GONE: &[&str] = &[
    "applet",
    "audio",
    "base",
    "bgsound",
    "button",
    "canvas",
    "command",
    "datalist",
    "embed",
    "fencedframe",
    "form",
    "frame",
    "frameset",
    "input",
    "isindex",
    "keygen",
    "link",
    "listing",
    "marquee",
    "math",
    "meta",
    "meter",
    "object",
    "output",
    "plaintext",
    "portal",
    "progress",
    "select",
    "selectedcontent",
    "svg",
    "textarea",
    "title",
    "video",
    "xmp",
];
/// Of these nothing was ever text for readers.
const GONE_WITH_CONTENT: &[&str] = &[
    "iframe", "noembed", "noframes", "script", "style", "template",
];
/// Elements without an end.
const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "command", "embed", "frame", "hr", "img",
    "input", "keygen", "link", "meta", "param", "source", "track", "wbr",
];
/// Elements in the middle of a sentence.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "blink", "cite", "code", "data", "del",
    "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "noscript", "picture",
    "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "slot", "small", "source", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];
/// Of these, the ones that change what stands in them, up to the end of the section if nothing ends them.
const STYLING: &[&str] = &[
    "a", "b", "big", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp",
    "small", "strike", "strong", "sub", "sup", "tt", "u", "var",
];
/// Attributes that may stand without a value.
const BARE: &[&str] = &[
    "abbr",
    "allowfullscreen",
    "alt",
    "async",
    "autofocus",
    "autoplay",
    "border",
    "checked",
    "cite",
    "class",
    "color",
    "compact",
    "contenteditable",
    "controls",
    "crossorigin",
    "datetime",
    "decoding",
    "default",
    "defer",
    "dir",
    "disabled",
    "download",
    "draggable",
    "formnovalidate",
    "headers",
    "height",
    "hidden",
    "href",
    "hreflang",
    "id",
    "inert",
    "ismap",
    "itemscope",
    "lang",
    "loading",
    "loop",
    "multiple",
    "muted",
    "name",
    "nohref",
    "nomodule",
    "noshade",
    "novalidate",
    "nowrap",
    "open",
    "placeholder",
    "playsinline",
    "popover",
    "readonly",
    "rel",
    "required",
    "reversed",
    "role",
    "rowspan",
    "scope",
    "selected",
    "sizes",
    "span",
    "spellcheck",
    "src",
    "srcset",
    "start",
    "style",
    "summary",
    "tabindex",
    "target",
    "title",
    "translate",
    "type",
    "value",
    "width",
];

/// What becomes of an element.
pub fn fate(name: &str) -> Fate {
    static KEPT: LazyLock<std::collections::BTreeSet<&'static str>> =
        LazyLock::new(|| builder().clone_tags().into_iter().collect());
    if KEPT.contains(name) {
        Fate::Kept
    } else if NEUTRAL.contains(&name) {
        Fate::Neutral
    } else if GONE.contains(&name) {
        Fate::Gone
    } else if GONE_WITH_CONTENT.contains(&name) {
        Fate::GoneWithContent
    } else {
        Fate::Unknown
    }
}

/// Whether an element has no end tag.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// Whether an element begins no block of its own.
pub fn is_inline(name: &str) -> bool {
    INLINE.contains(&name)
}

/// Whether all that follows looks different when an element is not ended.
pub fn is_styling(name: &str) -> bool {
    STYLING.contains(&name)
}

/// Whether a name may stand in a tag without a value: one that may not is a word that somebody wrote.
pub fn may_be_bare(attribute: &str) -> bool {
    BARE.contains(&attribute)
        || attribute.contains(['-', ':', '=', '"', '\'', '/'])
        || attribute.starts_with("on")
}

/// Whether browsers follow a target to the site itself or out of it in a way that runs nothing: read as they read it,
/// without the tabs and newlines in it and the controls around it.
fn is_safe(target: &str, is_picture: bool) -> bool {
    let target: String = target
        .trim_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let end = target
        .find([':', '/', '?', '#', '\\'])
        .unwrap_or(target.len());
    let scheme = match target[end..].starts_with(':') {
        true => target[..end].to_ascii_lowercase(),
        false => {
            return !target[..].starts_with("//")
                && !target.starts_with("/\\")
                && !target.starts_with('\\');
        }
    };
    !is_picture && SAFE_SCHEMES.contains(&scheme.as_str())
}

/// Cleans HTML, and says whether it held a link that nobody resolved: none gets this far that a browser would run.
pub fn clean(html: &str) -> (String, bool) {
    let is_refused = Arc::new(AtomicBool::new(false));
    let refused = Arc::clone(&is_refused);
    let cleaned = builder()
        .attribute_filter(move |element, attribute, value| {
            if !matches!(attribute, "href" | "src" | "cite") || is_safe(value, element == "img") {
                return Some(Cow::Borrowed(value));
            }
            refused.store(true, Ordering::Relaxed);
            None
        })
        .clean(html)
        .to_string();
    (cleaned, is_refused.load(Ordering::Relaxed))
}

fn builder() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .add_generic_attributes(OWN_ATTRIBUTES)
        .add_tag_attributes("th", &["scope"])
        .add_tag_attributes("a", &["name"])
        .url_schemes(SAFE_SCHEMES.iter().copied().collect())
        .link_rel(None);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_that_run_nothing_are_left() {
        for bad in [
            "javascript:x",
            "jav&#x09;ascript:x",
            "JaVaScRiPt&colon;x",
            " \u{1}javascript:x",
            "java&NewLine;script:x",
            "data:text/html,x",
            "vbscript:x",
            "//evil.example/",
            "/\\evil.example/",
            "ftp://evil.example/",
        ] {
            let html = format!("<p>Hi <a href=\"{bad}\">a</a></p>");
            assert_eq!(clean(&html).0, "<p>Hi <a>a</a></p>", "{bad}");
        }
        for good in [
            "https://a.example/?a=1&amp;b=2",
            "mailto:a@b.example",
            "tel:+1",
            "/faq/#a:b",
            "#a",
            "a.pdf",
        ] {
            let html = format!("<a href=\"{good}\">a</a>");
            assert_eq!(clean(&html), (html, false));
        }
        let (cleaned, is_refused) = clean("<img src=\"https://a.example/b.png\" alt=\"b\">");
        assert!(is_refused || !cleaned.contains("a.example"), "{cleaned}");
    }

    #[test]
    fn scripts_styles_and_handlers_are_dropped() {
        let html = r#"<p onclick="x()" style="color:red">Hi <script>alert(1)</script><b>b</b></p>"#;
        assert_eq!(clean(html).0, "<p>Hi <b>b</b></p>");
    }

    #[test]
    fn every_element_has_one_fate() {
        for name in NEUTRAL.iter().chain(GONE).chain(GONE_WITH_CONTENT) {
            assert_ne!(fate(name), Fate::Kept, "{name}");
        }
        assert_eq!(fate("h2"), Fate::Kept);
        assert_eq!(fate("your"), Fate::Unknown);
        assert_eq!(fate("iframe"), Fate::GoneWithContent);
    }
}
