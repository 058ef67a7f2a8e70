//! Notices, hours and holidays: what the calendar says, the site says.

use crate::common::{Found, NOW, Site};

const CHANNELS: &str = "content/channels.toml";

/// The demo's day is 21 November 2026.
fn notice(keys: &str) -> String {
    format!("+++\ntitle = \"Work\"\nkind = \"planned\"\n{keys}+++\n\nWe work on the app.\n")
}

/// A site in New York with these notices, named by their numbers.
fn with_notices(notices: &[&str]) -> Site {
    let site = Site::minimal();
    site.replace(
        "candor.toml",
        "short_name = \"Harbor\"",
        "short_name = \"Harbor\"\ntime_zone = \"America/New_York\"",
    );
    for (number, keys) in notices.iter().enumerate() {
        site.write(
            &format!("content/notices/2026-01-01-n{number:02}.md"),
            notice(keys),
        );
    }
    site
}

fn number(finding: &Found) -> Option<usize> {
    let name = finding.file.strip_prefix("content/notices/2026-01-01-n")?;
    name.strip_suffix(".md")?.parse().ok()
}

#[test]
fn a_notice_that_the_calendar_contradicts_is_told() {
    assert_eq!(NOW, "2026-11-21");
    // Announced in winter where nothing else is said.
    let told = [
        "announced = 2026-10-20T09:00:00-04:00\nstarts = 2026-11-01T02:00:00-05:00\nends = 2026-11-01T04:00:00-05:00\nstatus = \"scheduled\"\n",
        "announced = 2026-07-01T09:00:00-04:00\nstarts = 2026-07-01T09:00:00-04:00\nends = 2026-07-02T09:00:00-04:00\nstatus = \"ongoing\"\n",
        "announced = 2026-11-18T09:00:00-05:00\nstarts = 2026-11-19T02:00:00-05:00\nstatus = \"scheduled\"\n",
        "announced = 2026-11-18T09:00:00-05:00\nstarts = 2026-12-19T02:00:00-05:00\nstatus = \"ongoing\"\n",
        "announced = 2026-11-18T09:00:00-05:00\nends = 2026-12-19T02:00:00-05:00\nstatus = \"resolved\"\n",
        "announced = 2026-11-18T09:00:00-05:00\nstatus = \"resolved\"\n",
        "announced = 2026-12-18T09:00:00-05:00\nstatus = \"scheduled\"\n",
        // The offset of winter in summer, of summer in winter, and of another country.
        "announced = 2026-07-10T09:00:00-05:00\nstatus = \"ongoing\"\n",
        "announced = 2026-11-18T09:00:00-05:00\nstarts = 2026-12-18T09:00:00-04:00\nstatus = \"scheduled\"\n",
        "announced = 2026-11-18T09:00:00+01:00\nstatus = \"ongoing\"\n",
        "announced = 2026-11-18T09:00:00+00:00\nstatus = \"ongoing\"\n",
    ];
    let site = with_notices(&told);
    let found = site.findings();
    let seen: Vec<usize> = found.iter().filter_map(number).collect();
    assert_eq!(seen, (0..told.len()).collect::<Vec<_>>(), "{found:#?}");
    assert!(
        found
            .iter()
            .all(|finding| finding.severity == "warning" && finding.line > 0)
    );
    assert!(
        found[7].message.contains("-05:00") && found[7].message.contains("-04:00"),
        "{:?}",
        found[7]
    );
    assert!(
        found[7].help.contains("2026-07-10T09:00:00-04:00"),
        "{:?}",
        found[7]
    );

    let quiet = with_notices(&[
        "announced = 2026-11-18T09:00:00-05:00\nstarts = 2026-11-22T02:00:00-05:00\nends = 2026-11-22T04:00:00-05:00\nstatus = \"scheduled\"\n",
        // What begins or ends today: nobody knows the hour.
        "announced = 2026-11-18T09:00:00-05:00\nstarts = 2026-11-21T02:00:00-05:00\nends = 2026-11-21T04:00:00-05:00\nstatus = \"scheduled\"\n",
        "announced = 2026-11-18T09:00:00-05:00\nstarts = 2026-11-20T02:00:00-05:00\nends = 2026-11-21T04:00:00-05:00\nstatus = \"ongoing\"\n",
        "announced = 2026-11-18T09:00:00-05:00\nends = 2026-11-19T04:00:00-05:00\nstatus = \"resolved\"\n",
        "announced = 2026-11-18T09:00:00-05:00\nstatus = \"resolved\"\nupdated = 2026-11-19\n",
        // Both sides of the change of clocks, and a time in UTC.
        "announced = 2026-11-01T00:30:00-04:00\nstarts = 2026-11-01T03:00:00-05:00\nstatus = \"ongoing\"\n",
        "announced = 2026-07-10T13:00:00Z\nstatus = \"ongoing\"\n",
        "announced = \"2026-07-10T13:00:00Z\" # as the tool writes it\nstatus = \"ongoing\"\n",
    ]);
    assert_eq!(quiet.findings().len(), 0, "{:#?}", quiet.findings());
}

