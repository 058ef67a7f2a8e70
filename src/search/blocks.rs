//! Document blocks: what a result shows, fetched only for the results that are shown.

use serde::Serialize;

use super::IndexedPage;

/// One page in a block: `[url, title, [[anchor, heading, summary], …]]`.
#[derive(Serialize)]
struct Entry<'a>(&'a str, &'a str, Vec<(&'a str, &'a str, &'a str)>);

/// The bytes of one block: a JSON array of its pages.
pub(super) fn block(pages: &[&IndexedPage]) -> Vec<u8> {
    let entries: Vec<Entry> = pages
        .iter()
        .map(|page| {
            let questions = page.questions.iter();
            Entry(
                page.url,
                page.title,
                questions
                    .map(|q| (q.anchor, q.heading, q.summary))
                    .collect(),
            )
        })
        .collect();
    // Strings and arrays only: this cannot fail, and an empty block would show in the browser.
    serde_json::to_vec(&entries).unwrap_or_default()
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
