use proptest::prelude::*;

use super::*;

/// The normal form of the phone numbers in a text, read in the United States.
fn phones(text: &str) -> Vec<String> {
    found(text, ContactKind::Phone, None)
}

fn found(text: &str, kind: ContactKind, region: Option<&str>) -> Vec<String> {
    contacts(text, region)
        .into_iter()
        .filter(|contact| contact.kind == kind)
        .map(|contact| contact.normal)
        .collect()
}

#[test]
fn a_phone_number_is_found_whatever_its_punctuation() {
    for text in [
        "+1-888-555-0134",
        "1-888-555-0134",
        "(888) 555-0134",
        "(888)555-0134",
        "888-555-0134",
        "888.555.0134",
        "1.888.555.0134",
        "888 555 0134",
        "+1 (888) 555-0134",
        "+1 888 555 0134",
        "+18885550134",
        "18885550134",
        "888\u{a0}555\u{a0}0134",
        "888\u{2011}555\u{2011}0134",
        "888–555–0134",
        "(+1) 888 555 0134",
    ] {
        for text in [
            text.to_owned(),
            format!("Call {text}."),
            format!("Call us ({text}), or write."),
            format!("tel:{text}"),
            format!("Our number is {text}, option 3."),
            format!("**{text}**"),
            format!("{text} ext. 3"),
            format!("{text}x3"),
        ] {
            assert_eq!(phones(&text), ["+18885550134"], "{text}");
        }
    }
}

#[test]
fn a_number_goes_from_its_first_sign_to_its_last() {
    for (text, written) in [
        ("Call +1-888-555-0134 24/7.", "+1-888-555-0134"),
        ("Llame al (888) 555-0134 hoy", "(888) 555-0134"),
        ("call 1-888-555-0134.", "1-888-555-0134"),
        ("In 2026, call 888-555-0134 (free)", "888-555-0134"),
        ("(call 888-555-0134)", "888-555-0134"),
        ("(+1) 888 555 0134", "(+1) 888 555 0134"),
        ("tel:+1-888-555-0134;ext=3", "+1-888-555-0134"),
        ("Call +44 (0)20 7946 0018 now", "+44 (0)20 7946 0018"),
    ] {
        let contacts = contacts(text, None);
        assert_eq!(contacts.len(), 1, "{text}: {contacts:?}");
        assert_eq!(contacts[0].written, written);
        assert_eq!(&text[contacts[0].span.clone()], written);
    }
}

#[test]
fn several_numbers_are_told_apart() {
    for text in [
        "888-555-0134 or 212-555-0199",
        "888-555-0134/212-555-0199",
        "888-555-0134, 212-555-0199",
        "888-555-0134 212-555-0199",
        "(888) 555-0134 (212) 555-0199",
        "+1 888 555 0134 +1 212 555 0199",
        "888 555 0134 212 555 0199",
    ] {
        assert_eq!(phones(text), ["+18885550134", "+12125550199"], "{text}");
    }
}

#[test]
fn a_number_with_a_wrong_digit_is_still_found() {
    for (text, normal) in [
        ("+1-188-555-0134", "+11885550134"),
        ("+1-888-055-0134", "+18880550134"),
        ("Call 188-555-0134", "+11885550134"),
        ("(888) 155-0134", "+18881550134"),
        ("888-155-0134", "+18881550134"),
        ("call 888 155 0134", "+18881550134"),
        ("llame al 8881550134", "+18881550134"),
        ("Teléfono: 1 888 155 0134", "+18881550134"),
        ("+1-188-555-0134 24/7", "+11885550134"),
        ("+1-888-555-01345", "+188855501345"),
        ("+1-888-555-013", "+1888555013"),
        ("call 555-0134", "+15550134"),
        ("+999 1234 5678", "+99912345678"),
    ] {
        assert_eq!(phones(text), [normal], "{text}");
    }
}

#[test]
fn digits_without_groups_need_a_word_before_them() {
    for (text, number) in [
        ("call 2125550199", true),
        ("Phone: 2125550199", true),
        ("Teléfono 2125550199", true),
        ("our help line, 8885550134", true),
        ("2125550199", false),
        ("case number 2125550199", false),
        ("call us about case 2125550199", false),
        ("Cuenta 2125550199", false),
    ] {
        assert_eq!(!phones(text).is_empty(), number, "{text}");
    }
}

