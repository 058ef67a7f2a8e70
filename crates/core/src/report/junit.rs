//! A report for programs that show test results, as JUnit XML: a suite for each pack with
//! a test case for each topic and requirement, and one for what is checked on every site.

use std::fmt::Write as _;
use std::io::{self, Cursor};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{PackOutcome, Report, Status, caution, limits, worst};
use crate::check::docs;
use candor_model::findings::human::{cited, summary};
use candor_model::findings::{Finding, Severity};

type Xml = Writer<Cursor<Vec<u8>>>;

/// What is checked on every site stands in a suite of this name.
const OWN: &str = "candor";

struct Suite<'a> {
    name: &'a str,
    properties: Vec<(&'static str, String)>,
    cases: Vec<Case<'a>>,
}

struct Case<'a> {
    name: String,
    title: String,
    result: CaseResult<'a>,
}

enum CaseResult<'a> {
    Passed,
    /// There are warnings, and nothing denies them.
    Warned(Vec<&'a Finding>),
    Failed(Vec<&'a Finding>),
    Skipped(String),
}

/// Renders a report.
///
/// # Errors
///
/// Returns the writer's error, which no report is known to cause.
pub fn render(report: &Report<'_>) -> Result<String, io::Error> {
    let mut suites: Vec<Suite<'_>> = report
        .outcomes()
        .into_iter()
        .map(|outcome| of_pack(report, outcome))
        .collect();
    suites.push(of_every_site(report));
    let mut xml = Writer::new_with_indent(Cursor::new(Vec::new()), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all = || suites.iter().flat_map(|suite| &suite.cases);
    let mut root = BytesStart::new("testsuites");
    root.push_attribute(("name", "Candor"));
    counts(&mut root, all);
    xml.write_event(Event::Start(root))?;
    for suite in &suites {
        write_suite(&mut xml, report, suite)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    let mut text = String::from_utf8(xml.into_inner().into_inner()).map_err(io::Error::other)?;
    text.push('\n');
    Ok(text)
}

fn of_pack<'a>(report: &Report<'a>, outcome: PackOutcome<'a>) -> Suite<'a> {
    let pack = outcome.pack;
    let mut properties = vec![("version", pack.version.clone())];
    properties.extend(pack.verified.map(|day| ("verified", day.to_string())));
    properties.push(("disclaimer", report.disclaimers().join(" ")));
    properties.extend(caution(pack).map(|text| ("note", text)));
    let cases = outcome
        .outcomes
        .into_iter()
        .map(|one| Case {
            title: one.entry.title(),
            name: one.id,
            result: match one.status {
                Status::Met => CaseResult::Passed,
                Status::NotMet => found(report, one.findings),
                Status::NotWritten => CaseResult::Skipped(
                    "not written yet: its text still holds placeholders".to_owned(),
                ),
                Status::Waived => CaseResult::Skipped(why_waived(report, &one.waived)),
                Status::NotChecked => CaseResult::Skipped(
                    "cannot be told yet: pages or channels that it is about have errors".to_owned(),
                ),
                Status::Off => CaseResult::Skipped("the pack does not ask for it".to_owned()),
            },
        })
        .collect();
    Suite {
        name: pack.id.get_ref(),
        properties,
        cases,
    }
}

/// Everything that no pack asks for.
fn of_every_site<'a>(report: &Report<'a>) -> Suite<'a> {
    let loose = |finding: &&Finding| finding.authority.is_none();
    let findings: Vec<&Finding> = report.findings.iter().filter(loose).collect();
    let waived: Vec<&Finding> = report
        .waived
        .iter()
        .flat_map(|waiver| &waiver.findings)
        .filter(loose)
        .collect();
    let mut ids: Vec<&str> = docs::ids();
    for finding in findings.iter().chain(&waived) {
        // Without a pack, checks that packs ask for are no one's.
        if !ids.contains(&&*finding.id) {
            ids.push(&finding.id);
        }
    }
    let cases = ids
        .into_iter()
        .map(|id| {
            let of_id = |finding: &&&Finding| finding.id == id;
            let findings: Vec<&Finding> = findings.iter().filter(of_id).copied().collect();
            let waived: Vec<&Finding> = waived.iter().filter(of_id).copied().collect();
            Case {
                name: id.to_owned(),
                title: docs::get(id).map_or_else(String::new, |doc| doc.title.clone()),
                result: if !findings.is_empty() {
                    found(report, findings)
                } else if !waived.is_empty() {
                    CaseResult::Skipped(why_waived(report, &waived))
                } else {
                    CaseResult::Passed
                },
            }
        })
        .collect();
    Suite {
        name: OWN,
        properties: vec![("disclaimer", report.disclaimers().join(" "))],
        cases,
    }
}

fn found<'a>(report: &Report<'_>, findings: Vec<&'a Finding>) -> CaseResult<'a> {
    match worst(&findings) {
        Some(worst) if worst <= report.deny => CaseResult::Failed(findings),
        _ => CaseResult::Warned(findings),
    }
}

/// The waivers that cover some findings.
fn why_waived(report: &Report<'_>, findings: &[&Finding]) -> String {
    let covering: Vec<String> = report
        .waived
        .iter()
        .filter(|in_force| {
            in_force
                .findings
                .iter()
                .any(|finding| findings.contains(&finding))
        })
        .map(|in_force| {
            let waiver = &in_force.waiver;
            format!(
                "waived{} until {} by {}: {}",
                limits(waiver),
                waiver.until.get_ref(),
                waiver.approver,
                waiver.reason
            )
        })
        .collect();
    covering.join("; ")
}

fn counts<'c, 'a: 'c, I: Iterator<Item = &'c Case<'a>>>(
    element: &mut BytesStart<'_>,
    cases: impl Fn() -> I,
) {
    let failed = cases().filter(|case| matches!(case.result, CaseResult::Failed(_)));
    let skipped = cases().filter(|case| matches!(case.result, CaseResult::Skipped(_)));
    for (name, number) in [
        ("tests", cases().count()),
        ("failures", failed.count()),
        ("errors", 0),
        ("skipped", skipped.count()),
    ] {
        element.push_attribute((name, number.to_string().as_str()));
    }
}

