#![no_main]
//! `content/channels.toml`.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    candor_fuzz::make(
        &candor_fuzz::tree(&[("content/channels.toml", text)]),
        |_, _| (),
    );
});
