//! `content.placeholder`: text that still waits to be written.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use candor_model::findings::Finding;

/// The lists of every language.
static LISTS: &str = include_str!("../../../../data/placeholders.toml");
/// The list that holds in every language.
const ALL: &str = "all";

/// The words of one language, as the file has them.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct List {
    words: Vec<String>,
    phrases: Vec<String>,
    brackets: Vec<String>,
    ordinary: Vec<String>,
    numbered: Vec<String>,
}

/// What a text is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sign {
    /// A whole word, as it is written.
    Word,
    /// Part of a text.
    Phrase,
    /// What begins with a square bracket.
    Bracket,
    /// `XX`
    Letters,
    /// `???`
    Questions,
    /// `___`
    Line,
}

/// What waits to be written, in the words of one language.
#[derive(Debug)]
pub struct Placeholders {
    /// Finds signs, in any case; none when there is nothing to find.
    finder: Option<AhoCorasick>,
    signs: Vec<Sign>,
    words: BTreeSet<String>,
    ordinary: BTreeSet<String>,
    numbered: BTreeSet<String>,
    /// What a site says is none, in lower case.
    except: Vec<String>,
}

impl Placeholders {
    /// Those of a language, with what a site adds to them and takes out.
    pub fn of(lang: &str, add: &[String], except: &[String]) -> Placeholders {
        // A test holds the file to its format.
        let lists: BTreeMap<String, List> = toml::from_str(LISTS).unwrap_or_default();
        let primary = lang.split(['-', '_']).next().unwrap_or_default();
        let used: Vec<&List> = [ALL, primary]
            .iter()
            .filter_map(|code| lists.get(*code))
            .collect();
        let mut patterns: Vec<(String, Sign)> = vec![
            ("XX".to_owned(), Sign::Letters),
            ("???".to_owned(), Sign::Questions),
            ("___".to_owned(), Sign::Line),
        ];
        for list in &used {
            patterns.extend(list.words.iter().map(|word| (word.clone(), Sign::Word)));
            patterns.extend(
                list.phrases
                    .iter()
                    .map(|phrase| (phrase.clone(), Sign::Phrase)),
            );
            patterns.extend(
                list.brackets
                    .iter()
                    .map(|begin| (format!("[{begin}"), Sign::Bracket)),
            );
            patterns.extend(
                list.brackets
                    .iter()
                    .map(|begin| (format!("[ {begin}"), Sign::Bracket)),
            );
        }
        let added = add.iter().filter(|phrase| !phrase.trim().is_empty());
        patterns.extend(added.map(|phrase| (phrase.clone(), Sign::Phrase)));
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns.iter().map(|(pattern, _)| pattern))
            .ok();
        Placeholders {
            finder,
            signs: patterns.into_iter().map(|(_, sign)| sign).collect(),
            words: used
                .iter()
                .flat_map(|list| list.words.iter().cloned())
                .collect(),
            ordinary: used
                .iter()
                .flat_map(|list| list.ordinary.iter().cloned())
                .collect(),
            numbered: used
                .iter()
                .flat_map(|list| list.numbered.iter().cloned())
                .collect(),
            except: except
                .iter()
                .map(|text| text.to_lowercase())
                .filter(|text| !text.is_empty())
                .collect(),
        }
    }

    /// Everything in a text that waits to be written.
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let Some(finder) = &self.finder else {
            return Vec::new();
        };
        let mut found: Vec<Range<usize>> = Vec::new();
        for hit in finder.find_iter(text) {
            let at = hit.range();
            if found.last().is_some_and(|last| at.start < last.end) {
                continue;
            }
            let sign = self.signs.get(hit.pattern().as_usize());
            let whole = match sign {
                Some(Sign::Word) => self.word(text, at),
                Some(Sign::Phrase) => Some(at),
                Some(Sign::Bracket) => Some(bracket(text, at)),
                Some(Sign::Letters) => self.letters(text, at),
                Some(Sign::Questions) => questions(text, at),
                Some(Sign::Line) => Some(at.start..at.end + run(&text[at.end..], '_')),
                None => None,
            };
            found.extend(whole.filter(|at| !self.is_excepted(text, at)));
        }
        found
    }

    fn word(&self, text: &str, at: Range<usize>) -> Option<Range<usize>> {
        let word = &text[at.clone()];
        if !self.words.contains(word) || goes_on(text, &at) {
            return None;
        }
        if self.ordinary.contains(word) {
            let before = text[..at.start].trim();
            let after = text[at.end..].trim();
            let waits = before.is_empty() && (after.is_empty() || after == ".")
                || text[at.end..].starts_with(':');
            return waits.then_some(at);
        }
        Some(at)
    }

    /// Letters that stand for a number that is not known: not those that hide one, and not those that are one.
    fn letters(&self, text: &str, at: Range<usize>) -> Option<Range<usize>> {
        let is_x = |text: &str| text.bytes().all(|byte| byte == b'X');
        if !is_x(&text[at.clone()]) {
            return None;
        }
        let at = at.start..at.end + run(&text[at.end..], 'X');
        if goes_on(text, &at) {
            return None;
        }
        let (before, after) = (&text[..at.start], &text[at.end..]);
        // XXX-XX-1234, **** XXXX 1234, XX/XX/2026
        let joins = |c: char| matches!(c, '-' | '–' | '•' | '*' | '/' | '\u{2011}');
        if before.ends_with(joins) || after.starts_with(joins) {
            return None;
        }
        let is_part = |word: &str| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '*' && c != '•');
            word.len() >= 2
                && word
                    .chars()
                    .all(|c| c.is_ascii_digit() || matches!(c, 'X' | '*' | '•'))
        };
        let previous = before.split_whitespace().next_back().unwrap_or_default();
        let next = after.split_whitespace().next().unwrap_or_default();
        let is_beside = |text: &str, blank: bool| blank && !text.is_empty();
        if is_beside(previous, before.ends_with(char::is_whitespace)) && is_part(previous)
            || is_beside(next, after.starts_with(char::is_whitespace)) && is_part(next)
        {
            return None;
        }
        let named = previous
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase();
        let is_named = before.trim_end_matches([' ', '\u{a0}', '#']).len() < before.len()
            && self.numbered.contains(&named);
        (!is_named).then_some(at)
    }

    fn is_excepted(&self, text: &str, at: &Range<usize>) -> bool {
        if self.except.is_empty() {
            return false;
        }
        let lower = text.to_lowercase();
        // Where letters change their length, places do not fit, and any place will do.
        let fits = lower.len() == text.len();
        self.except.iter().any(|phrase| {
            lower
                .match_indices(phrase.as_str())
                .any(|(from, _)| !fits || from <= at.start && at.end <= from + phrase.len())
        })
    }
}

