//! `markdown.link-text`: what a link says of where it leads.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use candor_model::findings::{Finding, Severity};

/// Words that say nothing of where a link leads, by language; compiled in.
static VAGUE: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../data/vague-links.toml")).unwrap_or_default()
});

/// The finding for a link that says nothing at all.
pub fn missing() -> Finding {
    Finding::error("markdown.link-text", "this link has no text").help(
        "Write between the brackets where it leads, such as [How to complain](file-complaint.md): those who hear the page hear nothing else.",
    )
}

/// The finding for a link whose text says nothing of where it leads, if it does not.
pub fn vague(text: &str, lang: &str) -> Option<Finding> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = text
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let primary = lang.split(['-', '_']).next().unwrap_or(lang);
    let words = VAGUE.get(primary)?;
    if !words.contains(&said) {
        return None;
    }
    let message = format!("“{text}” does not say where this link leads");
    let mut finding = Finding::warning("markdown.link-text", message)
        .help("Name the page or what a reader does there, such as “see all fees”: many people go from link to link.");
    finding.severity = Severity::Note;
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_say_nothing() {
        for (text, lang) in [("here", "en"), (" Click\nHere! ", "en-US"), ("aquí", "es")] {
            assert!(vague(text, lang).is_some(), "{text}");
        }
        for (text, lang) in [
            ("here is the form", "en"),
            ("aquí", "en"),
            ("here", "xx"),
            ("", "en"),
        ] {
            assert!(vague(text, lang).is_none(), "{text}");
        }
    }
}
