//! What people get wrong, and what they are told.

use super::*;

#[test]
fn all_problems_at_once() {
    let found = problems(
        "Mon-Fri 08:00-20:00",
        Some("America/New_Yrok"),
        Some("US-CA"),
    );
    assert_eq!(
        messages(&found),
        [
            "the hours cannot be read from `n-Fri 08:00-20:00` on",
            "`America/New_Yrok` is not a time zone",
            "`US-CA` is not a region whose public holidays are known: write `US` or `US-NY`",
        ]
    );
    assert_eq!(found[0].at(), Some(2));
    assert!(found[0].help().starts_with("write days with two letters"));
    assert_eq!(found[1].help().split('`').nth(1), Some(NEW_YORK));
    assert_eq!(
        problems(PHONE, None, Some("US")),
        [ScheduleProblem::MissingTimeZone]
    );
    assert_eq!(
        messages(&problems(PHONE, Some(NEW_YORK), None)),
        ["`PH off` speaks of public holidays, but no region says which days those are"]
    );
    assert_eq!(problems(PHONE, Some(NEW_YORK), Some("US-CA")).len(), 1);
}

#[test]
fn syntax_errors_say_what_to_write() {
    for (hours, at, help) in [
        ("8am-5pm", 0, "write times from 00:00 to 24:00"),
        ("Mo–Fr 08:00–20:00", 2, "write a plain hyphen"),
        ("Mo-Fr 08:00-20:00;", 18, "remove the separator"),
        ("Mo-Fr 08:00-20:00; holidays off", 19, "write `PH off`"),
        ("Mo-Fr 8-20", 6, "write days, then times with minutes"),
        ("Mo-Fr 12:00", 11, "write days, then times"),
    ] {
        let found = problems(hours, Some(NEW_YORK), None);
        assert_eq!(found[0].at(), Some(at), "{hours}");
        assert!(
            found[0].help().starts_with(help),
            "{hours}: {}",
            found[0].help()
        );
    }
    assert_eq!(problems(" ", Some("UTC"), None), [ScheduleProblem::NoHours]);
    assert!(
        messages(&problems("2027-2026 Mo", Some("UTC"), None))[0]
            .contains("do you mean '2026-2027'")
    );
}

#[test]
fn rules_that_tell_a_customer_nothing() {
    for (hours, reason) in [
        ("Mo-Fr 17:00+", Unsupported::OpenEnd),
        ("sunrise-sunset", Unsupported::Sun),
        ("Mo-Fr 10:00-16:00/01:30", Unsupported::Repeats),
        ("Mo-Fr unknown", Unsupported::Unknown),
        ("Mo 10:00-12:00 || Tu 10:00-12:00", Unsupported::Fallback),
        ("Mo-Fr 09:00-17:00; SH off", Unsupported::SchoolHolidays),
        ("2026Dec off", Unsupported::YearMonth),
    ] {
        let found = problems(hours, Some("UTC"), None);
        assert!(
            matches!(&found[..], [ScheduleProblem::Unsupported { reason: found, .. }] if *found == reason),
            "{hours}: {found:?}"
        );
    }
    let second = &problems("Mo-Fr 09:00-17:00;  Sa 10:00+", Some("UTC"), None)[0];
    assert_eq!(
        (second.to_string(), second.at()),
        (
            "`Sa 10:00+` does not say when the hours end".to_owned(),
            Some(20)
        )
    );
    for hours in [
        "2026 Dec Mo-Fr 09:00-12:00",
        "week 10-20 Mo",
        "PH -1 day 09:00-12:00",
        "easter off",
        "2026-2028/2 Jan",
        "2026 Dec 24-2027 Jan 3 off",
        "2026 Dec 24,2026 Dec 31 off",
    ] {
        phone(hours);
    }
    let december = plain("2026 Dec 09:00-12:00");
    assert_eq!(december.spans_on(date("2026-12-05")), [(540, 720)]);
    assert!(december.spans_on(date("2027-12-05")).is_empty());
}

