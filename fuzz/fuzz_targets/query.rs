#![no_main]
//! What a customer types into the search box.

use candor::engine::QuickJs;
use candor_core::render;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|query: &str| {
    candor_fuzz::make(&candor_fuzz::tree(&[]), |_, artifacts| {
        let found = render::ask(&QuickJs, artifacts, "en", &[query], 5);
        assert!(found.is_ok(), "{found:?}");
    });
});
