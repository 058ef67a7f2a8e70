//! What Candor makes of Markdown, facts and raw HTML, seen in the pages that come out.

use crate::common::audit::select;
use crate::common::pages::{text, written};
use crate::common::{Site, page};
use scraper::Html;

/// The part of a page that its author wrote, from a site with this page at
/// `content/faq/limits.md`.
fn answer(markdown: &str) -> String {
    let site = Site::minimal();
    site.write(
        "content/faq/limits.md",
        page("Limits", &format!("## A question?\n\n{markdown}")),
    );
    written(&site.built(), "faq/limits/index.html")
}

#[test]
fn facts_stand_in_text_and_link_targets() {
    let html = answer(
        "Call {{ phone.number }}, or {{phone.number}}, within {{ phone.first_reply }}. [Write]({{ email.address }}) \
         or [mail](mailto:{{ email.address }}?subject=Fees). **{{ entity.legal_name }}**\n\n\
         | Way | Number |\n|---|---|\n| Phone | {{ phone.number }} |\n",
    );
    assert_eq!(
        html.matches("<a href=\"tel:+18885550134\">+1-888-555-0134</a>")
            .count(),
        3,
        "{html}"
    );
    assert!(html.contains("within 2 minutes."), "{html}");
    assert!(
        html.contains("<a href=\"mailto:care@harbor.example\">Write</a>"),
        "{html}"
    );
    assert!(
        html.contains("<a href=\"mailto:care@harbor.example?subject=Fees\">mail</a>"),
        "{html}"
    );
    assert!(html.contains("<strong>Harbor Coin, LLC</strong>"), "{html}");
}

#[test]
fn facts_stand_in_headings_and_front_matter() {
    let site = Site::minimal();
    site.write(
        "content/faq/limits.md",
        "+++\ntitle = \"Limits at {{ entity.short_name }}\"\ndescription = \"Call {{ phone.number }}.\"\n+++\n\n\
         ## When does {{ entity.short_name }} answer? {#when}\n\nSoon enough.\n",
    );
    let site = site.built();
    let html = site.published("faq/limits/index.html");
    assert_eq!(text(&html, "h1"), ["Limits at Harbor"]);
    assert_eq!(text(&html, "h2#when"), ["When does Harbor answer?"]);
    let html = Html::parse_document(&html);
    let description = select(&html, "meta[name=description]")[0].attr("content");
    assert_eq!(description, Some("Call +1-888-555-0134."));
    assert_eq!(
        site.output().json("api/faq.json")["topics"][1]["title"],
        "Limits at Harbor"
    );
}

#[test]
fn facts_do_not_stand_in_code() {
    let html = answer(
        "Write `{{ phone.number }}` or `{{ no.such }}`:\n\n```\n{{ email.address }} {{ no.such }}\n```\n\n    {{ no.such }}\n",
    );
    assert_eq!(
        text(&html, "code"),
        [
            "{{ phone.number }}",
            "{{ no.such }}",
            "{{ email.address }} {{ no.such }}\n",
            "{{ no.such }}\n"
        ]
    );
    assert!(!html.contains("0134"), "{html}");
}

#[test]
fn braces_that_are_single_or_escaped_stay() {
    let html =
        answer("Say {single} and { { this } } and \\{\\{ that \\}\\} and `{{ two words }}`.");
    assert_eq!(
        text(&html, "p"),
        ["Say {single} and { { this } } and {{ that }} and {{ two words }}."]
    );
}

#[test]
fn a_fact_follows_the_data() {
    let site = Site::minimal().built();
    site.replace(
        "content/channels.toml",
        "+1-888-555-0134",
        "+1-888-555-0199",
    )
    .build()
    .succeeds();
    for (path, file) in site.output().0 {
        assert!(
            !String::from_utf8_lossy(&file.bytes).contains("555-0134"),
            "{path} has the old number"
        );
    }
    assert!(
        site.published("faq/fees/index.html")
            .contains("tel:+18885550199")
    );
}

