//! What `candor check` reports in each of its formats, of one site with everything that a
//! report can hold: errors and warnings, requirements of a pack and checks of every site,
//! waivers, repeats, and names that formats have to escape.

use std::collections::BTreeSet;

use crate::common::schema::sarif;
use crate::common::{NOW, Run, Site, page};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

const FREEZES: &str = "content/faq/account-freezes.md";
const DISCLAIMER: &str = "it is not legal advice";

/// The demo site without its translations, which have tests of their own.
fn sound() -> Site {
    let site = Site::demo();
    site.replace(
        "candor.toml",
        "predominant = [\"en\", \"es\"]",
        "predominant = [\"en\"]",
    );
    site
}

/// The same with something wrong of each kind.
fn troubled() -> Site {
    let site = sound();
    let text = site.read(FREEZES);
    let (before, rest) = text.split_once("1. **Read our message.**").unwrap();
    let (_, after) = rest.split_once("Cannot sign in to the app?").unwrap();
    site.write(FREEZES, format!("{before}Cannot sign in to the app?{after}"))
        .replace(FREEZES, "call {{ phone.number }}", "call 888-555-0143")
        .replace(
            "content/channels.toml",
            "kind = \"voicemail\"",
            "kind = \"announcement\"",
        )
        .append(
            "candor.toml",
            "\n[[waiver]]\nid = \"hours.after-hours\"\nchannel = \"phone\"\n\
             reason = \"The new line starts in January: 50 % done, <b>tested</b>\"\n\
             approver = \"Dana Whitfield\"\nuntil = 2027-01-31\n",
        )
        .append(
            "content/faq/fees.md",
            "\n## What else? {#else}\n\nTODO one.\n\nTODO two.\n\nTODO three.\n\nTODO four.\n\nTODO five.\n\n\
             See [a & b <\u{1}>](a,b:c%d.md) and {{ phone.nmber }}.\n",
        )
        .write("content/faq/two words.md", "+++\ntitle = \"Two words\"\n+++\n\nSome text.\n");
    site
}

