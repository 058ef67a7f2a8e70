//! The preview server.
use crate::cli::args::{Global, ServeArgs};
use crate::cli::ExitStatus;

/// Runs it.
pub fn run(_: &ServeArgs, _: &Global) -> ExitStatus { ExitStatus::Fine }
