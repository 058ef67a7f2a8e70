//! Which groups of digits are a phone number.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::super::words::Words;
use super::phones::{DIGITS, Group, NANP, Region, Separator, valid};

/// How many words before a number are read for what it is.
const WORDS_BEFORE: usize = 5;

/// And how many characters at most.
const CHARS_BEFORE: usize = 80;

/// Words before digits, compiled in; an unreadable file has none, and a test reads it.
static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../data/contacts.toml")).unwrap_or_default()
});

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cues {
    phone: BTreeSet<String>,
    other: BTreeSet<String>,
    filler: BTreeSet<String>,
}

/// Groups of digits that may be a phone number.
pub(super) struct Candidate<'a> {
    pub text: &'a str,
    pub groups: &'a [Group],
    /// Whether a `+` stands before them.
    pub plus: bool,
}

impl Candidate<'_> {
    /// The digits of the number; a zero in brackets after a country prefix is not dialled with it.
    fn digits(&self) -> String {
        let skipped = |group: &&Group| {
            self.plus
                && &self.text[group.span.clone()] == "0"
                && self.text[..group.span.start].ends_with('(')
        };
        self.groups
            .iter()
            .filter(|group| !skipped(group))
            .map(|group| &self.text[group.span.clone()])
            .collect()
    }

    fn lengths(&self) -> Vec<usize> {
        self.groups.iter().map(|group| group.span.len()).collect()
    }

    /// The number's normal form, if the library knows it and it is written or called a phone number.
    pub fn valid(&self, region: Region) -> Option<String> {
        let digits = self.digits();
        if !DIGITS.contains(&digits.trim_start_matches('0').len()) {
            return None;
        }
        if self.plus {
            return valid(&format!("+{digits}"), region);
        }
        if self.is_other(&digits) {
            return None;
        }
        if let Some(abroad) = digits
            .strip_prefix("00")
            .or_else(|| digits.strip_prefix("011"))
            && let Some(normal) = valid(&format!("+{abroad}"), region)
        {
            return Some(normal);
        }
        let named = || self.is_called_phone();
        let looks_like = || self.is_grouped_nanp(&digits) || self.is_toll_free(&digits);
        let shaped = match region.code {
            NANP => (looks_like() && !self.is_called_other()) || named(),
            _ => self.groups.len() > 1 || named(),
        };
        shaped.then(|| valid(&digits, region)).flatten()
    }

    /// The normal form of what is written like a phone number though no telephone can have it.
    pub fn written_like(&self, region: Region) -> Option<String> {
        let digits = self.digits();
        if self.plus {
            let possible = match digits.starts_with('1') {
                true => digits.len() == 11,
                false => (8..=*DIGITS.end()).contains(&digits.len()),
            };
            // An odd number of digits after +1 is flagged as a whole, where its run ends.
            let whole = digits.len() >= 8 && self.is_whole_run() && digits.len() <= *DIGITS.end();
            return (possible || whole).then(|| format!("+{digits}"));
        }
        if self.is_other(&digits) {
            return None;
        }
        let spaced = self.groups[1..]
            .iter()
            .all(|group| group.before == Separator::Space);
        let named = || self.is_called_phone();
        let possible = match region.code {
            NANP => match self.lengths().as_slice() {
                [3, 3, 4] => (!spaced && !self.is_called_other()) || named(),
                [1, 3, 3, 4] => digits.starts_with('1') && (!spaced || named()),
                [3, 4] => !spaced && named(),
                [10] | [3, 7] => named(),
                [11] | [1, 10] | [1, 3, 7] => digits.starts_with('1') && named(),
                lengths => lengths.len() > 2 && (9..=12).contains(&digits.len()) && named(),
            },
            _ => self.groups.len() > 1 && (7..=12).contains(&digits.len()) && named(),
        };
        possible.then(|| region.unchecked(&digits))
    }

    /// Whether nothing that could belong to the number follows.
    fn is_whole_run(&self) -> bool {
        let end = self.groups.last().map_or(0, |group| group.span.end);
        let rest = &self.text[end..];
        !rest
            .trim_start_matches([' ', '-', '.', '(', ')', '/'])
            .starts_with(|c: char| c.is_ascii_digit())
            || rest.starts_with(". ")
    }

    /// The groups of a number of North America, with or without the leading 1.
    fn is_grouped_nanp(&self, digits: &str) -> bool {
        match self.lengths().as_slice() {
            [3, 3, 4] | [3, 7] => true,
            [1, 3, 3, 4] | [1, 3, 7] => digits.starts_with('1'),
            _ => false,
        }
    }

    /// A toll-free number of North America without groups: hardly any other number begins so.
    fn is_toll_free(&self, digits: &str) -> bool {
        let national = match digits.len() {
            11 => digits.strip_prefix('1'),
            10 => Some(digits),
            _ => None,
        };
        let codes = ["800", "833", "844", "855", "866", "877", "888"];
        self.groups.len() == 1
            && national.is_some_and(|national| codes.iter().any(|code| national.starts_with(code)))
    }

    /// Dates, years, ZIP codes, card numbers and the like.
    fn is_other(&self, digits: &str) -> bool {
        let lengths = self.lengths();
        let first = &self.text[self.groups[0].span.clone()];
        let year =
            |text: &str| text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
        let starts_with_year = lengths.len() > 1 && year(first);
        let date = matches!(lengths.as_slice(), [1 | 2, 1 | 2, 4]);
        let zip = matches!(lengths.as_slice(), [5, 4]);
        let social_security = matches!(lengths.as_slice(), [3, 2, 4]);
        let same = digits
            .bytes()
            .all(|byte| Some(byte) == digits.bytes().next());
        starts_with_year || date || zip || social_security || same
    }

    /// Whether a word such as `case` stands right before: `reference number 123-456-7890`.
    fn is_called_other(&self) -> bool {
        let before = &self.text[..self.groups[0].span.start];
        let near = before.char_indices().rev().nth(CHARS_BEFORE);
        let before = &before[near.map_or(0, |(at, _)| at)..];
        let words: Vec<_> = Words::new(before)
            .map(|word| before[word].to_lowercase())
            .collect();
        let mut words = words.iter().rev().take(WORDS_BEFORE);
        let named = words.find(|word| !CUES.filler.contains(*word));
        named.is_some_and(|word| CUES.other.contains(word))
    }

    /// Whether a word such as `call` stands shortly before, and none such as `case` nearer.
    fn is_called_phone(&self) -> bool {
        let before = &self.text[..self.groups[0].span.start];
        let near = before
            .char_indices()
            .rev()
            .nth(CHARS_BEFORE)
            .map_or(0, |(at, _)| at);
        let before = &before[near..];
        let before = before.rsplit(". ").next().unwrap_or(before);
        let words: Vec<_> = Words::new(before).collect();
        words
            .iter()
            .rev()
            .take(WORDS_BEFORE)
            .find_map(|word| {
                let word = before[word.clone()].to_lowercase();
                let phone = CUES.phone.contains(&word);
                (phone || CUES.other.contains(&word)).then_some(phone)
            })
            .unwrap_or(false)
    }
}
