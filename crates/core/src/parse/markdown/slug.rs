//! Anchors from headings.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Turns a title into an anchor: lower case, accents dropped, hyphens between
/// words. Never empty.
pub fn slugify(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    let mut push = |c: char| {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() && c != '\'' && c != '’' {
            slug.push('-');
        }
    };
    if title.is_ascii() {
        title.chars().for_each(&mut push);
    } else {
        title
            .nfd()
            .filter(|c| !is_combining_mark(*c))
            .for_each(&mut push);
    }
    while slug.ends_with('-') {
        slug.pop();
    }
    if slug.is_empty() {
        slug.push_str("section");
    }
    slug
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
