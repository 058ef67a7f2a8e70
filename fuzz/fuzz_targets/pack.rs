#![no_main]
//! A rule pack of the site's own.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let configuration = include_str!("../../tests/sites/minimal/candor.toml")
        .replace("packs = []", "packs = [\"house\"]");
    let tree = candor_fuzz::tree(&[("candor.toml", &configuration), ("rules/house.toml", text)]);
    candor_fuzz::make(&tree, |_, _| ());
});
