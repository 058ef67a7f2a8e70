//! One truth: how everything fares is the same in every view, on one site that has every
//! state; and “met” is said only of what was looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

use crate::common::editor::{Editor, uri};
use crate::common::{Site, repository};
use quick_xml::Reader;
use quick_xml::events::Event;
use scraper::{Html, Selector};
use serde_json::Value;

/// Id and language, which is empty for what is no matter of language.
type Key = (String, String);

/// How everything fares that the pack asks for.
type States = BTreeMap<Key, String>;

fn every_state() -> Site {
    Site::copy_of(&repository().join("tests/sites/every-state"))
}

fn key(id: &str, language: &str) -> Key {
    (id.to_owned(), language.to_owned())
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn json(site: &Site, arguments: &[&str]) -> Value {
    let run = site.run(arguments);
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run}"))
}

/// The verdicts of the packs, as `check` writes them for programs.
fn verdicts(site: &Site) -> Vec<Value> {
    let report = json(site, &["check", "--format", "json"]);
    assert_eq!(report["version"], 2);
    let all = report["verdicts"].as_array().unwrap().iter();
    let of_packs = all.filter(|verdict| verdict["kind"] != "check");
    of_packs.cloned().collect()
}

fn states(verdicts: &[Value]) -> States {
    let of = |verdict: &Value| {
        let key = (text(verdict, "id"), text(verdict, "language"));
        (key, text(verdict, "state"))
    };
    verdicts.iter().map(of).collect()
}

/// Those that nobody can tell, each told once: a part and not the whole that follows from it.
fn unknown(verdicts: &[Value]) -> BTreeMap<Key, String> {
    let told = |verdict: &&Value| {
        verdict["state"] == "not-known"
            && !verdicts.iter().any(|other| {
                other["state"] == "not-known"
                    && text(other, "id").starts_with(&format!("{}.", text(verdict, "id")))
            })
    };
    verdicts
        .iter()
        .filter(told)
        .map(|verdict| {
            let key = (text(verdict, "id"), text(verdict, "language"));
            (key, text(verdict, "reason"))
        })
        .collect()
}

#[test]
fn every_state_is_there_and_means_what_it_says() {
    let verdicts = verdicts(&every_state());
    let states = states(&verdicts);
    let state = |id: &str, language: &str| states[&key(id, language)].as_str();
    for (id, language, expected) in [
        ("topic.fees", "", "lacking"),
        ("topic.fees.price", "en", "met"),
        ("topic.fees.price", "fr", "met"),
        ("topic.fees.ask", "en", "met"),
        ("topic.fees.ask", "fr", "not-known"),
        ("topic.fees.later", "en", "not-written"),
        ("topic.fees.high", "en", "lacking"),
        ("topic.fees.refund", "en", "waived"),
        ("topic.fees.refund", "fr", "waived"),
        ("topic.fees.past", "en", "off"),
        ("topic.fees.people", "en", "met"),
        ("house.phone", "", "met"),
        ("house.chat", "", "lacking"),
        ("house.mail", "", "lacking"),
        ("house.app", "", "waived"),
        ("house.off", "", "off"),
        ("house.policy", "", "not-known"),
        ("house.measured", "", "not-known"),
        ("house.self-contained", "", "met"),
        ("house.risks", "", "lacking"),
        ("house.risks.1", "en", "met"),
        ("house.risks.2", "en", "lacking"),
    ] {
        assert_eq!(state(id, language), expected, "{id} in {language:?}");
    }
    // A point that another stands in for is not listed.
    assert!(!states.keys().any(|(id, _)| id == "topic.fees.robot"));
    let unknown = unknown(&verdicts);
    let reason = |id: &str, language: &str| unknown[&key(id, language)].as_str();
    assert_eq!(reason("topic.fees.ask", "fr"), "no words in French");
    assert_eq!(reason("house.policy", ""), "compared at publication");
    assert_eq!(reason("house.measured", ""), "no quarter is there yet");
    // What is lacking leads to the findings that say so.
    let report = json(&every_state(), &["check", "--format", "json"]);
    let findings = report["findings"].as_array().unwrap();
    let chat = verdicts
        .iter()
        .find(|one| one["id"] == "house.chat")
        .unwrap();
    let at = usize::try_from(chat["findings"][0].as_u64().unwrap()).unwrap();
    assert_eq!(findings[at]["id"], "house.chat");
    assert_eq!(findings[at]["about"][0]["id"], "house.chat");
    assert_eq!(findings[at]["about"][0]["pack"], "house");
}

