//! `candor translated`: which version of its source a translation was made from.

use crate::common::{Run, Site, names_in, page};

const SPANISH: &str = "content/faq/fees.es.md";

fn translated(site: &Site, arguments: &[&str]) -> Run {
    site.run(&[&["translated"], arguments].concat())
}

/// What a translation says that it was made from.
fn version(site: &Site) -> Option<String> {
    let text = site.read(SPANISH);
    let line = text.lines().find(|line| line.contains("translated_from"))?;
    let version = line.split('"').nth(1)?.to_owned();
    assert!(
        version.len() == 16 && version.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{version}"
    );
    Some(version)
}

/// A site whose pack wants its fees page translated.
fn site() -> Site {
    let site = Site::minimal();
    site.replace("candor.toml", "[rules]\npacks = []", "");
    site.replace(
        "candor.toml",
        "others = [\"es\"]",
        "others = [\"es\"]\npredominant = [\"en\", \"es\"]",
    );
    site.write(
        "rules/own.toml",
        "id = \"own\"\ntitle = \"Our own\"\n\n[links]\nfees = \"content/faq/fees.md\"\n\n\
         [[requirement]]\nid = \"languages.predominant\"\ncheck = \"translated\"\n\
         with = { pages = [\"fees\"] }\nbasis = \"rule\"\n\
         title = \"The fees are there in each language\"\n",
    );
    site
}

#[test]
fn a_translation_is_stale_until_it_is_marked_and_when_its_source_changes() {
    let site = site();
    let unmarked = site.check().denied();
    assert!(
        unmarked
            .stdout
            .contains("nobody noted which version of content/faq/fees.md")
    );
    let run = translated(&site, &[SPANISH]);
    run.succeeds()
        .says("Marked 1 translation; 0 were marked already.");
    let first = version(&site).unwrap();
    assert_eq!(run.stdout, format!("{SPANISH}: marked, {first}\n"));
    site.check().succeeds();

    site.replace("content/faq/fees.md", "costs 1 dollar", "costs 2 dollars");
    let stale = site.check().denied();
    assert!(
        stale
            .stdout
            .contains("content/faq/fees.md changed since this translation was made")
    );
    translated(&site, &[SPANISH]).succeeds();
    assert_ne!(version(&site).unwrap(), first);
    site.check().succeeds();
}

#[test]
fn notes_of_editors_do_not_make_a_translation_stale() {
    let site = site();
    translated(&site, &["--all"]).succeeds();
    site.replace(
        "content/faq/fees.md",
        "updated = 2026-11-01",
        "updated = 2026-11-20\nowner = \"Ana\"",
    );
    site.check().succeeds();
}

#[test]
fn one_line_is_written_and_every_other_byte_stays() {
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let site = Site::minimal();
    let text = site.read(SPANISH);
    let texts = [
        text.clone(),
        windows(&text),
        text.replace(
            "+++\ntitle = \"Comisiones\"\n+++",
            "---\ntitle: Comisiones\n---",
        ),
        windows(&text.replace("title", "translated_from = \"old\"\ntitle")),
    ];
    for before in texts {
        site.write(SPANISH, &before);
        translated(&site, &[SPANISH]).succeeds();
        let after = site.read(SPANISH);
        let without = |text: &str| -> Vec<String> {
            text.split_inclusive('\n')
                .filter(|line| !line.contains("translated_from"))
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(without(&before), without(&after));
        let line = after
            .split_inclusive('\n')
            .find(|line| line.contains("translated_from"))
            .unwrap();
        assert_eq!(line.ends_with("\r\n"), before.contains('\r'), "{line:?}");
        // Once more, and nothing is left to do.
        let modified = || site.path(SPANISH).metadata().unwrap().modified().unwrap();
        let then = modified();
        translated(&site, &[SPANISH])
            .succeeds()
            .says("Marked 0 translations; 1 was marked already.");
        assert_eq!((site.read(SPANISH), modified()), (after, then));
    }
    assert_eq!(
        names_in(&site.path("content/faq")),
        ["fees.es.md", "fees.md", "transfers.md"],
        "nothing is left beside"
    );
}

#[test]
fn all_takes_every_translation_that_has_a_source() {
    let site = Site::minimal();
    site.write("content/faq/only.es.md", page("Sola", "Sin original."));
    site.write("content/faq/transfers.es.md", page("Envíos", "Uno."));
    let run = translated(&site, &["--all"]);
    run.succeeds()
        .says("Marked 2 translations")
        .says("note: content/faq/only.es.md has no source content/faq/only.md");
    assert!(
        !site
            .read("content/faq/only.es.md")
            .contains("translated_from")
    );
}

#[test]
fn a_path_may_be_given_from_where_the_command_runs() {
    let site = Site::minimal();
    let mut command = site.candor(&["translated", "fees.es.md"]);
    command.current_dir(site.path("content/faq"));
    site.finish(command).succeeds();
    assert!(version(&site).is_some());
}

#[test]
fn what_is_no_translation_is_refused_and_nothing_is_written() {
    for (wrong, says) in [
        ("content/faq/fees.md", "is no translation: it is in `en`"),
        (
            "content/faq/only.es.md",
            "is a translation of content/faq/only.md, which does not exist",
        ),
        ("content/channels.toml", "is no page"),
        (
            "content/faq/none.es.md",
            "there is no file content/faq/none.es.md in this site",
        ),
        (
            "content/faq/broken.es.md",
            "its front matter cannot be changed safely",
        ),
    ] {
        let site = Site::minimal();
        site.write("content/faq/only.es.md", page("Sola", "Sin original."));
        site.write("content/faq/broken.md", page("Broken", "Text."));
        site.write("content/faq/broken.es.md", "+++\ntitle = \n+++\n\nTexto.\n");
        let run = translated(&site, &[SPANISH, wrong]).at_fault();
        run.says(says);
        assert_eq!(version(&site), None, "{wrong}");
    }
    let site = Site::minimal();
    translated(&site, &[]).at_fault();
    site.write("candor.toml", "[site]\n");
    translated(&site, &["--all"])
        .at_fault()
        .says("the site's configuration cannot be used");
}
