//! The libraries in the middle touch nothing: files come in through the door, the day of the
//! build is an argument, and what is made goes out as values.
//!
//! `crates/clippy.toml` says the same to `clippy`, which knows types. This test needs no
//! clippy, and sees that no crate is left out.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::common::repository;

/// The crates of the middle. `files` is the door to a system, and the program is around them.
const MIDDLE: [&str; 5] = ["core", "model", "prose", "reading", "search"];

/// What reaches out of the program, as Rust names it.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::process",
    "std::net",
    "std::os",
    "SystemTime",
    "time::Instant",
    "Utc::now",
    "Local::now",
    "Utc::today",
    "thread::sleep",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "println!",
    "walkdir",
    "tempfile",
];

fn sources(name: &str) -> Vec<(PathBuf, String)> {
    let folder = repository().join("crates").join(name).join("src");
    WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "rs"))
        .map(|entry| {
            let text = fs::read_to_string(entry.path()).unwrap();
            (entry.into_path(), text)
        })
        .collect()
}

/// The lines of a file that are compiled into the library: comments, and what stands from the
/// first test module on, are left out.
fn shipped(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let ends = text.find("#[cfg(test)]\nmod tests {");
    let ends = ends.or_else(|| text.find("#[cfg(test)]\n#[allow("));
    text[..ends.unwrap_or(text.len())]
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn is_test(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy();
    let in_tests = path.iter().any(|part| part == "tests");
    in_tests || name == "tests.rs" || name.ends_with("_tests.rs")
}

#[test]
fn the_middle_touches_neither_files_nor_clock_nor_environment() {
    let mut found = Vec::new();
    for name in MIDDLE {
        for (path, text) in sources(name) {
            if is_test(&path) {
                continue;
            }
            for (at, line) in shipped(&text) {
                for outside in OUTSIDE {
                    if line.contains(outside) {
                        found.push(format!("{}:{}: {outside}", path.display(), at + 1));
                    }
                }
            }
        }
    }
    assert_eq!(
        found, [""; 0],
        "files come in through candor_core::source::Door"
    );
}

#[test]
fn a_new_crate_is_of_the_middle_and_clippy_is_told() {
    let crates = repository().join("crates");
    let told = fs::read_to_string(crates.join("clippy.toml")).unwrap();
    assert!(told.contains("std::fs::read") && told.contains("SystemTime"));
    let mut names = Vec::new();
    for entry in fs::read_dir(crates).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !path.is_dir() || name == "files" {
            continue;
        }
        assert!(
            !path.join("clippy.toml").exists(),
            "{name} has lints of its own"
        );
        names.push(name);
    }
    names.sort();
    assert_eq!(names, MIDDLE);
}
