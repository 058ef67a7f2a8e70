//! The same small site through every door, and what no door lets through.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use candor_core::source::door::{Door, DoorError, Entry, EntryKind};
use candor_core::source::{self, KnownPages, Memory, Overlay, SourceTree, TEXT_LIMIT};
use candor_files::{Archive, ArchiveError, Disk, GitError, Revision};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A site with something of every kind, and something wrong of most.
fn files() -> BTreeMap<&'static str, Vec<u8>> {
    let large = vec![b'a'; TEXT_LIMIT as usize + 1];
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0".to_vec();
    [
        ("candor.toml", b"[site]\r\ntitle = \"A\"\r\n".to_vec()),
        ("content/index.md", b"\xef\xbb\xbf# Hello\n".to_vec()),
        ("content/faq/fees.md", b"## What does it cost?\n".to_vec()),
        ("content/faq/fees.es.md", "## ¿Cuánto cuesta?\n".into()),
        ("content/faq/logo.png", png),
        ("content/faq/a b.png", b"PNG".to_vec()),
        ("content/faq/trick.html", b"<script>".to_vec()),
        ("content/faq/.hidden.md", b"# Not this\n".to_vec()),
        ("content/.git/x.md", b"# Nor this\n".to_vec()),
        ("content/broken.md", b"a\nb\xff".to_vec()),
        ("content/large.md", large),
        ("content/channels.toml", b"[[channel]]\n".to_vec()),
        ("rules/house.toml", b"id = \"house\"\n".to_vec()),
        ("rules/below/none.toml", b"id = \"none\"\n".to_vec()),
        ("rules.toml", b"nobody reads this\n".to_vec()),
        ("themes/house/static/own.css", b"a{}".to_vec()),
        ("themes/house/templates/base.html", b"{{ t }}".to_vec()),
    ]
    .into()
}