#[test]
fn coverage_says_the_same_in_each_of_its_formats() {
    let site = every_state();
    let verdicts = verdicts(&site);
    let expected: States = states(&verdicts)
        .into_iter()
        .filter(|((id, _), _)| id != "topic.fees")
        .collect();
    let report = json(&site, &["coverage", "--format", "json"]);
    assert_eq!(states(report["rows"].as_array().unwrap()), expected, "json");

    let csv = site.run(&["coverage", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(csv.stdout.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    let of =
        |row: &BTreeMap<String, String>| (key(&row["id"], &row["language"]), row["state"].clone());
    assert_eq!(rows.iter().map(of).collect::<States>(), expected, "csv");
    let reasons: BTreeMap<Key, String> = rows
        .iter()
        .filter(|row| !row["reason"].is_empty())
        .map(|row| (key(&row["id"], &row["language"]), row["reason"].clone()))
        .collect();
    assert_eq!(reasons, unknown(&verdicts), "csv");

    let plain = |said: &str| match said.split(" (").next().unwrap() {
        "not written yet" => "not-written".to_owned(),
        "not known" => "not-known".to_owned(),
        said => said.to_owned(),
    };
    let markdown = site.run(&["coverage", "--format", "markdown"]).stdout;
    let of = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let id = cells.get(2)?.strip_prefix('`')?.strip_suffix('`')?;
        Some((key(id, cells[6]), plain(cells[1])))
    };
    let found: States = markdown.lines().filter_map(of).collect();
    assert_eq!(found, expected, "markdown");

    let table = site.run(&["coverage"]).stdout;
    let of = |line: &str| {
        let (said, rest) = line.split_at_checked(17)?;
        let mut words = rest.split_whitespace();
        let id = words.next().filter(|id| id.contains('.'))?;
        let language = words.nth(1)?.trim_matches('-');
        (!said.starts_with(' ')).then(|| (key(id, language), plain(said.trim())))
    };
    let rows = table.lines().filter_map(of);
    let found: States = rows.filter(|(one, _)| expected.contains_key(one)).collect();
    assert_eq!(found, expected, "table:\n{table}");
}

#[test]
fn check_says_the_same_in_each_of_its_formats() {
    let site = every_state();
    let verdicts = verdicts(&site);
    let states = states(&verdicts);
    let unknown = unknown(&verdicts);
    let is_whole = |id: &str| id == "topic.fees" || id.matches('.').count() == 1;
    let wholes: Vec<(&str, &str)> = states
        .iter()
        .filter(|((id, _), _)| is_whole(id))
        .map(|((id, _), state)| (id.as_str(), state.as_str()))
        .collect();
    let count = |state: &str| wholes.iter().filter(|(_, one)| *one == state).count();
    let asked = wholes.len() - count("off");
    let met = format!("house: {} of {asked} requirements met", count("met"));

    let human = site.check().stdout;
    assert!(human.contains(&met), "{met} is not in {human}");
    let lines: Vec<&str> = human
        .lines()
        .skip_while(|line| !line.starts_with("house: "))
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .collect();
    let told = |line: &&str| {
        let mut words = line.split_whitespace();
        let id = words.next().unwrap().to_owned();
        (id, line.contains("not known, "))
    };
    let told: BTreeSet<(String, bool)> = lines.iter().map(told).collect();
    let lacking = wholes.iter().filter(|(_, state)| *state == "lacking");
    let expected: BTreeSet<(String, bool)> = lacking
        .map(|(id, _)| ((*id).to_owned(), false))
        .chain(unknown.keys().map(|(id, _)| (id.clone(), true)))
        .collect();
    assert_eq!(told, expected, "{human}");
    for reason in unknown.values() {
        assert!(human.contains(&format!("not known, {reason}: ")), "{human}");
    }
    for state in ["not known", "not written yet", "waived", "off"] {
        let number = count(&state.replace(" yet", "").replace(' ', "-"));
        if number > 0 {
            assert!(human.contains(&format!(", {number} {state}")), "{human}");
        }
    }

    let github = site.run(&["check", "--format", "github"]).stdout;
    assert!(github.contains(&met), "{github}");
    assert!(github.contains("::notice "), "a note is a notice: {github}");
    let told: BTreeSet<&str> = github
        .lines()
        .filter_map(|line| line.strip_prefix("Not known of house: "))
        .collect();
    let said = |((id, language), reason): (&Key, &String)| match language.as_str() {
        "" => format!("{id}: {reason}"),
        language => format!("{id} ({language}): {reason}"),
    };
    let expected: Vec<String> = unknown.iter().map(said).collect();
    assert_eq!(told, expected.iter().map(String::as_str).collect());

    let sarif = json(&site, &["check", "--format", "sarif"]);
    assert_eq!(crate::common::schema::sarif().faults(&sarif), None);
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let open: BTreeMap<Key, String> = results
        .iter()
        .filter(|result| result["kind"] == "open")
        .map(|result| {
            assert_eq!(result["level"], "none");
            let properties = &result["properties"];
            let key = key(
                result["ruleId"].as_str().unwrap(),
                properties["language"].as_str().unwrap_or_default(),
            );
            (key, text(properties, "reason"))
        })
        .collect();
    assert_eq!(open, unknown);
    assert!(results.iter().any(|result| result["level"] == "note"));

    let xml = site.run(&["check", "--format", "junit"]).stdout;
    let found = cases(&xml, "house");
    assert_eq!(found.len(), wholes.len(), "{xml}");
    for (id, state) in wholes {
        let (result, said) = &found[id];
        let fits = match state {
            "met" => result == "passed",
            // Of a note and of warnings alone.
            "lacking" if ["house.mail", "topic.fees"].contains(&id) => result == "system-out",
            "lacking" => result == "failure",
            "not-known" => result == "skipped" && said.starts_with("not known: "),
            "not-written" => result == "skipped" && said.starts_with("not written yet"),
            "waived" => result == "skipped" && said.starts_with("waived"),
            _ => result == "skipped" && said.starts_with("off"),
        };
        assert!(fits, "{id} is {state}, but {result}: {said}");
    }
    // What nobody can tell of a part is told with the whole, whatever else is wrong there.
    let (_, said) = &found["topic.fees"];
    assert!(
        said.contains("not known: topic.fees.ask (fr): no words in French"),
        "{said}"
    );
}

/// The test cases of a suite: the part of the name that is an id, what became of it, and
/// what is said about that.
fn cases(xml: &str, suite: &str) -> BTreeMap<String, (String, String)> {
    let mut reader = Reader::from_str(xml);
    let mut found: BTreeMap<String, (String, String)> = BTreeMap::new();
    let mut current: Option<String> = None;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => {
                let attribute = |name: &str| {
                    let found = element.try_get_attribute(name).unwrap();
                    found.map(|found| String::from_utf8(found.value.to_vec()).unwrap())
                };
                match element.name().as_ref() {
                    b"testcase" => {
                        current = attribute("name")
                            .filter(|_| attribute("classname").as_deref() == Some(suite))
                            .map(|name| name.split(':').next().unwrap().to_owned());
                        if let Some(name) = &current {
                            let passed = ("passed".to_owned(), String::new());
                            found.insert(name.clone(), passed);
                        }
                    }
                    name @ (b"failure" | b"skipped" | b"system-out") => {
                        if let Some(case) = current.as_ref().and_then(|id| found.get_mut(id)) {
                            let message = attribute("message").unwrap_or_default();
                            *case = (String::from_utf8(name.to_vec()).unwrap(), message);
                        }
                    }
                    _ => {}
                }
            }
            Event::Text(words) => {
                if let Some(case) = current.as_ref().and_then(|id| found.get_mut(id)) {
                    case.1.push_str(std::str::from_utf8(&words).unwrap());
                }
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn the_page_of_the_site_says_the_same() {
    let site = every_state();
    let verdicts = verdicts(&site);
    site.run(&["build", "--allow-findings"]).succeeds();
    let rows = Selector::parse("tr[data-state]").unwrap();
    let heading = Selector::parse("th").unwrap();
    for (language, path) in [
        ("en", "coverage/index.html"),
        ("fr", "fr/coverage/index.html"),
    ] {
        let page = Html::parse_document(&site.published(path));
        let mut found: Vec<(String, String)> = page
            .select(&rows)
            .map(|row| {
                let title = row.select(&heading).next().unwrap().text().collect();
                (title, row.attr("data-state").unwrap().to_owned())
            })
            .collect();
        // What is not asked for is not shown, and a requirement that has items has rows for
        // these alone.
        let mut expected: Vec<(String, String)> = verdicts
            .iter()
            .filter(|verdict| {
                let of = text(verdict, "language");
                verdict["state"] != "off"
                    && (of.is_empty() || of == language)
                    && !["topic.fees", "house.risks"].contains(&text(verdict, "id").as_str())
            })
            .map(|verdict| (text(verdict, "title"), text(verdict, "state")))
            .collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{path}");
    }
    let page = site.published("coverage/index.html");
    assert!(page.contains("Not written yet.") && page.contains("Accepted until January 31, 2027."));
    let french = site.published("fr/coverage/index.html");
    assert!(french.contains("no words in French"));
}

#[test]
fn the_panel_of_the_preview_says_the_same_of_what_it_looks_at() {
    let site = every_state();
    let verdicts = verdicts(&site);
    let unknown = unknown(&verdicts);
    let mut child = site
        .candor(&["serve", "--port", "0"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    let (_, rest) = line.split_once("http://").unwrap();
    let (address, _) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let ask = format!(
        "GET /_candor/findings/coverage/ HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(ask.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let (from, to) = (answer.find('{').unwrap(), answer.rfind('}').unwrap());
    let panel: Value = serde_json::from_str(&answer[from..=to]).unwrap();
    let found = states(panel["verdicts"].as_array().unwrap());
    let expected: States = states(&verdicts)
        .into_iter()
        .filter(|(key, state)| match state.as_str() {
            "met" | "off" => false,
            "not-known" => unknown.contains_key(key),
            _ => true,
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn the_editor_hears_the_same_of_what_it_looks_at() {
    let site = every_state();
    let unknown = unknown(&verdicts(&site));
    let mut editor = Editor::of(&site);
    let mut told: BTreeSet<String> = BTreeSet::new();
    for path in ["candor.toml", "content/faq/fees.fr.md"] {
        let file = uri(&site, path);
        editor.open(&file, &site.read(path));
        let is_known = |one: &Value| {
            let message = one["message"].as_str().unwrap();
            message.starts_with("not known, ")
        };
        let found = editor.diagnostics(&file, |found| found.iter().any(is_known));
        for one in found.iter().filter(|one| is_known(one)) {
            assert_eq!(one["severity"], 3, "nothing that has to be mended");
            told.insert(one["code"].as_str().unwrap().to_owned());
        }
    }
    let expected: BTreeSet<String> = unknown.into_keys().map(|(id, _)| id).collect();
    assert_eq!(told, expected);
    editor.leave();
}

#[test]
fn what_nobody_can_tell_denies_only_where_the_configuration_says_so() {
    let site = every_state();
    // Nothing is left that denies: what is not there is no longer asked for.
    site.replace(
        "rules/house.toml",
        "\"house.off\" = \"off\"",
        "\"house.off\" = \"off\"\n\"house.chat\" = \"off\"\n\"house.risks.2\" = \"off\"",
    )
    .replace(
        "content/faq/fees.md",
        "TODO: say which fees come later.",
        "No fee comes later, as far as we know.",
    )
    .remove("content/risks.md")
    .replace(
        "rules/house.toml",
        "\"house.mail\" = \"note\"",
        "\"house.mail\" = \"note\"\n\"house.risks\" = \"off\"",
    );
    site.check().succeeds();
    site.replace("candor.toml", "[rules]\n", "[rules]\ndeny_unknown = true\n");
    site.check().denied();
    let built = site.build().denied();
    assert!(!site.public().exists(), "{built}");
}

#[test]
fn a_note_never_denies() {
    let site = Site::minimal();
    site.write(
        "rules/house.toml",
        "id = \"house\"\ntitle = \"House\"\n\n[[requirement]]\nid = \"house.chat\"\ncheck = \"staffed-channel\"\n\
         with = { kinds = [\"chat\"], at_least = 1 }\nbasis = \"rule\"\nseverity = \"note\"\ntitle = \"A chat\"\nhelp = \"Add one.\"\n",
    );
    let run = site.run(&["check", "--deny", "warning"]);
    assert!(run.succeeds().stdout.contains("note[house.chat]"), "{run}");
    assert!(run.stdout.contains("0 errors, 0 warnings, 1 note"), "{run}");
    let report = json(&site, &["check", "--format", "json"]);
    assert_eq!(report["summary"]["notes"], 1);
}

/// Fault 1: a point for which the pack has no words in a language was met by any answer.
#[test]
fn what_a_pack_has_no_words_for_is_not_met() {
    let site = Site::demo();
    site.replace("candor.toml", "others = [\"es\"]", "others = [\"es\", \"fr\"]")
        .replace("candor.toml", "predominant = [\"en\", \"es\"]", "predominant = [\"en\", \"es\", \"fr\"]")
        .write(
            "content/faq/file-complaint.fr.md",
            "+++\ntitle = \"Plaintes\"\n+++\n\n## Y a-t-il une référence ? {#ref covers=file-complaint.reference}\n\nNon, jamais.\n",
        );
    let verdicts = verdicts(&site);
    let point = key("topic.file-complaint.reference", "fr");
    assert_eq!(states(&verdicts)[&point], "not-known");
    assert_eq!(unknown(&verdicts)[&point], "no words in French");
    let rows = json(&site, &["coverage", "--format", "json"]);
    assert_eq!(
        states(rows["rows"].as_array().unwrap())[&point],
        "not-known"
    );
}

/// What was not compared is not met; what was is.
#[test]
fn a_policy_is_met_once_it_was_compared() {
    let site = Site::demo().built();
    let policy = key("complaints.change-clock", "");
    let clock = |arguments: &[&str]| {
        let report = json(&site, arguments);
        states(report["verdicts"].as_array().unwrap())[&policy].clone()
    };
    let plain = ["check", "--format", "json"];
    assert_eq!(clock(&plain), "not-known");
    let manifest = site.public().join("manifest.json");
    let since = manifest.to_str().unwrap();
    assert_eq!(
        clock(&["check", "--format", "json", "--since", since]),
        "met"
    );
}

/// Fault 2: the page of the site took every waiver of an id for accepted.
#[test]
fn a_waiver_that_covers_nothing_is_not_published_as_accepted() {
    let site = every_state();
    site.append(
        "candor.toml",
        "\n[[waiver]]\nid = \"house.chat\"\nchannel = \"phone\"\nreason = \"Soon\"\n\
         approver = \"Dana Whitfield\"\nuntil = 2027-05-31\n",
    );
    let checked = site.check();
    assert!(
        checked
            .stdout
            .contains("the waiver of `house.chat` covers no finding"),
        "{checked}"
    );
    site.run(&["build", "--allow-findings"]).succeeds();
    let page = site.published("coverage/index.html");
    assert!(!page.contains("May 31, 2027"), "{page}");
    assert!(
        page.contains("January 31, 2027"),
        "what covers something is"
    );
}

#[test]
fn a_waiver_can_be_for_one_pack_alone() {
    let site = every_state();
    let other = site
        .read("rules/house.toml")
        .replace("id = \"house\"\n", "id = \"garden\"\n");
    site.write("rules/garden.toml", other);
    let states = |pack: &str| -> States {
        let of_pack: Vec<Value> = verdicts(&site)
            .into_iter()
            .filter(|verdict| verdict["pack"] == pack)
            .collect();
        states(&of_pack)
    };
    let refund = key("topic.fees.refund", "en");
    assert_eq!(states("house")[&refund], "waived");
    assert_eq!(states("garden")[&refund], "lacking");
    let app = key("house.app", "");
    assert_eq!(
        (
            states("house")[&app].as_str(),
            states("garden")[&app].as_str()
        ),
        ("waived", "waived")
    );
    site.replace("candor.toml", "pack = \"house\"", "pack = \"hose\"");
    site.check()
        .at_fault()
        .stdout
        .contains("this site has no pack `hose`")
        .then_some(())
        .expect("the pack is named");
}

/// Fault 5: sums were made in 64 bits, and three counts beyond them “added up”.
#[test]
fn counts_beyond_what_a_number_holds_do_not_add_up() {
    let site = Site::demo();
    let file = "content/reports/2026-q3.toml";
    let mut report: toml::Table = site.read(file).parse().unwrap();
    let requests = report["requests"].as_table_mut().unwrap();
    let most = i64::MAX;
    // In 64 bits the sum of the counts below wraps to this.
    let wrapped = most.wrapping_add(most).wrapping_add(12);
    requests.insert("received".into(), toml::Value::Integer(wrapped));
    for name in ["by_method", "by_topic"] {
        let keys: Vec<String> = requests[name].as_table().unwrap().keys().cloned().collect();
        let counts = [most, most, 12];
        let table = keys
            .into_iter()
            .zip(counts.into_iter().chain(std::iter::repeat(0)));
        let table: toml::Table = table
            .map(|(key, count)| (key, toml::Value::Integer(count)))
            .collect();
        requests.insert(name.into(), toml::Value::Table(table));
    }
    site.write(file, report.to_string());
    let run = site.check().denied();
    assert!(
        run.stdout.contains(
            "requests by method add up to more than any count can be, but 10 were received"
        ),
        "{run}"
    );
}

/// Fault 7: parameters that nothing heeded could be written all the same.
#[test]
fn a_parameter_that_means_nothing_is_refused() {
    for (check, with) in [
        (
            "quarters-due",
            "first = \"2024-q3\", since = \"entity.started\", grace_days = 45, of = [], needs = []",
        ),
        (
            "quarters-consistent",
            "of = [], totals = [], total = \"received\"",
        ),
        ("quarters-consistent", "of = [], totals = [\"feedback\"]"),
        ("quarters-feedback", "needs = [\"responses\"]"),
        ("schedule-valid", "at_least = 1"),
        (
            "staffed-through",
            "kinds = [\"phone\"], through = \"entity.business_hours\"",
        ),
        (
            "after-hours",
            "kinds = [\"phone\"], after_hours = \"voicemail\", unless = \"always-open\"",
        ),
        (
            "schedule-published",
            "staffed_by = \"people\", needs = [\"hours\"]",
        ),
        ("reachable", "from = \"home\", links = 2, in_search = true"),
        ("translated", "languages = \"languages.predominant\""),
        ("ai-declared", "channels = \"every\", needs = []"),
        ("links", "internal = \"resolve\""),
        ("tone", "pages = [], avoids = [], from_config = true"),
    ] {
        let site = Site::minimal();
        site.write(
            "rules/house.toml",
            format!(
                "id = \"house\"\ntitle = \"House\"\n\n[[requirement]]\nid = \"house.one\"\ncheck = \"{check}\"\n\
                 with = {{ {with} }}\nbasis = \"rule\"\ntitle = \"One\"\nhelp = \"Do it.\"\n"
            ),
        );
        let run = site.check().at_fault();
        assert!(
            run.stdout.contains("cannot be set up like this"),
            "{check}: {run}"
        );
    }
}
