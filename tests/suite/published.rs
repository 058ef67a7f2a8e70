//! What readers get is what is checked: faults of templates, words and styles, found in the pages that come out.

use std::fs;

use candor_reading::{Home, Reader};

use crate::common::{Run, Site};

const FOOTER: &str = "themes/default/templates/partials/footer.html";

/// The demo site, which has a rule pack, with something in the footer of every page.
fn with_footer(html: &str) -> Site {
    let site = Site::demo();
    let footer = theme_file("templates/partials/footer.html");
    site.write(
        FOOTER,
        footer.replace("</footer>", &format!("{html}</footer>")),
    );
    site
}

/// A file of the default theme.
fn theme_file(path: &str) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default/");
    fs::read_to_string(format!("{root}{path}")).unwrap()
}

/// That a build is refused for something, and that nothing of it is left.
fn refused(site: &Site, id: &str, says: &str) {
    let ran = site.build().denied();
    let told = ran.stderr.contains(&format!("[{id}]")) && ran.stderr.contains(says);
    assert!(told, "{id}: {says}\n{}", ran.stderr);
    let left = fs::read_dir(site.root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("public"));
    assert_eq!(left.count(), 0, "something of the output is left");
}

#[test]
fn a_template_that_asks_another_host_for_something_is_found_however_it_is_written() {
    for (html, says) in [
        (
            "<script src=\"HTTPS://evil.example/\"></script>",
            "would load HTTPS://evil.example/",
        ),
        (
            "<img alt=\"\" src=\"https://help.hudsondigitaltrust.example.evil.example/\">",
            "would load https://help.hudsondigitaltrust.example.evil.example/",
        ),
        (
            "<img alt=\"\" src=\"&#104;ttps://evil.example/\">",
            "would load https://evil.example/",
        ),
        (
            "<img alt=\"\" srcset=\"/a.png 1x, https://evil.example/ 2x\">",
            "would load https://evil.example/",
        ),
        (
            "<style>@import \"https://evil.example/\";</style>",
            "would load https://evil.example/",
        ),
        (
            "<p style=\"background: url(https://evil.example/)\">x</p>",
            "would load https://evil.example/",
        ),
        (
            "<svg><image href=\"https://evil.example/\"/></svg>",
            "would load https://evil.example/",
        ),
        (
            "<svg><use xlink:href=\"https://evil.example/#a\"/></svg>",
            "would load https://evil.example/#a",
        ),
        (
            "<link rel=\"PRELOAD\" as=\"font\" href=\"https://evil.example/\">",
            "would load https://evil.example/",
        ),
        (
            "<form action=\"https://evil.example/\"><button>Go</button></form>",
            "would send what is typed to https://evil.example/",
        ),
        (
            "<meta http-equiv=\"Refresh\" content=\"9; url=https://evil.example/\">",
            "would go to https://evil.example/ by itself",
        ),
        (
            "<noscript><img alt=\"\" src=\"//evil.example/\"></noscript>",
            "would load //evil.example/",
        ),
    ] {
        refused(&with_footer(html), "access.self-contained", says);
    }
}

#[test]
fn a_field_for_a_password_is_found_however_it_is_written() {
    let site = with_footer("<input type=\"pass&#119;ord\" aria-label=\"x\">");
    refused(&site, "access.no-login", "asks for a password");
}

#[test]
fn style_sheets_and_pictures_that_are_published_ask_no_other_host() {
    let site = Site::demo();
    let css = theme_file("static/style.css");
    site.write(
        "themes/default/static/style.css",
        format!("@\\69mport \"//evil.example/\";\n{css}"),
    );
    refused(&site, "access.self-contained", "would load //evil.example/");

    let site = Site::demo();
    site.write(
        "content/seal.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:x=\"http://www.w3.org/1999/xlink\"><image x:href=\"https://evil.example/\"/></svg>",
    );
    refused(
        &site,
        "access.self-contained",
        "seal.svg would load https://evil.example/",
    );
}

#[test]
fn what_looks_like_another_host_and_is_none_is_fine() {
    let site = with_footer(
        "<!-- <script src=\"https://evil.example/\"></script> -->\
         <img alt=\"\" src=\"HTTPS://HELP.HUDSONDIGITALTRUST.EXAMPLE:443/logo.svg\">\
         <a href=\"https://elsewhere.example/\">Elsewhere</a>\
         <textarea aria-label=\"x\"><img src=\"https://evil.example/\"></textarea>",
    );
    site.build().succeeds();
}

