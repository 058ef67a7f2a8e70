//! What a result shows, fetched only for the results that are shown.
//!
//! A block is the JSON array of its pages `[url, title, [heading or [heading, anchor], …]]`. The anchor is
//! left out where the browser can work it out from the heading, which is nearly everywhere. A slot without a page
//! is a page without anything.
//!
//! The beginnings of the answers lie beside their block, in files of a few: JSON arrays of texts in order
//! of the documents' numbers.

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use super::{Beginning, Fault, IndexedPage, index::Numbered};

/// One page in a block.
#[derive(Serialize)]
struct Entry<'a>(&'a str, &'a str, Vec<Shown<'a>>);

/// One question of a page.
#[derive(Serialize)]
#[serde(untagged)]
enum Shown<'a> {
    Guessed(&'a str),
    Named(&'a str, &'a str),
}

/// The bytes of the block whose first slot is `first`.
pub(super) fn block(first: u32, pages: &[Numbered<'_>]) -> Vec<u8> {
    let mut entries: Vec<Entry> = Vec::new();
    for Numbered { slot, page } in pages {
        let free = (slot - first) as usize;
        entries.resize_with(free, || Entry("", "", Vec::new()));
        let questions = page.questions.iter().map(|q| {
            if is_guessed(q.heading, q.anchor) {
                Shown::Guessed(q.heading)
            } else {
                Shown::Named(q.heading, q.anchor)
            }
        });
        entries.push(Entry(&page.url, page.title, questions.collect()));
    }
    // Strings and arrays only: this cannot fail, and an empty block would show in the browser.
    serde_json::to_vec(&entries).unwrap_or_default()
}

/// The answers of the documents of a range, of pages that hold all of these. At most `letters` of an answer.
pub(super) fn answers(
    pages: &[Numbered<'_>],
    stride: u32,
    documents: Range<u32>,
    letters: usize,
) -> Result<Vec<u8>, Fault> {
    let mut texts: Vec<Cow<'_, str>> = Vec::new();
    for numbered in pages {
        let Numbered { slot, page } = numbered;
        let mut later = None;
        for (at, (document, q)) in (slot * stride..).zip(&page.questions).enumerate() {
            if !documents.contains(&document) {
                continue;
            }
            texts.resize((document - documents.start) as usize, Cow::Borrowed(""));
            let text = match q.summary {
                Beginning::Here(text) => Cow::Borrowed(text),
                Beginning::Later(_) => {
                    if later.is_none() {
                        later = page.later.as_ref().and_then(|later| (later.0)());
                    }
                    let text = later.as_mut().and_then(|texts| texts.get_mut(at));
                    Cow::Owned(std::mem::take(text.ok_or_else(|| numbered.fault())?))
                }
            };
            // No text has more letters than bytes.
            texts.push(match text.len() <= letters {
                true => text,
                false => Cow::Owned(summary(&text, letters)),
            });
        }
    }
    Ok(serde_json::to_vec(&texts).unwrap_or_default())
}

/// The bytes of a page in its block and of its answers, by estimate.
pub(super) fn weight(page: &IndexedPage<'_>, letters: usize) -> usize {
    let questions = page.questions.iter();
    let texts = questions.map(|q| q.heading.len() + q.summary.len().min(letters) + 8);
    page.url.len() + page.title.len() + 10 + texts.sum::<usize>()
}

/// Whether the browser takes `anchor` for that of the heading: letters and digits, lower case and
/// without accents, a hyphen for what is between.
fn is_guessed(heading: &str, anchor: &str) -> bool {
    if heading.is_ascii() {
        return is_guess_of(
            heading
                .bytes()
                .map(|byte| char::from(byte.to_ascii_lowercase())),
            anchor,
        );
    }
    // As JavaScript does: lower case first and of the whole text, for a sigma at a word's end has a form of its own.
    let heading = heading.to_lowercase();
    let letters = heading
        .nfd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c) && *c != '\u{2019}');
    is_guess_of(letters, anchor)
}

fn is_guess_of(heading: impl Iterator<Item = char>, anchor: &str) -> bool {
    let mut rest = anchor.chars();
    let (mut begun, mut between) = (false, false);
    for c in heading.filter(|c| *c != '\'') {
        if !c.is_alphanumeric() {
            between = begun;
            continue;
        }
        if std::mem::take(&mut between) && rest.next() != Some('-') {
            return false;
        }
        if rest.next() != Some(c) {
            return false;
        }
        begun = true;
    }
    rest.next().is_none()
}

/// The beginning of an answer's plain text, whose words stand between single spaces: at most `limit` characters
/// (at least one), cut at a sentence's end in its last half or else between words, then with an ellipsis.
pub fn summary(answer: &str, limit: usize) -> String {
    let Some((end, _)) = answer.char_indices().nth(limit.saturating_sub(1)) else {
        return answer.to_owned();
    };
    let (fitting, rest) = answer.split_at(end);
    let words = match rest.starts_with(' ') {
        true => fitting,
        false => fitting.rsplit_once(' ').map_or(fitting, |(words, _)| words),
    };
    let sentence = words
        .rmatch_indices(['.', '?', '!'])
        .filter_map(|(at, _)| sentence_end(answer, at))
        .find(|end| *end <= words.len());
    match sentence.filter(|end| end * 2 > words.len()) {
        Some(end) => words[..end].to_owned(),
        None => format!("{words}…"),
    }
}