#[test]
fn an_entry_of_the_feed_is_as_new_as_its_last_change() {
    let site = with_notices(&[
        "announced = 2026-11-18T23:30:00-05:00\nupdated = 2026-11-19\nstatus = \"ongoing\"\n",
        "announced = 2026-11-18T09:00:00-05:00\nends = 2026-11-19T15:00:00-05:00\nstatus = \"resolved\"\n",
        "announced = 2026-11-10T09:00:00-05:00\nstarts = 2026-11-12T01:00:00-05:00\nstatus = \"ongoing\"\n",
        "announced = 2026-11-10T09:00:00-05:00\nupdated = 2026-11-10\nstarts = 2026-12-12T01:00:00-05:00\nstatus = \"scheduled\"\n",
        "announced = 2026-11-10T09:00:00-05:00\nends = 2026-11-12T01:00:00-05:00\nupdated = 2026-11-15\nstatus = \"resolved\"\n",
    ])
    .built();
    let feed = site.published("notices/feed.xml");
    let mut entries: Vec<(String, String, String)> = feed
        .split("<entry>")
        .skip(1)
        .map(|entry| {
            let of = |name: &str| {
                let from = entry.find(&format!("<{name}>")).unwrap() + name.len() + 2;
                entry[from..from + entry[from..].find('<').unwrap()].to_owned()
            };
            (of("id"), of("published"), of("updated"))
        })
        .collect();
    entries.sort();
    let updated: Vec<&str> = entries
        .iter()
        .map(|(_, _, updated)| &updated[..16])
        .collect();
    assert_eq!(
        updated,
        [
            "2026-11-19T00:00",
            "2026-11-19T15:00",
            "2026-11-12T01:00",
            "2026-11-10T09:00",
            "2026-11-15T00:00"
        ]
    );
    for (id, published, updated) in &entries {
        let time = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap();
        assert!(time(updated) >= time(published), "{id}");
    }
}

