//! The demo site at the root of the repository, over the final bytes of every file.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::sync::LazyLock;

use atom_syndication::Feed;
use chrono::NaiveDate;
use common::audit::{Web, select};
use common::{Site, Tree};
use serde_json::Value;

const BASE_URL: &str = "https://help.hudsondigitaltrust.example";
/// The same site below a path of a host.
const BELOW_A_PATH: &str = "https://help.hudsondigitaltrust.example/help";

/// Nothing is wrong.
const NOTHING: [&str; 0] = [];

static DEMO: LazyLock<Tree> = LazyLock::new(|| Site::demo().built().output());
static MOVED: LazyLock<Tree> = LazyLock::new(|| {
    let site = Site::demo();
    site.replace("candor.toml", BASE_URL, BELOW_A_PATH);
    site.built().output()
});

fn demo() -> Web<'static> {
    Web::new(&DEMO, BASE_URL)
}

/// The demo site as it is and below a path.
fn demos() -> [Web<'static>; 2] {
    [demo(), Web::new(&MOVED, BELOW_A_PATH)]
}

#[test]
fn it_builds_without_a_finding() {
    let site = Site::demo();
    let check = site.run(&["check", "--deny", "warning"]);
    check.succeeds().says("no findings");
    assert_eq!(check.stdout, "");
    let build = site.run(&["build", "--deny", "warning"]);
    build.succeeds();
    assert_eq!(build.stdout, "");
    assert_eq!(
        build.stderr.lines().count(),
        1,
        "only the summary is said:\n{build}"
    );
}

#[test]
fn every_internal_address_and_anchor_resolves() {
    for web in demos() {
        assert_eq!(web.addresses(), NOTHING);
    }
}

#[test]
fn the_sitemap_lists_the_pages() {
    for web in demos() {
        assert_eq!(web.sitemap(), NOTHING);
    }
    let listed = DEMO.text("sitemap.xml").matches("<loc>").count();
    assert!(listed > 50, "{listed}");
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    for web in demos() {
        assert_eq!(web.inline_and_foreign(), NOTHING);
    }
}

#[test]
fn every_page_has_one_heading_a_language_and_a_title() {
    assert_eq!(demo().structure(), NOTHING);
}

#[test]
fn english_and_spanish_name_each_other() {
    for web in demos() {
        assert_eq!(web.alternates(), NOTHING);
        for (path, page) in &web.pages {
            let both = select(page, "link[rel=alternate][hreflang]").len() == 3;
            assert!(
                both || path.ends_with("404.html") || path.ends_with("search/index.html"),
                "{path} is not in both languages"
            );
        }
    }
}

#[test]
fn the_headers_have_the_policy() {
    for tree in [&*DEMO, &*MOVED] {
        let headers = tree.text("_headers");
        let policy = headers
            .lines()
            .find_map(|line| line.trim().strip_prefix("Content-Security-Policy: "))
            .expect("there is a policy");
        let directives: Vec<&str> = policy.split("; ").collect();
        assert!(directives.contains(&"default-src 'none'"), "{policy}");
        assert!(
            directives.contains(&"script-src 'self'") && directives.contains(&"style-src 'self'"),
            "{policy}"
        );
        assert!(
            !policy.contains("unsafe") && !policy.contains("http") && !policy.contains('*'),
            "{policy}"
        );
    }
    assert!(DEMO.text("_headers").starts_with("/*\n"));
    assert!(MOVED.text("_headers").starts_with("/help/*\n"));
}

#[test]
fn every_page_says_that_the_company_is_fictional() {
    for (path, page) in demo().pages {
        let banner: String = select(&page, "p.banner")
            .iter()
            .flat_map(|banner| banner.text())
            .collect();
        assert!(
            banner.contains("fictional") || banner.contains("ficticia"),
            "{path}: {banner:?}"
        );
    }
}

