//! Reads every page of a folder on one thread and says how long that took:
//! `cargo run --release -p candor-reading --example speed FOLDER`.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "an example that measures the library, and is none"
)]

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs};

use candor_reading::{Home, Reader};

fn pages(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            pages(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "html") {
            found.push(path);
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = env::args().nth(1).ok_or("name a folder")?;
    let mut found = Vec::new();
    pages(Path::new(&folder), &mut found)?;
    let texts = found.iter().map(fs::read).collect::<Result<Vec<_>, _>>()?;
    let bytes: usize = texts.iter().map(Vec::len).sum();
    let home = Home::new("https://help.example.com")?;
    for way in ["as pages are read", "by building every tree"] {
        let mut reader = Reader::new(&home);
        let begin = Instant::now();
        for text in &texts {
            match way {
                "as pages are read" => reader.read("/", text),
                _ => reader.read_as_tree("/", text),
            };
        }
        let seconds = begin.elapsed().as_secs_f64();
        println!(
            "{} pages, {bytes} bytes, {way}: {seconds:.3} s, {:.0} MB/s",
            texts.len(),
            bytes as f64 / seconds / 1e6
        );
    }
    Ok(())
}
