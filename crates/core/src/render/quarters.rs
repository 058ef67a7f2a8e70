//! What is published of a quarter: tables, and the same figures as CSV. Neither holds a count that is
//! held back because it is small, nor what it could be worked out from.

use std::borrow::Cow;
use std::collections::BTreeMap;

use toml::Spanned;

use super::context::*;
use super::view::In;
use super::words;
use crate::site::quarter_key;
use candor_model::findings::Finding;
use candor_model::quarter::{Feedback, Quarter, Tabulation};
use candor_model::strings::Strings;
use candor_model::suppression::{is_small, suppress};

/// A count as it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Published {
    /// As it is.
    Count(i64),
    /// Only that it is small.
    Small,
    /// Not at all: a small one could be worked out from it.
    Withheld,
}

impl Published {
    fn new(count: i64, shown: bool, below: i64) -> Published {
        if shown {
            Published::Count(count)
        } else if is_small(count, below) {
            Published::Small
        } else {
            Published::Withheld
        }
    }

    /// In words, or with digits in the language's way.
    fn text(self, below: i64, strings: &Strings) -> String {
        match self {
            Published::Count(count) => words::count(count, strings),
            Published::Small => {
                strings.filled("count.small", &[("n", &words::count(below, strings))])
            }
            Published::Withheld => strings.text("count.withheld").to_owned(),
        }
    }

    /// For programs, in any language.
    fn cell(self, below: i64) -> String {
        match self {
            Published::Count(count) => count.to_string(),
            Published::Small => format!("<{below}"),
            Published::Withheld => "suppressed".to_owned(),
        }
    }
}

/// The counts of a table as they are published, in the table's order.
fn published(
    counts: &BTreeMap<String, Spanned<i64>>,
    below: i64,
) -> impl Iterator<Item = (&String, Published)> {
    let plain: Vec<i64> = counts.values().map(|count| *count.get_ref()).collect();
    let shown = suppress(&plain, below);
    counts
        .keys()
        .zip(plain.into_iter().zip(shown))
        .map(move |(key, (count, shown))| (key, Published::new(count, shown, below)))
}

/// How many were satisfied, as it is published. Beside the number of answers it gives away
/// how many were not, so that it is held back when either is small, and which is not said.
fn satisfied(feedback: &Feedback, below: i64) -> Published {
    let satisfied = *feedback.satisfied.get_ref();
    let others = feedback.responses.get_ref().saturating_sub(satisfied);
    if is_small(satisfied, below) || is_small(others, below) {
        Published::Withheld
    } else {
        Published::Count(satisfied)
    }
}

/// A quarter as templates see it.
pub fn context(view: In<'_>, quarter: &Quarter) -> QuarterContext {
    let strings = view.strings();
    let id = *quarter.quarter.get_ref();
    let address = view.site.addresses.by_source(&quarter_key(id), view.lang);
    let href = match address {
        Some(candor_model::address::Target::Page(address)) => view.site.addresses.href(&address),
        _ => String::new(),
    };
    let below = view.site.config.quarters.suppress_below;
    let lookup = |key: &str| strings.get(key).map(str::to_owned);
    QuarterContext {
        title: id.title(strings),
        csv: view.site.addresses.href(&format!("/reports/{id}.csv")),
        href,
        published: quarter
            .published
            .map(|date| words::date_context(date.0, strings)),
        requests: tabulation(view, &quarter.requests),
        complaints: tabulation(view, &quarter.complaints),
        feedback: quarter.feedback.as_ref().map(|feedback| {
            let responses = *feedback.responses.get_ref();
            let satisfied = satisfied(feedback, below);
            FeedbackContext {
                responses: words::count(responses, strings),
                satisfied: satisfied.text(below, strings),
                share: match satisfied {
                    Published::Count(count) => {
                        Some(words::percent(share(count, responses), strings))
                    }
                    Published::Small | Published::Withheld => None,
                },
            }
        }),
        suppressed: holds_back(quarter, below)
            .then(|| strings.filled("count.why", &[("n", &words::count(below, strings))])),
        measured: quarter
            .measured
            .iter()
            .filter_map(|measured| {
                let channel = view
                    .site
                    .channels
                    .iter()
                    .find(|channel| channel.id == *measured.channel.get_ref())?;
                Some(MeasuredRowContext {
                    channel: view.channel_label(channel),
                    stage: strings
                        .text(&format!("stage.{}", measured.stage.as_str()))
                        .to_owned(),
                    promised: channel
                        .commitments
                        .get(&measured.stage)
                        .map(|time| time.display(&lookup)),
                    median: measured.median.display(&lookup),
                    within: measured
                        .within_commitment
                        .as_ref()
                        .map(|share| words::percent(*share.get_ref(), strings)),
                })
            })
            .collect(),
        id: id.to_string(),
    }
}

/// Whether any number of a quarter is held back.
fn holds_back(quarter: &Quarter, below: i64) -> bool {
    let tables = [&quarter.requests, &quarter.complaints]
        .into_iter()
        .flat_map(|tabulation| [&tabulation.by_method, &tabulation.by_topic]);
    let counts = tables.flat_map(|table| published(table, below).map(|(_, count)| count));
    let feedback = quarter
        .feedback
        .iter()
        .map(|feedback| satisfied(feedback, below));
    counts
        .chain(feedback)
        .any(|count| !matches!(count, Published::Count(_)))
}

