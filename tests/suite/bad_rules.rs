//! Bad input: rule packs, claims and waivers that lead nowhere. And packs of a site's own
//! that are fine.

use crate::common::Site;

const CONFIG: &str = "candor.toml";
const FEES: &str = "content/faq/fees.md";
const PACK: &str = "rules/house.toml";

/// A pack that the small site satisfies once [`claims`] are made.
const HOUSE: &str = r#"id = "house"
title = "Rules of the house"

[source.H]
title = "Our handbook"

[links]
transfers = "content/faq/transfers.md"

[phrases.ask]
en = ["call us", "call +1"]

[[topic]]
id = "fees"
title = { en = "Fees" }
basis = "derived"
sources = [{ key = "H", cite = "page 3" }]
help = "Write content/faq/fees.md."

[[topic.point]]
id = "price"
question = { en = "What does it cost?" }
evidence = ["words>=5", "link:transfers"]
guidance = { en = "Name the price." }

[[topic.point]]
id = "ask"
question = { en = "Whom can I ask?" }
evidence = ["channel", "says:ask"]
guidance = { en = "Name the number." }

[[requirement]]
id = "house.phone"
check = "staffed-channel"
with = { kinds = ["phone"], at_least = 1 }
basis = "practice"
sources = [{ key = "H" }]
title = "A phone number that people answer"
help = "Add a phone channel."
"#;

/// The small site with a pack of its own, and claims that satisfy it.
fn house() -> Site {
    let site = Site::minimal();
    site.write(PACK, HOUSE)
        .replace(
            FEES,
            "{#withdrawal-fee",
            "{#withdrawal-fee covers=fees.price",
        )
        .replace(
            FEES,
            "## Who can I ask about a fee?",
            "## Who can I ask about a fee? {#ask covers=fees.ask}",
        );
    site
}

fn pack(from: &'static str, to: &'static str) -> impl FnOnce(&Site) {
    move |site| {
        site.replace(PACK, from, to);
    }
}

fn waiver(text: &str) -> String {
    format!(
        "\n[[waiver]]\n{text}\nreason = \"The line opens in December.\"\napprover = \"Dana Whitfield\"\n"
    )
}

