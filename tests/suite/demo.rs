//! The pages of the demo site, over the final bytes of every file.

use crate::common::audit::{Web, select};
use crate::common::demo::{BASE_URL, DEMO, MOVED, NOTHING, demo, demos};
use crate::common::{Site, Tree};

#[test]
fn it_builds_without_a_finding() {
    let site = Site::demo();
    let check = site.run(&["check", "--deny", "warning"]);
    check.succeeds();
    assert!(!check.stdout.contains("error["), "{check}");
    assert!(!check.stdout.contains("warning["), "{check}");
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

/// Whether a rule's pattern takes an address, as hosts read it: `:name` is one part, `*` all that follows.
fn takes(pattern: &str, address: &str) -> bool {
    let mut parts = address.split('/');
    for wanted in pattern.split('/') {
        if wanted == "*" {
            return true;
        }
        match parts.next() {
            Some(part) if part == wanted || wanted.starts_with(':') => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

#[test]
fn no_file_has_two_values_of_a_header() {
    for (tree, base) in [(&*DEMO, ""), (&*MOVED, "/help")] {
        let rules = tree.text("_headers").split("\n\n");
        let rules: Vec<(&str, Vec<(&str, &str)>)> = rules
            .map(|rule| {
                let (pattern, headers) = rule.split_once('\n').expect("a rule has headers");
                let headers = headers
                    .lines()
                    .filter_map(|line| line.trim().split_once(": "));
                (pattern, headers.collect())
            })
            .collect();
        let mut roots = 0;
        for path in tree.paths() {
            let address = format!("{base}/{path}");
            let own = rules.iter().filter(|(pattern, _)| takes(pattern, &address));
            let headers: Vec<(&str, &str)> = own.flat_map(|(_, own)| own.clone()).collect();
            for (at, (name, _)) in headers.iter().enumerate() {
                let twice = headers[at + 1..].iter().find(|(other, _)| other == name);
                assert_eq!(twice, None, "{address}");
            }
            let cached = headers.iter().find(|(name, _)| *name == "Cache-Control");
            let cached = cached.map(|(_, value)| *value);
            if path.starts_with("search/") && path.ends_with("/index.json") {
                roots += 1;
                assert_eq!(cached, Some("no-cache"), "{path}");
            }
            let is_for_ever = cached.is_some_and(|value| value.contains("immutable"));
            assert_eq!(is_for_ever, path.starts_with("assets/"), "{path}");
        }
        assert_eq!(roots, 2);
    }
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
        ("api/faq.json", "api/faq/1.json", "api/faq/9.json", |web| {
            web.addresses()
        }),
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
