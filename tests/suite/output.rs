//! What a build does to the output folder, and what it leaves alone.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use crate::common::demo::DEMO;
use crate::common::{NOW, Site, Tree, names_in, page};
use scraper::{Html, Selector};

#[test]
fn the_bytes_do_not_depend_on_threads_time_of_day_locale_zone_or_folder() {
    let here = Site::demo();
    let mut command = here.candor(&["build", "--jobs", "1"]);
    command
        .args(["--now", "2026-11-21T00:00:01Z"])
        .env("TZ", "Pacific/Kiritimati")
        .env("LC_ALL", "C")
        .env("LANG", "C")
        .current_dir(here.root());
    here.finish(command).succeeds();

    let there = Site::demo();
    let far = there.beside("a folder/with a long name, ünd umlauts");
    fs::create_dir_all(far.parent().unwrap()).unwrap();
    fs::rename(there.root(), &far).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_candor"));
    command
        .args(["build", "--jobs", "7", "--out", "../elsewhere"])
        // 2026-11-21T23:59:59Z
        .env("SOURCE_DATE_EPOCH", "1795305599")
        .env("TZ", "America/Los_Angeles")
        .env("LC_ALL", "tr_TR.UTF-8")
        .env("LANG", "tr_TR.UTF-8")
        .current_dir(&far);
    there.finish(command).succeeds();

    let elsewhere = Tree::read(&far.parent().unwrap().join("elsewhere"));
    here.output().assert_same_bytes(&elsewhere, "two machines");
    assert!(
        elsewhere.paths().len() > 100,
        "the demo site is more than this"
    );
}

/// Each output folder has an inventory in the cache, as long as it is there.
#[test]
fn inventories_of_output_folders_that_are_gone_are_removed() {
    let site = Site::minimal();
    let inventories = || {
        let names = names_in(&site.root().join(".candor/cache"));
        let own = names.iter().filter(|name| name.starts_with("output-"));
        own.count()
    };
    let [one, other] = ["one", "other"].map(|name| {
        let out = site.beside(name);
        site.run(&["build", "--out", out.to_str().unwrap()])
            .succeeds();
        out
    });
    assert_eq!(inventories(), 2);
    fs::remove_dir_all(&one).unwrap();
    site.build().succeeds();
    assert_eq!(inventories(), 2, "of the other one and of the site's own");
    fs::remove_dir_all(&other).unwrap();
    site.write(".candor/cache/output-strange.bin", "no inventory");
    site.build().succeeds();
    assert_eq!(inventories(), 2, "the site's own, and what nobody can read");
}

#[test]
fn the_output_is_what_the_manifest_lists_and_nothing_else() {
    assert_eq!(DEMO.faults_by_manifest(), [""; 0]);
    let manifest = DEMO.json("manifest.json");
    assert_eq!(manifest["generator"], "candor");
    assert_eq!(manifest["preview"], false);
    assert_eq!(manifest["date"], NOW);
}

#[test]
fn caches_and_reports_are_not_in_the_output() {
    let site = Site::minimal().built();
    let report = site.path("findings.json");
    site.run(&[
        "check",
        "--format",
        "json",
        "--output",
        report.to_str().unwrap(),
    ])
    .succeeds();
    assert!(report.is_file());
    for path in site.output().paths() {
        assert!(
            !path.contains(".candor") && !path.ends_with(".bin"),
            "{path}"
        );
    }
    assert_eq!(
        names_in(&site.root()),
        [
            ".candor",
            "candor.toml",
            "content",
            "findings.json",
            "public"
        ]
    );
    for path in Tree::read(&site.path(".candor")).paths() {
        assert!(path.starts_with("cache/"), "{path}");
    }
}

#[test]
fn check_writes_nothing_but_its_cache() {
    let site = Site::minimal();
    let before = Tree::read(&site.root());
    site.check().succeeds();
    assert!(site.path(".candor/cache").is_dir());
    site.forget();
    assert_eq!(before, Tree::read(&site.root()));
}

