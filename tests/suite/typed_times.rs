//! Times that somebody typed, in answers, tables, lists, steps and banners of the demo site: those that contradict the
//! data are found where they stand, and those that are nobody's promise are not.

use std::collections::BTreeMap;

use crate::common::Site;
use crate::common::editor::{Editor, uri};
use crate::common::repository;

/// A text of `tests/times/typed.txt`.
struct Case {
    file: String,
    /// What its heading's line holds.
    below: String,
    contradicts: bool,
    text: String,
}

fn cases() -> Vec<Case> {
    let table = std::fs::read_to_string(repository().join("tests/times/typed.txt")).unwrap();
    let lines = table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let mut parts = line.splitn(4, " | ");
            let mut next = || parts.next().unwrap().trim();
            let (language, place, sign, text) = (next(), next(), next(), next());
            let (file, below) = match place.strip_prefix('@') {
                Some(place) => {
                    let (file, anchor) = place.split_once('#').unwrap();
                    (format!("content/{file}"), format!("{{#{anchor}"))
                }
                None => {
                    let topic = place.split_once('.').unwrap().0;
                    let suffix = if language == "en" { "" } else { ".es" };
                    (format!("content/faq/{topic}{suffix}.md"), place.to_owned())
                }
            };
            Case {
                file,
                below,
                contradicts: sign == "+",
                text: text.replace("\\|", "|").replace("\\n", "\n"),
            }
        })
        .collect()
}

