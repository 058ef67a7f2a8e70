//! `candor coverage`.

use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
use std::path::Path;

use candor_files::read_named;
use sha2::{Digest, Sha256};

use super::args::{CoverageArgs, CoverageFormat, Global};
use super::build::{DEFAULT_OUT, with_jobs};
use super::progress::Bar;
use super::{ExitStatus, report};
use crate::build::{self, Options};
use crate::cli::say;
use candor_core::checked::is_environment;
use candor_core::coverage::{Origin, render, rows};
use candor_core::manifest::{LIMIT, MANIFEST, Manifest};
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
        let site = ManuallyDrop::new(site);
        let Some(site) = site.as_ref().filter(|_| !is_environment(&checked.findings)) else {
            let shown = report::checked(&checked, &tree, DENIED, global);
            say::write(format_args!("{shown}"));
            return Err(
                "there is nothing to report on while the configuration has errors".to_owned(),
            );
        };
        let out = args
            .out
            .clone()
            .unwrap_or_else(|| global.root.join(DEFAULT_OUT));
        let origin = Origin::of(site, edition(&out));
        let rows = rows(&checked, site);
        let report = Report::new(&checked, BTreeMap::new(), DENIED, String::new());
        match args.format {
            CoverageFormat::Table => Ok(render::table(&report, &origin, &rows)),
            CoverageFormat::Csv => {
                render::csv(&report, &origin, &rows).map_err(|error| error.to_string())
            }
            CoverageFormat::Json => {
                render::json(&report, &origin, &rows).map_err(|error| error.to_string())
            }
            CoverageFormat::Markdown => Ok(render::markdown(&report, &origin, &rows)),
        }
    });
    bar.finish();
    made?
}

/// The day of the edition in a folder, and the SHA-256 of its manifest in hexadecimal; none where there is no edition.
fn edition(out: &Path) -> Option<(String, String)> {
    let bytes = read_named(&out.join(MANIFEST), LIMIT).ok()?;
    let manifest = Manifest::parse(&bytes)?;
    let hash = Sha256::digest(&bytes);
    let hash = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Some((manifest.date, hash))
}