fn types(graph: &[Value]) -> Vec<&str> {
    graph
        .iter()
        .filter_map(|node| node["@type"].as_str())
        .collect()
}

#[test]
fn structured_data_say_what_the_pages_say() {
    for web in demos() {
        let mut questions = 0;
        for (path, page) in &web.pages {
            let graph = web.json_ld(path).unwrap();
            let is_topic = select(page, "body.faq").len() == 1;
            assert_eq!(
                is_topic,
                types(&graph).contains(&"FAQPage"),
                "{path}: {:?}",
                types(&graph)
            );
            let is_home = ["index.html", "es/index.html"].contains(path);
            let has_crumbs = select(page, "nav.crumbs").len() == 1;
            assert_eq!(
                has_crumbs,
                types(&graph).contains(&"BreadcrumbList"),
                "{path}: {:?}",
                types(&graph)
            );
            assert_ne!(is_home, has_crumbs || path.ends_with("404.html"), "{path}");
            if is_home || path.ends_with("contact/index.html") {
                let organization = graph
                    .iter()
                    .find(|node| node["@type"] == "Organization")
                    .expect("an organization");
                assert_eq!(
                    organization["name"], "Hudson Digital Trust Company, LLC",
                    "{path}"
                );
                let points = organization["contactPoint"]
                    .as_array()
                    .expect("contact points");
                assert!(
                    points.iter().all(|point| point["@type"] == "ContactPoint"),
                    "{path}"
                );
                let hours = points
                    .iter()
                    .flat_map(|point| point["hoursAvailable"].as_array().into_iter().flatten());
                assert!(hours.clone().count() > 5, "{path}");
                for row in hours {
                    assert_eq!(row["@type"], "OpeningHoursSpecification");
                    assert!(
                        row["opens"].as_str() < row["closes"].as_str(),
                        "{path}: {row}"
                    );
                }
            }
            for node in graph.iter().filter(|node| node["@type"] == "FAQPage") {
                let entities = node["mainEntity"].as_array().unwrap();
                let headings = select(page, ".question > h2[id]");
                assert_eq!(entities.len(), headings.len(), "{path}");
                for (entity, heading) in entities.iter().zip(headings) {
                    let name: String = heading.text().collect();
                    assert_eq!(entity["@type"], "Question");
                    assert_eq!(entity["name"].as_str(), Some(&*name), "{path}");
                    let answer = entity["acceptedAnswer"]["text"].as_str().unwrap();
                    assert!(
                        answer.len() > 20 && !answer.contains('<') && !answer.contains("{{"),
                        "{path}: {answer}"
                    );
                    assert!(
                        entity["@id"]
                            .as_str()
                            .unwrap()
                            .ends_with(&format!("#{}", heading.attr("id").unwrap()))
                    );
                }
                questions += entities.len();
            }
            for crumbs in graph
                .iter()
                .filter(|node| node["@type"] == "BreadcrumbList")
            {
                for (at, item) in crumbs["itemListElement"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .enumerate()
                {
                    assert_eq!(item["position"], at + 1, "{path}");
                    assert!(
                        item["item"]
                            .as_str()
                            .is_none_or(|item| item.starts_with(&web.base_url)),
                        "{path}: {item}"
                    );
                }
            }
        }
        assert!(questions > 100, "{questions}");
    }
}

#[test]
fn the_feeds_hold_the_notices() {
    for web in demos() {
        for (feed, folder) in [
            ("notices/feed.xml", "notices/"),
            ("es/notices/feed.xml", "es/notices/"),
        ] {
            let read = Feed::read_from(web.tree.text(feed).as_bytes()).unwrap();
            let pages = web
                .pages
                .keys()
                .filter(|path| path.starts_with(folder))
                .count()
                - 1;
            assert_eq!(read.entries().len(), pages, "{feed}");
            let own = read
                .links()
                .iter()
                .find(|link| link.rel() == "self")
                .expect("a link to itself");
            assert_eq!(own.href(), format!("{}/{feed}", web.base_url));
            let latest = read.entries().iter().map(|entry| *entry.updated()).max();
            assert_eq!(Some(*read.updated()), latest, "{feed}");
            let mut ids: Vec<&str> = read.entries().iter().map(|entry| entry.id()).collect();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), pages, "{feed}: {ids:?}");
            for entry in read.entries() {
                assert!(
                    !entry.title().is_empty()
                        && entry.summary().is_some()
                        && entry.published().is_some(),
                    "{feed}"
                );
                assert!(
                    entry
                        .links()
                        .iter()
                        .any(|link| link.href().starts_with(&web.base_url)),
                    "{feed}"
                );
            }
        }
        let subscribed = web
            .pages
            .values()
            .flat_map(|page| select(page, "link[type=\"application/atom+xml\"]"))
            .count();
        assert!(subscribed > 0, "no page names the feed");
    }
}

