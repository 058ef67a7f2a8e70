//! The two things that the standard library lacks: exchanging two folders in one
//! step, and having the bytes of new files on the disk before.
//!
//! So a power cut leaves no file of the new site empty or cut short. Which of the two sites
//! is there after it is up to the file system: folders are written when it sees fit.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// More new files than this are made durable all at once.
const FILES_ONE_BY_ONE: usize = 64;

/// Exchanges two folders so that no moment has neither. Where the system cannot,
/// the old folder is moved aside first.
pub fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(()),
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let aside = aside(old);
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        // Put the site back; the first error is the one to tell.
        let _ = fs::rename(&aside, old);
        return Err(error);
    }
    fs::rename(&aside, new)
}

/// Where a folder lies while two renames exchange it for another one.
pub fn aside(folder: &Path) -> PathBuf {
    beside(folder, "aside")
}

/// A path beside a folder, under a name that is reserved for Candor.
pub fn beside(folder: &Path, what: &str) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!(".{name}.candor-{what}"))
}

/// Asks the system to write the bytes of the staged files to the disk before they are swapped in.
pub fn flush(stage: &Path, new_files: &[PathBuf]) -> io::Result<()> {
    if new_files.len() <= FILES_ONE_BY_ONE {
        for path in new_files {
            File::open(path)?.sync_all()?;
        }
        return Ok(());
    }
    flush_file_system(stage)
}

#[cfg(target_os = "linux")]
fn flush_file_system(stage: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(stage)?)?)
}

#[cfg(not(target_os = "linux"))]
fn flush_file_system(stage: &Path) -> io::Result<()> {
    File::open(stage)?.sync_all()
}