#[test]
fn zones_that_may_have_been_meant() {
    let nearest = |zone: &str| match &problems("24/7", Some(zone), None)[..] {
        [ScheduleProblem::UnknownTimeZone { nearest, .. }] => nearest.first().cloned(),
        other => panic!("{other:?}"),
    };
    for zone in [
        "EST",
        "ET",
        "Eastern Time",
        "New York",
        "new_york",
        "America/New York",
        "america/new_york",
    ] {
        assert_eq!(nearest(zone).as_deref(), Some(NEW_YORK), "{zone}");
    }
    assert_eq!(nearest("Europe/Berln").as_deref(), Some("Europe/Berlin"));
    assert_eq!(nearest("xyzzy"), None);
    assert_eq!(
        problems("24/7", Some(" "), None),
        [ScheduleProblem::MissingTimeZone]
    );
}

#[test]
fn doubtful_schedules() {
    let warnings = |hours: &str| messages(&phone(hours).warnings(date("2026-06-01")));
    let none: [&str; 0] = [];
    for fine in [
        PHONE,
        "24/7; PH off",
        "Mo-Fr 08:00-20:00; PH 10:00-14:00",
        "Mo-Fr 08:00-20:00; 2026 Dec 24 08:00-12:00; PH off",
        "Mo-Fr 08:00-20:00; Sa,Su off; PH off",
        "Mo-Fr 08:00-20:00; Jul-Aug Mo-Fr 08:00-14:00; 2026 Jul 31 08:00-10:00; PH off",
        "Fr 22:00-02:00; Sa 02:00-04:00; PH off",
    ] {
        assert_eq!(warnings(fine), none, "{fine}");
    }
    assert_eq!(
        warnings("Mo-Fr 08:00-20:00; We 10:00-12:00; PH off"),
        ["`Mo-Fr 08:00-20:00` and `We 10:00-12:00` overlap on Wednesday"]
    );
    assert_eq!(
        warnings("Fr 22:00-02:00, Sa 01:00-04:00, PH off"),
        ["`Fr 22:00-02:00` and `Sa 01:00-04:00` overlap on Saturday"]
    );
    assert_eq!(
        warnings("Mo-Fr 08:00-12:00,11:00-14:00; PH off"),
        ["`08:00-12:00` and `11:00-14:00` overlap on Monday"]
    );
    assert_eq!(
        warnings("PH off; Mo-Fr 08:00-20:00"),
        ["`PH off` has no effect, because a later rule replaces it"]
    );
    assert_eq!(
        warnings("Mo-Fr 08:00-20:00; PH off; 2025 Dec 24 off"),
        ["`2025 Dec 24 off` is past"]
    );
    assert_eq!(
        warnings("Mo-Su 10:00-16:00; Mo-Su off"),
        [
            "`Mo-Su 10:00-16:00` has no effect, because a later rule replaces it",
            "nobody is there on any day in the coming year",
            "the public holidays of `US-NY` change nothing in these hours"
        ]
    );
    // Only a pack may ask for weekdays.
    assert_eq!(warnings("Sa 10:00-16:00; PH off"), [""; 0]);
    assert_eq!(
        warnings("Mo-Fr 08:00-20:00; PH off; 2026 Dec 01-2027 Feb 28 off"),
        ["nobody is there from 2026-12-01 to 2027-02-28"]
    );
    assert_eq!(
        warnings("Mo-Fr 08:00-20:00; PH off; 2026 Dec 21-2027 Jan 03 off"),
        [""; 0]
    );
    assert_eq!(
        warnings("Mo-Fr 08:00-20:00"),
        ["the public holidays of `US-NY` change nothing in these hours"]
    );
    assert_eq!(
        warnings("Jan-Jun Mo-Fr 09:00-17:00; Jul-Dec Mo-Fr 09:00-13:00; PH off"),
        ["every rule is for certain dates, so that there is no regular week to show"]
    );
    assert_eq!(
        warnings("Mo-Fr 09:00-17:00 \"by appointment\"; PH off \"closed\""),
        ["the comment in `Mo-Fr 09:00-17:00 \"by appointment\"` is not shown to customers"]
    );
}
