//! The ids that a page has before anything is written on it: those of its template.

use std::collections::BTreeSet;

use crate::theme::Theme;

/// Ids of what `static/site.js` adds to a page: the list of suggestions, and with a
/// number behind it each suggestion.
const SUGGESTIONS: &str = "answers";
const SUGGESTION: &str = "answer-";

/// Ids of a template and of what it builds on.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Frame {
    ids: BTreeSet<String>,
    /// Whether channels stand in it under their own ids.
    pub shows_channels: bool,
}

impl Frame {
    /// Reads a template, the one that it extends and those that it includes.
    pub fn of(theme: &Theme, template: &str) -> Frame {
        let mut texts = Vec::new();
        let mut names = vec![template.to_owned()];
        let mut seen = BTreeSet::new();
        while let Some(name) = names.pop() {
            let Some(file) = theme.templates.get(&name) else {
                continue;
            };
            if seen.insert(name) {
                let text = String::from_utf8_lossy(&file.bytes).into_owned();
                names.extend(quoted_after(&text, "include "));
                names.extend(quoted_after(&text, "extends "));
                texts.push(text);
            }
        }
        let mut frame = Frame::default();
        for id in texts.iter().flat_map(|text| quoted_after(text, " id=")) {
            let expression = id.strip_prefix("{{").and_then(|id| id.strip_suffix("}}"));
            match expression.map(str::trim) {
                None if id.contains("{{") => {}
                None => {
                    frame.ids.insert(id);
                }
                Some("channel.id") => frame.shows_channels = true,
                // A part that several templates include is told its id by them.
                Some(name) => frame.ids.extend(
                    texts
                        .iter()
                        .flat_map(|text| quoted_after(text, &format!("set {name} = "))),
                ),
            }
        }
        frame
    }

    /// Whether an id is one of the frame's own, or of what the script adds to it.
    pub fn has(&self, id: &str) -> bool {
        let number = id.strip_prefix(SUGGESTION).unwrap_or_default();
        let is_suggestion = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        id == SUGGESTIONS || is_suggestion || self.ids.contains(id)
    }
}

/// The texts in quotes that follow some words directly.
fn quoted_after(text: &str, words: &str) -> Vec<String> {
    text.split(words)
        .skip(1)
        .filter_map(|rest| {
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (quoted, after) = rest[1..].split_once(quote)?;
            // `"a" ~ b` is no text as it stands.
            (!after.trim_start().starts_with('~')).then(|| quoted.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::ThemeFile;

    #[test]
    fn ids_are_those_of_a_template_and_of_what_it_builds_on() {
        let mut theme = Theme::default();
        for (name, text) in [
            (
                "base.html",
                "{% include \"part.html\" %}<a id='top' data-id=\"no\"></a>",
            ),
            (
                "page.html",
                "{% extends \"base.html\" %}{%- set box = \"it\" %}<p id=\"own\">",
            ),
            (
                "part.html",
                "<p id=\"{{ box }}\"><p id=\"x-{{ n }}\"><p id=\"{{ channel.id }}\">",
            ),
            ("other.html", "<p id=\"elsewhere\">"),
        ] {
            let file = ThemeFile {
                source: None,
                bytes: text.as_bytes().into(),
            };
            theme.templates.insert(name.to_owned(), file);
        }
        let frame = Frame::of(&theme, "page.html");
        let ids: Vec<&str> = frame.ids.iter().map(String::as_str).collect();
        assert_eq!(ids, ["it", "own", "top"]);
        assert!(frame.shows_channels && frame.has("answers") && frame.has("answer-0"));
        assert!(!frame.has("answer-me") && !frame.has("answer-"));
    }

    /// The ids of the script are said here and there.
    #[test]
    fn the_script_adds_what_is_said_here() {
        let script = include_str!("../../../../themes/default/static/site.js");
        let ids: Vec<&str> = script
            .split("id: \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(ids, [SUGGESTIONS, SUGGESTION]);
    }
}
