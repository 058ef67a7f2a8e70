//! Pages that a search for their own title does not find, worked out from the postings.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::common::dice::Dice;
use crate::common::{Site, page};

const ID: &str = "access.found-by-title";

/// A site with a page for each title and body.
fn titled(pages: &[(&str, &str)]) -> Site {
    let site = Site::minimal();
    for (number, (title, body)) in pages.iter().enumerate() {
        site.write(&format!("content/faq/t{number:03}.md"), page(title, body));
    }
    site
}

/// The files of pages that their titles do not find.
fn missed(site: &Site) -> BTreeSet<String> {
    let found = site.findings().into_iter();
    found
        .filter(|finding| finding.id == ID)
        .map(|finding| finding.file)
        .collect()
}

#[test]
fn a_page_whose_title_says_no_more_than_others_is_told() {
    const LEAD: &str = "## What is it?\n\nWe say more about it here.";
    const HIDDEN: &str = "## What does a card cost?\n\nA card costs a dollar. Any card does.\n\n## Where is my card?\n\nYour card is on its way. A card takes a week.\n\n## Is a card safe?\n\nA card is as safe as its owner keeps the card.";
    // The same words in another order: three of them go before the last.
    let orders = [
        ("Fees and limits", LEAD),
        ("Limits and fees", LEAD),
        ("Limits, fees", LEAD),
        ("Fees or limits?", LEAD),
        ("Fees: the limits", LEAD),
    ];
    let found = titled(&orders).findings();
    let found: Vec<_> = found.iter().filter(|finding| finding.id == ID).collect();
    assert_eq!(found.len(), 2, "{found:#?}");
    for finding in found {
        assert_eq!((finding.severity.as_str(), finding.line), ("warning", 2));
        assert!(
            finding
                .message
                .starts_with("a search for the title of this page lists “")
                && finding.message.matches('“').count() == 3,
            "{finding:#?}"
        );
    }
    // Small words alone, signs alone, and a word that others have on every line.
    for title in ["About it", "Is it on?", "🙂", "…", "Card"] {
        let others = [
            "Card prices",
            "Card delivery",
            "Card safety",
            "Card colours",
        ];
        let mut pages: Vec<(&str, &str)> = others.map(|other| (other, HIDDEN)).to_vec();
        pages.push((title, LEAD));
        let site = titled(&pages);
        assert_eq!(
            missed(&site).into_iter().collect::<Vec<_>>(),
            ["content/faq/t004.md"],
            "{title}"
        );
    }
    // What looks much the same and is found.
    for pages in [
        &orders[..3],
        &[
            ("Fees", LEAD),
            ("Fees", LEAD),
            ("Fees", LEAD),
            ("Fees", LEAD),
            ("FEES ", LEAD),
        ],
        &[
            ("Fees for wires", LEAD),
            ("Fees for cards", LEAD),
            ("Fees for cash", LEAD),
            ("Fees for gold", LEAD),
            ("Fees", LEAD),
        ],
        &[
            ("Form 1099-K", LEAD),
            ("Form 1099-B", LEAD),
            ("Form 1040", LEAD),
            ("Form 8949", LEAD),
        ],
        &[
            ("Is it free?", LEAD),
            ("Café", LEAD),
            ("Why so late?", LEAD),
            ("Comisión", LEAD),
        ],
    ] {
        let site = titled(pages);
        assert_eq!(missed(&site), BTreeSet::new(), "{pages:?}");
    }
}

/// What the build says is what the engine that ships answers.
#[test]
fn the_build_ranks_as_the_browser_does() {
    const WORDS: [&str; 24] = [
        "fees", "limits", "card", "cards", "account", "freeze", "wire", "transfer", "password",
        "tax", "form", "update", "verify", "identity", "why", "how", "my", "the", "and", "to",
        "refund", "locked", "unlock", "money",
    ];
    let mut dice = Dice::with_seed(12);
    let mut say = |least: u64, most: u64| {
        let number = least + dice.below(most - least + 1);
        let words = (0..number).map(|_| WORDS[dice.below(WORDS.len() as u64) as usize]);
        let text = words.collect::<Vec<_>>().join(" ");
        text[..1].to_uppercase() + &text[1..]
    };
    let mut pages = Vec::new();
    for number in 0..70u64 {
        let mut body = format!("{}.\n\n", say(1, 20));
        for _ in 0..number % 4 {
            body += &format!("## {}?\n\n{}.\n\n", say(2, 7), say(5, 40));
        }
        pages.push((say(1, 4), body));
    }
    let site = Site::minimal();
    for (number, (title, body)) in pages.iter().enumerate() {
        site.write(&format!("content/faq/t{number:03}.md"), page(title, body));
    }
    let titles: Vec<&str> = pages.iter().map(|(title, _)| title.as_str()).collect();
    site.write("titles.txt", titles.join("\n"));
    let file = site.path("titles.txt");
    let run = site.run(&[
        "search",
        "--queries",
        &file.to_string_lossy(),
        "--format",
        "json",
        "--limit",
        "10",
    ]);
    let title_of = |name: &str| {
        let number = name
            .strip_prefix('t')
            .and_then(|number| number.parse::<usize>().ok());
        number.map_or("", |number| titles[number]).to_lowercase()
    };
    let mut expected = BTreeSet::new();
    for (number, (line, title)) in run.stdout.lines().zip(&titles).enumerate() {
        let answer: Value = serde_json::from_str(line).unwrap();
        let listed = answer["results"].as_array().unwrap().iter();
        let listed: Vec<&str> = listed
            .filter_map(|result| result["page"].as_str())
            .collect();
        let name = format!("t{number:03}");
        let before = listed.iter().take_while(|other| **other != name);
        let before = before.filter(|other| title_of(other) != title.to_lowercase());
        let is_listed = listed.contains(&name.as_str());
        if before.count() >= 3 || !is_listed && listed.len() < 10 {
            expected.insert(format!("content/faq/{name}.md"));
        }
    }
    assert!((10..60).contains(&expected.len()), "{}", expected.len());
    let mut found = missed(&site);
    // The site's own pages were not asked for.
    found.retain(|file| file.starts_with("content/faq/t0"));
    assert_eq!(found, expected);
}
