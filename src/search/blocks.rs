//! Document blocks: what a result shows, fetched only for the results that are shown.
//!
//! A block is the JSON array of its pages `[url, title, [[heading, summary, anchor], …]]`. The anchor is
//! left out where the browser can work it out from the heading, which is nearly everywhere.

use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

use super::IndexedPage;

/// The bytes of one block.
pub(super) fn block(pages: &[&IndexedPage]) -> Vec<u8> {
    let pages: Value = pages
        .iter()
        .map(|page| {
            let questions: Value = page
                .questions
                .iter()
                .map(|q| match guess_anchor(q.heading) == q.anchor {
                    true => json!([q.heading, q.summary]),
                    false => json!([q.heading, q.summary, q.anchor]),
                })
                .collect();
            json!([page.url, page.title, questions])
        })
        .collect();
    pages.to_string().into_bytes()
}

/// What the browser takes for the anchor of a heading: letters and digits, lower case and without
/// accents, a hyphen for what is between.
fn guess_anchor(heading: &str) -> String {
    let mut anchor = String::with_capacity(heading.len());
    let letters = heading
        .nfd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c) && !matches!(c, '\'' | '\u{2019}'));
    for c in letters.flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            anchor.push(c);
        } else if !anchor.is_empty() && !anchor.ends_with('-') {
            anchor.push('-');
        }
    }
    anchor.truncate(anchor.trim_end_matches('-').len());
    anchor
}

/// The beginning of an answer's plain text, at most `limit` characters, white space collapsed, cut
/// at a sentence's end in its last half or else between words, then with an ellipsis.
pub fn summary(answer: &str, limit: usize) -> String {
    let mut text = String::with_capacity(limit + 4);
    let mut length = 0;
    for word in answer.split_whitespace() {
        let more = word.chars().count() + usize::from(length > 0);
        if length + more > limit.saturating_sub(1) {
            let cut = text.rfind(['.', '?', '!']).filter(|at| at * 2 > text.len());
            match cut {
                Some(at) => text.truncate(at + 1),
                None if text.is_empty() => {
                    text.extend(word.chars().take(limit.saturating_sub(1)).chain(['…']))
                }
                None => text.push('…'),
            }
            return text;
        }
        if length > 0 {
            text.push(' ');
        }
        text.push_str(word);
        length += more;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_answer_is_its_own_summary() {
        assert_eq!(
            summary("  Call us.\n\nOr write. ", 160),
            "Call us. Or write."
        );
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
    }
}
