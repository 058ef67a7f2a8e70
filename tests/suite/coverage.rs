//! `candor coverage`: which answer meets which requirement, and what is missing.

use std::collections::BTreeMap;
use std::fs;

use crate::common::tree::sha256;
use crate::common::{Site, repository};
use serde_json::Value;

const FREEZES: &str = "content/faq/account-freezes.md";

fn csv(site: &Site) -> Vec<BTreeMap<String, String>> {
    let run = site.run(&["coverage", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(run.succeeds().stdout.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn rows<'r>(
    all: &'r [BTreeMap<String, String>],
    id: &str,
    language: &str,
) -> Vec<&'r BTreeMap<String, String>> {
    all.iter()
        .filter(|row| row["id"] == id && row["language"] == language)
        .collect()
}

#[test]
fn csv_has_a_row_for_each_point_requirement_and_item() {
    let all = csv(&Site::demo());
    let pack = fs::read_to_string(repository().join("data/packs/us-ny-dfs-vce.toml")).unwrap();
    let pack: toml::Table = pack.parse().unwrap();
    let list = |of: &toml::Value, name: &str| {
        of.get(name)
            .and_then(toml::Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let id = |of: &toml::Value| of["id"].as_str().unwrap().to_owned();
    let mut points = 0;
    for topic in pack["topic"].as_array().unwrap() {
        for point in list(topic, "point") {
            let id = format!("topic.{}.{}", id(topic), id(&point));
            for language in ["en", "es"] {
                // Nobody claims the one that stands in for others, so that it is not asked for.
                let is_listed = id != "topic.ai-assistants.none";
                assert_eq!(
                    !rows(&all, &id, language).is_empty(),
                    is_listed,
                    "{id} in {language}"
                );
            }
            points += 1;
        }
    }
    assert!(points > 35, "{points}");
    for requirement in pack["requirement"].as_array().unwrap() {
        assert_eq!(
            rows(&all, &id(requirement), "").len(),
            1,
            "{}",
            id(requirement)
        );
        for item in list(requirement, "item") {
            let id = format!("{}.{}", id(requirement), id(&item));
            assert_eq!(rows(&all, &id, "es").len(), 1, "{id}");
        }
    }
    let gaps: Vec<_> = all
        .iter()
        // Compared with an earlier publication, when one is named. And no commitment says how soon a freeze is told.
        .filter(|row| {
            let unknown = ["complaints.change-clock", "response.consistent"];
            row["state"] != "met" && !unknown.contains(&row["id"].as_str())
        })
        .collect();
    assert!(gaps.is_empty(), "{gaps:#?}");
    let reasons = rows(&all, "topic.account-freezes.reasons", "en")[0];
    assert_eq!(reasons["question"], "Why is my account frozen?");
    assert_eq!(reasons["address"], "/faq/account-freezes/#why-frozen");
    assert_eq!(reasons["basis"], "derived");
    assert_eq!(reasons["reviewed_on"], "2026-10-05");
    assert!(
        reasons["evidence"].contains(" words, a list"),
        "{reasons:?}"
    );
    let phone = rows(&all, "contact.phone", "")[0];
    assert_eq!(phone["evidence"], "phone: +1-888-555-0134");
    let quarters = rows(&all, "records.quarterly", "")[0];
    assert!(
        quarters["evidence"].contains("2026-q4 is not over yet"),
        "{quarters:?}"
    );
}

#[test]
fn gaps_and_thin_answers_are_rows_and_no_failure() {
    let site = Site::demo();
    let text = site.read(FREEZES);
    let (before, rest) = text.split_once("1. **Read our message.**").unwrap();
    let (_, after) = rest.split_once("Cannot sign in to the app?").unwrap();
    site.write(
        FREEZES,
        format!("{before}Cannot sign in to the app?{after}"),
    )
    .replace(FREEZES, "covers=account-freezes.effect ", "")
    .replace(FREEZES, "covers=account-freezes.challenge ", "")
    .remove("content/faq/fees.es.md");
    let all = csv(&site);
    let thin = rows(&all, "topic.account-freezes.steps", "en")[0];
    assert_eq!(thin["state"], "lacking");
    assert_eq!(thin["question"], "How do I get my account open again?");
    assert!(thin["evidence"].contains("no numbered list"), "{thin:?}");
    let missing = rows(&all, "topic.account-freezes.challenge", "en")[0];
    assert_eq!(
        (missing["state"].as_str(), missing["question"].as_str()),
        ("lacking", "")
    );
    let practice = rows(&all, "topic.account-freezes.effect", "en")[0];
    assert_eq!(
        (practice["state"].as_str(), practice["severity"].as_str()),
        ("lacking", "warning")
    );
    assert_eq!(
        rows(&all, "topic.account-freezes.challenge", "es")[0]["state"],
        "met"
    );
    let untranslated = rows(&all, "topic.fees.where", "es")[0];
    assert_eq!(
        (
            untranslated["state"].as_str(),
            untranslated["question"].as_str()
        ),
        ("lacking", "")
    );
    let records = rows(&all, "languages.predominant", "")[0];
    assert_eq!(records["state"], "lacking");
}

#[test]
fn a_point_claimed_twice_has_two_rows() {
    let site = Site::demo();
    site.append(
        "content/faq/fees.md",
        "\n## Where do I see fees? {#see covers=fees.where}\n\nToo short.\n",
    );
    let all = csv(&site);
    let both = rows(&all, "topic.fees.where", "en");
    assert_eq!(both.len(), 2);
    // The point fares in one way; what each answer holds tells which of them lacks something.
    assert_eq!(
        (both[0]["state"].as_str(), both[1]["state"].as_str()),
        ("lacking", "lacking")
    );
    assert!(!both[0]["evidence"].contains(" of at least "));
    assert!(
        both[1]["evidence"].contains("has 2 of at least "),
        "{both:?}"
    );
}

#[test]
fn waivers_stand_in_their_rows_and_no_cell_is_a_formula() {
    let site = Site::demo();
    site.replace(
        "content/channels.toml",
        "kind = \"voicemail\"",
        "kind = \"announcement\"",
    )
    .append(
        "candor.toml",
        "\n[[waiver]]\nid = \"hours.after-hours\"\nreason = \"=HYPERLINK(1)\"\n\
         approver = \"@Dana\"\nuntil = 2027-01-31\n",
    )
    .replace(
        FREEZES,
        "## Why is my account frozen?",
        "## =1+1, \"quoted\"?",
    );
    let all = csv(&site);
    let waived = rows(&all, "hours.after-hours", "")[0];
    assert_eq!(waived["state"], "waived");
    assert_eq!(waived["waiver_reason"], "'=HYPERLINK(1)");
    assert_eq!(waived["waiver_approver"], "'@Dana");
    assert_eq!(waived["waiver_until"], "2027-01-31");
    let heading = rows(&all, "topic.account-freezes.reasons", "en")[0];
    assert!(heading["question"].starts_with("'=1+1"), "{heading:?}");
    let json = site.run(&["coverage", "--format", "json"]);
    let json: Value = serde_json::from_str(&json.succeeds().stdout).unwrap();
    let rows = json["rows"].as_array().unwrap();
    assert_eq!(rows.len(), all.len());
    let waived = rows
        .iter()
        .find(|row| row["id"] == "hours.after-hours")
        .unwrap();
    assert_eq!(waived["waiver"]["reason"], "=HYPERLINK(1)");
    assert!(
        json["disclaimer"]
            .as_str()
            .unwrap()
            .contains("not legal advice")
    );
    let markdown = site.run(&["coverage", "--format", "markdown"]);
    assert!(
        markdown
            .succeeds()
            .stdout
            .contains("| waived | `hours.after-hours` |"),
        "{markdown}"
    );
}

/// What an examiner needs to hold a report to: who, when, which edition, which text.
#[test]
fn every_format_says_whose_it_is_and_what_it_rests_on() {
    let site = Site::demo();
    let today = "2026-11-21";
    let id = "topic.account-freezes.reasons";
    let before = csv(&site);
    let row = rows(&before, id, "en")[0];
    assert_eq!((&*row["built_on"], &*row["manifest_sha256"]), ("", ""));
    let site = site.built();
    let manifest = sha256(&fs::read(site.public().join("manifest.json")).unwrap());
    let all = csv(&site);
    for row in &all {
        assert_eq!(row["company"], "Hudson Digital Trust Company, LLC");
        assert_eq!((&*row["as_of"], &*row["built_on"]), (today, today));
        assert_eq!(row["manifest_sha256"], manifest);
        assert!(row["program"].starts_with("candor ") && !row["pack_version"].is_empty());
        assert!(row["disclaimer"].contains("not legal advice"), "{row:?}");
    }
    let reasons = rows(&all, id, "en")[0].clone();
    assert_eq!(reasons["review_by"], "2027-04-30");
    assert_eq!(reasons["answer_sha256"].len(), 64);
    let owner = reasons["reviewer"].clone();
    for format in ["json", "markdown", "table"] {
        let run = site.run(&["coverage", "--format", format]);
        let text = &run.succeeds().stdout;
        for part in [
            "Hudson Digital Trust Company, LLC",
            today,
            &manifest,
            "2027-04-30",
            "not legal advice",
        ] {
            assert!(text.contains(part), "{format}: {part}");
        }
        let is_whole = format == "table" || text.contains(&reasons["answer_sha256"]);
        assert!(
            is_whole && (format == "table" || text.contains(&owner)),
            "{format}"
        );
    }
    // The hash goes with the words of the answer, facts included, and with nothing else.
    let hash = |site: &Site| rows(&csv(site), id, "en")[0]["answer_sha256"].clone();
    let changed = |change: &dyn Fn(&Site)| {
        let site = Site::demo();
        change(&site);
        hash(&site) != reasons["answer_sha256"]
    };
    assert!(!changed(&|site| {
        site.replace(FREEZES, "updated = ", "owner = \"Kim\"\nupdated = ");
    }));
    assert!(!changed(&|site| {
        site.append(FREEZES, "\nMore of the last answer.\n");
    }));
    assert!(changed(&|site| {
        let text = site.read(FREEZES);
        let (before, rest) = text.split_once("{#why-frozen").unwrap();
        let (claim, rest) = rest.split_once("\n\n").unwrap();
        site.write(
            FREEZES,
            format!("{before}{{#why-frozen{claim}\n\nOne word more. {rest}"),
        );
    }));
    // Another folder than the usual one.
    let other = site.beside("edition");
    site.run(&["build", "--out", &other.to_string_lossy()])
        .succeeds();
    let run = site.run(&[
        "coverage",
        "--format",
        "json",
        "--out",
        &other.to_string_lossy(),
    ]);
    let said: Value = serde_json::from_str(&run.succeeds().stdout).unwrap();
    assert_eq!(said["origin"]["built_on"], today);
}

#[test]
fn a_table_for_people_ends_with_what_it_does_not_mean() {
    let site = Site::copy_of(&repository().join("examples/eu-mica"));
    assert_said!(site.run(&["coverage"]));
}

#[test]
fn it_goes_to_a_file_and_a_broken_configuration_is_a_fault() {
    let site = Site::demo();
    let file = site.beside("coverage.csv");
    let run = site.run(&[
        "coverage",
        "--format",
        "csv",
        "--output",
        file.to_str().unwrap(),
    ]);
    assert_eq!(run.succeeds().stdout, "");
    assert!(
        fs::read_to_string(&file)
            .unwrap()
            .starts_with("\u{feff}pack,id,title,basis,")
    );
    site.write("candor.toml", "[site");
    let run = site.run(&["coverage"]).at_fault();
    run.says("error[config.syntax]")
        .says("nothing to report on");
    assert_eq!(run.stdout, "");
}

#[test]
fn it_is_a_page_of_the_site_when_the_configuration_says_so() {
    let site = Site::demo();
    site.append(
        "candor.toml",
        "\n[[waiver]]\nid = \"topic.account-freezes\"\nreason = \"Being written\"\n\
         approver = \"Dana Whitfield\"\nuntil = 2027-01-31\n\
         [[waiver]]\nid = \"languages.predominant\"\nreason = \"Being translated\"\n\
         approver = \"Dana Whitfield\"\nuntil = 2027-01-31\n",
    )
    .replace(FREEZES, "covers=account-freezes.challenge ", "");
    // An answer that lacks what is asked of it is none, though it claims to be one.
    let text = site.read(FREEZES);
    let (before, rest) = text.split_once("1. **Read our message.**").unwrap();
    let (_, after) = rest.split_once("Cannot sign in to the app?").unwrap();
    site.write(
        FREEZES,
        format!("{before}Cannot sign in to the app?{after}"),
    );
    let site = site.built();
    let page = site.published("coverage/index.html");
    let row = |title: &str| {
        let (_, rest) = page
            .split_once(&format!("<th scope=\"row\">{title}</th>"))
            .unwrap_or_else(|| panic!("no row {title}"));
        rest.split_once("</tr>").unwrap().0
    };
    let reasons = row("Why is my account frozen?");
    assert!(
        reasons.contains("href=\"/faq/account-freezes/#why-frozen\""),
        "{reasons}"
    );
    assert!(
        reasons.contains("<td>October 5, 2026</td>") && reasons.contains("Follows from a rule"),
        "{reasons}"
    );
    let gap = row("What if I think the freeze is wrong?");
    assert!(
        gap.contains("No answer yet. Accepted until January 31, 2027."),
        "{gap}"
    );
    let thin = row("How do I get my account open again?");
    assert!(
        thin.contains("No answer yet. Accepted until January 31, 2027."),
        "{thin}"
    );
    let phone = row("A phone number that people answer");
    assert!(phone.contains("phone: +1-888-555-0134"), "{phone}");
    assert!(!page.contains("Dana Whitfield") && !page.contains("Being written"));
    assert!(page.contains("November 26, 2026"));
    assert!(
        site.published("index.html").contains("href=\"/coverage/\""),
        "every page links to it"
    );
    let spanish = site.published("es/coverage/index.html");
    assert!(spanish.contains("href=\"/es/faq/account-freezes/#challenge\""));

    site.replace("candor.toml", "publish_coverage = true\n", "")
        .build()
        .succeeds();
    assert!(!site.public().join("coverage").exists());
    assert!(
        !site.published("index.html").contains("/coverage/"),
        "nothing links to a page that is not there"
    );
}

#[test]
fn what_waits_to_be_written_is_not_met() {
    let site = Site::demo();
    let answer = site.read(FREEZES);
    let (heading, rest) = answer.split_once("\n## ").unwrap();
    let (title, rest) = rest.split_once('\n').unwrap();
    let (_, others) = rest.split_once("\n## ").unwrap();
    site.write(
        FREEZES,
        format!("{heading}\n## {title}\n\nTODO: say what this is and for how long, in 30 words or more, with steps.\n\n## {others}"),
    );
    let waiting: Vec<_> = csv(&site)
        .into_iter()
        .filter(|row| row["state"] == "not-written")
        .map(|row| row["id"].clone())
        .collect();
    assert!(!waiting.is_empty());
    assert!(
        waiting
            .iter()
            .all(|id| id.starts_with("topic.account-freezes.")),
        "{waiting:?}"
    );
    let run = site.run(&["check"]).denied();
    let said = "49 of 53 requirements met, 1 not written yet, 2 not known";
    assert!(run.stdout.contains(said), "{run}");
}
