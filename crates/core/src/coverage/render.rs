//! The coverage report as text, CSV, JSON and Markdown.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Origin, Row};
use crate::explain::markdown::cell;
use crate::report::{Report, caution};
use candor_model::findings::Severity;
use candor_model::verdict::State;

/// The report for people: two lines a row, and a count for each pack.
pub fn table(report: &Report<'_>, origin: &Origin, rows: &[Row]) -> String {
    let mut out = format!("{}\n\n", in_a_line(origin));
    let widest = rows.iter().map(|row| row.id.len()).max().unwrap_or(0);
    for pack in &report.rules.packs {
        let id = pack.id.get_ref();
        let _ = writeln!(out, "{id}: {}\n", pack.title);
        let of_pack: Vec<&Row> = rows.iter().filter(|row| row.pack == *id).collect();
        for row in &of_pack {
            let language = row.language.as_deref().unwrap_or("-");
            let line = format!(
                "{:17}  {:widest$}  {:8}  {language:5}  {}",
                in_words(row),
                row.id,
                row.basis.as_str(),
                row.address.as_deref().unwrap_or_default(),
            );
            let _ = writeln!(out, "{}", line.trim_end());
            let mut parts: Vec<String> = Vec::new();
            parts.extend(row.question.as_deref().map(on_one_line));
            parts.push(on_one_line(&row.evidence));
            parts.extend(own_reason(row));
            parts.extend(
                row.reviewed_on
                    .as_ref()
                    .map(|day| format!("reviewed {day}")),
            );
            parts.extend(
                row.review_by
                    .as_ref()
                    .map(|day| format!("to review by {day}")),
            );
            parts.extend(row.waiver.as_ref().map(|waiver| {
                on_one_line(&format!(
                    "waived until {} by {}: {}",
                    waiver.until, waiver.approver, waiver.reason
                ))
            }));
            let _ = writeln!(out, "                   {}", parts.join(" | "));
        }
        let counted: Vec<String> = State::WORDS
            .iter()
            .filter_map(|word| {
                let mut rows = of_pack.iter().filter(|row| row.state.as_str() == *word);
                let first = rows.next()?;
                Some(format!("{} {}", rows.count() + 1, first.state.in_words()))
            })
            .collect();
        let _ = writeln!(out, "\n{} rows: {}\n", of_pack.len(), counted.join(", "));
    }
    footer(report, &mut out);
    out
}

/// What the report is about, for people.
fn in_a_line(origin: &Origin) -> String {
    let mut parts = Vec::new();
    parts.extend(origin.company.as_deref().map(on_one_line));
    parts.push(origin.site.clone());
    parts.push(format!("as of {}", origin.as_of));
    parts.push(match (&origin.built_on, &origin.manifest_sha256) {
        (Some(day), Some(hash)) => format!("built on {day}, SHA-256 of the manifest {hash}"),
        _ => "not built".to_owned(),
    });
    parts.push(origin.program.clone());
    parts.join(" · ")
}

/// How a row fares, in a word or two. What is lacking and only a warning or a note says so.
fn in_words(row: &Row) -> String {
    match row.severity.filter(|_| row.state == State::Lacking) {
        None | Some(Severity::Error) => row.state.in_words().to_owned(),
        Some(severity) => format!("{} ({})", row.state.in_words(), severity.as_str()),
    }
}

/// Why nobody can tell, unless the evidence says so already.
fn own_reason(row: &Row) -> Option<String> {
    let reason = row.reason.as_ref()?;
    (!row.evidence.contains(reason.as_str())).then(|| format!("not known: {reason}"))
}

fn on_one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

fn footer(report: &Report<'_>, out: &mut String) {
    for text in report.disclaimers() {
        let _ = writeln!(out, "{text}");
    }
    for pack in &report.rules.packs {
        if let Some(caution) = caution(pack) {
            let _ = writeln!(out, "{}: {caution}", pack.id.get_ref());
        }
    }
}

/// Names of the columns, in their order: those of a row, then what all rows have in common, since a table has no other
/// place for it.
const COLUMNS: [&str; 26] = [
    "pack",
    "id",
    "title",
    "basis",
    "citation",
    "language",
    "question",
    "address",
    "evidence",
    "reviewed_on",
    "review_by",
    "reviewer",
    "answer_sha256",
    "state",
    "reason",
    "severity",
    "waiver_reason",
    "waiver_approver",
    "waiver_until",
    "company",
    "as_of",
    "built_on",
    "manifest_sha256",
    "pack_version",
    "program",
    "disclaimer",
];

