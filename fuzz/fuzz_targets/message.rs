#![no_main]
//! What an editor says to the language server.

use candor::cli::args::Global;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|said: Vec<u8>| {
    let global = Global {
        root: ".".into(),
        is_root_given: false,
        today: Default::default(),
        colour: false,
        quiet: true,
        verbose: false,
    };
    // The connection may break; the server may not.
    let _ = candor::lsp::serve(&global, std::io::Cursor::new(said), Vec::new());
});
