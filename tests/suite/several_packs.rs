//! Several packs on one site, and what they say of their sources.

use crate::common::Site;

const CONFIG: &str = "candor.toml";

/// The demo site, which also answers to other packs.
fn demo_with(packs: &str) -> Site {
    let site = Site::demo();
    site.replace(
        CONFIG,
        "packs = [\"us-ny-dfs-vce\"]",
        &format!("packs = [\"us-ny-dfs-vce\", {packs}]"),
    );
    site
}

#[test]
fn what_two_packs_ask_for_is_told_once_with_both() {
    let site = demo_with("\"us-ca-dfal\"");
    site.append("content/faq/transfers.md", "\nCall 888-555-0143.\n");
    let found = site.findings();
    let wrong: Vec<_> = found
        .iter()
        .filter(|finding| finding.id == "contact.consistent")
        .collect();
    assert_eq!(wrong.len(), 1, "{wrong:#?}");
    let out = site.check().denied().stdout;
    assert!(
        out.contains("us-ny-dfs-vce: DFS letter of May 30, 2024")
            && out.contains("asked for by us-ca-dfal, too"),
        "{out}"
    );
    // What one of them asks for says which.
    assert!(out.contains("us-ca-dfal: Financial Code §3501(b)"), "{out}");
    // Each is told how it fares.
    for pack in ["us-ny-dfs-vce", "us-ca-dfal"] {
        assert!(out.contains(&format!("\n{pack}: ")), "{out}");
    }
}

#[test]
fn a_regulator_of_one_pack_is_known_to_all() {
    let site = demo_with("\"us-ca-dfal\", \"eu-mica-casp\", \"ae-du-vara\"");
    let found = site.findings();
    let unknown: Vec<_> = found
        .iter()
        .filter(|finding| finding.id == "contact.consistent")
        .collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    // The site does what three of them want of what it shows, and lacks what it lacks.
    let lacking: Vec<&str> = found.iter().map(|finding| &*finding.id).collect();
    for id in [
        "hours.live-ten",
        "topic.complaints-procedure",
        "topic.insurance",
    ] {
        assert!(lacking.contains(&id), "{lacking:?}");
    }
}

#[test]
fn two_packs_that_contradict_each_other_are_told_and_the_stricter_holds() {
    let site = Site::minimal();
    let pack = |id: &str, severity: &str| {
        format!(
            "id = \"{id}\"\ntitle = \"{id}\"\n\n[severity]\n\"upkeep.links\" = \"{severity}\"\n\n[[requirement]]\nid = \"upkeep.links\"\ncheck = \"links\"\nwith = {{}}\nbasis = \"rule\"\ntitle = \"Links\"\n"
        )
    };
    site.write("rules/mild.toml", pack("mild", "warning"))
        .write("rules/strict.toml", pack("strict", "error"))
        .append("content/faq/fees.md", "\n[Gone](gone.md)\n");
    let run = site.check().denied();
    let found = site.findings();
    let of = |id: &str| found.iter().filter(|finding| finding.id == id).count();
    assert_eq!(
        (of("rules.severity"), of("upkeep.links")),
        (2, 1),
        "{found:#?}"
    );
    assert!(
        run.stdout
            .contains("`upkeep.links` is warning here and error in strict: the stricter holds")
            && run.stdout.contains("error[upkeep.links]"),
        "{run}"
    );
    // In one mind, nothing is told.
    site.write("rules/mild.toml", pack("mild", "error"));
    assert!(
        site.findings()
            .iter()
            .all(|finding| finding.id != "rules.severity")
    );
}

#[test]
fn figures_that_are_kept_and_not_shown_satisfy_the_letter() {
    let site = Site::demo();
    site.append(CONFIG, "\n[reports]\npublish = false\n");
    // Pages that lead to the figures lead nowhere now, which is told.
    let ids: Vec<String> = site
        .findings()
        .iter()
        .map(|finding| finding.id.to_string())
        .collect();
    assert!(ids.iter().all(|id| !id.starts_with("records.")), "{ids:?}");
    site.run(&["build", "--allow-findings"]).succeeds();
    let paths = site.output();
    let shown: Vec<&str> = paths
        .paths()
        .into_iter()
        .filter(|path| path.contains("2026-q3"))
        .collect();
    assert!(shown.is_empty(), "{shown:?}");
}

#[test]
fn who_attests_what_never_reaches_the_site() {
    let site = Site::demo().built();
    let output = site.output();
    for path in output.paths() {
        let is_text = [".html", ".json", ".xml", ".txt", ".csv"]
            .iter()
            .any(|end| path.ends_with(end));
        if is_text {
            let text = output.text(path);
            assert!(
                !text.contains("Ruben Osei") && !text.contains("ai-testing"),
                "{path}"
            );
        }
    }
}
