//! The look of the built site: logo and accent, pictures, related questions, words in
//! every language and languages from right to left.

use crate::common::demo::DEMO;
use crate::common::{Site, png};
use scraper::{Html, Selector};

const FEES: &str = "content/faq/fees.md";

fn parse(site: &Site, path: &str) -> Html {
    Html::parse_document(&site.published(path))
}

/// An attribute of the first element that matches, if there is one.
fn attribute(page: &Html, selector: &str, name: &str) -> Option<String> {
    let selector = Selector::parse(selector).unwrap();
    let element = page.select(&selector).next()?;
    element.attr(name).map(str::to_owned)
}

/// Attribute and text of all elements that match.
fn all(page: &Html, selector: &str, name: &str) -> Vec<(String, String)> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector)
        .map(|one| {
            let text: String = one.text().collect();
            let value = one.attr(name).unwrap_or_default();
            (value.to_owned(), text.trim().to_owned())
        })
        .collect()
}

#[test]
fn pictures_have_their_size_and_wait_until_they_are_near() {
    let site = Site::minimal();
    site.write("content/faq/first.png", png(640, 480)).write(
        "content/faq/drawing.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 120 40'/>",
    );
    let text = site.read(FEES);
    let (front, body) = text.rsplit_once("+++\n").unwrap();
    site.write(
        FEES,
        format!("{front}+++\n\n![The price list](first.png)\n{body}\n![Our fees](drawing.svg)\n"),
    );
    let site = site.built();
    let page = parse(&site, "faq/fees/index.html");
    let of = |file: &str, name: &str| attribute(&page, &format!("img[src$='{file}']"), name);
    assert_eq!(of("first.png", "width").as_deref(), Some("640"));
    assert_eq!(of("first.png", "height").as_deref(), Some("480"));
    assert_eq!(of("first.png", "loading"), None, "it is in sight at once");
    assert_eq!(of("drawing.svg", "width").as_deref(), Some("120"));
    assert_eq!(of("drawing.svg", "height").as_deref(), Some("40"));
    assert_eq!(of("drawing.svg", "loading").as_deref(), Some("lazy"));
    assert_eq!(of("drawing.svg", "decoding").as_deref(), Some("async"));

    // A picture of another size: the page that shows it is made anew.
    site.write("content/faq/first.png", png(320, 200))
        .build()
        .succeeds();
    let page = parse(&site, "faq/fees/index.html");
    assert_eq!(
        attribute(&page, "img[src$='first.png']", "width").as_deref(),
        Some("320")
    );
}

#[test]
fn a_picture_that_is_none_is_a_finding_at_its_line() {
    let site = Site::minimal();
    site.write("content/faq/broken.png", "no picture")
        .append(FEES, "\n![The price list](broken.png)\n");
    let line = site.read(FEES).lines().count();
    let run = site.check().denied();
    assert!(
        run.stdout.contains("warning[markdown.image]")
            && run
                .stdout
                .contains("error[source.picture]: this picture is damaged")
            && run.stdout.contains(&format!("{FEES}:{line}:1")),
        "{run}"
    );
    site.remove("content/faq/broken.png");
    let run = site.check().denied();
    assert!(
        run.stdout.contains("error[upkeep.links]: `broken.png`"),
        "{run}"
    );
}

