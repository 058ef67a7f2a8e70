use proptest::prelude::*;

use super::super::lexicon::dictionary;
use super::*;

/// The periods of a text, each as the words that state it and what they mean.
fn stated(language: &str, text: &str) -> Vec<String> {
    periods(&dictionary(language).split(text))
        .into_iter()
        .filter(|period| !period.vague)
        .map(|period| format!("{} = {}", &text[period.span], period.time))
        .collect()
}

#[test]
fn english_periods() {
    for (text, period) in [
        (
            "within 3 business days",
            "3 business days = 3 business days",
        ),
        ("24 hours", "24 hours = 24 hours"),
        ("two weeks", "two weeks = 2 weeks"),
        ("within a day", "a day = 1 day"),
        ("It takes an hour.", "an hour = 1 hour"),
        ("one business day", "one business day = 1 business day"),
        ("2-3 days", "2-3 days = 3 days"),
        ("2–3 business days", "2–3 business days = 3 business days"),
        ("2 – 3 days", "2 – 3 days = 3 days"),
        ("from 2 to 3 days", "2 to 3 days = 3 days"),
        (
            "one or two working days",
            "one or two working days = 2 business days",
        ),
        ("between 2 and 5 days", "2 and 5 days = 5 days"),
        ("between two and three days", "two and three days = 3 days"),
        ("half an hour", "half an hour = 30 minutes"),
        ("an hour and a half", "an hour and a half = 90 minutes"),
        ("48 hrs", "48 hrs = 48 hours"),
        ("48hrs.", "48hrs = 48 hours"),
        ("a 30-minute wait", "30-minute = 30 minutes"),
        ("a two-week hold", "two-week = 2 weeks"),
        ("24\u{a0}hours", "24\u{a0}hours = 24 hours"),
        ("twenty-four hours", "twenty-four hours = 24 hours"),
        (
            "one hundred and twenty days",
            "one hundred and twenty days = 120 days",
        ),
        (
            "five (5) business days",
            "five (5) business days = 5 business days",
        ),
        (
            "10 full business days",
            "10 full business days = 10 business days",
        ),
        ("The same day.", "same day = 1 day"),
        ("Within one day you get it.", "one day = 1 day"),
        ("It takes one day.", "one day = 1 day"),
        ("One day.", "One day = 1 day"),
        ("It can last 5 days.", "5 days = 5 days"),
        ("older than 90 days", "90 days = 90 days"),
        ("1,000 hours", "1,000 hours = 1000 hours"),
        ("1.5 hours", "1.5 hours = 90 minutes"),
        ("2.5 days", "2.5 days = 60 hours"),
        ("every week", "every week = 1 week"),
        (
            "every 2 business days",
            "every 2 business days = 2 business days",
        ),
        ("each month", "each month = 1 month"),
        (
            "by the next business day",
            "next business day = 1 business day",
        ),
        ("30 calendar days", "30 calendar days = 30 days"),
        ("2 Business Days", "2 Business Days = 2 business days"),
        ("3 weekdays", "3 weekdays = 3 business days"),
        ("7 days' notice", "7 days = 7 days"),
        ("6 months", "6 months = 6 months"),
    ] {
        assert_eq!(stated("en", text), [period], "{text}");
    }
}