fn check(site: &Site, format: &str) -> Run {
    site.run(&["check", "--format", format])
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn people_read_findings_by_page_then_waivers_then_requirements() {
    assert_said!(troubled().check().denied());
}

#[test]
fn a_site_without_findings_still_hears_what_was_checked_and_what_it_means() {
    let run = sound().check();
    run.succeeds();
    assert_said!(run);
}

#[test]
fn a_build_says_the_same_as_a_check() {
    let site = troubled();
    let checked = site.check().denied();
    let built = site.build().denied();
    assert!(
        built.stderr.starts_with(checked.stdout.trim_end()),
        "{built}"
    );
}

#[test]
fn a_quiet_check_without_findings_says_nothing() {
    let run = sound().run(&["check", "--quiet"]);
    run.succeeds();
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
}

#[test]
fn what_looks_at_finished_pages_is_not_called_met_when_one_cannot_be_made() {
    let site = sound();
    site.write(
        "themes/default/templates/complaints.html",
        "{{ nothing.of.the.kind }}",
    );
    let found = json(&check(&site, "json").denied());
    let status = |id: &str| {
        let rows = found["verdicts"].as_array().unwrap();
        rows.iter().find(|row| row["id"] == id).unwrap()["state"].clone()
    };
    assert_eq!(status("access.no-login"), "not-known");
    assert_eq!(status("contact.phone"), "met");
}

#[test]
fn json_says_who_asks_and_how_each_requirement_fares() {
    let found = json(&check(&troubled(), "json").denied());
    assert_eq!(found["version"], 2);
    assert!(found["disclaimer"].as_str().unwrap().contains(DISCLAIMER));
    let finding = |id: &str| {
        let rows = found["findings"].as_array().unwrap();
        rows.iter()
            .find(|row| row["id"] == id)
            .unwrap_or_else(|| panic!("no {id}"))
    };
    let steps = finding("topic.account-freezes.steps");
    assert_eq!(steps["requirement"], "topic.account-freezes");
    assert_eq!(steps["pack"], "us-ny-dfs-vce");
    assert_eq!(steps["basis"], "derived");
    assert!(steps["citation"].as_str().unwrap().contains("point 4"));
    assert_eq!(finding("facts.unknown").get("pack"), None);
    let waived = &found["waived"][0];
    assert_eq!(waived["approver"], "Dana Whitfield");
    assert_eq!(waived["until"], "2027-01-31");
    assert_eq!(waived["findings"][0]["channels"][0], "phone");
    let pack = &found["packs"][0];
    let rows = wholes(&found);
    let status = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap()["state"].clone();
    assert_eq!(status("topic.account-freezes"), "lacking");
    assert_eq!(status("hours.after-hours"), "waived");
    assert_eq!(status("contact.phone"), "met");
    assert_eq!(pack["asked"].as_u64().unwrap(), rows.len() as u64);
    let met = rows.iter().filter(|row| row["state"] == "met").count();
    assert_eq!(pack["met"].as_u64().unwrap(), met as u64);
}

/// The verdicts on the topics and requirements of a pack.
fn wholes(report: &Value) -> Vec<&Value> {
    let verdicts = report["verdicts"].as_array().unwrap().iter();
    verdicts
        .filter(|verdict| ["topic", "requirement"].contains(&verdict["kind"].as_str().unwrap()))
        .collect()
}

#[test]
fn sarif_passes_its_schema() {
    let schema = sarif();
    let none = json(check(&sound(), "sarif").succeeds());
    let log = json(&check(&troubled(), "sarif").denied());
    // Nothing that can be read at all.
    let broken = sound();
    broken.write("candor.toml", "[site");
    let fault = json(&check(&broken, "sarif").at_fault());
    for log in [&none, &log, &fault] {
        assert_eq!(schema.faults(log), None);
    }
    // A schema that takes everything would say nothing of these.
    let mut spoiled = log.clone();
    spoiled["runs"][0]["results"][0]["level"] = "grave".into();
    let said = schema.faults(&spoiled).unwrap();
    assert!(said.contains("/runs/0/results/0/level"), "{said}");
    // Nothing is wrong; nobody can tell whether a policy changed since nothing was named, nor whether a typed time is
    // right that no commitment answers.
    let open = none["runs"][0]["results"].as_array().unwrap();
    let open: Vec<_> = open
        .iter()
        .map(|result| (result["ruleId"].as_str(), result["kind"].as_str()))
        .collect();
    assert_eq!(
        open,
        [
            (Some("response.consistent"), Some("open")),
            (Some("complaints.change-clock"), Some("open"))
        ]
    );
    assert_eq!(
        fault["runs"][0]["invocations"][0]["executionSuccessful"],
        false
    );
    let run = &log["runs"][0];
    assert!(
        run["properties"]["disclaimer"]
            .as_str()
            .unwrap()
            .contains(DISCLAIMER)
    );
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(!rules[index]["help"]["text"].as_str().unwrap().is_empty());
    }
    let of = |id: &str| {
        results
            .iter()
            .find(|result| result["ruleId"] == id)
            .unwrap()
    };
    let fact = of("facts.unknown");
    assert!(
        fact["message"]["text"]
            .as_str()
            .unwrap()
            .contains("`{{{{ phone.nmber }}}}`")
    );
    let space = of("source.address");
    assert_eq!(
        space["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "content/faq/two%20words.md"
    );
    let waived = of("hours.after-hours");
    assert_eq!(waived["suppressions"][0]["kind"], "external");
    assert!(
        waived["suppressions"][0]["justification"]
            .as_str()
            .unwrap()
            .contains("January")
    );
    let suppressed = results
        .iter()
        .filter(|result| result.get("suppressions").is_some());
    assert_eq!(suppressed.count(), 1);
}

/// Where each result is and what its fingerprint is, without those of files as a whole.
fn fingerprints(site: &Site) -> Vec<(String, u64, String)> {
    let log = json(&check(site, "sarif"));
    let results = log["runs"][0]["results"].as_array().unwrap().clone();
    results
        .iter()
        .filter_map(|result| {
            let line = &result["locations"][0]["physicalLocation"]["region"]["startLine"];
            let print = result["partialFingerprints"]["candor/v1"].as_str().unwrap();
            Some((
                result["ruleId"].as_str().unwrap().to_owned(),
                line.as_u64()?,
                print.to_owned(),
            ))
        })
        .collect()
}

#[test]
fn fingerprints_stay_when_lines_move() {
    let site = troubled();
    let before = fingerprints(&site);
    for file in [FREEZES, "content/faq/fees.md"] {
        let text = site.read(file);
        site.write(
            file,
            text.replacen("+++\n\n", "+++\n\nA new line.\n\nAnother one.\n\n", 1),
        );
    }
    let after = fingerprints(&site);
    assert!(before.len() > 5, "{before:?}");
    assert_eq!(before.len(), after.len());
    let prints =
        |of: &[(String, u64, String)]| of.iter().map(|one| one.2.clone()).collect::<Vec<_>>();
    assert_eq!(prints(&before), prints(&after));
    let unique: BTreeSet<String> = prints(&before).into_iter().collect();
    assert_eq!(
        unique.len(),
        before.len(),
        "two findings have one fingerprint"
    );
    let moved = before
        .iter()
        .zip(&after)
        .filter(|(one, other)| other.1 == one.1 + 4);
    assert!(moved.count() >= 5, "lines were moved");
}

#[test]
fn paths_begin_where_the_command_was_given() {
    let site = troubled();
    let run = |format: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_candor"));
        command
            .args([
                "--now", NOW, "--root", "./site", "check", "--format", format,
            ])
            .current_dir(site.beside(""));
        site.finish(command).denied().stdout
    };
    assert!(run("sarif").contains("\"site/content/faq/two%20words.md\""));
    assert!(run("github").contains("::error file=site/content/faq/account-freezes.md,line="));
    assert!(run("json").contains("\"content/faq/account-freezes.md\""));
}

