#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use super::super::{Rules, load};
use super::*;
use candor_model::answer::Denial;
use candor_prose::found;

const PACK: &str = "us-ny-dfs-vce";

/// The strongest way in which a text says a phrase of a list; `None` if it does not hold any.
fn said(book: &Phrasebook, name: &str, text: &str) -> Option<Denial> {
    let list = usize::from(book.list(PACK, name).unwrap());
    let mut denials: Vec<Denial> = found(&book.dictionary.split(text))
        .into_iter()
        .filter(|hit| hit.list == list)
        .map(|hit| hit.denial)
        .collect();
    denials.sort_by_key(|denial| *denial as u8);
    denials.first().copied()
}

fn book(lang: &str) -> Phrasebook {
    let rules = Rules {
        packs: vec![load::built_in(PACK, |_, _| None).unwrap().unwrap()],
        ..Rules::default()
    };
    phrasebook(&rules, &BTreeMap::new(), lang, &Lexicons::built_in())
}

#[test]
fn reassurance_is_no_blame() {
    for (lang, texts) in [
        (
            "en",
            &[
                "A freeze is not your fault.",
                "It does not mean that you broke our rules.",
                "It doesn’t mean you broke our rules.",
                "We do not suspect you of any violation.",
                "Nobody says that you failed to do anything.",
                "No one thinks that you are suspected of anything.",
                "Most freezes are not a sign of a violation.",
                "A freeze is rarely a sign of a violation.",
                "It is neither a penalty nor your fault.",
                "It is not a penalty, a punishment or your fault.",
                "It does not mean that you lied or that you broke our rules.",
                "We freeze accounts without any violation, too.",
                "We did not freeze it because you broke our rules.",
                "This is not because of a violation.",
                "It is not due to a violation.",
                "Your account is frozen, but it is not your fault.",
            ][..],
        ),
        (
            "es",
            &[
                "Una congelación no es culpa suya.",
                "No quiere decir que usted incumplió las normas.",
                "Congelar una cuenta no significa que haya una infracción.",
                "Nadie dice que usted violó las normas.",
                "Se puede congelar una cuenta sin ninguna infracción.",
                "No es un castigo ni es culpa suya.",
                "Nunca pensamos que fue por su culpa.",
                "No la congelamos porque usted incumplió las normas.",
            ],
        ),
    ] {
        let book = book(lang);
        for text in texts {
            let said = said(&book, "blame", text);
            assert!(
                matches!(said, Some(Denial::InClause | Denial::RightBefore)),
                "{text}: {said:?}"
            );
        }
    }
}

#[test]
fn blame_behind_another_negation_stays_blame() {
    for (lang, texts) in [
        (
            "en",
            &[
                "Your account was frozen because of suspicious activity on your part.",
                "You cannot sign in because you broke our rules.",
                "You cannot sign in due to a violation.",
                "You cannot sign in: you broke our rules.",
                "If you do not answer, it is your fault.",
                "You did not send the papers and you failed to answer.",
                "It is not a pause but your fault.",
                "There is no doubt that you broke our rules.",
                "It is not only your fault.",
                "Do not write to us. You broke our rules.",
                "We do not tolerate your misuse.",
                "No, you broke our rules.",
            ][..],
        ),
        (
            "es",
            &[
                "Si usted incumplió las normas, elija otra cosa.",
                "No puede entrar porque usted incumplió las normas.",
                "No puede entrar debido a una infracción.",
                "No es un error, usted violó las normas.",
                "No hay duda de que es culpa suya.",
                "No nos escriba. Es culpa suya.",
            ],
        ),
    ] {
        let book = book(lang);
        for text in texts {
            assert_eq!(said(&book, "blame", text), Some(Denial::None), "{text}");
        }
    }
}

#[test]
fn what_is_not_there_is_no_evidence() {
    for (lang, list, text) in [
        (
            "en",
            "voicemail",
            "We have no voicemail. Do not leave a message.",
        ),
        ("en", "voicemail", "We do not offer voicemail."),
        ("en", "voicemail", "You can’t leave a message."),
        (
            "en",
            "not-a-person",
            "Nothing here is automated, a person reads it.",
        ),
        (
            "en",
            "not-a-person",
            "We do not use artificial intelligence.",
        ),
        ("en", "reference-number", "We give you no reference number."),
        (
            "en",
            "may-go-to-regulator",
            "You cannot take it to the Department.",
        ),
        ("es", "voicemail", "No tenemos buzón de voz."),
        ("es", "voicemail", "No deje un mensaje."),
        ("es", "not-a-person", "Nada aquí es automático."),
        ("es", "reference-number", "No hay número de caso."),
    ] {
        let said = said(&book(lang), list, text);
        assert_eq!(said, Some(Denial::RightBefore), "{text}");
    }
}

