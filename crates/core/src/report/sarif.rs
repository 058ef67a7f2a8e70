//! A report for code scanning, as [SARIF 2.1.0].
//!
//! The few objects that are needed are written out here: a crate would bring every
//! object of the format, and the schema is checked by a test.
//!
//! [SARIF 2.1.0]: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;

use super::fingerprint::{self, fingerprints};
use super::{Report, caution, sentence};
use crate::check::docs;
use crate::checked;
use crate::explain::{Explanation, human, markdown};
use crate::source::CONFIG_FILE;
use crate::verdict::{Evidence, InForce, Verdict};
use candor_model::basis::Basis;
use candor_model::findings::{Finding, Position, Severity};

/// GitHub takes no run with more results
/// (<https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning>).
const RESULTS: usize = 25_000;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Characters that a path in a URI cannot hold as they are (RFC 3986, 3.3).
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    column_kind: &'static str,
    invocations: [Invocation; 1],
    results: Vec<SarifResult<'a>>,
    properties: RunProperties<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    short_description: Text,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

/// Something that the tool says of its own run (3.58).
#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
}

#[derive(Serialize)]
struct RunProperties<'a> {
    disclaimer: String,
    packs: Vec<PackProperties<'a>>,
}

#[derive(Serialize)]
struct PackProperties<'a> {
    id: &'a str,
    version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Serialize)]
struct Text {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

impl Text {
    /// Text without markup. Braces mark places to fill in, so those that are meant are doubled
    /// in messages (3.11.5), but not in the descriptions of rules.
    fn plain(text: impl Into<String>) -> Text {
        Text {
            text: text.into(),
            markdown: None,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    name: String,
    short_description: Text,
    full_description: Text,
    help: Text,
    default_configuration: Configuration,
    properties: RuleProperties,
}

#[derive(Serialize)]
struct Configuration {
    level: Severity,
}

#[derive(Serialize)]
struct RuleProperties {
    #[serde(skip_serializing_if = "Option::is_none")]
    pack: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<Basis>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    citations: Vec<String>,
    tags: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    rule_index: usize,
    /// `fail`, or `open` for what nobody can tell (3.27.9), which has no level.
    kind: &'static str,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
    properties: ResultProperties<'a>,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "candor/v1")]
    candor: String,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

#[derive(Serialize)]
struct ResultProperties<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pack: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requirement: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    citation: Option<String>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    channels: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// Renders a report as one SARIF log with one run. Waived findings are results with a
/// suppression.
///
/// # Errors
///
/// Returns the serialiser's error, which no report is known to cause.
pub fn render(report: &Report<'_>) -> Result<String, serde_json::Error> {
    let waived = report.waived.iter().flat_map(|in_force| {
        in_force
            .findings
            .iter()
            .map(move |finding| (finding, Some(in_force)))
    });
    let all: Vec<(&Finding, Option<&InForce>)> = report
        .findings
        .iter()
        .map(|finding| (finding, None))
        .chain(waived)
        .collect();
    let unknown: Vec<(String, &Verdict)> = report
        .verdicts
        .not_known()
        .map(|verdict| (verdict.id(report.rules), verdict))
        .collect();
    // A rule for each id that was found or that nobody can tell, in the order of ids.
    let mut rules: BTreeMap<&str, (String, Severity)> = BTreeMap::new();
    for (finding, _) in &all {
        rules
            .entry(&finding.id)
            .or_insert_with(|| (sentence(&finding.message), finding.severity));
    }
    for (id, verdict) in &unknown {
        rules.entry(id).or_insert_with(|| {
            let severity = verdict.severity.unwrap_or(Severity::Error);
            (open_message(verdict), severity)
        });
    }
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, id)| (*id, at)).collect();
    let positions = report.positions();
    let fingerprints = fingerprints(all.iter().map(|(finding, _)| *finding), &report.texts);
    let place_of = |id: &str| index.get(id).copied().unwrap_or_default();
    let mut results: Vec<SarifResult<'_>> = all
        .iter()
        .zip(fingerprints)
        .map(|((finding, waiver), fingerprint)| SarifResult {
            rule_id: &finding.id,
            rule_index: place_of(&finding.id),
            kind: "fail",
            level: finding.severity.as_str(),
            message: Text::plain(message(finding)),
            locations: location(report, finding, positions.of(finding))
                .into_iter()
                .collect(),
            partial_fingerprints: Fingerprints {
                candor: fingerprint,
            },
            suppressions: waiver.map(suppression).into_iter().collect(),
            properties: ResultProperties {
                pack: finding
                    .authority
                    .as_deref()
                    .map(|authority| authority.pack.as_str()),
                language: finding
                    .about
                    .first()
                    .and_then(|about| about.language.as_deref()),
                reason: None,
                requirement: finding
                    .authority
                    .as_deref()
                    .map(|authority| authority.requirement.clone()),
                citation: finding
                    .authority
                    .as_deref()
                    .map(|authority| authority.citation.clone())
                    .filter(|citation| !citation.is_empty()),
                channels: &finding.channels,
            },
        })
        .collect();
    results.extend(
        unknown
            .iter()
            .map(|(id, verdict)| open(report, id, place_of(id), verdict)),
    );
    let (results, left_out) = worst_of(results);
    let version = env!("CARGO_PKG_VERSION");
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "Candor",
                    version,
                    semantic_version: version,
                    short_description: Text::plain(report.disclaimers().join(" ")),
                    rules: rules
                        .into_iter()
                        .map(|(id, (text, severity))| rule(report, id, text, severity))
                        .collect(),
                },
            },
            // As everywhere in Candor, a column is a Unicode scalar value.
            column_kind: "unicodeCodePoints",
            invocations: [Invocation {
                execution_successful: !checked::is_environment(report.findings),
                tool_execution_notifications: left_out.into_iter().collect(),
            }],
            results,
            properties: RunProperties {
                disclaimer: report.disclaimers().join(" "),
                packs: report
                    .rules
                    .packs
                    .iter()
                    .map(|pack| PackProperties {
                        id: pack.id.get_ref(),
                        version: &pack.version,
                        verified: pack.verified.map(|day| day.to_string()),
                        note: caution(pack),
                    })
                    .collect(),
            },
        }],
    };
    serde_json::to_string_pretty(&log).map(|mut text| {
        text.push('\n');
        text
    })
}

