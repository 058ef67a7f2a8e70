//! `markdown.link-text`: what a link says of where it leads.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use candor_model::findings::{Finding, Severity};

/// Words that say nothing of where a link leads, by language; compiled in.
static VAGUE: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../data/vague-links.toml")).unwrap_or_default()
});

/// What is wrong with the text of a link, as it stands in the file: `[text](target)`.
pub fn check(source: &str, lang: &str) -> Option<Finding> {
    let text = text_of(source)?;
    if text.is_empty() {
        return Some(
            Finding::error("markdown.link-text", "this link has no text")
                .help("Write between the brackets where it leads: those who hear the page hear nothing else."),
        );
    }
    let said = text
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let primary = lang.split(['-', '_']).next().unwrap_or(lang);
    let is_vague = VAGUE
        .get(primary)
        .is_some_and(|words| words.iter().any(|word| *word == said));
    is_vague.then(|| {
        let mut finding = Finding::warning(
            "markdown.link-text",
            format!("“{text}” does not say where this link leads"),
        )
        .help("Name the page or what a reader does there, such as “see all fees”: many people go from link to link.");
        finding.severity = Severity::Note;
        finding
    })
}

/// The text between the brackets without its markup: of a picture, what it shows. `None` for an address that
/// stands for itself.
fn text_of(source: &str) -> Option<String> {
    let inner = source.strip_prefix('[')?;
    let end = closing(inner)?;
    let inner = &inner[..end];
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find("![") {
        text.push_str(&rest[..at]);
        let picture = &rest[at + 2..];
        let alt = closing(picture).unwrap_or(picture.len());
        text.push_str(&picture[..alt]);
        let behind = picture.get(alt + 1..).unwrap_or_default();
        let target = behind.strip_prefix('(').and_then(|target| target.find(')'));
        rest = target.map_or(behind, |end| &behind[end + 2..]);
    }
    text.push_str(rest);
    let text: String = text
        .chars()
        .filter(|c| {
            !matches!(
                c,
                '*' | '`' | '~' | '\\' | '\u{200b}'..='\u{200d}' | '\u{ad}' | '\u{feff}'
            )
        })
        .collect();
    Some(
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .trim_matches('_')
            .to_owned(),
    )
}

/// Where the bracket closes that is open at the beginning.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => {
                escaped = false;
                continue;
            }
            '\\' => escaped = true,
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_links() {
        let text = |source| text_of(source);
        assert_eq!(text("[all *fees*](fees.md)").as_deref(), Some("all fees"));
        assert_eq!(text("[](fees.md)").as_deref(), Some(""));
        assert_eq!(text("[ ** ** ](fees.md)").as_deref(), Some(""));
        assert_eq!(
            text("[![A map](map.png)](fees.md)").as_deref(),
            Some("A map")
        );
        assert_eq!(text("[![](map.png)](fees.md)").as_deref(), Some(""));
        assert_eq!(text("[fees]").as_deref(), Some("fees"));
        assert_eq!(text("[a [b] c](d)").as_deref(), Some("a [b] c"));
        assert_eq!(text("<https://a.example>"), None);
    }
}
