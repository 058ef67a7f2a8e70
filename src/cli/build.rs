//! `candor build` and `candor check`.

use std::path::PathBuf;
use std::time::Instant;

use super::ExitStatus;
use super::args::{BuildArgs, CheckArgs, Global, ReportFormat};
use super::progress::Bar;
use super::report::{self, counted, seconds};
use crate::build::{self, Options};
use crate::cli::say::say;
use candor_core::site::{Drafts, Purpose, Since};
use candor_model::findings::Severity;
use candor_model::findings::human;

/// Where a site is written unless `--out` says otherwise.
pub const DEFAULT_OUT: &str = "public";

/// Runs work in a pool of `jobs` threads.
pub(super) fn with_jobs<T: Send>(
    jobs: Option<u16>,
    work: impl FnOnce() -> T + Send,
) -> Result<T, String> {
    let threads = jobs.map_or(0, usize::from);
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map(|pool| pool.install(work))
        .map_err(|error| format!("cannot start {threads} threads: {error}"))
}

fn since(name: Option<&str>, global: &Global) -> Result<Option<Since>, String> {
    name.map(|name| crate::since::load(&global.root, name, global.today))
        .transpose()
}

/// `candor check`.
pub fn check(args: &CheckArgs, global: &Global) -> ExitStatus {
    let started = Instant::now();
    let since = match since(args.since.as_deref(), global) {
        Ok(since) => since,
        Err(message) => {
            report::fault(&message);
            return ExitStatus::Fault;
        }
    };
    let deny: Severity = args.deny.into();
    let options = Options {
        root: global.root.clone(),
        today: global.today,
        purpose: Purpose::Check(Drafts::of_flag(args.drafts)),
        deny: Some(deny),
        since,
    };
    let bar = Bar::new(global);
    let run = with_jobs(args.jobs, || {
        let (tree, cache) = build::read(&options.root, &bar);
        let checked = build::check(&tree, cache, &options, &bar);
        (tree, checked)
    });
    bar.finish();
    let (tree, checked) = match run {
        Ok(run) => run,
        Err(message) => {
            report::fault(&message);
            return ExitStatus::Fault;
        }
    };
    let written = report::write(
        &checked,
        &tree,
        deny,
        args.format,
        args.output.as_deref(),
        global,
    );
    if let Err(message) = written {
        report::fault(&message);
        return ExitStatus::Fault;
    }
    if !global.quiet {
        // People have read the result already, unless the report went elsewhere.
        let told = args.format == ReportFormat::Human && args.output.is_none();
        let result = match (told, checked.findings.is_empty()) {
            (true, _) => String::new(),
            (false, true) => ": no findings".to_owned(),
            (false, false) => format!(": {}", human::summary(&checked.findings)),
        };
        say!(
            "Checked {} with {} in {}{result}.",
            counted(checked.pages, "page"),
            counted(checked.questions, "question"),
            seconds(started.elapsed()),
        );
    }
    report::status(&checked, deny)
}

/// `candor build`.
pub fn build(args: &BuildArgs, global: &Global) -> ExitStatus {
    let started = Instant::now();
    let since = match since(args.since.as_deref(), global) {
        Ok(since) => since,
        Err(message) => {
            report::fault(&message);
            return ExitStatus::Fault;
        }
    };
    let deny: Severity = args.deny.into();
    let purpose = if args.allow_findings || args.drafts {
        Purpose::Preview(Drafts::of_flag(args.drafts))
    } else {
        Purpose::Publish
    };
    let options = Options {
        root: global.root.clone(),
        today: global.today,
        purpose,
        deny: (!args.allow_findings).then_some(deny),
        since,
    };
    let out: PathBuf = args
        .out
        .clone()
        .unwrap_or_else(|| options.root.join(DEFAULT_OUT));
    let bar = Bar::new(global);
    let run = with_jobs(args.jobs, || {
        let (tree, cache) = build::read(&options.root, &bar);
        let built = build::build(&tree, cache, &out, &options, &bar);
        (tree, built)
    });
    bar.finish();
    let (tree, built) = match run {
        Ok(run) => run,
        Err(message) => {
            report::fault(&message);
            return ExitStatus::Fault;
        }
    };
    report::checked(&built.checked, &tree, deny, global);
    // The process ends here: the system takes its memory back at once.
    std::mem::forget(tree);
    match &built.outcome {
        Some(outcome) => {
            if !global.quiet {
                for path in outcome.strangers.iter().take(10) {
                    say!(
                        "note: {path} in {} is not Candor's; it was left there",
                        out.display()
                    );
                }
                let preview = if purpose.is_marked() {
                    " (a marked preview, not for publication)"
                } else {
                    ""
                };
                say!(
                    "Built {} with {} into {}{preview}: {} written, {} unchanged, {} removed, in {}.",
                    counted(built.checked.pages, "page"),
                    counted(built.checked.questions, "question"),
                    out.display(),
                    outcome.written,
                    outcome.kept,
                    outcome.removed,
                    seconds(started.elapsed()),
                );
            }
            if args.allow_findings {
                ExitStatus::Fine
            } else {
                report::status(&built.checked, deny)
            }
        }
        None => {
            let after = if out.exists() {
                format!("; {} is as it was", out.display())
            } else {
                String::new()
            };
            say!("Nothing was written{after}.");
            match report::status(&built.checked, deny) {
                ExitStatus::Fine => ExitStatus::Findings,
                status => status,
            }
        }
    }
}