fn write_suite(xml: &mut Xml, report: &Report<'_>, suite: &Suite<'_>) -> io::Result<()> {
    let mut element = BytesStart::new("testsuite");
    element.push_attribute(("name", suite.name));
    counts(&mut element, || suite.cases.iter());
    xml.write_event(Event::Start(element))?;
    xml.write_event(Event::Start(BytesStart::new("properties")))?;
    for (name, value) in &suite.properties {
        let mut property = BytesStart::new("property");
        property.push_attribute(("name", *name));
        property.push_attribute(("value", clean(value).as_str()));
        xml.write_event(Event::Empty(property))?;
    }
    xml.write_event(Event::End(BytesEnd::new("properties")))?;
    for case in &suite.cases {
        write_case(xml, report, suite.name, case)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn write_case(xml: &mut Xml, report: &Report<'_>, suite: &str, case: &Case<'_>) -> io::Result<()> {
    let mut element = BytesStart::new("testcase");
    let name = match case.title.as_str() {
        "" => case.name.clone(),
        title => format!("{}: {title}", case.name),
    };
    element.push_attribute(("name", clean(&name).as_str()));
    element.push_attribute(("classname", suite));
    let (inner, text) = match &case.result {
        CaseResult::Passed => return xml.write_event(Event::Empty(element)),
        CaseResult::Warned(findings) => (BytesStart::new("system-out"), told(report, findings)),
        CaseResult::Failed(findings) => {
            let owned: Vec<Finding> = findings.iter().map(|finding| (*finding).clone()).collect();
            let mut failure = BytesStart::new("failure");
            failure.push_attribute(("message", summary(&owned).as_str()));
            let kind = worst(findings).map_or("error", Severity::as_str);
            failure.push_attribute(("type", kind));
            (failure, told(report, findings))
        }
        CaseResult::Skipped(why) => {
            let mut skipped = BytesStart::new("skipped");
            skipped.push_attribute(("message", clean(why).as_str()));
            (skipped, String::new())
        }
    };
    xml.write_event(Event::Start(element))?;
    if text.is_empty() {
        xml.write_event(Event::Empty(inner))?;
    } else {
        let end = inner.to_end().into_owned();
        xml.write_event(Event::Start(inner))?;
        xml.write_event(Event::Text(BytesText::new(&clean(&text))))?;
        xml.write_event(Event::End(end))?;
    }
    xml.write_event(Event::End(BytesEnd::new("testcase")))
}

/// Findings as text, a paragraph each.
fn told(report: &Report<'_>, findings: &[&Finding]) -> String {
    let positions = report.positions();
    let texts: Vec<String> = findings
        .iter()
        .map(|finding| {
            let mut text = String::new();
            if let Some(place) = &finding.place {
                let _ = write!(text, "{}{}", report.base, place.file);
                if let Some((start, _)) = positions.of(finding) {
                    let _ = write!(text, ":{}:{}", start.line, start.column);
                }
                text.push_str(": ");
            }
            let _ = write!(
                text,
                "{}[{}]: {}",
                finding.severity.as_str(),
                finding.id,
                finding.message
            );
            if let Some(authority) = finding.authority.as_deref() {
                let _ = write!(text, "\n  {}: {}", authority.basis, cited(authority));
            }
            if let Some(help) = &finding.help {
                let _ = write!(text, "\n  help: {help}");
            }
            text
        })
        .collect();
    texts.join("\n\n")
}

/// A text without the characters that XML 1.0 cannot hold, not even escaped
/// (<https://www.w3.org/TR/xml/#charsets>).
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' => c,
            '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            c if u32::from(c) < 0x20 => '\u{fffd}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(
            clean("a\u{0}\u{1b}b\n\u{ffff}é"),
            "a\u{fffd}\u{fffd}b\n\u{fffd}é"
        );
    }
}
