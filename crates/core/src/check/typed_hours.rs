//! Hours that somebody typed, beside the schedules of the channels.

use std::ops::Range;

use super::times::channels_named;
use crate::site::Site;
use candor_model::answer::SaidHours;
use candor_model::channel::{Channel, StaffedBy};
use candor_model::schedule::Schedule;

/// Hours that no channel keeps.
pub struct Contradicted<'s> {
    /// The file that they stand in.
    pub file: &'s str,
    /// Where.
    pub span: Range<usize>,
    /// As they stand there.
    pub written: &'s str,
    /// The channel that they are said of, or the first of those that they may be said of.
    pub channel: &'s Channel,
}

/// Every typed statement of hours that is none of the data, in the order of pages.
pub fn contradicted<'s>(site: &'s Site<'_>) -> Vec<Contradicted<'s>> {
    let mut all = Vec::new();
    for page in &site.pages {
        for said in page
            .outline
            .prose
            .answers
            .iter()
            .flat_map(|answer| &answer.hours)
        {
            let staffed = |channel: &&Channel| {
                channel.staffed_by == StaffedBy::People && channel.schedule.is_some()
            };
            let mut channels: Vec<&Channel> = channels_named(&site.channels, &said.channels);
            channels.retain(staffed);
            // An assistant may be there when people are not.
            let by_machine =
                |channel: &&Channel| said.loosely && channel.ai.as_ref().is_some_and(|ai| ai.used);
            if channels.iter().any(by_machine) {
                continue;
            }
            let keeps = |channel: &&Channel| {
                channel
                    .schedule
                    .as_ref()
                    .is_some_and(|schedule| keeps(schedule, said))
            };
            if let Some(channel) = channels.first().copied()
                && !channels.iter().any(keeps)
            {
                all.push(Contradicted {
                    file: &page.head.source,
                    span: said.span.clone(),
                    written: &said.written,
                    channel,
                });
            }
        }
    }
    all
}

/// Whether a schedule is what was said of it.
fn keeps(schedule: &Schedule, said: &SaidHours) -> bool {
    let week = schedule.week();
    let named = |day: &usize| said.days == 0 || said.days & (1 << day) != 0;
    let days: Vec<usize> = (0..week.len()).filter(named).collect();
    if said.always {
        return schedule.is_around_the_clock() != said.closed;
    }
    if said.closed && said.times.is_none() {
        return days.iter().all(|day| week[*day].is_empty());
    }
    match said.times {
        None => days.iter().all(|day| !week[*day].is_empty()),
        // Beside an exception such as "but not on Sundays" nobody can tell which days are meant.
        Some(times) if said.days == 0 || said.closed => {
            week.iter().any(|spans| spans.contains(&times))
        }
        Some(times) => days.iter().all(|day| week[*day].contains(&times)),
    }
}