#[test]
fn spanish_periods() {
    for (text, period) in [
        (
            "en un plazo de 2 días hábiles",
            "2 días hábiles = 2 business days",
        ),
        ("24 horas", "24 horas = 24 hours"),
        ("en las 24 horas siguientes", "24 horas = 24 hours"),
        ("en las próximas 24 horas", "24 horas = 24 hours"),
        ("dos semanas", "dos semanas = 2 weeks"),
        ("en un día", "un día = 1 day"),
        ("dentro de una hora", "una hora = 1 hour"),
        ("de 2 a 3 días", "2 a 3 días = 3 days"),
        (
            "2-3 días laborables",
            "2-3 días laborables = 3 business days",
        ),
        ("dos o tres días", "dos o tres días = 3 days"),
        ("7 u 8 días", "7 u 8 días = 8 days"),
        ("entre dos y tres semanas", "dos y tres semanas = 3 weeks"),
        ("media hora", "media hora = 30 minutes"),
        ("una hora y media", "una hora y media = 90 minutes"),
        ("quince minutos", "quince minutos = 15 minutes"),
        ("treinta y cinco días", "treinta y cinco días = 35 days"),
        ("cada semana", "cada semana = 1 week"),
        (
            "cada 2 días hábiles",
            "cada 2 días hábiles = 2 business days",
        ),
        (
            "al siguiente día hábil",
            "siguiente día hábil = 1 business day",
        ),
        ("3 dias habiles", "3 dias habiles = 3 business days"),
        (
            "3 di\u{301}as ha\u{301}biles",
            "3 di\u{301}as ha\u{301}biles = 3 business days",
        ),
        ("1.000 horas", "1.000 horas = 1000 hours"),
        ("1,5 horas", "1,5 horas = 90 minutes"),
        ("48 h", "48 h = 48 hours"),
        ("El mismo día.", "mismo día = 1 day"),
        (
            "El siguiente día hábil.",
            "siguiente día hábil = 1 business day",
        ),
        (
            "hasta 10 días hábiles",
            "10 días hábiles = 10 business days",
        ),
    ] {
        assert_eq!(stated("es", text), [period], "{text}");
    }
}

#[test]
fn other_numbers_are_no_periods() {
    for (language, text) in [
        ("en", "We are here 24/7."),
        ("en", "proof of address from the last 90 days"),
        (
            "en",
            "the past two years, the previous 30 days, your last 3 days",
        ),
        ("en", "One day you will understand."),
        ("es", "un comprobante de los últimos 90 días"),
        ("es", "las últimas 24 horas"),
        ("es", "Un día usted lo entenderá."),
        ("en", "24 hours a day, 7 days a week"),
        ("en", "open 24 hours"),
        ("en", "our 24-hour line"),
        ("en", "8 a.m. to 8 p.m."),
        ("en", "at 10:30 hours"),
        ("en", "immediately, at once, today"),
        ("en", "twice a day"),
        ("en", "$5 a month"),
        ("en", "a few days"),
        ("en", "business days"),
        ("en", "0 days"),
        ("en", "10000 days"),
        ("en", "1.55 business days"),
        ("en", "1,5 hours"),
        ("en", "option 3. Days pass"),
        ("en", "bring 3, days later"),
        ("en", "on October 5, 2026"),
        ("en", "a month"),
        ("es", "las 24 horas"),
        ("es", "las 24 horas del día, los 7 días de la semana"),
        ("es", "a las 17 horas"),
        ("es", "de las 9 a las 17 horas"),
        ("es", "una vez al día"),
        ("es", "Un día, todo cambió."),
        ("es", "servicio 24 horas"),
        ("de", "24 Stunden, 24 hours"),
        ("en", ""),
    ] {
        assert_eq!(stated(language, text), [""; 0], "{text}");
    }
}

#[test]
fn words_that_leave_room_are_vague_and_lower_ends_are_open() {
    for (language, text, periods_of) in [
        (
            "en",
            "It takes a few days.",
            &["a few days = 3 days, vague"][..],
        ),
        (
            "en",
            "several months",
            &["several months = 4 months, vague"],
        ),
        (
            "en",
            "a couple of weeks",
            &["a couple of weeks = 2 weeks, vague"],
        ),
        (
            "en",
            "by the end of the month",
            &["end of the month = 1 month, vague"],
        ),
        (
            "en",
            "by the 45th business day",
            &["45th business day = 45 business days, vague"],
        ),
        (
            "en",
            "30 seconds, 90 seconds",
            &[
                "30 seconds = 1 minute, vague",
                "90 seconds = 2 minutes, vague",
            ],
        ),
        ("en", "a month", &["a month = 1 month, vague"]),
        ("en", "at least 90 days", &["90 days = 90 days, open"]),
        ("en", "two weeks or more", &["two weeks = 2 weeks, open"]),
        ("en", "90+ days", &["90+ days = 90 days, open"]),
        ("en", "no more than 90 days", &["90 days = 90 days"]),
        ("en", "at least every 2 days", &["every 2 days = 2 days"]),
        (
            "en",
            "two and a half days",
            &["two and a half days = 60 hours"],
        ),
        (
            "en",
            "in a week and a half",
            &["a week and a half = 252 hours"],
        ),
        ("en", "a year, 2 years", &["2 years = 24 months"]),
        (
            "es",
            "un par de semanas",
            &["un par de semanas = 2 weeks, vague"],
        ),
        ("es", "al menos 90 días", &["90 días = 90 days, open"]),
        ("es", "30 días o más", &["30 días = 30 days, open"]),
        ("es", "24/48 horas", &["24/48 horas = 48 hours"]),
        ("es", "dos días y medio", &["dos días y medio = 60 hours"]),
    ] {
        let dictionary = dictionary(language);
        let stated = periods(&dictionary.split(text)).into_iter().map(|period| {
            let vague = if period.vague { ", vague" } else { "" };
            let open = if period.open { ", open" } else { "" };
            format!("{} = {}{vague}{open}", &text[period.span], period.time)
        });
        assert_eq!(stated.collect::<Vec<_>>(), periods_of, "{text}");
    }
}

