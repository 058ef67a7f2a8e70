//! What people type into TOML who come from a word processor: curly quotes, dates as they are spoken.

use chrono::NaiveDate;

/// Quotes that word processors put in the place of straight ones.
const CURLY: [char; 8] = ['“', '”', '„', '‟', '‘', '’', '«', '»'];

/// Keys whose values are dates.
const DATES: &[&str] = &[
    "updated",
    "review_by",
    "announced",
    "starts",
    "ends",
    "published",
    "until",
    "from",
    "verified",
];

/// What a writer did on the line of a place, and what to do about it, if it is one of the usual mistakes.
pub fn mistake(text: &str, at: usize) -> Option<(String, String)> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let line = text.get(start..)?.lines().next()?;
    let Some((key, value)) = line.split_once('=') else {
        let (key, value) = line.split_once(':')?;
        let is_key = !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
        return is_key.then(|| {
            (
                format!("`{key}` has a colon where TOML has `=`"),
                format!(
                    "Write {key} = \"{}\".",
                    value.trim().trim_matches(['"', '\''])
                ),
            )
        });
    };
    let (key, value) = (key.trim(), value.trim());
    if value.starts_with(CURLY) || value.ends_with(CURLY) {
        let inner = value.trim_matches(|c| CURLY.contains(&c) || c == '"');
        return Some((
            "these are curly quotes, and a text needs straight ones (`\"`)".to_owned(),
            format!("Write {key} = \"{inner}\", and switch “smart quotes” off where you write."),
        ));
    }
    let bare = value.split(" #").next().unwrap_or(value).trim();
    let is_date =
        looks_like_date(bare) || (DATES.contains(&key) && !bare.starts_with(['"', '\'', '[', '{']));
    is_date.then(|| {
        let help = match date_of(bare) {
            Some(date) => format!("Write {key} = {date}."),
            None => format!("Write it as year-month-day, such as {key} = 2026-10-05."),
        };
        (format!("`{bare}` is no date"), help)
    })
}

/// `11/26/2026`, `26.11.2026`, `2026/11/26`: three groups of digits.
fn looks_like_date(text: &str) -> bool {
    let groups: Vec<&str> = text.split(['/', '.', '-']).collect();
    let digits =
        |group: &&str| (1..=4).contains(&group.len()) && group.bytes().all(|b| b.is_ascii_digit());
    groups.len() == 3 && groups.iter().all(digits)
}

/// The date that is meant, where only one can be.
fn date_of(text: &str) -> Option<NaiveDate> {
    let ways = [
        "%m/%d/%Y",
        "%d/%m/%Y",
        "%d.%m.%Y",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%m-%d-%Y",
        "%d-%m-%Y",
        "%Y-%m-%d",
        "%d %B %Y",
        "%B %d, %Y",
        "%B %d %Y",
    ];
    let mut dates: Vec<NaiveDate> = ways
        .iter()
        .filter_map(|way| NaiveDate::parse_from_str(text, way).ok())
        .collect();
    dates.dedup();
    match dates[..] {
        [date] => Some(date),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type() {
        let said = |line: &str| mistake(line, 0).map(|(what, help)| format!("{what}. {help}"));
        let has = |line: &str, words: &[&str]| {
            let said = said(line).unwrap_or_default();
            assert!(
                words.iter().all(|word| said.contains(word)),
                "{line}: {said}"
            );
        };
        has(
            "updated = 11/26/2026",
            &["is no date", "updated = 2026-11-26"],
        );
        has("updated = 26.11.2026", &["is no date", "2026-11-26"]);
        has("review_by = 03/04/2026", &["is no date", "year-month-day"]);
        has("updated = November 26, 2026", &["is no date", "2026-11-26"]);
        has("updated = yesterday # soon", &["`yesterday` is no date"]);
        has("title = “Fees”", &["curly quotes", "title = \"Fees\""]);
        has("title = \"Fees”", &["curly quotes"]);
        has("also = ‘a’", &["curly quotes"]);
        has("title: Fees", &["colon", "title = \"Fees\""]);
        for quiet in [
            "title = \"He said “yes”\" x",
            "title = \"11/26/2026",
            "weight = 1 2",
            "also = [\"a\" \"b\"]",
            "version = 1.2.",
            "title = Fees",
        ] {
            assert_eq!(said(quiet), None, "{quiet}");
        }
    }
}
