//! What commands say: findings, summaries, faults.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path};
use std::time::Duration;

use super::ExitStatus;
use super::args::{Global, ReportFormat};
use crate::cli::say::say;
use candor_core::checked::{Checked, is_environment};
use candor_core::report::{Report, github, human, json, junit, sarif};
use candor_core::source::SourceTree;
pub use candor_model::findings::human::counted;
use candor_model::findings::{Finding, Severity};

/// Says on standard error what is at fault.
pub fn fault(message: &str) {
    say!("error: {message}");
}

/// What a build found and which waivers it relied on, for standard error. A build
/// without either says nothing here.
#[must_use = "it is not shown yet"]
pub fn checked(checked: &Checked, tree: &SourceTree, deny: Severity, global: &Global) -> String {
    let waivers = !checked.waived.is_empty() && !global.quiet;
    if !checked.findings.is_empty() || waivers {
        let report = Report::new(checked, texts(checked, tree), deny, String::new());
        format!("{}\n", human::render(&report, global.colour))
    } else {
        String::new()
    }
}

/// Shows on standard error what keeps a command from doing its work.
pub fn findings(findings: &[Finding], tree: &SourceTree, global: &Global) {
    say!(
        "{}",
        candor_model::findings::human::render(findings, &tree.texts_for(findings), global.colour)
    );
}

/// Whether a report has colours.
pub fn is_coloured(output: Option<&Path>, global: &Global) -> bool {
    use std::io::IsTerminal as _;

    output.is_none() && global.colour && std::io::stdout().is_terminal()
}

/// A report on a check.
///
/// # Errors
///
/// What keeps it from being put into words.
pub fn text(
    checked: &Checked,
    tree: &SourceTree,
    deny: Severity,
    format: ReportFormat,
    output: Option<&Path>,
    global: &Global,
) -> Result<String, String> {
    let report = Report::new(checked, texts(checked, tree), deny, base(&global.root));
    Ok(match format {
        ReportFormat::Human if global.quiet && checked.findings.is_empty() => String::new(),
        ReportFormat::Human => {
            format!("{}\n", human::render(&report, is_coloured(output, global)))
        }
        ReportFormat::Json => json::render(&report).map_err(|error| error.to_string())?,
        ReportFormat::Sarif => sarif::render(&report).map_err(|error| error.to_string())?,
        ReportFormat::Junit => junit::render(&report).map_err(|error| error.to_string())?,
        ReportFormat::Github => github::render(&report),
    })
}

/// Writes text to a file, or to standard output.
///
/// # Errors
///
/// What keeps it from being written.
pub fn out(text: &str, output: Option<&Path>) -> Result<(), String> {
    match output {
        Some(path) => fs::write(path, text)
            .map_err(|error| format!("cannot write {}: {error}", path.display())),
        None => data(text),
    }
}

/// Texts of every file that a finding points into, waived ones too.
fn texts(checked: &Checked, tree: &SourceTree) -> BTreeMap<String, String> {
    let waived = checked.waived.iter().flat_map(|waiver| &waiver.findings);
    let all: Vec<Finding> = checked.findings.iter().chain(waived).cloned().collect();
    tree.texts_for(&all)
}

/// How programs that start from the current folder find the site's files: the path of
/// its folder from there, with forward slashes, if it lies below.
pub fn base(root: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let below = root.strip_prefix(&current).unwrap_or(root);
    let mut base = String::new();
    for part in below.components() {
        match part {
            Component::Normal(name) => {
                base.push_str(&name.to_string_lossy());
                base.push('/');
            }
            Component::CurDir => {}
            // Elsewhere: no path from here would mean anything to others.
            _ => return String::new(),
        }
    }
    base
}

/// Writes data to standard output. A reader that went away, such as `head`, has
/// all that it wanted.
///
/// # Errors
///
/// What keeps the data from being written.
pub fn data(text: &str) -> Result<(), String> {
    use std::io::Write as _;

    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(format!("cannot write to standard output: {error}"))
        }
        _ => Ok(()),
    }
}

/// The exit status that a check calls for.
pub fn status(checked: &Checked, deny: Severity) -> ExitStatus {
    if is_environment(&checked.findings) {
        ExitStatus::Fault
    } else if checked.denies(deny) {
        ExitStatus::Findings
    } else {
        ExitStatus::Fine
    }
}

/// A time as people read it: `0.42 s`.
pub fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
