//! Series in a sentence, which are lists without their dots: "a passport, a bill and a letter".

use super::cues::Cues;
use super::lexicon::Cue;
use super::tokens::Tokens;

/// How many things the longest series of a block names; 0 when none of its sentences joins at least two of its
/// parts by a word such as `and`, or when the language has no such words.
pub fn series(tokens: &Tokens<'_>) -> usize {
    if !tokens.text.contains([',', ';']) {
        return 0;
    }
    let cues = Cues::new(tokens);
    let longest = tokens
        .sentences()
        .iter()
        .filter_map(|sentence| of_sentence(&cues, sentence));
    longest.max().unwrap_or_default()
}

fn of_sentence(cues: &Cues<'_>, sentence: &std::ops::Range<usize>) -> Option<usize> {
    let words = cues.within(sentence);
    let parted = |at: &usize| cues.gap(*at).contains([',', ';']);
    let joins = |at: &usize| {
        [Cue::And, Cue::Or]
            .iter()
            .any(|cue| cues.starts_at(*cue, *at))
    };
    let joined = words.clone().rev().find(joins)?;
    // What follows the word that joins is the last of them, whatever commas it holds: "a, b, and, if we ask, c".
    let marks: Vec<usize> = (words.start + 1..=joined).filter(parted).collect();
    let last = *marks.last()?;
    Some(marks.len() + 1 + usize::from(joined != last))
}

#[cfg(test)]
mod tests {
    use crate::{Dictionary, Lexicons};
    use std::sync::Arc;

    #[test]
    fn things_of_a_series_are_counted() {
        let lexicons = Lexicons::built_in();
        let of = |lang: &str, text: &str| {
            let dictionary = Dictionary::new(Arc::clone(lexicons.of(lang)), None);
            super::series(&dictionary.split(text))
        };
        for (lang, text, things) in [
            ("en", "A passport, a bill and a letter.", 3),
            ("en", "A passport, a bill, and a letter.", 3),
            ("en", "A passport; a bill; and, if we ask, a letter.", 3),
            (
                "en",
                "A passport; a bill; and, if we ask, a letter, too.",
                3,
            ),
            ("en", "You wait, we look.", 0),
            ("en", "A passport and a bill.", 0),
            ("es", "El pasaporte, un recibo o una carta.", 3),
            ("es", "El pasaporte, un recibo e historial.", 3),
        ] {
            assert_eq!(of(lang, text), things, "{text}");
        }
    }
}
