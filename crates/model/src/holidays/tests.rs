#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn year(region: &str, year: i32) -> Vec<String> {
    let (from, to) = (day(&format!("{year}-01-01")), day(&format!("{year}-12-31")));
    let days = Holidays::for_region(region).unwrap().dates(from, to);
    let text = |holiday: &Holiday| {
        let name = holiday.name.as_ref().map_or("?", |name| name.id.as_str());
        format!(
            "{} {name}{}",
            holiday.date.format("%m-%d"),
            if holiday.observed { "*" } else { "" }
        )
    };
    days.iter().map(text).collect()
}

#[test]
fn data_files_are_sound() {
    let mut ids = BTreeSet::new();
    for text in DATA {
        let data: Data = toml::from_str(text).unwrap();
        let own: BTreeSet<String> = data.names.keys().cloned().collect();
        assert!(ids.is_disjoint(&own), "a name is in both files");
        ids.extend(own);
        for region in &data.region {
            for rule in &region.holidays {
                let names = data.names.get(&rule.id).unwrap();
                assert!(names.contains_key("en"), "{}", rule.id);
                assert!(
                    (2027..2032).all(|year| rule.date(year).is_some()),
                    "{} {}",
                    region.code,
                    rule.id
                );
            }
        }
    }
}

/// What tests/holidays/make.py took from the package `holidays`, which others maintain.
const SECOND_SOURCE: &str = include_str!("../../../../tests/holidays/days.txt");

/// What the second source says of New York, and the law does not: Susan B. Anthony Day is no public holiday
/// (General Construction Law § 24 does not name it), and a Lincoln's Birthday on a Saturday has no Friday before.
fn is_not_in_the_law(region: &str, date: NaiveDate) -> bool {
    let anthony = (date.month(), date.day()) == (2, 15) && date.weekday() != Weekday::Mon;
    region == "US-NY" && (anthony || date == day("2028-02-11"))
}

/// What the law says of New York, and the second source does not: a Sunday adds the Monday.
fn is_not_in_the_source(region: &str, date: NaiveDate) -> bool {
    let sunday = date.pred_opt().unwrap();
    region == "US-NY"
        && sunday.weekday() == Weekday::Sun
        && (sunday.month(), sunday.day()) == (2, 12)
}

#[test]
fn every_region_agrees_with_the_second_source() {
    let mut compared = BTreeSet::new();
    let mut differ = Vec::new();
    for line in SECOND_SOURCE.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let (region, year) = (words.next().unwrap(), words.next().unwrap());
        let theirs: BTreeSet<NaiveDate> = words
            .map(|date| day(&format!("{year}-{date}")))
            .filter(|date| !is_not_in_the_law(region, *date))
            .collect();
        let holidays = Holidays::for_region(region).unwrap();
        let ours: BTreeSet<NaiveDate> = holidays
            .dates(day(&format!("{year}-01-01")), day(&format!("{year}-12-31")))
            .into_iter()
            .map(|holiday| holiday.date)
            .filter(|date| !is_not_in_the_source(region, *date))
            .collect();
        differ.extend(
            ours.symmetric_difference(&theirs)
                .map(|date| format!("{region} {date}")),
        );
        compared.insert(region);
    }
    assert!(differ.is_empty(), "{differ:?}");
    let offered: BTreeSet<&str> = Holidays::regions().into_iter().collect();
    assert_eq!(compared, offered);
    assert!(offered.len() > 60 && offered.contains("GB-ENG") && !offered.contains("JP"));
}

/// Nager.Date, which comes with the `opening-hours` crate, calls no other day a holiday of the whole country.
#[test]
fn no_day_of_the_first_source_is_missing() {
    for code in Holidays::regions() {
        let ours = Holidays::for_region(code).unwrap();
        let country: Country = code[..2].parse().unwrap();
        let known = country.holidays();
        let missing: Vec<NaiveDate> = known
            .get_public()
            .iter()
            .filter(|date| (2024..=2032).contains(&date.year()) && !ours.contains(*date))
            // It counts Easter Sunday and Pentecost where the law does not; nobody works then anyway.
            .filter(|date| date.weekday() != Weekday::Sun)
            .collect();
        assert!(missing.is_empty(), "{code}: {missing:?}");
    }
}

#[test]
fn every_day_has_a_name_and_falls_where_the_calendars_say() {
    for code in Holidays::regions() {
        let days = Holidays::for_region(code).unwrap().days;
        assert!(
            days.values().all(|holiday| holiday.name.is_some()),
            "{code}"
        );
    }
    let easters: Vec<NaiveDate> = [1818, 1943, 2000, 2024, 2025, 2038, 2076]
        .map(|year| easter(year).unwrap())
        .to_vec();
    let known = [
        "1818-03-22",
        "1943-04-25",
        "2000-04-23",
        "2024-03-31",
        "2025-04-20",
        "2038-04-25",
        "2076-04-19",
    ];
    assert_eq!(easters, known.map(day));
    let eastern = [2000, 2024, 2025, 2027].map(|year| orthodox_easter(year).unwrap());
    assert_eq!(
        eastern,
        ["2000-04-30", "2024-05-05", "2025-04-20", "2027-05-02"].map(day)
    );
}

