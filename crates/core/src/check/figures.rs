//! `records.consistent`: figures of a quarter that cannot be, whatever a pack asks for.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;

use crate::site::Site;
use candor_model::channel::Stage;
use candor_model::findings::Finding;
use candor_model::quarter::{Quarter, QuarterId, Tabulation};

const ID: &str = "records.consistent";

/// How much shorter an average may be than the shortest measured median: a mean is at least half the median of
/// its cases, and some of them may not have been measured.
const SHORTER: f64 = 20.0;

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    for quarter in &site.quarters {
        let id = *quarter.quarter.get_ref();
        let mut found = vec![all_zeros(site, id, quarter)];
        found.extend(tabulations(quarter).map(|(name, table)| unlikely_average(name, table)));
        found.push(average_below_medians(quarter));
        found.extend(quarter.measured.iter().map(|measured| {
            measured_nothing(
                site,
                quarter,
                measured.channel.get_ref(),
                measured.channel.span(),
            )
        }));
        let file = format!("content/reports/{id}.toml");
        findings.extend(
            found
                .into_iter()
                .flatten()
                .map(|what| what.finding().at(&*file, what.span.clone())),
        );
    }
    for name in ["requests", "complaints"] {
        closed_too_many(site, name, findings);
    }
}

/// One thing that cannot be, or hardly.
struct Wrong {
    is_certain: bool,
    message: String,
    help: &'static str,
    span: Range<usize>,
}

impl Wrong {
    fn finding(&self) -> Finding {
        let finding = if self.is_certain {
            Finding::error(ID, &*self.message)
        } else {
            Finding::warning(ID, &*self.message)
        };
        finding.help(self.help)
    }
}

fn tabulations(quarter: &Quarter) -> impl Iterator<Item = (&'static str, &Tabulation)> {
    [
        ("requests", &quarter.requests),
        ("complaints", &quarter.complaints),
    ]
    .into_iter()
}

/// Nothing but zeros, once the quarter is over.
fn all_zeros(site: &Site<'_>, id: QuarterId, quarter: &Quarter) -> Option<Wrong> {
    let is_zero = |(_, table): (_, &Tabulation)| {
        *table.received.get_ref() == 0
            && table
                .closed
                .as_ref()
                .is_none_or(|closed| *closed.get_ref() == 0)
    };
    let is_over = id.next().first_day().is_some_and(|day| day <= site.today);
    (is_over && tabulations(quarter).all(is_zero)).then(|| Wrong {
        is_certain: false,
        message: format!("{id} says that nobody asked for anything and nobody complained"),
        help: "Enter the figures. If there really were none, accept this finding with a waiver that says so.",
        span: quarter.quarter.span(),
    })
}

/// Cases took no time at all, or took time where there were none.
fn unlikely_average(name: &str, table: &Tabulation) -> Option<Wrong> {
    let average = table.average_hours_to_resolution.as_ref()?;
    let hours = *average.get_ref();
    let closed = table.closed.as_ref().map(|closed| *closed.get_ref());
    let cases = closed.unwrap_or(*table.received.get_ref());
    let wrong = |message: String, help| {
        Some(Wrong {
            is_certain: false,
            message,
            help,
            span: average.span(),
        })
    };
    if hours == 0.0 && cases > 0 {
        return wrong(
            format!("{cases} {name} were closed in no time at all"),
            "Enter the average number of hours from receipt to resolution, or leave the line out.",
        );
    }
    if hours > 0.0 && closed == Some(0) {
        return wrong(
            format!("no {name} were closed, and they took {hours} hours on average"),
            "Enter how many were closed, or leave the average out.",
        );
    }
    None
}

/// Cases took less time on average than the shortest median could leave.
fn average_below_medians(quarter: &Quarter) -> Option<Wrong> {
    let minutes = quarter
        .measured
        .iter()
        .filter(|measured| measured.stage == Stage::Resolution)
        .map(|measured| (measured.median.approx_minutes(), measured))
        .min_by_key(|(minutes, _)| *minutes);
    let (minutes, measured) = minutes?;
    // Hours of the day and of business are both in use: three to one.
    let median = minutes as f64 / 60.0 / 3.0;
    tabulations(quarter).find_map(|(name, table)| {
        let average = table.average_hours_to_resolution.as_ref()?;
        let hours = *average.get_ref();
        (hours > 0.0 && hours * SHORTER < median).then(|| Wrong {
            is_certain: true,
            message: format!(
                "{name} took {hours} hours on average, and half of them took more than {} by {}",
                measured.median,
                measured.channel.get_ref(),
            ),
            help: "Check both figures, and that the average is in hours.",
            span: average.span(),
        })
    })
}

/// A channel was measured on which nothing came in.
fn measured_nothing(
    site: &Site<'_>,
    quarter: &Quarter,
    id: &str,
    span: Range<usize>,
) -> Option<Wrong> {
    let kind = site.channels.iter().find(|channel| channel.id == id)?.kind;
    let count = |count: &Spanned<i64>| *count.get_ref();
    let nothing = |table: &Tabulation| {
        count(&table.received) == 0
            && table
                .closed
                .as_ref()
                .is_none_or(|closed| count(closed) == 0)
            || table.by_method.get(kind.as_str()).map(count) == Some(0)
    };
    tabulations(quarter)
        .all(|(_, table)| nothing(table))
        .then(|| Wrong {
            is_certain: true,
            message: format!("`{id}` was measured, and nothing was received on it in this quarter"),
            help: "Leave this measurement out, or enter the cases.",
            span,
        })
}

/// More cases were closed than there were: received since the entity started, and not closed before. Where a
/// quarter is missing, nobody knows how many were open.
fn closed_too_many(site: &Site<'_>, name: &str, findings: &mut Vec<Finding>) {
    let Some(mut id) = site.config.entity.started else {
        return;
    };
    let there: BTreeMap<QuarterId, &Quarter> = site
        .quarters
        .iter()
        .map(|quarter| (*quarter.quarter.get_ref(), quarter))
        .collect();
    let mut open = 0_i64;
    while let Some(quarter) = there.get(&id) {
        let Some((_, table)) = tabulations(quarter).find(|(other, _)| *other == name) else {
            return;
        };
        let received = *table.received.get_ref();
        let Some(closed) = &table.closed else {
            return;
        };
        let Some(before) = open.checked_add(received) else {
            return;
        };
        if *closed.get_ref() > before {
            findings.push(
                Finding::error(
                    ID,
                    format!(
                        "{} {name} were closed in {id}, and no more than {before} can have been open: {open} from before and {received} received",
                        closed.get_ref()
                    ),
                )
                .help("Check both figures, and `started` in the [entity] table of candor.toml.")
                .at(format!("content/reports/{id}.toml"), closed.span()),
            );
            return;
        }
        open = before - *closed.get_ref();
        id = id.next();
    }
}
