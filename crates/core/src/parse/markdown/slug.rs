//! Anchors from headings.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Turns a title into an anchor: lower case, accents dropped, hyphens between
/// words. Never empty.
///
/// Accents are dropped where a reader may type the letter without them. In other scripts a mark is part of the
/// letter: か and が, Thai vowels and tones, the vowel signs of India. The result is composed (NFC), as keyboards
/// and editors write it (W3C, Character Model: String Matching).
pub fn slugify(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    if title.is_ascii() {
        title.chars().for_each(|c| push(&mut slug, c));
    } else {
        let mut base = None;
        for c in title.nfd() {
            if is_combining_mark(c) {
                if base.is_some_and(keeps_marks) {
                    slug.push(c);
                }
            } else if !is_joiner(c) {
                base = c.is_alphanumeric().then_some(c);
                push(&mut slug, c);
            }
        }
        slug = slug.nfc().collect();
    }
    while slug.ends_with('-') {
        slug.pop();
    }
    if slug.is_empty() {
        slug.push_str("section");
    }
    slug
}

fn push(slug: &mut String, c: char) {
    if c.is_alphanumeric() {
        slug.extend(c.to_lowercase());
    } else if !slug.ends_with('-') && !slug.is_empty() && c != '\'' && c != '’' {
        slug.push('-');
    }
}

/// Whether marks belong to a letter: not in Latin, Greek, Cyrillic, Armenian, Hebrew and Arabic, whose blocks end
/// with Arabic, nor in the later blocks of Latin and Greek.
fn keeps_marks(letter: char) -> bool {
    let code = u32::from(letter);
    code >= 0x0780 && !(0x1d00..0x2000).contains(&code) && !(0x2c60..0x2c80).contains(&code)
}

/// Whether a character only says how its neighbours are joined.
fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
    )
}

/// The anchors of a page that are taken, and the number after which each word goes on.
#[derive(Debug, Default)]
pub struct Taken {
    all: BTreeSet<String>,
    last: BTreeMap<String, usize>,
}

impl Taken {
    /// Whether an anchor is taken.
    pub fn contains(&self, anchor: &str) -> bool {
        self.all.contains(anchor)
    }

    /// Takes an anchor; whether it was free.
    pub fn take(&mut self, anchor: String) -> bool {
        self.all.insert(anchor)
    }

    /// Makes a slug unlike those already taken by adding a number. Of equal ones, none counts from the beginning again.
    pub fn unique(&mut self, slug: String) -> String {
        if !self.all.contains(&slug) {
            return slug;
        }
        let number = self.last.entry(slug.clone()).or_insert(1);
        loop {
            *number += 1;
            let candidate = format!("{slug}-{number}");
            if !self.all.contains(&candidate) {
                return candidate;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        assert_eq!(
            slugify("Why is my account frozen?"),
            "why-is-my-account-frozen"
        );
        assert_eq!(
            slugify("¿Por qué está congelada?"),
            "por-que-esta-congelada"
        );
        assert_eq!(slugify("I can't sign in"), "i-cant-sign-in");
        assert_eq!(slugify("?!"), "section");
        assert_eq!(slugify("Ελλάδα, Россия й"), "ελλαδα-россия-и");
        // The marks of other scripts are parts of letters, and the result is composed.
        assert_eq!(
            slugify("どんな手数料がありますか？"),
            "どんな手数料がありますか"
        );
        assert_eq!(slugify("が ぱ"), "が-ぱ");
        assert_eq!(slugify("수수료는 얼마인가요?"), "수수료는-얼마인가요");
        assert_eq!(slugify("\u{1109}\u{116e}"), "수");
        assert_eq!(slugify("ค่าธรรมเนียมเท่าไหร่"), "ค่าธรรมเนียมเท่าไหร่");
        assert_eq!(slugify("ফি কত?"), "ফি-কত");
        assert_eq!(slugify("शुल्क क्या है"), "शुल्क-क्या-है");
        let mut taken = Taken::default();
        assert!(taken.take("a".to_owned()) && taken.take("a-2".to_owned()));
        assert!(!taken.take("a".to_owned()));
        assert_eq!(taken.unique("a".to_owned()), "a-3");
    }

    proptest::proptest! {
        #[test]
        fn a_slug_is_stable_under_itself(title in ".{0,40}") {
            let slug = slugify(&title);
            proptest::prop_assert_eq!(slugify(&slug), slug.clone());
            proptest::prop_assert!(!slug.contains(char::is_whitespace) && !slug.is_empty());
        }
    }
}