#[test]
fn the_logo_of_the_configuration_is_in_every_header() {
    let site = Site::minimal();
    site.write("content/brand/logo.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='30'/>")
        .write("content/brand/night.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='30'/>")
        .append(
            "candor.toml",
            "\n[theme]\nlogo = \"content/brand/logo.svg\"\nlogo_dark = \"content/brand/night.svg\"\nlogo_alt = { en = \"Harbor\", es = \"Puerto\" }\n",
        );
    let site = site.built();
    for (path, alt) in [
        ("faq/fees/index.html", "Harbor"),
        ("es/index.html", "Puerto"),
    ] {
        let page = parse(&site, path);
        let of = |name: &str| attribute(&page, "header .brand img", name);
        assert_eq!(of("src").as_deref(), Some("/brand/logo.svg"));
        assert_eq!(
            (of("width"), of("height")),
            (Some("90".into()), Some("30".into()))
        );
        assert_eq!(of("alt").as_deref(), Some(alt));
        let dark = attribute(&page, ".brand source[media*=dark]", "srcset");
        assert_eq!(dark.as_deref(), Some("/brand/night.svg"));
    }

    site.replace("candor.toml", "brand/night.svg", "brand/nihgt.svg");
    let run = site.check().at_fault();
    let line = site
        .read("candor.toml")
        .lines()
        .position(|line| line.starts_with("logo_dark"))
        .unwrap()
        + 1;
    assert!(
        run.stdout.contains(&format!("candor.toml:{line}:"))
            && run
                .stdout
                .contains("Did you mean `content/brand/night.svg`?"),
        "{run}"
    );
}

#[test]
fn an_accent_that_cannot_be_read_is_refused_at_its_line() {
    let site = Site::minimal();
    site.append("candor.toml", "\n[theme]\naccent = \"#3aa9a0\"\n");
    let line = site.read("candor.toml").lines().count();
    let run = site.check().at_fault();
    assert!(
        run.stdout.contains("hard to read in the light scheme")
            && run.stdout.contains(&format!("candor.toml:{line}:")),
        "{run}"
    );
}

#[test]
fn a_topic_names_its_related_questions_or_candor_chooses() {
    let site = Site::minimal();
    site.write(
        "content/faq/cards.md",
        "+++\ntitle = \"Cards\"\n+++\n\n## Is there a fee for my card? {#fee}\n\nNo.\n\n## Can I pay abroad? {#abroad}\n\nYes, see [transfers](transfers.md).\n",
    );
    let site = site.built();
    let related = |site: &Site, path: &str| {
        let found = all(&parse(site, path), "#related-title + ul a", "href");
        found.into_iter().map(|(href, _)| href).collect::<Vec<_>>()
    };
    let chosen = related(&site, "faq/cards/index.html");
    assert!(
        chosen[0].starts_with("/faq/transfers/#"),
        "a link comes first: {chosen:?}"
    );
    assert!(
        chosen.iter().all(|href| !href.contains("/cards/")),
        "{chosen:?}"
    );

    site.replace(
        "content/faq/transfers.md",
        "title =",
        "related = [\"cards#abroad\", \"fees\"]\ntitle =",
    )
    .build()
    .succeeds();
    let named = related(&site, "faq/transfers/index.html");
    assert_eq!(named[0], "/faq/cards/#abroad");
    assert!(
        named.len() == 2 && named[1].starts_with("/faq/fees/#"),
        "{named:?}"
    );

    site.replace("content/faq/transfers.md", "cards#abroad", "cards#abraod");
    let run = site.check().denied();
    assert!(
        run.stdout.contains("error[front-matter.related]")
            && run.stdout.contains("content/faq/transfers.md:2:1")
            && run.stdout.contains("Did you mean `cards#abroad`?"),
        "{run}"
    );
}

#[test]
fn each_answer_has_its_date_and_a_link_to_share() {
    let page = Html::parse_document(DEMO.text("faq/account-freezes/index.html"));
    let questions = all(&page, ".answer > h2[id]:not(#related-title)", "id");
    let shares = all(&page, ".answer .share", "href");
    let dates = all(&page, ".answer .meta time", "datetime");
    assert!(questions.len() > 5);
    assert_eq!(
        shares
            .iter()
            .map(|(href, _)| href.trim_start_matches('#'))
            .collect::<Vec<_>>(),
        questions
            .iter()
            .map(|(id, _)| id.as_str())
            .collect::<Vec<_>>()
    );
    assert_eq!(dates.len(), questions.len());
    assert!(
        dates.iter().all(|(date, _)| date == "2026-10-05"),
        "{dates:?}"
    );
    assert!(all(&page, "#related-title + ul a", "href").len() >= 3);
}

