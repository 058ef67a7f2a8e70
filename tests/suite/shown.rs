//! What a writer typed and what readers get are the same, or a finding stands at the place: markup that nothing made
//! anything of, text that vanishes, raw HTML, facts that are nearly facts, texts that wait to be written.

use std::collections::BTreeMap;

use crate::common::{Dice, Site, page};

/// What a case must bring: an id, and a text of its place's line.
type Case<'c> = (&'c str, &'c str, &'c str);

/// The findings in each of these answers, each on a page of its own: ids with their lines of the answer.
fn found(answers: &[&str]) -> Vec<Vec<(String, String)>> {
    let site = Site::minimal();
    for (at, answer) in answers.iter().enumerate() {
        let body = format!("## Question number {at}?\n\n{answer}\n");
        site.write(
            &format!("content/faq/case-{at}.md"),
            page(&format!("Case {at}"), &body),
        );
    }
    let run = site.run(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let mut all: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let file = finding["file"].as_str().unwrap_or_default().to_owned();
        let line = finding["start"]["line"].as_u64().unwrap_or_default() as usize;
        let text = std::fs::read_to_string(site.path(&file)).unwrap_or_default();
        let line = text
            .split('\n')
            .nth(line.saturating_sub(1))
            .unwrap_or_default();
        let id = finding["id"].as_str().unwrap().to_owned();
        all.entry(file).or_default().push((id, line.to_owned()));
    }
    let found = (0..answers.len())
        .map(|at| {
            all.remove(&format!("content/faq/case-{at}.md"))
                .unwrap_or_default()
        })
        .collect();
    assert!(all.is_empty(), "elsewhere: {all:?}");
    found
}

