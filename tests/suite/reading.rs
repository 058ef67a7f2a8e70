//! What Candor makes of the files that it reads, seen in the site that comes out.

use std::fs;

use crate::common::pages::{index, text};
use crate::common::{Site, Tree, names_in, page, png};

/// Rewrites every text file of a site.
fn rewrite(site: &Site, change: impl Fn(&str) -> String) {
    let tree = Tree::read(&site.root());
    // Pictures are copied as they are.
    for path in tree
        .paths()
        .into_iter()
        .filter(|path| !path.ends_with(".svg"))
    {
        site.write(path, change(tree.text(path)));
    }
}

#[test]
fn windows_line_endings_and_byte_order_marks_change_nothing() {
    // Where line endings could show: templates, code, HTML, and strings of many lines.
    let tricky = |site: &Site| {
        site.write(
            "themes/default/templates/partials/footer.html",
            "<footer>\n  One.\n  Two.\n</footer>\n",
        )
        .append(
            "content/faq/fees.md",
            "\n## Code?\n\n```\none\n\ntwo\n```\n\n<div>\none\n\n</div>\n\nA break\\\nand text.\n",
        )
        .replace(
            "candor.toml",
            "short_name = \"Hudson Digital Trust\"",
            "short_name = \"\"\"Hudson\nDigital\nTrust\"\"\"",
        );
    };
    let unix = Site::demo();
    let windows = Site::demo();
    for site in [&unix, &windows] {
        tricky(site);
        site.run(&["translated", "--all"]).succeeds();
    }
    rewrite(&windows, |text| {
        format!("\u{feff}{}", text.replace('\n', "\r\n"))
    });
    assert!(
        windows
            .read("content/index.md")
            .starts_with("\u{feff}+++\r\n")
    );
    unix.built()
        .output()
        .assert_same_bytes(&windows.built().output(), "Windows text");
}

#[test]
fn findings_in_windows_files_point_at_the_same_place() {
    let run = |windows: bool| {
        let site = Site::minimal();
        site.replace("content/faq/fees.md", "transfers.md#how-long", "gone.md");
        if windows {
            rewrite(&site, |text| {
                format!("\u{feff}{}", text.replace('\n', "\r\n"))
            });
        }
        site.build().denied().stderr
    };
    assert!(run(false).contains("content/faq/fees.md:12:34"));
    assert_eq!(run(false), run(true));
}

#[test]
fn yaml_front_matter_means_the_same_as_toml() {
    let toml = Site::minimal();
    toml.replace(
        "content/faq/fees.md",
        "title =",
        "weight = 3\naliases = [\"/costs/\"]\nslug = \"prices\"\ntitle =",
    );
    let yaml = Site::minimal();
    let body = toml
        .read("content/faq/fees.md")
        .split("+++\n")
        .nth(2)
        .unwrap()
        .to_owned();
    let front = "---\ntitle: Fees\ndescription: \"What we charge, and when.\"\nupdated: 2026-11-01\nweight: 3\n\
                 slug: prices\nowner: ~\nalso:\n  - costs\n  - charges\naliases: [/costs/]\n---\n";
    yaml.write("content/faq/fees.md", front.to_owned() + &body);
    toml.built()
        .output()
        .assert_same_bytes(&yaml.built().output(), "YAML front matter");
}

#[test]
fn other_words_of_customers_are_in_the_index_and_nowhere_else() {
    let site = Site::minimal();
    site.replace(
        "content/faq/fees.md",
        "also=\"cash out\"",
        "also=\"moneyback, zwitterion\"",
    )
    .replace("content/faq/fees.md", "\"charges\"", "\"kryptonite\"");
    let site = site.built();
    for word in ["moneyback", "zwitterion", "kryptonite"] {
        // The vocabulary may share beginnings of words, so the end is what tells.
        assert!(
            index(&site, "en").contains(&word[2..]),
            "{word} is not in the index"
        );
        for (path, file) in site.output().0 {
            let is_index = path.starts_with("search/en/");
            assert!(
                is_index || !String::from_utf8_lossy(&file.bytes).contains(word),
                "{word} is in {path}"
            );
        }
    }
}

#[test]
fn translations_stand_beside_their_pages() {
    let site = Site::minimal().built();
    let spanish = site.published("es/faq/fees/index.html");
    assert!(spanish.contains("<html lang=\"es\""));
    assert_eq!(text(&spanish, "h1"), ["Comisiones"]);
    // The Spanish page links to a page that is in English only.
    assert!(
        spanish.contains("href=\"/faq/transfers/#how-long\""),
        "{spanish}"
    );
    assert!(!site.public().join("es/faq/transfers").exists());
    assert!(index(&site, "es").contains("etiro") && !index(&site, "en").contains("etiro"));

    site.write(
        "content/faq/transfers.es.md",
        "+++\ntitle = \"Transferencias\"\n+++\n\n## ¿Cuánto tarda? {#how-long}\n\nUn día.\n",
    );
    site.build().succeeds();
    assert!(
        site.published("es/faq/fees/index.html")
            .contains("href=\"/es/faq/transfers/#how-long\"")
    );
}

