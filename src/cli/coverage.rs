//! `candor coverage`.

use std::collections::BTreeMap;

use super::args::{CoverageArgs, CoverageFormat, Global};
use super::build::with_jobs;
use super::progress::Bar;
use super::{ExitStatus, report};
use crate::build::{self, Options};
use crate::cli::say;
use candor_core::checked::is_environment;
use candor_core::coverage::{render, rows};
use candor_core::report::Report;
use candor_core::site::{Drafts, Mode};
use candor_model::findings::Severity;

/// What would keep the site from being built.
const DENIED: Severity = Severity::Error;

/// Reports which answer meets which requirement. Gaps are no failure of a report; only
/// what keeps it from being made is.
pub fn run(args: &CoverageArgs, global: &Global) -> ExitStatus {
    match made(args, global) {
        Ok(text) => match report::out(&text, args.output.as_deref()) {
            Ok(()) => ExitStatus::Fine,
            Err(message) => {
                report::fault(&message);
                ExitStatus::Fault
            }
        },
        Err(message) => {
            report::fault(&message);
            ExitStatus::Fault
        }
    }
}

fn made(args: &CoverageArgs, global: &Global) -> Result<String, String> {
    let options = Options {
        root: global.root.clone(),
        today: global.today,
        mode: Mode::Check(Drafts::Out),
        deny: Some(DENIED),
        since: None,
    };
    let bar = Bar::new(global);
    let made = with_jobs(args.jobs, || {
        let (tree, cache) = build::read(&options.root, &bar);
        let (site, checked) = build::check_site(&tree, cache, &options, &bar);
        // The site's memory is not freed: the process ends here.
        let is_there = site.is_some();
        std::mem::forget(site);
        if !is_there || is_environment(&checked.findings) {
            let shown = report::checked(&checked, &tree, DENIED, global);
            say::write(format_args!("{shown}"));
            return Err(
                "there is nothing to report on while the configuration has errors".to_owned(),
            );
        }
        let rows = rows(&checked);
        let report = Report::new(&checked, BTreeMap::new(), DENIED, String::new());
        match args.format {
            CoverageFormat::Table => Ok(render::table(&report, &rows)),
            CoverageFormat::Csv => render::csv(&rows).map_err(|error| error.to_string()),
            CoverageFormat::Json => render::json(&report, &rows).map_err(|error| error.to_string()),
            CoverageFormat::Markdown => Ok(render::markdown(&report, &rows)),
        }
    });
    bar.finish();
    made?
}