/// Each case is found once, at its line.
fn are_found(cases: &[Case<'_>]) {
    let answers: Vec<&str> = cases.iter().map(|(answer, ..)| *answer).collect();
    for ((answer, id, line), found) in cases.iter().zip(found(&answers)) {
        let ours: Vec<_> = found.iter().filter(|(known, _)| known == id).collect();
        assert_eq!(ours.len(), 1, "{answer:?}: {found:?}");
        assert!(ours[0].1.contains(line), "{answer:?}: {found:?}");
    }
}

fn are_quiet(answers: &[&str]) {
    for (answer, found) in answers.iter().zip(found(answers)) {
        assert!(found.is_empty(), "{answer:?}: {found:?}");
    }
}

const SHOWN: &str = "markdown.shown";
const LOST: &str = "markdown.lost";
const FACT: &str = "facts.unknown";
const NOTE: &str = "markdown.footnote";

#[test]
fn markup_that_makes_nothing_is_told_where_it_stands() {
    are_found(&[
        ("Fees are **low and fair.", SHOWN, "**low"),
        ("Read this: ** never ** share it.", SHOWN, "** never"),
        ("- __ Note __ this", SHOWN, "__ Note"),
        ("A line.\n\n###Why is it so", SHOWN, "###Why"),
        ("A line.\n##\u{a0}Another one", SHOWN, "Another one"),
        ("#Is it insured?", SHOWN, "#Is"),
        ("####### Too deep", SHOWN, "#######"),
        ("It ends. ## A second question", SHOWN, "## A second"),
        ("| ## Head | B |\n|---|---|\n| a | b |", SHOWN, "## Head"),
        ("See [the list](our list.md).", SHOWN, "our list"),
        ("See [the list] (fees.md).", SHOWN, "[the list]"),
        ("See [the list][list] today.", SHOWN, "[list]"),
        ("> See [[Fees]].", SHOWN, "[[Fees]]"),
        ("Begin:\n\n| Way | Fee |\n| Wire | 15 |", SHOWN, "| Way"),
        ("Way | Fee\nWire | 15", SHOWN, "Way | Fee"),
        ("Way\tFee\tTime\nWire\t15\t2", SHOWN, "Way"),
        ("Bring:\n\n• your passport", SHOWN, "• your"),
        ("- a\n- b\n\n-\u{a0}your passport", SHOWN, "passport"),
        ("1.\u{a0}Sign in", SHOWN, "Sign in"),
        ("Some text {.important} here.", SHOWN, "{.important}"),
        ("A word {: #there } here", SHOWN, "{: #there }"),
        ("> [!HINT]\n> Never share it.", SHOWN, "[!HINT]"),
        ("> [!WARNING] Never share it.", SHOWN, "[!WARNING]"),
        (":::tip", SHOWN, ":::tip"),
        ("Type `open and go.", SHOWN, "`open"),
        ("An <!-- open comment", SHOWN, "<!--"),
        ("Fees &amp;nbsp; apply", SHOWN, "&amp;nbsp;"),
        ("{% include fees.html %}", SHOWN, "{%"),
        ("<p>Fees are **low** here.</p>", SHOWN, "**low**"),
        ("<p>See [fees](fees.md).</p>", SHOWN, "[fees]"),
        ("No more.[^why]", NOTE, "[^why]"),
        ("A note.\n\n[^unused]: Because.", NOTE, "[^unused]"),
    ]);
}

#[test]
fn signs_that_mean_what_they_are_stay_quiet() {
    are_quiet(&[
        "Masked as ****1234, or 2**3, or 2 ** 3; it ends in 5**.",
        r"\*\*Not bold\*\*, \## no heading, \[no](link.md), \| no | table.",
        "`**code**`, `##code`, `[a](b c)`, ``{{ code }}``.\n\n```\n##x **y\n| a | b |\n• c\n```",
        "Terms | Privacy | Contact",
        "He said so [sic] (see below), as in [1][2] and [3] too.",
        "#1 in the list, C# and #hashtag.",
        "snake__case and a_b_c and https://example.com/a__b/**/c there.",
        "> A quotation.\n>\n> — The author",
        "– One dash at the beginning of a line.\n\n-5 dollars at the beginning of one.",
        "R&D; fish & chips; AT&T; &copy; 2026 &nbsp; fine.",
        "Braces {like this}, {5}, { a }, and :: colons : here.",
        "| A | B |\n|---|---|\n| **a** \\| b | `x \\| y` |\n| only one |",
        "A tab\tonce.",
        "Open • Closed • Holiday",
        "Where 5 < 6 and a > b, <https://example.com>.",
        "A note.[^a]\n\n[^a]: Because.",
        "See [fees] and [the fees][fees].\n\n[fees]: fees.md",
        "Is it done?\n\n- [x] yes\n- [ ] no",
    ]);
}

#[test]
fn text_that_would_vanish_is_told() {
    are_found(&[
        (
            "Write to us as <your full name> today.",
            LOST,
            "<your full name>",
        ),
        ("Send the <amount> now.", LOST, "<amount>"),
        ("If a<b and c>d holds.", LOST, "a<b"),
        ("| Pay <fee> | B |\n|---|---|\n| a | b |", LOST, "<fee>"),
        ("> - In a <deep place>", LOST, "<deep place>"),
        ("<div>\n<!-- a note\n\nNext</div>", LOST, "<!-- a note"),
        ("<style>\n.a { }\n\nAll of this is gone.", LOST, "<style>"),
        ("Use <script> here and there.", LOST, "<script>"),
        ("<div title=\"a>\nText in a tag.", LOST, "<div"),
        ("<?php echo $fee ?>", LOST, "<?php"),
        ("It is <![CDATA[not shown]]> here.", LOST, "CDATA"),
        ("| A | B |\n|---|---|\n| 1 | 2 | and 3 |", LOST, "and 3"),
        ("> | A |\n> |---|\n> | 1 | gone", LOST, "gone"),
        ("Before.\n\n[Important]: never", LOST, "[Important]"),
        ("Before.\n\n[unused]: fees.md", LOST, "[unused]"),
        ("```\ncode that never ends\n\nText.", LOST, "```"),
    ]);
}

#[test]
fn text_that_stays_is_quiet() {
    are_quiet(&[
        "A <!-- closed --> comment.\n\n<!-- over\n\nlines -->\n\nAfter.",
        "Write \\<your name> or `<your name>` or &lt;your name&gt;.",
        "H<sub>2</sub>O, a<br>b, <kbd>Ctrl</kbd>, <abbr title=\"one\">o</abbr>.",
        "<details>\n<summary>More</summary>\n\nHidden *text*.\n\n</details>",
        "| A | B |\n|---|---|\n| 1 | 2 |   |\n| 3 |\n",
        "~~~\ncode\n~~~\n\n````\n```\n````\n\n> ```\n> quoted\n> ```",
        "<p>One<p>Two\n<ul><li>a<li>b</ul>\n<table><tr><td>a<td>b</table>",
        "<font color=\"red\">Red</font> <center>in the middle</center>\n\n<section><div hidden>x</div></section>",
        "I <3 it, 1<2, x <y, <-- and --> arrows.",
    ]);
}

#[test]
fn raw_html_is_told_what_markdown_is_told() {
    are_found(
        &[
            ("<p>TODO: the fee</p>", "content.placeholder", "TODO"),
            (
                "<ul><li>within XX days</li></ul>",
                "content.placeholder",
                "XX",
            ),
            (
                "<p>Like this: <img src=\"form.png\"></p>",
                "markdown.alt-text",
                "<img",
            ),
            (
                "<h2>Another question?</h2>\n<p>An answer.</p>",
                "markdown.heading",
                "<h2>",
            ),
            (
                "<p id=\"one\">a</p>\n<p id=\"one\">b</p>",
                "markdown.anchor",
                "b</p>",
            ),
            (
                "A word, <b id=\"site-words\">bold</b>.",
                "markdown.anchor",
                "site-words",
            ),
            (
                "<a href=\"fees.md\"> </a> is empty.",
                "markdown.link-text",
                "<a href",
            ),
            ("An empty [](fees.md) link.", "markdown.link-text", "[]"),
            (
                "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
                "markdown.unsafe-link",
                "jav",
            ),
            (
                "<a href=\"&#1;javascript&colon;alert(1)\">x</a>",
                "markdown.unsafe-link",
                "colon",
            ),
            (
                "<a href='DATA&colon;text/html,x'>x</a>",
                "markdown.unsafe-link",
                "DATA",
            ),
            ("<a href=\"gone&#46;md\">x</a>", "upkeep.links", "gone"),
            (
                "<a href=\"&#104;ttp://example.com/\">x</a>",
                "upkeep.links",
                "ttp",
            ),
            (
                "<img alt=\"x\" src=\"https://cdn.example/a.png?w=1&amp;h=2\">",
                "access.self-contained",
                "cdn",
            ),
            (
                "<iframe src=\"https://video.example/\"></iframe>\n\nText.",
                "markdown.html",
                "<iframe",
            ),
            ("<p>It is <b>bold</p>\n\nAnd on.", "markdown.html", "<b>"),
            ("<p>Call {{ phone.nmber }}</p>", FACT, "nmber"),
            ("&nbsp;\n\n<p>\u{200b}</p><hr>", "content.empty", "Question"),
            ("<br>", "content.empty", "Question"),
        ]
        .map(|(answer, id, line)| (answer, id, line)),
    );
}

#[test]
fn raw_html_counts_like_any_text() {
    let site = Site::minimal();
    let body = "Begin.\n\n## What does a courier cost?\n\n<p>A capybara courier costs $5<br>in Quokkaville.</p>\n\
                <ul><li>It is free above $10,000</li><li>Call {{ phone.number }}</li></ul>\n\
                <table><tr><th>Way</th><th>Fee</th></tr><tr><td>Wire</td><td>15</td></tr></table>\n\n\
                <p id=\"below\">See <a href=\"#below\">below</a> and <a name=\"old\"></a>there.</p>\n\n[Go](#old)\n";
    site.write("content/faq/couriers.md", page("Couriers", body));
    let site = site.built();
    let html = site.published("faq/couriers/index.html");
    assert!(
        html.contains("<div class=\"table\" role=\"group\""),
        "{html}"
    );
    assert!(html.contains("tel:+18885550134"), "{html}");
    let text = "A capybara courier costs $5 in Quokkaville. It is free above $10,000; Call +1-888-555-0134.";
    let api = site.output().json("api/faq.json");
    assert!(
        api.to_string().contains("capybara") || html.contains("capybara"),
        "{api}"
    );
    assert!(html.contains(text), "JSON-LD holds the text: {html}");
    let run = site.run(&[
        "search", "--format", "json", "--limit", "1", "--", "capybara",
    ]);
    assert!(run.stdout.contains("couriers"), "{run}");
}

#[test]
fn facts_that_are_nearly_facts_are_told() {
    are_found(&[
        ("Call {{ phone.number } now.", FACT, "{{ phone.number }"),
        ("Call { phone.number }} now.", FACT, "phone.number }}"),
        ("Call {{ phone . number }}.", FACT, "phone . number"),
        ("Call {{phone number}}.", FACT, "phone number"),
        ("Call {{ phone.number | upper }}.", FACT, "upper"),
        ("Call {{\u{a0}phone.number\u{a0}}}.", FACT, "phone.number"),
        ("Call {{\u{202f}phone.number }}.", FACT, "phone.number"),
        ("Call {{ phone.\nnumber }}.", FACT, "{{ phone."),
        ("Call {{ “phone.number” }}.", FACT, "phone.number"),
        ("- Call {{{ phone.number }}}.", FACT, "phone.number"),
        ("    {{ phone.number }}", FACT, "phone.number"),
        (
            "[Call](fees.md \"{{ phone.number }\")",
            FACT,
            "phone.number",
        ),
        (
            "| A |\n|---|\n| {{ phone.number] }} |",
            FACT,
            "phone.number",
        ),
        ("<p>Call {{ phone number }}</p>", FACT, "phone number"),
        (
            "<abbr title=\"{{ phone number }}\">a</abbr>",
            FACT,
            "phone number",
        ),
    ]);
    are_quiet(&[
        "Call {{ phone.number }} or {{phone.number}} or **{{ phone.number }}**.",
        "[Call]({{ phone.number }} \"From {{ phone.hours }}\")",
        "`{{ phone.number }` and ``{{x}}`` and \\{\\{ x \\}\\}.",
        "```\n{{ phone.number } {{ x y }}\n```",
        "{single} and { { blanks } } and {\"a\": {\"b\": 1} } are no facts.",
    ]);
}

#[test]
fn a_fact_stands_in_the_title_of_a_link() {
    let site = Site::minimal();
    let body = "## A question?\n\n[Call us](fees.md \"At {{ phone.number }}\")";
    site.write("content/faq/limits.md", page("Limits", body));
    let html = site.built().published("faq/limits/index.html");
    assert!(html.contains("title=\"At +1-888-555-0134\""), "{html}");
}

#[test]
fn front_matter_and_data_are_looked_at_too() {
    let site = Site::minimal();
    site.write(
        "content/faq/limits.md",
        "+++\ntitle = \"Limits &nbsp; of **fees**\"\ndescription = \"See [fees](fees.md), {{ phone.number }\"\nalso = [\"fees {{ x y }}\"]\n+++\n\n## A question?\n\nYes.\n",
    );
    site.replace(
        "content/channels.toml",
        "kind = \"phone\"",
        "kind = \"phone\"\nlabel = \"Call {{ phone.number }}\"",
    );
    let run = site.build().denied();
    run.says("readers see `&nbsp;`")
        .says("they make nothing bold")
        .says("this makes no link")
        .says("`{{ phone.number }` is no fact")
        .says("`{{ x y }}` is no fact")
        .says("no fact stands in data");
}

#[test]
fn what_waits_to_be_written_is_told_in_every_place() {
    are_found(&[
        ("It is tbc soon.", "content.placeholder", "tbc"),
        ("Due on T.B.D. at noon.", "content.placeholder", "T.B.D"),
        ("By [insert date].", "content.placeholder", "[insert"),
        ("From [●] on.", "content.placeholder", "[●]"),
        (
            "[NTD: ask counsel] It is free.",
            "content.placeholder",
            "NTD",
        ),
        ("It costs ???", "content.placeholder", "???"),
        ("Signed by ____ today.", "content.placeholder", "____"),
        ("[TBD](fees.md)", "content.placeholder", "[TBD]"),
        ("[Fees](fees.md \"FIXME\")", "content.placeholder", "FIXME"),
        ("| A |\n|---|\n| XX% |", "content.placeholder", "XX%"),
        ("### Lorem ipsum\n\nYes.", "content.placeholder", "Lorem"),
        ("> dolor sit amet", "content.placeholder", "dolor"),
    ]);
    are_quiet(&[
        "We show XXX-XX-1234 and XXXX XXXX XXXX 1234.",
        "Part XX, Order XXXXXX and size XXL.",
        "Really? What??? Yes: snake_case.",
        "He said [sic], and [1] too. Insert the card.",
        "We have todo lists and methods.",
    ]);
}

#[test]
fn a_site_says_what_waits_and_what_does_not() {
    let site = Site::minimal();
    site.append(
        "candor.toml",
        "\n[placeholders]\nadd = [\"acme filler\"]\nexcept = [\"XX Bank\"]\n",
    );
    site.write(
        "content/faq/limits.md",
        page("Limits", "## A question?\n\nAn Acme filler at XX Bank."),
    );
    let run = site.build().denied();
    run.says("1 error").says("`Acme filler`");
    site.replace("candor.toml", "acme filler", "other")
        .check()
        .succeeds();
}

#[test]
fn words_are_words_in_their_own_language() {
    let site = Site::minimal();
    site.append(
        "content/faq/fees.es.md",
        "\n## TODO LO QUE DEBE SABER\n\nEs gratis para TODO el mundo en el siglo XX.\n",
    );
    site.check().succeeds();
    site.append("content/faq/fees.es.md", "\nTODO: escribir.\n");
    site.build().denied().says("content.placeholder");
}

#[test]
fn ten_thousand_slips_are_told_once_each_up_to_a_hundred() {
    let site = Site::minimal();
    let slips = [
        ("##What\n\n", "markdown.shown"),
        ("<your name> ", "markdown.lost"),
        ("{{ phone.nmber }} ", "facts.unknown"),
        ("[](fees.md) ", "markdown.link-text"),
        ("TODO ", "content.placeholder"),
        ("### Equal\n\nText.\n\n", ""),
        ("<div>", "markdown.nesting"),
        ("*b_", ""),
        ("> ", ""),
    ];
    for (at, (slip, _)) in slips.iter().enumerate() {
        let body = format!("## A question?\n\nText.\n\n{}", slip.repeat(10_000));
        site.write(
            &format!("content/faq/many-{at}.md"),
            page(&format!("Many {at}"), &body),
        );
    }
    let run = site.run(&["check", "--format", "json"]).denied();
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    for (at, (slip, id)) in slips
        .iter()
        .enumerate()
        .filter(|(_, (_, id))| !id.is_empty())
    {
        let file = format!("content/faq/many-{at}.md");
        let findings = report["findings"].as_array().unwrap().iter();
        let count = findings
            .filter(|finding| finding["file"] == *file && finding["id"] == *id)
            .count();
        assert!((1..=101).contains(&count), "{slip:?}: {count}");
    }
    assert!(run.stdout.contains("more like it in this file"));
}

#[test]
fn a_setext_heading_of_several_lines_and_controls_break_nothing() {
    let site = Site::minimal();
    let body = "How can I pay? {#pay}\nWith a card.\n---\n\nChoose one. A\0B\u{1b}[2J.\n\nHow\nlong? { #long }\n---\n\nThe platy\u{ad}pus. See [above](#long).";
    site.write("content/faq/limits.md", page("Limits", body));
    let run = site.run(&["build", "--allow-findings"]);
    run.says("source.encoding").says("markdown.shown");
    let html = site.published("faq/limits/index.html");
    assert!(html.contains("id=\"long\"") && !html.contains('\0') && !html.contains('\u{1b}'));
    let run = site.run(&[
        "search", "--format", "json", "--limit", "1", "--", "platypus",
    ]);
    assert!(run.stdout.contains("limits"), "{run}");
}

#[test]
fn only_addresses_of_websites_are_taken_for_one() {
    let site = Site::minimal();
    let fine = site.read("candor.toml");
    for bad in [
        "javascript:alert(1)",
        "//a.example",
        "data:text/html,x",
        "https://",
        "www.example.com",
    ] {
        let config = match fine.contains("website = ") {
            true => fine.clone(),
            false => fine.replacen(
                "[entity]",
                "[entity]\nwebsite = \"https://www.example.com\"",
                1,
            ),
        };
        let line = config
            .lines()
            .find(|line| line.starts_with("website = "))
            .unwrap();
        site.write(
            "candor.toml",
            config.replacen(line, &format!("website = \"{bad}\""), 1),
        );
        site.build().at_fault().says("config.value");
    }
}

#[test]
fn every_page_says_itself_what_it_may_load() {
    let site = Site::minimal().built();
    let headers = site.published("_headers");
    let policy = headers
        .lines()
        .find_map(|line| line.trim().strip_prefix("Content-Security-Policy: "))
        .unwrap();
    let within = policy.split("; frame-ancestors").next().unwrap();
    let wanted = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{within}\">");
    for (path, file) in site.output().0 {
        if path.ends_with(".html") {
            assert!(
                String::from_utf8_lossy(&file.bytes).contains(&wanted),
                "{path}"
            );
        }
    }
}

