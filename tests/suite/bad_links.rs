//! Bad input: links, anchors, facts and images that lead nowhere or where they must not.

use crate::common::{Site, page};

/// A site with one more page, whose answer is this.
fn answering(answer: &str) -> impl FnOnce(&Site) + '_ {
    move |site| {
        site.write(
            "content/faq/limits.md",
            page("Limits", &format!("## A question?\n\n{answer}")),
        );
    }
}

#[test]
fn links_to_pages_that_do_not_exist() {
    let run = Site::minimal().refuses_and_check_agrees(answering(
        "See [fees](fee.md), [more](/nowhere/), [out](../../../etc/passwd) and [nothing]().\n\n\
         <a href=\"gone.md\">Raw HTML too</a>.",
    ));
    assert_said!(run.denied());
}

#[test]
fn anchors_that_do_not_exist() {
    let run = Site::minimal().refuses_and_check_agrees(answering(
        "See [fees](fees.md#withdrawl-fee), [here](#elsewhere) and [hours](/contact/#fax).",
    ));
    run.says("Anchors there: #a-question.");
    assert!(
        !run.stderr.contains("no headings to link to"),
        "/contact/ has #phone, #email and #hours:\n{run}"
    );
    assert_said!(run.denied());
}

/// Headings of these names, and what is found.
#[test]
fn anchors_that_the_frame_of_a_page_has() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "content/faq/limits.md",
            page(
                "Limits",
                "## A question? {#main}\n\nYes.\n\n### Search box\n\nYes.\n\n\
                 ## Answers\n\nYes.\n\n#### More {#answer-3}\n\nYes.\n\n\
                 ## Other? {#measured-title}\n\nOn reports only.\n\n## Answer 3b?\n\nNo.\n",
            ),
        )
        .write(
            "content/contact.md",
            page(
                "Contact",
                "## Phone\n\nCall us.\n\n## Hours\n\nSee above.\n",
            ),
        )
        .replace(
            "content/channels.toml",
            "id = \"email\"",
            "id = \"ways-title\"",
        );
    });
    assert_said!(run.denied());
}

/// Pages with findings are not kept in the cache; this finding needs no parsing.
#[test]
fn an_anchor_of_the_frame_is_found_again_by_the_next_build() {
    let site = Site::minimal();
    site.build().succeeds();
    site.replace("content/faq/transfers.md", "{#how-long}", "{#reach-title}");
    for _ in 0..2 {
        let run = site.build();
        assert!(
            run.code == Some(1) && run.stderr.contains("the anchor `#reach-title` already"),
            "{run}"
        );
    }
}

#[test]
fn an_anchor_that_is_renamed_breaks_the_pages_that_link_to_it() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace("content/faq/transfers.md", "{#how-long}", "{#how-soon}");
    });
    assert_said!(run.denied());
}

#[test]
fn a_page_that_is_removed_breaks_the_pages_that_link_to_it() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.remove("content/faq/transfers.md");
    });
    assert_said!(run.denied());
}

#[test]
fn a_page_in_a_third_language_stands_in_for_none() {
    let site = Site::demo();
    site.remove("content/faq/fees.md");
    let run = site.run(&["check"]).denied();
    for said in [
        "`fees.md#where` leads to no page or file",
        "This page exists only in another language: es.",
    ] {
        assert!(run.stdout.contains(said), "{said}\n{run}");
    }
}

#[test]
fn links_that_are_not_safe() {
    let run = Site::minimal().refuses_and_check_agrees(answering(
        "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html;base64,PHA+) [d](vbscript:x)\n\n\
         [e](<java\tscript:alert(1)>) [f](&#106;avascript:alert(1)) [g](file:///etc/passwd)\n\n\
         <a href=\"javascript:alert(1)\">h</a> <img src=\"data:image/png;base64,AA\" alt=\"i\">\n\n\
         <javascript:alert(1)>",
    ));
    assert_said!(run.denied());
}

#[test]
fn links_that_leave_the_site_the_wrong_way() {
    let run = Site::minimal().refuses_and_check_agrees(answering(
        "[a](http://bank.example) [b](//bank.example/x) [c](ftp://bank.example) [d](https://nodots) [e](https://bank.example/a b)",
    ));
    assert_said!(run.denied());
}

#[test]
fn facts_that_do_not_exist() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        answering(
            "Call {{ phone.numbr }} or [write](mailto:{{ emial.address }}), {{ unheard-of }}.",
        )(site);
        site.replace(
            "content/faq/fees.md",
            "What we charge, and when.",
            "Call {{ fone.number }}.",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn a_channel_that_is_renamed_breaks_the_pages_that_name_it() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace("content/channels.toml", "id = \"phone\"", "id = \"line\"");
    });
    assert_said!(run.denied());
}

#[test]
fn images_that_do_not_exist_or_lie_elsewhere() {
    let run = Site::minimal().refuses_and_check_agrees(answering(
        "![A fee](fee.png) ![A page](fees.md) ![Theirs](https://tracker.example/pixel.png)\n\n\
         <img src=\"https://tracker.example/pixel.png\" alt=\"Theirs\">",
    ));
    run.says("limits.md:7:1")
        .says("limits.md:7:19")
        .says("limits.md:7:38")
        .says("limits.md:9:1");
    assert_said!(run.denied());
}

#[test]
fn headings_with_wrong_attributes() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(
            "content/faq/limits.md",
            page(
                "Limits",
                "## One? {#one colour=red}\n\nYes.\n\n## Two? {#one}\n\nYes.\n\n## Three? {#no way!}\n\nYes.\n\n\
                 ## Four? {#fo/ur}\n\nYes.\n\n### Five {covers=a.b}\n\nYes.\n\n##\n\nYes.",
            ),
        );
    });
    assert_said!(run.denied());
}