#[test]
fn a_holiday_on_a_weekend_is_one_on_that_day_too() {
    for (code, date) in [
        ("US", "2027-12-25"),
        ("US", "2026-07-04"),
        ("GB", "2027-12-25"),
        ("GB-ENG", "2028-01-01"),
        ("GB-NIR", "2026-12-26"),
        ("DE", "2026-10-03"),
        ("FR", "2026-08-15"),
    ] {
        assert!(
            Holidays::for_region(code).unwrap().contains(day(date)),
            "{code} {date}"
        );
    }
    // Two holidays on one weekend push each other on.
    let england = Holidays::for_region("GB-ENG").unwrap();
    let boxing = england.on(day("2027-12-28")).unwrap();
    assert_eq!(
        (boxing.observed, boxing.name.as_ref().unwrap().text("en")),
        (true, "Boxing Day")
    );
    assert!(!england.contains(day("2027-12-29")) && !england.contains(day("2027-12-24")));
}

/// Written out by hand from 5 U.S.C. § 6103: 4 July 2026 is a Saturday.
#[test]
fn us_2026() {
    assert_eq!(
        year("US", 2026),
        [
            "01-01 new-year",
            "01-19 martin-luther-king",
            "02-16 washington",
            "05-25 memorial",
            "06-19 juneteenth",
            "07-03 independence*",
            "07-04 independence",
            "09-07 labor",
            "10-12 columbus",
            "11-11 veterans",
            "11-26 thanksgiving",
            "12-25 christmas",
        ]
    );
}

#[test]
fn new_york_adds_its_own_days() {
    assert_eq!(
        year("US-NY", 2026),
        [
            "01-01 new-year",
            "01-19 martin-luther-king",
            "02-12 lincoln",
            "02-16 washington",
            "05-25 memorial",
            "06-19 juneteenth",
            "07-03 independence*",
            "07-04 independence",
            "09-07 labor",
            "10-12 columbus",
            "11-03 election",
            "11-11 veterans",
            "11-26 thanksgiving",
            "12-25 christmas",
        ]
    );
    // The Tuesday after the first Monday, not the first Tuesday: 1 November 2022 was a Tuesday.
    assert!(year("US-NY", 2022).contains(&"11-08 election".to_owned()));
}

#[test]
fn a_sunday_adds_the_monday_in_new_york() {
    // 12 February 2023 was a Sunday.
    let days = year("US-NY", 2023);
    assert!(
        days.contains(&"02-12 lincoln".to_owned()) && days.contains(&"02-13 lincoln*".to_owned())
    );
    // 1 January 2028 is a Saturday: federal offices observe it in 2027.
    assert!(year("US", 2027).contains(&"12-31 new-year*".to_owned()));
    assert!(year("US", 2028).contains(&"01-01 new-year".to_owned()));
    assert!(year("US-NY", 2028).contains(&"01-01 new-year".to_owned()));
}

#[test]
fn names_come_in_languages() {
    let holidays = Holidays::for_region("US-NY").unwrap();
    let name = holidays
        .on(day("2026-11-26"))
        .unwrap()
        .name
        .clone()
        .unwrap();
    assert_eq!(name.text("en"), "Thanksgiving Day");
    assert_eq!(name.text("es-US"), "Día de Acción de Gracias");
    assert_eq!(name.text("fr"), "Thanksgiving Day");
}

#[test]
fn other_countries_have_names_in_their_own_language() {
    assert_eq!(year("DE", 2026).len(), 9);
    let unity = Holidays::for_region("DE").unwrap();
    let unity = unity.on(day("2026-10-03")).unwrap().name.clone().unwrap();
    assert_eq!(
        (unity.text("en"), unity.text("de")),
        ("German Unity Day", "Tag der Deutschen Einheit")
    );
}

#[test]
fn unknown_regions_name_the_known_ones() {
    let nearest = |code| Holidays::for_region(code).unwrap_err().nearest;
    assert_eq!(nearest("US-CA"), ["US", "US-NY"]);
    assert_eq!(nearest("us-ny"), ["US-NY"]);
    assert_eq!(nearest("FR-75"), ["FR"]);
    assert_eq!(nearest("de-by"), ["DE-BY"]);
    assert!(nearest("JP").iter().all(|code| code != "JP"));
    assert_eq!(nearest("Germany"), ["DE"]);
    assert_eq!(nearest("USA").first().unwrap(), "US");
    assert!(nearest("").is_empty());
    let error = Holidays::for_region("US-CA").unwrap_err().to_string();
    assert_eq!(
        error,
        "`US-CA` is not a region whose public holidays are known: write `US` or `US-NY`"
    );
}

#[test]
fn context_holds_the_same_days() {
    let holidays = Holidays::for_region("US-NY").unwrap();
    let calendar = holidays.to_context();
    assert!(
        calendar
            .get_public()
            .iter()
            .eq(holidays.days.keys().copied())
    );
    assert!(holidays.contains(day("2026-11-03")) && !holidays.contains(day("2026-11-04")));
}