/// Pieces of Markdown as people get it wrong. Each `@` is a word of its own.
const PIECES: &[&str] = &[
    "@",
    "@ @ @",
    "**@**",
    "**@",
    "*@_",
    "`@`",
    "`@",
    "<@ @>",
    "<@>",
    "<b>@",
    "<b>@</b>",
    "@<@ and @>@",
    "</@>",
    "[@](x y)",
    "[@](fees.md)",
    "[@][@]",
    "[@]",
    "[^@]",
    "[^@]: @ @",
    "[@]: @",
    "![@](gone.png)",
    "<!-- @",
    "<!@ @>",
    "<?@ @?>",
    "<![CDATA[@]]>",
    "~~~\n@",
    "```\n@\n```",
    "    @",
    "> @",
    "- @",
    "1. @",
    "| @ | @ |\n|---|---|\n| @ | @ | @ | @ |",
    "| @ | @ |",
    "<div>@",
    "<div>@</div>",
    "<div title=\"x\n@",
    "<p>@<p>@",
    "<style>@",
    "<script>@</script>",
    "<iframe>@</iframe>",
    "<video>@</video>",
    "<textarea>@",
    "<title>@</title>",
    "<select><option>@</select>",
    "<svg><text>@</text></svg>",
    "<math><mi>@</mi></math>",
    "<table><tr>@<td>@",
    "<table>@</table>",
    "<details><summary>@</summary>@</details>",
    "<template>@</template>",
    "<noscript>@</noscript>",
    "<plaintext>@",
    "<xmp>@</xmp>",
    "<frameset>@",
    "<li>@",
    "<caption>@",
    "<td>@",
    "<button>@</button>",
    "<form>@</form>",
    "<ruby>@<rt>@</ruby>",
    "<img alt=\"@\">",
    "<a title=\"@\">@</a>",
    "<a href=\"@",
    "{@}",
    "{ @ }",
    "{{ @ }}",
    "{{ @",
    "@ }}",
    "\\<@>",
    "&@;",
    "&nbsp;@",
    "~~@~~",
    "~~@",
    "#@",
    "##@",
    "### @",
    "@\n---",
    "@\n@\n===",
    "[!@]",
    "> [!NOTE]\n> @",
    "@\t@\t@",
    "• @",
    "* @",
    "+ @\n  @",
    "@  \n@",
    "@\\\n@",
    "***@***",
    "__@__",
    "<https://@.example/>",
    "<@@harbor.example>",
    "- [ ] @",
    "@\u{ad}",
    "<center>@",
    "<h2>@</h2>",
    "<pre>@",
    "<br/>@",
    "<hr>@",
    "<!---->@",
    "<!-->@",
    "<!--->@-->",
    "<a><div>@</a>@</div>",
    "<b><p>@</b>@",
    "<col>@",
    "<body>@",
    "<head>@",
    "<html>@",
    "<image>@",
    "<svg><style>@</style></svg>",
];