/// Asserts that an object has keys, and that what they hold is not nothing.
#[track_caller]
fn has(value: &Value, keys: &[&str]) {
    for key in keys {
        assert!(
            !value[*key].is_null() && value[*key] != "",
            "no {key} in {value}"
        );
    }
}

#[test]
fn the_api_holds_the_questions() {
    for (web, prefix, lang) in demos()
        .into_iter()
        .flat_map(|web| [(web.tree, "", "en"), (web.tree, "es/", "es")])
    {
        let faq = web.json(&format!("api/{prefix}faq.json"));
        assert_eq!(faq["language"], lang);
        let topics = faq["topics"].as_array().unwrap();
        assert!(topics.len() >= 13, "{}", topics.len());
        for topic in topics {
            has(topic, &["id", "title", "url", "answers", "questions"]);
            let path = format!("api/{prefix}faq/{}.json", topic["id"].as_str().unwrap());
            assert!(
                topic["answers"]
                    .as_str()
                    .unwrap()
                    .ends_with(&format!("/{path}"))
            );
            let answers = web.json(&path);
            has(&answers, &["id", "language", "title", "url", "questions"]);
            let questions = answers["questions"].as_array().unwrap();
            assert_eq!(topic["questions"], questions.len(), "{path}");
            for question in questions {
                has(
                    question,
                    &["id", "url", "question", "answer_html", "answer_text"],
                );
                let html = question["answer_html"].as_str().unwrap();
                assert!(!html.contains("{{") && !html.contains("<script"), "{path}");
            }
        }
    }
}

#[test]
fn the_api_holds_channels_and_hours() {
    for (prefix, lang) in [("", "en"), ("es/", "es")] {
        let channels = DEMO.json(&format!("api/{prefix}channels.json"));
        assert_eq!(channels["language"], lang);
        has(
            &channels["entity"],
            &["legal_name", "short_name", "website", "address"],
        );
        for channel in channels["channels"].as_array().unwrap() {
            has(channel, &["id", "kind", "label", "text", "lines"]);
            for commitment in channel["commitments"].as_array().unwrap() {
                has(commitment, &["stage", "label", "text"]);
            }
        }
    }
    let hours = DEMO.json("api/hours.json");
    assert_eq!(hours["from"], common::NOW);
    let start = NaiveDate::parse_from_str(common::NOW, "%Y-%m-%d").unwrap();
    let start = start.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp();
    let days = hours["days"].as_i64().unwrap();
    for channel in hours["channels"].as_array().unwrap() {
        has(channel, &["id", "time_zone", "open"]);
        let mut last = start - 2 * 86_400;
        for span in channel["open"].as_array().unwrap() {
            let (opens, closes) = (span[0].as_i64().unwrap(), span[1].as_i64().unwrap());
            assert!(last < opens && opens < closes, "{}: {span}", channel["id"]);
            last = closes;
        }
        assert!(
            last > start + (days - 14) * 86_400,
            "{} ends too soon",
            channel["id"]
        );
    }
}

