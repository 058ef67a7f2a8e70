//! Single keys of a page's front matter, written there without touching anything else: which version of its source
//! a translation was made from, and when a page was reviewed.

use chrono::NaiveDate;
use toml::de::DeTable;

use super::{Edit, edited};
use crate::parse::front_matter::split;

const KEY: &str = "translated_from";

/// Why the front matter cannot be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("its front matter cannot be changed safely; write {0} there yourself")]
pub struct Unsafe(pub &'static str);

/// What makes a page say that it was made from this version of its source. `None` when it
/// says so already.
///
/// # Errors
///
/// When the front matter does not parse, or is written in so unusual a way that a change of
/// one line would break it.
pub fn set_translated_from(text: &str, version: &str) -> Result<Option<Edit>, Unsafe> {
    let mut before = Vec::new();
    let now = split(text, "", &mut before);
    if !now.is_closed {
        return Err(Unsafe(KEY));
    }
    if now.front.translated_from.as_deref() == Some(version) {
        return Ok(None);
    }
    let front = &text[now.span.clone()];
    let mut edit = if text.starts_with("+++") {
        in_toml(front, KEY, &format!("\"{version}\""))
    } else {
        in_yaml(front, KEY, &format!("\"{version}\""))
    };
    edit.span.start += now.span.start;
    edit.span.end += now.span.start;
    // Whatever the front matter looks like: it must say this afterwards, and be no worse.
    let after = edited(text, std::slice::from_ref(&edit));
    let mut found = Vec::new();
    let then = split(&after, "", &mut found);
    if then.front.translated_from.as_deref() == Some(version)
        && then.front.title == now.front.title
        && text[now.body_at..] == after[then.body_at..]
        && found.len() <= before.len()
    {
        Ok(Some(edit))
    } else {
        Err(Unsafe(KEY))
    }
}

/// What makes a page say that it was reviewed on a day and is to be reviewed by another one. Nothing where it says
/// so already.
///
/// # Errors
///
/// As for [`set_translated_from`].
pub fn set_reviewed(text: &str, on: NaiveDate, by: NaiveDate) -> Result<Vec<Edit>, Unsafe> {
    const KEYS: &str = "updated and review_by";
    let mut before = Vec::new();
    let now = split(text, "", &mut before);
    if !now.is_closed {
        return Err(Unsafe(KEYS));
    }
    let front = &text[now.span.clone()];
    let mut edits = Vec::new();
    for (key, was, date) in [
        ("updated", now.front.updated, on),
        ("review_by", now.front.review_by, by),
    ] {
        if was.map(|was| was.0) == Some(date) {
            continue;
        }
        let mut edit = if text.starts_with("+++") {
            in_toml(front, key, &date.to_string())
        } else {
            in_yaml(front, key, &date.to_string())
        };
        edit.span.start += now.span.start;
        edit.span.end += now.span.start;
        edits.push(edit);
    }
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let after = edited(text, &edits);
    let mut found = Vec::new();
    let then = split(&after, "", &mut found);
    let says = then.front.updated.map(|day| day.0) == Some(on)
        && then.front.review_by.map(|day| day.0) == Some(by);
    if says
        && then.front.title == now.front.title
        && text[now.body_at..] == after[then.body_at..]
        && found.len() <= before.len()
    {
        Ok(edits)
    } else {
        Err(Unsafe(KEYS))
    }
}

fn in_toml(front: &str, key: &str, value: &str) -> Edit {
    let line = format!("{key} = {value}\n");
    let (table, _) = DeTable::parse_recoverable(front);
    let table = table.get_ref();
    if let Some(old) = table.get(key) {
        return Edit {
            span: old.span(),
            text: value.to_owned(),
        };
    }
    // Behind a table, the key would be part of it.
    let has_tables = front.lines().any(|line| line.trim_start().starts_with('['));
    let at = if has_tables { 0 } else { front.len() };
    Edit {
        span: at..at,
        text: line,
    }
}

fn in_yaml(front: &str, key: &str, value: &str) -> Edit {
    let line = format!("{key}: {value}\n");
    let mut at = 0;
    for old in front.split_inclusive('\n') {
        let rest = old.strip_prefix(key);
        if rest.is_some_and(|rest| rest.trim_start().starts_with(':')) {
            return Edit {
                span: at..at + old.len(),
                text: line,
            };
        }
        at += old.len();
    }
    Edit {
        span: at..at,
        text: line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSION: &str = "0123456789012345";

    fn set(text: &str) -> Result<String, Unsafe> {
        let edit = set_translated_from(text, VERSION)?;
        Ok(match edit {
            Some(edit) => edited(text, &[edit]),
            None => text.to_owned(),
        })
    }

    #[test]
    fn the_key_is_added_behind_the_others() {
        assert_eq!(
            set("+++\ntitle = \"A\" # why\n+++\n\n+++\n"),
            Ok(format!(
                "+++\ntitle = \"A\" # why\ntranslated_from = \"{VERSION}\"\n+++\n\n+++\n"
            ))
        );
        assert_eq!(
            set("---\ntitle: A\nalso:\n  - b\n---\nText"),
            Ok(format!(
                "---\ntitle: A\nalso:\n  - b\ntranslated_from: \"{VERSION}\"\n---\nText"
            ))
        );
    }

    #[test]
    fn the_key_is_replaced_where_it_stands() {
        assert_eq!(
            set("+++\ntranslated_from = 'old' # by Ana\ntitle = \"A\"\n+++\n"),
            Ok(format!(
                "+++\ntranslated_from = \"{VERSION}\" # by Ana\ntitle = \"A\"\n+++\n"
            ))
        );
        assert_eq!(
            set("---\ntranslated_from: old\ntitle: A\n---\n"),
            Ok(format!(
                "---\ntranslated_from: \"{VERSION}\"\ntitle: A\n---\n"
            ))
        );
        // A value of the wrong type is mended, too.
        assert_eq!(
            set("+++\ntranslated_from = 12\ntitle = \"A\"\n+++\n"),
            Ok(format!(
                "+++\ntranslated_from = \"{VERSION}\"\ntitle = \"A\"\n+++\n"
            ))
        );
    }

    #[test]
    fn what_says_so_already_stays() {
        let text = format!("---\ntitle: A\ntranslated_from: '{VERSION}'\n---\n");
        assert_eq!(set_translated_from(&text, VERSION), Ok(None));
    }

    #[test]
    fn unusual_front_matter_is_changed_rightly_or_not_at_all() {
        assert_eq!(
            set("+++\ntitle = \"A\"\n[extra]\nb = 1\n+++\n"),
            Ok(format!(
                "+++\ntranslated_from = \"{VERSION}\"\ntitle = \"A\"\n[extra]\nb = 1\n+++\n"
            ))
        );
        // The key stands in another text.
        let tricky = "+++\ntitle = \"\"\"\ntranslated_from = \"old\"\n\"\"\"\n+++\n";
        assert_eq!(
            set(tricky),
            Ok(tricky.replace(
                "\"\"\"\n+++",
                &format!("\"\"\"\ntranslated_from = \"{VERSION}\"\n+++")
            ))
        );
        for text in [
            "---\n{ title: A }\n---\n",
            "---\ntitle: A\ntranslated_from: |\n  old\n---\n",
            "+++\ntitle = \n+++\n",
            "+++\ntitle = \"A\"\n",
            "No front matter",
        ] {
            assert_eq!(set(text), Err(Unsafe(KEY)), "{text}");
        }
    }
}
