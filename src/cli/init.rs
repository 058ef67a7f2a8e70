//! `candor init`.

use std::fs;
use std::path::Path;

use super::ExitStatus;
use super::args::{Global, InitArgs};
use super::report::{self, counted};
use crate::cli::say::say;
use candor_core::check;
use candor_core::rules::{self, Pack};
use candor_core::scaffold::{self, NewFile};
use candor_files::Folder;
use candor_model::findings::nearest;

/// The pack of a new site unless `--pack` says otherwise.
pub(super) const DEFAULT_PACK: &str = "us-ny-dfs-vce";

/// Makes a new site in a folder that is new or empty.
pub fn run(args: &InitArgs, global: &Global) -> ExitStatus {
    let dir = global.root.join(&args.dir);
    match init(&dir, &args.packs, global) {
        Ok(written) => {
            if !global.quiet {
                say!(
                    "Made {} in {}.\n\nEvery TODO says what to write. Next:\n  candor --root {1} check   lists what is still to be written\n  candor --root {1} serve   shows the site while you write",
                    counted(written, "file"),
                    shown(&dir),
                );
            }
            ExitStatus::Fine
        }
        Err(message) => {
            report::fault(&message);
            ExitStatus::Fault
        }
    }
}

/// A path without the `./` that joining to the default root leaves.
fn shown(dir: &Path) -> std::path::Display<'_> {
    let inside = dir.strip_prefix("./").unwrap_or(dir);
    if inside.as_os_str().is_empty() {
        return Path::new(".").display();
    }
    inside.display()
}

fn init(dir: &Path, packs_named: &[String], global: &Global) -> Result<usize, String> {
    let default = [DEFAULT_PACK.to_owned()];
    let ids: &[String] = if packs_named.is_empty() {
        &default
    } else {
        packs_named
    };
    let packs = packs(ids)?;
    let occupied = match fs::read_dir(dir) {
        Ok(entries) => entries
            .filter_map(Result::ok)
            .any(|entry| entry.file_name() != ".git"),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(error) => return Err(format!("cannot use {}: {error}", shown(dir))),
    };
    if occupied {
        return Err(format!(
            "{} is not empty\n  help: name a new folder: candor init my-site",
            shown(dir)
        ));
    }
    let files = scaffold::site(&packs, global.today);
    write_all(dir, &files)?;
    Ok(files.len())
}

/// The packs of these ids.
///
/// # Errors
///
/// A message that names the nearest known id.
pub fn packs(ids: &[String]) -> Result<Vec<Pack>, String> {
    ids.iter()
        .map(|id| match check::built_in(id) {
            Some(Ok(pack)) => Ok(pack),
            Some(Err(_)) => Err(format!("the pack {id} is damaged")),
            None => {
                let help = match nearest(id, rules::BUILT_IN.iter().copied()) {
                    Some(near) => format!("did you mean {near}?"),
                    None => format!("known packs: {}", rules::BUILT_IN.join(", ")),
                };
                Err(format!("there is no pack {id}\n  help: {help}"))
            }
        })
        .collect()
}

/// Writes new files; none may exist.
///
/// # Errors
///
/// The first file that exists or cannot be written.
pub fn write_all(root: &Path, files: &[NewFile]) -> Result<(), String> {
    let site = fs::create_dir_all(root)
        .and_then(|()| Folder::open(root))
        .map_err(|error| format!("cannot create {}: {error}", root.display()))?;
    for (path, text) in files {
        let shown = root.join(path);
        let made = match path.rsplit_once('/') {
            Some((folder, name)) => {
                let folder = site.make(folder).map_err(|error| {
                    format!("cannot create the folder of {}: {error}", shown.display())
                })?;
                folder.create(name, text.as_bytes())
            }
            None => site.create(path, text.as_bytes()),
        };
        made.map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                format!("{} exists already; it was not touched", shown.display())
            }
            _ => format!("cannot write {}: {error}", shown.display()),
        })?;
    }
    Ok(())
}
