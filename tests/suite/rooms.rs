//! Imports between the rooms of the core run one way.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::common::repository;

/// The rooms of `crates/core`. Each imports only rooms that stand before it.
const ROOMS: &[&str] = &[
    "source", "parse", "config", "theme", "rules", "site", "coming", "manifest", "edit",
    "scaffold", "verdict", "render", "check", "checked", "explain", "report", "coverage",
    "suggest",
];

/// Every `crate::ROOM` in the code of a room.
fn imports(path: &Path, found: &mut BTreeSet<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            imports(&entry.unwrap().path(), found);
        }
        return;
    }
    let text = fs::read_to_string(path).unwrap();
    let shipped = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    for line in shipped {
        for (at, word) in line.match_indices("crate::") {
            let rest = &line[at + word.len()..];
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
            found.insert(rest[..end.unwrap_or(rest.len())].to_owned());
        }
    }
}

#[test]
fn imports_run_one_way() {
    let source = repository().join("crates/core/src");
    let mut there: Vec<String> = fs::read_dir(&source)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .filter(|name| name != "lib")
        .collect();
    let mut listed: Vec<&str> = ROOMS.to_vec();
    there.sort();
    listed.sort_unstable();
    assert_eq!(there, listed);
    let mut against = Vec::new();
    for (at, room) in ROOMS.iter().enumerate() {
        let mut found = BTreeSet::new();
        let folder = source.join(room);
        let path = if folder.is_dir() {
            folder
        } else {
            folder.with_extension("rs")
        };
        imports(&path, &mut found);
        let later = ROOMS[at + 1..].iter();
        let later = later.filter(|later| found.contains(**later));
        against.extend(later.map(|later| (*room, *later)));
    }
    assert_eq!(against, []);
}