#[test]
fn a_language_without_words_is_one_warning_at_its_line() {
    let site = Site::minimal();
    site.replace(
        "candor.toml",
        "others = [\"es\"]",
        "others = [\n  \"es\",\n  \"fr\",\n]",
    );
    let line = site
        .read("candor.toml")
        .lines()
        .position(|line| line.contains("\"fr\""))
        .unwrap()
        + 1;
    let run = site.check();
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(run.stdout.matches("[strings.missing]").count(), 1, "{run}");
    assert!(
        run.stdout.contains(&format!("candor.toml:{line}:3"))
            && run.stdout.contains("themes/default/i18n/fr.toml"),
        "{run}"
    );
    assert_eq!(site.run(&["check", "--deny", "warning"]).code, Some(1));
    // A variant of a language that Candor brings has its words.
    site.replace("candor.toml", "\"fr\"", "\"es-MX\"")
        .build()
        .succeeds();
    assert!(!site.check().stdout.contains("strings.missing"));
    assert!(site.published("es-MX/index.html").contains(">Buscar<"));
}

#[test]
fn missing_and_unknown_words_of_a_file_are_shown_in_it() {
    let site = Site::minimal();
    let spanish = include_str!("../../themes/default/i18n/es.toml");
    let without = spanish.replace("button = \"Buscar\"\n", "");
    assert_ne!(spanish, without);
    site.replace(
        "candor.toml",
        "others = [\"es\"]",
        "others = [\"es\", \"ca\"]",
    )
    .write("themes/default/i18n/ca.toml", &without)
    .write(
        "themes/default/i18n/en.toml",
        "[search]\nbuton = \"Find\"\n[mine]\nword = \"Yes\"\n",
    )
    .write(
        "themes/default/templates/partials/intro.html",
        "<h1>{{ page.title }}</h1>{{ t.mine.word }}",
    );
    let run = site.check();
    let line = without.lines().position(|line| line == "[search]").unwrap() + 1;
    assert!(
        run.stdout.contains(
            "the language `ca` lacks 2 of the site's own words, which will be in English: mine.word, search.button"
        ),
        "{run}"
    );
    assert!(
        run.stdout
            .contains(&format!("themes/default/i18n/ca.toml:{line}:2")),
        "{run}"
    );
    assert!(
        run.stdout
            .contains("nothing on the site says `search.buton`")
            && run.stdout.contains("themes/default/i18n/en.toml:2:1")
            && run.stdout.contains("Did you mean `search.button`?"),
        "{run}"
    );
    assert!(
        !run.stdout.contains("says `mine.word`"),
        "a template uses it: {run}"
    );
}

/// One finding for one mistake: what does not fit is neither missing nor unknown, too.
#[test]
fn words_that_do_not_fit_are_one_error_each_at_their_place() {
    let said = |words: &str| {
        let site = Site::minimal();
        site.write("themes/default/i18n/es.toml", words);
        let run = site.check().denied();
        let faults = run.stdout.matches("error[").count() + run.stdout.matches("warning[").count();
        assert_eq!(faults, 1, "{run}");
        run.stdout
    };
    for (words, message) in [
        (
            "[search]\nbutton = 3\n",
            "error[strings.value]: `search.button` is a number, and must be a text",
        ),
        (
            "\nsearch = \"Buscar\"\n",
            "error[strings.value]: `search` is a text, and must be a table of texts",
        ),
        (
            "[search]\nbutton = { word = \"Buscar\" }\n",
            "error[strings.value]: `search.button` is a table, and must be a text",
        ),
        (
            "[search]\ncount_other = \"{nn} temas para «{query}»\"\n",
            "error[strings.placeholder]: `search.count_other` lacks `{n}` and has `{nn}`, which nothing fills in",
        ),
        (
            "[status]\nopen_until = \"Abierto\"\n",
            "error[strings.placeholder]: `status.open_until` lacks `{time}`",
        ),
    ] {
        let stdout = said(words);
        assert!(
            stdout.contains(message) && stdout.contains("themes/default/i18n/es.toml:2:1"),
            "{message}: {stdout}"
        );
    }
}

