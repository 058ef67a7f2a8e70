//! Nothing outside of the site and its output folder is read, changed or removed, whatever stands in the files that an
//! earlier build left, and whatever lies in their place.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::common::{Site, Tree};

fn lists(manifest: &Path, names: &[&str]) {
    let mut value: Value = serde_json::from_slice(&fs::read(manifest).unwrap()).unwrap();
    for name in names {
        value["files"][name] = json!({"sha256": "0".repeat(64), "size": 1});
    }
    fs::write(manifest, value.to_string()).unwrap();
}

fn pipe(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

/// Names that lead out of the folder are in no manifest of Candor's: neither of the output nor of the spare.
#[test]
fn a_manifest_that_names_files_elsewhere_removes_none() {
    let site = Site::minimal().built();
    site.append("content/faq/fees.md", "\nMore.\n");
    site.build().succeeds();
    fs::write(site.beside("victim"), "x").unwrap();
    let absolute = site.beside("victim");
    let spare = site.path(".public.candor-spare/manifest.json");
    let content = Tree::read(&site.path("content"));
    for name in [
        "../../victim",
        "../content/faq/fees.md",
        absolute.to_str().unwrap(),
        "faq/../../content/faq/fees.md",
        "./../candor.toml",
        "..\\candor.toml",
    ] {
        let manifest = site.public().join("manifest.json");
        let kept = fs::read(&manifest).unwrap();
        lists(&manifest, &[name]);
        site.append("content/faq/transfers.md", "\nMore.\n");
        site.build().at_fault();
        fs::write(&manifest, kept).unwrap();
        // The spare is Candor's by its name, and made again.
        lists(&spare, &[name]);
        site.build().succeeds();
        assert!(site.beside("victim").exists(), "{name}");
        assert_eq!(Tree::read(&site.path("content")).paths(), content.paths());
        site.read("candor.toml");
    }
}

/// A folder of the site as it was became a link: what lies behind it is somebody else's.
#[test]
fn what_lies_behind_a_folder_that_became_a_link_stays() {
    for is_old in [true, false] {
        for in_spare in [false, true] {
            let site = Site::minimal();
            site.write("content/old/index.md", crate::common::page("Old", "Old."));
            site.write(
                "content/old/deep/more.md",
                crate::common::page("More", "More."),
            );
            site.build().succeeds();
            site.append("content/faq/fees.md", "\nMore.\n");
            site.build().succeeds();
            let theirs = site.beside("theirs");
            fs::create_dir_all(theirs.join("deep/more")).unwrap();
            for file in ["index.html", "deep/more/index.html"] {
                fs::write(theirs.join(file), "Years of work.").unwrap();
            }
            let before = Tree::read(&theirs);
            let folder = if in_spare {
                site.path(".public.candor-spare")
            } else {
                site.public()
            };
            fs::remove_dir_all(folder.join("old")).unwrap();
            symlink(&theirs, folder.join("old")).unwrap();
            if is_old {
                fs::remove_dir_all(site.path("content/old")).unwrap();
            }
            for text in ["\nAnother.\n", "\nAnd another.\n"] {
                site.append("content/faq/fees.md", text);
                let run = site.build();
                assert_eq!(Tree::read(&theirs), before, "{run}");
            }
        }
    }
}

/// The site behind links in it is nobody's to publish.
#[test]
fn links_in_the_site_are_told_and_not_followed() {
    let site = Site::minimal().built();
    fs::create_dir(site.path(".git")).unwrap();
    site.write(".git/config", "secret = 1");
    symlink("../.git/config", site.path("content/x.txt")).unwrap();
    let run = site.check().denied();
    assert!(
        run.stdout
            .contains("error[source.symlink]: this is a link\n--> content/x.txt"),
        "{run}"
    );
    fs::remove_file(site.path("content/x.txt")).unwrap();
    fs::rename(site.path("candor.toml"), site.beside("config")).unwrap();
    symlink(site.beside("config"), site.path("candor.toml")).unwrap();
    let run = site.check();
    assert_ne!(run.code, Some(0), "{run}");
    assert!(run.to_string().contains("link"), "{run}");
}

/// What is written for the next run is written in place of links, not through them.
#[test]
fn links_in_the_place_of_what_is_kept_are_not_followed() {
    let site = Site::minimal().built();
    let precious = site.beside("precious");
    fs::write(&precious, "mine").unwrap();
    let cache = site.path(".candor/cache");
    for name in crate::common::names_in(&cache) {
        let beside = cache.join(name.replace(".bin", ".new"));
        let _ = fs::remove_file(&beside);
        symlink(&precious, beside).unwrap();
        fs::remove_file(cache.join(&name)).unwrap();
        symlink(&precious, cache.join(&name)).unwrap();
    }
    symlink(&precious, site.path(".public.candor-journal")).unwrap();
    site.append("content/faq/fees.md", "\nMore.\n");
    site.build();
    fs::remove_file(site.path(".public.candor-journal")).unwrap();
    site.build().succeeds();
    assert_eq!(fs::read_to_string(&precious).unwrap(), "mine");
    // A folder of the site that is a link is not written to.
    let elsewhere = site.beside("elsewhere");
    fs::rename(site.path("content/faq"), &elsewhere).unwrap();
    symlink(&elsewhere, site.path("content/faq")).unwrap();
    let before = Tree::read(&elsewhere);
    site.run(&["new", "topic", "wires"]).at_fault();
    assert_eq!(Tree::read(&elsewhere), before);
}

/// A pipe is never waited for.
#[test]
fn pipes_in_the_place_of_files_hold_nobody_up() {
    let site = Site::minimal();
    pipe(&site.beside("manifest.json"));
    site.build().succeeds();
    for place in [
        "public/manifest.json",
        ".public.candor-spare/manifest.json",
        ".public.candor-journal",
    ] {
        let site = Site::minimal().built();
        site.append("content/faq/fees.md", "\nMore.\n");
        site.build().succeeds();
        site.append("content/faq/fees.md", "\nStill more.\n");
        let _ = fs::remove_file(site.path(place));
        pipe(&site.path(place));
        let run = site.build();
        assert_eq!(
            run.code == Some(0),
            place.contains("spare"),
            "{place}: {run}"
        );
    }
    let site = Site::minimal().built();
    let cache = site.path(".candor/cache");
    for name in crate::common::names_in(&cache) {
        fs::remove_file(cache.join(&name)).unwrap();
        pipe(&cache.join(&name));
    }
    site.build().succeeds();
    pipe(&site.path("since"));
    site.run(&["check", "--since", "since"]).at_fault();
}

/// A journal that leads elsewhere is not one of Candor's.
#[test]
fn a_journal_that_leads_elsewhere_is_not_followed() {
    let site = Site::minimal().built();
    fs::write(site.beside("victim"), "x").unwrap();
    for journal in [
        json!({"remove": ["../../victim"], "put": []}),
        json!({"remove": [site.beside("victim")], "put": []}),
        json!({"remove": [], "put": ["../../victim"]}),
    ] {
        fs::write(site.path(".public.candor-journal"), journal.to_string()).unwrap();
        site.build().succeeds();
        assert_eq!(
            fs::read_to_string(site.beside("victim")).unwrap(),
            "x",
            "{journal}"
        );
    }
}