#[test]
fn a_theme_that_prints_no_answers_is_refused() {
    let site = Site::demo();
    site.write("themes/default/templates/partials/sections.html", "");
    refused(&site, "theme.shown", "does not show what is written");
}

#[test]
fn an_answer_that_is_printed_and_hidden_is_not_published() {
    let base = theme_file("templates/base.html");
    for hidden in ["hidden", "aria-hidden=\"true\"", "style=\"display: none\""] {
        let site = Site::demo();
        site.write(
            "themes/default/templates/base.html",
            base.replace("<main id=\"main\"", &format!("<main {hidden} id=\"main\"")),
        );
        refused(&site, "theme.shown", "does not show what is written");
    }
}

#[test]
fn an_answer_that_one_page_leaves_out_is_told_at_the_question() {
    let site = Site::demo();
    let faq = theme_file("templates/faq.html");
    assert!(faq.contains("{{ s.html | safe }}"), "{faq}");
    site.write(
        "themes/default/templates/faq.html",
        faq.replace(
            "{{ s.html | safe }}",
            "{% if page.href != \"/faq/fees/\" or not loop.first %}{{ s.html | safe }}{% endif %}",
        ),
    );
    let ran = site.build().denied();
    assert!(
        ran.stderr.contains("/faq/fees/ does not show this answer"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("content/faq/fees.md:"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_theme_that_hides_the_contact_block_is_refused() {
    let home = theme_file("templates/home.html");
    let site = Site::demo();
    site.write(
        "themes/default/templates/home.html",
        home.replace("<ul class=\"channels\">", "<ul class=\"channels\" hidden>"),
    );
    refused(
        &site,
        "contact.conspicuous",
        "does not show a way to reach you by phone",
    );
}

#[test]
fn a_wrong_number_is_found_wherever_it_comes_from() {
    let footer = theme_file("templates/partials/footer.html");
    let template = with_footer("<p>Call (212) 555-0199.</p>");
    let words = Site::demo();
    words.write(
        "themes/default/i18n/en.toml",
        "[reach]\ntext = \"Call (212) 555-0199, or:\"\n",
    );
    let config = Site::demo();
    config.replace(
        "candor.toml",
        "license = { en = \"",
        "license = { en = \"(212) 555-0199. ",
    );
    let link = with_footer("<p><a href=\"tel:+12125550199\">Call us</a></p>");
    let hidden = with_footer("<p hidden>(212) 555-0199</p>");
    for (site, place) in [
        (template, "themes/default/templates/partials/footer.html:"),
        (words, "themes/default/i18n/en.toml:2:"),
        (config, "candor.toml:"),
        (link, "themes/default/templates/partials/footer.html:"),
        (hidden, "themes/default/templates/partials/footer.html:"),
    ] {
        refused(
            &site,
            "contact.consistent",
            "is no telephone number of yours",
        );
        let stderr = site.build().denied().stderr;
        assert!(stderr.contains(place), "{place}\n{stderr}");
    }
    assert!(!footer.contains("555"));
}

#[test]
fn an_answer_that_is_not_published_is_found_again_when_nothing_changed() {
    let site = Site::demo();
    site.build().succeeds();
    let sections = "themes/default/templates/partials/sections.html";
    site.write(sections, "");
    let first: Run = site.build().denied();
    let again: Run = site.build().denied();
    assert_eq!(first.stderr, again.stderr);
    site.remove(sections);
    site.build().succeeds();
}

#[test]
fn every_page_of_the_demo_site_is_read_as_a_browser_builds_it() {
    let tree = Site::demo().built().output();
    let home = Home::new("https://help.hudsondigitaltrust.example").unwrap();
    let mut pages = 0;
    for path in tree
        .paths()
        .into_iter()
        .filter(|path| path.ends_with(".html"))
    {
        let html = tree.text(path).as_bytes();
        let address = format!("/{}", path.trim_end_matches("index.html"));
        let mut reader = Reader::new(&home);
        assert!(reader.is_plain(&address, html), "{path} is not well-formed");
        assert_eq!(
            reader.read(&address, html),
            reader.read_as_tree(&address, html),
            "{path}"
        );
        pages += 1;
    }
    assert!(pages > 60, "{pages}");
}