#[test]
fn a_language_that_lacks_a_word_is_not_told_so_of_one_that_does_not_fit() {
    let site = Site::minimal();
    let french = include_str!("../../themes/default/i18n/en.toml")
        .replace("button = \"Search\"", "button = 3");
    site.replace(
        "candor.toml",
        "others = [\"es\"]",
        "others = [\"es\", \"fr\"]",
    )
    .write("themes/default/i18n/fr.toml", french);
    let run = site.check().denied();
    assert!(run.stdout.contains("[strings.value]"), "{run}");
    assert!(!run.stdout.contains("[strings.missing]"), "{run}");
}

/// Keys and texts of a file of words.
fn words(text: &str) -> Vec<(String, String)> {
    fn add(table: &toml::Table, prefix: &str, out: &mut Vec<(String, String)>) {
        for (key, value) in table {
            match value {
                toml::Value::Table(inner) => add(inner, &format!("{prefix}{key}."), out),
                value => out.push((format!("{prefix}{key}"), value.as_str().unwrap().to_owned())),
            }
        }
    }
    let mut out = Vec::new();
    add(&text.parse().unwrap(), "", &mut out);
    out
}

/// Words that are the same in both languages.
const SAME: &[&str] = &["kind.chat", "time.zone.UTC"];

#[test]
fn english_and_spanish_have_the_same_words() {
    let english = words(include_str!("../../themes/default/i18n/en.toml"));
    let spanish = words(include_str!("../../themes/default/i18n/es.toml"));
    let keys = |words: &[(String, String)]| -> Vec<String> {
        words.iter().map(|(key, _)| key.clone()).collect()
    };
    assert_eq!(keys(&english), keys(&spanish));
    // What is left of a text without what is filled in.
    let said = |text: &str| -> String {
        let parts = text.split('{').enumerate().map(|(at, part)| match at {
            0 => part,
            _ => part.split_once('}').unwrap().1,
        });
        parts.collect()
    };
    let same: Vec<&str> = english
        .iter()
        .zip(&spanish)
        .filter(|((_, text), (_, other))| text == other && said(text).contains(char::is_alphabetic))
        .map(|((key, _), _)| key.as_str())
        .collect();
    assert_eq!(same, SAME, "a copy is no translation");
    // As a site's own file, the words are held to those that are filled in.
    let site = Site::minimal();
    site.write(
        "themes/default/i18n/es.toml",
        include_str!("../../themes/default/i18n/es.toml"),
    );
    let run = site.check();
    assert!(
        run.code == Some(0) && !run.stdout.contains("[strings."),
        "{run}"
    );
}

#[test]
fn a_site_in_arabic_reads_from_right_to_left() {
    let site = Site::minimal();
    let arabic = include_str!("../../themes/default/i18n/en.toml")
        .replace("name = \"English\"", "name = \"العربية\"")
        .replace(
            "untranslated = \"not translated, leads to the home page\"",
            "untranslated = \"غير مترجمة\"",
        )
        .replace(
            "skip = \"Skip to main content\"",
            "skip = \"انتقل إلى المحتوى\"",
        );
    site.replace("candor.toml", "others = [\"es\"]", "others = [\"es\", \"ar\"]")
        .write("themes/default/i18n/ar.toml", arabic)
        .write(
            "content/faq/fees.ar.md",
            "+++\ntitle = \"الرسوم\"\n+++\n\n## ما هي الرسوم؟ {#cost}\n\nاتصل بنا على {{ phone.number }}.\n",
        );
    let site = site.built();
    let page = parse(&site, "ar/faq/fees/index.html");
    assert_eq!(attribute(&page, "html", "lang").as_deref(), Some("ar"));
    assert_eq!(attribute(&page, "html", "dir").as_deref(), Some("rtl"));
    assert!(
        site.published("ar/faq/fees/index.html")
            .contains("انتقل إلى المحتوى")
    );
    assert_eq!(
        attribute(&parse(&site, "faq/fees/index.html"), "html", "dir").as_deref(),
        Some("ltr")
    );

    // Transfers are there in English only: the switcher says so, in Arabic.
    let english = parse(&site, "faq/transfers/index.html");
    let links = all(&english, ".langs a[lang=ar]", "href");
    assert_eq!(
        links,
        [("/ar/".to_owned(), "العربية (غير مترجمة)".to_owned())]
    );
    let fees = parse(&site, "faq/fees/index.html");
    let links = all(&fees, ".langs a[lang=ar]", "href");
    assert_eq!(links, [("/ar/faq/fees/".to_owned(), "العربية".to_owned())]);
}