fn share(part: i64, whole: i64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

fn tabulation(view: In<'_>, tabulation: &Tabulation) -> TabulationContext {
    let strings = view.strings();
    let received = *tabulation.received.get_ref();
    let below = view.site.config.quarters.suppress_below;
    let row = |label: String, href: Option<String>, count: Published| {
        let share = match count {
            Published::Count(count) => Some(share(count, received)),
            Published::Small | Published::Withheld => None,
        };
        CountContext {
            label,
            href,
            count: count.text(below, strings),
            share: share.map(|share| words::percent(share, strings)),
            percent: share.map(|share| (share * 1000.0).round() / 10.0),
        }
    };
    // The largest first. What is not shown comes behind: its place must not tell its size.
    let rank = |count: Published| match count {
        Published::Count(count) => count,
        Published::Small | Published::Withheld => i64::MIN + 1,
    };
    let mut by_topic: Vec<(i64, CountContext)> = published(&tabulation.by_topic, below)
        .map(|(slug, count)| {
            let page = view.topic_of_slug(slug);
            let label = page.map_or_else(
                || match slug.as_str() {
                    "other" => strings.text("topic.other").to_owned(),
                    slug => slug.replace('-', " "),
                },
                |page| page.head.title.clone(),
            );
            let href = page.map(|page| view.site.addresses.href(&page.head.address));
            // "Other" comes last whatever its size.
            let rank = if slug == "other" {
                i64::MIN
            } else {
                rank(count)
            };
            (rank, row(label, href, count))
        })
        .collect();
    by_topic.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.label.cmp(&b.1.label)));
    let mut by_method: Vec<(i64, CountContext)> = published(&tabulation.by_method, below)
        .map(|(kind, count)| (rank(count), row(view.kind_label(kind), None, count)))
        .collect();
    by_method.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.label.cmp(&b.1.label)));
    TabulationContext {
        received: words::count(received, strings),
        closed: tabulation
            .closed
            .as_ref()
            .map(|closed| words::count(*closed.get_ref(), strings)),
        average_resolution: tabulation
            .average_hours_to_resolution
            .as_ref()
            .map(|hours| {
                strings.filled(
                    "hours_amount.pattern",
                    &[("n", &words::decimal(*hours.get_ref(), strings))],
                )
            }),
        by_method: by_method.into_iter().map(|(_, row)| row).collect(),
        by_topic: by_topic.into_iter().map(|(_, row)| row).collect(),
    }
}

/// The figures of a quarter as CSV (RFC 4180): a row a figure, language-neutral. A count
/// from one to below `below` is `<5` (or whatever the limit is), one that is held back
/// because of it is `suppressed`.
///
/// # Errors
///
/// A finding if a row cannot be written, which no figure is known to cause.
pub fn csv(quarter: &Quarter, below: i64) -> Result<Vec<u8>, Box<Finding>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let id = quarter.quarter.get_ref().to_string();
    let mut rows: Vec<[String; 5]> = Vec::new();
    let mut add = |record: &str, figure: &str, by: &str, value: String| {
        rows.push([
            id.clone(),
            record.to_owned(),
            figure.to_owned(),
            by.to_owned(),
            value,
        ]);
    };
    for (record, tabulation) in [
        ("requests", &quarter.requests),
        ("complaints", &quarter.complaints),
    ] {
        add(
            record,
            "received",
            "",
            tabulation.received.get_ref().to_string(),
        );
        if let Some(closed) = &tabulation.closed {
            add(record, "closed", "", closed.get_ref().to_string());
        }
        if let Some(hours) = &tabulation.average_hours_to_resolution {
            add(
                record,
                "average_hours_to_resolution",
                "",
                hours.get_ref().to_string(),
            );
        }
        for (method, count) in published(&tabulation.by_method, below) {
            add(record, "received_by_method", method, count.cell(below));
        }
        for (topic, count) in published(&tabulation.by_topic, below) {
            add(record, "received_by_topic", topic, count.cell(below));
        }
    }
    if let Some(feedback) = &quarter.feedback {
        add(
            "feedback",
            "responses",
            "",
            feedback.responses.get_ref().to_string(),
        );
        add(
            "feedback",
            "satisfied",
            "",
            satisfied(feedback, below).cell(below),
        );
    }
    for measured in &quarter.measured {
        let by = format!("{} {}", measured.channel.get_ref(), measured.stage.as_str());
        add("measured", "median", &by, measured.median.to_string());
        if let Some(share) = &measured.within_commitment {
            add(
                "measured",
                "within_commitment",
                &by,
                share.get_ref().to_string(),
            );
        }
    }
    let broken = |error: String| {
        Box::new(Finding::error(
            "internal",
            format!("the CSV of {id} cannot be written: {error}"),
        ))
    };
    writer
        .write_record(["quarter", "record", "figure", "by", "value"])
        .map_err(|error| broken(error.to_string()))?;
    for row in &rows {
        writer
            .write_record(row.iter().map(|cell| as_text(cell).into_owned()))
            .map_err(|error| broken(error.to_string()))?;
    }
    writer
        .into_inner()
        .map_err(|error| broken(error.to_string()))
}

/// A cell that no spreadsheet takes for a formula: a quote in front makes it text
/// (<https://owasp.org/www-community/attacks/CSV_Injection>). Figures are never below zero.
fn as_text(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}
