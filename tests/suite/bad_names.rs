//! Bad input: names and addresses that clash, garble a terminal or lead out of the
//! site, links in the file system, and files that cannot be read.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::common::{Site, page};

const BODY: &str = "## A question?\n\nAn answer.";

/// A page with this line of TOML as its slug.
fn with_slug(site: &Site, file: &str, slug: &str) {
    site.write(
        file,
        format!("+++\ntitle = \"Limits\"\nslug = {slug}\n+++\n\n{BODY}\n"),
    );
}

#[test]
fn two_pages_with_one_address() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        with_slug(site, "content/faq/limits.md", "\"fees\"");
    });
    assert_said!(run.denied());
}

#[test]
fn two_translations_with_one_address() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        with_slug(site, "content/faq/transfers.es.md", "\"fees\"");
    });
    assert_said!(run.denied());
}

#[test]
fn a_page_in_a_folder_that_looks_like_a_language() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/es/faq/fees.md", page("Comisiones", BODY));
    });
    assert_said!(run.denied());
}

#[test]
fn a_translation_into_a_language_that_the_site_does_not_have() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/faq/fees.fr.md", page("Frais", BODY));
    });
    assert_said!(run.denied());
}

#[test]
fn a_translation_into_the_default_language() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/faq/fees.en.md", page("Fees", BODY));
    });
    assert_said!(run.denied());
}

#[test]
fn a_file_with_the_address_of_a_page_that_candor_makes() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/api/faq.json", "{}");
    });
    assert_said!(run.denied());
}

#[test]
fn a_file_in_the_place_of_a_folder() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        with_slug(site, "content/form.md", "\"form.pdf\"");
        site.write("content/form.pdf", "%PDF-1.7");
    });
    assert_said!(run.denied());
}

#[test]
fn a_file_with_the_name_of_the_manifest() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/manifest.json", "{}");
    });
    assert_said!(run.denied());
}

#[test]
fn addresses_that_differ_only_by_case() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/faq/Fees.md", page("Fees again", BODY));
    });
    assert_said!(run.denied());
}

#[test]
fn a_redirect_that_hides_a_page() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace(
            "content/faq/fees.md",
            "updated =",
            "aliases = [\"/faq/transfers/\", \"../up\"]\nupdated =",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn slugs_that_climb() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        with_slug(site, "content/faq/a.md", "\"..\"");
        with_slug(site, "content/faq/b.md", "\"../../../etc/passwd\"");
        with_slug(site, "content/faq/c.md", "'..\\..\\windows'");
        with_slug(site, "content/faq/d.md", "\"%2e%2e\"");
        with_slug(site, "content/faq/e.md", "\".\"");
        with_slug(site, "content/faq/f.md", "\"\"");
    });
    assert_said!(run.denied());
}

#[test]
fn slugs_that_are_absolute() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        with_slug(site, "content/faq/a.md", "\"/etc/passwd\"");
        with_slug(site, "content/faq/b.md", "'C:\\fees'");
        with_slug(site, "content/faq/c.md", "\"https://evil.example/\"");
    });
    assert_said!(run.denied());
}

#[test]
fn slugs_with_characters_that_cannot_be_seen() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        with_slug(site, "content/faq/nul.md", r#""fe\u0000es""#);
        with_slug(site, "content/faq/control.md", r#""fe\u0007es\u001b[31m""#);
        with_slug(site, "content/faq/bidi.md", r#""fe\u202ees""#);
        with_slug(site, "content/faq/isolate.md", r#""fe\u2066es""#);
        with_slug(site, "content/faq/zero-width.md", r#""fe\u200bes""#);
        with_slug(site, "content/faq/line.md", r#""fe\nes""#);
    });
    assert!(!run.stderr.contains([
        '\u{0}', '\u{7}', '\u{1b}', '\u{202e}', '\u{2066}', '\u{200b}'
    ]));
    assert_said!(run.denied());
}

#[test]
fn raw_control_characters_in_front_matter() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        with_slug(site, "content/faq/nul.md", "\"fe\0es\"");
        with_slug(site, "content/faq/escape.md", "\"fe\u{1b}[31mes\"");
    });
    assert!(!run.stderr.contains(['\u{0}', '\u{1b}']), "{run}");
    assert_said!(run.denied());
}

