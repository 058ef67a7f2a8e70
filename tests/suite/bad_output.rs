//! Bad input: output folders that Candor must not write to, and command lines that
//! say nothing.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::common::{Run, Site, Tree, names_in, page};

fn build_to(site: &Site, out: &std::path::Path) -> Run {
    site.run(&["build", "--out", out.to_str().unwrap()])
}

/// Builds into a folder next to the site that was prepared, and finds it as it was.
fn refuses_folder(prepare: impl FnOnce(&Site, &std::path::Path)) -> Run {
    let site = Site::minimal();
    let out = site.beside("www");
    prepare(&site, &out);
    let before = Tree::read(&out);
    let run = build_to(&site, &out);
    assert_eq!(before, Tree::read(&out), "{run}");
    assert_eq!(names_in(out.parent().unwrap()), ["site", "www"], "{run}");
    run.at_fault()
}

#[test]
fn a_read_only_output_folder() {
    assert_said!(refuses_folder(|site, out| {
        build_to(site, out).succeeds();
        fs::set_permissions(out, fs::Permissions::from_mode(0o555)).unwrap();
        site.replace("content/faq/fees.md", "1 dollar", "2 dollars");
    }));
}

#[test]
fn an_output_folder_in_a_read_only_folder() {
    let site = Site::minimal();
    let parent = site.beside("parent");
    fs::create_dir(&parent).unwrap();
    fs::set_permissions(&parent, fs::Permissions::from_mode(0o555)).unwrap();
    let run = build_to(&site, &parent.join("www"));
    assert_eq!(names_in(&parent), [""; 0]);
    assert_said!(run.at_fault());
}

#[test]
fn an_output_folder_of_somebody_else() {
    assert_said!(refuses_folder(|_, out| {
        fs::create_dir(out).unwrap();
        fs::write(out.join("thesis.doc"), "Years of work.").unwrap();
    }));
}

#[test]
fn an_output_folder_with_somebody_elses_manifest() {
    assert_said!(refuses_folder(|_, out| {
        fs::create_dir(out).unwrap();
        fs::write(
            out.join("manifest.json"),
            "{\"generator\": \"another\", \"files\": {}}",
        )
        .unwrap();
    }));
}

#[test]
fn an_output_folder_that_is_a_file() {
    let site = Site::minimal();
    fs::write(site.beside("www"), "I am a file.").unwrap();
    let run = build_to(&site, &site.beside("www"));
    assert_eq!(
        fs::read_to_string(site.beside("www")).unwrap(),
        "I am a file."
    );
    assert_said!(run.at_fault());
}

#[test]
fn an_output_folder_below_a_file() {
    let site = Site::minimal();
    fs::write(site.beside("file"), "I am a file.").unwrap();
    assert_said!(build_to(&site, &site.beside("file").join("www")).at_fault());
}

#[test]
fn an_output_folder_that_is_a_link_to_somebody_elses() {
    let site = Site::minimal();
    let theirs = site.beside("theirs");
    fs::create_dir(&theirs).unwrap();
    fs::write(theirs.join("thesis.doc"), "Years of work.").unwrap();
    symlink(&theirs, site.beside("www")).unwrap();
    let run = build_to(&site, &site.beside("www"));
    assert_eq!(names_in(&theirs), ["thesis.doc"]);
    assert_said!(run.at_fault());
}

#[test]
fn an_output_folder_that_is_a_link_that_leads_nowhere() {
    let site = Site::minimal();
    symlink(site.beside("gone"), site.beside("www")).unwrap();
    let run = build_to(&site, &site.beside("www"));
    assert!(
        site.beside("www").is_symlink(),
        "the link was replaced:\n{run}"
    );
    assert_eq!(names_in(&site.beside(".")), ["site", "www"], "{run}");
    assert_said!(run.at_fault());
}

#[test]
fn output_inside_content() {
    let site = Site::minimal();
    let before = Tree::read(&site.path("content"));
    let run = build_to(&site, &site.path("content/public"));
    assert_eq!(before, Tree::read(&site.path("content")));
    assert_said!(run.at_fault());
}

#[test]
fn output_inside_content_by_a_crooked_way() {
    let site = Site::minimal();
    symlink(site.path("content"), site.beside("innocent")).unwrap();
    let before = Tree::read(&site.path("content"));
    for out in [
        site.beside("innocent/public"),
        site.path("themes/../content/public"),
        site.path("content/../content"),
    ] {
        build_to(&site, &out).at_fault();
        assert_eq!(
            before,
            Tree::read(&site.path("content")),
            "{}",
            out.display()
        );
    }
}

#[test]
fn content_inside_output() {
    let site = Site::minimal();
    let before = Tree::read(&site.root());
    let run = build_to(&site, &site.root());
    assert_eq!(before, Tree::read(&site.root()));
    assert_said!(run.at_fault());
}

#[test]
fn the_site_inside_output() {
    let site = Site::minimal();
    let before = Tree::read(&site.root());
    let run = build_to(&site, site.root().parent().unwrap());
    assert_eq!(before, Tree::read(&site.root()));
    assert_said!(run.at_fault());
}

#[test]
fn a_root_that_does_not_exist() {
    let site = Site::empty();
    fs::remove_dir(site.root()).unwrap();
    let run = site.build();
    assert_eq!(names_in(site.root().parent().unwrap()), [""; 0], "{run}");
    assert_said!(run.at_fault());
}

#[test]
fn a_file_of_somebody_else_where_a_page_will_be() {
    let site = Site::minimal().built();
    fs::create_dir(site.public().join("risks")).unwrap();
    fs::write(site.public().join("risks/index.html"), "Mine.").unwrap();
    let before = site.output();
    site.write("content/risks.md", page("Risks", "Crypto is risky."));
    let run = site.build();
    assert_eq!(before, site.output());
    assert_said!(run.at_fault());
}

#[test]
fn command_lines_that_say_nothing() {
    let site = Site::minimal();
    for (name, arguments) in [
        ("no_such_command", &["biuld"][..]),
        ("no_such_option", &["build", "--outt", "x"]),
        ("no_threads", &["build", "--jobs", "0"]),
        ("no_time", &["build", "--now", "tomorrow"]),
    ] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_candor"));
        command
            .args(["--color", "never"])
            .args(arguments)
            .current_dir(site.root());
        let run = site.finish(command).at_fault();
        insta::with_settings!({ snapshot_suffix => name }, {
            assert_said!(run);
        });
    }
    assert!(!site.public().exists());
}
