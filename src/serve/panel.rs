//! What the panel of the preview shows: findings, each with the way to its place.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use pulldown_cmark_escape::escape_html;
use serde::Serialize;

use candor_core::rules::Rules;
use candor_core::verdict::{Settled, Verdict};
use candor_model::findings::{Finding, LineIndex, human};
use candor_model::verdict::State;

/// Beginning of the address of the findings of a page; the page's own address follows.
pub const FINDINGS: &str = "/_candor/findings";
/// Beginning of the address that shows a source file; its path follows.
pub const SOURCE: &str = "/_candor/source/";

/// What the panel knows of a page.
#[derive(Debug, Serialize)]
struct Panel<'a> {
    /// The count of all findings, such as `2 errors, 1 warning`.
    summary: String,
    /// Findings in the page's own file.
    here: Vec<Row<'a>>,
    /// All others.
    elsewhere: Vec<Row<'a>>,
    /// How everything fares that is asked for and not met.
    verdicts: Vec<VerdictRow<'a>>,
}

/// How something fares. What the preview does not look at, finished pages, is left to
/// `candor check`.
#[derive(Debug, Serialize)]
struct VerdictRow<'a> {
    id: String,
    pack: &'a str,
    language: Option<&'a str>,
    title: String,
    state: &'a State,
    /// The words for the state.
    said: &'static str,
    reason: Option<String>,
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    severity: &'static str,
    id: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    cited: Option<String>,
    /// File and line, such as `content/faq/fees.md:12`.
    place: Option<String>,
    /// Where the preview shows the place.
    open: Option<String>,
    /// Where an editor does.
    editor: Option<String>,
}

/// The findings of the page whose source is `file`, and the others, as JSON.
pub fn findings(
    settled: &Settled,
    rules: &Rules,
    texts: &BTreeMap<String, String>,
    file: Option<&str>,
    root: &Path,
) -> Vec<u8> {
    let found = &settled.findings;
    let (here, elsewhere): (Vec<&Finding>, Vec<&Finding>) = found.iter().partition(|finding| {
        let place = finding.place.as_ref().map(|place| place.file.as_str());
        place.is_some() && place == file
    });
    let panel = Panel {
        summary: human::summary(found),
        here: here
            .into_iter()
            .map(|finding| row(finding, texts, root))
            .collect(),
        elsewhere: elsewhere
            .into_iter()
            .map(|finding| row(finding, texts, root))
            .collect(),
        verdicts: settled
            .verdicts
            .iter()
            .filter(|verdict| is_told(verdict))
            .filter_map(|verdict| verdict_row(verdict, rules))
            .collect(),
    };
    serde_json::to_vec(&panel).unwrap_or_default()
}

/// Whether there is something to do about it, or to know.
fn is_told(verdict: &Verdict) -> bool {
    match &verdict.state {
        State::Met | State::Off => false,
        State::NotKnown(why) => !verdict.is_of_parts && !why.is_for_others(),
        State::Lacking | State::NotWritten | State::Waived => true,
    }
}

fn verdict_row<'a>(verdict: &'a Verdict, rules: &'a Rules) -> Option<VerdictRow<'a>> {
    let (pack, entry) = verdict.entry(rules)?;
    Some(VerdictRow {
        id: entry.id(),
        pack: pack.id.get_ref(),
        language: verdict.language.as_deref(),
        title: entry.title(),
        state: &verdict.state,
        said: verdict.state.in_words(),
        reason: verdict.reason(),
    })
}

fn row<'a>(finding: &'a Finding, texts: &BTreeMap<String, String>, root: &Path) -> Row<'a> {
    let at = finding.place.as_ref().map(|place| {
        let position = place.span.as_ref().and_then(|span| {
            let text = texts.get(&place.file)?;
            Some(LineIndex::new(text).position(span.start))
        });
        (place.file.as_str(), position)
    });
    let disk = |file: &str| {
        let path = root.join(file);
        let path = path.canonicalize().unwrap_or(path);
        path.to_string_lossy().into_owned()
    };
    Row {
        severity: finding.severity.as_str(),
        id: &finding.id,
        message: &finding.message,
        help: finding.help.as_deref(),
        cited: finding.authority.as_deref().map(human::cited),
        place: at.map(|(file, position)| match position {
            Some(position) => format!("{file}:{}", position.line),
            None => file.to_owned(),
        }),
        open: at.map(|(file, position)| match position {
            Some(position) => format!("{SOURCE}{file}#L{}", position.line),
            None => format!("{SOURCE}{file}"),
        }),
        editor: at.map(|(file, position)| match position {
            Some(position) => format!(
                "vscode://file/{}:{}:{}",
                disk(file).trim_start_matches('/'),
                position.line,
                position.column
            ),
            None => format!("vscode://file/{}", disk(file).trim_start_matches('/')),
        }),
    }
}

/// A source file as a page on which each line has an anchor.
pub fn source(file: &str, text: &str) -> Vec<u8> {
    let mut name = String::new();
    // Writing to a string cannot fail.
    let _ = escape_html(&mut name, file);
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{name}</title></head>\
         <body class=\"candor-source\"><h1>{name}</h1><ol>"
    );
    for (at, line) in text.lines().enumerate() {
        let _ = write!(page, "<li id=\"L{}\">", at + 1);
        let _ = escape_html(&mut page, line);
        page.push_str("</li>");
    }
    page.push_str("</ol></body></html>");
    page.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_finding_leads_to_its_line() {
        let settled = Settled {
            findings: vec![
                Finding::error("facts.unknown", "unknown fact").at("content/faq/fees.md", 4..5),
                Finding::warning("theme.strings", "a word is missing"),
            ],
            ..Settled::default()
        };
        let texts = [("content/faq/fees.md".to_owned(), "a\nb\nc".to_owned())].into();
        let json = findings(
            &settled,
            &Rules::default(),
            &texts,
            Some("content/faq/fees.md"),
            Path::new("/nowhere"),
        );
        let panel: serde_json::Value = serde_json::from_slice(&json).unwrap_or_default();
        assert_eq!(panel["summary"], "1 error, 1 warning");
        assert_eq!(panel["here"][0]["place"], "content/faq/fees.md:3");
        assert_eq!(
            panel["here"][0]["open"],
            "/_candor/source/content/faq/fees.md#L3"
        );
        assert_eq!(panel["elsewhere"][0]["id"], "theme.strings");
    }

    #[test]
    fn a_source_is_shown_as_text() {
        let page = String::from_utf8(source("a.md", "<b>\nline")).unwrap_or_default();
        assert!(page.contains("<li id=\"L1\">&lt;b&gt;</li><li id=\"L2\">line</li>"));
    }
}