/// Left and right swap in a language from right to left, so the stylesheet names neither.
#[test]
fn the_stylesheet_knows_no_left_and_right() {
    let css = include_str!("../../themes/default/static/style.css");
    let physical = [
        "margin-left",
        "margin-right",
        "padding-left",
        "padding-right",
        "border-left",
        "border-right",
        "text-align: left",
        "text-align: right",
        "float:",
        " left:",
        " right:",
        ";left:",
        ";right:",
        "-left-radius",
        "-right-radius",
    ];
    for (at, line) in css.lines().enumerate() {
        for name in physical {
            assert!(!line.contains(name), "line {}: {name} in {line}", at + 1);
        }
    }
}

#[test]
fn the_status_says_what_happens_while_nobody_is_there() {
    for (path, said) in [
        (
            "contact/index.html",
            "Leave a voicemail, we call back within 1 business day.",
        ),
        (
            "es/contact/index.html",
            "Deje un mensaje de voz y le devolvemos la llamada en un plazo de 1 día hábil.",
        ),
    ] {
        let page = Html::parse_document(DEMO.text(path));
        let closed = attribute(&page, "[data-hours=phone]", "data-closed");
        assert_eq!(closed.as_deref(), Some(said));
        assert_eq!(attribute(&page, "[data-hours=chat]", "data-closed"), None);
    }
}

/// Room for what a script says later is kept by style: words that nobody said are no part of a page.
#[test]
fn no_page_holds_words_that_only_keep_a_place() {
    let mut rooms = 0;
    for path in DEMO
        .paths()
        .into_iter()
        .filter(|path| path.ends_with(".html"))
    {
        let page = DEMO.text(path);
        assert!(
            !page.contains("Wednesday 10 AM") && !page.contains("miércoles a las 10"),
            "{path}"
        );
        let html = Html::parse_document(page);
        for (room, text) in all(&html, ".status", "data-room") {
            assert_eq!(text, "", "{path}");
            assert!(
                room.len() > 20 && room.chars().all(|c| matches!(c, 'n' | ' ')),
                "{path}: {room}"
            );
            rooms += 1;
        }
    }
    assert!(rooms > 10);
}

/// Most hosts know one page for addresses that are not there.
#[test]
fn the_page_for_what_is_not_there_speaks_every_language() {
    let page = Html::parse_document(DEMO.text("404.html"));
    let spanish = Html::parse_document(DEMO.text("es/404.html"));
    let [(lang, said)] = &all(&page, "main section[lang]", "lang")[..] else {
        panic!("not one other language");
    };
    let title = &all(&spanish, "h1", "class")[0].1;
    assert!(lang == "es" && said.contains(title), "{said}");
    assert_eq!(all(&page, "section[lang=es] a", "href")[0].0, "/es/");
    assert_eq!(all(&spanish, "main section[lang]", "lang"), []);
}

#[test]
fn browsers_ask_whether_a_page_is_still_the_same() {
    let headers = DEMO.text("_headers");
    for pages in [
        "\n/\n",
        "\n/faq/*\n",
        "\n/contact/\n",
        "\n/es/*\n",
        "\n/search/\n",
    ] {
        let rule = headers.split(pages).nth(1).unwrap().lines().next().unwrap();
        assert_eq!(
            rule.trim(),
            "Cache-Control: public, max-age=0, must-revalidate"
        );
    }
    // Hosts join the values of all rules that match: no file that is kept for long ends in a slash.
    let long = DEMO
        .paths()
        .into_iter()
        .filter(|path| path.starts_with("assets/"));
    assert!(long.clone().count() > 2 && !long.clone().any(|path| path.ends_with('/')));
}
