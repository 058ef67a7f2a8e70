//! Bad input: files that do not parse, hold the wrong kind of value, or lack something.

use crate::common::{Site, page};

const REPORT: &str = r#"
quarter = "2026-q3"
requests = { received = 10 }
complaints = { received = 1 }
"#;

#[test]
fn configuration_that_does_not_parse() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace(
            "candor.toml",
            "legal_name = \"Harbor Coin, LLC\"",
            "legal_name = \"Harbor Coin, LLC",
        );
    });
    assert_said!(run.at_fault());
}

#[test]
fn configuration_that_is_missing() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.remove("candor.toml");
    });
    assert_said!(run.at_fault());
}

#[test]
fn configuration_with_values_of_the_wrong_type() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace("candor.toml", "others = [\"es\"]", "others = \"es\"")
            .replace("candor.toml", "short_name = \"Harbor\"", "short_name = 7");
    });
    assert_said!(run.at_fault());
}

#[test]
fn configuration_without_what_is_required() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace(
            "candor.toml",
            "base_url = \"https://help.harbor.example\"",
            "",
        );
    });
    run.says("`site.base_url` is missing")
        .says("1 error, 0 warnings");
    assert_said!(run.at_fault());
}

#[test]
fn configuration_with_unknown_keys() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace("candor.toml", "base_url =", "bse_url = \"x\"\nbase_url =")
            .append("candor.toml", "\n[teme]\nname = \"default\"\n");
    });
    assert_said!(run.at_fault());
}

#[test]
fn configuration_with_values_that_mean_nothing() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace("candor.toml", "https://help.harbor.example", "help.harbor.example")
            .replace("candor.toml", "[\"es\"]", "[\"es\", \"klingon!\", \"es\"]")
            .replace("candor.toml", "packs = []", "packs = [\"us-ny-dfs-vcee\"]")
            .append(
                "candor.toml",
                "\n[theme]\nname = \"nowhere\"\naccent = \"teal\"\n\n[[redirects]]\nfrom = \"help\"\nto = \"/nowhere/\"\n",
            );
    });
    assert_said!(run.at_fault());
}

#[test]
fn configuration_that_is_not_utf8() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("candor.toml", b"[site]\ntitle = \"Caf\xe9\"\n");
    });
    assert_said!(run.at_fault());
}

#[test]
fn configuration_that_is_empty() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("candor.toml", "");
    });
    assert_said!(run.at_fault());
}

#[test]
fn channels_that_do_not_parse() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace("content/channels.toml", "kind = \"phone\"", "kind = phone");
    });
    assert_said!(run.denied());
}

#[test]
fn channels_with_values_of_the_wrong_type() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace(
            "content/channels.toml",
            "staffed_by = \"people\"",
            "staffed_by = \"dogs\"",
        )
        .replace(
            "content/channels.toml",
            "holidays = \"US-NY\"",
            "holidays = true",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn channels_with_an_unknown_key() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace("content/channels.toml", "hours =", "huors =");
    });
    run.says("unknown key `huors` of this `[[channel]]`")
        .says("content/channels.toml:5:1")
        .says("Did you mean `hours`?");
    assert_said!(run.denied());
}

#[test]
fn front_matter_that_does_not_parse() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace("content/faq/fees.md", "title = \"Fees\"", "title = Fees");
    });
    assert_said!(run.denied());
}

#[test]
fn yaml_front_matter_that_does_not_parse() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "content/faq/limits.md",
            "---\ntitle: Limits\nalso: [caps, ceilings\n---\n\n## A question?\n\nYes.\n",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn front_matter_with_values_of_the_wrong_type() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace(
            "content/faq/fees.md",
            "updated = 2026-11-01",
            "updated = \"last week\"\nweight = \"heavy\"\ndraft = 0",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn yaml_front_matter_with_values_of_the_wrong_type() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "content/faq/limits.md",
            "---\ntitle: [Limits]\nweight: heavy\n---\n\n## A question?\n\nYes.\n",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn front_matter_with_an_unknown_key() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace("content/faq/fees.md", "description =", "descripton =");
    });
    assert_said!(run.denied());
}