/// The text of the contact page, tags taken out.
fn contact(site: &Site, path: &str) -> String {
    let page = scraper::Html::parse_document(&site.published(path));
    let main = scraper::Selector::parse("main").unwrap();
    let text: Vec<&str> = page.select(&main).flat_map(|main| main.text()).collect();
    text.join(" ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn with_hours(hours: &str) -> Site {
    let site = Site::minimal();
    site.replace(CHANNELS, "Mo-Fr 08:00-20:00; PH off", hours);
    site
}

#[test]
fn days_with_other_hours_are_told_on_the_page() {
    for (hours, told) in [
        (
            "Mo-Fr 08:00-20:00; PH off; 2026 Dec 24 08:00-12:00",
            "December 24, 2026 : 8 AM to noon",
        ),
        (
            "Mo-Fr 08:00-20:00; PH off; Dec 28-Dec 31 Mo-Fr 10:00-14:00",
            "December 28, 2026 – December 31, 2026 : Monday to Thursday 10 AM to 2 PM",
        ),
        (
            "Mo-Fr 08:00-20:00; Jan-Feb Mo-Fr 08:00-14:00; PH off",
            "January 4, 2027 – February 11, 2027 : Monday to Friday 8 AM to 2 PM",
        ),
        (
            "Mo-Fr 08:00-20:00; Sa[1] 10:00-14:00; PH off",
            "December 5, 2026 : 10 AM to 2 PM",
        ),
        (
            "Mo-Fr 08:00-20:00; PH 10:00-12:00",
            "November 26, 2026 : 10 AM to noon Thanksgiving Day",
        ),
    ] {
        let page = contact(&with_hours(hours).built(), "contact/index.html");
        assert!(
            page.replace('\u{a0}', " ").contains(told),
            "{hours}: {page}"
        );
    }
    let spanish = with_hours("Mo-Fr 08:00-20:00; PH off; 2026 Dec 24 08:00-12:00").built();
    let page = contact(&spanish, "es/contact/index.html");
    assert!(
        page.contains("Días con otro horario en los próximos cuatro meses"),
        "{page}"
    );
    // A week like any other has nothing of the kind.
    let plain = contact(
        &with_hours("Mo-Fr 08:00-20:00; PH off").built(),
        "contact/index.html",
    );
    assert!(!plain.contains("other hours"), "{plain}");
}

#[test]
fn one_list_closes_every_channel() {
    let site = with_hours("Mo-Fr 08:00-20:00; PH off");
    site.append(
        CHANNELS,
        "hours = \"Mo-Sa 09:00-17:00\"\ntime_zone = \"America/New_York\"\nstaffed_by = \"people\"\n\n\
         [[closure]]\nfrom = 2026-12-23\nname = { en = \"Staff day\", es = \"Día del personal\" }\n\n\
         [[closure]]\nfrom = 2026-12-24\nhours = \"07:00-12:00\"\n\n\
         [[closure]]\nfrom = 2027-01-04\nuntil = 2027-01-05\nchannels = [\"email\"]\n",
    );
    let site = site.built();
    let page = contact(&site, "contact/index.html").replace('\u{a0}', " ");
    assert_eq!(
        page.matches("December 23, 2026 Staff day").count(),
        2,
        "{page}"
    );
    assert!(page.contains("December 24, 2026 : 8 AM to noon"), "{page}");
    assert!(page.contains("December 24, 2026 : 9 AM to noon"), "{page}");
    assert_eq!(page.matches("January 4, 2027").count(), 1, "{page}");
    assert!(contact(&site, "es/contact/index.html").contains("Día del personal"));

    for (entry, says) in [
        (
            "from = 2026-12-24\nuntil = 2026-12-23\n",
            "ends before it begins",
        ),
        ("from = 2026-12-24\nuntil = 2028-12-24\n", "lasts 732 days"),
        (
            "from = 2026-12-24\nhours = \"mornings\"\n",
            "no hours of a day",
        ),
        (
            "from = 2026-12-24\nhours = \"Mo-Fr 09:00-12:00\"\n",
            "no hours of a day",
        ),
        (
            "from = 2026-12-24\nchannels = [\"fone\"]\n",
            "no channel `fone`",
        ),
        ("from = 2026-10-24\n", "over on 2026-10-24"),
        ("until = 2026-12-24\n", "`from`"),
    ] {
        let site = Site::minimal();
        site.append(CHANNELS, &format!("\n[[closure]]\n{entry}"));
        let found = site.findings();
        assert_eq!(found.len(), 1, "{entry}: {found:#?}");
        assert!(
            found[0].message.contains(says) && found[0].line > 14,
            "{entry}: {found:#?}"
        );
    }
}

#[test]
fn a_line_for_weekends_is_refused_only_by_a_pack() {
    for hours in [
        "Sa,Su 09:00-17:00",
        "Sa 10:00-12:00",
        "Su 10:00-12:00; PH 10:00-12:00",
    ] {
        let site = with_hours(hours);
        let found = site.findings();
        assert!(
            found
                .iter()
                .all(|finding| finding.id != "hours.valid" || finding.severity == "warning"),
            "{hours}: {found:#?}"
        );
    }
    // Nobody at all is a mistake anywhere.
    let never = with_hours("Mo-Su 08:00-20:00; Mo-Su off").findings();
    assert!(
        never.iter().any(|finding| finding
            .message
            .contains("nobody is there on any day in the coming year")),
        "{never:#?}"
    );
}

#[test]
fn only_regions_whose_holidays_are_right_are_offered() {
    for region in ["US", "GB-ENG", "DE-BY", "FR", "ES", "US-NY"] {
        let site = Site::minimal();
        site.replace(CHANNELS, "US-NY", region);
        assert_eq!(site.findings().len(), 0, "{region}");
    }
    for region in ["JP", "KR", "AU", "NZ", "CA", "US-QQ", "England"] {
        let site = Site::minimal();
        site.replace(CHANNELS, "US-NY", region);
        let found = site.findings();
        assert!(
            found[0].id == "hours.valid" && found[0].message.contains(region),
            "{found:#?}"
        );
    }
    // Christmas Day 2027 is a Saturday.
    let site = with_hours("Mo-Su 10:00-16:00; PH off");
    site.replace(CHANNELS, "US-NY", "GB");
    site.finish(site.candor_on("2027-12-20", &["build"]))
        .succeeds();
    let page = contact(&site, "contact/index.html");
    assert!(page.contains("December 25, 2027 Christmas Day"), "{page}");
}
