//! A report for GitHub Actions: a [workflow command] for each finding, which GitHub shows
//! beside the line, then the rest as text for the log.
//!
//! [workflow command]: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Report, limits, sentence};
use candor_model::findings::human::{cited, summary};
use candor_model::findings::{Finding, Position, Severity};

/// Renders a report.
pub fn render(report: &Report<'_>) -> String {
    let positions = report.positions();
    let mut out = String::new();
    for finding in report.findings {
        out.push_str(&command(report, finding, positions.of(finding)));
        out.push('\n');
    }
    for in_force in report.waived {
        let waiver = &in_force.waiver;
        let _ = writeln!(
            out,
            "Waiver in force: {}{}, until {}, by {}: {}",
            text(waiver.id.get_ref()),
            text(&limits(waiver)),
            waiver.until.get_ref(),
            text(&waiver.approver),
            text(&waiver.reason),
        );
    }
    for verdict in report.verdicts.not_known() {
        let pack = verdict.entry(report.rules).map(|(pack, _)| pack);
        let of = pack.map_or_else(String::new, |pack| format!(" of {}", pack.id.get_ref()));
        let _ = writeln!(out, "Not known{of}: {}", text(&report.why_unknown(verdict)));
    }
    for (number, pack) in report.rules.numbered() {
        let met = report.verdicts.met(number);
        let _ = writeln!(
            out,
            "{}: {} of {} requirements met",
            pack.id.get_ref(),
            met.met,
            met.asked
        );
    }
    let _ = writeln!(out, "{}", summary(report.findings));
    for disclaimer in report.disclaimers() {
        let _ = writeln!(out, "{}", text(disclaimer));
    }
    for pack in &report.rules.packs {
        if let Some(caution) = super::caution(pack) {
            let _ = writeln!(out, "{}: {}", pack.id.get_ref(), text(&caution));
        }
    }
    out
}

/// `::error file=content/faq/fees.md,line=12,col=34,endColumn=62,title=upkeep.links::…`
fn command(report: &Report<'_>, finding: &Finding, at: Option<(Position, Position)>) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = &finding.place {
        let path = format!("{}{}", report.base, place.file);
        properties.push(format!("file={}", property(&path)));
    }
    if let Some((start, end)) = at {
        properties.push(format!("line={}", start.line));
        properties.push(format!("endLine={}", end.line));
        // Columns only mean something within one line.
        if start.line == end.line {
            properties.push(format!("col={}", start.column));
            properties.push(format!("endColumn={}", end.column));
        }
    }
    properties.push(format!("title={}", property(&finding.id)));
    let mut message = sentence(&finding.message);
    if let Some(help) = &finding.help {
        message.push('\n');
        message.push_str(help);
    }
    if let Some(authority) = finding.authority.as_deref() {
        let _ = write!(message, "\n{}: {}", authority.basis, cited(authority));
    }
    format!("::{command} {}::{}", properties.join(","), data(&message))
}

/// Escapes the text of a command. A log is shown by terminals, too: what would move their cursor or colour what follows
/// is written as its code.
fn data(text: &str) -> String {
    visible(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text for the log on one line, which must not begin a command of its own.
fn text(text: &str) -> String {
    visible(text)
        .replace(['\r', '\n'], " ")
        .replace("::", ": :")
}

/// A text with characters that nobody sees as their codes; line breaks stay.
fn visible(text: &str) -> Cow<'_, str> {
    let is_hidden = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r'))
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match is_hidden(c) {
            true => out.extend(c.escape_unicode()),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_in_commands_is_escaped() {
        assert_eq!(data("100 %\r\nand, so: on"), "100 %25%0D%0Aand, so: on");
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
        assert_eq!(text("a\n::stop"), "a : :stop");
        assert_eq!(
            text("a\u{1b}[2J\u{9b}1m\u{202e}b"),
            "a\\u{1b}[2J\\u{9b}1m\\u{202e}b"
        );
        assert_eq!(property("a\u{1b}]0;x\u{7}"), "a\\u{1b}]0;x\\u{7}");
    }
}
