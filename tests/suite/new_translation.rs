//! `candor new --lang`: the stub of a translation beside its original.

use crate::common::Site;

#[test]
fn a_topic_keeps_its_anchors_and_claims_and_gets_the_words_of_the_pack() {
    let site = Site::demo();
    let path = "content/faq/account-freezes.es.md";
    site.remove(path);
    site.run(&["new", "topic", "account-freezes", "--lang", "es"])
        .succeeds()
        .says(&format!("Made {path}."));
    let text = site.read(path);
    let attributes = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| line.starts_with("## "))
            .map(|line| line[line.find("{#").expect("attributes")..].to_owned())
            .collect()
    };
    assert_eq!(
        attributes(&text),
        attributes(&site.read("content/faq/account-freezes.md"))
    );
    assert!(text.contains("\n## ¿Por qué está congelada mi cuenta? {#why-frozen covers="));
    assert!(text.contains("\n\nTODO: Enumere las razones más comunes"));
    assert!(text.contains("title = \"Cuentas congeladas\"\n"));
    assert!(text.contains("also = [\"cuenta bloqueada\", "));
    // It is marked already: nothing but what is to be written is wrong with it.
    site.run(&["translated", path]).says("1 was marked already");
    let found = site.check().denied().stdout;
    assert!(found.contains("error[content.placeholder]"));
    assert!(!found.contains("error[languages.predominant]"), "{found}");
}

#[test]
fn a_page_without_words_of_a_pack_keeps_those_of_its_original() {
    let site = Site::minimal();
    site.write(
        "content/terms.md",
        "+++\ntitle = \"Terms of {{ entity.short_name }}\"\n+++\n\nIntro.\n\n\
         ## What holds? ##\n\nThis.\n\n### In short\n\nThat.\n\n## And then? {also=\"later\"}\n\nNothing.\n\n\
         Old way\n-------\n\nText.\n",
    );
    site.run(&["new", "page", "terms", "--lang", "es"])
        .succeeds();
    let text = site.read("content/terms.es.md");
    let (front, body) = text.split_once("+++\n\n").unwrap();
    assert!(front.starts_with(
        "+++\ntitle = \"TODO: Terms of {{ entity.short_name }}\"\ndescription = \"TODO: one sentence for search engines and lists\"\n\
         updated = 2026-11-21\nreview_by = 2027-05-20\ntranslated_from = \""
    ), "{front}");
    assert_eq!(
        body,
        "TODO: Translate the introduction.\n\n\
         ## What holds? {#what-holds}\n\nTODO: Translate this heading and its answer.\n\n\
         ### In short\n\nTODO: Translate this heading and what stands below it.\n\n\
         ## And then? {#and-then also=\"later\"}\n\nTODO: Translate this heading and its answer.\n\n\
         ## Old way {#old-way}\n\nTODO: Translate this heading and its answer.\n"
    );
}

#[test]
fn a_notice_is_found_with_and_without_its_day() {
    let path = "content/notices/2026-11-05-planned-maintenance.es.md";
    for id in ["planned-maintenance", "2026-11-05-planned-maintenance"] {
        let site = Site::demo();
        site.remove(path);
        site.run(&["new", "notice", id, "--lang", "es"]).succeeds();
        let text = site.read(path);
        assert!(text.contains("translated_from = ") && !text.contains("announced"));
    }
    let site = Site::demo();
    site.remove(path);
    let text = site.read("content/notices/2026-11-05-planned-maintenance.md");
    site.write("content/notices/2026-11-06-planned-maintenance.md", text);
    site.run(&["new", "notice", "planned-maintenance", "--lang", "es"])
        .at_fault()
        .says("several notices are called planned-maintenance");
}

#[test]
fn what_cannot_be_translated_is_refused() {
    for (arguments, says) in [
        (
            ["topic", "none", "--lang", "es"],
            "there is no content/faq/none.md to translate",
        ),
        (
            ["topic", "fees", "--lang", "fr"],
            "the site has no language `fr`",
        ),
        (
            ["topic", "fees", "--lang", "en"],
            "`en` is the language that others are translated from",
        ),
        (
            ["topic", "fees", "--lang", "es"],
            "exists already; it was not touched",
        ),
        (
            ["quarter", "2026-q3", "--lang", "es"],
            "figures are the same in every language",
        ),
    ] {
        let site = Site::minimal();
        let before = crate::common::Tree::read(&site.root());
        let command = [&["new"][..], &arguments[..]].concat();
        site.run(&command).at_fault().says(says);
        assert!(before.is_untouched_in(&crate::common::Tree::read(&site.root())));
    }
}
