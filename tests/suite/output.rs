//! What a build does to the output folder, and what it leaves alone.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

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

/// Each output folder has a record in the cache, as long as it is there.
#[test]
fn records_of_output_folders_that_are_gone_are_removed() {
    let site = Site::minimal();
    let records = || {
        let names = names_in(&site.root().join(".candor/cache"));
        let records = names.iter().filter(|name| name.starts_with("output-"));
        records.count()
    };
    let [one, other] = ["one", "other"].map(|name| {
        let out = site.beside(name);
        site.run(&["build", "--out", out.to_str().unwrap()])
            .succeeds();
        out
    });
    assert_eq!(records(), 2);
    fs::remove_dir_all(&one).unwrap();
    site.build().succeeds();
    assert_eq!(records(), 2, "of the other one and of the site's own");
    fs::remove_dir_all(&other).unwrap();
    site.write(".candor/cache/output-strange.bin", "no record");
    site.build().succeeds();
    assert_eq!(records(), 2, "the site's own, and what nobody can read");
}

#[test]
fn the_output_is_what_the_manifest_lists_and_nothing_else() {
    let site = Site::demo().built();
    assert_eq!(site.output().faults_by_manifest(), [""; 0]);
    let manifest = site.output().json("manifest.json");
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
fn check_writes_nothing() {
    let site = Site::minimal();
    let before = Tree::read(&site.root());
    site.check().succeeds();
    assert_eq!(before, Tree::read(&site.root()));
}

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
    assert_eq!(names_in(&site.beside("disk")), ["www"]);
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
    let plain = Site::demo().built();
    assert!(!plain.public().join("index.html.br").exists());

    let site = Site::demo();
    site.append(
        "candor.toml",
        "\n[output]\nprecompress = [\"gz\", \"br\"]\n",
    );
    let site = site.built();
    let output = site.output();
    assert_eq!(output.faults_by_manifest(), [""; 0]);
    let mut copies = 0;
    for path in plain.output().paths() {
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
    // A copy that looks as it was left is taken as it is, which shows that it is not made again.
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
    assert_eq!(fs::read(&kept).unwrap(), marked);
    let copy = &now.0[&format!("{page}.br")].bytes;
    assert_eq!(unpacked("br", copy), now.text(page).as_bytes());
    site.replace("candor.toml", "\"gz\", ", "")
        .build()
        .succeeds();
    assert!(site.public().join("index.html.br").exists());
    assert!(!site.public().join("index.html.gz").exists());
}