/// How many bytes a text begins with that are one sign.
fn run(text: &str, sign: char) -> usize {
    text.len() - text.trim_start_matches(sign).len()
}

/// Whether a word goes on before or after a range.
fn goes_on(text: &str, at: &Range<usize>) -> bool {
    text[..at.start].ends_with(char::is_alphanumeric)
        || text[at.end..].starts_with(char::is_alphanumeric)
}

/// A bracket with all that stands in it, as far as it is near.
fn bracket(text: &str, at: Range<usize>) -> Range<usize> {
    const NEAR: usize = 120;
    let end = text[at.start..]
        .char_indices()
        .take(NEAR)
        .find(|(_, c)| *c == ']')
        .map(|(offset, _)| at.start + offset + 1);
    at.start..end.unwrap_or(at.end)
}

/// Question marks that stand for a word, not behind one.
fn questions(text: &str, at: Range<usize>) -> Option<Range<usize>> {
    let at = at.start..at.end + run(&text[at.end..], '?');
    let before = text[..at.start].chars().next_back();
    let is_alone = before.is_none_or(|c| {
        c.is_whitespace() || matches!(c, '(' | '[' | '$' | '€' | '£' | ':' | '"' | '“')
    });
    is_alone.then_some(at)
}

/// The finding for a placeholder in a text that stands at `offset` of a file. `points` are those whose answer waits.
pub fn finding(
    text: &str,
    found: &Range<usize>,
    points: &[String],
    file: &str,
    offset: usize,
) -> Finding {
    let word = text[found.clone()]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let waits = match points {
        [] => String::new(),
        points => format!(", the answer to {}", points.join(", ")),
    };
    Finding::error(
        "content.placeholder",
        format!("this still waits to be written{waits}: `{word}`"),
    )
    .help("Write what the line asks for, and delete the placeholder. If it is none, enter it in candor.toml: [placeholders] except = [\"…\"].")
    .at(file, offset + found.start..offset + found.end)
}

