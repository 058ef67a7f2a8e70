//! What commands say: findings, summaries, faults.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::ExitStatus;
use super::args::{Format, Global};
use crate::build;
use crate::findings::{Finding, Severity, human, json};
use crate::source::SourceTree;

/// Says on standard error what is at fault.
pub fn fault(message: &str) {
    eprintln!("error: {message}");
}

/// Shows findings: to standard error while building, as data when checking.
pub fn findings(findings: &[Finding], tree: &SourceTree, global: &Global) {
    if !findings.is_empty() {
        eprintln!(
            "{}",
            human::render(findings, &tree.texts_for(findings), global.colour)
        );
    }
}

/// Writes findings as data, to a file or standard output.
///
/// # Errors
///
/// What keeps them from being written.
pub fn findings_as_data(
    findings: &[Finding],
    tree: &SourceTree,
    format: Format,
    output: Option<&Path>,
    global: &Global,
) -> Result<(), String> {
    use std::io::IsTerminal as _;

    let texts = tree.texts_for(findings);
    let text = match format {
        Format::Human => {
            let colour = output.is_none() && global.colour && std::io::stdout().is_terminal();
            match findings.is_empty() {
                true => String::new(),
                false => format!("{}\n", human::render(findings, &texts, colour)),
            }
        }
        Format::Json => json::render(findings, &texts).map_err(|error| error.to_string())?,
    };
    match output {
        Some(path) => fs::write(path, text)
            .map_err(|error| format!("cannot write {}: {error}", path.display())),
        None => data(&text),
    }
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

/// The exit status that findings call for.
pub fn status(findings: &[Finding], deny: Severity) -> ExitStatus {
    if build::is_environment(findings) {
        ExitStatus::Fault
    } else if build::denies(findings, deny) {
        ExitStatus::Findings
    } else {
        ExitStatus::Fine
    }
}

/// A time as people read it: `0.42 s`.
pub fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// A count with its noun: `1 page`, `2 pages`.
pub fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
