#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use proptest::prelude::*;

use super::super::Dictionary;
use super::*;

fn list(name: &'static str, phrases: &[&str]) -> (&'static str, Vec<String>) {
    (name, phrases.iter().map(ToString::to_string).collect())
}

fn found_by(phrases: Phrases, text: &str) -> Vec<PhraseHit> {
    found(&Dictionary::new(std::sync::Arc::default(), Some(phrases)).split(text))
}

/// What of the text one list of phrases finds.
fn hits<'a>(language: &str, phrases: &[&str], text: &'a str) -> Vec<&'a str> {
    let phrases = Phrases::new(language, &[list("says", phrases)]).unwrap();
    found_by(phrases, text)
        .into_iter()
        .map(|hit| &text[hit.span])
        .collect()
}

#[test]
fn phrases_match_any_form_of_their_words() {
    for (language, phrase, text, hit) in [
        (
            "en",
            "leave a message",
            "After the tone, LEAVING a message helps.",
            "LEAVING a message",
        ),
        (
            "en",
            "reference number",
            "Two reference numbers.",
            "reference numbers",
        ),
        ("en", "don't wait", "Please don’t wait!", "don’t wait"),
        (
            "en",
            "customer complaint",
            "each customer's complaints",
            "customer's complaints",
        ),
        (
            "en",
            "free of charge",
            "It is free, of charge.",
            "free, of charge",
        ),
        ("en", "follow-up", "a follow up", "follow up"),
        ("en", "24/7", "We are here 24/7.", "24/7"),
        ("en", "e-mail", "by E-Mail", "E-Mail"),
        (
            "en",
            "leave * message",
            "leave us a short message, leave a message",
            "leave a message",
        ),
        (
            "en",
            "=answered",
            "we answer; calls are answered",
            "answered",
        ),
        (
            "es",
            "número de caso",
            "los NÚMEROS de casos",
            "NÚMEROS de casos",
        ),
        (
            "es",
            "número de caso",
            "un nu\u{301}mero de caso",
            "nu\u{301}mero de caso",
        ),
        ("es", "contestar", "Le contestamos hoy", "contestamos"),
        ("fr", "accès au compte", "L'accès aux comptes", ""),
        ("fr", "accès", "l’accès", "l’accès"),
        (
            "de",
            "Beschwerde einreichen",
            "Beschwerden einreichen",
            "Beschwerden einreichen",
        ),
        ("ja", "苦情", "苦情の窓口", "苦情"),
        ("xx", "klage", "Klage!", "Klage"),
        ("xx", "klage", "Klagen", ""),
        ("pt-BR", "reclamação", "as reclamações", "reclamações"),
    ] {
        let expected: Vec<&str> = Some(hit)
            .filter(|hit| !hit.is_empty())
            .into_iter()
            .collect();
        assert_eq!(
            hits(language, &[phrase], text),
            expected,
            "{language} {phrase}: {text}"
        );
    }
}

#[test]
fn phrases_stay_in_one_sentence() {
    for (gap, found) in [
        (" ", true),
        (", ", true),
        (" – ", true),
        ("\n", true),
        (" (", true),
        (". ", false),
        ("! ", false),
        ("? ", false),
        ("; ", false),
        (": ", false),
        (" … ", false),
    ] {
        let text = format!("free of{gap}Charge");
        assert_eq!(
            !hits("en", &["free of charge"], &text).is_empty(),
            found,
            "{text}"
        );
    }
    assert_eq!(hits("en", &["U.S. law"], "under U.S. law"), ["U.S. law"]);
    assert_eq!(
        hits("es", &["p. ej. un pago"], "p. ej. un pago"),
        ["p. ej. un pago"]
    );
}

#[test]
fn each_list_has_its_own_hits() {
    let lists = [
        list("blame", &["your fault", "fault"]),
        list("none", &[]),
        list("you", &["your"]),
    ];
    let phrases = Phrases::new("en", &lists).unwrap();
    let text = "Is it your fault? No fault of yours.";
    let hits: Vec<_> = found_by(phrases, text)
        .into_iter()
        .map(|hit| (hit.list, &text[hit.span]))
        .collect();
    assert_eq!(
        hits,
        [(0, "your fault"), (2, "your"), (0, "fault"), (2, "yours")]
    );
}

#[test]
fn the_memo_changes_nothing() {
    let phrases = Phrases::new("en", &[list("a", &["leave a message"])]).unwrap();
    let text = "Leave a message. Leaving a message.";
    let dictionary = Dictionary::new(std::sync::Arc::default(), Some(phrases));
    let first = found(&dictionary.split(text));
    assert_eq!(first.len(), 2);
    assert_eq!(found(&dictionary.split(text)), first);
    assert_eq!(found(&dictionary.split("nothing here")), []);
}

#[test]
fn a_broken_phrase_is_named() {
    for (phrase, part) in [
        ("", "an empty phrase"),
        ("  ", "an empty phrase"),
        ("?!", "`?!`"),
        ("*", "has no word"),
        ("* *", "has no word"),
        ("=", "has no word"),
        ("* message", "begins or ends with `*`"),
        ("leave *", "begins or ends with `*`"),
        ("leav* message", "inside a word"),
        ("leave ** message", "inside a word"),
        ("Leave. A message", "two phrases"),
    ] {
        let broken = Phrases::new(
            "en",
            &[list("fine", &["fine"]), list("after-hours", &[phrase])],
        );
        let message = broken.unwrap_err().to_string();
        assert!(message.contains(part), "{phrase}: {message}");
        assert!(message.contains("`after-hours`"), "{message}");
        assert!(
            phrase.trim().is_empty() || message.contains(phrase),
            "{message}"
        );
    }
}

proptest! {
    #[test]
    fn any_text_gives_places_in_it(text in "\\PC{0,60}", phrase in "\\PC{0,12}") {
        let lists = [("any".to_owned(), vec!["a * a".to_owned()]), ("of".to_owned(), vec![phrase])];
        for language in ["en", "es", "fr", "ta", "xx"] {
            if let Ok(phrases) = Phrases::new(language, &lists) {
                for hit in found_by(phrases, &text) {
                    prop_assert!(text.get(hit.span).is_some_and(|found| !found.is_empty()));
                }
            }
        }
    }

    #[test]
    fn a_phrase_of_plain_words_is_found_in_itself(phrase in "[a-zñéü]{1,9}( [a-zñéü]{1,9}){0,4}") {
        for language in ["en", "es", "de", "fr"] {
            let phrases = Phrases::new(language, &[("one", vec![phrase.clone()])]).unwrap();
            let upper = phrase.to_uppercase();
            let dictionary = Dictionary::new(std::sync::Arc::default(), Some(phrases));
            prop_assert_eq!(found(&dictionary.split(&phrase)).len(), 1);
            prop_assert_eq!(found(&dictionary.split(&upper)).len(), 1);
        }
    }
}
