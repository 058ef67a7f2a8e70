//! What no test uses any more says nothing, and has to go: snapshots, and files of tests.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::common::{names_in, repository};

fn suite() -> PathBuf {
    repository().join("tests/suite")
}

#[test]
fn every_snapshot_belongs_to_a_test() {
    let mut orphans = Vec::new();
    for file in names_in(&suite().join("snapshots")) {
        let belongs = file
            .strip_prefix("suite__")
            .and_then(|name| name.strip_suffix(".snap"))
            .and_then(|name| name.split_once("__"))
            .is_some_and(|(module, test)| {
                let test = test.split('@').next().unwrap_or(test);
                let source = fs::read_to_string(suite().join(module).with_extension("rs"));
                source.is_ok_and(|source| source.contains(&format!("fn {test}()")))
            });
        if !belongs {
            orphans.push(file);
        }
    }
    assert!(orphans.is_empty(), "no test makes these: {orphans:?}");
}

/// Cargo compiles what `main.rs` names, and says nothing of a file that it does not.
#[test]
fn every_file_of_tests_is_a_module() {
    let main = fs::read_to_string(suite().join("main.rs")).unwrap();
    let modules: BTreeSet<String> = main
        .lines()
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect();
    let files: BTreeSet<String> = names_in(&suite())
        .into_iter()
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .filter(|name| name != "main")
        .collect();
    assert_eq!(modules, files);
}