/// Name, attributes and text of an element.
type Element = (String, Vec<(String, String)>, String);

/// Elements of an XML text with their attributes and text, or the first error.
fn elements(xml: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut found: Vec<Element> = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => {
                let attributes = element
                    .attributes()
                    .map(|attribute| {
                        let attribute = attribute.unwrap();
                        let key = String::from_utf8(attribute.key.as_ref().to_vec()).unwrap();
                        (key, String::from_utf8(attribute.value.to_vec()).unwrap())
                    })
                    .collect();
                let name = String::from_utf8(element.name().as_ref().to_vec()).unwrap();
                found.push((name, attributes, String::new()));
            }
            Event::Text(text) => {
                if let Some((_, _, inner)) = found.last_mut() {
                    inner.push_str(std::str::from_utf8(&text).unwrap());
                }
            }
            Event::GeneralRef(_) | Event::End(_) | Event::Decl(_) => {}
            Event::Eof => return found,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn junit_has_a_test_case_for_each_requirement_and_each_check() {
    let xml = check(&troubled(), "junit").denied().stdout;
    let allowed = |c: char| c >= ' ' || c == '\n';
    assert!(xml.chars().all(allowed), "a control character");
    assert!(xml.contains(DISCLAIMER));
    let elements = elements(&xml);
    let attribute = |element: &(String, Vec<(String, String)>, String), key: &str| {
        let found = element.1.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let cases = |suite: &str| {
        let of_suite = |element: &&(String, Vec<(String, String)>, String)| {
            element.0 == "testcase" && attribute(element, "classname") == suite
        };
        elements.iter().filter(of_suite).count()
    };
    let found = json(&check(&troubled(), "json"));
    let asked = wholes(&found).len();
    assert_eq!(cases("us-ny-dfs-vce"), asked);
    assert!(cases("candor") > 40);
    let after = |name: &str| {
        let at = elements
            .iter()
            .position(|element| attribute(element, "name").starts_with(name));
        &elements[at.unwrap_or_else(|| panic!("no {name}")) + 1]
    };
    assert_eq!(after("topic.account-freezes: Frozen accounts").0, "failure");
    assert_eq!(after("hours.after-hours:").0, "skipped");
    assert_eq!(after("content.placeholder:").0, "failure");
    assert_eq!(after("contact.phone:").0, "testcase");
    let suites = &elements[0];
    let count = |name: &str| elements.iter().filter(|element| element.0 == name).count();
    assert_eq!(attribute(suites, "tests"), count("testcase").to_string());
    assert_eq!(attribute(suites, "failures"), count("failure").to_string());
    // The schema of Jenkins (junit-10.xsd) has none at the root.
    assert_eq!(attribute(suites, "skipped"), "");
    let of_suites = elements.iter().filter(|element| element.0 == "testsuite");
    let skipped = of_suites.map(|suite| attribute(suite, "skipped").parse::<usize>().unwrap());
    assert_eq!(skipped.sum::<usize>(), count("skipped"));
}

#[test]
fn warnings_fail_a_test_case_only_when_they_are_denied() {
    let site = sound();
    let old = "content/faq/fees.md";
    let long = "Notwithstanding aforementioned considerations, subsequent adjustments concerning \
        administrative remuneration necessitate comprehensive authorization procedures, particularly \
        whenever international intermediaries participate simultaneously.";
    site.append(
        old,
        &format!("\n## And fees abroad? {{#abroad}}\n\n{long} {long}\n"),
    );
    let lenient = site.run(&["check", "--format", "junit"]);
    lenient.succeeds();
    assert!(lenient.stdout.contains("<system-out>") && !lenient.stdout.contains("<failure"));
    let strict = site
        .run(&["check", "--format", "junit", "--deny", "warning"])
        .denied();
    assert!(
        strict
            .stdout
            .contains("<failure message=\"0 errors, 1 warning\" type=\"warning\">")
    );
}

#[test]
fn github_gets_a_command_for_each_finding() {
    let site = troubled();
    let out = check(&site, "github").denied().stdout;
    let found = json(&check(&site, "json"));
    let commands: Vec<&str> = out.lines().filter(|line| line.starts_with("::")).collect();
    assert_eq!(commands.len(), found["findings"].as_array().unwrap().len());
    assert!(
        commands
            .iter()
            .all(|line| line.starts_with("::error file=") || line.starts_with("::warning file="))
    );
    let link = commands
        .iter()
        .find(|line| line.contains("title=upkeep.links"))
        .unwrap();
    assert!(link.contains("a,b:c%25d.md"), "{link}");
    let fact = commands
        .iter()
        .find(|line| line.contains("phone.nmber"))
        .unwrap();
    assert!(
        fact.contains(",col=")
            && fact.ends_with(
                "::Unknown fact `{{ phone.nmber }}`.%0ADid you mean `{{ phone.number }}`?"
            ),
        "{fact}"
    );
    assert!(out.contains("Waiver in force: hours.after-hours for channel phone, until 2027-01-31"));
    assert!(out.contains("requirements met") && out.contains(DISCLAIMER));
}

#[test]
fn how_sources_were_read_and_whom_they_are_about_stands_in_every_format() {
    let site = Site::demo();
    site.append(
        "content/faq/fees.md",
        "\nCall 888-555-0143.\n\n[Gone](gone.md)\n",
    );
    for format in ["human", "json", "sarif", "junit", "github"] {
        let out = check(&site, format).stdout;
        assert!(
            out.contains("Phone (text); “Navigating Account Freezes”: point 6 (text)")
                && out.contains("an FAQ or similar that customers can use (reported)")
                && out.contains("The DFS letter speaks of individual customers")
                && out.contains("Behind each citation stands how it was read")
                && out.contains(DISCLAIMER),
            "{format}: {out}"
        );
    }
}

/// GitHub takes no more than 25,000 results a run.
#[test]
fn sarif_holds_no_more_results_than_github_takes_the_worst_ones_and_says_so() {
    let site = Site::minimal();
    // Of a page, a hundred of a kind are told, and how many more there are.
    let links: String = (0..100)
        .map(|number| format!("[One](gone-{number}.md)\n\n"))
        .collect();
    for number in 0..251 {
        site.write(
            &format!("content/faq/many-{number}.md"),
            page(&format!("Page {number}"), &links),
        );
    }
    site.append("content/faq/fees.md", "\n![](picture.svg)\n");
    site.write(
        "content/faq/picture.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>",
    );
    let log = json(&check(&site, "sarif"));
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    assert!(results.iter().all(|result| result["level"] == "error"));
    let said = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert!(
        said["message"]["text"]
            .as_str()
            .unwrap()
            .contains("the worst 25000 of 251"),
        "{said}"
    );
    assert_eq!(sarif().faults(&log), None);
    let few = json(&check(&sound(), "sarif"));
    assert_eq!(
        few["runs"][0]["invocations"][0].get("toolExecutionNotifications"),
        None
    );
}

/// A log is shown by terminals.
#[test]
fn github_gets_no_escapes_of_a_terminal() {
    let site = Site::minimal();
    site.append("content/faq/fees.md", "\n[a](<b\u{1b}[2J\u{9b}31m\u{202e}\u{7}.md>)\n")
        .append(
            "candor.toml",
            "\n[[waiver]]\nid = \"upkeep.links\"\npage = \"content/faq/none\\u001b]0;x\\u0007.md\"\nreason = \"\\u001b[2J\\n::error::no\"\n\
             approver = \"\\u001b[1m\"\nuntil = 2027-01-31\n",
        );
    let out = check(&site, "github").stdout;
    assert!(out.contains("::error file="), "{out}");
    let is_hidden = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!out.contains(is_hidden), "{out:?}");
    assert!(!out.lines().any(|line| line.starts_with("::error::no")));
}

/// Strict validators know the schemas, and an unknown key is wrong for them, too.
#[test]
fn schemas_are_strict() {
    let site = Site::demo();
    let run = site.run(&["schema"]);
    let all: Value = serde_json::from_str(&run.succeeds().stdout).unwrap();
    fn strict(node: &Value, at: &str) {
        match node {
            Value::Object(node) => {
                assert!(
                    !node.contains_key("format") || at.ends_with("properties"),
                    "{at}: a format"
                );
                let is_schema = node.get("properties").is_some_and(Value::is_object)
                    && !at.ends_with("properties");
                let is_closed = ["additionalProperties", "unevaluatedProperties"]
                    .iter()
                    .any(|word| node.contains_key(*word));
                assert!(!is_schema || is_closed, "{at} takes any key");
                if !at.ends_with("properties") {
                    assert!(
                        !node.get("type").is_some_and(Value::is_array),
                        "{at}: several types"
                    );
                }
                for (key, value) in node {
                    strict(value, &format!("{at}/{key}"));
                }
            }
            Value::Array(items) => items.iter().for_each(|item| strict(item, at)),
            _ => {}
        }
    }
    strict(&all, "");
    for (name, file) in [
        ("config", "candor.toml"),
        ("channels", "content/channels.toml"),
        ("quarter", "content/reports/2026-q3.toml"),
    ] {
        let mut schemas = boon::Schemas::new();
        let mut compiler = boon::Compiler::new();
        compiler
            .add_resource("https://example.com/schema.json", all[name].clone())
            .unwrap();
        let root = compiler
            .compile("https://example.com/schema.json", &mut schemas)
            .unwrap();
        let text = site.read(file);
        let read = |text: &str| -> Value {
            serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap()
        };
        // Days of TOML are an object of their own in JSON, so that they are written as text.
        let dated = |text: &str| {
            let text: Vec<String> = text
                .lines()
                .map(|line| match line.split_once(" = ") {
                    Some((key, day)) if day.len() == 10 && day.starts_with("20") => {
                        format!("{key} = \"{day}\"")
                    }
                    _ => line.to_owned(),
                })
                .collect();
            text.join("\n")
        };
        let text = dated(&text);
        let (good, bad) = (read(&text), read(&format!("nonesuch = 1\n{text}")));
        let fine = schemas.validate(&good, root);
        assert!(fine.is_ok(), "{name}: {:#}", fine.unwrap_err());
        let spoiled = schemas.validate(&bad, root);
        assert!(spoiled.is_err(), "{name}");
    }
}
