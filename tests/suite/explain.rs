//! `candor explain`: what a compliance writer reads about a requirement or a check.

use std::collections::BTreeSet;

use crate::common::{Run, Site, repository};

fn explain(site: &Site, arguments: &[&str]) -> Run {
    let mut all = vec!["explain"];
    all.extend(arguments);
    site.run(&all)
}

#[test]
fn a_point_says_why_what_it_needs_and_where_it_comes_from() {
    assert_said!(explain(&Site::demo(), &["topic.account-freezes.timeline"]));
}

#[test]
fn a_topic_lists_its_points() {
    assert_said!(explain(&Site::demo(), &["topic.ai-assistants"]));
}

#[test]
fn a_requirement_shows_data_that_would_pass() {
    assert_said!(explain(&Site::demo(), &["hours.after-hours"]));
}

#[test]
fn a_check_of_every_site_needs_no_pack() {
    assert_said!(explain(&Site::empty(), &["content.placeholder"]));
}

#[test]
fn a_pack_says_what_of_it_was_not_verified() {
    assert_said!(explain(&Site::empty(), &["eu-mica-casp"]));
}

#[test]
fn what_was_not_read_is_marked() {
    let run = explain(&Site::empty(), &["topic.transfers"]);
    assert!(
        run.succeeds().stdout.contains("23 NYCRR 200.19(a)(3)"),
        "{run}"
    );
    let run = explain(&Site::empty(), &["topic.complaints-procedure.timeline"]);
    assert!(run.succeeds().stdout.contains("(not read)"), "{run}");
}

#[test]
fn an_unknown_id_is_a_fault_and_names_the_nearest() {
    let run = explain(&Site::empty(), &["contact.fone"]).at_fault();
    run.says("there is no requirement or check `contact.fone`")
        .says("did you mean contact.phone?");
    assert_eq!(run.stdout, "");
}

#[test]
fn what_a_heading_claims_is_found_too() {
    let site = Site::empty();
    for (claim, id) in [
        ("account-freezes.reasons", "topic.account-freezes.reasons"),
        ("risks.3", "risks.material.3"),
    ] {
        let run = explain(&site, &[claim]);
        assert!(run.succeeds().stdout.starts_with(id), "{run}");
        assert!(run.stdout.contains(&format!("covers={claim}")), "{run}");
    }
}

/// Ids that stand in a file of packs or checks, as the file writes them.
fn ids(path: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let text = std::fs::read_to_string(repository().join(path)).unwrap();
    let file: toml::Table = text.parse().unwrap();
    let list = |of: &toml::Table, name: &str| -> Vec<toml::Table> {
        let list = of.get(name).and_then(toml::Value::as_array).cloned();
        list.unwrap_or_default()
            .into_iter()
            .map(|entry| entry.as_table().unwrap().clone())
            .collect()
    };
    let id = |of: &toml::Table| of["id"].as_str().unwrap().to_owned();
    let mut asked = BTreeSet::new();
    for topic in list(&file, "topic") {
        let topic_id = format!("topic.{}", id(&topic));
        for point in list(&topic, "point") {
            asked.insert(format!("{topic_id}.{}", id(&point)));
        }
        asked.insert(topic_id);
    }
    for requirement in list(&file, "requirement") {
        for item in list(&requirement, "item") {
            asked.insert(format!("{}.{}", id(&requirement), id(&item)));
        }
        asked.insert(id(&requirement));
    }
    let checks = list(&file, "check").iter().map(id).collect();
    (asked, checks)
}

#[test]
fn the_list_has_everything_and_lines_that_fit_a_screen() {
    let site = Site::empty();
    let list = explain(&site, &[]);
    let full = explain(&site, &["--full"]);
    let words: BTreeSet<&str> = list.succeeds().stdout.split_whitespace().collect();
    let mut count = 0;
    for path in [
        "data/packs/us-ny-dfs-vce.toml",
        "data/packs/eu-mica-casp.toml",
        "data/packs/us-ca-dfal.toml",
        "data/packs/ae-du-vara.toml",
        "data/checks.toml",
    ] {
        let (asked, checks) = ids(path);
        for id in asked.iter().chain(&checks) {
            assert!(words.contains(id.as_str()), "{id} is not listed");
            let begins = |line: &str| line == id || line.starts_with(&format!("{id}  ("));
            assert!(
                full.succeeds().stdout.lines().any(begins),
                "{id} is not explained"
            );
            count += 1;
        }
    }
    assert!(count > 150, "{count}");
    // Words that cannot be broken, such as an address, may stick out.
    let wide = |line: &&str| line.chars().count() > 100 && line.trim().contains(' ');
    for run in [&list, &full] {
        let wide: Vec<&str> = run
            .stdout
            .lines()
            .filter(wide)
            .filter(|line| !line.contains("https://"))
            .collect();
        assert!(wide.is_empty(), "{wide:#?}");
    }
}

#[test]
fn markdown_holds_the_same() {
    let site = Site::empty();
    let one = explain(&site, &["contact.phone", "--format", "markdown"]);
    assert!(
        one.succeeds()
            .stdout
            .starts_with("# contact.phone\n\n**A phone number"),
        "{one}"
    );
    assert!(one.stdout.contains("```text\n[[channel]]"), "{one}");
    let list = explain(&site, &["--format", "markdown"]);
    assert!(
        list.succeeds()
            .stdout
            .contains("| `contact.phone` | rule |"),
        "{list}"
    );
    let full = explain(&site, &["--full", "--format", "markdown"]);
    assert!(
        full.succeeds().stdout.contains("\n## contact.phone\n"),
        "{full}"
    );
}

#[test]
fn a_site_explains_its_own_packs_first() {
    let site = Site::minimal();
    site.write(
        "rules/house.toml",
        "id = \"house\"\ntitle = \"House rules\"\nextends = \"us-ny-dfs-vce\"\n\n[severity]\n\
         \"contact.text\" = \"off\"\n\n[[requirement]]\nid = \"contact.phone\"\ncheck = \"staffed-channel\"\n\
         with = { kinds = [\"phone\"], at_least = 2 }\nbasis = \"practice\"\n\
         title = \"Two phone numbers\"\nwhy = \"One may fail.\"\nhelp = \"Add another.\"\n",
    );
    let phone = explain(&site, &["contact.phone"]);
    assert!(
        phone
            .succeeds()
            .stdout
            .starts_with("contact.phone  (house)\nTwo phone numbers"),
        "{phone}"
    );
    assert!(
        phone.stdout.contains("Good practice, not law (practice)."),
        "{phone}"
    );
    let text = explain(&site, &["contact.text"]);
    assert!(
        text.succeeds()
            .stdout
            .contains("this pack does not ask for it"),
        "{text}"
    );
    let list = explain(&site, &[]);
    // The pack that it extends is part of it; the other one stands beside it.
    assert!(
        !list.succeeds().stdout.contains("\nus-ny-dfs-vce\n"),
        "{list}"
    );
    assert!(
        list.stdout.contains("\nhouse\n") && list.stdout.contains("\neu-mica-casp\n"),
        "{list}"
    );
    // A configuration that cannot be read is no reason to be silent.
    site.write("candor.toml", "[site");
    explain(&site, &["contact.phone"]).succeeds();
}
