//! `strings.placeholder`: words in braces, which are filled in, are those of the English text.

use std::collections::BTreeSet;

use candor_model::strings::Strings;

/// A clock takes what its language tells the time with: twelve hours or twenty-four.
const CLOCK: (&str, &[&str]) = ("time.clock.hour", &["h12", "h24", "hh24", "mm", "half"]);
/// The number, which a text for exactly one can say in words or leave out.
const NUMBER: &str = "n";

/// What is wrong with the words in braces of a text, beside the English text of the same key.
pub(super) fn fault(key: &str, text: &str, english: &Strings) -> Option<String> {
    let there = placeholders(text);
    let mut known = placeholders(english.get(key)?);
    let mut wanted = known.clone();
    if key.starts_with(CLOCK.0) {
        known.extend(CLOCK.1);
        wanted.clear();
    }
    if let Some(form) = key
        .strip_suffix("one")
        .filter(|key| key.ends_with(['.', '_']))
    {
        let other = format!("{form}other");
        known.extend(english.get(&other).map(placeholders).unwrap_or_default());
        wanted.remove(NUMBER);
    }
    let missing: Vec<_> = wanted.difference(&there).map(in_braces).collect();
    let stray: Vec<_> = there.difference(&known).map(in_braces).collect();
    let faults = [
        (!missing.is_empty()).then(|| format!("lacks {}", missing.join(", "))),
        (!stray.is_empty()).then(|| format!("has {}, which nothing fills in", stray.join(", "))),
    ];
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    (!faults.is_empty()).then(|| faults.join(" and "))
}

fn in_braces(name: &&str) -> String {
    format!("`{{{name}}}`")
}

/// What stands in braces in a text.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Strings {
        let text = include_str!("../../../../../themes/default/i18n/en.toml");
        Strings::from_table(&text.parse().unwrap_or_default())
    }

    #[test]
    fn words_in_braces_are_those_of_english() {
        let english = english();
        let fault = |key, text| fault(key, text, &english);
        assert_eq!(fault("status.open_until", "Abierto hasta {time}"), None);
        assert_eq!(
            fault("status.open_until", "Abierto").as_deref(),
            Some("lacks `{time}`")
        );
        assert_eq!(
            fault("search.count_other", "{nn} de «{query}»").as_deref(),
            Some("lacks `{n}` and has `{nn}`, which nothing fills in")
        );
        assert_eq!(fault("mine.word", "{anything}"), None);
    }

    #[test]
    fn one_needs_no_number_and_a_clock_has_twelve_hours_or_twenty_four() {
        let english = english();
        let fault = |key, text| fault(key, text, &english);
        assert_eq!(fault("unit.day.one", "un día"), None);
        assert_eq!(fault("search.count_one", "{n} tema de «{query}»"), None);
        assert!(fault("search.count_one", "1 tema").is_some());
        assert!(fault("unit.day.other", "días").is_some());
        assert_eq!(fault("time.clock.hour", "{h24}:{mm}"), None);
        assert_eq!(fault("time.clock.hour_minute", "{hh24}.{mm}"), None);
        assert!(fault("time.clock.hour", "{hour}").is_some());
    }
}