fn write(root: &Path) {
    for (path, bytes) in files() {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn git(root: &Path, arguments: &[&str]) {
    let run = Command::new("git")
        .args(["-c", "user.name=T", "-c", "user.email=t@example.org"])
        .arg("-C")
        .arg(root)
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "git {arguments:?}: {said}");
}

fn committed(root: &Path) {
    git(root, &["init", "-q"]);
    git(root, &["add", "-f", "."]);
    git(root, &["commit", "-q", "-m", "A site"]);
}

fn zipped(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        zip.start_file(path, SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn owned() -> impl Iterator<Item = (String, Vec<u8>)> {
    files()
        .into_iter()
        .map(|(path, bytes)| (path.to_owned(), bytes))
}

/// Everything that a door tells of a site, but for stamps, which some cannot tell.
fn seen(door: Arc<dyn Door>) -> String {
    let mut tree = source::read(door, &KnownPages::default());
    for file in tree.files.values_mut() {
        file.stamp = None;
    }
    let SourceTree {
        config,
        files,
        findings,
        ..
    } = tree;
    format!("{config:#?}\n{files:#?}\n{findings:#?}")
}

#[test]
fn the_same_site_is_the_same_through_every_door() {
    let folder = TempDir::new().unwrap();
    write(folder.path());
    // Git would take `content/.git` for another repository.
    let plain = TempDir::new().unwrap();
    write(plain.path());
    fs::remove_dir_all(plain.path().join("content/.git")).unwrap();
    committed(plain.path());

    let on_disk = seen(Arc::new(Disk::new(folder.path())));
    assert!(on_disk.contains("¿Cuánto") && on_disk.contains("width: 640"));
    for id in [
        "source.encoding",
        "source.too-large",
        "rules.pack",
        "source.address",
    ] {
        assert!(on_disk.contains(id), "{id}");
    }
    assert!(!on_disk.contains("Not this") && !on_disk.contains("Nor this"));

    let memory = Memory::new(owned());
    assert_eq!(on_disk, seen(Arc::new(memory.clone())));
    let revision = Revision::open(plain.path(), "HEAD").unwrap();
    assert_eq!(on_disk, seen(Arc::new(revision)));
    let archive = Archive::new("site.zip", zipped(owned())).unwrap();
    assert_eq!(on_disk, seen(Arc::new(archive)));

    // An editor holds one text of a site that is otherwise empty on disk, and the other way round.
    let (held, lying): (Vec<_>, Vec<_>) =
        owned().partition(|(path, _)| path == "content/faq/fees.md");
    let texts = held
        .into_iter()
        .map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap().into()));
    let overlay = Overlay::new(Arc::new(Memory::new(lying)), texts);
    assert_eq!(on_disk, seen(Arc::new(overlay)));
}

#[test]
fn a_site_below_the_top_of_its_repository_is_read_from_there() {
    let folder = TempDir::new().unwrap();
    write(&folder.path().join("docs/site"));
    fs::remove_dir_all(folder.path().join("docs/site/content/.git")).unwrap();
    fs::write(folder.path().join("candor.toml"), "another").unwrap();
    committed(folder.path());
    let site = folder.path().join("docs/site");
    let revision = Revision::open(&site, "HEAD").unwrap();
    assert_eq!(seen(Arc::new(Disk::new(&site))), seen(Arc::new(revision)));
}

#[test]
fn a_site_that_is_not_there_has_no_files() {
    let gone = Disk::new(Path::new("/nowhere/at/all"));
    assert!(gone.list("content").is_empty());
    assert_eq!(gone.stamp("candor.toml"), Err(DoorError::Missing));
}

/// Reads at most 100 bytes.
fn read(door: &dyn Door, path: &str) -> Result<String, DoorError> {
    let mut bytes = b"before".to_vec();
    door.read(path, 100, &mut bytes)?;
    Ok(String::from_utf8(bytes).unwrap())
}

#[test]
fn no_door_leads_out() {
    let folder = TempDir::new().unwrap();
    let site = folder.path().join("site");
    fs::create_dir_all(site.join("content")).unwrap();
    fs::write(folder.path().join("secret.md"), "secret").unwrap();
    let outside = folder.path().join("secret.md").display().to_string();
    let disk = Disk::new(&site);
    for path in [
        "../secret.md",
        "content/../../secret.md",
        "./x",
        "",
        &outside,
    ] {
        assert_eq!(read(&disk, path), Err(DoorError::Missing), "{path}");
    }
    let climbing = zipped([("content/../../x.md".to_owned(), b"x".to_vec())]);
    assert!(matches!(
        Archive::new("a.zip", climbing),
        Err(ArchiveError::Outside(_))
    ));
}

#[cfg(unix)]
#[test]
fn links_are_told_and_not_followed() {
    use std::os::unix::fs::symlink;

    let folder = TempDir::new().unwrap();
    let site = folder.path().join("site");
    fs::create_dir_all(site.join("content/faq")).unwrap();
    fs::create_dir(folder.path().join("outside")).unwrap();
    fs::write(folder.path().join("outside/secret.md"), "secret").unwrap();
    fs::write(site.join("content/faq/fees.md"), "fees").unwrap();
    symlink("fees.md", site.join("content/faq/same.md")).unwrap();
    symlink("gone.md", site.join("content/faq/nowhere.md")).unwrap();
    symlink("../../outside", site.join("content/away")).unwrap();
    symlink("faq", site.join("content/near")).unwrap();
    symlink("content", site.join("rules")).unwrap();

    let disk = Disk::new(&site);
    let mut listed = disk.list("content");
    listed.extend(disk.list("rules"));
    listed.sort();
    let link = |path: &str| Entry {
        path: path.to_owned(),
        kind: EntryKind::Link,
    };
    let file = Entry {
        path: "content/faq/fees.md".to_owned(),
        kind: EntryKind::File,
    };
    let expected = [
        link("content/away"),
        file,
        link("content/faq/nowhere.md"),
        link("content/faq/same.md"),
        link("content/near"),
        link("rules"),
    ];
    assert_eq!(listed, expected);
    assert_eq!(read(&disk, "content/faq/fees.md"), Ok("fees".to_owned()));
    for path in [
        "content/faq/same.md",
        "content/faq/nowhere.md",
        "content/near/fees.md",
        "content/away/secret.md",
        "rules/faq/fees.md",
    ] {
        assert_eq!(read(&disk, path), Err(DoorError::Link), "{path}");
        assert_eq!(disk.stamp(path), Err(DoorError::Link), "{path}");
    }

    // A revision of git tells the same.
    committed(&site);
    let revision = Revision::open(&site, "HEAD").unwrap();
    let mut of_git = revision.list("content");
    of_git.extend(revision.list("rules"));
    of_git.sort();
    assert_eq!(of_git, expected);
    let same = read(&revision, "content/faq/same.md");
    assert_eq!(same, Err(DoorError::Link));
}

#[cfg(unix)]
#[test]
fn a_folder_that_becomes_a_link_during_a_build_leads_nowhere() {
    use std::os::unix::fs::symlink;

    let folder = TempDir::new().unwrap();
    let site = folder.path().join("site");
    fs::create_dir_all(site.join("content/faq")).unwrap();
    fs::create_dir(folder.path().join("outside")).unwrap();
    fs::write(folder.path().join("outside/fees.md"), "secret").unwrap();
    fs::write(site.join("content/faq/fees.md"), "fees").unwrap();
    let swap = || {
        fs::rename(site.join("content/faq"), site.join("content/faq-away")).unwrap();
        symlink("../../outside", site.join("content/faq")).unwrap();
    };

    // Read before: the open folder is the one that was there.
    let disk = Disk::new(&site);
    let tree = source::read(Arc::new(disk), &KnownPages::default());
    swap();
    let file = &tree.files["content/faq/fees.md"];
    assert_eq!(tree.bytes(file).unwrap(), b"fees");
    // Not read before: a link.
    let disk = Disk::new(&site);
    assert_eq!(read(&disk, "content/faq/fees.md"), Err(DoorError::Link));
}

#[test]
fn a_file_that_changes_after_it_was_read_is_not_handed_out() {
    let folder = TempDir::new().unwrap();
    write(folder.path());
    let tree = source::read(Arc::new(Disk::new(folder.path())), &KnownPages::default());
    let logo = &tree.files["content/faq/logo.png"];
    assert!(tree.bytes(logo).is_ok());
    fs::write(folder.path().join("content/faq/logo.png"), "another").unwrap();
    assert_eq!(tree.bytes(logo).unwrap_err().id, "source.unreadable");
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_hold_nobody_up() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("content")).unwrap();
    let pipe = folder.path().join("content/a.md");
    let made = Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no mkfifo here");
        return;
    }
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("content/b.md"));
    let disk = Disk::new(folder.path());
    for path in ["content/a.md", "content/b.md", "content"] {
        let read = read(&disk, path);
        assert!(
            matches!(read, Err(DoorError::NoFile | DoorError::Refused(_))),
            "{path}: {read:?}"
        );
    }
    let kinds: Vec<EntryKind> = disk.list("content").into_iter().map(|e| e.kind).collect();
    assert_eq!(kinds, [EntryKind::Special, EntryKind::Special]);
    assert!(candor_files::read_named(&pipe, 100).is_err());
}

