//! One mistake in the demo, and what a writer is told about it: the cause, what to do, and
//! nothing that only follows from it.

use crate::common::{NOW, Run, Site};

const CHANNELS: &str = "content/channels.toml";
const FREEZES: &str = "content/faq/account-freezes.md";

/// What `candor check` says of the demo after one change.
fn check(change: impl FnOnce(&Site)) -> Run {
    let site = Site::demo();
    change(&site);
    site.check()
}

/// How many findings there are with an id that begins like this.
fn count(run: &Run, id: &str) -> usize {
    let marks = [format!("error[{id}"), format!("warning[{id}")];
    marks
        .iter()
        .map(|mark| run.stdout.matches(mark).count())
        .sum()
}

fn total(run: &Run) -> usize {
    count(run, "")
}

#[track_caller]
fn says(run: &Run, texts: &[&str]) {
    for text in texts {
        assert!(run.stdout.contains(text), "not said: {text}\n{run}");
    }
}

#[track_caller]
fn is_silent(run: &Run, texts: &[&str]) {
    for text in texts {
        assert!(!run.stdout.contains(text), "said: {text}\n{run}");
    }
}

#[test]
fn channels_that_cannot_be_read_are_told_alone() {
    let run = check(|site| {
        site.replace(CHANNELS, "kind = \"phone\"", "kind = \"phone");
    });
    assert_eq!(run.code, Some(1), "{run}");
    assert_eq!(count(&run, "data.syntax"), total(&run), "{run}");
    says(
        &run,
        &["More may be found then: what rests on this file is not checked before"],
    );
    is_silent(&run, &["facts.unknown", "there is no phone channel"]);
}

#[test]
fn a_channel_that_cannot_be_read_is_told_alone() {
    let cases = [
        ("America/New_York", "America/NewYork", "hours.valid"),
        (
            "number = \"+1-888-555-0134\"",
            "number = \"888\"",
            "data.value",
        ),
        ("hours = \"Mo", "hours = \"Xx", "hours.valid"),
    ];
    for (from, to, id) in cases {
        let run = check(|site| {
            site.replace(CHANNELS, from, to);
        });
        assert_eq!(run.code, Some(1), "{run}");
        assert_eq!((count(&run, id), total(&run)), (1, 1), "{run}");
        says(
            &run,
            &["More may be found then: what rests on `phone` is not checked before"],
        );
        says(&run, &["not checked"]);
    }
}

#[test]
fn a_zone_without_its_separator_is_recognised() {
    let run = check(|site| {
        site.replace(CHANNELS, "America/New_York", "America/NewYork");
    });
    says(&run, &["America/New_York"]);
    is_silent(&run, &["Nome", "Fort_Wayne"]);
}

#[test]
fn a_report_that_cannot_be_read_is_not_missing() {
    let run = check(|site| {
        site.replace("content/reports/2026-q2.toml", "[requests]", "[requests");
    });
    assert_eq!(count(&run, "records.quarterly"), 0, "{run}");
    assert_eq!(count(&run, "data.syntax"), total(&run), "{run}");
}

#[test]
fn a_figure_that_is_missing_is_named_with_its_table() {
    let run = check(|site| {
        let path = "content/reports/2026-q3.toml";
        let text = site.read(path);
        let line = text.lines().find(|line| line.contains("by_topic")).unwrap();
        assert!(line.starts_with('[') || line.contains('{'), "{line}");
        let changed = if line.starts_with('[') {
            let (before, after) = text.split_once(line).unwrap();
            let rest = after[1..].split_once("\n[").map_or("", |(_, rest)| rest);
            format!("{before}[{rest}")
        } else {
            text.replacen(line, "", 1)
        };
        site.write(path, changed);
    });
    assert_eq!(count(&run, "records.quarterly"), 1, "{run}");
    says(
        &run,
        &[
            "the figures of requests in 2026-q3 lack `by_topic`",
            "Add `by_topic` to [requests] in content/reports/2026-q3.toml.",
        ],
    );
}

#[test]
fn a_topic_that_is_missing_names_its_points() {
    let site = Site::demo();
    site.remove(FREEZES);
    let run = site.check();
    says(
        &run,
        &[
            "Write content/faq/account-freezes.md",
            "- account-freezes.reasons: Why is my account frozen?",
            "- account-freezes.timeline: How long will it take?",
        ],
    );
}

#[test]
fn a_topic_that_nobody_claims_is_to_be_claimed_not_written() {
    let run = check(|site| {
        let path = "content/faq/fees.md";
        let text = site.read(path);
        let without: Vec<String> = text
            .lines()
            .map(|line| match line.split_once(" covers=") {
                Some((before, after)) => {
                    let rest = after.find([' ', '}']).map_or("", |at| &after[at..]);
                    format!("{before}{rest}")
                }
                None => line.to_owned(),
            })
            .collect();
        site.write(path, without.join("\n") + "\n");
    });
    says(
        &run,
        &[
            "content/faq/fees.md is there, but none of its questions claims a point",
            "`candor suggest`",
            "- fees.where: ",
        ],
    );
    is_silent(&run, &["Write content/faq/fees.md"]);
}

