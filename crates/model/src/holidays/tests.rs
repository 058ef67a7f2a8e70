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
fn data_file_is_sound() {
    let data: Data = toml::from_str(DATA).unwrap();
    for region in &data.region {
        for rule in &region.holidays {
            let names = data.names.get(&rule.id).unwrap();
            assert!(
                names.contains_key("en") && names.contains_key("es"),
                "{}",
                rule.id
            );
            assert!(
                (2022..2032).all(|year| rule.date(year).is_some()),
                "{}",
                rule.id
            );
        }
    }
}

/// Every date of the database is one of our rules, and our rules add Columbus Day and nothing else.
#[test]
fn us_rules_agree_with_the_database() {
    let ours = Holidays::for_region("US").unwrap();
    let database = Country::US.holidays();
    for holiday in ours.days.values() {
        let id = holiday.name.as_ref().map(|name| name.id.as_str());
        assert!(id.is_some(), "no rule gives {}", holiday.date);
        let added = !database.get_public().contains(holiday.date);
        assert_eq!(added, id == Some("columbus"), "{} {id:?}", holiday.date);
    }
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
    assert!(!year("US", 2028).contains(&"01-01 new-year".to_owned()));
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
fn other_countries_have_dates_without_names() {
    let days = year("DE", 2026);
    assert_eq!(days.len(), 9);
    assert!(days.contains(&"10-03 ?".to_owned()));
}

#[test]
fn unknown_regions_name_the_known_ones() {
    let nearest = |code| Holidays::for_region(code).unwrap_err().nearest;
    assert_eq!(nearest("US-CA"), ["US", "US-NY"]);
    assert_eq!(nearest("us-ny"), ["US-NY"]);
    assert_eq!(nearest("DE-BY"), ["DE"]);
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