#[test]
fn unknown_keys_with_characters_that_cannot_be_seen() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace(
            "content/faq/fees.md",
            "updated =",
            "\"up\\u001b[31m\\u202edated\" = 1\nupdated =",
        );
    });
    assert!(!run.stderr.contains(['\u{1b}', '\u{202e}']), "{run}");
    assert_said!(run.denied());
}

#[test]
fn a_slug_that_is_too_long() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        with_slug(
            site,
            "content/faq/a.md",
            &format!("\"{}\"", "fees".repeat(100)),
        );
    });
    assert_said!(run.denied());
}

#[test]
fn a_slug_for_an_index_page() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        with_slug(site, "content/faq/index.md", "\"topics\"");
    });
    assert_said!(run.denied());
}

#[test]
fn file_names_with_characters_that_cannot_be_seen() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/faq/fe\u{202e}es.md", page("Bidi", BODY))
            .write("content/faq/fe\u{7}es.md", page("Bell", BODY))
            .write("content/faq/fe\nes.md", page("Line", BODY))
            .write("content/a b.md", page("Space", BODY));
    });
    assert!(!run.stderr.contains(['\u{7}', '\u{202e}']), "{run}");
    assert_said!(run.denied());
}

#[test]
fn names_of_other_files_with_characters_that_cannot_be_seen() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/fe\u{202e}gnp.exe", "MZ");
    });
    assert!(!run.stderr.contains('\u{202e}'), "{run}");
    assert_said!(run.denied());
}

#[test]
fn names_of_assets_with_characters_that_cannot_be_seen() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/fe\u{202e}gpj.png", "PNG")
            .write("content/fe\nes.png", "PNG");
    });
    assert!(!run.stderr.contains('\u{202e}'), "{run}");
    assert_said!(run.denied());
}

#[test]
fn a_file_name_that_is_not_unicode() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        let name = std::ffi::OsStr::from_bytes(b"fe\xffes.md");
        fs::write(site.path("content/faq").join(name), page("Fees", BODY)).unwrap();
    });
    assert_said!(run.denied());
}

#[test]
fn a_kind_of_file_that_is_not_published() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/faq/trick.html", "<script>alert(1)</script>");
    });
    assert_said!(run.denied());
}

#[test]
fn a_link_to_a_file_outside_the_site() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        fs::write(site.beside("secret.md"), page("Secret", BODY)).unwrap();
        symlink(site.beside("secret.md"), site.path("content/faq/secret.md")).unwrap();
        symlink("/etc", site.path("content/etc")).unwrap();
    });
    assert_said!(run.denied());
}

#[test]
fn a_content_folder_that_is_a_link_out_of_the_site() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        fs::rename(site.path("content"), site.beside("content")).unwrap();
        symlink(site.beside("content"), site.path("content")).unwrap();
    });
    assert_said!(run.denied());
}

#[test]
fn links_that_stay_inside_the_site() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write(".git/config", "secret");
        symlink("../.git/config", site.path("content/x.txt")).unwrap();
        symlink("fees.md", site.path("content/faq/limits.md")).unwrap();
        symlink("faq", site.path("content/more")).unwrap();
        symlink("content", site.path("rules")).unwrap();
    });
    assert!(!run.stderr.contains("secret"), "{run}");
    assert_said!(run.denied());
}