/// What parts two pieces.
const BETWEEN: &[&str] = &[
    " ",
    "\n",
    "\n\n",
    "\n\n",
    "\n\n",
    "\n> ",
    "\n- ",
    " | ",
    "\n\n## Next question {#@q}\n\n",
];

/// For random Markdown, every word of the source outside markup is in the published text or in a finding.
#[test]
fn every_word_is_published_or_told() {
    const PAGES: usize = 400;
    let mut dice = Dice::with_seed(12);
    let site = Site::minimal();
    let mut number = 0;
    let mut bodies = Vec::new();
    for at in 0..PAGES {
        let mut body = String::from("## First question?\n\n");
        for _ in 0..=dice.below(6) {
            for kind in [PIECES, BETWEEN] {
                for part in kind[dice.below(kind.len() as u64) as usize].split_inclusive('@') {
                    body.push_str(part.trim_end_matches('@'));
                    if part.ends_with('@') {
                        number += 1;
                        body.push_str(&format!("w{number}q"));
                    }
                }
            }
        }
        site.write(
            &format!("content/faq/chance-{at}.md"),
            page(&format!("Chance {at}"), &body),
        );
        bodies.push(body);
    }
    let run = site.run(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let mut findings: BTreeMap<&str, Vec<&serde_json::Value>> = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        findings
            .entry(finding["file"].as_str().unwrap_or_default())
            .or_default()
            .push(finding);
    }
    site.run(&["build", "--allow-findings"]);
    let mut gone = Vec::new();
    for (at, body) in bodies.iter().enumerate() {
        let file = format!("content/faq/chance-{at}.md");
        let source = site.read(&file);
        let html = site.published(&format!("faq/chance-{at}/index.html"));
        let shown = html.replace("\u{ad}", "");
        let shown = match shown.split_once("<main") {
            Some((_, main)) => main.to_owned(),
            None => shown,
        };
        let told = findings
            .get(file.as_str())
            .map(Vec::as_slice)
            .unwrap_or_default();
        let words = body.split(|c: char| !c.is_ascii_alphanumeric());
        for word in
            words.filter(|word| word.starts_with('w') && word.ends_with('q') && word.len() > 2)
        {
            if shown.contains(word) || body.contains(&format!("{{#{word}")) {
                continue;
            }
            let line = 1 + source[..source.find(word).unwrap()].matches('\n').count() as u64;
            let is_told = told.iter().any(|finding| {
                let (from, to) = (
                    finding["start"]["line"].as_u64(),
                    finding["end"]["line"].as_u64(),
                );
                let never_ends = finding["id"] == LOST && from.is_some_and(|from| from <= line);
                never_ends
                    || from.is_some_and(|from| from <= line) && to.is_some_and(|to| line <= to)
            });
            if !is_told {
                gone.push(format!("{word} of {body:?}"));
            }
        }
    }
    assert!(
        gone.is_empty(),
        "{} words are gone: {:#?}",
        gone.len(),
        &gone[..gone.len().min(12)]
    );
}
