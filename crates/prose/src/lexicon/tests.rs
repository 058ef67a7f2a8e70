#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail where it stands"
)]

use super::*;

#[test]
fn every_file_is_a_lexicon() {
    let lexicons = Lexicons::built_in();
    let mut files = 0;
    for file in FILES.files() {
        let code = file
            .path()
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap();
        let text = file.contents_utf8().unwrap();
        if let Err(error) = Lexicon::parse(code, text) {
            panic!("{code}: {error}");
        }
        files += 1;
    }
    assert_eq!(lexicons.languages().count(), files);
    assert_eq!(lexicons.languages().collect::<Vec<_>>(), ["en", "es"]);
}

#[test]
fn words_of_languages_are_in_small_letters() {
    let lexicons = Lexicons::built_in();
    for code in lexicons.languages() {
        let lexicon = lexicons.of(code);
        let numbers = &lexicon.numbers;
        let lists = [
            &numbers.join,
            &numbers.one,
            &numbers.each,
            &numbers.to,
            &numbers.before_unit,
        ];
        let words = lists
            .into_iter()
            .flatten()
            .chain(lexicon.units.keys())
            .chain(numbers.words.keys());
        for word in words {
            assert_eq!(*word, word.to_lowercase(), "{code}");
        }
    }
}

#[test]
fn a_region_uses_its_language_and_an_unknown_language_is_quiet() {
    let lexicons = Lexicons::built_in();
    assert!(!lexicons.of("es-US").units.is_empty());
    assert!(lexicons.of("de").units.is_empty());
    assert!(lexicons.of("").units.is_empty());
}

#[test]
fn a_broken_file_is_refused() {
    let english = FILES.get_file("en.toml").unwrap().contents_utf8().unwrap();
    for (from, to) in [
        ("[units]", "[units]\ncentury = []"),
        ("deadlines = [", "deadlines = [\"\", "),
        (
            "\"half an hour\" = \"30 minutes\"",
            "\"half an hour\" = \"half an hour\"",
        ),
    ] {
        assert!(english.contains(from), "{from}");
        assert!(
            Lexicon::parse("en", &english.replace(from, to)).is_err(),
            "{to}"
        );
    }
}

#[test]
fn no_phrase_is_longer_than_cues_look_back() {
    let lexicons = Lexicons::built_in();
    for code in lexicons.languages() {
        let phrases = lexicons.of(code).cues.phrases.as_ref().unwrap();
        assert!(phrases.longest() <= super::super::cues::LONGEST, "{code}");
    }
}