#[cfg(unix)]
#[test]
fn files_that_are_not_candors_stay() {
    let site = Site::minimal().built();
    let theirs = site.public();
    fs::create_dir_all(theirs.join(".well-known/empty")).unwrap();
    fs::create_dir_all(theirs.join("faq/fees/notes")).unwrap();
    fs::write(
        theirs.join(".well-known/security.txt"),
        "Contact: mailto:care@harbor.example\n",
    )
    .unwrap();
    fs::write(theirs.join("faq/fees/notes/mine.txt"), "Mine.").unwrap();
    fs::write(theirs.join("faq/transfers/mine.txt"), "Mine too.").unwrap();
    std::os::unix::fs::symlink("nowhere", theirs.join("link")).unwrap();
    let before = site.output();

    site.replace("content/faq/fees.md", "1 dollar", "2 dollars");
    let run = site.build();
    run.succeeds().says("note: .well-known/security.txt in ");
    site.replace(
        "content/faq/fees.md",
        "](transfers.md#how-long)",
        "](/contact/)",
    )
    .replace(
        "content/faq/fees.es.md",
        "](transfers.md#how-long)",
        "](/contact/)",
    )
    .remove("content/faq/transfers.md");
    site.build().succeeds();

    let after = site.output();
    for path in [
        ".well-known/security.txt",
        "faq/fees/notes/mine.txt",
        "faq/transfers/mine.txt",
    ] {
        assert_eq!(before.0[path], after.0[path], "{path}");
    }
    assert_eq!(after.text("link"), "nowhere");
    assert!(theirs.join(".well-known/empty").is_dir());
    assert!(!after.0.contains_key("faq/transfers/index.html"));
    assert!(after.text("faq/fees/index.html").contains("2 dollars"));
}

/// The folder that held the site before last.
const SPARE: &str = ".public.candor-spare";

/// A site that was built, changed and built again, so that there is a spare.
fn with_spare() -> Site {
    let site = Site::minimal().built();
    site.replace("content/faq/fees.md", "1 dollar", "2 dollars");
    site.build().succeeds();
    assert!(site.path(SPARE).is_dir());
    site
}

/// Builds the site here and elsewhere from nothing, and compares.
fn builds_as_if_clean(site: &Site, place: &str) {
    site.build().succeeds();
    let clean = Site::copy_of(&site.root());
    fs::remove_dir_all(clean.public()).unwrap();
    let _ = fs::remove_dir_all(clean.path(SPARE));
    clean.forget().build().succeeds();
    site.output().assert_same_bytes(&clean.output(), place);
}

