//! What an earlier publication said, to compare with: from its manifest, or from a git
//! revision of the site.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use candor_core::check::policies;
use candor_core::manifest::{MANIFEST, Manifest};
use candor_core::site::{Circumstances, Drafts, Mode, Since};
use candor_core::source::{self, KnownPages};
use candor_model::Hash;
use chrono::NaiveDate;

/// Policies as a manifest holds them.
pub fn to_manifest(
    policies: BTreeMap<String, BTreeMap<String, Hash>>,
) -> BTreeMap<String, BTreeMap<String, String>> {
    let hex = |hash| blake3::Hash::from_bytes(hash).to_hex().to_string();
    policies
        .into_iter()
        .map(|(id, parts)| {
            let parts = parts.into_iter().map(|(part, hash)| (part, hex(hash)));
            (id, parts.collect())
        })
        .collect()
}

/// Reads what `--since NAME` stands for: a manifest, a folder that holds one, or a git
/// revision of the site in `root`.
///
/// # Errors
///
/// A message for the command line: what cannot be read, or that there is no such revision.
pub fn load(root: &Path, name: &str, today: NaiveDate) -> Result<Since, String> {
    let path = Path::new(name);
    if path.is_dir() {
        return from_manifest(&path.join(MANIFEST), name);
    }
    if path.is_file() {
        return from_manifest(path, name);
    }
    from_revision(root, name, today)
}

fn from_manifest(path: &Path, name: &str) -> Result<Since, String> {
    let bytes =
        fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let manifest = Manifest::parse(&bytes)
        .ok_or_else(|| format!("{} is no manifest of Candor", path.display()))?;
    let policies = manifest
        .policies
        .into_iter()
        .map(|(id, parts)| {
            let parts = parts
                .into_iter()
                .filter_map(|(part, hash)| {
                    Some((part, *blake3::Hash::from_hex(hash).ok()?.as_bytes()))
                })
                .collect();
            (id, parts)
        })
        .collect();
    Ok(Since {
        name: name.to_owned(),
        policies,
    })
}

/// Puts the site together as it was, from the files that git has of it.
fn from_revision(root: &Path, revision: &str, today: NaiveDate) -> Result<Since, String> {
    let folder = tempfile::tempdir()
        .map_err(|error| format!("cannot make a folder for {revision}: {error}"))?;
    check_out(root, revision, folder.path())?;
    let tree = source::read(folder.path(), &KnownPages::default());
    let circumstances = Circumstances {
        today,
        mode: Mode::Check(Drafts::Out),
        since: None,
        packs: None,
    };
    // What was wrong with the site then is of no interest now.
    let site = candor_core::assemble(&tree, circumstances, None, &mut Vec::new())
        .ok_or_else(|| format!("at {revision} there is no candor.toml that can be read"))?;
    Ok(Since {
        name: revision.to_owned(),
        policies: policies(&site),
    })
}

/// The files of a site that policies are made of.
const FOLDERS: &[&str] = &["candor.toml", "content", "rules"];

/// Writes the text files of a revision below a folder, without touching the work tree.
fn check_out(root: &Path, revision: &str, to: &Path) -> Result<(), String> {
    let no_git = |error: std::io::Error| {
        format!("{revision} is no file, and git cannot be run to look for a revision: {error}")
    };
    // A name that begins with a hyphen would be an option.
    if revision.starts_with('-') {
        return Err(format!("`{revision}` is no git revision"));
    }
    let listed = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["ls-tree", "-r", "-z", revision, "--"])
        .args(FOLDERS)
        .output()
        .map_err(no_git)?;
    if !listed.status.success() {
        let why = String::from_utf8_lossy(&listed.stderr);
        return Err(format!(
            "{revision} is neither a manifest nor a git revision of this site: {}",
            why.trim()
        ));
    }
    let list = String::from_utf8_lossy(&listed.stdout);
    let files: Vec<(&str, &str)> = list
        .split('\0')
        .filter_map(|line| {
            let (about, path) = line.split_once('\t')?;
            let mut about = about.split(' ');
            let is_file = about.next()?.starts_with("100");
            let object = about.nth(1)?;
            let is_text = path.ends_with(".md") || path.ends_with(".toml");
            (is_file && is_text).then_some((object, path))
        })
        .collect();
    let mut objects = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(no_git)?;
    let broken = |error: std::io::Error| format!("cannot read {revision} from git: {error}");
    let (Some(mut ask), Some(answers)) = (objects.stdin.take(), objects.stdout.take()) else {
        return Err(format!("cannot talk to git about {revision}"));
    };
    let mut answers = BufReader::new(answers);
    for (object, path) in files {
        writeln!(ask, "{object}").map_err(broken)?;
        ask.flush().map_err(broken)?;
        let mut header = String::new();
        answers.read_line(&mut header).map_err(broken)?;
        let size = header
            .trim_end()
            .rsplit(' ')
            .next()
            .and_then(|size| size.parse().ok())
            .ok_or_else(|| format!("git does not have {path} of {revision}"))?;
        let mut bytes = vec![0; size];
        answers.read_exact(&mut bytes).map_err(broken)?;
        answers.read_exact(&mut [0]).map_err(broken)?;
        let target = to.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(broken)?;
        }
        fs::write(target, bytes).map_err(broken)?;
    }
    drop(ask);
    objects.wait().map_err(broken)?;
    Ok(())
}