#[test]
fn other_digits_are_no_phone_numbers() {
    for text in [
        "2026-10-05",
        "on 10/05/2026 at 10:30",
        "05.10.2026",
        "2024-2026",
        "2024 – 2026",
        "2026-10-05 14:30:00",
        "2026-10-05T14:30:00-04:00",
        "$1,234,567.89",
        "$ 1234567890",
        "1 234 567,89 €",
        "1,234,567,890",
        "100 000 000 000",
        "23 NYCRR 200.20",
        "23 NYCRR 200.19(a)(1)-(10)",
        "12 CFR 1026.13(b)(1)",
        "New York, NY 10004-1234",
        "DE89 3704 0044 0532 0130 00",
        "ES91 2100 0418 4502 0005 1332",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "Case 2026-123456",
        "case 2026-1234567",
        "version 1.234.567",
        "v10.15.7890",
        "192.168.100.200",
        "2001:0db8:85a3:0000",
        "8:00-20:00",
        "8 a.m. to 8 p.m.",
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
        "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4",
        "123-45-6789",
        "12-3456789",
        "ISBN 978-3-16-148410-0",
        "ID 555-0134",
        "Order #8885550134",
        "https://example.com/2026/10/05/8885550134",
        "https://example.com/?id=8885550134",
        "0.00012345 BTC",
        "100-200",
        "between 1000 and 2000 dollars",
        "24/7",
        "000-000-0000",
        "100 200 3000",
        "1-2-3",
        "9-1-1",
        "Option 3, 4 or 5",
        "12 345 678 901 234 567",
    ] {
        assert_eq!(phones(text), [""; 0], "{text}");
    }
}

#[test]
fn numbers_of_other_countries() {
    for (region, text, normal) in [
        ("US", "+44 20 7946 0018", "+442079460018"),
        ("US", "+44 (0)20 7946 0018", "+442079460018"),
        ("US", "011 44 20 7946 0018", "+442079460018"),
        ("US", "00 44 20 7946 0018", "+442079460018"),
        ("US-NY", "212-555-0199", "+12125550199"),
        ("GB", "020 7946 0018", "+442079460018"),
        ("GB", "0044 20 7946 0018", "+442079460018"),
        ("ES", "912 345 678", "+34912345678"),
        ("ES", "Llame al 912345678", "+34912345678"),
        ("DE", "030 12345678", "+493012345678"),
        ("DE", "030/12345678", "+493012345678"),
        ("FR", "01 23 45 67 89", "+33123456789"),
        ("FR", "01.23.45.67.89", "+33123456789"),
        ("MX", "55 1234 5678", "+525512345678"),
        ("nowhere", "212-555-0199", "+12125550199"),
    ] {
        let found = found(text, ContactKind::Phone, Some(region));
        assert_eq!(found, [normal], "{region} {text}");
    }
    for (region, text) in [
        ("DE", "2026-123456"),
        ("ES", "2026 123 456"),
        ("DE", "05.10.2026"),
        ("DE", "IBAN DE89 3704 0044 0532 0130 00"),
        ("ES", "1.234.567,89 €"),
    ] {
        let found = found(text, ContactKind::Phone, Some(region));
        assert_eq!(found, [""; 0], "{region} {text}");
    }
}

#[test]
fn letters_of_toll_free_numbers_are_keys() {
    for text in [
        "1-888-GET-HELP",
        "Call 1-888-GET-HELP.",
        "1 (888) GET-HELP",
        "888-GETHELP",
    ] {
        assert_eq!(phones(text), ["+18884384357"], "{text}");
    }
    assert_eq!(phones("1-888 NEW YORK 2026"), [""; 0]);
    assert_eq!(phones("call 1-888-555-0134 NOW"), ["+18885550134"]);
}

