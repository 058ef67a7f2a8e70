#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use proptest::prelude::*;

use super::super::lexicon::dictionary;
use super::*;

fn syllables(language: &str, word: &str) -> u32 {
    dictionary(language).lexicon.syllables.count(word)
}

fn reading(language: &str, blocks: &[&str]) -> Option<Reading> {
    let dictionary = dictionary(language);
    let mut grader = Grader::new(&dictionary);
    for (at, block) in blocks.iter().enumerate() {
        grader.add(at, &dictionary.split(block));
    }
    grader.finish()
}

fn grade(language: &str, blocks: &[&str]) -> Option<f32> {
    reading(language, blocks).map(|reading| reading.grade)
}

#[test]
fn syllables_are_counted() {
    for (language, count, words) in [
        (
            "en",
            1,
            "a the through closed site’s once fees times asked 24 1st freeze hour wire",
        ),
        (
            "en",
            2,
            "account money business people letter reply number table wanted services' trying being going handled statement client quiet cases",
        ),
        (
            "en",
            3,
            "customer regulator's family complaining area idea video period bitcoiner services audio carrier",
        ),
        (
            "en",
            4,
            "information department's usually authority situation",
        ),
        ("en", 5, "immediately opportunity evaluated"),
        ("es", 1, "de que muy hay y ley bien dios tú 24"),
        (
            "es",
            2,
            "cuenta dinero's queja guerra agua reír país día ciudad leer oír",
        ),
        (
            "es",
            3,
            "dinero correo persona teatro envío rápido bitcóin's servicio",
        ),
        (
            "es",
            4,
            "teléfono respondemos congelada criptomoneda's comisiones",
        ),
        ("es", 5, "electrónico solicitudes habitualmente"),
    ] {
        for word in words.split(' ').filter(|word| !word.contains('\'')) {
            assert_eq!(syllables(language, word), count, "{word}");
        }
    }
}

#[test]
fn the_grade_is_the_formulas() {
    // 30 words, 3 sentences, 30 syllables: 0.39 × 10 + 11.8 × 1 − 15.59.
    let text = "The cat sat on the mat with the old dog. ".repeat(3);
    let easy = grade("en", &[&text]).unwrap();
    assert!((easy - 0.11).abs() < 0.01, "{easy}");
    // The same in Spanish, 10 words and 13 syllables a sentence: 206.84 − 60 × 1.3 − 1.02 × 10 = 118.64.
    let text = "El gato se fue con su perro a la casa. ".repeat(3);
    let easy = grade("es", &[&text]).unwrap();
    assert!((easy - 1.636).abs() < 0.01, "{easy}");
}

#[test]
fn published_grades_are_read_off_by_lines() {
    let grades = &dictionary("es")
        .lexicon
        .grade
        .as_ref()
        .unwrap()
        .grades
        .clone();
    for (score, grade) in [
        (105.0, 3.0),
        (95.0, 4.0),
        (90.0, 4.5),
        (65.0, 7.5),
        (60.0, 9.0),
        (15.0, 16.0),
        (-10.0, 18.5),
    ] {
        assert!(
            (grade_of(score, grades) - grade).abs() < 0.01,
            "{score}: {}",
            grade_of(score, grades)
        );
    }
    assert!(grade_of(7.5, &[]) == 7.5);
}

#[test]
fn hard_text_has_a_higher_grade() {
    let easy = "We hold your coins for you. You can send them when you like. Call us if you need help. We are here each day.".repeat(2);
    let hard = "Notwithstanding the aforementioned contractual obligations, the institution may temporarily suspend transactional capabilities pending verification of supplementary documentation concerning beneficial ownership. ".repeat(2);
    assert!(grade("en", &[&easy]).unwrap() < 4.0);
    assert!(grade("en", &[&hard]).unwrap() > 16.0);
    let easy = "Guardamos su dinero. Puede usarlo cuando quiera. Llame si tiene una duda. Una persona le ayuda cada día con gusto. ".repeat(2);
    let hard = "No obstante las obligaciones contractuales anteriormente mencionadas, la institución podrá suspender temporalmente las capacidades transaccionales hasta la verificación de documentación complementaria relativa a la titularidad real. ".repeat(2);
    assert!(grade("es", &[&easy]).unwrap() < 6.0);
    assert!(grade("es", &[&hard]).unwrap() > 14.0);
}

#[test]
fn the_worst_sentence_is_named() {
    let blocks = [
        "We help. You can call us at any time of the day, and a person will pick up.",
        "Short. The verification of supplementary documentation concerning beneficial ownership may necessitate additional information. Fine.",
    ];
    let reading = reading("en", &blocks).unwrap();
    let (block, span) = reading.worst;
    assert_eq!(block, 1);
    assert!(blocks[block][span.clone()].starts_with("The verification"));
    assert!(blocks[block][span].ends_with("information."));
}

#[test]
fn a_short_text_or_an_unknown_language_has_no_grade() {
    let words = "We help you. ".repeat(9);
    assert_eq!(grade("en", &[&words]), None);
    let words = "We help you. ".repeat(10);
    assert!(grade("en", &[&words]).is_some());
    assert_eq!(grade("de", &[&words]), None);
    assert_eq!(grade("en", &[]), None);
}

#[test]
fn list_items_are_sentences_and_addresses_are_words() {
    let items = [
        "your name and how you want us to reach you",
        "what you would like us to do to put it right",
        "which account, transfer or case it is about, with its number",
    ];
    let joined = items.join(" ");
    assert!(grade("en", &items).unwrap() < grade("en", &[&joined]).unwrap());
    let plain = "Write to us or call us and a person will help you with it. ".repeat(3);
    let address = plain.replace("us or", "customer.care@hudsondigitaltrust.example or");
    assert_eq!(grade("en", &[&plain]), grade("en", &[&address]));
}

proptest! {
    #[test]
    fn any_text_has_a_place_for_its_worst_sentence(blocks in prop::collection::vec("\\PC{0,90}|[a-z .!?]{0,90}", 0..4)) {
        let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
        for language in ["en", "es"] {
            if let Some(reading) = reading(language, &blocks) {
                let (block, span) = reading.worst;
                prop_assert!(blocks.get(block).is_some_and(|text| text.get(span).is_some()));
                prop_assert!(reading.grade.is_finite());
            }
        }
    }
}
