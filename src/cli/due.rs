//! `candor due`: what comes, by owner.

use chrono::Days;

use super::args::{DueArgs, DueFormat, Global};
use super::{ExitStatus, open, report};
use crate::cli::say::say;
use candor_core::coming;

/// Lists what is due. What is late is no failure of a list.
pub fn run(args: &DueArgs, global: &Global) -> ExitStatus {
    match list(args, global) {
        Ok(()) => ExitStatus::Fine,
        Err(message) => {
            report::fault(&message);
            ExitStatus::Fault
        }
    }
}

fn list(args: &DueArgs, global: &Global) -> Result<(), String> {
    let (tree, cache) = open::read(global);
    let site = open::assemble(&tree, cache, None, global)?;
    let today = global.today;
    let until = today
        .checked_add_days(Days::new(args.days.into()))
        .unwrap_or(today);
    let items = coming::items(&site, until);
    let text = match args.format {
        DueFormat::Human => coming::human(&items, today),
        DueFormat::Json => coming::json(&items, today, until).map_err(|error| error.to_string())?,
        DueFormat::Ics => coming::ics(&items, today),
    };
    report::data(&text)?;
    if items.is_empty() && args.format == DueFormat::Human && !global.quiet {
        say!("Nothing is due until {until}.");
    }
    Ok(())
}
