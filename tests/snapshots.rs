//! A snapshot that no test makes any more says nothing: it has to go.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

#[test]
fn every_snapshot_belongs_to_a_test() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut orphans = Vec::new();
    for entry in fs::read_dir(tests.join("snapshots")).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let belongs = file
            .strip_suffix(".snap")
            .and_then(|name| name.split_once("__"))
            .is_some_and(|(program, test)| {
                let test = test.split('@').next().unwrap_or(test);
                let source = fs::read_to_string(tests.join(program).with_extension("rs"));
                source.is_ok_and(|source| source.contains(&format!("fn {test}()")))
            });
        if !belongs {
            orphans.push(file);
        }
    }
    assert!(orphans.is_empty(), "no test makes these: {orphans:?}");
}