#[test]
fn numbers_from_the_data_have_one_form() {
    for (text, normal) in [
        ("+1-888-555-0134", Some("+18885550134")),
        ("tel:+18885550134", Some("+18885550134")),
        ("TEL:888-555-0134;ext=3", Some("+18885550134")),
        ("(800) 342-3736", Some("+18003423736")),
        ("1-888-GET-HELP", Some("+18884384357")),
        ("888-555-0134 ext. 3", Some("+18885550134")),
        ("888-555-0134x3", Some("+18885550134")),
        ("tel:+1%20888%20555%200134", Some("+18885550134")),
        ("+44 (0)20 7946 0018", Some("+442079460018")),
        ("+1-188-555-0134", Some("+11885550134")),
        ("188-555-0134", Some("+11885550134")),
        ("", None),
        ("tel:", None),
        ("extension", None),
        ("12", None),
        ("1234567890123456", None),
    ] {
        assert_eq!(normal_phone(text, None).as_deref(), normal, "{text}");
    }
    assert!(same_phone("+1-888-555-0134", "(888) 555 0134", Some("US")));
    assert!(same_phone("912 345 678", "+34 912345678", Some("ES")));
    assert!(!same_phone("+1-888-555-0134", "+1-888-555-0135", None));
    assert!(!same_phone("", "", None));
}

#[test]
fn email_addresses_are_found_anywhere() {
    for (text, address) in [
        ("Write to Care@Hudson.example.", "care@hudson.example"),
        (
            "mailto:care@hudson.example?subject=Help",
            "care@hudson.example",
        ),
        ("<care@hudson.example>", "care@hudson.example"),
        (
            "(care+ny@mail.hudson.example)",
            "care+ny@mail.hudson.example",
        ),
        ("“care@hudson.example”", "care@hudson.example"),
        ("'care@hudson.example'", "care@hudson.example"),
        ("o'brien@hudson.example", "o'brien@hudson.example"),
        ("correo:atención@hudson.example", "atención@hudson.example"),
        ("care@bücher.example", "care@bücher.example"),
        (
            "care_2125550199@hudson.example",
            "care_2125550199@hudson.example",
        ),
        ("care@hudson.example—day and night", "care@hudson.example"),
    ] {
        let contacts = contacts(text, None);
        assert_eq!(contacts.len(), 1, "{text}: {contacts:?}");
        assert_eq!(contacts[0].normal, address);
        assert_eq!(contacts[0].kind, ContactKind::Email);
        assert_eq!(&text[contacts[0].span.clone()], contacts[0].written);
    }
    for text in [
        "@hudson",
        "a@b",
        "care@",
        "@user@social.example",
        "5 coins @ 3.50",
        "a@b..c",
        "x@1.2",
    ] {
        assert_eq!(contacts(text, None), [], "{text}");
    }
    let both = contacts("a@b.example, 888-555-0134, c@d.example", None);
    let written: Vec<_> = both.iter().map(|contact| &*contact.written).collect();
    assert_eq!(written, ["a@b.example", "888-555-0134", "c@d.example"]);
}

#[test]
fn the_words_before_digits_are_read() {
    let read: Result<toml::Table, _> =
        toml::from_str(include_str!("../../../../data/contacts.toml"));
    assert!(read.is_ok_and(|table| table.len() == 3));
    assert_eq!(phones("llame 2125550199"), ["+12125550199"]);
}

proptest! {
    #[test]
    fn any_text_gives_places_in_order(text in "\\PC{0,60}|[0-9+() ./@a-cñ–-]{0,60}", region in "[A-Z]{2}") {
        let mut end = 0;
        for contact in contacts(&text, Some(&region)) {
            prop_assert_eq!(text.get(contact.span.clone()), Some(&*contact.written));
            if contact.kind == ContactKind::Phone {
                prop_assert!(contact.span.start >= end);
                end = contact.span.end;
            }
        }
        normal_phone(&text, Some(&region));
    }

    #[test]
    fn a_number_is_the_same_however_it_is_grouped(line in 2_000_000_u32..9_999_999, mark in "[ .-]") {
        let line = line.to_string();
        let grouped = format!("(888){mark}{}{mark}{}", &line[..3], &line[3..]);
        let plain = format!("+1888{line}");
        let sentence = format!("Call {grouped} now");
        prop_assert!(same_phone(&grouped, &plain, None));
        prop_assert_eq!(phones(&sentence), phones(&plain));
    }
}
