//! Gives each build of Candor an id, so that a cache written by other code is not trusted.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads the sources, which the library never does"
)]

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher as _;
use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    let mut hasher = DefaultHasher::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for name in ["Cargo.lock", "crates", "data", "themes"] {
        let path = root.join(name);
        println!("cargo:rerun-if-changed={}", path.display());
        add(&path, Path::new(name), &mut hasher)?;
    }
    println!("cargo:rustc-env=CANDOR_BUILD_ID={:016x}", hasher.finish());
    Ok(())
}

/// Adds a file, or what is in a folder, under the name that it has in the repository.
fn add(path: &Path, name: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        return entries
            .iter()
            .try_for_each(|entry| add(&entry.path(), &name.join(entry.file_name()), hasher));
    }
    hasher.write(name.to_string_lossy().as_bytes());
    hasher.write(&fs::read(path)?);
    Ok(())
}