#[test]
fn headings_have_anchors_of_their_own_or_made_from_their_text() {
    let site = Site::minimal();
    let body = "## First? {#one also=\"locked, on hold\"}\n\nYes.\n\n## Is it 5 % — *really*?\n\nYes.\n\n\
                ## Is it 5 % — really?\n\nYes.\n\n### A part {#part}\n\nYes.\n\n## ¿Año nuevo?\n\nYes.\n\n\
                ## What is {this}?\n\nYes.";
    site.write("content/faq/limits.md", page("Limits", body));
    let html = Html::parse_document(&site.built().published("faq/limits/index.html"));
    let headings: Vec<(String, String)> =
        select(&html, "section h2[id]:not(#related-title), section h3[id]")
            .iter()
            .map(|heading| {
                (
                    heading.attr("id").unwrap().to_owned(),
                    heading.text().collect(),
                )
            })
            .collect();
    let expected = [
        ("one", "First?"),
        ("is-it-5-really", "Is it 5 % — really?"),
        ("is-it-5-really-2", "Is it 5 % — really?"),
        ("part", "A part"),
        ("ano-nuevo", "¿Año nuevo?"),
        ("what-is-this", "What is {this}?"),
    ];
    assert_eq!(
        headings,
        expected.map(|(id, text)| (id.to_owned(), text.to_owned()))
    );
}

#[test]
fn alerts_have_a_class_and_a_title_in_the_language_of_the_page() {
    let markdown = "> [!NOTE]\n> Good to know.\n\n> [!CAUTION]\n> Beware.\n\n> A quotation.\n";
    let html = answer(markdown);
    assert_eq!(
        text(&html, ".alert.alert-note[role=note] > .alert-title"),
        ["Note"]
    );
    assert_eq!(text(&html, ".alert.alert-caution > .alert-title").len(), 1);
    assert_eq!(text(&html, "blockquote").len(), 1);

    let site = Site::minimal();
    site.append("content/faq/fees.es.md", &format!("\n{markdown}"));
    let spanish = written(&site.built(), "es/faq/fees/index.html");
    assert_eq!(text(&spanish, ".alert-note > .alert-title"), ["Nota"]);
}

#[test]
fn tables_footnotes_strikethrough_and_task_lists() {
    let site = Site::minimal();
    let body = "## A question?\n\n| Fee | Price |\n|:--|--:|\n| One | ~~2~~ 1 |\n\nIt is so.[^why]\n\n[^why]: Because.\n\n\
                - [x] done\n- [ ] open\n";
    site.write("content/faq/limits.md", page("Limits", body));
    let html = site.built().published("faq/limits/index.html");
    assert_eq!(text(&html, "th[scope=col]"), ["Fee", "Price"]);
    assert_eq!(text(&html, "td.right del"), ["2"]);
    assert_eq!(text(&html, "a#fnref-1[href=\"#fn-1\"]"), ["1"]);
    assert_eq!(text(&html, "li#fn-1 p").len(), 1);
    assert_eq!(text(&html, ".task[role=img][aria-label]").len(), 2);
}

#[test]
fn raw_html_is_cleaned() {
    let html = answer(
        "<div onclick=\"steal()\" style=\"color: red\" class=\"kept\"><b>bold</b><script>steal()</script></div>\n\n\
         <iframe srcdoc=\"steal()\"></iframe><form action=\"https://tracker.example/\"><input name=\"pin\"></form>\n\n\
         Text <abbr title=\"Annual percentage yield\">APY</abbr> <svg onload=\"steal()\"></svg> \
         <style>p { display: none }</style><object data=\"x\"></object> <details><summary>More</summary>Hidden.</details>",
    );
    for bad in [
        "script", "steal", "style", "onclick", "onload", "iframe", "<form", "<input", "<object",
        "tracker", "<svg",
    ] {
        assert!(!html.contains(bad), "{bad} is in {html}");
    }
    assert_eq!(text(&html, "div.kept > b"), ["bold"]);
    assert_eq!(text(&html, "abbr[title]"), ["APY"]);
    assert_eq!(text(&html, "details > summary"), ["More"]);
}

