//! The language server: findings, completion, hover and definitions in an editor.
//!
//! The editor starts `candor lsp` and talks to it over standard input and output. The
//! server holds what is open and not saved, lays it over the files of the site, and runs
//! the same stages as `candor check`, in a thread for each site, so that it can answer
//! while they run.
//!
//! # The crate behind it
//!
//! The types of the protocol are those of `gen-lsp-types`, which are generated from the
//! protocol's own metamodel, 3.18 at present. The examples of rust-analyzer's
//! `lsp-server` use it in place of `lsp-types`, whose last release (0.97) is of June 2024.
//! It brings the envelope of JSON-RPC too, so that of `lsp-server` only the framing
//! would be left; and that ends the connection at the first message that is no JSON,
//! where this server answers with an error and goes on (`protocol`). `tower-lsp-server`
//! builds on the same types, but is asynchronous, which a program of two threads and
//! no network does not need, and its release with them is not out yet (0.24.0-rc.1).

mod answers;
mod completion;
mod cursor;
mod definition;
mod diagnostics;
mod documents;
mod greeting;
mod hover;
mod keys;
mod origin;
mod points;
mod position;
mod protocol;
mod quick;
mod server;
mod sites;
mod worker;

use std::io::{self, BufRead, BufReader, Write};
use std::sync::mpsc;
use std::thread;

use crate::cli::ExitStatus;
use crate::cli::args::Global;
use crate::cli::report::fault;
use server::{Event, Server};

pub use server::Ended;

/// Serves an editor until it says `exit` or goes away.
pub fn run(global: &Global) -> ExitStatus {
    match serve(global, BufReader::new(io::stdin()), io::stdout().lock()) {
        Ok(Ended::AfterShutdown) => ExitStatus::Fine,
        Ok(Ended::Abruptly) => ExitStatus::Abrupt,
        Err(error) => {
            fault(&format!("the connection with the editor broke: {error}"));
            ExitStatus::Abrupt
        }
    }
}

/// Serves an editor that speaks through `input` and hears through `output`.
///
/// # Errors
///
/// When the connection breaks.
pub fn serve(
    global: &Global,
    input: impl BufRead + Send + 'static,
    output: impl Write,
) -> io::Result<Ended> {
    let (events, inbox) = mpsc::channel();
    let reader = events.clone();
    thread::spawn(move || read(input, &reader));
    Server::new(global, output, events).serve(&inbox)
}

/// Hands on what the editor says. Nothing is waited for here, so that an editor which
/// writes before it reads cannot block.
fn read(mut input: impl BufRead, events: &mpsc::Sender<Event>) {
    loop {
        let event = match protocol::read(&mut input) {
            Ok(Some(message)) => Event::Said(message),
            Ok(None) => Event::Closed(Ok(())),
            Err(error) => Event::Closed(Err(error)),
        };
        let is_last = matches!(event, Event::Closed(_));
        if events.send(event).is_err() || is_last {
            return;
        }
    }
}