#[test]
fn a_pack_of_the_sites_own_needs_no_rust() {
    house().check().succeeds();
    let run = house().refuses(|site| {
        site.replace(FEES, " covers=fees.ask", "").replace(
            "content/channels.toml",
            "staffed_by = \"people\"",
            "",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn claims_of_points_that_there_are_not() {
    let run = house().refuses_and_check_agrees(|site| {
        site.replace(
            FEES,
            "covers=fees.ask",
            "covers=fees.ask,fees.prize,weather.rain",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn a_claim_on_a_site_without_packs_says_nothing_to_anybody() {
    let site = Site::minimal();
    site.replace(
        FEES,
        "{#withdrawal-fee",
        "{#withdrawal-fee covers=fees.price",
    );
    site.run(&["check", "--deny", "warning"]).succeeds();
}

#[test]
fn a_point_may_be_claimed_twice() {
    let site = house();
    site.replace(
        "content/faq/transfers.md",
        "{#how-long}",
        "{#how-long covers=fees.price}",
    )
    .replace(
        "content/faq/transfers.md",
        "one business day.",
        "one business day. See [the others](transfers.md).",
    );
    site.check().succeeds();
    // Each claim must have its evidence.
    site.replace(
        "content/faq/transfers.md",
        "See [the others](transfers.md).",
        "",
    );
    assert_said!(site.check().denied());
}

#[test]
fn claims_that_are_no_questions() {
    let run = house().refuses_and_check_agrees(|site| {
        site.append(
            FEES,
            "\n### And then? {covers=fees.price}\n\nIt costs nothing. {covers=fees.ask}\n",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn claims_in_a_draft() {
    let run = house().refuses(|site| {
        site.replace(FEES, "updated =", "draft = true\nupdated =");
    });
    assert_said!(run.denied());
    let site = house();
    site.replace(FEES, "updated =", "draft = true\nupdated =");
    site.run(&["check", "--drafts"]).succeeds();
}

#[test]
fn waivers_that_accept_findings() {
    let site = house();
    site.replace(
        FEES,
        "A withdrawal costs 1 dollar. See [how long it takes](transfers.md#how-long).",
        "1 dollar.",
    )
    .replace("content/channels.toml", "staffed_by = \"people\"", "")
    .append(
        CONFIG,
        &waiver("id = \"topic.fees\"\npage = \"/faq/fees/\"\nuntil = 2026-12-31"),
    )
    .append(
        CONFIG,
        &waiver("id = \"house.phone\"\nchannel = \"phone\"\nuntil = 2026-11-21"),
    );
    let run = site.run(&["check", "--deny", "warning"]);
    run.succeeds();
    assert_said!(run);
}

#[test]
fn waivers_that_do_not_fit() {
    let run = house().refuses_and_check_agrees(|site| {
        site.replace(
            FEES,
            "1 dollar. See [how long it takes](transfers.md#how-long).",
            "1 dollar.",
        )
        .append(CONFIG, &waiver("id = \"topic.fee\"\nuntil = 2026-12-31"))
        .append(
            CONFIG,
            &waiver("id = \"topic.fees.price\"\nuntil = 2026-11-20"),
        )
        .append(
            CONFIG,
            &waiver("id = \"topic.fees.ask\"\nuntil = 2026-12-31"),
        )
        .append(
            CONFIG,
            &waiver("id = \"topic.fees.price\"\npage = \"transfers\"\nuntil = 2026-12-31"),
        )
        .append(
            CONFIG,
            &waiver("id = \"house.phone\"\nchannel = \"email\"\nuntil = 2026-12-31"),
        );
    });
    assert_said!(run.at_fault());
}

#[test]
fn what_cannot_be_waived() {
    let run = house().refuses_and_check_agrees(|site| {
        site.replace(CONFIG, "packs = []", "packs = [\"hause\"]")
            .append(CONFIG, &waiver("id = \"config.value\"\nuntil = 2026-12-31"));
    });
    assert_said!(run.at_fault());
}

#[test]
fn waivers_that_lack_something() {
    let run = house().refuses_and_check_agrees(|site| {
        site.append(
            CONFIG,
            "\n[[waiver]]\nid = \"house.phone\"\nreason = \"Soon.\"\nuntil = 2026-12-31\n",
        );
    });
    assert_said!(run.at_fault());
}

#[test]
fn a_pack_that_does_not_parse() {
    for (name, from, to) in [
        (
            "syntax",
            "title = \"Rules of the house\"",
            "title = \"Rules of the house",
        ),
        ("key_is_missing", "title = \"Rules of the house\"\n", ""),
        (
            "unknown_key",
            "guidance = { en = \"Name the price.\" }",
            "guidence = { en = \"Name the price.\" }\nguidance = { en = \"\" }",
        ),
        (
            "wrong_type",
            "[[topic.point]]\nid = \"price\"",
            "[[topic.point]]\nid = 7",
        ),
        ("wrong_basis", "basis = \"practice\"", "basis = \"law\""),
    ] {
        let run = house().refuses_and_check_agrees(pack(from, to));
        insta::with_settings!({ snapshot_suffix => name }, {
            assert_said!(run.at_fault());
        });
    }
}

#[test]
fn evidence_that_there_is_not() {
    for (name, from, to) in [
        ("kind", "\"words>=5\"", "\"word>=5\""),
        ("number", "\"words>=5\"", "\"words>=many\""),
        ("link", "\"link:transfers\"", "\"link:transfer\""),
        ("phrases", "\"says:ask\"", "\"says:asked\""),
    ] {
        let run = house().refuses_and_check_agrees(pack(from, to));
        insta::with_settings!({ snapshot_suffix => name }, {
            assert_said!(run.at_fault());
        });
    }
}

#[test]
fn names_that_lead_nowhere() {
    for (name, from, to) in [
        (
            "source",
            "sources = [{ key = \"H\", cite = \"page 3\" }]",
            "sources = [{ key = \"HB\", cite = \"page 3\" }]",
        ),
        (
            "severity",
            "[source.H]",
            "[severity]\n\"topic.fee\" = \"warning\"\n\"topic.fees.price\" = \"warning\"\n\n[source.H]",
        ),
        ("check", "\"staffed-channel\"", "\"staffed-chanel\""),
        (
            "page",
            "check = \"staffed-channel\"\nwith = { kinds = [\"phone\"], at_least = 1 }",
            "check = \"linked-from-every-page\"\nwith = { page = \"complaints\" }",
        ),
        (
            "extends",
            "title = \"Rules of the house\"",
            "title = \"Rules of the house\"\nextends = \"us-ny-dfs\"",
        ),
    ] {
        let run = house().refuses_and_check_agrees(pack(from, to));
        insta::with_settings!({ snapshot_suffix => name }, {
            assert_said!(run.at_fault());
        });
    }
}

#[test]
fn checks_that_are_set_up_wrongly() {
    for (name, to) in [
        ("unknown_kind", "with = { kinds = [\"fax\"], at_least = 1 }"),
        ("unknown_key", "with = { kinds = [\"phone\"], at_most = 1 }"),
        (
            "wrong_type",
            "with = { kinds = [\"phone\"], at_least = \"one\" }",
        ),
        ("nothing", ""),
    ] {
        let run = house()
            .refuses_and_check_agrees(pack("with = { kinds = [\"phone\"], at_least = 1 }", to));
        insta::with_settings!({ snapshot_suffix => name }, {
            assert_said!(run.at_fault());
        });
    }
}

#[test]
fn bounds_of_the_wrong_unit() {
    let phone = "with = { kinds = [\"phone\"], at_least = 1 }";
    let check = "check = \"staffed-channel\"\nwith = { kinds = [\"phone\"], at_least = 1 }";
    let commitment = |bound: &str| {
        format!(
            "check = \"commitment\"\nwith = {{ stage = \"resolution\", channels = \"any\", at_most = \"{bound}\" }}"
        )
    };
    let hours = |bound: &str| {
        format!(
            "check = \"staffed-hours\"\nwith = {{ kinds = [\"phone\"], at_least = \"{bound}\" }}"
        )
    };
    for (from, to, says) in [
        (
            "\"words>=5\"",
            "\"at-most:40 words\"".to_owned(),
            "`words` is not a unit that Candor knows",
        ),
        (
            "\"words>=5\"",
            "\"at-least:10 days\"".to_owned(),
            "write hours, such as `10 hours`",
        ),
        (
            "\"words>=5\"",
            "\"at-least:30 hours\"".to_owned(),
            "a day has 24 hours",
        ),
        (check, commitment("soon"), "does not say how long"),
        (
            check,
            commitment("0 weeks"),
            "is not a period that can be promised",
        ),
        (
            check,
            hours("2 business days"),
            "write hours, such as `10 hours`",
        ),
        (
            phone,
            "with = { kinds = [\"phone\"], at_least = 1, toll_free = \"yes\" }".to_owned(),
            "toll_free",
        ),
    ] {
        let site = house();
        site.replace(PACK, from, &to);
        let run = site.check().at_fault();
        assert!(run.stdout.contains(says), "{says:?} is not in\n{run}");
    }
}

#[test]
fn bounds_in_other_units_than_the_commitments() {
    let check = "check = \"staffed-channel\"\nwith = { kinds = [\"phone\"], at_least = 1 }";
    for (bound, promised, is_fine) in [
        ("2 months", "60 days", true),
        ("2 months", "40 business days", true),
        ("60 days", "2 months", true),
        ("8 weeks", "2 months", false),
        ("1 week", "5 business days", true),
        ("1 week", "8 days", false),
        ("1 month", "999 hours", false),
    ] {
        let site = house();
        site.replace(
            PACK,
            check,
            &format!("check = \"commitment\"\nwith = {{ stage = \"resolution\", channels = \"any\", at_most = \"{bound}\" }}"),
        );
        let channels = site.read("content/channels.toml");
        let line = channels
            .lines()
            .find(|line| line.starts_with("commitments"))
            .unwrap_or_default()
            .to_owned();
        let promise = format!("commitments = {{ resolution = \"{promised}\" }}");
        site.replace("content/channels.toml", &line, &promise);
        let found = site.findings();
        let longer = found.iter().any(|finding| finding.id == "house.phone");
        assert_eq!(
            longer, !is_fine,
            "{promised} of at most {bound}: {found:#?}"
        );
    }
}

#[test]
fn a_phrase_that_must_be_said_and_may_not_be() {
    let site = house();
    site.replace(
        PACK,
        "evidence = [\"words>=5\", \"link:transfers\"]",
        "evidence = [\"words>=5\", \"without:beg\"]",
    )
    .replace(
        PACK,
        "[phrases.ask]",
        "[phrases.beg]\nen = [\"please call\", \"Call us\"]\n\n[phrases.ask]",
    );
    let run = site.check().at_fault();
    let says = "“call us” is a phrase that answers must say (`ask`) and may not say (`beg`)";
    assert!(run.stdout.contains(says), "{run}");
    site.replace(PACK, ", \"Call us\"]", "]");
    assert!(
        site.findings()
            .iter()
            .all(|finding| finding.id != "rules.pack")
    );
}

#[test]
fn ids_that_are_taken() {
    let run = house().refuses_and_check_agrees(|site| {
        site.write("rules/other.toml", HOUSE)
            .write(
                "rules/york.toml",
                HOUSE.replace("id = \"house\"", "id = \"us-ny-dfs-vce\""),
            )
            .replace(PACK, "id = \"ask\"", "id = \"price\"");
    });
    assert_said!(run.at_fault());
}

#[test]
fn packs_that_extend_each_other() {
    let run = house().refuses_and_check_agrees(|site| {
        site.replace(
            PACK,
            "title = \"Rules of the house\"",
            "title = \"Rules of the house\"\nextends = \"garden\"",
        )
        .write(
            "rules/garden.toml",
            "id = \"garden\"\ntitle = \"Rules of the garden\"\nextends = \"shed\"\n",
        )
        .write(
            "rules/shed.toml",
            "id = \"shed\"\ntitle = \"Rules of the shed\"\nextends = \"garden\"\n",
        )
        .write(
            "rules/self.toml",
            "id = \"self\"\ntitle = \"Rules of itself\"\nextends = \"self\"\n",
        );
    });
    assert_said!(run.at_fault());
}

#[test]
fn a_pack_of_ten_megabytes() {
    let run = house().refuses_and_check_agrees(|site| {
        site.append(
            PACK,
            &"# Nothing to see here.\n".repeat(10 * 1024 * 1024 / 23),
        );
    });
    assert_said!(run.denied());
}

#[test]
fn phrases_that_cannot_be_used() {
    for (name, to) in [
        ("empty", "en = [\"call us\", \"\"]"),
        ("no_letter", "en = [\"call us\", \"?!\"]"),
        ("wildcards", "en = [\"call us\", \"* *\"]"),
        ("no_text", "en = [\"call us\", 7]"),
    ] {
        let run = house().refuses_and_check_agrees(pack("en = [\"call us\", \"call +1\"]", to));
        insta::with_settings!({ snapshot_suffix => name }, {
            assert_said!(run.at_fault());
        });
    }
}

/// The demo, with a pack of its own on top of the New York pack.
fn stricter(severity: &str, rest: &str) -> Site {
    let site = Site::demo();
    site.write(
        PACK,
        format!(
            "id = \"house\"\ntitle = \"Rules of the house\"\nextends = \"us-ny-dfs-vce\"\n\n[severity]\n{severity}\n{rest}"
        ),
    );
    site
}

const NO_ANSWER: (&str, &str) = ("content/faq/fees.md", "covers=fees.where");

#[test]
fn severities_of_a_pack_that_is_extended() {
    let (file, claim) = NO_ANSWER;
    for (severity, code) in [("off", 0), ("warning", 0), ("error", 1)] {
        let site = stricter(&format!("\"topic.fees\" = \"{severity}\""), "");
        site.check().succeeds();
        site.replace(file, claim, "");
        let run = site.check();
        assert_eq!(run.code, Some(code), "{severity}: {run}");
        assert_eq!(
            run.stdout.contains("topic.fees"),
            severity != "off",
            "{severity}: {run}"
        );
    }
    // The pack that is extended stands no longer beside the one that extends it.
    let site = stricter("\"hours.after-hours\" = \"off\"", "");
    site.replace(
        "content/channels.toml",
        "kind = \"voicemail\"",
        "kind = \"announcement\"",
    );
    site.check().succeeds();
}

#[test]
fn a_point_has_a_severity_of_its_own() {
    let site = stricter("\"topic.account-freezes.steps\" = \"warning\"", "");
    site.replace(
        "content/faq/account-freezes.md",
        "account-freezes.steps",
        "account-freezes.effect",
    );
    let run = site.check();
    run.succeeds();
    assert!(
        run.stdout.contains("warning[topic.account-freezes.steps]"),
        "{run}"
    );
}

#[test]
fn a_pack_adds_to_the_one_that_it_extends() {
    let site = stricter(
        "",
        "[[requirement]]\nid = \"house.two-lines\"\ncheck = \"staffed-channel\"\nwith = { kinds = [\"phone\"], at_least = 2 }\n\
         basis = \"practice\"\nsources = [{ key = \"G\" }]\ntitle = \"Two phone lines\"\nhelp = \"Add a second line.\"\n",
    );
    let run = site.check();
    run.succeeds();
    assert_said!(run);
}

#[test]
fn a_pack_may_use_the_names_of_one_that_it_extends() {
    let site = house();
    site.write(
        "rules/garden.toml",
        "id = \"garden\"\ntitle = \"Rules of the garden\"\nextends = \"house\"\n\n\
         [[requirement]]\nid = \"garden.linked\"\ncheck = \"linked-from-every-page\"\n\
         with = { page = \"transfers\" }\nbasis = \"practice\"\nsources = [{ key = \"H\" }]\n\
         title = \"A link on every page\"\n",
    );
    let run = site.check();
    run.succeeds();
    // Once a language.
    assert!(
        run.stdout.contains("warning[garden.linked]")
            && run.stdout.contains("0 errors, 2 warnings"),
        "{run}"
    );
}

/// Only the broken pack is silent; what others ask for is asked for.
#[test]
fn a_broken_pack_beside_a_fine_one() {
    let site = house();
    site.write(
        "rules/garden.toml",
        "id = \"garden\"\ntitle = \"Rules of the garden\"\n\n[phrases.flowers]\nen = [\"\"]\n",
    )
    .replace(FEES, " covers=fees.ask", "")
    .append(CONFIG, &waiver("id = \"garden.roses\"\nuntil = 2026-12-31"));
    assert_said!(site.check().at_fault());
}

#[test]
fn phrases_of_the_configuration() {
    let run = house().refuses_and_check_agrees(|site| {
        site.append(
            CONFIG,
            "\n[rules.phrases.aks]\nen = [\"call\"]\n\n[rules.phrases.ask]\nen = [\"call\", \"\"]\n",
        );
    });
    assert_said!(run.at_fault());
}
