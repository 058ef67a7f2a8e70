//! The program around the libraries of Candor: it reads the files of a site, runs the stages of
//! [`candor_core`] in order, and writes what they make.
//!
//! [`build`] runs the stages; [`output`] makes the files beside the target and swaps them in;
//! [`cli`] and [`serve`] talk to people, [`lsp`] to editors.

#![warn(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "they panic when nobody reads any more"
)]

pub mod build;
mod change;
pub mod cli;
pub mod engine;
mod kept;
pub mod lsp;
mod memo;
pub mod output;
pub mod serve;
pub mod since;
mod trial;