#[test]
fn several_periods_keep_their_order() {
    assert_eq!(
        stated(
            "en",
            "We confirm within 5 minutes and reply in 2 days. It ends in half an hour."
        ),
        [
            "5 minutes = 5 minutes",
            "2 days = 2 days",
            "half an hour = 30 minutes"
        ]
    );
}

#[test]
fn an_estimate_is_hedged() {
    for (language, text, hedged) in [
        ("en", "We usually reply within 2 days.", true),
        ("en", "Most freezes end within 5 business days.", true),
        ("en", "On average it takes 2 days.", true),
        ("en", "Typically, 2 days.", true),
        ("en", "We reply in about 2 days.", true),
        ("en", "We reply in approximately 2 days.", true),
        ("en", "We reply within 2 days. Most say it is quick.", false),
        ("en", "We reply within 2 days at most.", false),
        ("en", "We answer emails about fees within 2 days.", false),
        ("en", "We reply within 2 days.", false),
        ("es", "Normalmente respondemos en 2 días.", true),
        (
            "es",
            "La mayoría de los casos se resuelve en 5 días hábiles.",
            true,
        ),
        ("es", "En promedio, 2 días.", true),
        ("es", "Suelen llegar en 1 hora.", true),
        ("es", "en unos 2 días", true),
        ("es", "Respondemos en 2 días.", false),
    ] {
        let found = periods(&dictionary(language).split(text));
        let hedges: Vec<_> = found.iter().map(|period| period.hedged).collect();
        assert_eq!(hedges, [hedged], "{text}");
    }
}

#[test]
fn what_comes_back_recurs() {
    for (text, recurs) in [
        ("every 2 days", true),
        ("every week", true),
        ("in 2 days", false),
    ] {
        let found = periods(&dictionary("en").split(text));
        assert_eq!(
            found.iter().map(|period| period.recurs).collect::<Vec<_>>(),
            [recurs],
            "{text}"
        );
    }
}

proptest! {
    #[test]
    fn any_text_gives_places_in_order(text in "\\PC{0,60}|(within |a |en |1,|2|-| |one |dos |hundred |y |business |day|días|hours|h|\\(|\\)|\\.){0,14}") {
        for language in ["en", "es"] {
            let mut end = 0;
            for period in periods(&dictionary(language).split(&text)) {
                prop_assert!(period.span.start >= end && text.get(period.span.clone()).is_some());
                end = period.span.end;
            }
        }
    }

    #[test]
    fn what_a_commitment_prints_is_read_back(count in 1u32..9_999, unit in 0usize..6) {
        let unit = [Unit::Minute, Unit::Hour, Unit::Day, Unit::BusinessDay, Unit::Week, Unit::Month][unit];
        let time = NonZeroU32::new(count).map(|count| CommittedTime::new(count, unit));
        let text = format!("within {}.", time.map(|time| time.to_string()).unwrap_or_default());
        let found = periods(&dictionary("en").split(&text));
        prop_assert_eq!(found.first().map(|period| period.time), time);
        prop_assert_eq!(found.len(), 1);
    }
}
