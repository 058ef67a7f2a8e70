//! A report for programs that show test results, as JUnit XML: a suite for each pack with
//! a test case for each topic and requirement, and one for what is checked on every site.

use std::fmt::Write as _;
use std::io::{self, Cursor};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{Report, caution, limits, worst};
use crate::check::docs;
use crate::rules::Pack;
use crate::verdict::Verdict;
use candor_model::findings::human::{cited, summary};
use candor_model::findings::{Finding, Severity};
use candor_model::verdict::State;

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
    /// Something is not met, or nobody can tell about a part, and nothing denies it.
    Told(Vec<&'a Finding>, Vec<String>),
    Failed(Vec<&'a Finding>, Vec<String>),
    Skipped(String),
}

/// Renders a report.
///
/// # Errors
///
/// Returns the writer's error, which no report is known to cause.
pub fn render(report: &Report<'_>) -> Result<String, io::Error> {
    let mut suites: Vec<Suite<'_>> = report
        .rules
        .numbered()
        .map(|(number, pack)| of_pack(report, number, pack))
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

fn of_pack<'a>(report: &Report<'a>, number: u16, pack: &'a Pack) -> Suite<'a> {
    let mut properties = vec![("version", pack.version.clone())];
    properties.extend(pack.verified.map(|day| ("verified", day.to_string())));
    properties.push(("disclaimer", report.disclaimers().join(" ")));
    properties.extend(caution(pack).map(|text| ("note", text)));
    let wholes = report.verdicts.of_pack(number);
    let cases = wholes
        .filter(|verdict| verdict.is_whole())
        .map(|verdict| Case {
            name: verdict.id(report.rules),
            title: verdict
                .entry(report.rules)
                .map_or_else(String::new, |(_, entry)| entry.title()),
            result: result(report, verdict),
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
    let cases = report
        .verdicts
        .of_every_site()
        .map(|verdict| {
            let name = verdict.id(report.rules);
            Case {
                title: docs::get(&name).map_or_else(String::new, |doc| doc.title.clone()),
                name,
                result: result(report, verdict),
            }
        })
        .collect();
    Suite {
        name: OWN,
        properties: vec![("disclaimer", report.disclaimers().join(" "))],
        cases,
    }
}

/// What a test case says of a verdict.
fn result<'a>(report: &Report<'a>, verdict: &'a Verdict) -> CaseResult<'a> {
    let parts = report.unknown_parts(verdict);
    let unknown: Vec<String> = parts
        .into_iter()
        .map(|part| format!("not known: {}", report.why_unknown(part)))
        .collect();
    match &verdict.state {
        State::Met => CaseResult::Passed,
        State::Lacking => {
            let findings = report.findings_of(verdict);
            match worst(&findings) {
                Some(worst) if worst.denies(report.deny) => CaseResult::Failed(findings, unknown),
                _ => CaseResult::Told(findings, unknown),
            }
        }
        State::NotWritten => {
            CaseResult::Skipped("not written yet: its text still holds placeholders".to_owned())
        }
        State::NotKnown(why) => CaseResult::Skipped(if unknown.is_empty() {
            format!("not known: {why}")
        } else {
            unknown.join("; ")
        }),
        State::Waived => CaseResult::Skipped(why_waived(report, verdict)),
        State::Off => CaseResult::Skipped("off: the pack does not ask for it".to_owned()),
    }
}

/// The waivers that accept what something lacks.
fn why_waived(report: &Report<'_>, verdict: &Verdict) -> String {
    let covering: Vec<String> = report
        .waivers_of(verdict)
        .into_iter()
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
    let failed = cases().filter(|case| matches!(case.result, CaseResult::Failed(..)));
    for (name, number) in [
        ("tests", cases().count()),
        ("failures", failed.count()),
        ("errors", 0),
    ] {
        element.push_attribute((name, number.to_string().as_str()));
    }
}

fn write_suite(xml: &mut Xml, report: &Report<'_>, suite: &Suite<'_>) -> io::Result<()> {
    let mut element = BytesStart::new("testsuite");
    element.push_attribute(("name", suite.name));
    counts(&mut element, || suite.cases.iter());
    // The schema of Jenkins (junit-10.xsd) has it here, and not at the root.
    let skipped = suite.cases.iter();
    let skipped = skipped.filter(|case| matches!(case.result, CaseResult::Skipped(_)));
    element.push_attribute(("skipped", skipped.count().to_string().as_str()));
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
        CaseResult::Told(findings, unknown) => (
            BytesStart::new("system-out"),
            told(report, findings, unknown),
        ),
        CaseResult::Failed(findings, unknown) => {
            let mut failure = BytesStart::new("failure");
            let counted = summary(findings.iter().copied());
            failure.push_attribute(("message", counted.as_str()));
            let kind = worst(findings).map_or("error", Severity::as_str);
            failure.push_attribute(("type", kind));
            (failure, told(report, findings, unknown))
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

/// Findings as text, a paragraph each, then what nobody can tell. What is lacking without a
/// finding of its own is told where it is asked for first.
fn told(report: &Report<'_>, findings: &[&Finding], unknown: &[String]) -> String {
    let positions = report.positions();
    let mut texts: Vec<String> = findings
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
    texts.extend(unknown.iter().cloned());
    if texts.is_empty() {
        texts.push("lacking".to_owned());
    }
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
