#![no_main]
//! A page of Markdown with its front matter, with the New York pack on.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let configuration = include_str!("../../tests/sites/minimal/candor.toml")
        .replace("packs = []", "packs = [\"us-ny-dfs-vce\"]");
    let tree = candor_fuzz::tree(&[
        ("candor.toml", &configuration),
        ("content/faq/fuzzed.md", text),
    ]);
    candor_fuzz::make(&tree, |_, _| ());
});