/// Reports what waits in the lines of a data or front-matter text.
pub fn check_lines(
    text: &str,
    placeholders: &Placeholders,
    file: &str,
    offset: usize,
    findings: &mut Vec<Finding>,
) {
    for found in placeholders.find(text) {
        // Ornaments between comments are none.
        let line = text[..found.start].rfind('\n').map_or(0, |at| at + 1);
        let is_ornament = text[line..].trim_start().starts_with('#')
            && text[found.clone()].chars().all(|c| !c.is_alphanumeric());
        if !is_ornament {
            findings.push(finding(text, &found, &[], file, offset));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(lang: &str, text: &'t str) -> Vec<&'t str> {
        let placeholders = Placeholders::of(lang, &[], &["XX Bank".to_owned()]);
        placeholders
            .find(text)
            .into_iter()
            .map(|at| &text[at])
            .collect()
    }

    #[test]
    fn the_lists_are_read() {
        let lists: Result<BTreeMap<String, List>, _> = toml::from_str(LISTS);
        assert!(lists.is_ok_and(|lists| lists.contains_key(ALL) && lists.contains_key("en")));
    }

    #[test]
    fn what_waits_is_found() {
        for (text, word) in [
            ("TODO: write", "TODO"),
            ("by TBD.", "TBD"),
            ("fee is tbc", "tbc"),
            ("within XX days", "XX"),
            ("costs $XX.", "XX"),
            ("call XXX now", "XXX"),
            ("Lorem Ipsum dolor", "Lorem Ipsum"),
            ("due T.B.D. soon", "T.B.D"),
            ("on [●] at noon", "[●]"),
            ("by [insert date] at", "[insert date]"),
            ("[NTD: ask legal]", "[NTD: ask legal]"),
            ("FIXME", "FIXME"),
            ("It costs ???", "???"),
            ("signed by ____ today", "____"),
            ("What would a customer ask?", "What would a customer ask?"),
        ] {
            assert_eq!(found("en", text), [word], "{text}");
        }
        assert_eq!(found("en", "TBD and TBD and [insert x]").len(), 3);
        assert_eq!(found("es", "TODO: escribir"), ["TODO"]);
        assert_eq!(found("es", "TODO"), ["TODO"]);
        assert_eq!(found("es-US", "[insertar fecha]"), ["[insertar fecha]"]);
    }

    #[test]
    fn what_only_looks_like_it_is_none() {
        for text in [
            "todo está bien",
            "TODOS",
            "MAXX",
            "X marks it",
            "Vitamin XXL",
            "as XXX-XX-1234",
            "XXXX XXXX XXXX 1234",
            "Part XX of the rules",
            "Order XXXXXX",
            "card XXXX",
            "at XX Bank",
            "What???",
            "snake_case and a__b",
            "[sic] and [1]",
            "insert the card",
            "**** **** **** XXXX",
        ] {
            assert!(
                found("en", text).is_empty(),
                "{text}: {:?}",
                found("en", text)
            );
        }
        for text in [
            "TODO LO QUE DEBE SABER",
            "Es gratis para TODO el mundo.",
            "el siglo XX",
        ] {
            assert!(found("es", text).is_empty(), "{text}");
        }
        let added = Placeholders::of("en", &["Acme filler".to_owned()], &[]);
        assert_eq!(added.find("An ACME FILLER here").len(), 1);
    }
}