#[test]
fn every_typed_time_is_compared() {
    let site = Site::demo();
    let cases = cases();
    assert!(cases.len() > 150);
    let mut files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for case in &cases {
        let lines = files
            .entry(&case.file)
            .or_insert_with(|| site.read(&case.file).lines().map(str::to_owned).collect());
        let is_heading = |line: &String| line.starts_with("## ");
        let heading = lines
            .iter()
            .position(|line| is_heading(line) && line.contains(&case.below))
            .unwrap();
        let end = lines[heading + 1..].iter().position(is_heading);
        let end = end.map_or(lines.len(), |end| heading + 1 + end);
        // A comment parts it from what comes.
        let block = format!("{}\n\n<!-- -->\n", case.text);
        let block: Vec<String> = block.split('\n').map(str::to_owned).collect();
        lines.splice(end..end, block);
    }
    for (file, lines) in &files {
        site.write(file, lines.join("\n") + "\n");
    }
    let found = site.findings();
    let mut wrong = Vec::new();
    for case in &cases {
        let lines = &files[&*case.file];
        let text: Vec<&str> = case.text.split('\n').collect();
        let at = (0..lines.len())
            .find(|at| {
                lines[*at..]
                    .iter()
                    .map(String::as_str)
                    .take(text.len())
                    .eq(text.iter().copied())
            })
            .unwrap() as u64;
        let place = at + 1..=at + text.len() as u64;
        let is_found = found.iter().any(|finding| {
            finding.id == "response.consistent"
                && finding.severity == "error"
                && finding.file == case.file
                && place.contains(&finding.line)
        });
        if is_found != case.contradicts {
            wrong.push(format!(
                "{} {}",
                if is_found { "found" } else { "not found" },
                case.text
            ));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn texts_beside_answers_are_compared_too() {
    let site = Site::demo();
    site.replace(
        "candor.toml",
        "banner = { en = \"",
        "banner = { en = \"We reply to emails within 9 days. ",
    );
    site.replace(
        "content/faq/fees.md",
        "\ndescription = \"",
        "\ndescription = \"We reply by email within 9 days. ",
    );
    site.replace(
        "content/faq/fees.es.md",
        "\ndescription = \"",
        "\ndescription = \"Respondemos los correos en 9 días. ",
    );
    site.replace(
        "content/notices/2026-11-05-planned-maintenance.md",
        "{{ phone.returned_within }}",
        "three days",
    );
    let mut places: Vec<String> = site
        .findings()
        .into_iter()
        .filter(|finding| finding.id == "response.consistent")
        .map(|finding| finding.file)
        .collect();
    places.sort();
    assert_eq!(
        places,
        [
            "candor.toml",
            "content/faq/fees.es.md",
            "content/faq/fees.md",
            "content/notices/2026-11-05-planned-maintenance.md"
        ]
    );
}

#[test]
fn what_no_commitment_answers_is_not_known() {
    let site = Site::demo();
    let file = "content/faq/request-status.md";
    site.replace(
        file,
        "This is the longest it should take:",
        "By fax, it takes 60 days. This is the longest it should take:",
    );
    let run = site.check();
    // Two of the demo site, on how soon a freeze is told, and this one.
    let said = "response.consistent      derived   not known, no commitment answers 3 typed times";
    assert!(run.stdout.contains(said), "{run}");
}

#[test]
fn typed_hours_are_compared_with_the_schedules() {
    let site = Site::demo();
    let cases = [
        (true, "People answer our phone 24/7."),
        (true, "Call us from 8 AM to 9 PM."),
        (true, "Our phone line is open on Sundays, too."),
        (
            true,
            "People answer emails on weekends, from 10 AM to 4 PM.",
        ),
        (true, "We answer calls Monday to Friday, 9–5."),
        (true, "People are there around the clock."),
        (true, "The chat is staffed on Saturdays."),
        (true, "Letters are answered Mon-Fri 08:00-20:00."),
        (false, "Call us from 8 AM to 8 PM on weekdays."),
        (
            false,
            "People answer our phone Monday to Friday, 8 AM - 8 PM.",
        ),
        (
            false,
            "On Saturdays, our phone line is open from 10 AM to 4 PM.",
        ),
        (false, "Nobody answers the phone on Sundays."),
        (false, "We answer letters on weekdays, 9 to 5."),
        (false, "You can use the app 24/7."),
        (false, "Leave a voicemail at any hour."),
        (false, "The steps on this page work day and night."),
        (false, "On Thanksgiving, people answer from 10 AM to 2 PM."),
        (false, "Our phone hours are: {{ phone.hours }}."),
        (false, "Are people there around the clock? No."),
        (false, "In 2024, people answered from 7 AM to 5 PM."),
        (false, "Markets trade 24 hours a day."),
    ];
    let file = "content/faq/contact-support.md";
    let mut lines: Vec<String> = site.read(file).lines().map(str::to_owned).collect();
    let first = lines.len();
    for (_, text) in cases {
        lines.extend([
            String::new(),
            text.to_owned(),
            String::new(),
            "<!-- -->".to_owned(),
        ]);
    }
    site.write(file, lines.join("\n") + "\n");
    let spanish = [
        (true, "Contestan personas las 24 horas."),
        (true, "El teléfono está abierto los domingos."),
        (
            true,
            "Atendemos el teléfono de lunes a viernes de 9 a 17 h.",
        ),
        (
            false,
            "Atendemos el teléfono de lunes a viernes de 8:00 a 20:00.",
        ),
        (false, "Nadie contesta los domingos."),
        (false, "La aplicación funciona las 24 horas."),
    ];
    let es = "content/faq/contact-support.es.md";
    let mut other: Vec<String> = site.read(es).lines().map(str::to_owned).collect();
    let first_other = other.len();
    for (_, text) in spanish {
        other.extend([
            String::new(),
            text.to_owned(),
            String::new(),
            "<!-- -->".to_owned(),
        ]);
    }
    site.write(es, other.join("\n") + "\n");
    let found = site.findings();
    let is_found = |file: &str, line: usize| {
        found.iter().any(|finding| {
            finding.id == "response.consistent"
                && finding.file == file
                && finding.line == line as u64
        })
    };
    let mut wrong = Vec::new();
    for (at, (contradicts, text)) in cases.iter().enumerate() {
        if is_found(file, first + 4 * at + 2) != *contradicts {
            wrong.push(*text);
        }
    }
    for (at, (contradicts, text)) in spanish.iter().enumerate() {
        if is_found(es, first_other + 4 * at + 2) != *contradicts {
            wrong.push(*text);
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn fix_writes_facts_for_equal_times() {
    let site = Site::demo();
    let file = "content/faq/contact-support.md";
    site.run(&["check", "--fix"]);
    let before = site.read(file);
    site.replace(file, "{{ email.first_reply }}", "1 business day");
    site.replace(
        file,
        "| Chat | {{ chat.first_reply }} |",
        "| Chat | **5** minutes |",
    );
    site.replace(
        file,
        "A person calls you back within {{ phone.returned_within }}.",
        "A person calls you back within one business day.",
    );
    let run = site.run(&["check", "--fix"]);
    let after = site.read(file);
    assert_eq!(
        after,
        before.replace(
            "| Chat | {{ chat.first_reply }} |",
            "| Chat | **5** minutes |"
        )
    );
    assert!(
        run.stderr
            .contains("{{ email.first_reply }} for “1 business day”"),
        "{run}"
    );
    // A translation stays one.
    assert!(!run.stdout.contains("account-freezes.es.md: "), "{run}");
    // Nothing is left to do, and nothing else was touched.
    let again = site.run(&["check", "--fix"]);
    assert!(
        again
            .stderr
            .contains("No typed time says what a fact says."),
        "{again}"
    );
}

#[test]
fn editors_offer_the_fact() {
    let site = Site::demo();
    let file = "content/faq/contact-support.md";
    site.replace(file, "{{ email.first_reply }}", "1 business day");
    site.replace(file, "{{ chat.first_reply }} while", "40 minutes while");
    let text = site.read(file);
    let mut editor = Editor::of(&site);
    let uri = uri(&site, file);
    editor.open(&uri, &text);
    editor.diagnostics(&uri, |found| !found.is_empty());
    let mut offered = |written: &str| {
        let at = text.find(written).unwrap();
        let line = text[..at].matches('\n').count();
        let start = at - text[..at].rfind('\n').unwrap() - 1;
        let place = serde_json::json!({ "line": line, "character": start });
        let answer = editor.ask(
            "textDocument/codeAction",
            serde_json::json!({
                "textDocument": { "uri": uri },
                "range": { "start": place, "end": place },
                "context": { "diagnostics": [] },
            }),
        );
        let edits = answer["result"][0]["edit"]["changes"][&uri].clone();
        match edits[0]["newText"].as_str() {
            Some(text) => text.to_owned(),
            None => answer["result"].to_string(),
        }
    };
    assert_eq!(offered("1 business day"), "{{ email.first_reply }}");
    assert_eq!(offered("40 minutes"), "{{ chat.first_reply }}");
    assert_eq!(offered("Pick what suits you"), "[]");
    editor.leave();
}