#[test]
fn a_file_over_the_limit_is_told_with_its_size() {
    let folder = TempDir::new().unwrap();
    write(folder.path());
    fs::remove_dir_all(folder.path().join("content/.git")).unwrap();
    committed(folder.path());
    let doors: [&dyn Door; 4] = [
        &Disk::new(folder.path()),
        &Memory::new(owned()),
        &Revision::open(folder.path(), "HEAD").unwrap(),
        &Archive::new("a", zipped(owned())).unwrap(),
    ];
    for door in doors {
        let size = TEXT_LIMIT + 1;
        let read_large = read(door, "content/large.md");
        assert_eq!(read_large, Err(DoorError::TooLarge { size }), "{door:?}");
        // The next file is not disturbed by what was not read.
        assert_eq!(
            read(door, "content/index.md").unwrap().len(),
            11,
            "{door:?}"
        );
        assert_eq!(read(door, "content/none.md"), Err(DoorError::Missing));
    }
}

#[test]
fn names_of_a_revision_that_climb_are_told_and_lead_nowhere() {
    let folder = TempDir::new().unwrap();
    // Other tests work in the folder of temporary files, too.
    let root = &folder.path().join("site");
    fs::create_dir(root).unwrap();
    fs::write(root.join("candor.toml"), "[site]\n").unwrap();
    committed(root);
    let hash = |kind: &str, bytes: &[u8]| {
        let mut child = Command::new("git")
            .arg("-C")
            .arg(root)
            .args(["hash-object", "-w", "--literally", "--stdin", "-t", kind])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(bytes).unwrap();
        let out = child.wait_with_output().unwrap();
        assert!(out.status.success());
        String::from_utf8(out.stdout).unwrap().trim().to_owned()
    };
    let raw = |id: &str| -> Vec<u8> {
        (0..id.len() / 2)
            .map(|at| u8::from_str_radix(&id[at * 2..at * 2 + 2], 16).unwrap())
            .collect()
    };
    let mut id = hash("blob", b"pwned\n");
    let mut mode = "100644";
    for name in ["pwned.md", "..", "..", "content"] {
        let entry = [format!("{mode} {name}\0").as_bytes(), &raw(&id)].concat();
        id = hash("tree", &entry);
        mode = "40000";
    }
    let before: Vec<_> = fs::read_dir(root.parent().unwrap()).unwrap().collect();
    let revision = Revision::open(root, &id).unwrap();
    let listed = revision.list("content");
    assert!(matches!(
        &listed[..],
        [Entry {
            kind: EntryKind::Unreadable(_),
            ..
        }]
    ));
    assert_eq!(
        read(&revision, "content/../../pwned.md"),
        Err(DoorError::Missing)
    );
    // A step up is a name that begins with a dot, of which none is content.
    let tree = source::read(Arc::new(revision), &KnownPages::default());
    assert!(tree.files.is_empty());
    let ids: Vec<&str> = tree.findings.iter().map(|finding| &*finding.id).collect();
    assert_eq!(ids, ["config.file"]);
    let after: Vec<_> = fs::read_dir(root.parent().unwrap()).unwrap().collect();
    assert_eq!(before.len(), after.len());
}

#[test]
fn what_is_no_revision_is_told() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("candor.toml"), "[site]\n").unwrap();
    committed(folder.path());
    for name in ["nothing", "--help", "", "HEAD^^^^", "HEAD:nothing"] {
        let opened = Revision::open(folder.path(), name);
        assert!(matches!(opened, Err(GitError::Unknown(_))), "{name}");
    }
}

#[test]
fn an_archive_that_is_no_archive_or_a_bomb_is_refused() {
    assert!(matches!(
        Archive::new("a.zip", b"no zip".to_vec()),
        Err(ArchiveError::Unreadable(_))
    ));
    // Unpacked, these have more bytes than the archive says: it was changed to say 1.
    let whole = zipped([("content/a.md".to_owned(), vec![b'a'; 10_000])]);
    let size = 10_000_u32.to_le_bytes();
    let mut lying = whole;
    let places: Vec<usize> = (0..lying.len() - 4)
        .filter(|at| lying[*at..*at + 4] == size)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&1_u32.to_le_bytes());
    }
    let archive = Archive::new("a.zip", lying).unwrap();
    assert!(matches!(
        read(&archive, "content/a.md"),
        Err(DoorError::Refused(_))
    ));
}
