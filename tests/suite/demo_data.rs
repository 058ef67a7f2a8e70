//! What programs read of the demo site: structured data, feeds, API files and tables.

use crate::common::NOW;
use crate::common::audit::select;
use crate::common::demo::{DEMO, demos};
use atom_syndication::Feed;
use chrono::NaiveDate;
use serde_json::Value;

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
                let headings = select(page, ".answer:not(.related) > h2[id]");
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
            // Answers come in parts: `api/faq/1.json` and so on.
            let address = topic["answers"].as_str().unwrap();
            let at = address
                .find(&format!("api/{prefix}faq/"))
                .expect("an address of the api");
            let path = &address[at..];
            let part = web.json(path);
            assert_eq!(part["language"], lang);
            let answers = part["topics"].as_array().unwrap().iter();
            let answers = answers
                .filter(|answers| answers["id"] == topic["id"])
                .collect::<Vec<_>>();
            assert_eq!(answers.len(), 1, "{path} has {} once", topic["id"]);
            has(answers[0], &["id", "title", "url", "questions"]);
            let questions = answers[0]["questions"].as_array().unwrap();
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
    assert_eq!(hours["from"], crate::common::NOW);
    let start = NaiveDate::parse_from_str(NOW, "%Y-%m-%d").unwrap();
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
