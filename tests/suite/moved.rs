//! What a page that was renamed leaves behind: its old address, and its translations.

use crate::common::{Found, Site, page};

fn told(found: &[Found]) -> Vec<(&str, &str, &str)> {
    let found = found.iter().filter(|finding| finding.id == "source.moved");
    found
        .map(|finding| {
            (
                finding.severity.as_str(),
                finding.file.as_str(),
                finding.message.as_str(),
            )
        })
        .collect()
}

fn built(names: &[&str]) -> Site {
    let site = Site::minimal();
    for name in names {
        let body = format!("## What is {name}?\n\nAn answer about {name}.");
        site.write(
            &format!("content/faq/{name}.md"),
            page(&format!("About {name}"), &body),
        );
    }
    site.build().succeeds();
    site
}

fn rename(site: &Site, from: &str, to: &str) {
    let text = site.read(from);
    site.remove(from).write(to, text);
}

#[test]
fn an_address_that_was_published_and_leads_nowhere_is_noted() {
    let site = built(&["prices", "wires"]);
    rename(&site, "content/faq/prices.md", "content/faq/costs.md");
    let since = site.run(&["check", "--since", &site.public().to_string_lossy()]);
    assert!(
        since
            .succeeds()
            .stdout
            .contains("note[source.moved]: /faq/prices/ was published"),
        "{since}"
    );
    let run = site.build();
    run.succeeds()
        .says("note[source.moved]: /faq/prices/ was published, and leads nowhere now")
        .says("content/faq/costs.md:2:1")
        .says("add `aliases = [\"/faq/prices/\"]` to its front matter");
    // Published like this, the address is no news any more.
    site.append("content/faq/wires.md", "\nMore.\n");
    let run = site.build();
    assert!(!run.stderr.contains("source.moved"), "{}", run.stderr);
}

/// What is done about an old address, by name.
type Mended = (&'static str, fn(&Site));

#[test]
fn an_address_that_leads_on_is_no_news() {
    let aliases: [Mended; 5] = [
        ("an alias", |site| {
            site.replace(
                "content/faq/costs.md",
                "title = ",
                "aliases = [\"/faq/prices/\"]\ntitle = ",
            );
        }),
        ("an alias without a slash", |site| {
            site.replace(
                "content/faq/costs.md",
                "title = ",
                "aliases = [\"/faq/prices\"]\ntitle = ",
            );
        }),
        ("a redirect", |site| {
            site.append(
                "candor.toml",
                "\n[[redirects]]\nfrom = \"/faq/prices\"\nto = \"/faq/costs/\"\n",
            );
        }),
        ("a slug", |site| {
            site.replace(
                "content/faq/costs.md",
                "title = ",
                "slug = \"prices\"\ntitle = ",
            );
        }),
        ("the old name", |site| {
            rename(site, "content/faq/costs.md", "content/faq/prices.md");
        }),
    ];
    for (what, mend) in aliases {
        let site = built(&["prices", "wires"]);
        rename(&site, "content/faq/prices.md", "content/faq/costs.md");
        mend(&site);
        let run = site.build();
        assert!(
            !run.succeeds().stderr.contains("source.moved"),
            "{what}: {run}"
        );
    }
}

#[test]
fn each_page_of_several_finds_its_successor() {
    let site = built(&["account-freezes", "complaints-how", "wires"]);
    rename(
        &site,
        "content/faq/account-freezes.md",
        "content/faq/account-freeze.md",
    );
    rename(
        &site,
        "content/faq/complaints-how.md",
        "content/faq/how-to-complain.md",
    );
    let run = site.build();
    run.succeeds()
        .says("content/faq/account-freeze.md:2:1")
        .says("content/faq/how-to-complain.md:2:1")
        .says("2 notes");
}

#[test]
fn a_translation_whose_page_is_gone_is_told() {
    let site = Site::demo();
    rename(&site, "content/faq/fees.md", "content/faq/costs.md");
    let found = site.findings();
    let orphans = told(&found);
    assert!(
        orphans
            .iter()
            .any(|(severity, file, message)| *severity == "warning"
                && file.ends_with("faq/fees.es.md")
                && message.contains("`en`")),
        "{orphans:?}"
    );
    let help = found
        .iter()
        .find(|finding| finding.id == "source.moved")
        .unwrap();
    assert!(
        help.help.contains("content/faq/costs.md says the same"),
        "{help:?}"
    );
    // A page that was written in that language alone has no such note, and a draft is not gone.
    let site = Site::demo();
    assert_eq!(told(&site.findings()), []);
    site.replace("content/faq/fees.md", "title = ", "draft = true\ntitle = ");
    assert_eq!(told(&site.findings()), []);
}