#[test]
fn yaml_front_matter_with_an_unknown_key() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "content/faq/limits.md",
            "---\ntitle: Limits\nupdatd: 2026-11-01\n---\n\n## A question?\n\nYes.\n",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn front_matter_that_never_closes() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "content/faq/limits.md",
            "+++\ntitle = \"Limits\"\n\n## A question?\n\nYes.\n",
        )
        .write(
            "content/faq/taxes.md",
            "---\ntitle: Taxes\n\n## A question?\n\nYes.\n",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn front_matter_that_is_missing() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/faq/limits.md", "## A question?\n\nYes.\n");
    });
    assert_said!(run.denied());
}

#[test]
fn a_missing_title_and_a_blank_one() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace("content/faq/fees.md", "title = \"Fees\"\n", "")
            .replace("content/faq/transfers.md", "\"Transfers\"", "\"  \"")
            .write(
                "content/faq/limits.md",
                "+++\n+++\n\n## A question?\n\nYes.\n",
            );
    });
    assert_eq!(
        run.stderr.matches("this page has no title").count(),
        3,
        "{run}"
    );
    assert_said!(run.denied());
}

#[test]
fn a_page_that_is_not_utf8() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "content/faq/limits.md",
            b"+++\ntitle = \"Limits\"\n+++\n\nCaf\xe9\n",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn data_that_are_not_utf8() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "content/reports/2026-q3.toml",
            b"quarter = \"2026-q3\"\n# \xff\xfe\n",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn an_empty_page_and_a_page_of_blanks() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/faq/limits.md", "")
            .write("content/faq/taxes.md", " \n\t\n");
    });
    assert_said!(run.denied());
}

#[test]
fn a_question_without_an_answer() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.append(
            "content/faq/fees.md",
            "\n## And nothing below?\n\n## And here?\n\nYes.\n",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn an_empty_report() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/reports/2026-q3.toml", "");
    });
    run.says("`quarter`")
        .says("`requests`")
        .says("`complaints`");
    assert_said!(run.denied());
}

#[test]
fn a_page_of_fifty_megabytes() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        let words = "Money has its limits. ".repeat(50 * 1024 * 1024 / 22);
        site.write("content/faq/limits.md", page("Limits", &words));
    });
    assert_said!(run.denied());
}

#[test]
fn a_picture_of_fifty_megabytes() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/picture.png", vec![0; 50 * 1024 * 1024]);
    });
    assert_said!(run.denied());
}

#[test]
fn a_configuration_of_fifty_megabytes() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("candor.toml", "# Too much.\n".repeat(50 * 1024 * 1024 / 12));
    });
    assert_said!(run.at_fault());
}

#[test]
fn a_report_that_does_not_parse() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "content/reports/2026-q3.toml",
            REPORT.replace("10 }", "10 "),
        );
    });
    assert_said!(run.denied());
}

#[test]
fn a_report_with_values_of_the_wrong_type() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "content/reports/2026-q3.toml",
            REPORT.replace("received = 10", "received = \"ten\", closed = 1.5"),
        );
    });
    assert!(
        !run.stderr.contains("missing"),
        "nothing is missing, it is only wrong:\n{run}"
    );
    assert_said!(run.denied());
}

#[test]
fn a_report_with_an_unknown_key() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "content/reports/2026-q3.toml",
            REPORT.replace("received = 10", "received = 10, by_topik = { fees = 2 }"),
        );
    });
    assert_said!(run.denied());
}

#[test]
fn several_faults_are_all_told_in_one_run() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace(
            "content/faq/fees.md",
            "transfers.md#how-long",
            "transfer.md",
        )
        .replace(
            "content/faq/fees.md",
            "{{ phone.number }}",
            "{{ phone.numbr }}",
        )
        .replace("content/faq/transfers.md", "title =", "titel =")
        .replace("content/channels.toml", "\"10 business days\"", "\"soon\"")
        .write("content/reports/2026-q3.toml", REPORT.replace("10", "-10"))
        .write("content/faq/limits.md", "+++\ntitle = \"Limits\"\n");
    });
    assert_said!(run.denied());
}

#[test]
fn a_fault_of_the_configuration_outweighs_faults_of_the_content() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace(
            "content/faq/fees.md",
            "transfers.md#how-long",
            "transfer.md",
        )
        .append("candor.toml", "\n[theme]\nname = \"nowhere\"\n");
    });
    assert_said!(run.at_fault());
}
