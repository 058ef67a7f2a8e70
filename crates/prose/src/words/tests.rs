use proptest::prelude::*;

use super::super::lexicon::lexicon;
use super::*;

fn words(text: &str) -> Vec<&str> {
    Words::new(text).map(|span| &text[span]).collect()
}

fn split<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    sentences(text, lexicon(language))
        .into_iter()
        .map(|span| &text[span])
        .collect()
}

#[test]
fn words_are_runs_of_letters_and_digits() {
    for (text, expected) in [
        ("We reply, always.", vec!["We", "reply", "always"]),
        ("don't wait", vec!["don't", "wait"]),
        ("don’t 'wait'", vec!["don’t", "wait"]),
        ("24-hour p.m.", vec!["24", "hour", "p", "m"]),
        ("días hábiles", vec!["días", "hábiles"]),
        ("di\u{301}as", vec!["di\u{301}as"]),
        ("cus\u{ad}tomer", vec!["cus\u{ad}tomer"]),
        ("客户服务 24", vec!["客", "户", "服", "务", "24"]),
        (" — … ! ", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn placeholders_are_not_counted() {
    for (text, count) in [
        ("We reply within 24 hours.", 5),
        ("TODO: write this", 2),
        ("TBD", 0),
        ("Call XX or XXX at X", 4),
        ("Lorem ipsum dolor sit", 2),
        ("lorem dolor ipsum", 3),
        ("todo está bien, TODOS", 4),
        ("", 0),
    ] {
        assert_eq!(count_words(text), count, "{text}");
    }
}

#[test]
fn sentences_end_where_a_reader_stops() {
    for (language, text, expected) in [
        (
            "en",
            "One. Two! Three? Four",
            vec!["One.", "Two!", "Three?", "Four"],
        ),
        (
            "en",
            "It costs 2.5 dollars. Yes.",
            vec!["It costs 2.5 dollars.", "Yes."],
        ),
        (
            "en",
            "The U.S. Treasury said so. We did not.",
            vec!["The U.S. Treasury said so.", "We did not."],
        ),
        (
            "en",
            "Bring papers, e.g. a passport.",
            vec!["Bring papers, e.g. a passport."],
        ),
        (
            "en",
            "We open at 8 a.m. Eastern Time.",
            vec!["We open at 8 a.m.", "Eastern Time."],
        ),
        (
            "en",
            "From 8 a.m. to 8 p.m. on weekdays.",
            vec!["From 8 a.m. to 8 p.m. on weekdays."],
        ),
        ("en", "No. We do not.", vec!["No.", "We do not."]),
        ("en", "See No. 5 below.", vec!["See No. 5 below."]),
        (
            "en",
            "Ask J. Smith. So do I. Good.",
            vec!["Ask J. Smith.", "So do I.", "Good."],
        ),
        (
            "en",
            "1. Sign in. 2. Wait.",
            vec!["1. Sign in.", "2. Wait."],
        ),
        (
            "en",
            "He said \"stop.\" Then he left.",
            vec!["He said \"stop.\"", "Then he left."],
        ),
        (
            "en",
            "(It is free.) Call us.",
            vec!["(It is free.)", "Call us."],
        ),
        (
            "en",
            "Write to care@hudson.example. Or call.",
            vec!["Write to care@hudson.example.", "Or call."],
        ),
        (
            "en",
            "Wait… then go. Really?! Yes...",
            vec!["Wait… then go.", "Really?!", "Yes..."],
        ),
        (
            "en",
            "A line\nbroken in two. Next",
            vec!["A line\nbroken in two.", "Next"],
        ),
        (
            "es",
            "¿No puede entrar? Llame. ¡Gracias!",
            vec!["¿No puede entrar?", "Llame.", "¡Gracias!"],
        ),
        (
            "es",
            "Papeles, p. ej. un pasaporte de EE. UU. vigente.",
            vec!["Papeles, p. ej. un pasaporte de EE. UU. vigente."],
        ),
        (
            "es",
            "Vive en EE. UU. Llame.",
            vec!["Vive en EE. UU. Llame."],
        ),
        (
            "es",
            "Abrimos a las 8 a. m. y cerramos a las 5 p. m. Llame.",
            vec!["Abrimos a las 8 a. m. y cerramos a las 5 p. m.", "Llame."],
        ),
        (
            "es",
            "El Sr. Pérez contesta. no siempre",
            vec!["El Sr. Pérez contesta. no siempre"],
        ),
        (
            "de",
            "Wir antworten. Bald.",
            vec!["Wir antworten.", "Bald."],
        ),
        ("zh", "您好。请致电我们。", vec!["您好。", "请致电我们。"]),
        ("en", " . ", vec![]),
        ("en", "", vec![]),
    ] {
        assert_eq!(split(text, language), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn places_lie_in_the_text_and_in_order(text in "\\PC{0,80}|[a-zA-Z0-9.!?¿ñé '’\u{301}。-]{0,80}") {
        let mut end = 0;
        for span in Words::new(&text) {
            prop_assert!(span.start >= end && text.get(span.clone()).is_some_and(|word| !word.is_empty()));
            end = span.end;
        }
        let mut end = 0;
        for span in sentences(&text, lexicon("en")) {
            let sentence = text.get(span.clone());
            prop_assert!(span.start >= end && sentence.is_some_and(|sentence| sentence.trim() == sentence));
            prop_assert!(!text[end..span.start].contains(char::is_alphanumeric));
            end = span.end;
        }
        prop_assert!(!text[end..].contains(char::is_alphanumeric));
        count_words(&text);
    }
}
