//! Schedules in words.

use super::*;

#[test]
fn describes_in_two_languages() {
    let table = |text: &str| text.parse::<toml::Table>().unwrap();
    let lookup = |table: &toml::Table, key: &str| {
        // A zone's name has no dot, so every dot separates tables.
        let mut parts = key.split('.');
        let mut value = table.get(parts.next()?)?;
        for part in parts {
            value = value.get(part)?;
        }
        value.as_str().map(str::to_owned)
    };
    let english = table(include_str!("strings.en.toml"));
    let spanish = table(include_str!("strings.es.toml"));
    // Spaces that do not break are told apart below.
    let plainly = |text: String| text.replace('\u{a0}', " ");
    let en = |schedule: &Schedule| plainly(schedule.describe(&|key| lookup(&english, key)));
    let es = |schedule: &Schedule| plainly(schedule.describe(&|key| lookup(&spanish, key)));
    let keys = |table: &toml::Table| {
        let mut keys = Vec::new();
        let mut open: Vec<(String, &toml::Table)> = vec![(String::new(), table)];
        while let Some((path, table)) = open.pop() {
            for (key, value) in table {
                keys.push(format!("{path}.{key}"));
                open.extend(
                    value
                        .as_table()
                        .map(|table| (format!("{path}.{key}"), table)),
                );
            }
        }
        keys.sort();
        keys
    };
    assert_eq!(keys(&english), keys(&spanish));

    let line = phone(PHONE);
    assert_eq!(
        en(&line),
        "Monday to Friday 8 AM to 8 PM; Saturday 10 AM to 4 PM; closed on public holidays (Eastern Time)"
    );
    assert_eq!(
        es(&line),
        "de lunes a viernes, de 8 a. m. a 8 p. m.; sábado, de 10 a. m. a 4 p. m.; cerrado los días festivos (hora del Este)"
    );
    assert_eq!(
        en(&plain("24/7")),
        "around the clock, every day (Eastern Time)"
    );
    assert_eq!(
        en(&phone("24/7; PH off")),
        "around the clock, every day; closed on public holidays (Eastern Time)"
    );
    assert_eq!(
        en(&plain("Mo-Fr 08:30-12:00,13:00-17:00; Sa,Su 00:00-24:00")),
        "Monday to Friday 8:30 AM to noon and 1 PM to 5 PM; Saturday and Sunday all day (Eastern Time)"
    );
    assert_eq!(
        en(&schedule_in(
            "08:00-24:00; Fr 18:00-02:00; PH 10:00-14:00",
            "Europe/Lisbon",
            Some("PT")
        )),
        "Monday to Thursday 8 AM to midnight; Friday 6 PM to 2 AM; Saturday and Sunday 8 AM to midnight; \
         public holidays 10 AM to 2 PM (Lisbon time)"
    );
    assert_eq!(
        en(&plain("08:00-20:00")),
        "every day 8 AM to 8 PM (Eastern Time)"
    );
    assert_eq!(
        en(&plain("Jul Mo 08:00-12:00")),
        "hours vary by date (Eastern Time)"
    );
    assert_eq!(en(&plain("Mo off")), "not staffed (Eastern Time)");
    assert_eq!(
        en(&phone("Mo-Fr 08:00-18:00; PH 12:00-13:00 off")),
        "Monday to Friday 8 AM to 6 PM; different hours on public holidays (Eastern Time)"
    );
    assert_eq!(plain("24/7").describe(&|_| None), "time.with_zone");

    assert_eq!(
        describe_time(480, &|key| lookup(&english, key)),
        "8\u{a0}AM"
    );
    assert_eq!(
        describe_time(480, &|key| lookup(&spanish, key)),
        "8\u{a0}a.\u{a0}m."
    );

    let two_digits = |key: &str| match key {
        "time.clock.hour" | "time.clock.hour_minute" => Some("{hh24}:{mm}".to_owned()),
        _ => None,
    };
    assert_eq!(describe_time(1560, &two_digits), "02:00");
    assert_eq!(describe_time(0, &two_digits), "00:00");
    let twelve = |key: &str| (key == "time.clock.hour").then(|| "{h12}".to_owned());
    assert_eq!(
        (describe_time(0, &twelve), describe_time(720, &twelve)),
        ("12".to_owned(), "12".to_owned())
    );
}
