//! Quarterly reports: tables, and the same figures as CSV.

use super::context::*;
use super::view::In;
use super::words;
use crate::findings::Finding;
use crate::model::quarter::{Quarter, Tabulation};

/// A quarter as templates see it.
pub fn quarter(view: In<'_>, quarter: &Quarter) -> QuarterContext {
    let strings = view.strings();
    let id = quarter.quarter.get_ref().to_string();
    let address = view
        .site
        .addresses
        .by_source(&format!("content/reports/{id}.toml"), view.lang);
    let href = match address {
        Some(crate::model::address::Target::Page(address)) => view.site.addresses.href(&address),
        _ => String::new(),
    };
    let lookup = |key: &str| strings.get(key).map(str::to_owned);
    QuarterContext {
        title: words::quarter_title(&id, strings),
        csv: view.site.addresses.href(&format!("/reports/{id}.csv")),
        href,
        published: quarter
            .published
            .map(|date| words::date_context(date.0, strings)),
        requests: tabulation(view, &quarter.requests),
        complaints: tabulation(view, &quarter.complaints),
        feedback: quarter.feedback.as_ref().map(|feedback| {
            let responses = *feedback.responses.get_ref();
            let satisfied = *feedback.satisfied.get_ref();
            FeedbackContext {
                responses: words::count(responses, strings),
                satisfied: words::count(satisfied, strings),
                share: words::percent(share(satisfied, responses), strings),
            }
        }),
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
        id,
    }
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
    let topics = view.topics_by_slug();
    let row = |label: String, href: Option<String>, count: i64| CountContext {
        label,
        href,
        count: words::count(count, strings),
        share: words::percent(share(count, received), strings),
        percent: (share(count, received) * 1000.0).round() / 10.0,
    };
    let mut by_topic: Vec<(i64, CountContext)> = tabulation
        .by_topic
        .iter()
        .map(|(slug, count)| {
            let page = topics.get(slug.as_str());
            let label = page.map_or_else(
                || match slug.as_str() {
                    "other" => strings.text("topic.other").to_owned(),
                    slug => slug.replace('-', " "),
                },
                |page| page.head.title.clone(),
            );
            let href = page.map(|page| view.site.addresses.href(&page.head.address));
            let count = *count.get_ref();
            // "Other" comes last whatever its size.
            let rank = if slug == "other" { i64::MIN } else { count };
            (rank, row(label, href, count))
        })
        .collect();
    by_topic.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.label.cmp(&b.1.label)));
    let mut by_method: Vec<(i64, CountContext)> = tabulation
        .by_method
        .iter()
        .map(|(kind, count)| {
            let count = *count.get_ref();
            (count, row(view.kind_label(kind), None, count))
        })
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

/// The figures of a quarter as CSV (RFC 4180): a row a figure, language-neutral.
///
/// # Errors
///
/// A finding if a row cannot be written, which no figure is known to cause.
pub fn csv(quarter: &Quarter) -> Result<Vec<u8>, Box<Finding>> {
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
        for (method, count) in &tabulation.by_method {
            add(
                record,
                "received_by_method",
                method,
                count.get_ref().to_string(),
            );
        }
        for (topic, count) in &tabulation.by_topic {
            add(
                record,
                "received_by_topic",
                topic,
                count.get_ref().to_string(),
            );
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
            feedback.satisfied.get_ref().to_string(),
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
            .write_record(row)
            .map_err(|error| broken(error.to_string()))?;
    }
    writer
        .into_inner()
        .map_err(|error| broken(error.to_string()))
}
