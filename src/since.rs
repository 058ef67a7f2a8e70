//! What an earlier publication said, to compare with: from its manifest, or from a git
//! revision of the site.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use candor_core::check::policies;
use candor_core::manifest::{LIMIT, MANIFEST, Manifest};
use candor_core::site::{Circumstances, Drafts, Mode, Since};
use candor_core::source::{self, KnownPages};
use candor_files::{GitError, Revision, read_named};
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
    // Something else than a file in its place, such as a pipe, is told as that.
    if path.exists() {
        return from_manifest(path, name);
    }
    from_revision(root, name, today)
}

fn from_manifest(path: &Path, name: &str) -> Result<Since, String> {
    let bytes = read_named(path, LIMIT)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let manifest = Manifest::parse(&bytes)
        .ok_or_else(|| format!("{} is no manifest of Candor", path.display()))?;
    let pages = manifest.pages().collect();
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
        pages,
    })
}

/// Puts the site together as it was, from the files that git has of it.
fn from_revision(root: &Path, name: &str, today: NaiveDate) -> Result<Since, String> {
    let revision = Revision::open(root, name).map_err(|error| unusable(name, &error))?;
    // What was wrong with the site then is of no interest now.
    let tree = source::walk(Arc::new(revision))
        .texts_only()
        .read(&KnownPages::default());
    let circumstances = Circumstances {
        today,
        mode: Mode::Check(Drafts::Out),
        since: None,
        packs: None,
    };
    let site = candor_core::assemble(&tree, circumstances, None, &mut Vec::new())
        .ok_or_else(|| format!("at {name} there is no candor.toml that can be read"))?;
    Ok(Since {
        name: name.to_owned(),
        policies: policies(&site),
        pages: site
            .all_pages()
            .map(|page| page.address().to_string())
            .collect(),
    })
}

fn unusable(name: &str, error: &GitError) -> String {
    let help = match error {
        GitError::Shallow => {
            "\n  help: fetch the whole history: `fetch-depth: 0` for actions/checkout, or `git fetch --unshallow`"
        }
        GitError::NoGit(_) | GitError::Unknown(_) | GitError::Broken(_) => "",
    };
    format!("{name} is no file of a publication, and {error}{help}")
}
