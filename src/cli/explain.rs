//! `candor explain`.

use super::args::{ExplainArgs, Global, TextFormat};
use super::{ExitStatus, open, report};
use candor_core::explain::{Library, human, markdown};
use candor_core::rules::Rules;
use candor_core::{check, config};

/// Lines are no longer than this, even on wider terminals: longer ones are hard to read.
const WIDTH: usize = 100;

/// Explains one id, or lists all of them.
pub fn run(args: &ExplainArgs, global: &Global) -> ExitStatus {
    let rules = rules_of(global);
    let library = Library::new(&rules);
    let width = width();
    let text = match (&args.id, args.format) {
        (Some(id), format) => match library.find(id) {
            Ok(sections) => {
                let texts: Vec<String> = sections
                    .iter()
                    .map(|section| match format {
                        TextFormat::Human => human::section(section, width),
                        TextFormat::Markdown => markdown::section(section),
                    })
                    .collect();
                texts.join("\n")
            }
            Err(unknown) => {
                report::fault(&unknown.to_string());
                return ExitStatus::Fault;
            }
        },
        (None, TextFormat::Human) if args.full => human::full(&library, width),
        (None, TextFormat::Human) => human::list(&library, width),
        (None, TextFormat::Markdown) if args.full => markdown::full(&library),
        (None, TextFormat::Markdown) => markdown::list(&library),
    };
    match report::data(&text) {
        Ok(()) => ExitStatus::Fine,
        Err(message) => {
            report::fault(&message);
            ExitStatus::Fault
        }
    }
}

fn width() -> usize {
    terminal_size::terminal_size().map_or(WIDTH, |(width, _)| WIDTH.min(width.0.into()))
}

/// The packs of the site, if this is one whose configuration can be read. What is wrong
/// with it is for `candor check` to say: an explanation is wanted all the more then.
fn rules_of(global: &Global) -> Rules {
    let tree = open::texts(&global.root);
    let mut found = Vec::new();
    tree.config
        .as_deref()
        .and_then(|text| config::parse(text, &mut found))
        .map(|config| check::rules_of(&config, &tree, &mut found))
        .unwrap_or_default()
}
