//! `candor init`.
use super::args::{Global, InitArgs};
use super::ExitStatus;

pub fn run(_: &InitArgs, _: &Global) -> ExitStatus { ExitStatus::Fine }