#[test]
fn a_page_that_is_gone_is_not_confused_with_another() {
    let site = Site::demo();
    site.remove("content/faq/fees.md");
    let run = site.check();
    is_silent(
        &run,
        &[
            "Did you mean `es`",
            "Did you mean `index.md`",
            "Did you mean `../index.md`",
        ],
    );
}

#[test]
fn a_search_that_expects_a_draft_says_that_it_is_one() {
    let run = check(|site| {
        site.replace(FREEZES, "+++\n", "+++\ndraft = true\n");
    });
    says(&run, &["`account-freezes` is a draft"]);
    is_silent(
        &run,
        &[
            "no page is called `account-freezes`",
            "Did you mean `account-access`",
        ],
    );
}

fn waiver(rest: &str) -> String {
    format!("\n[[waiver]]\nid = \"hours.after-hours\"\nuntil = 2026-12-31\n{rest}\n")
}

#[test]
fn a_waiver_without_reason_or_approver_is_not_in_force() {
    let run = check(|site| {
        site.replace(CHANNELS, "kind = \"voicemail\"", "kind = \"announcement\"");
        site.append("candor.toml", &waiver("reason = \"\"\napprover = \" \""));
    });
    assert_eq!(run.code, Some(2), "{run}");
    says(
        &run,
        &[
            "gives no reason",
            "names nobody who approved it",
            "error[hours.after-hours]",
        ],
    );
}

#[test]
fn a_waiver_for_a_channel_or_page_that_there_is_not_names_the_nearest() {
    for (limit, help) in [
        (
            "channel = \"phon\"",
            "There is no channel `phon`. Did you mean `phone`?",
        ),
        (
            "page = \"account-freeze\"",
            "There is no page `account-freeze`. Did you mean `account-freezes`?",
        ),
        (
            "page = \"content/faq/fee.md\"",
            "There is no page `content/faq/fee.md`. Did you mean `content/faq/fees.md`?",
        ),
    ] {
        let run = check(|site| {
            let who = "reason = \"Soon.\"\napprover = \"Dana Whitfield\"";
            site.append("candor.toml", &waiver(&format!("{limit}\n{who}")));
        });
        says(&run, &["covers no finding", help]);
    }
}

#[test]
fn an_annotation_does_not_change_the_name_of_a_file() {
    let site = Site::demo();
    site.append(FREEZES, "\nOne more sentence about the freeze.\n");
    let run = site.run(&["check", "--format", "github"]);
    assert!(
        run.stdout
            .contains("content/faq/account-freezes.md changed"),
        "{run}"
    );
    assert!(!run.stdout.contains("::Content/"), "{run}");
}

#[test]
fn a_day_that_is_still_to_come_is_no_update() {
    let run = check(|site| {
        let text = site.read(FREEZES);
        let line = text
            .lines()
            .find(|line| line.starts_with("updated"))
            .unwrap();
        site.replace(FREEZES, line, "updated = 2028-10-20");
    });
    says(&run, &["updated on 2028-10-20, which is still to come"]);
    assert!(NOW < "2028-10-20");
}

#[test]
fn a_quarter_that_is_not_over_is_not_published() {
    let q3 = "content/reports/2026-q3.toml";
    let run = check(|site| {
        let text = site.read(q3).replace("2026-q3", "2031-q1");
        site.write("content/reports/2031-q1.toml", text);
    });
    assert_eq!(run.code, Some(1), "{run}");
    says(&run, &["2031-q1 is not over: it ends on 2031-03-31"]);
    let run = check(|site| {
        let text = site.read(q3);
        let line = text
            .lines()
            .find(|line| line.starts_with("published"))
            .unwrap();
        site.replace(q3, line, "published = 2026-09-12");
    });
    says(
        &run,
        &["2026-q3 was published on 2026-09-12, before it ended on 2026-09-30"],
    );
}

#[test]
fn a_topic_is_explained_by_its_name() {
    let site = Site::demo();
    let run = site.run(&["explain", "account-freezes"]);
    run.succeeds();
    let run = site.run(&["explain", "account-freezes"]);
    assert!(run.stdout.contains("account-freezes.timeline"), "{run}");
    let full = site.run(&["explain", "--full"]);
    for line in full.stdout.lines() {
        assert_eq!(
            line.matches("{{").count(),
            line.matches("}}").count(),
            "{line}"
        );
    }
}

#[test]
fn a_language_that_the_site_does_not_have_is_to_be_added() {
    let site = Site::minimal();
    let config = site.read("candor.toml");
    let line = config
        .lines()
        .find(|line| line.starts_with("others"))
        .unwrap();
    site.replace("candor.toml", line, "others = []");
    site.remove("content/faq/fees.es.md");
    let run = site.run(&["new", "topic", "fees", "--lang", "es"]);
    assert!(
        run.stderr
            .contains("add \"es\" to `others` in the [languages] table"),
        "{run}"
    );
    assert!(!run.stderr.contains("did you mean"), "{run}");
}

