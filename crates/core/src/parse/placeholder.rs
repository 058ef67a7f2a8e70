//! `content.placeholder`: text that still waits to be written.

use std::ops::Range;

use candor_model::findings::Finding;

/// The first placeholder in a text: `TODO`, `TBD`, `XX` or `lorem ipsum`. Capitals
/// matter, since Spanish `todo` is a word.
pub fn find(text: &str) -> Option<Range<usize>> {
    if !may_have(text) {
        return None;
    }
    let lorem = text
        .as_bytes()
        .windows(LOREM.len())
        .position(|window| window.eq_ignore_ascii_case(LOREM.as_bytes()))
        .map(|at| at..at + LOREM.len());
    let mut at = 0;
    let word = text.split(|c: char| !c.is_alphanumeric()).find_map(|word| {
        let start = at + text[at..].find(word).unwrap_or_default();
        at = start + word.len();
        is_placeholder(word).then_some(start..start + word.len())
    });
    match (lorem, word) {
        (Some(lorem), Some(word)) => Some(if lorem.start < word.start {
            lorem
        } else {
            word
        }),
        (lorem, word) => lorem.or(word),
    }
}

const LOREM: &str = "lorem ipsum";

/// A quick look, so that clean text costs next to nothing.
pub fn may_have(text: &str) -> bool {
    [
        "TODO",
        "TBD",
        "XX",
        "orem ipsum",
        "OREM IPSUM",
        "orem Ipsum",
    ]
    .iter()
    .any(|mark| text.contains(mark))
}

fn is_placeholder(word: &str) -> bool {
    matches!(word, "TODO" | "TBD") || (word.len() >= 2 && word.bytes().all(|byte| byte == b'X'))
}

/// The finding for a placeholder in a text that stands at `offset` of a file.
pub fn finding(text: &str, found: &Range<usize>, file: &str, offset: usize) -> Finding {
    let word = &text[found.clone()];
    Finding::error(
        "content.placeholder",
        format!("this still waits to be written: `{word}`"),
    )
    .help("Write what the line asks for, and delete the placeholder.")
    .at(file, offset + found.start..offset + found.end)
}

/// Reports each line of a data or front-matter text that holds a placeholder.
pub fn check_lines(text: &str, file: &str, offset: usize, findings: &mut Vec<Finding>) {
    if !may_have(text) {
        return;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(found) = find(line) {
            findings.push(finding(line, &found, file, offset + at));
        }
        at += line.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_whole_words_in_capitals() {
        assert_eq!(find("TODO: write"), Some(0..4));
        assert_eq!(find("by TBD."), Some(3..6));
        assert_eq!(find("call XXX now"), Some(5..8));
        assert_eq!(find("Lorem ipsum dolor"), Some(0..11));
        for clean in [
            "todo está bien",
            "TODOS",
            "MAXX",
            "X marks it",
            "Vitamin XXL",
        ] {
            assert_eq!(find(clean), None, "{clean}");
        }
    }
}
