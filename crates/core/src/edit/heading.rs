//! A claim written into the attributes of a heading.

use super::Edit;
use crate::parse::markdown::attributes;

/// What makes a heading claim points, in places of its line. Its anchor, its other words and
/// what it claims already stay; a heading without attributes gets its anchor written out.
pub fn claim(line: &str, anchor: &str, points: &[String]) -> Edit {
    let points = points.join(",");
    let Some(start) = attributes::find(line) else {
        let at = title_end(line);
        return insert(at, format!(" {{#{anchor} covers={points}}}"));
    };
    let block = line[start..].trim_end().trim_end_matches('#').trim_end();
    let known = attributes::parse(block);
    match (known.covers.last(), &known.id) {
        (Some((_, last)), _) => insert(start + last.end, format!(",{points}")),
        (None, Some((_, id))) => insert(start + id.end, format!(" covers={points}")),
        (None, None) => insert(start + 1, format!("covers={points} ")),
    }
}

fn insert(at: usize, text: String) -> Edit {
    Edit { span: at..at, text }
}

/// The end of the words of a heading without attributes, in front of closing number signs.
fn title_end(line: &str) -> usize {
    let trimmed = line.trim_end();
    let without = trimmed.trim_end_matches('#');
    let closes = without.len() < trimmed.len() && without.ends_with([' ', '\t']);
    if closes {
        without.trim_end().len()
    } else {
        trimmed.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::edited;

    fn claimed(line: &str, points: &[&str]) -> String {
        let points: Vec<String> = points.iter().map(|point| (*point).to_owned()).collect();
        edited(line, &[claim(line, "why", &points)])
    }

    #[test]
    fn a_block_is_made_or_added_to() {
        for (line, points, expected) in [
            ("## Why?", &["a.b"][..], "## Why? {#why covers=a.b}"),
            (
                "## Why?  ",
                &["a.b", "a.c"],
                "## Why? {#why covers=a.b,a.c}  ",
            ),
            ("## Why? ##", &["a.b"], "## Why? {#why covers=a.b} ##"),
            ("## About C#", &["a.b"], "## About C# {#why covers=a.b}"),
            (
                "## Why? {#mine also=\"on hold, locked\"}",
                &["a.b"],
                "## Why? {#mine covers=a.b also=\"on hold, locked\"}",
            ),
            (
                "## Why? {#mine covers=x.y also=\"on hold\"} ##",
                &["a.b"],
                "## Why? {#mine covers=x.y,a.b also=\"on hold\"} ##",
            ),
            (
                "## Why? {covers=\"x.y, x.z\" #mine}",
                &["a.b"],
                "## Why? {covers=\"x.y, x.z,a.b\" #mine}",
            ),
            (
                "## Why? {also=\"on hold\"}",
                &["a.b"],
                "## Why? {covers=a.b also=\"on hold\"}",
            ),
            (
                "## Call {{ phone.number }}",
                &["a.b"],
                "## Call {{ phone.number }} {#why covers=a.b}",
            ),
        ] {
            assert_eq!(claimed(line, points), expected);
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for line in [
            "## Why?",
            "## Why? ##",
            "## Why? {#mine also=\"on hold\"}",
            "## Why? {covers=\"x.y, x.z\" #mine}",
            "## Why? {covers=x.y}",
        ] {
            let before = attributes::find(line).map(|at| attributes::parse(&line[at..]));
            let after = claimed(line, &["a.b", "a.c"]);
            let at = attributes::find(&after).unwrap_or_default();
            let block = after[at..].trim_end_matches('#').trim_end();
            let read = attributes::parse(block);
            let before = before.unwrap_or_default();
            let names = |covers: &[(String, std::ops::Range<usize>)]| {
                covers
                    .iter()
                    .map(|(name, _)| name.clone())
                    .collect::<Vec<_>>()
            };
            let mut expected = names(&before.covers);
            expected.extend(["a.b".to_owned(), "a.c".to_owned()]);
            assert_eq!(names(&read.covers), expected, "{after}");
            assert_eq!(read.also, before.also);
            assert_eq!(read.unknown, []);
        }
    }
}