#[test]
fn raw_html_is_cleaned_in_headings_and_footnotes_too() {
    let site = Site::minimal();
    let bad = "<script>steal()</script><b onclick=\"steal()\">bold</b>";
    let body = format!(
        "## A question {bad}?\n\nAn answer.[^a]\n\n### A part {bad}\n\n| {bad} |\n|---|\n| {bad} |\n\n[^a]: A note {bad}.\n"
    );
    site.write("content/faq/limits.md", page("Limits", &body));
    let site = site.built();
    let html = site.published("faq/limits/index.html");
    assert!(
        !html.contains("<script>") && !html.contains("onclick"),
        "{html}"
    );
    assert_eq!(text(&html, "main b"), ["bold"; 5]);
    for file in site.output().0.values() {
        let file = String::from_utf8_lossy(&file.bytes).into_owned();
        assert!(!file.contains("steal()"), "what a script says is no text");
    }
}

#[test]
fn links_in_raw_html_are_checked_in_headings_and_footnotes_too() {
    let site = Site::minimal();
    let body = "## A <a href=\"one.md\">question</a>?\n\nAn answer.[^a]\n\n[^a]: A <a href=\"javascript:steal()\">note</a>.\n";
    site.write("content/faq/limits.md", page("Limits", body));
    let run = site.build().denied();
    run.says("content/faq/limits.md:5:")
        .says("content/faq/limits.md:9:")
        .says("`javascript:` links are not allowed");
}

#[test]
fn raw_html_cannot_fetch_from_elsewhere() {
    let site = Site::minimal();
    let body = "## A question?\n\nA pixel: <img src=\"https://tracker.example/pixel.png\" alt=\"A pixel\">";
    site.write("content/faq/limits.md", page("Limits", body));
    let run = site.build().denied();
    run.says("this image would be loaded from another site")
        .says("content/faq/limits.md:7:10");
}

#[test]
fn a_finding_in_raw_html_points_at_its_own_line() {
    let site = Site::minimal();
    let body = "## A question?\n\nA <b>bold</b> word.\n\nAnd <a href=\"gone.md\">a link</a>.";
    site.write("content/faq/limits.md", page("Limits", body));
    site.build().denied().says("content/faq/limits.md:9:");
}

#[test]
fn markup_in_titles_and_data_is_text() {
    let site = Site::minimal();
    site.replace(
        "content/faq/fees.md",
        "title = \"Fees\"",
        "title = \"Fees </title><script>x()</script> & more\"",
    )
    .replace(
        "candor.toml",
        "Harbor Coin, LLC",
        "Harbor <b>Coin</b> & \\\"Sons\\\"",
    )
    .replace(
        "content/faq/fees.md",
        "## Who can I ask",
        "## Who \\</script>\\<script>x()\\</script> can I ask",
    );
    let site = site.built();
    let page = site.published("faq/fees/index.html");
    assert_eq!(
        text(&page, "h1"),
        ["Fees </title><script>x()</script> & more"]
    );
    for (path, file) in site.output().0 {
        let is_page = path.ends_with(".html") || path.ends_with(".xml");
        let html = String::from_utf8_lossy(&file.bytes);
        assert!(
            !is_page || !html.contains("<script>"),
            "{path} has markup from a title"
        );
        assert!(
            !is_page || !html.contains("<b>Coin"),
            "{path} has markup from the configuration"
        );
    }
}

#[test]
fn a_question_whose_answer_begins_with_a_smaller_heading_is_not_empty() {
    let html = answer("### First\n\nOne.\n\n### Second\n\nTwo.");
    assert_eq!(text(&html, "h3"), ["First", "Second"]);
}

#[test]
fn a_list_in_an_item_does_not_run_into_its_text() {
    let site = Site::minimal();
    let list = "- Ways to pay\n  - Card\n  - Bank\n- Ways to be paid\n";
    site.write(
        "content/faq/limits.md",
        page("Limits", &format!("## A question?\n\n{list}")),
    );
    let output = site.built().output();
    let mut index = output
        .paths()
        .into_iter()
        .filter(|path| path.starts_with("search/"));
    assert!(
        index.any(|path| output
            .text(path)
            .contains("Ways to pay: Card; Bank. Ways to be paid")),
        "customers read the answer's text in the results"
    );
}
