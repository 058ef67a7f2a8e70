//! Where links lead: queries, escapes, own addresses in full, anchors of every script, texts.

use crate::common::Site;

/// The answer with these links, a line each, from line 7 on.
fn with_links(links: &[&str]) -> Site {
    let site = Site::minimal();
    let lines: String = links.iter().map(|link| format!("- {link}\n")).collect();
    site.write(
        "content/faq/links.md",
        format!("+++\ntitle = \"Links\"\n+++\n\n## Where is it? {{#where}}\n\n{lines}\n## 手数料はいくら？\n\nA.\n\n## 수수료는 얼마인가요?\n\nB.\n\n## どんながき\n\nC.\n\n## ค่าธรรมเนียมเท่าไหร่\n\nD.\n\n## ফি কত\n\nE.\n"),
    );
    site.append(
        "candor.toml",
        "\n[[redirects]]\nfrom = \"/old/\"\nto = \"/faq/fees/#withdrawal-fee\"\n",
    );
    site
}

#[test]
fn links_that_lead_somewhere_are_right() {
    let site = with_links(&[
        "[fees](fees.md?from=mail#withdrawal-fee)",
        "[all on freezes](/search/?q=frozen%20account)",
        "[fees](https://help.harbor.example/faq/fees/)",
        "[fees](https://HELP.harbor.example/faq/fees/#withdrawal-fee)",
        "[home](https://help.harbor.example)",
        "[feed](https://help.harbor.example/sitemap.xml)",
        "[手](#手数料はいくら)",
        "[hand](#%E6%89%8B%E6%95%B0%E6%96%99%E3%81%AF%E3%81%84%E3%81%8F%E3%82%89)",
        "[won](#수수료는-얼마인가요)",
        "[won in pieces](#\u{1109}\u{116e}\u{1109}\u{116e}\u{1105}\u{116d}\u{1102}\u{1173}\u{11ab}-얼마인가요)",
        "[post card](#どんながき)",
        "[thai](#ค่าธรรมเนียมเท่าไหร่)",
        "[bengali](#ফি-কত)",
        "[up](#top)",
        "[other site](https://help.harbor.example.org/no)",
    ]);
    let found = site.findings();
    assert!(found.is_empty(), "{found:#?}");
    let site = site.built();
    let page = site.published("faq/links/index.html");
    for part in [
        "href=\"/faq/fees/?from=mail#withdrawal-fee\"",
        "href=\"/search/?q=frozen%20account\"",
        "id=\"どんながき\"",
        "id=\"수수료는-얼마인가요\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn links_that_lead_nowhere_are_told() {
    let dead = [
        "[fees](https://help.harbor.example/faq/fee/)",
        "[fees](https://help.harbor.example/faq/fees/#no-such)",
        "[fees](fee.md?x)",
        "[search](/serch/?q=a)",
        "[hand](#%E6%89%8B)",
        "[fees](fees.md?x#no-such)",
        "[](fees.md)",
        "[ **  ** ](fees.md)",
    ];
    let found = with_links(&dead).findings();
    let lines: Vec<u64> = found.iter().map(|finding| finding.line).collect();
    assert_eq!(
        lines,
        (7..7 + dead.len() as u64).collect::<Vec<_>>(),
        "{found:#?}"
    );

    let site = with_links(&["[fees](fees.md)"]);
    site.replace("candor.toml", "#withdrawal-fee", "#no-such");
    let found = site.findings();
    assert!(
        found.len() == 1 && found[0].file == "candor.toml" && found[0].message.contains("#no-such"),
        "{found:#?}"
    );
}

#[test]
fn vague_texts_of_links_are_notes() {
    let vague = [
        "Click [here](fees.md).",
        "[Read more…](fees.md)",
        "See [**this page**](fees.md)",
        "[LEARN MORE](fees.md)",
        "[More info](fees.md)",
    ];
    let found = with_links(&vague).findings();
    assert_eq!(found.len(), vague.len(), "{found:#?}");
    assert!(
        found
            .iter()
            .all(|finding| finding.severity == "note" && finding.id == "markdown.link-text"),
        "{found:#?}"
    );
    let clear = [
        "[Here is how](fees.md)",
        "[More on fees](fees.md)",
        "[this page on fees](fees.md)",
        "[aquí](fees.md)",
        "[`fees`](fees.md)",
        "<https://www.harbor.example/here>",
    ];
    assert!(
        with_links(&clear).findings().is_empty(),
        "{:#?}",
        with_links(&clear).findings()
    );
}