/// Where the sentence ends that the mark at `at` may end, behind its quotes and brackets; `None` if it goes on,
/// or may: an ellipsis too many harms nobody, and half a sentence that passes for a whole one does.
fn sentence_end(answer: &str, at: usize) -> Option<usize> {
    let (before, from_mark) = answer.split_at(at);
    let marks = ['.', '?', '!', '"', '\'', '”', '’', '»', ')', ']'];
    let rest = from_mark.trim_start_matches(marks);
    // "$49.64", "care@bank.example"
    if rest.starts_with(|c: char| !c.is_whitespace()) {
        return None;
    }
    // "(8 a.m. to 5 p.m.)", "No. 5"
    let next = rest.chars().find(|c| c.is_alphanumeric());
    let is_period = from_mark.starts_with('.');
    if next.is_some_and(|c| c.is_lowercase() || (is_period && c.is_numeric())) {
        return None;
    }
    // "e.g. Visa", "on 3. Mai"
    let word = before.rsplit(char::is_whitespace).next().unwrap_or(before);
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_day = word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = is_day || word.split('.').all(|part| part.chars().count() <= 1);
    (!is_period || !is_short).then_some(answer.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_that_is_the_heading_is_left_out() {
        for (heading, anchor) in [
            ("Why is my account locked?", "why-is-my-account-locked"),
            ("  “What's” — the 1,099-K form?", "whats-the-1-099-k-form"),
            ("¿Cuánto cuesta?", "cuanto-cuesta"),
            ("?", ""),
            ("Ο λογαριασμός", "ο-λογαριασμος"),
            ("ΛΟΓΑΡΙΑΣΜΟΣ", "λογαριασμος"),
            ("İptal", "iptal"),
        ] {
            assert!(is_guessed(heading, anchor), "{heading}");
        }
        for anchor in ["why", "why-locked-2", "why-lock", "why-locked-", ""] {
            assert!(!is_guessed("Why locked?", anchor), "{anchor}");
        }
        assert!(!is_guessed("ΛΟΓΑΡΙΑΣΜΟΣ", "λογαριασμοσ"));
    }

    #[test]
    fn a_short_answer_is_its_own_summary() {
        assert_eq!(summary("Call us. Or write.", 160), "Call us. Or write.");
        assert_eq!(summary("", 160), "");
    }

    #[test]
    fn a_long_answer_is_cut_between_words() {
        let cut = summary(&"word ".repeat(100), 160);
        assert!(
            cut.ends_with(" word…") && cut.chars().count() <= 160,
            "{cut}"
        );
        assert_eq!(summary(&"ñ".repeat(300), 10), format!("{}…", "ñ".repeat(9)));
    }

    #[test]
    fn a_cut_prefers_the_end_of_a_sentence() {
        assert_eq!(
            summary("We unlock it in a day. Then it takes longer.", 30),
            "We unlock it in a day."
        );
        // With what closes it.
        assert_eq!(
            summary("They ask (“is it you?”) Then it takes longer.", 30),
            "They ask (“is it you?”)"
        );
    }

    #[test]
    fn a_mark_inside_a_sentence_does_not_end_it() {
        for (answer, limit, shown) in [
            (
                "A new card costs $49.64 and comes by post.",
                25,
                "A new card costs $49.64…",
            ),
            ("It costs $49.64abcdefghijk", 15, "It costs…"),
            ("$49.64000000", 5, "$49.…"),
            (
                "You can call us from 8 a.m. to 5 p.m. on all days.",
                30,
                "You can call us from 8 a.m.…",
            ),
            (
                "Call us at 8 a.m. 365 days a year, or write.",
                25,
                "Call us at 8 a.m. 365…",
            ),
            (
                "Please write to care@x.example about your card.",
                37,
                "Please write to care@x.example about…",
            ),
            (
                "You need a document, e.g. Form 5 or your passport.",
                40,
                "You need a document, e.g. Form 5 or…",
            ),
            (
                "You need the form that is called No. 5 of them.",
                42,
                "You need the form that is called No. 5 of…",
            ),
            (
                "We are back on Friday, the 3. May or later on.",
                38,
                "We are back on Friday, the 3. May or…",
            ),
        ] {
            assert_eq!(summary(answer, limit), shown);
        }
        // The last real end counts.
        assert_eq!(
            summary(
                "A card costs you nothing at all. A new one is $49.64 by post.",
                55
            ),
            "A card costs you nothing at all."
        );
        assert_eq!(
            summary("Is a new one free? 24 hours is all it takes us.", 35),
            "Is a new one free?"
        );
    }
}