#[cfg(unix)]
#[test]
fn the_spare_shares_no_file_with_the_output() {
    use std::os::unix::fs::MetadataExt as _;

    let site = with_spare();
    for amount in ["3 dollars", "4 dollars"] {
        let text = site.read("content/faq/fees.md");
        let at = text.find(" dollars").unwrap();
        site.write(
            "content/faq/fees.md",
            format!("{}{amount}{}", &text[..at - 1], &text[at + 8..]),
        );
        site.build().succeeds().says("written");
        for folder in [site.public(), site.path(SPARE)] {
            for path in Tree::read(&folder).paths() {
                let links = fs::metadata(folder.join(path)).unwrap().nlink();
                assert_eq!(links, 1, "{path} in {}", folder.display());
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn an_edition_after_the_second_writes_what_changed_and_leaves_the_rest() {
    use std::os::unix::fs::MetadataExt as _;

    let site = with_spare();
    site.replace("content/faq/fees.md", "2 dollars", "3 dollars");
    let inodes = |folder: &std::path::Path| -> std::collections::BTreeMap<String, u64> {
        let tree = Tree::read(folder);
        let paths = tree.paths().into_iter();
        paths
            .map(|path| {
                (
                    path.to_owned(),
                    fs::metadata(folder.join(path)).unwrap().ino(),
                )
            })
            .collect()
    };
    let spare = inodes(&site.path(SPARE));
    site.build().succeeds();
    let now = inodes(&site.public());
    let same = now
        .iter()
        .filter(|(path, inode)| spare.get(*path) == Some(inode));
    let same = same.count();
    assert!(
        same * 3 > now.len() * 2,
        "{same} of {} files stayed in place",
        now.len()
    );
}

#[test]
fn hands_in_either_folder_are_noticed() {
    for folder in ["public", SPARE] {
        let site = with_spare();
        let page = site.path(folder).join("faq/transfers/index.html");
        let modified = fs::metadata(&page).unwrap().modified().unwrap();
        let text = fs::read_to_string(&page).unwrap();
        // Same size, same time, same inode: only the time of the last change tells.
        let file = fs::File::options().write(true).open(&page).unwrap();
        std::io::Write::write_all(
            &mut &file,
            text.replace("Transfers", "Frauds!!!").as_bytes(),
        )
        .unwrap();
        file.set_modified(modified).unwrap();
        fs::remove_file(site.path(folder).join("robots.txt")).unwrap();
        fs::write(site.path(folder).join("sitemap.xml"), "Hacked.").unwrap();
        site.replace("content/faq/fees.md", "2 dollars", "3 dollars");
        builds_as_if_clean(&site, folder);
        site.replace("content/faq/fees.md", "3 dollars", "4 dollars");
        builds_as_if_clean(&site, folder);
    }
}

#[test]
fn a_spare_that_is_gone_or_damaged_is_made_again() {
    type Damage = fn(&std::path::Path);
    let damages: [(&str, Damage); 5] = [
        ("gone", |spare| fs::remove_dir_all(spare).unwrap()),
        ("without a manifest", |spare| {
            fs::remove_file(spare.join("manifest.json")).unwrap()
        }),
        ("a damaged manifest", |spare| {
            fs::write(spare.join("manifest.json"), "{").unwrap()
        }),
        ("a file", |spare| {
            fs::remove_dir_all(spare).unwrap();
            fs::write(spare, "A file.").unwrap();
        }),
        ("without most files", |spare| {
            fs::remove_dir_all(spare.join("faq")).unwrap()
        }),
    ];
    for (name, damage) in damages {
        let site = with_spare();
        damage(&site.path(SPARE));
        site.replace("content/faq/fees.md", "2 dollars", "3 dollars");
        builds_as_if_clean(&site, name);
    }
}

#[test]
fn an_output_folder_that_is_gone_is_made_from_the_spare() {
    let site = with_spare();
    fs::remove_dir_all(site.public()).unwrap();
    builds_as_if_clean(&site, "without an output folder");
}

#[test]
fn files_of_others_in_the_spare_are_kept() {
    let site = with_spare();
    fs::write(site.path(SPARE).join("faq/theirs.txt"), "Theirs.").unwrap();
    fs::write(site.public().join("faq/mine.txt"), "Mine.").unwrap();
    site.replace("content/faq/fees.md", "2 dollars", "3 dollars");
    site.build()
        .succeeds()
        .says("faq/mine.txt")
        .says("faq/theirs.txt");
    assert_eq!(site.output().text("faq/mine.txt"), "Mine.");
    assert_eq!(site.output().text("faq/theirs.txt"), "Theirs.");
    assert!(!site.path(SPARE).join("faq/mine.txt").exists());
    fs::remove_file(site.public().join("faq/mine.txt")).unwrap();
    site.replace("content/faq/fees.md", "3 dollars", "4 dollars");
    site.build().succeeds();
    assert!(!site.public().join("faq/mine.txt").exists(), "it came back");
}

/// Runs a script in a name space of its own, where it may mount; `None` where the system
/// does not allow that.
fn in_name_space(site: &Site, script: &str) -> Option<String> {
    let may = std::process::Command::new("unshare")
        .args(["-rm", "true"])
        .status();
    if !may.is_ok_and(|status| status.success()) {
        eprintln!("not tested: this system lets nobody mount");
        return None;
    }
    let output = std::process::Command::new("unshare")
        .args(["-rm", "sh", "-ec", script])
        .env("CANDOR", env!("CARGO_BIN_EXE_candor"))
        .env("NOW", crate::common::NOW)
        .current_dir(site.root())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    Some(said)
}

/// In a container the output folder is often a volume, which stays where it is.
#[test]
fn a_mounted_output_folder_is_changed_in_place() {
    let site = Site::minimal();
    fs::create_dir(site.public()).unwrap();
    fs::create_dir(site.path("volume")).unwrap();
    let script = "mount --bind volume public\n$CANDOR --now $NOW build\n\
        echo Theirs. > public/theirs.txt\n\
        sed -i 's/1 dollar/2 dollars/' content/faq/fees.md\n$CANDOR --now $NOW build";
    let Some(said) = in_name_space(&site, script) else {
        return;
    };
    let volume = Tree::read(&site.path("volume"));
    assert_eq!(volume.text("theirs.txt"), "Theirs.\n", "{said}");
    fs::remove_file(site.path("volume/theirs.txt")).unwrap();
    let volume = Tree::read(&site.path("volume"));
    assert!(volume.text("faq/fees/index.html").contains("2 dollars"));
    fs::remove_dir_all(site.path("volume")).unwrap();
    let clean = Site::copy_of(&site.root());
    clean.forget().build().succeeds();
    volume.assert_same_bytes(&clean.output(), "in a volume");
}

/// A disk that holds one site, and not two.
#[test]
fn a_disk_without_room_for_two_sites_holds_the_new_one() {
    let site = Site::minimal();
    let size = {
        let clean = Site::copy_of(&site.root()).built();
        let tree = clean.output();
        let pages = tree
            .0
            .values()
            .map(|file| file.bytes.len().div_ceil(4096) * 4);
        pages.sum::<usize>()
    };
    fs::create_dir(site.path("disk")).unwrap();
    let script = format!(
        "mount -t tmpfs -o size={}k none disk\n$CANDOR --now $NOW build --out disk/www\n\
        sed -i 's/1 dollar/2 dollars/' content/faq/fees.md\n\
        $CANDOR --now $NOW build --out disk/www\n\
        ls -A disk > names\n\
        cp -r disk/www copy",
        size * 3 / 2
    );
    let Some(said) = in_name_space(&site, &script) else {
        return;
    };
    assert_eq!(site.read("names"), "www\n", "{said}");
    let copy = Tree::read(&site.path("copy"));
    let clean = Site::copy_of(&site.root());
    clean.forget().build().succeeds();
    copy.assert_same_bytes(&clean.output(), "on a small disk");
}

#[test]
fn a_second_build_waits_for_the_first_and_says_so() {
    let site = Site::minimal();
    // What a build holds while it writes: the folder in which the output folder lies.
    let first = fs::File::open(site.root()).unwrap();
    first.lock().unwrap();
    let mut second = site
        .candor(&["build"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(second.stderr.take().unwrap());
    let mut said = String::new();
    stderr.read_line(&mut said).unwrap();
    assert_eq!(
        said,
        "note: another build writes to the same place; waiting for it to end\n"
    );
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert!(second.try_wait().unwrap().is_none(), "it did not wait");
    assert!(!site.public().exists());
    first.unlock().unwrap();
    stderr.read_to_string(&mut said).unwrap();
    assert_eq!(second.wait().unwrap().code(), Some(0), "{said}");
    assert_eq!(site.output().faults_by_manifest(), [""; 0]);
}

#[test]
fn builds_at_the_same_time_do_not_disturb_each_other() {
    let site = Site::minimal();
    let builds: Vec<_> = (0..4)
        .map(|_| {
            site.candor(&["build"])
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for build in builds {
        site.wait(build).succeeds();
    }
    assert_eq!(site.output().faults_by_manifest(), [""; 0]);
    assert_eq!(
        names_in(&site.root()),
        [".candor", "candor.toml", "content", "public"]
    );
}

#[test]
fn a_first_build_that_is_denied_makes_no_folder() {
    let site = Site::minimal();
    site.write("content/faq/limits.md", "");
    let run = site.build().denied();
    run.says("Nothing was written");
    assert_eq!(names_in(&site.root()), ["candor.toml", "content"]);
}

#[test]
fn a_first_build_that_fails_in_the_last_step_makes_no_folder() {
    let site = Site::minimal();
    site.write(
        "themes/default/templates/faq.html",
        "{% if page.title == \"Transfers\" %}{{ page.nothing.at.all }}{% endif %}",
    );
    site.build().denied();
    assert_eq!(names_in(&site.root()), ["candor.toml", "content", "themes"]);
}

#[test]
fn an_empty_folder_and_a_folder_to_be_made_are_fine() {
    let site = Site::minimal();
    fs::create_dir(site.public()).unwrap();
    site.build().succeeds();
    let out = site.beside("not/yet/there");
    site.run(&["build", "--out", out.to_str().unwrap()])
        .succeeds();
    site.output()
        .assert_same_bytes(&Tree::read(&out), "two folders");
    assert_eq!(names_in(&site.beside("not/yet")), ["there"]);
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_is_a_link_to_candors_own_stays_a_link() {
    let site = Site::minimal();
    let real = site.beside("disk/www");
    fs::create_dir_all(&real).unwrap();
    std::os::unix::fs::symlink(&real, site.public()).unwrap();
    site.build().succeeds();
    site.replace("content/faq/fees.md", "1 dollar", "2 dollars")
        .build()
        .succeeds();
    assert!(site.public().is_symlink());
    assert_eq!(Tree::read(&real).faults_by_manifest(), [""; 0]);
    assert_eq!(names_in(&site.beside("disk")), [".www.candor-spare", "www"]);
}

/// A site with a finding, built as a preview.
fn preview(arguments: &[&str]) -> Site {
    let site = Site::minimal();
    site.replace(
        "content/faq/fees.md",
        "updated =",
        "colour = \"red\"\nupdated =",
    )
    .write(
        "content/faq/limits.md",
        page("Limits", "Soon.").replace("+++\n\n", "draft = true\n+++\n\n"),
    );
    site.run(&[&["build"], arguments].concat())
        .succeeds()
        .says("a marked preview");
    site
}

fn texts(html: &str, selector: &str) -> Vec<String> {
    Html::parse_document(html)
        .select(&Selector::parse(selector).unwrap())
        .map(|element| element.text().collect())
        .collect()
}

#[test]
fn a_preview_is_marked_everywhere() {
    let site = preview(&["--allow-findings"]);
    let output = site.output();
    assert_eq!(output.json("manifest.json")["preview"], true);
    assert_eq!(output.text("robots.txt"), "User-agent: *\nDisallow: /\n");
    assert!(
        output
            .text("_headers")
            .contains("\n  X-Robots-Tag: noindex\n")
    );
    assert!(
        !output.text("sitemap.xml").contains("<url>"),
        "nothing is to be indexed"
    );
    let mut pages = 0;
    for path in output
        .paths()
        .into_iter()
        .filter(|path| path.ends_with(".html"))
    {
        let html = output.text(path);
        let banner = texts(html, "p.banner.preview").concat();
        let expected = if path.starts_with("es/") {
            "Vista previa"
        } else {
            "Preview"
        };
        assert!(banner.starts_with(expected), "{path}: {banner:?}");
        let robots = Selector::parse("meta[name=robots][content=noindex]").unwrap();
        assert!(
            Html::parse_document(html).select(&robots).next().is_some(),
            "{path} lets robots in"
        );
        pages += 1;
    }
    assert!(pages > 10);
    assert!(
        !output.0.contains_key("faq/limits/index.html"),
        "drafts need --drafts"
    );
}

#[test]
fn drafts_are_a_preview_too() {
    let site = preview(&["--allow-findings", "--drafts"]);
    assert!(site.published("faq/limits/index.html").contains("Soon."));
    assert_eq!(site.output().json("manifest.json")["preview"], true);
}

#[test]
fn a_preview_gives_way_to_the_site() {
    let site = preview(&["--allow-findings"]);
    site.replace("content/faq/fees.md", "colour = \"red\"\n", "")
        .build()
        .succeeds();
    let clean = Site::copy_of(&site.root());
    fs::remove_dir_all(clean.public()).unwrap();
    clean.build().succeeds();
    site.output()
        .assert_same_bytes(&clean.output(), "after a preview");
    assert_eq!(site.output().json("manifest.json")["preview"], false);
    assert!(!site.published("index.html").contains("banner preview"));
}

#[test]
fn a_preview_cannot_be_made_of_a_site_whose_configuration_is_at_fault() {
    let site = Site::minimal();
    site.append("candor.toml", "\n[theme]\nname = \"nowhere\"\n");
    site.run(&["build", "--allow-findings"]).at_fault();
    assert!(!site.public().exists());
}

/// What a compressed copy holds.
fn unpacked(ending: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    match ending {
        "br" => brotli::Decompressor::new(bytes, 4096).read_to_end(&mut out),
        _ => flate2::read::GzDecoder::new(bytes).read_to_end(&mut out),
    }
    .unwrap();
    out
}

#[test]
fn text_has_compressed_copies_when_the_configuration_asks() {
    assert!(!DEMO.paths().contains(&"index.html.br"));

    let site = Site::demo();
    site.append(
        "candor.toml",
        "\n[output]\nprecompress = [\"gz\", \"br\"]\n",
    );
    let site = site.built();
    let output = site.output();
    assert_eq!(output.faults_by_manifest(), [""; 0]);
    let mut copies = 0;
    for path in DEMO.paths() {
        for ending in ["br", "gz"] {
            let copy = site.public().join(format!("{path}.{ending}"));
            let ending_of = path.rsplit_once('.').map(|(_, ending)| ending);
            let is_text = ["html", "css", "js", "json", "svg", "xml", "txt", "csv"]
                .map(Some)
                .contains(&ending_of);
            if is_text && path != "manifest.json" {
                let original = fs::read(site.public().join(path)).unwrap();
                assert_eq!(
                    unpacked(ending, &fs::read(&copy).unwrap()),
                    original,
                    "{path}"
                );
                copies += 1;
            } else {
                assert!(!copy.exists(), "{path} is no text for browsers");
            }
        }
    }
    assert!(copies > 400, "{copies}");

    // What did not change is neither compressed nor written again, and what is not asked for goes away.
    site.build().says("0 written");
    // A copy that somebody wrote to is made again, though it has the size and the time that it had.
    let kept = site.public().join("faq/fees/index.html.br");
    let modified = fs::metadata(&kept).unwrap().modified().unwrap();
    let marked = vec![b'x'; fs::read(&kept).unwrap().len()];
    fs::write(&kept, &marked).unwrap();
    let file = fs::File::options().write(true).open(&kept).unwrap();
    file.set_modified(modified).unwrap();
    site.append("content/faq/fees.es.md", "\nPregunte por las tarifas.\n")
        .build()
        .succeeds();
    let page = "es/faq/fees/index.html";
    let now = site.output();
    assert_ne!(output.text(page), now.text(page));
    assert_ne!(fs::read(&kept).unwrap(), marked);
    assert_eq!(now.faults_by_manifest(), [""; 0]);
    let copy = &now.0[&format!("{page}.br")].bytes;
    assert_eq!(unpacked("br", copy), now.text(page).as_bytes());
    site.replace("candor.toml", "\"gz\", ", "")
        .build()
        .succeeds();
    assert!(site.public().join("index.html.br").exists());
    assert!(!site.public().join("index.html.gz").exists());
}
