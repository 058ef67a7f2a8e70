//! `--since REV`: what git has of the site, wherever the command runs and whatever it inherits.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::Site;

/// Git, without what the person who runs the tests has set.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=T", "-c", "user.email=t@example.org"])
        .args(["-c", "protocol.file.allow=always"])
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "git {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The demo in a repository, where the complaints page has changed since the first commit.
fn changed() -> Site {
    let site = Site::demo();
    git(&site.root(), &["init", "-q"]);
    git(&site.root(), &["add", "."]);
    git(&site.root(), &["commit", "-q", "-m", "Before"]);
    git(&site.root(), &["tag", "before"]);
    site.replace(
        "content/complaints.md",
        "It is free, and it will not hurt your account.",
        "It is free.",
    );
    site
}

const FOUND: &str = "must be reported to the superintendent (DFS) by 2026-11-28";

#[test]
fn a_change_since_a_revision_is_found() {
    let site = changed();
    let run = site.run(&["check", "--since", "before"]);
    assert!(format!("{run}").contains(FOUND), "{run}");
    // Nothing changed since what is committed now, by whatever name.
    git(&site.root(), &["commit", "-aqm", "After"]);
    for name in ["HEAD", "HEAD^{tree}"] {
        let run = site.run(&["check", "--since", name]);
        assert!(!format!("{run}").contains(FOUND), "{run}");
    }
}

#[test]
fn a_hook_of_a_linked_work_tree_compares_its_own_site() {
    // The site lies below the top of the repository, and the hook runs in another work tree.
    let whole = Site::empty();
    let demo = Site::demo();
    fs::create_dir_all(whole.path("docs")).unwrap();
    fs::rename(demo.root(), whole.path("docs/site")).unwrap();
    git(&whole.root(), &["init", "-q"]);
    git(&whole.root(), &["add", "."]);
    git(&whole.root(), &["commit", "-q", "-m", "Before"]);
    let linked = whole.beside("linked");
    let linked_name = linked.display().to_string();
    git(&whole.root(), &["worktree", "add", "-q", &linked_name]);
    let page = linked.join("docs/site/content/complaints.md");
    let text = fs::read_to_string(&page).unwrap();
    fs::write(
        &page,
        text.replace(", and it will not hurt your account", ""),
    )
    .unwrap();
    let hooks = whole.path(".git/hooks");
    fs::create_dir_all(&hooks).unwrap();
    let hook = hooks.join("pre-commit");
    let candor = env!("CARGO_BIN_EXE_candor");
    fs::write(
        &hook,
        format!(
            "#!/bin/sh\nenv | grep -q ^GIT_INDEX_FILE= || echo no hook\n\"{candor}\" --now 2026-11-21 --root docs/site check --since HEAD\n"
        ),
    )
    .unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    let commit = Command::new("git")
        .args(["-c", "user.name=T", "-c", "user.email=t@example.org", "-C"])
        .arg(&linked)
        .args(["commit", "-aqm", "After"])
        .output()
        .unwrap();
    let said = [commit.stdout, commit.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(said.contains(FOUND), "{said}");
    assert!(!said.contains("no hook"), "{said}");
    assert!(!commit.status.success(), "{said}");
}

#[test]
fn a_shallow_clone_is_named_as_the_cause() {
    let site = changed();
    git(&site.root(), &["commit", "-aqm", "After"]);
    let from = format!("file://{}", site.root().display());
    let clone = Site::empty();
    git(
        &clone.beside("."),
        &["clone", "-q", "--depth", "1", &from, "shallow"],
    );
    let run = clone.finish(site_of(&clone, "shallow", &["check", "--since", "HEAD~1"]));
    assert_eq!(run.code, Some(2), "{run}");
    let said = format!("{run}");
    assert!(said.contains("this clone is shallow"), "{run}");
    assert!(said.contains("fetch-depth: 0"), "{run}");
    // What the clone has can be compared with.
    let run = clone.finish(site_of(&clone, "shallow", &["check", "--since", "HEAD"]));
    assert_ne!(run.code, Some(2), "{run}");
}

/// Candor on a site in a folder beside.
fn site_of(site: &Site, folder: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command
        .args(["--color", "never", "--now", crate::common::NOW, "--root"])
        .arg(site.beside(folder))
        .args(arguments)
        .stdin(Stdio::null());
    command
}

#[test]
fn what_is_no_revision_says_so() {
    let site = changed();
    for name in ["nothing", "HEAD~7"] {
        let run = site.run(&["check", "--since", name]);
        assert_eq!(run.code, Some(2), "{run}");
        assert!(
            format!("{run}").contains("git knows no such revision here"),
            "{run}"
        );
    }
    let run = site.run(&["check", "--since=--output=x"]);
    assert_eq!(run.code, Some(2), "{run}");
}

#[test]
fn a_pipe_in_place_of_a_manifest_is_an_error_and_not_waited_for() {
    let site = changed();
    let pipe = site.beside("manifest.json");
    let made = Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no mkfifo here");
        return;
    }
    for named in [pipe.clone(), site.beside(".")] {
        let named = named.display().to_string();
        let run = site.run(&["check", "--since", &named]);
        assert_eq!(run.code, Some(2), "{run}");
    }
}
