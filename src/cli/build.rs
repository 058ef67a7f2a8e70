//! `candor build` and `candor check`.

use std::path::PathBuf;
use std::time::Instant;

use super::ExitStatus;
use super::args::{BuildArgs, CheckArgs, Global, ReportFormat};
use super::fix;
use super::progress::Bar;
use super::report::{self, counted, seconds};
use crate::build::{self, Counts, Options};
use crate::cli::say::say;
use crate::memo::{self, Said};
use crate::output::Outcome;
use candor_core::site::{Drafts, Mode, Since};
use candor_model::findings::Severity;
use candor_model::findings::human;

/// Where a site is written unless `--out` says otherwise.
pub const DEFAULT_OUT: &str = "public";

/// Threads beyond these only take memory.
const MOST_JOBS: usize = 256;

/// Runs work in a pool of `jobs` threads.
pub(super) fn with_jobs<T: Send>(
    jobs: Option<u16>,
    work: impl FnOnce() -> T + Send,
) -> Result<T, String> {
    let threads = jobs.map_or(0, usize::from).min(MOST_JOBS);
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
    if args.fix
        && let Err(message) = fix::run(global)
    {
        report::fault(&message);
        return ExitStatus::Fault;
    }
    let deny: Severity = args.deny.into();
    let options = Options {
        root: global.root.clone(),
        today: global.today,
        mode: Mode::Check(Drafts::of_flag(args.drafts)),
        deny: Some(deny),
        since,
    };
    let bar = Bar::new(global);
    let output = args.output.as_deref();
    let depends_on = format!(
        "{:?}",
        (
            (&options.today, options.mode, deny, &options.since),
            args.format,
            report::base(&options.root),
            report::is_coloured(output, global),
            global.quiet,
        )
    );
    let memo = memo::Place::new(&options.root, "check", &depends_on);
    let run = with_jobs(args.jobs, || {
        let walked = build::walk(&options.root);
        if let Some(said) = memo.recall(&walked) {
            Counts::default().tell(global);
            return Ok(said);
        }
        let (tree, cache) = build::read_rest(&options.root, walked, &bar);
        let (checked, counts) = build::check(&tree, cache, &options, &bar);
        counts.tell(global);
        // People have read the result already, unless the report went elsewhere.
        let told = args.format == ReportFormat::Human && args.output.is_none();
        let result = match (told, checked.findings.is_empty()) {
            (true, _) => String::new(),
            (false, true) => ": no findings".to_owned(),
            (false, false) => format!(": {}", human::summary(&checked.findings)),
        };
        let said = Said {
            report: report::text(&checked, &tree, deny, args.format, output, global)?,
            pages: checked.pages,
            questions: checked.questions,
            result,
            status: report::status(&checked, deny),
            edition: None,
        };
        memo.note(&tree, said.clone());
        // The process ends soon: the system takes its memory back at once.
        std::mem::forget(tree);
        Ok(said)
    });
    bar.finish();
    let said = run.and_then(|said: Result<Said, String>| {
        let said = said?;
        report::out(&said.report, output)?;
        Ok(said)
    });
    let said = match said {
        Ok(said) => said,
        Err(message) => {
            report::fault(&message);
            return ExitStatus::Fault;
        }
    };
    if !global.quiet {
        say!(
            "Checked {} with {} in {}{}.",
            counted(said.pages, "page"),
            counted(said.questions, "question"),
            seconds(started.elapsed()),
            said.result,
        );
    }
    said.status
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
    let mode = if args.allow_findings || args.drafts {
        Mode::Preview(Drafts::of_flag(args.drafts))
    } else {
        Mode::Publish
    };
    let options = Options {
        root: global.root.clone(),
        today: global.today,
        mode,
        deny: (!args.allow_findings).then_some(deny),
        since,
    };
    let out: PathBuf = args
        .out
        .clone()
        .unwrap_or_else(|| options.root.join(DEFAULT_OUT));
    let bar = Bar::new(global);
    let depends_on = format!(
        "{:?}",
        (
            (&options.today, options.mode, options.deny, &options.since),
            deny,
            global.colour,
            global.quiet,
        )
    );
    let command = format!("build {}", out.display());
    let memo = memo::Place::new(&options.root, &command, &depends_on);
    let run = with_jobs(args.jobs, || {
        let walked = build::walk(&options.root);
        if let Some(said) = memo.recall(&walked)
            && let Some(kept) = build::left_by_build(&options.root, &out, said.edition)
        {
            Counts::default().tell(global);
            return (said, Some(Done::nothing(kept)));
        }
        let (tree, cache) = build::read_rest(&options.root, walked, &bar);
        let built = build::build(&tree, cache, &out, &options, &bar);
        built.counts.tell(global);
        let status = report::status(&built.checked, deny);
        let said = Said {
            report: report::checked(&built.checked, &tree, deny, global),
            pages: built.checked.pages,
            questions: built.checked.questions,
            result: String::new(),
            status: match (&built.outcome, status) {
                (Some(_), _) if args.allow_findings => ExitStatus::Fine,
                (None, ExitStatus::Fine) => ExitStatus::Findings,
                (_, status) => status,
            },
            edition: built.outcome.as_ref().and_then(|outcome| outcome.manifest),
        };
        let done = built.outcome.map(Done::of);
        if done.is_some() {
            memo.note(&tree, said.clone());
        }
        // The process ends soon: the system takes its memory back at once.
        std::mem::forget(tree);
        (said, done)
    });
    bar.finish();
    let (said, done) = match run {
        Ok(run) => run,
        Err(message) => {
            report::fault(&message);
            return ExitStatus::Fault;
        }
    };
    crate::cli::say::write(format_args!("{}", said.report));
    match done {
        Some(done) => {
            if !global.quiet {
                for path in done.strangers.iter().take(10) {
                    say!(
                        "note: {path} in {} is not Candor's; it was left there",
                        out.display()
                    );
                }
                let preview = if mode.is_marked() {
                    " (a marked preview, not for publication)"
                } else {
                    ""
                };
                say!(
                    "Built {} with {} into {}{preview}: {} written, {} unchanged, {} removed, in {}.",
                    counted(said.pages, "page"),
                    counted(said.questions, "question"),
                    out.display(),
                    done.written,
                    done.kept,
                    done.removed,
                    seconds(started.elapsed()),
                );
            }
        }
        None => {
            let after = if out.exists() {
                format!("; {} is as it was", out.display())
            } else {
                String::new()
            };
            say!("Nothing was written{after}.");
        }
    }
    said.status
}

impl Counts {
    /// Says with `--verbose` how much work there was.
    fn tell(&self, global: &Global) {
        if global.verbose {
            say!(
                "Pages: {} read, {} parsed, {} rendered, {} indexed.",
                self.read,
                self.parsed,
                self.rendered,
                self.indexed
            );
        }
    }
}

/// What became of the output folder.
struct Done {
    written: usize,
    kept: usize,
    removed: usize,
    strangers: Vec<String>,
}

impl Done {
    /// Every file is as it was.
    fn nothing(kept: usize) -> Done {
        Done {
            written: 0,
            kept,
            removed: 0,
            strangers: Vec::new(),
        }
    }

    fn of(outcome: Outcome) -> Done {
        Done {
            written: outcome.written,
            kept: outcome.kept,
            removed: outcome.removed,
            strangers: outcome.strangers,
        }
    }
}
