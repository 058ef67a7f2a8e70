#![no_main]
//! `candor.toml`.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    candor_fuzz::make(&candor_fuzz::tree(&[("candor.toml", text)]), |_, _| ());
});
