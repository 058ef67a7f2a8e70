//! The preview: the site in a browser while it is written.
//!
//! A worker thread owns the site and renders a page when it is asked for; the
//! server and the watcher talk to it through one channel. Nothing is written.

mod guard;
mod http;
mod pages;
mod panel;
mod watch;
mod worker;

use std::net::SocketAddr;
use std::sync::Arc;

use crate::build::Options;
use crate::cli::ExitStatus;
use crate::cli::args::{Global, ServeArgs};
use crate::cli::report::fault;
use crate::cli::say::say;
use candor_core::site::{Drafts, Mode};
use candor_core::source::CONFIG_FILE;

/// Serves the preview until it is stopped.
pub fn run(args: &ServeArgs, global: &Global) -> ExitStatus {
    match serve(args, global) {
        Ok(()) => ExitStatus::Fine,
        Err(message) => {
            fault(&message);
            ExitStatus::Fault
        }
    }
}

fn serve(args: &ServeArgs, global: &Global) -> Result<(), String> {
    if !global.root.join(CONFIG_FILE).is_file() {
        return Err(format!(
            "there is no {CONFIG_FILE} in {}\n  help: go to the folder of your site, or name it with --root",
            global.root.display()
        ));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start the server: {error}"))?;
    runtime.block_on(async {
        let address = SocketAddr::new(args.host, args.port);
        let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| {
            format!("cannot listen on {address}: {error}\n  help: choose another port, such as --port {}", args.port.saturating_add(1))
        })?;
        let address = listener
            .local_addr()
            .map_err(|error| format!("cannot tell the server's address: {error}"))?;

        let options = Options {
            root: global.root.clone(),
            today: global.today,
            mode: Mode::Preview(Drafts::In),
            deny: None,
            since: None,
        };
        let worker = worker::start(options, global.colour, global.quiet);
        watch::start(&global.root, worker.clone())
            .map_err(|error| format!("cannot watch {}: {error}", global.root.display()))?;

        let url = format!("http://{address}/");
        say!("Serving {url} — every change reloads the page; Ctrl-C stops.");
        if !args.host.is_loopback() {
            say!("note: anybody who reaches {} can read this preview", args.host);
        }
        if args.open
            && let Err(error) = open::that_detached(&url)
        {
            say!("note: no browser could be opened: {error}");
        }
        let app = http::router(Arc::new(worker), args.host);
        tokio::select! {
            () = http::answer(listener, app) => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        Ok(())
    })
}
