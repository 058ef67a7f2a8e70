//! `[[closure]]` in `content/channels.toml`: days that the hours of several channels have in common.

use std::ops::Range;

use chrono::NaiveDate;
use toml::Spanned;

use candor_model::channel::{Channel, ClosureEntry};
use candor_model::findings::{Finding, nearest};
use candor_model::schedule::{Schedule, SpecialDay};

/// Days that one entry may be for.
const MOST_DAYS: i64 = 366;

/// A closure as the checks need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// Its last day.
    pub until: NaiveDate,
    /// Place of the entry in `content/channels.toml`.
    pub span: Range<usize>,
}

/// Lays the closures over the schedules of the channels that they are for. What is wrong with one is
/// reported, and it is left out.
pub(super) fn apply(
    entries: Vec<Spanned<ClosureEntry>>,
    channels: &mut [Channel],
    file: &str,
    findings: &mut Vec<Finding>,
) -> Vec<Closure> {
    let mut closures = Vec::new();
    for entry in entries {
        let span = entry.span();
        let entry = entry.into_inner();
        let mut wrong = |span: Range<usize>, message: String, help: &str| {
            findings.push(
                Finding::error("data.value", message)
                    .help(help)
                    .at(file, span),
            );
        };
        let from = entry.from.get_ref().0;
        let until = entry.until.as_ref().map_or(from, |until| until.get_ref().0);
        let length = (until - from).num_days();
        if !(0..MOST_DAYS).contains(&length) {
            let message = match length < 0 {
                true => "this closure ends before it begins".to_owned(),
                false => format!("this closure lasts {} days", length + 1),
            };
            let place = entry
                .until
                .as_ref()
                .map_or(entry.from.span(), Spanned::span);
            wrong(
                place,
                message,
                "Write the first day in `from` and the last one in `until`.",
            );
            continue;
        }
        let spans = match &entry.hours {
            None => Vec::new(),
            Some(hours) => {
                let Some(spans) = spans_of(hours.get_ref()) else {
                    wrong(
                        hours.span(),
                        format!("`{}` are no hours of a day", hours.get_ref()),
                        "Write from when until when people are there, such as 09:00-12:00, or leave `hours` out where nobody is.",
                    );
                    continue;
                };
                spans
            }
        };
        for id in &entry.channels {
            let ids = || channels.iter().map(|channel| channel.id.as_str());
            if !ids().any(|known| known == id.get_ref()) {
                let help = match nearest(id.get_ref(), ids()) {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None => {
                        "Use the ids of channels in this file, or leave `channels` out for all."
                            .to_owned()
                    }
                };
                wrong(
                    id.span(),
                    format!("there is no channel `{}`", id.get_ref()),
                    &help,
                );
            }
        }
        let days: Vec<(NaiveDate, SpecialDay)> = from
            .iter_days()
            .take_while(|day| *day <= until)
            .map(|day| {
                let special = SpecialDay {
                    spans: spans.clone(),
                    name: entry.name.clone(),
                };
                (day, special)
            })
            .collect();
        let is_meant = |channel: &Channel| {
            entry.channels.is_empty() || entry.channels.iter().any(|id| *id.get_ref() == channel.id)
        };
        for channel in channels.iter_mut().filter(|channel| is_meant(channel)) {
            channel.schedule = channel
                .schedule
                .take()
                .map(|schedule| schedule.with_special_days(days.iter().cloned()));
        }
        closures.push(Closure { until, span });
    }
    closures
}

/// `09:00-12:00,13:00-15:00` as spans; `None` for what names days or is no time.
fn spans_of(hours: &str) -> Option<Vec<candor_model::schedule::Span>> {
    if hours.chars().any(char::is_alphabetic) || hours.contains(';') {
        return None;
    }
    let schedule = Schedule::parse(&format!("Mo-Su {hours}"), Some("UTC"), None).ok()?;
    schedule.week().first().cloned()
}
