//! Bad input: templates and words of a site's own theme.

use crate::common::{Site, page};

#[test]
fn a_template_that_does_not_compile() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "themes/default/templates/faq.html",
            "{% extends \"base.html\" %}\n{% block main %}\n{% if page.title %}\n{% endblock %}\n",
        );
    });
    run.says("faq.html:4");
    assert_said!(run.denied());
}

#[test]
fn two_templates_that_do_not_compile_are_both_told() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("themes/default/templates/faq.html", "{{ page.title | }}\n")
            .write(
                "themes/default/templates/contact.html",
                "<p>\n{% for x %}\n",
            );
    });
    run.says("faq.html").says("contact.html");
    assert_said!(run.denied());
}

#[test]
fn a_template_with_an_unknown_filter() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "themes/default/templates/faq.html",
            "<h1>\n{{ page.title | shout }}</h1>\n",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn a_template_that_builds_on_nothing() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "themes/default/templates/faq.html",
            "{% extends \"bsae.html\" %}\n",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn a_template_that_fails_on_one_page() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "themes/default/templates/faq.html",
            "<!doctype html>\n<h1>{{ page.title }}</h1>\n{% if page.title == \"Transfers\" %}\n  {{ page.nothing.at.all }}\n{% endif %}\n",
        );
    });
    run.says("faq.html:4").says("content/faq/transfers.md");
    assert!(
        !run.stderr.contains("content/faq/fees.md"),
        "only one page fails:\n{run}"
    );
    assert_said!(run.denied());
}

#[test]
fn a_template_that_fails_is_told_beside_other_faults() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "themes/default/templates/faq.html",
            "{% if page.title == \"Transfers\" %}{{ page.nothing.at.all }}{% endif %}",
        )
        .replace("content/faq/fees.md", "transfers.md#how-long", "gone.md");
    });
    run.says("content/faq/transfers.md")
        .says("`gone.md` leads to no page");
    assert_said!(run.denied());
}

#[test]
fn a_page_with_a_template_that_does_not_exist() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "content/faq/limits.md",
            page("Limits", "Yes.").replace("+++\n\n", "template = \"faqq.html\"\n+++\n\n"),
        )
        .write(
            "content/faq/taxes.md",
            page("Taxes", "Yes.").replace("+++\n\n", "template = \"../../etc/passwd\"\n+++\n\n"),
        );
    });
    assert_said!(run.denied());
}

#[test]
fn a_template_that_is_not_utf8() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("themes/default/templates/faq.html", b"<p>\xff</p>");
    });
    assert_said!(run.denied());
}

#[test]
fn words_that_do_not_parse() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("themes/default/i18n/en.toml", "[nav]\nhome = Home\n");
    });
    assert_said!(run.denied());
}

#[test]
fn a_language_without_words() {
    let site = Site::minimal();
    site.replace("candor.toml", "[\"es\"]", "[\"es\", \"fr\"]");
    let run = site.run(&["check", "--deny", "warning"]);
    assert_said!(run.denied());
}
