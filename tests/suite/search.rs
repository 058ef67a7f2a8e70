//! What customers find: `candor search` and the assertions of `candor.toml`, from the
//! same script that their browsers run.

use crate::common::{Run, Site, page};
use serde_json::Value;

/// The lines of JSON that a search prints.
fn answers(run: &Run) -> Vec<Value> {
    run.succeeds();
    let lines = run.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The pages that a query finds on a site, best first.
fn pages(site: &Site, arguments: &[&str]) -> Vec<String> {
    let run = site.run(&[&["search", "--format", "json"], arguments].concat());
    let answers = answers(&run);
    assert_eq!(answers.len(), 1, "{run}");
    let results = answers[0]["results"].as_array().unwrap();
    results
        .iter()
        .map(|found| found["page"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_sentence_full_of_typos_finds_the_topic() {
    let site = Site::demo();
    for (query, page) in [
        ("my acount is lockd", "account-freezes"),
        ("blocked account", "account-freezes"),
        ("somebody robbed my coins", "unauthorized-activity"),
        ("is the app down", "unplanned-events"),
    ] {
        assert_eq!(pages(&site, &[query])[0], page, "{query}");
    }
    for (query, page) in [
        ("mi cuneta esta bloqeada", "account-freezes"),
        ("me robaron", "unauthorized-activity"),
    ] {
        assert_eq!(pages(&site, &["--lang", "es", query])[0], page, "{query}");
    }
    assert!(!site.path("public").exists(), "a search writes no site");
}

#[test]
fn results_are_for_programs_and_for_people() {
    let site = Site::minimal();
    let run = site.run(&[
        "search",
        "--format",
        "json",
        "--limit",
        "1",
        "what",
        "do",
        "transfers",
        "cost",
    ]);
    let line = run.stdout.trim_end();
    let found = &answers(&run)[0];
    assert!(
        line.starts_with(r#"{"query":"what do transfers cost","results":[{"page":""#),
        "{line}"
    );
    let result = &found["results"][0];
    let (page, url) = (
        result["page"].as_str().unwrap(),
        result["url"].as_str().unwrap(),
    );
    assert!(url.starts_with(&format!("/faq/{page}/#")), "{url}");
    assert!(result["score"].as_f64().unwrap() > 0.0 && result["question"].is_string());

    let human = site.run(&["search", "--limit", "1", "what do transfers cost"]);
    human.succeeds();
    assert!(
        human.stdout.starts_with(" 1. ") && human.stdout.contains(url),
        "{human}"
    );
}

#[test]
fn a_file_of_queries_is_answered_line_by_line() {
    let site = Site::demo();
    let long = "frozen ".repeat(1_500);
    let queries = [
        "my acount is lockd",
        "",
        "the of and",
        "😀",
        "\u{200f}\u{202e}fees",
        "<b>fees</b>",
        "__proto__",
        "constructor",
        &long,
        "qqqqqqqqqq",
        "\"quoted\" \\ back",
    ];
    let file = site.beside("queries.txt");
    // As an editor on Windows writes it.
    std::fs::write(&file, format!("\u{feff}{}\r\n", queries.join("\r\n"))).unwrap();
    let run = site.run(&[
        "search",
        "--limit",
        "2",
        "--queries",
        file.to_str().unwrap(),
    ]);
    let answers = answers(&run);
    assert_eq!(answers.len(), queries.len());
    for (query, answer) in queries.iter().zip(&answers) {
        assert_eq!(answer["query"], *query);
        assert!(answer["results"].as_array().unwrap().len() <= 2);
    }
    for (line, page) in [
        (0, "account-freezes"),
        (4, "fees"),
        (5, "fees"),
        (8, "account-freezes"),
    ] {
        assert_eq!(
            answers[line]["results"][0]["page"], page,
            "{}",
            queries[line]
        );
    }
}

#[test]
fn a_search_that_cannot_be_made_says_why() {
    let site = Site::minimal();
    site.run(&["search"]).at_fault().says("<WORDS>");
    site.run(&["search", "--queries", "x", "fees"]).at_fault();
    site.run(&["search", "--queries", "nowhere.txt"])
        .at_fault()
        .says("nowhere.txt");
    site.run(&["search", "--lang", "fr", "fees"])
        .at_fault()
        .says("no search in the language `fr`");
    site.write("themes/default/static/search-engine.js", "nothing;");
    site.run(&["search", "fees"])
        .at_fault()
        .says("the search engine of the site fails");
    site.write("candor.toml", "");
    site.run(&["search", "fees"]).at_fault().says("site");
}

/// `--queries` takes any bytes: what is no text is a question with marks in place of the bytes.
#[test]
fn a_file_of_queries_may_hold_anything() {
    let site = Site::demo();
    let file = site.beside("queries.bin");
    let lines: [&[u8]; 6] = [
        b"fees\xff\xfe account",
        // A lone surrogate as some programs write it.
        b"\xed\xa0\x80 fees",
        b"\xff",
        b"\0fees",
        b"   ",
        b"fees",
    ];
    std::fs::write(&file, lines.join(&b'\n')).unwrap();
    let run = site.run(&["search", "--queries", file.to_str().unwrap()]);
    let answers = answers(&run);
    assert_eq!(answers.len(), lines.len());
    let found = |line: usize| answers[line]["results"].as_array().unwrap();
    for line in [1, 3, 5] {
        assert_eq!(found(line)[0]["page"], "fees", "line {line}");
    }
    assert!(!found(0).is_empty());
    assert!(!found(2).is_empty(), "something is shown whatever is asked");
    assert!(found(4).is_empty(), "no question was asked");

    std::fs::write(&file, "").unwrap();
    let run = site.run(&["search", "--queries", file.to_str().unwrap()]);
    assert_eq!((run.succeeds().stdout.as_str(), run.code), ("", Some(0)));
}

#[test]
fn what_nothing_is_like_shows_what_people_need_most() {
    let site = Site::demo();
    let long = "x".repeat(10_000);
    for query in ["qqqqqqqqqq", "😀", "\u{200f}", &long] {
        let run = site.run(&["search", query]);
        run.succeeds();
        assert!(run.stdout.starts_with("Nothing "), "{run}");
        assert!(run.stdout.contains("/faq/account-freezes/"), "{run}");
    }
}

fn expect(site: &Site, entry: &str) {
    site.append("candor.toml", &format!("\n[[search.expect]]\n{entry}\n"));
}

#[test]
fn an_expectation_that_holds_is_no_finding() {
    let site = Site::minimal();
    expect(&site, "query = \"what does it cost\"\nfinds = \"fees\"");
    expect(
        &site,
        "query = \"cuanto cuesta\"\nfinds = \"fees\"\nwithin = 1\nlang = \"es\"",
    );
    site.check().succeeds();
    site.build().succeeds();
}

#[test]
fn a_missed_expectation_stops_the_build() {
    let site = Site::minimal();
    expect(&site, "query = \"fees\"\nfinds = \"transfers\"\nwithin = 1");
    let line = site
        .read("candor.toml")
        .lines()
        .position(|l| l.starts_with("[[search"))
        .unwrap()
        + 1;
    let checked = site.check();
    assert_eq!(checked.code, Some(1), "{checked}");
    for text in [
        "error[access.found]: customers who search for `fees` find `fees`, and not `transfers`",
        &format!("candor.toml:{line}"),
        "`also`",
    ] {
        assert!(checked.stdout.contains(text), "{text} is not in\n{checked}");
    }
    site.build().denied().says("access.found");
    assert!(!site.path("public").exists());
}

/// The findings of the site about what its search finds.
fn told(site: &Site) -> Vec<(String, String)> {
    let found = site.findings().into_iter();
    found
        .filter(|finding| finding.id == "access.found")
        .map(|finding| (finding.severity, finding.message))
        .collect()
}

/// Another page may take the place of one that still answers the query: that is no fault of it, and stops nothing.
#[test]
fn a_page_that_comes_before_the_expected_one_is_named_and_warned_about() {
    let site = Site::minimal();
    let body = "## How do I recover a lost parcel?\n\nA lost parcel comes back within a week.";
    site.write("content/faq/parcels.md", page("Lost parcels", body));
    expect(
        &site,
        "query = \"recover a lost parcel\"\nfinds = \"parcels\"\nwithin = 1",
    );
    assert_eq!(told(&site), []);
    let shown = site.run(&["check", "--format", "json"]);
    shown.succeeds();
    // Each of these goes before it, though none is about anything else.
    let body = "## How do I recover a lost parcel?\n\nRecover a lost parcel here: to recover a lost parcel, recover it.";
    site.write(
        "content/faq/recover.md",
        page("Recover a lost parcel", body),
    );
    let found = told(&site);
    assert_eq!(found.len(), 1, "{found:?}");
    let (severity, message) = &found[0];
    assert_eq!(severity, "warning");
    assert_eq!(
        message,
        "customers who search for `recover a lost parcel` find `/faq/recover/` before `parcels`"
    );
    site.check().succeeds();
    // Where the page does not answer any more, that is an error.
    site.write(
        "content/faq/parcels.md",
        page("Post", "## Who brings letters?\n\nThe post does."),
    );
    site.replace("candor.toml", "finds = \"parcels\"", "finds = \"post\"");
    std::fs::rename(
        site.path("content/faq/parcels.md"),
        site.path("content/faq/post.md"),
    )
    .unwrap();
    let found = told(&site);
    assert_eq!(
        (found.len(), found[0].0.as_str()),
        (1, "error"),
        "{found:?}"
    );
}

#[test]
fn an_expectation_that_is_about_to_break_is_noted_and_the_closest_is_told() {
    let site = Site::minimal();
    let body = "## How do I recover a lost parcel?\n\nA lost parcel comes back within a week.";
    for name in ["one", "two"] {
        site.write(
            &format!("content/faq/{name}.md"),
            page(&format!("Parcel {name}"), body),
        );
    }
    expect(
        &site,
        "query = \"recover a lost parcel one\"\nfinds = \"one\"\nwithin = 1",
    );
    assert_eq!(told(&site), [], "the word of its own sets it apart");
    expect(
        &site,
        "query = \"recover a lost parcel\"\nfinds = \"one\"\nwithin = 1",
    );
    let found = told(&site);
    let notes: Vec<_> = found
        .iter()
        .filter(|(severity, _)| severity == "note")
        .collect();
    let before: Vec<_> = found
        .iter()
        .filter(|(severity, _)| severity == "warning")
        .collect();
    // Which of the two goes first, their addresses decide.
    assert_eq!(
        (notes.len(), before.len()),
        if before.is_empty() { (1, 0) } else { (0, 1) },
        "{found:?}"
    );
    site.check().succeeds();
    // A pack's row tells by how much the closest holds.
    let demo = Site::demo().run(&["coverage", "--format", "csv"]);
    let row = demo
        .succeeds()
        .stdout
        .lines()
        .find(|line| line.contains("access.found,"));
    let row = row.unwrap_or_default();
    assert!(
        row.contains("holds by least, ") && row.contains(" %"),
        "{row}"
    );
}

#[test]
fn an_expectation_may_name_a_question() {
    let site = Site::demo();
    let run = |finds: &str| {
        let query = "query = \"why is my account frozen\"\nwithin = 1\n";
        site.replace(
            "candor.toml",
            "[[search.expect]]\n",
            &format!("[[search.expect]]\n{query}finds = \"{finds}\"\n\n[[search.expect]]\n"),
        );
        let text = site.check().stdout;
        text.lines()
            .filter(|line| line.contains("access.found"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert!(run("account-freezes#why-frozen").is_empty());
    let found = run("account-freezes#steps");
    assert!(
        found[0].contains("find `account-freezes#why-frozen` before `account-freezes#steps`"),
        "{found:?}"
    );
}

#[test]
fn an_expectation_of_a_page_that_is_not_there_says_so() {
    let site = Site::minimal();
    expect(&site, "query = \"fees\"\nfinds = \"feees\"");
    let run = site.check();
    assert!(
        run.stdout.contains("no page is called `feees`") && run.stdout.contains("`fees`?"),
        "{run}"
    );
    expect(&site, "query = \"fees\"\nfinds = \"fees\"\nlang = \"fr\"");
    let run = site.check().at_fault();
    assert!(
        run.stdout.contains("no search in the language `fr`"),
        "{run}"
    );
    for wrong in ["within = 0", "within = -1", "finds = 3", "wihtin = 2"] {
        let site = Site::minimal();
        expect(
            &site,
            &format!("query = \"fees\"\nfinds = \"fees\"\n{wrong}"),
        );
        site.check().at_fault();
    }
}

#[test]
fn a_site_has_synonyms_of_its_own() {
    let site = Site::minimal();
    let before = site.run(&["search", "zorkmids"]);
    assert!(before.succeeds().stdout.starts_with("Nothing "), "{before}");
    site.append(
        "candor.toml",
        "\n[search.synonyms]\nen = [[\"zorkmid\", \"zorkmids\", \"fee\"]]\n",
    );
    assert_eq!(pages(&site, &["zorkmids"])[0], "fees");
    assert_eq!(
        pages(&site, &["zorkmds"])[0],
        "fees",
        "a synonym may be mistyped, too"
    );
}

#[test]
fn a_theme_may_replace_the_synonyms() {
    let site = Site::minimal();
    let file = "themes/default/synonyms/en.toml";
    site.write(file, "groups = [[\"quux\", \"fees\"]]\n");
    assert_eq!(pages(&site, &["quux"])[0], "fees");
    site.write(file, "groups = [\"quux\"]\n");
    let run = site.check();
    assert!(
        run.stdout.contains("theme.synonyms") && run.stdout.contains(file),
        "{run}"
    );
}

#[test]
fn a_language_brings_its_small_words_without_a_line_of_rust() {
    let site = Site::minimal();
    site.replace(
        "candor.toml",
        "others = [\"es\"]",
        "others = [\"es\", \"pl\"]",
    );
    for (name, question) in [
        ("oplaty", "Ile jest opłat?"),
        ("jest", "Co jest, gdy jest przelew?"),
    ] {
        let text = format!("+++\ntitle = \"{name}\"\n+++\n\n## {question}\n\nTak.\n");
        site.write(&format!("content/faq/{name}.pl.md"), &text);
    }
    let found = || pages(&site, &["--lang", "pl", "jest opłat"]);
    let root = |key: &str| -> Value {
        site.run(&["build", "--allow-findings"]).succeeds();
        let root: Value = serde_json::from_str(&site.read("public/search/pl/index.json")).unwrap();
        root[key].clone()
    };
    assert_eq!(root("stop"), "");
    assert_eq!(found().len(), 2);

    let file = "themes/default/stopwords/pl.toml";
    site.write(file, "stop = [\"jest\"]\nendings = [\"ami\"]\n");
    assert_eq!(root("stop"), "jest");
    assert_eq!(root("endings"), "ami");
    assert_eq!(found(), ["oplaty"]);

    // However it is written.
    site.write(
        file,
        "stop = [\"Jest\"]\nfaint = [\"Podría\"]\nendings = [\"ów\"]\n",
    );
    assert_eq!(found(), ["oplaty"]);
    assert_eq!(root("stop"), "jest");
    assert_eq!(root("faint"), "podria");
    assert_eq!(root("endings"), "ow");

    for (entry, said) in [
        ("co  to", "`co  to` is more than one word"),
        ("—", "`—` is no word"),
    ] {
        site.write(file, format!("stop = [\"jest\", \"{entry}\"]\n"));
        let run = site.check();
        for text in ["theme.stopwords", said, &format!("{file}:1")] {
            assert!(run.stdout.contains(text), "{text} is not in\n{run}");
        }
    }

    site.write(file, "stop = \"jest\"\n");
    let run = site.check();
    assert!(
        run.stdout.contains("theme.stopwords") && run.stdout.contains(file),
        "{run}"
    );
}

/// The default theme has the words of `no`; a site calls its language by one of its written forms.
#[test]
fn both_forms_of_norwegian_have_the_words_of_norwegian() {
    let site = Site::minimal();
    site.replace(
        "candor.toml",
        "others = [\"es\"]",
        "others = [\"es\", \"nb\", \"nn-NO\"]",
    );
    site.write(
        "themes/default/synonyms/no.toml",
        "groups = [[\"gebyr\", \"zorkmid\"]]\n",
    );
    for lang in ["nb", "nn-NO"] {
        let text = "+++\ntitle = \"Gebyrer\"\n+++\n\n## Hva er ikke et gebyr?\n\nDet er en pris.\n";
        site.write(&format!("content/faq/fees.{lang}.md"), text);
    }
    site.run(&["build", "--allow-findings"]).succeeds();
    for lang in ["nb", "nn-NO"] {
        let root = site.read(&format!("public/search/{lang}/index.json"));
        let root: Value = serde_json::from_str(&root).unwrap();
        let words = |key: &str| -> Vec<String> {
            let words = root[key].as_str().unwrap().split(' ');
            words.map(str::to_owned).collect()
        };
        let (stop, endings) = (words("stop"), words("endings"));
        assert!(stop.contains(&"hva".to_owned()), "{lang}: {stop:?}");
        assert!(!stop.contains(&"ikke".to_owned()), "{lang}: {stop:?}");
        assert!(endings.contains(&"ene".to_owned()), "{lang}: {endings:?}");
        assert_eq!(pages(&site, &["--lang", lang, "zorkmid"])[0], "fees");
    }
}
