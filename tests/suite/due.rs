//! Deadlines: told ahead of time, listed by owner, and set anew.

use crate::common::{NOW, Site, page};

const FEES: &str = "content/faq/fees.md";
const TRANSFERS: &str = "content/faq/transfers.md";

/// Fees are due in ten days, transfers in a hundred.
fn site() -> Site {
    let site = Site::minimal();
    site.replace(
        FEES,
        "updated = 2026-11-01",
        "updated = 2026-06-04\nreview_by = 2026-12-01\nowner = \"Sam; the fees\"",
    );
    site.replace(TRANSFERS, "title =", "review_by = 2027-03-01\ntitle =");
    site.append("candor.toml", "\n[[waiver]]\nid = \"upkeep.links\"\nreason = \"Old help moves in spring.\"\napprover = \"Kim\"\nuntil = 2026-12-10\n");
    site.append(FEES, "\nSee [old help](old-help.md).\n");
    site
}

#[test]
fn what_comes_is_a_note_and_denies_nothing() {
    assert_eq!(NOW, "2026-11-21");
    let site = site();
    let found = site.findings();
    let told: Vec<(&str, &str, &str)> = found
        .iter()
        .map(|finding| (&*finding.severity, &*finding.id, &*finding.file))
        .collect();
    assert_eq!(
        told,
        [
            ("note", "waiver.expired", "candor.toml"),
            ("note", "upkeep.review", FEES)
        ],
        "{found:#?}"
    );
    assert!(
        found[1].message.contains("2026-12-01, in 10 days") && found[1].line == 5,
        "{found:#?}"
    );
    site.run(&["check", "--deny", "warning"]).succeeds();
    // None, and none before its time.
    site.replace("candor.toml", "[rules]", "[rules]\nremind_days = 0");
    assert!(site.findings().is_empty(), "{:#?}", site.findings());
    site.replace("candor.toml", "remind_days = 0", "remind_days = 120");
    assert_eq!(site.findings().len(), 3, "{:#?}", site.findings());
}

#[test]
fn a_review_that_nobody_plans_is_a_warning() {
    for (date, is_told) in [
        ("2099-01-01", true),
        ("2028-01-01", true),
        ("2027-12-27", true),
        ("2027-12-26", false),
        ("2027-05-01", false),
    ] {
        let site = Site::minimal();
        site.replace(
            FEES,
            "updated = 2026-11-01",
            &format!("updated = 2026-11-01\nreview_by = {date}"),
        );
        let found = site.findings();
        assert_eq!(
            found.len() == 1 && found[0].severity == "warning" && found[0].line == 5,
            is_told,
            "{date}: {found:#?}"
        );
    }
    // None at all, where a pack asks for reviews.
    let site = Site::demo();
    let text = site.read(FEES);
    let line = text
        .lines()
        .find(|line| line.starts_with("review_by"))
        .unwrap();
    site.replace(FEES, &format!("{line}\n"), "");
    let found = site.findings();
    assert!(
        found.iter().any(|finding| finding.id == "upkeep.review"
            && finding.file == FEES
            && finding.severity == "warning"),
        "{found:#?}"
    );
}

#[test]
fn what_comes_is_listed_by_owner() {
    let site = site();
    let human = site.run(&["due"]).succeeds().stdout.clone();
    let lines: Vec<&str> = human.lines().collect();
    assert_eq!(lines[0], "Kim", "{human}");
    assert!(
        lines[1].contains("2026-12-10") && lines[1].contains("in 19 days"),
        "{human}"
    );
    assert!(
        human.contains("Sam; the fees\n  2026-12-01    in 10 days  review “Fees”"),
        "{human}"
    );
    assert!(!human.contains("2027-03-01"), "{human}");
    let far = site.run(&["due", "--days", "120"]);
    assert!(
        far.stdout.contains("nobody is named\n  2027-03-01"),
        "{far}"
    );
    let late = site.finish(site.candor_on("2026-12-05", &["due", "--days", "0"]));
    assert!(
        late.stdout.contains("4 days late") && !late.stdout.contains("Kim"),
        "{late}"
    );

    let json = site.run(&["due", "--format", "json"]);
    let said: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(said["due"].as_array().unwrap().len(), 2, "{json}");
    assert_eq!(said["due"][0]["kind"], "review");
    assert_eq!(said["due"][0]["day"], "2026-12-01");
    assert_eq!(said["due"][0]["file"], FEES);

    let ics = site
        .run(&["due", "--format", "ics"])
        .succeeds()
        .stdout
        .clone();
    assert!(
        ics.starts_with("BEGIN:VCALENDAR\r\n") && ics.ends_with("END:VCALENDAR\r\n"),
        "{ics}"
    );
    assert_eq!(ics.matches("BEGIN:VEVENT").count(), 2, "{ics}");
    assert!(
        ics.contains("DTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20261202"),
        "{ics}"
    );
    assert!(ics.contains("(Sam\\; the fees)"), "{ics}");
    assert!(ics.split("\r\n").all(|line| line.len() <= 75), "{ics}");
    assert_eq!(ics, site.run(&["due", "--format", "ics"]).stdout);
}

#[test]
fn quarters_and_packs_come_too() {
    let site = Site::demo();
    let run = site.run(&["due", "--days", "400"]);
    for part in [
        "tabulate 2026-q4",
        "the pack us-ny-dfs-vce",
        "review “",
        "Chat closed for planned work",
    ] {
        assert!(run.stdout.contains(part), "{part}: {run}");
    }
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn a_review_sets_the_dates_and_nothing_else() {
    let site = site();
    let before = site.read(FEES);
    let run = site.run(&["reviewed", FEES, FEES]);
    run.succeeds();
    assert_eq!(
        run.stdout,
        "content/faq/fees.md: reviewed on 2026-11-21, next by 2027-05-20\n"
    );
    let expected = before
        .replace("updated = 2026-06-04", "updated = 2026-11-21")
        .replace("review_by = 2026-12-01", "review_by = 2027-05-20");
    assert_eq!(site.read(FEES), expected);
    // Without dates, and in YAML.
    site.write("content/faq/plain.md", page("Plain", "Text."));
    site.write(
        "content/faq/yaml.md",
        "---\ntitle: Yaml\nupdated: 2020-01-01 # long ago\n---\n\nText.\n",
    );
    site.run(&["reviewed", "content/faq/plain.md", "content/faq/yaml.md"])
        .succeeds();
    assert_eq!(
        site.read("content/faq/plain.md"),
        "+++\ntitle = \"Plain\"\nupdated = 2026-11-21\nreview_by = 2027-05-20\n+++\n\nText.\n"
    );
    let yaml = site.read("content/faq/yaml.md");
    assert!(
        yaml.contains("updated: 2026-11-21\n") && yaml.contains("review_by: 2027-05-20\n"),
        "{yaml}"
    );
    for wrong in [
        "content/faq/none.md",
        "content/channels.toml",
        "../outside.md",
    ] {
        let before = site.read(TRANSFERS);
        let run = site.run(&["reviewed", TRANSFERS, wrong]);
        assert_eq!(run.code, Some(2), "{wrong}: {run}");
        assert_eq!(site.read(TRANSFERS), before, "{wrong}");
    }
}