/// As many results as a run may have, the worst ones, in their order; and what is said of the others.
fn worst_of(results: Vec<SarifResult<'_>>) -> (Vec<SarifResult<'_>>, Option<Notification>) {
    let all = results.len();
    if all <= RESULTS {
        return (results, None);
    }
    let rank = |level: &str| {
        ["error", "warning", "note"]
            .iter()
            .position(|known| *known == level)
    };
    let mut order: Vec<(usize, usize)> = results
        .iter()
        .enumerate()
        .map(|(at, result)| (rank(result.level).unwrap_or(3), at))
        .collect();
    order.sort_unstable();
    let mut is_kept = vec![false; all];
    for (_, at) in order.into_iter().take(RESULTS) {
        is_kept[at] = true;
    }
    let mut is_kept = is_kept.into_iter();
    let kept = results
        .into_iter()
        .filter(|_| is_kept.next().unwrap_or_default());
    let message = format!(
        "This run holds the worst {RESULTS} of {all} results: GitHub takes no more. `candor check --format json` tells all of them."
    );
    let notification = Notification {
        level: "warning",
        message: Text::plain(message),
    };
    (kept.collect(), Some(notification))
}

/// What is wrong and what to do, as sentences: viewers show the first one where room is scarce.
fn message(finding: &Finding) -> String {
    let mut text = sentence(&finding.message);
    if let Some(help) = &finding.help {
        text.push(' ');
        text.push_str(help);
    }
    text.replace('{', "{{").replace('}', "}}")
}

