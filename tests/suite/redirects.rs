//! Redirects, as hosts read them: what they could not read is told, and what they read leads where it should.

use crate::common::pages::text;
use crate::common::{Run, Site};

fn with(rules: &[(&str, &str)]) -> Site {
    let site = Site::minimal();
    let rules: String = rules
        .iter()
        .map(|(from, to)| {
            let written = |text: &str| toml::Value::String(text.to_owned()).to_string();
            format!(
                "\n[[redirects]]\nfrom = {}\nto = {}\n",
                written(from),
                written(to)
            )
        })
        .collect();
    site.append("candor.toml", &rules);
    site
}

fn with_alias(alias: &str) -> Site {
    let site = Site::minimal();
    let line = format!("aliases = [{alias:?}]\nupdated =");
    site.replace("content/faq/fees.md", "updated =", &line);
    site
}

/// Findings of a check, as `severity[id]: message`.
fn found(run: &Run) -> Vec<&str> {
    let is_one = |line: &&str| {
        line.starts_with("error[") || line.starts_with("warning[") || line.starts_with("note[")
    };
    run.stdout.lines().filter(is_one).collect()
}

#[test]
fn addresses_that_hosts_cannot_read_are_told() {
    let bad = [
        ("/old/?q=1", "/faq/fees/"),
        ("/old/#top", "/faq/fees/"),
        ("old/", "/faq/fees/"),
        ("/old price/", "/faq/fees/"),
        ("/old\u{a0}price/", "/faq/fees/"),
        ("/a/*/b", "/faq/fees/"),
        ("/a/../b", "/faq/fees/"),
        ("/o1/", "/faq/fees/ 200"),
        ("/o2/", "/faq/fees/#x\n/b /c"),
        ("/o3/", "https://"),
        ("/o4/", "https:///fees"),
        ("/o5/", "http://www.harbor.example/"),
        ("/o6/", "//www.harbor.example/"),
        ("/o7/", "/faq/:splat"),
        ("/o8/:year/", "/faq/:month/"),
        ("/o9/", "javascript:alert(1)"),
        ("/o10/", ""),
    ];
    let run = with(&bad).run(&["check", "--format", "json"]).at_fault();
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let told = report["findings"].as_array().unwrap();
    assert_eq!(told.len(), bad.len(), "{run}");
    assert!(
        told.iter().all(|finding| finding["id"] == "config.value"),
        "{run}"
    );
    // Nothing of it is written.
    let site = with(&bad);
    site.build().at_fault();
    assert!(!site.public().exists());
}

#[test]
fn targets_that_are_not_there_are_told() {
    let bad = [
        ("/o1/", "/faq/feees/", "config.value"),
        ("/o2/", "/faq/fees/#no-such", "upkeep.links"),
        (
            "/o3/",
            "https://help.harbor.example/faq/zz/",
            "config.value",
        ),
        (
            "/o4/",
            "https://help.harbor.example/faq/fees/#no-such",
            "upkeep.links",
        ),
        ("/o5/", "/o1/", "config.value"),
        ("/o6/", "/search/#nothing", "upkeep.links"),
    ];
    for (from, to, id) in bad {
        let run = with(&[(from, to)]).check();
        let told = found(&run);
        assert!(told.len() == 1 && told[0].contains(id), "{to}: {run}");
    }
}

#[test]
fn redirects_that_hide_something_are_told() {
    for rule in [
        "/*",
        "/faq/*",
        "/faq/:page/",
        "/faq/:page",
        "/assets/*",
        "/search/*",
        "/api/*",
        "/es/*",
    ] {
        let run = with(&[(rule, "https://www.harbor.example/")])
            .check()
            .denied();
        let told = found(&run);
        assert!(
            told.len() == 1 && told[0].starts_with("error[source.address]"),
            "{rule}: {run}"
        );
    }
    for alias in [
        "/",
        "/contact/",
        "/contact",
        "/search/",
        "/es/",
        "/faq/fees",
        "/faq/fees/",
        "/faq/transfers/index.html",
        "/manifest.json",
        "/sitemap.xml",
        "/404.html",
        "/robots.txt",
    ] {
        let run = with_alias(alias).check().denied();
        let told = found(&run);
        assert!(
            told.len() == 1 && told[0].starts_with("error[source.address]"),
            "{alias}: {run}"
        );
    }
    // The same address twice, in either form.
    for (one, other) in [("/old/", "/old/"), ("/old/", "/old"), ("/old/*", "/old/*")] {
        let run = with(&[(one, "/faq/fees/"), (other, "/faq/transfers/")])
            .check()
            .denied();
        assert!(run.stdout.contains("redirects twice"), "{run}");
    }
}

#[test]
fn what_hosts_read_is_fine() {
    let site = with(&[
        ("/help/*", "/faq/"),
        ("/help/frozen/", "/faq/transfers/#how-long"),
        ("/help/:topic/more/", "/faq/:topic/"),
        ("/blog/:year/*", "https://blog.harbor.example/:year/:splat"),
        ("/old", "/faq/fees/"),
        ("/old/", "/faq/fees/"),
        ("/find", "/search/?q=fees"),
        ("/prices.php", "https://help.harbor.example/faq/fees/"),
        ("/faqs/*", "/faq/:splat"),
        ("/preise.html", "https://www.harbor.example/fees?lang=de#x"),
        ("/müller/", "/faq/fees/"),
    ]);
    let run = site.check();
    run.succeeds();
    assert_eq!(found(&run), [""; 0], "{run}");
    site.build().succeeds();
    let rules = site.published("_redirects");
    let lines: Vec<&str> = rules.lines().collect();
    let at = |from: &str| {
        lines
            .iter()
            .position(|line| line.starts_with(&format!("{from} ")))
    };
    // The first rule that matches counts: narrow ones before wide ones, and one address in both forms.
    for (first, then) in [
        ("/help/frozen/", "/help/:topic/more/"),
        ("/help/:topic/more/", "/help/*"),
        ("/help/frozen", "/help/*"),
        ("/prices.php", "/faqs/*"),
    ] {
        assert!(
            at(first).unwrap() < at(then).unwrap(),
            "{first} {then}\n{rules}"
        );
    }
    assert!(
        lines.iter().all(|line| line.split(' ').count() == 3),
        "{rules}"
    );
    assert!(
        lines.contains(&"/prices.php /faq/fees/ 301")
            && lines.contains(&"/m%C3%BCller/ /faq/fees/ 301"),
        "{rules}"
    );
    assert_eq!(
        lines.iter().filter(|line| line.starts_with("/old")).count(),
        2
    );
}

