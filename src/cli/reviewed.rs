//! `candor reviewed`: notes that pages were read again, and by when they are to be read the next time.

use chrono::{Days, NaiveDate};

use super::args::{Global, ReviewedArgs};
use super::report::{self, counted};
use super::{ExitStatus, open};
use crate::change;
use crate::cli::say::say;
use candor_core::edit::{Edit, front_matter};
use candor_core::site::{Page, Site};
use candor_model::findings::printable;

/// Days until the next review of a page that does not say how long it is good for.
const DAYS: i64 = 180;

/// Days that a page may be good for: a week to a year.
const LEAST: i64 = 7;
const MOST: i64 = 365;

/// Sets `updated` to today and `review_by` as far ahead as it was before.
pub fn run(args: &ReviewedArgs, global: &Global) -> ExitStatus {
    match mark(args, global) {
        Ok(()) => ExitStatus::Fine,
        Err(message) => {
            report::fault(&message);
            ExitStatus::Fault
        }
    }
}

fn mark(args: &ReviewedArgs, global: &Global) -> Result<(), String> {
    let (tree, cache) = open::read(global);
    let site = open::assemble(&tree, cache, None, global)?;
    // Everything is worked out before anything is written.
    let mut changes: Vec<(String, NaiveDate, Vec<Edit>)> = Vec::new();
    for path in &args.paths {
        let named = path.display().to_string();
        let file = open::site_path(&global.root, &tree, path)
            .ok_or_else(|| format!("there is no file {} in this site", printable(&named)))?;
        if changes.iter().any(|(known, ..)| *known == file) {
            continue;
        }
        let page = page_of(&site, &file)?;
        let next = next_review(page, global.today);
        let text = site
            .tree
            .whole_text(&file)
            .map_err(|_| format!("{file} changed meanwhile\n  help: run the command again"))?;
        let edits = front_matter::set_reviewed(&text, global.today, next)
            .map_err(|error| format!("{file} was not touched, nor any other file: {error}"))?;
        changes.push((file, next, edits));
    }
    for (file, next, edits) in &changes {
        if !edits.is_empty() {
            change::change(&global.root, &tree, file, edits).map_err(|error| error.to_string())?;
        }
        report::data(&format!(
            "{file}: reviewed on {}, next by {next}\n",
            global.today
        ))?;
    }
    if !global.quiet {
        say!("Noted the review of {}.", counted(changes.len(), "page"));
    }
    Ok(())
}

fn page_of<'s>(site: &'s Site<'_>, file: &str) -> Result<&'s Page, String> {
    site.pages
        .iter()
        .find(|page| *page.head.source == *file)
        .ok_or_else(|| {
            if file.ends_with(".md") {
                format!("{file} cannot be read as a page\n  help: candor check says why; drafts are reviewed once they are none")
            } else {
                format!("{file} is no page\n  help: name a page, such as content/faq/fees.md")
            }
        })
}

/// As far from today as the page was good for the last time.
fn next_review(page: &Page, today: NaiveDate) -> NaiveDate {
    let front = &page.head.front;
    let was = match (front.updated, front.review_by) {
        (Some(updated), Some(by)) => (by.0 - updated.0).num_days(),
        _ => DAYS,
    };
    let days = if was <= 0 {
        DAYS
    } else {
        was.clamp(LEAST, MOST)
    };
    let days = u64::try_from(days).unwrap_or_default();
    today.checked_add_days(Days::new(days)).unwrap_or(today)
}