#[test]
fn a_stub_of_a_stub_says_once_what_is_to_do() {
    let site = Site::minimal();
    site.run(&["new", "topic", "statements"]).succeeds();
    site.run(&["new", "topic", "statements", "--lang", "es"])
        .succeeds();
    let text = site.read("content/faq/statements.es.md");
    assert!(!text.contains("TODO: TODO"), "{text}");
}

#[test]
fn a_new_site_of_any_pack_has_only_known_facts() {
    for pack in ["us-ny-dfs-vce", "eu-mica-casp", "us-ca-dfal", "ae-du-vara"] {
        let site = Site::empty();
        let root = site.root().display().to_string();
        site.run(&["init", "--pack", pack, &root]).succeeds();
        let run = site.check();
        assert_eq!(count(&run, "facts.unknown"), 0, "{run}");
    }
}

#[test]
fn a_fact_that_no_channel_has_is_told_beside_what_cannot_be_read() {
    let run = check(|site| {
        site.replace(CHANNELS, "America/New_York", "America/NewYork");
        site.append(FREEZES, "\nCall {{ phone.numbr }} or {{ fone.number }}.\n");
    });
    says(
        &run,
        &[
            "unknown fact `{{ phone.numbr }}`",
            "unknown fact `{{ fone.number }}`",
        ],
    );
}

#[test]
fn what_is_clear_is_written_in_one_run() {
    let site = Site::demo();
    for file in [FREEZES, "content/faq/account-freezes.es.md"] {
        let text = site.read(file);
        let lines: Vec<String> = text
            .lines()
            .map(|line| {
                line.replace(
                    " covers=account-freezes.timeline,account-freezes.updates",
                    "",
                )
            })
            .collect();
        site.write(file, lines.join("\n") + "\n");
    }
    let run = site.run(&["suggest", "--apply"]);
    assert!(run.stderr.contains("Wrote 4 claims"), "{run}");
    let run = site.run(&["suggest", "--apply"]);
    assert!(run.stderr.contains("there is nothing to suggest"), "{run}");
}

#[test]
fn good_practice_without_a_source_is_only_that() {
    let site = Site::demo();
    site.write(
        "rules/house.toml",
        "id = \"house\"\ntitle = \"Rules of the house\"\n\n[[requirement]]\nid = \"house.chat\"\ncheck = \"staffed-channel\"\n\
         with = { kinds = [\"app\"], at_least = 1 }\nbasis = \"practice\"\nsources = []\ntitle = \"An app\"\nwhy = \"Customers ask.\"\nhelp = \"Add one.\"\n",
    );
    let text = site.read("candor.toml");
    let line = text.lines().find(|line| line.starts_with("packs")).unwrap();
    site.replace(
        "candor.toml",
        line,
        "packs = [\"us-ny-dfs-vce\", \"house\"]",
    );
    let run = site.run(&["check"]);
    is_silent(
        &run,
        &["no single passage says so; it follows from the rest (good"],
    );
    says(&run, &["good practice, not law"]);
}

/// A pack of the site's own with one topic, of this id, whose one answer must say a phrase.
fn pack(topic: &str, phrases: &str) -> String {
    format!(
        "id = \"house\"\ntitle = \"Rules of the house\"\n\n[phrases.reward]\nen = {phrases}\n\n\
         [[topic]]\nid = \"{topic}\"\ntitle = {{ en = \"Staking\" }}\nbasis = \"practice\"\nwhy = \"Asked.\"\nhelp = \"Write it.\"\n\n\
         [[topic.point]]\nid = \"reward\"\nquestion = {{ en = \"What do I earn?\" }}\nbasis = \"practice\"\n\
         evidence = [\"says:reward\"]\nwhy = \"Asked.\"\nguidance = {{ en = \"Say it.\" }}\ngood = \"A reward.\"\nbad = \"Maybe.\"\n"
    )
}

#[test]
fn packs_that_would_be_passed_over_are_told() {
    for path in ["rules", "rules/sub/a.toml"] {
        let run = check(|site| {
            site.write(path, pack("staking", "[\"reward\"]"));
        });
        assert_eq!(run.code, Some(2), "{run}");
        says(
            &run,
            &[
                "error[rules.pack]",
                "Each pack is a file of its own in the folder rules/",
            ],
        );
    }
}

#[test]
fn ids_and_phrases_that_nothing_can_meet_are_refused() {
    for (topic, phrases, said) in [
        (
            "Sta king",
            "[\"reward\"]",
            "`Sta king` cannot be the id of a topic",
        ),
        (
            "staking",
            "[]",
            "`reward` has no phrases, so that no answer can say one",
        ),
    ] {
        let run = check(|site| {
            site.write("rules/house.toml", pack(topic, phrases));
        });
        assert_eq!(run.code, Some(2), "{run}");
        says(&run, &[said]);
    }
    let run = check(|site| {
        site.write("rules/house.toml", pack("staking", "[\"reward\"]"));
    });
    assert_ne!(run.code, Some(2), "{run}");
}