#[test]
fn more_than_hosts_read_is_told() {
    let many = |count: usize, star: &str| -> Vec<(String, String)> {
        (0..count)
            .map(|number| (format!("/old/{number}/{star}"), "/faq/fees/".to_owned()))
            .collect()
    };
    for (count, star, is_told) in [
        (2001, "", true),
        (101, "*", true),
        (2000, "", false),
        (100, "*", false),
    ] {
        let rules = many(count, star);
        let rules: Vec<(&str, &str)> = rules
            .iter()
            .map(|(from, to)| (from.as_str(), to.as_str()))
            .collect();
        let run = with(&rules).check();
        run.succeeds();
        let told = found(&run);
        assert_eq!(
            told.iter()
                .filter(|line| line.starts_with("warning[output.redirects]"))
                .count(),
            usize::from(is_told),
            "{count}{star}"
        );
        assert_eq!(told.len(), usize::from(is_told));
    }
}

#[test]
fn a_page_at_each_old_address_leads_on() {
    let site = with(&[
        ("/prices", "/faq/fees/#withdrawal-fee"),
        ("/out.html", "https://www.harbor.example/a?b&c=d"),
        ("/gone/*", "/faq/"),
        ("/form.php", "/faq/fees/"),
    ]);
    site.replace(
        "content/faq/fees.es.md",
        "title =",
        "aliases = [\"/precios/\"]
title =",
    );
    let site = site.built();
    for (path, to, title) in [
        ("prices/index.html", "/faq/fees/#withdrawal-fee", None),
        ("precios/index.html", "/es/faq/fees/", Some("es")),
        ("out.html", "https://www.harbor.example/a?b&amp;c=d", None),
    ] {
        let page = site.published(path);
        assert!(
            page.contains(&format!("http-equiv=\"refresh\" content=\"0; url={to}\"")),
            "{page}"
        );
        assert!(
            page.contains(&format!("<a href=\"{to}\">")) && page.contains("content=\"noindex\""),
            "{page}"
        );
        let whole = if to.starts_with('/') {
            format!("https://help.harbor.example{to}")
        } else {
            to.to_owned()
        };
        let canonical = whole.split('#').next().unwrap();
        assert!(
            page.contains(&format!("<link rel=\"canonical\" href=\"{canonical}\">")),
            "{page}"
        );
        assert!(
            page.contains("http-equiv=\"Content-Security-Policy\"") && !page.contains("<script"),
            "{page}"
        );
        if let Some(lang) = title {
            assert!(page.contains(&format!("<html lang=\"{lang}\"")));
            assert!(!text(&page, "h1")[0].is_empty());
        }
        assert!(
            !site
                .published("sitemap.xml")
                .contains(path.trim_end_matches("index.html"))
        );
    }
    for none in ["gone", "form.php", "form.php/index.html"] {
        assert!(!site.public().join(none).exists(), "{none}");
    }
    assert_eq!(site.output().faults_by_manifest(), [""; 0]);
    site.append("candor.toml", "\n[output]\nalias_pages = false\n");
    site.build().succeeds();
    assert!(!site.public().join("prices").exists() && site.public().join("_redirects").exists());
}

/// One host has one name: that which browsers ask for.
#[test]
fn a_host_is_written_in_one_form() {
    for host in [
        "hilfe.müller.example",
        "HILFE.Müller.example",
        "hilfe.mu\u{308}ller.example",
    ] {
        let site = Site::minimal();
        site.replace(
            "candor.toml",
            "help.harbor.example",
            &format!("{host}/hilfe"),
        );
        let site = site.built();
        let tree = site.output();
        assert!(
            site.published("sitemap.xml")
                .contains("<loc>https://hilfe.xn--mller-kva.example/hilfe/faq/fees/</loc>")
        );
        for path in tree.paths() {
            let Ok(text) = std::str::from_utf8(&tree.0[path].bytes) else {
                continue;
            };
            let lower = text.to_lowercase();
            assert!(
                !lower.contains("ller.example") || lower.contains("xn--mller-kva.example"),
                "{path}"
            );
            assert!(
                !lower.contains("müller")
                    && !lower.contains("m%c3%bcller")
                    && !text.contains("HILFE"),
                "{path}"
            );
        }
    }
    for bad in [
        "https://exa mple.example",
        "https://me@help.harbor.example",
        "https://help\\harbor.example",
        "https://xn--a.example",
    ] {
        let site = Site::minimal();
        site.replace(
            "candor.toml",
            "base_url = \"https://help.harbor.example\"",
            &format!("base_url = '{bad}'"),
        );
        let run = site.check().at_fault();
        assert!(run.stdout.contains("error[config.value]"), "{bad}: {run}");
    }
}
