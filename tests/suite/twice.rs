//! The same question twice, and pages that search and lists cannot tell apart or find.

use crate::common::{Site, page};

/// A site with a page for each of these questions, each answered differently.
fn asked(questions: &[&str]) -> Site {
    let site = Site::minimal();
    for (number, question) in questions.iter().enumerate() {
        let body = format!("## {question}\n\nThis is answer number {number}.");
        site.write(
            &format!("content/faq/q{number:03}.md"),
            page(&format!("Page {number}"), &body),
        );
    }
    site
}

#[test]
fn a_question_with_two_answers_is_told() {
    for pair in [
        ["Is a wire free?", "Is a wire free?"],
        ["Is a wire free?", "Are wires free?"],
        ["How do I close my account?", "How can we close an account"],
        ["What is the limit?", "What are your limits?"],
        ["WHY is it late?", "Why is it late"],
        ["Can't I withdraw?", "Can’t I withdraw?"],
    ] {
        let found = asked(&pair).findings();
        assert_eq!(found.len(), 1, "{pair:?}: {found:#?}");
        assert!(
            found[0].id == "content.twice"
                && found[0].severity == "warning"
                && found[0].file.ends_with("q001.md"),
            "{found:#?}"
        );
        assert!(found[0].help.contains("content/faq/q000.md"), "{found:#?}");
    }
    for pair in [
        ["How do I close my account?", "Why do I close my account?"],
        ["Can I withdraw?", "Can't I withdraw?"],
        [
            "How do I send from a bank to a card?",
            "How do I send from a card to a bank?",
        ],
        ["Is a wire free?", "Is a wire within the country free?"],
        [
            "What is the limit for wires?",
            "What is the limit for cards?",
        ],
        ["Before the transfer", "After the transfer"],
        // Labels of what stands below them.
        ["Further reading", "Further reading"],
        ["What you’ll need", "What you'll need"],
        ["Summary", "SUMMARY"],
    ] {
        let found = asked(&pair).findings();
        assert!(found.is_empty(), "{pair:?}: {found:#?}");
    }
    // The same answer is no contradiction, nor is another language.
    let site = asked(&["Is a wire free?", "Is it?"]);
    site.write(
        "content/faq/again.md",
        page("Again", "## Is a wire free?\n\nThis is answer number 0."),
    );
    site.write(
        "content/faq/q000.es.md",
        page("Página 0", "## Is a wire free?\n\nNo."),
    );
    assert!(site.findings().is_empty(), "{:#?}", site.findings());
}

#[test]
fn many_are_told_a_hundred_times_and_counted() {
    let questions = vec!["Is a wire free?"; 150];
    let found = asked(&questions).findings();
    assert_eq!(found.len(), 101, "{}", found.len());
    assert!(
        found
            .iter()
            .any(|finding| finding.message == "49 more questions are asked twice"),
        "{:#?}",
        found.last()
    );
}

#[test]
fn equal_titles_and_descriptions_are_told() {
    let site = Site::minimal();
    for name in ["a", "b", "c"] {
        site.write(&format!("content/faq/{name}.md"), format!("+++\ntitle = \"Limits\"\ndescription = \"What you can send from {name}.\"\n+++\n\nText {name}.\n"));
    }
    site.write(
        "content/faq/d.md",
        "+++\ntitle = \"Sending\"\ndescription = \"What you can send from a.\"\n+++\n\nText d.\n",
    );
    for name in ["x", "y"] {
        site.write(&format!("content/notices/2026-11-0{}-{name}.md", name.len()), format!("+++\ntitle = \"Planned work\"\nkind = \"planned\"\nannounced = 2026-11-01T09:00:00-04:00\nstatus = \"resolved\"\nupdated = 2026-11-02\n+++\n\nWork {name}.\n"));
    }
    let found = site.findings();
    let told: Vec<(&str, u64)> = found
        .iter()
        .map(|finding| (&*finding.file, finding.line))
        .collect();
    assert_eq!(
        told,
        [
            ("content/faq/b.md", 2),
            ("content/faq/c.md", 2),
            ("content/faq/d.md", 3)
        ],
        "{found:#?}"
    );
}

/// The pages and questions that a query finds.
fn found(site: &Site, query: &str, lang: &str) -> Vec<(String, Option<String>)> {
    let run = site.run(&["search", "--format", "json", "--lang", lang, "--", query]);
    let said: serde_json::Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run}"));
    let results = said["results"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    results
        .map(|one| (text(&one["page"]).unwrap(), text(&one["question"])))
        .collect()
}