#[test]
fn drafts_are_not_published_and_cannot_be_linked_to() {
    let site = Site::minimal();
    let draft =
        page("Secret plans", "## A secret?\n\nYes.").replace("+++\n\n", "draft = true\n+++\n\n");
    site.write("content/faq/plans.md", draft);
    let site = site.built();
    for (path, file) in site.output().0 {
        assert!(
            !String::from_utf8_lossy(&file.bytes).contains("ecret"),
            "{path} tells the secret"
        );
    }
    assert!(!site.public().join("faq/plans").exists());

    site.append("content/faq/fees.md", "\nSee [plans](plans.md).\n");
    site.build()
        .denied()
        .says("`plans.md` leads to no page or file");
    site.run(&["build", "--drafts"]).succeeds();
    assert!(
        site.published("faq/plans/index.html")
            .contains("Secret plans")
    );
}

#[test]
fn what_is_meant_for_the_staff_is_never_published() {
    let site = Site::minimal();
    site.replace("content/faq/fees.md", "updated =", "owner = \"Quentin Confidential\"\nreview_by = 2027-02-03\nupdated =")
        .append(
            "candor.toml",
            "\n[[entity.responsible]]\nname = \"Rhoda Reserved\"\n\n[[entity.responsible]]\nname = \"Paul Public\"\npublic = true\n",
        );
    let site = site.built();
    let all: String = site
        .output()
        .0
        .values()
        .map(|file| String::from_utf8_lossy(&file.bytes).into_owned())
        .collect();
    assert!(!all.contains("Confidential") && !all.contains("Reserved"));
    assert!(all.contains("Paul Public"));
}

#[test]
fn a_file_of_the_sites_theme_takes_the_place_of_one_file() {
    let site = Site::minimal();
    site.write(
        "themes/default/templates/partials/footer.html",
        "<footer>Ours.</footer>\n",
    )
    .write("themes/default/static/extra.css", "p { margin: 0 }\n")
    .write(
        "themes/default/i18n/en.toml",
        "[nav]\ntopics = \"All our topics\"\n",
    );
    let site = site.built();
    let html = site.published("faq/fees/index.html");
    assert_eq!(text(&html, "footer"), ["Ours."]);
    assert_eq!(text(&html, "h1"), ["Fees"]);
    assert!(html.contains("All our topics"));
    let names = names_in(&site.public().join("assets"));
    assert!(
        names.iter().any(|name| name.starts_with("extra.")),
        "{names:?}"
    );
    assert!(
        names.iter().any(|name| name.starts_with("style.")),
        "{names:?}"
    );
}

#[test]
fn assets_are_copied_and_hidden_files_are_not() {
    let site = Site::minimal();
    site.write("content/faq/picture.png", png(3, 2))
        .write("content/.DS_Store", "x")
        .write("content/faq/fees.md~", "x")
        .append("content/faq/fees.md", "\n![A picture](picture.png)\n");
    let site = site.built();
    assert_eq!(
        fs::read(site.public().join("faq/picture.png")).unwrap(),
        png(3, 2)
    );
    assert!(
        site.published("faq/fees/index.html")
            .contains("<img src=\"/faq/picture.png\" alt=\"A picture\"")
    );
    assert!(
        !site
            .output()
            .paths()
            .iter()
            .any(|path| path.contains("DS_Store") || path.ends_with('~'))
    );
    site.write("content/faq/picture.png", png(3, 4))
        .build()
        .succeeds();
    assert_eq!(
        fs::read(site.public().join("faq/picture.png")).unwrap(),
        png(3, 4)
    );
}

#[test]
fn quiet_says_nothing_and_json_is_data() {
    let site = Site::minimal();
    let run = site.run(&["build", "--quiet"]);
    assert_eq!(
        (run.succeeds().stdout.as_str(), run.stderr.as_str()),
        ("", "")
    );

    site.replace("content/faq/fees.md", "transfers.md#how-long", "gone.md");
    let run = site.run(&["check", "--format", "json"]).denied();
    let found: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_said!(run);
    assert!(found.to_string().contains("\"line\":12"), "{found}");
    assert!(found.to_string().contains("\"upkeep.links\""), "{found}");
}