fn cells<'r>(row: &'r Row, origin: &'r Origin, disclaimer: &'r str) -> [&'r str; 26] {
    let waiver = row.waiver.as_ref();
    [
        &row.pack,
        &row.id,
        &row.title,
        row.basis.as_str(),
        &row.citation,
        row.language.as_deref().unwrap_or_default(),
        row.question.as_deref().unwrap_or_default(),
        row.address.as_deref().unwrap_or_default(),
        &row.evidence,
        row.reviewed_on.as_deref().unwrap_or_default(),
        row.review_by.as_deref().unwrap_or_default(),
        row.reviewer.as_deref().unwrap_or_default(),
        row.answer_sha256.as_deref().unwrap_or_default(),
        row.state.as_str(),
        row.reason.as_deref().unwrap_or_default(),
        row.severity.map_or("", Severity::as_str),
        waiver.map_or("", |waiver| &waiver.reason),
        waiver.map_or("", |waiver| &waiver.approver),
        waiver.map_or("", |waiver| &waiver.until),
        origin.company.as_deref().unwrap_or_default(),
        &origin.as_of,
        origin.built_on.as_deref().unwrap_or_default(),
        origin.manifest_sha256.as_deref().unwrap_or_default(),
        &row.pack_version,
        &origin.program,
        disclaimer,
    ]
}

/// The mark by which spreadsheets know UTF-8; they take a file without it for one of their own system's encoding.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The report as CSV with a header (RFC 4180), in UTF-8 with a byte order mark.
///
/// # Errors
///
/// The writer's error, which no row is known to cause.
pub fn csv(report: &Report<'_>, origin: &Origin, rows: &[Row]) -> Result<String, std::io::Error> {
    let disclaimer = report.disclaimers().join(" ");
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    writer.write_record(COLUMNS)?;
    for row in rows {
        writer.write_record(cells(row, origin, &disclaimer).map(guarded))?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| std::io::Error::other(error.to_string()))?;
    String::from_utf8(bytes).map_err(std::io::Error::other)
}

/// A cell that no spreadsheet takes for a formula: a quote in front makes it text
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[derive(Serialize)]
struct Whole<'a> {
    version: u32,
    origin: &'a Origin,
    disclaimer: String,
    packs: Vec<PackHead<'a>>,
    rows: &'a [Row],
}

#[derive(Serialize)]
struct PackHead<'a> {
    id: &'a str,
    version: &'a str,
    title: &'a str,
    verified: Option<String>,
    note: Option<String>,
}

/// The report as one JSON object.
///
/// # Errors
///
/// The serialiser's error, which no row is known to cause.
pub fn json(
    report: &Report<'_>,
    origin: &Origin,
    rows: &[Row],
) -> Result<String, serde_json::Error> {
    let whole = Whole {
        version: 2,
        origin,
        disclaimer: report.disclaimers().join(" "),
        packs: report
            .rules
            .packs
            .iter()
            .map(|pack| PackHead {
                id: pack.id.get_ref(),
                version: &pack.version,
                title: &pack.title,
                verified: pack.verified.map(|day| day.to_string()),
                note: caution(pack),
            })
            .collect(),
        rows,
    };
    serde_json::to_string_pretty(&whole).map(|mut text| {
        text.push('\n');
        text
    })
}

/// The report as Markdown: a table for each pack.
pub fn markdown(report: &Report<'_>, origin: &Origin, rows: &[Row]) -> String {
    let mut out = format!("# Coverage\n\n{}\n\n", cell(&in_a_line(origin)));
    for pack in &report.rules.packs {
        let id = pack.id.get_ref();
        let _ = write!(out, "## {}\n\n`{id}` {}", pack.title, pack.version);
        if let Some(day) = pack.verified {
            let _ = write!(out, ", last compared with its sources on {day}");
        }
        out.push_str(
            "\n\n| State | Id | What it asks for | Basis | Source | Language | Question | Evidence | Reviewed on | Review by | Reviewer | SHA-256 of the answer | Waiver |\n\
             |---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
        );
        for row in rows.iter().filter(|row| row.pack == *id) {
            let question = match (&row.question, &row.address) {
                (Some(question), Some(address)) => format!("[{}]({address})", link_text(question)),
                (None, Some(address)) => format!("<{address}>"),
                (_, None) => String::new(),
            };
            let waiver = row.waiver.as_ref().map_or_else(String::new, |waiver| {
                format!(
                    "{} ({}, until {})",
                    waiver.reason, waiver.approver, waiver.until
                )
            });
            let _ = writeln!(
                out,
                "| {} | `{}` | {} | {} | {} | {} | {question} | {} | {} | {} | {} | {} | {} |",
                in_words(row),
                row.id,
                cell(&row.title),
                row.basis,
                cell(&row.citation),
                row.language.as_deref().unwrap_or_default(),
                cell(&match own_reason(row) {
                    Some(reason) => format!("{}; {reason}", row.evidence),
                    None => row.evidence.clone(),
                }),
                row.reviewed_on.as_deref().unwrap_or_default(),
                row.review_by.as_deref().unwrap_or_default(),
                cell(row.reviewer.as_deref().unwrap_or_default()),
                row.answer_sha256.as_deref().unwrap_or_default(),
                cell(&waiver),
            );
        }
        out.push('\n');
    }
    footer(report, &mut out);
    out
}

fn link_text(text: &str) -> String {
    cell(text).replace('[', "\\[").replace(']', "\\]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1-888", "-2", "@x", "\t=1", "\n=1"] {
            assert_eq!(guarded(cell), format!("'{cell}"));
        }
        assert_eq!(guarded("phone: +1-888-555-0134"), "phone: +1-888-555-0134");
    }
}