#[test]
fn figures_can_be_taken_away_as_csv() {
    for quarter in ["2025-q3", "2025-q4", "2026-q1", "2026-q2", "2026-q3"] {
        let csv = DEMO.text(&format!("reports/{quarter}.csv"));
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let rows = reader.records().collect::<Result<Vec<_>, _>>().unwrap();
        assert!(rows.len() > 5, "{quarter}: {csv}");
    }
}

/// The demo site with one text of one file replaced.
fn broken(path: &str, from: &str, to: &str) -> Tree {
    let mut tree = DEMO.clone();
    let text = tree.text(path);
    assert!(text.contains(from), "{path} does not contain {from:?}");
    let text = text.replacen(from, to, 1);
    tree.0.get_mut(path).unwrap().bytes = text.into_bytes();
    tree
}

#[test]
fn the_audits_see_what_is_wrong() {
    type Audit = fn(&Web<'_>) -> Vec<String>;
    let page = "faq/fees/index.html";
    let cases: &[(&str, &str, &str, Audit)] = &[
        (page, "<main", "<a href=\"/nowhere/\">x</a><main", |web| {
            web.addresses()
        }),
        (page, "<main", "<a href=\"#nowhere\">x</a><main", |web| {
            web.addresses()
        }),
        (
            page,
            "href=\"/assets/style.",
            "href=\"/assets/stile.",
            |web| web.addresses(),
        ),
        (
            "api/faq.json",
            "api/faq/fees.json",
            "api/faq/fee.json",
            |web| web.addresses(),
        ),
        (
            "notices/feed.xml",
            "rel=\"self\"",
            "rel=\"self\" href=\"/nowhere/\"",
            |web| web.addresses(),
        ),
        (
            "sitemap.xml",
            "/faq/fees/</loc>",
            "/faq/fee/</loc>",
            |web| web.sitemap(),
        ),
        (
            page,
            "<meta name=\"color-scheme\"",
            "<meta name=\"robots\" content=\"noindex\"><meta name=\"color-scheme\"",
            |web| web.sitemap(),
        ),
        (
            page,
            "rel=\"canonical\" href=\"",
            "rel=\"canonical\" href=\"https://elsewhere.example/",
            |web| web.sitemap(),
        ),
        (page, "<main", "<main style=\"color:red\"", |web| {
            web.inline_and_foreign()
        }),
        (page, "<main", "<main onclick=\"x()\"", |web| {
            web.inline_and_foreign()
        }),
        (page, "</head>", "<script>x()</script></head>", |web| {
            web.inline_and_foreign()
        }),
        (page, "</head>", "<style>p{}</style></head>", |web| {
            web.inline_and_foreign()
        }),
        (
            page,
            "<main",
            "<img src=\"https://tracker.example/p.png\" alt=\"\"><main",
            |web| web.inline_and_foreign(),
        ),
        (page, "<main", "<h1>Two</h1><main", |web| web.structure()),
        (page, "<main", "<p id=\"main\"></p><main", |web| {
            web.structure()
        }),
        (
            page,
            "hreflang=\"es\" href=\"",
            "hreflang=\"fr\" href=\"",
            |web| web.alternates(),
        ),
        (
            page,
            "hreflang=\"en\" href=\"",
            "hreflang=\"en\" href=\"https://elsewhere.example",
            |web| web.alternates(),
        ),
    ];
    for (path, from, to, audit) in cases {
        let tree = broken(path, from, to);
        assert_ne!(audit(&Web::new(&tree, BASE_URL)), NOTHING, "{path}: {to}");
    }
    let tree = broken(page, "\"@graph\":[", "\"@graph\":[,");
    assert!(Web::new(&tree, BASE_URL).json_ld(page).is_err());
    let tree = broken(page, "<main", "<main ");
    assert_ne!(tree.faults_by_manifest(), NOTHING);
}