#[test]
fn what_is_denied_behind_or_twice() {
    for (lang, list, text, denied) in [
        ("en", "voicemail", "Voicemail is not available.", true),
        (
            "en",
            "voicemail",
            "Voicemail on this line is switched off.",
            true,
        ),
        (
            "en",
            "voicemail",
            "Our voicemail is no longer in use.",
            true,
        ),
        (
            "en",
            "voicemail",
            "You cannot leave us a message: voicemail does not exist here.",
            true,
        ),
        (
            "en",
            "reference-number",
            "A reference number is not given.",
            true,
        ),
        (
            "en",
            "reference-number",
            "Reference numbers are never given to anyone.",
            true,
        ),
        (
            "en",
            "reference-number",
            "You will not be given a reference number.",
            true,
        ),
        (
            "en",
            "reference-number",
            "You do not get your own case number.",
            true,
        ),
        ("en", "reference-number", "Nobody gets a case number.", true),
        ("en", "not-a-person", "I am not automated.", true),
        (
            "en",
            "not-a-person",
            "It is not true that Harbor is not a person.",
            true,
        ),
        (
            "en",
            "not-a-person",
            "Harbor is not really automated.",
            true,
        ),
        (
            "en",
            "reference-number",
            "It is not true that you get a reference number.",
            true,
        ),
        (
            "en",
            "reference-number",
            "It is not true that you do not get a reference number.",
            false,
        ),
        (
            "en",
            "reference-number",
            "No complaint is filed without a reference number.",
            false,
        ),
        (
            "en",
            "reference-number",
            "Do not hesitate to ask for your reference number.",
            false,
        ),
        ("en", "voicemail", "Voicemail is never unavailable.", false),
        (
            "en",
            "voicemail",
            "Voicemail is open at night, and our chat is not available then.",
            false,
        ),
        (
            "en",
            "voicemail",
            "Leave a voicemail if our chat is not available.",
            false,
        ),
        (
            "en",
            "reference-number",
            "Your reference number is not a password.",
            false,
        ),
        (
            "en",
            "not-a-person",
            "Harbor is automated, and is not available on the phone.",
            false,
        ),
        (
            "es",
            "voicemail",
            "El buzón de voz no está disponible.",
            true,
        ),
        ("es", "voicemail", "El buzón de voz ya no funciona.", true),
        (
            "es",
            "reference-number",
            "No recibe ningún número de referencia.",
            true,
        ),
        (
            "es",
            "reference-number",
            "El número de caso no se da por teléfono.",
            true,
        ),
        ("es", "not-a-person", "No soy automático.", true),
        (
            "es",
            "not-a-person",
            "No es cierto que no sea automático.",
            false,
        ),
        (
            "es",
            "reference-number",
            "Ninguna queja queda sin número de caso.",
            false,
        ),
        ("es", "voicemail", "No dude en dejar un mensaje.", false),
        (
            "es",
            "voicemail",
            "El buzón de voz funciona de noche, y el chat no está disponible.",
            false,
        ),
    ] {
        let said = said(&book(lang), list, text).unwrap();
        let is_denied = matches!(said, Denial::RightBefore | Denial::Behind);
        assert_eq!(is_denied, denied, "{text} {said:?}");
    }
}

#[test]
fn in_doubt_evidence_stays() {
    for (lang, list, text) in [
        ("en", "voicemail", "If nobody answers, leave a message."),
        ("en", "voicemail", "If nobody answers leave a message."),
        ("en", "voicemail", "If not, leave a message."),
        (
            "en",
            "voicemail",
            "We do not answer at night: leave a voicemail.",
        ),
        (
            "en",
            "voicemail",
            "We do not answer at night, but you can leave your message.",
        ),
        (
            "en",
            "voicemail",
            "Never put your password into a voicemail.",
        ),
        (
            "en",
            "voicemail",
            "When no person is here, please leave us your message.",
        ),
        ("en", "voicemail", "Leave a message without any password."),
        (
            "en",
            "not-a-person",
            "In our chat, you begin with a machine: it is not a human.",
        ),
        (
            "en",
            "not-a-person",
            "It never pretends: it is automated, not a person.",
        ),
        (
            "en",
            "not-a-person",
            "There is no person behind the automated chat.",
        ),
        ("en", "not-a-person", "We do not hide that it is automated."),
        ("en", "not-a-person", "Not all answers are automated."),
        (
            "en",
            "reference-number",
            "You do not need to know your case number by heart.",
        ),
        (
            "en",
            "reference-number",
            "Without your case number, we search by name.",
        ),
        (
            "en",
            "may-go-to-regulator",
            "If you do not agree, take it to the Department.",
        ),
        (
            "en",
            "may-go-to-regulator",
            "You need not wait to take your complaint to the Department.",
        ),
        ("es", "voicemail", "Si nadie contesta, deje su mensaje."),
        ("es", "voicemail", "Si no contestamos deje un mensaje."),
        (
            "es",
            "voicemail",
            "De noche no contestamos: use el buzón de voz.",
        ),
        (
            "es",
            "voicemail",
            "Nunca diga su contraseña en el buzón de voz.",
        ),
        ("es", "not-a-person", "Harbor no es una persona."),
        ("es", "not-a-person", "No lo ocultamos: es automático."),
        ("es", "reference-number", "No pierda su número de caso."),
    ] {
        let said = said(&book(lang), list, text);
        assert!(
            matches!(said, Some(Denial::None | Denial::InClause)),
            "{text}: {said:?}"
        );
    }
}