#[test]
fn pages_are_found_by_titles_leads_and_all_that_they_say() {
    let site = Site::minimal();
    site.write(
        "content/faq/plain.md",
        page(
            "Tax documents overview",
            "We send form letters every February.",
        ),
    );
    site.write(
        "content/faq/deep.md",
        page(
            "Certificates",
            "### Small heading\n\nA notarised copy is needed.\n\n- stamp\n",
        ),
    );
    site.write(
        "content/faq/lead.md",
        page(
            "Gift cards",
            "Vouchers never expire with us.\n\n## Can I return one?\n\nNo.",
        ),
    );
    site.write(
        "content/about.md",
        page("Our history", "Founded in a lighthouse."),
    );
    site.write("content/faq/bare.md", page("Loyalty programme", ""));
    for (query, name) in [
        ("tax documents overview", "plain"),
        ("february letters", "plain"),
        ("notarised copy", "deep"),
        ("small heading", "deep"),
        ("vouchers expire", "lead"),
        ("lighthouse", "about"),
        ("loyalty programme", "bare"),
    ] {
        let results = found(&site, query, "en");
        assert_eq!(
            results.first(),
            Some(&(name.to_owned(), None)),
            "{query}: {results:?}"
        );
    }
    // A question is still a question.
    let results = found(&site, "can I return one", "en");
    assert_eq!(
        results[0],
        ("lead".to_owned(), Some("Can I return one?".to_owned()))
    );
}

#[test]
fn codes_and_scripts_without_blanks_are_found() {
    let site = Site::minimal();
    site.replace(
        "candor.toml",
        "others = [\"es\"]",
        "others = [\"es\", \"zh\", \"ja\", \"th\"]",
    );
    site.write(
        "content/faq/codes.md",
        page(
            "Codes",
            "## What does E-1042 mean?\n\nSee form 1099-DA and W-8BEN.",
        ),
    );
    for (lang, question, answer) in [
        ("zh", "如果您的账户被冻结怎么办？", "请联系我们的客服部门。"),
        (
            "ja",
            "口座が凍結されたらどうすればいいですか？",
            "お客様サポートにご連絡ください。",
        ),
        ("th", "บัญชีของฉันถูกระงับทำอย่างไร", "กรุณาติดต่อฝ่ายบริการลูกค้า"),
    ] {
        site.write(
            &format!("content/faq/frozen.{lang}.md"),
            page("Frozen", &format!("## {question} {{#frozen}}\n\n{answer}")),
        );
        site.write(
            &format!("content/faq/other.{lang}.md"),
            page("Other", "## 1234? {#other}\n\n5678."),
        );
    }
    site.write(
        "content/faq/frozen.md",
        page("Frozen", "## Frozen? {#frozen}\n\nCall us."),
    );
    site.write(
        "content/faq/other.md",
        page("Other", "## Numbers? {#other}\n\nNone."),
    );
    for (query, lang, name) in [
        ("E1042", "en", "codes"),
        ("e1042", "en", "codes"),
        ("E-1042", "en", "codes"),
        ("1099DA", "en", "codes"),
        ("w8ben", "en", "codes"),
        ("冻结", "zh", "frozen"),
        ("客服", "zh", "frozen"),
        ("账户冻结", "zh", "frozen"),
        ("凍結", "ja", "frozen"),
        ("サポート", "ja", "frozen"),
        ("ระงับ", "th", "frozen"),
    ] {
        let results = found(&site, query, lang);
        assert_eq!(
            results.first().map(|(page, _)| page.as_str()),
            Some(name),
            "{query}: {results:?}"
        );
    }
}

#[test]
fn a_regulator_that_contradicts_the_pack_is_told() {
    let with = |lines: &str| {
        let site = Site::demo();
        site.append("candor.toml", &format!("\n[regulator]\n{lines}"));
        let found = site.findings();
        found
            .into_iter()
            .filter(|finding| {
                finding.file == "candor.toml" && finding.message.contains("of the regulator")
            })
            .count()
    };
    for wrong in [
        "phone = \"(800) 342-3737\"\n",
        "website = \"https://www.dfs-ny.example\"\n",
        "name = \"Department of Finance\"\n",
        "address = [\"Two State Street\", \"New York\"]\n",
        "phone = \"+1-212-555-0100\"\n",
    ] {
        assert_eq!(with(wrong), 1, "{wrong}");
    }
    for fine in [
        "phone = \"+1-800-342-3736\"\n",
        "website = \"https://dfs.ny.gov/\"\n",
        "name = \"New York State Department of Financial Services\"\n",
        "short_name = \"NYDFS\"\n",
        "address = [\"New York State Department of Financial Services, One State Street\", \"New York NY 10004\"]\n",
    ] {
        assert_eq!(with(fine), 0, "{fine}");
    }
}