/// The result for something of which nobody can tell how it fares.
fn open<'a>(
    report: &Report<'a>,
    id: &'a str,
    rule_index: usize,
    verdict: &'a Verdict,
) -> SarifResult<'a> {
    let entry = verdict.entry(report.rules);
    let language = verdict.language.as_deref();
    let pack = entry.map(|(pack, _)| pack.id.get_ref().as_str());
    SarifResult {
        rule_id: id,
        rule_index,
        kind: "open",
        level: "none",
        message: Text::plain(open_message(verdict)),
        locations: verdict
            .evidence
            .iter()
            .find_map(|evidence| location_of_evidence(report, evidence))
            .into_iter()
            .collect(),
        partial_fingerprints: Fingerprints {
            candor: fingerprint::of_words([
                id,
                pack.unwrap_or_default(),
                language.unwrap_or_default(),
            ]),
        },
        suppressions: Vec::new(),
        properties: ResultProperties {
            pack,
            language,
            reason: verdict.reason(),
            requirement: entry.map(|(_, entry)| entry.requirement_id()),
            citation: entry
                .map(|(pack, entry)| pack.citation(entry))
                .filter(|citation| !citation.is_empty()),
            channels: &[],
        },
    }
}

fn open_message(verdict: &Verdict) -> String {
    let reason = verdict.reason().unwrap_or_default();
    format!("Nobody can tell whether this is met: {reason}.")
        .replace('{', "{{")
        .replace('}', "}}")
}

fn location_of_evidence(report: &Report<'_>, evidence: &Evidence) -> Option<Location> {
    let path = format!("{}{}", report.base, evidence.file.as_ref()?);
    Some(Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation {
                uri: utf8_percent_encode(&path, PATH).to_string(),
            },
            region: None,
        },
    })
}

fn suppression(in_force: &InForce) -> Suppression {
    let waiver = &in_force.waiver;
    Suppression {
        kind: "external",
        status: "accepted",
        justification: format!(
            "{} (waived by {} until {})",
            waiver.reason,
            waiver.approver,
            waiver.until.get_ref()
        ),
    }
}

fn location(
    report: &Report<'_>,
    finding: &Finding,
    at: Option<(Position, Position)>,
) -> Option<Location> {
    // GitHub refuses a whole file for one result without a place: what is wrong at none is the site's.
    let file = finding
        .place
        .as_ref()
        .map_or(CONFIG_FILE, |place| &place.file);
    let path = format!("{}{file}", report.base);
    Some(Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation {
                uri: utf8_percent_encode(&path, PATH).to_string(),
            },
            region: at.map(|(start, end)| Region {
                start_line: start.line,
                start_column: start.column,
                end_line: end.line,
                end_column: end.column,
            }),
        },
    })
}

fn rule<'a>(report: &Report<'_>, id: &'a str, text: String, severity: Severity) -> Rule<'a> {
    let explained = report
        .rules
        .entry(id)
        .map(|(pack, entry)| Explanation::of_entry(pack, entry))
        .or_else(|| docs::get(id).map(Explanation::of_check));
    let mut tags: Vec<String> = Vec::new();
    tags.extend(id.split('.').next().map(str::to_owned));
    let Some(explained) = explained else {
        return Rule {
            id,
            name: name(id),
            short_description: Text::plain(text.clone()),
            full_description: Text::plain(text.clone()),
            help: Text::plain(text),
            default_configuration: Configuration { level: severity },
            properties: RuleProperties {
                pack: None,
                basis: None,
                citations: Vec::new(),
                tags,
            },
        };
    };
    tags.extend(explained.basis.map(|basis| basis.as_str().to_owned()));
    // A pack may be called as the ids begin, and tags are a set (3.8.2).
    let pack = explained.pack.clone().filter(|pack| !tags.contains(pack));
    tags.extend(pack);
    Rule {
        id,
        name: name(id),
        short_description: Text::plain(sentence(&explained.title)),
        full_description: Text::plain(explained.why.clone()),
        help: Text {
            text: human::whole(&explained, usize::MAX),
            markdown: Some(markdown::body(&explained)),
        },
        default_configuration: Configuration {
            level: explained.severity.unwrap_or(severity),
        },
        properties: RuleProperties {
            pack: explained.pack,
            basis: explained.basis,
            citations: explained
                .citations
                .into_iter()
                .map(|citation| citation.text)
                .collect(),
            tags,
        },
    }
}

/// An id in the form that the format wants of names: `TopicAccountFreezesSteps`.
fn name(id: &str) -> String {
    id.split(['.', '-'])
        .map(|word| {
            let mut chars = word.chars();
            chars
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .chain(chars)
                .collect::<String>()
        })
        .collect()
}
