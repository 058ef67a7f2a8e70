//! `candor search`: what a customer would find.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use serde::Serialize;

use super::ExitStatus;
use super::args::{Format, Global, SearchArgs};
use super::progress::Bar;
use super::report;
use crate::build::{self, Options};
use crate::cli::say::say;
use crate::engine::QuickJs;
use candor_core::checked::is_environment;
use candor_core::render;
use candor_core::site::{Drafts, Mode};
use candor_search::ask::Found;

/// One query and what it finds, as a line of JSON.
#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    results: Vec<Hit<'a>>,
}

#[derive(Serialize)]
struct Hit<'a> {
    page: &'a str,
    url: String,
    question: Option<&'a str>,
    score: f64,
}

/// `candor search`.
pub fn run(args: &SearchArgs, global: &Global) -> ExitStatus {
    match search(args, global) {
        Ok(status) => status,
        Err(message) => {
            report::fault(&message);
            ExitStatus::Fault
        }
    }
}

fn search(args: &SearchArgs, global: &Global) -> Result<ExitStatus, String> {
    let queries = match &args.queries {
        Some(file) => read_queries(file)?,
        None => vec![args.words.join(" ")],
    };
    let options = Options {
        root: global.root.clone(),
        today: global.today,
        mode: Mode::Preview(Drafts::Out),
        deny: None,
        since: None,
    };
    let bar = Bar::new(global);
    let (tree, cache) = build::read(&options.root, &bar);
    let (site, mut found, docket) = build::assemble_for_preview(&tree, &options, cache);
    let artifacts = site.as_ref().map(|site| {
        let so_far = build::settle_so_far(site, &found, &docket);
        render::plan(site, &so_far, &mut found).artifacts
    });
    bar.finish();
    let (Some(site), Some(artifacts), false) = (&site, artifacts, is_environment(&found)) else {
        let settled = build::settle(site.as_ref(), found, &docket);
        report::findings(&settled.findings, &tree, global);
        return Ok(ExitStatus::Fault);
    };
    let lang = args.lang.as_deref().unwrap_or(site.default_lang());
    let limit = usize::from(args.limit);
    let asked: Vec<&str> = queries.iter().map(String::as_str).collect();
    let answers = render::ask(&QuickJs, &artifacts, lang, &asked, limit)
        .map_err(|error| error.to_string())?;
    let mut text = String::new();
    for (query, found) in queries.iter().zip(&answers) {
        if args.queries.is_some() || args.format == Format::Json {
            text += &json(query, found)?;
            text.push('\n');
        } else {
            text += &human(found);
        }
    }
    report::data(&text)?;
    if args.queries.is_none() && answers.iter().all(Vec::is_empty) && !global.quiet {
        say!("Nothing is found; customers see how to reach you.");
    }
    Ok(ExitStatus::Fine)
}

/// The queries of a file, one a line; `-` is standard input.
fn read_queries(file: &Path) -> Result<Vec<String>, String> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    let bytes = bytes.map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(text.lines().map(str::to_owned).collect())
}

fn json(query: &str, found: &[Found]) -> Result<String, String> {
    let results = found
        .iter()
        .map(|found| Hit {
            page: &found.page,
            url: found.address(),
            question: found.question.as_deref(),
            score: found.score,
        })
        .collect();
    serde_json::to_string(&Answer { query, results }).map_err(|error| error.to_string())
}

fn human(found: &[Found]) -> String {
    let mut text = String::new();
    match found.first() {
        Some(first) if first.needed => {
            text += "Nothing is like these words. What people need most:\n";
        }
        Some(first) if first.nearest => text += "Nothing has these words. The nearest:\n",
        _ => {}
    }
    for (i, one) in found.iter().enumerate() {
        let score = one.score;
        text += &format!(
            "{:>2}. {}  ({}, {score:.2})\n",
            i + 1,
            one.question.as_deref().unwrap_or(&one.title),
            one.title
        );
        text += &format!("    {}\n", one.address());
    }
    text
}
