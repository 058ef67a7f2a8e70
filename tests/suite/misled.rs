//! Messages that would send a writer to the wrong place.

use crate::common::Site;

const FEES: &str = "content/faq/fees.md";

#[test]
fn what_word_processors_write_is_called_by_its_name() {
    for (front, says) in [
        ("updated = 11/26/2026", "no date"),
        ("updated = 26.11.2026", "no date"),
        ("review_by = November 26, 2026", "no date"),
        ("description = “What we charge”", "curly quotes"),
        ("description = \"What we charge”", "curly quotes"),
        ("description: What we charge", "colon"),
    ] {
        let site = Site::minimal();
        site.replace(FEES, "updated = 2026-11-01", front);
        let found = site.findings();
        let first = found
            .iter()
            .find(|finding| finding.id == "front-matter.syntax")
            .unwrap();
        assert!(
            first.message.contains(says) && first.line == 4 && first.file == FEES,
            "{front}: {found:#?}"
        );
    }
    for front in [
        "also = [\"a\"",
        "weight = ",
        "weight = 1 2",
        "slug = fees",
        "draft = maybe",
    ] {
        let site = Site::minimal();
        site.replace(FEES, "updated = 2026-11-01", front);
        let found = site.findings();
        assert!(
            found
                .iter()
                .all(|finding| !finding.message.contains("curly")
                    && !finding.message.contains("no date")),
            "{front}: {found:#?}"
        );
    }
}

#[test]
fn lines_of_yaml_are_counted_as_the_file_does() {
    for (yaml, line) in [
        ("title: Fees\nalso: [a, b\n", 4),
        ("title: Fees\ndescription: \"open\nalso: x\n", 3),
        ("title: Fees\nalso:\n  - a\n b: [\n", 5),
        ("title: Fees\n\talso: x\n", 3),
    ] {
        let site = Site::minimal();
        site.write(
            FEES,
            format!("---\n{yaml}---\n\n## Withdrawal? {{#withdrawal-fee}}\n\nOne dollar.\n"),
        );
        let found = site.findings();
        let found: Vec<_> = found
            .iter()
            .filter(|finding| finding.id == "front-matter.syntax")
            .collect();
        assert_eq!(found.len(), 1, "{yaml}");
        let said = found[0].message.split("line ").nth(1).and_then(|rest| {
            rest.split(|c: char| !c.is_ascii_digit())
                .next()?
                .parse::<u64>()
                .ok()
        });
        assert!(
            said.is_none_or(|said| said == found[0].line),
            "{yaml}: {found:#?}"
        );
        assert!(found[0].line.abs_diff(line) <= 1, "{yaml}: {found:#?}");
    }
    // Entries that are no texts have a place.
    let site = Site::minimal();
    site.write(FEES, "---\ntitle: Fees\nalso: [no, null, 1.10]\n---\n\n## Withdrawal? {#withdrawal-fee}\n\nOne dollar.\n");
    let found = site.findings();
    let of_also: Vec<_> = found
        .iter()
        .filter(|finding| finding.message.contains("`also`"))
        .collect();
    assert!(
        !of_also.is_empty() && of_also.iter().all(|finding| finding.line == 3),
        "{found:#?}"
    );
    let fine = "---\ntitle: Fees\nupdated: 2026-11-01\nalso: [\"no\", costs]\nowner: ~\n---\n\n## Withdrawal? {#withdrawal-fee}\n\nOne dollar.\n";
    site.write(FEES, fine);
    assert!(site.findings().is_empty(), "{:#?}", site.findings());
}

#[test]
fn a_broken_template_blames_nobody_else() {
    for (template, text) in [
        (
            "base.html",
            "<html>{% block main %}{% endblock main %}{{ site. }}</html>",
        ),
        ("base.html", "{% if %}"),
        ("partials/intro.html", "{{ page.title | nosuchfilter }}"),
        ("partials/intro.html", "{% for %}"),
        (
            "topic.html",
            "{% extends \"base.html\" %}{% block main %}{{ }}{% endblock main %}",
        ),
    ] {
        let site = Site::minimal();
        site.replace(
            "candor.toml",
            "[rules]",
            "[theme]\nname = \"own\"\n\n[rules]",
        );
        site.write(&format!("themes/own/templates/{template}"), text);
        let found = site.findings();
        let errors: Vec<_> = found
            .iter()
            .filter(|finding| finding.severity == "error")
            .collect();
        assert_eq!(errors.len(), 1, "{template}: {found:#?}");
        assert!(errors[0].file.ends_with(template), "{template}: {found:#?}");
    }
}

#[test]
fn one_badly_named_folder_is_one_finding() {
    let site = Site::minimal();
    for number in 0..20 {
        site.write(
            &format!("content/Old Help/page-{number}.md"),
            crate::common::page("A page", "Text."),
        );
    }
    site.write(
        "content/Old Help/Deep Down/x.md",
        crate::common::page("A page", "Text."),
    );
    let found = site.findings();
    let places: Vec<&str> = found
        .iter()
        .filter(|finding| finding.id == "source.address")
        .map(|finding| &*finding.file)
        .collect();
    assert_eq!(
        places,
        ["content/Old Help", "content/Old Help/Deep Down"],
        "{found:#?}"
    );
}

#[test]
fn the_file_of_a_finding_is_never_cut() {
    let site = Site::minimal();
    let long = format!("content/faq/{} x.md", "long-name-".repeat(12));
    site.write(&long, crate::common::page("A page", "Text."));
    let found = site.findings();
    assert!(
        found.iter().any(|finding| finding.file == long),
        "{found:#?}"
    );
    let sarif = site.run(&["check", "--format", "sarif"]);
    assert!(sarif.stdout.contains(&long.replace(' ', "%20")), "{sarif}");
}

#[test]
fn every_result_of_sarif_has_a_place() {
    let nothing = Site::empty();
    let broken = Site::minimal();
    broken.write("candor.toml", "[site\n");
    for site in [nothing, broken] {
        let run = site.run(&["check", "--format", "sarif"]);
        assert_eq!(run.code, Some(2), "{run}");
        let said: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let results = said["runs"][0]["results"].as_array().unwrap();
        assert!(!results.is_empty());
        for result in results {
            let place = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            assert!(place.as_str().unwrap().ends_with("candor.toml"), "{result}");
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_is_not_said_to_treat_nothing() {
    let site = Site::demo();
    let text = std::fs::read(site.path("content/faq/fees.md")).unwrap();
    site.write(
        "content/faq/fees.md",
        [text, b"\xff\xfe\xfa".to_vec()].concat(),
    );
    let found = site.findings();
    assert!(
        found.iter().any(|finding| finding.id == "source.encoding"),
        "{found:#?}"
    );
    assert!(
        found
            .iter()
            .all(|finding| !finding.message.contains("no question treats this topic")),
        "{found:#?}"
    );
}

#[test]
fn init_beside_a_readme_names_the_folder() {
    let site = Site::empty();
    site.write("README.md", "# Our site\n");
    let mut command = site.candor(&["init", "."]);
    command.current_dir(site.root());
    let run = site.finish(command);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(
        !run.stderr.contains("error:  is") && run.stderr.contains("is not empty"),
        "{run}"
    );
    let words: Vec<&str> = run.stderr.split_whitespace().collect();
    let at = words.iter().position(|word| *word == "is").unwrap();
    assert!(at > 0 && words[at - 1] != "error:", "{run}");
}
