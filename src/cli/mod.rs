//! The command line: words in, exit status out. Data goes to standard output,
//! everything else to standard error.

pub mod args;
mod build;
mod coverage;
mod due;
mod explain;
mod fix;
mod init;
mod new;
mod open;
mod progress;
pub mod report;
mod reviewed;
pub(crate) mod say;
mod schema;
mod search;
mod suggest;
mod translated;

use std::process::ExitCode;

use clap::Parser;

pub use args::{Args, Command};

/// How a run ended (`design.md`, command line).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ExitStatus {
    /// Everything is fine.
    Fine,
    /// Findings at or above the denied severity.
    Findings,
    /// The command line, the configuration or the file system is at fault.
    Fault,
    /// An editor went away without the farewell that the language server protocol asks for.
    Abrupt,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> ExitCode {
        match status {
            ExitStatus::Fine => ExitCode::SUCCESS,
            ExitStatus::Findings | ExitStatus::Abrupt => ExitCode::from(1),
            ExitStatus::Fault => ExitCode::from(2),
        }
    }
}

/// Parses the command line and runs the command.
pub fn run() -> ExitStatus {
    // A wrong command line ends here: clap prints what is wrong and exits with 2.
    let args = Args::parse();
    let global = match args.global.resolve() {
        Ok(global) => global,
        Err(message) => {
            report::fault(&message);
            return ExitStatus::Fault;
        }
    };
    match args.command {
        Command::Init(init) => init::run(&init, &global),
        Command::Check(check) => build::check(&check, &global),
        Command::Build(build) => build::build(&build, &global),
        Command::Serve(serve) => crate::serve::run(&serve, &global),
        Command::New(new) => new::run(&new, &global),
        Command::Suggest(suggest) => suggest::run(&suggest, &global),
        Command::Translated(translated) => translated::run(&translated, &global),
        Command::Due(due) => due::run(&due, &global),
        Command::Reviewed(reviewed) => reviewed::run(&reviewed, &global),
        Command::Search(search) => search::run(&search, &global),
        Command::Explain(explain) => explain::run(&explain, &global),
        Command::Coverage(coverage) => coverage::run(&coverage, &global),
        Command::Schema(schema) => schema::run(&schema),
        Command::Lsp => crate::lsp::run(&global),
    }
}