#[test]
fn a_cache_that_is_a_link_leads_nowhere() {
    let site = Site::minimal();
    site.build().succeeds();
    let names: Vec<String> = fs::read_dir(site.path(".candor/cache"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".bin"))
        .collect();
    assert!(!names.is_empty());
    fs::write(site.beside("precious"), "mine").unwrap();
    // The name that is written beside, the cache itself, and the folder that holds both.
    for name in &names {
        let beside = format!(".candor/cache/{}", name.replace(".bin", ".new"));
        symlink(site.beside("precious"), site.path(&beside)).unwrap();
    }
    let rebuild = |mark: &str| {
        site.append("content/faq/fees.md", &format!("\n{mark}\n"));
        site.build().succeeds();
        assert_eq!(fs::read_to_string(site.beside("precious")).unwrap(), "mine");
    };
    rebuild("One.");
    for name in &names {
        let cache = site.path(&format!(".candor/cache/{name}"));
        fs::remove_file(&cache).unwrap();
        symlink(site.beside("precious"), cache).unwrap();
    }
    rebuild("Two.");
    site.forget();
    fs::create_dir_all(site.beside("elsewhere/cache")).unwrap();
    symlink(site.beside("elsewhere"), site.path(".candor")).unwrap();
    rebuild("Three.");
    assert_eq!(
        fs::read_dir(site.beside("elsewhere/cache"))
            .unwrap()
            .count(),
        0
    );
    fs::remove_file(site.path(".candor")).unwrap();
    // A pipe is not waited for.
    fs::create_dir_all(site.path(".candor/cache")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .args(
            names
                .iter()
                .map(|name| site.path(&format!(".candor/cache/{name}"))),
        )
        .status();
    if made.is_ok_and(|status| status.success()) {
        rebuild("Four.");
    }
}

#[test]
fn a_new_page_is_not_written_through_a_link() {
    let site = Site::minimal();
    fs::rename(site.path("content/faq"), site.beside("faq")).unwrap();
    symlink(site.beside("faq"), site.path("content/faq")).unwrap();
    let run = site.run(&["new", "topic", "limits"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(!site.beside("faq/limits.md").exists(), "{run}");
}

#[test]
fn a_configuration_that_is_a_link_out_of_the_site() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        fs::rename(site.path("candor.toml"), site.beside("candor.toml")).unwrap();
        symlink(site.beside("candor.toml"), site.path("candor.toml")).unwrap();
    });
    assert_said!(run.at_fault());
}

#[test]
fn links_that_go_round_in_circles() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        symlink(site.path("content"), site.path("content/faq/again")).unwrap();
        symlink("b.md", site.path("content/faq/a.md")).unwrap();
        symlink("a.md", site.path("content/faq/b.md")).unwrap();
    });
    assert!(matches!(run.code, Some(1 | 2)));
    assert_said!(run);
}

#[test]
fn a_link_that_leads_nowhere() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        symlink("gone.md", site.path("content/faq/limits.md")).unwrap();
    });
    assert_said!(run.denied());
}

#[test]
fn a_file_that_cannot_be_read() {
    let site = Site::minimal();
    let transfers = site.path("content/faq/transfers.md");
    fs::set_permissions(&transfers, fs::Permissions::from_mode(0o000)).unwrap();
    let mut check = site.candor(&["check"]);
    if fs::read(&transfers).is_ok() {
        // Root reads everything, so somebody else has to try.
        fs::set_permissions(site.beside("."), fs::Permissions::from_mode(0o755)).unwrap();
        check.uid(65534).gid(65534);
        if check.status().is_err() {
            eprintln!("skipped: nobody else can run the program here");
            return;
        }
    }
    assert_said!(site.finish(check).at_fault());
}

#[test]
fn a_pipe_with_the_name_of_a_page_does_not_hold_the_build_up() {
    let site = Site::minimal();
    let made = std::process::Command::new("mkfifo")
        .arg(site.path("content/faq/limits.md"))
        .status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no mkfifo here");
        return;
    }
    let mut child = site
        .candor(&["check"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let patience = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if patience.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("Candor waits for a pipe that nobody writes to");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let run = site.wait(child);
    assert!(matches!(run.code, Some(1 | 2)), "{run}");
    assert_said!(run);
}

#[test]
fn a_folder_with_the_name_of_a_page() {
    let site = Site::minimal();
    site.write("content/faq/limits.md/inside.md", page("Inside", BODY));
    let run = site.build();
    run.succeeds();
    assert!(
        site.public()
            .join("faq/limits.md/inside/index.html")
            .is_file()
    );
}

#[test]
fn a_folder_in_the_place_of_a_data_file() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        fs::remove_file(site.path("candor.toml")).unwrap();
        fs::create_dir(site.path("candor.toml")).unwrap();
    });
    assert_said!(run.at_fault());
}
